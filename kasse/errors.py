"""The two errors a user may see, each named for who must act.

Anything else that is raised is a bug.
"""


class KasseError(Exception):
    """Root of the errors that are shown as they are: a stable code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Refused(KasseError):
    """A rule said no. The person at the till can act: other input, more money, a manager's PIN."""


class Unavailable(KasseError):
    """A device, a file or a service did not answer. Trying again, or a technician, can help."""
