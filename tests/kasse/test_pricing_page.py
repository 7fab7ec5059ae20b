"""docs/pricing.md: every table on the page is computed here by the till, so page and till can never part."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from kasse.basket import Basket, Discount, add, discount_basket, discount_line, void_line
from kasse.catalog import Article, ArticleKind, Deposit, Unit
from kasse.checkout import Checkout
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.fiscal.de.rates import RATES
from kasse.money import ZERO, Money, split
from kasse.people import Actor
from kasse.pricing import Position, Priced, price
from kasse.quantity import Quantity
from kasse.returns import refund, turned
from kasse.sale import Payment, Sale, SaleKind, State, Tender, TenderType, settle
from kasse.tax import TaxTable, VatSum, rate_text, vat_of
from kasse.till import Till
from tests.kasse.promotion_examples import CASES, EXAMPLES, cases
from tests.kasse.special_examples import SPECIAL

PAGE = Path(__file__).parents[2] / "docs" / "pricing.md"
TAXES = TaxTable(RATES)
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

Table = list[list[str]]
"""Rows of cells as they stand in the Markdown, the header first."""

MEHRWEG = Deposit("mehrweg", "Deposit bottle", Money(15))
ROLL = Article("Roll", "101", Money(45), "reduced")
BANANAS = Article("Bananas, kg", "102", Money(199), "reduced", unit=Unit.KILOGRAM)
GRAPES = Article("Grapes, kg", "104", Money(398), "reduced", unit=Unit.KILOGRAM)
STICKER = Article("Picture card", "105", Money(49), "reduced")
MILK = Article("Milk", "106", Money(119), "reduced", deposits=(MEHRWEG,))
CHOCOLATE = Article("Chocolate", "107", Money(149), "reduced")
MATE = Article("Mate", "108", Money(129), "standard", deposits=(MEHRWEG,))
CIGARETTES = Article("Cigarettes", "109", Money(900), "standard", price_bound=True)
FLYER = Article("Postcard", "110", Money(34), "reduced")
CRATE_DEPOSIT = Deposit("kasten", "Deposit crate", Money(150), tax_class="standard")
MATE_CRATE = Article(
    "Mate, crate of 20",
    "111",
    Money(2280),
    "standard",
    deposits=(replace(MEHRWEG, units=Quantity.of(20)), CRATE_DEPOSIT),
    stock_units=Quantity.of(20),
)
MILK_CRATE = replace(MATE_CRATE, name="Milk, crate of 20", code="112", price=Money(2180), tax_class="reduced")
EMPTY_BOTTLE = Article("Empty bottle", "113", Money(15), "standard", ArticleKind.EMPTIES)
EMPTY_CRATE = Article("Empty crate", "114", Money(150), "standard", ArticleKind.EMPTIES)


def rate_of(tax_class: str) -> int:
    return TAXES.rate(tax_class, TODAY)


def basket_of(*articles: Article | tuple[Article, Quantity | int]) -> Basket:
    basket = Basket(UUID(int=1), NOON)
    for entry in articles:
        article, many = entry if isinstance(entry, tuple) else (entry, 1)
        basket = add(basket, article, many if isinstance(many, Quantity) else Quantity.of(many), merge=False)
    return basket


# How a computed thing looks in the page's tables


def position_table(positions: Sequence[Position]) -> Table:
    rows = [
        [
            entry.name,
            str(entry.quantity),
            str(entry.unit_price.cents),
            str(entry.gross.cents),
            str(entry.discount.cents),
            str(entry.total.cents),
            f"{rate_text(entry.rate)} %",
        ]
        for entry in positions
        if not entry.voided
    ]
    total = str(sum(entry.total.cents for entry in positions))
    header = ["article", "quantity", "price each", "gross", "discount", "to pay", "VAT"]
    return [header, *rows, ["**total**", "", "", "", "", f"**{total}**", ""]]


def vat_table(sums: Sequence[VatSum]) -> Table:
    rows = [[f"{rate_text(s.rate)} %", str(s.gross.cents), str(s.net.cents), str(s.tax.cents)] for s in sums]
    return [["VAT", "gross", "net", "tax"], *rows]


def both(priced: Priced) -> list[Table]:
    return [position_table(priced.positions), vat_table(priced.vat)]


def payment_row(total: int, *tenders: tuple[TenderType, int]) -> list[str]:
    handed = ", ".join(f"{kind.value} {cents}" for kind, cents in tenders) or "nothing"
    try:
        payments = settle(Money(total), [Tender(kind, Money(cents)) for kind, cents in tenders])
    except Refused as refusal:
        return [str(total), handed, "refused", "", "", refusal.message]
    booked = {
        kind: sum(payment.amount.cents for payment in payments if payment.type is kind)
        for kind in (TenderType.CARD, TenderType.CASH)
    }
    change = sum(payment.change.cents for payment in payments)
    return [str(total), handed, str(booked[TenderType.CARD]), str(booked[TenderType.CASH]), str(change), ""]


# The examples, by the heading they stand under


def pieces() -> list[Table]:
    return both(price(basket_of((ROLL, 3), (CHOCOLATE, 2)), rate_of))


def weighed() -> list[Table]:
    basket = basket_of((BANANAS, Quantity(412)), (BANANAS, Quantity(150)), (GRAPES, Quantity(250)))
    return both(price(basket, rate_of))


def vat_of_a_receipt() -> list[Table]:
    return both(price(basket_of(STICKER, STICKER, STICKER), rate_of))


def midnight() -> list[Table]:
    berlin = ZoneInfo("Europe/Berlin")
    moments = [
        datetime(2020, 6, 30, 23, 59, tzinfo=berlin),
        datetime(2020, 7, 1, 0, 0, tzinfo=berlin),
        datetime(2020, 12, 31, 23, 59, tzinfo=berlin),
        datetime(2021, 1, 1, 0, 0, tzinfo=berlin),
    ]
    header = ["rung up at", "goods", "gross", "VAT", "net", "tax"]
    rows = []
    for moment in moments:
        for goods, tax_class, gross in (("soap", "standard", 1190), ("bread", "reduced", 321)):
            vat = vat_of(Money(gross), TAXES.rate(tax_class, moment.date()))
            figures = [str(gross), f"{rate_text(vat.rate)} %", str(vat.net.cents), str(vat.tax.cents)]
            rows.append([f"{moment:%Y-%m-%d %H:%M}", goods, *figures])
    return [[header, *rows]]


def deposits() -> list[Table]:
    return both(price(basket_of((MATE, 3), (MILK, 2)), rate_of))


def crates() -> list[Table]:
    return both(price(basket_of(MATE_CRATE, MILK_CRATE), rate_of))


def empties() -> list[Table]:
    return both(price(basket_of((MATE, 2), (EMPTY_BOTTLE, 6)), rate_of))


def line_discounts() -> list[Table]:
    basket = basket_of(CHOCOLATE, (MATE, 2), CHOCOLATE)
    basket = discount_line(basket, 1, Discount.percent_off("10"))
    basket = discount_line(basket, 2, Discount.amount_off(Money(50)))
    return both(price(basket, rate_of))


def basket_discount() -> list[Table]:
    weights = [119, 129, 149]
    basket = discount_basket(basket_of(MILK, MATE, CHOCOLATE, CIGARETTES), Discount.amount_off(Money(100)))
    shares = split(Money(100), weights)
    rows = []
    for name, weight, part in zip(("Milk", "Mate", "Chocolate"), weights, shares, strict=True):
        whole, rest = divmod(100 * weight, sum(weights))
        rows.append([name, str(weight), f"100 x {weight} / {sum(weights)}", str(whole), str(rest), str(part.cents)])
    header = ["article", "may be discounted", "exact share", "whole cents", "remainder", "share"]
    return [[header, *rows], *both(price(basket, rate_of))]


def both_discounts() -> list[Table]:
    basket = basket_of((CHOCOLATE, 2), MATE, (EMPTY_BOTTLE, 4))
    basket = discount_line(basket, 1, Discount.percent_off("50"))
    return both(price(discount_basket(basket, Discount.percent_off("10")), rate_of))


def parts() -> list[Table]:
    basket = discount_line(basket_of((FLYER, 3)), 1, Discount.amount_off(Money(2)))
    bought = price(basket, rate_of).positions[0]
    rows, back = [], ZERO
    for number in (1, 2, 3):
        exact = f"100 x {number} / 3"
        money = refund(bought, Quantity.of(1), (Quantity.of(number - 1), back))
        back += money
        rows.append([str(number), exact, str(back.cents), str(money.cents)])
    return [position_table([bought]), [["cards back", "exact", "paid back so far", "this time"], *rows]]


def payments() -> list[Table]:
    cash, card = TenderType.CASH, TenderType.CARD
    header = ["total", "handed over", "card", "cash kept", "change", "refused because"]
    rows = [
        payment_row(248, (cash, 248)),
        payment_row(248, (cash, 500)),
        payment_row(248, (card, 248)),
        payment_row(248, (card, 100), (cash, 200)),
        payment_row(248, (cash, 200)),
        payment_row(248, (card, 300)),
        payment_row(0),
        payment_row(-331),
        payment_row(-331, (cash, -331)),
    ]
    return [[header, *rows]]


def negative_total() -> list[Table]:
    return both(price(basket_of(ROLL, (EMPTY_BOTTLE, 20), EMPTY_CRATE), rate_of))


def struck_line() -> list[Table]:
    basket = discount_basket(basket_of(MILK, CHOCOLATE), Discount.percent_off("10"))
    return both(price(void_line(basket, 2), rate_of))


def void() -> list[Table]:
    priced = price(discount_line(basket_of(MATE, (ROLL, 3)), 2, Discount.percent_off("10")), rate_of)
    sale = Sale(
        id=UUID(int=1),
        kind=SaleKind.SALE,
        state=State.COMPLETED,
        shift=1,
        cashier=1,
        cashier_name="Olga",
        business_day=TODAY,
        started_at=NOON,
        tendered_at=NOON,
        positions=priced.positions,
        vat=priced.vat,
        payments=(Payment(TenderType.CASH, priced.total, Money(500)),),
        total=priced.total,
        receipt_no=1,
    )
    back = turned(sale, UUID(int=2), NOON)
    assert back.payments == (Payment(TenderType.CASH, -priced.total, -priced.total),)
    return [*both(priced), position_table(back.positions), vat_table(back.vat)]


PURE: dict[str, Callable[[], list[Table]]] = {
    "Goods by the piece": pieces,
    "Goods by weight": weighed,
    "VAT out of the gross sum": vat_of_a_receipt,
    "A rate that changes at midnight": midnight,
    "Deposits": deposits,
    "Crates": crates,
    "Empties": empties,
    "A discount on one line": line_discounts,
    "A discount on the whole basket": basket_discount,
    "Both discounts together": both_discounts,
    "A struck line": struck_line,
    "Goods returned in parts": parts,
    "A receipt made void": void,
    "Paying": payments,
    "When the shop owes the customer": negative_total,
}
PURE.update(EXAMPLES)
PURE.update(SPECIAL)
AT_THE_TILL = ("Labels of the scale", "Exchange")


def sections() -> dict[str, list[Table]]:
    """The tables of the page by the heading above them."""
    found: dict[str, list[Table]] = {}
    heading, before = "", ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|"):
            tables = found.setdefault(heading, [])
            if not before.startswith("|"):
                tables.append([])
            if not re.fullmatch(r"[|\-: ]+", line):
                tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        before = line
    return found


@pytest.mark.parametrize("heading", PURE)
def test_an_example_of_the_page_is_what_the_till_computes(heading: str) -> None:
    assert sections()[heading] == PURE[heading]()


def test_every_table_of_the_page_is_computed_here() -> None:
    assert set(sections()) == {*PURE, *CASES, *AT_THE_TILL}


@pytest.mark.parametrize("heading", CASES)
def test_what_a_promotion_saves_on_the_page_is_what_the_till_takes_off(heading: str) -> None:
    (table,) = sections()[heading]
    assert table == cases(table, CASES[heading])


def test_the_page_has_many_cases_of_promotions() -> None:
    assert sum(len(sections()[heading][0]) - 1 for heading in CASES) >= 60


def test_every_vat_table_of_the_page_adds_up() -> None:
    checked = 0
    for tables in sections().values():
        for header, *rows in tables:
            if header == ["VAT", "gross", "net", "tax"]:
                for _rate, gross, net, tax in rows:
                    assert int(net) + int(tax) == int(gross)
                    checked += 1
    assert checked > 15


def test_labels_of_the_scale_on_the_page_are_what_the_till_computes(open_till: Till, owner: Actor) -> None:
    cheese = open_till.products.by_code("2812340000002")
    open_till.products.save(owner, replace(cheese, codes=(*cheese.codes, "2212340000000")))
    header = ["label", "code", "says", "to pay", "leaves the stock, kg"]
    rows = []
    for label, code, says in (("weight", "2812345004128", "0.412 kg"), ("price", "2212349003477", "347")):
        position = label_position(open_till.checkout, code)
        stock = position.quantity.times(position.stock_units)
        rows.append([label, code, says, str(position.total.cents), str(stock)])
    assert sections()["Labels of the scale"] == [[header, *rows]]


def label_position(checkout: Checkout, code: str) -> Position:
    return checkout.price(checkout.scan(checkout.new_basket(), code)).positions[0]


def test_the_exchange_on_the_page_is_what_the_till_computes(open_till: Till, owner: Actor, clock: SetClock) -> None:
    checkout = open_till.checkout
    bought = checkout.scan(checkout.new_basket(), "4029764001807", Quantity.of(2))
    sale = checkout.pay(owner, bought, [Tender(TenderType.CASH, Money(500))])
    clock.advance(minutes=5)
    basket = checkout.return_lines(owner, checkout.new_basket(), sale.receipt_no or 0, {1: Quantity.of(1)})
    basket = checkout.scan(basket, "4000539770708")
    priced = checkout.price(basket)
    assert sections()["Exchange"] == both(priced)
    assert checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(5))]).total == Money(5)
