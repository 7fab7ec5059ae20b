"""The inspection on the spot (Kassen-Nachschau, section 146b AO): all that may be asked for, in one new folder.

Each file is made by whoever knows how; here it gets its place, its checksum and its word in the list. The folder has
another name until it is complete and on the medium, so that half of it never looks whole. What one of the files cannot
be made of is said in the list and to the owner, and does not keep back the others.
"""

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.files import in_a_name, sum_of
from kasse.texts import _

SUMS: Final = "SHA256SUMS"
READ_ME: Final = "LIESMICH.txt"
SPARE: Final = 20_000_000
"""Bytes that must be free beside what is known to be copied."""

Make = Callable[[Path], None]
Progress = Callable[[int, int, str], None]
"""Is told how many files of how many are done, and which is next. What it raises ends all of it."""


class Period(NamedTuple):
    """Days of business, the first and the last; None is the beginning, and today."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def usual_period(today: date) -> Period:
    """This year and the one before it."""
    return Period(date(today.year - 1, 1, 1), today)


class Item(NamedTuple):
    """A file: its place in the folder, what it is (in German), who makes it, and how large it is, where known."""

    name: str
    what: str
    make: Make
    size: int = 0


class Case(NamedTuple):
    """Whose till, which days, when."""

    shop: str
    address: str
    serial: str
    period: Period
    at: datetime
    """On the shop's clock."""
    program: str
    training: bool = False
    certified: bool = True
    """False where a TSE that is certified by nobody ever signed here."""

    @property
    def folder(self) -> str:
        """The name of the new folder."""
        start = "TRAINING-" if self.training else ""
        return f"{start}Kassen-Nachschau_{in_a_name(self.serial)}_{self.at:%Y-%m-%d_%H%M%S}"


class Collected(NamedTuple):
    """What came of it; `missing` are sentences, one for each file that could not be made."""

    folder: Path
    files: int
    size: int
    missing: tuple[str, ...]


def collect(target: Path, case: Case, items: Sequence[Item], progress: Progress = lambda *_told: None) -> Collected:
    """Write all of it into a new folder of `target`; a sentence and nothing left where the medium does not take it."""
    whole = target / case.folder
    unfinished = target / f"{case.folder}.unvollstaendig"
    _refuse_place(target, whole, sum(item.size for item in items))
    try:
        unfinished.mkdir()
        made, missing = _make_all(unfinished, items, progress)
        (unfinished / READ_ME).write_text(_read_me(case, made, missing), encoding="utf-8", newline="\r\n")
        _write_sums(unfinished)
        size = _settle(unfinished)
        unfinished.rename(whole)
        _flush(target)
    except OSError as error:
        for folder in (unfinished, whole):  # a medium that fails at the last step, too, keeps nothing
            _remove(folder)
        raise _sentence(target, error) from error
    except BaseException:
        _remove(unfinished)
        raise
    return Collected(whole, len(made) + 2, size, tuple(sentence for _item, sentence in missing))


def check(folder: Path) -> list[str]:
    """What `sha256sum -c SHA256SUMS` would say against it; empty where each file is as it was written."""
    wrong, listed = [], {SUMS}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _gap, name = line.partition("  ")
        listed.add(name)
        file = folder / name
        if not file.is_file() or sum_of(file) != digest:
            wrong.append(name)
    return wrong + [name for name in _names(folder) if name not in listed]


def _refuse_place(target: Path, whole: Path, size: int) -> None:
    if not target.is_dir():
        raise Refused("no_folder", _("There is no folder {folder}. Is the stick in?").format(folder=target))
    if whole.exists():
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=whole))
    try:
        free = shutil.disk_usage(target).free
    except OSError as error:
        raise _sentence(target, error) from error
    if free < size + SPARE:
        raise _full(target, size + SPARE)


def _make_all(folder: Path, items: Sequence[Item], progress: Progress) -> tuple[list[Item], list[tuple[Item, str]]]:
    made: list[Item] = []
    missing: list[tuple[Item, str]] = []
    for number, item in enumerate(items):
        progress(number, len(items), item.what)
        path = folder / item.name
        path.parent.mkdir(exist_ok=True)  # without parents: a stick that was pulled out is not made anew beside it
        try:
            item.make(path)
            made.append(item)
        except KasseError as error:
            if error.code == "stopped":
                raise
            path.unlink(missing_ok=True)
            _probe(folder)
            told = error.message.replace(f"{folder}{os.sep}", "")
            missing.append((item, f"{item.name}: {told}"))
    progress(len(items), len(items), "")
    return made, missing


def _probe(folder: Path) -> None:
    """Was it the medium? Then all of it ends, with what the system says."""
    probe = folder / ".probe"
    with probe.open("wb") as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
    probe.unlink()


def _read_me(case: Case, made: Sequence[Item], missing: Sequence[tuple[Item, str]]) -> str:
    first = "Beginn der Aufzeichnungen" if case.period.first is None else f"{case.period.first:%d.%m.%Y}"
    last = f"{case.period.last or case.at.date():%d.%m.%Y}"
    lines = [
        "Daten für die Kassen-Nachschau (§ 146b AO) und die Außenprüfung", "=" * 63, "",
        f"Betrieb:             {case.shop}", f"Anschrift:           {case.address}",
        f"Kassen-Seriennummer: {case.serial}", f"Zeitraum:            {first} bis {last}",
        f"Erstellt:            {case.at:%d.%m.%Y %H:%M:%S}", f"Programm:            Kasse {case.program}", "",
    ]  # fmt: skip
    if case.training:
        lines += ["TRAINING: Diese Daten stammen aus einer Übungskopie. Nichts davon wurde verkauft.", ""]
    if not case.certified:
        lines += ["NICHT ZERTIFIZIERT: Mit einer nicht zertifizierten TSE signiert, die nur zum Üben da ist.", ""]
    lines += ["Dateien", "-------", *(f"{item.name}\n    {item.what}" for item in made), ""]
    if missing:
        lines += ["NICHT ENTHALTEN", "---------------", *(sentence for _item, sentence in missing), ""]
    lines += [
        "Prüfsummen", "----------",
        f"{SUMS} enthält zu jeder Datei den SHA-256-Wert. Prüfen mit: sha256sum -c {SUMS}",
        "TSE-Archive (TAR) und QR-Codes lassen sich zum Beispiel mit AmadeusVerify oder mit",
        "„kasse verify tar DATEI“ prüfen, die DSFinV-K mit „kasse verify dsfinvk DATEI“.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _write_sums(folder: Path) -> None:
    lines = [f"{sum_of(folder / name)}  {name}\n" for name in _names(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _settle(folder: Path) -> int:
    """On the medium, not only on its way there: a stick is pulled out the moment it is said to be done."""
    size = 0
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
            size += path.stat().st_size
    return size


def _flush(folder: Path) -> None:
    """The new name, too; Windows opens no folder for that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems of sticks know no such thing for a folder
            raise
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _full(target: Path, size: int) -> Unavailable:
    return Unavailable(
        "no_space",
        _("There is too little room in {folder}: {size} MB are needed. Nothing was written.").format(
            folder=target, size=size // 1_000_000 + 1
        ),
    )


def _sentence(target: Path, error: OSError) -> Unavailable:
    """What the system says of the medium, in words."""
    if error.errno == errno.ENOSPC:
        return Unavailable("no_space", _("{folder} is full. Nothing was left on it.").format(folder=target))
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Unavailable(
            "read_only", _("{folder} cannot be written to. Is the stick write-protected?").format(folder=target)
        )
    if not target.is_dir():
        return Unavailable("medium_gone", _("{folder} is gone: the stick was pulled out.").format(folder=target))
    return Unavailable(
        "cannot_write", _("{file} cannot be written: {reason}.").format(file=target, reason=error.strerror or error)
    )
