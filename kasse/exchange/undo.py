"""The last list taken back: what it added goes, what it changed is as it was, and counted stock is booked back.

What somebody has changed or used since is not thrown away: then nothing is taken back, and a sentence names it.
"""

import json
from dataclasses import replace
from typing import Any, NamedTuple

from kasse.books.exchange import Run
from kasse.books.prices import PriceChange, PriceNote, PriceState
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Product
from kasse.errors import Refused
from kasse.exchange.keeping import (
    article_of,
    digest,
    document_of,
    money_of,
    plain_article,
    plain_facts,
    product_of,
    supplier_of,
)
from kasse.ids import uuid7
from kasse.ports import Work
from kasse.products import note_changed
from kasse.quantity import Quantity
from kasse.records import to_json
from kasse.texts import _

NAMED = 3
"""So many of those that speak against it are named."""


class Undoing(NamedTuple):
    """A run that is looked at to be taken back; `as_of` is the last audit entry known then."""

    run: Run
    changed: tuple[Product, ...]
    as_of: int

    @property
    def kept(self) -> dict[str, Any]:
        """What takes it back."""
        found: dict[str, Any] = json.loads(self.run.undo)
        return found


def look(work: Work) -> Undoing:
    """The last run, with whatever was changed since found; `Refused` where there is none, or something was."""
    run = work.exchange.last_run()
    if run is None:
        raise Refused("no_import", _("No list was taken over that could be taken back."))
    as_of = work.exchange.last_audit()
    kept = json.loads(run.undo)
    names = [*_products_changed(work, kept), *_figures_changed(work, kept), *_trade_changed(work, kept)]
    if names:
        raise _since(names)
    changed = tuple(product_of(before) for before, _after in kept.get("changed", ()))
    return Undoing(run, changed, as_of)


def _since(names: list[str]) -> Refused:
    shown = ", ".join(f"“{name[:40]}”" for name in names[:NAMED])
    if len(names) > NAMED:
        shown = _("{names} and {count} more").format(names=shown, count=len(names) - NAMED)
    return Refused(
        "changed_since", _("Changed, sold or counted since: {names}. Nothing was taken back.").format(names=shown)
    )


def _products_changed(work: Work, kept: dict[str, Any]) -> list[str]:
    names = []
    for number, after in kept.get("added", ()):
        product = work.catalog.product(number)
        if product is None or digest(product) != after:
            names.append(_("a product that is gone") if product is None else product.name)
    for before, after in kept.get("changed", ()):
        wanted = product_of(before)
        product = work.catalog.product(wanted.number or 0)
        if product is None or digest(product) != after:
            names.append(wanted.name if product is None else product.name)
    return names


def _figures_changed(work: Work, kept: dict[str, Any]) -> list[str]:
    names = []
    for product, pack, _before, after in kept.get("prices", ()):
        tag = next((tag for tag in work.prices.tags(product) if tag.pack == pack), None)
        if tag is None or tag.price != money_of(after):
            names.append(str(product) if tag is None else tag.name)
    for product, pack, price, day in kept.get("planned", ()):
        if _planned(work, product, pack, price, day) is None:
            names.append(name_of(work, product))
    for _before, after in kept.get("facts", ()):
        if plain_facts(work.prices.facts(after[0])) != after:
            names.append(name_of(work, after[0]))
    return names


def _planned(work: Work, product: int, pack: int, price: int | None, day: str) -> PriceChange | None:
    planned = [entry.change for entry in work.prices.planned(product=product)]
    wanted = (pack, money_of(price), day)
    return next((one for one in planned if (one.pack, one.price, one.valid_from.isoformat()) == wanted), None)


def _trade_changed(work: Work, kept: dict[str, Any]) -> list[str]:
    names = []
    for number, _before, after in kept.get("suppliers", ()):
        supplier = work.buying.supplier(number)
        if supplier is None or to_json(supplier) != after:
            names.append(supplier_of(after).name)
    there = {(one.supplier, one.product): one for one in work.buying.all_articles()} if kept.get("articles") else {}
    for _before, after in kept.get("articles", ()):
        article = there.get((after[0], after[1]))
        if article is None or plain_article(article) != after:
            names.append(name_of(work, after[1]))
    return names


def name_of(work: Work, product: int) -> str:
    """A product's name, or its number where it is gone."""
    found = work.catalog.product(product)
    return str(product) if found is None else found.name


# Taking back


def take_back(work: Work, undoing: Undoing, note: PriceNote) -> None:
    """All of it, within the running transaction."""
    if work.exchange.last_audit() != undoing.as_of:
        look(work)
    run, kept = undoing.run, undoing.kept
    _refuse_used(work, undoing)
    _count_back(work, kept, note)
    work.exchange.remove_products([number for number, _digest in kept.get("added", ())])
    back = [(_now(work, product), product) for product in undoing.changed]
    work.exchange.change_products(back, note)
    note_changed(work, note, back)
    _facts_back(work, kept)
    _prices_back(work, kept, note)
    _trade_back(work, kept)
    work.exchange.remove_groups(kept.get("departments", ()), kept.get("deposits", ()))
    work.catalog.put_deposit_types([])  # what is kept of them in memory is read anew
    work.exchange.undone(run.id, note.at)


def _now(work: Work, product: Product) -> Product:
    found = work.catalog.product(product.number or 0)
    assert found is not None  # noqa: S101 - it was looked at
    return found


def _refuse_used(work: Work, undoing: Undoing) -> None:
    kept = undoing.kept
    numbers = [number for number, _digest in kept.get("added", ())]
    used = work.exchange.used_since(numbers, undoing.run.at, undoing.run.id) if numbers else []
    document = document_of(kept)
    used += work.exchange.counted_since(document, undoing.run.at) if document else []
    new = [number for number, before, _after in kept.get("suppliers", ()) if before is None]
    ordered = [order for order in work.buying.orders(1_000_000) if order.supplier in new] if new else []
    names = [name_of(work, number) for number in dict.fromkeys(used)]
    names += [_("order {number}").format(number=order.number) for order in ordered]
    if names:
        raise _since(names)


def _count_back(work: Work, kept: dict[str, Any], note: PriceNote) -> None:
    """By a new document: what was booked stays booked."""
    document = document_of(kept)
    if document is None:
        return
    entries = tuple(
        StockEntry(product, Quantity(-change.thousandths))
        for product, change in work.exchange.document_changes(document)
    )
    book = StockDocument(uuid7(), Reason.CORRECTION, note.at, note.who, note.why, entries, reference=document.hex)
    work.stock.book(book)


def _facts_back(work: Work, kept: dict[str, Any]) -> None:
    facts = []
    for before, _after in kept.get("facts", ()):
        product, cost, life, brand = before
        facts.append(work.prices.facts(product)._replace(cost=cost, life=life, brand=brand))
    work.prices.put_facts(facts)


def _prices_back(work: Work, kept: dict[str, Any], note: PriceNote) -> None:
    history = []
    for product, pack, before, after in kept.get("prices", ()):
        work.prices.set_price(product, pack, money_of(before))
        history.append(
            PriceChange(product, money_of(before), note.day, note.at, note.who, note.why, pack, money_of(after))
        )
    work.prices.note(history)
    for product, pack, price, day in kept.get("planned", ()):
        change = _planned(work, product, pack, price, day)
        if change is not None and change.number is not None:
            work.prices.settle(change.number, PriceState.CANCELLED, change.before, change.valid_from)


def _trade_back(work: Work, kept: dict[str, Any]) -> None:
    for before, after in kept.get("articles", ()):
        if before is None:
            work.buying.remove_article(after[0], after[1])
    work.buying.put_articles([article_of(before) for before, _after in kept.get("articles", ()) if before is not None])
    work.exchange.remove_suppliers([number for number, before, _after in kept.get("suppliers", ()) if before is None])
    for number, before, _after in kept.get("suppliers", ()):
        if before is not None:
            work.buying.put_supplier(replace(supplier_of(before), number=number))
