"""Every state that `make shots` paints has room for its texts: panels, questions, refusals and the wizard too.

German on the smallest window is where a shop is short of room. `test_languages` has the pseudo languages.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kasse.texts import use_language
from tests.shots import scenes_buying, shop
from tests.shots.day import BAD_LIST, STOCK, Shops
from tests.shots.scenes import SCENES
from tests.shots.stage import Scene, Stage
from tests.ui.fitting import cut_texts
from ui import theme
from ui.widgets.tray import Tray

WAYS = (("de", 100, (1024, 600)), ("de", 150, (1366, 768)))
"""Language, scale in percent, size of the window."""

DATA = frozenset(
    {
        *(product.name for product in shop.PRODUCTS),
        *(group.name for group in shop.DEPARTMENTS),
        *(deposit.name for deposit in shop.DEPOSITS),
        *(key.label for key in shop.KEYS),
        *(supplier.name for supplier in scenes_buying.SUPPLIERS),
        *BAD_LIST.splitlines(),
        *(line.split(";")[1] for line in STOCK.splitlines()[1:]),
        "Blumenladen, Strauß für den Tresen",
        "Haushalt, neuer Artikel 4006381333993 – zu ergänzen",
        "Drogerie, neuer Artikel 4305615418759 – zu ergänzen",
    }
)
"""What the shop's people wrote themselves may be shortened, and names made from it."""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Shops:
    """The small shop in each of its states, made once."""
    return Shops(tmp_path_factory.mktemp("shops"))


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """For the other tests."""
    yield
    use_language("en")
    theme.apply(qapp, dark=False)


def wider_than_the_window(window: QWidget) -> Iterator[str]:
    """At its own size a page is never scrolled sideways."""
    for tray in window.findChildren(Tray):
        hidden = tray.horizontalScrollBar().maximum()
        if tray.isVisible() and hidden and theme.px(100) == 100:
            yield f"{hidden} px of the page are out of sight"


def faults(scene: Scene, path: Path, language: str, size: tuple[int, int]) -> Iterator[str]:
    """What does not fit in a scene."""
    stage = Stage(path, language, size)
    try:
        scene.play(stage)
        window = stage.still()
        yield from cut_texts(window, DATA)
        yield from wider_than_the_window(window)
    finally:
        stage.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "scale", "size"), WAYS, ids=[f"{way[0]}-{way[1]}" for way in WAYS])
def test_nothing_is_cut(
    language: str, scale: int, size: tuple[int, int], shops: Shops, qapp: QApplication, subtests: pytest.Subtests
) -> None:
    use_language(language)
    theme.apply(qapp, dark=False, scale=scale)
    for scene in SCENES.values():
        if scale > 100 and scene.name.startswith("keyboard_"):
            continue  # one scrolls what the keyboard leaves; `test_keyboard` asks for what must stay in sight
        with subtests.test(scene=scene.name):
            assert not list(faults(scene, shops.copy(scene.start, "de"), language, size))
