"""Data in and out, as an owner does it at the till: with the real threads, while customers come."""

import csv
import hashlib
import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kasse.catalog import Product
from kasse.money import Money
from kasse.people import Actor
from tests.shots.scenes_exchange import ODD_HEADINGS, workbook
from tests.stories.window import Window
from ui.exchange.page import ExchangePage
from ui.exchange.take_over import TakeOverView
from ui.products.page import ProductsPage
from ui.widgets.table import Table

MATE, SPEZI, UNKNOWN = "4029764001807", "4066600204404", "4006381333993"


class Owner:
    """At the page of lists."""

    def __init__(self, window: Window) -> None:
        self.window = window
        window.press("exchange")
        page = window.assembly.window.pages["exchange"]
        assert isinstance(page, ExchangePage)
        self.page = page
        self.till = window.till

    @property
    def lists(self) -> TakeOverView:
        return self.page.take_over

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window.assembly.window, key, modifier)
        self.window.settled()

    def choose(self, file: Path) -> None:
        """As the system's dialog answers."""
        self.lists.read(str(file))
        self.window.until(lambda: not self.lists.working)
        self.window.settled()

    def sees(self, step: object) -> None:
        self.window.until(lambda: self.lists.steps.currentWidget() is step)

    def says(self, words: str) -> None:
        self.window.until(lambda: words in self.page.message.text())

    def product(self, code: str) -> Product | None:
        def find() -> Product | None:
            with self.till.database.read() as work:
                tag = work.prices.tag_of(code)
                return None if tag is None else work.catalog.product(tag.product)

        return self.window.assembly.tasks.call(find)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [entry.cells for entry in table.rows.entries]


@pytest.fixture
def owner(window: Window) -> Owner:
    return Owner(window)


def test_a_suppliers_workbook_with_odd_headings_is_named_seen_taken_over_and_taken_back(
    owner: Owner, tmp_path: Path
) -> None:
    rows = (*ODD_HEADINGS, ("Ohne Strichcode", None, 0.5, 0.2, 1, 7), ("Cola", "4066600204401", "viel", 1, 1, 19))
    file = tmp_path / "Preisliste KW 48.xlsx"
    file.write_bytes(workbook(rows))
    lists = owner.lists
    lists.choosing.source.setText("Großhandel Nord")
    owner.choose(file)

    # Nobody knows these headings yet: two of them are named, one is none of ours
    owner.sees(lists.columns)
    assert "Code (EAN)" in lists.columns.wrong.text()
    for place, field in ((0, "name"), (1, "code"), (2, "price"), (5, "tax")):
        choice = lists.columns.fields[place]
        choice.setCurrentIndex(choice.findData(field))
    owner.key(Qt.Key.Key_Return)

    owner.sees(lists.changes)
    assert "1 new · 2 changed · 0 unchanged · 2 rows left out" in lists.changes.counts.text()
    shown = cells(lists.changes.rows)
    assert shown[0][2:] == ("Club-Mate 0,5 l", "Selling price: 1.29 → 1.39 · Cost, net: – → 0.7125")
    assert shown[1][3].startswith("new")
    lists.changes.show_which.buttons["bad"].click()
    assert [row[0] for row in cells(lists.changes.bad)] == ["6", "7"]
    assert "VPE" in lists.changes.told.text()
    found = owner.product(MATE)
    assert found is not None
    assert found.price == Money(129)

    # A customer comes: what was seen stays
    owner.window.press("checkout")
    owner.window.scan(MATE)
    owner.window.shows("1.44")
    owner.window.pay()
    owner.window.press("exchange")

    assert lists.changes.take_key.title == "Take 3 good rows over"
    owner.key(Qt.Key.Key_Return)
    owner.says("Taken over: 1 new")
    found = owner.product(MATE)
    assert found is not None
    assert found.price == Money(139)
    owner.window.until(lambda: bool(cells(lists.choosing.runs)))
    assert cells(lists.choosing.runs)[0][2] == "Preisliste KW 48.xlsx"

    # The next list from there needs no question
    owner.choose(file)
    owner.sees(lists.changes)
    assert "0 new · 0 changed · 3 unchanged" in lists.changes.counts.text()
    assert not lists.changes.take_key.isVisible()
    owner.key(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)

    # It was last week's list
    owner.key(Qt.Key.Key_U)
    owner.window.until(lambda: owner.page.asks)
    owner.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    owner.says("Taken back")
    found = owner.product(MATE)
    assert found is not None
    assert (found.price, owner.product(SPEZI)) == (Money(129), None)
    owner.window.until(lambda: cells(lists.choosing.runs)[0][3].startswith("taken back"))
    assert owner.window.assembly.tasks.call(owner.till.verify) == []


def test_a_list_that_was_sold_from_is_not_taken_back_and_the_owner_is_told_why(owner: Owner, tmp_path: Path) -> None:
    file = tmp_path / "neu.csv"
    file.write_text(f"EAN;Name;Preis;MwSt\n{SPEZI};Spezi;1,19;19\n")
    owner.choose(file)
    owner.key(Qt.Key.Key_Return)
    owner.says("Taken over")
    owner.window.press("checkout")
    owner.window.scan(SPEZI)
    owner.window.shows("1.19")
    owner.window.pay()
    owner.window.press("exchange")
    owner.key(Qt.Key.Key_U)
    owner.window.until(lambda: owner.page.asks or bool(owner.lists.choosing.wrong.text()))
    owner.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    owner.window.until(lambda: "Spezi" in owner.lists.choosing.wrong.text())
    assert owner.product(SPEZI) is not None


def test_what_an_extract_knows_completes_a_product(owner: Owner, tmp_path: Path) -> None:
    extract = tmp_path / "openfoodfacts.csv"
    columns = ("code", "url", "product_name", "brands", "quantity", "categories_tags", "countries_tags")
    rows = (
        (UNKNOWN, "", "Kaubonbons Erdbeere", "Süßwerk,Konzern", "150 g", "en:candies", "en:france,en:germany"),
        ("3017620422003", "", "Pâte", "Marque", "400 g", "", "en:france"),
    )
    extract.write_text("\n".join("\t".join(row) for row in (columns, *rows)) + "\n", encoding="utf-8")
    owner.page.show_view(owner.page.known)
    owner.page.known.read(str(extract))
    owner.says("1 of 2 products are known now (Open Food Facts, ODbL)")
    owner.window.scan(UNKNOWN)
    owner.window.until(lambda: "Süßwerk Kaubonbons Erdbeere 150 g" in owner.page.known.found.text())

    def learn() -> str:
        till = owner.till
        actor: Actor = till.people.owner()
        basket = till.checkout.sell_unknown(actor, till.checkout.new_basket(), UNKNOWN, Money(149), "Süßes")
        return basket.lines[0].article.name

    # The checkout knows its name at once
    assert owner.window.assembly.tasks.call(learn) == "Süßwerk Kaubonbons Erdbeere 150 g"

    # What was learned before gets its name with one key
    def nameless() -> None:
        product = owner.till.products.by_code(UNKNOWN)
        with owner.till.database.write() as work:
            work.catalog.save(Product("Süßes, new article", product.codes, Money(149), "reduced", "Süßes",
                                      incomplete=True, number=product.number))  # fmt: skip

    owner.window.assembly.tasks.call(nameless)
    owner.window.press("products")
    page = owner.window.assembly.window.pages["products"]
    assert isinstance(page, ProductsPage)
    owner.window.scan(UNKNOWN)
    editor = page.products.editor
    owner.window.until(lambda: editor.known.isVisible())
    assert "Open Food Facts, ODbL" in editor.known.text.text()
    owner.key(Qt.Key.Key_K)
    assert editor.name.text() == "Süßwerk Kaubonbons Erdbeere 150 g"
    assert not editor.known.isVisible()
    owner.key(Qt.Key.Key_Return)
    owner.window.until(lambda: not page.side.isVisible())
    found = owner.product(UNKNOWN)
    assert found is not None
    assert (found.name, found.incomplete) == ("Süßwerk Kaubonbons Erdbeere 150 g", False)


def test_everything_is_taken_along_while_the_till_sells(
    open_window: Callable[..., Window], spaeti: Path, tmp_path: Path
) -> None:
    owner = Owner(open_window(spaeti))
    owner.window.press("checkout")
    owner.window.scan(MATE)
    owner.window.pay()
    owner.window.press("exchange")
    owner.page.show_view(owner.page.leaving)
    target = tmp_path / "everything.zip"
    owner.page.leaving.save(str(target))
    owner.window.press("checkout")
    owner.window.scan(MATE)
    owner.window.shows("1.44")
    owner.window.pay()
    owner.window.press("exchange")
    owner.window.until(lambda: not owner.page.leaving.working)
    owner.says("1 receipts")
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        listed = [line.split("  ") for line in archive.read("SHA256SUMS").decode().splitlines()]
        sums = {name: digest for digest, name in listed}
        assert set(names) == {*sums, "SHA256SUMS"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == sums[name] for name in sums)
        sales = list(csv.DictReader(io.StringIO(archive.read("tables/sale.csv").decode())))
        assert [sale["total"] for sale in sales] == ["144"]
        (pdf,) = [name for name in names if name.startswith("receipts/")]
        assert archive.read(pdf).startswith(b"%PDF")
        archive.extract("shop.sqlite", tmp_path)
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM sale").fetchone() == (1,)
    owner.page.leaving.save(str(target))
    owner.window.until(lambda: bool(owner.page.leaving.wrong.text()))
    assert "exists already" in owner.page.leaving.wrong.text()
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".kasse*")) == []
