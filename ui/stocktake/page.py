"""The stocktake page: begin, count, look at the differences, book."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from kasse.books.counting import Area, Stocktake
from kasse.books.reports import Report
from kasse.catalog import Department, Found, Product
from kasse.clock import ShopTime
from kasse.errors import KasseError, Refused
from kasse.ids import uuid7
from kasse.people import Actor, Permission
from kasse.quantity import ONE, Quantity
from kasse.stock.review import Review
from kasse.stock.stocktake import Counted, Sheet
from kasse.texts import _, ngettext
from ui.pages import AtHand, Office, Page
from ui.receipts.latest import Latest
from ui.sendback.saving import ask_file
from ui.stocktake import rows
from ui.stocktake.beginning import BeginView
from ui.stocktake.counting import CountView
from ui.stocktake.review import ReviewView
from ui.widgets.ask import Choice, Question
from ui.widgets.count_field import counted, split_count
from ui.widgets.views import Views

if TYPE_CHECKING:
    from ui.stock.small_panels import LearnPanel


class StocktakePage(Page):
    """One view after the other."""

    name = "stocktake"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.beginning, self.counting, self.review = BeginView(), CountView(), ReviewView()
        self.views = Views()
        for view in (self.beginning, self.counting, self.review):
            self.views.addWidget(view)
        self.main.addWidget(self.views)
        self._looking = Latest(self)
        self._reviewing = Latest(self)
        self._document = uuid7()
        self._learn: LearnPanel | None = None
        self._again: tuple[str, Quantity | None] | None = None
        """What was scanned and not known, while it gets its name."""
        self._connect()

    def _connect(self) -> None:
        self.beginning.panel.wanted.connect(self._begin)
        self.beginning.chosen.connect(lambda key: self._load_report(UUID(key)))
        self.counting.areas.picked.connect(lambda _area: self._changed_area())
        self.counting.field.entered.connect(self._typed)
        self.counting.corrected.connect(self._ask_count)
        self.counting.again.chosen.connect(lambda key: self._ask_count(int(key)))
        self.counting.area_key.clicked.connect(self._ask_area)
        self.counting.review_key.clicked.connect(self.show_review)
        self.review.again_key.clicked.connect(self._count_again)
        self.review.paper_key.clicked.connect(lambda: self._load_report(None))
        self.review.drop_key.clicked.connect(self._ask_give_up)
        self.review.book_key.clicked.connect(self._ask_book)
        for field in (self.review.pieces, self.review.value):
            field.returnPressed.connect(self._set_limits)

    # Coming and going

    def opened(self) -> None:
        """The stocktake that is under way, or the way to begin one."""

        def load() -> tuple[Stocktake | None, list[Stocktake], ShopTime]:
            till = self.office.till
            return till.stocktakes.current(), till.stocktakes.booked(), till.checkout.shop.time

        def show(loaded: tuple[Stocktake | None, list[Stocktake], ShopTime]) -> None:
            current, past, time = loaded
            if current is None:
                self._show_beginning(past, time)
            elif self.views.currentWidget() is self.review:
                self.show_review()
            else:
                self._show_counting()

        self.store(load, show)

    def _show_beginning(self, past: list[Stocktake], time: ShopTime) -> None:
        self.views.setCurrentWidget(self.beginning)
        self.beginning.show_past(past, time)

        def start(today: date) -> None:
            self.beginning.panel.start(today)
            self.beginning.focus()

        self.store(lambda: time.business_day(self.office.till.clock.now()), start)

    def _show_counting(self) -> None:
        self.views.setCurrentWidget(self.counting)
        self._look()
        self.counting.focus()

    def leave(self) -> bool:
        """Out of the question, out of the differences, out of the page."""
        if super().leave():
            self._focus()
            return True
        if self.views.currentWidget() is self.review:
            self._show_counting()
            return True
        return False

    @property
    def _at_hand(self) -> AtHand:
        """What leave is lent for: what is done on this page, until it is left."""
        return AtHand("stocktake", _("It holds until this page is left."))

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left; who comes back asks for leave again."""
        if not event.spontaneous():
            self.end_leave(self._at_hand.key)
        super().hideEvent(event)

    def open_side(self, widget: QWidget) -> None:
        """A question has the keys that the areas have, and the room of what leads on."""
        super().open_side(widget)
        self._share()

    def close_side(self) -> None:
        """The areas have them again."""
        super().close_side()
        self._share()
        if not self._asks:
            self._again = None

    def _share(self) -> None:
        alone = not self.side.isVisibleTo(self)
        self.counting.areas.setEnabled(alone)
        self.review.foot.setVisible(alone)
        self.beginning.past_card.setVisible(alone)
        for column in rows.IN_SHORT:
            self.review.table.leave_out(column, not alone)

    def _focus(self) -> None:
        if self.views.currentWidget() is self.counting:
            self.counting.focus()

    @property
    def _asks(self) -> bool:
        return self.side.isVisibleTo(self)

    def refuse(self, error: KasseError) -> None:
        """Say why not; a stocktake that somebody else ended is gone from here too."""
        if error.code == "no_stocktake" and self.views.currentWidget() is not self.beginning:
            self.close_side()
            self.opened()
        super().refuse(error)

    # Beginning

    def _begin(self) -> None:
        panel = self.beginning.panel
        panel.clear_notes()
        name, areas, whole = panel.name.text(), panel.areas(), panel.whole.isChecked()

        def begun(_stocktake: Stocktake) -> None:
            self.message.say(_("The stocktake is under way. Selling goes on as ever."))
            for field in (panel.name, panel.shelves, panel.stores):
                field.clear()
            self._document = uuid7()
            self._show_counting()

        self.act(
            Permission.STOCK,
            lambda actor: self.office.till.stocktakes.open(actor, name, areas, whole=whole),
            begun,
            at_hand=self._at_hand,
        )

    # Counting

    def take_scan(self, code: str) -> bool:
        """Every scan on this page is counted; nothing is sold from here."""
        if self.views.currentWidget() is self.beginning:
            self.message.say(_("Begin the stocktake first, then scan."), alarm=True)
        elif self._asks:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        else:
            if self.views.currentWidget() is self.review:
                self._show_counting()
            try:
                number = self.counting.field.take_number()
            except Refused as error:
                self.refuse(error)
            else:
                self._count(code, number)
        return True

    def _typed(self, text: str) -> None:
        """A code or a name by hand, perhaps with "12 x" before it."""
        try:
            number, wanted = split_count(text)
        except Refused as error:
            self.refuse(error)
            return
        if not wanted:
            return

        def search(error: KasseError) -> None:
            if error.code != "unknown_code":
                self.refuse(error)
                return
            find = partial(self._find, wanted)
            self.store(find, lambda found: self._offer(found, number, error))

        area = self.counting.areas.area
        self.store(
            lambda: self.office.till.stocktakes.count(self.office.actor, area, wanted, number, id_=uuid7()),
            self._counted_by_hand,
            search,
        )

    def _find(self, text: str) -> list[Found]:
        return self.office.till.products.search(text, 8)

    def _offer(self, found: list[Found], number: Quantity | None, error: KasseError) -> None:
        if not found:
            self.refuse(error)
            return
        choices = tuple(Choice(one.name, str(one.product)) for one in found)

        def chosen(_typed: str, product: str) -> None:
            self.close_asking()
            area = self.counting.areas.area
            self.act(
                Permission.COUNT_STOCK,
                lambda actor: self.office.till.stocktakes.count_product(actor, area, int(product), number or ONE),
                self._counted_by_hand,
            )

        self.ask(Question(_("Which article?"), "", "", "", choices=choices), chosen)

    def _open_learn(self, code: str, number: Quantity | None) -> None:
        """An article that is not in the list gets a name on the spot, and is counted then."""
        if self._asks or self._again is not None:  # scanned in a hurry, behind another that is new
            self.message.say(_("{code} is new too: scan it again afterwards.").format(code=code[:40]), alarm=True)
            return
        self._again = code, number
        from ui.stock.small_panels import LearnPanel

        if self._learn is None:
            self._learn = LearnPanel()
            self.keep_in_side(self._learn)
            self._learn.wanted.connect(self._save_learned)
            self._learn.closed.connect(self.back)
        learn = self._learn

        def show(departments: list[Department]) -> None:
            learn.open(code, departments)
            self.open_side(learn)
            learn.go_to(learn.name)

        self.message.say("")
        self.store(lambda: self.office.till.products.departments(), show)

    def _save_learned(self) -> None:
        learn, again = self._learn, self._again
        if learn is None or again is None:
            return
        try:
            learned = learn.read()
        except Refused as refusal:
            learn.say(refusal.message, learn.name)
            return
        group = learned.department

        def save(actor: Actor) -> Product:
            till = self.office.till
            code = till.products.scanned(learned.code)[1]
            new = Product(learned.name, (code,), learned.price, group.tax_class, group.name, age_limit=group.age_limit)
            return till.products.save(actor, new)

        def saved(_product: Product) -> None:
            self._side_before = None
            self.close_side()
            self.office.changed("keys")
            self._count(*again)
            self.counting.focus()

        self.act(Permission.PRODUCTS, save, saved, at_hand=self._at_hand)

    def _count(self, code: str, number: Quantity | None) -> None:
        area, id_ = self.counting.areas.area, uuid7()

        def tried(actor: Actor) -> Counted | None:
            try:
                return self.office.till.stocktakes.count(actor, area, code, number, id_=id_)
            except KasseError as error:
                if error.code != "unknown_code":
                    raise
                return None

        def done(counted_now: Counted | None) -> None:
            if counted_now is None:
                self._open_learn(code, number)
            else:
                self._counted(counted_now)

        self.act(Permission.COUNT_STOCK, tried, done)

    def _counted_by_hand(self, counted_now: Counted) -> None:
        self.counting.field.clear()
        self._counted(counted_now)
        self.counting.focus()

    def _counted(self, counted_now: Counted) -> None:
        self.message.say("")
        self.counting.say(counted_now)
        self._look(str(counted_now.goods.product))

    def _look(self, mark: str | None = None) -> None:
        """The area as it is now; while scans come quickly only the last one is looked at."""

        def show(sheet: Sheet) -> None:
            self.counting.show_sheet(sheet)
            if mark is not None:
                self.counting.table.mark(mark)

        area = self.counting.areas.area
        self._looking.ask(lambda: self._sheet(area), show)

    def _sheet(self, area: str) -> Sheet:
        """On the store thread."""
        takes = self.office.till.stocktakes
        current = takes.current()
        known = () if current is None else tuple(known.name for known in current.areas)
        return takes.sheet(area if area in known else next(iter(known), ""))

    def _changed_area(self) -> None:
        self.message.say("")
        self._look()
        self.counting.focus()

    def _ask_area(self) -> None:
        choices = (Choice(_("Customers take goods here"), "shelf"), Choice(_("A store room"), "store"))

        def answer(name: str, kind: str) -> None:
            area = Area(name, kind == "store")

            def added(_stocktake: Stocktake) -> None:
                self.close_asking()
                self.counting.areas.area = " ".join(name.split())
                self._changed_area()

            self.act(Permission.COUNT_STOCK, lambda actor: self.office.till.stocktakes.add_area(actor, area), added)

        self.ask(
            Question(_("New area"), "", _("Name"), _("Add"), choices=choices, choosing_answers=False, keys="text"),
            answer,
        )

    def _ask_count(self, product: int) -> None:
        area = self.counting.areas.area
        name = self.counting.name_of(product)

        def answer(typed: str, _chosen: str) -> None:
            there = counted(typed)

            def right(counted_now: Counted) -> None:
                self.close_asking()
                self._counted(counted_now)
                self.counting.focus()

            self.act(
                Permission.COUNT_STOCK,
                lambda actor: self.office.till.stocktakes.put_right(actor, area, product, there),
                right,
            )

        sentence = _("How many are there in {area}? What was counted before stays on record.").format(area=area)
        self.ask(Question(name, sentence, _("How many"), _("Put right")), answer)

    # Review

    def show_review(self) -> None:
        """The differences, for whoever may see them."""

        def show(review: Review) -> None:
            if self._asks:
                self.close_asking()
            self.message.say("")
            self.views.setCurrentWidget(self.review)
            self.review.show_review(review)
            self.review.table.setFocus()

        self.act(Permission.STOCK, lambda actor: self.office.till.stocktakes.review(actor), show, at_hand=self._at_hand)

    def _set_limits(self) -> None:
        try:
            limits = self.review.limits()
        except Refused as error:
            self.refuse(error)
            return
        self.act(
            Permission.STOCK,
            lambda actor: self.office.till.stocktakes.set_limits(actor, limits),
            lambda _none: self.show_review(),
            at_hand=self._at_hand,
        )

    def _count_again(self) -> None:
        if self.review.review is None:
            return
        products = [one.goods.product for one in self.review.review.striking]

        def begun(_stocktake: Stocktake) -> None:
            self._show_counting()
            self.message.say(
                ngettext(
                    "Count {count} article again, in each of its areas: the new count holds.",
                    "Count {count} articles again, in each of their areas: the new count holds.",
                    len(products),
                ).format(count=len(products))
            )

        self.act(
            Permission.STOCK,
            lambda actor: self.office.till.stocktakes.recount(actor, products),
            begun,
            at_hand=self._at_hand,
        )

    def _ask_book(self) -> None:
        review = self.review.review
        if review is None:
            return
        sentence = _("{worth}. The stock is then as it was counted.").format(worth=rows.worth(review))
        choices: tuple[Choice, ...] = (Choice(_("Book"), "book"),)
        if review.missing:
            count = len(review.missing)
            choices = (
                Choice(_("Book; what was not counted stays ({count})").format(count=count), "book"),
                Choice(_("Book; what was not counted is gone ({count})").format(count=count), "zero"),
            )

        def answer(_typed: str, chosen: str) -> None:
            self.act(
                Permission.STOCK,
                lambda actor: self.office.till.stocktakes.book(
                    actor, self._document, zero=chosen == "zero", expected=review.counts
                ),
                self._booked,
                at_hand=self._at_hand,
            )

        self.ask(Question(_("Book the stocktake?"), sentence, "", "", choices=choices), answer)

    def _booked(self, review: Review) -> None:
        self.close_side()
        self._document = uuid7()
        self.office.changed("keys")
        self.views.setCurrentWidget(self.beginning)
        self.opened()
        self.message.say(
            _("Booked: {count} articles counted, {price} € at selling price.").format(
                count=len(review.differences), price=rows.money(review.at_price())
            )
        )

    def _ask_give_up(self) -> None:
        def answer(_typed: str, _chosen: str) -> None:
            self.act(
                Permission.STOCK,
                lambda actor: self.office.till.stocktakes.give_up(actor),
                given_up,
                at_hand=self._at_hand,
            )

        def given_up(_none: None) -> None:
            self.close_side()
            self.views.setCurrentWidget(self.beginning)
            self.opened()
            self.message.say(_("The stocktake is given up; nothing was booked."))

        sentence = _("Nothing is booked. What was counted stays on record.")
        self.ask(Question(_("Give the stocktake up?"), sentence, "", "", choices=(Choice(_("Give up"), "x"),)), answer)

    # On paper

    def _load_report(self, stocktake: UUID | None) -> None:
        def load(actor: Actor) -> Report:
            actor.require(Permission.STOCK)
            return self.office.till.stocktakes.report(stocktake)

        self.act(Permission.STOCK, load, partial(ask_file, self), at_hand=self._at_hand)


def make(office: Office) -> StocktakePage:
    """The page."""
    return StocktakePage(office)
