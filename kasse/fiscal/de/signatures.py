"""Checking an ECDSA signature in all the forms in which TSEs write keys and signatures."""

from typing import NamedTuple

from asn1crypto import parser
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from kasse.fiscal.de.certificates import CURVES, HASHES, point_of, serial_of

ALGORITHMS = tuple(f"{kind}-{name}" for kind in ("ecdsa-plain", "ecdsa") for name in HASHES)


class Key(NamedTuple):
    """A public key, its curve's name and the serial number of the TSE that has it."""

    public: ec.EllipticCurvePublicKey
    serial: str

    @property
    def curve(self) -> str:
        """The curve's name."""
        return self.public.curve.name

    def signed(self, data: bytes, signature: bytes, algorithm: str) -> bool:
        """Is this its signature of these bytes?"""
        chosen = HASHES.get(algorithm.removeprefix("ecdsa-").removeprefix("plain-"))
        if chosen is None:
            return False
        for der in _as_der(signature, (self.public.curve.key_size + 7) // 8):
            try:
                self.public.verify(der, data, ec.ECDSA(chosen()))
            except (InvalidSignature, ValueError, UnsupportedAlgorithm):
                continue
            return True
        return False


def key_with(public: ec.EllipticCurvePublicKey) -> Key:
    """A key with its serial number."""
    return Key(public, serial_of(point_of(public)))


def read_key(data: bytes) -> Key | None:
    """A key, from its point or from a SubjectPublicKeyInfo in DER; None where it is neither.

    Several curves have points of the same length: a point is on one of them only.
    """
    if data[:1] == b"\x30":
        try:
            public = load_der_public_key(data)
        except (ValueError, UnsupportedAlgorithm):
            return None
        return key_with(public) if isinstance(public, ec.EllipticCurvePublicKey) else None
    for curve in CURVES.values():
        try:
            return key_with(ec.EllipticCurvePublicKey.from_encoded_point(curve(), data))
        except (ValueError, UnsupportedAlgorithm):
            continue
    return None


def _as_der(signature: bytes, size: int) -> list[bytes]:
    """A signature as DER: r and s side by side, or DER already."""
    found = []
    if len(signature) == 2 * size:
        r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
        found.append(encode_dss_signature(r, s))
    if _is_der(signature):
        found.append(signature)
    return found


def _is_der(signature: bytes) -> bool:
    try:
        _class, _method, tag, *_rest = parser.parse(signature, strict=True)
    except ValueError:
        return False
    return bool(tag == 16)
