"""What leaves the shop: an order as a table, a letter and a CSV file, and the list for driving to a wholesaler."""

import csv
import io
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from kasse.books.buying import OrderLine, Supplier, SupplierArticle
from kasse.buying.orders import OrderSheet
from kasse.formats import amount_text, date_text, quantity_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.shop import Shop
from kasse.texts import current_language, translator

GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the start of a cell."""


class PaperLine(NamedTuple):
    """A line in words. `aisle` is where it stands in the wholesaler's store."""

    article_no: str
    name: str
    pack: str
    packs: int
    pieces: str
    cost: str
    value: str
    aisle: str = ""
    code: str = ""


class OrderPaper(NamedTuple):
    """An order in words, in the shop's language."""

    title: str
    language: str
    shop: tuple[str, ...]
    supplier: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    lines: tuple[PaperLine, ...]
    total: str
    note: str
    unpriced: int = 0


class PickList(NamedTuple):
    """What to fetch from a wholesaler, by aisle."""

    title: str
    language: str
    shop: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    aisles: tuple[tuple[str, tuple[PaperLine, ...]], ...]
    total: str


class _Write:
    """Texts in the shop's language, which need not be the screen's."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.text = translator(language)

    def amount(self, amount: Money | None) -> str:
        return "" if amount is None else amount_text(amount, self.language)


def order_paper(sheet: OrderSheet) -> OrderPaper:
    """An order in words."""
    order, supplier, shop = sheet
    write, language = _Write(shop.language), shop.language
    facts = [
        (write.text("Order number"), str(order.number)),
        (write.text("Date"), date_text(shop.time.local(order.at).date(), language)),
        (write.text("Customer number"), supplier.customer_no),
        (write.text("Wanted on"), "" if order.expected is None else date_text(order.expected, language)),
    ]
    return OrderPaper(
        write.text("Order {number}").format(number=order.number),
        language,
        _sender(shop),
        _addressee(supplier),
        tuple(fact for fact in facts if fact[1]),
        tuple(paper_line(line, language) for line in order.lines),
        amount_text(order.value, language),
        order.note,
        sum(1 for line in order.lines if line.cost is None),
    )


def paper_line(line: OrderLine, language: str, aisle: str = "", code: str = "") -> PaperLine:
    """A line in words."""
    return PaperLine(
        line.article_no,
        line.name,
        pack_text(line.pack, line.units, language),
        line.packs,
        quantity_text(line.ordered, language),
        _Write(language).amount(line.cost),
        _Write(language).amount(line.value),
        aisle,
        code,
    )


def pack_text(pack: str, units: Quantity, language: str = "") -> str:
    """As in "crate of 20"; a piece is only named."""
    write = _Write(language or current_language())
    if units == Quantity.of(1):
        return pack or write.text("piece")
    if str(units) in pack.split():
        return pack
    return write.text("{pack} of {units}").format(
        pack=pack or write.text("pack"), units=quantity_text(units, write.language)
    )


def pick_list(sheet: OrderSheet, articles: Sequence[SupplierArticle]) -> PickList:
    """What to fetch, by aisle and name; the supplier's articles say where it stands."""
    order, supplier, shop = sheet
    write = _Write(shop.language)
    lines = [
        paper_line(line, shop.language, article.aisle, article.code)
        for line, article in by_aisle(order.lines, articles)
    ]
    aisles = tuple((aisle, tuple(group)) for aisle, group in groupby(lines, key=lambda line: line.aisle))
    facts = (
        (write.text("Date"), date_text(shop.time.local(order.at).date(), shop.language)),
        (write.text("Customer number"), supplier.customer_no),
    )
    return PickList(
        write.text("Shopping list {number} for {supplier}").format(number=order.number, supplier=supplier.name),
        shop.language,
        _sender(shop),
        tuple(fact for fact in facts if fact[1]),
        aisles,
        write.amount(order.value),
    )


def by_aisle(
    lines: Sequence[OrderLine], articles: Sequence[SupplierArticle]
) -> list[tuple[OrderLine, SupplierArticle]]:
    """The lines in the order in which one walks by them; what has no aisle is last."""
    known = {one.product: one for one in articles}
    pairs = [(line, known.get(line.product) or SupplierArticle(0, line.product, name=line.name)) for line in lines]
    return sorted(pairs, key=lambda pair: (not pair[1].aisle, _aisle_key(pair[1].aisle), pair[0].name.casefold()))


def _aisle_key(aisle: str) -> tuple[int, str]:
    """Aisle 9 before aisle 10."""
    figures = "".join(sign for sign in aisle if sign.isascii() and sign.isdigit())
    return int(figures or 0), aisle.casefold()


def order_csv(sheet: OrderSheet) -> bytes:
    """An order as a table for the supplier's programs: semicolons and a byte order mark, as spreadsheets want it."""
    output = io.StringIO(newline="")
    write = _Write(sheet.shop.language)
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    heads = [write.text("Article number"), write.text("Name"), write.text("Pack"), write.text("Pieces in a pack")]
    heads += [write.text("Quantity"), write.text("Pieces"), write.text("Net price a pack"), write.text("Net value")]
    writer.writerow(heads)
    for line in sheet.order.lines:
        said = paper_line(line, sheet.shop.language)
        units = quantity_text(line.units, sheet.shop.language)
        texts = [_guarded(text) for text in (said.article_no, said.name, line.pack)]
        writer.writerow((*texts, units, line.packs, said.pieces, plain(line.cost, sheet), plain(line.value, sheet)))
    return b"\xef\xbb\xbf" + output.getvalue().encode("utf-8")


def plain(amount: Money | None, sheet: OrderSheet) -> str:
    """An amount without grouping, which spreadsheets do not read."""
    if amount is None:
        return ""
    return str(amount).replace(".", "," if sheet.shop.language == "de" else ".")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(GUARDED) else text


class Letter(NamedTuple):
    """An order as an e-mail without its attachments."""

    to: str
    subject: str
    body: str


def order_letter(sheet: OrderSheet) -> Letter:
    """What is written to the supplier."""
    write, paper = _Write(sheet.shop.language), order_paper(sheet)
    wanted = dict(paper.facts).get(write.text("Wanted on"), "")
    text = [write.text("Dear {name},").format(name=sheet.supplier.contact or sheet.supplier.name), ""]
    text.append(write.text("we order the following, as in the attached list:"))
    text.append("")
    text += [_line_text(write, line) for line in paper.lines]
    text.append("")
    if wanted:
        text.append(write.text("Please deliver on {day}.").format(day=wanted))
    if sheet.supplier.customer_no:
        text.append(write.text("Our customer number: {number}").format(number=sheet.supplier.customer_no))
    if paper.note:
        text += ["", paper.note]
    text += ["", write.text("Kind regards"), *paper.shop]
    subject = write.text("Order {number} of {shop}").format(number=sheet.order.number, shop=sheet.shop.name)
    return Letter(sheet.supplier.email, subject, "\n".join(text) + "\n")


def _line_text(write: _Write, line: PaperLine) -> str:
    if line.article_no:
        return write.text("{packs} × {pack}: {name} ({article_no})").format(
            packs=line.packs, pack=line.pack, name=line.name, article_no=line.article_no
        )
    return write.text("{packs} × {pack}: {name}").format(packs=line.packs, pack=line.pack, name=line.name)


def _sender(shop: Shop) -> tuple[str, ...]:
    return _lines(shop.name, shop.street, f"{shop.postcode} {shop.city}")


def _addressee(supplier: Supplier) -> tuple[str, ...]:
    return _lines(supplier.name, supplier.contact, *supplier.address.splitlines(), supplier.phone, supplier.email)


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())
