"""The owner lets the shop be found: first steps, a look at what goes out, a relay and a folder, on, and off again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kasse.quantity import Quantity
from kasse.till import Till
from tests.stories.window import Window
from tests.sync.nostr.relays import local_relay
from ui.market.page import MarketPage

MATE, CHOCOLATE, ROLL = "4029764001807", "4000539770708", "101"

OpenWindow = Callable[..., Window]

pytestmark = pytest.mark.usefixtures("fitted_out_at_once")


@pytest.fixture
def relay() -> Iterator[str]:
    with local_relay() as address:
        yield address


@pytest.fixture
def stocked(spaeti: Path) -> Path:
    """The shop after a delivery."""
    till = Till(spaeti)
    owner = till.people.owner()
    delivery = till.receiving.begin(owner).delivery.id
    for code, count in ((MATE, 24), (CHOCOLATE, 6), (ROLL, 30)):
        till.receiving.scan(owner, delivery, code, Quantity.of(count))
    till.receiving.book(owner, delivery)
    till.close()
    return spaeti


class Owner:
    """What hands do on the market page."""

    def __init__(self, window: Window) -> None:
        self.window = window
        counter = window.assembly.counter
        assert counter is not None
        window.until(lambda: counter.fitted_out)
        window.press("market")
        page = window.assembly.window.pages["market"]
        assert isinstance(page, MarketPage)
        self.page, self.view = page, page.overview
        window.settled()

    def adds(self, kind: str, address: str) -> None:
        """A target, by its address alone."""
        keys = {"nostr": self.view.targets.relay_key, "folder": self.view.targets.store_key}
        self.window.touch(keys[kind])
        self.view.targets.panel.fields[kind, "address"].setText(address)
        self.view.targets.panel.main_key.click()
        self.window.until(lambda: not self.page.side.isVisible())

    def shown(self) -> list[int]:
        """How many articles each target shows."""
        return [int(entry.cells[3]) for entry in self.view.targets.table.rows.entries]


def articles_in(folder: Path) -> set[str]:
    """What the storefront tells the world."""
    text = (folder / "catalog.json").read_text(encoding="utf-8")
    return {name for name in ("Club-Mate", "Schokolade", "Brötchen") if name in text}


def test_the_owner_lets_the_shop_be_found_and_ends_it(
    open_window: OpenWindow, stocked: Path, relay: str, tmp_path: Path
) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    window = open_window(stocked)
    owner = Owner(window)
    market = window.till.market

    # First steps
    window.touch(owner.view.steps.keys["place"])
    window.type("52.48612, 13.42981\r")
    window.type("Mo-Sa 7-22")
    window.press("Ctrl+Return")
    window.until(lambda: not owner.page.side.isVisible())
    window.touch(owner.view.steps.keys["key"])
    window.until(lambda: owner.page.key.kept is not None)
    window.touch(owner.page.key.make_key)
    window.touch(owner.page.asking.buttons[1])
    window.until(lambda: owner.page.key.npub.text().startswith("npub1"))

    # A look before anything goes out
    owner.page.show_view(owner.page.preview)
    window.until(lambda: "articles are shown" in owner.page.preview.told.text())
    assert not window.assembly.tasks.call(market.is_on)
    owner.page.show_view(owner.page.departments)
    window.until(lambda: bool(owner.page.departments.ticks))
    assert not owner.page.departments.ticks["Tabak"].isChecked()
    window.touch(owner.page.departments.ticks["Süßes"])
    window.until(lambda: "Süßes" in owner.page.message.text())

    # Where it is shown, and on
    owner.page.show_view(owner.view)
    window.settled()
    owner.adds("nostr", relay)
    owner.adds("folder", str(folder))
    window.touch(owner.view.switch_key)
    counter = window.assembly.counter
    assert counter is not None
    window.until(lambda: counter.publishing is not None)
    counter.market_changed()
    visible = len(window.assembly.tasks.call(market.views))
    window.until(lambda: owner.shown() == [visible, visible])
    window.until(lambda: "2 of 2" in window.assembly.window.foot.market.text())
    assert articles_in(folder) == {"Club-Mate", "Brötchen"}

    # Off again: what is out is taken away
    window.touch(owner.view.switch_key)
    window.until(lambda: owner.shown() == [0, 0])
    assert articles_in(folder) == set()
    assert window.assembly.window.foot.market.text().endswith("no market")
