"""VAT out of gross prices, and rates with dates."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import Refused
from kasse.fiscal.de.rates import RATES
from kasse.money import MAX_CENTS, Money
from kasse.tax import TaxRate, TaxTable, rate_text, vat_of

GERMANY = TaxTable(RATES)
GROSS = st.integers(-MAX_CENTS, MAX_CENTS)
RATE = st.integers(0, 5000)


@given(GROSS, RATE)
def test_net_and_tax_are_the_gross(cents: int, rate: int) -> None:
    vat = vat_of(Money(cents), rate)
    assert vat.net + vat.tax == vat.gross == Money(cents)
    assert abs(Fraction(cents * 10_000, 10_000 + rate) - vat.net.cents) <= Fraction(1, 2)


@given(GROSS, RATE)
def test_a_return_gives_back_the_tax_of_its_sale(cents: int, rate: int) -> None:
    bought, returned = vat_of(Money(cents), rate), vat_of(Money(-cents), rate)
    assert (returned.net, returned.tax) == (-bought.net, -bought.tax)


@given(GROSS)
def test_at_a_rate_of_zero_there_is_no_tax(cents: int) -> None:
    assert vat_of(Money(cents), 0).tax == Money(0)


@pytest.mark.parametrize(
    ("gross", "rate", "net", "tax"),
    [
        (119, 1900, 100, 19),
        (107, 700, 100, 7),
        (199, 1900, 167, 32),
        (45, 700, 42, 3),
        (1, 1900, 1, 0),
        (-199, 1900, -167, -32),
    ],
)
def test_vat_by_hand(gross: int, rate: int, net: int, tax: int) -> None:
    vat = vat_of(Money(gross), rate)
    assert (vat.net.cents, vat.tax.cents) == (net, tax)


@pytest.mark.parametrize(
    ("day", "standard", "reduced"),
    [
        (date(2020, 6, 30), 1900, 700),
        (date(2020, 7, 1), 1600, 500),
        (date(2020, 12, 31), 1600, 500),
        (date(2021, 1, 1), 1900, 700),
        (date(2026, 11, 23), 1900, 700),
    ],
)
def test_germany_changed_its_rates_twice(day: date, standard: int, reduced: int) -> None:
    assert GERMANY.rate("standard", day) == standard
    assert GERMANY.rate("reduced", day) == reduced
    assert GERMANY.rate("zero", day) == 0


@given(st.permutations(RATES), st.dates(date(2007, 1, 1), date(2030, 1, 1)))
def test_the_order_in_which_rates_are_kept_does_not_matter(rates: list[TaxRate], day: date) -> None:
    assert TaxTable(rates).on(day) == GERMANY.on(day)


@pytest.mark.parametrize(
    ("rate", "text"), [(1900, "19"), (700, "7"), (780, "7.8"), (705, "7.05"), (0, "0"), (490, "4.9")]
)
def test_a_rate_is_written_as_people_write_it(rate: int, text: str) -> None:
    assert rate_text(rate) == text


@pytest.mark.parametrize(
    ("typed", "tax_class"),
    [("19", "standard"), ("7", "reduced"), ("7%", "reduced"), (" 19 % ", "standard"), ("0", "zero")],
)
def test_a_class_is_named_by_its_percentage(typed: str, tax_class: str) -> None:
    assert GERMANY.class_of(typed, date(2026, 11, 23)) == tax_class


def test_the_percentage_of_the_day_counts() -> None:
    assert GERMANY.class_of("16", date(2020, 8, 1)) == "standard"
    with pytest.raises(Refused) as refusal:
        GERMANY.class_of("19", date(2020, 8, 1))
    assert refusal.value.code == "unknown_tax"
    assert "0, 5, 16" in refusal.value.message


@pytest.mark.parametrize("typed", ["", "NaN", "nineteen", "-7", "7.0.0", "１９", "100"])
def test_what_is_no_rate_of_the_shop_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        GERMANY.class_of(typed, date(2026, 11, 23))
    assert refusal.value.code == "unknown_tax"


def test_a_class_without_a_rate_on_the_day_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        GERMANY.rate("luxury", date(2026, 11, 23))
    assert refusal.value.code == "no_tax_rate"
    with pytest.raises(Refused):
        GERMANY.rate("standard", date(2006, 12, 31))


def test_a_class_that_begins_next_year_leaves_todays_alone() -> None:
    table = TaxTable((*RATES, TaxRate("culture", date(2027, 1, 1), 500)))
    assert table.class_of("19", date(2026, 12, 31)) == "standard"
    assert "culture" not in table.on(date(2026, 12, 31))
    assert table.class_of("5", date(2027, 1, 1)) == "culture"
