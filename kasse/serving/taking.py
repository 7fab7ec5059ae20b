"""Goods that leave the shop and nobody pays: the owner takes them, or somebody who works here is given them.

Own use is turnover (section 3 subsection 1b UStG): the goods stand on the receipt with their VAT, and below them what
the owner took, with a minus and not taxable (Privatentnahme). A benefit in kind is a record of its own (AVSachbezug)
and in no closing: each position has a counterpart here, so that no sum of the till holds any of it.
"""

from collections.abc import Iterator, Sequence

from kasse.basket import Basket, Line
from kasse.catalog import ArticleKind, Unit
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.pricing import Position, PositionKind, Priced, vat_sums
from kasse.quantity import ONE
from kasse.sale import BENEFIT, BENEFIT_PERSON, BENEFIT_REASON, OWN_USE, Sale, SaleFact, Tender
from kasse.tax import ZERO_RATED
from kasse.texts import _

GOODS = (ArticleKind.GOODS, ArticleKind.OPEN, ArticleKind.PRESS)
"""What can be taken."""


def with_counterpart(basket: Basket, priced: Priced) -> Priced:
    """The figures of a basket that nobody pays: all of it is taken off again."""
    assert basket.taken is not None  # noqa: S101 - asked before
    value = Money(sum(position.total.cents for position in priced.positions))
    if not value:
        return priced
    last = len(priced.positions)
    if basket.taken.person is None:
        added: tuple[Position, ...] = (_own_use(last + 1, value),)
    else:
        added = tuple(_counterparts(priced.positions))
    positions = (*priced.positions, *added)
    return priced._replace(positions=positions, total=ZERO, vat=vat_sums(positions))


def _own_use(number: int, value: Money) -> Position:
    return Position(
        number=number,
        kind=PositionKind.OWN_USE,
        name=_("Private withdrawal"),
        code="",
        quantity=-ONE,
        unit=Unit.PIECE,
        unit_price=value,
        gross=-value,
        discount=ZERO,
        total=-value,
        tax_class=ZERO_RATED,
        rate=0,
        price_bound=True,
    )


def _counterparts(positions: Sequence[Position]) -> Iterator[Position]:
    """What takes each position out of the sums, at its own rate and in its own department.

    That of a deposit has the deposit's code, so that it is taken out of the sums of deposits.
    """
    number = len(positions)
    for position in positions:
        if position.voided or not position.total:
            continue
        number += 1
        deposit = position.kind is PositionKind.DEPOSIT
        yield Position(
            number=number,
            kind=PositionKind.BENEFIT,
            name=_("Benefit in kind"),
            code=position.code if deposit else "",
            quantity=-position.quantity if deposit else -ONE,
            unit=Unit.PIECE,
            unit_price=position.unit_price if deposit else position.total,
            gross=-position.total,
            discount=ZERO,
            total=-position.total,
            tax_class=position.tax_class,
            rate=position.rate,
            department=position.department,
            parent=position.number,
            price_bound=True,
        )


def check_taken(basket: Basket, tenders: Sequence[Tender]) -> None:
    """`Refused` where something in the basket cannot be taken, or somebody would pay for it."""
    for line in basket.active:
        if not _can_be_taken(line):
            raise Refused(
                "not_to_take",
                _("{name} cannot be taken without paying. Ring it up in a basket of its own.").format(
                    name=line.article.name
                ),
            )
    if any(tender.amount for tender in tenders):
        raise Refused("bad_tender", _("Nothing is paid for what is taken. Book it without money."))


def _can_be_taken(line: Line) -> bool:
    return line.article.kind in GOODS and line.origin is None and line.quantity.thousandths > 0


def facts_of(basket: Basket) -> tuple[SaleFact, ...]:
    """Who took it, and why."""
    taken = basket.taken
    if taken is None:
        return ()
    if taken.person is None:
        return (SaleFact(0, OWN_USE, taken.reason),)
    return (
        SaleFact(0, BENEFIT, taken.name),
        SaleFact(0, BENEFIT_PERSON, str(taken.person)),
        SaleFact(0, BENEFIT_REASON, taken.reason),
    )


def refuse_if_taken(sale: Sale) -> None:
    """`Refused` where a sale was never paid: there is no money to give back."""
    if sale.facts and (sale.fact(OWN_USE) or sale.fact(BENEFIT)):
        raise Refused(
            "was_taken",
            _("Nobody paid for receipt {number}. Void it instead: the goods come back.").format(number=sale.receipt_no),
        )
