"""What is asked beside a delivery: from whom it is, what an unknown code is, and why a booked one is taken back."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kasse.books.buying import Supplier
from kasse.books.stock import StockDocument
from kasse.catalog import Department, Unit
from kasse.money import Money
from kasse.stock.receiving import DeliveryView
from kasse.texts import _
from ui.checkout.rows import figure, quantity_figure
from ui.products.side import SidePanel
from ui.widgets.choices import Choices
from ui.widgets.fields import choice_field, chosen_in, money_field, money_of, needed, text_field
from ui.widgets.table import Column, Entry, Table


class HeadPanel(SidePanel):
    """The supplier, the paper, and how its costs are to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Take it"), _("Back"), parent)
        self.heading.setText(_("The delivery"))
        self.supplier = choice_field([("", _("nobody named"))])
        self.note = text_field()
        self.vat = Choices([("net", _("without VAT")), ("gross", _("with VAT"))])
        self.add(_("Supplier"), self.supplier)
        self.add(_("Delivery note"), self.note)
        self.form.add(_("Costs are"), self.vat, _("Most delivery notes name costs without VAT. Deposits are apart."))

    def open(self, view: DeliveryView, suppliers: Sequence[Supplier]) -> None:
        """Show what is known."""
        self.clear_notes()
        self.supplier.clear()
        self.supplier.addItem(_("nobody named"), "")
        for one in suppliers:
            self.supplier.addItem(one.name, str(one.number))
        self.supplier.setCurrentIndex(max(0, self.supplier.findData(str(view.delivery.supplier or ""))))
        self.note.setText(view.delivery.note_no)
        self.vat.put("gross" if view.delivery.gross else "net")

    def read(self) -> tuple[int | None, str, bool]:
        """Supplier, delivery note, and whether costs are with VAT."""
        chosen = chosen_in(self.supplier)
        return int(chosen) if chosen else None, self.note.text(), self.vat.value() == "gross"


class Learned(NamedTuple):
    """An article nobody knew."""

    code: str
    name: str
    department: Department
    price: Money | None


class LearnPanel(SidePanel):
    """An unknown code gets a name, a department and a price; the delivery goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Add it"), _("Back"), parent)
        self.code = ""
        self._departments: dict[str, Department] = {}
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.inner.insertWidget(0, self.told)
        self.heading.setText(_("New article"))
        self.name, self.department, self.price = text_field(), choice_field([]), money_field()
        self.add(_("Name"), self.name)
        self.add(_("Department"), self.department)
        self.add(_("Price"), self.price, _("Empty asks at the checkout."))

    def open(self, code: str, departments: Sequence[Department]) -> None:
        """A code that is not in the list."""
        self.clear_notes()
        self.code = code
        self.told.setText(_("{code} is not in the list yet.").format(code=code[:60]))
        self._departments = {one.name: one for one in departments}
        chosen = chosen_in(self.department) if self.department.count() else ""
        self.department.clear()
        for one in departments:
            self.department.addItem(one.name, one.name)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))
        self.name.clear()
        self.price.clear()

    def read(self) -> Learned:
        """What was typed; `Refused` where the name is missing."""
        return Learned(self.code, needed(self.name, _("Name")), self._departments[chosen_in(self.department)],
                       money_of(self.price))  # fmt: skip


class BookedPanel(SidePanel):
    """A booked delivery: what came, and the way to take it back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Take it back"), _("Back"), parent)
        self.main_key.setObjectName("danger")
        self.document: StockDocument | None = None
        columns = (Column(_("Came"), 80, figures=True), Column(_("Article")), Column(_("Cost"), 90, figures=True))
        self.lines = Table(columns, _("Articles"))
        self.lines.setMinimumHeight(180)
        self.why = text_field()
        self.where = Choices([("wrong", _("It was booked wrongly")), ("back", _("It goes back to the supplier"))])
        self.inner.insertWidget(0, self.lines, 1)
        self.form.add(_("What of it"), self.where)
        self.add(_("Why"), self.why)

    def open(self, document: StockDocument, names: dict[int, tuple[str, Unit]], title: str) -> None:
        """Show a booked delivery."""
        self.clear_notes()
        self.document = document
        self.heading.setText(title)
        self.why.clear()
        self.where.put("wrong")
        self.lines.show_rows(
            [
                Entry(
                    str(number),
                    (
                        quantity_figure(entry.change, names[entry.product][1]),
                        names[entry.product][0],
                        "" if entry.cost is None else figure(entry.cost),
                    ),
                )
                for number, entry in enumerate(document.entries)
            ]
        )
