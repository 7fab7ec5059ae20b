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
    eat_in: str | None = text(default=None)


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
    eat_in: str | None = text(default=None)


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
    __table_args__ = (
        Index("stock_movement_other", "product", "at", sqlite_where=condition("reason NOT IN ('sale', 'return')")),
        KEYED,
    )
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
    __table_args__ = (Index("journal_stock", "number", sqlite_where=condition("kind = 'stock'")), STRICT)
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


# Stock beyond the sale


class StockDocumentRow(SQLModel, table=True):
    """What moved stock other than a sale: a delivery, a write-off, a stocktake's booking; `document` of its movements.

    `kind` is a `kasse.books.stock.Reason`; `note` says why, `reference` is the paper it came with.
    """

    __tablename__ = "stock_document"
    __table_args__ = (Index("stock_document_at", "at"), KEYED)
    id: bytes = blob(primary_key=True)
    kind: str = text()
    at: int = integer()
    who: str = text()
    note: str = text()
    reference: str = text()
    supplier: int | None = integer(default=None)
    purchase_order: bytes | None = blob(default=None)


class StockDetailRow(SQLModel, table=True):
    """What a document says of one of its movements: its whole net cost in cents, batch, and what was found by count."""

    __tablename__ = "stock_detail"
    __table_args__ = KEYED
    document: bytes = blob(primary_key=True, foreign_key="stock_document.id")
    position: int = integer(primary_key=True)
    cost: int | None = integer(default=None)
    batch: int | None = integer(default=None)
    expected: int | None = integer(default=None)
    counted: int | None = integer(default=None)


class StockDepositRow(SQLModel, table=True):
    """So many deposits of `value` cents that a supplier charged with a delivery, or credited: then it is negative."""

    __tablename__ = "stock_deposit"
    __table_args__ = KEYED
    document: bytes = blob(primary_key=True, foreign_key="stock_document.id")
    deposit: str = text(primary_key=True)
    value: int = integer(primary_key=True)
    name: str = text()
    quantity: int = integer()


class StockDayRow(SQLModel, table=True):
    """What sales moved on a business day, summed when its shift is closed: the ledger's past without its lines."""

    __tablename__ = "stock_day"
    __table_args__ = KEYED
    day: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    shift: int = integer(primary_key=True)
    reason: str = text(primary_key=True)
    quantity: int = integer()


class StockValueRow(SQLModel, table=True):
    """What a product's stock was worth at the end of a month, computed once: the next date is counted on from here.

    A month is kept article by article; it is whole once it has a row of product 0.
    `average` and `fifo` are the whole stock's cost in cents; `sold` thousandths left the shop in the month for `cost`
    cents by moving average, `unpriced` of them without a known cost; `piles` is JSON of both `kasse.stock.piles`.
    """

    __tablename__ = "stock_value"
    __table_args__ = KEYED
    month: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    quantity: int = integer()
    average: int = integer()
    fifo: int = integer()
    sold: int = integer()
    cost: int = integer()
    unpriced: int = integer()
    piles: str = text()


class BatchRow(SQLModel, table=True):
    """Goods of one delivery that expire together; `code` is the lot as it is printed, `best_before` a day."""

    __tablename__ = "batch"
    __table_args__ = (Index("batch_open", "best_before", sqlite_where=condition("ended_at IS NULL")), STRICT)
    number: int | None = integer(primary_key=True, default=None)
    product: int = integer(index=True)
    code: str = text()
    best_before: str | None = text(default=None)
    first_at: int = integer()
    ended_at: int | None = integer(default=None)


class StockWorkRow(SQLModel, table=True):
    """Work on stock that is not booked yet, as a delivery half scanned; `body` is JSON of its kind's value."""

    __tablename__ = "stock_work"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    kind: str = text()
    who: str = text()
    saved_at: int = integer()
    body: str = text()


class StocktakeRow(SQLModel, table=True):
    """A stocktake; it is open until `ended_at`. `document` is what it booked, NULL where it was given up.

    `areas` is JSON of names and whether each is a store room, `recount` of the products of the second round and later.
    `whole` is 1 where all goods are counted; `journal` the last entry before it was opened.
    """

    __tablename__ = "stocktake"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    name: str = text()
    opened_at: int = integer()
    opened_by: str = text()
    areas: str = text()
    whole: int = integer()
    journal: int = integer()
    round: int = integer()
    recount: str = text()
    ended_at: int | None = integer(default=None)
    document: bytes | None = blob(default=None)


class StocktakeCountRow(SQLModel, table=True):
    """So many of one article found in one area by one person; a recount is another row with the next `round`.

    `journal` is the last entry of the journal before it: what comes behind was sold or received after the count.
    """

    __tablename__ = "stocktake_count"
    __table_args__ = KEYED
    stocktake: bytes = blob(primary_key=True, foreign_key="stocktake.id")
    id: bytes = blob(primary_key=True)
    area: str = text()
    product: int = integer()
    quantity: int = integer()
    at: int = integer()
    who: str = text()
    round: int = integer()
    journal: int = integer()


class PressDocumentRow(SQLModel, table=True):
    """A delivery of press, or a parcel of what was not sold; `receipt_no` is the last receipt before it."""

    __tablename__ = "press_document"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    kind: str = text()
    at: int = integer()
    who: str = text()
    reference: str = text()
    receipt_no: int = integer()


class PressLineRow(SQLModel, table=True):
    """So many of an issue: `title` is the prefix and VDZ number, `issue` the add-on; `expected` were left of it."""

    __tablename__ = "press_line"
    __table_args__ = KEYED
    document: bytes = blob(primary_key=True, foreign_key="press_document.id")
    position: int = integer(primary_key=True)
    title: str = text()
    issue: str = text()
    name: str = text()
    price: int | None = integer(default=None)
    count: int = integer()
    expected: int | None = integer(default=None)


# Buying


class SupplierRow(SQLModel, table=True):
    """A supplier; `data` is JSON of `kasse.books.buying.Supplier` without its number and name."""

    __tablename__ = "supplier"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    name: str = text()
    active: int = integer(default=1)
    data: str = text()


class SupplierArticleRow(SQLModel, table=True):
    """What a supplier calls an article and sells it in: `units` thousandths for `cost` net cents, on an `aisle`."""

    __tablename__ = "supplier_article"
    __table_args__ = KEYED
    supplier: int = integer(primary_key=True)
    product: int = integer(primary_key=True)
    article_no: str = text()
    pack: str = text()
    units: int = integer()
    cost: int | None = integer(default=None)
    aisle: str = text()
    preferred: int = integer(default=0)


class PurchaseOrderRow(SQLModel, table=True):
    """An order to a supplier: draft, ordered, partly, received, cancelled, or closed with a part still missing."""

    __tablename__ = "purchase_order"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    number: int = integer(unique=True)
    supplier: int = integer()
    state: str = text()
    at: int = integer()
    who: str = text()
    expected: str | None = text(default=None)
    note: str = text()


class PurchaseOrderLineRow(SQLModel, table=True):
    """A line of an order: so many packs of `units` thousandths at `cost` net cents each; `received` have come."""

    __tablename__ = "purchase_order_line"
    __table_args__ = KEYED
    purchase_order: bytes = blob(primary_key=True, foreign_key="purchase_order.id")
    position: int = integer(primary_key=True)
    product: int = integer()
    article_no: str = text()
    pack: str = text()
    packs: int = integer()
    units: int = integer()
    cost: int | None = integer(default=None)
    received: int = integer(default=0)
    reason: str = text()


# Prices


class PriceChangeRow(SQLModel, table=True):
    """A price from a day on, planned or past; `pack` 0 is the product itself, `state` planned, done or cancelled."""

    __tablename__ = "price_change"
    __table_args__ = (
        Index("price_change_product", "product"),
        Index("price_change_planned", "valid_from", sqlite_where=condition("state = 'planned'")),
        STRICT,
    )
    number: int | None = integer(primary_key=True, default=None)
    product: int = integer()
    pack: int = integer(default=0)
    before: int | None = integer(default=None)
    price: int | None = integer(default=None)
    valid_from: str = text()
    at: int = integer()
    who: str = text()
    why: str = text()
    state: str = text()


class ProductFactRow(SQLModel, table=True):
    """What else the owner keeps of a product: net content for the unit price, shelf life, what it costs.

    `content` is in thousandths of `content_unit` (kg, l, m, piece), `cost` the last net cost of one piece in
    hundredths of a cent, `life` days from delivery to expiry, `label` the price on the shelf's label.
    """

    __tablename__ = "product_fact"
    __table_args__ = KEYED
    product: int = integer(primary_key=True)
    content: int | None = integer(default=None)
    content_unit: str = text(default="")
    cost: int | None = integer(default=None)
    life: int | None = integer(default=None)
    label: int | None = integer(default=None)
    brand: str = text(default="")


class PackLabelRow(SQLModel, table=True):
    """The price on the shelf's label of a pack of a product."""

    __tablename__ = "pack_label"
    __table_args__ = KEYED
    product: int = integer(primary_key=True)
    pack: int = integer(primary_key=True)
    price: int = integer()


class PromotionRow(SQLModel, table=True):
    """A promotion; `data` is JSON of `kasse.promotions.Promotion` without its number."""

    __tablename__ = "promotion"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    name: str = text()
    active: int = integer(default=1)
    data: str = text()


class SalePromotionRow(SQLModel, table=True):
    """What a promotion took off a position of a sale."""

    __tablename__ = "sale_promotion"
    __table_args__ = KEYED
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    position: int = integer(primary_key=True)
    promotion: int = integer(primary_key=True)
    name: str = text()
    quantity: int = integer()
    amount: int = integer()


# Customers


class CustomerGroupRow(SQLModel, table=True):
    """A group of customers that promotions can name."""

    __tablename__ = "customer_group"
    __table_args__ = KEYED
    name: str = text(primary_key=True)


class CustomerRow(SQLModel, table=True):
    """A customer; a name is enough. `tab_limit` NULL has no tab; an erased one keeps only its number."""

    __tablename__ = "customer"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    name: str = text()
    card: str | None = text(default=None, unique=True)
    customer_group: str | None = text(default=None)
    contact: str = text()
    note: str = text()
    tab_limit: int | None = integer(default=None)
    since: int = integer()
    erased_at: int | None = integer(default=None)


class SaleCustomerRow(SQLModel, table=True):
    """Who bought; kept only where a tab, stamps or a customer's price made it matter."""

    __tablename__ = "sale_customer"
    __table_args__ = (Index("sale_customer_customer", "customer"), KEYED)
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    customer: int = integer()


class TabEntryRow(SQLModel, table=True):
    """A customer owes `amount` more, or less: by a sale (position 0: what it put on the tab), or by a correction."""

    __tablename__ = "tab_entry"
    __table_args__ = (Index("tab_entry_customer", "customer"), KEYED)
    document: bytes = blob(primary_key=True)
    position: int = integer(primary_key=True)
    customer: int = integer()
    kind: str = text()
    amount: int = integer()
    at: int = integer()
    who: str = text()


class TabNoteRow(SQLModel, table=True):
    """Why a tab was corrected. Apart from the entry, which stays: the note goes when the customer is erased."""

    __tablename__ = "tab_note"
    __table_args__ = KEYED
    document: bytes = blob(primary_key=True)
    customer: int = integer()
    note: str = text()


class StampEntryRow(SQLModel, table=True):
    """Stamps that a sale gave a customer in a programme, or took for a reward."""

    __tablename__ = "stamp_entry"
    __table_args__ = (Index("stamp_entry_customer", "customer"), KEYED)
    document: bytes = blob(primary_key=True)
    programme: int = integer(primary_key=True)
    customer: int = integer()
    stamps: int = integer()
    at: int = integer()


class StampProgrammeRow(SQLModel, table=True):
    """“Every 10th coffee”; `data` is JSON of `kasse.books.customers.Programme` without its number."""

    __tablename__ = "stamp_programme"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    name: str = text()
    active: int = integer(default=1)
    data: str = text()


class VoucherRow(SQLModel, table=True):
    """A voucher as it was sold; what is left of it is the sum of its entries. `tax_class` NULL is multi-purpose."""

    __tablename__ = "voucher"
    __table_args__ = KEYED
    code: str = text(primary_key=True)
    tax_class: str | None = text(default=None)
    at: int = integer()
    valid_until: str | None = text(default=None)
    who: str = text()


class VoucherEntryRow(SQLModel, table=True):
    """Money onto a voucher (sold) or off it (redeemed), by a position of a sale."""

    __tablename__ = "voucher_entry"
    __table_args__ = (Index("voucher_entry_code", "code"), KEYED)
    document: bytes = blob(primary_key=True)
    position: int = integer(primary_key=True)
    code: str = text()
    amount: int = integer()
    at: int = integer()
    who: str = text()


# Figures


class ShiftTotalRow(SQLModel, table=True):
    """The sums of a closed shift, per what is counted, hour, cashier and key (a payment's type, a rate, a promotion).

    Written when the shift is closed, never after; an open shift is summed from its receipts. `hour` is the shop's own.
    What is counted, and when hour and cashier are 0, is told in `shift_sums.py`.
    """

    __tablename__ = "shift_total"
    __table_args__ = KEYED
    what: str = text(primary_key=True)
    day: str = text(primary_key=True)
    shift: int = integer(primary_key=True)
    hour: int = integer(primary_key=True)
    cashier: int = integer(primary_key=True)
    key: str = text(primary_key=True)
    count: int = integer()
    amount: int = integer()
    net: int = integer()


class PeriodTotalRow(SQLModel, table=True):
    """The day totals of a year (2026), month (2026-11) or ISO week (2026-W47), so that a long report reads few rows.

    They have the days before the one that `meta` names as `figures_until`; later ones are in `day_total` alone.
    """

    __tablename__ = "period_total"
    __table_args__ = KEYED
    period: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    kind: str = text(primary_key=True)
    department: str = text(primary_key=True)
    rate: int = integer(primary_key=True)
    quantity: int = integer()
    gross: int = integer()
    discount: int = integer()
    total: int = integer()


class PeriodStockRow(SQLModel, table=True):
    """What sales moved in a year, month or ISO week: the sums of `stock_day`, for the same days as `period_total`."""

    __tablename__ = "period_stock"
    __table_args__ = KEYED
    period: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    reason: str = text(primary_key=True)
    quantity: int = integer()


class PeriodCostRow(SQLModel, table=True):
    """What sold goods cost in a month or year, in narrow rows: the sums of `stock_value`, of its months so far."""

    __tablename__ = "period_cost"
    __table_args__ = KEYED
    period: str = text(primary_key=True)
    product: int = integer(primary_key=True)
    sold: int = integer()
    cost: int = integer()
    unpriced: int = integer()


# Data in


class ImportRunRow(SQLModel, table=True):
    """A list that was taken over: what it changed (`undo`, JSON) and whether that was taken back."""

    __tablename__ = "import_run"
    __table_args__ = KEYED
    id: bytes = blob(primary_key=True)
    kind: str = text()
    file: str = text()
    at: int = integer()
    who: str = text()
    summary: str = text()
    undo: str = text()
    undone_at: int | None = integer(default=None)


class ImportMappingRow(SQLModel, table=True):
    """Which column of whose list means what; `data` is JSON of heading to field."""

    __tablename__ = "import_mapping"
    __table_args__ = KEYED
    source: str = text(primary_key=True)
    kind: str = text(primary_key=True)
    data: str = text()


class KnownGoodsRow(SQLModel, table=True):
    """What an extract of Open Food Facts knows of a code: name, brand, content and kinds. Not the shop's own data."""

    __tablename__ = "known_goods"
    __table_args__ = KEYED
    code: str = text(primary_key=True)
    name: str = text()
    brand: str = text()
    content: str = text()
    kinds: str = text()


# The market


class MarketChangeRow(SQLModel, table=True):
    """Something that the world may see has changed: written by trigger in the transaction that changed it.

    `kind` is sale, stock or reservation (`ref`: hex of an id), product (its number) or all. Only where the market is
    on; the publisher takes rows away once their articles are looked at.
    """

    __tablename__ = "market_change"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    kind: str = text()
    ref: str = text()


class MarketArticleRow(SQLModel, table=True):
    """An article as the world is to see it; `view` and `digest` are empty once it is taken away.

    `bucket` is what stock says now. `wanted` is the next view (JSON; empty text: take it away) until `due_at`, NULL
    where nothing waits. `stamp` and `first_at` are Unix seconds; `flips` counts changes of the bucket on `flip_day`.
    """

    __tablename__ = "market_article"
    __table_args__ = (Index("market_article_product", "product"), KEYED)
    key: str = text(primary_key=True)
    product: int = integer()
    bucket: str = text()
    digest: str = text()
    view: str = text()
    stamp: int = integer()
    first_at: int = integer()
    wanted: str | None = text(default=None)
    due_at: int | None = integer(default=None)
    flips: int = integer(default=0)
    flip_day: str = text(default="")


class MarketSwitchRow(SQLModel, table=True):
    """Whether a department (by name) or an article (by number) is shown; without a row the default holds."""

    __tablename__ = "market_switch"
    __table_args__ = KEYED
    kind: str = text(primary_key=True)
    ref: str = text(primary_key=True)
    shown: int = integer()


class MarketTargetRow(SQLModel, table=True):
    """A place where the shop publishes, and how it stands; instants in Unix seconds. `options` is JSON of texts."""

    __tablename__ = "market_target"
    __table_args__ = KEYED
    name: str = text(primary_key=True)
    position: int = integer()
    kind: str = text()
    address: str = text()
    enabled: int = integer()
    scope: str = text()
    options: str = text()
    cursor: int = integer(default=0)
    last_ok: int = integer(default=0)
    reconciled: int = integer(default=0)
    announced: str = text(default="")
    backoff_until: int = integer(default=0)
    tries: int = integer(default=0)
    error: str = text(default="")
    who: str = text(default="")


class MarketAckRow(SQLModel, table=True):
    """What a target has acknowledged of an article, and what became of the last try."""

    __tablename__ = "market_ack"
    __table_args__ = KEYED
    target: str = text(primary_key=True)
    key: str = text(primary_key=True)
    digest: str = text()
    ref: str = text()
    stamp: int = integer()
    parked: int = integer(default=0)
    error: str = text(default="")
    who: str = text(default="")


class ReservationRow(SQLModel, table=True):
    """What somebody outside wants to fetch; `buyer` is a public key, `basket` the sale's id once it was taken up."""

    __tablename__ = "reservation"
    __table_args__ = (
        Index("reservation_open", "at", sqlite_where=condition("state IN ('pending', 'accepted')")),
        Index("reservation_basket", "basket", sqlite_where=condition("basket IS NOT NULL")),
        KEYED,
    )
    id: bytes = blob(primary_key=True)
    target: str = text()
    buyer: str = text()
    order_ref: str = text()
    at: int = integer()
    until: int = integer()
    state: str = text()
    code: str = text()
    note: str = text()
    sealed: int = integer()
    basket: bytes | None = blob(default=None)
    who: str = text()
    ended_at: int | None = integer(default=None)


class ReservationLineRow(SQLModel, table=True):
    """So many of an article of a reservation, at the price that was shown."""

    __tablename__ = "reservation_line"
    __table_args__ = KEYED
    reservation: bytes = blob(primary_key=True, foreign_key="reservation.id")
    position: int = integer(primary_key=True)
    product: int = integer()
    key: str = text()
    name: str = text()
    quantity: int = integer()
    price: int = integer()


class MarketAnswerRow(SQLModel, table=True):
    """What a buyer is told; `body` is JSON of `kasse.books.market.Answer`. `sent_at` NULL waits, until `try_at`."""

    __tablename__ = "market_answer"
    __table_args__ = (
        Index("market_answer_waiting", "target", "try_at", sqlite_where=condition("sent_at IS NULL")),
        STRICT,
    )
    number: int | None = integer(primary_key=True, default=None)
    id: str = text(unique=True)
    target: str = text()
    body: str = text()
    at: int = integer()
    sent_at: int | None = integer(default=None)
    try_at: int | None = integer(default=None)
    tries: int = integer(default=0)
    error: str = text(default="")


class MarketSeenRow(SQLModel, table=True):
    """A message that was looked at; forgotten after some days."""

    __tablename__ = "market_seen"
    __table_args__ = KEYED
    id: str = text(primary_key=True)
    at: int = integer()


# The fiscal device


class TseDeviceRow(SQLModel, table=True):
    """A fiscal device (TSE) as it was when it signed; `certificates` is JSON of base64 texts."""

    __tablename__ = "tse_device"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    client: str = text()
    kind: str = text()
    serial: str = text()
    public_key: bytes = blob()
    algorithm: str = text()
    time_format: str = text()
    encoding: str = text()
    certificates: str = text()
    certified: int = integer()
    bsi_id: str = text()
    description: str = text()


class TseWaitingRow(SQLModel, table=True):
    """What is booked and not signed yet, with the device's transaction where one was begun."""

    __tablename__ = "tse_waiting"
    __table_args__ = KEYED
    kind: str = text(primary_key=True)
    ref: str = text(primary_key=True)
    device: int | None = integer(default=None)
    number: int | None = integer(default=None)
    at: int = integer()


class TseSignedRow(SQLModel, table=True):
    """What became of cash movements, floats and unsold baskets at the device; a sale's signature is in its own row."""

    __tablename__ = "tse_signed"
    __table_args__ = KEYED
    kind: str = text(primary_key=True)
    ref: str = text(primary_key=True)
    at: int = integer()
    signature: str | None = text(default=None)
    outage: str = text()


class TseEventRow(SQLModel, table=True):
    """The device's log: outages and their end, late signatures, what was finished as aborted, exports."""

    __tablename__ = "tse_event"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    kind: str = text()
    ref: str = text()
    detail: str = text()


class UnsoldBasketRow(SQLModel, table=True):
    """A basket that was given up or parked after the device had begun a transaction for it; `body` is JSON."""

    __tablename__ = "unsold_basket"
    __table_args__ = (Index("unsold_basket_shift", "shift"), KEYED)
    id: bytes = blob(primary_key=True)
    kind: str = text()
    basket: bytes = blob()
    shift: int = integer()
    cashier: int = integer()
    cashier_name: str = text()
    started_at: int = integer()
    ended_at: int = integer()
    body: str = text()


class TseArchiveRow(SQLModel, table=True):
    """A TAR of the device that was kept outside this file; `sha256` in hex."""

    __tablename__ = "tse_archive"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    z_no: int = integer()
    device: int = integer()
    since: int | None = integer(default=None)
    until: int = integer()
    file: str = text()
    sha256: str = text()
    size: int = integer()
    at: int = integer()
    verified: int = integer()
    first_counter: int = integer()
    last_counter: int = integer()


class SaleFactRow(SQLModel, table=True):
    """What only some sales have: eaten here, foreign money, a benefit; `position` 0 is the sale as a whole."""

    __tablename__ = "sale_fact"
    __table_args__ = KEYED
    sale: bytes = blob(primary_key=True, foreign_key="sale.id")
    position: int = integer(primary_key=True)
    name: str = text(primary_key=True)
    value: str = text()


class ProgramVersionRow(SQLModel, table=True):
    """Which version of Kasse worked on this file from when on."""

    __tablename__ = "program_version"
    __table_args__ = STRICT
    number: int | None = integer(primary_key=True, default=None)
    at: int = integer()
    version: str = text()
    migration: str = text()
    system: str = text()


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
