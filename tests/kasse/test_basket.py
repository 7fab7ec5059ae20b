"""The basket's sums, whatever is put into it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kasse.basket import (
    MAX_LINES,
    Basket,
    Discount,
    add,
    age_question,
    born_on_or_before,
    change_quantity,
    confirm_age,
    discount_basket,
    discount_line,
    override_price,
    required_age,
    void_line,
)
from kasse.catalog import Article, ArticleKind, Deposit, Unit
from kasse.errors import Refused
from kasse.money import ZERO, Money, total
from kasse.pricing import Position, PositionKind, Priced, price
from kasse.quantity import ONE, Quantity

RATES = {"standard": 1900, "reduced": 700, "zero": 0}
BOTTLE = Deposit("mehrweg", "Deposit bottle", Money(15))
CRATE = Deposit("kasten", "Deposit crate", Money(150), tax_class="standard")

EMPTY = Basket(UUID(int=7), datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
ROLL = Article("Roll", "1", Money(45), "reduced")
BEER = Article("Beer", "2", Money(99), "standard", deposits=(BOTTLE,), age_limit=16)
SCHNAPPS = Article("Schnapps", "3", Money(799), "standard", age_limit=18)
TOBACCO = Article("Cigarettes", "4", Money(900), "standard", price_bound=True, age_limit=18)
APPLES = Article("Apples", "5", Money(299), "reduced", unit=Unit.KILOGRAM)
BOTTLES_BACK = Article("Empty bottle", "6", Money(15), "standard", ArticleKind.EMPTIES)
OPEN_PRICE = Article("Newspaper", "7", None, "reduced", price_bound=True)

articles = st.builds(
    Article,
    name=st.sampled_from(["Roll", "Mate", "Milk", "Soap"]),
    code=st.integers(1, 10**13).map(str),
    price=st.integers(0, 20_000).map(Money),
    tax_class=st.sampled_from(sorted(RATES)),
    deposits=st.sampled_from([(), (), (BOTTLE,), (replace(BOTTLE, units=Quantity.of(20)), CRATE)]),
    price_bound=st.booleans(),
    age_limit=st.sampled_from([0, 0, 16, 18]),
)
empties = st.builds(
    Article,
    name=st.just("Empty bottle"),
    code=st.just("PFAND"),
    price=st.integers(1, 300).map(Money),
    tax_class=st.sampled_from(sorted(RATES)),
    kind=st.sampled_from([ArticleKind.EMPTIES, ArticleKind.SLIP]),
)
weighed = articles.map(lambda article: replace(article, unit=Unit.KILOGRAM, deposits=()))
discounts = st.one_of(
    st.integers(1, 10_000).map(lambda percent: Discount(percent=percent)),
    st.integers(1, 5_000).map(lambda cents: Discount(amount=Money(cents))),
)
Entry = tuple[Article, Quantity, Discount | None]
entries = st.one_of(
    st.tuples(articles, st.integers(1, 24).map(Quantity.of), st.none() | discounts),
    st.tuples(weighed, st.integers(1, 5_000).map(Quantity), st.none() | discounts),
)
with_empties = st.one_of(entries, st.tuples(empties, st.integers(1, 24).map(Quantity.of), st.none()))


def rate_of(tax_class: str) -> int:
    return RATES[tax_class]


def priced(basket: Basket) -> Priced:
    return price(basket, rate_of)


def filled(rows: list[Entry], discount: Discount | None = None) -> Basket:
    """A basket with these lines; a discount that may not be given is left out."""
    basket = EMPTY
    for article, quantity, line_discount in rows:
        basket = add(basket, article, quantity, merge=False)
        line = basket.lines[-1]
        if line_discount is not None and line.discountable and line_discount.amount <= line.gross:
            basket = discount_line(basket, line.key, line_discount)
    return replace(basket, discount=discount)


def bound_or_given_back(position: Position) -> bool:
    return position.price_bound or position.kind in (PositionKind.EMPTIES, PositionKind.SLIP, PositionKind.DEPOSIT)


# Sums


@given(st.lists(with_empties, max_size=12), st.none() | discounts)
def test_positions_and_vat_sums_both_add_up_to_the_total(rows: list[Entry], discount: Discount | None) -> None:
    result = priced(filled(rows, discount))
    assert total([position.total for position in result.positions]) == result.total
    assert total([vat.gross for vat in result.vat]) == result.total
    for vat in result.vat:
        assert vat.net + vat.tax == vat.gross
    for position in result.positions:
        assert position.gross - position.discount == position.total


@given(st.lists(entries, max_size=12), st.none() | discounts)
def test_goods_never_cost_less_than_nothing(rows: list[Entry], discount: Discount | None) -> None:
    for position in priced(filled(rows, discount)).positions:
        assert ZERO <= position.discount <= position.gross


@given(st.lists(with_empties, max_size=12), st.none() | discounts, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_change_the_total(
    rows: list[Entry], discount: Discount | None, random: Random
) -> None:
    before = priced(filled(rows, discount))
    shuffled = list(rows)
    random.shuffle(shuffled)
    after = priced(filled(shuffled, discount))
    assert (after.total, after.discount, after.deposit) == (before.total, before.discount, before.deposit)


@given(st.lists(with_empties, max_size=12), st.none() | discounts)
def test_a_discount_never_touches_bound_goods_deposits_or_empties(rows: list[Entry], discount: Discount | None) -> None:
    for position in priced(filled(rows, discount)).positions:
        if bound_or_given_back(position):
            assert position.discount == ZERO


@given(st.lists(entries, min_size=1, max_size=12), st.integers(1, 50_000))
def test_a_basket_discount_is_given_to_the_cent_or_refused(rows: list[Entry], cents: int) -> None:
    basket = filled(rows)
    base = total([p.total for p in priced(basket).positions if not bound_or_given_back(p)])
    wanted = Discount(amount=Money(cents))
    if Money(cents) > base:
        with pytest.raises(Refused):
            discount_basket(basket, wanted)
        return
    discounted = discount_basket(basket, wanted)
    assert priced(basket).total - priced(discounted).total == Money(cents)


@given(st.lists(entries, min_size=1, max_size=12), st.integers(1, 10_000))
def test_a_percentage_on_the_basket_is_rounded_once(rows: list[Entry], percent: int) -> None:
    basket = filled(rows)
    base = total([p.total for p in priced(basket).positions if not bound_or_given_back(p)])
    assume(base.cents > 0)
    discounted = discount_basket(basket, Discount(percent=percent))
    assert priced(basket).total - priced(discounted).total == Discount(percent=percent).of(base)


@given(st.lists(with_empties, min_size=1, max_size=8), entries, st.integers(0, 8), st.none() | discounts)
def test_a_struck_line_leaves_the_total_as_if_it_had_never_been_there(
    rows: list[Entry], struck: Entry, place: int, discount: Discount | None
) -> None:
    place = min(place, len(rows))
    basket = filled([*rows[:place], struck, *rows[place:]], discount)
    result, without = priced(void_line(basket, place + 1)), priced(filled(rows, discount))
    assert (result.total, result.vat, result.pieces) == (without.total, without.vat, without.pieces)
    assert all(position.total == ZERO for position in result.positions if position.voided)


@given(articles, st.integers(1, 30), st.integers(1, 30))
def test_a_deposit_follows_the_quantity_of_its_goods(article: Article, first: int, second: int) -> None:
    basket = change_quantity(add(EMPTY, article, Quantity.of(first)), 1, Quantity.of(second))
    goods, *deposits = priced(basket).positions
    assert [d.quantity for d in deposits] == [deposit.units.times(Quantity.of(second)) for deposit in article.deposits]
    for position, deposit in zip(deposits, article.deposits, strict=True):
        assert position.parent == goods.number
        assert position.rate == RATES[deposit.tax_class or article.tax_class]
        assert position.total == position.quantity.price(deposit.each)


@given(st.lists(entries, max_size=8))
def test_what_is_bought_and_given_back_in_one_basket_sums_to_nothing(rows: list[Entry]) -> None:
    plain: list[Entry] = [(article, quantity, None) for article, quantity, _discount in rows]
    back: list[Entry] = [(article, -quantity, None) for article, quantity, _discount in rows]
    result = priced(filled([*plain, *back]))
    assert result.total == ZERO
    assert all(vat.gross == vat.net == vat.tax == ZERO for vat in result.vat)


@given(st.lists(st.tuples(st.sampled_from([ROLL, BEER, TOBACCO, BOTTLES_BACK]), st.integers(1, 5)), max_size=15))
def test_scanning_into_one_line_or_into_many_costs_the_same(scans: list[tuple[Article, int]]) -> None:
    merged = apart = EMPTY
    for article, pieces in scans:
        merged = add(merged, article, Quantity.of(pieces))
        apart = add(apart, article, Quantity.of(pieces), merge=False)
    one, many = priced(merged), priced(apart)
    assert (one.total, one.vat, one.pieces) == (many.total, many.vat, many.pieces)
    assert len(merged.lines) <= len(apart.lines)


@settings(max_examples=30)
@given(st.lists(entries, min_size=1, max_size=8), discounts)
def test_pricing_a_basket_twice_gives_the_same_and_changes_nothing(rows: list[Entry], discount: Discount) -> None:
    basket = filled(rows, discount)
    before = repr(basket)
    assert priced(basket) == priced(basket)
    assert repr(basket) == before


# Lines


def test_the_same_article_scanned_again_raises_the_last_line() -> None:
    basket = add(add(EMPTY, ROLL), ROLL, Quantity.of(2))
    assert [(line.key, line.quantity) for line in basket.lines] == [(1, Quantity.of(3))]


def test_a_line_is_not_raised_once_another_article_came_between() -> None:
    basket = add(add(add(EMPTY, ROLL), BEER), ROLL)
    assert [line.article.name for line in basket.lines] == ["Roll", "Beer", "Roll"]


def test_a_discounted_struck_or_repriced_line_is_not_raised() -> None:
    one = add(EMPTY, ROLL)
    for changed in (
        discount_line(one, 1, Discount(percent=1000)),
        void_line(one, 1),
        override_price(one, 1, Money(40)),
    ):
        assert len(add(changed, ROLL).lines) == 2


def test_each_weighing_is_a_line_of_its_own() -> None:
    assert len(add(add(EMPTY, APPLES, Quantity(412)), APPLES, Quantity(412)).lines) == 2


def test_empties_count_down_however_they_are_keyed() -> None:
    for pieces in (6, -6):
        assert priced(add(EMPTY, BOTTLES_BACK, Quantity.of(pieces))).total == Money(-90)


def test_half_a_roll_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        add(EMPTY, ROLL, Quantity(500))
    assert refusal.value.code == "not_whole"


def test_a_price_below_zero_is_refused() -> None:
    attempts: list[Callable[[], Basket]] = [
        lambda: add(EMPTY, ROLL, price=Money(-1)),
        lambda: override_price(add(EMPTY, ROLL), 1, Money(-1)),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "negative_price"


def test_an_article_without_a_price_asks_for_it() -> None:
    with pytest.raises(Refused) as refusal:
        add(EMPTY, OPEN_PRICE)
    assert refusal.value.code == "needs_price"
    assert priced(add(EMPTY, OPEN_PRICE, price=Money(320))).total == Money(320)


def test_a_quantity_and_a_price_that_run_away_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        add(EMPTY, SCHNAPPS, Quantity.of(9_999_999))
    assert refusal.value.code == "quantity_too_large"
    with pytest.raises(Refused) as refusal:
        add(EMPTY, replace(SCHNAPPS, price=Money(99_999_999)), Quantity.of(2))
    assert refusal.value.code == "amount_too_large"
    basket = add(EMPTY, replace(SCHNAPPS, price=Money(99_999_999)), merge=False)
    with pytest.raises(Refused) as refusal:
        priced(add(basket, SCHNAPPS))
    assert refusal.value.code == "amount_too_large"


def test_a_basket_has_an_end() -> None:
    basket = EMPTY
    for _line in range(MAX_LINES):
        basket = add(basket, ROLL, merge=False)
    with pytest.raises(Refused) as refusal:
        add(basket, ROLL, merge=False)
    assert refusal.value.code == "basket_full"


def test_a_line_that_was_struck_cannot_be_changed_any_more() -> None:
    basket = void_line(add(EMPTY, ROLL), 1)
    with pytest.raises(Refused) as refusal:
        change_quantity(basket, 1, Quantity.of(2))
    assert refusal.value.code == "no_such_line"


def test_the_list_price_of_a_changed_price_is_remembered_through_more_changes() -> None:
    basket = override_price(override_price(add(EMPTY, ROLL), 1, Money(40)), 1, Money(35))
    assert (basket.lines[0].list_price, basket.lines[0].unit_price) == (Money(45), Money(35))
    free = replace(ROLL, price=ZERO)
    basket = override_price(override_price(add(EMPTY, free), 1, Money(40)), 1, Money(35))
    assert basket.lines[0].list_price == ZERO


def test_bound_prices_take_no_other_price_and_no_discount() -> None:
    basket = add(EMPTY, TOBACCO)
    attempts: list[Callable[[], Basket]] = [
        lambda: override_price(basket, 1, Money(899)),
        lambda: discount_line(basket, 1, Discount(percent=100)),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "price_bound"
    with pytest.raises(Refused) as refusal:
        discount_basket(basket, Discount(percent=100))
    assert refusal.value.code == "not_discountable"


def test_empties_are_paid_back_as_they_were_paid() -> None:
    basket = add(EMPTY, BOTTLES_BACK)
    attempts: list[Callable[[], Basket]] = [
        lambda: override_price(basket, 1, Money(99)),
        lambda: discount_line(basket, 1, Discount(percent=9)),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "fixed_line"


def test_a_discount_larger_than_the_line_is_refused_and_never_survives_a_smaller_quantity() -> None:
    basket = add(EMPTY, ROLL, Quantity.of(2))
    with pytest.raises(Refused) as refusal:
        discount_line(basket, 1, Discount(amount=Money(91)))
    assert refusal.value.code == "discount_too_large"
    basket = change_quantity(discount_line(basket, 1, Discount(amount=Money(90))), 1, ONE)
    assert priced(basket).total == ZERO


def test_a_basket_discount_is_computed_anew_when_a_line_is_struck() -> None:
    basket = discount_basket(add(add(EMPTY, ROLL), SCHNAPPS), Discount(amount=Money(500)))
    assert priced(void_line(basket, 2)).total == ZERO


@pytest.mark.parametrize("typed", ["0", "-5", "100.01", "101", "NaN", "inf", "1e1", "", "ten", "１０"])
def test_a_percentage_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Discount.percent_off(typed)
    assert refusal.value.code == "bad_discount"


@pytest.mark.parametrize(("typed", "percent"), [("10", 1000), ("12,5 %", 1250), ("100%", 10_000), ("0.01", 1)])
def test_a_percentage_is_read_as_people_type_it(typed: str, percent: int) -> None:
    assert Discount.percent_off(typed).percent == percent


def test_a_discount_of_nothing_or_less_is_refused() -> None:
    for cents in (0, -100):
        with pytest.raises(Refused) as refusal:
            Discount.amount_off(Money(cents))
        assert refusal.value.code == "bad_discount"


# Age


def test_the_highest_age_limit_of_what_is_bought_counts() -> None:
    basket = add(add(add(EMPTY, ROLL), BEER), SCHNAPPS)
    assert required_age(basket) == 18
    assert required_age(void_line(basket, 3)) == 16
    assert required_age(add(EMPTY, SCHNAPPS, Quantity.of(-1))) == 0


def test_age_is_asked_once_and_again_only_for_a_higher_limit() -> None:
    today = date(2026, 11, 23)
    basket = add(EMPTY, BEER)
    assert age_question(basket, today) == (16, date(2010, 11, 23))
    basket = confirm_age(basket)
    assert age_question(add(basket, BEER, merge=False), today) is None
    basket = add(basket, SCHNAPPS)
    assert age_question(basket, today) == (18, date(2008, 11, 23))
    assert age_question(confirm_age(basket), today) is None


@pytest.mark.parametrize(
    ("today", "age", "born"),
    [
        (date(2026, 11, 23), 18, date(2008, 11, 23)),
        (date(2026, 2, 28), 18, date(2008, 2, 28)),  # born on 29 February 2008: 18 on 1 March
        (date(2026, 3, 1), 18, date(2008, 3, 1)),
        (date(2028, 2, 29), 18, date(2010, 2, 28)),  # nobody was born on 29 February 2010
        (date(2028, 2, 29), 16, date(2012, 2, 29)),
        (date(2027, 1, 1), 16, date(2011, 1, 1)),
    ],
)
def test_the_last_birthday_that_is_old_enough(today: date, age: int, born: date) -> None:
    assert born_on_or_before(age, today) == born


@given(st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.dates(date(2021, 1, 1), date(2060, 1, 1)))
def test_who_is_old_enough_was_born_on_or_before_the_day_shown(born: date, today: date) -> None:
    birthday = (born.month, born.day)  # somebody born on 29 February has it on 1 March of a common year
    age = today.year - born.year - ((today.month, today.day) < birthday)
    for limit in (16, 18):
        assert (age >= limit) is (born <= born_on_or_before(limit, today))
