"""What is written as JSON comes back as it was: baskets after a power cut, Z reports after years."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.basket import Basket, Discount, Leave, Line, Origin
from kasse.catalog import Article, ArticleKind, Deposit, Unit
from kasse.figures import PaymentSum, ShiftFigures
from kasse.money import MAX_CENTS, Money
from kasse.people import Permission
from kasse.quantity import Quantity
from kasse.records import from_json, to_json
from kasse.sale import Signature
from kasse.shop import Shop
from kasse.tax import VatSum


@dataclass(frozen=True)
class _Dates:
    day: date
    at: datetime


money = st.integers(-MAX_CENTS, MAX_CENTS).map(Money)
quantities = st.integers(-9_999_999, 9_999_999).map(Quantity)
names = st.text(max_size=20)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.integers(0, 10**9)

deposits = st.builds(Deposit, names, names, money, quantities, st.none() | names)
articles = st.builds(
    Article,
    name=names,
    code=names,
    price=st.none() | money,
    tax_class=names,
    kind=st.sampled_from(ArticleKind),
    unit=st.sampled_from(Unit),
    product=st.none() | numbers,
    department=names,
    deposits=st.lists(deposits, max_size=2).map(tuple),
    age_limit=st.sampled_from([0, 16, 18]),
    price_bound=st.booleans(),
    stock_units=quantities,
    addon=names,
)
discounts = st.builds(Discount, st.integers(0, 10_000), money)
origins = st.builds(Origin, st.uuids(), numbers, numbers, money, st.integers(0, 5000), st.booleans())
lines = st.builds(
    Line,
    key=numbers,
    article=articles,
    quantity=quantities,
    unit_price=money,
    discount=st.none() | discounts,
    origin=st.none() | origins,
    voided=st.booleans(),
    list_price=st.none() | money,
)
baskets = st.builds(
    Basket,
    id=st.uuids(),
    started_at=instants,
    lines=st.lists(lines, max_size=4).map(tuple),
    discount=st.none() | discounts,
    age_confirmed=st.sampled_from([0, 16, 18]),
    next_key=numbers,
    leaves=st.lists(st.builds(Leave, st.sampled_from(Permission).map(str), names), max_size=2).map(tuple),
)
figures = st.builds(
    ShiftFigures,
    shift=numbers,
    business_day=st.dates(),
    opened_at=instants,
    opened_by=names,
    at=instants,
    who=names,
    receipts=numbers,
    first_receipt_no=st.none() | numbers,
    last_receipt_no=st.none() | numbers,
    total=money,
    vat=st.lists(st.builds(VatSum, st.integers(0, 5000), money, money, money), max_size=3).map(tuple),
    payments=st.lists(st.builds(PaymentSum, st.sampled_from(["cash", "card"]), numbers, money), max_size=2).map(tuple),
    expected_cash=st.none() | money,
    counted=st.none() | money,
    difference=st.none() | money,
    z_no=st.none() | numbers,
    training=st.booleans(),
    cash_hidden=st.booleans(),
)
signatures = st.builds(Signature, names, numbers, numbers, instants, instants, names)


@settings(max_examples=60)
@given(baskets)
def test_a_basket_comes_back_as_it_was(basket: Basket) -> None:
    assert from_json(Basket, to_json(basket)) == basket


@settings(max_examples=60)
@given(figures)
def test_the_figures_of_a_report_come_back_as_they_were(report: ShiftFigures) -> None:
    assert from_json(ShiftFigures, to_json(report)) == report


@given(signatures)
def test_a_signature_comes_back_as_it_was(signature: Signature) -> None:
    assert from_json(Signature, to_json(signature)) == signature


@settings(max_examples=30)
@given(baskets)
def test_the_text_is_json_for_anyone_and_holds_no_fraction(basket: Basket) -> None:
    def no_float(text: str) -> float:
        raise AssertionError(text)

    json.loads(to_json(basket), parse_float=no_float)


def test_what_equals_its_default_takes_no_room() -> None:
    assert to_json(Shop("Späti")) == '{"name":"Späti"}'


def test_a_field_that_came_later_has_its_default_in_an_older_text() -> None:
    text = '{"id":"00000000-0000-0000-0000-000000000007","started_at":"2026-11-23T08:00:00+00:00"}'
    assert from_json(Basket, text) == Basket(UUID(int=7), datetime(2026, 11, 23, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", '{"name":"x","no_such_field":1}', '{"name":"x","version":"one"'],
    ids=["lacks a field", "a list", "an unknown field", "torn off"],
)
def test_a_text_that_is_no_such_value_is_an_error_and_not_half_a_value(text: str) -> None:
    with pytest.raises((TypeError, KeyError, ValueError, AttributeError)):
        from_json(Shop, text)


def test_days_and_instants_stay_apart() -> None:
    text = to_json(_Dates(date(2026, 11, 23), datetime(2026, 11, 23, 8, 0, tzinfo=UTC)))
    assert text == '{"day":"2026-11-23","at":"2026-11-23T08:00:00+00:00"}'
    kept = from_json(_Dates, text)
    assert type(kept.day) is date
    assert kept.at.tzinfo is UTC
