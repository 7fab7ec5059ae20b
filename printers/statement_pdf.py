"""What a customer gets on A4: the statement of a tab, and all that is kept of a person."""

from datetime import datetime
from typing import Any

from kasse.customers.tabs import Statement, StatementLine
from kasse.formats import amount_text, date_text, time_text
from kasse.money import Money
from kasse.shop import Shop
from kasse.texts import N_, translator
from printers.letter import Letter

_KINDS = {
    "sale": N_("Bought"),
    "return": N_("Given back"),
    "void": N_("Void"),
    "payment": N_("Paid"),
    "correction": N_("Correction"),
}


def statement_pdf(statement: Statement) -> bytes:
    """A tab from one day to another: what was put on it, what was paid, what is owed."""
    language = statement.shop.language
    text = translator(language)
    title = text("Statement of {name}").format(name=statement.customer.name)
    letter = Letter(language, title, _shop_lines(statement.shop))
    period = text("{first} to {last}").format(
        first=date_text(statement.first, language), last=date_text(statement.last, language)
    )
    facts = (
        (text("Customer"), str(statement.customer.number)),
        (text("Period"), period),
        (text("Made"), time_text(statement.made_at, language)),
    )
    letter.add_head(statement.customer.name, facts, text("Statement"))
    rows = [("", text("Balance brought forward"), "", "", amount_text(statement.before, language))]
    rows += [_row(letter, entry, language) for entry in statement.lines]
    heads = (text("Day"), text("What"), text("Receipt"), text("Amount"), text("Owed"))
    letter.add_table(heads, rows, (74, 0, 64, 74, 74), figures=2)
    letter.add_sum(
        (
            (text("Put on the tab"), amount_text(statement.put, language)),
            (text("Paid"), amount_text(statement.paid, language)),
            (text("Owed"), amount_text(statement.balance, language)),
        )
    )
    letter.add_text(text("The VAT is on the receipts. This statement is no invoice."))
    return letter.drawn()


def _row(letter: Letter, entry: StatementLine, language: str) -> tuple[str, str, str, str, str]:
    line = entry.line
    what = letter.text(_KINDS.get(line.kind, line.kind))
    return (
        date_text(entry.at.date(), language),
        f"{what}: {line.note}" if line.note else what,
        "" if line.receipt_no is None else str(line.receipt_no),
        amount_text(line.amount, language),
        amount_text(entry.balance, language),
    )


def person_pdf(data: dict[str, Any], shop: Shop) -> bytes:
    """All that is kept of a person, to be read; `data` is what `Privacy.export` gives."""
    language, person = shop.language, data["customer"]
    text = translator(language)
    title = text("What {shop} keeps of {name}").format(shop=shop.name, name=person["name"])
    letter = Letter(language, title, _shop_lines(shop))
    facts = ((text("Customer"), str(person["number"])), (text("Made"), _day(data["made_at"], shop)))
    letter.add_head(person["name"], facts, text("Your data"))
    named = (
        (text("Name"), person["name"]),
        (text("Card"), person["card"]),
        (text("Group"), person["group"]),
        (text("Contact"), person["contact"]),
        (text("Note"), person["note"]),
        (text("Customer since"), _day(person["since"], shop)),
        (text("Limit of the tab"), _money(person["tab_limit"], language)),
        (text("Owed"), _money(data["owes"], language)),
    )
    letter.add_table((), [(name, value) for name, value in named if value], (120, 0))
    if data["tab"]:
        letter.add_section(text("Tab"))
        rows = [
            (_day(line["at"], shop), letter.text(_KINDS.get(line["kind"], line["kind"])), str(line["receipt_no"] or ""),
             _money(line["amount"], language))
            for line in data["tab"]
        ]  # fmt: skip
        letter.add_table((text("Day"), text("What"), text("Receipt"), text("Amount")), rows, (74, 0, 64, 74), figures=1)
    if data["stamps"]:
        letter.add_section(text("Stamps"))
        stamps = [
            (_day(one["at"], shop), one["programme"], str(one["receipt_no"] or ""), str(one["stamps"]))
            for one in data["stamps"]
        ]
        heads = (text("Day"), text("Programme"), text("Receipt"), text("Stamps"))
        letter.add_table(heads, stamps, (74, 0, 64, 74), figures=1)
    if data["receipts"]:
        letter.add_section(text("Receipts that name you"))
        bought = [
            (_day(one["at"], shop), ", ".join(f"{line['quantity']} × {line['name']}" for line in one["lines"]),
             str(one["receipt_no"]), _money(one["total"], language))
            for one in data["receipts"]
        ]  # fmt: skip
        heads = (text("Day"), text("Article"), text("Receipt"), text("Amount"))
        letter.add_table(heads, bought, (74, 0, 64, 74), figures=1)
    letter.add_text(text("The receipts themselves are kept by law, without your name once you are erased."))
    return letter.drawn()


def _money(text: str | None, language: str) -> str:
    return "" if text is None else amount_text(Money.parse(text), language)


def _day(text: str | None, shop: Shop) -> str:
    return "" if text is None else date_text(shop.time.local(datetime.fromisoformat(text)).date(), shop.language)


def _shop_lines(shop: Shop) -> tuple[str, ...]:
    return tuple(line for line in (shop.name, shop.street, f"{shop.postcode} {shop.city}".strip()) if line)
