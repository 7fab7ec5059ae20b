"""Which account of the bookkeeping gets what: presets of the charts SKR03 and SKR04, and the shop's own.

The presets are the accounts that are commonly used for it; whoever keeps the shop's books has the last word, so each of
them can be set. An account may have a BU key behind a slash ("8000/3"): then it is not automatic. Tax keys: 3 is 19 %,
2 is 7 %; an automatic account, as 8400 and 8300, has its rate by itself and gets none.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kasse.errors import Refused
from kasse.texts import N_, _

CHARTS = ("03", "04")


class Preset(NamedTuple):
    """What an account is for, and its numbers in SKR03 and SKR04."""

    name: str
    text: str
    accounts: tuple[str, str]


PRESETS = (
    Preset("cash", N_("Cash in the drawer"), ("1000", "1600")),
    Preset("foreign", N_("Cash in other currencies"), ("1010", "1610")),
    Preset("clearing", N_("Clearing of the till's takings"), ("1792", "3630")),
    Preset("card", N_("Card payments on their way"), ("1360", "1460")),
    Preset("claims", N_("Tabs: what customers owe"), ("1400", "1200")),
    Preset("revenue_1900", N_("Turnover 19 %"), ("8400", "4400")),
    Preset("revenue_700", N_("Turnover 7 %"), ("8300", "4300")),
    Preset("revenue_0", N_("Turnover without VAT"), ("8195", "4185")),
    Preset("deposit_1900", N_("Deposits 19 %"), ("8400", "4400")),
    Preset("deposit_700", N_("Deposits 7 %"), ("8300", "4300")),
    Preset("deposit_0", N_("Deposits without VAT"), ("8195", "4185")),
    Preset("vouchers", N_("Multi-purpose vouchers"), ("1700", "3500")),
    Preset("tip_owner", N_("Tips of the owner"), ("8400", "4400")),
    Preset("tip_staff", N_("Tips of staff"), ("1700", "3500")),
    Preset("own_use", N_("Goods the owner takes"), ("1880", "2130")),
    Preset("private_out", N_("Private withdrawals"), ("1800", "2100")),
    Preset("private_in", N_("Private deposits"), ("1890", "2180")),
    Preset("bank", N_("Bank transit"), ("1360", "1460")),
    Preset("wages", N_("Wages paid in cash"), ("1740", "3720")),
    Preset("shortage", N_("Cash missing"), ("2309", "6969")),
    Preset("surplus", N_("Cash too much"), ("2709", "4839")),
    Preset("cash_in", N_("Other money put in"), ("1590", "1370")),
    Preset("cash_out", N_("Other money taken out"), ("1590", "1370")),
    Preset("float", N_("Cash moved between two shifts"), ("1360", "1460")),
)
NAMES = tuple(preset.name for preset in PRESETS)
_ACCOUNT = re.compile(r"([1-9][0-9]{3,7})(?:/([0-9]{1,4}))?|(0[0-9]{3,7})")


class Account(NamedTuple):
    """An account's number, and its BU key where it has one."""

    number: str
    key: str = ""


def presets(chart: str) -> dict[str, str]:
    """The accounts of a chart."""
    place = CHARTS.index(chart)
    return {preset.name: preset.accounts[place] for preset in PRESETS}


def checked(name: str, text: str) -> str:
    """An account as it was typed; `Refused` where it cannot be one."""
    plain = text.replace(" ", "")
    if not _ACCOUNT.fullmatch(plain):
        raise Refused(
            "bad_account",
            _("“{text}” is no account. Write its number, with the BU key behind a slash where it needs one.").format(
                text=text[:20]
            ),
        )
    return plain


class AccountMap:
    """The accounts of a shop, in their full length."""

    def __init__(self, chart: str, own: Mapping[str, str], length: int) -> None:
        self._texts = {**presets(chart), **{name: text for name, text in own.items() if text}}
        self._length = length

    def of(self, name: str) -> Account:
        """An account; `Refused` names what has none."""
        text = self._texts.get(name)
        if text is None:
            raise Refused(
                "no_account", _("No DATEV account is set for {name}. Set it in the settings.").format(name=name)
            )
        number, _slash, key = text.partition("/")
        return Account(number.ljust(self._length, "0"), key)
