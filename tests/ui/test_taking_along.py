"""Everything taken along: all of it, from one moment, never over another file, and nothing is left of a failure."""

import csv
import io
import zipfile
from pathlib import Path

import pypdf
import pytest

from kasse.errors import Refused, Unavailable
from kasse.exchange import leaving
from kasse.people import Actor
from kasse.sale import Tender, TenderType
from kasse.till import Till
from ui.taking_along import take_along


def sell(till: Till, owner: Actor, times: int = 1) -> None:
    for _time in range(times):
        basket = till.checkout.scan(till.checkout.new_basket(), "101")
        till.checkout.pay(owner, basket, [Tender(TenderType.CASH, basket.lines[0].article.price)])  # type: ignore[arg-type]


def rows(archive: zipfile.ZipFile, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"tables/{table}.csv").decode("utf-8"))))


def test_all_tables_receipts_and_reports_are_in_it(
    open_till: Till, owner: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "PER_PDF", 2)
    sell(open_till, owner, 5)
    open_till.shift.count(owner, {1: 10225})
    open_till.shift.close(owner)
    told: list[tuple[int, int]] = []
    left = take_along(open_till.path, tmp_path / "all.zip", lambda done, of: told.append((done, of)))
    assert (left.receipts, left.file) == (5, tmp_path / "all.zip")
    assert told[-1] == (left.tables + 5, left.tables + 5)
    with zipfile.ZipFile(left.file) as archive:
        names = archive.namelist()
        with open_till.database.read() as work:
            for table in work.exchange.tables():
                columns, there = work.exchange.table(table)
                kept = list(csv.reader(io.StringIO(archive.read(f"tables/{table}.csv").decode("utf-8"))))
                assert tuple(kept[0]) == columns
                assert len(kept) - 1 == len(list(there)), table
        assert rows(archive, "product")[0]["name"] == "Club-Mate 0,5 l"
        assert len(rows(archive, "sale")[0]["id"]) == 32
        pdfs = [name for name in names if name.startswith("receipts/2026")]
        assert pdfs == [f"receipts/2026-11/{a:07d}-{b:07d}.pdf" for a, b in ((1, 2), (3, 4), (5, 5))]
        second = pypdf.PdfReader(io.BytesIO(archive.read(pdfs[1])))
        assert len(second.pages) == 2
        assert [entry.title for entry in second.outline]  # type: ignore[union-attr]
        assert "Brötchen" in second.pages[0].extract_text()
        assert pypdf.PdfReader(io.BytesIO(archive.read("receipts/z-reports.pdf"))).pages
        assert "sale_line" in archive.read("schema.md").decode()
        assert "shop.sqlite" in archive.read("LIESMICH.txt").decode()
        assert "PINs" in archive.read("README.txt").decode()
        archive.extract("shop.sqlite", tmp_path)
    copy = Till(tmp_path / "shop.sqlite", exclusive=False)
    assert copy.verify() == []
    copy.close()


def test_a_shop_without_a_sale_can_be_left_too(till: Till, tmp_path: Path) -> None:
    assert take_along(till.path, tmp_path / "all.zip").receipts == 0


def test_nothing_is_overwritten_and_nothing_is_left_of_a_failure(
    till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.zip"
    there.write_text("mine")
    with pytest.raises(Refused):
        take_along(till.path, there)
    with pytest.raises(Unavailable):
        take_along(till.path, tmp_path / "nowhere" / "all.zip")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(leaving, "_write_table", full)
    with pytest.raises(Unavailable, match="No space left"):
        take_along(till.path, tmp_path / "all.zip")
    assert sorted(tmp_path.iterdir()) == before
    assert there.read_text() == "mine"


def test_a_file_that_appears_meanwhile_stays(till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "all.zip"

    def appear(*args: object) -> None:
        target.write_text("mine")

    monkeypatch.setattr(leaving._Archive, "add_sums", lambda self: appear())
    with pytest.raises(Refused):
        take_along(till.path, target)
    assert target.read_text() == "mine"
    target.unlink()

    def no_links(*_args: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(leaving._Archive, "add_sums", lambda self: None)
    monkeypatch.setattr("kasse.exchange.leaving.os.link", no_links)  # as on a stick
    assert take_along(till.path, target).size == target.stat().st_size
