"""The start-up contract: what the first window reads, what is imported when, and how a start fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kasse.people import Permission
from kasse.till import Till
from ui import actions, last_state
from ui.last_state import LastState
from ui.main import _only_a_file

HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "pydantic", "escpos", "reportlab", "typer", "rich", "biip")


def python(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KASSE_LANG": "en", **environment},
    )


SELL = """
import sys
from pathlib import Path
from kasse.money import Money
from kasse.sale import Tender, TenderType
from kasse.till import Till
till = Till(Path(sys.argv[1]))
owner = till.people.owner()
basket = till.checkout.scan(till.checkout.new_basket(), "4029764001807")
till.checkout.save_draft(owner, basket)
assert till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(1000))]).receipt_no == 1
till.close()
print([name for name in sys.argv[2].split() if name in sys.modules])
"""


def test_selling_imports_nothing_heavy(ready_shop: Path) -> None:
    result = python(SELL, ready_shop, " ".join(HEAVY))
    assert (result.stdout, result.stderr) == ("[]\n", "")


BUILD = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import ui.main
from ui import app, last_state
from ui.tasks import StoreThread
qt = QApplication([])
assembly = app.Assembly(last_state.read(Path(sys.argv[1])), None, StoreThread(print))
assembly.window.show()
print(sorted(name for name in sys.modules if name.startswith(("kasse.", "printers", "babel", "ui.cli", "typer"))))
"""


def test_the_first_window_needs_only_qt_and_sqlite(ready_shop: Path) -> None:
    result = python(BUILD, ready_shop)
    assert result.stdout.strip() == "['kasse.errors', 'kasse.texts']", result.stderr


def test_the_till_says_when_it_can_sell(ready_shop: Path) -> None:
    result = python("from ui.main import main; main()", "--db", ready_shop, KASSE_EXIT_WHEN_READY="1")
    assert result.returncode == 0, result.stderr
    times = json.loads(result.stdout)
    assert times["understood"]
    assert 0 < times["first_paint_ms"] < times["can_sell_ms"]


def test_no_shop_is_a_sentence(tmp_path: Path) -> None:
    result = python("from ui.main import main; main()", f"--db={tmp_path / 'none.sqlite'}")
    assert result.returncode == 3
    assert "There is no shop at" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_display_is_a_sentence(ready_shop: Path) -> None:
    code = "import os; os.environ.pop('QT_QPA_PLATFORM'); from ui.main import main; main()"
    result = python(code, "--db", ready_shop, DISPLAY="", WAYLAND_DISPLAY="")
    assert result.returncode == 3
    assert "no display" in result.stderr


def test_a_foreign_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam, " * 20)
    before = file.read_bytes()
    result = python("from ui.main import main; main()", "--db", file, KASSE_EXIT_WHEN_READY="1")
    assert result.returncode == 2
    assert "not a shop's file" in result.stderr
    assert file.read_bytes() == before


def test_a_till_in_use_is_unavailable(ready_shop: Path) -> None:
    till = Till(ready_shop)
    result = python("from ui.main import main; main()", "--db", ready_shop, KASSE_EXIT_WHEN_READY="1")
    till.close()
    assert result.returncode == 3
    assert "already open" in result.stderr


def test_last_state(ready_shop: Path) -> None:
    state = last_state.read(ready_shop)
    assert (state.shop_name, state.language, state.draft_lines, state.training) == ("Späti Müller", "de", 0, False)
    assert [(key.label, key.price) for key in state.keys] == [("Brötchen", 45), ("Zeitung", None)]
    till = Till(ready_shop)
    owner = till.people.owner()
    till.checkout.save_draft(owner, till.checkout.scan(till.checkout.new_basket(), "101"))
    till.close()
    assert last_state.read(ready_shop).draft_lines == 1


@pytest.mark.parametrize("content", [None, b"", b"no database" * 20])
def test_last_state_of_nothing(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.sqlite"
    if content is not None:
        file.write_bytes(content)
    assert last_state.read(file) == LastState()
    assert file.exists() == (content is not None)


def test_each_command_has_a_key_of_its_own_and_a_real_permission() -> None:
    keys = [command.key for command in actions.COMMANDS]
    assert len(set(keys)) == len(keys)
    for command in actions.COMMANDS:
        assert command.permission == "" or Permission(command.permission)


@pytest.mark.parametrize(
    ("arguments", "short"),
    [(["--db", "x"], True), (["--db=x"], True), (["--db"], False), (["--db="], False), (["sell", "x"], False)],
)
def test_the_short_way_in(arguments: list[str], short: bool) -> None:
    assert _only_a_file(arguments) == short
