"""A week of promotions in the real window: made by scan, sold with a coupon, given back, switched off."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt

from kasse.clock import SetClock
from kasse.money import Money
from kasse.till import Till
from tests.stories.window import Window
from ui.checkout.chips import Chip
from ui.promotions import words
from ui.promotions.page import PromotionsPage

SWEETS, CHOCOLATE, MATE = "4001686301265", "4000539770708", "4029764001807"
NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


def promotions_of(window: Window) -> PromotionsPage:
    window.press("promotions")
    page = window.assembly.window.pages["promotions"]
    assert isinstance(page, PromotionsPage)
    window.settled()
    return page


def write(window: Window, field: object, text: str) -> None:
    """Into a field of the form."""
    field.setFocus()  # type: ignore[attr-defined]
    window.type(text)


def test_a_day_with_promotions(open_window: Callable[..., Window], spaeti: Path) -> None:
    """Three for two of two sweets, a set for 2.00 and a coupon; then a customer with all of it."""
    clock = SetClock(NOON)
    window = open_window(spaeti, clock)
    page = promotions_of(window)
    window.scan(SWEETS, CHOCOLATE)
    assert page.panel.name.placeholderText() == "3 for 2"
    window.press("Ctrl+Return")
    window.until(lambda: len(page.table.rows.entries) == 1)

    window.press("Ctrl+N")
    page.panel.shape.setCurrentIndex(page.panel.shape.findData(words.SET))
    write(window, page.panel.terms.amount, "2.00")
    window.scan(MATE)
    window.touch(next(c for c in page.panel.goods.findChildren(Chip) if c.text().startswith("2:") and c.isVisible()))
    window.scan(SWEETS)
    write(window, page.panel.name, "Movie night")
    window.press("Ctrl+Return")
    window.until(lambda: len(page.table.rows.entries) == 2)

    window.press("Ctrl+N")
    page.panel.shape.setCurrentIndex(page.panel.shape.findData(words.AMOUNT))
    write(window, page.panel.terms.amount, "1")
    window.touch(next(c for c in page.panel.goods.findChildren(Chip) if c.text() == "Everything" and c.isVisible()))
    write(window, page.panel.coupon, "KIEZ")
    write(window, page.panel.limit, "1")
    window.press("Ctrl+Return")
    window.until(lambda: len(page.table.rows.entries) == 3)

    window.press("checkout")
    window.scan(CHOCOLATE, SWEETS, CHOCOLATE)
    window.shows("2.98")
    window.scan(MATE)
    window.shows("4.42")
    window.scan(SWEETS)
    window.shows("5.13")
    assert {row.told for row in window.page.model.rows if row.told} >= {"Movie night −0.16"}
    window.scan("KIEZ")
    window.says("Coupon “-1.00 each”: taken off")
    window.shows("4.41")
    window.page.message.say("")
    sale = window.pay()
    assert sale.total == Money(441)
    assert {one.name for one in sale.saved} == {"3 for 2", "-1.00 each"}
    assert sum(one.amount.cents for one in sale.saved) == 199

    page = promotions_of(window)
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)
    for _promotion in range(3):
        page.table.mark_row(0)
        window.press("Ctrl+E")
        window.settled()
    window.until(lambda: {entry.cells[-1] for entry in page.table.rows.entries} == {"switched off"})
    window.press("checkout")
    window.scan(CHOCOLATE, CHOCOLATE, CHOCOLATE)
    window.shows("4.47")
    window.close()
    till = Till(spaeti, clock=clock, exclusive=False)
    assert till.verify() == []
    till.close()
