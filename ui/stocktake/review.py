"""What the owner sees: the differences, what nobody counted, and the ways on: count again, book, give up."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.formats import entry_text
from kasse.money import Money
from kasse.stock.review import Limits, Review
from kasse.texts import _, current_language, ngettext
from ui import theme
from ui.pages import card
from ui.products.side import button
from ui.stocktake import rows
from ui.widgets.choices import Choices
from ui.widgets.count_field import counted
from ui.widgets.fields import money_field, number_field
from ui.widgets.keys import set_primary
from ui.widgets.table import Table


class ReviewView(QWidget):
    """A list at a time: what differs, what is not counted, everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.review: Review | None = None
        self.which = Choices([("wrong", _("Differences")), ("missing", _("Not counted")), ("all", _("All"))])
        self.which.setAccessibleName(_("What is shown"))
        self.which.put("wrong")
        self.which.picked.connect(lambda _value: self._show())
        self.table = Table(rows.difference_columns(), _("Differences"), "")
        self.pieces, self.value = number_field(), money_field()
        self.sums = QLabel()
        self.sums.setObjectName("section")
        self.sums.setTextFormat(Qt.TextFormat.PlainText)
        self.sums.setWordWrap(True)
        self.again_key = button(_("Count again"), lambda: None, key="Ctrl+W")
        self.paper_key = button(_("Save the list"), lambda: None, key="Ctrl+P")
        self.drop_key = button(_("Give up"), lambda: None, name="danger")
        self.book_key = button(_("Book"), lambda: None, name="primary", key="Ctrl+Return")
        self._lay_out()

    def _lay_out(self) -> None:
        limits = QHBoxLayout()
        limits.setSpacing(8)
        self.pieces.setAccessibleName(_("Count again from so many pieces"))
        self.value.setAccessibleName(_("Count again from so many euros"))
        for widget in (_said(_("Count again from")), self.pieces, _said(_("pieces or")), self.value, _said("€")):
            limits.addWidget(widget)
        for field, wide in ((self.pieces, 80), (self.value, 110)):
            field.setFixedWidth(theme.px(wide))
        limits.addStretch(1)
        self.sums.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        limits.addWidget(self.sums, 4)
        ways = QHBoxLayout()
        ways.setSpacing(10)
        ways.addWidget(self.drop_key)
        ways.addStretch(1)
        for key in (self.paper_key, self.again_key, self.book_key):
            ways.addWidget(key)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(10)
        foot.addLayout(limits)
        foot.addLayout(ways)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.which)
        layout.addWidget(card(self.table), 1)
        layout.addWidget(self.foot)

    def show_review(self, review: Review) -> None:
        """How it stands."""
        self.review = review
        self.pieces.setText(rows.many(review.limits.pieces))
        self.value.setText(entry_text(review.limits.value, current_language()))
        self.which.buttons["missing"].setText(_("Not counted ({count})").format(count=len(review.missing)))
        self.which.place_anew()
        again = len(review.striking)
        text = ngettext("Count {count} again", "Count {count} again", again).format(count=again)
        self.again_key.say(text if again else _("Count again"), "Ctrl+W")
        self.again_key.setEnabled(bool(again))
        set_primary(self.again_key, bool(again))
        set_primary(self.book_key, not again)
        sentence = ngettext("{count} difference", "{count} differences", len(review.wrong)).format(
            count=len(review.wrong)
        )
        self.sums.setText(f"{sentence}: {rows.worth(review)}" if review.wrong else sentence)
        self._show()

    def _show(self) -> None:
        review, which = self.review, self.which.value()
        if review is None:
            return
        if which == "missing":
            self.table.say_empty(_("Everything that is in stock by the books was counted."))
            self.table.show_rows(rows.missing_rows(review.missing))
        else:
            shown = review.wrong if which == "wrong" else review.differences
            self.table.say_empty(
                _("Nothing was counted yet.") if not review.differences else _("Everything is as it is in the books.")
            )
            self.table.show_rows(rows.difference_rows(review, shown))

    def limits(self) -> Limits:
        """The limits as they were typed; `Refused` says what cannot be read."""
        return Limits(counted(self.pieces.text()), Money.parse(self.value.text()))


def _said(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    return label
