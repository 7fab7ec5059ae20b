"""Each report says what the receipts say: the demo shop with 90 rung days, and a day that is not over.

Everything is counted anew by plain loops over the sales themselves, never by the reports' own queries.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kasse.basket import Discount
from kasse.books.reports import Period, Report
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Unit
from kasse.clock import SetClock
from kasse.demo import catalogue, office
from kasse.demo import day as demo_day
from kasse.demo import shop as demo_shop
from kasse.ids import uuid7
from kasse.money import Money, round_half_up
from kasse.people import Actor
from kasse.pricing import Position, PositionKind
from kasse.quantity import Quantity
from kasse.reports.registry import REPORTS
from kasse.sale import Sale, SaleKind, Tender, TenderType
from kasse.texts import use_language
from kasse.till import Till
from tests.conftest import PlainHasher

FULL = os.environ.get("KASSE_NINETY_DAYS") == "full"
"""With all 328 baskets a day, deliveries, promotions and tabs it takes some minutes: done by hand before a release."""
LAST = date(2026, 11, 22)
TODAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")
PERIODS = {
    "a day": Period(date(2026, 11, 14), date(2026, 11, 14)),
    "today": Period(TODAY, TODAY),
    "yesterday and today": Period(LAST, TODAY),
    "a week": Period(date(2026, 10, 26), date(2026, 11, 1)),
    "this week": Period(TODAY, TODAY + timedelta(days=6)),
    "a month": Period(date(2026, 10, 1), date(2026, 10, 31)),
    "this month": Period(date(2026, 11, 1), TODAY),
    "a year": Period(date(2026, 1, 1), date(2026, 12, 31)),
    "any days": Period(date(2026, 9, 29), date(2026, 11, 11)),
    "before there was a shop": Period(date(2025, 1, 1), date(2025, 12, 31)),
}
DEPOSITS = (PositionKind.DEPOSIT, PositionKind.EMPTIES, PositionKind.SLIP)


def ring_today(till: Till, clock: SetClock) -> None:
    """A shift that stays open, with a bit of everything that a day can bring."""
    owner = Actor(1, demo_shop.OWNER, till.people.owner().role)
    checkout = till.checkout
    clock.instant = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    till.shift.open(owner, Money(10_000))
    codes = _codes(till)
    for hour, (first, second) in enumerate(pairwise(codes), 7):
        clock.instant = datetime(2026, 11, 23, hour, 12, tzinfo=UTC)
        basket = checkout.scan(checkout.scan(checkout.new_basket(), first, Quantity.of(2)), second)
        if hour % 2:
            basket = checkout.discount_line(owner, basket, 1, Discount(percent=1000))
            basket = checkout.void_line(owner, checkout.scan(basket, first), basket.lines[-1].key + 1)
        paid = checkout.pay(owner, basket, [Tender(TenderType.CARD, checkout.price(basket).total)])
        assert paid.receipt_no is not None
        if hour == 9:
            checkout.void_receipt(owner, paid.receipt_no, "twice")
        if hour == 10:
            back = checkout.return_lines(owner, checkout.new_basket(), paid.receipt_no, {1: Quantity(1000)})
            checkout.pay(owner, back, [])
    basket = checkout.scan(checkout.new_basket(), "PFAND025", Quantity.of(7))
    checkout.pay(owner, basket, [])
    till.shift.open_drawer(owner, "change")


def _codes(till: Till) -> list[str]:
    """Some articles that anybody may buy."""
    with till.database.read() as work:
        found = (work.catalog.product(number) for number in range(1, 400))
        plain = [
            product.codes[0]
            for product in found
            if product is not None and product.unit is Unit.PIECE and product.price and not product.age_limit
            and not product.price_bound
        ]  # fmt: skip
    return plain[:60:8]


class QuietOffice:
    """An owner who orders nothing, which takes longer than selling; some evenings something is broken."""

    def __init__(self, till: Till, owner: str) -> None:
        self._till, self._owner = till, owner

    def morning(self, day: date) -> None:
        """Nothing comes."""

    def evening(self, day: date) -> None:
        """Every third evening a piece is broken, every seventh two are gone."""
        if day.toordinal() % 3 == 0:
            self._lose(Reason.BROKEN, 1)
        if day.toordinal() % 7 == 0:
            self._lose(Reason.STOLEN, 2)

    def _lose(self, reason: Reason, pieces: int) -> None:
        at = self._till.clock.now()
        entries = tuple(StockEntry(product, Quantity.of(-pieces)) for product in (3, 4, 5))
        with self._till.database.write() as work:
            work.stock.book(StockDocument(uuid7(), reason, at, self._owner, "", entries))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Ninety quiet days and a morning; made once, and only read."""
    use_language("en")
    file: Path = tmp_path_factory.mktemp("ninety") / "shop.sqlite"
    clock = SetClock(datetime(2026, 8, 24, 6, 0, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patched:
        if not FULL:
            patched.setattr(demo_day, "BASKETS_A_DAY", 6)
            patched.setattr(demo_day, "OPENING_FLOAT", Money(60_000))  # what goes to the bank in the evening
            patched.setattr(office, "Office", QuietOffice)
        demo_shop.make_shop(file, clock)
        kinds = catalogue.articles_by_kind()
        patched.setattr(catalogue, "articles_by_kind", lambda: kinds)  # asked for again on each day
        till = Till(file, clock=clock, hasher=PlainHasher())
        owner = till.people.owner()
        for person in till.people.people():
            if person.name in (demo_shop.CASHIER, demo_shop.MANAGER):
                pin = demo_shop.CASHIER_PIN if person.name == demo_shop.CASHIER else demo_shop.MANAGER_PIN
                till.people.save(owner, person, pin)
        demo_day.ring_days(till, clock, LAST, 90)
    ring_today(till, clock)
    yield till
    till.close()


@pytest.fixture(scope="module")
def sales(shop: Till) -> list[Sale]:
    """All that was sold."""
    with shop.database.read() as work:
        found = [work.sales.by_receipt_no(number + 1) for number in range(work.sales.last_receipt_no())]
    assert len(found) > 450
    return [sale for sale in found if sale is not None]


Within = Callable[[Period], list[Sale]]


@pytest.fixture(scope="module")
def within(sales: list[Sale]) -> Within:
    return lambda period: [sale for sale in sales if period.first <= sale.business_day <= period.last]


def turnover(position: Position) -> bool:
    """Whether a position is turnover: goods and deposits are, what pays or will be paid by another receipt is not."""
    if position.voided or position.kind is PositionKind.TAB_PAYMENT:
        return False
    return position.rate != 0 or position.kind not in (PositionKind.VOUCHER, PositionKind.REDEEMED)


def goods_of(sales: list[Sale]) -> Iterator[Position]:
    return (p for sale in sales for p in sale.positions if turnover(p) and p.kind not in DEPOSITS)


def gross(sales: list[Sale]) -> Money:
    return Money(sum(p.total.cents for sale in sales for p in sale.positions if turnover(p)))


def net(sales: list[Sale]) -> Money:
    beside = sum(p.total.cents for sale in sales for p in sale.positions if not p.voided and not turnover(p))
    return Money(sum(vat.net.cents for sale in sales for vat in sale.vat) - beside)


def column(report: Report, key: str) -> int:
    return next(index for index, heading in enumerate(report.headings) if heading.key == key)


def total(report: Report, key: str) -> object:
    return report.totals[column(report, key)]


def cents(report: Report, key: str) -> int:
    """A column's sum over the lines."""
    cells = [row[column(report, key)] for row in report.rows]
    return sum(cell.cents for cell in cells if isinstance(cell, Money))


def by_first(report: Report, key: str) -> dict[object, object]:
    place = column(report, key)
    return {row[0]: row[place] for row in report.rows}


@pytest.fixture(params=PERIODS)
def period(request: pytest.FixtureRequest) -> Period:
    return PERIODS[request.param]


@pytest.mark.parametrize("name", ["days", "weeks", "months", "years", "hours", "weekdays", "cashiers"])
def test_turnover_however_it_is_cut(shop: Till, within: Within, period: Period, name: str) -> None:
    report, sold = shop.reports.make(name, period), within(period)
    assert total(report, "turnover") == gross(sold)
    assert total(report, "net") == net(sold)
    assert total(report, "tax") == gross(sold) - net(sold)
    assert total(report, "receipts") == len(sold)
    assert cents(report, "turnover") == gross(sold).cents


def test_each_day_hour_and_cashier(shop: Till, within: Within, period: Period) -> None:
    by_day: dict[object, list[Sale]] = defaultdict(list)
    by_hour: dict[object, list[Sale]] = defaultdict(list)
    by_cashier: dict[object, list[Sale]] = defaultdict(list)
    for sale in within(period):
        assert sale.completed_at is not None
        hour = sale.completed_at.astimezone(BERLIN).hour
        by_day[sale.business_day].append(sale)
        by_hour[f"{hour:02d}–{hour + 1:02d}"].append(sale)
        by_cashier[sale.cashier_name].append(sale)
    for name, right in (("days", by_day), ("hours", by_hour), ("cashiers", by_cashier)):
        found = by_first(shop.reports.make(name, period), "turnover")
        assert {key: money for key, money in found.items() if key in right} == {k: gross(s) for k, s in right.items()}
        assert all(money == Money(0) for key, money in found.items() if key not in right)


def test_the_week_by_hours(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("week", period)
    right: dict[int, int] = defaultdict(int)
    for sale in within(period):
        right[sale.business_day.weekday()] += gross([sale]).cents
    assert [money.cents for money in report.totals[1:8]] == [right[day] for day in range(7)]  # type: ignore[union-attr]


def test_payments(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("payments", period)
    right: dict[str, int] = defaultdict(int)
    for sale in within(period):
        for payment in sale.payments:
            right[{"cash": "Cash", "card": "Card", "tab": "On the tab"}[payment.type]] += payment.amount.cents
    assert by_first(report, "amount") == {name: Money(cents) for name, cents in right.items()}
    assert total(report, "amount") == Money(sum(sale.total.cents for sale in within(period)))


def test_vat(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("vat", period)
    right: dict[int, int] = defaultdict(int)
    taxes: dict[int, int] = defaultdict(int)
    for sale in within(period):
        for vat in sale.vat:
            right[vat.rate] += vat.gross.cents
            taxes[vat.rate] += vat.tax.cents
    assert [row[1].cents for row in report.rows] == [right[rate] for rate in sorted(right, reverse=True) if rate]  # type: ignore[union-attr]
    assert total(report, "tax") == Money(sum(taxes.values()))
    assert total(report, "gross") == gross(within(period))


def test_articles_and_departments(shop: Till, within: Within, period: Period) -> None:
    sold = list(goods_of(within(period)))
    articles = shop.reports.make("products", period, limit=None)
    assert total(articles, "turnover") == Money(sum(p.total.cents for p in sold))
    assert total(articles, "discount") == Money(sum(p.discount.cents for p in sold))
    by_product: dict[int, int] = defaultdict(int)
    pieces: dict[int, int] = defaultdict(int)
    for p in sold:
        if p.product:
            by_product[p.product] += p.total.cents
            pieces[p.product] += p.quantity.thousandths
    lines = list(zip(articles.keys or (0,) * len(articles.rows), articles.rows, strict=True))
    assert {key: row[5].cents for key, row in lines if key} == by_product  # type: ignore[union-attr]
    assert {key: row[2].thousandths for key, row in lines if key} == pieces  # type: ignore[union-attr]
    by_department: dict[str, int] = defaultdict(int)
    for p in sold:
        by_department[p.department] += p.total.cents
    departments = shop.reports.make("departments", period)
    found = by_first(departments, "turnover")
    assert {name: money for name, money in found.items() if name != "Deposits"} == {
        name or "No department": Money(cents) for name, cents in by_department.items()
    }
    assert total(departments, "turnover") == gross(within(period))


def test_a_cut_list_loses_nothing(shop: Till, period: Period) -> None:
    whole, cut = shop.reports.make("products", period, limit=None), shop.reports.make("products", period, limit=20)
    assert cut.totals == whole.totals
    assert len(cut.rows) == min(len(whole.rows), 21)
    assert Money(cents(cut, "turnover")) == total(cut, "turnover")


def test_deposits(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("deposits", period)
    positions = [p for sale in within(period) for p in sale.positions if not p.voided]
    taken = sum(p.total.cents for p in positions if p.kind is PositionKind.DEPOSIT)
    paid = sum(p.total.cents for p in positions if p.kind in (PositionKind.EMPTIES, PositionKind.SLIP))
    assert (total(report, "taken"), total(report, "paid_out")) == (Money(taken), Money(paid))
    pieces = sum(p.quantity.thousandths for p in positions if p.kind in DEPOSITS)
    assert sum(by_first(report, "pieces").values()) == pieces // 1000  # type: ignore[arg-type]


def test_voids_returns_and_discounts(shop: Till, within: Within, period: Period) -> None:
    sold = within(period)
    for name in ("watch", "watch_hours", "watch_both"):
        report = shop.reports.make(name, period)
        voids = [sale for sale in sold if sale.kind is SaleKind.VOID]
        assert total(report, "voids") == len(voids)
        assert total(report, "voided") == Money(sum(sale.total.cents for sale in voids))
        lines = [p for sale in sold for p in sale.positions if p.voided and p.parent is None]
        assert total(report, "void_lines") == len(lines)
        back = [
            (sale.receipt_no, p)
            for sale in sold
            for p in sale.positions
            if sale.kind is SaleKind.SALE and p.quantity.thousandths < 0 and not p.voided
            and p.kind in (PositionKind.GOODS, PositionKind.OPEN, PositionKind.PRESS)
        ]  # fmt: skip
        assert total(report, "returns") == len({number for number, _p in back})
        assert total(report, "returned") == Money(sum(p.total.cents for _number, p in back))
        by_hand = sum(p.discount.cents for s in sold for p in s.positions if not p.voided and p.origin_sale is None)
        by_hand -= sum(saving.amount.cents for sale in sold for saving in sale.saved)
        assert total(report, "discounted") == Money(by_hand)


def test_openings_of_the_drawer(shop: Till) -> None:
    assert total(shop.reports.make("watch", PERIODS["today"]), "openings") == 1
    assert total(shop.reports.make("watch", PERIODS["a day"]), "openings") == 0


def test_promotions(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("promotions", period)
    assert total(report, "saved") == Money(sum(saving.amount.cents for s in within(period) for saving in s.saved))


def test_margin_is_net_less_the_cost_of_what_has_one(shop: Till, within: Within, period: Period) -> None:
    report = shop.reports.make("margin", period, limit=None)
    sums: dict[tuple[int | str, int], int] = defaultdict(int)
    for p in goods_of(within(period)):
        sums[p.product or f"{p.kind} {p.department}", p.rate] += p.total.cents
    nets = sum(round_half_up(gross_ * 10_000, 10_000 + rate) for (_key, rate), gross_ in sums.items())
    assert total(report, "net") == Money(nets)
    for name in ("net", "cost", "margin"):
        assert (total(report, name) or Money(0)) == Money(cents(report, name))
    by_department = shop.reports.make("margin_departments", period)
    assert [total(by_department, name) for name in ("net", "cost", "margin")] == [
        total(report, name) for name in ("net", "cost", "margin")
    ]


@pytest.mark.skipif(FULL, reason="counts the evenings of the quiet office")
def test_losses(shop: Till, period: Period) -> None:
    """By plain arithmetic over the evenings that there were."""
    days = [day for day in (LAST - timedelta(days=left) for left in range(90)) if period.first <= day <= period.last]
    broken = sum(3 for day in days if day.toordinal() % 3 == 0)
    stolen = sum(3 for day in days if day.toordinal() % 7 == 0)
    right = {name: count for name, count in (("Broken", broken), ("Stolen", stolen)) if count}
    report = shop.reports.make("shrinkage", period)
    assert by_first(report, "entries") == right
    pieces = {"Broken": Quantity.of(-broken), "Stolen": Quantity.of(-2 * stolen)}
    assert by_first(report, "quantity") == {name: pieces[name] for name in right}
    with shop.database.read() as work:
        costs = work.reports.costs()
    value = sum(
        round_half_up(-1000 * costs[product], 100_000) * broken // 3
        + round_half_up(-2000 * costs[product], 100_000) * stolen // 3
        for product in (3, 4, 5)
        if product in costs
    )
    assert total(report, "value") == Money(value)
    assert total(shop.reports.make("shrinkage_articles", period), "value") == Money(value)


def test_shifts(shop: Till, within: Within, period: Period) -> None:
    closed = [sale for sale in within(period) if sale.business_day <= LAST]
    assert total(shop.reports.make("shifts", period), "turnover") == gross(closed)


def test_what_was_sold_by_what_left_the_shelf(shop: Till, within: Within, period: Period) -> None:
    """The movements that reports sum up are those of the receipts' own lines, packs in pieces."""
    right: dict[int, int] = defaultdict(int)
    for sale in within(period):
        for p in sale.positions:
            if p.product and p.kind in (PositionKind.GOODS, PositionKind.EMPTIES) and not p.voided:
                right[p.product] += p.quantity.times(p.stock_units).thousandths
    with shop.database.read() as work:
        found = work.reports.moved(period)
    assert {product: quantity for product, quantity in found.items() if quantity} == {
        product: quantity for product, quantity in right.items() if quantity
    }


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_each_report_is_whole_in_each_language(shop: Till, entry: object, language: str) -> None:
    use_language(language)
    report = shop.reports.make(entry.name, PERIODS["this month"])  # type: ignore[attr-defined]
    width = len(report.headings)
    assert report.title
    assert all(len(row) == width for row in report.rows)
    assert len(report.totals) in (0, width)
    assert len({heading.key for heading in report.headings}) == width
    if report.chart is not None:
        assert all(len(series.values) == len(report.chart.labels) for series in report.chart.series)
    assert len(report.keys) in (0, len(report.rows))


def test_verify_agrees(shop: Till) -> None:
    assert shop.verify() == []
