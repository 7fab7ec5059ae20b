"""Setting a fiscal device up, for the settings and the command line: what is asked of each kind, and the steps.

The device is made ready first; only what works is kept. Secrets go where secrets are kept, never into the shop's file,
and the PUK nowhere: it is on paper in the owner's safe.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4

from kasse.books.tse import TseEvent, TseEventKind
from kasse.errors import Refused
from kasse.fiscal.de.device import Secrets, TseFacts, TseHealth, TseSettings
from kasse.people import Actor
from kasse.records import to_json
from kasse.texts import _
from kasse.till import TSE_SETTING, Till
from ui.tse import SECRET_OPTIONS, keep_secrets, open_adapter, pin_anew

ASKED: Mapping[str, tuple[str, ...]] = {
    "swissbit": ("path", "library", "puk", "admin_pin", "time_admin_pin"),
    "epson": ("host", "port", "device_id", "puk", "admin_pin", "time_admin_pin"),
    "fiskaly": ("api_key", "api_secret", "tss_id", "client_uuid", "puk", "admin_pin"),
    "software": (),
}
"""What somebody who sets a device of this kind up is asked."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "swissbit": ("path", "library", "admin_pin", "time_admin_pin"),
    "epson": ("host", "admin_pin", "time_admin_pin"),
    "fiskaly": ("api_key", "api_secret"),
    "software": (),
}
SECRETS = ("puk", "admin_pin", "time_admin_pin")


class Wanted(NamedTuple):
    """What somebody wants to use: kind and options without secrets, the device's secrets, and secret options."""

    settings: TseSettings
    secrets: Secrets
    hidden: dict[str, str]

    @property
    def whole(self) -> TseSettings:
        """The settings as an adapter needs them."""
        return TseSettings(self.settings.kind, (*self.settings.options, *self.hidden.items()))


class MadeReady(NamedTuple):
    """A device that signs."""

    facts: TseFacts
    health: TseHealth
    secrets: Secrets
    unarchived: str = ""
    """Why the last period of the device before could not be archived; empty where it was."""


def wanted(values: Mapping[str, str]) -> Wanted:
    """What was typed. Raises `Refused` where something is missing."""
    kind = values["kind"]
    typed = {name: values.get(name, "").strip() for name in ASKED[kind]}
    missing = [name for name in NEEDED[kind] if not typed[name]]
    if missing:
        raise Refused(f"tse_{missing[0]}", _("Something is missing that the TSE needs: fill in the marked field."))
    if kind == "fiskaly" and not typed["tss_id"]:
        typed["tss_id"] = str(uuid4())  # it is made under this name
    options = tuple((name, value) for name, value in typed.items() if value and name not in (*SECRETS, *SECRET_OPTIONS))
    hidden = {name: typed[name] for name in SECRET_OPTIONS if typed.get(name)}
    return Wanted(TseSettings(kind, options), Secrets(*(typed.get(name, "") for name in SECRETS)), hidden)


def part_with(till: Till, wanted: TseSettings | None) -> str:
    """On the device's thread, before another takes its place: it signs what waits, all of it is archived, it is free.

    Gives why it could not be archived: a dead device keeps nobody from using another. Where the same one is set up
    anew, it is only let go of.
    """
    signing, archiving, unarchived = till.signing, till.archiving, ""
    if signing is None or archiving is None:
        return ""
    if signing.call(till.tse_settings) != wanted:
        signing.probe()
        signing.sign_waiting()
        signing.let_go()
        archiving.wait(60)
        unarchived = archiving.finish_period()
    signing.part()
    return unarchived


def make_ready(till: Till, serial: str, asked: Wanted) -> MadeReady:
    """Initialise the device where it is new, register the till, have it sign; takes up to two minutes."""
    path = till.path
    unarchived = part_with(till, asked.settings)
    device = open_adapter(path, asked.whole, asked.secrets)
    try:
        kept = device.set_up(serial, asked.secrets)
        facts = device.open(serial)
        ready = MadeReady(facts, device.health(), kept, unarchived)
    finally:
        device.close()
    keep_secrets(serial, ready.secrets, asked.hidden)
    pin_anew(path)
    return ready


def not_archived(reason: str) -> str:
    """What somebody is told who replaced a device that could not be asked for its data."""
    return _(
        "The last data of the TSE before could not be archived: {reason} Keep that TSE: the tax office may ask for it."
    ).format(reason=reason)


def keep(till: Till, actor: Actor, asked: Wanted, ready: MadeReady) -> None:
    """Use it from now on, on record. `Refused` while the day is open: the Z report names its device."""
    till.change_setting(actor, TSE_SETTING, to_json(asked.settings))
    with till.database.write() as work:
        work.tse.note(TseEvent(till.clock.now(), TseEventKind.SET_UP, ready.facts.serial, asked.settings.kind))
