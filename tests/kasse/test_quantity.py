"""Pieces and kilograms in thousandths."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import MAX_THOUSANDTHS, Quantity

THOUSANDTHS = st.integers(-MAX_THOUSANDTHS, MAX_THOUSANDTHS)
NOT_QUANTITIES = (
    "", " ", "-", ".", "2.", ".5", "1.2345", "1e9", "NaN", "inf", "-inf", "0x2", "1_0", "２", "٣", "two", "2 kg",
    "1,2,3", "1 2", "+-1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [("2", 2000), ("0.412", 412), ("0,412", 412), ("-1", -1000), ("1,5", 1500), ("0.05", 50), ("9999.999", 9_999_999)],
)
def test_a_quantity_is_read_as_people_type_it(typed: str, thousandths: int) -> None:
    assert Quantity.parse(typed) == Quantity(thousandths)


@pytest.mark.parametrize("typed", NOT_QUANTITIES)
def test_what_is_no_quantity_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Quantity.parse(typed)
    assert refusal.value.code == "bad_quantity"
    assert "0.412" in refusal.value.message


@pytest.mark.parametrize("typed", ["0", "0.000", "-0", "0,0"])
def test_a_quantity_of_nothing_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Quantity.parse(typed)
    assert refusal.value.code == "quantity_zero"


@pytest.mark.parametrize("typed", ["10000", "-10000", "4029764001807"])
def test_a_code_scanned_into_the_quantity_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        Quantity.parse(typed)
    assert refusal.value.code == "quantity_too_large"


@given(THOUSANDTHS.filter(bool))
def test_a_quantity_written_and_read_again_is_the_same(thousandths: int) -> None:
    assert Quantity.parse(str(Quantity(thousandths))) == Quantity(thousandths)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_quantity_of_ascii_digits_or_refused(typed: str) -> None:
    try:
        quantity = Quantity.parse(typed)
    except Refused:
        return
    assert typed.strip().isascii()
    assert 0 < abs(quantity.thousandths) <= MAX_THOUSANDTHS


@given(THOUSANDTHS, st.integers(0, 10**6))
def test_a_price_is_exact_to_half_a_cent_and_mirrored_in_a_return(thousandths: int, cents: int) -> None:
    price = Quantity(thousandths).price(Money(cents))
    assert abs(Fraction(thousandths * cents, 1000) - price.cents) <= Fraction(1, 2)
    assert Quantity(-thousandths).price(Money(cents)) == -price


@given(st.integers(-9999, 9999), st.integers(0, 10**6))
def test_whole_pieces_cost_whole_multiples(pieces: int, cents: int) -> None:
    assert Quantity.of(pieces).price(Money(cents)) == Money(cents) * pieces
    assert Quantity.of(pieces).is_whole


@given(THOUSANDTHS, THOUSANDTHS)
def test_quantities_add_up(first: int, second: int) -> None:
    assert Quantity(first) + Quantity(second) - Quantity(second) == Quantity(first)
    assert -Quantity(first) == Quantity(-first)
    assert abs(Quantity(first)) == Quantity(abs(first))
    assert bool(Quantity(first)) is (first != 0)


def test_three_crates_of_twenty_are_sixty_bottles() -> None:
    assert Quantity.of(3).times(Quantity.of(20)) == Quantity.of(60)
