"""The basket: frozen lines and pure functions that add and change them.

`docs/pricing.md` has the worked examples. A deposit is no line of its own here: it belongs to its article's line
and becomes a position of its own when `pricing` prices the basket, so the two can never part.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kasse.catalog import Article, ArticleKind, Unit
from kasse.errors import Refused
from kasse.money import MAX_CENTS, ZERO, Money, round_half_up
from kasse.quantity import ONE, Quantity
from kasse.texts import _

MAX_LINES = 500
"""More lines than any customer has; what the receipt printer and the eye can bear."""


TIPS = frozenset({ArticleKind.TIP_STAFF, ArticleKind.TIP_OWNER})
UNDISCOUNTED = frozenset({ArticleKind.PRESS, ArticleKind.VOUCHER, ArticleKind.TAB_PAYMENT}) | TIPS
"""What takes no discount whatever its article says: bound prices, and money that is no price."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A reduction: `percent` in hundredths of a percent, or an amount. One of them is set."""

    percent: int = 0
    amount: Money = ZERO

    @classmethod
    def percent_off(cls, text: str) -> "Discount":
        """Read a percentage such as "10" or "12.5"; between 0.01 and 100."""
        try:
            percent = Money.parse(text.strip().removesuffix("%").strip()).cents
        except Refused:
            percent = 0
        if not 0 < percent <= 10_000:
            raise Refused(
                "bad_discount",
                _("“{text}” is not a discount. Enter a percentage above 0 and up to 100.").format(text=text[:40]),
            )
        return cls(percent=percent)

    @classmethod
    def amount_off(cls, amount: Money) -> "Discount":
        """An amount off; more than zero."""
        if amount.cents <= 0:
            raise Refused("bad_discount", _("A discount must be more than 0.00. Enter the amount without a minus."))
        return cls(amount=amount)

    def of(self, gross: Money) -> Money:
        """What is taken off this gross amount; never more than the amount itself."""
        if self.percent:
            return Money(round_half_up(gross.cents * self.percent, 10_000))
        return min(self.amount, gross)


@dataclass(frozen=True, slots=True)
class Origin:
    """The position of an earlier receipt that a line gives back, and what is refunded for it (a negative total)."""

    sale: UUID
    receipt_no: int
    position: int
    total: Money
    rate: int
    is_deposit: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the basket. `key` stays with it for life; `list_price` is what an override replaced."""

    key: int
    article: Article
    quantity: Quantity
    unit_price: Money
    discount: Discount | None = None
    origin: Origin | None = None
    voided: bool = False
    list_price: Money | None = None

    @property
    def gross(self) -> Money:
        """Quantity x price, before any discount and without the deposit."""
        return self.quantity.price(self.unit_price)

    @property
    def discountable(self) -> bool:
        """Whether a discount may touch it: not deposits, not price-bound goods, nothing that goes back."""
        return not (
            self.voided
            or self.article.kind in UNDISCOUNTED
            or self.article.price_bound
            or self.article.gives_money_back
            or self.origin is not None
            or self.quantity.thousandths < 0
        )


@dataclass(frozen=True, slots=True)
class Leave:
    """A permission that a manager lent on the spot, for this basket only."""

    permission: str
    by: str


@dataclass(frozen=True, slots=True)
class StampCard:
    """A customer's card of a programme as it was when the customer was named: every so many-th of these is free."""

    programme: int
    name: str
    every: int
    departments: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    have: int = 0

    def stamps(self, product: int | None, department: str) -> bool:
        """Whether an article counts."""
        return product in self.products or department in self.departments


@dataclass(frozen=True, slots=True)
class Taken:
    """Goods that nobody pays: the owner takes them, or they are given to somebody who works here."""

    reason: str
    person: int | None = None
    """Who works here and is given them; None where the owner takes them."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Basket:
    """What one customer buys and gives back. `id` becomes the sale's id, so paying twice books once."""

    id: UUID
    started_at: datetime
    lines: tuple[Line, ...] = ()
    discount: Discount | None = None
    age_confirmed: int = 0
    next_key: int = 1
    leaves: tuple[Leave, ...] = ()
    customer: int | None = None
    """The customer's number, where a tab, a price of the customer's group or stamps make it matter."""
    group: str = ""
    """The customer's group, as it was when the customer was named."""
    coupons: tuple[str, ...] = ()
    """The coupon codes that were shown."""
    rung_at: datetime | None = None
    """When the last article was added, where promotions depend on it."""
    stamps: tuple[StampCard, ...] = ()
    """The named customer's stamp cards."""
    eat_in: bool = False
    """Whether it is eaten in the shop, which may be another VAT class than to take it away."""
    taken: Taken | None = None
    """Set where nobody pays: own use, or a benefit in kind."""

    @property
    def active(self) -> tuple[Line, ...]:
        """The lines that count: all but the voided ones."""
        return tuple([line for line in self.lines if not line.voided])

    def line(self, key: int) -> Line:
        """The active line with this key."""
        for line in self.lines:
            if line.key == key and not line.voided:
                return line
        raise Refused("no_such_line", _("That line is not in the basket any more. Select another one."))


def _with_line(basket: Basket, line: Line) -> Basket:
    if len(basket.lines) >= MAX_LINES:
        raise Refused("basket_full", _("The basket is full. Pay it and go on with a new one."))
    return replace(basket, lines=(*basket.lines, line), next_key=basket.next_key + 1)


def _replaced(basket: Basket, line: Line) -> Basket:
    return replace(basket, lines=tuple(line if old.key == line.key else old for old in basket.lines))


def check_price(price: Money) -> Money:
    """A price that may stand on a line, or `Refused`."""
    if price.cents < 0:
        raise Refused("negative_price", _("A price cannot be negative. To give money back, use a return or empties."))
    return price


def _check_quantity(article: Article, quantity: Quantity) -> Quantity:
    quantity.checked()
    if article.unit is Unit.PIECE and not quantity.is_whole:
        raise Refused(
            "not_whole",
            _("{name} is sold by the piece: {quantity} is not a whole number.").format(
                name=article.name, quantity=quantity
            ),
        )
    return -abs(quantity) if article.gives_money_back else quantity


def _check_amount(line: Line) -> Line:
    if abs(line.gross.cents) > MAX_CENTS:
        raise Refused(
            "amount_too_large",
            _("{name} would cost {amount}. That is more than the till takes: check quantity and price.").format(
                name=line.article.name, amount=line.gross
            ),
        )
    return line


def add(
    basket: Basket, article: Article, quantity: Quantity = ONE, *, price: Money | None = None, merge: bool = True
) -> Basket:
    """The basket with an article more.

    `price` answers an article without one. With `merge`, the same article scanned again raises the last line's
    quantity. `Refused` where the quantity or the price cannot be.
    """
    unit_price = price if price is not None else article.price
    if unit_price is None:
        raise Refused("needs_price", _("{name} has no fixed price. Enter the price.").format(name=article.name))
    quantity = _check_quantity(article, quantity)
    last = basket.lines[-1] if basket.lines else None
    if merge and last is not None and _mergeable(last, article, check_price(unit_price), quantity):
        return change_quantity(basket, last.key, last.quantity + quantity)
    line = Line(basket.next_key, article, quantity, check_price(unit_price))
    return _with_line(basket, _check_amount(line))


def _mergeable(line: Line, article: Article, unit_price: Money, quantity: Quantity) -> bool:
    return (
        line.article == article
        and (line.quantity.thousandths < 0) == (quantity.thousandths < 0)
        and line.unit_price == unit_price
        and line.quantity.is_whole
        and article.unit is Unit.PIECE
        and line.discount is None
        and line.origin is None
        and line.list_price is None
        and not line.voided
    )


def change_quantity(basket: Basket, key: int, quantity: Quantity) -> Basket:
    """The basket with another quantity on a line. Lines that return bought goods keep theirs."""
    line = basket.line(key)
    if line.origin is not None:
        raise Refused("fixed_line", _("This line returns what a receipt shows. Void it and return another quantity."))
    changed = replace(line, quantity=_check_quantity(line.article, quantity))
    return _replaced(basket, _check_amount(changed))


def override_price(basket: Basket, key: int, price: Money) -> Basket:
    """The basket with a price of the cashier's own on a line. Bound prices stay."""
    line = basket.line(key)
    _refuse_if_bound(line)
    list_price = line.unit_price if line.list_price is None else line.list_price
    changed = replace(line, unit_price=check_price(price), list_price=list_price)
    return _replaced(basket, _check_amount(changed))


def _refuse_if_bound(line: Line) -> None:
    if line.article.price_bound:
        raise Refused(
            "price_bound",
            _("{name} has a bound price by law: it cannot be changed or discounted.").format(name=line.article.name),
        )
    if line.article.gives_money_back or line.origin is not None:
        raise Refused("fixed_line", _("{name} is given back as it was paid.").format(name=line.article.name))


def discount_line(basket: Basket, key: int, discount: Discount | None) -> Basket:
    """The basket with a discount on one line, or with none."""
    line = basket.line(key)
    _refuse_if_bound(line)
    if discount is not None and not line.discountable:
        raise Refused("not_discountable", _("A returned article takes no discount."))
    if discount is not None and discount.amount > line.gross:
        raise Refused(
            "discount_too_large",
            _("A discount of {discount} is more than the line's {gross}.").format(
                discount=discount.amount, gross=line.gross
            ),
        )
    return _replaced(basket, replace(line, discount=discount))


def discount_basket(basket: Basket, discount: Discount | None) -> Basket:
    """The basket with a discount on everything that may take one, or with none."""
    if discount is not None:
        base = discount_base(basket)
        if base.cents <= 0:
            raise Refused("not_discountable", _("Nothing in this basket may be discounted."))
        if discount.amount > base:
            raise Refused(
                "discount_too_large",
                _("A discount of {discount} is more than the {base} that may be discounted.").format(
                    discount=discount.amount, base=base
                ),
            )
    return replace(basket, discount=discount)


def show_coupon(basket: Basket, code: str) -> Basket:
    """The basket with a coupon that the customer showed."""
    if code in basket.coupons:
        raise Refused("coupon_twice", _("This coupon is in the basket already. It counts once."))
    return replace(basket, coupons=(*basket.coupons, code))


def void_line(basket: Basket, key: int) -> Basket:
    """The basket with a line struck out. It stays on record and no longer counts."""
    return _replaced(basket, replace(basket.line(key), voided=True))


def confirm_age(basket: Basket) -> Basket:
    """The basket after the cashier has seen that the customer is old enough for all that is in it now."""
    return replace(basket, age_confirmed=max(basket.age_confirmed, required_age(basket)))


def required_age(basket: Basket) -> int:
    """The highest age limit of what is bought; 0 where there is none."""
    limits = [line.article.age_limit for line in basket.lines if line.quantity.thousandths > 0 and not line.voided]
    return max(limits, default=0)


def age_question(basket: Basket, today: date) -> tuple[int, date] | None:
    """The age to ask for and the last birthday that fulfils it, or None where nothing is left to ask."""
    limit = open_age(basket)
    return (limit, born_on_or_before(limit, today)) if limit else None


def open_age(basket: Basket) -> int:
    """The age that is still to be asked for; 0 where nothing is left to ask."""
    limit = required_age(basket)
    return limit if limit > basket.age_confirmed else 0


def born_on_or_before(age: int, today: date) -> date:
    """The latest birthday of somebody who has this age today.

    Somebody born on 29 February comes of age on 1 March of a common year (sections 187, 188 BGB).
    """
    try:
        return today.replace(year=today.year - age)
    except ValueError:  # today is 29 February and that year had none
        return today.replace(year=today.year - age, day=28)


def give_back(basket: Basket, article: Article, quantity: Quantity, unit_price: Money, origin: Origin) -> Basket:
    """The basket with a line that returns part of an earlier receipt; `quantity` and the origin's total negative."""
    line = Line(basket.next_key, article, quantity, unit_price, origin=origin)
    return _with_line(basket, line)


def line_discount(line: Line) -> Money:
    """What its own discount takes off a line, before the basket's."""
    return line.discount.of(line.gross) if line.discount is not None and line.discountable else ZERO


def discount_base(basket: Basket) -> Money:
    """What a discount on the basket is taken of."""
    return Money(sum((line.gross - line_discount(line)).cents for line in basket.lines if line.discountable))
