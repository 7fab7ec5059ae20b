"""What to order today: suppliers on the leading side, the proposed packs beside them, changed by + and −."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kasse.books.buying import Order
from kasse.buying.papers import pack_text
from kasse.buying.proposals import Proposal, SupplierProposal
from kasse.buying.reasons import reason, short_reason
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from ui import theme
from ui.buying.words import round_words, value_words
from ui.checkout.chips import Chip
from ui.checkout.rows import figure
from ui.pages import Page, card
from ui.products.blank import Blank
from ui.products.side import button
from ui.products.view import View
from ui.widgets.table import Column, Entry, Table

SAVE_AFTER = 400
"""Milliseconds without another key, until what was changed is written down."""
SUPPLIERS = 272
WIDE = 800
"""Where the lines have less room than this, at 100 %, their reasons stand below them only."""
WHY = 3
"""The column of the reasons."""
MOST_PACKS = 9_999
NONE_OF_IT = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

Ordered = Callable[[UUID, str], None]


class OrderingView(View):
    """The first tab."""

    def __init__(self, page: Page, ordered: Ordered, to_suppliers: Callable[[], None]) -> None:
        super().__init__(page)
        self._ordered = ordered
        self._today = date.min
        self.made: list[SupplierProposal] = []
        self.changed: dict[tuple[int, int], int] = {}
        """Packs that somebody changed, by supplier and product; they are kept until they are ordered."""
        self._unsaved: set[int] = set()
        self._actor: Actor | None = None
        """Who looked, and is the one who changes."""
        self._saving = QTimer(self, singleShot=True, interval=SAVE_AFTER)
        self._saving.timeout.connect(self._save)
        self._ids: dict[int, UUID] = {}
        self._typed = ""
        self._busy = False
        self.suppliers = Table((Column(_("Supplier")), Column("", 64, figures=True)), _("Suppliers"))
        self.lines = Table(
            (
                Column(_("Article"), share=3),
                Column(_("Packs"), bold=True, share=2),
                Column(_("Net"), 92, figures=True),
                Column(_("Why"), quiet=True, share=4),
            ),
            _("What to order"),
            _("There is enough of everything from this supplier."),
        )
        self.all = Chip(_("All articles"))
        self.round, self.why, self.value = QLabel(), QLabel(), QLabel()
        self.more = button(_("One more"), lambda: self.change(1), shown="+")
        self.less = button(_("One less"), lambda: self.change(-1), shown="-")
        self.order_key = button(_("Order"), self.order, name="primary", key="Ctrl+Return")
        self.new_key = button(_("Suppliers"), to_suppliers, name="primary")
        self.blank = Blank(self.new_key, _("No suppliers yet. Add those who deliver, and what they sell you."))
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.suppliers.setFixedWidth(theme.px(SUPPLIERS))
        for label, name in ((self.round, "section"), (self.why, "quiet"), (self.value, "section")):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.why.setFixedHeight(theme.px(44))
        self.why.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        head, foot, whole = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, foot, whole):
            row.setSpacing(10)
            row.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.round, 1)
        head.addWidget(self.all)
        foot.addWidget(self.value, 1)
        for key in (self.less, self.more, self.order_key):
            foot.addWidget(key)
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addLayout(head)
        beside.addWidget(card(self.lines), 1)
        beside.addWidget(self.why)
        beside.addLayout(foot)
        inside = QWidget()
        whole.addWidget(card(self.suppliers))
        whole.addLayout(beside, 1)
        inside.setLayout(whole)
        self.stack.addWidget(inside)
        self.stack.addWidget(self.blank)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _connect(self) -> None:
        self.suppliers.marked.connect(lambda _key: self._show_lines())
        self.suppliers.chosen.connect(lambda _key: self.lines.setFocus(Qt.FocusReason.OtherFocusReason))
        self.lines.marked.connect(lambda _key: self._show_why())
        self.all.toggled.connect(lambda _on: self._show_lines())
        self.lines.installEventFilter(self)

    # Loading

    def opened(self) -> None:
        """Look at the stock anew; what was changed by hand stays."""
        self._save()

        def allowed(actor: Actor) -> tuple[Actor, dict[tuple[int, int], int]]:
            actor.require(Permission.BUYING)
            self._today = self.page.office.till.checkout.today()
            return actor, self.page.office.till.buying_kept.packs()

        def look(begun: tuple[Actor, dict[tuple[int, int], int]]) -> None:
            till = self.page.office.till
            actor, kept = begun
            self._actor = actor
            if not self._unsaved:
                self.changed = kept
            if not self.made:
                self.page.message.say(_("Looking at sales and stock …"))
            self.page.office.tasks.device(lambda: till.propose_beside(actor), self._show, self.page.refuse)

        self.page.act(Permission.BUYING, allowed, look)

    def forget(self) -> None:
        """Somebody comes who may not see it."""
        self._save()
        self.made = []
        self.suppliers.show_rows([])
        self.lines.show_rows([])
        for label in (self.round, self.why, self.value):
            label.setText("")
        self.order_key.setEnabled(False)

    def _show(self, made: list[SupplierProposal]) -> None:
        if not self.made:
            self.page.message.say("")
        self.made = made
        self.stack.setCurrentIndex(0 if made else 1)
        self.suppliers.show_rows([self._supplier_row(one) for one in made])
        if made and not self.suppliers.key():
            self.suppliers.mark_row(0)
        self._show_lines()
        if self.isVisible() and not self.page.side.isVisible() and not self._holds_focus():
            (self.suppliers if made else self.new_key).setFocus(Qt.FocusReason.OtherFocusReason)

    def _holds_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _supplier_row(self, one: SupplierProposal) -> Entry:
        count = len(self._wanted(one))
        due = one.due and count > 0
        return Entry(str(one.supplier.number), (one.supplier.name, str(count) if count else "–"), alarm=due)

    @property
    def shown(self) -> SupplierProposal | None:
        """The marked supplier's proposal."""
        key = self.suppliers.key()
        return next((one for one in self.made if str(one.supplier.number) == key), None)

    def _every(self, one: SupplierProposal) -> tuple[Proposal, ...]:
        return (*one.proposals, *one.others)

    def packs(self, one: Proposal) -> int:
        """How many packs: what somebody said, else what is proposed."""
        return self.changed.get((one.article.supplier, one.article.product), one.packs)

    def _wanted(self, one: SupplierProposal) -> list[Proposal]:
        return [proposal for proposal in self._every(one) if self.packs(proposal)]

    def _show_lines(self, mark: str | None = None) -> None:
        one = self.shown
        self._typed = ""
        if one is None:
            return
        listed = [
            proposal
            for proposal in self._every(one)
            if self.all.isChecked() or proposal.packs or (one.supplier.number, proposal.article.product) in self.changed
        ]
        self.lines.show_rows([self._line(proposal) for proposal in listed], mark)
        if listed and not self.lines.key():
            self.lines.mark_row(0)
        self.round.setText(round_words(one, self._today))
        self._show_sums(one)
        self._show_why()

    def _line(self, one: Proposal) -> Entry:
        packs, article = self.packs(one), one.article
        pack = f"{packs} × {pack_text(article.pack, article.units)}" if packs else "–"
        value = "" if article.cost is None else figure(article.cost * packs)
        why = short_reason(one.why)
        if packs != one.packs:
            why = _("{packs} proposed; {why}").format(packs=one.packs, why=why)
        return Entry(str(article.product), (article.name, pack, value, why))

    def _show_sums(self, one: SupplierProposal) -> None:
        wanted = self._wanted(one)
        value = Money(sum(p.article.cost.cents * self.packs(p) for p in wanted if p.article.cost is not None))
        self.value.setText(value_words(one.supplier, value) if wanted else "")
        self.order_key.setEnabled(bool(wanted) and not self._busy)
        self.order_key.say(_("Shopping list") if one.supplier.cash_and_carry else _("Order"), "Ctrl+Return")

    def _show_why(self) -> None:
        self._typed = ""
        proposal = self._marked()
        self.why.setText("" if proposal is None else reason(proposal.why))
        for key in (self.more, self.less):
            key.setEnabled(proposal is not None)

    def _marked(self) -> Proposal | None:
        one, key = self.shown, self.lines.key()
        return None if one is None else next((p for p in self._every(one) if str(p.article.product) == key), None)

    # Changing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """+ and − change the marked line, figures say how many packs."""
        if event.type() is QEvent.Type.Resize and watched is self.lines:
            self.lines.leave_out(WHY, self.lines.width() < theme.px(WIDE))
        if isinstance(event, QKeyEvent) and watched is self.lines and event.key() in NONE_OF_IT:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # else the key is the checkout's, and takes a line out of the basket
            elif event.type() is QEvent.Type.KeyPress:
                self.put(0)
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.lines:
            text = event.text()
            if text in ("+", "-"):
                self.change(1 if text == "+" else -1)
                return True
            if text and text in "0123456789":
                self._type(text)
                return True
            if event.key() == Qt.Key.Key_Left and self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
                self.suppliers.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _type(self, figure_: str) -> None:
        typed = (self._typed + figure_)[-4:]
        self.put(int(typed))
        self._typed = typed

    def change(self, by: int) -> None:
        """One pack more or less of the marked line."""
        proposal = self._marked()
        if proposal is not None:
            self.put(self.packs(proposal) + by)

    def put(self, packs: int) -> None:
        """So many packs of the marked line."""
        proposal, one = self._marked(), self.shown
        if proposal is None or one is None:
            return
        self._keep(proposal, packs)
        product = str(proposal.article.product)
        stays = [entry if entry.key != product else self._line(proposal) for entry in self.lines.rows.entries]
        self.lines.show_rows(stays, product)
        self.suppliers.show_rows([self._supplier_row(other) for other in self.made])
        self._show_sums(one)

    def _keep(self, proposal: Proposal, packs: int) -> None:
        key = (proposal.article.supplier, proposal.article.product)
        self.changed[key] = max(0, min(MOST_PACKS, packs))
        if self.changed[key] == proposal.packs:
            del self.changed[key]
        self._unsaved.add(proposal.article.supplier)
        self._saving.start()

    def _save(self) -> None:
        """Write down what was changed; not while it is being ordered, as what is ordered is forgotten."""
        self._saving.stop()
        if self._busy:
            return
        while self._unsaved:
            supplier = self._unsaved.pop()
            packs = {product: count for (whose, product), count in self.changed.items() if whose == supplier}
            self._save_supplier(supplier, packs)

    def _save_supplier(self, supplier: int, packs: dict[int, int]) -> None:
        actor = self._actor
        if actor is not None:  # else nothing was shown yet that could be changed
            self.page.store(lambda: self.page.office.till.buying_kept.keep_packs(actor, supplier, packs))

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, or the window is closed."""
        super().hideEvent(event)
        self._save()

    def take_scan(self, code: str) -> bool:
        """One pack more of what was scanned, from whoever is to deliver it."""

        def find() -> int | None:
            with self.page.office.till.database.read() as work:
                from kasse.barcodes import lookup_key

                return work.catalog.product_number(lookup_key(code))

        self.page.store(find, lambda product: self._scanned(code, product))
        return True

    def _scanned(self, code: str, product: int | None) -> None:
        found = [(one, p) for one in self.made for p in self._every(one) if p.article.product == product]
        if not found:
            self.page.message.say(
                _("{code} is bought from nobody yet. Scan it under Suppliers, in the articles of one.").format(
                    code=code[:40]
                ),
                alarm=True,
            )
            return
        now = self.shown
        one, proposal = next((pair for pair in found if pair[0] is now), found[0])
        self.page.message.say("")
        self.suppliers.mark(str(one.supplier.number))
        self._keep(proposal, self.packs(proposal) + 1)
        self.suppliers.show_rows([self._supplier_row(other) for other in self.made])
        self._show_lines(str(proposal.article.product))
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    # Ordering

    def order(self) -> None:
        """Place the order that is shown; a second press finds it placed."""
        one = self.shown
        if one is None or self._busy or not self._wanted(one):
            return
        supplier = one.supplier.number or 0
        self._save()
        lines = [proposal.line(self.packs(proposal)) for proposal in self._wanted(one)]
        id_ = self._ids.setdefault(supplier, uuid7())
        self._busy = True
        self.order_key.setEnabled(False)
        self.page.act(
            Permission.BUYING,
            lambda actor: self.page.office.till.orders.place(actor, id_, supplier, lines, expected=one.round.comes),
            lambda order: self._placed(one, order),
            ended=self.idle,
        )

    def _placed(self, one: SupplierProposal, order: Order) -> None:
        supplier = one.supplier.number or 0
        self._ids.pop(supplier, None)
        for key in [key for key in self.changed if key[0] == supplier]:
            del self.changed[key]
        self.made = [other for other in self.made if other is not one]  # what comes is not in its figures yet
        told = ngettext(
            "Order {number} to {supplier}: {count} article. Now send it.",
            "Order {number} to {supplier}: {count} articles. Now send it.",
            len(order.lines),
        )
        if one.supplier.cash_and_carry:
            told = ngettext(
                "List {number} for {supplier}: {count} article.",
                "List {number} for {supplier}: {count} articles.",
                len(order.lines),
            )
        self._ordered(order.id, told.format(number=order.number, supplier=one.supplier.name, count=len(order.lines)))

    def idle(self) -> None:
        """Nothing is under way."""
        self._busy = False
        if self._unsaved:
            self._saving.start()
        self.order_key.setEnabled(self.shown is not None and bool(self._wanted(self.shown)))
