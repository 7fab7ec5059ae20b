"""What expires when: what to sell first, for how much less, and with which label."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from kasse.barcodes import CodeRule, lookup_key
from kasse.barcodes.making import items, price_code, price_rule
from kasse.books.stock import Batch, StockWork
from kasse.catalog import Product, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.margin import ended
from kasse.money import Money, round_half_up
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.records import from_json, to_json
from kasse.stock.fefo import Lot, lots
from kasse.stock.goods import cost_of
from kasse.texts import _

KIND = "markdown"
STEPS_SETTING = "markdown_steps"
STEPS = "7:25 2:50"
"""From so many days before the day on, so many percent off."""
AHEAD = 14
"""So many days ahead are looked at, or as many as the first step of the markdowns, whichever is more."""
_MARKS = UUID("5b0c6a1e-6a52-5a86-9d0a-7f4c2f1e9b11")


@dataclass(frozen=True, slots=True)
class Markdown:
    """A batch that is sold for less: at which price, with which code, since when and by whom."""

    batch: int
    product: int
    price: Money
    percent: int
    code: str
    at: datetime
    who: str


class Expiring(NamedTuple):
    """A row of what to sell first. `percent` and `proposed` are None where nothing is to be marked down."""

    batch: Batch
    product: Product
    left: Quantity
    days: int
    cost: Money | None
    percent: int | None = None
    proposed: Money | None = None
    marked: Markdown | None = None


class Label(NamedTuple):
    """What stands on the label of marked-down goods: scanning `code` sells the article at `price`."""

    name: str
    code: str
    price: Money
    before: Money
    percent: int
    best_before: date | None
    copies: int


class Expiry:
    """The sell-first list and its markdowns."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sell_first(self, ahead: int | None = None) -> list[Expiring]:
        """What expires within so many days, or has, and is probably still there; the nearest day first."""
        with self._store.read() as work:
            steps = steps_of(work.settings.get(STEPS_SETTING, STEPS))
            today = self._today(work)
            until = today + timedelta(
                days=max([AHEAD, *(days for days, _percent in steps)]) if ahead is None else ahead
            )
            marks = {mark.batch: mark for mark in _marks(work)}
            rows = [row for product in work.stock.expiring(until) for row in _rows(work, product, today, until)]
            shown = [_with_markdown(row, steps, marks.get(row.batch.number)) for row in rows]
        return sorted(shown, key=lambda row: (row.days, row.product.name.casefold(), row.batch.number))

    def steps(self) -> tuple[tuple[int, int], ...]:
        """The markdowns of this shop: so many days before, so many percent off."""
        with self._store.read() as work:
            return steps_of(work.settings.get(STEPS_SETTING, STEPS))

    def mark_down(self, actor: Actor, batch: int, price: Money | None = None, copies: int | None = None) -> Label:
        """Sell a batch for less from now on: gives the label, one for each piece that is left."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            row = self._row(work, batch)
            price = price or row.proposed
            if price is None:
                raise Refused("no_markdown", _("Say at which price {name} is sold now.").format(name=row.product.name))
            _refuse_markdown(row.product, price)
            code, product = _label_code(work, row.product, price)
            assert product.price is not None  # noqa: S101 - `_refuse_markdown` saw to it
            percent = 100 - price.cents * 100 // product.price.cents
            mark = Markdown(batch, row.batch.product, price, percent, code, self._clock.now(), actor.name)
            work.stock.keep_work(StockWork(_mark_id(batch), KIND, actor.name, self._clock.now(), to_json(mark)))
            work.settings.audit(
                AuditEntry(self._clock.now(), actor.name, "markdown", product.codes[0], str(product.price), str(price))
            )
            whole = max(1, row.left.thousandths // 1000)
            return Label(
                product.name, code, price, product.price, percent, row.batch.best_before, copies or min(whole, 200)
            )

    def none_left(self, actor: Actor, batch: int) -> None:
        """Somebody looked: nothing of this batch is on the shelf any more."""
        actor.require(Permission.STOCK)
        with self._store.write() as work:
            work.stock.end_batches([batch], self._clock.now())
            work.stock.drop_work(_mark_id(batch))

    def _row(self, work: Work, number: int) -> Expiring:
        steps = steps_of(work.settings.get(STEPS_SETTING, STEPS))
        product = work.stock.product_of(number)
        for row in () if product is None else _rows(work, product, self._today(work), date.max):
            if row.batch.number == number:
                return _with_markdown(row, steps, None)
        raise Refused("no_batch", _("Nothing of this batch is left by the books."))

    def _today(self, work: Work) -> date:
        return work.settings.shop().time.local(self._clock.now()).date()


def steps_of(text: str) -> tuple[tuple[int, int], ...]:
    """Days and percent out of a text such as "7:25 2:50", the most days first; `Refused` where it cannot be read."""
    steps = []
    for part in text.replace(",", " ").split():
        days, sign, percent = part.partition(":")
        if not (sign and days.isdigit() and percent.isdigit() and int(days) <= 365 and 1 <= int(percent) <= 99):
            raise Refused(
                "bad_steps",
                _("“{text}” is no list of markdowns. Write days:percent, as in 7:25 2:50.").format(text=text),
            )
        steps.append((int(days), int(percent)))
    return tuple(sorted(steps, reverse=True))


def lots_of(work: Work, product: int) -> list[Lot]:
    """What is probably left of each delivery of a product."""
    return _lots(work, product, work.stock.batches(product, ended=True), work.prices.facts(product).life)


def _lots(work: Work, product: int, batches: Sequence[Batch], life: int | None) -> list[Lot]:
    gone = frozenset(batch.number for batch in batches if batch.ended_at is not None)
    return lots(work.stock.level(product), work.stock.arrivals(product), batches, life, gone)


def end_what_is_gone(work: Work, product: int, at: datetime) -> None:
    """End the batches of which nothing can be left, so that nobody has to look through them again."""
    left = {lot.batch for lot in lots_of(work, product) if lot.left}
    gone = [batch.number for batch in work.stock.batches(product) if batch.number not in left]
    work.stock.end_batches(gone, at)
    for batch in gone:
        work.stock.drop_work(_mark_id(batch))


def _rows(work: Work, number: int, today: date, until: date) -> list[Expiring]:
    batches = work.stock.batches(number, ended=True)
    facts = work.prices.facts(number)
    left = {lot.batch: lot.left for lot in _lots(work, number, batches, facts.life) if lot.left}
    there = [(batch, batch.best_before) for batch in batches if batch.number in left and batch.ended_at is None]
    soon = [(batch, day) for batch, day in there if day is not None and day <= until]
    product = work.catalog.product(number) if soon else None
    if product is None:
        return []
    return [
        Expiring(batch, product, left[batch.number], (day - today).days, cost_of(facts.cost, left[batch.number]))
        for batch, day in soon
    ]


def _with_markdown(row: Expiring, steps: tuple[tuple[int, int], ...], mark: Markdown | None) -> Expiring:
    percent = max((percent for days, percent in steps if row.days <= days), default=None)
    price = row.product.price
    if percent is None or price is None or row.product.price_bound or row.days < 0:
        return row._replace(marked=mark)
    if mark is not None and mark.percent >= percent:
        return row._replace(marked=mark)
    lower = ended(Money(max(1, round_half_up(price.cents * (100 - percent), 100))), "9" if price.cents >= 50 else "")
    proposed = lower if lower < price else None
    return row._replace(percent=percent if proposed else None, proposed=proposed, marked=mark)


def _refuse_markdown(product: Product, price: Money) -> None:
    if product.price_bound:
        raise Refused("price_bound", _("The price of {name} is bound by law.").format(name=product.name))
    if product.unit is not Unit.PIECE or product.price is None:
        raise Refused(
            "no_label", _("{name} is weighed: give its label at the scale a lower price.").format(name=product.name)
        )
    if not 0 < price.cents < product.price.cents:
        raise Refused(
            "not_lower",
            _("The price of {name} is {price} now. Enter a lower one.").format(name=product.name, price=product.price),
        )


def _label_code(work: Work, product: Product, price: Money) -> tuple[str, Product]:
    """The code that sells a product at a price; the product gets an in-store number of its own where it has none."""
    rule = price_rule(work.catalog.code_rules())
    if rule is None or not items(rule) > 1:
        raise Refused(
            "no_price_rule",
            _("The shop has no codes that carry a price. Add a rule for them under Settings, Barcodes."),
        )
    item = next((item for code in product.codes if (item := _item_of(rule, code)) is not None), None)
    if item is None:
        item = _free_item(work, rule)
        base = price_code(rule, item)
        assert base is not None  # noqa: S101 - the number fits the pattern
        product = replace(product, codes=(*product.codes, base))
        work.catalog.save(product)
    code = price_code(rule, item, price)
    if code is None:
        raise Refused("label_too_dear", _("A label cannot carry a price of {price}.").format(price=price))
    return code, product


def _item_of(rule: CodeRule, code: str) -> int | None:
    """The in-store number under which a code of the product stands, if it is one of this rule."""
    length = len(rule.prefix)
    digits = code.strip()
    if len(digits) != len(rule.pattern) or not digits.isdigit() or not digits.startswith(rule.prefix):
        return None
    item = int(digits[length : length + rule.pattern.count("I")])
    return item if price_code(rule, item) == digits else None


def _free_item(work: Work, rule: CodeRule) -> int:
    """A number that no article has, from the top down: scales are numbered from below."""
    for item in range(items(rule) - 1, 0, -1):
        code = price_code(rule, item)
        if code is not None and work.catalog.product_number(lookup_key(code)) is None:
            return item
    raise Refused("no_free_item", _("All in-store numbers are taken."))


def _mark_id(batch: int) -> UUID:
    return uuid5(_MARKS, str(batch))


def _marks(work: Work) -> list[Markdown]:
    return [from_json(Markdown, kept.body) for kept in work.stock.works(KIND)]
