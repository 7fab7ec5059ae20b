"""One place where the shop publishes: how it stands, its address, and whether it answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QWidget

from kasse.books.market import TargetSetting, TargetState
from kasse.errors import Refused
from kasse.texts import _
from ui.market.kinds import KINDS, SCOPES, Asked, setting_of
from ui.market.words import kind_text, refused, trouble
from ui.products.side import SidePanel, button
from ui.widgets.fields import Tick, WrappedLabel, choice_field, chosen_in, text_field
from ui.widgets.noted import sentence, tell

ADDRESS = ("bad_relay", "not_encrypted", "bad_folder", "bad_url")
"""Refusals that are about the address."""


class TargetPanel(SidePanel):
    """A target, new or as it is. `tested` and `removed` are pressed here and done by the page."""

    tested = Signal()
    removed = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self._before: TargetState | None = None
        self._shown: tuple[str, ...] = ()
        self.standing, self.trouble = WrappedLabel(""), sentence()
        self.standing.setObjectName("quiet")
        self.kind = choice_field([(kind, kind_text(kind)) for kind in KINDS])
        self.name = text_field()
        self.fields: dict[tuple[str, str], QLineEdit] = {}
        rows = self.form.layout()
        assert isinstance(rows, QFormLayout)  # noqa: S101 - a form has one
        self.rows = rows
        self.scope = choice_field([(scope, _(text)) for scope, text in SCOPES.items()])
        self.enabled = Tick()
        self.again_key = button(_("Try again"), self.again.emit)
        self.test_key = button(_("Does it answer?"), self.tested.emit, key="Ctrl+T")
        self.remove_key = button(_("Remove"), self.removed.emit, name="danger")
        self._build()

    def _build(self) -> None:
        for number, widget in enumerate((self.standing, self.trouble, self.again_key)):
            self.inner.insertWidget(number, widget)
        self.add(_("Kind"), self.kind)
        for kind, asked in KINDS.items():
            for one in asked:
                self._add_field(kind, one)
        self.add(_("Name"), self.name, _("As you call it; without one its address."))
        self.add(_("Shows"), self.scope, _("Many public relays welcome few messages: give them the best sellers."))
        self.add(_("In use"), self.enabled)
        keys = QHBoxLayout()
        keys.addWidget(self.test_key)
        keys.addWidget(self.remove_key)
        keys.addStretch()
        self.inner.insertLayout(self.inner.count() - 1, keys)
        self.kind.currentIndexChanged.connect(lambda _index: self._show_fields())

    def _add_field(self, kind: str, asked: Asked) -> None:
        field = text_field()
        if asked.name == "secret":
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setPlaceholderText(asked.example)
        self.fields[kind, asked.name] = field
        self.add(_(asked.label), field, _(asked.explained) if asked.explained else "")

    def _show_fields(self) -> None:
        """Each kind has its own."""
        kind = chosen_in(self.kind)
        for (of, _name), field in self.fields.items():
            self._show_row(field, shown=of == kind)
        self._show_row(self.scope, shown=kind == "nostr")

    def _show_row(self, field: QWidget, *, shown: bool) -> None:
        """With its label and its explanation."""
        row: QWidget = self._notes[field]
        while (around := row.parentWidget()) is not None and around is not self.form:
            row = around
        self.rows.setRowVisible(row, shown)

    # Showing

    def open(self, state: TargetState | None, kind: str = "nostr", told: str = "") -> None:
        """Show a target, or an empty form for a new one; `told` is how it stands."""
        self._before = state
        setting = TargetSetting("", kind, "") if state is None else state.setting
        self.clear_notes()
        self.busy(False)
        self.heading.setText(setting.name or _("A new place to be shown"))
        self._tell(state, told)
        self.kind.setCurrentIndex(max(0, self.kind.findData(setting.kind)))
        self.kind.setEnabled(state is None)
        self.name.setText(setting.name)
        self.name.setEnabled(state is None)
        options = dict(setting.options)
        for (of, name), field in self.fields.items():
            known = setting.address if name == "address" else options.get(name, "")
            field.setText(known if of == setting.kind else "")
            if name == "secret":
                field.setPlaceholderText(_("as it is") if state is not None else "")
        self.scope.setCurrentIndex(max(0, self.scope.findData(setting.scope)))
        self.enabled.setChecked(setting.enabled)
        self.remove_key.setVisible(state is not None)
        self._show_fields()
        self._shown = self._typed()
        self.area.verticalScrollBar().setValue(0)
        self.go_to(self.kind if state is None else self.fields[setting.kind, "address"])

    def refresh(self, state: TargetState, told: str) -> None:
        """It stands otherwise than before; what is typed stays."""
        self._before = state
        self._tell(state, told)

    def _tell(self, state: TargetState | None, told: str) -> None:
        self.standing.setText(told)
        self.standing.setVisible(bool(told))
        parts = () if state is None else (trouble(state), refused(state))
        tell(self.trouble, " ".join(part for part in parts if part))
        self.again_key.setVisible(state is not None and bool(state.error or state.parked))

    def say_test(self, text: str, *, alarm: bool = False) -> None:
        """What came of asking it."""
        self.test_key.setEnabled(True)
        if alarm:
            self.say(text)
        else:
            self.say("")
            self.standing.setText(text)
            self.standing.show()
            self.area.verticalScrollBar().setValue(0)

    # Reading

    def _typed(self) -> tuple[str, ...]:
        kind = chosen_in(self.kind)
        values = (field.text().strip() for (of, _name), field in self.fields.items() if of == kind)
        return (kind, self.name.text().strip(), chosen_in(self.scope), str(self.enabled.isChecked()), *values)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._shown

    @property
    def state(self) -> TargetState | None:
        """What is shown; None for a new one."""
        return self._before

    @property
    def secret(self) -> str:
        """The password as it stands there."""
        field = self.fields.get((chosen_in(self.kind), "secret"))
        return "" if field is None else field.text()

    def read(self) -> TargetSetting | None:
        """What was typed; None where it cannot be, which is said beside it."""
        self.clear_notes()
        kind = chosen_in(self.kind)
        values = {name: field.text() for (of, name), field in self.fields.items() if of == kind}
        scope = chosen_in(self.scope) if kind == "nostr" else "all"
        try:
            return setting_of(kind, self.name.text(), values, enabled=self.enabled.isChecked(), scope=scope)
        except Refused as refusal:
            self.refuse(refusal.code, refusal.message)
            return None

    def refuse(self, code: str, sentence: str) -> None:
        """Why not, beside what it is about."""
        self.busy(False)
        kind = chosen_in(self.kind)
        name = code.removeprefix("no_").removeprefix("bad_")
        field = self.fields.get((kind, "address" if code in ADDRESS else name))
        self.say(sentence, self.name if code in ("name_taken", "bad_name") else field)
