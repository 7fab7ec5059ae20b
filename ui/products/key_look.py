"""How a key looks at the checkout: its price and its department's colour."""

from collections.abc import Iterable

from kasse.catalog import GIVES_MONEY_BACK
from kasse.errors import Refused
from kasse.till import Till
from ui.checkout.quick_keys import NO_COLOUR, price_text
from ui.last_state import Key


def looks(till: Till, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """For each code what stands below the key's text, and its colour; on the store thread."""
    colours = {department.name: department.colour for department in till.products.departments()}
    return {code: _look(till, code, colours) for code in codes}


def _look(till: Till, code: str, colours: dict[str, str]) -> tuple[str, str]:
    try:
        product = till.products.by_code(code)
    except Refused:
        return code, NO_COLOUR
    cents = None if product.price is None else product.price.cents
    colour = colours.get(product.department) or NO_COLOUR
    key = Key("", "", code, cents, product.unit.value, colour, product.kind in GIVES_MONEY_BACK)
    return price_text(key), colour
