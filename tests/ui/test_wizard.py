"""The first run: the owner answers the wizard by keys and clicks, and the till opens on the shop that was made."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kasse import starter
from kasse.catalog import ArticleKind
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import current_language
from kasse.till import Till
from tests.ui.conftest import OpenWindow
from ui import theme
from ui.app import Assembly
from ui.setup.making import Maker
from ui.setup.parts import ChoiceCard
from ui.setup.wizard import Wizard
from ui.tasks import InlineTasks, StoreThread, Tasks
from ui.widgets.keys import KeyButton

LIST = """EAN;Bezeichnung;Preis;MwSt;Pfand
4029764001807;Club-Mate 0,5 l;1,29;19;0,15
4000521006419;Vollmilch 1 l;1,19;7;
4000539770708;Schokolade;abc;7;
"""


class Owner:
    """Sits before the wizard with a keyboard and a finger."""

    def __init__(self, wizard: Wizard) -> None:
        self.wizard = wizard
        self.opened: list[Path] = []
        wizard.made.connect(self.opened.append)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.focus(), key)

    def focus(self) -> QWidget:
        focused = self.wizard.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        return focused

    def touch(self, button: QPushButton) -> None:
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def next(self) -> None:
        self.press(Qt.Key.Key_Return)

    def told(self) -> str:
        """What is said at the foot, and below the fields."""
        labels = [label for label in self.wizard.findChildren(QLabel) if label.isVisible()]
        return " ".join(label.text() for label in labels if label.property("alarm") and label.text())

    def framed(self) -> list[ChoiceCard]:
        """The cards with the frame of the focus."""
        return [card for card in self.wizard.findChildren(ChoiceCard) if card.isVisible() and card.hasFocus()]

    def reach_goods(self, pin: str = "") -> None:
        """Everything up to the last step, with as little as is needed."""
        self.next()
        self.type("Weserkiosk")
        self.next()
        self.type("Olga")
        for _twice in range(2):
            self.press(Qt.Key.Key_Tab)
            self.type(pin)
        self.next()
        assert self.wizard.now == "goods"


Begin = Callable[..., Owner]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "kasse" / "shop.sqlite"


@pytest.fixture
def begin(qtbot: QtBot, place: Path, clock: SetClock) -> Begin:
    """Opens the wizard on a place where nothing is."""

    def open_one(tasks: Tasks | None = None, language: str = "en", demo: Path | None = None) -> Owner:
        wizard = Wizard(Maker(place, demo or place, clock), tasks or InlineTasks(), language)
        qtbot.addWidget(wizard)
        wizard.show()
        return Owner(wizard)

    return open_one


@pytest.fixture
def owner_at_wizard(begin: Begin) -> Owner:
    return begin()


def below(lower: QWidget, upper: QWidget) -> int:
    """Pixels from the foot of one to the head of the other."""
    QApplication.processEvents()
    return lower.mapToGlobal(QPoint(0, 0)).y() - upper.mapToGlobal(upper.rect().bottomLeft()).y()


def quick_key(assembly: Assembly, title: str) -> KeyButton:
    return next(key for key in assembly.window.page.keys.findChildren(KeyButton) if key.title == title)


def test_from_nothing_to_the_first_coffee_by_keys_alone(
    owner_at_wizard: Owner, place: Path, open_window: OpenWindow
) -> None:
    owner = owner_at_wizard
    owner.next()
    owner.type("Weserkiosk")
    for text in ("Weserstr. 1", "12047", "Berlin", "12/345/67890", "DE123456789"):
        owner.press(Qt.Key.Key_Tab)
        owner.type(text)
    owner.next()
    owner.type("Olga")
    for _twice in range(2):
        owner.press(Qt.Key.Key_Tab)
        owner.type("4711")
    owner.next()
    assert not place.exists()
    owner.next()
    assert owner.opened == [place]
    assert not owner.wizard.isVisible()

    assembly = open_window(place)
    assert assembly.failure is None
    page = assembly.window.page
    assert assembly.window.foot.cashier.text() == "Olga"  # she has just chosen her PIN
    QTest.keyClicks(page.ask.field, "100")
    QTest.keyClick(page.ask.field, Qt.Key.Key_Return)
    QTest.mouseClick(quick_key(assembly, "Coffee"), Qt.MouseButton.LeftButton)
    assert page.total.figure.text() == "2.20"
    QTest.keyClick(assembly.window, Qt.Key.Key_F12)
    QTest.keyClick(assembly.window, Qt.Key.Key_F12)
    till = assembly.desk.till
    sale = till.checkout.last_receipt()
    assert (sale.receipt_no, sale.total, sale.vat[0].rate) == (1, Money(220), 1900)
    shop = till.checkout.shop
    assert (shop.name, shop.street, shop.postcode, shop.city) == ("Weserkiosk", "Weserstr. 1", "12047", "Berlin")
    assert (shop.tax_number, shop.vat_id, shop.language) == ("12/345/67890", "DE123456789", "en")
    assert till.verify() == []


def test_the_pin_is_the_owners_and_nobody_elses(owner_at_wizard: Owner, place: Path, clock: SetClock) -> None:
    owner_at_wizard.reach_goods("4711")
    owner_at_wizard.next()
    till = Till(place, clock=clock)
    number = till.people.owner().number
    assert till.people.log_in(number, "4711").name == "Olga"
    with pytest.raises(Refused, match="wrong"):
        till.people.log_in(number, "1234")
    till.close()


def test_without_a_pin_the_owner_is_told_what_that_means(owner_at_wizard: Owner, place: Path, clock: SetClock) -> None:
    owner = owner_at_wizard
    owner.next()
    owner.type("Kiosk")
    owner.next()
    meaning = owner.wizard.owner.meaning
    assert "whoever stands at this till is the owner" in meaning.text()
    owner.press(Qt.Key.Key_Tab)
    owner.type("1")
    assert "4 to 12 digits" in meaning.text()
    owner.press(Qt.Key.Key_Backspace)
    assert "whoever stands" in meaning.text()
    owner.next()
    owner.next()
    till = Till(place, clock=clock)
    assert till.people.log_in(till.people.owner().number, "").name == "Owner"
    till.close()


def test_the_law_is_named_before_anything_is_typed(owner_at_wizard: Owner) -> None:
    owner_at_wizard.next()
    shop = owner_at_wizard.wizard.shop
    assert "Receipts must show one of the two numbers" in shop.by_law.text()
    assert "TSE" in shop.no_tse.text()
    assert "until it is set up, practise only" in shop.no_tse.text()
    assert shop.tax_number.accessibleDescription() == shop.by_law.text()


# Refusals


def test_a_shop_needs_a_name_and_nothing_else(owner_at_wizard: Owner) -> None:
    owner = owner_at_wizard
    owner.next()
    owner.type("   ")
    owner.next()
    assert owner.wizard.now == "shop"
    assert owner.told() == "Please fill in: Name of the shop."
    note = owner.wizard.shop.places["missing"].note
    assert note.text() == owner.told()
    assert 0 < below(note, owner.wizard.shop.name) < theme.px(16)
    assert owner.wizard.shop.name.property("wrong")
    assert owner.focus() is owner.wizard.shop.name
    owner.type("Kiosk")
    assert not owner.wizard.shop.name.property("wrong")
    assert owner.told() == ""
    owner.next()
    assert (owner.wizard.now, owner.told()) == ("owner", "")


@pytest.mark.parametrize(
    ("pin", "again", "told"),
    [
        ("4711", "4712", "The two PINs are not the same"),
        ("4711", "", "The two PINs are not the same"),
        ("", "4711", "The two PINs are not the same"),
        ("12", "12", "4 to 12 digits"),
        ("abcd", "abcd", "4 to 12 digits"),
    ],
)
def test_pins_that_cannot_be(owner_at_wizard: Owner, pin: str, again: str, told: str) -> None:
    owner = owner_at_wizard
    owner.next()
    owner.type("Kiosk")
    owner.next()
    for text in (pin, again):
        owner.press(Qt.Key.Key_Tab)
        owner.type(text)
    owner.next()
    assert owner.wizard.now == "owner"
    assert told in owner.told()
    assert not owner.wizard.message.text()  # below the field, not at the foot
    owner.type("4711")  # what is wrong has the focus, its text selected
    wrong = owner.wizard.owner.again if "same" in told else owner.wizard.owner.pin
    assert wrong.text() == "4711"
    assert owner.told() == ""


def test_a_folder_that_cannot_be_written_is_said_at_once(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "kasse").write_text("no folder")
    wizard = Wizard(Maker(tmp_path / "kasse" / "shop.sqlite", tmp_path / "demo.sqlite", clock), InlineTasks(), "en")
    qtbot.addWidget(wizard)
    wizard.show()
    owner = Owner(wizard)
    owner.next()
    assert wizard.now == "welcome"
    assert "cannot be written to" in owner.told()
    assert str(tmp_path / "kasse") in owner.told()


def test_a_shop_that_came_meanwhile_is_left_alone(owner_at_wizard: Owner, place: Path) -> None:
    owner_at_wizard.reach_goods()
    place.parent.mkdir()
    place.write_text("somebody else's")
    owner_at_wizard.next()
    assert owner_at_wizard.wizard.now == "goods"
    assert "already" in owner_at_wizard.told()
    assert place.read_text() == "somebody else's"
    assert owner_at_wizard.opened == []


def test_what_breaks_off_leaves_nothing_behind(
    owner_at_wizard: Owner, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_anything: object) -> None:
        raise Refused("disk_full", "The disk is full.")

    owner_at_wizard.reach_goods("4711")
    with monkeypatch.context() as broken:
        broken.setattr(starter, "lay_out", full)
        owner_at_wizard.next()
    assert (owner_at_wizard.wizard.now, owner_at_wizard.told()) == ("goods", "The disk is full.")
    assert [file.name for file in place.parent.iterdir()] == ["shop.sqlite.lock"]
    owner_at_wizard.next()
    assert owner_at_wizard.opened == [place]
    assert sorted(file.name for file in place.parent.iterdir()) == ["shop.sqlite", "shop.sqlite.lock"]


# Back and forth


def test_going_back_keeps_what_was_typed(owner_at_wizard: Owner) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    owner.reach_goods("4711")
    owner.touch(wizard.goods.empty)
    for expected in ("owner", "shop", "welcome"):
        owner.press(Qt.Key.Key_Escape)
        assert wizard.now == expected
    owner.press(Qt.Key.Key_Escape)
    assert wizard.now == "welcome"
    assert not wizard.back.isVisible()
    owner.touch(wizard.welcome.german)  # the other steps are made anew, in German
    owner.touch(wizard.next)
    assert wizard.shop.name.text() == "Weserkiosk"
    owner.touch(wizard.next)
    assert [field.text() for field in (wizard.owner.name, wizard.owner.pin, wizard.owner.again)] == [
        "Olga",
        "4711",
        "4711",
    ]
    owner.touch(wizard.next)
    assert wizard.goods.empty.isChecked()


def test_the_language_is_switched_at_once(owner_at_wizard: Owner, place: Path, clock: SetClock) -> None:
    wizard = owner_at_wizard.wizard
    assert wizard.back.title == "Back"
    owner_at_wizard.touch(wizard.welcome.german)
    assert current_language() == "de"
    assert wizard.back.title == "Zurück"
    owner_at_wizard.reach_goods()
    owner_at_wizard.next()
    till = Till(place, clock=clock)
    assert till.checkout.shop.language == "de"
    assert "Kaffee" in [key.label for key in till.products.quick_keys()]
    till.close()


def test_the_language_begins_as_the_computers(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    for system, german in (("de_DE.UTF-8", True), ("tr_TR.UTF-8", False)):
        monkeypatch.setenv("KASSE_LANG", system)
        welcome = begin(language="").wizard.welcome
        assert (welcome.german.isChecked(), welcome.english.isChecked()) == (german, not german)


def test_where_one_is_is_said(owner_at_wizard: Owner) -> None:
    owner, frame = owner_at_wizard, owner_at_wizard.wizard.frame
    assert frame.progress.text() == "Step 1 of 4"
    owner.next()
    assert frame.progress.text() == "Step 2 of 4"
    assert "shop.sqlite" in frame._place.text()
    owner.press(Qt.Key.Key_Escape)
    owner.touch(owner.wizard.welcome.demo)
    assert not frame.progress.isVisible()
    assert owner.wizard.next.title == "Make the demo shop"


def test_everything_is_reached_by_tab(owner_at_wizard: Owner) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    owner.next()
    owner.type("Kiosk")
    seen: list[QWidget] = []
    while owner.focus() not in seen:
        seen.append(owner.focus())
        owner.press(Qt.Key.Key_Tab)
    shop = wizard.shop
    fields = [shop.name, shop.street, shop.postcode, shop.city, shop.tax_number, shop.vat_id]
    assert seen[: len(fields)] == fields
    assert set(seen[len(fields) :]) == {wizard.back, wizard.next}
    wizard.back.setFocus(Qt.FocusReason.TabFocusReason)
    owner.next()  # Enter on "Back" goes back
    assert wizard.now == "welcome"


def test_the_arrows_choose(owner_at_wizard: Owner) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    assert owner.focus() is wizard.welcome.own
    owner.press(Qt.Key.Key_Down)
    assert wizard.welcome.demo.isChecked()
    assert not wizard.welcome.own.isChecked()


def test_a_touch_on_a_card_takes_the_frame_along(qtbot: QtBot, owner_at_wizard: Owner) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    assert owner.framed() == [wizard.welcome.own]
    owner.touch(wizard.welcome.demo)
    assert owner.framed() == [wizard.welcome.demo]
    owner.touch(wizard.welcome.english)
    assert owner.framed() == [wizard.welcome.english]
    chosen, with_focus = (card.grab().toImage() for card in (wizard.welcome.demo, wizard.welcome.english))
    ink = QApplication.palette().color(QPalette.ColorRole.WindowText)
    edge = [image.pixelColor(image.width() // 2, 1) for image in (chosen, with_focus)]
    assert [colour == ink for colour in edge] == [False, True]


@pytest.mark.parametrize("scale", [100, 200])
def test_it_fits_the_small_screen(begin: Begin, qapp: QApplication, scale: int) -> None:
    theme.apply(qapp, dark=True, scale=scale)
    try:
        owner = begin()
        wizard = owner.wizard
        wizard.resize(1024, 600)
        owner.reach_goods()
        QApplication.processEvents()
        assert (wizard.width(), wizard.height()) == (1024, 600)
        assert wizard.frame.rail.isVisible() == (scale == 100)
        for key in (wizard.back, wizard.next):
            corner = key.mapTo(wizard, key.rect().bottomRight())
            assert wizard.rect().contains(corner)
            assert key.height() >= theme.px(theme.TARGET)
        assert not wizard.back.geometry().intersects(wizard.message.geometry())
        for card in wizard.goods.findChildren(ChoiceCard):
            assert card.height() >= theme.px(theme.TARGET)
    finally:
        theme.apply(qapp, dark=False)


# What the shelves begin with


def test_the_ready_made_start_sells_every_key_it_shows(owner_at_wizard: Owner, place: Path, clock: SetClock) -> None:
    owner_at_wizard.reach_goods()
    shown = [key.title for key in owner_at_wizard.wizard.goods.findChildren(KeyButton) if key.isVisible()]
    owner_at_wizard.next()
    till = Till(place, clock=clock)
    keys = till.products.quick_keys()
    assert [key.label for key in keys] == shown
    articles = {key.label: till.checkout.find(key.code).article for key in keys}
    assert {articles[name].kind for name in ("Bottle 0.08", "Bottle 0.15", "Can, PET 0.25")} == {ArticleKind.EMPTIES}
    assert [articles[name].price for name in ("Bottle 0.08", "Bottle 0.15", "Can, PET 0.25")] == [
        Money(8),
        Money(15),
        Money(25),
    ]
    assert (articles["Newspaper"].price, articles["Newspaper"].price_bound) == (None, True)
    assert (articles["Coffee"].tax_class, articles["Bread roll"].tax_class) == ("standard", "reduced")
    departments = {department.name: department for department in till.products.departments()}
    assert {key.page for key in keys} <= set(departments)
    assert (departments["Beer"].age_limit, departments["Tobacco"].age_limit) == (16, 18)
    with till.database.read() as work:
        assert [deposit.each.cents for deposit in work.catalog.deposit_types()] == [8, 15, 25, 150]
    till.close()


def test_an_empty_start_still_sells_an_unknown_code(owner_at_wizard: Owner, place: Path, clock: SetClock) -> None:
    owner_at_wizard.reach_goods()
    owner_at_wizard.touch(owner_at_wizard.wizard.goods.empty)
    owner_at_wizard.touch(owner_at_wizard.wizard.next)
    till = Till(place, clock=clock)
    assert till.products.quick_keys() == []
    assert [department.name for department in till.products.departments()] == ["Other"]
    till.close()


def test_a_list_is_read_before_and_taken_over_with_the_shop(
    owner_at_wizard: Owner, place: Path, tmp_path: Path, clock: SetClock
) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    file = tmp_path / "liste.csv"
    file.write_text(LIST, encoding="utf-8")
    owner.reach_goods("4711")
    owner.touch(wizard.goods.list)
    wizard.goods.chooser.file.setFocus()
    owner.type(str(file))
    owner.press(Qt.Key.Key_Tab)
    chooser = wizard.goods.chooser
    assert chooser.result.text() == "2 products can be imported. 1 row cannot:"
    assert chooser.bad.rows.entries[0].cells[0] == "4"
    assert "abc" in chooser.bad.rows.entries[0].cells[1]
    owner.touch(wizard.next)
    assert wizard.now == "result"
    result = wizard._steps["result"]
    assert "2 products were imported." in [label.text() for label in result.findChildren(type(chooser.result))]
    assert owner.opened == []
    owner.touch(wizard.next)
    assert owner.opened == [place]
    till = Till(place, clock=clock)
    product = till.products.by_code("4029764001807")
    assert (product.name, product.price, product.deposit) == ("Club-Mate 0,5 l", Money(129), "mehrweg")
    assert till.products.stock("4029764001807")[1] == Quantity.of(0)
    till.close()


def test_without_a_list_none_is_imported(owner_at_wizard: Owner, tmp_path: Path) -> None:
    owner, wizard = owner_at_wizard, owner_at_wizard.wizard
    owner.reach_goods()
    owner.touch(wizard.goods.list)
    owner.touch(wizard.next)
    assert owner.told() == "Choose the file of your list."
    assert 0 < below(wizard.goods.chooser.noted.note, wizard.goods.chooser.file) < theme.px(16)
    wizard.goods.chooser.take(str(tmp_path / "none.csv"))
    assert "cannot be read" in owner.told()
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear Sir or Madam,\n")
    wizard.goods.chooser.take(str(letter))
    assert owner.told()
    assert wizard.goods.chooser.file.property("wrong")
    bad = tmp_path / "bad.csv"
    bad.write_text("EAN;Bezeichnung;Preis\n1;x;y\n")
    wizard.goods.chooser.take(str(bad))
    owner.touch(wizard.next)
    assert "No row of this list" in owner.told()
    assert wizard.now == "goods"


# The demo shop, and the threads


def test_the_demo_shop_is_made_while_the_window_lives(qtbot: QtBot, begin: Begin, place: Path, clock: SetClock) -> None:
    bugs: list[BaseException] = []
    tasks = StoreThread(bugs.append)
    owner = begin(tasks)
    seen: list[int] = []
    owner.touch(owner.wizard.welcome.demo)
    owner.touch(owner.wizard.next)
    qtbot.waitUntil(lambda: owner.wizard.now == "making")
    bar = owner.wizard._steps["making"].bar  # type: ignore[attr-defined]
    bar.valueChanged.connect(seen.append)
    assert not place.exists()
    qtbot.waitUntil(lambda: owner.opened == [place], timeout=60_000)
    tasks.close()
    assert len(set(seen)) > 5
    assert bugs == []
    assert sorted(file.name for file in place.parent.iterdir()) == ["shop.sqlite", "shop.sqlite.lock"]
    till = Till(place, clock=clock)
    assert till.checkout.shop.language == "en"
    assert till.products.search("club mate")
    till.close()


def test_closing_while_it_is_made_makes_nothing(qtbot: QtBot, begin: Begin, place: Path) -> None:
    bugs: list[BaseException] = []
    tasks = StoreThread(bugs.append)
    owner = begin(tasks)
    owner.touch(owner.wizard.welcome.demo)
    owner.touch(owner.wizard.next)
    qtbot.waitUntil(lambda: owner.wizard.now == "making")
    owner.wizard.close()
    tasks.close()
    assert (owner.opened, bugs) == ([], [])
    assert [file.name for file in place.parent.iterdir() if file.suffix != ".lock"] == []


def test_a_demo_shop_of_another_day_is_opened_as_it_is(begin: Begin, place: Path, shop_file: Path) -> None:
    owner = begin(demo=shop_file)
    before = shop_file.read_bytes()
    owner.touch(owner.wizard.welcome.demo)
    assert owner.wizard.next.title == "Open the demo shop"
    owner.next()
    assert owner.opened == [shop_file]
    assert shop_file.read_bytes() == before
    assert not place.exists()


# The program as a whole

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from ui.setup import first_run
from ui.setup.wizard import Wizard

class Answered(Wizard):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self.answer)

    def answer(self):
        if sys.argv[-1] == "close":
            self.close()
            return
        QTest.keyClick(self, Qt.Key.Key_Return)
        self.shop_named()

    def shop_named(self):
        if self.now != "shop":  # the place is looked at on another thread
            QTimer.singleShot(20, self.shop_named)
            return
        self.shop.name.setText("Kiosk")
        for _step in range(3):
            QTest.keyClick(self, Qt.Key.Key_Return)

first_run.Wizard = Answered
from ui.app import run
sys.exit(run(Path(sys.argv[1])))
"""


def program(place: Path, what: str) -> subprocess.CompletedProcess[str]:
    """A display is named and cannot be reached, so that Qt takes the next platform: the wizard opens unseen."""
    there = {"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb;offscreen", "KASSE_EXIT_WHEN_READY": "1", "KASSE_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place), what],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **there},
    )


def test_the_program_goes_from_the_wizard_to_the_till(place: Path) -> None:
    result = program(place, "answer")
    assert result.returncode == 0, result.stderr
    assert '"understood": true' in result.stdout
    till = Till(place)
    assert till.checkout.shop.name == "Kiosk"
    till.close()


def test_closing_the_wizard_ends_the_program_and_makes_nothing(place: Path) -> None:
    result = program(place, "close")
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert not place.parent.exists()


def test_a_start_on_a_shop_imports_nothing_of_the_wizard(ready_shop: Path) -> None:
    code = (
        "import atexit, sys; from ui.main import main; "
        "new = lambda: [name for name in sys.modules if name.startswith(('ui.setup', 'kasse.starter'))]; "
        "atexit.register(lambda: print(new())); main()"
    )
    there = {"QT_QPA_PLATFORM": "offscreen", "KASSE_EXIT_WHEN_READY": "1"}
    result = subprocess.run(
        [sys.executable, "-c", code, "--db", str(ready_shop)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **there},
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "[]"


def test_the_clock_of_the_shop_is_the_makers(owner_at_wizard: Owner, place: Path) -> None:
    owner_at_wizard.reach_goods()
    owner_at_wizard.next()
    till = Till(place)
    with till.database.read() as work:
        assert work.settings.audit_log()[-1].at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    till.close()
