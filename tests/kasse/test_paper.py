"""Receipts and reports as paper: section 6 KassenSichV line by line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from kasse.basket import Discount
from kasse.clock import SetClock
from kasse.money import Money
from kasse.paper import report_document, sale_document
from kasse.people import Actor
from kasse.quantity import ONE, Quantity
from kasse.sale import Sale, Signature
from kasse.till import Till, training_copy
from printers.layout import as_text
from tests.kasse.counter import (
    BANANAS,
    BOTTLE_BACK,
    CHOCOLATE,
    CIGARETTES,
    MATE,
    MATE_CRATE,
    ROLL,
    Ring,
    SilentTse,
    card,
    cash,
)


def printed(till: Till, number: int, *, copy: bool = False, columns: int = 42) -> str:
    return as_text(till.receipt_document(number, copy=copy), columns)


def paper(text: str) -> str:
    return dedent(text).lstrip("\n")


@pytest.fixture
def english(open_till: Till, clock: SetClock) -> Till:
    """The shop gives its receipts in English."""
    with open_till.database.write() as work:
        shop = replace(work.settings.shop(), language="en", footer="Thank you!", vat_id="DE123456789")
        work.settings.put_shop(shop, clock.now(), "Olga")
    open_till.checkout.refresh()
    return open_till


@pytest.fixture
def sold(open_till: Till, cashier: Actor, ring: Ring, clock: SetClock) -> Sale:
    """Receipt 1: mates, a chocolate, bananas, cigarettes, empties; paid by card and cash."""
    return ring_up(open_till, cashier, ring, clock)


def ring_up(till: Till, cashier: Actor, ring: Ring, clock: SetClock) -> Sale:
    basket = ring((MATE, 2), CHOCOLATE, CIGARETTES, (BOTTLE_BACK, 4))
    basket = till.checkout.scan(basket, BANANAS, Quantity(412))
    clock.advance(seconds=75)
    return till.checkout.pay(cashier, basket, [card("5.00"), cash("10.00")])


HEAD = """
                   Späti Müller
                   Weserstr. 1
                   12047 Berlin
             Tax number 12/345/67890
                VAT ID DE123456789

"""
RECEIPT = """
    Receipt 1                 2026-11-23 08:01
    Served by                            Aylin
    ------------------------------------------
    Club-Mate 0,5 l                     2.58 A
      2 x 1.29
      Pfand 0,15                        0.30 A
        2 x 0.15
    Schokolade 100 g                    1.49 B
    Zigaretten *                        9.00 A
    Leergut 0,15                       -0.60 A
      -4 x 0.15
    Bananen                             0.82 B
      0.412 kg x 1.99 EUR/kg
    * price bound by law
    ------------------------------------------
    TOTAL EUR                            13.59
    Card                                  5.00
    Cash                                 10.00
    Change                               -1.41

    VAT                Net       Tax     Gross
    A 19 %            9.48      1.80     11.28
    B 7 %             2.16      0.15      2.31
    ------------------------------------------
    Till                          KASSE-TEST01
    Begin                  2026-11-23 08:00:00
    End                    2026-11-23 08:01:15
          no TSE: not for use in Germany

                    Thank you!
"""
FOOT = """
    ------------------------------------------
    Till                          KASSE-TEST01
    Begin                  2026-11-23 08:00:00
    End                    2026-11-23 08:01:00
          no TSE: not for use in Germany

                    Thank you!
"""


def whole(*parts: str) -> str:
    """Parts of a paper, each written with a margin of four, as one text."""
    return paper("".join(part.removeprefix("\n") for part in parts))


def test_a_receipt_in_english_says_all_that_the_law_asks(
    english: Till, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    ring_up(english, cashier, ring, clock)
    assert printed(english, 1) == whole(HEAD, RECEIPT)


def test_a_copy_says_so(english: Till, cashier: Actor, ring: Ring, clock: SetClock) -> None:
    ring_up(english, cashier, ring, clock)
    assert printed(english, 1, copy=True) == whole(HEAD, "                       COPY\n", RECEIPT)


def test_a_receipt_with_discounts_shows_each_and_what_was_saved(
    english: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    checkout = english.checkout
    basket = checkout.discount_line(owner, ring(CHOCOLATE, (MATE, 2)), 1, Discount.percent_off("10"))
    basket = checkout.discount_basket(owner, basket, Discount.amount_off(Money(100)))
    clock.advance(minutes=1)
    checkout.pay(owner, basket, [cash("5.00")])
    body = """
    Receipt 1                 2026-11-23 08:01
    Served by                             Olga
    ------------------------------------------
    Schokolade 100 g                    1.49 B
      Discount                         -0.49 B
    Club-Mate 0,5 l                     2.58 A
      2 x 1.29
      Discount                         -0.66 A
      Pfand 0,15                        0.30 A
        2 x 0.15
    ------------------------------------------
    TOTAL EUR                             3.22
    Cash                                  5.00
    Change                               -1.78
    You saved                             1.15

    VAT                Net       Tax     Gross
    A 19 %            1.87      0.35      2.22
    B 7 %             0.93      0.07      1.00
"""
    assert printed(english, 1) == whole(HEAD, body, FOOT)


def test_a_return_shows_what_was_paid_for_the_goods(english: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    checkout = english.checkout
    basket = checkout.discount_line(owner, ring((CHOCOLATE, 2), MATE), 1, Discount.percent_off("10"))
    checkout.pay(owner, basket, [cash("5.00")])
    basket = checkout.return_lines(owner, checkout.new_basket(), 1, {1: ONE, 2: ONE})
    clock.advance(minutes=1)
    checkout.pay(owner, basket, [])
    body = """
    Receipt 2                 2026-11-23 08:01
    Served by                             Olga
    ------------------------------------------
    Schokolade 100 g                   -1.49 B
      -1 x 1.49
      Discount when bought              0.15 B
      returned
    Club-Mate 0,5 l                    -1.29 A
      -1 x 1.29
      returned
      Pfand 0,15                       -0.15 A
        -1 x 0.15
        returned
    ------------------------------------------
    TOTAL EUR                            -2.78
    Cash, paid out                       -2.78

    VAT                Net       Tax     Gross
    A 19 %           -1.21     -0.23     -1.44
    B 7 %            -1.25     -0.09     -1.34
"""
    assert printed(english, 2) == whole(HEAD, body, FOOT)


def test_a_void_names_the_receipt_the_reason_and_turns_every_sign(
    english: Till, owner: Actor, ring: Ring, clock: SetClock
) -> None:
    english.checkout.pay(owner, ring(MATE, (ROLL, 3)), [card("1.00"), cash("5.00")])
    clock.advance(minutes=1)
    english.checkout.void_receipt(owner, 1, "wrong customer")
    body = """
    VOID of receipt 1
    Reason: wrong customer
    Receipt 2                 2026-11-23 08:01
    Served by                             Olga
    ------------------------------------------
    Club-Mate 0,5 l                    -1.29 A
      -1 x 1.29
      Pfand 0,15                       -0.15 A
        -1 x 0.15
    Brötchen                           -1.35 B
      -3 x 0.45
    ------------------------------------------
    TOTAL EUR                            -2.79
    Card, paid out                       -1.00
    Cash, paid out                       -1.79

    VAT                Net       Tax     Gross
    A 19 %           -1.21     -0.23     -1.44
    B 7 %            -1.26     -0.09     -1.35
"""
    assert printed(english, 2) == whole(HEAD, body, FOOT).replace("08:00:00", "08:01:00")


def test_struck_lines_are_on_record_and_not_on_paper(english: Till, owner: Actor, ring: Ring) -> None:
    english.checkout.pay(owner, english.checkout.void_line(owner, ring(MATE, ROLL), 1), [cash("0.45")])
    assert "Mate" not in printed(english, 1)
    assert "A 7 %" in printed(english, 1)  # the one rate that is left


def test_a_crate_stands_with_both_deposits(english: Till, owner: Actor, ring: Ring) -> None:
    english.checkout.pay(owner, ring(MATE_CRATE), [cash("50.00")])
    body = """
    Kasten Club-Mate 20 x 0,5 l        22.80 A
      Pfand 0,15                        3.00 A
        20 x 0.15
      Pfand Kasten                      1.50 A
"""
    assert whole(body) in printed(english, 1)


# In German


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_receipt_in_german_writes_amounts_and_dates_as_germans_do(open_till: Till, sold: Sale, columns: int) -> None:
    text = printed(open_till, 1, columns=columns)
    for expected in (
        "Späti Müller", "12047 Berlin", "12/345/67890", "23.11.2026 08:01", "2 x 1,29", "0,412 kg x 1,99 EUR/kg",
        "9,00 A", "-0,60 A", "13,59", "-1,41", "A 19 %", "9,48", "1,80", "11,28", "B 7 %", "2,16", "0,15", "2,31",
        "23.11.2026 08:00:00", "23.11.2026 08:01:15", "KASSE-TEST01",
    ):  # fmt: skip
        assert expected in text
    assert "no TSE: not for use in Germany" in text or columns == 32
    assert max(map(len, text.splitlines())) <= columns


def test_the_language_of_a_receipt_is_the_shops_and_stays_with_it(open_till: Till, sold: Sale, clock: SetClock) -> None:
    before = printed(open_till, 1)
    with open_till.database.write() as work:
        work.settings.put_shop(replace(work.settings.shop(), language="en", name="New name"), clock.now(), "Olga")
    assert printed(open_till, 1) == before
    assert as_text(open_till.receipt_document(1, copy=True), 42) != before


def test_large_amounts_are_grouped_as_the_language_does(open_till: Till, owner: Actor) -> None:
    checkout = open_till.checkout
    basket = checkout.open_line(checkout.new_basket(), "Catering", Money(123_456_78), "standard")
    checkout.pay(owner, basket, [card("123456.78")])
    assert "123.456,78 A" in printed(open_till, 1)


# Training, outage, signature


def test_training_stands_above_and_below(open_till: Till, cashier: Actor, clock: SetClock) -> None:
    practice = Till(training_copy(open_till.path), clock=clock)
    try:
        basket = practice.checkout.scan(practice.checkout.new_basket(), ROLL)
        practice.checkout.pay(cashier, basket, [cash("0.45")])
        for text in (printed(practice, 1), as_text(practice.report_document("x"), 42)):
            assert text.count("TRAINING") == 2
    finally:
        practice.close()


@pytest.fixture
def silent_till(english: Till, shop_file: Path, clock: SetClock) -> Iterator[Till]:
    english.close()
    opened = Till(shop_file, tse=SilentTse(), clock=clock)
    yield opened
    opened.close()


def test_a_receipt_of_an_outage_makes_it_plain(silent_till: Till, owner: Actor) -> None:
    checkout = silent_till.checkout
    checkout.pay(owner, checkout.scan(checkout.new_basket(), ROLL), [cash("0.45")])
    text = printed(silent_till, 1, columns=48)
    assert "TSE ausgefallen" in text
    assert "TSE out of order" in text
    assert "not for use in Germany" not in text
    assert "TSE transaction" not in text


def test_a_signed_receipt_carries_the_values_of_the_device_unaltered(english: Till, owner: Actor, ring: Ring) -> None:
    sale = english.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    moment = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    signature = Signature("bf1b13c1cf8a", 13, 44131, moment, moment, "K8zsZ6NjsBzo/Yd3Hba84aH3oT+c4Og5VcfJ7s6Dxz7U==")
    text = as_text(sale_document(replace(sale, signature=signature), english.checkout.shop), 42)
    begin = ("begin", "2026-11-23T07:00:00.000Z")
    for name, value in (begin, ("transaction", "13"), ("signature counter", "44131")):
        assert any(line.startswith(f"TSE {name}") and line.endswith(f" {value}") for line in text.splitlines())
    assert "TSE serial number\nbf1b13c1cf8a\n" in text
    assert signature.value in "".join(text.split())
    assert "no TSE" not in text


# Reports


def day(till: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    """A discount, a return, a void, and some cash in and out."""
    checkout = till.checkout
    basket = checkout.discount_line(owner, ring((CHOCOLATE, 2), MATE), 1, Discount.percent_off("10"))
    checkout.pay(owner, basket, [cash("5.00")])  # 268 at 7 %, 144 at 19 %
    checkout.pay(owner, checkout.return_lines(owner, checkout.new_basket(), 1, {1: ONE}), [])  # -134
    checkout.pay(owner, ring((ROLL, 3)), [card("1.35")])
    checkout.void_receipt(owner, 3, "typo")
    checkout.pay(owner, ring((BOTTLE_BACK, 10)), [])  # -150 at 19 %
    till.shift.cash_in(owner, Money(2000), "change")
    till.shift.cash_out(owner, Money(5000), "bank")
    clock.advance(hours=12)


REPORT = """
    Business day                    2026-11-23
    Shift                                    1
    Opened               2026-11-23 08:00 Olga
    Made                 2026-11-23 20:00 Olga
    Till                          KASSE-TEST01
    ------------------------------------------
    Receipts                         5 (1 - 5)
    TURNOVER EUR                          1.28
    VAT                Net       Tax     Gross
    19 %             -0.05     -0.01     -0.06
    7 %               1.25      0.09      1.34
    ------------------------------------------
    Card (2)                              0.00
    Cash (3)                              1.28
    ------------------------------------------
    Voided receipts (1)                  -1.35
    Returns (1)                          -1.34
    Discounts                            -0.30
    Deposit taken                         0.15
    Deposit paid out                     -1.50
    Voided lines                             0
    Changed prices                           0
    Drawer opened without sale               0
    Refused for age                          0
    Parked baskets                           0
    Receipts while the TSE was out           0
    ------------------------------------------
    Opening float                       100.00
    Cash from sales                       1.28
    Cash in                              20.00
    Cash out                            -50.00
    EXPECTED CASH                        71.28
"""


def test_an_x_report_in_english(english: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    day(english, owner, ring, clock)
    title = "                     X report\n"
    assert as_text(english.report_document("x"), 42) == whole(HEAD, title, REPORT, "    NOT COUNTED\n")


def test_a_z_report_in_english(english: Till, owner: Actor, ring: Ring, clock: SetClock) -> None:
    day(english, owner, ring, clock)
    english.shift.count(owner, {5000: 1, 2000: 1, 100: 1, 20: 1, 5: 1})
    english.shift.close(owner)
    counted = """
    COUNTED CASH                         71.25
    DIFFERENCE                           -0.03
"""
    title = "                    Z report 1\n"
    z_report = as_text(english.report_document("z"), 42)
    assert z_report == whole(HEAD, title, REPORT, counted)
    english.shift.open(owner, Money(0))
    assert as_text(english.report_document("z", 1), 42) == z_report


def test_a_blind_report_shows_neither_turnover_nor_cash(
    english: Till, owner: Actor, cashier: Actor, ring: Ring, clock: SetClock
) -> None:
    day(english, owner, ring, clock)
    text = as_text(report_document(english.shift.x_report(cashier), english.checkout.shop), 42)
    assert "The expected cash is shown after the" in text
    for hidden in ("TURNOVER", "VAT    ", "19 %", "1.28", "71.28", "EXPECTED", "Cash (", "Cash in", "Cash out"):
        assert hidden not in text


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_report_in_german_writes_amounts_and_dates_as_germans_do(
    open_till: Till, owner: Actor, ring: Ring, clock: SetClock, columns: int
) -> None:
    day(open_till, owner, ring, clock)
    text = as_text(open_till.report_document("x"), columns)
    for expected in ("23.11.2026", "23.11.2026 20:00 Olga", "19 %", "-0,05", "1,34", "100,00", "-50,00", "71,28"):
        assert expected in text
    assert max(map(len, text.splitlines())) <= columns
