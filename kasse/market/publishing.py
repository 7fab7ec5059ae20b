"""The market's service: what the world may see of the shop, and where it is told. `Till.market` is one.

Its parts are by subject: `profile` (on or off, who the shop is), `switches` (what is shown), `targets` (where) and
`pipeline` (the steps from a change in the shop to what each target should show).
"""

from kasse.market.pipeline import Pipeline
from kasse.market.profile import Profile
from kasse.market.switches import Switches
from kasse.market.targets import Targets


class Market(Profile, Switches, Targets, Pipeline):
    """All of it; every method is one short transaction."""
