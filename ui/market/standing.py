"""How the market stands, read in one go on the store thread."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from kasse.books.market import PublicShop, TargetState

if TYPE_CHECKING:
    from kasse.till import Till

BACKED_UP = "key_backed_up"
"""The setting that names the public key of which a backup was made."""


class Standing(NamedTuple):
    """What the overview shows; `now` is in the shop's zone."""

    on: bool
    training: bool
    shop: PublicShop
    tick: int
    targets: tuple[TargetState, ...]
    backed_up: bool
    now: datetime

    @property
    def relays(self) -> bool:
        """Whether a relay is in use, which needs a key."""
        return any(state.setting.kind == "nostr" and state.setting.enabled for state in self.targets)


def standing_of(till: "Till") -> Standing:
    """How it is now."""
    market = till.market
    shop = market.profile()
    return Standing(
        market.is_on(),
        till.training,
        shop,
        market.tick_minutes(),
        tuple(market.targets()),
        bool(shop.key) and till.setting(BACKED_UP) == shop.key,
        till.checkout.shop.time.local(till.clock.now()),
    )
