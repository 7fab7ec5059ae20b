"""`make shots`: a picture of every page and state, by day and night, in both languages and sizes, into shots/.

`python -m tests.shots WORD ...` takes those whose names hold all words; a name is
`{scene}-{light|dark}-{language}-{width}`, with the scale behind it where that is not 100 %.
"""

import argparse
import subprocess
import sys
import traceback
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from PySide6.QtWidgets import QApplication

from kasse.texts import use_language
from tests.shots import sheets
from tests.shots.day import Shops
from tests.shots.scenes import SCENES
from tests.shots.stage import Scene, Stage
from ui import theme

__all__ = ["main"]

LOOKS = ("light", "dark")
SIZES = {1366: (1366, 768), 1024: (1024, 600)}
LARGE = ("empty", "basket", "paying", "products_editor")
"""Also seen at 150 and 200 %."""
EVERY_PAGE = (
    "empty", "basket", "paying", "products", "products_editor", "quick_keys", "departments", "shift", "shift_count",
    "receipts", "people", "people_editor", "help_keys", "settings_shop", "settings_look", "wizard_shop",
    "exchange", "exchange_changes", "law", "law_notice_edit",
)  # fmt: skip
"""Also seen in the pseudo languages: twice as long, and from right to left."""


class Variant(NamedTuple):
    """How a scene is seen."""

    look: str
    language: str
    width: int
    scale: int = 100

    def __str__(self) -> str:
        named = f"{self.look}-{self.language}-{self.width}"
        return named if self.scale == 100 else f"{named}-{self.scale}"


def _wanted(words: Sequence[str]) -> Iterator[tuple[Variant, Scene]]:
    """Everything that there is to be seen; the same look in one go, as changing it takes long."""
    for variant, scene in _all():
        if all(word in f"{scene.name}-{variant}" for word in words):
            yield variant, scene


def _all() -> Iterator[tuple[Variant, Scene]]:
    for look, language, width, scene in product(LOOKS, ("de", "en"), SIZES, SCENES.values()):
        yield Variant(look, language, width), scene
    for scale, name in product((150, 200), LARGE):
        yield Variant("light", "de", 1366, scale), SCENES[name]
    for language, scene in product(("xx", "xr"), SCENES.values()):
        if scene.name in EVERY_PAGE:
            yield Variant("light", language, 1366), scene


class Camera:
    """Takes the pictures."""

    def __init__(self, app: QApplication, shops: Shops, target: Path) -> None:
        self._app, self._shops, self._target = app, shops, target
        self._dressed: tuple[str, int, str] | None = None

    def take(self, variant: Variant, scene: Scene) -> Path:
        """One picture."""
        path = self._target / f"{scene.name}-{variant}.png"
        self._dress(variant)
        shop = self._shops.copy(scene.start, "en" if variant.language == "en" else "de")
        stage = Stage(shop, variant.language, SIZES[variant.width])
        try:
            scene.play(stage)
            stage.shoot(path)
        finally:
            stage.close()
        return path

    def _dress(self, variant: Variant) -> None:
        wanted = (variant.look, variant.scale, variant.language)
        if wanted != self._dressed:
            self._dressed = wanted
            use_language(variant.language)  # it has a direction
            theme.apply(self._app, dark=variant.look == "dark", scale=variant.scale)


def main() -> None:
    """Take all pictures, or those whose names hold all words of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.shots", description=__doc__)
    parser.add_argument("words", nargs="*", help="what the name of a picture must hold")
    parser.add_argument("--to", type=Path, default=Path("shots"), help="the folder for the pictures")
    wish = parser.parse_args()
    if next(_wanted(wish.words), None) is None:
        sys.exit(f"No picture has {' and '.join(wish.words)} in its name.")
    wish.to.mkdir(parents=True, exist_ok=True)
    sys.exit(_take_these(wish.words, wish.to) if wish.words else _take_all(wish.to))


def _take_all(target: Path) -> int:
    """By day and by night at the same time."""
    began = perf_counter()
    command = [sys.executable, "-m", "tests.shots", "--to", str(target)]
    cameras = [subprocess.Popen([*command, f"{look}-"]) for look in LOOKS]
    failed = max(camera.wait() for camera in cameras)
    print(f"All pictures: {perf_counter() - began:.1f} s")
    return failed


def _take_these(words: Sequence[str], target: Path) -> int:
    began = perf_counter()
    app = QApplication([])
    taken: dict[Variant, list[Path]] = defaultdict(list)
    missing: list[str] = []
    with TemporaryDirectory() as folder:
        camera = Camera(app, Shops(Path(folder)), target)
        for variant, scene in _wanted(words):
            try:
                taken[variant].append(camera.take(variant, scene))
            except Exception:  # noqa: BLE001 - the other pictures are still wanted
                missing.append(f"{scene.name}-{variant}")
                traceback.print_exc()
    for variant, pictures in taken.items():
        if len(pictures) > 1:
            sheets.draw(pictures, target / f"sheet-{variant}")
    count = sum(map(len, taken.values()))
    print(f"{count} pictures in {target}/, {perf_counter() - began:.1f} s")
    if missing:
        print(f"{len(missing)} are missing: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    main()
