"""`make shots` takes pictures: two of them, as anybody would take them."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

HERE = Path(__file__).parent.parent


def take(target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.shots", *words, "--to", str(target)],
        cwd=HERE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pictures_are_taken_by_the_words_of_their_names(tmp_path: Path) -> None:
    done = take(tmp_path / "shots", "basket-light-en", "1366")
    assert done.returncode == 0, done.stderr
    assert "2 pictures" in done.stdout
    names = {path.name for path in (tmp_path / "shots").iterdir()}
    assert names == {
        "basket-light-en-1366.png",
        "long_basket-light-en-1366.png",
        "sheet-light-en-1366-1.png",
    }
    picture = QImage(str(tmp_path / "shots" / "basket-light-en-1366.png"))
    assert (picture.width(), picture.height()) == (1366, 768)
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert {"#f3f1ec", "#0b6e4f", "#15201b"} <= colours, "the ground, the key to pay, the total"


def test_words_that_name_nothing_are_said(tmp_path: Path) -> None:
    done = take(tmp_path / "shots", "basket", "nosuchthing")
    assert done.returncode != 0
    assert "no picture" in done.stderr.lower()
