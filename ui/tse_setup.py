"""Setting a fiscal device up, for the settings and the command line: what is asked of each kind, and the steps.

The device is made ready first; only what works is kept. Secrets go where secrets are kept, never into the shop's file,
and the PUK nowhere: it is on paper in the owner's safe.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from kasse.books.tse import TseEvent, TseEventKind
from kasse.errors import Refused
from kasse.fiscal.de.device import Secrets, TseFacts, TseHealth, TseSettings
from kasse.people import Actor
from kasse.records import to_json
from kasse.texts import _
from kasse.till import TSE_SETTING, Till
from ui.tse import SECRET_OPTIONS, keep_secrets, open_adapter

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


def make_ready(path: Path, serial: str, asked: Wanted) -> MadeReady:
    """Initialise the device where it is new, register the till, have it sign; takes up to two minutes."""
    device = open_adapter(path, asked.whole, asked.secrets)
    try:
        kept = device.set_up(serial, asked.secrets)
        facts = device.open(serial)
        ready = MadeReady(facts, device.health(), kept)
    finally:
        device.close()
    keep_secrets(serial, ready.secrets, asked.hidden)
    return ready


def keep(till: Till, actor: Actor, asked: Wanted, ready: MadeReady) -> None:
    """Use it from now on, on record. `Refused` while the day is open: the Z report names its device."""
    till.change_setting(actor, TSE_SETTING, to_json(asked.settings))
    with till.database.write() as work:
        work.tse.note(TseEvent(till.clock.now(), TseEventKind.SET_UP, ready.facts.serial, asked.settings.kind))
