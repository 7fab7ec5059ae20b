"""The tax office's page: an inspection by one key, papers, what is missing, archives."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kasse.clock import SetClock
from kasse.fiscal.de.archive import default_folder
from kasse.fiscal.de.device import Secrets
from kasse.fiscal.de.inspection import check
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.money import Money
from kasse.people import Person, Role
from kasse.sale import Tender, TenderType
from kasse.till import Till
from printers.tse_software import SoftwareTse
from ui import last_state
from ui.app import Assembly
from ui.law.page import LawPage
from ui.tasks import InlineTasks


@pytest.fixture
def assembly(qtbot: object, shop_file: Path, clock: SetClock, tmp_path: Path) -> Iterator[Assembly]:
    """The window on a shop with the software TSE and one closed day."""
    device = SoftwareTse(lambda: SoftEngine(tmp_path / "tse.sqlite", now=clock.now))
    device.set_up("KASSE-TEST01", Secrets())

    def open_till() -> Till:
        return Till(shop_file, clock=clock, device=device)

    till = open_till()
    owner = till.people.owner()
    till.shift.open(owner, Money(10000))
    basket = till.checkout.scan(till.checkout.new_basket(), "101")
    till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(45))])
    till.shift.close(owner, uncounted=True)
    till.close()
    assembly = Assembly(last_state.read(shop_file), open_till, InlineTasks())
    assembly.window.show()
    qtbot.addWidget(assembly.window)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: assembly.flow is not None or assembly.failure is not None)  # type: ignore[attr-defined]
    yield assembly
    assembly.window.close()
    assembly.close()
    assembly.window.deleteLater()


@pytest.fixture
def page(assembly: Assembly) -> LawPage:
    assembly.window.go("law")
    page = assembly.window.pages["law"]
    assert isinstance(page, LawPage)
    return page


def press(page: LawPage, key: Qt.Key) -> None:
    QTest.keyClick(page.window(), key, Qt.KeyboardModifier.ControlModifier)


def test_one_key_collects_everything(page: LawPage, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page.inspection.choose_folder(str(stick))
    press(page, Qt.Key.Key_S)
    (folder,) = stick.iterdir()
    assert check(folder) == []
    assert str(folder) in page.inspection.state.text()
    assert page.inspection.wrong.text() == ""
    assert page.inspection.take_key.isEnabled()
    assert (folder / "TSE" / "aktuell.tar").is_file()


def test_without_a_stick_it_says_what_to_do(page: LawPage) -> None:
    page.inspection.show_media([])
    page.inspection.take()
    assert "Put a stick in" in page.inspection.wrong.text()


def test_a_stick_that_is_gone(page: LawPage, tmp_path: Path) -> None:
    page.inspection.choose_folder(str(tmp_path / "gone"))
    page.inspection.take()
    assert "There is no folder" in page.inspection.wrong.text()
    assert page.inspection.take_key.isEnabled()


def test_what_cannot_be_made_is_said(page: LawPage, assembly: Assembly, tmp_path: Path) -> None:
    shutil.rmtree(default_folder(assembly.desk.till.path))
    stick = tmp_path / "stick"
    stick.mkdir()
    page.inspection.choose_folder(str(stick))
    page.inspection.take()
    assert "Missing: TSE/TSE1_Z00001" in page.inspection.wrong.text()


def test_the_procedure_documents(page: LawPage, assembly: Assembly, tmp_path: Path) -> None:
    page.show_view(page.procedures)
    QTest.keyClicks(page.procedures.responsible, "Olga Mueller")
    page.procedures._saved(str(tmp_path / "p.pdf"))
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    assert assembly.desk.till.procedures.own().responsible == "Olga Mueller"
    assert "version is 1" in page.procedures.state.text()
    page.show_view(page.inspection)
    page.show_view(page.procedures)
    assert page.procedures.responsible.text() == "Olga Mueller"


def test_a_file_that_cannot_be_written(page: LawPage, tmp_path: Path) -> None:
    page.show_view(page.procedures)
    page.procedures._saved(str(tmp_path / "no" / "p.pdf"))
    assert "cannot be written" in page.procedures.wrong.text()


def test_what_the_notice_needs_is_asked_for(page: LawPage, assembly: Assembly, tmp_path: Path) -> None:
    page.show_view(page.notice)
    press(page, Qt.Key.Key_E)
    panel = page.notice.panel
    assert panel.isVisible()
    panel.fields["acquired"].setText("1.11.2026")
    panel.fields["bsi_id"].setText("0412")
    panel.main_key.click()
    assert panel.isVisible()
    assert "BSI-K-TR" in panel._notes[panel.fields["bsi_id"]].note.text()
    panel.fields["bsi_id"].setText("BSI-K-TR-0412-2020")
    panel.main_key.click()
    assert not panel.isVisible()
    assert assembly.desk.till.registering.notice().said.acquired == "2026-11-01"
    page.notice.write(str(tmp_path / "notice.xml"))
    page.notice.write(str(tmp_path / "notice.pdf"))
    assert "UNBESTÄTIGT" in (tmp_path / "notice.xml").read_text("utf-8")


def test_archives_are_there_and_compared(page: LawPage, assembly: Assembly) -> None:
    page.show_view(page.archive)
    (entry,) = page.archive.table.rows.entries
    assert entry.cells[0] == "1"
    page.archive.compare()
    assert "as it was written" in page.message.text()
    (default_folder(assembly.desk.till.path) / entry.key).unlink()
    page.archive.compare()
    assert "missing" in page.archive.wrong.text()


def test_the_device_is_erased_after_a_question(page: LawPage, assembly: Assembly) -> None:
    page.show_view(page.archive)
    page.archive.ask_erase()
    QTest.keyClick(page.window(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert "Erased" not in page.message.text()
    page.archive.ask_erase()
    QTest.keyClick(page.window(), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert "Erased up to" in page.message.text()


def test_a_cashier_needs_the_owner(assembly: Assembly, clock: SetClock) -> None:
    till = assembly.desk.till
    owner = till.people.owner()
    till.people.change_own_pin(owner, "", "4711")
    kai = till.people.save(owner, Person("Kai", Role.CASHIER), "1234")
    assert kai.number is not None
    assembly.desk.log_in(kai.number, "1234")
    assembly.window.go("law")
    page = assembly.window.pages["law"]
    assert isinstance(page, LawPage)
    page.show_view(page.archive)
    assert page.asking.isVisibleTo(page)
    assert page.archive.table.rows.entries == ()
