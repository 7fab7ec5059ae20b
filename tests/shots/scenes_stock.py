"""The stock page: what there is, goods in, goods out, and what expires."""

from dataclasses import replace
from datetime import date, timedelta

from kasse.books.stock import Reason
from kasse.catalog import Pack
from kasse.money import Money
from kasse.quantity import Quantity
from tests.shots.stage import Stage, scene
from ui.stock.page import StockPage

MATE, SWEETS, CHOCOLATE, BEER = "4029764001807", "4001686301265", "4000539770708", "4012852020028"
CRATE = "4029764001814"


def _stock(stage: Stage) -> StockPage:
    return stage.page("stock", StockPage)


def _received(stage: Stage, *goods: tuple[str, int, int, int, str]) -> None:
    """Deliveries of code, count, cents a piece, days to keep, and batch."""
    till, owner = stage.till, stage.till.people.owner()
    today: date = till.checkout.today()
    for code, count, cents, days, batch in goods:
        begun = till.receiving.begin(owner).delivery.id
        view = till.receiving.scan(owner, begun, code, Quantity.of(count))
        assert view.touched is not None
        key = view.touched.line.key
        till.receiving.expires(owner, begun, key, today + timedelta(days=days), batch)
        till.receiving.price(owner, begun, key, Money(cents), Quantity.of(1))
        till.receiving.book(owner, begun)


GOODS = ((CHOCOLATE, 24, 89, 1, "L2211"), (SWEETS, 30, 55, 5, "H77"), (CHOCOLATE, 12, 89, 40, "L3112"),
         (BEER, 40, 52, 12, ""), (MATE, 20, 69, -2, "M1"))  # fmt: skip


def _delivery(stage: Stage) -> StockPage:
    page = _stock(stage)
    page.show_view(page.receiving)
    stage.scan(MATE, MATE, SWEETS)
    stage.enter("24")
    stage.scan(BEER, CHOCOLATE)
    return page


@scene()
def stock_card(stage: Stage) -> None:
    """An article's card beside the list."""
    _received(stage, *GOODS)
    page = _stock(stage)
    stage.till.writing_off.scan(stage.till.people.owner(), Reason.BROKEN, CHOCOLATE, why="gefallen")
    stage.scan(CHOCOLATE)
    del page


@scene()
def stock_correcting(stage: Stage) -> None:
    """The books are put right, and a reason is missing."""
    stock_card(stage)
    page = _stock(stage)
    page.levels.card.correct_key.click()
    stage.write("7")
    page.levels.correcting.main_key.click()


@scene()
def goods_in_start(stage: Stage) -> None:
    """What was begun and booked."""
    _received(stage, *GOODS)
    page = _delivery(stage)
    stage.do("back")
    del page


@scene()
def goods_in(stage: Stage) -> None:
    """A delivery that is being scanned."""
    _received(stage, *GOODS)
    _delivery(stage)


@scene()
def goods_in_line(stage: Stage) -> None:
    """A crate beside it, with a price that is proposed."""
    till, owner = stage.till, stage.till.people.owner()
    crate = Pack(CRATE, "Kasten Club-Mate", Quantity.of(20), Money(2280), "einweg")
    till.products.save(owner, replace(till.products.by_code(MATE), packs=(crate,)))
    _received(stage, *GOODS)
    page = _delivery(stage)
    stage.scan(CRATE, CRATE)
    page.receiving.edit_line()
    page.receiving.line.cost.setText("14,98")
    page.receiving.line.main_key.click()
    page.receiving.edit_line()


@scene()
def goods_in_unknown(stage: Stage) -> None:
    """A code that nobody knows."""
    _delivery(stage)
    stage.scan("4006381333931")


@scene()
def goods_out(stage: Stage) -> None:
    """Some write-offs of the day."""
    _received(stage, *GOODS)
    page = _stock(stage)
    page.show_view(page.writing_off)
    stage.scan(CHOCOLATE)
    page.writing_off.reasons.buttons[Reason.STOLEN.value].click()
    stage.scan(SWEETS, SWEETS)


@scene()
def expiry(stage: Stage) -> None:
    """What to sell first."""
    _received(stage, *GOODS)
    page = _stock(stage)
    page.show_view(page.expiry)


@scene()
def expiry_markdown(stage: Stage) -> None:
    """At which price it is sold from now on."""
    expiry(stage)
    page = _stock(stage)
    page.expiry.table.mark_row(1)
    page.expiry.label_key.click()


@scene()
def recall(stage: Stage) -> None:
    """A batch is called back."""
    expiry(stage)
    page = _stock(stage)
    page.expiry.recall("L2211")
    page.expiry.out_key.click()
