"""The first tab: the customers, found while typing, and beside them the account of one."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.customers import Customer, Listed
from kasse.customers.people import Opened
from kasse.errors import KasseError, Refused
from kasse.formats import entry_text
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, Permission
from kasse.shop import Shop
from kasse.texts import _, current_language, ngettext
from ui.checkout.chips import Chip
from ui.checkout.rows import figure
from ui.customers import words
from ui.customers.account_panel import AccountPanel
from ui.customers.person_panel import PersonPanel
from ui.pages import Page, card
from ui.products.list_view import SearchField
from ui.products.side import button
from ui.products.view import View
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

MOST = 10_000
"""More customers than any list shows; what they owe is summed over all of them."""


class PeopleView(View):
    """Who the customers are and what they owe."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.account = AccountPanel(self._act)
        self.person = PersonPanel()
        page.keep_in_side(self.account, self.person)
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Name or card"))
        self.search.setAccessibleName(_("Look for a customer"))
        self.owing = Chip(_("Owes"))
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.new_key = button(_("New customer"), self.new, name="primary", key="Ctrl+N")
        self.table = Table(
            (
                Column(_("Name"), bold=True),
                Column(_("Group"), 150, quiet=True),
                Column(_("Limit"), 100, figures=True, quiet=True),
                Column(_("Owes"), 110, figures=True, bold=True),
            ),
            _("Customers"),
            _("No customers yet. A name is enough for the first one."),
        )
        self._groups: tuple[str, ...] = ()
        self._opened: Opened | None = None
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.returnPressed.connect(self._enter)
        self.search.stepped.connect(self.table.step)
        self.owing.clicked.connect(lambda: self.load())
        self.table.chosen.connect(lambda key: self.unless_unsaved(lambda: self.open(int(key))))
        self.person.wanted.connect(self.save)
        self.person.closed.connect(page.back)
        self.person.group_out.connect(self._ask_group)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.search, 1)
        top.addWidget(self.owing)
        top.addWidget(self.new_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(card(self.table), 1)

    def main_key(self) -> KeyButton:
        """Making a new one."""
        return self.new_key

    def level_keys(self) -> None:
        """Beside an account the names need the room of the groups."""
        super().level_keys()
        self.table.leave_out(1, self.beside is not None)

    # The list

    def opened(self) -> None:
        """Load anew; an account that was left open is shown as it is now."""
        self.load()
        if self.beside is None:
            focus_on(self.search)
        elif self.beside is self.account and self.account.number:
            self.open(self.account.number)

    def load(self) -> None:
        """The customers that fit what was typed."""
        text, owing = self.search.text(), self.owing.isChecked()
        self.page.store(lambda: self.page.office.till.customers.listed(text, owing=owing, limit=MOST), self._show)

    def _show(self, found: list[Listed]) -> None:
        filtered = bool(self.search.text().strip()) or self.owing.isChecked()
        self.table.say_empty(
            _("Nobody fits. Type another name.")
            if filtered
            else _("No customers yet. A name is enough for the first one.")
        )
        self.table.show_rows([_entry(one) for one in found])
        if not self.table.key():
            self.table.mark_row(0)
        owed = Money(sum(one.owes.cents for one in found))
        told = ngettext("{count} customer", "{count} customers", len(found)).format(count=len(found))
        if owed:
            told = _("{told}, {amount} € owed in all").format(told=told, amount=figure(owed))
        self.told.setText(told if found else "")

    def _enter(self) -> None:
        if self.table.key():
            self.table.chosen.emit(self.table.key())
        elif self.search.text().strip():
            self.new()

    # One customer

    def open(self, number: int) -> None:
        """Show the account of one."""

        def load() -> tuple[Opened, Shop]:
            till = self.page.office.till
            return till.customers.open(number), till.checkout.shop

        self.page.store(load, lambda loaded: self._show_account(*loaded))

    def _show_account(self, opened: Opened, shop: Shop) -> None:
        self._opened, self._groups = opened, opened.groups
        self.account.show_account(opened, shop)
        self.table.mark(str(opened.standing.customer.number))
        self.open_beside(self.account)

    def new(self) -> None:
        """A new one; what was typed and not found is the name."""
        name = "" if self.table.key() else self.search.text().strip()
        self.page.store(
            lambda: tuple(self.page.office.till.customers.groups()), lambda groups: self._edit(Customer(name), groups)
        )

    def _edit(self, customer: Customer, groups: tuple[str, ...]) -> None:
        self.page.message.say("")
        self.open_beside(self.person)
        self.person.open(customer, groups)

    def save(self) -> None:
        """Keep what was typed."""
        customer = self.person.read()
        if customer is not None:
            self.person.busy(True)
            self.page.act(
                Permission.CUSTOMERS, lambda actor: self.page.office.till.customers.save(actor, customer), self._saved
            )

    def _saved(self, customer: Customer) -> None:
        self.person.busy(False)
        self.load()
        self.open(customer.number or 0)
        self.page.message.say(_("“{name}” is saved.").format(name=customer.name))

    def _ask_group(self) -> None:
        choices = tuple(Choice(name, name) for name in self.person.groups)
        question = Question(_("Remove a group"), _("Which one?"), "", "", choices=choices)
        self.page.ask(question, lambda _typed, chosen: self._ask_group_out(chosen))

    def _ask_group_out(self, name: str) -> None:
        told = _("Whoever is in it stays a customer, in no group. Promotions for this group count for nobody then.")
        choices = (Choice(_("Keep"), "keep"), Choice(_("Remove"), "remove"))
        question = Question(_("Remove the group {name}?").format(name=name), told, "", "", choices=choices)
        self.page.ask(
            question, lambda _typed, chosen: self._group_out(name) if chosen == "remove" else self.page.close_asking()
        )

    def _group_out(self, name: str) -> None:
        customers = self.page.office.till.customers

        def remove(actor: Actor) -> tuple[str, ...]:
            customers.remove_group(actor, name)
            return tuple(customers.groups())

        def done(groups: tuple[str, ...]) -> None:
            self.page.close_asking()
            self._groups = groups
            self.person.forget_group(name, groups)
            self.load()
            self.page.message.say(_("The group {name} is gone.").format(name=name))

        self.page.act(Permission.CUSTOMERS, remove, done)

    def take_scan(self, code: str) -> bool:
        """The card of whoever is being edited."""
        if self.beside is self.person:
            self.person.take_card(code)
            return True
        return False

    # What may be done

    def _act(self, name: str) -> None:
        if self._opened is None:
            return
        acts: dict[str, Callable[[Opened], None]] = {
            "pay": self._ask_payment,
            "statement": self._ask_statement,
            "change": lambda opened: self._edit(opened.standing.customer, opened.groups),
            "correct": self._ask_correction,
            "data": self._ask_data,
            "erase": self._ask_erase,
        }
        self.page.message.say("")
        acts[name](self._opened)

    def _ask_payment(self, opened: Opened) -> None:
        owes = entry_text(opened.standing.owes, current_language())
        told = _("The amount comes into the basket, and is paid there in cash or by card.")
        question = Question(opened.standing.customer.name, told, _("Paid"), _("To the checkout"), default=owes)
        self.page.ask(question, lambda typed, _chosen: self._pay(opened, Money.parse(typed)))

    def _pay(self, opened: Opened, amount: Money) -> None:
        desk, number = self.page.office.desk, opened.standing.customer.number or 0

        def put() -> None:
            if desk.basket.active and desk.basket.customer not in (None, number):
                raise Refused(
                    "two_customers",
                    _("The basket at the checkout is another customer's. Pay or park it first."),
                )
            desk.name_customer(number)
            desk.pay_tab(amount)

        def done(_none: None) -> None:
            self.page.close_asking()
            self.page.office.changed("basket")
            self.page.office.go("checkout")

        self.page.store(put, done)

    def _ask_correction(self, opened: Opened) -> None:
        told = _("With a minus the customer owes less, without one more.")
        question = Question(_("Correct the tab"), told, _("Amount"), _("Go on"), keys="text")
        self.page.ask(question, lambda typed, _chosen: self._ask_reason(opened, Money.parse(typed.replace("−", "-"))))

    def _ask_reason(self, opened: Opened, amount: Money) -> None:
        reasons = (_("Waived"), _("Booked wrongly"), _("Owed from before"))
        choices = tuple(Choice(reason, reason) for reason in reasons)
        question = Question(
            _("Correct the tab"), _("Why? It is noted down."), _("Reason"), "", choices=choices, keys="text"
        )
        document = uuid7()
        self.page.ask(question, lambda typed, chosen: self._correct(opened, amount, typed.strip() or chosen, document))

    def _correct(self, opened: Opened, amount: Money, reason: str, document: UUID) -> None:
        number = opened.standing.customer.number or 0

        def done(owes: Money) -> None:
            self.page.close_asking()
            self.load()
            self.open(number)
            self.page.message.say(_("Corrected: {amount} € is owed now.").format(amount=figure(owes)))

        self.page.act(
            Permission.CUSTOMERS,
            lambda actor: self.page.office.till.tabs.correct(actor, number, amount, reason, document),
            done,
        )

    def _ask_statement(self, opened: Opened) -> None:
        name = _("statement-{name}.pdf").format(name=_plain(opened.standing.customer.name))
        self._ask_file(_("Statement as PDF"), name, "PDF (*.pdf)", self.save_statement)

    def save_statement(self, path: Path) -> None:
        """The statement of whoever is open; drawn and written beside the store thread."""
        from ui.customers.files import write_statement

        number, office = self.account.number, self.page.office
        self.page.store(
            lambda: office.till.tabs.statement(number),
            lambda made: office.tasks.device(lambda: write_statement(made, path), self._written, self.page.refuse),
        )

    def _ask_data(self, opened: Opened) -> None:
        name = _("data-{name}.zip").format(name=_plain(opened.standing.customer.name))
        self._ask_file(_("Data as a file"), name, "ZIP (*.zip)", self.save_data)

    def save_data(self, path: Path) -> None:
        """All that is kept of whoever is open."""
        from ui.customers.files import write_person

        number, office = self.account.number, self.page.office
        self.page.act(
            Permission.CUSTOMERS,
            lambda actor: (office.till.privacy.export(actor, number), office.till.checkout.shop),
            lambda made: office.tasks.device(lambda: write_person(*made, path), self._written, self.page.refuse),
        )

    def _written(self, path: Path) -> None:
        self.page.message.say(_("Saved as {file}.").format(file=path))

    def _ask_file(self, title: str, name: str, kinds: str, save: Callable[[Path], None]) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, title, str(Path(folder) / name), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.fileSelected.connect(lambda path: save(Path(path)))
        dialog.open()

    def _ask_erase(self, opened: Opened) -> None:
        told = _(
            "Name, card, contact and notes are gone for good. Receipts and amounts stay without them, as the law wants."
        )
        choices = (Choice(_("Keep"), "keep"), Choice(_("Erase for good"), "erase"))
        question = Question(
            _("Erase {name}?").format(name=opened.standing.customer.name), told, "", "", choices=choices
        )
        self.page.ask(
            question, lambda _typed, chosen: self._erase(opened) if chosen == "erase" else self.page.close_asking()
        )

    def _erase(self, opened: Opened) -> None:
        number = opened.standing.customer.number or 0

        def done(_none: None) -> None:
            self.page.close_asking()
            self._opened = None
            self.close_beside()
            self.load()
            self.page.office.changed("basket")
            self.page.message.say(_("Customer {number} is erased.").format(number=number))

        self.page.act(Permission.CUSTOMERS, lambda actor: self.page.office.till.privacy.erase(actor, number), done)

    # Leaving

    @property
    def unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self.beside is self.person and self.person.changed

    def unless_unsaved(self, then: Callable[[], None]) -> None:
        """Go on, once what was typed is saved or given up."""
        if self.unsaved:
            name = self.person.name.text().strip() or _("New customer")
            self.ask_unsaved(_("“{name}” was changed and is not saved.").format(name=name[:60]), self.save, then)
        else:
            then()

    def leave(self) -> bool:
        """Out of the form, out of the account."""
        if self.beside is None:
            return False
        self.unless_unsaved(self._close)
        return True

    def _close(self) -> None:
        if self.beside is self.person and self._opened is not None and self.account.number:
            self.open_beside(self.account)
            return
        self._opened = None
        self.account.number = 0
        self.close_beside()
        focus_on(self.search)

    def refuse(self, error: KasseError) -> bool:
        """A refusal of what was typed belongs into the form."""
        if self.beside is not self.person:
            return False
        self.open_beside(self.person)
        self.person.refuse(error.code, error.message)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.person.busy(False)


def _entry(one: Listed) -> Entry:
    customer = one.customer
    over = one.owes.cents > 0 and (customer.tab_limit is None or one.owes > customer.tab_limit)
    owes = figure(one.owes) if one.owes else ""
    return Entry(
        str(customer.number), (customer.name, customer.group, words.limit_text(customer.tab_limit), owes), alarm=over
    )


def _plain(name: str) -> str:
    """A name as part of a file's name."""
    return "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")[:40]
