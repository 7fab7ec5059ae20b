"""How keys and addresses are written: public examples, another library, and typing errors."""

import nostr_sdk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import Refused
from sync.nostr import bech32
from sync.nostr.keys import Keys, npub, read_public

# The examples of NIP-19
NSEC = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"
SECRET = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # noqa: S105
NPUB = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg"
PUBLIC = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e"
NPROFILE = (
    "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz"
    "4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p"
)
FIATJAF = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"


def test_a_secret_key_is_read_and_written() -> None:
    keys = Keys.read(NSEC)
    assert keys.secret.hex() == SECRET
    assert keys.nsec == NSEC
    assert Keys.read(SECRET).public == Keys.read(SECRET.upper()).public == keys.public
    assert nostr_sdk.Keys.parse(NSEC).public_key().to_bech32() == keys.npub


def test_blanks_and_capitals_do_not_matter() -> None:
    groups = " ".join(NSEC[start : start + 4] for start in range(0, 63, 4))
    assert Keys.read(f"  {groups}\n").nsec == NSEC
    assert Keys.read(NSEC.upper()).nsec == NSEC


def test_a_public_key_is_read_and_written() -> None:
    assert npub(PUBLIC) == NPUB
    assert read_public(NPUB) == read_public(PUBLIC.upper()) == PUBLIC


def test_new_keys_differ() -> None:
    assert Keys.make().secret != Keys.make().secret
    assert Keys.read(Keys.make().nsec).public != PUBLIC


def test_a_key_does_not_show_its_secret() -> None:
    keys = Keys.read(NSEC)
    for shown in (repr(keys), str(keys), f"{keys}"):
        assert NSEC not in shown
        assert SECRET not in shown


@pytest.mark.parametrize("place", range(5, 63, 3))
def test_one_wrong_letter_is_found(place: int) -> None:
    wrong = "q" if NSEC[place] != "q" else "p"
    with pytest.raises(Refused, match="typing error"):
        Keys.read(NSEC[:place] + wrong + NSEC[place + 1 :])


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "no secret key"), ("hello", "no secret key"), (NPUB, "the public key"), ("0" * 64, "no secret key"),
     ("f" * 64, "no secret key"), (SECRET[:-1], "no secret key"), (NSEC[:-1], "typing error"),
     (bech32.encode("nsec", b"short"), "no secret key"), ("x" * 10_000, "no secret key"), ("nsec1ü", "typing error")],
)  # fmt: skip
def test_what_is_no_key_is_said(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        Keys.read(text)


@pytest.mark.parametrize("text", ["", NSEC, SECRET[:-1], "npub1", "g" * 64])
def test_what_is_no_public_key_is_said(text: str) -> None:
    with pytest.raises(Refused, match="no public key"):
        read_public(text)


@given(st.text(max_size=80))
def test_any_text_may_be_typed(text: str) -> None:
    for read in (Keys.read, read_public):
        try:
            read(text)
        except Refused as refused:
            assert refused.code == "bad_key"  # noqa: PT017


# bech32


@pytest.mark.parametrize(
    "text",
    ["A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
     "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
     "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx"],
)  # fmt: skip
def test_public_vectors_are_taken(text: str) -> None:
    """BIP-173; the last one is too long there, which NIP-19 lifts."""
    found = bech32.decode(text)
    assert found is not None
    assert bech32.encode(*found) == text.lower()


@pytest.mark.parametrize(
    "text",
    ["pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff", "A1G7SGD8", "10a06t8", "1qzzfhee",
     "a12UEL5L"],
)  # fmt: skip
def test_public_vectors_are_refused(text: str) -> None:
    assert bech32.decode(text) is None


@given(st.from_regex(r"[a-z]{1,10}", fullmatch=True), st.binary(max_size=200))
def test_what_is_written_is_read(prefix: str, data: bytes) -> None:
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


def test_profiles() -> None:
    assert bech32.nprofile(FIATJAF, ["wss://r.x.com", "wss://djbas.sadkb.com"]) == NPROFILE


@pytest.mark.parametrize("relays", [(), ("wss://relay.example",), ("wss://a.example", "wss://b.example")])
def test_addresses_are_read_by_another_library(relays: tuple[str, ...]) -> None:
    made = nostr_sdk.Nip19Coordinate.from_bech32(bech32.naddr(PUBLIC, 30402, "gtin-04029764001807", relays))
    found = made.coordinate()
    assert found.public_key().to_hex() == PUBLIC
    assert found.kind().as_u16() == 30402
    assert found.identifier() == "gtin-04029764001807"
    assert [str(relay).rstrip("/") for relay in made.relays()] == list(relays)
