"""A closing before any change of master data that a Z report stands for.

The DSFinV-K gives the shop, the till, the VAT and the fiscal device per Z (Stammdatenmodul): while a shift is open,
what was sold already and what will be sold must have the same. What no Z is tied to, as the foot of the receipt, stays
free.
"""

from collections.abc import Iterable

from kasse.errors import Refused
from kasse.ports import Work
from kasse.texts import _

CODE = "close_first"
"""The code of the refusal, by which a window offers to go to the shift."""

FREE_SHOP_DATA = frozenset({"footer", "language", "day_starts_at_hour", "version"})
"""All other data of the shop are tied, those of a later Kasse too."""

TIED_SETTINGS = frozenset({"tse"})


def refuse_open_shift(work: Work) -> None:
    """`Refused` while a shift is open."""
    if work.cash.open_shift() is not None:
        raise Refused(
            CODE,
            _("A shift is open, and its Z report stands for the shop as it is. Close the day first, then change this."),
        )


def check_shop(work: Work, changed: Iterable[str]) -> None:
    """Whether data of the shop of these names may change now."""
    if not FREE_SHOP_DATA.issuperset(changed):
        refuse_open_shift(work)


def check_setting(work: Work, name: str) -> None:
    """Whether a setting may change now."""
    if name in TIED_SETTINGS:
        refuse_open_shift(work)
