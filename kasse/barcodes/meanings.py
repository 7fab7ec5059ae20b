"""The meanings a code can have. Nothing here computes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

from kasse.money import Money
from kasse.quantity import Quantity

SlipKind: TypeAlias = Literal["deposit", "refund", "coupon"]
TaxClass: TypeAlias = Literal["reduced", "standard"]


class CodeKind(StrEnum):
    """The kind of number an article was named by."""

    GTIN8 = "gtin8"
    GTIN12 = "gtin12"
    GTIN13 = "gtin13"
    GTIN14 = "gtin14"
    UPC_E = "upc_e"
    ISBN = "isbn"
    ISMN = "ismn"
    ISSN = "issn"
    RCN8 = "rcn8"
    IN_HOUSE = "in_house"
    SHORT = "short"
    GS1 = "gs1"
    DIGITAL_LINK = "digital_link"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ArticleCode:
    """An article, to be looked up by `key`, and what else the code says of this very piece.

    `raw` is the code as scanned, without the AIM identifier. `weight` is in kilograms, `count` in pieces, `addon` are
    the 2 or 5 digits beside a periodical's or a book's code. A number the code does not carry, or carries as zero,
    is None: the till asks.
    """

    key: str
    raw: str
    kind: CodeKind
    weight: Quantity | None = None
    price: Money | None = None
    count: Quantity | None = None
    best_before: date | None = None
    expiry: date | None = None
    lot: str | None = None
    serial: str | None = None
    addon: str | None = None


@dataclass(frozen=True, slots=True)
class InStoreCode:
    """A code that the shop's scale or label printer made, read by a rule of the shop's own table.

    `item_key` is the same number with a zeroed value and a valid check digit, by which the article is looked up;
    `item` is only the article's part of it. Exactly one of the others is set, or none where the code says zero.
    """

    item_key: str
    raw: str
    item: str
    weight: Quantity | None = None
    price: Money | None = None
    count: Quantity | None = None


class PressCode(NamedTuple):
    """A German newspaper or magazine, sellable without master data.

    `article_key` is the prefix and the VDZ number (8 digits) and stays when the price changes. `price` is the bound
    retail price, None where the code leaves it open; `addon` is the issue, as 2 or 5 digits.
    """

    article_key: str
    raw: str
    vdz: str
    price: Money | None
    tax_class: TaxClass
    age_limit: int
    addon: str | None = None


class SlipCode(NamedTuple):
    """A voucher or a slip, never an article.

    `key` is its normal form, to notice the same slip twice; `item` and `serial` are what the shop's rule finds in it.
    """

    kind: SlipKind
    key: str
    raw: str
    amount: Money | None = None
    item: str | None = None
    serial: str | None = None


class SsccCode(NamedTuple):
    """The 18 digits of one pallet or parcel (GS1 AI 00)."""

    sscc: str
    raw: str


class UnknownCode(NamedTuple):
    """Nothing an article can be looked up by; `reason` says why in the user's language.

    Where `assignable`, the owner may give the code to an article, which is then found by `key`.
    """

    raw: str
    reason: str
    key: str
    assignable: bool = False


Meaning: TypeAlias = ArticleCode | InStoreCode | PressCode | SlipCode | SsccCode | UnknownCode
