"""A TSE at the counter that is slow, dead, or there again: nobody waits for it, and everything is told truly."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.books.tse import TseEventKind
from kasse.money import Money
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till
from tests.faulty_tse import FaultyTse, Told, check_truth, export_of, finished_in
from tests.stories.window import Window

ROLL = "101"
Open = Callable[[], Window]


@pytest.fixture
def tse(spaeti: Path, tmp_path: Path) -> FaultyTse:
    till = Till(spaeti)
    serial, owner = till.checkout.shop.till_serial, till.people.owner()
    till.change_setting(owner, "tse_patience", "0.3")
    till.close()
    return FaultyTse(tmp_path / "tse.sqlite", serial)


@pytest.fixture
def open_signing(qtbot: QtBot, qapp: QApplication, spaeti: Path, tse: FaultyTse) -> Iterator[Open]:
    """Opens the window on the shop with its TSE; at the end its books and the TSE's agree."""
    opened: list[Window] = []

    def open_one() -> Window:
        opened.append(Window(qtbot, qapp, spaeti, device=tse))
        return opened[-1]

    yield open_one
    tse.go.set()
    for window in opened:
        window.close()
    truth(spaeti, tse)
    till = Till(spaeti, exclusive=False)
    assert till.verify() == []
    till.close()


@pytest.fixture
def window(open_signing: Open) -> Window:
    return open_signing()


def truth(path: Path, tse: FaultyTse) -> Told:
    return check_truth(path, tse.inner)


def ends(tse: FaultyTse) -> list[str]:
    return [end.process_data for _no, end in sorted(finished_in(export_of(tse.inner)).items())]


def events(window: Window) -> list[TseEventKind]:
    def read() -> list[TseEventKind]:
        with window.till.database.read() as work:
            return [e.kind for e in reversed(work.tse.events()) if e.kind is not TseEventKind.DEVICE]

    return window.assembly.tasks.call(read)


def foot(window: Window) -> str:
    return window.assembly.window.foot.tse.text()


def sell(window: Window) -> None:
    window.scan(ROLL)
    window.press("exact")


ONE_ROLL = "Beleg^0.00_0.45_0.00_0.00_0.00^0.45:Bar"
NOTHING = "AVBelegabbruch^0.00_0.00_0.00_0.00_0.00^"


def booked(window: Window, number: int) -> Sale:
    window.says(f"Receipt {number} is booked")
    return window.last()


def test_the_device_begins_with_the_first_line(window: Window, tse: FaultyTse) -> None:
    window.scan(ROLL)
    window.until(lambda: "start" in tse.calls)
    window.scan(ROLL)
    window.press("exact")
    sale = booked(window, 1)
    assert sale.signature is not None
    assert tse.calls.count("start") == 1
    assert "TSE" in foot(window)


def test_a_slow_device_adds_nothing_to_scanning(window: Window, tse: FaultyTse) -> None:
    tse.go.clear()
    window.scan(ROLL, ROLL)
    window.shows("0.90")
    window.press("exact")
    assert window.page.total.heading.text() == "Change", "the change is shown at once"
    window.scan(ROLL)
    window.shows("0.45")
    tse.go.set()
    assert booked(window, 1).signature is not None
    assert window.lines() == [("1", "Brötchen", "0.45")]


def test_after_a_while_the_cashier_may_go_on_without_it(window: Window, tse: FaultyTse) -> None:
    sell(window)
    booked(window, 1)
    window.scan(ROLL)
    window.until(lambda: tse.calls.count("start") == 2 and not tse.inside)
    tse.go.clear()
    window.press("exact")
    window.sees("slow")
    assert "go on without" in window.page.message.text()
    window.press("without_tse")
    sale = booked(window, 2)
    assert (sale.signature, sale.outage) == (None, "The fiscal device took too long.")
    window.until(lambda: "TSE out since" in foot(window))
    sell(window)
    assert booked(window, 3).outage, "during an outage nobody waits"
    tse.go.set()
    window.until(lambda: "out" not in foot(window))
    window.until(lambda: TseEventKind.LATE in events(window))
    assert TseEventKind.OUTAGE in events(window)
    sell(window)
    assert booked(window, 4).signature is not None


def test_several_sales_may_wait(window: Window, tse: FaultyTse) -> None:
    tse.go.clear()
    for _customer in range(3):
        sell(window)
    window.sees("slow")
    window.press("back")
    window.until(lambda: "3 sales are being signed" in window.page.message.text())
    tse.go.set()
    sale = booked(window, 3)
    assert sale.signature is not None
    assert ends(tse) == [ONE_ROLL] * 3


def test_the_patient_cashier_waits(window: Window, tse: FaultyTse) -> None:
    tse.go.clear()
    sell(window)
    window.sees("slow")
    QTest.mouseClick(window.page.slow.wait, Qt.MouseButton.LeftButton)
    window.sees("keys")
    tse.go.set()
    assert booked(window, 1).signature is not None


def test_a_dead_device_stops_no_sale_and_the_foot_says_so(open_signing: Open, tse: FaultyTse) -> None:
    tse.dead = True
    window = open_signing()
    window.until(lambda: "TSE out since" in foot(window))
    assert window.assembly.window.foot.tse.objectName() == "attention"
    picture = window.assembly.window.foot.tse.grab().toImage()
    seen = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    assert any(one.red() > 150 and one.green() < 60 and one.blue() < 60 for one in seen)  # red, not orange
    sell(window)
    assert booked(window, 1).outage == "The TSE does not answer."
    window.touch(window.assembly.window.foot.tse)
    window.sees("notice")
    assert "The TSE does not answer." in window.page.notice.text.text()


def test_a_device_that_is_not_certified_is_marked_on_the_screen(window: Window) -> None:
    window.until(lambda: "TSE, not certified" in foot(window))


def test_it_comes_back_by_itself(open_signing: Open, tse: FaultyTse) -> None:
    tse.dead = True
    window = open_signing()
    sell(window)
    booked(window, 1)
    tse.dead = False
    window.assembly.tse.probe()
    window.until(lambda: "out" not in foot(window))
    sell(window)
    assert booked(window, 2).signature is not None
    assert events(window) == [TseEventKind.OUTAGE, TseEventKind.WORKS]


def test_a_flapping_device_signs_what_it_can(window: Window, tse: FaultyTse) -> None:
    for number in range(1, 7):
        tse.dead = number % 2 == 0
        window.assembly.tse.probe()
        window.settled()
        sell(window)
        booked(window, number)
    told = window.assembly.tasks.call(lambda: truth_now(window, tse))
    assert told.signed + told.out == 6
    assert told.signed >= 2
    assert told.out >= 2


def truth_now(window: Window, tse: FaultyTse) -> Told:
    window.assembly.desk.till.database.idle()
    return check_truth(window.path, tse.inner, thorough=False)


def test_a_parked_basket_is_an_order_and_its_receipt_another_transaction(window: Window, tse: FaultyTse) -> None:
    window.scan(ROLL)
    window.press("hold")
    window.until(lambda: ends(tse) == ['1;"Brötchen";0.45'])
    window.press("recall")
    window.shows("0.45")
    window.press("exact")
    booked(window, 1)
    assert ends(tse) == ['1;"Brötchen";0.45', ONE_ROLL]


def test_a_basket_that_was_emptied_is_given_up_with_the_next_article(window: Window, tse: FaultyTse) -> None:
    window.scan(ROLL)
    window.press("void_line")
    window.shows("0.00")
    window.scan(ROLL, ROLL)
    window.until(lambda: ends(tse) == [NOTHING])
    window.press("exact")
    sale = booked(window, 1)
    assert [position.voided for position in sale.positions] == [False], "what was struck out is on record elsewhere"
    assert ends(tse) == [NOTHING, "Beleg^0.00_0.90_0.00_0.00_0.00^0.90:Bar"]


def test_calling_back_a_basket_gives_up_one_that_was_emptied(window: Window, tse: FaultyTse) -> None:
    window.scan(ROLL)
    window.press("hold")
    window.scan(ROLL, ROLL)
    window.press("void_line")
    window.shows("0.00")
    window.press("recall")
    window.shows("0.45")
    window.until(lambda: ends(tse) == ['1;"Brötchen";0.45', NOTHING])
    window.press("exact")
    assert booked(window, 1).signature is not None


def test_a_basket_is_given_up_by_a_key(window: Window, tse: FaultyTse) -> None:
    window.scan(ROLL)
    window.press("give_up")
    window.says("given up")
    assert window.lines() == []
    window.until(lambda: ends(tse) == [NOTHING])


def test_a_receipt_is_voided_while_the_device_takes_its_time(window: Window, tse: FaultyTse) -> None:
    sell(window)
    booked(window, 1)
    tse.go.clear()
    window.press("last")
    window.receipt_shown()
    window.press("Ctrl+B")
    window.type("Wrong article\r")
    window.press("Ctrl+1")
    window.sees("slow")
    window.press("without_tse")
    window.until(lambda: window.last().refers_to_no == 1)
    assert window.last().outage


def test_the_day_is_closed_with_a_dead_device(open_signing: Open, tse: FaultyTse) -> None:
    tse.dead = True
    window = open_signing()
    sell(window)
    booked(window, 1)
    window.press("shift")
    page = window.assembly.window.pages["shift"]
    window.until(lambda: page.count_key.isVisible())  # type: ignore[attr-defined]
    window.press("Alt+C")
    window.type("1")
    window.press("Ctrl+Return")
    window.until(lambda: window.assembly.tasks.call(lambda: counted(window)))
    window.qtbot.wait(QApplication.doubleClickInterval() + 100)
    window.press("Alt+Z")
    window.until(lambda: window.assembly.tasks.call(window.till.shift.current) is None)
    assert "Z report 1" in page.message.text()


def test_a_count_waits_for_what_is_being_signed_with_a_word(window: Window, tse: FaultyTse) -> None:
    tse.go.clear()
    sell(window)
    window.press("shift")
    page = window.assembly.window.pages["shift"]
    window.until(lambda: page.count_key.isVisible())  # type: ignore[attr-defined]
    window.press("Alt+C")
    window.type("1")
    window.press("Ctrl+Return")
    window.until(lambda: "being signed first" in page.message.text() or page.asking.isVisible())
    window.until(page.asking.isVisible)
    tse.go.set()
    window.until(lambda: window.assembly.tasks.call(lambda: counted(window)))
    assert window.last().signature is not None


def counted(window: Window) -> bool:
    with window.till.database.read() as work:
        shift = work.cash.open_shift()
        return shift is not None and work.cash.counted(shift.number) is not None


def test_a_till_that_dies_with_a_sale_under_way_signs_it_at_the_next_start(
    spaeti: Path, open_signing: Open, tse: FaultyTse
) -> None:
    till = Till(spaeti, device=tse)
    assert till.signing is not None
    basket = till.checkout.scan(till.checkout.new_basket(), ROLL)
    till.signing.begin(basket.id)
    till.checkout.tender(till.people.owner(), basket, [Tender(TenderType.CASH, Money(45))])
    till.database.close()  # it dies
    tse.go.clear()
    window = open_signing()
    assert "do not ring it again" in window.page.notice.text.text()
    window.scan(ROLL)
    window.shows("0.45")
    tse.go.set()
    window.says("Receipt 1 over 0.45 was paid")
    assert window.last().signature is not None
