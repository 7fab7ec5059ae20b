"""The whole schema at a glance.

Tables are shapes; the rules live in the modules of `kasse`. Money is in cents, quantities in thousandths, rates in
hundredths of a percent, instants in Unix milliseconds (UTC), days as ISO text, booleans as 0 and 1, ids as 16 bytes.
The tables of what happened (from `sale` to `z_report`) are append-only by trigger: see `triggers.py`.
"""

from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, Text
from sqlalchemy import text as condition
from sqlmodel import Field, SQLModel

STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def text(**options: Any) -> Any:
    """A TEXT column."""
    return Field(sa_type=Text, **options)


def integer(**options: Any) -> Any:
    """An INTEGER column."""
    return Field(sa_type=Integer, **options)


def blob(**options: Any) -> Any:
    """A BLOB column: an id's 16 bytes, or a hash's 32."""
    return Field(sa_type=LargeBinary, **options)


# Who and how


class Meta(SQLModel, table=True):
    """What this file is: `training` is 1 in a training copy."""

    __table_args__ = KEYED
    name: str = text(primary_key=True)
    value: str = text()


class ShopRow(SQLModel, table=True):
    """The shop's data, a row per version; `data` is JSON of `kasse.shop.Shop`."""

    __tablename__ = "shop"
    __table_args__ = STRICT
    version: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    who: str = text()
    data: str = text()


class SettingRow(SQLModel, table=True):
    """A setting."""

    __tablename__ = "setting"
    __table_args__ = KEYED
    name: str = text(primary_key=True)
    value: str = text()


class TaxRateRow(SQLModel, table=True):
    """A VAT rate from a day on."""

    __tablename__ = "tax_rate"
    __table_args__ = KEYED
    tax_class: str = text(primary_key=True)
    valid_from: str = text(primary_key=True)
    rate: int = integer()


class PersonRow(SQLModel, table=True):
    """Staff. `failed` wrong PINs in a row, no further try before `wait_until`."""

    __tablename__ = "person"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    name: str = text()
    role: str = text()
    active: int = integer(default=1)
    pin_hash: str = text(default="")
    failed: int = integer(default=0)
    wait_until: int | None = integer(default=None)


# What is sold


class DepartmentRow(SQLModel, table=True):
    """A department; its tax class is proposed for open sales."""

    __tablename__ = "department"
    __table_args__ = KEYED
    name: str = text(primary_key=True)
    position: int = integer()
    tax_class: str = text()
    colour: str = text(default="")
    age_limit: int = integer(default=0)


class DepositTypeRow(SQLModel, table=True):
    """A kind of deposit; `tax_class` NULL follows the goods."""

    __tablename__ = "deposit_type"
    __table_args__ = KEYED
    code: str = text(primary_key=True)
    name: str = text()
    each: int = integer()
    tax_class: str | None = text(default=None)


class ProductRow(SQLModel, table=True):
    """A product. `rank` orders search results and is the search index's rowid; `price` NULL asks."""

    __tablename__ = "product"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    rank: int = integer(unique=True)
    name: str = text()
    price: int | None = integer(default=None)
    tax_class: str = text()
    department: str = text()
    unit: str = text()
    deposit: str | None = text(default=None)
    age_limit: int = integer(default=0)
    price_bound: int = integer(default=0)
    incomplete: int = integer(default=0)
    kind: str = text()


class PackRow(SQLModel, table=True):
    """A crate or tray of a product."""

    __tablename__ = "pack"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    product: int = integer(foreign_key="product.number", index=True)
    name: str = text()
    units: int = integer()
    price: int = integer()
    deposit: str | None = text(default=None)


class ProductCodeRow(SQLModel, table=True):
    """A code, as `barcodes.lookup_key` makes it, of a product or of a pack of it; `raw` as it was entered."""

    __tablename__ = "product_code"
    __table_args__ = KEYED
    code: str = text(primary_key=True)
    product: int = integer(foreign_key="product.number", index=True)
    pack: int | None = integer(default=None)
    raw: str = text()


class QuickKeyRow(SQLModel, table=True):
    """A button for what has no code."""

    __tablename__ = "quick_key"
    __table_args__ = KEYED
    position: int = integer(primary_key=True)
    page: str = text()
    label: str = text()
    code: str = text()


class CodeRuleRow(SQLModel, table=True):
    """What an in-store code means; `data` is JSON of `kasse.barcodes.CodeRule`."""

    __tablename__ = "code_rule"
    __table_args__ = KEYED
    position: int = integer(primary_key=True)
    data: str = text()


# What is on the screen


class DraftRow(SQLModel, table=True):
    """A basket that is not paid: the current one (`name` NULL) or a parked one; `body` is JSON of a basket."""

    __tablename__ = "draft"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    name: str | None = text(default=None)
    cashier: str = text()
    saved_at: int = integer()
    lines: int = integer()
    body: str = text()


# What happened


class CounterRow(SQLModel, table=True):
    """The last number given: receipt, z, journal. The journal's `hash` is the head of the chain."""

    __tablename__ = "counter"
    __table_args__ = KEYED
    name: str = text(primary_key=True)
    value: int = integer()
    hash: bytes | None = blob(default=None)


class SaleRow(SQLModel, table=True):
    """A sale. Only its step from tendered to completed or aborted may change a row."""

    __tablename__ = "sale"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    kind: str = text()
    state: str = text()
    shift: int = integer()
    cashier: int = integer()
    cashier_name: str = text()
    business_day: str = text()
    started_at: int = integer()
    tendered_at: int = integer()
    completed_at: int | None = integer(default=None)
    receipt_no: int | None = integer(default=None, unique=True)
    total: int = integer()
    refers_to: bytes | None = blob(default=None)
    refers_to_no: int | None = integer(default=None)
    reason: str = text()
    age_confirmed: int = integer()
    shop_version: int = integer()
    outage: str = text()
    signature: str | None = text(default=None)


class SaleLineRow(SQLModel, table=True):
    """A position of a sale, deposits included. Voided ones stay, with totals of 0."""

    __tablename__ = "sale_line"
    __table_args__ = (
        Index("sale_line_origin", "origin_sale", sqlite_where=condition("origin_sale IS NOT NULL")),
        KEYED,
    )
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    position: int = integer(primary_key=True)
    kind: str = text()
    name: str = text()
    code: str = text()
    quantity: int = integer()
    unit: str = text()
    unit_price: int = integer()
    gross: int = integer()
    discount: int = integer()
    total: int = integer()
    tax_class: str = text()
    rate: int = integer()
    product: int | None = integer(default=None)
    department: str = text()
    parent: int | None = integer(default=None)
    stock_units: int = integer()
    price_bound: int = integer()
    voided: int = integer()
    line_key: int = integer()
    list_price: int | None = integer(default=None)
    origin_sale: bytes | None = blob(default=None)
    origin_position: int | None = integer(default=None)
    addon: str = text()


class SaleVatRow(SQLModel, table=True):
    """What a receipt says of one rate."""

    __tablename__ = "sale_vat"
    __table_args__ = KEYED
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    rate: int = integer(primary_key=True)
    gross: int = integer()
    net: int = integer()
    tax: int = integer()


class PaymentRow(SQLModel, table=True):
    """A payment: `given` came in, `amount` of it stays, the difference went back."""

    __tablename__ = "payment"
    __table_args__ = KEYED
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    position: int = integer(primary_key=True)
    type: str = text()
    amount: int = integer()
    given: int = integer()


class StockMovementRow(SQLModel, table=True):
    """A change of stock; `document` is the sale's id, or that of another document with a `reason` of its own."""

    __tablename__ = "stock_movement"
    __table_args__ = KEYED
    document: bytes = blob(primary_key=True)
    position: int = integer(primary_key=True)
    product: int = integer()
    quantity: int = integer()
    reason: str = text()
    at: int = integer()
    who: str = text()


class StockLevelRow(SQLModel, table=True):
    """The sum of a product's movements, kept in the same transaction."""

    __tablename__ = "stock_level"
    __table_args__ = KEYED
    product: int = integer(primary_key=True)
    quantity: int = integer()


class DayTotalRow(SQLModel, table=True):
    """The sums of a business day per product (0: none), kind, department and rate, kept in the sale's transaction."""

    __tablename__ = "day_total"
    __table_args__ = KEYED
    day: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    kind: str = text(primary_key=True)
    department: str = text(primary_key=True)
    rate: int = integer(primary_key=True)
    quantity: int = integer()
    gross: int = integer()
    discount: int = integer()
    total: int = integer()


class RedeemedSlipRow(SQLModel, table=True):
    """A deposit slip that was paid out."""

    __tablename__ = "redeemed_slip"
    __table_args__ = KEYED
    code: str = text(primary_key=True)
    sale: bytes = blob(primary_key=True)


class JournalRow(SQLModel, table=True):
    """The chain: hash = SHA-256 over the hash before it and the rows that `kind` and `ref` name, as JSON."""

    __tablename__ = "journal"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    kind: str = text()
    ref: str = text()
    hash: bytes = blob()


class AuditRow(SQLModel, table=True):
    """Who did what, when, before and after."""

    __tablename__ = "audit"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    who: str = text()
    what: str = text()
    subject: str = text()
    before: str = text()
    after: str = text()


class ShiftRow(SQLModel, table=True):
    """A shift's opening; it is closed by its Z report."""

    __tablename__ = "shift"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    opened_at: int = integer()
    opened_by: str = text()
    business_day: str = text()
    opening_float: int = integer()
    first_receipt_no: int = integer()


class CashMovementRow(SQLModel, table=True):
    """Cash in or out without a sale."""

    __tablename__ = "cash_movement"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    shift: int = integer()
    at: int = integer()
    who: str = text()
    kind: str = text()
    amount: int = integer()
    reason: str = text()


class CashCountRow(SQLModel, table=True):
    """A confirmed count of the drawer; `pieces` is JSON of pairs (denomination, number)."""

    __tablename__ = "cash_count"
    __table_args__ = KEYED
    shift: int = integer(primary_key=True)
    at: int = integer(primary_key=True)
    who: str = text()
    pieces: str = text()
    total: int = integer()
    expected: int = integer()


class ZReportRow(SQLModel, table=True):
    """A Z report as it was made; `figures` is JSON of `kasse.cash.ShiftFigures`."""

    __tablename__ = "z_report"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    shift: int = integer(unique=True)
    at: int = integer()
    who: str = text()
    figures: str = text()


class OutboxRow(SQLModel, table=True):
    """Work for a device or a network; state is queued, sending, done, unknown or failed."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_waiting", "kind", "number", sqlite_where=condition("state = 'queued'")),
        STRICT,
    )
    number: int | None = integer(primary_key=True, default=None)
    kind: str = text()
    ref: str = text()
    payload: str = text()
    created_at: int = integer()
    state: str = text(default="queued")
    attempts: int = integer(default=0)
    not_before: int = integer(default=0)
    error: str = text(default="")
