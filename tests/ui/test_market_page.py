"""The market page in the real window: first steps, targets, what is seen, departments, the key, reservations."""

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kasse.books.market import Hidden, Inbound, TargetSetting, Who
from kasse.books.reservations import ReservationState
from kasse.clock import SetClock
from kasse.people import Person, Role
from kasse.quantity import Quantity
from kasse.till import Till
from sync.nostr.keys import Keys
from tests.kasse.counter import CHOCOLATE, MATE, ROLL, SCHNAPPS
from tests.ui.conftest import OpenWindow
from ui.app import Assembly
from ui.market import safe, words
from ui.market.page import MarketPage
from ui.market.reading import hours_text, read_hours, read_relay
from ui.products.view import View
from ui.window import TillWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
RECEIVED = ((MATE, 24), (CHOCOLATE, 2), (ROLL, 30), (SCHNAPPS, 5))


class Owner:
    """Types and presses on the market page."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.window: TillWindow = assembly.window
        QTest.keyClick(self.window, Qt.Key.Key_F8, SHIFT)
        page = assembly.window.pages["market"]
        assert isinstance(page, MarketPage)
        self.page, self.view = page, page.overview

    @property
    def till(self) -> Till:
        return self.assembly.desk.till

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def shows(self, view: View) -> None:
        self.page.show_view(view)

    def sees(self, panel: object) -> bool:
        return self.page.side.isVisible() and self.page.side.currentWidget() is panel

    def answer(self, text: str = "", choice: int | None = None) -> None:
        if text:
            self.page.asking.field.setText(text)
        if choice is None:
            QTest.keyClick(self.page.asking.field, Qt.Key.Key_Return)
        else:
            self.page.asking.buttons[choice].click()

    def steps(self) -> dict[str, str]:
        """What each step says."""
        return {name: label.text() for name, label in self.view.steps._told.items()}

    def targets(self) -> list[tuple[str, ...]]:
        return [entry.cells for entry in self.view.targets.table.rows.entries]

    def rows(self) -> dict[str, str]:
        """How each article is seen."""
        return {entry.cells[0]: entry.cells[2] for entry in self.page.preview.table.rows.entries}


@pytest.fixture
def stocked(ready_shop: Path, clock: SetClock) -> Path:
    """The small shop after a delivery."""
    till = Till(ready_shop, clock=clock)
    boss = till.people.owner()
    delivery = till.receiving.begin(boss).delivery.id
    for code, count in RECEIVED:
        till.receiving.scan(boss, delivery, code, Quantity.of(count))
    till.receiving.book(boss, delivery)
    till.close()
    return ready_shop


@pytest.fixture
def owner(stocked: Path, open_window: OpenWindow, qtbot: QtBot) -> Owner:
    assembly = open_window(stocked)
    assembly.window.activateWindow()
    qtbot.waitUntil(assembly.window.isActiveWindow)
    return Owner(assembly)


@pytest.fixture
def placed(owner: Owner) -> Owner:
    """The shop has a place."""
    owner.till.market.change_profile(owner.till.people.owner(), place="52.49953, 13.41893")
    owner.view.load()
    return owner


@pytest.fixture
def quiet_publisher(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the publisher is told, and no thread of it."""
    told: list[str] = []

    class Quiet:
        clock_wrong = False

        def __init__(self, till: Till, call: object, news: object) -> None:
            told.append("begun")

        def nudge(self) -> None:
            told.append("nudged")

        def listen(self) -> None:
            told.append("listens")

        def stop(self, timeout: float = 2.0) -> bool:
            told.append("stopped")
            return True

    monkeypatch.setattr("ui.market.running.Publishing", Quiet)
    return told


def test_off_by_default_with_what_goes_out_and_what_never_does(owner: Owner) -> None:
    assert not owner.till.market.is_on()
    assert owner.view.out.isVisible()
    assert "sold out" in owner.view.out.text()
    assert "suppliers" in owner.view.never.text()
    assert owner.view.steps.keys["place"].hasFocus()
    assert owner.targets() == []


def test_the_big_switch_leads_to_what_is_missing(owner: Owner) -> None:
    owner.view.switch_key.click()
    assert not owner.till.market.is_on()
    assert owner.sees(owner.view.shop)
    assert owner.view.shop.place.hasFocus()
    assert "Where the shop is" in owner.page.message.text()


def test_the_first_steps_are_filled_in_and_it_is_turned_on(owner: Owner, quiet_publisher: list[str]) -> None:
    owner.view.steps.keys["place"].click()
    shop = owner.view.shop
    owner.type(shop.place, "Weserstr. 1")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.sees(shop)
    owner.type(shop.place, "52.49953, 13.41893")
    owner.type(shop.hours, "Mo-Fr 7-22; Sa 8-20")
    shop.imprint.setPlainText("Olga Müller\nWeserstr. 1")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert not owner.page.side.isVisible()
    assert owner.steps()["place"] == "52.49953, 13.41893"
    assert owner.steps()["hours"] == "Mo-Fr 07:00-22:00; Sa 08:00-20:00"
    assert owner.till.market.profile().imprint == "Olga Müller\nWeserstr. 1"
    owner.view.switch_key.click()
    assert owner.sees(owner.view.targets.panel)
    panel = owner.view.targets.panel
    owner.type(panel.fields["nostr", "address"], "ws://relay.example")
    panel.main_key.click()
    assert "encrypted" in panel._notes[panel.fields["nostr", "address"]].note.text()
    owner.type(panel.fields["nostr", "address"], "relay.example")
    panel.main_key.click()
    assert [row[:3] for row in owner.targets()] == [("relay.example", "Relay", "not reached yet")]
    owner.view.switch_key.click()
    assert owner.page.view is owner.page.key
    owner.page.key.make_key.click()
    owner.answer(choice=1)
    owner.shows(owner.view)
    owner.view.switch_key.click()
    assert owner.till.market.is_on()
    assert quiet_publisher == ["begun"]
    assert not owner.view.first.isVisible()
    assert owner.window.foot.market.text().endswith("Market: 0 of 1")
    owner.view.switch_key.click()
    assert not owner.till.market.is_on()
    assert quiet_publisher == ["begun", "nudged"]
    assert owner.window.foot.market.text().endswith("no market")


def test_what_was_typed_is_not_lost_by_esc(owner: Owner) -> None:
    owner.view.steps.keys["hours"].click()
    owner.type(owner.view.shop.hours, "8-20")
    owner.page.back()
    assert owner.page.asks
    owner.answer(choice=0)
    assert owner.till.market.profile().hours == "Mo-Su 08:00-20:00"


@pytest.mark.usefixtures("quiet_publisher")
def test_a_target_says_how_it_is_and_who_must_act(placed: Owner) -> None:
    market, boss = placed.till.market, placed.till.people.owner()
    for name in ("a", "b", "c"):
        market.put_target(boss, TargetSetting(name, "nostr", f"wss://{name}.example"))
    market.switch(boss, True)
    market.succeeded("a")
    market.failed("b", "The relay does not answer.", Who.NOBODY, 0)
    market.failed("c", "Ask for a place.", Who.OWNER, 0)
    placed.view.load()
    assert [row[2] for row in placed.targets()] == [
        "last 08:00",
        "is tried again",
        "your turn",
    ]
    assert placed.view.targets.troubles.text().splitlines() == [
        "b: The relay does not answer.",
        "c: Ask for a place.",
    ]
    assert placed.view.told.text() == "1 of 3 relays, last 08:00"
    placed.view.targets.table.mark("c")
    placed.view.targets.again_key.click()
    assert placed.targets()[2][2] == "not reached yet"
    placed.view.targets.open("b")
    assert "does not answer" in placed.view.targets.panel.trouble.text()
    placed.view.targets.panel.enabled.setChecked(False)
    placed.view.targets.panel.main_key.click()
    assert placed.targets()[1][2] == "switched off"
    placed.view.targets.open("b")
    placed.view.targets.panel.remove_key.click()
    placed.answer(choice=0)
    assert len(placed.targets()) == 3
    placed.view.targets.panel.remove_key.click()
    placed.answer(choice=1)
    assert [row[0] for row in placed.targets()] == ["a", "c"]


@pytest.mark.usefixtures("quiet_publisher")
def test_what_a_target_refused_is_said_with_its_reason_and_whose_turn_it_is(placed: Owner) -> None:
    market, boss = placed.till.market, placed.till.people.owner()
    refusals = {"a": ("It wants less.", Who.OWNER), "b": ("It blocks this message.", Who.TARGET)}
    for name, (reason, who) in refusals.items():
        market.put_target(boss, TargetSetting(name, "nostr", f"wss://{name}.example"))
        market.succeeded(name)
        market.parked(name, "gtin-04029764001807", "Something else.", Who.NOBODY)
        for key in ("kasse-101", "kasse-102"):
            market.parked(name, key, reason, who)
    market.switch(boss, True)
    placed.view.load()
    assert [row[2] for row in placed.targets()] == ["3 refused: your turn", "3 refused: its operator’s turn"]
    assert placed.view.targets.troubles.text().splitlines() == [
        "a: 3 articles were refused. It wants less.",
        "b: 3 articles were refused. It blocks this message. It is the turn of whoever runs it.",
    ]
    assert [words.needs_owner(state) for state in market.targets()] == [True, False]
    placed.view.targets.open("b")
    assert "It blocks this message." in placed.view.targets.panel.trouble.text()


def test_a_password_goes_into_no_book_and_the_place_is_asked_whether_it_answers(placed: Owner, tmp_path: Path) -> None:
    targets = placed.view.targets
    targets.store_key.click()
    panel = targets.panel
    folder = tmp_path / "web"
    placed.type(panel.fields["folder", "address"], str(folder))
    panel.test_key.click()
    assert "is not there" in panel.wrong.text()
    folder.mkdir()
    panel.test_key.click()
    assert panel.standing.text() == "It answers. Nothing of yours is there yet."
    panel.kind.setCurrentIndex(panel.kind.findData("webdav"))
    placed.type(panel.fields["webdav", "address"], "https://dav.example/shop")
    placed.type(panel.fields["webdav", "user"], "olga")
    placed.type(panel.fields["webdav", "secret"], "geheim-4711")
    placed.type(panel.name, "pages")
    panel.main_key.click()
    assert [row[:2] for row in placed.targets()] == [("pages", "WebDAV")]
    assert dict(placed.till.market.target_settings()[0].options) == {"user": "olga"}
    serial = placed.till.checkout.shop.till_serial
    from sync import secrets

    assert secrets.get(secrets.name_of(serial, "pages")) == "geheim-4711"
    assert b"geheim-4711" not in placed.till.path.read_bytes()
    targets.open("pages")
    assert panel.secret == ""
    panel.enabled.setChecked(False)
    panel.main_key.click()
    assert secrets.get(secrets.name_of(serial, "pages")) == "geheim-4711"


def test_the_preview_has_the_public_view_and_the_reason_of_what_is_hidden(owner: Owner) -> None:
    preview = owner.page.preview
    owner.shows(preview)
    assert preview.told.text() == "3 articles are shown · 7 are not"
    assert owner.rows()["Club-Mate 0,5 l"] == "in stock"
    assert owner.rows()["Schokolade 100 g"] == "few left"
    assert owner.rows()["Korn 0,7 l"] == "Restricted"
    assert owner.rows()["Vollmilch 1 l"] == "Not counted yet"
    assert owner.rows()["Leergut 0,15"] == "Not for reserving"
    preview.filter.setCurrentIndex(preview.filter.findData(Hidden.RESTRICTED.value))
    preview.filter.activated.emit(preview.filter.currentIndex())
    assert set(owner.rows()) == {"Korn 0,7 l", "Sternburg Export 0,5 l", "Zigaretten"}
    preview.filter.setCurrentIndex(preview.filter.findData("shown"))
    preview.filter.activated.emit(preview.filter.currentIndex())
    assert set(owner.rows()) == {"Club-Mate 0,5 l", "Schokolade 100 g", "Brötchen"}


def test_an_article_is_shown_as_it_will_appear_and_switched(owner: Owner) -> None:
    preview, seen = owner.page.preview, owner.page.preview.card
    owner.shows(preview)
    owner.window.take_scan(MATE)
    preview.open(preview.table.key())
    assert owner.sees(seen)
    assert (seen.price.text(), seen.unit.text()) == ("1.29 € plus 0.15 € deposit", "0,5 l · 2.58 €/l")
    assert seen.bucket.text() == "in stock"
    assert "04029764001807" in seen.gtin.text()
    seen.switch.buttons["hide"].click()
    assert owner.rows()["Club-Mate 0,5 l"] == "Switched off"
    assert seen.heading.text() == "Nobody sees this article"
    owner.window.take_scan(SCHNAPPS)
    assert "Restricted" in seen.reason.text()
    seen.switch.buttons["show"].click()
    assert owner.rows()["Korn 0,7 l"] == "in stock"
    seen.switch.buttons["default"].click()
    assert owner.rows()["Korn 0,7 l"] == "Restricted"


def test_many_articles_come_page_by_page(
    open_window: OpenWindow, stocked: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.market.preview_view.LIMIT", 5)
    owner = Owner(open_window(stocked))
    owner.shows(owner.page.preview)
    table = owner.page.preview.table
    assert len(table.rows.entries) == 5
    owner.page.preview._scrolled(table.verticalScrollBar().maximum())
    assert len(table.rows.entries) == 10
    assert len({entry.key for entry in table.rows.entries}) == 10


def test_a_restricted_department_asks_once_more(owner: Owner) -> None:
    view = owner.page.departments
    owner.shows(view)
    assert not view.ticks["Spirituosen"].isChecked()
    assert "restricted" in view.ticks["Spirituosen"].accessibleDescription()
    view.ticks["Spirituosen"].click()
    assert owner.page.asks
    owner.answer(choice=0)
    assert not view.ticks["Spirituosen"].isChecked()
    view.ticks["Spirituosen"].click()
    owner.answer(choice=1)
    assert view.ticks["Spirituosen"].isChecked()
    view.ticks["Getränke"].click()
    found = {one.name: one for one in owner.till.market.departments()}
    assert (found["Spirituosen"].visible, found["Getränke"].visible) == (1, 0)


def test_a_key_is_made_backed_up_by_the_owner_alone_and_taken_back(owner: Owner, tmp_path: Path) -> None:
    boss = owner.till.people.owner()
    owner.till.people.change_own_pin(boss, "", "9999")
    view = owner.page.key
    owner.shows(view)
    view.make_key.click()
    owner.answer(choice=0)
    assert not owner.till.market.profile().key
    view.make_key.click()
    owner.answer(choice=1)
    public = owner.till.market.profile().key
    assert view.npub.text() == safe.npub_of(public)
    assert "no backup" in view.wrong.text()
    view.backup_key.click()
    owner.answer("1234")
    assert owner.page.asks
    view.save_backup(str(tmp_path / "key.pdf"))
    nsec = safe.key_of(public).nsec
    assert nsec in "".join(PdfReader(tmp_path / "key.pdf").pages[0].extract_text().split())
    assert not view.wrong.isVisible()
    owner.page.back()
    other = Keys.make()
    owner.window.take_scan(other.nsec)
    assert owner.sees(view.panel)
    owner.press(Qt.Key.Key_Return, CONTROL)
    owner.answer(choice=0)
    assert owner.till.market.profile().key == public
    owner.type(view.panel.secret, "nsec1nothing")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.sees(view.panel)
    owner.window.take_scan(nsec)
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert not owner.page.side.isVisible()
    assert owner.till.market.profile().key == public
    assert nsec.encode() not in owner.till.path.read_bytes()


def test_a_cashier_looks_and_a_manager_lends_leave(owner: Owner) -> None:
    boss = owner.till.people.owner()
    person = owner.till.people.save(boss, Person("Mina", Role.CASHIER), "1111")
    owner.till.people.change_own_pin(boss, "", "9999")
    owner.assembly.desk.log_in(person.number or 0, "1111")
    owner.view.steps.keys["place"].click()
    owner.type(owner.view.shop.place, "52.49953, 13.41893")
    owner.press(Qt.Key.Key_Return, CONTROL)
    assert owner.page.asks
    owner.answer("9999")
    assert owner.till.market.profile().latitude == 52_499_530
    owner.shows(owner.page.departments)
    owner.page.departments.ticks["Getränke"].click()
    assert owner.page.asks
    owner.page.back()
    owner.page.departments.load()
    assert owner.page.departments.ticks["Getränke"].isChecked()


def test_without_leave_a_department_and_its_tick_stay_as_they_are(owner: Owner) -> None:
    boss = owner.till.people.owner()
    person = owner.till.people.save(boss, Person("Mina", Role.CASHIER), "1111")
    owner.assembly.desk.log_in(person.number or 0, "1111")
    owner.shows(owner.page.departments)
    tick = owner.page.departments.ticks["Getränke"]
    tick.click()
    assert owner.page.asks
    assert tick.isChecked()
    owner.page.back()
    assert tick.isChecked()


def test_a_key_that_is_not_here_offers_no_backup_and_lies_nowhere(owner: Owner) -> None:
    owner.till.market.change_profile(owner.till.people.owner(), key=Keys.make().public)
    view = owner.page.key
    owner.shows(view)
    assert "not on this computer" in view.wrong.text()
    assert not view.where.isVisible()
    assert not view.backup_key.isVisible()
    assert view.restore_key.hasFocus()


def reserve(owner: Owner, number: int, code: str, count: int, note: str = "") -> None:
    till = owner.till
    public = till.market.profile().key
    key = next(view.key for view in till.market.views() if view.key.endswith(code))
    tags = (("p", public), ("type", "1"), ("order", f"o{number}"), ("item", f"30402:{public}:{key}", str(count)))
    name, now = f"{number:064x}", int(till.clock.now().timestamp())
    till.reservations.take_in("relay", [Inbound(name, name, f"{number:02x}" * 32, now, 16, tags, note)])


@pytest.fixture
def reserved(placed: Owner, quiet_publisher: list[str], clock: SetClock) -> Owner:
    """Two ask."""
    market, boss = placed.till.market, placed.till.people.owner()
    market.change_profile(boss, key=safe.keep_key())
    market.put_target(boss, TargetSetting("relay", "nostr", "wss://relay.example"))
    market.switch(boss, True)
    while market.look():
        pass
    market.release()
    placed.page.office.changed("market")
    reserve(placed, 1, MATE, 2, "<b>at 6</b>\n<img src=x>")
    clock.advance(minutes=1)
    reserve(placed, 2, ROLL, 3)
    placed.shows(placed.page.reservations)
    return placed


def test_reservations_are_seen_as_plain_text_accepted_and_declined(reserved: Owner, quiet_publisher: list[str]) -> None:
    view = reserved.page.reservations
    assert [entry.cells[1:3] for entry in view.table.rows.entries] == [
        ("asks", "2 × Club-Mate 0,5 l"),
        ("asks", "3 × Brötchen"),
    ]
    view.open(view.table.rows.entries[0].key)
    assert view.panel.note.text().startswith("<b>at 6</b>")
    assert view.panel.note.textFormat() is Qt.TextFormat.PlainText
    reserved.press(Qt.Key.Key_Return, CONTROL)
    [kept] = [one for one in reserved.till.reservations.open() if one.state is ReservationState.ACCEPTED]
    assert kept.code in reserved.page.message.text()
    assert quiet_publisher[-1] == "listens"
    assert view.panel.code.text() == kept.code
    assert view.table.rows.entries[1].cells[3] == kept.code
    view.open(view.table.rows.entries[0].key)
    view.panel.decline_key.click()
    reserved.answer(choice=1)
    states = {one.state for one in reserved.till.reservations.last(10)}
    assert states == {ReservationState.ACCEPTED, ReservationState.DECLINED}
    view.open_only.click()
    assert len(view.table.rows.entries) == 1


def test_what_comes_in_shows_where_the_owner_looks(reserved: Owner) -> None:
    reserve(reserved, 3, CHOCOLATE, 1)
    assert len(reserved.page.reservations.table.rows.entries) == 2
    assert reserved.assembly.counter is not None
    reserved.assembly.counter._market_news()
    assert len(reserved.page.reservations.table.rows.entries) == 3


def test_news_takes_no_question_out_of_sight(reserved: Owner) -> None:
    view = reserved.page.reservations
    view.open(view.table.rows.entries[0].key)
    view.panel.decline_key.click()
    reserved.page.look_again()
    assert reserved.page.asks


def test_the_foot_says_what_needs_somebody(reserved: Owner) -> None:
    counter, foot, market = reserved.assembly.counter, reserved.window.foot.market, reserved.till.market
    assert counter is not None
    market.succeeded("relay")
    counter._market_news()
    assert foot.text().endswith("Market: 1 of 1, 08:01")
    market.failed("relay", "The relay does not answer.", Who.NOBODY, 0)
    counter._market_news()
    assert foot.text().endswith("Market: not reached")
    assert foot.objectName() == "attention"
    market.failed("relay", "Ask for a place.", Who.OWNER, 0)
    counter._market_news()
    assert foot.text().endswith("Market: it needs you")
    assert counter.publishing is not None
    counter.publishing.clock_wrong = True  # type: ignore[misc]
    counter._market_news()
    assert foot.text().endswith("Market: the clock is wrong")
    reserved.shows(reserved.view)
    assert "clock" in reserved.view.wrong.text()


def test_a_shop_without_a_market_starts_none_and_one_with_it_does(
    open_window: OpenWindow, stocked: Path, quiet_publisher: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path, clock: SetClock,
) -> None:  # fmt: skip
    monkeypatch.setattr("ui.counter.MARKET_AFTER", 0)
    assembly = open_window(stocked)
    qtbot.wait(20)
    assert assembly.counter is not None
    assert quiet_publisher == []
    market, boss = assembly.desk.till.market, assembly.desk.till.people.owner()
    market.change_profile(boss, place="52.49953, 13.41893")
    market.switch(boss, True)
    assembly.close()
    on = open_window(Path(shutil.copy(stocked, tmp_path / "on.sqlite")))
    qtbot.waitUntil(lambda: quiet_publisher == ["begun"])
    on.close()
    assert quiet_publisher == ["begun", "stopped"]


def test_a_training_copy_publishes_nothing(stocked: Path, tmp_path: Path, clock: SetClock) -> None:
    from kasse.store.backup import mark_training
    from ui.market.running import wanted

    till = Till(stocked, clock=clock)
    till.market.change_profile(till.people.owner(), place="52.49953, 13.41893")
    till.market.switch(till.people.owner(), True)
    assert wanted(till)
    till.close()
    copy = Path(shutil.copy(stocked, tmp_path / "training.sqlite"))
    mark_training(copy)
    training = Till(copy, clock=clock)
    assert not wanted(training)
    training.close()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("Mo-Fr 7-22; Sa 8-20; So zu", "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"),
        ("Mo-Fr 7:30-12, 14-18; Sa 8-13", "Mo-Fr 07:30-12:00,14:00-18:00; Sa 08:00-13:00"),
        ("Mo-Fr 7-22, Sa 8-20", "Mo-Fr 07:00-22:00; Sa 08:00-20:00"),
        ("täglich 8 - 20 Uhr", "Mo-Su 08:00-20:00"),
        ("7-22", "Mo-Su 07:00-22:00"),
        ("Montag bis Freitag 7 bis 22", "Mo-Fr 07:00-22:00"),
        ("So, Feiertag 10-18", "Su 10:00-18:00; PH 10:00-18:00"),
        ("rund um die Uhr", "24/7"),
        ("", ""),
    ],
)
def test_hours_are_typed_as_people_write_them(typed: str, hours: str) -> None:
    assert read_hours(typed) == hours
    assert read_hours(hours_text(hours)) == hours


def test_relays_are_typed_with_or_without_wss() -> None:
    assert read_relay("relay.example/") == "wss://relay.example"
    assert read_relay("ws://127.0.0.1:7000") == "ws://127.0.0.1:7000"
