"""Swissbit's WormAPI, a C library that the shop gets from Swissbit: loaded from a file, and its functions typed.

Nothing of it comes with Kasse, as it may not be handed on. Every function gives a code (0: done) and waits for the
device; none of them may be called while another one runs.
"""

import ctypes
import platform
import struct
import sys
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_int,
    c_ubyte,
    c_uint,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path

from kasse.errors import Refused
from kasse.texts import _

CLIENT_LENGTH = 30
"""As long as a client's name may be."""
CLIENTS_AT_ONCE = 16
ADMIN, TIME_ADMIN = 1, 2

Bytes = POINTER(c_ubyte)
TarCallback = CFUNCTYPE(c_int, Bytes, c_uint, c_void_p)


class RegisteredClients(Structure):
    """What `worm_tse_listRegisteredClients` fills."""

    _fields_ = (("amount", c_int), ("names", (c_char * (CLIENT_LENGTH + 1)) * CLIENTS_AT_ONCE))


_RETURNING = {
    "worm_signatureAlgorithm": (c_char_p, ()),
    "worm_logTimeFormat": (c_char_p, ()),
    "worm_info_new": (c_void_p, (c_void_p,)),
    "worm_info_free": (None, (c_void_p,)),
    "worm_info_initializationState": (c_int, (c_void_p,)),
    "worm_info_hasValidTime": (c_int, (c_void_p,)),
    "worm_info_hasPassedSelfTest": (c_int, (c_void_p,)),
    "worm_info_isCtssInterfaceActive": (c_int, (c_void_p,)),
    "worm_info_timeUntilNextSelfTest": (c_uint32, (c_void_p,)),
    "worm_info_maxTimeSynchronizationDelay": (c_uint32, (c_void_p,)),
    "worm_info_startedTransactions": (c_uint32, (c_void_p,)),
    "worm_info_remainingSignatures": (c_uint32, (c_void_p,)),
    "worm_info_certificateExpirationDate": (c_uint64, (c_void_p,)),
    "worm_info_capacity": (c_uint32, (c_void_p,)),
    "worm_info_size": (c_uint32, (c_void_p,)),
    "worm_info_softwareVersion": (c_uint32, (c_void_p,)),
    "worm_info_tseDescription": (c_char_p, (c_void_p,)),
    "worm_info_tsePublicKey": (None, (c_void_p, POINTER(Bytes), POINTER(c_uint64))),
    "worm_info_tseSerialNumber": (None, (c_void_p, POINTER(Bytes), POINTER(c_uint64))),
    "worm_transaction_response_new": (c_void_p, (c_void_p,)),
    "worm_transaction_response_free": (None, (c_void_p,)),
    "worm_transaction_response_logTime": (c_uint64, (c_void_p,)),
    "worm_transaction_response_signatureCounter": (c_uint64, (c_void_p,)),
    "worm_transaction_response_transactionNumber": (c_uint64, (c_void_p,)),
    "worm_transaction_response_serialNumber": (None, (c_void_p, POINTER(Bytes), POINTER(c_uint64))),
    "worm_transaction_response_signature": (None, (c_void_p, POINTER(Bytes), POINTER(c_uint64))),
}
_TEXT = (Bytes, c_int)
_GIVING_A_CODE = {
    "worm_init": (POINTER(c_void_p), c_char_p),
    "worm_cleanup": (c_void_p,),
    "worm_info_read": (c_void_p,),
    "worm_getLogMessageCertificate": (c_void_p, Bytes, POINTER(c_uint32)),
    "worm_tse_runSelfTest": (c_void_p, c_char_p),
    "worm_tse_setup": (c_void_p, *_TEXT, *_TEXT, *_TEXT, *_TEXT, c_char_p),
    "worm_tse_ctss_enable": (c_void_p,),
    "worm_tse_updateTime": (c_void_p, c_uint64),
    "worm_tse_registerClient": (c_void_p, c_char_p),
    "worm_tse_deregisterClient": (c_void_p, c_char_p),
    "worm_tse_listRegisteredClients": (c_void_p, c_int, POINTER(RegisteredClients)),
    "worm_user_login": (c_void_p, c_int, *_TEXT, POINTER(c_int)),
    "worm_user_logout": (c_void_p, c_int),
    "worm_user_unblock": (c_void_p, c_int, *_TEXT, *_TEXT, POINTER(c_int)),
    "worm_transaction_start": (c_void_p, c_char_p, Bytes, c_uint64, c_char_p, c_void_p),
    "worm_transaction_finish": (c_void_p, c_char_p, c_uint64, Bytes, c_uint64, c_char_p, c_void_p),
    "worm_transaction_listStartedTransactions": (c_void_p, c_char_p, c_int, POINTER(c_uint64), c_int, POINTER(c_int)),
    "worm_export_tar": (c_void_p, TarCallback, c_void_p),
    "worm_export_tar_filtered_time": (c_void_p, c_uint64, c_uint64, c_char_p, TarCallback, c_void_p),
    "worm_export_tar_filtered_transaction": (c_void_p, c_uint64, c_uint64, c_char_p, TarCallback, c_void_p),
    "worm_export_deleteStoredData": (c_void_p,),
}


def load(path: Path) -> ctypes.CDLL:
    """The library with all its functions typed. Raises `Refused` with what is wrong with the file."""
    if not path.is_file():
        raise Refused(
            "tse_no_library",
            _(
                "There is no library at {path}. Choose the file libWormAPI.so (Windows: WormAPI.dll) from Swissbit."
            ).format(path=path),
        )
    _refuse_what_cannot_run(path)
    try:
        library = ctypes.CDLL(str(path.resolve()))
    except OSError as error:
        raise _broken(path) from error
    for name, (result, arguments) in (*_RETURNING.items(), *((one, (c_int, of)) for one, of in _GIVING_A_CODE.items())):
        try:
            function = getattr(library, name)
        except AttributeError as error:
            sentence = _("The library {path} is not Swissbit's WormAPI, or too old a one: it lacks {function}.")
            raise Refused("tse_other_library", sentence.format(path=path, function=name)) from error
        function.restype, function.argtypes = result, arguments
    return library


def _broken(path: Path) -> Refused:
    sentence = _("The library {path} cannot be loaded: the file is damaged. Copy it anew from Swissbit's package.")
    return Refused("tse_broken_library", sentence.format(path=path))


def _refuse_what_cannot_run(path: Path) -> None:
    """A file that is cut off, or made for another computer: to load it might end the program."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise Refused("tse_no_library", _("The library {path} may not be read.").format(path=path)) from error
    made_for = None
    if sys.platform == "win32":
        made_for = _machine_of_dll(start)
    elif sys.platform.startswith("linux"):
        made_for = _machine_of_so(start, path.stat().st_size)
    else:
        return
    if made_for is None:
        raise _broken(path)
    if made_for != _OURS.get(platform.machine().lower(), made_for):
        sentence = _("The library {path} is made for another kind of computer. Take the one for {machine}.")
        raise Refused("tse_other_computer", sentence.format(path=path, machine=platform.machine()))


_OURS = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "arm", "i686": "x86"}
_ELF = {62: "x86_64", 183: "arm64", 40: "arm", 3: "x86"}
_PE = {0x8664: "x86_64", 0xAA64: "arm64", 0x1C4: "arm", 0x14C: "x86"}


def _machine_of_so(start: bytes, size: int) -> str | None:
    """For which processor a Linux library is; None where it is none, or where a part of it is missing."""
    if len(start) < 64 or start[:4] != b"\x7fELF" or start[5] != 1:
        return None
    (machine,) = struct.unpack_from("<H", start, 18)
    if start[4] == 2:
        headers, sections, entry, count = *struct.unpack_from("<QQ", start, 32), *struct.unpack_from("<HH", start, 58)
    else:
        headers, sections, entry, count = *struct.unpack_from("<II", start, 28), *struct.unpack_from("<HH", start, 46)
    if headers > size or sections + entry * count > size:
        return None
    return _ELF.get(machine, "another")


def _machine_of_dll(start: bytes) -> str | None:
    """For which processor a Windows library is; None where it is none."""
    if len(start) < 64 or start[:2] != b"MZ":
        return None
    (at,) = struct.unpack_from("<I", start, 60)
    if start[at : at + 4] != b"PE\0\0":
        return None
    (machine,) = struct.unpack_from("<H", start, at + 4)
    return _PE.get(machine, "another")
