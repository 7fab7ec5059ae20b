"""What is no plain sale: eaten in the shop, a small business, own use, staff, tips, foreign cash; what is signed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasse.basket import Basket, confirm_age
from kasse.catalog import Department, Product
from kasse.clock import SetClock
from kasse.fiscal.de.cases import CaseType, RecordType, case_of, lines_of, record_of, vat_key
from kasse.fiscal.de.process_data import of_sale, payments_of, sums_of
from kasse.fiscal.de.rates import RATES
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.pricing import PositionKind, vat_sums
from kasse.quantity import Quantity
from kasse.reports import small_business
from kasse.sale import Sale, SaleKind, Tender, TenderType, settle
from kasse.serving.foreign import Currency, currency_of, in_euros, read_currencies, written
from kasse.shop import Shop
from kasse.tax import MEAL, REDUCED, STANDARD, TaxTable
from kasse.till import Till
from tests.kasse.counter import CHOCOLATE, MATE, MILK, ROLL, Ring, card, cash, number_of, refused, stock

pytestmark = pytest.mark.usefixtures("books_add_up")

FRANC = Currency("CHF", 1_065_000)


def francs(amount: str) -> Tender:
    return Tender(TenderType.FOREIGN, Money.parse(amount), "CHF")


def cases(sale: Sale) -> list[tuple[CaseType, int, int]]:
    """What each position is to the tax office: its case, its key and its cents."""
    return [
        (
            case_of(p.kind, p.rate, p.total.cents, p.tax_class),
            vat_key(p.tax_class, p.rate, p.kind),
            p.total.cents,
        )
        for p in lines_of(sale)
    ]


def in_euro(sale: Sale) -> int:
    """All payments of a sale in euro cents, as processData has them."""
    return sum(
        paid.cents if not paid.currency else sale.payments[number].amount.cents
        for number, paid in enumerate(payments_of(sale))
    )


# Eaten in the shop


@pytest.fixture
def bakery(open_till: Till, owner: Actor) -> Till:
    """Rolls are a meal when eaten here, milk drinks bear the general rate then."""
    for code, eat_in in ((ROLL, MEAL), (MILK, STANDARD)):
        product, _ = open_till.products.scanned(code)
        assert product is not None
        open_till.products.save(owner, replace(product, eat_in=eat_in))
    return open_till


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2020, 6, 30), 1900),
        (date(2020, 7, 1), 500),
        (date(2020, 12, 31), 500),
        (date(2021, 1, 1), 700),
        (date(2023, 12, 31), 700),
        (date(2024, 1, 1), 1900),
        (date(2025, 12, 31), 1900),
        (date(2026, 1, 1), 700),
    ],
)
def test_food_eaten_here_bears_the_rate_of_its_day(day: date, rate: int) -> None:
    assert TaxTable(RATES).rate(MEAL, day) == rate


def test_seven_percent_is_never_the_class_of_meals() -> None:
    table = TaxTable(RATES)
    assert table.class_of("7", date(2026, 11, 23)) == REDUCED
    assert table.class_of("19", date(2025, 1, 1)) == STANDARD


def test_to_eat_it_here_makes_milk_dearer_for_the_shop_and_nothing_for_the_customer(
    bakery: Till, owner: Actor, ring: Ring
) -> None:
    basket = ring((ROLL, 2), MILK, MATE)
    away = bakery.checkout.price(basket)
    assert [p.rate for p in away.positions] == [700, 700, 1900, 1900]
    here = bakery.checkout.price(bakery.checkout.eat_in(basket, True))
    assert [p.rate for p in here.positions] == [700, 1900, 1900, 1900]
    assert here.total == away.total
    assert bakery.checkout.price(bakery.checkout.eat_in(bakery.checkout.eat_in(basket, True), False)) == away
    sale = bakery.checkout.pay(owner, bakery.checkout.eat_in(basket, True), [cash("20.00")])
    assert sale.fact("eat_in") == "1"
    assert [p.tax_class for p in sale.positions] == [MEAL, STANDARD, STANDARD, STANDARD]
    assert of_sale(sale) == "Beleg^2.63_0.90_0.00_0.00_0.00^3.53:Bar"
    assert bakery.checkout.receipt(number_of(sale)) == sale


def test_in_2025_the_same_roll_bore_nineteen_percent_here(bakery: Till, ring: Ring, clock: SetClock) -> None:
    clock.instant = datetime(2025, 12, 31, 12, tzinfo=UTC)
    basket = bakery.checkout.eat_in(ring(ROLL), True)
    assert bakery.checkout.price(basket).positions[0].rate == 1900
    clock.instant = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert bakery.checkout.price(basket).positions[0].rate == 700


def test_what_was_eaten_here_comes_back_at_its_rate(bakery: Till, owner: Actor, ring: Ring) -> None:
    sale = bakery.checkout.pay(owner, bakery.checkout.eat_in(ring(MILK), True), [cash("1.19")])
    back = bakery.checkout.return_lines(owner, bakery.checkout.new_basket(), number_of(sale))
    assert bakery.checkout.price(back).positions[0].rate == 1900


def test_where_it_is_eaten_is_asked_only_where_it_matters(open_till: Till, owner: Actor) -> None:
    assert not open_till.checkout.eats_in()
    open_till.products.save_department(owner, Department("Imbiss", REDUCED, eat_in=MEAL), new=True)
    assert open_till.checkout.eats_in()


def test_a_department_says_it_for_what_is_sold_openly_in_it(open_till: Till, owner: Actor) -> None:
    open_till.products.save_department(owner, Department("Kaffee", REDUCED, eat_in=STANDARD), new=True)
    checkout = open_till.checkout
    basket = checkout.open_line(checkout.new_basket(), "Latte", Money(320), REDUCED, department="Kaffee")
    assert checkout.price(basket).positions[0].rate == 700
    assert checkout.price(checkout.eat_in(basket, True)).positions[0].rate == 1900


def test_a_shop_from_before_knows_the_class_of_meals(bakery: Till) -> None:
    with bakery.database.read() as work:
        assert work.settings.taxes().on(date(2026, 11, 23))[MEAL] == 700


def test_a_product_remembers_its_class_here(bakery: Till) -> None:
    product, _ = bakery.products.scanned(ROLL)
    assert product is not None
    assert product.eat_in == MEAL


# A small business


def become(till: Till, owner: Actor, *, small: bool) -> None:
    """The shop changes with a new day."""
    till.shift.close(owner, uncounted=True)
    till.change_shop(owner, small_business=small)
    till.shift.open(owner, Money(20000))


@pytest.fixture
def small(open_till: Till, owner: Actor) -> Till:
    become(open_till, owner, small=True)
    return open_till


def test_a_small_business_shows_no_vat(small: Till, owner: Actor, ring: Ring) -> None:
    sale = small.checkout.pay(owner, ring(ROLL, MATE), [cash("5.00")])
    assert [(s.rate, s.gross, s.tax) for s in sale.vat] == [(0, Money(189), ZERO)]
    assert of_sale(sale) == "Beleg^0.00_0.00_0.00_0.00_1.89^1.89:Bar"
    assert {key for _case, key, _cents in cases(sale)} == {6}
    figures = small.shift.x_report(owner)
    assert figures.total == Money(189)
    assert [vat.rate for vat in figures.vat] == [0]


def test_goods_of_before_come_back_at_the_rate_they_bore(open_till: Till, owner: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(owner, ring(CHOCOLATE), [cash("1.49")])
    become(open_till, owner, small=True)
    basket = open_till.checkout.return_lines(owner, open_till.checkout.new_basket(), number_of(sale))
    back = open_till.checkout.pay(owner, open_till.checkout.scan(basket, ROLL), ())
    assert of_sale(back) == "Beleg^0.00_-1.49_0.00_0.00_0.45^-1.04:Bar"
    become(open_till, owner, small=False)
    assert open_till.checkout.price(ring(ROLL)).positions[0].rate == 700


def test_the_change_to_a_small_business_is_a_version_of_the_shop(small: Till, owner: Actor, ring: Ring) -> None:
    sale = small.checkout.pay(owner, ring(ROLL), [cash("0.45")])
    with small.database.read() as work:
        assert work.settings.shop(sale.shop_version).small_business
        assert not work.settings.shop(1).small_business


def test_data_of_an_old_shop_are_read() -> None:
    from kasse.records import from_json

    assert from_json(Shop, '{"name":"Späti"}').small_business is False


@pytest.mark.parametrize(
    ("before", "now", "urgent", "says"),
    [
        ("0", "22499.99", None, ""),
        ("0", "22500.01", False, "Beyond 25000.00"),
        ("0", "25000.01", False, "from next year on"),
        ("25000.00", "90000.01", True, "at once"),
        ("25000.01", "1.00", True, "last year"),
        ("0", "100000.01", True, "from now on"),
    ],
)
def test_a_small_business_is_warned_of_its_limits(before: str, now: str, urgent: bool | None, says: str) -> None:
    said = small_business.said(Money.parse(before), Money.parse(now))
    assert (
        (said is None)
        if urgent is None
        else (said is not None and said[1] is urgent and says in said[0].replace(",", ""))
    )


def test_the_overview_warns_a_small_business_and_no_other(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    basket = checkout.open_line(checkout.new_basket(), "Machine", Money(2600000), STANDARD)
    checkout.pay(owner, basket, [card("26000.00")])
    assert not [one for one in open_till.overview.to_do(owner) if one.page == "settings"]
    become(open_till, owner, small=True)
    (told,) = [one for one in open_till.overview.to_do(owner) if one.page == "settings"]
    assert "26,000.00" in told.text


# Own use and staff


def test_what_the_owner_takes_is_turnover_and_moves_no_money(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_till.shift.x_report(owner)
    before = stock(open_till, MATE)
    basket = open_till.checkout.take(owner, ring((MATE, 2), ROLL), "Family birthday")
    sale = open_till.checkout.pay(owner, basket, ())
    assert (sale.total, sale.payments) == (ZERO, ())
    assert cases(sale) == [
        (CaseType.TURNOVER, 1, 258),
        (CaseType.DEPOSIT, 1, 30),
        (CaseType.TURNOVER, 2, 45),
        (CaseType.TAKEN_BY_OWNER, 5, -333),
    ]
    assert of_sale(sale) == "Beleg^2.88_0.45_0.00_0.00_-3.33^"
    assert sale.fact("own_use") == "Family birthday"
    assert stock(open_till, MATE) == before - Quantity.of(2)
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.own_use, figures.cash_sales) == (Money(333), Money(-333), ZERO)
    assert sum(vat.gross.cents for vat in figures.vat) == 333


def test_a_benefit_in_kind_is_in_no_sum(open_till: Till, owner: Actor, cashier: Actor, ring: Ring) -> None:
    before = stock(open_till, MATE)
    basket = open_till.checkout.take(owner, ring(MATE, ROLL), "Lunch", cashier.number)
    sale = open_till.checkout.pay(owner, basket, ())
    assert record_of(sale) is RecordType.BENEFIT
    assert of_sale(sale) == "AVSachbezug^1.44_0.45_0.00_0.00_0.00^"
    assert [(s.rate, s.gross) for s in sale.vat] == [(1900, ZERO), (700, ZERO)]
    assert [(s.rate, s.gross.cents) for s in vat_sums(lines_of(sale))] == [(1900, 144), (700, 45)]
    assert (sale.fact("benefit"), sale.fact("benefit_person")) == (cashier.name, str(cashier.number))
    assert stock(open_till, MATE) == before - Quantity.of(1)
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.own_use) == (ZERO, ZERO)
    assert sum(abs(vat.gross.cents) for vat in figures.vat) == 0
    assert open_till.checkout.receipt(number_of(sale)) == sale


def test_taking_needs_leave_and_a_reason(open_till: Till, owner: Actor, cashier: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    refused("not_allowed", lambda: checkout.take(cashier, ring(ROLL), "Hungry"))
    refused("no_reason", lambda: checkout.take(owner, ring(ROLL), "  "))
    refused("no_such_person", lambda: checkout.take(owner, ring(ROLL), "Lunch", 99))
    taken = checkout.take(owner, ring(ROLL), "Lunch")
    refused("not_allowed", lambda: checkout.pay(cashier, taken, ()))
    refused("bad_tender", lambda: checkout.pay(owner, taken, [cash("1.00")]))
    with_empties = checkout.scan(taken, "PFAND015")
    refused("not_to_take", lambda: checkout.pay(owner, with_empties, ()))
    assert checkout.price(checkout.pay_after_all(taken)).total == Money(45)


@pytest.mark.parametrize("staff", [False, True])
def test_what_was_taken_is_voided_and_never_refunded(
    open_till: Till, owner: Actor, cashier: Actor, ring: Ring, staff: bool
) -> None:
    before = stock(open_till, ROLL)
    basket = open_till.checkout.take(owner, ring(ROLL), "Lunch", cashier.number if staff else None)
    sale = open_till.checkout.pay(owner, basket, ())
    again = open_till.checkout.new_basket()
    refused("was_taken", lambda: open_till.checkout.return_lines(owner, again, number_of(sale)))
    void = open_till.checkout.void_receipt(owner, number_of(sale), "Not taken")
    assert (void.total, void.payments) == (ZERO, ())
    start, five = ("AVSachbezug", "0.00") if staff else ("Beleg", "0.45")
    assert of_sale(void) == f"{start}^0.00_-0.45_0.00_0.00_{five}^"
    assert stock(open_till, ROLL) == before


# Tips


def test_a_tip_for_the_staff_is_no_turnover(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    basket = checkout.tip(owner, ring(ROLL), Money(55), for_owner=False)
    sale = checkout.pay(owner, basket, [card("1.00")])
    assert cases(sale) == [(CaseType.TURNOVER, 2, 45), (CaseType.TIP_STAFF, 5, 55)]
    assert of_sale(sale) == "Beleg^0.00_0.45_0.00_0.00_0.55^1.00:Unbar"
    figures = open_till.shift.x_report(owner)
    assert (figures.total, figures.tips) == (Money(45), Money(55))
    assert checkout.price(basket).pieces == 1


def test_a_tip_for_the_owner_bears_the_general_rate(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    sale = checkout.pay(owner, checkout.tip(owner, ring(ROLL), Money(55), for_owner=True), [cash("1.00")])
    assert cases(sale)[1] == (CaseType.TIP_OWNER, 1, 55)
    assert of_sale(sale) == "Beleg^0.55_0.45_0.00_0.00_0.00^1.00:Bar"
    assert open_till.shift.x_report(owner).total == Money(100)


def test_another_tip_takes_the_place_of_the_first_and_none_takes_it_out(
    open_till: Till, owner: Actor, ring: Ring
) -> None:
    checkout = open_till.checkout
    basket = checkout.tip(owner, ring(ROLL), Money(55), for_owner=False)
    basket = checkout.tip(owner, basket, Money(155), for_owner=False)
    assert checkout.price(basket).total == Money(200)
    assert checkout.tip_in(basket) == Money(155)
    assert checkout.price(checkout.tip(owner, basket, ZERO, for_owner=False)).total == Money(45)
    refused("empty_basket", lambda: checkout.tip(owner, checkout.new_basket(), Money(100), for_owner=False))


def test_a_tip_is_not_discounted_and_does_not_come_back(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    basket = checkout.tip(owner, ring(ROLL), Money(55), for_owner=False)
    refused("fixed_line", lambda: checkout.override_price(owner, basket, basket.lines[-1].key, Money(1)))
    sale = checkout.pay(owner, basket, [cash("1.00")])
    back = checkout.return_lines(owner, checkout.new_basket(), number_of(sale))
    assert checkout.price(back).total == Money(-45)


# Foreign cash


@pytest.fixture
def border(open_till: Till, owner: Actor) -> Till:
    open_till.checkout.change_currencies(owner, [FRANC, currency_of("usd", "0,92")])
    return open_till


def test_francs_pay_and_change_is_in_euros(border: Till, owner: Actor, ring: Ring) -> None:
    drawer = border.shift.x_report(owner).expected_cash
    assert drawer is not None
    sale = border.checkout.pay(owner, ring((CHOCOLATE, 5)), [francs("20.00")])
    # 20 x 1.065 = 21.30 are worth 21.30 euros; 5 x 1.49 = 7.45; change 13.85
    assert [(p.type, p.amount.cents, p.given.cents) for p in sale.payments] == [
        (TenderType.FOREIGN, 2130, 2130),
        (TenderType.CASH, -1385, 0),
    ]
    assert (sale.change, sale.cash) == (Money(1385), Money(-1385))
    assert of_sale(sale) == "Beleg^0.00_7.45_0.00_0.00_0.00^-13.85:Bar_20.00:Bar:CHF"
    assert sale.foreign(1) == ("CHF", Money(2000), "1.065")
    assert sale.foreign(2) is None
    assert border.checkout.receipt(number_of(sale)) == sale
    figures = border.shift.x_report(owner)
    assert figures.expected_cash == drawer - Money(1385)
    assert [(f.currency, f.amount, f.euros) for f in figures.foreign] == [("CHF", Money(2000), Money(2130))]


def test_the_example_of_the_annex(border: Till, owner: Actor, ring: Ring) -> None:
    """20 francs for what costs so much that 3.00 come back."""
    sale = border.checkout.pay(owner, ring((MATE, 12), (MILK, 1)), [francs("20.00"), card("0.17")])
    assert of_sale(sale).endswith("^-3.00:Bar_20.00:Bar:CHF_0.17:Unbar")


def test_a_void_gives_the_francs_back(border: Till, owner: Actor, ring: Ring) -> None:
    sale = border.checkout.pay(owner, ring((CHOCOLATE, 5)), [francs("20.00")])
    void = border.checkout.void_receipt(owner, number_of(sale), "Wrong")
    assert of_sale(void) == "Beleg^0.00_-7.45_0.00_0.00_0.00^13.85:Bar_-20.00:Bar:CHF"
    assert void.foreign(1) == ("CHF", Money(-2000), "1.065")
    assert [(f.amount, f.euros) for f in border.shift.x_report(owner).foreign] == [(ZERO, ZERO)]


def test_foreign_cash_is_refused_where_it_cannot_be(border: Till, owner: Actor, ring: Ring) -> None:
    checkout, basket = border.checkout, ring(ROLL)
    pounds = Tender(TenderType.FOREIGN, Money(500), "GBP")
    assert "CHF, USD" in refused("unknown_currency", lambda: checkout.pay(owner, basket, [pounds]))
    refused("money_short", lambda: checkout.pay(owner, basket, [francs("0.10")]))
    refused("bad_tender", lambda: checkout.pay(owner, basket, [francs("-1.00")]))
    refused("bad_tender", lambda: checkout.pay(owner, basket, [cash("1.00"), francs("1.00")]))
    refused("drawer_empty", lambda: checkout.pay(owner, basket, [francs("999.00")]))
    empties = checkout.scan(checkout.new_basket(), "PFAND015")
    refused("bad_tender", lambda: checkout.pay(owner, empties, [francs("1.00")]))


def test_rates_are_the_owners(border: Till, cashier: Actor) -> None:
    refused("not_allowed", lambda: border.checkout.change_currencies(cashier, []))
    assert written(border.checkout.currencies()) == "CHF 1.065; USD 0.92"
    assert read_currencies("CHF 1.065; USD 0.92") == border.checkout.currencies()
    for wrong in ("EUR", "francs", ""):
        refused("bad_currency", partial(currency_of, wrong, "1"))
    for wrong in ("0", "-1", "much", "1.1234567"):
        refused("bad_exchange_rate", partial(currency_of, "CHF", wrong))
    refused("bad_exchange_rate", lambda: read_currencies("CHF"))


@given(cents=st.integers(1, 10_000_00), rate=st.integers(1_000, 5_000_000))
def test_what_is_asked_in_a_currency_is_enough_and_no_more(cents: int, rate: int) -> None:
    currency = Currency("CHF", rate)
    needed = currency.needed(Money(cents))
    assert currency.value(needed) >= Money(cents)
    assert currency.value(needed - Money(1)).cents * 1_000_000 <= needed.cents * rate


# Every sale: sums and payments agree, and void is the mirror


AMOUNTS = st.integers(1, 3000)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_sums_of_process_data_are_what_was_paid(border: Till, owner: Actor, data: st.DataObject) -> None:
    checkout = border.checkout
    basket = checkout.new_basket()
    for _ in range(data.draw(st.integers(1, 4))):
        tax_class = data.draw(st.sampled_from((STANDARD, REDUCED, MEAL)))
        basket = checkout.open_line(basket, "Something", Money(data.draw(AMOUNTS)), tax_class)
    basket = checkout.scan(basket, data.draw(st.sampled_from((MATE, ROLL, MILK))))
    way = data.draw(st.sampled_from(("sale", "own use", "staff", "tip", "owner's tip", "voucher")))
    if way in ("own use", "staff"):
        basket = checkout.take(owner, basket, "Why not", owner.number if way == "staff" else None)
    elif "tip" in way:
        basket = checkout.tip(owner, basket, Money(data.draw(AMOUNTS)), for_owner=way != "tip")
    elif way == "voucher":
        basket = checkout.sell_voucher(
            basket, Money(data.draw(AMOUNTS)), data.draw(st.sampled_from(("zero", STANDARD)))
        )
    basket = checkout.eat_in(basket, data.draw(st.booleans()))
    total = checkout.price(basket).total
    sale = checkout.check(owner, basket, _tenders(total, data) if total else ())
    sums = sum(sums_of(sale).values())
    assert sums == (
        in_euro(sale) if record_of(sale) is RecordType.RECEIPT else sum(p.total.cents for p in lines_of(sale))
    )
    assert sum(s.gross.cents for s in sale.vat) == sale.total.cents == sum(p.amount.cents for p in sale.payments)
    assert of_sale(sale).count("_") >= 4


def _tenders(total: Money, data: st.DataObject) -> list[Tender]:
    way = data.draw(st.sampled_from(("cash", "card", "francs", "both")))
    if way == "francs":
        return [Tender(TenderType.FOREIGN, FRANC.needed(total), "CHF")]
    if way == "both" and total.cents > 200:
        rest = total - Money(100)
        return [Tender(TenderType.CARD, Money(100)), Tender(TenderType.FOREIGN, FRANC.needed(rest), "CHF")]
    return [Tender(TenderType.CARD if way == "card" else TenderType.CASH, total)]


@given(
    total=st.integers(1, 100_000),
    card_part=st.integers(0, 100_000),
    amounts=st.lists(st.integers(1, 50_000), max_size=2),
)
def test_payments_always_sum_to_the_total(total: int, card_part: int, amounts: list[int]) -> None:
    card_cents = min(card_part, total - 1)
    given_francs = [Tender(TenderType.FOREIGN, Money(cents), "CHF") for cents in amounts]
    tenders, cash_of = in_euros(given_francs, [FRANC])
    worth = sum(tender.amount.cents for tender in tenders)
    missing = max(total - card_cents - worth, 0)
    more = [Tender(TenderType.CASH, Money(missing))] if missing else []
    cards = [Tender(TenderType.CARD, Money(card_cents))] if card_cents else []
    payments = settle(Money(total), [*cards, *tenders, *more])
    assert sum(payment.amount.cents for payment in payments) == total
    assert len(cash_of) == len([p for p in payments if p.type is TenderType.FOREIGN])


# Deposits and vouchers


def test_deposits_are_cases_of_their_own_at_the_rate_of_their_goods(open_till: Till, owner: Actor, ring: Ring) -> None:
    sale = open_till.checkout.pay(owner, ring("4029764001814", ("PFAND015", 3)), [cash("50.00")])
    assert cases(sale) == [
        (CaseType.TURNOVER, 1, 2280),
        (CaseType.DEPOSIT, 1, 300),
        (CaseType.DEPOSIT, 1, 150),
        (CaseType.DEPOSIT_BACK, 1, -45),
    ]


def test_a_multi_purpose_voucher_is_taxed_when_it_is_used(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    sold = checkout.pay(owner, checkout.sell_voucher(checkout.new_basket(), Money(1000), "zero"), [cash("10.00")])
    assert of_sale(sold) == "Beleg^0.00_0.00_0.00_0.00_10.00^10.00:Bar"
    assert cases(sold) == [(CaseType.MULTI_PURPOSE_SOLD, 5, 1000)]
    code = sold.positions[0].code
    part = checkout.pay(owner, checkout.scan(ring((CHOCOLATE, 2)), code), ())
    assert of_sale(part) == "Beleg^0.00_2.98_0.00_0.00_-2.98^"
    rest = checkout.pay(owner, checkout.scan(ring((CHOCOLATE, 6)), code), [cash("5.00")])
    assert of_sale(rest) == "Beleg^0.00_8.94_0.00_0.00_-7.02^1.92:Bar"
    assert cases(rest)[-1] == (CaseType.MULTI_PURPOSE_USED, 5, -702)
    void = checkout.void_receipt(owner, number_of(rest), "Wrong")
    assert of_sale(void) == "Beleg^0.00_-8.94_0.00_0.00_7.02^-1.92:Bar"
    assert checkout.voucher(code).left == Money(702)


def test_a_single_purpose_voucher_is_taxed_when_it_is_sold(open_till: Till, owner: Actor, ring: Ring) -> None:
    checkout = open_till.checkout
    sold = checkout.pay(owner, checkout.sell_voucher(checkout.new_basket(), Money(500), REDUCED), [cash("5.00")])
    assert of_sale(sold) == "Beleg^0.00_5.00_0.00_0.00_0.00^5.00:Bar"
    used = checkout.pay(owner, checkout.scan(ring(CHOCOLATE, MATE), sold.positions[0].code), [cash("1.44")])
    assert of_sale(used) == "Beleg^1.44_0.00_0.00_0.00_0.00^1.44:Bar"
    assert cases(used)[-1] == (CaseType.SINGLE_PURPOSE_USED, 2, -149)


def test_a_voucher_of_before_stays_single_purpose_in_a_small_business(
    open_till: Till, owner: Actor, ring: Ring
) -> None:
    checkout = open_till.checkout
    sold = checkout.pay(owner, checkout.sell_voucher(checkout.new_basket(), Money(500), REDUCED), [cash("5.00")])
    become(open_till, owner, small=True)
    used = checkout.pay(owner, checkout.scan(ring(CHOCOLATE), sold.positions[0].code), ())
    assert cases(used) == [(CaseType.TURNOVER, 6, 149), (CaseType.SINGLE_PURPOSE_USED, 6, -149)]
    assert open_till.shift.x_report(owner).total == ZERO  # it was turnover the day before


# The basket survives a power cut


def test_a_parked_basket_keeps_what_is_special_about_it(border: Till, owner: Actor, ring: Ring) -> None:
    basket = border.checkout.take(owner, border.checkout.eat_in(ring(ROLL), True), "Lunch")
    border.checkout.hold(owner, basket)
    assert border.checkout.recall(basket.id) == basket


def test_an_old_draft_is_read() -> None:
    from kasse.records import from_json

    old = {"id": "0190b0a0-0000-7000-8000-000000000042", "started_at": "2026-11-23T08:00:00+00:00"}
    assert from_json(Basket, json.dumps(old)).eat_in is False


def test_kinds_are_told_apart(open_till: Till, ring: Ring) -> None:
    assert {kind.value for kind in PositionKind} >= {"own_use", "benefit", "tip_staff", "tip_owner"}
    assert confirm_age(ring(ROLL)).taken is None
    assert Product("x", ("1",), None, STANDARD, "y").eat_in is None
    assert SaleKind.SALE.value == "sale"
