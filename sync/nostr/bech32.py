"""How keys and addresses are written for people (NIP-19): bech32 as BIP-173 has it, without its limit of 90 letters."""

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LONGEST = 5_000
"""Letters that are read; NIP-19 names this limit."""


def encode(prefix: str, data: bytes) -> str:
    """`data` under its prefix, as "npub1…"."""
    words = _regrouped(data, 8, 5, pad=True) or []
    check = _polymod([*_spread(prefix), *words, 0, 0, 0, 0, 0, 0]) ^ 1
    words += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{prefix}1" + "".join(_LETTERS[word] for word in words)


def decode(text: str) -> tuple[str, bytes] | None:
    """Prefix and data; None for anything that is no bech32 or has a typing error in it."""
    if len(text) > _LONGEST or not text.isascii() or text not in (text.lower(), text.upper()):
        return None
    prefix, _one, rest = text.lower().rpartition("1")
    if not prefix or len(rest) < 6 or any(letter not in _LETTERS for letter in rest):
        return None
    words = [_LETTERS.index(letter) for letter in rest]
    if _polymod([*_spread(prefix), *words]) != 1:
        return None
    data = _regrouped(words[:-6], 5, 8, pad=False)
    return None if data is None else (prefix, bytes(data))


def nprofile(public: str, relays: Iterable[str] = ()) -> str:
    """A public key with the relays where it is found."""
    return encode("nprofile", _entry(0, bytes.fromhex(public)) + _relays(relays))


def naddr(public: str, kind: int, identifier: str, relays: Iterable[str] = ()) -> str:
    """The address of what can be replaced, as a listing: author, kind and `d`."""
    data = _entry(0, identifier.encode()) + _relays(relays) + _entry(2, bytes.fromhex(public))
    return encode("naddr", data + _entry(3, kind.to_bytes(4, "big")))


def _relays(relays: Iterable[str]) -> bytes:
    return b"".join(_entry(1, relay.encode()) for relay in relays if len(relay.encode()) < 256)


def _entry(kind: int, value: bytes) -> bytes:
    return bytes((kind, len(value))) + value


def _spread(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(words: Iterable[int]) -> int:
    sum_ = 1
    for word in words:
        top, sum_ = sum_ >> 25, (sum_ & 0x1FFFFFF) << 5 ^ word
        for place, generator in enumerate(_GENERATORS):
            sum_ ^= generator if top >> place & 1 else 0
    return sum_


def _regrouped(words: Iterable[int], have: int, want: int, *, pad: bool) -> list[int] | None:
    """Bits in groups of another size; None where what is left over is no padding."""
    kept, bits, made = 0, 0, []
    for word in words:
        kept, bits = kept << have | word, bits + have
        while bits >= want:
            bits -= want
            made.append(kept >> bits & (1 << want) - 1)
        kept &= (1 << bits) - 1
    if pad and bits:
        made.append(kept << want - bits)
    elif bits >= have or kept:
        return None if not pad else made
    return made
