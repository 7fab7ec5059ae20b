"""The shop's side of the market: whether it is on, and who the world sees."""

import re

from kasse.books.market import PublicShop
from kasse.errors import Refused
from kasse.market.part import HOLDS, TICK, Part, is_on, public_shop
from kasse.market.places import check_hours, check_place, check_website, read_place
from kasse.people import Actor, Permission
from kasse.ports import Work
from kasse.texts import _

_KEY = re.compile(r"[0-9a-f]{64}")
_LONGEST = {"about": 500, "imprint": 2000}
_TEXTS = ("hours", "about", "imprint", "website", "key")
_FIELDS = frozenset({*_TEXTS, "latitude", "longitude", "place", "holds", "tick"})

Change = str | int | None


class Profile(Part):
    """Whether the market is on, and the shop as anybody may see it."""

    def is_on(self) -> bool:
        """Whether the shop publishes."""
        with self._store.read() as work:
            return is_on(work)

    def switch(self, actor: Actor, on: bool) -> None:
        """Publish from now on, or no more: then everything is taken away again."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            if on:
                _refuse_unready(work)
            before = work.settings.get("market", "off")
            after = "on" if on else "off"
            if before == after:
                return
            work.settings.put("market", after)
            if not on:
                work.market.forget_changes()
                work.market.take_all_away(self._now())
            self._note(work, actor, "market", before, after)

    def profile(self) -> PublicShop:
        """The shop as anybody may see it."""
        with self._store.read() as work:
            return public_shop(work)

    def change_profile(self, actor: Actor, **changes: Change) -> None:
        """Other settings of the market; what is not given stays.

        `place` is what somebody typed or pasted; `latitude` and `longitude` are millionths, `holds` and `tick` minutes.
        """
        actor.require(Permission.SETTINGS)
        checked = _checked(changes)
        with self._store.write() as work:
            if is_on(work) and None in (checked.get("latitude", 0), checked.get("longitude", 0)):
                raise _no_place()
            for name, value in checked.items():
                before = work.settings.get(f"market_{name}")
                after = "" if value is None else str(value)
                if before != after:
                    work.settings.put(f"market_{name}", after)
                    self._note(work, actor, name, before, after)

    def tick_minutes(self) -> int:
        """About so many minutes lie between two rounds of news."""
        with self._store.read() as work:
            return int(work.settings.get("market_tick") or TICK)


def _refuse_unready(work: Work) -> None:
    if work.training:
        raise Refused("training_market", _("A training copy never publishes anything."))
    shop = public_shop(work)
    if shop.latitude is None or shop.longitude is None:
        raise _no_place()


def _no_place() -> Refused:
    return Refused("no_place", _("Say first where the shop is: nobody finds it without a place."))


def _checked(changes: dict[str, Change]) -> dict[str, Change]:
    unknown = changes.keys() - _FIELDS
    if unknown:
        raise TypeError(f"no settings of the market: {sorted(unknown)}")
    checked: dict[str, Change] = {
        name: _text(name, str(value or "")) for name, value in changes.items() if name in _TEXTS
    }
    checked.update({name: changes[name] for name in ("latitude", "longitude") if name in changes})
    if "place" in changes:
        checked["latitude"], checked["longitude"] = read_place(str(changes["place"] or ""))
    check_place(int(checked.get("latitude") or 0), int(checked.get("longitude") or 0))
    if "holds" in changes:
        checked["holds"] = _holds(changes["holds"])
    if "tick" in changes:
        checked["tick"] = _tick(changes["tick"])
    return checked


def _text(name: str, value: str) -> str:
    if name == "hours":
        return check_hours(value)
    if name == "website":
        return check_website(value)
    if name == "key":
        if value and not _KEY.fullmatch(value):
            raise Refused("bad_key", _("This is no public key: it has 64 digits from 0 to f."))
        return value
    if len(value.strip()) > _LONGEST[name]:
        raise Refused("too_long", _("This text is too long: {limit} signs at most.").format(limit=_LONGEST[name]))
    return value.strip()


def _holds(value: Change) -> int:
    minutes = HOLDS if value is None else int(value)
    if minutes and not 5 <= minutes <= 24 * 60:
        raise Refused("bad_holds", _("A reservation is kept from 5 minutes to 24 hours; 0 takes none."))
    return minutes


def _tick(value: Change) -> int:
    minutes = TICK if value is None else int(value)
    if not 3 <= minutes <= 120:
        raise Refused("bad_tick", _("News go out every 3 to 120 minutes."))
    return minutes
