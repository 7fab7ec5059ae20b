"""What the log keeps as plain text, read back into words of the screen's language.

The core writes one shape for each kind of entry. A text of another shape, as from an older version, has no facts and
is shown as it was kept.
"""

import re
from collections.abc import Callable
from datetime import date

from kasse.formats import amount_text, date_text, rate_text
from kasse.money import Money
from kasse.people import PERMISSION_NAMES, Permission, Role
from kasse.texts import N_, _, current_language, ngettext
from ui.people.words import role_name
from ui.products.words import unit_names
from ui.settings.code_words import MEANINGS, meaning_name
from ui.settings.rates import class_name
from ui.settings.shop import ShopSection

Facts = tuple[str, ...]
"""What there is to say, in a fixed order; empty where a text has an unknown shape."""
Reader = Callable[[str], Facts]

ACTIVE = {"active": N_("active"), "inactive": N_("inactive")}
COPIES = {"print": N_("on paper"), "file": N_("as a file")}
_LABELS = {setting.name: setting.label for setting in ShopSection.settings} | {
    "language": N_("Language"),
    "printer": N_("Printer"),
    "voucher_years": N_("Years that vouchers are valid"),
}
_AMOUNT = r"(-?\d+\.\d\d)"
_PRODUCT = re.compile(
    rf"(.+); (.+); (?:-|{_AMOUNT}); ([^;]+); (.+); (\w+); "
    r"deposit ([^;]+); age (\d+); price (bound|free)(?:; here ([^;]+))?((?:; pack .+)*)"
)
_PACK = re.compile(rf"pack (\S+) (\S+) {_AMOUNT} \S+")


def person(text: str) -> Facts:
    """Jonas, cashier, inactive."""
    parts = text.rsplit(", ", 2)
    if len(parts) != 3 or parts[1] not in Role.__members__.values() or parts[2] not in ACTIVE:
        return ()
    return parts[0], role_name(Role(parts[1])), _(ACTIVE[parts[2]])


def product(text: str) -> Facts:
    """Club-Mate; its codes; 1.29; standard; drinks; piece; deposit mehrweg; age 0; price free, and its packs."""
    match = _PRODUCT.fullmatch(text)
    if match is None:
        return ()
    name, codes, price, tax_class, department, unit, deposit, age, bound, here, packs = match.groups()
    return (
        name,
        codes,
        _("no price") if price is None else _euros(price),
        class_name(tax_class),
        department,
        dict(unit_names()).get(unit, unit),
        _("no deposit") if deposit == "-" else _("deposit: {deposit}").format(deposit=deposit),
        _age(age),
        _("fixed price") if bound == "bound" else _("price not fixed"),
        *((_eaten_here(here),) if here else ()),
        *(_pack(pack) for pack in packs.split("; ")[1:]),
    )


def promotion(text: str) -> Facts:
    """3 for 2 · sweets; Mon–Fri · 17:00–19:00; switched on. It is kept as its record is."""
    if not text.startswith("{"):
        return ()
    from kasse.promotions.rules import Promotion
    from kasse.records import from_json
    from ui.promotions import words

    try:
        kept = from_json(Promotion, text)
    except (KeyError, TypeError, ValueError):
        return ()
    state = _("switched on") if kept.active else _("switched off")
    return words.what(kept, {}), words.when(kept), state


def department(text: str) -> Facts:
    """Drinks; standard; #2a78c4; age 0, and perhaps its class where it is eaten in the shop."""
    match = re.fullmatch(r"(.+); ([^;]+); (-|#\w+); age (\d+)(?:; here ([^;]+))?", text)
    if match is None:
        return ()
    name, tax_class, colour, age, here = match.groups()
    facts = (name, class_name(tax_class), _("no colour") if colour == "-" else colour, _age(age))
    return (*facts, _eaten_here(here)) if here else facts


def _eaten_here(tax_class: str) -> str:
    return _("eaten here: {tax_class}").format(tax_class=class_name(tax_class))


def learned(text: str) -> Facts:
    """1.79 Drugstore."""
    match = re.fullmatch(rf"{_AMOUNT} (.+)", text)
    return () if match is None else (_euros(match[1]), match[2])


def taken_over(text: str) -> Facts:
    """+9 ~0, and perhaps how many were unchanged and left out."""
    match = re.fullmatch(r"\+(\d+) ~(\d+)(?: =\d+ !\d+)?", text)
    if match is None:
        return ()
    changed = int(match[2])
    return (
        _("{count} new").format(count=match[1]),
        ngettext("{count} changed", "{count} changed", changed).format(count=changed),
    )


def rate(text: str) -> Facts:
    """Hundredths of a percent."""
    return (rate_text(int(text), current_language()),) if text.isdecimal() else ()


def rate_subject(text: str) -> Facts:
    """Reduced 2027-01-01."""
    tax_class, _space, day = text.rpartition(" ")
    try:
        return class_name(tax_class), date_text(date.fromisoformat(day), current_language())
    except ValueError:
        return ()


def code_rules(text: str) -> Facts:
    """22 PPIIIIZVVVVVK price, and so on."""
    rules = [rule.split(" ") for rule in text.split(", ")]
    if not all(len(rule) == 3 and rule[2] in MEANINGS for rule in rules):
        return ()
    return tuple(f"{prefix} {pattern} {meaning_name(meaning)}" for prefix, pattern, meaning in rules)


def order(text: str) -> Facts:
    """How far an order is, and what it costs net."""
    from kasse.buying.orders import STATE_NAMES

    names = {state.value: name for state, name in STATE_NAMES.items()}
    match = re.fullmatch(rf"(\w+)(?:; {_AMOUNT})?", text)
    if match is None or match[1] not in names:
        return ()
    amount = (amount_text(Money.parse(match[2]), current_language()),) if match[2] else ()
    return (_(names[match[1]]), *amount)


def order_way(text: str) -> Facts:
    """By mail to whom, or as which file."""
    kind, _space, name = text.partition(" ")
    return (name,) if kind in ("mail", "file") and name else ()


def failed(text: str) -> Facts:
    """How often the PIN was wrong."""
    return (_("attempt {number}").format(number=text),) if text.isdecimal() else ()


def copied(text: str) -> Facts:
    """What a copy is on."""
    return (_(COPIES[text]),) if text in COPIES else ()


def printer(text: str) -> Facts:
    """No printer is an empty setting, or `none`."""
    return (_("No printer"),) if text == "none" else ()


def receipt(text: str) -> Facts:
    """A receipt's number."""
    return (_("receipt {number}").format(number=text),) if text.isdecimal() else ()


def age(text: str) -> Facts:
    """An age limit."""
    return (_age(text),) if text.isdecimal() else ()


def rows(text: str) -> Facts:
    """How long a list was, or what it said and its file."""
    from kasse.books.exchange import ListKind
    from ui.exchange.words import kind_name

    kind, colon, file = text.partition(": ")
    if colon and kind in {known.value for known in ListKind}:
        return kind_name(ListKind(kind)), file
    if not text.isdecimal():
        return ()
    count = int(text)
    return (ngettext("{count} row", "{count} rows", count).format(count=count),)


def setting(text: str) -> Facts:
    """A setting as its form calls it."""
    return (_(_LABELS[text]),) if text in _LABELS else ()


CUSTOMER = {
    "name": N_("Name"),
    "card": N_("Card"),
    "group": N_("Group"),
    "contact": N_("Contact"),
    "note": N_("Note"),
}


def customer(text: str) -> Facts:
    """A customer's number: the log is kept for good, and so it names nobody."""
    return (_("customer {number}").format(number=text),) if text.isdecimal() else ()


def customer_facts(text: str) -> Facts:
    """What of a customer was changed."""
    names = text.split(", ")
    return tuple(_(CUSTOMER[name]) for name in names) if all(name in CUSTOMER for name in names) else ()


def permission(text: str) -> Facts:
    """What somebody may do."""
    known = text in Permission.__members__.values()
    return (_(PERMISSION_NAMES[Permission(text)]),) if known else ()


def _euros(text: str) -> str:
    return f"{amount_text(Money.parse(text), current_language())} €"


def _age(text: str) -> str:
    return _("from {age}").format(age=text) if int(text) else _("no age limit")


def _pack(text: str) -> str:
    match = _PACK.fullmatch(text)
    if match is None:
        return text
    return _("pack {code}: {count} for {price}").format(code=match[1], count=match[2], price=_euros(match[3]))
