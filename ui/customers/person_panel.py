"""A customer's facts. A name is enough; nothing else is asked for unless somebody wants to note it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kasse.books.customers import Customer
from kasse.errors import Refused
from kasse.texts import _
from ui.checkout.chips import Chip
from ui.products.side import SidePanel, button
from ui.widgets.fields import money_entry, money_field, money_of, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Rows


class PersonPanel(SidePanel):
    """One customer, new or as they are."""

    group_out = Signal()
    """A group is to be removed."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self._before = Customer("")
        self.groups: tuple[str, ...] = ()
        """The groups that are offered."""
        self.out: KeyButton | None = None
        """The button that removes one, where there are any."""
        self.name = text_field()
        self.limit = money_field()
        self.card = text_field()
        self.group = text_field()
        self.contact = text_field()
        self.note = text_field()
        self.add(_("Name"), self.name, _("Nothing else is needed."))
        self.add(_("Limit of the tab"), self.limit, _("Empty where nothing may be put on a tab."))
        self.add(_("Card"), self.card, _("Scan it; it names the customer at the checkout."))
        self.add(_("Group"), self.group, _("Promotions can be for a group, as for staff or regulars."))
        self._known = QWidget()
        self._holder = QVBoxLayout(self._known)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.form.add("", self._known)
        self.add(_("Contact"), self.contact)
        self.add(_("Note"), self.note)

    def open(self, customer: Customer, groups: tuple[str, ...]) -> None:
        """Show a customer, or an empty form."""
        self._before = customer
        self.clear_notes()
        self.busy(False)
        self.heading.setText(customer.name if customer.number is not None else _("New customer"))
        for field, text in (
            (self.name, customer.name),
            (self.card, customer.card),
            (self.group, customer.group),
            (self.contact, customer.contact),
            (self.note, customer.note),
            (self.limit, "" if customer.tab_limit is None else money_entry(customer.tab_limit)),
        ):
            field.setText(text)
        self._offer(groups)
        self.area.verticalScrollBar().setValue(0)
        self.go_to(self.name)

    def _offer(self, groups: tuple[str, ...]) -> None:
        while self._holder.count():
            item = self._holder.takeAt(0)
            old = None if item is None else item.widget()
            if old is not None:
                old.deleteLater()
        self.groups, self.out = groups, None
        self._known.setVisible(bool(groups))
        if groups:
            self._holder.addWidget(Rows([self._chip(name) for name in groups]))
            self.out = button(_("Remove a group"), self.group_out.emit)
            self._holder.addWidget(self.out)

    def forget_group(self, name: str, groups: tuple[str, ...]) -> None:
        """A group is gone; what else was typed stays."""
        if self._before.group == name:
            self._before = self._before._replace(group="")
        if self.group.text().strip() == name:
            self.group.clear()
        self._offer(groups)

    def _chip(self, name: str) -> Chip:
        chip = Chip(name)
        chip.setCheckable(False)
        chip.clicked.connect(lambda: self.group.setText(name))
        return chip

    def take_card(self, code: str) -> None:
        """A card was scanned."""
        self.card.setText(code)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        typed = tuple(field.text().strip() for field in (self.name, self.card, self.group, self.contact, self.note))
        before = self._before
        was = (before.name, before.card, before.group, before.contact, before.note)
        limit = "" if before.tab_limit is None else money_entry(before.tab_limit)
        return typed != was or self.limit.text().strip() != limit

    def read(self) -> Customer | None:
        """What was typed; None where an amount cannot be read, which is said beside it."""
        self.clear_notes()
        try:
            limit = money_of(self.limit)
        except Refused as refusal:
            self.say(refusal.message, self.limit)
            return None
        return self._before._replace(
            name=self.name.text(),
            card=self.card.text(),
            group=self.group.text(),
            contact=self.contact.text(),
            note=self.note.text(),
            tab_limit=limit,
        )

    def refuse(self, code: str, sentence: str) -> None:
        """Why it was not saved, beside what it is about."""
        self.busy(False)
        self.say(sentence, {"no_name": self.name, "card_taken": self.card, "bad_limit": self.limit}.get(code))
