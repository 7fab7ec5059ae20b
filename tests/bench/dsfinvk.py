"""A million lines as DSFinV-K, against reading the same rows from SQLite and writing them by the `csv` module.

Both write the same ZIP: the same files, the same packing. Memory is that of a process of its own.
"""

import shutil
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from kasse.fiscal.de.dsfinvk.schema import tables
from kasse.fiscal.de.dsfinvk.writing import Package
from kasse.store import dsfinvk, schema
from kasse.store.database import connect
from kasse.store.dsfinvk_check import check
from tests.bench import shops, years
from tests.bench.measure import Row

DAYS = 110
FIRST = date(2026, 7, 1)
LIMIT, MEMORY_MB = 2.0, 200
_SIGNED = """
UPDATE sale SET signature = '{"serial":"' || ?1 || '","transaction":' || receipt_no || ',"counter":'
    || (2 * receipt_no) || ',"started_at":"' || strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at / 1000, 'unixepoch')
    || '","finished_at":"' || strftime('%Y-%m-%dT%H:%M:%S+00:00', completed_at / 1000, 'unixepoch') || '","value":"'
    || ?2 || '","device":1,"process_type":"Kassenbeleg-V1","process_data":"Beleg^'
    || printf('%.2f', ifnull((SELECT gross FROM sale_vat WHERE sale = id AND rate = 1900), 0) / 100.0) || '_'
    || printf('%.2f', ifnull((SELECT gross FROM sale_vat WHERE sale = id AND rate = 700), 0) / 100.0)
    || '_0.00_0.00_0.00^' || printf('%.2f', total / 100.0) || iif(receipt_no % 3 = 0, ':Unbar', ':Bar') || '"}'
"""
_DEVICE = """
INSERT INTO tse_device VALUES (1, 0, 'KASSE-BENCH', 'software', ?1, ?2, 'ecdsa-plain-SHA384', 'unixTime', 'UTF-8', ?3,
    0, '', '')
"""


def shop_of_a_million() -> Path:
    """A quarter of a year with a million lines, all signed; made where it is not there yet."""
    import base64
    import hashlib

    mark = zlib.crc32((_SIGNED + _DEVICE + years._LINES).encode())
    path = shops.FOLDER / f"dsfinvk-{schema.HEAD}-{shops.fingerprint([])}-{mark:08x}.sqlite"
    if path.exists():
        return path
    for old in shops.FOLDER.glob("dsfinvk-*.sqlite"):
        old.unlink()
    unfinished = shops.copy_of(shops.german_shop(), "dsfinvk.unfinished")
    connection = connect(unfinished)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000", "journal_mode = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TEMP TABLE receipts (id BLOB PRIMARY KEY, number INTEGER, at INTEGER)")
    connection.execute("BEGIN")
    for number in range(DAYS):
        years._day(connection, number + 1, FIRST + timedelta(days=number), years.RECEIPTS)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    key = b"\x04" + bytes(96)
    serial = hashlib.sha256(key).hexdigest()
    connection.execute(_SIGNED, (serial, base64.b64encode(bytes(range(96))).decode()))
    connection.execute(_DEVICE, (serial, key, '["' + base64.b64encode(bytes(700)).decode() + '"]'))
    connection.execute("UPDATE shop SET data = json_set(data, '$.tax_number', '12/345/67890', '$.street', 'Weg 1', "
                       "'$.postcode', '12047', '$.city', 'Berlin')")  # fmt: skip
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    unfinished.replace(path)
    return path


def _export(shop: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(dsfinvk._reader(shop)) as connection:
        dsfinvk.Export(connection, FIRST, FIRST + timedelta(days=DAYS), lambda step: None).write(target)


def _loaded(archive: Path, target: Path) -> int:
    """The exported rows as tables of texts."""
    import csv
    import io
    import zipfile

    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA journal_mode = OFF")
    lines = 0
    with zipfile.ZipFile(archive) as kept:
        for table in tables():
            with kept.open(table.file) as member:
                reader = csv.reader(io.TextIOWrapper(member, "utf-8", newline=""), delimiter=";")
                names = next(reader)
                connection.execute(f'CREATE TABLE "{table.stem}" ({", ".join(names)})')
                marks = ", ".join("?" * len(names))
                into = f'INSERT INTO "{table.stem}" VALUES ({marks})'  # noqa: S608 - names of the schema
                done = connection.executemany(into, reader)
                lines += done.rowcount if table.stem == "lines" else 0
    connection.commit()
    connection.close()
    return lines


def _copied(source: Path, target: Path) -> None:
    """The same rows read from SQLite and written by the csv module, packed in the same way."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as connection:
        package = Package(target)
        for table in tables():
            with package.rows(table) as writer:
                writer.writerows(connection.execute(f'SELECT * FROM "{table.stem}"'))  # noqa: S608 - as above
        package.finish(tables(), "", "", "")


def _seconds(name: str, *paths: Path) -> tuple[float, float]:
    """Seconds of the processor and megabytes of a step in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.dsfinvk", name, *map(str, paths)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def rows() -> Iterator[Row]:
    """The export against the copy, and what the check takes."""
    shop, folder = shop_of_a_million(), shops.FOLDER / "dsfinvk"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    archive, rows_file = folder / "out.zip", folder / "rows.sqlite"
    ours, memory = min(_seconds("export", shop, archive) for _run in range(2))
    lines = _loaded(archive, rows_file)
    theirs, _memory = min(_seconds("copy", rows_file, folder / "copy.zip") for _run in range(2))
    checked, check_memory = _seconds("check", archive)
    ratio = ours / theirs
    size = archive.stat().st_size / 1e6
    note = f"{lines:,} lines in {ours:.1f} s and {memory:.0f} MB, against {theirs:.1f} s; {size:.0f} MB"
    more: dict[str, float | int | str] = {"memory_mb": memory, "against_ms": 1000 * theirs}
    met = ratio <= LIMIT and memory < MEMORY_MB
    contract = f"at most {LIMIT} x and under {MEMORY_MB} MB"
    yield Row("DSFinV-K of a million lines", 1000 * ours, None, ratio, contract, met, note, more)
    note = f"{check_memory:.0f} MB"
    memory_met = check_memory < MEMORY_MB
    yield Row("checking it", 1000 * checked, None, None, f"under {MEMORY_MB} MB", memory_met, note)
    shutil.rmtree(folder)


def _megabytes() -> float:
    """The most memory this process had; what `getrusage` says is its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _main(name: str, *paths: str) -> None:
    files = [Path(path) for path in paths]
    begun = time.process_time()
    if name == "check":
        findings = check(files[0])
        if findings:
            raise SystemExit("\n".join(findings))
    else:
        {"export": _export, "copy": _copied}[name](*files)
    print(time.process_time() - begun, _megabytes())


if __name__ == "__main__":
    _main(*sys.argv[1:])
