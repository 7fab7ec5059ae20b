"""How an article should stand on the market, out of its goods and how it stands: pure, one article at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kasse.books.market import Bucket, Goods, MarketArticle, SwitchKey
from kasse.market.buckets import bucket_of, told
from kasse.market.view import digest_with, hidden, key_of, view_of, view_text
from kasse.quantity import Quantity


class Moment(NamedTuple):
    """What is the same for all articles of one look: the second, the business day, the shop and what was switched."""

    now: int
    today: str
    language: str
    mark: str
    switches: Mapping[SwitchKey, bool]
    spoken: Mapping[int, Quantity]


def looked_at(
    goods: Goods | None, rows: Sequence[MarketArticle], moment: Moment, known: MarketArticle | None = None
) -> Iterator[MarketArticle]:
    """The rows of a product that are to be written; `known` is a row of its key that was another product's.

    Goods of None are no more. A product whose code is another now has two keys: the old one is taken away.
    """
    key = key_of(goods) if goods is not None and hidden(goods, moment.switches) is None else ""
    mine = known
    for row in rows:
        if row.key == key:
            mine = row
        elif row.view or row.wanted is not None:
            yield _gone(row, moment)
    if goods is not None and key:
        before = mine or MarketArticle(key, goods.product, Bucket.OUT)
        after = _shown(goods, before._replace(product=goods.product), moment)
        if after != mine:
            yield after


def _gone(row: MarketArticle, moment: Moment) -> MarketArticle:
    if not row.view:
        return row._replace(wanted=None, due=None)
    return row._replace(wanted="", due=moment.now if row.wanted is None else row.due)


def _shown(goods: Goods, row: MarketArticle, moment: Moment) -> MarketArticle:
    level = goods.level - moment.spoken.get(goods.product, Quantity(0))
    out = bool(row.view or row.wanted)
    bucket = bucket_of(level, row.bucket if out else None)
    flips = row.flips if row.flip_day == moment.today else 0
    said = told(bucket_in(row.view), bucket, flips) if row.view else bucket
    view = view_text(view_of(goods, said, moment.language))
    row = row._replace(bucket=bucket, flips=flips, flip_day=moment.today if row.flip_day else "")
    if digest_with(view, moment.mark) == row.digest:
        return row._replace(wanted=None, due=None)
    return row._replace(wanted=view, due=row.due if row.wanted is not None else moment.now)


def released(row: MarketArticle, moment: Moment) -> MarketArticle:
    """The row once its next version is out: with a stamp beyond the last one, whatever the clock says.

    Two beyond where it was taken away: the taking away may need a second for itself.
    """
    wanted = row.wanted or ""
    digest = digest_with(wanted, moment.mark) if wanted else ""
    row = row._replace(wanted=None, due=None)
    if digest == row.digest:
        return row
    if wanted and row.view and bucket_in(wanted) is not bucket_in(row.view):
        row = row._replace(
            flips=row.flips + 1 if row.flip_day == moment.today else 1,
            flip_day=moment.today,
        )
    stamp = max(moment.now, row.stamp + (1 if row.view else 2))
    return row._replace(view=wanted, digest=digest, stamp=stamp, first=row.first or stamp)


def bucket_in(view: str) -> Bucket:
    """The bucket that a kept view tells."""
    return Bucket(json.loads(view)["bucket"])
