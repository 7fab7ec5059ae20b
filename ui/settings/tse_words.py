"""A fiscal device's facts and health, in rows of two texts."""

from zoneinfo import ZoneInfo

from kasse.fiscal.de.device import TseFacts, TseHealth, TseState
from kasse.formats import date_text
from kasse.texts import N_, _

_STATES = {
    TseState.NEW: N_("not set up"),
    TseState.READY: N_("ready"),
    TseState.DECOMMISSIONED: N_("out of service"),
}
_MEGABYTE = 1_000_000


def health_rows(facts: TseFacts, health: TseHealth, language: str) -> list[tuple[str, str]]:
    """What is worth knowing, the most important first."""
    rows = [
        (_("State"), _(_STATES[health.state])),
        (_("Certified"), _certified(facts)),
        (_("Serial number"), facts.serial),
        (_("Registered tills"), ", ".join(health.clients)),
        (_("Open transactions"), str(health.open_transactions)),
        (_("Signs by"), facts.algorithm),
        (_("Version"), health.firmware),
    ]
    if health.expires_at is not None:
        rows.insert(
            2, (_("Certificate ends"), date_text(health.expires_at.astimezone(ZoneInfo("UTC")).date(), language))
        )
    if health.signatures_left is not None:
        rows.insert(3, (_("Signatures left"), str(health.signatures_left)))
    if health.storage_size and health.storage_used is not None:
        rows.insert(3, (_("Storage"), _storage(health.storage_used, health.storage_size)))
    return [(name, value) for name, value in rows if value]


def _certified(facts: TseFacts) -> str:
    if not facts.certified:
        return _("No: only to practise with")
    return facts.bsi_id or _("by its maker's word; the number is on its paper")


def _storage(used: int, size: int) -> str:
    return _("{used} of {size} MB ({percent} %)").format(
        used=used // _MEGABYTE, size=size // _MEGABYTE, percent=used * 100 // size
    )
