"""What the shop sells: products, their codes, packs and deposits, and the article that goes into a basket."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kasse.money import Money
from kasse.quantity import ONE, Quantity


class Unit(StrEnum):
    """What a price is for."""

    PIECE = "piece"
    KILOGRAM = "kg"
    LITRE = "l"
    METRE = "m"


class ArticleKind(StrEnum):
    """Where an article comes from, and so which rules it follows."""

    GOODS = "goods"
    OPEN = "open"
    PRESS = "press"
    EMPTIES = "empties"
    SLIP = "slip"
    VOUCHER = "voucher"
    REDEEMED = "redeemed"
    TAB_PAYMENT = "tab_payment"
    TIP_STAFF = "tip_staff"
    TIP_OWNER = "tip_owner"


GIVES_MONEY_BACK = frozenset({ArticleKind.EMPTIES, ArticleKind.SLIP, ArticleKind.REDEEMED})


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit (Pfand) on each unit of an article.

    It bears the VAT rate of its goods (section 10 UStG), unless it has a class of its own, as crates have.
    `units` is how many of them one sold unit carries: 20 bottles in a crate.
    """

    code: str
    name: str
    each: Money
    units: Quantity = ONE
    tax_class: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What is put into a basket: a product, a pack of it, a magazine, an open amount, empties.

    `price` is per unit and gross; None asks the cashier. `stock_units` is what leaves the shelf per unit sold.
    """

    name: str
    code: str
    price: Money | None
    tax_class: str
    kind: ArticleKind = ArticleKind.GOODS
    unit: Unit = Unit.PIECE
    product: int | None = None
    department: str = ""
    deposits: tuple[Deposit, ...] = ()
    age_limit: int = 0
    price_bound: bool = False
    stock_units: Quantity = ONE
    addon: str = ""
    eat_in: str | None = None
    """The VAT class where it is eaten in the shop; None where it is the same."""

    @property
    def gives_money_back(self) -> bool:
        """Whether selling it pays the customer: returned empties and deposit slips."""
        return self.kind in GIVES_MONEY_BACK


class Department(NamedTuple):
    """A group of goods; its tax classes, `eat_in` where it is eaten in the shop, are proposed for what is in it."""

    name: str
    tax_class: str
    colour: str = ""
    age_limit: int = 0
    eat_in: str | None = None


class DepositType(NamedTuple):
    """A kind of deposit the shop takes, with the code by which its empties are returned."""

    code: str
    name: str
    each: Money
    tax_class: str | None = None


class Pack(NamedTuple):
    """A crate or tray of a product with a code and a price of its own. `units` are the product's pieces in it."""

    code: str
    name: str
    units: Quantity
    price: Money
    deposit: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """The master data of one product. `number` is None until it is saved; `rank` 1 sells most."""

    name: str
    codes: tuple[str, ...]
    price: Money | None
    tax_class: str
    department: str
    unit: Unit = Unit.PIECE
    deposit: str | None = None
    age_limit: int = 0
    price_bound: bool = False
    packs: tuple[Pack, ...] = ()
    incomplete: bool = False
    kind: ArticleKind = ArticleKind.GOODS
    number: int | None = None
    eat_in: str | None = None


class QuickKey(NamedTuple):
    """A button for what has no code to scan. `code` is the article's."""

    page: str
    label: str
    code: str


class Wanted(NamedTuple):
    """What the owner looks for in the list: a text, a department and what is still to complete; empty for all."""

    text: str = ""
    department: str = ""
    incomplete: bool = False

    @property
    def filtered(self) -> bool:
        """Whether more is asked for than a text."""
        return bool(self.department) or self.incomplete


class Listed(NamedTuple):
    """A row of the owner's list; a stock of None was never counted. A piece holds `content`, where that is known."""

    product: int
    name: str
    code: str
    department: str
    price: Money | None
    unit: Unit
    stock: Quantity | None
    incomplete: bool
    content: Quantity | None = None
    content_unit: str = ""


class Listing(NamedTuple):
    """Some rows of the owner's list; `after` is the rank to go on from, None where the list ends."""

    rows: tuple[Listed, ...]
    after: int | None


class Found(NamedTuple):
    """A row of a search result."""

    product: int
    name: str
    code: str
    price: Money | None
    unit: Unit
