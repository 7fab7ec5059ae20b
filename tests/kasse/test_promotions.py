"""Promotions by their laws: compared with trying every way, whatever is in the basket."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.basket import Basket, Line
from kasse.catalog import Article, Deposit
from kasse.money import Money
from kasse.pricing import Priced, price
from kasse.promotions.goods import SCALE, saving
from kasse.promotions.offers import Offers, apportioned
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion, runs
from kasse.quantity import Quantity

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
RATES = {"reduced": 700, "standard": 1900}
BOTTLE = Deposit("mehrweg", "Deposit bottle", Money(15))
DEPARTMENTS = ("Sweets", "Drinks")


def article(number: int, cents: int, department: str, tax_class: str, *, bound: bool = False) -> Article:
    deposits = (BOTTLE,) if department == "Drinks" else ()
    name, code = f"Article {number}", str(1000 + number)
    return Article(
        name, code, Money(cents), tax_class, product=number, department=department, deposits=deposits, price_bound=bound
    )


def basket_of(lines: Sequence[tuple[Article, Quantity]]) -> Basket:
    entries = tuple(
        Line(key, goods, quantity, goods.price or Money(0)) for key, (goods, quantity) in enumerate(lines, 1)
    )
    return Basket(UUID(int=1), NOON, entries, next_key=len(entries) + 1)


def priced(lines: Sequence[tuple[Article, Quantity]], promotions: Sequence[Promotion]) -> Priced:
    return price(basket_of(lines), RATES.__getitem__, Offers(promotions))


# What may be in a basket, and what may run

prices = st.sampled_from((1, 45, 99, 100, 149, 150, 333))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    number = draw(st.integers(1, 5))
    department = DEPARTMENTS[number % 2]
    tax_class = "standard" if number % 3 else "reduced"
    return article(number, draw(prices), department, tax_class, bound=number == 5)


baskets = st.lists(st.tuples(articles(), st.integers(1, 2).map(Quantity.of)), min_size=1, max_size=4)
goods = st.one_of(
    st.builds(Goods, products=st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(Goods, departments=st.sampled_from([(one,) for one in DEPARTMENTS])),
    st.just(Goods(everything=True)),
)


@st.composite
def promotions(draw: st.DrawFn) -> Promotion:
    kind = draw(st.sampled_from(Kind))
    limit = draw(st.sampled_from((0, 0, 1)))
    if kind is Kind.FEWER:
        count = draw(st.integers(2, 3))
        part = Part(draw(goods), count)
        percent = draw(st.sampled_from((ALL, 5000, 3333)))
        return Promotion("Fewer", kind, (part,), pay=draw(st.integers(1, count - 1)), percent=percent, limit=limit)
    if kind is Kind.TOGETHER:
        parts = draw(st.lists(st.builds(Part, goods, st.integers(1, 2)), min_size=1, max_size=2).map(tuple))
        parts = parts if sum(part.count for part in parts) > 1 else (replace(parts[0], count=2),)
        return Promotion("Together", kind, parts, amount=Money(draw(st.sampled_from((100, 199, 250)))), limit=limit)
    percent = draw(st.sampled_from((1000, 3333, ALL))) if kind is Kind.PERCENT else 0
    amount = Money(0 if percent else draw(st.sampled_from((10, 99, 120))))
    return Promotion("Piece", kind, (Part(draw(goods)),), percent=percent, amount=amount, limit=limit)


@st.composite
def sets_of_promotions(draw: st.DrawFn) -> list[Promotion]:
    some = draw(st.lists(promotions(), max_size=3))
    return [replace(one, number=number) for number, one in enumerate(some, 1)]


# Every way there is


def pieces_of(lines: Sequence[tuple[Article, Quantity]]) -> list[Article]:
    found = [
        one
        for one, quantity in lines
        for _n in range(quantity.thousandths // 1000)
        if one.department and not one.price_bound
    ]
    return sorted(found, key=lambda one: (-(one.price or Money(0)).cents, one.product))


def cents(one: Article) -> int:
    assert one.price is not None
    return one.price.cents


def meant(part: Part, one: Article) -> bool:
    group = part.goods
    return group.everything or one.product in group.products or one.department in group.departments


def fills(promotion: Promotion, chosen: Sequence[Article]) -> bool:
    """Whether these pieces can take the parts' places, in whatever order."""
    places = [part for part in promotion.parts for _n in range(part.count)]
    return any(
        all(meant(part, one) for part, one in zip(places, order, strict=True))
        for order in itertools.permutations(chosen)
    )


def set_saving(promotion: Promotion, chosen: Sequence[Article]) -> int:
    """What one use of a promotion saves on these pieces, scaled; 0 where they are none."""
    if promotion.kind is Kind.FEWER:
        free = sorted(map(cents, chosen), reverse=True)[promotion.pay :]
        return sum(free) * promotion.percent
    if promotion.kind is Kind.TOGETHER:
        return (sum(map(cents, chosen)) - promotion.amount.cents) * SCALE
    return saving(promotion, cents(chosen[0]), 1000)


def every_way(pieces: Sequence[Article], promotions: Sequence[Promotion]) -> int:
    """The most that can be saved, by trying all."""

    @cache
    def best(left: tuple[int, ...], used: tuple[int, ...]) -> int:
        if not left:
            return 0
        first, rest = left[0], left[1:]
        most = best(rest, used)
        for number, promotion in enumerate(promotions):
            if promotion.limit and used[number] >= promotion.limit:
                continue
            after = (*used[:number], used[number] + 1, *used[number + 1 :])
            for others in itertools.combinations(rest, promotion.pieces - 1):
                chosen = [pieces[place] for place in (first, *others)]
                if fills(promotion, chosen):
                    remaining = tuple(place for place in rest if place not in others)
                    most = max(most, set_saving(promotion, chosen) + best(remaining, after))
        return most

    return best(tuple(range(len(pieces))), tuple(0 for _promotion in promotions))


def rounded(scaled: int) -> int:
    return (2 * scaled + SCALE) // (2 * SCALE)


@given(baskets.filter(lambda lines: len(lines) < 4), sets_of_promotions())
@settings(max_examples=300)
def test_the_best_for_the_customer_wins(lines: list[tuple[Article, Quantity]], some: list[Promotion]) -> None:
    saved = sum(one.amount.cents for one in priced(lines, some).saved)
    assert saved == rounded(every_way(pieces_of(lines), some))


@given(baskets, sets_of_promotions(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[Any], some: list[Promotion], lot: Random) -> None:
    mixed = list(lines)
    lot.shuffle(mixed)
    before, after = priced(lines, some), priced(mixed, some)
    assert (before.total, before.vat) == (after.total, after.vat)
    assert by_article(before) == by_article(after)


def by_article(figures: Priced) -> Counter[tuple[str, int]]:
    taken: Counter[tuple[str, int]] = Counter()
    for one in figures.saved:
        position = figures.positions[one.position - 1]
        taken[f"{position.name} {position.unit_price}", one.promotion] += one.amount.cents
    return taken


many = st.lists(st.tuples(articles(), st.integers(1, 30).map(Quantity.of)), min_size=1, max_size=12)


@given(many, sets_of_promotions())
def test_no_cent_is_lost_and_nothing_is_below_zero(lines: list[Any], some: list[Promotion]) -> None:
    figures = priced(lines, some)
    saved = Counter[int]()
    for one in figures.saved:
        saved[one.position] += one.amount.cents
        assert one.amount.cents > 0
    for position in figures.positions:
        assert position.discount.cents == saved[position.number]
        assert position.total == position.gross - position.discount
        assert position.total.cents >= 0
    assert figures.discount.cents == sum(saved.values())
    assert figures.total.cents == sum(one.total.cents for one in figures.positions)
    assert sum(one.gross.cents for one in figures.vat) == figures.total.cents


@given(many, sets_of_promotions())
def test_each_piece_is_used_by_one_promotion(lines: list[Any], some: list[Promotion]) -> None:
    figures = priced(lines, some)
    used = Counter[int]()
    for one in figures.saved:
        used[one.position] += one.quantity.thousandths
    for position in figures.positions:
        assert used[position.number] <= position.quantity.thousandths


@given(many, sets_of_promotions())
def test_all_together_give_at_least_as_much_as_the_best_alone(lines: list[Any], some: list[Promotion]) -> None:
    saved = priced(lines, some).discount
    assert all(saved >= priced(lines, [one]).discount for one in some)


def test_a_set_of_any_two_gives_as_much_beside_another_promotion_as_alone() -> None:
    """Twelve pairs of fifteen and nine, at 1.00 instead of 1.98; a tenth off one piece must not make it eight pairs."""
    first, second = (
        Article(f"Article {number}", f"100{number}", Money(99), "standard", product=number, department="Drinks")
        for number in (1, 2)
    )
    one = Part(Goods(products=(1,)))
    tenth = Promotion("Piece", Kind.PERCENT, (one,), percent=1000, limit=1, number=1)
    pair = Promotion("Together", Kind.TOGETHER, (Part(Goods(everything=True)), one), amount=Money(100), number=2)
    lines = [(first, Quantity.of(15)), (second, Quantity.of(9))]
    assert priced(lines, [pair]).discount == Money(1176)
    assert priced(lines, [tenth, pair]).discount == Money(1176)


@given(many, sets_of_promotions())
def test_deposits_and_bound_prices_are_untouched(lines: list[Any], some: list[Promotion]) -> None:
    for position in priced(lines, some).positions:
        if position.price_bound or position.parent is not None:
            assert not position.discount


@given(baskets, articles(), sets_of_promotions())
def test_another_article_never_saves_more_than_the_set_it_completes(
    lines: list[Any], more: Article, some: list[Promotion]
) -> None:
    before, after = priced(lines, some).discount, priced([*lines, (more, Quantity.of(1))], some).discount
    one_set = max((most_of_a_set(one, more, [*lines, (more, Quantity.of(1))]) for one in some), default=0)
    assert after >= before
    assert after.cents <= before.cents + rounded(one_set) + 1  # each sum is rounded by itself


def most_of_a_set(promotion: Promotion, more: Article, lines: list[Any]) -> int:
    """The most that one use of a promotion can save, scaled, with this article in it."""
    if more.price_bound:
        return 0
    dearest = sorted((cents(one) for one in pieces_of(lines)), reverse=True)
    if promotion.kind is Kind.FEWER:
        return sum(dearest[promotion.pay : promotion.pieces]) * promotion.percent  # the cheapest ones of a set are free
    if promotion.kind is Kind.TOGETHER:
        return max(0, sum(dearest[: promotion.pieces]) - promotion.amount.cents) * SCALE
    return saving(promotion, cents(more), 1000)


@given(st.lists(st.tuples(articles(), st.integers(1, 2).map(Quantity.of)), min_size=1, max_size=4), articles())
def test_another_article_never_makes_three_for_two_cheaper(lines: list[Any], more: Article) -> None:
    part = Part(Goods(everything=True), 3)
    three_for_two = [Promotion("3 for 2", Kind.FEWER, (part,), pay=2, percent=ALL, number=1)]
    assert priced([*lines, (more, Quantity.of(1))], three_for_two).total >= priced(lines, three_for_two).total


def test_many_promotions_that_want_the_same_goods_are_settled_in_time() -> None:
    """Where not every way can be tried, what comes of it is still sound, and comes at once."""
    lines = [(article(n, 50 + 7 * n, DEPARTMENTS[n % 2], "reduced"), Quantity.of(2)) for n in range(60)]
    every, sweets = Part(Goods(everything=True), 2), Part(Goods(departments=("Sweets",)))
    sets = [Promotion("Set", Kind.TOGETHER, (every, sweets), amount=Money(300 + n), number=n) for n in range(10)]
    free = [Promotion("Free", Kind.FEWER, (every,), pay=1, percent=100 * n, number=n) for n in range(10, 20)]
    some = [*sets, *free]
    together = priced(lines, some)
    assert together.discount >= max(priced(lines, [one]).discount for one in some)
    assert by_article(together) == by_article(priced(lines[::-1], some))


# Rounding and the clock


def test_halves_of_cents_are_added_up_before_they_are_rounded() -> None:
    assert apportioned([5000, 5000]) == [1, 0]
    assert apportioned([4999, 5000]) == [0, 1]
    assert apportioned([10_000, 25_000]) == [1, 3]
    assert apportioned([]) == []


@given(st.lists(st.integers(0, 99_999), max_size=8))
def test_whole_cents_are_never_a_full_cent_off(exact: list[int]) -> None:
    cents_of = apportioned(exact)
    assert sum(cents_of) == rounded(sum(exact))
    assert all(abs(one * SCALE - part) < SCALE for one, part in zip(cents_of, exact, strict=True))


def test_hours_over_midnight_belong_to_the_day_on_which_they_began() -> None:
    night = Promotion(
        "Night",
        Kind.PERCENT,
        (Part(Goods(everything=True)),),
        percent=1000,
        from_minute=22 * 60,
        to_minute=120,
        weekdays=(4,),
        ends=date(2026, 11, 27),
    )
    friday = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    assert runs(night, friday)
    assert runs(night, friday + timedelta(hours=3, minutes=59))
    assert not runs(night, friday + timedelta(hours=4))
    assert not runs(night, friday - timedelta(minutes=1))
    assert not runs(night, friday - timedelta(hours=21))
    assert not runs(night, friday + timedelta(days=1))
