"""The inspection's folder: all of it, from one moment, checked by sums; half of it never looks whole."""

import errno
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from kasse.clock import SetClock
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import inspection
from kasse.fiscal.de.inspection import Period, check, usual_period
from kasse.till import Till
from tests.kasse.fiscal.test_archive import Moody, archives, day, device, folder, till
from ui.law.collecting import fresh_of, inspect

__all__ = ["device", "till"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "stick"
    path.mkdir()
    return path


def collected(till: Till, stick: Path, period: Period | None = None, **more: Any) -> inspection.Collected:
    documents = till.procedures.make(till.people.owner())
    fresh = fresh_of(till.signing, till.archiving)
    return inspect(till, stick, period or usual_period(date(2026, 11, 25)), documents, fresh, **more)


def test_everything_is_in_it_and_adds_up(till: Till, stick: Path) -> None:
    day(till)
    day(till)
    till.shift.open(till.people.owner(), till.shift.z_report().opening_float)
    told: list[tuple[int, int, str]] = []
    made = collected(till, stick, progress=lambda done, of, what: told.append((done, of, what)))
    assert [sentence for sentence in made.missing if "dsfinvk" not in sentence] == []
    names = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert {f"TSE/{one.file}" for one in archives(till)} <= names
    assert {"TSE/aktuell.tar", "TSE/protokoll.csv", "Kasse/kassenbestand.pdf", "Kasse/x-bericht.pdf", "LIESMICH.txt",
            "Z-Berichte/z-berichte.pdf", "Z-Berichte/z-berichte.csv", "Mitteilung-146a-Datenblatt.pdf",
            "Pruefergebnis.txt", "SHA256SUMS"} <= names  # fmt: skip
    assert check(made.folder) == []
    read_me = (made.folder / "LIESMICH.txt").read_text("utf-8")
    assert "KASSE-TEST01" in read_me
    assert "01.01.2025 bis 25.11.2026" in read_me
    assert "NICHT ZERTIFIZIERT" in read_me
    assert all(name in read_me for name in names - {"LIESMICH.txt", "SHA256SUMS"})
    assert "Alles stimmt" in (made.folder / "Pruefergebnis.txt").read_text("utf-8")
    cash = pypdf.PdfReader(made.folder / "Kasse/kassenbestand.pdf").pages[0].extract_text()
    assert "100,00 EUR" in cash
    assert len((made.folder / "Z-Berichte/z-berichte.csv").read_text("utf-8-sig").splitlines()) == 3
    assert told[-1][0] == told[-1][1] == len(told) - 1


def test_only_days_of_the_period(till: Till, stick: Path) -> None:
    day(till)
    day(till)
    made = collected(till, stick, Period(date(2026, 11, 24), date(2026, 11, 24)))
    there = [path.name for path in (made.folder / "TSE").glob("TSE1_*.tar")]
    assert there == [archives(till)[1].file]


def test_a_missing_archive_is_said_and_keeps_back_nothing_else(till: Till, stick: Path) -> None:
    day(till)
    (folder(till) / archives(till)[0].file).unlink()
    made = collected(till, stick)
    assert any(archives(till)[0].file in sentence for sentence in made.missing)
    assert "NICHT ENTHALTEN" in (made.folder / "LIESMICH.txt").read_text("utf-8")
    assert "missing" in (made.folder / "Pruefergebnis.txt").read_text("utf-8")
    assert check(made.folder) == []


def test_a_silent_device_is_said(till: Till, stick: Path, device: Moody) -> None:
    day(till)
    device.mood = "dead"
    made = collected(till, stick)
    assert any("aktuell.tar" in sentence and "does not answer" in sentence for sentence in made.missing)


def test_what_was_changed_afterwards_is_found(till: Till, stick: Path) -> None:
    day(till)
    made = collected(till, stick)
    (made.folder / "TSE" / "protokoll.csv").write_text("nothing happened")
    (made.folder / "added.txt").write_text("x")
    assert check(made.folder) == ["TSE/protokoll.csv", "added.txt"]


def test_too_little_room(till: Till, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day(till)
    usage = shutil.disk_usage(stick)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Unavailable) as full:
        collected(till, stick)
    assert full.value.code == "no_space"
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(errno.ENOSPC, "no_space", "is full"), (errno.EROFS, "read_only", "write-protected"),
     (errno.EIO, "cannot_write", "cannot be written")],
)  # fmt: skip
def test_a_medium_that_fails_half_way_leaves_nothing(
    till: Till, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, said: str
) -> None:
    """While a file is written the medium refuses: the file's own sentence is not the last word."""
    day(till)

    def fails(path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(inspection, "_probe", fails)
    monkeypatch.setattr("ui.law.collecting._copied", lambda source, path: refuse(path))

    def refuse(path: Path) -> None:
        path.write_bytes(b"half")
        raise Unavailable("cannot_write", "It cannot be written.")

    with pytest.raises(Unavailable) as failed:
        collected(till, stick)
    assert failed.value.code == code
    assert said in failed.value.message
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_pulled_out(till: Till, stick: Path) -> None:
    day(till)

    def pulled(done: int, of: int, what: str) -> None:
        if done == 2:
            shutil.rmtree(stick)

    with pytest.raises(Unavailable) as gone:
        collected(till, stick, progress=pulled)
    assert gone.value.code == "medium_gone"
    assert "pulled out" in gone.value.message
    assert not stick.exists()


def test_no_folder_and_the_same_folder_twice(till: Till, stick: Path, clock: SetClock) -> None:
    day(till)
    with pytest.raises(Refused) as nowhere:
        collected(till, stick / "none")
    assert nowhere.value.code == "no_folder"
    collected(till, stick)
    with pytest.raises(Refused) as twice:
        collected(till, stick)
    assert twice.value.code == "file_exists"
    clock.advance(seconds=1)
    collected(till, stick)
    assert len(list(stick.iterdir())) == 2


def test_stopped_half_way(till: Till, stick: Path) -> None:
    day(till)

    def stop(done: int, of: int, what: str) -> None:
        if done == 3:
            raise Refused("stopped", "Stopped.")

    with pytest.raises(Refused):
        collected(till, stick, progress=stop)
    assert list(stick.iterdir()) == []
