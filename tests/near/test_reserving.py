"""Somebody reserves, and the shop answers."""

import json
from dataclasses import replace
from typing import Any

import pytest

from kasse.books.market import Answer, Bucket, Inbound, PublicView
from kasse.catalog import Unit
from kasse.money import Money
from sync.nostr.event import from_value, to_json, unsigned
from sync.nostr.keys import Keys
from sync.nostr.orders import answer_parts, inbound, sealed_answer
from sync.nostr.wrap import wrap
from tests.near.conftest import Page
from tests.near.market import CHEESE, CLUB_MATE, Shop, bad_relay, hangs, now, tell, wraps
from tests.sync.nostr.relays import local_relay


class Order:
    """An order as the shop has received it."""

    def __init__(self, shop: Shop, relay: str, kind: str = "1") -> None:
        self.shop, self.relay = shop, relay
        self.event, self.message = self._wait(kind)
        self.tags = {tag[0]: tag[1:] for tag in self.message.tags}

    def _wait(self, kind: str) -> tuple[Any, Inbound]:
        for value in wraps(self.relay, self.shop.keys.public):
            event = from_value(value)
            message = event and inbound(event, self.shop.keys)
            if message and ("type", kind) in message.tags:
                return value, message
        raise AssertionError("no order came")

    def answer(self, status: str, text: str = "", at: int = 0, keys: Keys | None = None, **more: Any) -> None:
        """Tell the buyer; `keys` are another's who pretends to be the shop."""
        answer = Answer(
            "", self.message.sender, more.pop("order", self.tags["order"][0]), status, text, at or now(), **more
        )
        tell(self.relay, sealed_answer(answer, keys or self.shop.keys, now())[0])


@pytest.fixture
def shop(relay: str) -> Shop:
    made = Shop("Kiosk am Kotti", 100)
    tell(relay, *made.open(relay), made.listing(CLUB_MATE), made.listing(CHEESE))
    return made


def reserve(page: Page, relay: str, what: str = "mate", quantity: int = 1, **fields: str) -> None:
    page.open(relay).search(what)
    page.click("#list [data-role=reserve]")
    for _ in range(quantity - 1):
        page.click("#further")
    for name, text in fields.items():
        page.script("document.getElementById(arguments[0]).value = arguments[1]", name, text)
    page.click("#reserve-form [type=submit]")


def test_from_the_page_to_the_till_and_back(page: Page, relay: str, shop: Shop) -> None:
    reserve(page, relay, quantity=2, note="Ich komme um sechs", name="Mia")
    page.until(lambda: page.text(".order.sent"))
    assert page.focused() == "heading"
    order = Order(shop, relay)
    assert order.message.content == "Ich komme um sechs\nName: Mia"
    assert order.tags["item"] == (f"30402:{shop.keys.public}:gtin-04029764001807", "2")
    assert order.tags["shipping"] == (f"30406:{shop.keys.public}:abholung",)
    assert order.tags["amount"] == ("0",)
    assert "2,58\u00a0€ an der Kasse zu zahlen, zzgl. 0,30\u00a0€ Pfand" in page.text(".order")
    order.answer("pending", "Angekommen", now())
    page.until(lambda: "Es klingelt an der Kasse." in page.text(".order.pending"))
    until = now() + 3600
    order.answer("processing", "Reserviert bis 18:00, Code 4711", now() + 1, code="4711", until=until)
    page.until(lambda: page.text(".code") == "4711")
    assert "Code 4711" in page.text("#order-news")
    assert "Reserviert bis " in page.text(".until")
    assert page.script("return document.querySelector('svg.bars').getAttribute('aria-label')") == "Code 4711"
    page.open(relay)
    assert page.text(".code") == "4711"  # after the page was loaded anew
    order.answer("completed", "Danke", now() + 2)
    page.until(lambda: "Abgeholt. Danke!" in page.text(".order.completed"))
    page.click(".order [data-role=remove]")
    page.until(lambda: not page.script("return document.querySelector('.order')"))
    assert page.script("return localStorage.getItem('kasse.near.orders')") == "[]"


def test_the_answer_comes_while_the_page_was_closed(page: Page, relay: str, shop: Shop) -> None:
    reserve(page, relay)
    page.until(lambda: page.text(".order.sent"))
    order = Order(shop, relay)
    page.driver.get("about:blank")
    order.answer("cancelled", "Leider gerade verkauft")
    page.open(relay)
    page.until(lambda: "Leider gerade verkauft" in page.text(".order.cancelled"))
    assert "Der Laden kann es nicht zurücklegen." in page.text(".order")


def test_only_the_shop_itself_answers_and_the_newest_counts(page: Page, relay: str, shop: Shop) -> None:
    reserve(page, relay)
    page.until(lambda: page.text(".order.sent"))
    order, thief = Order(shop, relay), Keys.make()
    order.answer("processing", "Falsch", now() + 50, keys=thief, code="6666")
    answer = Answer("", order.message.sender, order.tags["order"][0], "processing", "Falsch", now() + 50, code="6666")
    pretended = unsigned(shop.keys.public, *answer_parts(answer))  # the shop's name on it, another's seal
    with pytest.raises(ValueError, match="somebody else"):
        wrap(pretended, thief.secret, order.message.sender, now())
    order.answer("processing", "Falsch", now() + 50, order="another", code="6666")
    order.answer("unheard-of", "Falsch", now() + 50, code="6666")
    order.answer("constructor", "Falsch", now() + 50, code="6666")
    order.answer("processing", "Ja \u202eaJ", now() + 10, code="4711", until=10**17)
    page.until(lambda: page.text(".code") == "4711")
    assert "Ja aJ" in page.text(".said")
    order.answer("pending", "Alt", now() - 10)
    order.answer("cancelled", "Doch nicht da", now() + 20)
    page.until(lambda: page.text(".order.cancelled"))
    assert "Falsch" not in page.text("#orders")
    assert "Alt" not in page.text("#orders")


def test_keys_of_orders_that_are_over_do_not_stay_in_the_browser(page: Page, relay: str, shop: Shop) -> None:
    reserve(page, relay)
    page.until(lambda: page.text(".order.sent"))
    page.script(
        "const key = 'kasse.near.orders', all = JSON.parse(localStorage.getItem(key)); all[0].at -= 4 * 86400;"
        "localStorage.setItem(key, JSON.stringify(all))"
    )
    page.open(relay)
    assert page.script("return localStorage.getItem('kasse.near.orders')") == "[]"


def test_a_seal_by_somebody_else_is_not_opened(page: Page, shop: Shop) -> None:
    buyer, thief = Keys.make(), Keys.make()
    page.open()
    code = """
        const { wrap, unwrap, rumor } = await load("wrap.js");
        const fair = rumor(16, [], "ja", given.shop);
        const claimed = { ...rumor(16, [], "ja", given.thief), pubkey: fair.pubkey };
        const forged = wrap(claimed, given.thief, given.reader), good = wrap(fair, given.shop, given.reader);
        const open = (event) => unwrap(event, given.buyer)?.content ?? null;
        const damaged = { ...good, content: good.content.slice(0, -4) + "AAA=" };
        return [open(good), open(forged), open(damaged), unwrap(good, given.thief)];"""
    keys = {
        "shop": shop.keys.secret.hex(),
        "thief": thief.secret.hex(),
        "buyer": buyer.secret.hex(),
        "reader": buyer.public,
    }
    assert page.module(code, keys) == ["ja", None, None, None]


def test_nostr_sdk_opens_what_the_page_wraps_and_the_page_what_nostr_sdk_wraps(page: Page) -> None:
    import nostr_sdk

    buyer, shop = Keys.make(), Keys.make()
    theirs = {keys.public: nostr_sdk.Keys.parse(keys.nsec) for keys in (buyer, shop)}
    page.open()
    code = """const { wrap, rumor } = await load("wrap.js");
              return wrap(rumor(16, [["type", "1"]], "Hallo ä", given[0]), given[0], given[1]);"""
    made = nostr_sdk.Event.from_json(json.dumps(page.module(code, [buyer.secret.hex(), shop.public])))
    opened = nostr_sdk.UnwrappedGift.from_gift_wrap(theirs[shop.public], made)
    assert opened.sender().to_hex() == buyer.public
    assert opened.rumor().content() == "Hallo ä"
    answer = unsigned(shop.public, *answer_parts(Answer("", buyer.public, "1", "pending", "Zurück ö", now())))
    said = nostr_sdk.UnsignedEvent.from_json(to_json(answer))
    back = nostr_sdk.nip59_make_gift_wrap(theirs[shop.public], nostr_sdk.PublicKey.parse(buyer.npub), said)
    code = 'const { unwrap } = await load("wrap.js"); return unwrap(JSON.parse(given[0]), given[1]).content;'
    assert page.module(code, [back.as_json(), buyer.secret.hex()]) == "Zurück ö"


def test_taken_back(page: Page, relay: str, shop: Shop) -> None:
    reserve(page, relay)
    page.until(lambda: page.text(".order.sent"))
    page.click(".order [data-role=withdraw]")
    page.until(lambda: "Zurückgenommen." in page.text(".order.withdrawn"))
    taken_back = Order(shop, relay, "3")
    assert taken_back.tags["status"] == ("cancelled",)
    assert taken_back.message.sender == Order(shop, relay).message.sender


def test_no_more_than_the_shop_gives_at_once(page: Page, relay: str, shop: Shop) -> None:
    page.open(relay).search("käse")
    page.click("#list [data-role=reserve]")
    assert page.script("return document.getElementById('further').disabled")
    page.script("document.getElementById('quantity').value = '999'")
    page.click("#reserve-form [type=submit]")
    assert Order(shop, relay).tags["item"][1] == "1"


def test_what_is_weighed_is_reserved_by_the_kilogram(page: Page, relay: str, shop: Shop) -> None:
    bananas = PublicView("kasse-130", "Bananen", "Obst", Money(199), Bucket.IN, Unit.KILOGRAM)
    tell(relay, shop.listing(bananas))
    page.open(relay).search("bananen").shows("Kiosk am Kotti: Bananen")
    assert page.text("#list .figures").replace("\xa0", " ") == "1,99 €/kg"
    page.click("#list [data-role=reserve]")
    page.click("#further")
    assert page.text("[for=quantity]") == "Wie viele kg?"
    assert page.text("#quantity-hint") == "Höchstens 3 kg auf einmal."
    assert page.text("#reserve-sum").replace("\xa0", " ").startswith("etwa 3,98 € an der Kasse")
    page.click("#reserve-form [type=submit]")
    assert page.until(lambda: page.text(".order h3")) == "2 kg Bananen"
    assert Order(shop, relay).tags["item"] == (f"30402:{shop.keys.public}:kasse-130", "2")
    page.open(relay).search("mate")
    page.click("#list [data-role=reserve]")
    assert page.text("[for=quantity]") == "Wie viele?"


def test_an_order_that_nobody_took_is_sent_again(page: Page, relay: str) -> None:
    away = Shop("Weg", 50)
    with bad_relay(hangs) as hanging:
        tell(relay, *away.open(hanging), away.listing(CLUB_MATE))
        page.open(relay, hanging).search("mate")
        page.click("#list [data-role=reserve]")
        page.click("#reserve-form [type=submit]")
        page.until(lambda: "Keine Quelle hat es angenommen" in page.text(".order.unsent"))
        page.click(".order [data-role=again]")
        page.until(lambda: page.text(".order.sending"))
        page.until(lambda: page.text(".order.unsent"))


def test_what_was_sold_meanwhile_is_said_before_it_is_sent(page: Page, relay: str, shop: Shop) -> None:
    page.open(relay).search("mate")
    page.click("#list [data-role=reserve]")
    tell(relay, shop.listing(replace(CLUB_MATE, bucket=Bucket.OUT), now()))
    page.until(lambda: not page.cards())
    page.click("#reserve-form [type=submit]")
    assert page.text("#reserve-error") == "Das wurde inzwischen verkauft."
    page.click("#reserve-abort")
    assert not page.text(".order")


def test_a_shop_cannot_make_the_page_call_on_the_home_network(page: Page, relay: str) -> None:
    page.open()
    code = """const { mailboxes } = await load("reserve.js");
              return mailboxes({ inbox: given }, ["ws://127.0.0.1:7777"], ["ws://127.0.0.1:7777"]);"""
    inbox = ["ws://192.168.1.1/admin", "wss://post.example/", "http://x.example", "wss://a b"]
    assert page.module(code, inbox) == ["wss://post.example"]
    assert page.module(code, ["ws://192.168.1.1/admin"]) == ["ws://127.0.0.1:7777"]


def test_a_relay_that_shows_messages_to_their_reader_alone(page: Page) -> None:
    with local_relay(auth="messages") as relay:
        shop = Shop("Kiosk", 100)
        tell(relay, *shop.open(relay), shop.listing(CLUB_MATE))
        reserve(page, relay)
        page.until(lambda: page.text(".order.sent"))
        sent = page.script("return JSON.parse(localStorage.getItem('kasse.near.orders'))[0]")
        buyer = Keys.read(sent["secret"])
        answer = Answer("", buyer.public, sent["id"], "processing", "Ja", now(), code="0815")
        tell(relay, sealed_answer(answer, shop.keys, now())[0])
        page.until(lambda: page.text(".code") == "0815")


def test_a_shop_that_takes_none_offers_none(page: Page, relay: str) -> None:
    shop = Shop("Kiosk", 100, holds=0)
    tell(relay, *shop.open(relay), shop.listing(CLUB_MATE))
    page.open(relay).search().shows("Kiosk: Club-Mate 0,5 l")
    assert "Dieser Laden nimmt hier keine Reservierungen an." in page.text("#list")
    assert not page.script("return document.querySelector('[data-role=reserve]')")
