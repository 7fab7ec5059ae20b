"""The forms of the people's page: a person, and one's own PIN."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kasse.errors import Refused
from kasse.login import Staff
from kasse.people import Person, Role
from kasse.texts import _
from ui import theme
from ui.people.words import ROLES, role_name
from ui.widgets.ask import Panel
from ui.widgets.choices import Choices
from ui.widgets.fields import Form, Tick, margins, show_wrong, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on

SAVE_KEY = "Ctrl+Return"


class FormPanel(Panel):
    """A form in the side, what is wrong with it below, and its one main action outside of what scrolls."""

    def __init__(self, confirm: str, confirmed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form()
        inside = QWidget()
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(margins(0, 0, 6, 0))  # beside the scroll bar
        self.rows.setSpacing(12)
        self.rows.addWidget(self.form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.area = scroll
        self.wrong = QLabel()
        self.wrong.setObjectName("message")
        self.wrong.setProperty("alarm", True)
        self.wrong.setWordWrap(True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.confirm = KeyButton(confirm, SAVE_KEY, size=theme.BODY)
        self.confirm.setObjectName("primary")
        self.confirm.on_key(SAVE_KEY)
        self.confirm.clicked.connect(confirmed)
        action = QVBoxLayout()
        action.setContentsMargins(margins(0, 0, 6, 0))  # as far from the edge as the fields
        action.addWidget(self.confirm)
        self.body.setContentsMargins(margins(16, 12, 10, 12))
        self.body.addWidget(scroll, 1)
        self.body.addWidget(self.wrong)
        self.body.addLayout(action)
        self.fields: list[QLineEdit] = []

    def add(self, label: str, field: QLineEdit, explained: str = "") -> QLineEdit:
        """A line of the form; Enter goes on to the next one, from the last one to the main action."""
        self.form.add(label, field, explained)
        field.returnPressed.connect(lambda: self._after(field))
        self.fields.append(field)
        return field

    def _after(self, field: QLineEdit) -> None:
        later = self.fields[self.fields.index(field) + 1 :]
        if later:
            focus_on(later[0])
        else:
            self.confirm.click()

    def refuse(self, sentence: str, field: QLineEdit | None = None) -> None:
        """What is wrong, and where; empty where nothing is any more."""
        for one in self.fields:
            show_wrong(one, one is field)
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        if field is not None:
            focus_on(field)

    def empty(self) -> None:
        """As nobody typed anything."""
        for field in self.fields:
            field.clear()
        self.refuse("")


def pin_of(first: QLineEdit, second: QLineEdit) -> str:
    """The PIN that was typed twice; `Refused` where the two differ."""
    if first.text() != second.text():
        raise Refused("pins_differ", _("The two PINs are not the same. Type both again."))
    return first.text()


class RoleField(QWidget):
    """One of the three roles, and below them what it may do."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = Choices([(role.value, role_name(role)) for role in Role])
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(theme.px(42))
        self.told.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.choices.picked.connect(lambda _value: self._tell())
        self.setFocusProxy(self.choices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.choices)
        layout.addWidget(self.told)

    def setAccessibleName(self, name: str) -> None:
        """What it is, said with each role."""
        super().setAccessibleName(name)
        self.choices.setAccessibleName(name)

    def value(self) -> Role:
        """The role that is on."""
        return Role(self.choices.value())

    def put(self, role: Role) -> None:
        """Switch a role on."""
        self.choices.put(role.value)
        self._tell()

    def _tell(self) -> None:
        self.told.setText(_(ROLES[self.value()][1]))


class PersonForm(FormPanel):
    """A person: new, or as they are."""

    def __init__(self, confirmed: Callable[[], None]) -> None:
        super().__init__(_("Save"), confirmed)
        self.number: int | None = None
        self.name = self.add(_("Name"), text_field(), _("It stands on receipts."))
        self.role = RoleField()
        self.form.add(_("Role"), self.role)
        self.pin = self.add(_("PIN"), text_field(secret=True), _("4 to 12 digits."))
        self.again = self.add(_("Repeat"), text_field(secret=True))
        self.again.setAccessibleName(_("PIN again"))
        self.active = Tick()
        self.form.add(_("Works here"), self.active, _("Who left cannot log in; what they did stays on record."))
        self.rows.addStretch()

    def show_person(self, staff: Staff | None) -> None:
        """Fill it in; None for somebody new."""
        self.empty()
        person = staff.person if staff is not None else Person("", Role.CASHIER)
        self.number = person.number
        self.say(person.name or _("New person"), _pin_help(staff))
        self.name.setText(person.name)
        self.role.put(person.role)
        self.active.setChecked(person.active)
        self.active.setEnabled(staff is not None)
        self.area.verticalScrollBar().setValue(0)
        focus_on(self.name)

    def typed(self) -> tuple[Person, str | None]:
        """The person and the PIN, None to keep it. `Refused` where they cannot be saved."""
        name = self.name.text().strip()
        pin = pin_of(self.pin, self.again)
        return Person(name, self.role.value(), self.number, self.active.isChecked()), pin or None

    def where(self, code: str) -> QLineEdit | None:
        """The field that a refusal is about."""
        by_code = {"no_name": self.name, "name_taken": self.name, "bad_pin": self.pin, "pins_differ": self.pin}
        return by_code.get(code)


def _pin_help(staff: Staff | None) -> str:
    if staff is None:
        return _("Without a PIN anybody can log in under this name.")
    if staff.has_pin:
        return _("Leave the PIN empty to keep the one there is.")
    return _("There is no PIN yet: anybody can log in under this name.")


class OwnPinForm(FormPanel):
    """One's own PIN: the old one, and twice the new one."""

    def __init__(self, confirmed: Callable[[], None]) -> None:
        super().__init__(_("Change my PIN"), confirmed)
        self.say(_("My PIN"), "")
        self.old = self.add(_("Current PIN"), text_field(secret=True), _("Empty where there was none."))
        self.new = self.add(_("New PIN"), text_field(secret=True), _("4 to 12 digits."))
        self.again = self.add(_("Repeat"), text_field(secret=True))
        self.again.setAccessibleName(_("New PIN again"))
        self.rows.addStretch()

    def begin(self, name: str) -> None:
        """Ask somebody."""
        self.empty()
        self.say(_("My PIN"), name)
        focus_on(self.old)

    def typed(self) -> tuple[str, str]:
        """The old PIN and the new one. `Refused` where the new one was not typed twice."""
        return self.old.text(), pin_of(self.new, self.again)

    def where(self, code: str) -> QLineEdit | None:
        """The field that a refusal is about."""
        return {"wrong_pin": self.old, "bad_pin": self.new, "pins_differ": self.new}.get(code)
