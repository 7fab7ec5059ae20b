"""This computer's own settings: kept, read again, and never a reason not to start."""

from pathlib import Path

import pytest

from ui.machine import Machine, read, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "machine.toml"


def test_what_is_written_is_read_again(file: Path) -> None:
    machine = Machine("dark", 150, "always", 25, 8, '~"\\é', "tab")
    write(file, machine)
    assert read(file) == machine
    assert list(file.parent.iterdir()) == [file]


def test_a_new_computer_has_the_usual_settings(file: Path) -> None:
    assert read(file) == Machine()
    assert not file.parent.exists()


@pytest.mark.parametrize("text", ["", "look =", 'look = "dark', "\x00", "[look]\na = 1"])
def test_a_file_that_cannot_be_read_changes_nothing(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert read(file) == Machine()


def test_a_file_in_another_coding_changes_nothing(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'scan_prefix = "\xe4"')
    assert read(file) == Machine()


@pytest.mark.parametrize(
    "line",
    ['look = "pink"', "scale = 99", "scale = 201", 'scale = "150"', "scale = 125.0", 'keyboard = "no"', "scan_gap = 0",
     "scan_gap = true", "scan_shortest = 2", "scan_prefix = 7", "colour = 1"],
)  # fmt: skip
def test_a_value_that_cannot_be_keeps_its_default_and_the_others_count(file: Path, line: str) -> None:
    file.parent.mkdir()
    good = 'keyboard = "never"' if not line.startswith("keyboard") else 'look = "dark"'
    file.write_text(f"{line}\n{good}\n", encoding="utf-8")
    expected = Machine(keyboard="never") if good.startswith("keyboard") else Machine(look="dark")
    assert read(file) == expected


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OSError, match="settings"):
        write(tmp_path / "settings" / "machine.toml", Machine())


@pytest.mark.parametrize(("look", "dark"), [("auto", None), ("dark", True), ("light", False)])
def test_dark_or_as_the_system_is(look: str, dark: bool | None) -> None:
    assert Machine(look=look).dark is dark
