"""How much there is, as far as anybody outside is told: three buckets that do not flap. Pure.

A sale and a return of one piece never change a bucket twice, and of an article that comes and goes all day only so
many changes are told: from outside nobody can count what is sold.
"""

from kasse.books.market import Bucket
from kasse.quantity import Quantity

FLIPS_A_DAY = 6
"""So many changes of its bucket are told of an article in a day; after them only that it is gone."""

_LOW_FROM = Quantity.of(2)
_BACK_AT = Quantity.of(2)
_PLENTY_FROM = Quantity.of(4)
_NONE = Quantity(0)


def bucket_of(level: Quantity, before: Bucket | None = None) -> Bucket:
    """The bucket of a stock that was in `before` until now; None: it was in none. The same in pieces and kilograms."""
    if level <= _NONE or (before is Bucket.OUT and level < _BACK_AT):
        return Bucket.OUT
    enough = _PLENTY_FROM if before in (Bucket.OUT, Bucket.LOW) else Quantity(_LOW_FROM.thousandths + 1)
    return Bucket.IN if level >= enough else Bucket.LOW


def told(shown: Bucket, now: Bucket, flips: int) -> Bucket:
    """What is told, where `shown` was told last and it was changed `flips` times today."""
    return now if now is Bucket.OUT or flips < FLIPS_A_DAY else shown
