"""docs/fiscal.md is true: each of its examples is what the till has signed; and what is built is read back the same."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.catalog import Unit
from kasse.fiscal.de import process_data
from kasse.fiscal.de.cases import PaymentKind, RecordType, slot
from kasse.fiscal.de.process_data import OrderLine, Paid
from kasse.fiscal.de.process_data_reading import oddities, read_order, read_receipt
from kasse.money import ZERO, Money
from kasse.pricing import Position, PositionKind
from kasse.quantity import ONE, Quantity
from kasse.sale import CURRENCY, FOREIGN, Payment, Sale, SaleFact, SaleKind, State, TenderType

PAGE = (Path(__file__).parents[3] / "docs" / "fiscal.md").read_text(encoding="utf-8")
HUNDREDTHS = 100
EXAMPLES = PAGE.partition("## processData of receipts")[2].partition("## The QR code")[0]
CLASSES = {"19": "standard", "16": "standard", "7": "reduced", "5": "reduced", "0": ""}


def rows(columns: int) -> list[list[str]]:
    """The rows of the tables on process data with so many columns, without heads."""
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in EXAMPLES.splitlines() if line[:1] == "|"]
    return [row for row in found if len(row) == columns and row[0] not in ("case", "---")]


RECEIPTS = rows(4)
OTHERS = rows(3)


def position(number: int, text: str) -> Position:
    kind, rate, total = text.split()
    cents = Money.parse(total)
    return Position(
        number,
        PositionKind(kind),
        "Ware",
        "",
        ONE,
        Unit.PIECE,
        cents,
        cents,
        ZERO,
        cents,
        CLASSES[rate],
        HUNDREDTHS * int(rate),
    )


def sale(positions: str, payments: str) -> Sale:
    """The sale that a row of the page describes."""
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    booked = tuple(position(number, one) for number, one in enumerate(filter(None, positions.split(", ")), 1))
    paid, facts = [], []
    for number, one in enumerate(filter(None, payments.split(", ")), 1):
        kind, *currency, amount = one.split()
        if currency:
            facts += [SaleFact(number, CURRENCY, currency[0]), SaleFact(number, FOREIGN, amount)]
        paid.append(Payment(TenderType(kind), Money.parse(amount), Money.parse(amount)))
    return Sale(
        UUID(int=1), SaleKind.SALE, State.TENDERED, 1, 1, "Olga", date(2026, 11, 23), now, now,
        booked, (), tuple(paid), ZERO, facts=tuple(facts),
    )  # fmt: skip


@pytest.mark.parametrize("row", RECEIPTS, ids=[row[0] for row in RECEIPTS])
def test_each_receipt_on_the_page_is_what_is_signed(row: list[str]) -> None:
    case, positions, payments, expected = row
    built = process_data.of_sale(sale(positions, payments), training=case == "Training")
    assert f"`{built}`" == expected
    assert read_receipt(built).adds_up


def lines(*texts: str) -> str:
    """Lines of an order, each as quantity, price and name."""
    found = []
    for text in texts:
        quantity, price, name = text.split(maxsplit=2)
        found.append(OrderLine(Quantity.parse(quantity), name, Money.parse(price)))
    return process_data.order(found)


EVENTS: dict[str, Callable[[], str]] = {
    "Nothing was sold after the first line": lambda: process_data.ABORTED,
    "The same while training": lambda: process_data.ABORTED_TRAINING,
    "Float of 150.00": lambda: process_data.cash(15000),
    "Cash in of 20.00": lambda: process_data.cash(2000),
    "Cash out of 500.00": lambda: process_data.cash(-50000),
    "0.35 missing at the count": lambda: process_data.cash(-35),
    "Cash in of 5.00 while training": lambda: process_data.cash(500, training=True),
    "Float of nothing": lambda: process_data.cash(0),
    "Parked: 2 sundaes, 1 iced coffee": lambda: lines('2 3.99 Eisbecher "Himbeere"', "1 2.99 Eiskaffee"),
    "Parked: 0.412 kg of grapes, a bottle taken off": lambda: lines("0.412 2.99 Trauben", "-1 0.59 Wasser"),
    "Drawer opened to give change": lambda: process_data.drawer_opened("Wechselgeld"),
}


@pytest.mark.parametrize("row", OTHERS, ids=[row[0] for row in OTHERS])
def test_each_other_event_on_the_page_is_what_is_signed(row: list[str]) -> None:
    case, process_type, expected = row
    built = EVENTS[case]()
    assert "`" + built.replace("\r", r"\r") + "`" == expected
    assert oddities(process_type, built) == []


def test_the_page_has_all_of_them() -> None:
    assert len(RECEIPTS) >= 25
    assert {row[0] for row in OTHERS} == set(EVENTS)


def test_the_official_examples_are_read() -> None:
    text = "Beleg^75.33_7.99_0.00_0.00_0.00^10.00:Bar_5.00:Bar:CHF_5.00:Bar:USD_64.30:Unbar"
    read = read_receipt(text)
    assert read.record is RecordType.RECEIPT
    assert read.sums == (7533, 799, 0, 0, 0)
    assert read.payments == (
        Paid(PaymentKind.CASH, 1000),
        Paid(PaymentKind.CASH, 500, "CHF"),
        Paid(PaymentKind.CASH, 500, "USD"),
        Paid(PaymentKind.CASHLESS, 6430),
    )
    assert process_data.receipt(read.record, {1: 7533, 2: 799}, reversed(read.payments)) == text
    assert read_receipt("Beleg^-10.00_0.00_0.00_0.00_0.00^-4.00:Bar_-6.00:Unbar").adds_up
    order = read_order('2;"Eisbecher ""Himbeere""";3.99\r1;"Eiskaffee";2.99')
    assert [(one.quantity.thousandths, one.name, one.unit_price.cents) for one in order] == [
        (2000, 'Eisbecher "Himbeere"', 399),
        (1000, "Eiskaffee", 299),
    ]


# Properties

cents = st.integers(-(10**11), 10**11)
keys = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 21, 22, 23, 33, 43, 1900, 2900])
paid = st.builds(
    Paid,
    st.sampled_from([PaymentKind.CASH, PaymentKind.CASHLESS, PaymentKind.NONE]),
    cents,
    st.one_of(st.just(""), st.from_regex(r"[A-Z]{3}", fullmatch=True)),
)


@given(st.sampled_from(RecordType), st.dictionaries(keys, cents), st.lists(paid, max_size=8))
def test_what_is_built_is_read_back(record: RecordType, sums: dict[int, int], payments: list[Paid]) -> None:
    text = process_data.receipt(record, sums, payments)
    read = read_receipt(text)
    assert read.record is record
    assert sum(read.sums) == sum(sums.values())
    assert [read.sums[number] for number in range(5)] == [
        sum(amount for key, amount in sums.items() if slot(key) == number) for number in range(5)
    ]
    real = [one for one in payments if one.kind is not PaymentKind.NONE]
    assert sum(one.cents for one in read.payments) == sum(one.cents for one in real)
    assert all(one.cents for one in read.payments)
    again = dict(zip((1, 2, 3, 4, 5), read.sums, strict=True))
    assert process_data.receipt(read.record, again, read.payments) == text


names = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30)
order_lines = st.builds(
    OrderLine, st.builds(Quantity, st.integers(-9_999_999, 9_999_999)), names, st.builds(Money, cents)
)


@given(st.lists(order_lines, max_size=6))
def test_an_order_is_read_back(order: list[OrderLine]) -> None:
    assert list(read_order(process_data.order(order))) == order


def test_a_name_with_an_end_of_line_stays_one_line() -> None:
    built = process_data.order([OrderLine(ONE, "Käse\r\nscheiben", Money(100))])
    assert built == '1;"Käse  scheiben";1.00'


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for process_type in ("Kassenbeleg-V1", "Bestellung-V1", text):
        assert all(sentence.endswith(".") for sentence in oddities(process_type, text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Beleg",
        "Beleg^1.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^1.00_0.00_0.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^1,00_0.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^+1.00_0.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^1.0_0.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^1.000_0.00_0.00_0.00_0.00^1.00:Bar",
        "Bon^1.00_0.00_0.00_0.00_0.00^1.00:Bar",
        "Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Karte",
        "Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Bar:eur",
        "Beleg^1.00_0.00_0.00_0.00_0.00^1.00",
        "Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Bar_",
        "Beleg^\u0661.00_0.00_0.00_0.00_0.00^",
    ],
)
def test_what_does_not_follow_the_grammar_is_named(text: str) -> None:
    assert oddities("Kassenbeleg-V1", text)
    assert oddities("KassenBeleg-V1", text)


@pytest.mark.parametrize(
    "text", ['1;"a";1.00\r', '1;"a;1.00', "1;a;1.00", '1;"a"b";1.00', '1.0000;"a";1.00', ' 1;"a";1.00']
)
def test_a_wrong_order_is_named(text: str) -> None:
    assert oddities("Bestellung-V1", text)


def test_sums_that_were_not_paid_are_named() -> None:
    assert re.search("not what was paid", oddities("Kassenbeleg-V1", "Beleg^1.00_0.00_0.00_0.00_0.00^2.00:Bar")[0])
    assert oddities("SonstigerVorgang", "anything at all") == []
