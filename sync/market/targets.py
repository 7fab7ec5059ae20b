"""Where a target's code comes from: entry points, so that a new kind of place needs no change here."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TypeAlias

from kasse.books.market import PublicShop, TargetSetting
from kasse.errors import Refused
from kasse.market.part import NOSTR
from kasse.market.target import MarketTarget, NullTarget, Opening
from kasse.texts import _

GROUP = "kasse.market_targets"

Opener: TypeAlias = Callable[[Opening], MarketTarget]
Secrets: TypeAlias = Callable[[TargetSetting, PublicShop, str], str]
"""What gives a target's secret, out of its setting, the shop, and the till's serial number. May take long."""


@cache
def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def kinds() -> list[str]:
    """The kinds of target that this Kasse knows."""
    return sorted(_found())


def open_target(opening: Opening) -> MarketTarget:
    """The target of a setting; where its kind is not known, one that shows nothing to anybody."""
    point = _found().get(opening.setting.kind)
    if point is None:
        return NullTarget()
    opened: MarketTarget = point.load()(opening)
    return opened


def refuse_unknown(target: MarketTarget, kind: str) -> None:
    """`Refused` where a target is only a stand-in: nobody shall believe that something is published."""
    if isinstance(target, NullTarget):
        raise Refused(
            "unknown_target",
            _("This Kasse cannot publish to “{kind}”. Update it, or remove this place.").format(kind=kind[:40]),
        )


def secret_name(setting: TargetSetting, shop: PublicShop, serial: str) -> str:
    """Under which name the keyring has it: relays share the shop's key, other places have a password each."""
    from sync.secrets import name_of

    return name_of(shop.key, "key") if setting.kind == NOSTR else name_of(serial, setting.name)


def secret_of(setting: TargetSetting, shop: PublicShop, serial: str) -> str:
    """A target's secret, empty where there is none. Raises `Unavailable` where the keyring is locked."""
    from sync.secrets import get

    return get(secret_name(setting, shop, serial))
