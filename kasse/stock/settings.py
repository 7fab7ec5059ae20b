"""What the owner sets for stock, and whether it can be."""

from kasse.errors import Refused
from kasse.margin import ENDINGS
from kasse.stock.expiry import STEPS_SETTING, steps_of
from kasse.stock.receiving import ENDING_SETTING
from kasse.texts import _

STOCK_SETTINGS = (STEPS_SETTING, ENDING_SETTING)


def check_stock_setting(name: str, value: str) -> None:
    """`Refused` where a setting cannot have this value."""
    if name == STEPS_SETTING:
        steps_of(value)
    elif value not in ENDINGS:
        raise Refused("bad_setting", _("“{text}” cannot be used for this.").format(text=value[:40]))
