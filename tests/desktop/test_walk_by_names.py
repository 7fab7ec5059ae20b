"""Two walks through the first sale of a day: by keys alone, and by what a screen reader finds by roles and names."""

from functools import partial
from pathlib import Path

from kasse.money import Money
from tests.desktop.conftest import OpenTill
from tests.desktop.tools import Reader, RunningTill, wait_for

SCAN_FIELD = ("text", "Scan or search")


def test_by_keys_alone(open_till: OpenTill, closed_shop: Path, names: Reader) -> None:
    till = open_till(closed_shop)
    names.until("has_focus", "text", "Float")
    till.desktop.press(*"150", "Return")
    names.until("has_focus", *SCAN_FIELD)
    till.desktop.press(*"101", "Return", *"3", "asterisk", *"103", "Return", *"kaffee")
    wait_for("both coffees", lambda: len(names.ask("table", "Found") or ()) == 3)
    number = [row[0] for row in names.ask("table", "Found")].index("Kaffee klein")
    till.desktop.press(*["Down"] * (number - 1), "Return")
    rolls, croissants = "1 Brötchen 0.45", "3 Croissant 1.60"
    wait_for("a coffee", lambda: till.basket() == [rolls, croissants, "1 Kaffee klein 2.10"])
    till.desktop.press("plus")
    wait_for("two coffees", lambda: till.basket() == [rolls, croissants, "2 Kaffee klein 2.10"])
    till.desktop.press("F12", *"20", "Return")
    (sale,) = wait_for("the sale", till.sales)
    assert (sale.total, sale.given, sale.change) == (Money(945), Money(2000), Money(1055))
    assert till.basket() == []


def test_by_names_alone(open_till: OpenTill, closed_shop: Path, names: Reader) -> None:
    till = open_till(closed_shop)
    names.until("write", "text", "Float", "150")
    names.until("press", "button", "Open the shift")
    names.until("has_focus", *SCAN_FIELD)
    roll, mate, deposit = (
        ["1", "Brötchen", "0.45", "0.45"],
        ["1", "Club-Mate 0,5 l", "1.29", "1.29"],
        ["", "Pfand 0,15   1 × 0.15", "", "0.15"],
    )
    sell(names, "Brötchen", roll)
    sell(names, "Club-Mate 0,5", roll, mate, deposit)
    assert names.ask("described", "label", "1.89 €") == "Total"
    assert names.ask("described", "button", "Pay") == "F12"
    assert names.ask("nameless") == []
    names.until("press", "button", "Pay")
    names.until("has_focus", "text", "Given")
    assert names.ask("nameless") == []
    before = len(names.ask("said"))
    names.until("press", "button", "20 €")
    (sale,) = wait_for("the sale", till.sales)
    assert (sale.total, sale.given, sale.change) == (Money(189), Money(2000), Money(1811))
    assert names.until("described", "label", "18.11 €") == "Change"
    names.until("is_there", "label", "Receipt 1 is booked.")
    told = ["Change 18.11 €", "Receipt 1 is booked."]
    wait_for("both sentences", lambda: names.ask("said")[before:] == told)


def sell(names: Reader, key: str, *rows: list[str]) -> None:
    """Press a quick key; the basket's table then reads so."""
    heads = ["Quantity", "Article", "Price", "Total"]
    names.until("press", "button", key)
    wait_for(f"{key} in the basket", lambda: names.ask("table", "Basket") == [heads, *rows])


def test_the_other_pages_by_names_alone(till: RunningTill, names: Reader) -> None:
    names.until("press", "button", "Feuerzeug")
    wait_for("the basket", till.basket)
    names.until("press", "button", "Exact cash")
    wait_for("the sale", till.sales)
    for page, table, cell in (
        ("Products", "Products", "Club-Mate 0,5 l"),
        ("Receipts", "Receipts", "1.50"),
        ("People", "People", "Aylin"),
        ("All keys", "All keys", "Scan or search"),
    ):
        with_page(names, page)
        wait_for(f"{cell} on {page}", partial(has_cell, names, table, cell))
        leave_page(names)
    with_page(names, "Shift")
    names.until("is_there", "button", "X report")
    leave_page(names)
    with_page(names, "Settings")
    wait_for("the shop", lambda: names.ask("text", "text", "Name of the shop") == "Späti Müller")
    leave_page(names)


def has_cell(names: Reader, table: str, cell: str) -> bool:
    """Whether a table can be read: each column by its head, and a cell by its text."""
    heads, *rows = names.ask("table", table) or [[""]]
    return all(heads) and any(cell in row for row in rows)


def with_page(names: Reader, page: str) -> None:
    """Open a page by its button."""
    if not names.ask("is_there", "button", page):
        names.until("press", "button", "More")
    names.until("press", "button", page)
    names.until("is_there", "button", "Back")


def leave_page(names: Reader) -> None:
    """Back to the checkout; on the page everything has its name."""
    assert names.ask("nameless") == []
    names.until("press", "button", "Back")
    names.until("has_focus", *SCAN_FIELD)
