"""Settings as data: a section lists what it has, and the form is made from the list."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from kasse.texts import _
from ui import theme
from ui.widgets.choices import Choices
from ui.widgets.fields import Form, Tick, choice_field, chosen_in, number_field, show_wrong, text_field
from ui.widgets.message import focus_on

WIDEST = 820
"""A form is no wider than this, at 100 %: a label and its field belong together."""
FIXED = 28
"""The height of a text that is only shown, at 100 %."""


class Setting(NamedTuple):
    """One setting: its texts are marked, not translated.

    `kind` is "line", "number", "secret", "lines", "list" (one of many), "pick" (one of few), "check" or "fixed" (only
    shown).
    A setting that is `doubted` has a place below it for what speaks against its value.
    """

    name: str
    label: str
    explained: str = ""
    kind: str = "line"
    choices: tuple[tuple[str, str], ...] = ()
    doubted: bool = False


class SettingsForm(Form):
    """Rows for settings; all values are texts, a check box is "yes" or empty."""

    changed = Signal(str)
    """Somebody changed the value of this name."""
    entered = Signal()
    """Enter in the last line."""

    def __init__(self, settings: Sequence[Setting], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(theme.px(WIDEST))
        self.fields: dict[str, QWidget] = {}
        self.doubts: dict[str, QLabel] = {}
        self._rows: dict[str, int] = {}
        self._shown: dict[str, str] = {}
        self._showing = False
        for setting in settings:
            self._add(setting)
        self._shown = self.values()

    def _add(self, setting: Setting) -> None:
        field = self.fields[setting.name] = _MAKERS[setting.kind](setting)
        self.add(_(setting.label), field, _(setting.explained) if setting.explained else "")
        self._rows[setting.name] = self._layout.rowCount() - 1
        self._connect(setting.name, field)
        if setting.doubted:
            self._add_doubt(setting.name)

    def _add_doubt(self, name: str) -> None:
        doubt = self.doubts[name] = QLabel()
        doubt.setObjectName("message")
        doubt.setProperty("alarm", True)
        doubt.setWordWrap(True)
        doubt.setTextFormat(Qt.TextFormat.PlainText)
        self._layout.addRow("", doubt)
        self._layout.setRowVisible(doubt, False)

    def _connect(self, name: str, field: QWidget) -> None:
        def told(_value: object = None) -> None:
            if not self._showing:
                show_wrong(field, False)
                self.changed.emit(name)

        if isinstance(field, QLineEdit):
            field.textChanged.connect(told)
            field.returnPressed.connect(lambda: self._next(field))
        elif isinstance(field, QPlainTextEdit):
            field.textChanged.connect(told)
        elif isinstance(field, QComboBox):
            field.currentIndexChanged.connect(told)
        elif isinstance(field, QCheckBox):
            field.toggled.connect(told)
        elif isinstance(field, Choices):
            field.picked.connect(told)

    def _next(self, field: QLineEdit) -> None:
        """Enter goes on to the next line; from the last one it is the main action."""
        lines = [line for line in self.fields.values() if isinstance(line, QLineEdit | QPlainTextEdit)]
        later = [line for line in lines[lines.index(field) + 1 :] if line.isVisibleTo(self) and line.isEnabled()]
        if not later:
            self.entered.emit()
        elif isinstance(later[0], QLineEdit):
            focus_on(later[0])
        else:
            later[0].setFocus()

    def value(self, name: str) -> str:
        """What stands in one field."""
        return _value(self.fields[name])

    def values(self) -> dict[str, str]:
        """What stands in all of them."""
        return {name: _value(field) for name, field in self.fields.items()}

    def put(self, values: Mapping[str, str]) -> None:
        """Fill some fields in, as somebody typing would."""
        for name, value in values.items():
            _put(self.fields[name], value)

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show what is kept; from then on a difference is something to be saved."""
        self._showing = True
        self.put(values)
        self._showing = False
        self._shown = self.values()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.values() != self._shown

    def kept(self) -> None:
        """What stands here is saved."""
        self._shown = self.values()

    def show_row(self, name: str, shown: bool) -> None:
        """Show a row only where it has a meaning."""
        self._layout.setRowVisible(self._rows[name], shown)

    def doubt(self, name: str, sentence: str) -> None:
        """Say what speaks against a value; it can be saved all the same."""
        self.doubts[name].setText(sentence)
        self._layout.setRowVisible(self.doubts[name], bool(sentence))

    def wrong(self, name: str) -> None:
        """This value cannot be saved."""
        field = self.fields[name]
        show_wrong(field, True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(field)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll to it."""
    area = area_around(widget)
    if area is not None:
        area.ensureWidgetVisible(widget)


def area_around(widget: QWidget) -> QScrollArea | None:
    """What a widget scrolls in."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around


def _line(setting: Setting) -> QWidget:
    del setting
    return text_field()


def _secret(_setting: Setting) -> QWidget:
    return text_field(secret=True)


def _number(setting: Setting) -> QWidget:
    del setting
    return number_field()


def _lines(setting: Setting) -> QWidget:
    del setting
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setProperty("keys", "text")
    field.setFixedHeight(theme.px(104))
    return field


def _list(setting: Setting) -> QWidget:
    return choice_field([(value, _(text)) for value, text in setting.choices])


def _pick(setting: Setting) -> QWidget:
    return Choices([(value, _(text)) for value, text in setting.choices])


def _check(setting: Setting) -> QWidget:
    del setting
    return Tick()


def _fixed(setting: Setting) -> QWidget:
    """A text to read and to copy, which looks like no field."""
    del setting
    field = text_field()
    field.setObjectName("fixed")
    field.setReadOnly(True)
    field.setFixedHeight(theme.px(FIXED))
    field.setProperty("keys", "none")
    return field


_MAKERS: dict[str, Callable[[Setting], QWidget]] = {
    "line": _line,
    "number": _number,
    "secret": _secret,
    "lines": _lines,
    "list": _list,
    "pick": _pick,
    "check": _check,
    "fixed": _fixed,
}


def _value(field: QWidget) -> str:
    if isinstance(field, QLineEdit):
        return field.text().strip()
    if isinstance(field, QPlainTextEdit):
        return "\n".join(line.rstrip() for line in field.toPlainText().strip().splitlines())
    if isinstance(field, QComboBox):
        return chosen_in(field)
    if isinstance(field, QCheckBox):
        return "yes" if field.isChecked() else ""
    return field.value() if isinstance(field, Choices) else ""


def _put(field: QWidget, value: str) -> None:
    if isinstance(field, QLineEdit):
        field.setText(value)
        if field.isReadOnly():
            field.setCursorPosition(0)
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(value)
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(value)))
    elif isinstance(field, QCheckBox):
        field.setChecked(value == "yes")
    elif isinstance(field, Choices):
        field.put(value)
