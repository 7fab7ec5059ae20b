"""A delivery while it is being scanned: frozen values that survive a power cut, and what changes them. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kasse.books.stock import DepositCharge
from kasse.catalog import Unit
from kasse.margin import ended
from kasse.money import MAX_CENTS, Money, round_half_up
from kasse.quantity import NONE, ONE, Quantity

HUNDRED = Quantity(100_000)
"""A cost in hundredths of a cent for a piece is whole cents for a hundred of them."""


@dataclass(frozen=True, slots=True)
class PackDeposit:
    """The deposit on a crate itself, and how many pieces are in one."""

    code: str
    name: str
    each: Money
    units: Quantity


@dataclass(frozen=True, slots=True)
class PieceDeposit:
    """The deposit on each piece."""

    code: str
    name: str
    each: Money


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A product, or one batch of it, in a delivery.

    `quantity` is in pieces or kilograms, `ordered` what was still to come of it (None: was not ordered). It was last
    scanned as `pack` of `units`, which a typed count means. `price` is what `price_units` pieces cost as the paper
    says; `assumed` where nobody typed it. `best_before` may be assumed too, from how long the product keeps.
    """

    key: int
    product: int
    name: str
    code: str
    rate: int
    unit: Unit = Unit.PIECE
    quantity: Quantity = NONE
    ordered: Quantity | None = None
    pack: str = ""
    units: Quantity = ONE
    crates: Quantity = NONE
    piece_deposit: PieceDeposit | None = None
    pack_deposit: PackDeposit | None = None
    price: Money | None = None
    price_units: Quantity = ONE
    assumed: bool = False
    batch: str = ""
    best_before: date | None = None
    day_assumed: bool = False
    old_cost: int | None = None
    selling: Money | None = None
    bound: bool = False
    new_price: Money | None = None

    @property
    def missing(self) -> Quantity:
        """How many were ordered and did not come."""
        return Quantity(max(0, (self.ordered or NONE).thousandths - self.quantity.thousandths))

    @property
    def deposits(self) -> tuple[DepositCharge, ...]:
        """What the supplier charges as deposit for this line."""
        charges = []
        if self.piece_deposit is not None and self.quantity:
            piece = self.piece_deposit
            charges.append(DepositCharge(piece.code, piece.name, piece.each, self.quantity))
        if self.pack_deposit is not None and self.crates:
            crate = self.pack_deposit
            charges.append(DepositCharge(crate.code, crate.name, crate.each, self.crates))
        return tuple(charges)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods that are coming in. `gross` says that costs are typed with VAT. `touched` is the line scanned last."""

    id: UUID
    started_at: datetime
    who: str
    supplier: int | None = None
    supplier_name: str = ""
    order: UUID | None = None
    order_no: int = 0
    note_no: str = ""
    gross: bool = False
    lines: tuple[DeliveryLine, ...] = ()
    touched: int = 0

    def line(self, key: int) -> DeliveryLine | None:
        """A line by its key."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def came(self) -> tuple[DeliveryLine, ...]:
        """The lines of which something is there."""
        return tuple(line for line in self.lines if line.quantity)

    @property
    def missing(self) -> tuple[DeliveryLine, ...]:
        """The lines of which less came than was ordered; of a product on two lines both count."""
        return tuple(line for line in self.lines if _still_missing(self, line))

    @property
    def extra(self) -> tuple[DeliveryLine, ...]:
        """What came and was not ordered; nothing where there is no order."""
        if self.order is None:
            return ()
        ordered = {line.product for line in self.lines if line.ordered is not None}
        return tuple(line for line in self.came if line.product not in ordered)

    @property
    def deposits(self) -> tuple[DepositCharge, ...]:
        """What the supplier charges as deposit, by kind."""
        sums: dict[tuple[str, int], DepositCharge] = {}
        for charge in (charge for line in self.lines for charge in line.deposits):
            key = charge.deposit, charge.each.cents
            before = sums.get(key)
            sums[key] = charge if before is None else before._replace(quantity=before.quantity + charge.quantity)
        return tuple(sums[key] for key in sorted(sums))


def _still_missing(delivery: Delivery, line: DeliveryLine) -> bool:
    if line.ordered is None:
        return False
    came = sum(other.quantity.thousandths for other in delivery.lines if other.product == line.product)
    return came < line.ordered.thousandths


def with_line(delivery: Delivery, line: DeliveryLine) -> Delivery:
    """The delivery with a line in the place of the one with its key, or behind all others; it is the one touched."""
    known = any(other.key == line.key for other in delivery.lines)
    lines = tuple(line if other.key == line.key else other for other in delivery.lines)
    return replace(delivery, lines=lines if known else (*delivery.lines, line), touched=line.key)


def without_line(delivery: Delivery, key: int) -> Delivery:
    """The delivery without a line; what was ordered stays, as not having come."""
    line = delivery.line(key)
    if line is not None and line.ordered is not None:
        return with_line(delivery, counted(line, NONE, ONE))
    return replace(delivery, lines=tuple(other for other in delivery.lines if other.key != key), touched=0)


def next_key(delivery: Delivery) -> int:
    """The key of another line."""
    return max((line.key for line in delivery.lines), default=0) + 1


def added(line: DeliveryLine, count: Quantity, units: Quantity, pack: str) -> DeliveryLine:
    """So many more, scanned as a pack of so many pieces."""
    crates = count if pack and line.pack_deposit is not None and units == line.pack_deposit.units else NONE
    total = Quantity(max(0, line.quantity.thousandths + count.times(units).thousandths))
    return replace(line, quantity=total, crates=line.crates + crates, units=units, pack=pack)


def counted(line: DeliveryLine, count: Quantity, units: Quantity) -> DeliveryLine:
    """So many packs of so many pieces, whatever was scanned before; whole crates bear a crate's deposit."""
    quantity = count.times(units)
    crates = NONE
    if line.pack_deposit is not None and (units == line.pack_deposit.units or line.crates):
        crates = Quantity(quantity.thousandths // line.pack_deposit.units.thousandths * 1000)
    return replace(line, quantity=quantity, crates=crates)


def line_cost(line: DeliveryLine, *, gross: bool) -> Money | None:
    """The whole net cost of a line, rounded once; None where no price is known."""
    if line.price is None:
        return None
    above = line.price.cents * line.quantity.thousandths * 10_000
    return Money(round_half_up(above, line.price_units.thousandths * _divisor(line, gross)))


def unit_cost(line: DeliveryLine, *, gross: bool) -> int | None:
    """The net cost of one piece in hundredths of a cent."""
    if line.price is None:
        return None
    above = line.price.cents * 100 * 1000 * 10_000
    return round_half_up(above, line.price_units.thousandths * _divisor(line, gross))


def _divisor(line: DeliveryLine, gross: bool) -> int:
    """What a price as it was typed is divided by for the net: assumed costs are net whatever it says."""
    return 10_000 + line.rate if gross and not line.assumed else 10_000


def price_for(line: DeliveryLine, units: Quantity) -> Money | None:
    """The price of so many pieces as the paper would say it, rounded to the cent."""
    if line.price is None:
        return None
    return Money(round_half_up(line.price.cents * units.thousandths, line.price_units.thousandths))


def proposed_price(selling: Money | None, old: int | None, new: int | None, ending: str = "") -> Money | None:
    """The price that keeps the margin in percent when the cost moved, with the shop's ending; None where it stays."""
    if selling is None or not old or not new or old == new:
        return None
    exact = Money(min(MAX_CENTS, max(1, round_half_up(selling.cents * new, old))))
    price = ended(exact, ending)
    moved_up = new > old
    return price if price != selling and (price > selling) == moved_up else None


def proposal(line: DeliveryLine, *, gross: bool, ending: str = "") -> Money | None:
    """The price proposed for a line; never one of goods whose price is bound."""
    if line.bound or line.assumed:
        return None
    return proposed_price(line.selling, line.old_cost, unit_cost(line, gross=gross), ending)
