"""The DSFinV-K of a period, straight out of the shop's file: read beside an open till, streamed into a ZIP.

Only closed shifts are in it, by their business day. What is no receipt is made into rows first and laid aside; then
file after file is written, closing after closing. Nothing is handed over before the checker has read it.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from kasse.clock import from_milliseconds, milliseconds
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.dsfinvk.records import Record, rows_of
from kasse.fiscal.de.dsfinvk.schema import Table, tables, version
from kasse.fiscal.de.dsfinvk.writing import Package, Writer
from kasse.shop import Shop
from kasse.store import dsfinvk_sql as sql
from kasse.store.books import SettingTable
from kasse.store.dsfinvk_closing import Devices, Sums, devices_of, rows_of_closing, sums_of
from kasse.store.dsfinvk_records import Closing, Records
from kasse.texts import _

Progress = Callable[[str], None]

NOT_CERTIFIED = "TSE NICHT ZERTIFIZIERT, nur zum Üben"
"""For an auditor, in German: the signatures are of a TSE in software."""

_CLOSINGS = (
    "SELECT z.number, z.shift, z.at, z.who, s.business_day, s.opened_at, s.opened_by, s.opening_float, "
    "s.first_receipt_no, (SELECT ifnull(min(n.first_receipt_no) - 1, "
    "(SELECT value FROM counter WHERE name = 'receipt')) FROM shift n WHERE n.number > s.number), "
    "ifnull(json_extract(z.figures, '$.shop_version'), 1) "
    "FROM z_report z JOIN shift s ON s.number = z.shift WHERE s.business_day BETWEEN ? AND ? ORDER BY z.number"
)
_SPOOL = (
    "CREATE TEMP TABLE spool (file TEXT, z INTEGER, place INTEGER, row TEXT, "
    "PRIMARY KEY (file, z, place)) WITHOUT ROWID"
)


class Exported(NamedTuple):
    """What was handed over. `open_shift` is the business day of a shift of the period that is not closed, if any."""

    file: Path
    closings: int
    records: int
    open_shift: str = ""


class _Part(NamedTuple):
    """A closing with what is known of it."""

    closing: Closing
    of: dict[str, Any]
    sums: Sums


def export(shop_file: Path, target: Path, first: date, last: date, progress: Progress = lambda step: None) -> Exported:
    """Write the period into a new ZIP and check it.

    `Refused` where there is nothing to export, or where the checker finds something: what was written is kept beside
    the target then, under a name that says so.
    """
    from kasse.store.dsfinvk_check import check

    if target.exists():
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=target))
    unfinished = target.with_name(target.name + ".part")
    try:
        with contextlib.closing(_reader(shop_file)) as connection:
            exported = Export(connection, first, last, progress).write(unfinished)
        progress(_("Checking"))
        findings = check(unfinished)
        if findings:
            raise _refused(unfinished, target, findings)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=target, reason=error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return exported._replace(file=target)


def _refused(unfinished: Path, target: Path, findings: Sequence[str]) -> Refused:
    aside = target.with_name(f"{target.stem}.findings{target.suffix}")
    unfinished.replace(aside)
    aside.with_name(aside.name + ".txt").write_text("\n".join(findings) + "\n", "utf-8")
    return Refused(
        "bad_export",
        _("The export does not add up and was not handed over. It is kept as {file}. {finding}").format(
            file=aside, finding=findings[0]
        ),
    )


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("BEGIN")
    return connection


class Export:
    """One export, on a reader's connection."""

    def __init__(self, connection: sqlite3.Connection, first: date, last: date, progress: Progress) -> None:
        if last < first:
            raise Refused("bad_period", _("The period must end after it begins."))
        self._connection = connection
        self._progress = progress
        self._settings = SettingTable(connection)
        self._devices: Devices = devices_of(connection)
        row = connection.execute("SELECT value FROM meta WHERE name = 'training'").fetchone()
        self.training = row is not None and row[0] == "1"
        self._closings = self._find(first, last)
        self._open = self._open_shift(first, last)
        if not self._closings:
            raise Refused("no_closing", _("No shift was closed in this period: there is nothing to export."))
        self._statements = sql.Statements(self._scope())
        self._records = 0

    def _find(self, first: date, last: date) -> list[Closing]:
        shops: dict[int, Shop] = {}
        found = []
        for number, shift, at, who, day, opened, by, cents, low, high, known in self._connection.execute(
            _CLOSINGS, (first.isoformat(), last.isoformat())
        ):
            shop = shops.setdefault(known, self._settings.shop(known))
            found.append(
                Closing(
                    number, shift, from_milliseconds(at), who, day, from_milliseconds(opened), by, cents, low, high,
                    shop, self.training,
                )
            )  # fmt: skip
        return found

    def _open_shift(self, first: date, last: date) -> str:
        row = self._connection.execute(
            "SELECT business_day FROM shift s WHERE business_day BETWEEN ? AND ? "
            "AND NOT EXISTS (SELECT 1 FROM z_report z WHERE z.shift = s.number)",
            (first.isoformat(), last.isoformat()),
        ).fetchone()
        return "" if row is None else str(row[0])

    def _scope(self) -> sql.Scope:
        bounds = (self._closings[0].first, self._closings[-1].last)
        rates = {
            rate
            for (rate,) in self._connection.execute(
                "SELECT rate FROM tax_rate UNION SELECT v.rate FROM sale s CROSS JOIN sale_vat v ON v.sale = s.id "
                "WHERE s.receipt_no BETWEEN ? AND ?",
                bounds,
            )
        }
        classes = {name for (name,) in self._connection.execute("SELECT tax_class FROM tax_rate")}
        (since,) = self._connection.execute(
            "SELECT min(started_at) FROM sale WHERE receipt_no BETWEEN ? AND ?", bounds
        ).fetchone()
        began = min(self._closings[0].opened_at, from_milliseconds(since) if since else self._closings[0].opened_at)
        offsets = offsets_of(self._closings[-1].shop, began, self._closings[-1].at + timedelta(days=1))
        return sql.Scope(sorted(rates | {0}), sorted(classes | {"", "zero"}), offsets, self.training)

    def write(self, path: Path) -> Exported:
        """All files, one after the other."""
        self._connection.execute(_SPOOL)
        self._progress(_("Sums of {count} closings").format(count=len(self._closings)))
        records = Records(self._connection, self._settings.taxes())
        parts = [self._prepare(closing, records.of(closing)) for closing in self._closings]
        files = tables(self._devices.parts)
        package = Package(path)
        try:
            for table in files:
                self._progress(table.file)
                with package.rows(table) as writer:
                    self._write_file(table, parts, writer)
            shop = self._closings[-1].shop
            package.finish(files, shop.name, f"{shop.postcode} {shop.city}".strip(), self._comment(parts))
        finally:
            package.close()
        return Exported(path, len(parts), self._records, self._open)

    def _comment(self, parts: Sequence[_Part]) -> str:
        """What the format has no column for: whose signatures count for nothing is said in index.xml."""
        used = {number for part in parts for number in part.sums.devices} & self._devices.uncertified
        said = [f"DSFinV-K {version()}", "TRAINING" if self.training else "", NOT_CERTIFIED if used else ""]
        return " - ".join(part for part in said if part)

    def _prepare(self, closing: Closing, records: Sequence[Record]) -> _Part:
        of = {
            "till": closing.shop.till_serial, "made": closing.made, "z": closing.number, "shift": closing.shift,
            "first": closing.first, "last": closing.last,
        }  # fmt: skip
        sums = sums_of(self._connection, self._statements, of, records)
        rows = [*rows_of_closing(self._connection, closing, sums, self._devices, self._ends(of, records))]
        for record in records:
            rows += rows_of(record, closing.shop.time.zone)
        self._connection.executemany(
            "INSERT INTO temp.spool VALUES (?, ?, ?, ?)",
            [(name, closing.number, place, json.dumps(row)) for place, (name, row) in enumerate(rows)],
        )
        self._records += len(records)
        return _Part(closing, of, sums)

    def _ends(self, of: dict[str, Any], records: Sequence[Record]) -> tuple[str, str]:
        """The first and the last record of a closing, by their numbers."""
        bounds = (
            "SELECT min(receipt_no), max(receipt_no), count(*) FROM sale s WHERE s.receipt_no BETWEEN :first AND :last"
        )
        low, high, count = self._connection.execute(f"{bounds} AND s.shift = :shift", of).fetchone()
        self._records += count
        ids = [
            self._connection.execute("SELECT id FROM sale WHERE receipt_no = ?", (number,)).fetchone()[0].hex()
            for number in (low, high)
            if number is not None
        ]
        every = [*ids, *(record.id for record in records)]
        return (every[0], every[-1]) if every else ("", "")

    def _write_file(self, table: Table, parts: Sequence[_Part], writer: Writer) -> None:
        statements = self._statements
        steps: dict[str, Sequence[tuple[str, Callable[[Sums], bool]]]] = {
            "transactions": [(statements.transactions(), _always)],
            "datapayment": [(statements.datapayment(), _always)],
            "lines": [
                (statements.lines(), _always),
                (statements.counter_lines(), lambda sums: sums.voided),
                (statements.claim_lines(), lambda sums: sums.tabs),
            ],
            "lines_vat": [
                (statements.lines_vat(), _always),
                (statements.counter_lines_vat(), lambda sums: sums.voided),
                (statements.claim_lines_vat(), lambda sums: sums.tabs),
            ],
            "itemamounts": [(statements.itemamounts(), lambda sums: sums.discounted)],
            "transactions_vat": [
                (statements.transactions_vat(), _always),
                (statements.odd_transactions_vat(), lambda sums: sums.odd),
            ],
            "transactions_tse": [(statements.transactions_tse(), _always)],
            "references": [
                (statements.references(), _always),
                (statements.return_references(), lambda sums: sums.returned),
            ],
        }
        for part in parts:
            for statement, wanted in steps.get(table.stem, ()):
                if wanted(part.sums):
                    writer.writerows(self._connection.execute(statement, part.of))
            writer.writerows(self._spooled(table.stem, part))

    def _spooled(self, file: str, part: _Part) -> Iterator[Sequence[object]]:
        head = (part.of["till"], part.of["made"], part.of["z"])
        for (row,) in self._connection.execute(
            "SELECT row FROM temp.spool WHERE file = ? AND z = ? ORDER BY place", (file, part.closing.number)
        ):
            yield (*head, *json.loads(row))


def _always(sums: Sums) -> bool:
    return True


def offsets_of(shop: Shop, since: datetime, until: datetime) -> list[sql.Offset]:
    """How far the shop's own time is from UTC, from instant to instant; each change is found to the second."""
    zone = shop.time.zone

    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone).utcoffset() or timedelta()

    found, at = [_offset(0, offset(since))], since
    while at < until:
        later = min(at + timedelta(days=7), until)
        if offset(later) != offset(at):
            change = _change(offset, at, later)
            found.append(_offset(milliseconds(change), offset(change)))
        at = later
    return found


def _change(offset: Callable[[datetime], timedelta], low: datetime, high: datetime) -> datetime:
    before = offset(low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    seconds = round(high.timestamp() / 60) * 60  # clocks change at full minutes
    return datetime.fromtimestamp(seconds, UTC)


def _offset(since: int, later: timedelta) -> sql.Offset:
    minutes = int(later.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    text = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return sql.Offset(since, minutes * 60_000, text)
