"""The worked examples of docs/pricing.md that are no plain sales, computed by the rules alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from kasse.basket import Basket, Taken, add
from kasse.catalog import Article, ArticleKind, Deposit
from kasse.fiscal.de.cases import case_of, lines_of, vat_key
from kasse.fiscal.de.process_data import of_sale
from kasse.fiscal.de.rates import RATES
from kasse.money import Money
from kasse.pricing import Priced, price
from kasse.quantity import Quantity
from kasse.redeeming import with_customer
from kasse.sale import Sale, SaleKind, State, Tender, TenderType, settle
from kasse.serving.foreign import Currency, in_euros
from kasse.serving.foreign import facts_of as facts_of_foreign
from kasse.serving.taking import facts_of, with_counterpart
from kasse.tax import MEAL, STANDARD, TaxTable, rate_text

Table = list[list[str]]
TAXES, TODAY = TaxTable(RATES), date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MEHRWEG = Deposit("mehrweg", "Deposit bottle", Money(15))
ROLL = Article("Cheese roll", "101", Money(280), "reduced", eat_in=MEAL)
LATTE = Article("Latte, 80 % milk", "102", Money(350), "reduced", eat_in=STANDARD)
COFFEE = Article("Coffee", "103", Money(240), "standard")
MATE = Article("Mate", "108", Money(129), "standard", deposits=(MEHRWEG,))
BREAD = Article("Bread", "104", Money(321), "reduced")
FRANC = Currency("CHF", 1_065_000)


def _rate(day: date) -> Callable[[str], int]:
    return lambda tax_class: TAXES.rate(tax_class, day)


def _basket(*articles: Article | tuple[Article, int]) -> Basket:
    basket = Basket(UUID(int=1), NOON)
    for entry in articles:
        article, many = entry if isinstance(entry, tuple) else (entry, 1)
        basket = add(basket, article, Quantity.of(many), merge=False)
    return basket


def _sale(basket: Basket, priced: Priced, *tenders: Tender) -> Sale:
    in_euro, cash = in_euros(tenders, [FRANC])
    payments = settle(priced.total, in_euro)
    return Sale(
        id=basket.id,
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
        payments=payments,
        total=priced.total,
        facts=(*facts_of(basket), *facts_of_foreign(payments, cash)),
    )


CASE_HEADER = ["line", "amount", "VAT", "case", "key"]


def _cases(sale: Sale) -> list[list[str]]:
    return [
        [
            p.name,
            str(p.total.cents),
            f"{rate_text(p.rate)} %",
            case_of(p.kind, p.rate, p.total.cents, p.tax_class).value,
            str(vat_key(p.tax_class, p.rate, p.kind)),
        ]
        for p in lines_of(sale)
    ]


def _vat(priced: Priced) -> Table:
    rows = [[f"{rate_text(s.rate)} %", str(s.gross.cents), str(s.net.cents), str(s.tax.cents)] for s in priced.vat]
    return [["VAT", "gross", "net", "tax"], *rows]


def _signed(*rows: tuple[str, Sale]) -> Table:
    return [["", "what the TSE signs"], *([name, f"`{of_sale(sale)}`"] for name, sale in rows)]


def _cash(cents: int) -> Tender:
    return Tender(TenderType.CASH, Money(cents))


def eaten_here() -> list[Table]:
    rows: Table = []
    for day in (date(2019, 5, 6), date(2020, 8, 3), date(2020, 12, 31), date(2023, 6, 1), date(2025, 6, 2), TODAY):
        rates = [rate_text(TAXES.rate(name, day)) for name in ("reduced", MEAL, STANDARD)]
        rows.append([day.isoformat(), *(f"{rate} %" for rate in rates)])
    basket = _basket(ROLL, LATTE, COFFEE)
    away = price(basket, _rate(TODAY))
    here = price(replace(basket, eat_in=True), _rate(TODAY))
    goods = [
        [a.name, str(a.total.cents), f"{rate_text(a.rate)} %", f"{rate_text(h.rate)} %"]
        for a, h in zip(away.positions, here.positions, strict=True)
    ]
    return [
        [["day", "food to take away", "food eaten here", "drinks"], *rows],
        [["article", "to pay", "to take away", "eaten here"], *goods],
        _vat(away),
        _vat(here),
    ]


def small_business() -> list[Table]:
    basket = _basket(BREAD, MATE)
    priced = price(basket, lambda _tax_class: 0)
    sale = _sale(basket, priced, _cash(500))
    return [[CASE_HEADER, *_cases(sale)], _vat(priced), _signed(("paid in cash", sale))]


def own_use() -> list[Table]:
    basket = replace(_basket((MATE, 2), BREAD), taken=Taken("Family birthday"))
    priced = with_counterpart(basket, price(basket, _rate(TODAY)))
    sale = _sale(basket, priced)
    return [[CASE_HEADER, *_cases(sale)], _vat(priced), _signed(("own use", sale))]


def given_to_staff() -> list[Table]:
    basket = replace(_basket(MATE, BREAD), taken=Taken("Lunch", 2, "Mehmet"))
    priced = with_counterpart(basket, price(basket, _rate(TODAY)))
    sale = _sale(basket, priced)
    return [[CASE_HEADER, *_cases(sale)], _signed(("given to Mehmet", sale))]


def tips() -> list[Table]:
    tables, signed = [], []
    for name, kind, tax_class in (
        ("for the staff", ArticleKind.TIP_STAFF, "zero"),
        ("for the owner", ArticleKind.TIP_OWNER, "standard"),
    ):
        tip = Article("Tip", "", Money(79), tax_class, kind, price_bound=True)
        basket = _basket(BREAD, tip)
        sale = _sale(basket, price(basket, _rate(TODAY)), Tender(TenderType.CARD, Money(400)))
        tables.append([CASE_HEADER, *_cases(sale)])
        signed.append((name, sale))
    return [*tables, _signed(*signed)]


def foreign_cash() -> list[Table]:
    basket = _basket((BREAD, 5))
    priced = price(basket, _rate(TODAY))
    rows: Table = []
    signed: list[tuple[str, Sale]] = []
    for francs, cents in ((20_00, 0), (10_00, 6_00), (FRANC.needed(priced.total).cents, 0)):
        tenders: Sequence[Tender] = [Tender(TenderType.FOREIGN, Money(francs), "CHF")]
        handed = f"CHF {francs}"
        if cents:
            tenders, handed = [*tenders, _cash(cents)], f"{handed} and EUR {cents}"
        sale = _sale(basket, priced, *tenders)
        worth = sum(p.amount.cents for p in sale.payments if p.type is TenderType.FOREIGN)
        rows.append([str(priced.total.cents), handed, str(worth), str(sale.change.cents), str(sale.cash.cents)])
        signed.append((handed, sale))
    header = ["total", "handed over", "worth in euro cents", "change", "euros in the drawer"]
    return [[header, *rows], _signed(*signed)]


def vouchers() -> list[Table]:
    rows: list[tuple[str, Sale]] = []
    cases: Table = []
    for name, tax_class in (("multi-purpose", "zero"), ("single-purpose, 7 %", "reduced")):
        sold = _basket(Article("Voucher", "G1", Money(1000), tax_class, ArticleKind.VOUCHER, price_bound=True))
        rows.append((f"{name}: sold", _sale(sold, price(sold, _rate(TODAY)), _cash(1000))))
        used = _basket(
            BREAD,
            MATE,
            Article("Voucher redeemed", "G1", Money(1000), tax_class, ArticleKind.REDEEMED, price_bound=True),
        )
        priced = with_customer(used, price(used, _rate(TODAY)))
        tenders = [_cash(priced.total.cents)] if priced.total else []
        rows.append((f"{name}: used", _sale(used, priced, *tenders)))
        for _name, sale in rows[-2:]:
            cases += [row for row in _cases(sale) if row[0].startswith("Voucher")]
    return [[CASE_HEADER, *cases], _signed(*rows)]


SPECIAL: dict[str, Callable[[], list[Table]]] = {
    "Eaten in the shop": eaten_here,
    "A small business": small_business,
    "What the owner takes": own_use,
    "What staff are given": given_to_staff,
    "Tips": tips,
    "Foreign cash": foreign_cash,
    "Vouchers": vouchers,
}
