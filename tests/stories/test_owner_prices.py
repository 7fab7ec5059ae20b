"""The owner and her prices, in the real window: planned for Monday, sold on Monday, labels for what changed."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from kasse.clock import SetClock, SystemClock
from kasse.money import Money
from kasse.sale import Sale
from kasse.till import Till
from tests.stories.window import Window
from ui.prices.page import PricesPage
from ui.widgets.fields import chosen_in

MATE, CHOCOLATE, ROLL, BEER = "4029764001807", "4000539770708", "101", "4012852020028"
BERLIN = ZoneInfo("Europe/Berlin")

OpenWindow = Callable[..., Window]

pytestmark = pytest.mark.usefixtures("fitted_out_at_once")


@pytest.fixture
def saturday() -> SetClock:
    """Next Saturday, 14:00 in Berlin."""
    now = SystemClock().now().astimezone(BERLIN)
    day = now.date() + timedelta(days=(5 - now.weekday()) % 7 or 7)
    return SetClock(datetime.combine(day, datetime.min.time(), BERLIN).replace(hour=14))


class Owner:
    """What hands do on the page of prices."""

    def __init__(self, window: Window) -> None:
        self.window = window
        counter = window.assembly.counter
        assert counter is not None
        window.until(lambda: counter.fitted_out)
        window.press("prices")
        page = window.assembly.window.pages["prices"]
        assert isinstance(page, PricesPage)
        self.page, self.view = page, page.prices
        window.settled()

    def told(self) -> str:
        return self.page.message.text()

    def says(self, words: str) -> None:
        self.window.until(lambda: words in self.told())

    def opens(self, code: str) -> None:
        """A scan, and the price can be typed."""
        self.window.scan(code)
        self.window.until(lambda: self.view.panel.price.hasFocus())

    def prices(self, code: str, price: str) -> None:
        """Scan, type, Enter."""
        self.opens(code)
        self.window.type(f"{price}\r")

    def names(self) -> list[str]:
        self.window.settled()
        return [entry.cells[0] for entry in self.view.list.table.rows.entries]


def sold(window: Window, *codes: str) -> Sale:
    window.press("checkout")
    window.scan(*codes)
    return window.pay()


def test_prices_planned_on_saturday_are_asked_from_monday_on_though_the_till_ran_all_along(
    open_window: OpenWindow, spaeti: Path, saturday: SetClock
) -> None:
    window = open_window(spaeti, saturday)
    owner = Owner(window)
    for code, price in ((MATE, "1,39"), (ROLL, "0,49")):
        owner.opens(code)
        window.type(price)
        owner.view.panel.day.setFocus()
        window.type("Mon\r")
        owner.says("on.")
    owner.page.chips.button(1).click()
    window.until(lambda: len(owner.page.planned.table.rows.entries) == 2)
    assert {entry.cells[3] for entry in owner.page.planned.table.rows.entries} == {"1.39", "0.49"}

    assert sold(window, MATE, ROLL).total == Money(129 + 15 + 45)
    saturday.instant = saturday.instant.replace(hour=23, minute=59) + timedelta(days=1)  # Sunday, just before
    assert sold(window, MATE, ROLL).total == Money(129 + 15 + 45)
    saturday.advance(minutes=1)
    assert sold(window, MATE, ROLL).total == Money(139 + 15 + 49)  # the first scan of Monday

    window.press("prices")
    owner.page.chips.button(0).click()
    owner.opens(MATE)
    steps = [entry.cells for entry in owner.view.panel.steps.rows.entries]
    assert [cells[1] for cells in steps] == ["1.29 → 1.39"]
    assert window.till.verify() == []


def test_the_calendar_is_looked_at_though_nobody_scans(
    open_window: OpenWindow, spaeti: Path, saturday: SetClock
) -> None:
    window = open_window(spaeti, saturday)
    owner = Owner(window)
    owner.opens(MATE)
    window.type("1,39")
    owner.view.panel.day.setFocus()
    window.type("+2\r")
    owner.says("on.")
    saturday.advance(days=2)
    counter = window.assembly.counter
    assert counter is not None
    counter.look_at_the_day()
    window.settled()
    owner.view.list.search.setFocus()
    window.type("mate")
    window.until(lambda: [entry.cells[1] for entry in owner.view.list.table.rows.entries] == ["1.39"])


def test_one_price_after_the_other_by_scanner_and_the_labels_for_what_changed(
    open_window: OpenWindow, spaeti: Path, tmp_path: Path
) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    presses = window.presses
    for code, price in ((MATE, "1,39"), (CHOCOLATE, "1,59"), (BEER, "1,05")):
        owner.prices(code, price)
        owner.says("now.")
    assert window.presses - presses == 3 * 5  # four signs and Enter each
    owner.view.list.due.click()
    window.until(lambda: len(owner.names()) == 3)
    window.press("Ctrl+P")
    window.until(lambda: owner.view.labels.isVisible())
    assert owner.view.labels.which.value() == "due"
    paper = tmp_path / "labels.pdf"
    owner.view.save_labels(paper)
    owner.says("3 labels")
    (text,) = (page.extract_text() for page in PdfReader(io.BytesIO(paper.read_bytes())).pages)
    assert all(price in text for price in ("1.39", "1.59", "1.05"))
    window.until(lambda: owner.names() == [])
    assert sold(window, MATE).total == Money(139 + 15)


def test_a_label_is_not_counted_as_printed_where_the_file_cannot_be_written(
    open_window: OpenWindow, spaeti: Path, tmp_path: Path
) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    owner.prices(MATE, "1,39")
    owner.says("now.")
    window.press("Ctrl+P")
    window.until(lambda: owner.view.labels.isVisible())
    owner.view.save_labels(tmp_path / "nowhere" / "labels.pdf")
    window.until(lambda: "cannot be written" in owner.view.labels.wrong.text())
    assert len(window.assembly.tasks.call(window.till.prices.labels_due)) == 1


def test_all_of_a_department_five_percent_dearer_from_the_first(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    department = owner.view.list.department
    department.setCurrentIndex(department.findData("Backwaren"))
    department.activated.emit(department.currentIndex())
    window.until(lambda: len(owner.names()) == 4)
    window.press("Ctrl+M")
    window.until(lambda: owner.view.many.by.hasFocus())
    window.type("+5 %")
    preview = owner.view.preview.table
    window.until(lambda: len(preview.rows.entries) == 4)
    assert chosen_in(owner.view.many.ending) == "9"
    assert [entry.cells[1:3] for entry in preview.rows.entries] == [
        ("0.45", "0.49"), ("0.69", "0.69"), ("1.60", "1.69"), ("2.95", "3.09")
    ]  # fmt: skip
    preview.mark_row(3)
    preview.setFocus()
    window.press("Del")
    assert len(preview.rows.entries) == 3
    window.press("Ctrl+Return")
    owner.says("2 prices are changed.")
    assert sold(window, ROLL, "103", "104").total == Money(49 + 169 + 295)


def test_a_slip_of_the_finger_is_said_below_its_field(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    panel = owner.view.panel
    owner.prices(MATE, "1,3,9")
    window.until(lambda: "is not an amount" in panel._notes[panel.price].note.text())
    panel.price.setText("1.39")
    panel.day.setText("31.2.")
    panel.day.setFocus()
    window.press("Return")
    window.until(lambda: "is not a day" in panel._notes[panel.day].note.text())
    panel.day.setText("2020-01-01")
    window.press("Return")
    window.until(lambda: "is over" in panel._notes[panel.day].note.text())
    panel.day.clear()
    panel.content.setText("viel")
    panel.content.setFocus()
    window.press("Return")
    window.until(lambda: "is no content" in panel._notes[panel.content].note.text())
    panel.content.setText("0.5 l")
    panel.cost.setText("0.65755")
    panel.cost.setFocus()
    window.press("Return")
    window.until(lambda: "is no cost" in panel._notes[panel.cost].note.text())
    panel.cost.setText("0.6575")
    window.press("Return")
    owner.says("1.39 now")


def test_the_margin_is_seen_while_the_price_is_typed(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    panel = owner.view.panel
    owner.opens(MATE)
    panel.take.click()
    panel.cost.setText("0.65")
    assert "0.43 € margin (40.0 %)" in panel.seen.text()
    assert "2.58 €/l" in panel.seen.text()
    window.type("1,09")
    assert "2.18 €/l" in panel.seen.text()
    assert "lowest price of the last 30 days: 1.29 €" in panel.seen.text()
    window.type("\r")
    owner.says("1.09 now")
    margins = owner.view.list.margin
    margins.setCurrentIndex(margins.findData("300"))
    margins.activated.emit(margins.currentIndex())
    window.until(lambda: owner.names() == ["Club-Mate 0,5 l"])
    window.press("products")
    window.scan(MATE)
    editor = window.assembly.window.pages["products"].products.editor  # type: ignore[attr-defined]
    window.until(lambda: "2.18 €/l" in editor.facts.seen.text())
    assert "margin" in editor.facts.seen.text()


def test_a_scan_does_not_lose_a_price_that_was_typed(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    owner.opens(MATE)
    window.type("1,39")
    window.scan(CHOCOLATE)
    window.until(lambda: owner.page.asks)
    window.press("Alt+1")  # save it
    window.until(lambda: owner.view.panel.heading.text() == "Schokolade Vollmilch 100 g")
    assert sold(window, MATE).total == Money(139 + 15)


def test_a_planned_price_is_cancelled_and_contents_are_taken_over(open_window: OpenWindow, spaeti: Path) -> None:
    window = open_window(spaeti)
    owner = Owner(window)
    owner.opens(MATE)
    window.type("1,39")
    owner.view.panel.day.setFocus()
    window.type("+7\r")
    owner.says("on.")
    owner.page.chips.button(1).click()
    window.until(lambda: len(owner.page.planned.table.rows.entries) == 1)
    window.press("Del")
    owner.says("is cancelled")
    window.until(lambda: owner.page.planned.table.rows.entries == ())
    owner.page.chips.button(2).click()
    contents = owner.page.contents
    window.until(lambda: len(contents.table.rows.entries) >= 4)
    before = len(contents.table.rows.entries)
    window.press("Del")
    window.press("Ctrl+Return")
    owner.says(f"{before - 1} contents are kept")
    window.until(lambda: len(contents.table.rows.entries) == 1)


def test_a_cashier_needs_the_managers_pin(open_window: OpenWindow, staff: Path) -> None:
    window = open_window(staff)
    owner = Owner(window)
    owner.prices(MATE, "1,39")
    window.until(lambda: owner.page.asks)
    buttons = {button.title: button for button in owner.page.asking.buttons}
    buttons["Sophie"].click()
    window.type("2222\r")
    owner.says("1.39 now")
    with Till(staff, exclusive=False).database.read() as work:
        (last, *_) = work.prices.history(1)
    assert last.who == "Mehmet"
