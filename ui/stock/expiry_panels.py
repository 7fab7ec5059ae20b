"""What stands beside the list of what expires: a markdown, and what becomes of recalled goods."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kasse.books.stock import Reason
from kasse.stock.expiry import Expiring
from kasse.texts import _
from ui.checkout.rows import figure, price_figure
from ui.products.side import SidePanel
from ui.stock.words import batch_text, days_text
from ui.widgets.choices import Choices
from ui.widgets.fields import money_entry, money_field, text_field


class MarkdownPanel(SidePanel):
    """At which price a batch is sold, and how many labels it takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Make the label"), _("Back"), parent)
        self.row: Expiring | None = None
        self.known = QLabel()
        self.known.setObjectName("quiet")
        self.known.setWordWrap(True)
        self.known.setTextFormat(Qt.TextFormat.PlainText)
        self.inner.insertWidget(0, self.known)
        self.price = money_field()
        self.add(_("New price"), self.price, _("The label's code sells it at this price."))

    def open(self, row: Expiring) -> None:
        """Begin with what is proposed."""
        self.clear_notes()
        self.row = row
        self.heading.setText(row.product.name)
        parts = [batch_text(row.batch), days_text(row.days)]
        if row.product.price is not None:
            parts.append(_("sells at {price}").format(price=price_figure(row.product.price, row.product.unit)))
        if row.cost is not None:
            parts.append(_("cost {amount} € net").format(amount=figure(row.cost)))
        self.known.setText(" · ".join(parts))
        self.price.setText("" if row.proposed is None else money_entry(row.proposed))


class TakeOutPanel(SidePanel):
    """Recalled goods leave the shelf in one go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Take it out"), _("Back"), parent)
        self.where = Choices(
            [
                (Reason.SUPPLIER_RETURN.value, _("Back to the supplier")),
                (Reason.SPOILED.value, _("Thrown away")),
            ]
        )
        self.why = text_field()
        self.form.add(_("What of it"), self.where)
        self.add(_("Why"), self.why)
