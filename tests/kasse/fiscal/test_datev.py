"""The DATEV export: what a Z report comes to as bookings, and the file that they stand in."""

import csv
import io
import random
import shutil
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kasse.books.reports import Period
from kasse.cash import CashKind
from kasse.clock import SetClock
from kasse.fiscal.de import datev
from kasse.fiscal.de.bookings import bookings
from kasse.fiscal.de.datev_accounts import CHARTS, NAMES, AccountMap, checked, presets
from kasse.fiscal.de.datev_export import DatevSettings, year_of
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.till import Till
from tests.kasse.counter import BOTTLE_BACK, CHOCOLATE, MATE, ROLL, Ring, card, cash, refused
from tests.kasse.fiscal.special_shop import FIRST, LAST, SpecialShop

pytestmark = pytest.mark.usefixtures("books_add_up")

DAY = date(2026, 11, 23)
TODAY = Period(DAY, DAY)
CASH, CLEARING = "1000", "1792"


def rows(till: Till, period: Period = TODAY) -> list[datev.Booking]:
    with till.database.read() as work:
        before = work.cash_history.balance_before(period.first)
        found: list[datev.Booking] = []
        for shift in work.cash_history.shifts(period):
            found += bookings(work.takings.of(shift), before, DatevSettings().accounts)
            before = shift.balance
    return found


def balances(found: list[datev.Booking]) -> dict[str, int]:
    """What each account comes to, debit less credit, in cents."""
    sums: dict[str, int] = defaultdict(int)
    for row in found:
        signed = row.amount.cents if row.side == datev.DEBIT else -row.amount.cents
        sums[row.account] += signed
        sums[row.contra] -= signed
    return dict(sums)


def table(data: bytes) -> tuple[list[str], list[str], list[list[str]]]:
    assert data.endswith(b"\r\n")
    lines = list(csv.reader(io.StringIO(data.decode("cp1252"), newline=""), delimiter=";"))
    return lines[0], lines[1], lines[2:]


def a_day(till: Till, owner: Actor, ring: Ring) -> None:
    till.checkout.pay(owner, ring((MATE, 2)), [cash("10")])
    till.checkout.pay(owner, ring(CHOCOLATE), [card("1.49")])
    till.checkout.pay(owner, ring(BOTTLE_BACK), [])
    till.shift.cash_out(owner, Money(5000), "Sparkasse", kind=CashKind.BANK)
    till.shift.cash_in(owner, Money(1000), "from my purse", kind=CashKind.PRIVATE_IN)
    till.shift.count(owner, {5000: 1, 1000: 1, 200: 1})
    till.shift.close(owner)


def test_a_day_is_booked_on_the_accounts_of_the_chart(open_till: Till, owner: Actor, ring: Ring) -> None:
    a_day(open_till, owner, ring)
    report = open_till.shift.z_report()
    found = balances(rows(open_till))
    turnover = {vat.rate: vat.gross.cents for vat in report.vat}
    assert (found["8400"], found["8300"]) == (-turnover[1900], -turnover[700])
    assert (found["1360"], found["1890"]) == (149 + 5000 - 10000, -1000)
    assert found[CLEARING] == 0
    assert report.counted is not None
    assert found[CASH] == report.counted.cents
    assert sum(found.values()) == 0


def test_cash_and_clearing_may_be_one_account(open_till: Till, owner: Actor, ring: Ring) -> None:
    a_day(open_till, owner, ring)
    accounts = AccountMap("03", {"clearing": CASH}, 4)
    with open_till.database.read() as work:
        (shift,) = work.cash_history.shifts(TODAY)
        found = list(bookings(work.takings.of(shift), ZERO, accounts))
    assert all(row.account != row.contra for row in found)
    assert balances(found)[CASH] == shift.balance.cents


def test_what_the_count_found_is_booked_on_its_own_account(open_till: Till, owner: Actor) -> None:
    open_till.shift.count(owner, {5000: 1})
    open_till.shift.close(owner)
    open_till.shift.open(owner, Money(5000))
    open_till.shift.count(owner, {5000: 1, 1000: 1})
    open_till.shift.close(owner)
    found = balances(rows(open_till))
    assert (found["2309"], found["2709"], found[CASH]) == (5000, -1000, 6000)


@pytest.mark.parametrize("seed", range(12))
def test_each_z_comes_to_zero_on_the_clearing_account_and_to_the_drawer_on_the_cash_account(
    till: Till, owner: Actor, ring: Ring, clock: SetClock, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    left = ZERO
    for _shift in range(3):
        till.shift.open(owner, Money(dice.choice((0, 5000, left.cents, 20000))))
        for _sale in range(dice.randint(0, 8)):
            basket = ring(*((dice.choice((MATE, ROLL, CHOCOLATE)), dice.randint(1, 4)) for _line in range(2)))
            total = str(till.checkout.price(basket).total)
            sold = till.checkout.pay(owner, basket, [dice.choice((cash, card))(total)])
            if dice.random() < 0.2:
                till.checkout.void_receipt(owner, sold.receipt_no or 0, "wrong")
        for kind in dice.sample((CashKind.CASH_IN, CashKind.PRIVATE_IN, CashKind.BANK), 2):
            till.shift.cash_in(owner, Money(dice.randint(1, 9999)), "in", kind=kind)
        for kind in dice.sample((CashKind.CASH_OUT, CashKind.PRIVATE_OUT, CashKind.BANK, CashKind.WAGES), 2):
            till.shift.cash_out(owner, Money(1), "out", kind=kind)
        if dice.random() < 0.7:
            till.shift.count(owner, {100: dice.randint(0, 300)})
        closed = till.shift.close(owner, uncounted=True)
        left = closed.counted if closed.counted is not None else closed.expected_cash or ZERO
        clock.advance(hours=1)
    with till.database.read() as work:
        before = ZERO
        for shift in work.cash_history.shifts(TODAY):
            found = list(bookings(work.takings.of(shift), before, DatevSettings().accounts))
            assert all(row.amount.cents > 0 and row.side in "SH" for row in found)
            sums = balances(found)
            assert sums.get(CLEARING, 0) == 0
            assert sums.get(CASH, 0) == (shift.balance - before).cents
            before = shift.balance
    assert before == left


def test_every_special_case_has_its_account_and_each_z_comes_to_zero(made_shop_file: Path, tmp_path: Path) -> None:
    shop = SpecialShop(Path(shutil.copy(made_shop_file, tmp_path / "special.sqlite")), tmp_path)
    try:
        shop.make()
        with shop.till.database.read() as work:
            period = Period(FIRST, LAST)
            before, used = work.cash_history.balance_before(FIRST), set()
            for cash_of_shift in work.cash_history.shifts(period):
                if cash_of_shift.z_no is None:
                    continue
                found = list(bookings(work.takings.of(cash_of_shift), before, DatevSettings().accounts))
                sums = balances(found)
                assert sums.get(CLEARING, 0) == 0
                assert sums.get(CASH, 0) == (cash_of_shift.balance - before).cents
                assert cash_of_shift.balance.cents >= 0
                before = cash_of_shift.balance
                used |= set(sums)
    finally:
        shop.end()
    assert {"1000", "1010", "1360", "1400", "1700", "1880", "8300", "8400"} <= used


# The file


def test_the_file_has_the_head_the_columns_and_a_row_per_booking(open_till: Till, owner: Actor, ring: Ring) -> None:
    a_day(open_till, owner, ring)
    made = open_till.datev.export(owner, TODAY)
    head, columns, found = table(made.data)
    assert head[:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"]
    assert head[5].isdigit()
    assert len(head[5]) == 17
    assert head[10:16] == ["1001", "1", "20260101", "4", "20261123", "20261123"]
    assert (head[18], head[21], head[26], len(head)) == ("1", "EUR", "03", 31)
    assert columns == list(datev.COLUMNS)
    assert len(columns) == 125
    assert (made.reports, made.bookings, made.open_shift) == (1, len(found), False)
    bank = next(row for row in found if row[7] == "1360" and row[6] == CASH and "Sparkasse" in row[13])
    assert bank[:3] == ["50,00", "H", "EUR"]
    assert (bank[9], bank[10], bank[13]) == ("2311", "Z1", "Z1 Sparkasse")
    assert {len(row) for row in found} == {125}


def test_texts_are_cut_quoted_and_written_in_their_own_letters() -> None:
    made_at = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    head = datev.Head(made_at, 1001, 1, DAY, 4, DAY, DAY, "x" * 99, "03")
    text = 'Müller "&" Söhne; Löhne\n' + "ü" * 99 + "я"
    data = datev.written(head, [datev.Booking(Money(123456), "S", "1000", "8000", "3", DAY, "Z1", text)])
    assert b"M\xfcller" in data
    first, _columns, (row,) = table(data)
    assert first[5] == "20260102030405678"
    assert len(first[16]) == 30
    assert (row[0], row[8]) == ("1234,56", "3")
    assert row[13] == ('Müller "&" Söhne; Löhne ' + "ü" * 99)[:60]


def test_an_open_shift_is_not_in_it_and_that_is_said(open_till: Till, owner: Actor) -> None:
    made = open_till.datev.export(owner, TODAY)
    assert (made.reports, made.open_shift) == (0, True)


def test_a_period_is_within_one_year_of_the_books() -> None:
    assert year_of(Period(date(2026, 1, 1), date(2026, 12, 31)), 1) == date(2026, 1, 1)
    assert year_of(Period(date(2027, 2, 1), date(2027, 3, 1)), 7) == date(2026, 7, 1)
    refused("two_years", lambda: year_of(Period(date(2026, 12, 31), date(2027, 1, 1)), 1))
    refused("two_years", lambda: year_of(Period(date(2026, 6, 30), date(2026, 7, 1)), 7))
    refused("bad_period", lambda: year_of(Period(date(2026, 7, 1), date(2026, 6, 30)), 1))


# The accounts


@pytest.mark.parametrize("chart", CHARTS)
def test_both_charts_have_an_account_for_everything(chart: str) -> None:
    accounts = presets(chart)
    assert set(accounts) == set(NAMES)
    assert all(checked(name, text) == text for name, text in accounts.items())


def test_an_account_is_as_long_as_the_books_want_it_and_may_have_a_key() -> None:
    accounts = AccountMap("04", {"revenue_1900": "4000/3"}, 6)
    assert accounts.of("revenue_1900") == ("400000", "3")
    assert accounts.of("cash") == ("160000", "")
    refused("no_account", lambda: accounts.of("revenue_1600"))


@pytest.mark.parametrize("text", ["", "12", "abcd", "123456789", "8400/", "8400/x", "84 0x"])
def test_what_is_no_account_is_refused(text: str) -> None:
    refused("bad_account", lambda: checked("cash", text))


def test_the_owner_sets_accounts_on_record_and_only_what_is_not_the_charts_own_is_kept(
    till: Till, owner: Actor, cashier: Actor
) -> None:
    settings = DatevSettings(consultant=29098, client=55003, chart="04")
    kept = till.datev.change(owner, settings, {**presets("04"), "wages": " 3725 ", "revenue_1600": "4405/5"})
    assert kept.own == (("revenue_1600", "4405/5"), ("wages", "3725"))
    assert till.datev.settings() == kept
    assert till.people.log(owner)[0].subject == "datev"
    refused("not_allowed", lambda: till.datev.change(cashier, settings, {}))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (DatevSettings(consultant=1000), "bad_consultant"),
        (DatevSettings(client=0), "bad_client"),
        (DatevSettings(chart="07"), "bad_setting"),
        (DatevSettings(length=9), "bad_setting"),
        (DatevSettings(year_starts_in=13), "bad_setting"),
    ],
)
def test_numbers_that_datev_does_not_take_are_refused(
    till: Till, owner: Actor, settings: DatevSettings, code: str
) -> None:
    refused(code, lambda: till.datev.change(owner, settings, {}))
