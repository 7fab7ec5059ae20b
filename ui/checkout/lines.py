"""What becomes of lines: how many, at what price, with what discount, struck out, given back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kasse.basket import Discount
from kasse.errors import KasseError
from kasse.money import Money
from kasse.people import Actor, Permission
from kasse.pricing import Position, PositionKind
from kasse.quantity import ONE, Quantity
from kasse.sale import Sale
from kasse.texts import _
from ui.checkout.desk import Shown
from ui.checkout.rows import price_figure, quantity_figure
from ui.checkout.scanning import weight
from ui.widgets.ask import Choice, Question

if TYPE_CHECKING:
    from ui.checkout.flow import Flow


class Lines:
    """Acts on the marked line. `on_receipt` opens a receipt to take goods back from it, 0 the last one to look at."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page = flow.page
        self._desk = flow.desk
        self.returning = False
        self.on_receipt: Callable[[int], None] = lambda number: None
        self.commands: dict[str, Callable[[], None]] = {
            "more_of_it": lambda: self._count_by(1),
            "less_of_it": lambda: self._count_by(-1),
            "discount": self._ask_discount,
            "price": self._ask_price,
            "void_line": self._void,
            "return": self._ask_return,
            "drawer": self._ask_drawer,
            "last": lambda: self.on_receipt(0),
        }
        self._page.scan.counted.connect(self._count_by)
        self._page.touched_line.connect(self._touched)
        self._page.side.currentChanged.connect(self._side_changed)

    def _key(self) -> int:
        """The marked line; none while money is being booked: the next customer's lines have the same keys."""
        if self._flow.paying.busy:
            return -1
        key = self._page.basket.marked_key()
        if key is None:
            self._page.message.say(_("Scan something first: the basket is empty."), alarm=True)
            return -1
        return key

    def _position(self, key: int) -> Position | None:
        positions = self._flow.shown.priced.positions
        return next((p for p in positions if p.line_key == key and p.kind is not PositionKind.DEPOSIT), None)

    # The panel of the marked line

    def _touched(self) -> None:
        if self._flow.shown.age is None and not self._flow.paying.busy:
            self._page.show_side("line")
            self.show_line()

    def show_line(self) -> None:
        """The line's panel follows the mark; without lines the quick keys are back."""
        key = self._page.basket.marked_key()
        position = None if key is None else self._position(key)
        if position is None:
            self._page.show_keys()
            return
        self._page.line.show_line(
            position.name,
            price_figure(position.unit_price, position.unit),
            quantity_figure(position.quantity, position.unit),
            countable=position.quantity.is_whole and position.origin_sale is None,
        )
        self._page.focus_scan()

    # How many

    def _count_by(self, step: int) -> None:
        """One more or one less; one less of the last one strikes it out."""
        key = self._key()
        position = self._position(key)
        if position is None:
            return
        if position.quantity + Quantity.of(step) == Quantity(0):
            self._void()
        else:
            self._flow.store(
                lambda: self._desk.add_to_line(key, ONE if step > 0 else -ONE), lambda shown: self._show(shown, key)
            )

    def count(self, typed: str) -> None:
        """So many of the marked line."""
        key = self._key()
        if key >= 0:
            try:
                quantity = Quantity.parse(typed)
            except KasseError as error:
                self._flow.refuse(error)
                return
            self._flow.store(lambda: self._desk.change_quantity(key, quantity), lambda shown: self._show(shown, key))

    def _show(self, shown: Shown, key: int) -> None:
        """Show the basket, the same line marked."""
        self._flow.show(shown, key)

    # What takes a permission

    def _void(self) -> None:
        key = self._key()
        if key >= 0:
            self._flow.with_leave(Permission.VOID_LINE, lambda actor: self._desk.void_line(key, actor))

    def _ask_price(self) -> None:
        key = self._key()
        position = self._position(key)
        if position is not None:
            question = Question(_("Other price"), position.name, _("Price"), _("Take it"))
            self._flow.ask(question, lambda typed, _c: self._override(key, Money.parse(typed)))

    def _override(self, key: int, price: Money) -> None:
        self._flow.with_leave(
            Permission.PRICE_OVERRIDE, lambda actor: self._desk.override_price(key, price, actor), key
        )  # fmt: skip

    def _ask_discount(self) -> None:
        key = self._key()
        position = self._position(key)
        if position is None:
            return
        choices = (
            Choice(_("This line, in %"), "line %"),
            Choice(_("This line, in €"), "line €"),
            Choice(_("Everything, in %"), "all %"),
            Choice(_("Everything, in €"), "all €"),
            Choice(_("No discount"), "none"),
        )
        question = Question(_("Discount"), position.name, _("How much"), "", choices=choices)
        self._flow.ask(question, lambda typed, chosen: self._discount(key, typed, chosen))

    def _discount(self, key: int, typed: str, chosen: str) -> None:
        where, _space, sign = chosen.partition(" ")
        discount = None if where == "none" else _read_discount(typed, percent=sign == "%")
        self._flow.with_leave(
            Permission.DISCOUNT,
            lambda actor: self._give(key, discount, actor, everything=where == "all", none=where == "none"),
            key,
        )

    def _give(
        self, key: int, discount: Discount | None, actor: Actor | None, *, everything: bool, none: bool
    ) -> Shown:  # fmt: skip
        """On the store thread."""
        if none:
            self._desk.discount(None, None, actor)
        return self._desk.discount(None if everything else key, discount, actor)

    # Giving back

    def _ask_return(self) -> None:
        """Scan it, or name the receipt it is on."""
        question = Question(
            _("Return"),
            _("Scan what comes back. With a receipt, enter its number instead."),
            _("Receipt number"),
            _("Find the receipt"),
        )
        self._flow.ask(question, lambda typed, _c: self._find_receipt(typed))
        self.returning = True

    def _find_receipt(self, typed: str) -> None:
        text = typed.strip()
        if not (text.isascii() and text.isdigit()):
            self._page.ask.ask_again(_("Enter the number that stands on the receipt."))
            return
        number = int(text)
        self._flow.store(
            lambda: self._desk.till.checkout.receipt(number), self._found_receipt, self._flow.refuse_answer
        )

    def _found_receipt(self, sale: Sale) -> None:
        self._page.show_keys()
        self.on_receipt(sale.receipt_no or 0)

    def take_back(self, code: str, quantity: Quantity | None = None, price: Money | None = None) -> None:
        """What was scanned comes back without a receipt; who may not, asks a manager."""
        self._flow.with_leave(
            Permission.RETURN_FREE,
            lambda actor: self._desk.take_back(code, quantity, price, actor),
            refused=lambda error: self._not_taken(error, code, quantity, price),
        )

    def _not_taken(self, error: KasseError, code: str, quantity: Quantity | None, price: Money | None) -> None:
        """What the code alone does not say is asked for, as when it is sold."""
        if error.code == "needs_price":
            asked = Question(_("Return"), error.message, _("Price"), _("Take it"))
            self._flow.ask(asked, lambda typed, _c: self.take_back(code, quantity, Money.parse(typed)))
        elif error.code == "needs_weight":
            asked = Question(_("Return"), error.message, _("Weight"), _("Take it"))
            self._flow.ask(asked, lambda typed, _c: self.take_back(code, weight(typed), price))
        else:
            self._flow.refuse_answer(error)

    def _side_changed(self, _index: int) -> None:
        """Another panel: what is scanned is sold again."""
        if not self._page.shows("ask"):
            self.returning = False

    # The drawer

    def _ask_drawer(self) -> None:
        reasons = (_("Give change"), _("Wrong change"), _("Count"), _("Check"))
        choices = tuple(Choice(reason, reason) for reason in reasons)
        question = Question(
            _("Open the drawer"), _("Why? It is noted down."), _("Reason"), "", choices=choices, keys="text"
        )
        self._flow.ask(question, lambda typed, chosen: self._open_drawer(typed.strip() or chosen))

    def _open_drawer(self, reason: str) -> None:
        flow, till = self._flow, self._desk
        flow.store(lambda: till.till.shift.open_drawer(till.actor, reason), self._drawer_opened, flow.refuse_answer)

    def _drawer_opened(self, _movement: object) -> None:
        self._page.show_keys()
        self._page.message.say(_("The drawer is open; the reason is noted."))
        self._flow.on_sale()


def _read_discount(typed: str, *, percent: bool) -> Discount:
    if percent:
        return Discount.percent_off(typed)
    return Discount.amount_off(Money.parse(typed))
