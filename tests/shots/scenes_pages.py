"""The pages beside the checkout: shift, receipts, people and help."""

from PySide6.QtCore import Qt

from tests.shots.stage import Stage, scene
from ui.help.page import HelpPage
from ui.people.page import PeoplePage
from ui.receipts.page import ReceiptsPage
from ui.shift.page import ShiftPage

COUNTED = {"100 €": "1", "50 €": "2", "10 €": "3", "2 €": "4", "50 ct": "3"}


def _shift(stage: Stage) -> ShiftPage:
    return stage.page("shift", ShiftPage)


@scene("closed")
def shift_closed(stage: Stage) -> None:
    """The float of the next one."""
    _shift(stage)


@scene()
def shift(stage: Stage) -> None:
    """As the owner sees it."""
    _shift(stage)


@scene("cashier")
def shift_cashier(stage: Stage) -> None:
    """As a cashier sees it."""
    _shift(stage)


@scene()
def shift_cash_out(stage: Stage) -> None:
    """Cash is taken out."""
    _shift(stage).out_key.click()
    stage.write("50")


@scene()
def shift_cash_out_refused(stage: Stage) -> None:
    """Without a reason."""
    shift_cash_out(stage)
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_Return)


@scene()
def shift_cash_book(stage: Stage) -> None:
    """The balance by the books, and the counts."""
    page = _shift(stage)
    owner = stage.till.people.owner()
    stage.till.shift.count(owner, {10000: 1, 5000: 2, 200: 3})
    page.book_key.click()


@scene()
def shift_counting_sheet(stage: Stage) -> None:
    """The sheet of a count."""
    shift_cash_book(stage)
    stage.settle()
    page = stage.assembly.window.pages["shift"]
    assert isinstance(page, ShiftPage)
    page.cash.panel.table.chosen.emit("1/1")


@scene("closed")
def shift_closed_cash_book(stage: Stage) -> None:
    """The counts while no shift is open."""
    _shift(stage).opening.book.click()


def _count(stage: Stage) -> ShiftPage:
    page = _shift(stage)
    page.count_key.click()
    stage.settle()
    for coin in page.count.coins:
        name = coin.field.accessibleName()
        text = next((pieces for known, pieces in COUNTED.items() if f" {known}" in f" {name}"), "")
        coin.field.setText(text)
    return page


@scene()
def shift_count(stage: Stage) -> None:
    """The drawer is being counted."""
    _count(stage)


@scene()
def shift_counted(stage: Stage) -> None:
    """Something is missing."""
    _count(stage).count.confirmed.emit()


@scene()
def shift_not_counted(stage: Stage) -> None:
    """Closed without a count?"""
    _shift(stage).close_key.click()


@scene()
def shift_x(stage: Stage) -> None:
    """The X report."""
    _shift(stage).x_key.click()


@scene()
def shift_reports(stage: Stage) -> None:
    """Earlier days."""
    _shift(stage).reports_key.click()


@scene()
def shift_z(stage: Stage) -> None:
    """An earlier day on its paper."""
    page = _shift(stage)
    page.reports_key.click()
    page.reports.table.chosen.emit(page.reports.table.key())


@scene("new")
def shift_reports_none(stage: Stage) -> None:
    """No day was closed yet."""
    _shift(stage).reports_key.click()


def _receipts(stage: Stage) -> ReceiptsPage:
    return stage.page("receipts", ReceiptsPage)


@scene()
def receipts(stage: Stage) -> None:
    """The newest on its paper."""
    _receipts(stage)


@scene()
def receipts_search(stage: Stage) -> None:
    """Those with an article."""
    _receipts(stage)
    stage.scan("4029764001807")


@scene()
def receipts_nothing(stage: Stage) -> None:
    """Nothing found."""
    _receipts(stage)
    stage.write("99999")


@scene("new")
def receipts_none(stage: Stage) -> None:
    """Nothing was sold yet."""
    _receipts(stage)


@scene()
def receipts_void(stage: Stage) -> None:
    """Why is it voided?"""
    _receipts(stage).preview.void_key.click()


@scene()
def receipts_voided(stage: Stage) -> None:
    """What must go back to the customer."""
    page = _receipts(stage)
    page.preview.void_key.click()
    page.voiding.answered.emit("Falsch getippt")


@scene()
def receipts_return(stage: Stage) -> None:
    """Which lines come back?"""
    page = _receipts(stage)
    page.preview.return_key.click()
    page.returning.add(page.returning.lines[1].position.number)


def _people(stage: Stage) -> PeoplePage:
    return stage.page("people", PeoplePage)


@scene()
def people(stage: Stage) -> None:
    """Who works here."""
    _people(stage)


@scene()
def people_editor(stage: Stage) -> None:
    """One of them."""
    page = _people(stage)
    page.people.chosen.emit(page.people.key())


@scene()
def people_new(stage: Stage) -> None:
    """Somebody new."""
    _people(stage).new_key.click()


@scene()
def people_refused(stage: Stage) -> None:
    """The name is taken."""
    people_new(stage)
    stage.write("Mehmet")
    _people(stage).editor.confirm.click()


@scene()
def people_own_pin(stage: Stage) -> None:
    """Another PIN for oneself."""
    _people(stage).pin_key.click()


@scene("cashier")
def people_leave(stage: Stage) -> None:
    """A cashier may not, without somebody's leave."""
    page = _people(stage)
    page.new_key.click()
    page.editor.name.setText("Lena")
    page.editor.confirm.click()


@scene()
def people_log(stage: Stage) -> None:
    """Who did what."""
    _people(stage).log_tab.click()


@scene()
def help_keys(stage: Stage) -> None:
    """All keys."""
    stage.page("help", HelpPage)
