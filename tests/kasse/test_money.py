"""Cents: typing them, rounding them and splitting them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import Refused
from kasse.money import MAX_CENTS, ZERO, Money, round_half_up, share, split, total

CENTS = st.integers(-MAX_CENTS, MAX_CENTS)
NOT_AMOUNTS = (
    "", " ", "-", "+", ".", ",", "1.", ".5", "1.234", "1,2,3", "1.000,00", "1 000", "1e9", "1E2", "NaN", "nan", "inf",
    "-Infinity", "0x10", "1_000", "１.００", "٣", "²", "½", "1.9 9", "1.99€", "€ 1", "--1", "+-1", "1-", "abc", "\x00",
    "1\n2",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.99", 199), ("1,99", 199), ("2", 200), ("-2", -200), ("+2", 200), ("0,5", 50), ("0.05", 5), (" 3.20 ", 320),
        ("0", 0), ("-0.00", 0), ("007", 700), ("999999.99", MAX_CENTS),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed: str, cents: int) -> None:
    assert Money.parse(typed) == Money(cents)


@pytest.mark.parametrize("typed", NOT_AMOUNTS)
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Money.parse(typed)
    assert refusal.value.code == "bad_amount"
    assert "2.49" in refusal.value.message


@pytest.mark.parametrize("typed", ["1000000", "9999999999", "-1000000.00", "1000000000.5"])
def test_an_amount_no_corner_shop_takes_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Money.parse(typed)
    assert refusal.value.code == "amount_too_large"


@given(CENTS)
def test_an_amount_written_and_read_again_is_the_same(cents: int) -> None:
    assert Money.parse(str(Money(cents))) == Money(cents)
    assert Money.parse(str(Money(cents)).replace(".", ",")) == Money(cents)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_of_ascii_digits_or_refused(typed: str) -> None:
    try:
        amount = Money.parse(typed)
    except Refused:
        return
    assert typed.strip().isascii()
    assert abs(amount.cents) <= MAX_CENTS


@given(st.integers(), st.integers(1, 10**6))
def test_rounding_is_to_the_nearest_and_a_return_mirrors_its_sale(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - rounded) <= Fraction(1, 2)
    assert round_half_up(-numerator, denominator) == -rounded
    assert round_half_up(numerator, -denominator) == -rounded


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(1, 2, 1), (3, 2, 2), (5, 2, 3), (-1, 2, -1), (-5, 2, -3), (149, 100, 1)]
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


@given(CENTS, st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_a_split_loses_no_cent_and_no_share_is_a_cent_off(cents: int, weights: list[int]) -> None:
    shares = split(Money(cents), weights)
    whole = sum(weights)
    if whole == 0:
        assert shares == [ZERO] * len(weights)
        return
    assert total(shares) == Money(cents)
    for part, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(cents * weight, whole) - part.cents) < 1
        assert part.cents * cents >= 0  # never on the other side of zero
        assert part.cents == 0 or weight > 0


@given(st.integers(0, MAX_CENTS), st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_no_line_gets_more_discount_than_it_costs(cents: int, weights: list[int]) -> None:
    amount = Money(min(cents, sum(weights)))
    for part, weight in zip(split(amount, weights), weights, strict=True):
        assert 0 <= part.cents <= weight


@given(CENTS, st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_a_split_of_a_return_mirrors_the_split_of_its_sale(cents: int, weights: list[int]) -> None:
    assert split(Money(-cents), weights) == [-part for part in split(Money(cents), weights)]


@given(CENTS, st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_is_the_exact_part_rounded(cents: int, part: int, whole: int) -> None:
    assert abs(Fraction(cents * part, whole) - share(Money(cents), part, whole).cents) <= Fraction(1, 2)


@given(CENTS, CENTS)
def test_money_adds_up_like_whole_numbers(first: int, second: int) -> None:
    assert Money(first) + Money(second) - Money(second) == Money(first)
    assert -(Money(first) - Money(second)) == Money(second) - Money(first)
    assert abs(Money(first)) == Money(abs(first))
    assert Money(first) * 3 == Money(first) + Money(first) + Money(first)
    assert bool(Money(first)) is (first != 0)
    assert (Money(first) < Money(second)) is (first < second)


def test_three_times_ten_cents_are_thirty_cents() -> None:
    assert total([Money(10), Money(10), Money(10)]) == Money(30)
