"""What the stock was worth on any day, and what was sold for which cost: from the books, month by month."""

from datetime import date, timedelta

import pytest

from kasse.books.reports import Period
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.clock import SetClock, milliseconds
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock import valuation
from kasse.stock.valuation import Method, Valuation
from kasse.store import journal
from kasse.till import Till
from tests.kasse.counter import BOTTLE_BACK, CHOCOLATE, MATE, MATE_CRATE, MILK, card

FIRST = date(2026, 11, 23)


class Days:
    """A shop that goes on from day to day."""

    def __init__(self, till: Till, actor: Actor, clock: SetClock) -> None:
        self.till, self.actor, self.clock = till, actor, clock

    def number(self, code: str) -> int:
        return self.till.products.by_code(code).number or 0

    def receive(self, code: str, count: int, cents: int | None, reason: Reason = Reason.RECEIPT) -> None:
        cost = None if cents is None else Money(cents)
        entries = (StockEntry(self.number(code), Quantity.of(count), cost),)
        self.clock.advance(seconds=1)  # the order of what comes in within one millisecond is nobody's
        with self.till.database.write() as work:
            work.stock.book(StockDocument(uuid7(), reason, self.clock.now(), self.actor.name, "", entries))

    def sell(self, *codes: str) -> int:
        basket = self.till.checkout.new_basket()
        for code in codes:
            basket = self.till.checkout.scan(basket, code)
        total = self.till.checkout.price(basket).total
        sale = self.till.checkout.pay(self.actor, basket, [card(str(total))] if total.cents > 0 else [])
        return sale.receipt_no or 0

    def next_day(self, days: int = 1) -> None:
        self.till.shift.close(self.actor, uncounted=True)
        self.clock.advance(days=days)
        self.till.shift.open(self.actor, Money(10_000))

    def worth(self, day: date, method: Method = Method.AVERAGE) -> dict[int, tuple[str, str]]:
        return {entry.product: (str(entry.quantity), str(entry.value)) for entry in self.till.valuation.at(day, method)}

    def cost(self, code: str, first: date, last: date) -> tuple[str, str] | None:
        sold = self.till.valuation.issued(Period(first, last)).get(self.number(code))
        return None if sold is None else (str(sold.quantity), str(sold.cost))


@pytest.fixture
def days(open_till: Till, owner: Actor, clock: SetClock) -> Days:
    return Days(open_till, owner, clock)


def test_each_day_of_the_past_is_as_it_was(days: Days) -> None:
    mate = days.number(MATE)
    days.receive(MATE, 20, 1300)
    days.sell(MATE, MATE)
    assert days.worth(FIRST) == {mate: ("18", "11.70")}
    days.next_day()
    days.receive(MATE, 20, 1500)
    days.sell(*[MATE] * 8)
    days.next_day(40)
    days.sell(MATE)
    assert days.worth(FIRST - timedelta(days=1)) == {}
    assert days.worth(FIRST) == {mate: ("18", "11.70")}
    assert days.worth(FIRST + timedelta(days=1)) == {mate: ("30", "21.08")}  # 26.70 less 8/38 of it
    assert days.worth(FIRST + timedelta(days=1), Method.FIFO) == {mate: ("30", "21.50")}
    assert days.worth(date(2026, 12, 31)) == {mate: ("30", "21.08")}
    assert days.worth(date(2027, 1, 3)) == {mate: ("29", "20.38")}


def test_what_was_sold_cost_what_it_came_for(days: Days) -> None:
    days.receive(MATE, 20, 1300)
    days.sell(MATE, MATE)
    days.next_day()
    number = days.sell(MATE_CRATE)
    assert days.cost(MATE, FIRST, FIRST) == ("2", "1.30")
    assert days.cost(MATE, FIRST + timedelta(days=1), FIRST + timedelta(days=1)) == ("20", "13.00")
    days.till.checkout.void_receipt(days.actor, number, "wrong crate")
    assert days.cost(MATE, FIRST, FIRST + timedelta(days=9)) == ("2", "1.30")
    assert days.cost(MILK, FIRST, FIRST) is None


def test_the_ends_of_months_are_kept_and_change_nothing(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    for _month in range(4):
        days.receive(MATE, 10, 655)
        days.sell(MATE, MATE, MATE)
        days.next_day(31)
    last = FIRST + timedelta(days=200)
    stretches = [(FIRST, last), (FIRST + timedelta(days=10), last), (date(2026, 12, 1), date(2027, 1, 31))]
    with monkeypatch.context() as patched:
        patched.setattr(type(days.till.valuation), "keep_months", lambda _self: 0)
        plain = [days.cost(MATE, *stretch) for stretch in stretches], days.worth(last), days.worth(FIRST, Method.FIFO)
    assert days.till.valuation.keep_months() == 4
    kept = [days.cost(MATE, *stretch) for stretch in stretches], days.worth(last), days.worth(FIRST, Method.FIFO)
    assert kept == plain
    assert plain[0][0] == ("12", "7.86")
    assert days.till.valuation.keep_months() == 0
    assert days.till.verify() == []


def test_a_month_is_kept_in_steps_between_which_the_till_may_be_closed(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step has one article here; what is done is not done again, and a month counts once all of it is kept."""
    monkeypatch.setattr(valuation, "AT_ONCE", 1)
    codes = (MATE, MILK, CHOCOLATE)
    for code in codes:
        days.receive(code, 10, 655)
    days.sell(*codes)
    days.next_day(31)
    before = [days.till.reports.make("margin", Period(FIRST, FIRST)).totals, days.worth(FIRST)]
    connection = days.till.database.connection
    connection.executescript("DELETE FROM stock_value; DELETE FROM period_cost")
    for done in range(1, 4):
        assert Valuation(days.till.database, days.clock).keep_some(seconds=1e-9)
        assert connection.execute("SELECT count(*) FROM stock_value").fetchone() == (done,)
        with days.till.database.read() as work:
            assert work.counting.valued_months() == []
        assert days.till.verify() == []
    assert days.till.valuation.keep_some(seconds=1e-9)
    assert not days.till.valuation.keep_some()
    with days.till.database.read() as work:
        assert work.counting.valued_months() == ["2026-11"]
    assert days.till.verify() == []
    assert before == [days.till.reports.make("margin", Period(FIRST, FIRST)).totals, days.worth(FIRST)]
    sums = connection.execute("SELECT period, count(*), sum(sold), sum(cost) FROM period_cost GROUP BY 1").fetchall()
    assert sums == [("2026", 3, 3000, 198), ("2026-11", 3, 3000, 198)]


def test_goods_that_came_after_the_month_are_passed_over(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valuation, "AT_ONCE", 1)
    days.sell(MATE)
    days.next_day(31)
    days.receive(MILK, 1, 80)
    days.receive(CHOCOLATE, 1, 80)
    assert days.till.valuation.keep_months() == 1


@pytest.mark.parametrize("period", ["2026", "2026-11"])
def test_a_kept_cost_that_was_changed_is_found(days: Days, period: str) -> None:
    days.receive(MATE, 10, 655)
    days.sell(MATE)
    days.next_day(31)
    days.till.valuation.keep_months()
    days.till.database.connection.execute("UPDATE period_cost SET cost = cost + 1 WHERE period = ?", (period,))
    assert days.till.verify() == [f"The kept costs of {period} do not match the worth of the stock."]


def test_a_reader_beside_the_till_leaves_the_file_as_it_is(days: Days) -> None:
    days.receive(MATE, 10, 655)
    days.next_day(31)
    reader = Till(days.till.path, clock=days.clock, exclusive=False)
    assert [str(entry.value) for entry in reader.valuation.at(FIRST)] == ["6.55"]
    with reader.database.read() as work:
        assert work.counting.valued_months() == []
    reader.close()


def test_a_month_is_not_kept_while_a_shift_of_it_is_open(days: Days) -> None:
    days.receive(MATE, 10, 655)
    days.clock.advance(days=30)
    assert days.till.valuation.keep_months() == 0
    days.next_day()
    assert days.till.valuation.keep_months() == 1


def test_a_kept_month_that_was_changed_is_found(days: Days) -> None:
    days.receive(MATE, 10, 655)
    days.next_day(31)
    days.till.valuation.keep_months()
    assert days.till.verify() == []
    days.till.database.connection.execute("UPDATE stock_value SET average = average + 100 WHERE product > 0")
    assert "2026-11" in " ".join(days.till.verify())


def test_goods_without_a_known_cost_are_named_apart(days: Days) -> None:
    days.receive(CHOCOLATE, 12, None, Reason.CORRECTION)
    days.receive(MILK, 6, 480)
    days.sell(CHOCOLATE, MILK)
    (milk, chocolate) = sorted(days.till.valuation.at(FIRST), key=lambda entry: entry.unpriced)
    assert (str(milk.value), str(milk.unpriced)) == ("4.00", "0")
    assert (str(chocolate.value), str(chocolate.unpriced)) == ("0.00", "11")
    assert days.cost(CHOCOLATE, FIRST, FIRST) == ("1", "None")
    report = days.till.valuation.report(FIRST)
    assert report.totals[5] == Money(400)
    assert any("no cost" in note for note in report.notes)


def test_empties_are_no_goods(days: Days) -> None:
    days.sell(BOTTLE_BACK)
    assert days.worth(FIRST) == {}


def test_what_is_written_off_costs_but_is_not_sold(days: Days) -> None:
    days.receive(MILK, 10, 800)
    days.receive(MILK, -3, None, Reason.SPOILED)
    assert days.worth(FIRST)[days.number(MILK)] == ("7", "5.60")
    assert days.cost(MILK, FIRST, FIRST) is None


def test_a_stocktake_finds_goods_at_what_they_cost(days: Days) -> None:
    days.receive(MILK, 10, 800)
    days.receive(MILK, 2, 9999, Reason.STOCKTAKE)
    assert days.worth(FIRST)[days.number(MILK)] == ("12", "9.60")


def test_what_an_older_kasse_moved_without_a_document_is_in_it(days: Days) -> None:
    number, id_, at = days.number(MILK), uuid7(), milliseconds(days.clock.now())
    row = (1, number, 12_000, "import", at, "Olga")
    connection = days.till.database.connection
    with days.till.database.write():
        connection.execute("INSERT INTO stock_movement VALUES (?, ?, ?, ?, ?, ?, ?)", (id_.bytes, *row))
        connection.execute("INSERT INTO stock_level VALUES (?, 12000)", (number,))
        journal.append(connection, at, "stock", id_.hex, [row])
    assert days.till.verify() == []
    days.sell(MILK)
    (milk,) = days.till.valuation.at(FIRST)
    assert (str(milk.quantity), str(milk.unpriced)) == ("11", "11")
    assert days.till.valuation.at(FIRST - timedelta(days=1)) == ()
