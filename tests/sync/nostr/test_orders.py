"""Messages in and out: what strangers send becomes the shop's words, or nothing at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.books.market import Answer
from kasse.errors import Refused
from sync.nostr.event import Event, sign, unsigned
from sync.nostr.keys import Keys
from sync.nostr.orders import answer_parts, inbound, inbox_relays, raw_answer, sealed_answer
from sync.nostr.strangers import place_of
from sync.nostr.wrap import wrap

SHOP, BUYER = Keys.make(), Keys.make()
NOW = int(time.time())
TAGS = (("p", SHOP.public), ("subject", "order-info"), ("type", "1"), ("order", "a1"))
RUMOR = unsigned(BUYER.public, 16, TAGS, "Bitte bis 18 Uhr", NOW)
ANSWER = Answer("x1", BUYER.public, "a1", "processing", "Reserviert", NOW, code="4711", until=NOW + 60)


def test_a_sealed_order_says_who_really_sent_it() -> None:
    wrapped = wrap(RUMOR, BUYER.secret, SHOP.public, NOW)
    message = inbound(wrapped, SHOP)
    assert message == (wrapped.id, RUMOR.id, BUYER.public, NOW, 16, TAGS, "Bitte bis 18 Uhr", True)


def test_an_order_in_the_open_is_its_own_envelope() -> None:
    event = sign(BUYER.secret, 16, TAGS, "Bitte", NOW)
    assert inbound(event, SHOP) == (event.id, event.id, BUYER.public, NOW, 16, TAGS, "Bitte", False)


@pytest.mark.parametrize(
    "event",
    [
        sign(BUYER.secret, 16, TAGS, "x", NOW)._replace(content="y"),
        sign(BUYER.secret, 16, TAGS, "x", NOW)._replace(pubkey=Keys.make().public),
        sign(BUYER.secret, 16, [("p", BUYER.public)], "x", NOW),
        sign(BUYER.secret, 16, [], "x", NOW),
        sign(BUYER.secret, 16, [("P", SHOP.public), ("p",), ()], "x", NOW),
        sign(BUYER.secret, 1, TAGS, "x", NOW),
        sign(BUYER.secret, 1059, TAGS, "x", NOW),
        sign(BUYER.secret, 16, TAGS, "x" * 17_000, NOW),
        sign(BUYER.secret, 16, [*TAGS, ("x", "y" * 17_000)], "", NOW),
        sign(SHOP.secret, 16, TAGS, "to oneself", NOW),
        wrap(RUMOR, BUYER.secret, BUYER.public, NOW),
        wrap(unsigned(SHOP.public, 16, TAGS, "", NOW), SHOP.secret, SHOP.public, NOW),
        wrap(unsigned(BUYER.public, 1, TAGS, "", NOW), BUYER.secret, SHOP.public, NOW),
    ],
)
def test_anything_else_is_no_message(event: Event) -> None:
    assert inbound(event, SHOP) is None


@given(
    st.integers(0, 65_535),
    st.lists(st.lists(st.text(max_size=8), max_size=3), max_size=3),
    st.text(max_size=50),
    st.sampled_from([0, 1, NOW, 2**53 - 1]),
)
def test_whatever_comes_nothing_is_raised(kind: int, tags: list[list[str]], content: str, at: int) -> None:
    made = Event("0" * 64, BUYER.public, at, kind, (("p", SHOP.public), *map(tuple, tags)), content, "0" * 128)
    assert inbound(made, SHOP) is None


def test_the_answer_is_the_same_message_each_time() -> None:
    first, ours = sealed_answer(ANSWER, SHOP, NOW)
    second, _ours = sealed_answer(ANSWER, SHOP, NOW + 500)
    assert first.id != second.id
    read = [inbound(event, BUYER) for event in (first, second)]
    assert read[0] is not None
    assert read[1] is not None
    assert read[0].message == read[1].message
    assert read[0].sender == SHOP.public
    assert inbound(ours, SHOP) is None  # one's own copy is no order
    assert raw_answer(ANSWER, SHOP).id == raw_answer(ANSWER, SHOP).id


def test_the_answer_has_what_the_page_reads() -> None:
    assert answer_parts(ANSWER).tags == (
        ("p", BUYER.public), ("subject", "order-info"), ("type", "3"), ("order", "a1"), ("status", "processing"),
        ("code", "4711"), ("until", str(NOW + 60)),
    )  # fmt: skip
    assert {tag[0] for tag in answer_parts(ANSWER._replace(code="", until=0)).tags}.isdisjoint({"code", "until"})


def test_a_wrap_says_nothing_of_when_and_who() -> None:
    theirs, _ours = sealed_answer(ANSWER, SHOP, NOW)
    assert theirs.pubkey not in (SHOP.public, BUYER.public)
    assert NOW - 2 * 86_400 <= theirs.created_at <= NOW
    assert "4711" not in str(theirs)
    assert SHOP.public not in str(theirs)


def test_an_answer_to_nobody_is_refused() -> None:
    with pytest.raises(Refused):
        sealed_answer(ANSWER._replace(buyer="f" * 64), SHOP, NOW)


def test_three_relays_of_a_buyer_are_read_at_most() -> None:
    tags = [("relay",), ("relay", ""), ("r", "x"), ("relay", "a"), ("relay", "a"), *[("relay", x) for x in "bcde"], ()]
    assert inbox_relays(sign(BUYER.secret, 10050, tags, "", NOW)) == ("a", "b", "c")


@pytest.mark.parametrize(
    "address",
    ["", "ws://127.0.0.1:7777", "wss://127.0.0.1", "wss://localhost/x", "wss://192.168.1.1", "wss://10.0.0.1:443",
     "wss://[::1]", "wss://[fe80::1%25eth0]", "wss://[::ffff:10.0.0.1]", "wss://169.254.169.254/latest", "wss://0.0.0.0",
     "ws://203.0.113.7", "http://example.com", "file:///etc/passwd", "wss://", "wss://[", "wss://a:99999",
     "wss://" + "a" * 300, "wss://224.0.0.1", "wss://2130706433", "wss://exa mple", "wss://a\nb", "wss://\u2028"],
)  # fmt: skip
def test_strangers_do_not_send_the_till_into_the_shops_network(address: str) -> None:
    assert place_of(address, "wss://relay.example") is None


def test_where_the_shops_own_relay_is_here_others_here_may_be_called() -> None:
    assert place_of("ws://127.0.0.1:7777", "ws://localhost:7778") == ("127.0.0.1", 7777)
    assert place_of("wss://1.1.1.1", "wss://relay.example") == ("1.1.1.1", 443)
    assert place_of("ws://192.168.1.1:7777", "ws://localhost:7778") is None
