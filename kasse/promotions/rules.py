"""What a promotion is, what must hold before it may run, and when it runs."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.texts import _

DAY = 24 * 60
"""Minutes."""
ALL = 10_000
"""100 % in hundredths of a percent."""
MOST_PIECES = 99
MOST_PARTS = 5
MAX_NAME = 40
"""What fits on a receipt beside an amount."""


class Kind(StrEnum):
    """How a promotion counts.

    `FEWER` pays for `pay` of the part's `count`, the cheapest being free (or `percent` cheaper). `TOGETHER` sells its
    parts for `amount` in all: three of a group, or a set of one of each. The others lower each piece: by `percent`,
    by `amount`, or to `amount`.
    """

    FEWER = "fewer"
    TOGETHER = "together"
    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Goods:
    """A group of articles: products by their numbers, crates and other packs by their codes, whole departments."""

    products: tuple[int, ...] = ()
    packs: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    everything: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.products or self.packs or self.departments or self.everything)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of a group."""

    goods: Goods
    count: int = 1


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion. Weekdays are 0 for Monday to 6, minutes are those of the shop's day; what is empty does not limit.

    `group` is a group of customers, `coupon` a code that must be shown, `limit` how often it counts in one basket:
    sets of a `FEWER` or `TOGETHER`, pieces of the others.
    """

    name: str
    kind: Kind
    parts: tuple[Part, ...]
    pay: int = 0
    percent: int = 0
    amount: Money = ZERO
    starts: date | None = None
    ends: date | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int | None = None
    to_minute: int | None = None
    group: str = ""
    coupon: str = ""
    limit: int = 0
    active: bool = True
    number: int | None = None

    @property
    def timed(self) -> bool:
        """Whether it depends on the moment."""
        return bool(self.starts or self.ends or self.weekdays or self.from_minute is not None)

    @property
    def pieces(self) -> int:
        """How many pieces it takes."""
        return sum(part.count for part in self.parts)


def runs(promotion: Promotion, local: datetime) -> bool:
    """Whether it runs at a moment on the shop's wall clock, as far as date, weekday and time say.

    Hours that go over midnight belong to the day on which they began.
    """
    if not promotion.timed:
        return True
    day, begin, end = local.date(), promotion.from_minute, promotion.to_minute
    if begin is not None and end is not None:
        minute = local.hour * 60 + local.minute
        if begin > end and minute < end:
            day -= timedelta(days=1)
        elif not (begin <= minute < end or (begin > end and minute >= begin)):
            return False
    if promotion.weekdays and day.weekday() not in promotion.weekdays:
        return False
    return (promotion.starts is None or promotion.starts <= day) and (promotion.ends is None or day <= promotion.ends)


def counts(promotion: Promotion, group: str, coupons: Container[str]) -> bool:
    """Whether it is for this customer, who showed these coupons."""
    for_all = not promotion.group or promotion.group == group
    return for_all and (not promotion.coupon or coupon_key(promotion.coupon) in coupons)


def coupon_key(code: str) -> str:
    """A coupon's code as it is compared: typed small or large, with or without spaces."""
    return "".join(code.split()).upper()


def checked(promotion: Promotion) -> Promotion:
    """The promotion, or `Refused` with what is missing."""
    if not promotion.name.strip() or len(promotion.name) > MAX_NAME or not promotion.name.isprintable():
        raise Refused(
            "bad_promotion_name",
            _("Give the promotion a name of up to {limit} letters: it stands on the receipt.").format(limit=MAX_NAME),
        )
    _check_parts(promotion)
    _CHECKS[promotion.kind](promotion)
    _check_time(promotion)
    if promotion.coupon and not promotion.coupon.isprintable():
        raise Refused("bad_coupon", _("A coupon's code is one line of letters and digits."))
    if not 0 <= promotion.limit <= MOST_PIECES:
        raise Refused("bad_limit", _("How often it counts is a number up to {limit}.").format(limit=MOST_PIECES))
    return promotion


def _check_parts(promotion: Promotion) -> None:
    if not promotion.parts or any(part.goods.empty for part in promotion.parts):
        raise Refused("no_goods", _("Choose what the promotion is for: scan articles, or choose departments."))
    if len(promotion.parts) > MOST_PARTS or any(not 1 <= part.count <= MOST_PIECES for part in promotion.parts):
        raise Refused("bad_count", _("How many it takes is a number from 1 to {limit}.").format(limit=MOST_PIECES))
    if promotion.kind is not Kind.TOGETHER and len(promotion.parts) > 1:
        raise Refused("bad_count", _("Only a set for one price has several groups."))


def _check_fewer(promotion: Promotion) -> None:
    if not 1 <= promotion.pay < promotion.pieces:
        raise Refused("bad_count", _("Fewer must be paid than are taken, and one at the least."))
    _check_percent(promotion)


def _check_together(promotion: Promotion) -> None:
    if promotion.pieces < 2:
        raise Refused("bad_count", _("A price for several takes two at the least."))
    _check_amount(promotion)


def _check_percent(promotion: Promotion) -> None:
    if not 0 < promotion.percent <= ALL:
        raise Refused("bad_percent", _("Enter a percentage above 0 and up to 100."))


def _check_amount(promotion: Promotion) -> None:
    if promotion.amount.cents <= 0:
        raise Refused("bad_price", _("Enter an amount of more than 0.00."))


_CHECKS = {
    Kind.FEWER: _check_fewer,
    Kind.TOGETHER: _check_together,
    Kind.PERCENT: _check_percent,
    Kind.AMOUNT: _check_amount,
    Kind.PRICE: _check_amount,
}


def _check_time(promotion: Promotion) -> None:
    if promotion.starts and promotion.ends and promotion.ends < promotion.starts:
        raise Refused("bad_days", _("The promotion ends before it begins."))
    begin, end = promotion.from_minute, promotion.to_minute
    if (begin is None) != (end is None) or (begin is not None and begin == end):
        raise Refused("bad_hours", _("Enter from when and until when, or neither."))
    if any(minute is not None and not 0 <= minute <= DAY for minute in (begin, end)):
        raise Refused("bad_hours", _("A time is from 0:00 to 24:00."))
    if any(day not in range(7) for day in promotion.weekdays):
        raise Refused("bad_days", _("A weekday is from 0 for Monday to 6."))
