"""Goods in: deliveries begun and booked, and the one that is being scanned."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from kasse.books.buying import Supplier
from kasse.books.stock import StockDocument
from kasse.catalog import Found
from kasse.errors import KasseError
from kasse.ids import uuid7
from kasse.people import Actor, Permission
from kasse.quantity import ONE, Quantity
from kasse.stock.delivery import DeliveryLine
from kasse.stock.receiving import DeliveryView
from kasse.texts import _, ngettext
from ui.checkout.rows import quantity_figure
from ui.pages import AtHand, Page, card
from ui.products.side import SidePanel, button
from ui.products.view import View
from ui.stock import delivery_rows as rows
from ui.stock.booked import Booked
from ui.stock.finder import Finder
from ui.stock.learning import Learning
from ui.stock.line_panel import LinePanel
from ui.stock.small_panels import HeadPanel
from ui.stock.start_list import Start, StartList
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import KeyButton
from ui.widgets.message import focus_on
from ui.widgets.table import Table

if TYPE_CHECKING:
    from kasse.till import Till

DIGITS = 4
"""What has so many digits is a code, and no name."""


class ReceivingView(View):
    """The tab: a list to begin from, or the delivery in work."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.delivery: DeliveryView | None = None
        self.start = StartList()
        self.finder = Finder(_("Scan what came, or type a count"), _("Scan or search"))
        self.table = Table(
            rows.line_columns(),
            _("Lines of the delivery"),
            _("Scan what came. A crate's code brings all its bottles; type 12 before a scan for twelve of it."),
        )
        self.sums = QLabel()
        self.head_key = button("", self._open_head, key="Alt+L")
        self.prices_key = button(_("Take all prices"), self._take_prices, key="Ctrl+P")
        self.give_up_key = button(_("Give up"), self._ask_give_up, key="Alt+G")
        self.book_key = button(_("Book it"), self._ask_book, name="primary", key="Ctrl+B")
        self.line, self.head = LinePanel(), HeadPanel()
        self.learning = Learning(self, page)
        self.booked = Booked(self, page)
        page.keep_in_side(self.line, self.head, self.learning.panel, self.booked.panel)
        self.views = QStackedWidget()
        self.at_hand = AtHand("", "")
        """What leave is lent for: the delivery in work."""
        self._coming = False
        """Whether a delivery is being begun or fetched; what is scanned meanwhile belongs to it."""
        self._early: list[str] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.sums.setObjectName("quiet")
        self.sums.setWordWrap(True)
        self.sums.setTextFormat(Qt.TextFormat.PlainText)
        self.views.addWidget(self.start)
        foot = [self.sums, self.give_up_key, self.prices_key, self.book_key]
        self.views.addWidget(_column([self.finder, self.head_key], card(self.table), foot))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.views)

    def _connect(self) -> None:
        field = self.finder.field
        self.finder.code.connect(self._code)
        self.finder.count.connect(self._count)
        field.stepped.connect(self.table.step)
        field.confirmed.connect(lambda: self.edit_line())
        field.counted.connect(self._one_more)
        field.removed.connect(self._remove)
        self.table.chosen.connect(lambda _key: self.edit_line())
        self.start.chosen.connect(self._chosen)
        self.start.new_wanted.connect(lambda: self.begin())
        self.line.wanted.connect(lambda: self._save_line())
        self.head.wanted.connect(lambda: self._save_head())
        for panel in (self.line, self.head, self.learning.panel, self.booked.panel):
            panel.closed.connect(self.page.back)

    @property
    def _till(self) -> "Till":
        return self.page.office.till

    # Beginning

    def opened(self) -> None:
        """Go on with what was begun."""
        if self.delivery is None:
            self.load()
        else:
            self._focus()

    def load(self) -> None:
        """What there is to begin with."""
        self.views.setCurrentIndex(0)  # at once: whoever begins another delivery does not wait for the list

        def look() -> Start:
            receiving = self._till.receiving
            names: dict[int | None, str] = {one.number: one.name for one in receiving.suppliers()}
            checkout = self._till.checkout
            return Start(
                receiving.open(), receiving.open_orders(), receiving.booked(), names, checkout.shop.time,
                checkout.today(),
            )  # fmt: skip

        self.page.store(look, self._show_start)

    def _show_start(self, start: Start) -> None:
        self.start.show_start(start)
        if self.delivery is None and self.beside is None:
            self.start.focus()

    def begin(self, order: UUID | None = None, code: str = "") -> None:
        """Begin a delivery, perhaps with the first scan; one at a time, however fast it is scanned."""
        if self._coming:
            self._early += [code] if code else []
            return
        new = uuid7()
        self._await(new, code)
        self.page.act(
            Permission.STOCK, lambda actor: self._till.receiving.begin(actor, order, new), self._resume, self._arrived,
            self.at_hand,
        )  # fmt: skip

    def _await(self, delivery: UUID, code: str = "") -> None:
        """A delivery is on its way from the store thread."""
        self._coming, self._early = True, [code] if code else []
        self.page.end_leave(self.at_hand.key)
        self.at_hand = AtHand(f"delivery {delivery}", _("It holds for this delivery, until it is booked."))

    def _arrived(self) -> None:
        self._coming = False

    def _chosen(self, key: str) -> None:
        kind, _sign, id_ = key.partition(":")
        if kind == "work":
            self._await(UUID(id_))
            self.page.store(lambda: self._till.receiving.view(UUID(id_)), self._resume, ended=self._arrived)
        elif kind == "order":
            self.begin(UUID(id_))
        elif self.start.start is not None:
            self.booked.open(next(one for one in self.start.start.booked if str(one.id) == id_))

    def _resume(self, view: DeliveryView) -> None:
        self._show(view)
        self._focus()
        early, self._early = self._early, []
        for code in early:
            self._code(code, None)

    # The delivery in work

    def _show(self, view: DeliveryView) -> None:
        self.delivery = view
        touched = str(view.delivery.touched) if view.delivery.touched else None
        self.table.leave_out(rows.ORDERED, view.delivery.order is None)
        self.table.show_rows(rows.line_entries(view), touched)
        self.sums.setText(rows.sums_text(view))
        self.head_key.say(rows.head_text(view), "Alt+L")
        self.head_key.updateGeometry()
        self._level_prices()
        self.book_key.setEnabled(bool(view.delivery.came))
        self.views.setCurrentIndex(1)

    def _focus(self) -> None:
        self.page.message.say("")
        focus_on(self.finder.field)

    def take_scan(self, code: str) -> bool:
        """A scan: one more of it; without a delivery it begins one."""
        if self.delivery is None:
            self.begin(code=code)
        elif self.beside is self.learning.panel:
            self.page.message.say(_("Name the new article first, then scan on."), alarm=True)
        elif self.beside is self.line:
            if not self._save_line(then=lambda: self.finder.scanned(code)):
                self.page.message.say(_("This cannot be read yet. Put it right, then scan again."), alarm=True)
        elif self.beside is self.head:
            self._save_head(then=lambda: self.finder.scanned(code))
        else:
            if self.beside is not None:
                self.close_beside()
            self.finder.scanned(code)
        return True

    def _code(self, code: str, count: Quantity | None) -> None:
        if self.delivery is None:
            return
        delivery = self.delivery.delivery.id

        def refused(error: KasseError) -> None:
            self._not_scanned(error, code, count)

        self._act(lambda actor: self._till.receiving.scan(actor, delivery, code, count), self._counted, refused)

    def _say_touched(self, view: DeliveryView) -> None:
        touched = view.touched
        if touched is not None:
            line = touched.line
            self.page.message.say(f"{quantity_figure(line.quantity, line.unit)} × {line.name}")

    def _not_scanned(self, error: KasseError, code: str, count: Quantity | None) -> None:
        if error.code != "unknown_code":
            self.page.refuse(error)
        elif self.learning.asks:  # scanned in a hurry, behind another that is new
            self.page.message.say(_("{code} is new too: scan it again afterwards.").format(code=code[:40]), alarm=True)
        elif sum(sign.isdigit() for sign in code) >= DIGITS:
            self.learning.open(code, lambda: self._code(code, count))
        else:
            search = partial(self._till.products.search, code, 8)
            self.page.store(search, lambda found: self._offer(found, code, count))

    def _offer(self, found: Sequence[Found], text: str, count: Quantity | None) -> None:
        """What was typed is a name: which of these is it?"""
        if not found:
            said = _("Nothing here is called “{text}”, or has a code like it.").format(text=text[:60])
            self.page.message.say(said, alarm=True)
            return
        choices = tuple(Choice(one.name, str(one.product)) for one in found)
        question = Question(_("Which one came?"), "", "", "", choices=choices)
        self.page.ask(question, lambda _typed, chosen: self._add(int(chosen), count or ONE))

    def _add(self, product: int, count: Quantity) -> None:
        assert self.delivery is not None  # noqa: S101 - asked while one is in work
        delivery = self.delivery.delivery.id
        self.page.close_asking()
        self._act(lambda actor: self._till.receiving.add(actor, delivery, product, count), self._shown)

    def _shown(self, view: DeliveryView) -> None:
        self._show(view)
        self._focus()

    def _count(self, count: Quantity | None) -> None:
        """A number alone is how many came of the marked line, in what it was scanned as; of none it is a code."""
        key, delivery = self.table.key(), self.delivery
        if delivery is None or count is None:
            return
        if not key:
            self._code(str(count), None)
            return
        id_ = delivery.delivery.id
        self._act(lambda actor: self._till.receiving.count(actor, id_, int(key), count), self._counted)

    def _counted(self, view: DeliveryView) -> None:
        self._show(view)
        if self.beside is None and not self.learning.asks:
            self._say_touched(view)
            focus_on(self.finder.field)

    def _one_more(self, by: int) -> None:
        line = self._marked()
        if line is not None and self.delivery is not None:
            total = Quantity(max(0, line.quantity.thousandths + by * 1000))
            id_, key = self.delivery.delivery.id, line.key
            self._act(lambda actor: self._till.receiving.count(actor, id_, key, total, pieces=True), self._counted)

    def _remove(self) -> None:
        line = self._marked()
        if line is not None and self.delivery is not None:
            id_, key = self.delivery.delivery.id, line.key
            self._act(lambda actor: self._till.receiving.remove(actor, id_, key), self._shown)

    def _marked(self) -> DeliveryLine | None:
        view = None if self.delivery is None or not self.table.key() else self.delivery.of(int(self.table.key()))
        return None if view is None else view.line

    # Panels

    def edit_line(self) -> None:
        """The marked line in the side."""
        line, delivery = self._marked(), self.delivery
        if line is None or delivery is None:
            return
        view = delivery.of(line.key)
        assert view is not None  # noqa: S101 - it is marked

        def show(today: date) -> None:
            self.line.open(delivery, view, today)
            self.open_beside(self.line)
            self.line.go_to(self.line.cost if line.quantity else self.line.count)

        self.page.store(lambda: self._till.checkout.today(), show)

    def _save_line(self, then: Callable[[], None] = lambda: None) -> bool:
        """What is typed of the line; whatever it was left for comes afterwards. False where it cannot be read."""
        edit, line, delivery = self.line.read(), self.line.line, self.delivery
        if edit is None or line is None or delivery is None:
            return False
        id_ = delivery.delivery.id

        def saved(view: DeliveryView) -> None:
            self._line_saved(view)
            then()

        self._act(lambda actor: self._till.receiving.edit(actor, id_, line.key, edit), saved)
        return True

    def _line_saved(self, view: DeliveryView) -> None:
        self.close_beside()
        self._shown(view)

    def _open_head(self) -> None:
        view = self.delivery
        if view is None:
            return

        def show(suppliers: list[Supplier]) -> None:
            self.head.open(view, suppliers)
            self.open_beside(self.head)
            self.head.go_to(self.head.supplier)

        self.page.store(lambda: self._till.receiving.suppliers(), show)

    def _save_head(self, then: Callable[[], None] = lambda: None) -> None:
        if self.delivery is not None:
            id_ = self.delivery.delivery.id
            supplier, note, gross = self.head.read()

            def saved(view: DeliveryView) -> None:
                self._line_saved(view)
                then()

            self._act(lambda actor: self._till.receiving.head(actor, id_, supplier, note, gross=gross), saved)

    def _take_prices(self) -> None:
        if self.delivery is not None:
            id_ = self.delivery.delivery.id
            self._act(lambda actor: self._till.receiving.take_proposals(actor, id_), self._shown)

    # Booking

    def _ask_book(self) -> None:
        """Book at once where all came; where something is missing say so first."""
        if self.delivery is None:
            return
        if self.beside is self.line:
            self._save_line(then=self._ask_book)
            return
        missing = len(self.delivery.delivery.missing)
        if not missing:
            self._book()
            return
        names = ", ".join(line.name for line in self.delivery.delivery.missing[:4])
        question = Question(
            _("Book what came?"),
            ngettext(
                "{count} article did not come as ordered: {names}. It stays open in the order.",
                "{count} articles did not come as ordered: {names}. They stay open in the order.",
                missing,
            ).format(count=missing, names=names),
            "",
            "",
            choices=(Choice(_("Book it"), "book"), Choice(_("Go on scanning"), "stay")),
        )
        self.page.ask(question, self._booking_answered)

    def _booking_answered(self, _typed: str, chosen: str) -> None:
        self.page.close_asking()
        if chosen == "book":
            self._book()
        else:
            self._focus()

    def _book(self) -> None:
        assert self.delivery is not None  # noqa: S101 - its key is pressed
        id_ = self.delivery.delivery.id
        changed = any(line.line.new_price is not None for line in self.delivery.lines)

        def booked(document: StockDocument) -> None:
            if self.delivery is not None and self.delivery.delivery.id == id_:
                self._put_away()
                self.close_beside()
                self.load()
            if changed:
                self.page.office.changed("keys")
            count = len(document.entries)
            self.page.message.say(
                ngettext("{count} article is booked in.", "{count} articles are booked in.", count).format(count=count)
            )

        self.book_key.setEnabled(False)
        self.page.act(
            Permission.STOCK, lambda actor: self._till.receiving.book(actor, id_), booked,
            lambda: self.book_key.setEnabled(True), self.at_hand,
        )  # fmt: skip

    def _ask_give_up(self) -> None:
        question = Question(
            _("Give this delivery up?"), _("What was scanned is forgotten; nothing was booked."), "", "",
            choices=(Choice(_("Give up"), "give_up"), Choice(_("Go on scanning"), "stay")),
        )  # fmt: skip
        self.page.ask(question, self._give_up_answered)

    def _give_up_answered(self, _typed: str, chosen: str) -> None:
        self.page.close_asking()
        if chosen != "give_up" or self.delivery is None:
            self._focus()
            return
        id_ = self.delivery.delivery.id

        def gone(_none: None) -> None:
            self._put_away()
            self.load()

        self._act_none(lambda actor: self._till.receiving.give_up(actor, id_), gone)

    def level_keys(self) -> None:
        """Beside a panel there is room for the main action only."""
        super().level_keys()
        self.give_up_key.setVisible(self.beside is None)
        self._level_prices()

    def _level_prices(self) -> None:
        lines = () if self.delivery is None else self.delivery.lines
        offered = any(line.proposal not in (None, line.line.new_price) for line in lines)
        self.prices_key.setVisible(offered and self.beside is None)

    def main_key(self) -> KeyButton | None:
        """Booking, or a new delivery; an empty list has a key of its own."""
        return self.start.new_key if self.delivery is None else self.book_key

    # Doing and leaving

    def _act(
        self,
        work: Callable[[Actor], DeliveryView],
        done: Callable[[DeliveryView], None],
        failed: Callable[[KasseError], None] | None = None,
    ) -> None:
        """Do it as whoever is at the till; what is refused for another reason than leave goes to `failed`."""
        if failed is None:
            self.page.act(Permission.STOCK, work, done, at_hand=self.at_hand)
            return

        def tried(actor: Actor) -> DeliveryView | KasseError:
            try:
                return work(actor)
            except KasseError as error:
                if error.code == "not_allowed":
                    raise
                return error

        def ended(result: DeliveryView | KasseError) -> None:
            if isinstance(result, KasseError):
                failed(result)
            else:
                done(result)

        self.page.act(Permission.STOCK, tried, ended, at_hand=self.at_hand)

    def _act_none(self, work: Callable[[Actor], None], done: Callable[[None], None]) -> None:
        self.page.act(Permission.STOCK, work, done, at_hand=self.at_hand)

    def refuse(self, error: KasseError) -> bool:
        """Why not, in the panel that is open."""
        panel = self.beside
        if not isinstance(panel, SidePanel):
            return False
        self.open_beside(panel)
        panel.say(error.message)
        return True

    def leave(self) -> bool:
        """Out of the panel, then back to the list; the delivery stays begun."""
        if self.beside is not None:
            self.close_beside()
            self.opened()
            return True
        if self.delivery is not None:
            self._leave_begun(self.delivery)
            return True
        return False

    def _leave_begun(self, view: DeliveryView) -> None:
        """It stays begun; one of which nothing is known yet is not kept."""
        delivery = view.delivery
        if delivery.lines or delivery.supplier is not None or delivery.note_no:
            self._put_away()
            self.load()
        else:
            self._give_up_answered("", "give_up")

    def _put_away(self) -> None:
        """Nothing is in work any more, and no leave is lent for it."""
        self.delivery = None
        self.page.end_leave(self.at_hand.key)


def _column(top: Sequence[QWidget], middle: QWidget, foot: Sequence[QWidget]) -> QWidget:
    """A line of widgets, what lies in the middle, and another line; the first of each line takes the room."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for widgets in (top, foot):
        line = QHBoxLayout()
        line.setSpacing(10)
        for number, widget in enumerate(widgets):
            line.addWidget(widget, 0 if number else 1)
        layout.addLayout(line)
    layout.insertWidget(1, middle, 1)
    return column
