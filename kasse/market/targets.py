"""The places where the shop publishes, as the owner sets them up."""

import re

from kasse.books.market import TargetSetting, TargetState, Who
from kasse.errors import Refused
from kasse.market.part import NOSTR, Part
from kasse.market.places import check_relay
from kasse.people import Actor, Permission
from kasse.ports import Work
from kasse.texts import _

SCOPES = ("all", "featured")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PASSWORD = re.compile(r"[a-z0-9+.-]+://[^/?#@]*:[^/?#]*@", re.IGNORECASE)
"""An address with a password in it."""
_SECRETS = ("password", "passphrase", "secret", "token", "nsec", "key")


class Targets(Part):
    """Targets, and how they stand."""

    def targets(self) -> list[TargetState]:
        """All targets in their order."""
        with self._store.read() as work:
            return work.market.targets()

    def target_settings(self) -> list[TargetSetting]:
        """The same without how they stand, which takes no counting."""
        with self._store.read() as work:
            return work.market.settings()

    def put_target(self, actor: Actor, setting: TargetSetting) -> None:
        """Add a target, or change the one of this name."""
        actor.require(Permission.SETTINGS)
        setting = _checked(setting)
        with self._store.write() as work:
            before = next((known for known in work.market.settings() if known.name == setting.name), None)
            if before == setting:
                return
            work.market.put_target(setting)
            if before is not None and before.address != setting.address:
                work.market.begin_anew(setting.name)
            self._note(work, actor, f"target {setting.name}", _said(before), _said(setting))

    def remove_target(self, actor: Actor, name: str) -> None:
        """Publish there no more. What it shows stays until it forgets it; switched off first, it is taken away."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            before = _known(work, name)
            work.market.remove_target(name)
            self._note(work, actor, f"target {name}", _said(before), "")

    def try_again(self, actor: Actor, name: str) -> None:
        """End its waiting, and offer it once more what it refused."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            _known(work, name)
            work.market.unpark(name)
            work.market.mark(name, backoff_until=0, tries=0, error="", who=Who.NOBODY.value)

    def refused_articles(self, name: str) -> dict[str, tuple[str, Who]]:
        """What a target refused, by key: why, and who can act."""
        with self._store.read() as work:
            return dict(work.market.parked(name))


def _known(work: Work, name: str) -> TargetSetting:
    found = next((known for known in work.market.settings() if known.name == name), None)
    if found is None:
        raise Refused("no_target", _("There is no place to publish called {name}.").format(name=name[:60]))
    return found


def _checked(setting: TargetSetting) -> TargetSetting:
    name, address = setting.name.strip(), setting.address.strip()
    if not name or len(name) > 60 or not name.isprintable():
        raise Refused("bad_target", _("Give the place a name of up to 60 signs."))
    if not _KIND.fullmatch(setting.kind) or setting.scope not in SCOPES:
        raise Refused("bad_target", _("This kind of place is not known."))
    if not address or len(address) > 500 or not address.isprintable():
        raise Refused("bad_target", _("Enter the address where to publish."))
    if setting.kind == NOSTR:
        address = check_relay(address)
    if any(_PASSWORD.match(text) for text in (address, *(value for _option, value in setting.options))) or any(
        option.casefold() in _SECRETS for option, _value in setting.options
    ):
        raise Refused("bad_target", _("A password does not belong here: it is kept in this computer's keyring."))
    return setting._replace(name=name, address=address, options=tuple(sorted(setting.options)))


def _said(setting: TargetSetting | None) -> str:
    if setting is None:
        return ""
    return f"{setting.kind} {setting.address} {setting.scope} {'on' if setting.enabled else 'off'}"
