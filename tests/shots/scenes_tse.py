"""The fiscal device in the settings: chosen, set up, with something to see to."""

from datetime import UTC, datetime

from kasse.fiscal.de.device import TimeFormat, TseFacts, TseHealth, TseState
from kasse.fiscal.de.tse_health import Worry, worries
from tests.shots.stage import Stage, scene
from ui.settings.page import SECTIONS, SettingsPage
from ui.settings.tse import Seen, TseSection

_FACTS = TseFacts(
    "swissbit", "5bd4bf1d6b8a0c4b4d8ef5ae1a8a2b5f3a95a6a2a8f6cc1f2df1c8d0a9f0e7b1", b"\x04" + bytes(96),
    "ecdsa-plain-SHA384", TimeFormat.UNIX, bsi_id="BSI-K-TR-0412-2020",
)  # fmt: skip
_HEALTH = TseHealth(
    TseState.READY, ("KASSE-7F3A2C91",), datetime(2026, 12, 18, tzinfo=UTC), 18_402_117, 1_412_000_000,
    6_400_000_000, 1, firmware="1.1.0",
)  # fmt: skip


def section(stage: Stage) -> TseSection:
    """The settings of the TSE."""
    page = stage.page("settings", SettingsPage)
    page.tabs[[section.name for section in SECTIONS].index("tse")].click()
    assert isinstance(page.section, TseSection)
    return page.section


@scene()
def tse_none(stage: Stage) -> None:
    """There is none yet."""
    section(stage)


@scene()
def tse_swissbit(stage: Stage) -> None:
    """Its certificate ends soon."""
    shown = section(stage)
    shown.form.put({"kind": "swissbit", "path": "/media/TSE", "library": "/opt/swissbit/libWormAPI.so"})
    shown.about.setVisible(True)
    found: tuple[Worry, ...] = tuple(worries(_HEALTH, datetime(2026, 11, 23, tzinfo=UTC)))
    shown.show_seen(Seen(_FACTS, _HEALTH, found))


@scene()
def tse_fiskaly(stage: Stage) -> None:
    """What a cloud device asks."""
    section(stage).form.put({"kind": "fiskaly"})
