"""What a new corner shop may begin with: departments, deposits, and keys for goods that carry no code.

The prices are examples for the owner to change; what has none asks the cashier. Names are in the shop's language.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kasse.catalog import ArticleKind, Department, DepositType, Product, QuickKey, Unit
from kasse.money import Money
from kasse.ports import Work
from kasse.tax import REDUCED, STANDARD


class Named(NamedTuple):
    """A name in both languages."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        """The German name for a German shop, the English one for any other."""
        return self.de if language == "de" else self.en


class _Group(NamedTuple):
    name: Named
    tax_class: str
    colour: str
    age_limit: int = 0


class _Goods(NamedTuple):
    code: str
    name: Named
    cents: int | None
    group: _Group
    unit: Unit = Unit.PIECE
    price_bound: bool = False


class _Empties(NamedTuple):
    code: str
    name: Named
    label: Named
    cents: int


BAKERY = _Group(Named("Backwaren", "Bakery"), REDUCED, "#c98b2b")
HOT_DRINKS = _Group(Named("Kaffee & Tee", "Coffee & tea"), STANDARD, "#6f4e37")  # drinks to go bear the full rate
PRESS = _Group(Named("Presse", "Press"), REDUCED, "#8a5cc0")
FRUIT = _Group(Named("Obst & Gemüse", "Fruit & vegetables"), REDUCED, "#4f9a3c")
SWEETS = _Group(Named("Süßes & Snacks", "Sweets & snacks"), REDUCED, "#c9507f")
DEPOSIT = _Group(Named("Pfand", "Deposit"), STANDARD, "#12908a")
OTHER = _Group(Named("Sonstiges", "Other"), STANDARD, "#8a8780")

GROUPS = (
    BAKERY,
    HOT_DRINKS,
    _Group(Named("Getränke", "Drinks"), STANDARD, "#2a78c4"),
    _Group(Named("Bier", "Beer"), STANDARD, "#d9a21b", 16),
    _Group(Named("Wein & Spirituosen", "Wine & spirits"), STANDARD, "#7a2e4d", 18),
    PRESS,
    _Group(Named("Tabak", "Tobacco"), STANDARD, "#7a6a5a", 18),
    SWEETS,
    FRUIT,
    _Group(Named("Lebensmittel", "Groceries"), REDUCED, "#8a7a4f"),
    _Group(Named("Haushalt & Drogerie", "Household & drugstore"), STANDARD, "#3f7d78"),
    DEPOSIT,
    OTHER,
)

GOODS = (
    _Goods("101", Named("Brötchen", "Bread roll"), 45, BAKERY),
    _Goods("102", Named("Brezel", "Pretzel"), 110, BAKERY),
    _Goods("103", Named("Croissant", "Croissant"), 160, BAKERY),
    _Goods("104", Named("Sandwich", "Sandwich"), 295, BAKERY),
    _Goods("120", Named("Kaffee", "Coffee"), 220, HOT_DRINKS),
    _Goods("121", Named("Kaffee groß", "Large coffee"), 280, HOT_DRINKS),
    _Goods("122", Named("Tee", "Tea"), 200, HOT_DRINKS),
    _Goods("150", Named("Zeitung", "Newspaper"), None, PRESS, price_bound=True),
    _Goods("151", Named("Zeitschrift", "Magazine"), None, PRESS, price_bound=True),
    _Goods("130", Named("Bananen", "Bananas"), 199, FRUIT, Unit.KILOGRAM),
    _Goods("131", Named("Äpfel", "Apples"), 249, FRUIT, Unit.KILOGRAM),
    _Goods("140", Named("Bunte Tüte", "Mixed sweets"), None, SWEETS),
    _Goods("170", Named("Tragetasche", "Carrier bag"), 25, OTHER),
)

EMPTIES = (
    _Empties(
        "PFAND008", Named("Leergut Flasche 0,08", "Returned bottle 0.08"), Named("Flasche 0,08", "Bottle 0.08"), 8
    ),
    _Empties(
        "PFAND015", Named("Leergut Flasche 0,15", "Returned bottle 0.15"), Named("Flasche 0,15", "Bottle 0.15"), 15
    ),
    _Empties(
        "PFAND025",
        Named("Leergut Einweg 0,25", "Returned can or bottle 0.25"),
        Named("Dose, PET 0,25", "Can, PET 0.25"),
        25,
    ),
    _Empties("PFAND150", Named("Leergut Kasten 1,50", "Returned crate 1.50"), Named("Kasten 1,50", "Crate 1.50"), 150),
)

DEPOSITS = (
    ("bier", Named("Pfand Bierflasche", "Deposit beer bottle"), 8, None),
    ("mehrweg", Named("Pfand Mehrwegflasche", "Deposit returnable bottle"), 15, None),
    ("einweg", Named("Pfand Einwegflasche/Dose", "Deposit one-way bottle or can"), 25, None),
    # A bottle goes with its drink; a crate is a transport aid and is taxed for itself.
    ("kasten", Named("Pfand Kasten", "Deposit crate"), 150, STANDARD),
)


class StarterKey(NamedTuple):
    """A quick key with what it sells, as a preview shows it."""

    key: QuickKey
    product: Product
    colour: str


def departments(language: str) -> list[Department]:
    """The departments, in the order of their keys."""
    return [Department(g.name.in_language(language), g.tax_class, g.colour, g.age_limit) for g in GROUPS]


def deposit_types(language: str) -> list[DepositType]:
    """The deposits that bottles, cans and crates bear in Germany."""
    return [DepositType(code, name.in_language(language), Money(each), tax) for code, name, each, tax in DEPOSITS]


def keys(language: str) -> list[StarterKey]:
    """The quick keys, page by page."""
    return [*(_goods_key(goods, language) for goods in GOODS), *(_empties_key(item, language) for item in EMPTIES)]


def _goods_key(goods: _Goods, language: str) -> StarterKey:
    name, group = goods.name.in_language(language), goods.group.name.in_language(language)
    product = Product(
        name,
        (goods.code,),
        None if goods.cents is None else Money(goods.cents),
        goods.group.tax_class,
        group,
        unit=goods.unit,
        price_bound=goods.price_bound,
    )
    return StarterKey(QuickKey(group, name, goods.code), product, goods.group.colour)


def _empties_key(item: _Empties, language: str) -> StarterKey:
    group, name = DEPOSIT.name.in_language(language), item.name.in_language(language)
    product = Product(name, (item.code,), Money(item.cents), STANDARD, group, kind=ArticleKind.EMPTIES)
    return StarterKey(QuickKey(group, item.label.in_language(language), item.code), product, DEPOSIT.colour)


def lay_out(work: Work, language: str) -> None:
    """Departments, deposits, goods without a code and their keys, into an empty shop."""
    _begin(work, language, departments(language))
    starters = keys(language)
    work.catalog.add_many([starter.product for starter in starters])
    work.catalog.put_quick_keys([starter.key for starter in starters])


def lay_out_bare(work: Work, language: str) -> None:
    """For an owner who begins empty or with a list: the deposits, and one department, without which nothing sells."""
    _begin(work, language, [Department(OTHER.name.in_language(language), OTHER.tax_class, OTHER.colour)])


def _begin(work: Work, language: str, groups: Sequence[Department]) -> None:
    work.catalog.put_departments(groups)
    work.catalog.put_deposit_types(deposit_types(language))
