"""A row of the log: when, who, what, about what, before and after, in words of the screen's language."""

from typing import NamedTuple

from kasse.formats import time_text
from kasse.people import AuditEntry
from kasse.shop import Shop
from kasse.texts import current_language
from ui.people import facts
from ui.people.facts import Facts, Reader
from ui.people.words import log_words
from ui.widgets.table import Entry


class Reading(NamedTuple):
    """How an entry's texts are read: what it is about, and what was before and after."""

    subject: Reader | None = None
    values: Reader | None = None


READINGS = {
    "age_refused": Reading(subject=facts.age),
    "code_rules": Reading(values=facts.code_rules),
    "customer": Reading(facts.customer, facts.customer_facts),
    "customer_erased": Reading(subject=facts.customer),
    "customer_export": Reading(subject=facts.customer),
    "department": Reading(values=facts.department),
    "import": Reading(facts.rows, facts.taken_over),
    "import_undo": Reading(facts.rows, facts.taken_over),
    "leave": Reading(subject=facts.permission),
    "lent": Reading(values=facts.permission),
    "order": Reading(values=facts.order),
    "order_sent": Reading(values=facts.order_way),
    "person": Reading(values=facts.person),
    "product": Reading(values=facts.product),
    "product_learned": Reading(values=facts.learned),
    "promotion": Reading(values=facts.promotion),
    "reprint": Reading(facts.receipt, facts.copied),
    "setting": Reading(facts.setting, facts.printer),
    "shop": Reading(subject=facts.setting),
    "tab_correction": Reading(subject=facts.customer),
    "tab_limit": Reading(subject=facts.customer),
    "tax_rate": Reading(facts.rate_subject, facts.rate),
    "void_receipt": Reading(subject=facts.receipt),
    "wrong_pin": Reading(values=facts.failed),
}
"""Entries that are kept in a shape of their own; all others are plain words already."""


def log_entry(number: int, entry: AuditEntry, shop: Shop) -> Entry:
    """One entry as a row."""
    at = time_text(shop.time.local(entry.at), current_language())
    reading = READINGS.get(entry.what, Reading())
    if entry.what == "leave":
        entry = entry._replace(before="")  # the basket's id says nothing to anybody
    subject = _subject(entry, reading)
    before, after = _different(_read(reading.values, entry.before), _read(reading.values, entry.after))
    if not entry.before:
        after = tuple(fact for fact in after if fact not in subject) or after  # what is new repeats its name
    cells = (at, entry.who, log_words(entry.what), _joined(subject), _joined(before), _joined(after))
    return Entry(str(number), cells, alarm=entry.what == "wrong_pin")


def _subject(entry: AuditEntry, reading: Reading) -> Facts:
    subject = _read(reading.subject, entry.subject)
    if entry.what == "product":
        return *subject, *facts.product(entry.after)[:1]  # people look for the name
    return subject


def _read(reader: Reader | None, text: str) -> Facts:
    return (reader(text) if reader is not None else ()) or (text,)


def _different(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    """Of many facts only those that are not the same any more."""
    changed = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    if len(before) != len(after) or not changed:
        return before, after
    return tuple(old for old, _new in changed), tuple(new for _old, new in changed)


def _joined(said: Facts) -> str:
    return " · ".join(said)
