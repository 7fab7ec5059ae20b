"""Does a DSFinV-K hold what the law asks of it? Read into a database of its own that is gone afterwards.

So memory stays bounded, whatever the size. A finding is a sentence that names file and line; lines are counted as
rows of the file, with the header as the first.
"""

# ruff: noqa: S608 - all that is put into SQL here are constants and names of ours
import contextlib
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from kasse.errors import Unavailable
from kasse.fiscal.de.dsfinvk import index_check, reading
from kasse.fiscal.de.dsfinvk.schema import CERTIFICATE, DTD_NAME, INDEX_NAME, MOST_PARTS, Table, table, tables
from kasse.fiscal.de.dsfinvk.values import VALUES
from kasse.store import dsfinvk_rules, dsfinvk_signed
from kasse.store.dsfinvk_columns import broken
from kasse.texts import _

MOST = 20
"""So many findings of a kind are told one by one."""

Progress = Callable[[str], None]


class Findings:
    """Sentences, and how many more of a kind there are."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._counts: dict[str, int] = {}

    def __call__(self, sentence: str, kind: str = "") -> None:
        """Keep one."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        if not kind or count <= MOST:
            self.told.append(sentence)

    def row(self, file: str, line: int, what: str, kind: str) -> None:
        """Keep one that stands in a line."""
        self(_("{file}, line {line}: {what}.").format(file=f"{file}.csv", line=line, what=what), f"{file} {kind}")

    @property
    def kinds(self) -> set[str]:
        """The names of all kinds that were found: a file, and a rule or column."""
        return set(self._counts)

    def all(self) -> list[str]:
        """What was found."""
        more = sum(count - MOST for kind, count in self._counts.items() if kind and count > MOST)
        return [*self.told, _("{count} more of the same kinds.").format(count=more)] if more else self.told


def check(
    path: Path, tar: Path | None = None, progress: Progress = lambda step: None, *, signatures: bool = False
) -> list[str]:
    """What is wrong with a ZIP; empty where all is well. `tar` is the device's, to compare the signatures with.

    `signatures` verifies each of them, which takes a millisecond or two for each.
    """
    return look(path, tar, progress, signatures=signatures).all()


def look(
    path: Path, tar: Path | None = None, progress: Progress = lambda step: None, *, signatures: bool = False
) -> Findings:
    """As `check`, with the kinds of what was found."""
    findings = Findings()
    archive = reading.opened(path, findings)
    if archive is None:
        return findings
    with archive, tempfile.TemporaryDirectory(prefix="kasse-dsfinvk-") as folder:
        names = archive.namelist()
        if not _complete(names, path.name, findings):
            return findings
        try:
            with contextlib.closing(_database(Path(folder))) as connection:
                read = _Check(connection, findings, progress).run(archive)
                if read and signatures:
                    progress(_("Signatures"))
                    dsfinvk_signed.check_signatures(connection, findings)
                if read and tar is not None:
                    dsfinvk_signed.compare_tar(connection, tar, findings)
        except sqlite3.Error as error:  # as a rule no room is left in the temporary folder
            raise Unavailable(
                "cannot_check", _("{file} cannot be checked: {reason}.").format(file=path.name, reason=error)
            ) from error
    return findings


def _complete(names: Sequence[str], zip_name: str, findings: Findings) -> bool:
    wanted = [one.file for one in tables()] + [INDEX_NAME, DTD_NAME]
    missing = [name for name in wanted if name not in names]
    if len(missing) > len(wanted) // 2:
        findings(_("{file} is no DSFinV-K: {missing} and more are not in it.").format(
            file=zip_name, missing=missing[0]))  # fmt: skip
        return False
    for name in missing:
        findings(_("{file} is missing; files without rows must be there too.").format(file=name))
    for name in sorted(set(names) - set(wanted)):
        findings(_("{file} does not belong to a DSFinV-K.").format(file=name[:80]))
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings(_("{file} is in the archive twice.").format(file=name[:80]))
    return not missing and len(set(names)) == len(names)


def _database(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "check.sqlite", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -48000", "temp_store = FILE"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class _Check:
    """One check."""

    def __init__(self, connection: sqlite3.Connection, findings: Findings, progress: Progress) -> None:
        self._connection = connection
        self._found = findings
        self._progress = progress

    def run(self, archive: zipfile.ZipFile) -> bool:
        """Files first, then the rules between them; whether all files could be read."""
        read = []
        for known in tables():
            self._progress(known.file)
            read.append(self._load(archive, known))
        index = reading.whole(archive, INDEX_NAME, self._found)
        index_check.check_index(index, [one for one in read if one is not None], self._found)
        if not reading.whole(archive, DTD_NAME, self._found).strip():
            self._found(_("{file} is empty.").format(file=DTD_NAME))
        if None in read:
            return False
        columns = False
        for one in read:
            assert one is not None  # noqa: S101 - asked above
            columns |= self._columns(one)
        if not columns:
            self._rules()
        return True

    def _load(self, archive: zipfile.ZipFile, known: Table) -> Table | None:
        """A file as a table of texts; None where its columns are others, or it cannot be read."""
        before = len(self._found.told)
        rows = reading.rows(archive, known, lambda sentence: self._found(sentence, f"{known.stem} read"))
        first = next(rows, None)
        if first is None:
            if len(self._found.told) == before:
                self._found(_("{file} has no header.").format(file=known.file))
            return None
        header = first[1:]
        found = _as_written(known, header)
        if found.names != header:
            self._found(
                _("{file}, line 1: the columns must be those of the DSFinV-K ({differ}).").format(
                    file=known.file, differ=index_check.columns_told(found, header) or _("their order")
                )
            )
            return None
        columns = ", ".join(f"{name} TEXT" for name in found.names)
        self._connection.execute(f'CREATE TABLE "{found.stem}" (line INTEGER PRIMARY KEY, {columns})')
        marks = ", ".join("?" * (len(found.names) + 1))
        self._connection.execute("BEGIN")
        self._connection.executemany(f'INSERT INTO "{found.stem}" VALUES ({marks})', rows)
        self._connection.execute("COMMIT")
        return found if len(self._found.told) == before else None

    def _columns(self, known: Table) -> bool:
        """Types, lengths, accuracies, value lists and mandatory columns; whether anything is wrong."""
        wrong = False
        for line, what, kind in broken(self._connection, known, VALUES):
            wrong = True
            self._found.row(known.stem, line, what, kind)
        return wrong

    def _rules(self) -> None:
        self._progress(_("Sums and references"))
        for statement in dsfinvk_rules.PREPARE:
            self._connection.execute(statement)
        for rule in dsfinvk_rules.rules():
            for line, *more in self._connection.execute(rule.sql):
                said = _(rule.text).format(*(str(value)[:80] for value in [*more, "", ""]))
                self._found.row(rule.file, line, said, rule.name)
        dsfinvk_signed.check_signed(self._connection, self._found)


def _as_written(known: Table, header: Sequence[object]) -> Table:
    """The table of the devices has as many columns as its header says."""
    if known.stem != "tse":
        return known
    parts = sum(str(name).startswith(CERTIFICATE) for name in header)
    return table("tse", min(max(parts, 2), MOST_PARTS))
