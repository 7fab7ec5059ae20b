"""Reservations at the counter, through the real window: the bell, the answer, the bag, and the sale."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from kasse.books.market import Bucket
from kasse.books.reservations import Reservation, ReservationState
from kasse.clock import SetClock
from kasse.money import Money
from tests.conftest import OPENING
from tests.kasse.market.strangers import RELAY, message, open_market, show
from tests.stories.window import Window
from ui.window import Foot

MATE, ROLL, BANANAS, BEER = "4029764001807", "101", "130", "4012852020028"
MATE_KEY, BANANAS_KEY, BEER_KEY = "gtin-04029764001807", "kasse-130", "gtin-04012852020028"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(OPENING)


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(1))
    return heard


@pytest.fixture
def till(open_window: Callable[..., Window], staff: Path, clock: SetClock, beeps: list[int]) -> Window:
    """Mehmet, a cashier, at the till of a shop that is on the market."""
    window = open_window(staff, clock)

    def begin() -> None:
        open_market(window.till)
        for code, key in ((MATE, MATE_KEY), (BANANAS, BANANAS_KEY), (BEER, BEER_KEY)):
            show(window.till, code, key, Bucket.IN)

    window.assembly.tasks.call(begin)
    return window


def comes_in(window: Window, who: str = "anna", *items: tuple[str, str], note: str = "") -> Reservation:
    """As the publisher has it: taken in on the store thread, then the window is told."""
    wish = message(window.clock.now(), who, items=items or ((MATE_KEY, "2"),), note=note)
    (one,) = window.assembly.tasks.call(lambda: window.till.reservations.take_in(RELAY, [wish]))
    look(window)
    return one


def look(window: Window) -> None:
    assert window.assembly.flow is not None
    window.assembly.flow.reserving.refresh()
    window.settled()


def foot(window: Window) -> Foot:
    return window.assembly.window.foot


def state(window: Window, one: Reservation) -> ReservationState:
    return window.assembly.tasks.call(lambda: window.till.reservations.get(one.id).state)


def told(window: Window) -> list[str]:
    waiting = window.assembly.tasks.call(lambda: window.till.reservations.waiting(RELAY))
    return [entry.answer.status for entry in waiting]


def accept(window: Window) -> str:
    """Open the panel and take the usual time; gives the code."""
    window.press("reserved")
    window.sees("reserve")
    window.press("Alt+2")
    window.until(lambda: window.page.reserve.ring.isVisible())
    return window.page.reserve.code.text()[:4]


def test_it_comes_while_another_sale_is_rung_and_is_fetched_later(till: Window, beeps: list[int]) -> None:
    till.scan(ROLL)
    till.type("3")
    one = comes_in(till)
    # The bell says it and rings once; nothing else moved.
    assert "Club-Mate" in foot(till).bell.text()
    assert "8:10" in foot(till).bell.text()
    assert beeps == [1]
    assert till.page.shows("keys")
    assert till.focused() is till.page.scan
    assert till.page.scan.text() == "3"
    till.page.scan.clear()
    look(till)
    assert beeps == [1]
    # Answered with the basket open, which stays as it is.
    code = accept(till)
    assert till.lines() == [("1", "Brötchen", "0.45")]
    till.scan(ROLL)  # the next article goes on meanwhile
    till.shows("0.90")
    assert till.page.shows("reserve")
    till.press("back")
    till.sees("keys")
    till.pay()
    assert state(till, one) is ReservationState.ACCEPTED
    assert not foot(till).bell.property("rings")
    # Fetched: the bag is scanned, and paid as anything else.
    till.scan(f"KR{code}")
    till.until(lambda: till.lines() == [("2", "Club-Mate 0,5 l", "2.58")])
    till.shows("2.88")
    sale = till.pay()
    till.until(lambda: state(till, one) is ReservationState.COMPLETED)
    assert till.assembly.tasks.call(lambda: till.till.reservations.get(one.id).basket) == sale.id
    assert told(till) == ["pending", "processing", "completed"]
    till.until(lambda: foot(till).bell.isHidden())
    till.scan(f"KR{code}")
    till.says("fetched and paid already")
    assert till.assembly.tasks.call(till.till.verify) == []


def test_declined_with_a_reason(till: Window) -> None:
    one = comes_in(till)
    till.press("reserved")
    till.sees("reserve")
    till.press("Alt+8")
    till.sees("ask")
    till.press("Alt+1")
    till.until(lambda: state(till, one) is ReservationState.DECLINED)
    till.says("Declined")
    assert till.page.shows("keys")
    till.until(lambda: foot(till).bell.isHidden())
    assert told(till) == ["pending", "cancelled"]


def test_nobody_answers_in_time(till: Window, clock: SetClock) -> None:
    one = comes_in(till)
    till.press("reserved")
    till.sees("reserve")
    clock.advance(minutes=11)
    look(till)
    till.until(lambda: not till.page.reserve.keep[0].isVisible())
    assert "Nobody" in till.page.reserve.text.text()
    assert state(till, one) is ReservationState.UNANSWERED
    assert foot(till).bell.isHidden()


def test_an_unknown_code_and_one_that_is_over(till: Window, clock: SetClock) -> None:
    till.scan("KR0000")
    till.says("no reservation with the code 0000")
    comes_in(till)
    code = accept(till)
    clock.advance(minutes=61)
    look(till)
    till.press("back")
    till.scan(f"KR{code}")
    till.says("was kept until")
    assert till.lines() == []


def test_the_code_is_typed(till: Window) -> None:
    comes_in(till)
    code = accept(till)
    till.touch(till.page.reserve.field)
    till.type(f"{code}\r")
    till.until(lambda: len(till.lines()) == 1)
    till.type(f"kr{code}\r")
    till.says("in this basket already")
    till.press("hold")
    till.until(lambda: not till.lines())
    till.type(f"kr{code}\r")  # the one that was parked, not a second one
    till.until(lambda: len(till.lines()) == 1)
    assert till.assembly.tasks.call(till.till.checkout.held) == []


def test_another_basket_is_open(till: Window) -> None:
    comes_in(till)
    code = accept(till)
    till.press("back")
    till.scan(ROLL, f"KR{code}")
    till.sees("ask")
    till.press("Alt+1")
    till.until(lambda: till.lines() == [("2", "Club-Mate 0,5 l", "2.58")])
    till.pay()
    till.press("recall")
    till.until(lambda: till.lines() == [("1", "Brötchen", "0.45")])


def test_more_is_bought_with_it(till: Window) -> None:
    one = comes_in(till)
    code = accept(till)
    till.press("back")
    till.scan(ROLL, f"KR{code}")
    till.sees("ask")
    till.press("Alt+2")
    till.shows("3.33")
    till.pay()
    till.until(lambda: state(till, one) is ReservationState.COMPLETED)


def test_what_was_voided_is_rung_up_again(till: Window) -> None:
    one = comes_in(till)
    code = accept(till)
    till.press("back")
    till.scan(f"KR{code}")
    till.shows("2.88")
    till.scan(ROLL)
    till.shows("3.33")
    desk, flow = till.assembly.desk, till.assembly.flow
    assert flow is not None
    flow.answered(till.assembly.tasks.call(lambda: desk.void_line(desk.basket.lines[0].key, till.till.people.owner())))
    till.shows("0.45")
    till.scan(f"KR{code}")
    till.shows("3.33")
    till.scan(f"KR{code}")
    till.says("in this basket already")
    till.pay()
    till.until(lambda: state(till, one) is ReservationState.COMPLETED)


def test_age_and_weight_are_asked_as_with_any_scan(till: Window) -> None:
    comes_in(till, "anna", (BEER_KEY, "1"), (BANANAS_KEY, "1"))
    assert "1 kg Bananen" in foot(till).bell.text() + foot(till).bell.toolTip()
    code = accept(till)
    assert any(label.text() == "1 kg Bananen" for label in till.page.reserve.findChildren(QLabel))
    till.press("back")
    till.scan(f"KR{code}")
    till.sees("age")
    till.press("age_yes")
    till.sees("ask")
    till.type("1,1\r")
    till.until(lambda: len(till.lines()) == 2)
    till.pay()


def test_another_articles_question_is_not_lost(till: Window) -> None:
    comes_in(till)
    code = accept(till)
    till.press("back")
    till.scan(BANANAS)
    till.sees("ask")
    till.scan(f"KR{code}")
    till.says("Answer this one first")
    till.type("0,5\r")
    till.until(lambda: len(till.lines()) == 1)
    till.scan(f"KR{code}")
    till.scan(f"KR{code}")
    till.press("Alt+3")
    till.sees("keys")
    assert len(till.lines()) == 1


def test_the_price_that_was_shown_is_the_most_that_is_asked(till: Window) -> None:
    def costs(cents: int) -> None:
        with till.till.database.write() as work:
            work.catalog.save(replace(till.till.products.by_code(MATE), price=Money(cents)))

    comes_in(till)
    code = accept(till)
    till.assembly.tasks.call(lambda: costs(149))
    till.scan(f"KR{code}")
    till.until(lambda: till.lines() == [("2", "Club-Mate 0,5 l", "2.58")])
    till.says("it costs 1.49 by now")
    till.pay()  # by a cashier, who may change no price
    comes_in(till, "bert")
    look(till)
    code = accept(till)
    till.assembly.tasks.call(lambda: costs(99))
    till.scan(f"KR{code}")
    till.until(lambda: till.lines() == [("2", "Club-Mate 0,5 l", "1.98")])


def test_while_money_is_counted(till: Window) -> None:
    till.scan(ROLL)
    till.press("pay")
    till.sees("pay")
    comes_in(till)
    assert till.page.shows("pay")
    accept(till)
    till.press("back")
    till.sees("pay")
    till.press("pay")
    till.until(lambda: not till.page.model.rows)


def test_nobody_is_logged_in(till: Window) -> None:
    till.press("user")
    till.sees("ask")
    comes_in(till)
    assert foot(till).bell.isVisible()
    assert till.page.shows("ask")


def test_on_another_page_a_touch_leads_to_it(till: Window) -> None:
    till.press("receipts")
    comes_in(till)
    till.touch(foot(till).bell)
    till.sees("reserve")
    assert till.assembly.window.page_name == "checkout"


def test_strangers_texts_are_plain(till: Window) -> None:
    comes_in(till, note="<img src=x><b>fett</b> \u202egnubeielbA\u2066 \x07 a\nb")
    till.press("reserved")
    till.sees("reserve")
    assert till.page.reserve.note.text() == "“<img src=x><b>fett</b> gnubeielbA a b”"
    for label in till.page.reserve.findChildren(QLabel):
        if label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText or "<" not in label.text()


def test_the_bell_may_be_silent(till: Window, beeps: list[int]) -> None:
    def silent() -> None:
        till.till.reservations.switch_bell(till.till.people.owner(), on=False)

    till.assembly.tasks.call(silent)
    comes_in(till)
    assert foot(till).bell.isVisible()
    assert beeps == []
