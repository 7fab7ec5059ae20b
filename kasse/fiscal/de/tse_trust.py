"""What a TSE's export brings along to check it by: info.csv and the certificates."""

from cryptography import x509

from kasse.fiscal.de import certificates
from kasse.fiscal.de.certificates import Chain
from kasse.fiscal.de.signatures import Key, key_with
from kasse.fiscal.de.tse_report import Findings
from kasse.texts import _


class Trust:
    """What an export brings along to check it by: info.csv and certificates."""

    def __init__(self) -> None:
        self.info: dict[str, str] | None = None
        self.foreign: list[str] = []
        self.keys: dict[str, Key] = {}
        self.findings = Findings()
        self._certificates: dict[str, x509.Certificate] = {}
        self._all: list[x509.Certificate] = []

    def add(self, name: str, named: str, content: bytes) -> None:
        """A certificate's file. One with more than one is a chain."""
        found = certificates.load(content)
        if not found:
            self.findings.add("certificate_damaged", _("{name}: the certificate cannot be read.").format(name=name))
        serials = []
        for certificate in found:
            self._all.append(certificate)
            public = certificates.key_of(certificate)
            if public is not None:
                key = key_with(public)
                serials.append(key.serial)
                self.keys.setdefault(key.serial, key)
                self._certificates.setdefault(key.serial, certificate)
        if serials and named not in serials:
            sentence = _("{name}: the certificate is of another key than its file's name says.")
            self.findings.add("certificate_name", sentence.format(name=name))

    def chain(self, serial: str) -> Chain | None:
        """The chain above a TSE's own certificate."""
        leaf = self._certificates.get(serial)
        return None if leaf is None else certificates.chain_of(leaf, self._all)
