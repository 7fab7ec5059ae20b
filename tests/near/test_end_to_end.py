"""From the shelf to the phone and back: the demo shop, two relays, a browser, and the till's window.

Its pictures are kept in `build/found-nearby`.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.books.market import Bucket, PublicView, TargetSetting
from kasse.books.reservations import ReservationState
from kasse.clock import SystemClock
from kasse.demo.shop import make_shop
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.till import Till
from sync import secrets
from sync.nostr.keys import Keys
from tests.near import browser
from tests.near.conftest import Page
from tests.near.market import Shop, tell
from tests.stories.window import Window, windows
from tests.sync.nostr.relays import local_relay, nostr_relay

PICTURES = Path(__file__).parents[2] / "build" / "found-nearby"
ARTICLES = 1500
SONNENALLEE = (52_479_460, 13_444_630)


@pytest.fixture
def relays(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """One that does all as it should, and one that orders, deletes and expires wrongly."""
    with local_relay() as right, nostr_relay(tmp_path) as wrong:
        yield right, wrong


@pytest.fixture
def demo(tmp_path: Path, relays: tuple[str, str], quick_pins: None) -> Path:
    """The demo shop with some 1,500 articles to show, its key and its two relays; not yet on the market."""
    path = tmp_path / "demo.sqlite"
    make_shop(path, SystemClock())
    till = Till(path)
    owner = till.people.owner()
    till.shift.open(owner, Money(10000))
    keys = Keys.make()
    secrets.put(secrets.name_of(keys.public, "key"), keys.nsec)
    till.market.change_profile(owner, key=keys.public, hours="Mo-Su 00:00-24:00")
    for number, relay in enumerate(relays, 1):
        unhurried = (("rate", "2000"), ("burst", "2000"))
        till.market.put_target(owner, TargetSetting(f"relay {number}", "nostr", relay, options=unhurried))
    _leave_out(till, owner)
    till.close()
    return path


def _leave_out(till: Till, owner: Any) -> None:
    """Departments are switched off as long as 1,500 articles stay."""
    shown = till.market.counts().shown
    for department in sorted(till.market.departments(), key=lambda one: -one.visible):
        if department.shown and shown - department.visible >= ARTICLES:
            till.market.switch_department(owner, department.name, shown=False)
            shown -= department.visible


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Window]]:
    yield from windows(qtbot, qapp)


class Neighbour(NamedTuple):
    """Another shop that has the same article, so many metres away."""

    name: str
    metres: int


NEIGHBOURS = (
    Neighbour("Kiosk Kanal", 300),
    Neighbour("Laden Lenau", 700),
    Neighbour("Markt Maybach", 1100),
    Neighbour("Späti Schiller", 1700),
)


def _open_neighbours(view: PublicView, relays: tuple[str, str]) -> None:
    """Each tells one relay alone, so that the page needs both."""
    for number, (name, metres) in enumerate(NEIGHBOURS):
        latitude = SONNENALLEE[0] + metres * 1_000_000 // 111_200
        shop = Shop(name, 0, latitude=latitude, longitude=SONNENALLEE[1])
        relay = relays[number % 2]
        tell(relay, *shop.open(relay), shop.listing(view))


class Street:
    """The till's window and the page on a phone, side by side."""

    def __init__(self, window: Window, page: Page) -> None:
        self.window, self.page = window, page

    def at_the_till(self, work: Callable[[Till], Any]) -> Any:
        return self.window.assembly.tasks.call(lambda: work(self.window.till))

    def tick(self) -> None:
        """The next tick comes now."""
        assert self.window.assembly.counter is not None
        assert self.window.assembly.counter.publishing is not None
        self.window.assembly.counter.publishing.nudge()

    def published(self, least: int) -> None:
        """Wait until each relay has all it should show."""

        def done() -> bool:
            states = self.at_the_till(lambda till: till.market.targets())
            return all(one.shown >= least and not one.waiting and not one.error for one in states)

        self.window.until(done, timeout=120_000)

    def picture(self, name: str) -> None:
        """What both show now."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.picture(PICTURES / f"{name}-phone.png")
        self.window.assembly.window.grab().save(str(PICTURES / f"{name}-till.png"))

    def search(self, what: str, *, shows: list[str]) -> None:
        """Search until the page shows these shops in this order."""

        def found() -> bool:
            return [card.split(":")[0] for card in self.page.cards()] == shows and not self.page.busy()

        self.page.search(what, where="52.479460, 13.444630", radius=2)
        self.page_shows(found)

    def page_shows(self, so: Callable[[], Any], seconds: float = 30) -> None:
        """Wait for the page, while the till goes on."""
        end = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < end, self.page.text("main")
            QApplication.processEvents()
            time.sleep(0.02)


def _last_and_other(till: Till) -> tuple[PublicView, PublicView]:
    """Two articles with codes: one of which the last piece is left, and one of which there are many."""
    views = [view for view in till.market.views() if view.gtin and view.bucket is Bucket.IN and view.price.cents > 100]
    last, other = [view for view in views if _is_alone(view, views)][:2]
    product = till.products.by_code(last.gtin)
    assert product.number is not None
    till.levels.correct(till.people.owner(), product.number, Quantity.of(1), "counted")
    return last, other


def _is_alone(view: PublicView, views: list[PublicView]) -> bool:
    """Whether a search for its name finds nothing else."""
    words = [word.casefold() for word in view.name.split()]
    found = sum(all(word in one.name.casefold() for word in words) for one in views)
    return len(words) > 2 and view.name.isascii() and found == 1


def test_found_reserved_fetched(
    demo: Path, relays: tuple[str, str], open_window: Callable[..., Window], page: Page
) -> None:
    window = open_window(demo)
    street = Street(window, page)
    last, other = street.at_the_till(_last_and_other)
    owner = street.at_the_till(lambda till: till.people.owner())

    # The owner lets the shop out: all that it shows is on both relays.
    street.at_the_till(lambda till: till.market.switch(owner, on=True))
    window.assembly.counter.market_changed()  # type: ignore[union-attr]  # as the Market page does
    window.until(lambda: window.assembly.counter.publishing is not None)  # type: ignore[union-attr]
    street.tick()
    street.published(ARTICLES)
    _open_neighbours(last, relays)

    # Somebody with a phone looks for it, by its name and by its code: five shops, the nearest first.
    browser.size(page.driver, 390, 844)
    page.open(*relays, place=SONNENALLEE)
    shops = ["Späti Sonnenallee (Demo)", *(name for name, _metres in NEIGHBOURS)]
    street.search(last.name, shows=shops)
    street.picture("1-by-name")
    street.search(last.gtin, shows=shops)
    street.picture("2-by-code")

    # The last piece is sold; with the next tick the page shows the shop no longer.
    window.scan(last.gtin)
    street.picture("3-sold")
    window.pay()
    street.tick()
    street.published(ARTICLES - 1)
    street.search(last.gtin, shows=shops[1:])
    street.picture("4-gone")

    # Another article is reserved on the page, and rings at the till.
    street.search(other.name, shows=shops[:1])
    page.click("#list [data-role=reserve]")
    page.click("#further")
    page.script("document.getElementById('note').value = 'Ich komme nach der Arbeit'")
    page.click("#reserve-form [type=submit]")
    window.until(lambda: not window.assembly.window.foot.bell.isHidden(), timeout=60_000)
    street.page_shows(lambda: page.text(".order.pending"))
    window.press("reserved")
    window.sees("reserve")
    window.until(lambda: "Ich komme nach der Arbeit" in window.page.reserve.note.text())
    street.picture("5-rings")

    # It is accepted, and the page shows the code that is written on the bag.
    window.press("Alt+2")
    window.until(lambda: window.page.reserve.ring.isVisible())
    code = window.page.reserve.code.text()[:4]
    street.page_shows(lambda: page.text(".code") == code)
    street.picture("6-accepted")
    (one,) = street.at_the_till(lambda till: till.reservations.open())
    assert [(line.name, line.quantity) for line in one.lines] == [(other.name, Quantity.of(2))]

    # Fetched: the phone is scanned, the goods are paid, and the page says thank you.
    window.press("back")
    window.scan(f"KR{code}")
    window.until(lambda: [line[:2] for line in window.lines()] == [("2", other.name)])
    street.picture("7-fetched")
    sale = window.pay()
    street.page_shows(lambda: page.text(".order.completed"))
    street.picture("8-completed")
    ended = street.at_the_till(lambda till: till.reservations.get(one.id))
    assert (ended.state, ended.basket) == (ReservationState.COMPLETED, sale.id)
    assert street.at_the_till(lambda till: till.verify()) == []
