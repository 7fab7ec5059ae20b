"""The promotions of docs/pricing.md: each case is a basket in words, what it saves by hand, and what the till says.

"2 Chocolate, 0.412 kg Bananas at Mon 17:30 as Regulars with coupon WELCOME" is read here, and the calculation beside
it is worked out with fractions: it must give what the till saves.
"""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

from kasse.basket import Basket, Discount, add, discount_line, override_price
from kasse.catalog import Article, ArticleKind, Deposit, Unit
from kasse.money import Money, round_half_up
from kasse.pricing import Priced, price
from kasse.promotions.offers import Offers
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion, checked, counts, runs
from kasse.quantity import Quantity
from kasse.returns import refund
from kasse.tax import rate_text

Table = list[list[str]]

BOTTLE = Deposit("mehrweg", "Deposit bottle", Money(15))
CRATE = (replace(BOTTLE, units=Quantity.of(20)), Deposit("kasten", "Deposit crate", Money(150), tax_class="standard"))
RATES = {"reduced": 700, "standard": 1900}
SWEETS, DRINKS, BAKERY = "Sweets", "Drinks", "Bakery"


def sweet(name: str, number: int, cents: int) -> Article:
    return Article(name, str(200 + number), Money(cents), "reduced", product=number, department=SWEETS)


ARTICLES = {
    article.name: article
    for article in (
        sweet("Chocolate", 1, 149),
        sweet("Candy bar", 2, 99),
        sweet("Gum", 3, 59),
        sweet("Lollipop", 4, 15),
        Article("Coffee", "205", Money(250), "standard", product=5, department="Hot drinks"),
        Article("Croissant", "206", Money(160), "reduced", product=6, department=BAKERY),
        Article("Roll", "207", Money(45), "reduced", product=7, department=BAKERY),
        Article("Smoothie", "208", Money(249), "standard", product=8, department=DRINKS),
        Article("Mate", "209", Money(129), "standard", product=9, department=DRINKS, deposits=(BOTTLE,)),
        Article("Bananas", "210", Money(199), "reduced", product=10, department="Fruit", unit=Unit.KILOGRAM),
        Article("Grapes", "211", Money(398), "reduced", product=11, department="Fruit", unit=Unit.KILOGRAM),
        Article("Cigarettes", "212", Money(900), "standard", product=12, price_bound=True, department="Tobacco"),
        Article("Magazine", "213", Money(450), "reduced", ArticleKind.PRESS, price_bound=True, department="Press"),
        Article("Empty bottle", "214", Money(15), "standard", ArticleKind.EMPTIES),
        Article(
            "Crate of mate",
            "215",
            Money(2280),
            "standard",
            product=9,
            department=DRINKS,
            deposits=CRATE,
            stock_units=Quantity.of(20),
        ),
    )
}


def of(*products: int, department: str = "", everything: bool = False) -> Goods:
    return Goods(products, departments=(department,) if department else (), everything=everything)


ALL_SWEETS = Part(of(department=SWEETS))
THREE_FOR_TWO = Promotion("3 for 2", Kind.FEWER, (replace(ALL_SWEETS, count=3),), pay=2, percent=ALL, number=1)
SECOND_HALF = Promotion("2nd half price", Kind.FEWER, (Part(of(1, 5, 6), 2),), pay=1, percent=5000, number=2)
THREE_FOR_5 = Promotion("3 for 5.00", Kind.TOGETHER, (Part(of(department=DRINKS), 3),), amount=Money(500), number=3)
BREAKFAST = Promotion("Breakfast", Kind.TOGETHER, (Part(of(5)), Part(of(6))), amount=Money(350), number=4)
TEN_PERCENT = Promotion("Sweets -10 %", Kind.PERCENT, (ALL_SWEETS,), percent=1000, number=5)
TWENTY_CENTS = Promotion("-0.20 each", Kind.AMOUNT, (ALL_SWEETS,), amount=Money(20), number=6)
BANANAS_CHEAPER = Promotion("Bananas -0.50/kg", Kind.AMOUNT, (Part(of(10)),), amount=Money(50), number=7)
GRAPES_CHEAPER = Promotion("Grapes 2.98/kg", Kind.PRICE, (Part(of(11)),), amount=Money(298), number=8)
HAPPY_HOUR = Promotion(
    "Happy hour",
    Kind.PERCENT,
    (Part(of(department=BAKERY)),),
    percent=2500,
    weekdays=(0, 1, 2, 3, 4),
    from_minute=17 * 60,
    to_minute=19 * 60,
    number=9,
)
NIGHT = Promotion(
    "Night",
    Kind.AMOUNT,
    (Part(of(8)),),
    amount=Money(50),
    weekdays=(4,),
    from_minute=22 * 60,
    to_minute=2 * 60,
    number=10,
)
ONE_WEEK = Promotion(
    "Coffee week",
    Kind.PRICE,
    (Part(of(5)),),
    amount=Money(200),
    starts=date(2026, 11, 23),
    ends=date(2026, 11, 29),
    number=11,
)
REGULARS = Promotion("Regulars", Kind.PRICE, (Part(of(5)),), amount=Money(200), group="Regulars", number=12)
WELCOME = Promotion("Welcome", Kind.AMOUNT, (ALL_SWEETS,), amount=Money(100), coupon="WELCOME", limit=1, number=13)
CHOCOLATE_COFFEE = Promotion("Sweet coffee", Kind.TOGETHER, (Part(of(1)), Part(of(5))), amount=Money(300), number=14)
EVERYTHING = Promotion("All -10 %", Kind.PERCENT, (Part(of(everything=True)),), percent=1000, number=15)
ANY_FOUR = Promotion(
    "4 for 3", Kind.FEWER, (Part(Goods((5,), departments=(SWEETS, BAKERY)), 4),), pay=3, percent=ALL, number=16
)

CASES: dict[str, tuple[Promotion, ...]] = {
    "Three for the price of two": (THREE_FOR_TWO,),
    "Mix and match": (ANY_FOUR,),
    "The second at half the price": (SECOND_HALF,),
    "Three for 5.00": (THREE_FOR_5,),
    "A set for one price": (BREAKFAST,),
    "A percentage off a group": (TEN_PERCENT,),
    "An amount off each": (TWENTY_CENTS,),
    "Promotions by weight": (BANANAS_CHEAPER, GRAPES_CHEAPER, THREE_FOR_TWO),
    "Happy hour": (HAPPY_HOUR, NIGHT),
    "From a day to a day": (ONE_WEEK,),
    "A price for some customers": (REGULARS,),
    "Coupons": (WELCOME,),
    "The best wins": (THREE_FOR_TWO, TEN_PERCENT, CHOCOLATE_COFFEE),
    "What promotions leave alone": (EVERYTHING,),
}
"""The promotions that run under each heading."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENTRY = re.compile(r"(-?[\d.]+) (?:kg )?([A-Z][\w ]*?)(?: for (\d+))?(?: with (\d+) %)?")


def moment(text: str) -> datetime:
    """What "Mon 17:30" means, in the week from 23 November 2026 on, or "29 Nov 23:59"."""
    if text[:3] in _DAYS:
        text = f"{23 + _DAYS.index(text[:3])} Nov{text[3:]}"
    return datetime.strptime(f"2026 {text} +0000", "%Y %d %b %H:%M %z")


def basket_of(text: str) -> tuple[Basket, datetime]:
    """The basket in words, and when it is rung up."""
    text, _word, coupon = text.partition(" and coupon ")
    text, _word, group = text.partition(" as ")
    text, _word, at = text.partition(" at ")
    basket = Basket(
        UUID(int=1), datetime(2026, 11, 25, 12, tzinfo=UTC), group=group, coupons=(coupon,) if coupon else ()
    )
    for number, entry in enumerate(text.split(", "), 1):
        found = _ENTRY.fullmatch(entry)
        assert found is not None, entry
        quantity, name, by_hand, percent = found.groups()
        basket = add(basket, ARTICLES[name], Quantity.parse(quantity), merge=False)
        if by_hand:
            basket = override_price(basket, number, Money(int(by_hand)))
        if percent:
            basket = discount_line(basket, number, Discount.percent_off(percent))
    return basket, moment(at or "Wed 12:00")


def priced(text: str, promotions: Sequence[Promotion]) -> Priced:
    basket, at = basket_of(text)
    running = [checked(one) for one in promotions if runs(one, at) and counts(one, basket.group, basket.coupons)]
    return price(basket, RATES.__getitem__, Offers(running) if running else None)


def worked_out(text: str) -> int:
    """A calculation such as "149 + 307 x 10 / 100" to whole cents."""

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.Constant):
            return Fraction(str(node.value))
        assert isinstance(node, ast.BinOp)
        left, right = value(node.left), value(node.right)
        sums = {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}
        return left / right if isinstance(node.op, ast.Div) else sums[type(node.op)]

    result = value(ast.parse(text.replace(" x ", " * "), mode="eval").body)
    return round_half_up(result.numerator, result.denominator)


def cases(table: Table, promotions: Sequence[Promotion]) -> Table:
    """The page's own baskets with what the till says of them."""
    rows = []
    for text, calculation, *_figures in table[1:]:
        figures = priced(text, promotions)
        saved = sum(one.amount.cents for one in figures.saved)
        assert worked_out(calculation) == saved, (text, calculation, saved)
        rows.append([text, calculation, str(saved), str(figures.total.cents)])
    return [["basket", "worked out", "saved", "to pay"], *rows]


def two_rates() -> list[Table]:
    figures = priced("1 Coffee, 1 Croissant", (BREAKFAST,))
    shares = [
        [one.name, str(one.gross.cents), f"60 x {one.gross.cents} / 410", str(one.discount.cents)]
        for one in figures.positions
    ]
    sums = [[f"{rate_text(s.rate)} %", *(str(m.cents) for m in (s.gross, s.net, s.tax))] for s in figures.vat]
    return [[["article", "costs", "exact share", "share"], *shares], [["VAT", "gross", "net", "tax"], *sums]]


def given_back() -> list[Table]:
    bought = priced("3 Chocolate", (THREE_FOR_TWO,)).positions[0]
    rows, back = [], Money(0)
    for number in (1, 2, 3):
        money = refund(bought, Quantity.of(1), (Quantity.of(number - 1), back))
        back += money
        rows.append([str(number), f"298 x {number} / 3", str(back.cents), str(money.cents)])
    return [[["bars back", "exact", "paid back so far", "this time"], *rows]]


EXAMPLES: dict[str, Callable[[], list[Table]]] = {
    "A saving over two VAT rates": two_rates,
    "What comes back of a promotion": given_back,
}
