"""How a product's facts are put into words."""

from kasse.catalog import Listed, Unit
from kasse.formats import quantity_text, rate_text
from kasse.products import Choices
from kasse.tax import MEAL, REDUCED, STANDARD, ZERO_RATED
from kasse.texts import N_, _, current_language
from kasse.unit_price import Content, unit_price, unit_price_text
from ui.checkout.rows import UNITS, price_figure

AGES = (0, 12, 14, 16, 18, 21)

_TAX_NAMES = {
    STANDARD: N_("standard rate"),
    REDUCED: N_("reduced rate"),
    ZERO_RATED: N_("no VAT"),
    MEAL: N_("food eaten here"),
}


def tax_text(tax_class: str, rate: int) -> str:
    """A VAT class with its rate of today."""
    name = _(_TAX_NAMES[tax_class]) if tax_class in _TAX_NAMES else tax_class
    return f"{rate_text(rate, current_language())} · {name}"


def taxes_away(choices: Choices) -> list[tuple[str, str]]:
    """The classes of what is taken away."""
    return [(name, tax_text(name, rate)) for name, rate in choices.tax_classes if name != MEAL]


def taxes_here(choices: Choices) -> list[tuple[str, str]]:
    """The classes of what is eaten in the shop; the first is none of its own."""
    return [("", _("the same")), *((name, tax_text(name, rate)) for name, rate in choices.tax_classes)]


def age_text(age: int) -> str:
    """An age limit."""
    return _("from {age}").format(age=age) if age else _("no limit")


def unit_names() -> list[tuple[str, str]]:
    """What a price can be for."""
    return [
        (Unit.PIECE.value, _("a piece")),
        (Unit.KILOGRAM.value, _("a kilogram")),
        (Unit.LITRE.value, _("a litre")),
        (Unit.METRE.value, _("a metre")),
    ]


def price_cell(row: Listed) -> str:
    """A price in the list, by its unit where that is no piece."""
    return "–" if row.price is None else price_figure(row.price, row.unit)


def unit_price_cell(row: Listed) -> str:
    """What a kilogram or a litre of it costs, where its content is known."""
    if row.content is None:
        return ""
    made = unit_price(row.price, row.unit, Content(row.content, row.content_unit))
    return unit_price_text(made, current_language())


def stock_cell(row: Listed) -> str:
    """How many there are by the books; nothing where nobody counted."""
    if row.stock is None:
        return ""
    text = quantity_text(row.stock, current_language()).replace("-", "−")
    return f"{text} {UNITS[row.unit]}" if row.unit in UNITS else text
