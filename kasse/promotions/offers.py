"""What the promotions that run take off the lines of a basket: the most in all, each piece used by one of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kasse.basket import Line
from kasse.money import Money, round_half_up, split
from kasse.promotions.alone import Claim, Counts, Pool, Taken, best_alone
from kasse.promotions.goods import COUNTED, NO_USE, SCALE, Form, Uses, form_of, saving, untouched, uses_of
from kasse.promotions.rules import Promotion
from kasse.promotions.together import best_together
from kasse.quantity import Quantity

MOST_KEPT = 4096
"""So many results are kept; the same goods come again with each scan of something else."""


class Given(NamedTuple):
    """What a promotion takes off a line, for so much of it."""

    line: int
    promotion: int
    name: str
    quantity: Quantity
    amount: Money


class _Alike(NamedTuple):
    """What makes goods alike for promotions: what a piece costs and weighs, what may happen to it, its tax class."""

    price: int
    weight: int
    uses: Uses
    tax_class: str


class _Entry(NamedTuple):
    """A line, the number of its kind of goods (-1 where nothing touches it), and how many pieces it has."""

    line: Line
    alike: int
    pieces: int


class _Share(NamedTuple):
    """So many pieces of goods that a promotion takes."""

    promotion: int
    alike: int
    pieces: int


_Counts = dict[int, int]
"""Pieces of each kind of goods."""


class Offers:
    """The promotions that run for a basket. It keeps what it has worked out; the same lines always give the same."""

    def __init__(self, promotions: Iterable[Promotion]) -> None:
        self.promotions = tuple(sorted(promotions, key=lambda promotion: promotion.number or 0))
        self._forget()

    def _forget(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._uses: dict[tuple[int | None, str, str, Form], Uses] = {}
        self._numbers: dict[_Alike, int] = {}
        self._goods: list[_Alike] = []
        self._pools: list[Pool] = []
        self._single: list[int] = []
        self._alone: dict[tuple[object, ...], Taken] = {}
        self._solved: dict[tuple[object, ...], tuple[list[tuple[int, Taken]], bool]] = {}
        self._only: dict[int, Offers] = {}
        self._known: dict[tuple[object, ...], list[Given]] = {}

    def given(self, lines: Sequence[Line]) -> tuple[Given, ...]:
        """What is taken off, line by line; the same whatever the order of the lines."""
        kept = (self._goods, self._entries, self._alone, self._solved, self._known)
        if max(map(len, kept)) > MOST_KEPT:
            self._forget()
        found: dict[int, list[_Entry]] = {}
        entries = self._entries
        for line in lines:
            entry = entries.get(line.key)
            if entry is None or entry.line is not line:
                entry = entries[line.key] = self._entry(line)
            if entry.alike >= 0:
                found.setdefault(entry.alike, []).append(entry)
        return self._given(found, lines) if found else ()

    # What may happen to a line

    def _entry(self, line: Line) -> _Entry:
        if untouched(line):
            return _Entry(line, -1, 0)
        form, article = form_of(line), line.article
        uses = self._uses_of(line, form)
        if uses is NO_USE:
            return _Entry(line, -1, 0)
        if form is Form.WEIGHED:
            weight = line.quantity.times(article.stock_units).thousandths
            return _Entry(line, self._number(_Alike(line.gross.cents, weight, uses, article.tax_class)), 1)
        number = self._number(_Alike(line.unit_price.cents, 1000, uses, article.tax_class))
        return _Entry(line, number, line.quantity.thousandths // 1000)

    def _uses_of(self, line: Line, form: Form) -> Uses:
        article = line.article
        wanted = (article.product, article.code if form is Form.PACK else "", article.department, form)
        uses = self._uses.get(wanted)
        if uses is None:
            uses = self._uses[wanted] = uses_of(self.promotions, article, form)
        return uses

    def _number(self, alike: _Alike) -> int:
        number = self._numbers.setdefault(alike, len(self._goods))
        if number == len(self._goods):
            place, alone = self._best_single(alike)
            self._goods.append(alike)
            self._single.append(place)
            self._pools.append(Pool(-alike.price, alike.weight, alike.uses, alike.tax_class, alone))
        return number

    def _best_single(self, alike: _Alike) -> tuple[int, int]:
        """The promotion by the piece that is best for goods, and what it saves on one of them."""
        best = (-1, 0)
        for place in alike.uses.singles:
            one = saving(self.promotions[place], alike.price, alike.weight)
            if one > best[1]:
                best = (place, one)
        return best

    # What each promotion takes

    def _given(self, found: dict[int, list[_Entry]], lines: Sequence[Line]) -> tuple[Given, ...]:
        counts = {alike: sum([entry.pieces for entry in entries]) for alike, entries in found.items()}
        sums: dict[int, int] = {}
        shares: list[_Share] = []
        unsure: list[int] = []
        for claims in _apart(self._claims(counts)):
            solved, exact = self._solve(claims, counts)
            if not exact and len(self.promotions) > 1:
                unsure += [claim.place for claim in claims]
            for place, taken in solved:
                sums[place] = sums.get(place, 0) + taken.saving
                for alike, pieces in taken.used:
                    shares.append(_Share(place, alike, pieces))
                    counts[alike] -= pieces
        for alike, pieces in counts.items():
            alone = self._pools[alike].alone
            if pieces and alone:
                place = self._single[alike]
                sums[place] = sums.get(place, 0) + alone * pieces
                shares.append(_Share(place, alike, pieces))
        given = self._split(sums, shares, found) if shares else ()
        return self._no_less(given, unsure, lines) if unsure else given

    def _no_less(self, given: tuple[Given, ...], unsure: list[int], lines: Sequence[Line]) -> tuple[Given, ...]:
        """Where not every way was tried, one promotion by itself may give more: then that is what is given."""
        for place in unsure:
            if place not in self._only:
                self._only[place] = Offers([self.promotions[place]])
        return max([given, *[self._only[place].given(lines) for place in unsure]], key=_saved)

    def _claims(self, counts: _Counts) -> list[Claim]:
        """The promotions that count goods together and gain by it, with all that they may take."""
        wanted: dict[int, list[list[int]]] = {}
        goods, promotions = self._goods, self.promotions
        for alike in sorted(counts, key=self._pools.__getitem__):
            for place, part in goods[alike].uses.slots:
                if place not in wanted:
                    wanted[place] = [[] for _part in promotions[place].parts]
                wanted[place][part].append(alike)
        claims = [
            Claim(place, promotions[place], tuple([tuple(part) for part in parts])) for place, parts in wanted.items()
        ]
        gaining = [claim for claim in claims if self._best_alone(claim, counts).gain > 0]
        return sorted(gaining, key=lambda claim: claim.place)

    def _best_alone(self, claim: Claim, counts: Counts) -> Taken:
        """What a promotion does best by itself; the same goods come again and again."""
        state = (claim.place, claim.parts, tuple([counts[alike] for part in claim.parts for alike in part]))
        taken = self._alone.get(state)
        if taken is None:
            taken = self._alone[state] = best_alone(claim, self._pools, counts)
        return taken

    def _solve(self, claims: list[Claim], counts: _Counts) -> tuple[list[tuple[int, Taken]], bool]:
        """What promotions that want the same goods do, by their places; and whether every way was tried."""
        state = tuple([(c.place, c.parts, tuple([counts[one] for part in c.parts for one in part])) for c in claims])
        found = self._solved.get(state)
        if found is None:
            result, exact = best_together(claims, self._pools, counts, self._best_alone)
            self._solved[state] = found = [(claims[number].place, taken) for number, taken in result], exact
        return found

    # What falls on each line

    def _split(self, sums: dict[int, int], shares: list[_Share], found: dict[int, list[_Entry]]) -> tuple[Given, ...]:
        """Whole cents: first for each promotion, then for each of its lines. No cent is lost in between."""
        places = sorted(sums)
        amounts = dict(zip(places, apportioned([sums[place] for place in places]), strict=True))
        lines = {alike: _Lines(found[alike]) for alike in {share.alike for share in shares}}
        parts: dict[int, list[tuple[int, Line, int]]] = {place: [] for place in places}
        for share in sorted(shares, key=lambda share: (share.promotion, self._pools[share.alike])):
            for line, pieces in lines[share.alike].take(share.pieces):
                parts[share.promotion].append((share.alike, line, pieces))
        given: list[Given] = []
        for place, some in parts.items():
            state = (place, amounts[place], tuple([(a, line.key, n, line.quantity.thousandths) for a, line, n in some]))
            known = self._known.get(state)
            if known is None:
                known = self._known[state] = self._on_lines(place, amounts[place], some)
            given += known
        return tuple(sorted(given))

    def _on_lines(self, place: int, amount: int, some: list[tuple[int, Line, int]]) -> list[Given]:
        """What falls on each line of a promotion's amount."""
        promotion, given = self.promotions[place], []
        for (alike, line, pieces), cents in zip(some, self._cents(promotion, amount, some), strict=True):
            if cents:
                quantity = line.quantity if self._goods[alike].weight != 1000 else Quantity(pieces * 1000)
                given.append(Given(line.key, promotion.number or 0, promotion.name, quantity, Money(cents)))
        return given

    def _cents(self, promotion: Promotion, amount: int, some: list[tuple[int, Line, int]]) -> list[int]:
        """A promotion's amount on its lines: by what each saves, or by price where goods are counted together.

        First on goods that are alike, then on their lines: how those are cut must not move a cent to another VAT rate.
        """
        alike: dict[int, list[int]] = {}
        for index, (number, _line, _pieces) in enumerate(some):
            alike.setdefault(number, []).append(index)
        pieces = [sum([some[index][2] for index in indexes]) for indexes in alike.values()]
        cents = [0] * len(some)
        for indexes, part in zip(alike.values(), self._on_goods(promotion, amount, list(alike), pieces), strict=True):
            on_lines = split(Money(part), [some[index][2] for index in indexes])
            for index, one in zip(indexes, on_lines, strict=True):
                cents[index] = one.cents
        return cents

    def _on_goods(self, promotion: Promotion, amount: int, alike: list[int], pieces: list[int]) -> list[int]:
        goods = [self._goods[number] for number in alike]
        if promotion.kind in COUNTED:
            weights = [one.price * count for one, count in zip(goods, pieces, strict=True)]
            return [one.cents for one in split(Money(amount), weights)]
        exact = [saving(promotion, one.price, one.weight) * count for one, count in zip(goods, pieces, strict=True)]
        return apportioned(exact, amount)


def _saved(given: tuple[Given, ...]) -> int:
    return sum([one.amount.cents for one in given])


class _Lines:
    """The pieces of alike goods, line by line, as they are given out."""

    def __init__(self, entries: list[_Entry]) -> None:
        ordered = sorted(entries, key=lambda entry: (entry.line.article.name, entry.line.article.code, entry.line.key))
        self._left = [(entry.line, entry.pieces) for entry in reversed(ordered)]

    def take(self, pieces: int) -> Iterator[tuple[Line, int]]:
        """The next so many, with their lines."""
        while pieces:
            line, there = self._left.pop()
            taken = min(pieces, there)
            pieces -= taken
            if taken < there:
                self._left.append((line, there - taken))
            yield line, taken


def _apart(claims: list[Claim]) -> list[list[Claim]]:
    """Claims in groups: those of different groups want nothing that another wants."""
    groups: dict[int, list[Claim]] = {}
    for claim in claims:
        wanted = [alike for part in claim.parts for alike in part]
        others = {id(group): group for alike in wanted if (group := groups.get(alike)) is not None}
        together = [*[one for group in others.values() for one in group], claim]
        for member in together if len(others) > 1 else (claim,):
            groups.update((alike, together) for part in member.parts for alike in part)
        if len(others) == 1:
            for group in others.values():
                group.append(claim)
                groups.update((alike, group) for alike in wanted)
    found = {id(group): group for group in groups.values()}
    return [sorted(group, key=lambda claim: claim.place) for group in found.values()]


def apportioned(exact: Sequence[int], amount: int | None = None) -> list[int]:
    """Whole cents for scaled amounts: their sum is rounded once, and nobody is a full cent off.

    `amount` is that sum in cents, where it is known.
    """
    whole = round_half_up(sum(exact), SCALE) if amount is None else amount
    order = sorted(range(len(exact)), key=lambda index: (-(exact[index] % SCALE), index))
    extra = set(order[: whole - sum([one // SCALE for one in exact])])
    return [one // SCALE + (index in extra) for index, one in enumerate(exact)]
