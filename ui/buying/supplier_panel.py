"""One supplier, to be edited."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kasse.books.buying import Supplier
from kasse.buying.reasons import weekday_name
from kasse.errors import Refused
from kasse.texts import _
from ui.checkout.chips import Chip
from ui.products.side import SidePanel, button
from ui.widgets.fields import Tick, money_entry, money_field, money_of, number_field, text_field

NEW = Supplier("")
FIELDS = {"bad_email": "email", "no_name": "name", "name_taken": "name", "bad_lead": "lead", "bad_amount": "minimum",
          "bad_minimum": "minimum"}  # fmt: skip
"""Which field a refusal is about."""


class Weekdays(QWidget):
    """Seven chips; none on means any day."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.chips = []
        for weekday in range(7):
            chip = Chip(weekday_name(weekday, "short"))
            chip.setAccessibleName(weekday_name(weekday, "wide"))
            chip.setMinimumWidth(1)
            self.chips.append(chip)
            row.addWidget(chip, 1)
        self.setFocusProxy(self.chips[0])

    def show_days(self, days: tuple[int, ...]) -> None:
        """These are on."""
        for weekday, chip in enumerate(self.chips):
            chip.setChecked(weekday in days)

    @property
    def days(self) -> tuple[int, ...]:
        """Which are on."""
        return tuple(weekday for weekday, chip in enumerate(self.chips) if chip.isChecked())


class SupplierPanel(SidePanel):
    """Name, when they come, what they want, and how they are reached."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.before: Supplier | None = None
        self.name, self.customer_no = text_field(), text_field()
        self.contact, self.phone, self.email = text_field(), number_field(), text_field()
        self.street, self.city = text_field(), text_field()
        self.minimum, self.lead = money_field(), number_field()
        self.days = Weekdays()
        self.carry, self.former = Tick(), Tick()
        self.articles_key = button(_("Articles"), lambda: None, key="Alt+A")
        self.add(_("Name"), self.name)
        self.form.add(_("Delivers on"), self.days, _("None marked means any day."))
        self.level(self.days)
        self.add(_("Days ahead"), self.lead, _("So many days before it must be ordered; 0 is the same day."))
        self.add(_("Least value"), self.minimum, _("The least net value of an order; empty for none."))
        self.form.add(_("I drive there myself"), self.carry)
        self.add(_("Customer number"), self.customer_no)
        self.add(_("E-mail for orders"), self.email)
        self.add(_("Contact"), self.contact)
        self.add(_("Phone"), self.phone)
        self.add(_("Street and number"), self.street)
        self.add(_("Postcode and city"), self.city)
        self.form.add(_("We do not buy there any more"), self.former)
        self.inner.insertWidget(1, self.articles_key)

    def open(self, supplier: Supplier | None) -> None:
        """Show a supplier, or an empty one."""
        self.before = supplier
        shown = supplier or NEW
        self.clear_notes()
        self.busy(False)
        self.heading.setText(shown.name or _("New supplier"))
        street, _newline, city = shown.address.partition("\n")
        for field, text in (
            (self.name, shown.name), (self.customer_no, shown.customer_no), (self.contact, shown.contact),
            (self.phone, shown.phone), (self.email, shown.email), (self.street, street), (self.city, city),
            (self.minimum, "" if shown.minimum is None else money_entry(shown.minimum)),
            (self.lead, str(shown.lead_days)),
        ):  # fmt: skip
            field.setText(text)
        self.days.show_days(shown.delivery_days)
        self.carry.setChecked(shown.cash_and_carry)
        self.former.setChecked(not shown.active)
        self.former.setVisible(supplier is not None)
        self.articles_key.setVisible(supplier is not None)
        self._began = self._typed()
        self.go_to(self.name)

    def _typed(self) -> tuple[object, ...]:
        fields = (self.name, self.customer_no, self.contact, self.phone, self.email, self.street, self.city,
                  self.minimum, self.lead)  # fmt: skip
        return (*(field.text() for field in fields), self.days.days, self.carry.isChecked(), self.former.isChecked())

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._began

    def read(self) -> Supplier:
        """What was typed; `Refused` says what cannot be read."""
        lead = self.lead.text().strip() or "0"
        if not (lead.isascii() and lead.isdigit() and len(lead) < 4):
            raise Refused("bad_lead", _("Write how many days as a number, such as 1 or 2."))
        address = "\n".join(text for text in (self.street.text().strip(), self.city.text().strip()) if text)
        return replace(
            self.before or NEW,
            name=self.name.text(),
            customer_no=self.customer_no.text().strip(),
            contact=self.contact.text().strip(),
            phone=self.phone.text().strip(),
            email=self.email.text().strip(),
            address=address,
            minimum=money_of(self.minimum),
            delivery_days=self.days.days,
            lead_days=int(lead),
            cash_and_carry=self.carry.isChecked(),
            active=not self.former.isChecked(),
        )

    def refuse(self, code: str, sentence: str) -> None:
        """Say why not where it can be put right."""
        name = FIELDS.get(code)
        self.say(sentence, None if name is None else getattr(self, name))
