"""What rules for in-store codes say, and what a code means by them, in plain words."""

from kasse.barcodes import ArticleCode, CodeRule, InStoreCode, Meaning, PressCode, SlipCode, SsccCode, UnknownCode
from kasse.formats import amount_text, date_text, quantity_text
from kasse.money import Money
from kasse.texts import N_, _, current_language

MEANINGS = {
    "weight": N_("the weight"),
    "price": N_("the price"),
    "count": N_("the number of pieces"),
    "slip": N_("the amount of a deposit slip"),
}
"""What the value in a code is."""

_SLIPS = {"deposit": N_("Deposit slip"), "refund": N_("Refund receipt"), "coupon": N_("Coupon")}


def meaning_name(meaning: str) -> str:
    """What the value in a code is."""
    return _(MEANINGS[meaning])


def rule_words(rule: CodeRule) -> str:
    """A rule as a sentence."""
    if "I" in rule.pattern:
        sentence = _(
            "Codes of {length} digits that begin with {prefix} carry {meaning} in {value}; the article is in {item}."
        )
    else:
        sentence = _("Codes of {length} digits that begin with {prefix} carry {meaning} in {value}.")
    return sentence.format(
        length=len(rule.pattern),
        prefix=rule.prefix,
        meaning=meaning_name(rule.meaning),
        value=_places(rule.pattern, "V"),
        item=_places(rule.pattern, "I"),
    )


def _places(pattern: str, letter: str) -> str:
    first, last = pattern.find(letter) + 1, pattern.rfind(letter) + 1
    if first == last:
        return _("digit {number}").format(number=first)
    return _("digits {first} to {last}").format(first=first, last=last)


def code_words(meaning: Meaning) -> str:
    """What a code is."""
    if isinstance(meaning, UnknownCode):
        return meaning.reason
    if isinstance(meaning, SsccCode):
        return _("The number of a parcel or pallet.")
    if isinstance(meaning, PressCode):
        return _joined(_("Newspaper or magazine {number}").format(number=meaning.vdz), _price(meaning.price))
    if isinstance(meaning, SlipCode):
        return _joined(_(_SLIPS[meaning.kind]), _price(meaning.amount))
    if isinstance(meaning, InStoreCode):
        return _joined(_("Label of the shop, article {item}").format(item=meaning.item), *_said(meaning))
    return _joined(_("Article number {code}").format(code=meaning.raw), *_said(meaning), _until(meaning))


def _said(meaning: InStoreCode | ArticleCode) -> tuple[str, ...]:
    weight = _("{weight} kg").format(weight=_quantity(meaning.weight)) if meaning.weight is not None else ""
    count = _("{count} pieces").format(count=_quantity(meaning.count)) if meaning.count is not None else ""
    return weight, count, _price(meaning.price)


def _quantity(quantity: object) -> str:
    return quantity_text(quantity, current_language())  # type: ignore[arg-type]


def _price(price: Money | None) -> str:
    return "" if price is None else f"{amount_text(price, current_language())} €"


def _until(meaning: ArticleCode) -> str:
    day = meaning.best_before or meaning.expiry
    return "" if day is None else _("best before {day}").format(day=date_text(day, current_language()))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
