"""Reading what an Epson TSE says of itself, and a transaction out of its TAR."""

import io
from datetime import UTC, datetime
from typing import Any, Final

from kasse.fiscal.de import tar
from kasse.fiscal.de.device import Finished, Logged, TseState
from kasse.fiscal.de.log_message import Damaged, LogMessage, parse

SECTOR: Final = 512
_STATES = {"UNINITIALIZED": TseState.NEW, "INITIALIZED": TseState.READY, "DECOMMISSIONED": TseState.DECOMMISSIONED}


def finished_in(data: bytes, client: str, number: int) -> Finished | None:
    """Both ends of a transaction out of a TAR; None where one of them is not in it."""
    ends: dict[str, LogMessage] = {}
    for member in tar.members(io.BytesIO(data)):
        name = tar.parse_log_name(member.name)
        if name is None or name.number != number:
            continue
        try:
            message = parse(member.content)
        except Damaged:
            continue
        if (message.client, message.number) == (client, number):
            ends[message.operation] = message
    start, end = ends.get("StartTransaction"), ends.get("FinishTransaction")
    if start is None or end is None:
        return None
    first, last = (Logged(number, one.counter, one.at, one.signature) for one in (start, end))
    return Finished(first, last, end.process_type, end.process_data.decode("utf-8", errors="replace"))


def state_of(info: dict[str, Any]) -> TseState:
    """How far the device is."""
    return _STATES.get(str(info.get("tseInitializationState")), TseState.NEW)


def count(info: dict[str, Any], name: str) -> int | None:
    """A number, where there is one."""
    found = info.get(name)
    return found if isinstance(found, int) else None


def sectors(info: dict[str, Any], name: str) -> int | None:
    """A size in bytes; Epson counts sectors."""
    found = count(info, name)
    return None if found is None else found * SECTOR


def version(number: int | None) -> str:
    """As people write versions."""
    return "" if number is None else f"{number >> 16}.{number >> 8 & 255}.{number & 255}"


def date(at: datetime) -> str:
    """A time as Epson writes it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
