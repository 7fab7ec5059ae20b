"""Who works here, and behind the second tab the log of what they did.

Anybody may look at the names and change the own PIN; the rest takes the leave to edit people.
"""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kasse.errors import KasseError
from kasse.login import Staff
from kasse.people import AuditEntry, Permission, Person
from kasse.shop import Shop
from kasse.texts import _
from ui import theme
from ui.checkout.chips import Chip
from ui.pages import LENDING, Office, Page, card
from ui.people.forms import FormPanel, OwnPinForm, PersonForm
from ui.people.log import log_entry
from ui.people.words import role_name
from ui.widgets.fields import text_field
from ui.widgets.keys import KeyButton, set_primary
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

NEW_KEY = "Ctrl+N"
LOG_LENGTH = 1000
"""How many entries of the log are looked through."""
FORM_SIDE = 480
"""The width of the side at 100 %: the roles stand beside their label."""


class PeoplePage(Page):
    """The people, and behind the second tab the log."""

    name = "people"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.staff: dict[str, Staff] = {}
        self.entries: list[Entry] = []
        self.editor = PersonForm(self._save)
        self.own_pin = OwnPinForm(self._change_own_pin)
        self.keep_in_side(self.editor, self.own_pin)
        self.side.setFixedWidth(theme.px(FORM_SIDE))
        self.people = Table(
            (
                Column(_("Name"), bold=True),
                Column(_("Role"), 130),
                Column(_("PIN"), 84, quiet=True),
                Column(_("Works here"), 112, quiet=True),
            ),
            _("People"),
            _("Nobody works here yet. Add the first person."),
        )
        self.people.chosen.connect(self._edit)
        self._make_log()
        self.title.hide()  # the first tab says the same
        self.tabs = QButtonGroup(self)
        self.views = QStackedWidget()
        self.people_tab = self._tab(self.title.text(), card(self.people))
        self.log_tab = self._tab(_("Log"), self._log_view())
        self.main.addWidget(self.views, 1)
        self._add_keys()
        self.tabs.idClicked.connect(self._show_tab)
        for key, number in (("Ctrl+PgUp", 0), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(key), self, partial(self._show_tab, number))

    def _make_log(self) -> None:
        self.filter = text_field()
        self.filter.setPlaceholderText(_("Search the log: a name, an action, a code"))
        self.filter.setAccessibleName(_("Search the log"))
        self.filter.textChanged.connect(lambda _text: self._show_log())
        self.log = Table(
            (
                Column(_("Time"), 165, quiet=True),
                Column(_("Who"), 100, bold=True),
                Column(_("What"), 230),
                Column(_("About")),
                Column(_("Before"), 120, quiet=True),
                Column(_("After")),
            ),
            _("Log"),
            _("Nothing here fits. Search for something else."),
        )
        self.filter.returnPressed.connect(self.log.setFocus)

    def _log_view(self) -> QWidget:
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.filter)
        layout.addWidget(card(self.log), 1)
        return view

    def _tab(self, text: str, view: QWidget) -> Chip:
        tab, number = Chip(text), self.views.addWidget(view)
        self.tabs.addButton(tab, number)
        self.head.insertWidget(2 + number, tab)
        return tab

    def _add_keys(self) -> None:
        self.pin_key = QPushButton(_("My PIN"))
        self.pin_key.clicked.connect(self._ask_own_pin)
        self.new_key = KeyButton(_("New person"), NEW_KEY, size=theme.BODY)
        self.new_key.setObjectName("primary")
        self.new_key.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.new_key.clicked.connect(lambda: self._open_editor(None))
        self.new_key.on_key(NEW_KEY)
        self.head.addWidget(self.pin_key)
        self.head.addWidget(self.new_key)

    # What is shown

    def opened(self) -> None:
        """The people; the log is asked for anew, as somebody else may be at the till by now."""
        for tab in (self.people_tab, self.log_tab):
            tab.setMinimumWidth(tab.sizeHint().width())  # where there is little room, the keys give way
        self._forget_log()
        self._load()
        if self.side.isVisibleTo(self):
            return
        self.people.setFocus()

    def _forget_log(self) -> None:
        self.people_tab.setChecked(True)
        self.views.setCurrentIndex(0)
        self.entries = []
        self._show_log()

    def _load(self) -> None:
        self.store(lambda: self.office.till.people.everybody(), self._show_people)

    def _show_people(self, everybody: list[Staff]) -> None:
        everybody = sorted(everybody, key=lambda staff: (not staff.person.active, staff.person.name.casefold()))
        self.staff = {str(staff.person.number): staff for staff in everybody}
        self.people.show_rows([_row(key, staff) for key, staff in self.staff.items()])
        if not self.people.key():
            self.people.mark_row(0)

    def _show_tab(self, number: int) -> None:
        self.message.say("")
        if number == 0:
            self._forget_log()
            self.people.setFocus()
        else:
            self.people_tab.setChecked(True)  # until it is allowed
            self.act(Permission.PEOPLE, self._read_log, self._take_log)

    def _read_log(self, actor: "object") -> tuple[list[AuditEntry], Shop]:
        till = self.office.till
        return till.people.log(actor, LOG_LENGTH), till.checkout.shop  # type: ignore[arg-type]

    def _take_log(self, read: tuple[list[AuditEntry], Shop]) -> None:
        log, shop = read
        self.entries = [log_entry(number, entry, shop) for number, entry in enumerate(log)]
        self.close_side()
        self.log_tab.setChecked(True)
        self.views.setCurrentIndex(1)
        self._show_log()
        focus_on(self.filter)

    def _show_log(self) -> None:
        words = self.filter.text().casefold().split()
        self.log.show_rows([entry for entry in self.entries if _holds(entry, words)])
        self.log.mark_row(0)

    def open_side(self, widget: QWidget) -> None:
        """A form, whose main action is the one in sight."""
        super().open_side(widget)
        set_primary(self.new_key, False)

    def close_side(self) -> None:
        """Only the people."""
        super().close_side()
        set_primary(self.new_key, not self.side.isVisibleTo(self))

    # What is changed

    def _edit(self, key: str) -> None:
        self._open_editor(self.staff[key])

    def _open_editor(self, staff: Staff | None) -> None:
        self.message.say("")
        self._forget_log()
        self.open_side(self.editor)
        self.editor.show_person(staff)

    def _save(self) -> None:
        try:
            person, pin = self.editor.typed()
        except KasseError as error:
            self.refuse(error)
            return
        self.act(Permission.PEOPLE, lambda actor: self.office.till.people.save(actor, person, pin), self._saved)

    def _saved(self, person: Person) -> None:
        self.close_side()
        self._load()
        self.people.mark(str(person.number))
        self.people.setFocus()
        self.message.say(_("{name} is saved.").format(name=person.name))
        self.office.changed("people")

    def _ask_own_pin(self) -> None:
        self.message.say("")
        self.store(lambda: self.office.actor.name, self._begin_own_pin)

    def _begin_own_pin(self, name: str) -> None:
        self.open_side(self.own_pin)
        self.own_pin.begin(name)

    def _change_own_pin(self) -> None:
        try:
            old, new = self.own_pin.typed()
        except KasseError as error:
            self.refuse(error)
            return
        self.store(lambda: self.office.till.people.change_own_pin(self.office.actor, old, new), self._own_pin_changed)

    def _own_pin_changed(self, _none: None) -> None:
        self.own_pin.empty()
        self.close_side()
        self._load()
        self.people.setFocus()
        self.message.say(_("Your PIN is changed."))
        self.office.changed("people")

    def refuse(self, error: KasseError) -> None:
        """Say why not beside the form it is about."""
        asking = self.side.currentWidget() is self.asking and self.side.isVisibleTo(self)
        if asking and error.code not in LENDING:
            self.close_asking()
        form = self.side.currentWidget()
        if isinstance(form, FormPanel) and self.side.isVisibleTo(self):
            form.refuse(error.message, _where(form, error.code))
        else:
            super().refuse(error)

    def leave(self) -> bool:
        """Esc: from the log to the people, after the side."""
        if super().leave():
            self.people.setFocus()
            return True
        if self.views.currentIndex() == 1:
            self._show_tab(0)
            return True
        return False


def _where(form: FormPanel, code: str) -> QLineEdit | None:
    return form.where(code) if isinstance(form, PersonForm | OwnPinForm) else None


def _row(key: str, staff: Staff) -> Entry:
    person = staff.person
    cells = (
        person.name,
        role_name(person.role),
        _("set") if staff.has_pin else _("none"),
        _("yes") if person.active else _("left"),
    )
    return Entry(key, cells)


def _holds(entry: Entry, words: list[str]) -> bool:
    text = "\n".join(entry.cells).casefold()
    return all(word in text for word in words)


def make(office: Office) -> PeoplePage:
    """The page."""
    return PeoplePage(office)
