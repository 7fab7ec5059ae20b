"""A plan written into the books: in one transaction, on record, with what takes it back kept beside it."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from kasse.barcodes import lookup_key
from kasse.books.buying import SupplierArticle
from kasse.books.exchange import Plan, Prepared, PriceStep, Run
from kasse.books.prices import PriceChange, PriceNote, PriceState
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.errors import Refused
from kasse.exchange.keeping import cents_of, digest, plain_article, plain_facts, plain_product
from kasse.exchange.trade import key_of
from kasse.ports import Work
from kasse.products import note_changed
from kasse.quantity import Quantity
from kasse.records import to_json
from kasse.texts import _


class Writing(NamedTuple):
    """What all parts of a run share."""

    work: Work
    plan: Plan
    note: PriceNote


def write(writing: Writing) -> Run:
    """Write all of a plan; gives its run, to be kept."""
    work, prepared = writing.work, writing.plan.prepared
    _refuse_stale(work, writing.plan)
    undo: dict[str, Any] = {
        "departments": [department.name for department in prepared.departments],
        "deposits": [deposit.code for deposit in prepared.deposits],
    }
    work.catalog.put_departments(prepared.departments)
    if prepared.deposits:
        work.catalog.put_deposit_types(prepared.deposits)
    undo["added"] = _add(work, prepared)
    work.exchange.change_products(prepared.changed, writing.note)
    note_changed(work, writing.note, prepared.changed)
    undo["changed"] = [[plain_product(before), digest(after)] for before, after in prepared.changed]
    undo["facts"] = _put_facts(work, prepared)
    undo["prices"], undo["planned"] = _put_prices(writing, prepared.prices)
    suppliers = _put_suppliers(work, prepared)
    undo["suppliers"] = suppliers
    undo["articles"] = _put_articles(work, prepared)
    undo["document"] = _count(writing)
    kept = {name: value for name, value in undo.items() if value}
    return _run(writing, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def _run(writing: Writing, undo: str) -> Run:
    plan, note = writing.plan, writing.note
    summary = f"+{plan.added} ~{plan.changed} ={plan.unchanged} !{len(plan.bad)}"
    return Run(plan.id, plan.kind, plan.file, note.at, note.who, summary, undo)


# Whether the plan still holds


def _refuse_stale(work: Work, plan: Plan) -> None:
    """`Refused` where somebody changed meanwhile what the list would change; quick where nobody did anything."""
    if work.exchange.last_audit() == plan.as_of:
        return
    name = _changed_meanwhile(work, plan.prepared)
    if name:
        raise Refused(
            "changed_meanwhile",
            _("“{name}” was changed while the list was looked at. Choose the file again.").format(name=name[:60]),
        )


def _changed_meanwhile(work: Work, prepared: Prepared) -> str:
    for before, _after in prepared.changed:
        if work.catalog.product(before.number or 0) != before:
            return before.name
    for product in prepared.added:
        if any(work.catalog.product_number(lookup_key(code)) is not None for code in product.codes):
            return product.name
    for step in prepared.prices:
        tag = next((tag for tag in work.prices.tags(step.product) if tag.pack == step.pack), None)
        if tag is None or tag.price != step.before:
            return str(step.product) if tag is None else tag.name
    return _trade_changed(work, prepared)


def _trade_changed(work: Work, prepared: Prepared) -> str:
    there = {key_of(one.name): one for one in work.buying.suppliers(former=True)} if prepared.suppliers else {}
    for before, after in prepared.suppliers:
        if there.get(key_of(after.name)) != before:
            return after.name
    for known, article, new in prepared.articles:
        if not new and _article(work, article.supplier, article.product) != known:
            return article.article_no or str(article.product)
    return ""


def _article(work: Work, supplier: int, product: int) -> SupplierArticle | None:
    return next((one for one in work.buying.articles_of(product) if one.supplier == supplier), None)


# Products


def _add(work: Work, prepared: Prepared) -> list[list[Any]]:
    """New products, whose numbers follow each other."""
    if not prepared.added:
        return []
    work.catalog.add_many(prepared.added)
    first = work.exchange.last_product() - len(prepared.added) + 1
    return [[first + offset, found] for offset, found in enumerate(prepared.digests)]


def _put_facts(work: Work, prepared: Prepared) -> list[list[Any]]:
    of_new = [facts._replace(product=_number(work, code)) for code, facts in prepared.facts_of_new]
    work.prices.put_facts([*(after for _before, after in prepared.facts), *of_new])
    return [[plain_facts(before), plain_facts(after)] for before, after in prepared.facts]


def _number(work: Work, code: str) -> int:
    number = work.catalog.product_number(lookup_key(code))
    assert number is not None  # noqa: S101 - just added
    return number


# Prices


def _put_prices(writing: Writing, steps: Sequence[PriceStep]) -> tuple[list[list[Any]], list[list[Any]]]:
    """At once, or planned in the place of what was planned for that day; both go into the history."""
    work, note = writing.work, writing.note
    now = [step for step in steps if step.valid_from is None]
    later = [step for step in steps if step.valid_from is not None]
    for step in now:
        work.prices.set_price(step.product, step.pack, step.after)
    for step in later:
        _unplan(work, note, step)
    work.prices.note([*(_change(note, step) for step in now), *(_change(note, step) for step in later)])
    return (
        [[step.product, step.pack, cents_of(step.before), cents_of(step.after)] for step in now],
        [[step.product, step.pack, cents_of(step.after), str(step.valid_from)] for step in later],
    )


def _change(note: PriceNote, step: PriceStep) -> PriceChange:
    state = PriceState.DONE if step.valid_from is None else PriceState.PLANNED
    begins = step.valid_from or note.day
    return PriceChange(step.product, step.after, begins, note.at, note.who, note.why, step.pack, step.before, state)


def _unplan(work: Work, note: PriceNote, step: PriceStep) -> None:
    for entry in work.prices.planned(product=step.product):
        change = entry.change
        if (change.pack, change.valid_from) == (step.pack, step.valid_from) and change.number is not None:
            work.prices.settle(change.number, PriceState.CANCELLED, change.before, change.valid_from)


# Suppliers


def _put_suppliers(work: Work, prepared: Prepared) -> list[list[Any]]:
    kept = []
    for before, after in prepared.suppliers:
        saved = work.buying.put_supplier(after)
        kept.append([saved.number, None if before is None else to_json(before), to_json(saved)])
    return kept


def _put_articles(work: Work, prepared: Prepared) -> list[list[Any]]:
    if not prepared.articles:
        return []
    numbers = {key_of(one.name): one.number or 0 for one in work.buying.suppliers(former=True)}
    written, kept = [], []
    for before, article, supplier in prepared.articles:
        after = article._replace(supplier=numbers[key_of(supplier)]) if supplier else article
        written.append(after)
        kept.append([None if before is None else plain_article(before), plain_article(after)])
        kept += _second(work, after, before)
    work.buying.put_articles(written)
    return kept


def _second(work: Work, after: SupplierArticle, before: SupplierArticle | None) -> list[list[Any]]:
    """Whoever was preferred for a product that is bought elsewhere first from now on."""
    if not after.preferred or (before is not None and before.preferred):
        return []
    others = [one for one in work.buying.articles_of(after.product) if one.preferred and one.supplier != after.supplier]
    return [[plain_article(one), plain_article(one._replace(preferred=False))] for one in others]


# Stock


def _count(writing: Writing) -> str:
    """A stock that a list names is a count: what is booked is the difference to the books of this moment."""
    work, prepared = writing.work, writing.plan.prepared
    counts = dict(prepared.counts) | {_number(work, code): counted for code, counted in prepared.counts_of_new}
    levels = {number: work.stock.level(number) for number in counts}
    entries = tuple(
        StockEntry(number, Quantity(counted.thousandths - levels[number].thousandths), expected=levels[number],
                   counted=counted)
        for number, counted in counts.items()
        if counted != levels[number]
    )  # fmt: skip
    if not entries:
        return ""
    note = _("List {file}").format(file=writing.plan.file[:80])
    work.stock.book(StockDocument(writing.plan.id, Reason.CORRECTION, writing.note.at, writing.note.who, note, entries))
    return writing.plan.id.hex
