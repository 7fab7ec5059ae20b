"""Which column of a list means what: guessed by the headings in German and English, shown, changed and remembered."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from kasse.books.exchange import ListKind
from kasse.errors import Refused
from kasse.product_list.cells import fold, folded
from kasse.product_list.columns import FALLBACK_HEADERS, HEADERS, Columns, same_meaning
from kasse.texts import N_, _


class Field(NamedTuple):
    """What a column can mean. Without the `needed` ones a list says nothing."""

    name: str
    title: str
    needed: bool = False


_CODE = Field("code", N_("Code (EAN)"), needed=True)
_PRICE = Field("price", N_("Selling price"))

FIELDS: Final[Mapping[ListKind, tuple[Field, ...]]] = {
    ListKind.PRODUCTS: (
        _CODE,
        Field("name", N_("Name"), needed=True),
        _PRICE,
        Field("tax", N_("VAT")),
        Field("department", N_("Department")),
        Field("deposit", N_("Deposit")),
        Field("age", N_("Age limit")),
        Field("unit", N_("Price is for")),
        Field("price_bound", N_("Price bound")),
        Field("extra_codes", N_("More codes")),
        Field("stock", N_("Stock")),
        Field("cost", N_("Cost, net")),
        Field("brand", N_("Brand")),
        Field("life", N_("Shelf life in days")),
    ),
    ListKind.PRICES: (_CODE, _PRICE._replace(needed=True), Field("valid_from", N_("Valid from"))),
    ListKind.STOCK: (_CODE, Field("stock", N_("Stock"), needed=True)),
    ListKind.SUPPLIERS: (
        Field("name", N_("Name"), needed=True),
        Field("customer_no", N_("Our customer number")),
        Field("contact", N_("Contact")),
        Field("phone", N_("Phone")),
        Field("email", N_("E-mail")),
        Field("address", N_("Address")),
        Field("minimum", N_("Minimum order")),
        Field("delivery_days", N_("Delivery days")),
        Field("lead_days", N_("Days until it comes")),
        Field("note", N_("Note")),
    ),
    ListKind.ARTICLES: (
        _CODE._replace(needed=False),
        Field("supplier", N_("Supplier")),
        Field("article_no", N_("Article number")),
        Field("pack", N_("Order unit")),
        Field("units", N_("Pieces in it")),
        Field("cost", N_("Cost of it, net")),
        Field("aisle", N_("Aisle")),
        Field("preferred", N_("Preferred")),
    ),
}
"""What the columns of each kind of list can mean, in the order in which they are offered."""

_MORE: Final = folded(
    {
        "cost": "EK, EK netto, Netto EK, EK Preis, Einkaufspreis, Einkaufspreis netto, Einkauf, Einstandspreis,"
        "Listenpreis, Nettopreis, Preis netto, cost, cost price, net cost, purchase price, net price",
        "brand": "Marke, Hersteller, brand, manufacturer",
        "life": "Haltbarkeit, Haltbarkeit Tage, Resthaltbarkeit, MHD Tage, shelf life, shelf life days",
        "valid_from": "gültig ab, gilt ab, ab, ab Datum, Gültigkeit, valid from, from, effective, effective from",
        "supplier": "Lieferant, Lieferantenname, Großhändler, supplier, vendor, supplier name",
        "article_no": "Artikelnummer, Artikel Nr, Art Nr, ArtNr, Bestellnummer, Bestell Nr, Lieferantenartikelnummer,"
        "Lieferanten Artikel Nr, article number, article no, item number, order number, supplier sku",
        "pack": "Gebinde, Bestelleinheit, Verpackung, Gebindeart, pack, order unit, packaging",
        "units": "VPE, Inhalt, Gebindegröße, Stück je Gebinde, Stück pro Gebinde, Stück je VPE, Stück je Karton,"
        "Menge je VPE, units, units per pack, pack size, case size, pieces",
        "aisle": "Gang, Regal, Regalplatz, aisle, shelf",
        "preferred": "bevorzugt, Hauptlieferant, preferred",
        "customer_no": "Kundennummer, Kunden Nr, unsere Kundennummer, customer number, customer no, account",
        "contact": "Ansprechpartner, Kontakt, Ansprechperson, contact, contact person",
        "phone": "Telefon, Tel, Telefonnummer, phone, telephone",
        "email": "E-Mail, Mail, E-Mail-Adresse, Mailadresse, email, e mail address",
        "address": "Adresse, Anschrift, address",
        "minimum": "Mindestbestellwert, Mindestbestellung, MBW, Mindestmenge EUR, minimum order, minimum",
        "delivery_days": "Liefertage, Liefertag, delivery days, delivery day",
        "lead_days": "Lieferzeit, Vorlauf, Lieferzeit Tage, Vorlauf Tage, lead time, lead days",
        "note": "Notiz, Bemerkung, Hinweis, note, remark, comment",
    }
)
_COUNTS: Final = folded(
    {"stock": "Menge, Anzahl, Stückzahl, gezählt, Ist, Zählmenge, quantity, qty, count, counted, amount"}
)
_LAST: Final = folded(
    {
        "price": "UVP, empf VK, empfohlener VK, unverbindliche Preisempfehlung, neuer Preis, Preis neu, VK neu, rrp,"
        "new price",
        "code": "Code, Stückcode, GTIN Stück, EAN Stück, EAN Einzel, Artikel EAN",
        "cost": "Preis, price",
    }
)
"""Where no other column says it."""
_SUPPLIERS: Final = folded(
    {"name": "Lieferant, Lieferantenname, supplier, supplier name, vendor, Firma, Firmenname, company, Name"}
)


@cache
def _words(kind: ListKind) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The headings of a kind of list: those that say it plainly, and those that do where no other does."""
    known = {field.name for field in FIELDS[kind]}
    if kind is ListKind.SUPPLIERS:
        return _kept((_MORE, _SUPPLIERS), known), {}
    counts = (_COUNTS,) if kind is ListKind.STOCK else ()
    return _kept((HEADERS, _MORE, *counts), known), _kept((_LAST, FALLBACK_HEADERS), known)


def _kept(vocabularies: Iterable[Mapping[str, str]], known: set[str]) -> dict[str, str]:
    """All words of some vocabularies for known fields; a later vocabulary does not take a word from an earlier one."""
    found: dict[str, str] = {}
    for words in vocabularies:
        for word, field in words.items():
            if field in known:
                found.setdefault(word, field)
    return found


def score(kind: ListKind, headings: Sequence[str]) -> int:
    """How many fields of a kind of list these cells name."""
    return len(set(guess(kind, headings)) - {""})


def guess(kind: ListKind, headings: Sequence[str]) -> tuple[str, ...]:
    """A field, or nothing, for each heading. What two headings say stands at both: somebody must choose."""
    plain, last = _words(kind)
    words = [fold(heading[:80]) for heading in headings]
    found = [plain.get(word, "") for word in words]
    taken = set(found)
    return tuple(
        field or (last[word] if last.get(word, "") not in taken and word in last else "")
        for field, word in zip(found, words, strict=True)
    )


def keys_of(headings: Sequence[str]) -> tuple[str, ...]:
    """What each column is remembered by: its heading, with a number where several have the same, or its place."""
    seen: dict[str, int] = {}
    keys = []
    for place, heading in enumerate(headings):
        word = fold(heading[:80]) or f"#{place}"
        seen[word] = seen.get(word, 0) + 1
        keys.append(word if seen[word] == 1 else f"{word}#{seen[word]}")
    return tuple(keys)


def remembered(kind: ListKind, headings: Sequence[str], kept: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of last time for the headings that are the same; what is new is guessed, if nothing else says it."""
    known = {field.name for field in FIELDS[kind]} | {""}
    keys, guessed = keys_of(headings), guess(kind, headings)
    taken = {field for field in kept.values() if field}
    return tuple(
        kept[key] if kept.get(key, "?") in known else (field if field not in taken else "")
        for key, field in zip(keys, guessed, strict=True)
    )


def columns_of(kind: ListKind, headings: Sequence[str], fields: Sequence[str]) -> Columns:
    """The columns to read by; `Refused` where a needed one is missing, or two mean the same."""
    shown = [heading or _("column {number}").format(number=place) for place, heading in enumerate(headings, 1)]
    index: dict[str, int] = {}
    for place, field in enumerate(fields):
        if field in index:
            raise same_meaning(shown[index[field]], shown[place])
        if field:
            index[field] = place
    missing = [_(field.title) for field in FIELDS[kind] if field.needed and field.name not in index]
    if kind is ListKind.ARTICLES and not {"code", "article_no"} & index.keys():
        missing = [_(_CODE.title)]
    if missing:
        raise Refused(
            "missing_column",
            _("The list has no column for: {missing}. It names: {found}.").format(
                missing=", ".join(missing), found=", ".join(f"“{name}”" for name in shown[:30])
            ),
        )
    ignored = tuple(heading for place, heading in enumerate(headings) if heading and place not in index.values())
    return Columns(index, {field: shown[place] for field, place in index.items()}, len(headings), ignored)


def field_named(kind: ListKind, text: str) -> str:
    """A field by its name, or `Refused` with all there are."""
    names = [field.name for field in FIELDS[kind]]
    if text not in ("", *names):
        raise Refused(
            "unknown_field",
            _("“{field}” is nothing that a column can mean here. Known: {known}").format(
                field=text[:40], known=", ".join(names)
            ),
        )
    return text
