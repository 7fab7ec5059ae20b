"""The stocktake, empties and press."""

from PySide6.QtCore import Qt

from kasse.books.counting import Area, PressKind
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.ids import uuid7
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from tests.shots.stage import Stage, scene
from ui.sendback.page import SendBackPage
from ui.stocktake.page import StocktakePage

COUNTS = (
    ("4029764001807", 61),
    ("4001686301265", 18),
    ("4000539770708", 30),
    ("4012852020028", 97),
    ("4000521006419", 12),
    ("4002971243703", 9),
    ("4006040197461", 5),
    ("4005500087977", 5),
)
DAILY, WEEKLY, GLOSSY = "4190123402501", "4190555501209", "4190666604509"
PAPERS = ((DAILY + "05", "Berliner Bote", 12), (DAILY + "06", "Berliner Bote", 10), (WEEKLY + "47", "Stadtblatt", 6),
          (GLOSSY + "11", "Garten & Haus", 4))  # fmt: skip


def _owner(stage: Stage) -> Actor:
    return stage.till.people.owner()


def _page(stage: Stage) -> StocktakePage:
    return stage.page("stocktake", StocktakePage)


def _counted(stage: Stage) -> StocktakePage:
    takes, owner = stage.till.stocktakes, _owner(stage)
    takes.open(owner, "2026", (Area("Laden"), Area("Kühlschrank"), Area("Lager", store=True)))
    for code, count in COUNTS:
        takes.count(owner, "Laden", code, Quantity.of(count))
    takes.count(owner, "Kühlschrank", "4012852020028", Quantity.of(12))
    page = _page(stage)
    stage.scan("4001724819004")
    stage.write("7")
    stage.scan("4015400406082")
    return page


@scene()
def stocktake_begin(stage: Stage) -> None:
    """Nothing is under way."""
    _page(stage)


@scene()
def stocktake_counting(stage: Stage) -> None:
    """Some articles were counted."""
    _counted(stage)


@scene()
def stocktake_differences(stage: Stage) -> None:
    """What differs."""
    _counted(stage).show_review()


@scene()
def stocktake_again(stage: Stage) -> None:
    """Some are counted again, and one of them in another area."""
    page = _counted(stage)
    page.show_review()
    stage.touch(page.review.again_key)
    stage.scan("4012852020028")


@scene()
def stocktake_book(stage: Stage) -> None:
    """What becomes of what nobody counted?"""
    page = _counted(stage)
    page.show_review()
    page.review.book_key.click()


def _send(stage: Stage) -> SendBackPage:
    return stage.page("sendback", SendBackPage)


@scene()
def sendback_goods(stage: Stage) -> None:
    """Bottles by their keys, and something broken by scan."""
    empties = [product for product in stage.till.empties.yard() if product.code in ("P08", "P15", "P25")]
    entries = tuple(StockEntry(kind.product, Quantity.of(80)) for kind in empties)
    with stage.till.database.write() as work:
        work.stock.book(StockDocument(uuid7(), Reason.CORRECTION, stage.clock.now(), "Aylin", "", entries))
    _send(stage)
    stage.write("60")
    stage.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    stage.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    stage.scan("4002971243703", "4002971243703")


def _papers(stage: Stage) -> None:
    press, owner = stage.till.press, _owner(stage)
    for code, name, count in PAPERS:
        bundle = press.scan(owner, PressKind.DELIVERY, code, count)
        press.name_title(owner, PressKind.DELIVERY, bundle.pieces[-1].key, name, bundle.pieces[-1].price)


@scene()
def sendback_delivery(stage: Stage) -> None:
    """Papers that came this morning."""
    _papers(stage)
    page = _send(stage)
    page.show_view(page.delivery)


@scene()
def sendback_press(stage: Stage) -> None:
    """Papers are packed."""
    _papers(stage)
    owner, checkout = _owner(stage), stage.till.checkout
    stage.till.press.book(owner, PressKind.DELIVERY)
    basket = checkout.scan(checkout.new_basket(), DAILY + "05", Quantity.of(4))
    checkout.pay(owner, basket, (Tender(TenderType.CARD, checkout.price(basket).total),))
    page = _send(stage)
    page.show_view(page.remission)
    stage.write("7")
    stage.scan(DAILY + "05")
    stage.scan(WEEKLY + "47")
