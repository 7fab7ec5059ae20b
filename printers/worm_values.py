"""What goes into a Swissbit TSE is checked here, and what comes out of it read."""

import io
from datetime import datetime

from cryptography import x509

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import certificates, log_message, tar
from kasse.fiscal.de.device import Finished, Logged, Secrets
from kasse.fiscal.de.log_message import LogMessage
from kasse.texts import _
from printers.worm_library import CLIENT_LENGTH

LENGTHS = Secrets("·" * 6, "·" * 5, "·" * 5)
"""Six digits for the PUK, five for each PIN."""


def check_client(client: str) -> None:
    """A till's name fits. Raises `Refused`."""
    if not client or not client.isascii() or not client.isprintable() or len(client) > CLIENT_LENGTH:
        sentence = _("The till's serial number {client} cannot be used with this TSE: at most 30 plain characters.")
        raise Refused("tse_client_name", sentence.format(client=client))


def check_secrets(secrets: Secrets) -> None:
    """PUK and PINs have their lengths, and the PINs are there. Raises `Refused`."""
    for given, pattern in zip(secrets, LENGTHS, strict=True):
        if given and (len(given) != len(pattern) or not given.isascii() or not given.isdigit()):
            raise Refused("tse_bad_pin", _("The PUK has six digits, each PIN has five."))
    if not secrets.admin_pin or not secrets.time_admin_pin:
        raise Refused("tse_bad_pin", _("The TSE is set up already: enter the PINs that it was set up with."))


def either(given: Secrets, kept: Secrets) -> Secrets:
    """What was typed, else what an earlier attempt kept."""
    return Secrets(*(one or other for one, other in zip(given, kept, strict=True)))


def point_of(certificate: x509.Certificate) -> bytes:
    """Its key's point; empty where it is not on an elliptic curve."""
    key = certificates.key_of(certificate)
    return b"" if key is None else certificates.point_of(key)


def both_ends(data: bytes, client: str, number: int) -> Finished | None:
    """A transaction's first and last message out of a TAR; None where it is not finished."""
    if not data.strip(b"\0"):
        return None
    found: dict[str, LogMessage] = {}
    for member in tar.members(io.BytesIO(data)):
        one = _message(member)
        if one is not None and one.number == number and one.client == client:
            found[one.operation] = one
    start, end = found.get("StartTransaction"), found.get("FinishTransaction")
    if start is None or end is None:
        return None
    return Finished(_logged(start), _logged(end), end.process_type, end.process_data.decode("utf-8", "replace"))


def is_newer(member: tar.Member, until: datetime) -> bool:
    """Whether a file of a TAR is a transaction's message from after a moment."""
    one = _message(member)
    return one is not None and one.number is not None and one.at > until


def _message(member: tar.Member) -> LogMessage | None:
    if not member.name.endswith(".log"):
        return None
    try:
        return log_message.parse(member.content)
    except log_message.Damaged as error:
        raise Unavailable("tse_export", _("The TSE's export is damaged. Try again.")) from error


def _logged(one: LogMessage) -> Logged:
    return Logged(one.number or 0, one.counter, one.at, one.signature)
