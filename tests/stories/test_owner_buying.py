"""Buying, through the window: from the proposal to an order that came in part."""

import email
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from kasse.books.buying import Order, OrderState
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Person, Role
from kasse.quantity import Quantity
from kasse.store.verify import verify
from kasse.till import Till
from tests.conftest import OPENING
from tests.kasse.buying_shop import CHOCOLATE, MATE, MATE_CRATE, MILK, add_suppliers, number_of, sell_weeks, stock_up
from tests.stories.window import Window
from ui.buying.order_panel import OrderPanel
from ui.buying.page import BuyingPage
from ui.buying.sending import pdf_of
from ui.products.view import View
from ui.settings.mail import password_file
from ui.settings.page import SECTIONS, SettingsPage

CONTROL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[..., Window]


@pytest.fixture(scope="module")
def made_shop(made_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop after three weeks, with three suppliers and little left; made once."""
    path = Path(shutil.copy(made_shop_file, tmp_path_factory.mktemp("buying")))
    clock = SetClock(OPENING)
    till = Till(path, clock=clock)
    owner = till.people.owner()
    stock_up(till, owner, {MATE: 200, MILK: 100, CHOCOLATE: 100})
    sell_weeks(till, clock, owner)
    add_suppliers(till, owner)
    stock_up(till, owner, {MATE: 9, MILK: 3, CHOCOLATE: 1})
    till.shift.open(owner, Money(10000))
    till.close()
    return path


@pytest.fixture
def shop(made_shop: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_shop, tmp_path))


class Buyer:
    """The owner on the page for buying."""

    def __init__(self, window: Window) -> None:
        self.window = window
        window.press("buying")
        page = window.assembly.window.pages["buying"]
        assert isinstance(page, BuyingPage)
        self.page = page
        window.until(lambda: bool(page.ordering.made) or page.ordering.stack.currentIndex() == 1)
        window.settled()

    @property
    def panel(self) -> OrderPanel:
        return self.page.orders.panel

    def tab(self, view: View) -> None:
        while self.page.view is not view:
            by = 1 if self.page.tabs.index(view) > self.page.chips.checkedId() else -1
            self.window.press("Ctrl+PgDown" if by > 0 else "Ctrl+PgUp")

    def lines(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.page.ordering.lines.rows.entries]

    def suppliers(self) -> dict[str, str]:
        return {entry.cells[0]: entry.cells[1] for entry in self.page.ordering.suppliers.rows.entries}

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifier)
        self.window.settled()

    def keys(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.page, text)
        self.window.settled()

    def says(self, words: str) -> None:
        self.window.until(lambda: words in self.told())

    def told(self) -> str:
        return " | ".join(
            label.text().replace("\N{NO-BREAK SPACE}", " ")
            for label in self.page.findChildren(QLabel)
            if label.isVisible()
        )

    def order(self) -> Order:
        """What the panel shows, as the books have it."""
        sheet = self.panel.sheet
        assert sheet is not None
        return self.window.assembly.tasks.call(lambda: self.window.till.orders.sheet(sheet.order.id)).order


class Inbox:
    """A mail server on this machine, and what it was given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox()
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    yield made
    controller.stop()


@pytest.fixture
def buyer(open_window: OpenWindow, shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Buyer]:
    """The page for buying; mails become files."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("ui.buying.sending._documents", lambda: tmp_path)
    buyer = Buyer(open_window(shop, SetClock(OPENING)))
    yield buyer
    buyer.window.close()
    till = Till(shop, exclusive=False)
    assert verify(till.database.connection, lambda step: None) == []
    till.close()


def mark(buyer: Buyer, supplier: str) -> None:
    table = buyer.page.ordering.suppliers
    for entry in table.rows.entries:
        if entry.cells[0] == supplier:
            table.mark(entry.key)
    buyer.window.settled()
    buyer.key(Qt.Key.Key_Return)


def test_from_the_proposal_to_the_rest_that_never_came(buyer: Buyer, tmp_path: Path) -> None:
    mark(buyer, "Getränke Hoffmann")
    (name, packs, _value, why) = buyer.lines()[0]
    proposed = int(packs.split()[0])
    assert name == "Club-Mate 0,5 l"
    assert "Kasten of 20" in packs
    assert why.startswith("sells 6.3 a day, more on Fri, Sat; 9 left")
    buyer.keys("++")
    assert buyer.lines()[0][1].startswith(f"{proposed + 2} ×")
    buyer.keys("-")
    assert buyer.lines()[0][1].startswith(f"{proposed + 1} ×")
    buyer.keys("2")
    assert buyer.lines()[0][1].startswith("2 ×")
    buyer.says("Net 31.20 € · 18.80 € missing to 50.00 €")
    buyer.key(Qt.Key.Key_Delete)
    assert buyer.lines()[0][1] == "–"
    assert buyer.window.assembly.window.page_name == "buying", "Del is the checkout's elsewhere"
    buyer.keys("2")

    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.says("Order 1 to Getränke Hoffmann: 1 article. Now send it.")
    buyer.window.until(lambda: buyer.panel.sheet is not None)
    order = buyer.order()
    assert (order.number, order.state, order.lines[0].packs) == (1, OrderState.ORDERED, 2)
    assert "Getränke Hoffmann" not in [one.supplier.name for one in buyer.page.ordering.made], "or it is ordered twice"
    sheet = buyer.panel.sheet
    assert sheet is not None
    assert pdf_of(sheet, ()).startswith(b"%PDF")
    buyer.page.orders.sending.save_pdf(sheet, (), tmp_path / "order.pdf")
    buyer.says("Saved as")
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")

    opened: list[Path] = []
    buyer.page.orders.sending.open_file = opened.append
    buyer.window.press("Alt+1")
    buyer.says("was opened in your mail program")
    assert [path.name for path in opened] == ["order-1.eml"]
    assert b"bestellung@hoffmann.example" in opened[0].read_bytes()

    mate = number_of_mate(buyer)
    buyer.window.assembly.tasks.call(lambda: receive(buyer.window.till, order, mate, 20))
    buyer.tab(buyer.page.ordering)
    buyer.tab(buyer.page.orders)
    buyer.window.until(lambda: buyer.page.orders.table.rows.entries[0].cells[3] == "received in part")
    assert buyer.page.orders.table.rows.entries[0].cells[4] == "1 pack"
    buyer.window.press("Alt+4")
    buyer.says("1 pack of order 1 will not be expected any more")
    buyer.window.press("Alt+1")
    buyer.says("Order 1: nothing more is expected.")
    assert buyer.order().state is OrderState.CLOSED
    buyer.window.until(lambda: buyer.page.orders.table.rows.entries[0].cells[3] == "closed, part missing")


def number_of_mate(buyer: Buyer) -> int:
    return buyer.window.assembly.tasks.call(lambda: number_of(buyer.window.till, MATE))


def receive(till: Till, order: Order, product: int, count: int) -> None:
    with till.database.write() as work:
        work.buying.received(order.id, {product: Quantity.of(count)})


def test_a_scan_adds_a_pack_from_whoever_delivers_it(buyer: Buyer) -> None:
    before = buyer.suppliers()["Molkerei Spree"]
    mark(buyer, "Getränke Hoffmann")
    buyer.window.scan(MILK)
    buyer.window.settled()
    shown = buyer.page.ordering.shown
    assert shown is not None
    assert shown.supplier.name == "Molkerei Spree"
    packs = {line[0]: line[1] for line in buyer.lines()}["Vollmilch 1 l"]
    assert int(packs.split()[0]) >= 1
    assert buyer.suppliers()["Molkerei Spree"] >= before
    buyer.window.scan("4030600000018")
    buyer.says("is bought from nobody yet")
    assert not buyer.window.page.model.rows, "nothing is sold from here"


def test_the_shopping_list_is_ticked_off_by_scan(buyer: Buyer) -> None:
    mark(buyer, "Metro Neukölln")
    assert buyer.page.ordering.order_key.title == "Shopping list"
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.says("List 1 for Metro Neukölln")
    buyer.window.until(lambda: bool(buyer.panel.table.rows.entries))
    assert buyer.panel.table.rows.entries[0].cells[:2] == ("☐", "3 · Schokolade 100 g")
    buyer.window.scan(CHOCOLATE)
    buyer.says("Schokolade 100 g is ticked off.")
    assert buyer.panel.table.rows.entries[0].cells[0] == "✓"
    buyer.window.scan(MATE)
    buyer.says("is not on this order")
    sheet = buyer.panel.sheet
    assert sheet is not None
    assert pdf_of(sheet, buyer.panel.articles).startswith(b"%PDF")


def test_changed_packs_and_ticks_outlive_the_window(buyer: Buyer, shop: Path, open_window: OpenWindow) -> None:
    mark(buyer, "Metro Neukölln")
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.window.until(lambda: bool(buyer.panel.table.rows.entries))
    buyer.window.scan(CHOCOLATE)
    buyer.says("Schokolade 100 g is ticked off.")
    buyer.tab(buyer.page.ordering)
    mark(buyer, "Getränke Hoffmann")
    buyer.keys("7")
    buyer.window.close()

    again = Buyer(open_window(shop, SetClock(OPENING)))
    mark(again, "Getränke Hoffmann")
    (_name, packs, _value, why) = again.lines()[0]
    assert packs.startswith("7 ×")
    assert " proposed; sells 6.3 a day" in why
    again.tab(again.page.orders)
    again.key(Qt.Key.Key_Return)
    again.window.until(lambda: bool(again.panel.table.rows.entries))
    assert again.panel.table.rows.entries[0].cells[0] == "✓"

    again.tab(again.page.ordering)
    mark(again, "Getränke Hoffmann")
    again.key(Qt.Key.Key_Return, CONTROL)
    again.says("Order 2 to Getränke Hoffmann")
    assert again.window.assembly.tasks.call(lambda: again.window.till.buying_kept.packs()) == {}
    again.window.close()


def test_a_new_supplier_and_what_it_sells(buyer: Buyer) -> None:
    buyer.tab(buyer.page.suppliers)
    buyer.key(Qt.Key.Key_N, CONTROL)
    panel = buyer.page.suppliers.panel
    write(buyer, panel.name, "Brauerei Süd")
    panel.days.chips[2].click()
    write(buyer, panel.minimum, "80,00")
    write(buyer, panel.email, "nobody")
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.says("“nobody” is no e-mail address.")
    write(buyer, panel.email, "hof@sued.example")
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.says("Now scan what you buy there")
    buyer.window.scan(MATE_CRATE)
    article = buyer.page.articles.panel
    buyer.window.until(article.isVisible)
    assert article.units.text() == "20"
    write(buyer, article.article_no, "B-7")
    write(buyer, article.cost, "15,10")
    buyer.window.scan(CHOCOLATE)  # the next scan keeps the one before
    buyer.window.until(lambda: article.heading.text() == "Schokolade 100 g")
    assert [entry.cells[:2] for entry in buyer.page.articles.table.rows.entries] == [("Club-Mate 0,5 l", "B-7")]
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.says("“Schokolade 100 g” is saved. Scan the next one.")
    buyer.window.scan("999999")
    buyer.says("is not in the list")
    kept = buyer.window.assembly.tasks.call(lambda: buyer.window.till.suppliers.named("Brauerei Süd"))
    assert (kept.minimum, kept.delivery_days) == (Money(8000), (2,))


def write(buyer: Buyer, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.setText(text)
    buyer.window.settled()


def test_goods_that_are_here_are_received_by_scan(buyer: Buyer) -> None:
    from ui.stock.page import StockPage

    mark(buyer, "Getränke Hoffmann")
    buyer.keys("1")
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.window.until(lambda: buyer.panel.sheet is not None)
    order = buyer.order()
    buyer.panel.receive_key.click()
    buyer.window.settled()
    stock = buyer.window.assembly.window.pages["stock"]
    assert isinstance(stock, StockPage)
    buyer.window.until(lambda: stock.receiving.delivery is not None)
    buyer.window.scan(MATE_CRATE)
    delivery = stock.receiving.delivery
    assert delivery is not None
    assert delivery.delivery.order == order.id
    buyer.window.assembly.tasks.call(
        lambda: buyer.window.till.receiving.book(buyer.window.till.people.owner(), delivery.delivery.id)
    )
    assert buyer.order().state is OrderState.RECEIVED
    buyer.window.press("buying")
    buyer.tab(buyer.page.ordering)
    buyer.tab(buyer.page.orders)
    buyer.window.until(lambda: buyer.page.orders.table.rows.entries[0].cells[3] == "received")


def test_an_order_goes_out_by_the_owners_mail_server(buyer: Buyer, inbox: Inbox) -> None:
    page = settings(buyer)
    for name, text in (("mail_from", "olga@laden.example"), ("mail_server", "127.0.0.1"), ("mail_security", "none"),
                       ("mail_port", "99999"), ("mail_user", ""), ("password", "")):  # fmt: skip
        page.section.form.put({name: text})  # type: ignore[attr-defined]
    page.save_key.click()
    buyer.window.until(lambda: "is no port" in page.message.text())
    page.section.form.put({"mail_port": str(inbox.port), "password": "geheim"})  # type: ignore[attr-defined]
    page.save_key.click()
    buyer.window.until(lambda: page.message.text() == "Saved.")
    assert password_file().read_text(encoding="utf-8") == "geheim\n"
    assert stat.S_IMODE(password_file().stat().st_mode) == 0o600

    buyer.window.press("buying")
    buyer.window.settled()
    mark(buyer, "Getränke Hoffmann")
    buyer.key(Qt.Key.Key_Return, CONTROL)
    buyer.window.until(lambda: buyer.panel.sheet is not None and buyer.panel.mail_key.hasFocus())
    key = buyer.panel.mail_key
    key.click()
    key.click()  # twice by a shaking hand
    buyer.says("Sent to bestellung@hoffmann.example.")
    (mail,) = inbox.mails
    assert mail["To"] == "bestellung@hoffmann.example"
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf", "text/csv"]
    log = buyer.window.assembly.tasks.call(lambda: buyer.window.till.people.log(buyer.window.till.people.owner()))
    assert ("order_sent", "mail bestellung@hoffmann.example") in [(entry.what, entry.after) for entry in log]


def settings(buyer: Buyer) -> SettingsPage:
    """The section for e-mail."""
    buyer.window.press("settings")
    page = buyer.window.assembly.window.pages["settings"]
    assert isinstance(page, SettingsPage)
    page.show_section([section.name for section in SECTIONS].index("mail"))
    buyer.window.settled()
    return page


def test_who_may_not_buy_sees_no_costs_and_is_let_in_by_one_pin(buyer: Buyer) -> None:
    window = buyer.window
    mark(buyer, "Getränke Hoffmann")
    assert buyer.lines()

    def hire() -> None:
        people = window.till.people
        mehmet = people.save(people.owner(), Person("Mehmet", Role.CASHIER), "1111")
        people.change_own_pin(people.owner(), "", "9999")
        window.assembly.desk.log_in(mehmet.number or 0, "1111")

    window.press("Esc")
    window.until(lambda: window.assembly.window.page_name == "checkout")
    window.assembly.tasks.call(hire)
    window.press("buying")
    window.until(buyer.page.asking.isVisible)
    assert buyer.lines() == []
    assert buyer.suppliers() == {}
    buyer.keys("9999")
    buyer.key(Qt.Key.Key_Return)
    window.until(lambda: bool(buyer.page.ordering.made))
    buyer.tab(buyer.page.orders)
    buyer.tab(buyer.page.suppliers)
    window.until(lambda: len(buyer.page.suppliers.table.rows.entries) == 3)
    assert not buyer.page.asking.isVisible()
