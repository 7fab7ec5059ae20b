"""What a Swissbit TSE tells of itself, out of the library's getters."""

import ctypes
from collections.abc import Callable
from ctypes import byref, c_uint64, c_void_p
from datetime import UTC, datetime
from typing import NamedTuple

from kasse.fiscal.de.device import TseState
from printers.worm_codes import check
from printers.worm_library import Bytes

SECTOR = 512
_STATES = (TseState.NEW, TseState.READY, TseState.DECOMMISSIONED)


class Info(NamedTuple):
    """What `worm_info_read` tells. Times that are left in seconds, sizes in bytes."""

    state: TseState
    time_is_set: bool
    tested: bool
    interface_on: bool
    until_self_test: int
    between_times: int
    open_transactions: int
    signatures_left: int
    expires_at: datetime
    size: int
    used: int
    firmware: str
    description: str
    key: bytes
    serial: bytes


def read_info(lib: ctypes.CDLL, context: c_void_p) -> Info:
    """Ask the device for all of it at once."""
    info = c_void_p(lib.worm_info_new(context))
    try:
        check(lib.worm_info_read(info))
        version = lib.worm_info_softwareVersion(info)
        return Info(
            state=_STATES[lib.worm_info_initializationState(info)],
            time_is_set=bool(lib.worm_info_hasValidTime(info)),
            tested=bool(lib.worm_info_hasPassedSelfTest(info)),
            interface_on=bool(lib.worm_info_isCtssInterfaceActive(info)),
            until_self_test=lib.worm_info_timeUntilNextSelfTest(info),
            between_times=lib.worm_info_maxTimeSynchronizationDelay(info),
            open_transactions=lib.worm_info_startedTransactions(info),
            signatures_left=lib.worm_info_remainingSignatures(info),
            expires_at=instant(lib.worm_info_certificateExpirationDate(info)),
            size=lib.worm_info_capacity(info) * SECTOR,
            used=lib.worm_info_size(info) * SECTOR,
            firmware=f"{version >> 16}.{version >> 8 & 255}.{version & 255}",
            description=(lib.worm_info_tseDescription(info) or b"").decode("utf-8", "replace"),
            key=pointed(lib.worm_info_tsePublicKey, info),
            serial=pointed(lib.worm_info_tseSerialNumber, info),
        )
    finally:
        lib.worm_info_free(info)


def pointed(getter: Callable[..., None], of: c_void_p) -> bytes:
    """Bytes that a getter points to."""
    at, length = Bytes(), c_uint64(0)
    getter(of, byref(at), byref(length))
    return ctypes.string_at(at, length.value) if length.value else b""


def instant(seconds: int) -> datetime:
    """Seconds of Unix time; what is beyond all calendars is their end."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)
