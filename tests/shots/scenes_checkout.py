"""The checkout in all its states."""

from contextlib import redirect_stderr
from io import StringIO

from PySide6.QtCore import Qt

from kasse.catalog import QuickKey
from kasse.till import training_copy
from tests.shots.stage import Stage, scene

BASKET = ("4029764001807", "4029764001807", "4001686301265", "101", "101", "101", "4190458203403", "P15")
LONG = (
    "4029764001807", "4001686301265", "4000539770708", "4190458203403", "101", "102", "103", "104", "120", "121",
    "122", "163", "4000521006419", "4002971243703", "4006040197461",
)  # fmt: skip
BEER, UNKNOWN, BANANAS, NEWSPAPER = "4012852020028", "4006381333931", "130", "150"


def fill(stage: Stage) -> None:
    """All kinds of lines: a deposit, several of one, a weight, a discount, a bound price, empties."""
    stage.scan(*BASKET[:7])
    stage.scan(BANANAS)
    stage.enter("0.412")
    stage.scan("4000539770708")
    stage.do("discount")
    stage.write("20")
    stage.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    stage.scan("P15")


@scene()
def empty(stage: Stage) -> None:
    """Nothing scanned yet."""
    stage.settle()


@scene()
def basket(stage: Stage) -> None:
    """A basket of all kinds of lines."""
    fill(stage)


@scene()
def long_basket(stage: Stage) -> None:
    """More lines than there is room for."""
    stage.scan(*LONG)


@scene()
def paying(stage: Stage) -> None:
    """The customer pays with a note."""
    fill(stage)
    stage.do("pay")
    stage.write("20")


@scene()
def paying_in_part(stage: Stage) -> None:
    """A note that is not enough."""
    fill(stage)
    stage.do("pay")
    stage.window.page.pay.notes[0].click()


@scene()
def change(stage: Stage) -> None:
    """The change stands there until the next scan."""
    fill(stage)
    stage.do("pay")
    stage.window.page.pay.notes[2].click()


@scene()
def paying_out(stage: Stage) -> None:
    """Only empties: the customer gets money."""
    stage.scan("P25", "P25", "P25", "P15")
    stage.do("pay")


@scene()
def paid_out(stage: Stage) -> None:
    """So much goes over the counter."""
    paying_out(stage)
    stage.do("pay")


@scene()
def unknown_code(stage: Stage) -> None:
    """A code that nobody knows."""
    stage.scan("4029764001807", UNKNOWN)
    stage.write("2.49")


@scene()
def age_question(stage: Stage) -> None:
    """Beer."""
    stage.scan("101", BEER)


@scene()
def search(stage: Stage) -> None:
    """Found while typing."""
    stage.scan("101")
    stage.write("br")


@scene()
def nothing_found(stage: Stage) -> None:
    """Nothing is called that."""
    stage.scan("101")
    stage.write("xylophon")


@scene()
def refused(stage: Stage) -> None:
    """A sentence beside the scan field."""
    stage.do("pay")


@scene()
def weight(stage: Stage) -> None:
    """Fruit is weighed."""
    stage.scan("101", BANANAS)


@scene()
def price_asked(stage: Stage) -> None:
    """A newspaper without a price."""
    stage.scan("101", NEWSPAPER)


@scene()
def answer_refused(stage: Stage) -> None:
    """What was typed is no price."""
    stage.scan("101", NEWSPAPER)
    stage.enter("1.2.3")


@scene()
def line(stage: Stage) -> None:
    """A line was touched."""
    stage.scan(*BASKET)
    stage.window.page.touched_line.emit()


@scene()
def more(stage: Stage) -> None:
    """Everything else."""
    stage.do("more")


@scene()
def discount(stage: Stage) -> None:
    """A discount is asked for."""
    stage.scan(*BASKET)
    stage.do("discount")


@scene()
def other_price(stage: Stage) -> None:
    """Another price is asked for."""
    stage.scan(*BASKET[:3])
    stage.do("price")


@scene("cashier")
def leave(stage: Stage) -> None:
    """A cashier needs a manager's PIN."""
    stage.scan(*BASKET[:3])
    stage.do("price")
    stage.enter("0.50")


@scene("cashier")
def leave_refused(stage: Stage) -> None:
    """The PIN is wrong."""
    leave(stage)
    stage.enter("0000")


@scene()
def return_asked(stage: Stage) -> None:
    """What comes back?"""
    stage.do("return")


@scene()
def drawer_asked(stage: Stage) -> None:
    """Why is the drawer opened?"""
    stage.do("drawer")


@scene("parked")
def parked(stage: Stage) -> None:
    """Two baskets are parked: which one?"""
    stage.do("hold")


@scene("nobody")
def who_sells(stage: Stage) -> None:
    """Nobody is logged in."""
    stage.settle()


@scene("nobody")
def wrong_pin(stage: Stage) -> None:
    """The PIN is not right."""
    stage.enter("0000")


@scene("closed")
def open_shift(stage: Stage) -> None:
    """The morning."""
    stage.settle()


@scene()
def recovered(stage: Stage) -> None:
    """After a power cut."""
    stage.scan(*BASKET)
    stage.reopen()


@scene()
def training(stage: Stage) -> None:
    """Practising on a copy."""
    copy = training_copy(stage.path)
    stage.path = copy
    stage.scan(*BASKET[:4])


@scene("new")
def no_quick_keys(stage: Stage) -> None:
    """A shop of this minute."""
    stage.settle()


@scene()
def cannot_open(stage: Stage) -> None:
    """The file is no shop."""
    stage.path.write_bytes(b"nothing that a till could use" * 100)
    with redirect_stderr(StringIO()):  # it says so there too
        assert stage.assembly.failure is not None


@scene()
def many_quick_keys(stage: Stage) -> None:
    """More keys than fit on one page of them."""
    with stage.till.database.write() as work:
        known = list(work.catalog.quick_keys())
        more_keys = [QuickKey("Süßes", f"Lakritz Nr. {number}", "4001686301265") for number in range(1, 31)]
        work.catalog.put_quick_keys([*known, *more_keys])
    stage.assembly._changed("keys")
    fill(stage)
