"""The shop's key: who signs, and who can read what was sealed for the shop."""

from functools import cached_property

from kasse.errors import Refused
from kasse.texts import _
from sync.nostr import bech32
from sync.nostr.event import is_hex


class Keys:
    """A secret key and what follows from it. Neither its text nor its `repr` shows the secret."""

    def __init__(self, secret: bytes) -> None:
        """Take the key's 32 bytes. `Refused` where they are no key."""
        from coincurve import PrivateKey

        try:
            key = PrivateKey(secret) if len(secret) == 32 else None
        except ValueError:
            key = None
        if key is None:
            raise Refused("bad_key", _("This is no secret key. It begins with nsec1 and has 63 letters and figures."))
        self.secret = secret
        self.public: str = key.public_key_xonly.format().hex()

    @classmethod
    def make(cls) -> "Keys":
        """A new key, out of the system's randomness."""
        from coincurve import PrivateKey

        return cls(PrivateKey().secret)

    @classmethod
    def read(cls, text: str) -> "Keys":
        """A key as it was written down: an nsec or 64 hex digits, blanks or not. `Refused` for anything else."""
        text = "".join(text.split())
        if is_hex(text.lower(), 64):
            return cls(bytes.fromhex(text))
        found = bech32.decode(text)
        if found and found[0] == "npub":
            raise Refused("bad_key", _("This is the public key. The secret one begins with nsec1."))
        if text.lower().startswith("nsec1") and found is None:
            raise Refused(
                "bad_key", _("There is a typing error in the key. Compare it with the paper, group by group.")
            )
        return cls(found[1] if found and found[0] == "nsec" else b"")

    @cached_property
    def npub(self) -> str:
        """The public key as people write it."""
        return npub(self.public)

    @cached_property
    def nsec(self) -> str:
        """The secret key as people write it: only for the keyring and for the paper."""
        return bech32.encode("nsec", self.secret)

    def __repr__(self) -> str:
        return f"Keys({self.npub})"


def npub(public: str) -> str:
    """A public key of 64 hex digits as people write it."""
    return bech32.encode("npub", bytes.fromhex(public))


def read_public(text: str) -> str:
    """A public key out of an npub or 64 hex digits. `Refused` for anything else."""
    text = "".join(text.split())
    found = bech32.decode(text)
    key = found[1].hex() if found and found[0] == "npub" else text.lower()
    if not is_hex(key, 64):
        raise Refused("bad_key", _("This is no public key. It begins with npub1 and has 63 letters and figures."))
    return key
