"""Prices as a service: changed at once or from a day on, looked back at, with their margins and shelf labels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kasse.barcodes import lookup_key
from kasse.books.prices import (
    Label,
    PlannedPrice,
    PriceChange,
    PriceList,
    PriceRow,
    PriceState,
    PricesWanted,
    ProductFacts,
    Tag,
)
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.margin import Margin, margin
from kasse.money import MAX_CENTS, Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.prices.history import announced, done, lowest, price_then
from kasse.texts import _, current_language
from kasse.unit_price import Content, UnitPrice, content_in, content_text, unit_price

MANY = 500
"""Rows of one step through the whole list."""


class NewPrice(NamedTuple):
    """A price to come; `pack` 0 is the product itself."""

    product: int
    price: Money | None
    pack: int = 0


class Changed(NamedTuple):
    """What became of new prices: so many hold at once, are planned, or were the price already."""

    done: int = 0
    planned: int = 0
    same: int = 0


class Priced(NamedTuple):
    """A product or a pack of it with all that is known of its price; `lowest` is that of the last 30 days."""

    tag: Tag
    margin: Margin | None
    unit_price: UnitPrice | None
    planned: tuple[PlannedPrice, ...]
    history: tuple[PriceChange, ...]
    lowest: Money | None


class Card(NamedTuple):
    """A product as the price page shows it: itself and its packs; the VAT rate, and what else is kept of it.

    `costs` is whether costs are told: not everybody who looks a price up is to know them.
    """

    tags: tuple[Priced, ...]
    rate: int
    facts: ProductFacts
    proposed: Content | None
    costs: bool = True

    @property
    def product(self) -> Priced:
        """The product itself."""
        return self.tags[0]


class Contents(NamedTuple):
    """Products with the content that their names speak of; `after` is the rank to go on from, None at the end."""

    rows: tuple[tuple[PriceRow, Content], ...]
    after: int | None


def lacks_unit_price(label: Label) -> bool:
    """Whether a label has no unit price though its name speaks of a content that asks for one."""
    return label.unit_price is None and unit_price(label.price, label.unit, content_in(label.name)) is not None


class Prices:
    """What things cost, since when, and what is left of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Looking

    def listed(self, wanted: PricesWanted, limit: int = 200, after: int = 0, looking: Actor | None = None) -> PriceList:
        """A slice of the price list; best sellers first. `after` of one slice asks for the next.

        Who is `looking` learns no costs unless they may change them.
        """
        secret = looking is not None and not looking.may(Permission.PRODUCTS)
        if secret:
            wanted = wanted._replace(margin_below=None)
        with self._store.read() as work:
            listed = work.prices.listed(wanted, self._rates(work), limit, after)
        return listed._replace(rows=tuple(row._replace(cost=None) for row in listed.rows)) if secret else listed

    def all_listed(self, wanted: PricesWanted, most: int) -> list[PriceRow]:
        """All that is wanted, up to so many rows."""
        rows: list[PriceRow] = []
        after: int | None = 0
        while after is not None and len(rows) < most:
            part = self.listed(wanted, min(MANY, most - len(rows)), after)
            rows += part.rows
            after = part.after
        return rows

    def card(self, product: int, looking: Actor | None = None) -> Card:
        """All that is known of a product's prices; who is `looking` learns no costs unless they may change them."""
        costs = looking is None or looking.may(Permission.PRODUCTS)
        with self._store.read() as work:
            tags = work.prices.tags(product)
            if not tags:
                raise Refused("no_such_product", _("This product is not in the list any more."))
            rate = self._rates(work).get(tags[0].tax_class, 0)
            planned, history = work.prices.planned(product=product), work.prices.history(product)
            facts, today = work.prices.facts(product), self._today(work)
        if not costs:
            tags, facts = [tag._replace(cost=None) for tag in tags], facts._replace(cost=None)
        priced = tuple(_priced(tag, rate, planned, history, today) for tag in tags)
        return Card(priced, rate, facts, None if facts.holds else content_in(tags[0].name), costs)

    def tag(self, code: str) -> Tag:
        """What has a code: a product or a pack of it."""
        with self._store.read() as work:
            tag = work.prices.tag_of(lookup_key(code))
        if tag is None:
            raise Refused("unknown_code", _("{code} is not in the list.").format(code=code[:60]))
        return tag

    def price_on(self, product: int, day: date, pack: int = 0) -> Money | None:
        """What it cost at the end of a day."""
        with self._store.read() as work:
            tag = _tag(work, product, pack)
            return price_then(done(work.prices.history(product), pack), tag.price, day)

    def planned(self) -> list[PlannedPrice]:
        """All that is planned, the earliest day first."""
        with self._store.read() as work:
            return work.prices.planned()

    # Changing

    def change(self, actor: Actor, new: Sequence[NewPrice], day: date | None = None, why: str = "") -> Changed:
        """New prices, at once or from a day on; one that is planned for that day already is replaced."""
        actor.require(Permission.PRODUCTS)
        for entry in new:
            _check(entry)
        with self._store.write() as work:
            today = self._today(work)
            if day is not None and day < today:
                raise Refused(
                    "past_day",
                    _("{day} is over. A price begins today or later.").format(day=date_text(day, current_language())),
                )
            if day is None or day == today:
                return self._change_now(work, actor, new, today, why)
            return self._plan(work, actor, new, day, why)

    def _change_now(self, work: Work, actor: Actor, new: Sequence[NewPrice], today: date, why: str) -> Changed:
        count, now = 0, self._clock.now()
        for entry in new:
            tag = _tag(work, entry.product, entry.pack)
            if tag.price == entry.price:
                continue
            self._set(work, tag, entry.price)
            change = PriceChange(entry.product, entry.price, today, now, actor.name, why, entry.pack, tag.price)
            work.prices.note([change])
            self._audit(work, actor.name, "price", tag, _text(tag.price), _text(entry.price))
            count += 1
        return Changed(done=count, same=len(new) - count)

    def _plan(self, work: Work, actor: Actor, new: Sequence[NewPrice], day: date, why: str) -> Changed:
        now, language = self._clock.now(), current_language()
        for entry in new:
            tag = _tag(work, entry.product, entry.pack)
            for earlier in work.prices.planned(product=entry.product):
                if earlier.change.pack == entry.pack and earlier.change.valid_from == day:
                    _cancel(work, earlier.change)
            change = PriceChange(entry.product, entry.price, day, now, actor.name, why, entry.pack, tag.price)
            work.prices.note([change._replace(state=PriceState.PLANNED)])
            told = _("{price} from {day}").format(price=_text(entry.price), day=date_text(day, language))
            self._audit(work, actor.name, "price_planned", tag, _text(tag.price), told)
        return Changed(planned=len(new))

    def cancel(self, actor: Actor, number: int) -> None:
        """Plan a change no more."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            entry = next((entry for entry in work.prices.planned() if entry.change.number == number), None)
            if entry is None:
                raise Refused("not_planned", _("This price is not planned any more: it holds, or was cancelled."))
            _cancel(work, entry.change)
            told = _("{price} from {day}").format(
                price=_text(entry.change.price), day=date_text(entry.change.valid_from, current_language())
            )
            tag = _tag(work, entry.change.product, entry.change.pack)
            self._audit(work, actor.name, "price_cancelled", tag, told, "")

    def begin(self, day: date) -> int:
        """Prices that were planned up to this day hold from now on; gives how many. Once done, there is nothing left.

        What was planned for an earlier day while the till stood still became true on that day.
        """
        with self._store.write() as work:
            due = work.prices.planned(until=day)
            for entry in due:
                self._begin(work, entry.change)
        return len(due)

    def _begin(self, work: Work, change: PriceChange) -> None:
        assert change.number is not None  # noqa: S101 - it comes from the books
        tag = next((tag for tag in work.prices.tags(change.product) if tag.pack == change.pack), None)
        earlier = done(work.prices.history(change.product), change.pack)
        overtaken = any(one.valid_from >= change.valid_from and (one.number or 0) > change.number for one in earlier)
        if tag is None or overtaken:  # the pack is not sold any more, or somebody typed another price that very day
            work.prices.settle(change.number, PriceState.CANCELLED, change.before, change.valid_from)
            return
        work.prices.settle(change.number, PriceState.DONE, tag.price, change.valid_from)
        if tag.price != change.price:
            self._set(work, tag, change.price)
            self._audit(work, change.who, "price", tag, _text(tag.price), _text(change.price))

    # What else is kept

    def put_facts(
        self, actor: Actor, product: int, content: Content | None, cost: int | None, *, keep_cost: bool = False
    ) -> None:
        """What a piece holds and what it costs the shop, on record; `keep_cost` leaves the cost as it is."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            before = work.prices.facts(product)
            cost = before.cost if keep_cost else cost
            after = before._replace(
                content=content and content.amount, content_unit=content.unit if content else "", cost=cost
            )
            if after != before:
                work.prices.put_facts([after])
                tag = _tag(work, product, 0)
                self._audit(work, actor.name, "product_facts", tag, _facts_text(before), _facts_text(after))

    def contents(self, after: int = 0, limit: int = 200) -> Contents:
        """A slice of what has no content yet, where its name speaks of one."""
        found = self.listed(PricesWanted(no_content=True), limit, after)
        rows = [(row, content) for row in found.rows if (content := content_in(row.name)) is not None]
        return Contents(tuple(rows), found.after)

    def take_contents(self, actor: Actor, taken: Mapping[int, Content]) -> int:
        """Keep contents that were checked, on record; gives how many."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            facts = [
                work.prices.facts(product)._replace(content=content.amount, content_unit=content.unit)
                for product, content in taken.items()
            ]
            work.prices.put_facts(facts)
            entry = AuditEntry(self._clock.now(), actor.name, "contents", str(len(facts)))
            work.settings.audit(entry)
        return len(facts)

    # Labels

    def labels_due(self) -> list[tuple[int, int]]:
        """Products and packs (0 is itself) whose price is not the one on their label."""
        with self._store.read() as work:
            return work.prices.labels_due()

    def labels(self, wanted: Iterable[tuple[int, int]] | None = None, *, announce: bool = False) -> list[Label]:
        """What the labels of products and packs say; of all whose price is another than their label's where None.

        `announce` says the lowest price of the last 30 days where the price was reduced last.
        """
        with self._store.read() as work:
            chosen = work.prices.labels_due() if wanted is None else list(wanted)
            return list(self._labels(work, chosen, announce=announce))

    def _labels(self, work: Work, chosen: Sequence[tuple[int, int]], *, announce: bool) -> Iterator[Label]:
        today = self._today(work)
        for product, pack in chosen:
            tag = _tag(work, product, pack)
            if tag.price is not None:
                lowest = announced(done(work.prices.history(product), pack)) if announce else None
                each = unit_price(tag.price, tag.unit, tag.content, tag.pieces)
                yield Label(tag.name, tag.code, tag.price, tag.unit, each, tag.deposit, today, lowest, product, pack)

    def labelled(self, actor: Actor, labels: Sequence[Label]) -> None:
        """These labels are printed: their prices stand on the shelf."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            work.prices.put_labels([(label.product, label.pack, label.price) for label in labels])

    # Small things

    def today(self) -> date:
        """The date on the shop's wall calendar."""
        with self._store.read() as work:
            return self._today(work)

    def _today(self, work: Work) -> date:
        return work.settings.shop().time.local(self._clock.now()).date()

    def _rates(self, work: Work) -> dict[str, int]:
        return work.settings.taxes().on(self._today(work))

    @staticmethod
    def _set(work: Work, tag: Tag, price: Money | None) -> None:
        work.prices.set_price(tag.product, tag.pack, price)

    def _audit(self, work: Work, who: str, what: str, tag: Tag, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self._clock.now(), who, what, f"{tag.code} {tag.name}", before, after))


def _tag(work: Work, product: int, pack: int) -> Tag:
    tag = next((tag for tag in work.prices.tags(product) if tag.pack == pack), None)
    if tag is None:
        raise Refused("no_such_product", _("This product is not in the list any more."))
    return tag


def _priced(
    tag: Tag, rate: int, planned: Sequence[PlannedPrice], changes: Sequence[PriceChange], today: date
) -> Priced:
    history = done(changes, tag.pack)
    return Priced(
        tag,
        margin(tag.price, rate, tag.cost),
        unit_price(tag.price, tag.unit, tag.content, tag.pieces),
        tuple(entry for entry in planned if entry.change.pack == tag.pack),
        tuple(history),
        lowest(history, tag.price, today),
    )


def _check(entry: NewPrice) -> None:
    if entry.price is not None and entry.price.cents < 0:
        raise Refused("negative_price", _("A price cannot be negative. To give money back, use a return or empties."))
    if entry.price is not None and entry.price.cents > MAX_CENTS:
        raise Refused("amount_too_large", _("A price is at most {limit}.").format(limit=Money(MAX_CENTS)))
    if entry.price is None and entry.pack:
        raise Refused("no_price", _("A pack has a price of its own."))


def _cancel(work: Work, change: PriceChange) -> None:
    assert change.number is not None  # noqa: S101 - it comes from the books
    work.prices.settle(change.number, PriceState.CANCELLED, change.before, change.valid_from)


def _text(price: Money | None) -> str:
    return "-" if price is None else str(price)


def _facts_text(facts: ProductFacts) -> str:
    cost = "-" if facts.cost is None else f"{facts.cost // 10_000}.{facts.cost % 10_000:04d}"
    return f"{content_text(facts.holds, 'en') or '-'}; {cost}"
