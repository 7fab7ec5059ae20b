"""What the storefront needs of a place that keeps files, and the sentences that all places share.

A path is relative, with slashes. A mark is whatever the place calls the present version of a file (an ETag, a time with
a size): it differs where the contents do, and is empty where the place cannot say. Marks of lists and of plain writes
are of one kind, those of `read`, `mark` and `write(match=)` of one kind too.
"""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple, Protocol

from kasse.books.market import Who
from kasse.errors import KasseError, Unavailable
from kasse.market.target import NotTaken, TryLater
from kasse.texts import _

TIMEOUT = 20
"""Seconds that a place has for each answer."""
LARGEST = 32_000_000
"""No file of ours is larger: whoever sends more is not believed."""
TEMPORARY = ".kasse-tmp"
"""How the name of a file ends while it is being written."""
LONGEST_WAIT = 24 * 3600
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "gz": "application/gzip",
}


class Stored(NamedTuple):
    """A file with its mark."""

    data: bytes
    mark: str


class Changed(Exception):
    """A file is not the version that was to be replaced: somebody else wrote it."""


class Store(Protocol):
    """A place that keeps files. Every method may take long; it raises `Unavailable`, `TryLater` or `NotTaken`."""

    def read(self, path: str) -> Stored | None:
        """A file; None where there is none."""
        ...

    def mark(self, path: str) -> str | None:
        """The mark of a file; None where there is none."""
        ...

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        """Put a file there at once or not at all, and give its mark, or nothing where the place does not say it.

        With `match` only in place of the version with this mark (empty: where there is none); else `Changed`.
        """
        ...

    def remove(self, path: str) -> None:
        """Take a file away, and its folder where that is empty then; one that is not there is no error."""
        ...

    def list(self, folder: str) -> Mapping[str, str]:
        """The marks of all files below a folder ("01/"), by path; empty where there is no such folder."""
        ...

    def time_offset(self) -> int | None:
        """By how many seconds the place's clock is ahead of ours, as it last said."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def content_type(path: str) -> str:
    """What a file is, by its name."""
    return _TYPES.get(path.rpartition(".")[2], "application/octet-stream")


# What goes wrong, said so that somebody can act


def not_reached(place: str, error: object) -> Unavailable:
    """Trouble on the way: it is tried again."""
    reason = str(getattr(error, "strerror", None) or error).split("\n")[0][:200]
    return Unavailable(
        "target_not_reached",
        _("{place} is not reached ({reason}). It is tried again.").format(place=place, reason=reason),
    )


def no_login(place: str) -> NotTaken:
    """Name or password are wrong, or they may not write there."""
    text = _("{place} does not let us in. Check the user name and the password, and that they may write there.")
    return NotTaken("target_login", text.format(place=place), Who.OWNER)


def full(place: str) -> NotTaken:
    """There is no room left."""
    text = _("{place} is full. Make room there, or order more.")
    return NotTaken("target_full", text.format(place=place), Who.OWNER)


def no_folder(place: str) -> NotTaken:
    """The address leads nowhere."""
    text = _("{place} is not there. Check the address, and make the folder first.")
    return NotTaken("target_missing", text.format(place=place), Who.OWNER)


def bad_address(address: str, example: str) -> NotTaken:
    """The address cannot be read."""
    text = _("“{address}” is no address for this. Write it as {example}.")
    return NotTaken("bad_address", text.format(address=address[:200], example=example), Who.OWNER)


def of_status(place: str, status: int, retry_after: str = "", now: float = 0) -> KasseError:
    """What an HTTP status that is no success means for us."""
    if status in (401, 403):
        return no_login(place)
    if status in (413, 507):
        return full(place)
    if status in (404, 405, 410):
        return no_folder(place)
    if status in (429, 503):
        text = _("{place} is busy and asks for patience. It is tried again.")
        return TryLater("target_busy", text.format(place=place), seconds(retry_after, now))
    if status >= 500 or status in (408, 409, 423, 425):
        return not_reached(place, f"HTTP {status}")
    text = _("{place} does not take our files (HTTP {status}). Ask whoever runs it.")
    return NotTaken("target_refuses", text.format(place=place, status=status), Who.TARGET)


def seconds(retry_after: str, now: float) -> int:
    """How long a Retry-After asks us to wait: seconds or a date; a minute where it says nothing we can read."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_WAIT)
    try:
        return max(1, min(int(parsedate_to_datetime(text).timestamp() - now), LONGEST_WAIT))
    except (ValueError, TypeError, OverflowError):
        return 60
