"""Reservations at the checkout: the bell, the answer, the code, and what is fetched."""

from dataclasses import replace
from datetime import timedelta

from kasse.books.market import Bucket
from kasse.money import Money
from tests.kasse.market.strangers import RELAY, message, open_market, show
from tests.shots.stage import Stage, scene
from ui.stock.page import StockPage

MATE, BEARS, EGGS = "4029764001807", "4001686301265", "4006040197461"
KEYS = {MATE: "gtin-04029764001807", BEARS: "gtin-04001686301265", EGGS: "gtin-04006040197461"}
NOTE = "Bitte bis 12 Uhr, ich komme mit dem <b>Fahrrad</b>. \u202eDanke!"


def _market(stage: Stage, **settings: str) -> None:
    open_market(stage.till, market_hours="Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off", **settings)
    for code, key in KEYS.items():
        show(stage.till, code, key, Bucket.IN)


def _wish(stage: Stage, who: str, *pieces: tuple[str, str], note: str = "") -> None:
    stage.clock.advance(minutes=1)
    items = tuple((KEYS[code], count) for code, count in pieces)
    stage.till.reservations.take_in(RELAY, [message(stage.clock.now(), who, items=items, note=note)])
    stage.flow.reserving.refresh()
    stage.settle()


@scene()
def reservation_bell(stage: Stage) -> None:
    """Somebody reserves while another customer's basket is open."""
    _market(stage)
    stage.scan("101", "120", "4190458203403")
    _wish(stage, "anna", (MATE, "2"))


@scene()
def reservation_paying(stage: Stage) -> None:
    """Three wait while money is taken."""
    _market(stage)
    stage.scan("101", "120")
    stage.do("pay")
    for who in ("anna", "bert", "carl"):
        _wish(stage, who, (MATE, "1"), (EGGS, "1"))


@scene()
def reservation_login(stage: Stage) -> None:
    """Nobody is logged in."""
    _market(stage)
    stage.do("user")
    _wish(stage, "anna", (MATE, "2"))


@scene()
def reservation_asked(stage: Stage) -> None:
    """What is wanted, with a note of a stranger."""
    _market(stage)
    stage.scan("101", "120")
    _wish(stage, "anna", (MATE, "2"), (EGGS, "3"), (BEARS, "1"), note=NOTE)
    _wish(stage, "bert", (MATE, "1"))
    stage.do("reserved")


@scene()
def reservation_declined(stage: Stage) -> None:
    """Why not?"""
    reservation_asked(stage)
    stage.window.page.reserve.decline.click()


@scene()
def reservation_kept(stage: Stage) -> None:
    """The code to write on the bag."""
    _market(stage)
    _wish(stage, "anna", (MATE, "2"), (BEARS, "1"))
    _fixed_code(stage)
    stage.do("reserved")


def _fixed_code(stage: Stage) -> str:
    """Accept the first one; the code is by chance, and in a picture always the same."""
    till = stage.till
    one = till.reservations.open()[0]
    till.reservations.accept(till.people.owner(), one.id, stage.clock.now() + timedelta(minutes=60))
    with till.database.write():
        till.database.connection.execute("UPDATE reservation SET code = '4711'")
    stage.flow.reserving.refresh()
    return "KR4711"


@scene()
def reservation_none(stage: Stage) -> None:
    """Nothing is open; a code may be typed."""
    _market(stage)
    stage.do("reserved")


@scene()
def reservation_over(stage: Stage) -> None:
    """A code that was kept until a while ago."""
    _market(stage)
    _wish(stage, "anna", (MATE, "2"))
    code = _fixed_code(stage)
    stage.clock.advance(minutes=61)
    stage.flow.reserving.refresh()
    stage.scan(code)


@scene()
def reservation_which_one_goes_on(stage: Stage) -> None:
    """A code is scanned while another basket is open."""
    _market(stage)
    _wish(stage, "anna", (MATE, "2"))
    code = _fixed_code(stage)
    stage.scan("101", "120", code)


@scene()
def reservation_fetched(stage: Stage) -> None:
    """Rung up at the price that was shown."""
    _market(stage)
    _wish(stage, "anna", (MATE, "2"), (BEARS, "1"))
    code = _fixed_code(stage)
    with stage.till.database.write() as work:
        work.catalog.save(replace(stage.till.products.by_code(MATE), price=Money(149)))
    stage.scan(code)


@scene()
def reservation_on_the_card(stage: Stage) -> None:
    """The stock card says what is kept."""
    _market(stage)
    _wish(stage, "anna", (MATE, "2"))
    _fixed_code(stage)
    stage.page("stock", StockPage)
    stage.scan(MATE)
