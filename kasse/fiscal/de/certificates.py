"""Certificates of a TSE: a chain of three for the software TSE, and the checks of any chain.

Real TSEs carry a certificate of their own below a sub-CA and a root of their vendor; their keys are on brainpool or
NIST curves. Nothing here asks the network: which root is trusted is the reader's to decide, so roots are only named.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from kasse.texts import _

CURVES: dict[str, type[ec.EllipticCurve]] = {
    "secp256r1": ec.SECP256R1,
    "secp384r1": ec.SECP384R1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
    "brainpoolP512r1": ec.BrainpoolP512R1,
}
"""The curves of real TSEs."""

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "SHA224": hashes.SHA224,
    "SHA256": hashes.SHA256,
    "SHA384": hashes.SHA384,
    "SHA512": hashes.SHA512,
    "SHA3-224": hashes.SHA3_224,
    "SHA3-256": hashes.SHA3_256,
    "SHA3-384": hashes.SHA3_384,
    "SHA3-512": hashes.SHA3_512,
}
"""The hashes of TR-03111."""


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point of a public key: 04, X, Y."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def serial_of(point: bytes) -> str:
    """A TSE's serial number: the SHA-256 of its public key's point, in lower-case hex."""
    return hashlib.sha256(point).hexdigest()


class Issuer(NamedTuple):
    """Who signs certificates."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Period(NamedTuple):
    """From when until when a certificate holds."""

    since: datetime
    until: datetime


def _name(common_name: str, organization: str, serial: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    return x509.Name(parts)


def _builder(subject: x509.Name, key: ec.EllipticCurvePublicKey, period: Period) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(period.since)
        .not_valid_after(period.until)
    )


def authority(name: str, organization: str, curve: str, period: Period, above: Issuer | None = None) -> Issuer:
    """A root, or the sub-CA below one, with a key of its own."""
    key = ec.generate_private_key(CURVES[curve]())
    subject = _name(name, organization)
    certificate = (
        _builder(subject, key.public_key(), period)
        .issuer_name(above.certificate.subject if above else subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0 if above else 1), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .sign(above.key if above else key, _hash_for(curve))
    )
    return Issuer(certificate, key)


def device(
    key: ec.EllipticCurvePublicKey, organization: str, curve: str, period: Period, above: Issuer
) -> x509.Certificate:
    """The certificate of a TSE's own key; its name is the serial number."""
    serial = serial_of(point_of(key))
    return (
        _builder(_name(serial, organization, serial), key, period)
        .issuer_name(above.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .sign(above.key, _hash_for(curve))
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, key_cert_sign=authority, crl_sign=authority,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _hash_for(curve: str) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512:
    size = CURVES[curve]().key_size
    return hashes.SHA512() if size > 384 else hashes.SHA384() if size > 256 else hashes.SHA256()


# Reading


def load(data: bytes) -> list[x509.Certificate]:
    """The certificates of a file, PEM or DER; none where it is neither."""
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except (ValueError, UnsupportedAlgorithm):
        return []


def own_first(certificates: Sequence[x509.Certificate], point: bytes) -> tuple[bytes, ...]:
    """A device's certificates in DER, the one of its own key first; none where that is missing."""
    own = [one for one in certificates if (key := key_of(one)) is not None and point_of(key) == point]
    others = [one for one in certificates if one not in own]
    return tuple(one.public_bytes(Encoding.DER) for one in own[:1] + others) if own else ()


def key_of(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | None:
    """Its key, where it is on an elliptic curve."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) else None


def period_of(certificate: x509.Certificate) -> Period:
    """When it holds, in UTC."""
    return Period(certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def expiry(certificates: Sequence[bytes]) -> datetime | None:
    """When the first of these DER certificates, the device's own, ends."""
    found = load(certificates[0]) if certificates else []
    return period_of(found[0]).until if found else None


def name_of(certificate: x509.Certificate) -> str:
    """The common name of a certificate, for people."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else certificate.subject.rfc4514_string()


class Chain(NamedTuple):
    """A certificate, what it was issued by, and so on up to a root; what is wrong with it in words."""

    certificates: tuple[x509.Certificate, ...]
    findings: tuple[str, ...]


def chain_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> Chain:
    """Follow the issuers up to one that signed itself."""
    pool = list(others)
    chain, current = [leaf], leaf
    while current.issuer != current.subject:
        named = [one for one in pool if one.subject == current.issuer and one not in chain]
        if not named:
            sentence = _("The certificate of {issuer}, who issued that of {name}, is missing.")
            issuer = current.issuer.rfc4514_string()
            return Chain(tuple(chain), (sentence.format(issuer=issuer, name=name_of(current)),))
        above = next((one for one in named if _issued(current, one)), None)
        if above is None:
            return Chain(tuple(chain), (_wrong(current, named[0]),))
        chain.append(above)
        current = above
    return Chain(tuple(chain), () if _issued(current, current) else (_wrong(current, current),))


def _wrong(current: x509.Certificate, above: x509.Certificate) -> str:
    sentence = _("The certificate of {name} was not signed by {issuer}.")
    return sentence.format(name=name_of(current), issuer=name_of(above))


def _issued(current: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        current.verify_directly_issued_by(above)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return _may_issue(above)


def _may_issue(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return True  # old vendors' roots say nothing of it


def lasting(since: datetime, years: int) -> Period:
    """A period of about so many years, from a day before, so that a clock that is slow does not stop it."""
    start = since.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    return Period(start, start + timedelta(days=366 * years))
