"""Sealing a text between two keys: NIP-44, version 2. Only for what a signature vouches for, as in `wrap`.

Whatever cannot be opened is `Refused`: "seal_version", "seal_damaged" or "seal_key" (not for this key, or altered).
"""

import base64
import binascii
import hmac
import os
from typing import NamedTuple

from kasse.errors import Refused
from kasse.texts import N_, _

LONGEST = 2**20
"""Bytes of a text that is sealed or opened here; the wire format has room for 4 GiB."""
_VERSION = 2
_SHORT = 65_536
"""From here on the length is written with six bytes (the text of 2026)."""

_NO = {
    "seal_version": N_("This message is sealed in a way that is not known here."),
    "seal_damaged": N_("This message is damaged."),
    "seal_key": N_("This message is sealed for another key, or it was altered."),
}


class _Secrets(NamedTuple):
    cipher: bytes
    nonce: bytes
    mac: bytes


def conversation_key(secret: bytes, public: str) -> bytes:
    """What two keys share, from either side. `Refused` where `public` is no key."""
    from coincurve import PublicKey
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import hmac as hashed

    try:
        point = PublicKey(b"\x02" + bytes.fromhex(public)).multiply(secret)
    except ValueError as error:
        raise _no("seal_key") from error
    extract = hashed.HMAC(b"nip44-v2", hashes.SHA256())
    extract.update(point.format()[1:])
    return extract.finalize()


def encrypt(text: str, key: bytes, nonce: bytes | None = None) -> str:
    """Seal a text. A `nonce` of 32 bytes is given by tests alone; the same one twice would give both texts away."""
    plain = text.encode()
    if not 0 < len(plain) <= LONGEST:
        raise Refused("seal_length", _("This text is too long to be sealed, or there is none."))
    nonce = os.urandom(32) if nonce is None else nonce
    secrets = message_keys(key, nonce)
    sealed = _cipher(secrets, _padded(plain))
    return base64.b64encode(bytes((_VERSION,)) + nonce + sealed + _mac(secrets, nonce, sealed)).decode()


def decrypt(payload: str, key: bytes) -> str:
    """Open what was sealed. Nothing but `Refused` is raised, whatever a stranger sent."""
    nonce, sealed, mac = _parts(payload)
    secrets = message_keys(key, nonce)
    if not hmac.compare_digest(_mac(secrets, nonce, sealed), mac):
        raise _no("seal_key")
    try:
        return _unpadded(_cipher(secrets, sealed)).decode()
    except UnicodeDecodeError as error:
        raise _no("seal_damaged") from error


def padded_length(length: int) -> int:
    """How many bytes a text of so many takes, so that its length is only roughly seen."""
    if length <= 32:
        return 32
    power = 1 << (length - 1).bit_length()
    chunk = max(32, power // 8)
    return chunk * ((length - 1) // chunk + 1)


def message_keys(key: bytes, nonce: bytes) -> _Secrets:
    """What one message is sealed with."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    made = HKDFExpand(hashes.SHA256(), 76, nonce).derive(key)
    return _Secrets(made[:32], made[32:44], made[44:])


def _parts(payload: str) -> tuple[bytes, bytes, bytes]:
    """Nonce, sealed text and proof."""
    if not payload or payload.startswith("#"):
        raise _no("seal_version")
    if not 132 <= len(payload) <= LONGEST * 2:
        raise _no("seal_damaged")
    try:
        data = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _no("seal_damaged") from error
    if data[0] != _VERSION:
        raise _no("seal_version")
    if len(data) < 99:
        raise _no("seal_damaged")
    return data[1:33], data[33:-32], data[-32:]


def _padded(plain: bytes) -> bytes:
    size = len(plain)
    prefix = size.to_bytes(2, "big") if size < _SHORT else bytes(2) + size.to_bytes(4, "big")
    return prefix + plain.ljust(padded_length(size), b"\0")


def _unpadded(padded: bytes) -> bytes:
    """The text in its padding, which must be exactly as it should."""
    begin, size = 2, int.from_bytes(padded[:2], "big")
    if size == 0:
        begin, size = 6, int.from_bytes(padded[2:6], "big")
        if size < _SHORT:
            raise _no("seal_damaged")
    if len(padded) != begin + padded_length(size):
        raise _no("seal_damaged")
    return padded[begin : begin + size]


def _cipher(secrets: _Secrets, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

    return Cipher(ChaCha20(secrets.cipher, bytes(4) + secrets.nonce), mode=None).encryptor().update(data)


def _mac(secrets: _Secrets, nonce: bytes, sealed: bytes) -> bytes:
    return hmac.digest(secrets.mac, nonce + sealed, "sha256")


def _no(code: str) -> Refused:
    return Refused(code, _(_NO[code]))
