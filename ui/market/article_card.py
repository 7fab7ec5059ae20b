"""One article as it will appear, and whether it shall."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kasse.books.market import Bucket, Hidden, PublicView
from kasse.texts import _
from ui import theme
from ui.market import words
from ui.products.side import Scrolled, button
from ui.widgets.choices import Choices
from ui.widgets.fields import WrappedLabel, margins

DEFAULT, SHOW, HIDE = "default", "show", "hide"


class ArticleCard(QFrame):
    """The card, and below it the switch of this article."""

    switched = Signal(int, str)
    """A product, and what its switch says now."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.product = 0
        self.heading = _label("section")
        self.seen = QFrame()
        self.seen.setObjectName("card")
        self.name, self.price, self.unit = _label("heading"), _label("section"), _label("quiet")
        self.bucket, self.department, self.gtin = _label("section"), _label("quiet"), _label("quiet")
        self.picture, self.reason = _label("quiet"), _label("message")
        self.switch = Choices(((DEFAULT, _("As its department")), (SHOW, _("Always show")), (HIDE, _("Never show"))))
        self.switch.setAccessibleName(_("This article"))
        self.switch.picked.connect(lambda value: self.switched.emit(self.product, value))
        self.advice = _label("quiet")
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.seen)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(theme.px(6))
        for label in (self.name, self.price, self.unit, self.bucket, self.department, self.gtin, self.picture):
            inside.addWidget(label)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(margins(0, 0, 6, 0))
        column.setSpacing(theme.px(10))
        own = QLabel(_("This article"))
        own.setObjectName("section")
        for widget in (self.heading, self.seen, self.reason, own, self.switch, self.advice):
            column.addWidget(widget)
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(16, 12, 10, 12))
        layout.setSpacing(10)
        layout.addWidget(Scrolled(holder), 1)
        layout.addWidget(button(_("Close"), self.closed.emit, shown="Esc"))

    def show_article(
        self, product: int, name: str, view: PublicView | None, hidden: Hidden | None, switched: bool | None
    ) -> None:
        """Show one; without a view nobody sees it."""
        self.product = product
        self.heading.setText(_("As anybody sees it") if view is not None else _("Nobody sees this article"))
        self.seen.setVisible(view is not None)
        self.name.setText(name)
        if view is not None:
            self._show_view(view)
        self.reason.setText("" if hidden is None else f"{name}: {_(words.HIDDEN[hidden])}.")
        self.reason.setVisible(hidden is not None)
        self.switch.put(DEFAULT if switched is None else SHOW if switched else HIDE)
        self.advice.setText(_advice(hidden))
        self.advice.setVisible(bool(self.advice.text()))

    def _show_view(self, view: PublicView) -> None:
        self.name.setText(f"{view.brand} {view.name}" if view.brand and view.brand not in view.name else view.name)
        self.price.setText(words.price_line(view))
        _put(self.unit, words.unit_line(view))
        self.bucket.setText(words.bucket_text(view.bucket))
        out = view.bucket is Bucket.OUT
        self.bucket.setObjectName("message" if out else "section")
        self.department.setText(view.department)
        _put(self.gtin, f"GTIN {view.gtin}" if view.gtin else "")
        _put(self.picture, _("With a picture") if view.picture else _("Without a picture"))


def _put(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _label(name: str) -> QLabel:
    label = WrappedLabel("")
    label.setObjectName(name)
    return label


def _advice(hidden: Hidden | None) -> str:
    """What would let it be seen."""
    if hidden is Hidden.NO_STOCK_KEPT:
        return _("Receive it or count it once, and it is shown by itself.")
    if hidden in (Hidden.NO_PRICE, Hidden.INCOMPLETE):
        return _("Complete it on the page Products, and it is shown by itself.")
    if hidden is Hidden.RESTRICTED:
        return _("The law limits how these goods may be offered. Ask before you show them.")
    return ""
