"""The books by the command line: balance, counting sheet, DATEV, versions."""

import csv
import io
from typing import TYPE_CHECKING

from kasse import __version__

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse


def test_the_version_is_said_and_the_history_told(small: "Kasse") -> None:
    assert f"Kasse {__version__}" in small.done("--version")
    told = small.done("versions")
    assert f"Kasse {__version__}" in told
    assert "Python" in told


def test_cash_alone_tells_the_balance_now_and_then(small: "Kasse") -> None:
    small.done("shift", "close", "--uncounted")
    small.done("shift", "open", "--float", "100")
    small.done("shift", "cash", "in", "20", "--reason", "change")
    assert "120.00 in the drawer by the books" in small.done("shift", "cash")
    assert "no shift was ever open then" in small.done("shift", "cash", "--at", "2020-01-01T10:00")
    assert "is no moment" in small.refused("shift", "cash", "--at", "tomorrow")
    assert "has not come yet" in small.refused("shift", "cash", "--at", "2099-01-01")


def test_cash_goes_out_as_what_it_is(small: "Kasse") -> None:
    small.done("shift", "cash", "in", "50", "--reason", "purse", "--kind", "private")
    small.done("shift", "cash", "out", "10", "--reason", "bank", "--kind", "bank")
    small.done("shift", "cash", "out", "5", "--reason", "Mehmet", "--kind", "wages")
    kept = [row[4] for row in small.books()["cash_movement"]]
    assert sorted(str(kind) for kind in kept) == ["bank", "private_in", "wages"]
    assert "cannot be booked as that" in small.refused("shift", "cash", "in", "5", "--reason", "x", "--kind", "wages")
    assert "is no kind of it" in small.refused("shift", "cash", "in", "5", "--reason", "x", "--kind", "gift")


def test_a_counting_sheet_is_shown_and_written(small: "Kasse") -> None:
    assert "no such count" in small.refused("shift", "sheet", "1")
    small.done("shift", "count", "10x1")
    assert "_______" in small.done("shift", "sheet", "1")
    target = small.file.parent / "sheet.pdf"
    small.done("shift", "sheet", "1", "-o", str(target))
    assert target.read_bytes().startswith(b"%PDF")


def test_the_cash_book_is_a_report(small: "Kasse") -> None:
    small.done("shift", "cash", "in", "20", "--reason", "change")
    lines = list(csv.reader(io.StringIO(small.done("report", "cash_book", "--format", "csv").lstrip("\ufeff"))))
    assert lines[0][-1] == "Balance"
    assert any("Put in: change" in line for line in lines)


def test_bookings_are_exported_by_the_accounts_that_were_set(small: "Kasse") -> None:
    small.done("shift", "cash", "in", "50", "--reason", "purse", "--kind", "private")
    small.done("datev", "consultant", "29098")
    small.done("datev", "chart", "04")
    small.done("datev", "private_in", "2181")
    assert "private_in\t2181" in small.done("datev")
    small.done("shift", "close", "--uncounted")
    target = small.file.parent / "EXTF.csv"
    small.done("export", "datev", str(target))
    head, _columns, *rows = csv.reader(io.StringIO(target.read_text("cp1252")), delimiter=";")
    assert (head[0], head[10], head[26]) == ("EXTF", "29098", "04")
    assert ["50,00", "1600", "2181"] in [[row[0], row[6], row[7]] for row in rows]
    assert "is no account" in small.refused("datev", "wages", "x")
    assert "There is no account" in small.refused("datev", "salaries", "1740")
    assert "one year" in small.refused("export", "datev", "-", "--from", "2025-12-01", "--to", "2026-01-31")
