"""A display without a screen, and the real till running on it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kasse.shop import Shop
from kasse.till import Till, create_shop
from tests.desktop.tools import Desktop, Reader, RunningTill, desktop, missing, reader, running_till
from tests.shots import shop

OpenTill = Callable[[Path], RunningTill]


@pytest.fixture(scope="session")
def display() -> Iterator[Desktop]:
    """The display, one for all tests: a till that is gone leaves nothing on it."""
    lacking = missing()
    if lacking:
        pytest.skip(f"no tests on a real display {lacking}")
    with TemporaryDirectory(prefix="kasse-") as folder, desktop(Path(folder)) as made:  # sockets want short paths
        yield made


@pytest.fixture(scope="session")
def names(display: Desktop) -> Iterator[Reader]:
    """A screen reader, one for all tests."""
    with reader(display) as made:
        yield made


@pytest.fixture
def shop_of_today(made_spaeti: Path, tmp_path: Path) -> Path:
    """A shop open for the day."""
    return Path(shutil.copy(made_spaeti, tmp_path))


@pytest.fixture
def closed_shop(tmp_path: Path) -> Path:
    """A shop in the morning: its shift is not open."""
    path = tmp_path / "morning.sqlite"
    create_shop(path, Shop("Späti Müller", "Weserstr. 1", "12047", "Berlin", language="en"), owner="Aylin")
    morning = Till(path)
    with morning.database.write() as work:
        work.catalog.put_departments(shop.DEPARTMENTS)
        work.catalog.put_deposit_types(shop.DEPOSITS)
        work.catalog.add_many(shop.PRODUCTS)
        work.catalog.put_quick_keys(shop.KEYS)
    morning.close()
    return path


@pytest.fixture
def open_till(display: Desktop) -> Iterator[OpenTill]:
    """Opens the till on a file; it is closed at the end."""
    with ExitStack() as opened:
        yield lambda path: opened.enter_context(running_till(display, path))


@pytest.fixture
def till(open_till: OpenTill, shop_of_today: Path) -> RunningTill:
    """The till, open for the day."""
    return open_till(shop_of_today)
