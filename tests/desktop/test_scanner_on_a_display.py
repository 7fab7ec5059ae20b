"""A scanner that is a keyboard, at the real till on a display: whatever has the focus, a scan comes whole and once.

Nothing is waited out: a further scan comes last in each test, and by the time it is in the books, all before it is too.
"""

import pytest

from tests.desktop.tools import Reader, RunningTill, wait_for

MATE, BEARS = "4029764001807", "4001686301265"
ONE_MATE, TWO_MATE = "1 Club-Mate 0,5 l 1.29", "2 Club-Mate 0,5 l 1.29"
ONE_BEARS = "1 Haribo Goldbären 200 g 0.99"


def test_into_the_scan_field(till: RunningTill) -> None:
    till.desktop.scan(MATE, BEARS, MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE, ONE_BEARS, ONE_MATE]


@pytest.mark.parametrize("button", ["Pay", "Exact cash", "Croissant"])
def test_on_a_button_enter_presses_nothing(till: RunningTill, names: Reader, button: str) -> None:
    till.desktop.scan(BEARS)
    wait_for("the bears", till.basket)
    names.until("focus", "button", button)
    till.desktop.scan(MATE, MATE)
    assert till.basket_after_a_last_scan() == [ONE_BEARS, TWO_MATE]
    assert till.sales() == []


@pytest.mark.parametrize(("key", "field"), [("F4", "Price"), ("F12", "Given"), ("F3", "How much"), ("ctrl+l", "PIN")])
def test_while_something_is_asked(till: RunningTill, names: Reader, key: str, field: str) -> None:
    till.desktop.scan(BEARS)
    wait_for("the bears", till.basket)
    till.desktop.press(key)
    names.until("has_focus", *field_named(field))
    till.desktop.scan(MATE, MATE)
    assert till.basket_after_a_last_scan() == [ONE_BEARS, TWO_MATE]
    assert till.sales() == []


def field_named(name: str) -> tuple[str, str]:
    return ("password text" if name == "PIN" else "text", name)


def test_while_a_menu_is_open(till: RunningTill, names: Reader) -> None:
    till.desktop.press("x")  # so that the menu has something to offer
    wait_for("the x", lambda: names.ask("text", "text", "Scan or search") == "x")
    before = till.windows()
    till.desktop.press("Menu")
    wait_for("the menu", lambda: till.windows() > before)
    till.desktop.press("Down")
    till.desktop.scan(MATE, BEARS, MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE, ONE_BEARS, ONE_MATE]
    assert till.windows() > before
    till.desktop.press("Escape")


def test_while_found_articles_are_listed(till: RunningTill, names: Reader) -> None:
    till.desktop.press(*"croi")
    wait_for("what was found", lambda: len(names.ask("table", "Found") or ()) > 1)
    till.desktop.scan(MATE, BEARS, MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE, ONE_BEARS, ONE_MATE]


def test_while_a_dialog_has_the_focus(till: RunningTill, names: Reader) -> None:
    till.complains = True
    till.tell("fail")
    till.focus("Error report")
    names.until("focus", "button", "Go on selling")
    till.desktop.scan(MATE, BEARS, MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE, ONE_BEARS, ONE_MATE]
    assert names.ask("has_focus", "button", "Go on selling")
    till.desktop.press("Escape")


def test_on_another_page_the_checkout_sells(till: RunningTill, names: Reader) -> None:
    till.desktop.press("F1")
    names.until("is_there", "button", "Back")
    till.desktop.scan(MATE, BEARS, MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE, ONE_BEARS, ONE_MATE]


def test_on_the_products_page_the_product_is_opened(till: RunningTill, names: Reader) -> None:
    till.desktop.press("ctrl+2")
    names.until("has_focus", "text", "Look for a product")
    till.desktop.scan(MATE)
    wait_for("the product", lambda: names.ask("text", "text", "Name") == "Club-Mate 0,5 l")
    till.desktop.press("ctrl+1")
    names.until("has_focus", "text", "Scan or search")
    assert till.basket_after_a_last_scan() == []


def test_while_the_till_is_busy(till: RunningTill, names: Reader) -> None:
    till.desktop.scan(BEARS)
    wait_for("the bears", till.basket)
    names.until("focus", "button", "Pay")
    till.tell("busy")
    till.hears("busy")
    till.desktop.scan(MATE, BEARS, MATE)
    till.tell("go")
    till.hears("free")
    assert till.basket_after_a_last_scan() == [ONE_BEARS, ONE_MATE, ONE_BEARS, ONE_MATE]
    assert till.sales() == []


@pytest.mark.parametrize("busy", [False, True])
def test_a_typist_is_no_scanner(till: RunningTill, names: Reader, busy: bool) -> None:
    till.desktop.scan(BEARS)
    wait_for("the bears", till.basket)
    till.desktop.press("F4")
    names.until("has_focus", "text", "Price")
    if busy:
        till.tell("busy")
        till.hears("busy")
    till.desktop.type("0000002.49")  # as long as a code, and ended as one
    if busy:
        till.tell("go")
        till.hears("free")
    wait_for("the price", lambda: till.basket() == ["1 Haribo Goldbären 200 g 2.49"])
    assert till.basket_after_a_last_scan() == ["1 Haribo Goldbären 200 g 2.49"]


def test_a_typed_code_is_sold_once(till: RunningTill) -> None:
    till.desktop.type(MATE)
    assert till.basket_after_a_last_scan() == [ONE_MATE]
