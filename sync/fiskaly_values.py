"""Reading what fiskaly answers: its numbers, times, base64 and certificates."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.x509 import Certificate

from kasse.fiscal.de import certificates
from kasse.fiscal.de.device import TseState

_STATES = {"INITIALIZED": TseState.READY, "CREATED": TseState.NEW, "UNINITIALIZED": TseState.NEW}


def state_of(answer: dict[str, Any]) -> TseState:
    """How far the TSS is."""
    return _STATES.get(str(answer.get("state")), TseState.DECOMMISSIONED)


def certificates_of(answer: dict[str, Any]) -> list[Certificate]:
    """DER in base64; PEM is taken too."""
    text = str(answer.get("certificate") or "")
    return certificates.load(text.encode("utf-8") if "-----BEGIN" in text else octets(text))


def raw_of(answer: dict[str, Any]) -> dict[str, Any]:
    """What was signed: process type, and process data in base64."""
    schema = answer.get("schema")
    raw = schema.get("raw") if isinstance(schema, dict) else None
    return raw if isinstance(raw, dict) else {}


def to_base64(text: str) -> str:
    """UTF-8, in base64."""
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def octets(text: object) -> bytes:
    """Bytes out of base64; nothing where it is none."""
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return b""


def whole(value: object) -> int | None:
    """Some of fiskaly's numbers are texts."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(seconds: object) -> datetime | None:
    """A time in unix seconds."""
    number = whole(seconds)
    return None if number is None or not 0 < number < 1 << 33 else datetime.fromtimestamp(number, UTC)


def uuid_of(text: object) -> UUID | None:
    """A UUID, where there is one."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
