"""The command line in this process, on a copy of the demo shop or on the small shop."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from kasse.clock import SystemClock
from kasse.demo import shop
from ui.cli import app


@dataclass(frozen=True)
class Kasse:
    """`kasse` on one shop's file."""

    file: Path

    def run(self, *words: str, given: bytes | str | None = None) -> Result:
        """Run a command; what it raises other than an exit code is a bug."""
        result = CliRunner(env={"KASSE_LANG": "en"}).invoke(app, ["--db", str(self.file), *words], input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def done(self, *words: str, given: bytes | str | None = None) -> str:
        """Run a command that must do what it is told; gives what it says."""
        result = self.run(*words, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *words: str, given: bytes | str | None = None, code: int = 2) -> str:
        """Run a command that must fail; gives the sentence, which is no traceback."""
        result = self.run(*words, given=given)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        assert result.stderr.strip(), "it fails without a word"
        return result.stderr.strip()

    def sold(self, basket: object, *words: str) -> dict[str, Any]:
        """Sell a basket; gives the answer."""
        answer: dict[str, Any] = json.loads(self.done("sell", "-", *words, given=json.dumps(basket)))
        return answer

    def not_sold(self, basket: object, *words: str, code: int = 2) -> dict[str, str]:
        """Try to sell what must be refused: bytes and texts as they are, anything else as JSON."""
        given = basket if isinstance(basket, str | bytes) else json.dumps(basket)
        result = self.run("sell", "-", *words, given=given)
        assert result.exit_code == code, result.output
        answer: dict[str, str] = json.loads(result.stdout)
        assert set(answer) == {"error", "message"}
        assert len(answer["message"]) > 15
        assert not result.stderr
        return answer

    def books(self) -> dict[str, list[tuple[object, ...]]]:
        """All that is booked or waiting: everything but the product list and who was at the till."""
        with closing(sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=ro", uri=True)) as file:
            tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [name for name in tables if not name.startswith(("product", "pack", "person", "audit", "sqlite"))]
            assert {"sale", "stock_level", "cash_movement", "counter", "outbox", "draft", "journal"} <= set(kept)
            return {name: file.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}  # noqa: S608


@pytest.fixture(autouse=True)
def _plain_words(quick_pins: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSE_LANG", "en")
    monkeypatch.delenv("KASSE_PIN", raising=False)


@pytest.fixture(scope="session", autouse=True)
def _commands_made_once() -> Iterator[None]:
    """The runner makes the tree of commands anew for each call, which takes longer than a sale."""
    tree = get_command(app)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("typer.testing._get_command", lambda given: tree if given is app else get_command(given))
        yield


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop as it is made, not to be changed."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shop.make_shop(file, SystemClock())
    return file


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory: pytest.TempPathFactory, demo_shop: Path) -> Callable[[], Kasse]:
    """Makes copies of the demo shop with the shift open and 500.00 in the drawer."""

    def copy() -> Kasse:
        file = tmp_path_factory.mktemp("copy") / "demo.sqlite"
        shutil.copy(demo_shop, file)
        kasse = Kasse(file)
        kasse.done("shift", "open", "--float", "500.00")
        return kasse

    return copy


@pytest.fixture
def demo(copy_of: Callable[[], Kasse]) -> Kasse:
    """A demo shop of the test's own, open."""
    return copy_of()


@pytest.fixture
def small(shop_file: Path) -> Iterator[Kasse]:
    """The small shop, open, with 100.00 in the drawer; its books add up in the end."""
    kasse = Kasse(shop_file)
    kasse.done("shift", "open", "--float", "100.00")
    yield kasse
    assert "All adds up" in kasse.done("verify")
