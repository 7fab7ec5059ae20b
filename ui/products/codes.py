"""The codes of a product: each with its own way out, and a field for one more."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.barcodes import lookup_key
from kasse.products import CodeCheck
from kasse.texts import _
from ui import theme
from ui.products.side import button
from ui.widgets.fields import number_field, show_wrong
from ui.widgets.message import focus_on
from ui.widgets.noted import sentence, tell

Check = Callable[[str, Callable[[CodeCheck], None]], None]
"""Asks the books about a code, and gives the answer back on the Qt thread."""


class CodesField(QWidget):
    """A list of codes. One whose check digit is wrong is taken by a second Enter: shops make codes of their own."""

    changed = Signal()

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.codes: tuple[str, ...] = ()
        self._check = check
        self._doubted = ""
        self.field = number_field()
        self.field.setPlaceholderText(_("Code"))
        self.field.setAccessibleName(_("Another code"))
        self.note = sentence()
        self.setFocusProxy(self.field)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._rows: list[QWidget] = []
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(button(_("Add"), self.take))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._list)
        layout.addLayout(line)
        layout.addWidget(self.note)
        self.field.textEdited.connect(lambda _text: self.say(""))

    def show_codes(self, codes: Sequence[str]) -> None:
        """Begin with these."""
        self.field.clear()
        self.say("")
        self._show(tuple(codes))

    def say(self, text: str) -> None:
        """What is wrong with the code that was typed."""
        tell(self.note, text)
        show_wrong(self.field, bool(text))

    @property
    def pending(self) -> bool:
        """Whether a code is typed and not taken yet."""
        return bool(self.field.text().strip())

    def scan(self, code: str) -> None:
        """A code came from the scanner."""
        self.field.setText(code)
        self.take()

    def take(self, then: Callable[[], None] = lambda: None) -> None:
        """Check what was typed and take it; `then` is called where that went well."""
        code = self.field.text().strip()
        if not code:
            focus_on(self.field)
        elif lookup_key(code) in map(lookup_key, self.codes):
            self.say(_("The product has this code already."))
        else:
            self._check(code, lambda checked: self._checked(checked, then))

    def _checked(self, checked: CodeCheck, then: Callable[[], None]) -> None:
        if checked.owner:
            self.say(_("The code {code} belongs to {name} already.").format(code=checked.code, name=checked.owner))
            focus_on(self.field)
        elif checked.warning and self._doubted != checked.code:
            self._doubted = checked.code
            self.say(checked.warning + "\n" + _("Press Enter once more to take it as it is."))
            self.field.setFocus()
        else:
            self.field.clear()
            self.say("")
            self._show((*self.codes, checked.code))
            self.changed.emit()
            then()

    def remove(self, code: str) -> None:
        """Take a code away."""
        self._show(tuple(other for other in self.codes if other != code))
        self.changed.emit()
        self.field.setFocus()

    def _show(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(code) for code in codes]
        for row in self._rows:
            self._list.addWidget(row)

    def _row(self, code: str) -> QWidget:
        row = QWidget()
        shown = QLabel(code)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setFont(theme.font(theme.BODY, bold=True))
        away = button(_("Remove"), lambda: self.remove(code))
        away.setAccessibleName(_("Remove {code}").format(code=code))
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 0, 0, 0)
        line.addWidget(shown, 1)
        line.addWidget(away)
        return row
