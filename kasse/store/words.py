"""The schema in words: what each table and each column means, for whoever reads the shop's file without Kasse.

A table's words are its docstring in `tables.py`; a column's are here, by its name where it means the same everywhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

COLUMNS: Final[Mapping[str, str]] = {
    "active": "1 while it is in use, 0 when it is not any more",
    "addon": "the add-on code of a magazine: its issue",
    "address": "the address of the relay or server, or a folder",
    "after": "what it is afterwards, in words or as it is kept",
    "age_confirmed": "the age that was confirmed for the whole sale, in years",
    "age_limit": "sold from this age on, in years; 0 for no limit",
    "aisle": "where it stands at the supplier's",
    "amount": "money in cents",
    "announced": "the digest of the shop's data that it has",
    "area": "where it was counted",
    "areas": "the areas that are counted, as JSON",
    "article_no": "the supplier's number of the article",
    "at": "when, in milliseconds since 1970 (UTC)",
    "attempts": "how often it was tried",
    "average": "the stock's whole net cost in cents by moving average",
    "backoff_until": "no further try before, in seconds since 1970 (UTC)",
    "basket": "the basket in which it was taken up: sale.id",
    "batch": "the batch it belongs to: batch.number",
    "before": "what it was before, in words or as it is kept; a price in cents",
    "best_before": "the day until which it is good",
    "body": "all of it as JSON",
    "brand": "the brand's name",
    "bucket": "how much there is: in, low or out",
    "business_day": "the business day it counts for",
    "buyer": "the public key of who asks, in hex",
    "card": "the customer's card, as its code is scanned",
    "cashier": "who it was: person.number (in drafts the name)",
    "cashier_name": "the cashier's name at that time",
    "code": "the code, as it is looked up or printed",
    "colour": "the colour on the screen, as #rrggbb",
    "completed_at": "when it was completed, in milliseconds since 1970 (UTC)",
    "contact": "how to reach the customer, as it was written down",
    "content": "how much one piece holds: thousandths of content_unit, or as it was written",
    "content_unit": "the unit of the content: kg, l, m or piece",
    "cost": "net cost in cents; in product_fact of one piece, in hundredths of a cent",
    "count": "how many",
    "counted": "how many were found, in thousandths",
    "created_at": "when it was made, in milliseconds since 1970 (UTC)",
    "cursor": "up to where messages were fetched, in seconds since 1970 (UTC)",
    "customer": "the customer: customer.number",
    "customer_group": "the group the customer is in: customer_group.name",
    "data": "the rest of it as JSON",
    "day": "the business day",
    "department": "the department's name",
    "deposit": "the kind of deposit on it (deposit_type.code); in stock_deposit its code too",
    "digest": "SHA-256 of what is shown, in hex; empty where nothing is",
    "discount": "what was taken off, in cents",
    "document": "the id of the sale or document it belongs to",
    "due_at": "when that goes out, in seconds since 1970 (UTC)",
    "each": "the deposit on one piece, in cents",
    "enabled": "1 where it is used",
    "ended_at": "when it ended, in milliseconds since 1970 (UTC); empty while it goes on",
    "erased_at": "when the customer's data were erased, in milliseconds since 1970 (UTC)",
    "error": "why it failed last",
    "expected": "what was expected: cents in the drawer, thousandths on stock, pieces, or the day of a delivery",
    "failed": "wrong PINs in a row",
    "fifo": "the stock's whole net cost in cents, the oldest deliveries sold first",
    "figures": "all figures of the report as JSON",
    "file": "the file's name",
    "first_at": "when it came first, in milliseconds since 1970 (UTC)",
    "first_receipt_no": "the number of the first receipt of the shift",
    "flip_day": "the day on which flips are counted",
    "flips": "how often the bucket changed on flip_day",
    "given": "what the customer gave, in cents",
    "gross": "money with VAT, before discounts where there are some, in cents",
    "hash": "the chain's hash, SHA-256",
    "hour": "the hour of the shop's own clock, 0 to 23",
    "id": "its id, 16 bytes (UUID)",
    "incomplete": "1 while the owner still has to complete it",
    "issue": "the issue of a magazine",
    "journal": "the entry of the journal that stands for it: journal.number",
    "key": "what is counted: a payment's kind, a rate, a department and the like",
    "kind": "which kind it is",
    "kinds": "categories, as Open Food Facts names them",
    "label": "the text on the key; in product_fact the price on the shelf's label, in cents",
    "last_ok": "when it last answered well, in seconds since 1970 (UTC)",
    "life": "days from delivery to expiry",
    "line_key": "the line of the basket it came from",
    "lines": "how many lines it has",
    "list_price": "the price before somebody changed it, in cents",
    "month": "the month, as in 2026-11",
    "name": "its name",
    "net": "money without VAT, in cents",
    "not_before": "not to be tried earlier, in milliseconds since 1970 (UTC)",
    "note": "a note, as somebody wrote it",
    "number": "its number",
    "opened_at": "when it was opened, in milliseconds since 1970 (UTC)",
    "opened_by": "who opened it",
    "opening_float": "the cash in the drawer at the opening, in cents",
    "options": "what else it needs, as JSON",
    "order_ref": "the buyer's own number of the order",
    "origin_position": "the position of that sale that is given back",
    "origin_sale": "the sale that is given back: sale.id",
    "outage": "what was out of order, as the receipt says",
    "pack": "the pack: pack.number, 0 or empty for the product itself; with suppliers the order unit's name",
    "packs": "how many packs",
    "page": "the page of keys it is on",
    "parent": "the position it belongs to: a deposit's goods",
    "parked": "1 where it was refused for good",
    "payload": "details of the work",
    "period": "the month or year",
    "pieces": "what was counted, as JSON of pairs of value and number",
    "piles": "deliveries that are still there, as JSON",
    "pin_hash": "the PIN in a form that cannot be read back (Argon2)",
    "position": "its place in the order",
    "preferred": "1 where it is ordered from this supplier first",
    "price": "the price in cents, with VAT; empty asks at the checkout",
    "price_bound": "1 where the law binds the price: no discount",
    "product": "the product: product.number; 0 or empty for none",
    "programme": "the programme: stamp_programme.number",
    "promotion": "the promotion: promotion.number",
    "purchase_order": "the order: purchase_order.id",
    "quantity": "how many, in thousandths of a piece or kilogram",
    "rank": "its place among the best sellers, which orders lists",
    "rate": "the VAT rate in hundredths of a percent",
    "raw": "the code as it was entered",
    "reason": "why, as a word of ours or as somebody wrote it",
    "receipt_no": "the receipt's number",
    "received": "how many have come, in thousandths",
    "reconciled": "when all was last compared, in seconds since 1970 (UTC)",
    "recount": "what is to be counted again, as JSON",
    "ref": "what it is about: an id or a number",
    "reference": "the number of the paper it came with",
    "refers_to": "the sale it refers to: sale.id",
    "refers_to_no": "the receipt number it refers to",
    "reservation": "the reservation: reservation.id",
    "role": "cashier, manager or owner",
    "round": "1 for the first count, 2 for the recount and so on",
    "sale": "the sale: sale.id",
    "saved_at": "when it was saved, in milliseconds since 1970 (UTC)",
    "scope": "all articles, or featured ones alone",
    "sealed": "1 where the order came encrypted",
    "sent_at": "when it went out, in milliseconds since 1970 (UTC)",
    "shift": "the shift: shift.number",
    "shop_version": "the version of the shop's data it was made with: shop.version",
    "shown": "1 where the world may see it, 0 where not",
    "signature": "the fiscal device's signature as JSON",
    "since": "since when, in milliseconds since 1970 (UTC)",
    "sold": "how many were sold, in thousandths",
    "source": "whose lists they are",
    "stamp": "the version that is out, as seconds since 1970 (UTC)",
    "stamps": "how many stamps, negative where some were taken",
    "started_at": "when the first article was rung up, in milliseconds since 1970 (UTC)",
    "state": "how far it is",
    "stock_units": "what leaves the shelf for each unit sold, in thousandths",
    "stocktake": "the stocktake: stocktake.id",
    "subject": "what it is about",
    "summary": "how many rows were new (+), changed (~), unchanged (=) and left out (!)",
    "supplier": "the supplier: supplier.number",
    "tab_limit": "how much the customer may owe, in cents; empty for no tab",
    "target": "the place where the shop publishes: market_target.name",
    "tax": "the VAT in it, in cents",
    "tax_class": "the VAT class; tax_rate has its rates",
    "tendered_at": "when it was paid, in milliseconds since 1970 (UTC)",
    "title": "the title's name or number",
    "total": "money with VAT after discounts, in cents",
    "tries": "how often it failed in a row",
    "try_at": "when to try again, in milliseconds since 1970 (UTC)",
    "type": "cash, card and so on",
    "undo": "what takes it back, as JSON",
    "undone_at": "when it was taken back, in milliseconds since 1970 (UTC)",
    "unit": "what the price is for: piece, kg, l or m",
    "unit_price": "the price of one unit, in cents",
    "units": "pieces in the pack, in thousandths",
    "unpriced": "how many have no known cost, in thousandths",
    "until": "when it ends by itself, in milliseconds since 1970 (UTC)",
    "valid_from": "the first day on which it holds",
    "valid_until": "the last day on which it holds",
    "value": "the value",
    "version": "the version's number",
    "view": "what the world sees of it, as JSON; empty where nothing",
    "voided": "1 where the line was struck out before it was paid",
    "wait_until": "no further PIN before this, in milliseconds since 1970 (UTC)",
    "wanted": "what is to be shown next, as JSON; empty to take it away",
    "what": "what was done, or what is counted",
    "who": "who did it",
    "whole": "1 where all of the shop is counted",
    "why": "why, as somebody wrote it",
}
"""By a column's name."""

SPECIAL: Final[Mapping[str, str]] = {
    "meta.name": "what is said of the file",
    "counter.name": "which numbers are counted: receipts, Z reports, the journal",
    "counter.value": "the last number given",
    "draft.name": "the name it is parked under; empty for the one on the screen",
    "import_mapping.data": "heading to meaning, as JSON",
    "outbox.kind": "what is to be done: print, send",
    "product.number": "its number, to which all other tables refer",
    "sale.id": "its id, 16 bytes (UUID); the basket had it already",
    "stock_movement.document": "the sale's id, or that of the stock document",
    "voucher_entry.code": "the voucher: voucher.code",
    "redeemed_slip.code": "the slip's code",
    "known_goods.code": "the code, as it is looked up",
    "known_goods.name": "the name in Open Food Facts",
    "market_article.key": "what the market calls it: gtin- and 14 digits, or kasse- and the shop's own code",
    "market_change.ref": "the id in hex, or the product's number; empty for all",
    "market_seen.id": "the message's id, in hex",
    "setting.value": "the setting's value as text",
}
"""Where a column's name alone says too little: "table.column"."""


def words_of(table: str, column: str) -> str:
    """What a column means; empty where nobody has said it yet."""
    return SPECIAL.get(f"{table}.{column}") or COLUMNS.get(column, "")


def tables() -> Iterator[Any]:
    """All tables as they are declared, in the order of the module."""
    from sqlmodel import SQLModel

    import kasse.store.tables  # noqa: F401 - declares them

    yield from SQLModel.metadata.tables.values()


def docstring_of(table: str) -> str:
    """What a table is, as its class says."""
    from kasse.store import tables as declared

    found = (entry.__doc__ for entry in vars(declared).values() if getattr(entry, "__tablename__", "") == table)
    return " ".join((next(found, "") or "").split())


def schema_in_words() -> str:
    """All tables and columns, as a page of Markdown."""
    from kasse.store import tables as declared

    lines = ["# The tables of a shop's file", "", *(declared.__doc__ or "").strip().splitlines(), ""]
    for table in tables():
        lines += [f"## {table.name}", "", docstring_of(table.name), "", "| column | type | meaning |", "|---|---|---|"]
        for column in table.columns:
            kind = str(column.type) + ("" if column.nullable else ", always there")
            key = " (key)" if column.primary_key else ""
            lines.append(f"| {column.name}{key} | {kind} | {words_of(table.name, column.name)} |")
        lines.append("")
    return "\n".join(lines)
