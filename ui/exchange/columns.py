"""What each column of a list means: guessed, shown with examples, changed by whoever knows it better."""

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from kasse.exchange.mapping import FIELDS
from kasse.texts import _
from ui import theme
from ui.exchange.beside import Looked
from ui.exchange.choosing import FIELD
from ui.pages import card
from ui.products.side import Scrolled, button
from ui.setup.parts import paragraph
from ui.widgets.fields import Form, choice_field, chosen_in, show_wrong
from ui.widgets.noted import sentence, tell


class ColumnsPanel(QWidget):
    """A row for each column of the file."""

    wanted = Signal()
    other_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.told, self.wrong = paragraph(name="section"), paragraph(), sentence()
        self.told.setText(
            _("Say what each column means; what is not needed stays “not used”. It is remembered for the next list.")
        )
        self.see_key = button(_("See what it changes"), self.wanted.emit, name="primary", key="Ctrl+Return")
        self.other_key = button(_("Another file"), self.other_wanted.emit, key="Ctrl+F")
        self.fields: list[QComboBox] = []
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(0, 0, 8, 0)
        holder = QWidget()
        holder.setLayout(self._inner)
        self._form: Form | None = None
        self.area = Scrolled(holder)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        for widget in (self.heading, self.told):
            column.addWidget(widget)
        column.addWidget(self.area, 1)
        column.addWidget(self.wrong)
        keys = QHBoxLayout()
        keys.setSpacing(10)
        keys.addWidget(self.see_key)
        keys.addWidget(self.other_key)
        keys.addStretch()
        column.addLayout(keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inside))

    def show_columns(self, looked: Looked) -> None:
        """The columns of a file, each with some of what stands in it."""
        self.heading.setText(looked.sheet.name)
        choices = [("", _("not used"))] + [(field.name, _(field.title)) for field in FIELDS[looked.wanted.kind]]
        if self._form is not None:
            self._inner.removeWidget(self._form)
            self._form.deleteLater()
        self._form, self.fields = Form(), []
        self._form.setMaximumWidth(theme.px(FIELD))
        for place, heading in enumerate(looked.sheet.headings):
            field = choice_field(choices, looked.fields[place])
            field.activated.connect(lambda _index: self._show_double())
            examples = " · ".join(looked.sheet.examples(place))
            self._form.add(heading or _("column {number}").format(number=place + 1), field, examples)
            self.fields.append(field)
        self._inner.insertWidget(0, self._form)
        self._show_double()
        tell(self.wrong, looked.why)

    def chosen(self) -> tuple[str, ...]:
        """What each column means now."""
        return tuple(map(chosen_in, self.fields))

    def focus(self) -> None:
        """The first column whose meaning nobody knows, else the first."""
        unknown = next((field for field in self.fields if not chosen_in(field)), None)
        first = unknown or (self.fields[0] if self.fields else self.see_key)
        first.setFocus()

    def _show_double(self) -> None:
        """Two columns for one thing are framed."""
        tell(self.wrong, "")
        times = Counter(self.chosen())
        for field in self.fields:
            show_wrong(field, bool(chosen_in(field)) and times[chosen_in(field)] > 1)
