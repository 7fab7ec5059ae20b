"""On a small screen, and without a window manager: all of the window is in sight."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.desktop.tools import desktop, missing, process

KASSE = str(Path(sys.executable).with_name("kasse"))


@pytest.mark.skipif(bool(missing()), reason="no tests on a real display here")
@pytest.mark.parametrize("shop", ["there", "not there"])
def test_the_window_is_no_larger_than_the_screen(shop: str, shop_of_today: Path) -> None:
    with TemporaryDirectory(prefix="kasse-") as folder, desktop(Path(folder), "1024x600") as small:
        command = (KASSE, "--db", str(shop_of_today)) if shop == "there" else (KASSE,)
        with process(*command, environment=small.environment):
            found = small.xdotool("search", "--sync", "--onlyvisible", "--name", "Kasse").splitlines()[-1]
            told = dict(line.split("=") for line in small.xdotool("getwindowgeometry", "--shell", found).splitlines())
    assert (told["WIDTH"], told["HEIGHT"], told["X"], told["Y"]) == ("1024", "600", "0", "0")
