"""Above a report: which days, and what they are compared with."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kasse.books.reports import Period
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.texts import N_, _, current_language
from ui import theme
from ui.figures import periods
from ui.widgets.choices import Choices
from ui.widgets.fields import text_field
from ui.widgets.keys import KeyButton

COMPARED = (("", N_("Alone")), ("last_week", N_("Last week")), ("last_year", N_("Last year")))


class Controls(QWidget):
    """Says by `changed` that another report is wanted, and by `wrong` why a typed day is none."""

    changed = Signal()
    wrong = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.spans = Choices([(span, _(text)) for span, text in periods.SPANS])
        self.spans.setAccessibleName(_("Time"))
        self.compared = Choices([(value, _(text)) for value, text in COMPARED])
        self.compared.setAccessibleName(_("Compared with"))
        self.back, self.on = _arrow("‹", "Alt+Left", _("Earlier")), _arrow("›", "Alt+Right", _("Later"))
        self.title = QLabel()
        self.title.setObjectName("section")
        self.first, self.last = _day_field(_("From")), _day_field(_("To"))
        self.period = periods.around("month", today)
        self.spans.put("month")
        self.compared.put("")
        self._lay_out()
        self.spans.picked.connect(self._span_picked)
        self.compared.picked.connect(lambda _value: self.changed.emit())
        self.back.clicked.connect(lambda: self._step(-1))
        self.on.clicked.connect(lambda: self._step(1))
        for field in (self.first, self.last):
            field.returnPressed.connect(self._typed)
        self._show()

    def _lay_out(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for row in (upper, lower):
            row.setSpacing(theme.px(8))
        upper.addWidget(self.spans, 3)
        upper.addWidget(self.compared, 2)
        lower.addWidget(self.back)
        lower.addWidget(self.title)
        lower.addWidget(self.first)
        lower.addWidget(self.last)
        lower.addWidget(self.on)
        lower.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(upper)
        layout.addLayout(lower)

    @property
    def span(self) -> str:
        """What kind of time is chosen."""
        return self.spans.value()

    @property
    def beside(self) -> str:
        """What it is compared with: a week is set beside a week, a longer time beside the year before alone."""
        value = self.compared.value()
        return value if self.compared.isEnabled() and self.compared.buttons[value].isEnabled() else ""

    def ask_for(self, *, dated: bool, compares: bool) -> None:
        """What the report can be asked for; one of now has no time, and not all can be compared."""
        for widget in (self.spans, self.back, self.on):
            widget.setEnabled(dated)
        self.compared.setEnabled(compares)
        self.compared.buttons["last_week"].setEnabled(compares and self.period.days <= 7)
        self.title.setEnabled(dated)

    def put(self, span: str, period: Period) -> None:
        """Choose a time from outside."""
        self.spans.put(span)
        self.period = period
        self._show()

    def _span_picked(self, span: str) -> None:
        day = min(self.period.last, self.today) if self.period.first <= self.today else self.period.first
        self.period = periods.around(span, day, self.period)
        self._show()
        if span == "days":
            self.first.setFocus()
            self.first.selectAll()
        self.changed.emit()

    def _step(self, step: int) -> None:
        self.period = periods.stepped(self.span, self.period, step)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        typed = self.span == "days"
        self.title.setText(periods.title(self.span, self.period, self.today))
        self.title.setVisible(not typed)
        for field, day in ((self.first, self.period.first), (self.last, self.period.last)):
            field.setVisible(typed)
            field.setText(date_text(day, current_language()))

    def _typed(self) -> None:
        try:
            period = Period(read_day(self.first.text(), self.today), read_day(self.last.text(), self.today))
        except Refused as refusal:
            self.wrong.emit(refusal.message)
            return
        if period.first > period.last:
            self.wrong.emit(_("The first day is after the last one."))
            return
        self.period = period
        self._show()
        self.changed.emit()


def read_day(text: str, today: date) -> date:
    """A day as people type it: 23.11.2026, 23.11., 2311 or 2026-11-23; without a year it is the last such day."""
    parts = [int(part) for part in text.replace("-", ".").replace("/", ".").split(".") if part.strip().isdigit()]
    if len(parts) == 1 and len(text.strip()) in (4, 6, 8):
        digits = text.strip()
        parts = [int(digits[:2]), int(digits[2:4]), *([int(digits[4:])] if digits[4:] else [])]
    if len(parts) == 3 and parts[0] > 31:
        parts.reverse()
    try:
        if len(parts) == 2:
            day = date(today.year, parts[1], parts[0])
            return day if day <= today else day.replace(year=today.year - 1)
        if len(parts) == 3:
            return date(parts[2] + (2000 if parts[2] < 100 else 0), parts[1], parts[0])
    except ValueError:
        pass
    raise Refused("bad_day", _("“{text}” is not a day. Type it as in 23.11.2026.").format(text=text[:20]))


def _arrow(text: str, key: str, name: str) -> KeyButton:
    button = KeyButton(text, key.replace("Left", "←").replace("Right", "→"))
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFixedWidth(theme.px(84))
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    button.on_key(key)
    return button


def _day_field(name: str) -> QLineEdit:
    field = text_field()
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.setFixedWidth(theme.px(160))
    return field
