"""What somebody must see to before the fiscal device stops is in the foot, and said in words."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kasse.clock import SetClock
from kasse.fiscal.de.device import Secrets
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.till import Till
from printers.tse_software import SoftwareTse
from tests.conftest import PlainHasher
from ui import last_state
from ui.app import Assembly
from ui.tasks import InlineTasks

Open = Callable[[datetime], Assembly]


@pytest.fixture
def opened(qtbot: QtBot, ready_shop: Path, clock: SetClock) -> Iterator[Open]:
    """A window on a shop whose device's certificate ends then."""
    made: list[Assembly] = []

    def open_one(ends: datetime) -> Assembly:
        engine = SoftEngine(None, now=clock.now)
        engine.expires_at = ends
        device = SoftwareTse(lambda: engine)
        device.set_up("KASSE-TEST01", Secrets())
        assembly = Assembly(
            last_state.read(ready_shop),
            lambda: Till(ready_shop, device=device, clock=clock, hasher=PlainHasher()),
            InlineTasks(),
        )
        made.append(assembly)
        assembly.window.show()
        qtbot.waitUntil(lambda: assembly.flow is not None)
        return assembly

    yield open_one
    for assembly in made:
        assembly.window.close()
        assembly.close()
        assembly.window.deleteLater()


def words(assembly: Assembly) -> str:
    assembly.window.do("tse")
    return assembly.window.page.notice.text.text()


def test_a_certificate_that_ends_in_a_month_is_red_in_the_foot(opened: Open) -> None:
    assembly = opened(datetime(2026, 12, 20, tzinfo=UTC))
    assert "see to it" in assembly.window.foot.tse.text()
    assert "ends in 26 days" in words(assembly)


def test_one_that_ends_in_three_months_is_said_to_who_asks(opened: Open) -> None:
    assembly = opened(datetime(2027, 2, 1, tzinfo=UTC))
    assert "see to it" not in assembly.window.foot.tse.text()
    assert "ends in 69 days" in words(assembly)


def test_a_good_one_worries_nobody(opened: Open) -> None:
    assembly = opened(datetime(2030, 1, 1, tzinfo=UTC))
    assert "see to it" not in assembly.window.foot.tse.text()
    assert "certificate" not in words(assembly)
