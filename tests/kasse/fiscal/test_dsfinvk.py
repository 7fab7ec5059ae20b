"""The DSFinV-K of a shop with every special case: clean by our own checker, by another one's, and by the DTD."""

# ruff: noqa: S608 - expressions of ours

import contextlib
import csv
import io
import json
import shutil
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dsfinvk import validate
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from kasse.fiscal.de.cases import RecordType, case_of, vat_key
from kasse.fiscal.de.dsfinvk import values
from kasse.fiscal.de.dsfinvk.records import Record, entry_of, rows_of
from kasse.fiscal.de.dsfinvk.schema import DTD_NAME, tables
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.money import Money
from kasse.people import Actor
from kasse.pricing import PositionKind
from kasse.store import dsfinvk_sql as sql
from kasse.store.backup import copy_database
from kasse.store.dsfinvk import Exported, export
from kasse.store.dsfinvk_check import check
from kasse.till import Till, training_copy
from tests.kasse.counter import MILK, ROLL, cash, refused
from tests.kasse.fiscal.special_shop import FIRST, LAST, SpecialShop
from ui.cli import app

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def shop(made_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpecialShop]:
    folder = tmp_path_factory.mktemp("special")
    made = SpecialShop(Path(shutil.copy(made_shop_file, folder)), folder)
    made.make()
    yield made
    made.end()


@pytest.fixture(scope="module")
def exported(shop: SpecialShop, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(shop.path, tmp_path_factory.mktemp("out") / "out.zip", FIRST, LAST)


@pytest.fixture(scope="module")
def rows(exported: Exported) -> Rows:
    return read(exported.file)


def read(path: Path) -> Rows:
    found: Rows = {}
    with zipfile.ZipFile(path) as archive:
        for table in tables():
            text = io.StringIO(archive.read(table.file).decode("utf-8"), newline="")
            found[table.stem] = list(csv.DictReader(text, delimiter=";"))
    return found


def test_it_is_clean_by_our_own_checker(exported: Exported) -> None:
    assert check(exported.file) == []
    assert exported.closings == 3
    assert exported.open_shift == "2026-11-26"


def test_it_is_clean_by_another_checker(exported: Exported) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert validate.validate_zip(exported.file) == []
    assert said.getvalue() == ""


def test_the_description_is_valid(exported: Exported) -> None:
    with zipfile.ZipFile(exported.file) as archive:
        assert set(archive.namelist()) == {*(table.file for table in tables()), "index.xml", DTD_NAME}
        text, index = archive.read(DTD_NAME), archive.read("index.xml")
    # The official grammar of Media can be read in two ways, which libxml2 refuses; this says the same in one way.
    media = b"(Name, Command*, Table*, Command*, AcceptNoTables?)"
    assert media in text
    text = text.replace(media, b"(Name, Command*, (Table+, Command*)?, AcceptNoTables?)")
    grammar = etree.DTD(io.BytesIO(text))
    assert index.startswith(b"\xef\xbb\xbf<?xml")
    assert grammar.validate(etree.fromstring(index)), grammar.error_log
    assert not grammar.validate(etree.fromstring(index.replace(b"<From>2</From>", b"")))


def test_the_sums_of_a_closing_are_those_of_its_z_report(shop: SpecialShop, rows: Rows) -> None:
    for closing in rows["cashpointclosing"]:
        z = shop.till.shift.z_report(int(closing["Z_NR"]))
        assert z.expected_cash is not None
        drawer = z.expected_cash.cents + (z.difference.cents if z.difference else 0)
        foreign = sum(one.euros.cents for one in z.foreign)
        assert cents(closing["Z_SE_BARZAHLUNGEN"]) == drawer + foreign
        cards = sum(entry.amount.cents for entry in z.payments if entry.type == "card")
        unbar = [row for row in of_z(rows, "payment", closing["Z_NR"]) if row["ZAHLART_TYP"] == "Unbar"]
        assert sum(cents(row["Z_ZAHLART_BETRAG"]) for row in unbar) == cards
        beside = {"Einzahlung", "Auszahlung", "Anfangsbestand", "DifferenzSollIst", "Geldtransit", "TrinkgeldAN",
                  "Privatentnahme", "Forderungsentstehung", "Forderungsaufloesung", "MehrzweckgutscheinKauf",
                  "MehrzweckgutscheinEinloesung"}  # fmt: skip
        turnover = sum(
            cents(row["Z_UMS_BRUTTO"][:-3])
            for row in of_z(rows, "businesscases", closing["Z_NR"])
            if row["GV_TYP"] not in beside
        )
        assert turnover == z.total.cents


def of_z(rows: Rows, file: str, number: str) -> list[dict[str, str]]:
    return [row for row in rows[file] if row["Z_NR"] == number]


def cents(text: str) -> int:
    return int(text.replace(",", ""))


def test_every_special_case_is_what_the_law_calls_it(rows: Rows) -> None:
    cases = {row["GV_TYP"] for row in rows["businesscases"]}
    assert cases >= {
        "Umsatz", "Pfand", "PfandRueckzahlung", "EinzweckgutscheinKauf", "EinzweckgutscheinEinloesung",
        "MehrzweckgutscheinKauf", "MehrzweckgutscheinEinloesung", "Forderungsentstehung", "Forderungsaufloesung",
        "Anfangsbestand", "Einzahlung", "Auszahlung", "Geldtransit", "DifferenzSollIst", "Privatentnahme",
        "TrinkgeldAG", "TrinkgeldAN",
    }  # fmt: skip
    kinds = {row["BON_TYP"] for row in rows["transactions"]}
    assert kinds == {"Beleg", "AVBestellung", "AVBelegabbruch", "AVSonstige", "AVSachbezug"}
    assert {row["INHAUS"] for row in rows["lines"]} == {"0", "1"}
    assert any(row["TSE_TA_FEHLER"] for row in rows["transactions_tse"])
    assert len(rows["references"]) == 4
    assert {row["BON_STORNO"] for row in rows["transactions"]} == {"0"}


def test_sqlite_says_what_cases_says(shop: SpecialShop) -> None:
    classes = ["", "meal", "reduced", "standard", "zero"]
    rates = [0, 500, 700, 780, 1600, 1900]
    statements = sql.Statements(sql.Scope(rates, classes, [sql.Offset(0, 0, "Z")], training=False))
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for kind in PositionKind:
            for rate in rates:
                for tax_class in classes:
                    for total in (-1, 0, 1):
                        line = "(SELECT ? AS kind, ? AS rate, ? AS tax_class, ? AS total) l"
                        found = connection.execute(
                            f"SELECT {statements.case}, {statements.key}, {sql.rate_keys(statements.scope, 'l.rate')} "
                            f"FROM {line}",
                            (kind.value, rate, tax_class, total),
                        ).fetchone()
                        key = vat_key(tax_class, rate, kind)
                        assert found[:2] == (case_of(kind, rate, total, tax_class).value, key)
                        assert not rate or found[2] == key


@given(st.integers(-99_999_999, 99_999_999), st.sampled_from([0, 500, 550, 700, 1600, 1900]))
def test_sqlite_writes_amounts_as_we_do(amount: int, rate: int) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute(
            f"SELECT {sql.amount('x')}, {sql.fine('x')}, {sql.units(sql.net('x', 'r'))} FROM (SELECT ? AS x, ? AS r)",
            (amount, rate),
        ).fetchone()
    assert found == (values.amount(amount), values.fine(amount), values.number(values.net_units(amount, rate), 5))


def test_sqlite_and_python_write_the_same_lines(shop: SpecialShop, rows: Rows) -> None:
    """Receipts are written by SQL and all else by Python: what one says of a position, the other says too."""
    written = {(row["BON_ID"], row["POS_ZEILE"]): row for row in rows["lines"]}
    seen = 0
    for number in range(1, 19):
        sale = shop.till.checkout.receipt(number)
        for position in sale.positions:
            entry = entry_of(position, position.number)
            record = Record(sale.id.hex, number, RecordType.RECEIPT, sale.started_at, sale.started_at, "1", "Olga",
                            entries=(entry,))  # fmt: skip
            by_python = dict(rows_of(record, shop.till.checkout.shop.time.zone))["lines"]
            assert list(written[sale.id.hex, str(position.number)].values())[3:] == [str(cell) for cell in by_python]
            seen += 1
    assert seen > 30


def test_a_training_file_is_marked_and_in_no_sum(made_shop_file: Path, tmp_path: Path) -> None:
    real = Path(shutil.copy(made_shop_file, tmp_path))
    shop = SpecialShop(training_copy(real), tmp_path)
    shop.make()
    shop.end()
    exported = export(shop.path, tmp_path / "training.zip", FIRST, LAST)
    rows = read(exported.file)
    assert {row["BON_TYP"] for row in rows["transactions"]} == {"AVTraining"}
    assert rows["businesscases"] == rows["payment"] == []
    assert {row["Z_SE_ZAHLUNGEN"] for row in rows["cashpointclosing"]} == {"0,00"}
    assert comment_of(exported.file) == "DSFinV-K 2.4 - TRAINING - TSE NICHT ZERTIFIZIERT, nur zum Üben"


def comment_of(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return str(etree.fromstring(archive.read("index.xml")).findtext("DataSupplier/Comment"))


def test_signatures_of_a_tse_that_is_not_certified_are_said_to_be_that(exported: Exported) -> None:
    assert comment_of(exported.file) == "DSFinV-K 2.4 - TSE NICHT ZERTIFIZIERT, nur zum Üben"


def test_an_export_is_not_made_twice_or_of_nothing(shop: SpecialShop, exported: Exported, tmp_path: Path) -> None:
    refused("file_exists", lambda: export(shop.path, exported.file, FIRST, LAST))
    refused("no_closing", lambda: export(shop.path, tmp_path / "a.zip", date(2020, 1, 1), date(2020, 1, 2)))
    refused("bad_period", lambda: export(shop.path, tmp_path / "a.zip", LAST, FIRST))
    assert list(tmp_path.iterdir()) == []


def test_the_tar_of_the_device_is_compared(shop: SpecialShop, exported: Exported, tmp_path: Path) -> None:
    tar = tmp_path / "tse.tar"
    with tar.open("wb") as file:
        pieces: list[bytes] = []
        shop.tse.inner.export(pieces.append)
        file.write(b"".join(pieces))
    assert check(exported.file, tar) == []
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(exported.file) as archive, zipfile.ZipFile(changed, "w") as out:
        for name in archive.namelist():
            data = archive.read(name)
            out.writestr(name, data.replace(b";Kassenbeleg-V1;4;", b";Kassenbeleg-V1;99999;"))
    assert any("not in the TAR" in one for one in check(changed, tar))
    assert check(exported.file, exported.file)  # a ZIP is no TAR


def test_a_tar_of_something_else_is_said_to_be_that(exported: Exported, tmp_path: Path) -> None:
    other = SoftEngine(None, now=lambda: datetime(2026, 11, 23, 8, tzinfo=UTC))
    other.initialise()
    other.register("KASSE-OTHER")
    other.finish("KASSE-OTHER", other.start("KASSE-OTHER").number, "Kassenbeleg-V1", b"Beleg^0.00_0.00_0.00_0.00_0.00^")
    pieces: list[bytes] = []
    other.export(pieces.append)
    (tmp_path / "other.tar").write_bytes(b"".join(pieces))
    assert check(exported.file, tmp_path / "other.tar") == [
        f"other.tar is the export of another TSE: {other.facts.serial}."
    ]
    with tarfile.open(tmp_path / "letters.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("letter.txt"))
    (said,) = check(exported.file, tmp_path / "letters.tar")
    assert said.startswith("letters.tar has no finished transaction")


# What is no DSFinV-K


def test_what_cannot_be_read_is_told_in_a_sentence(exported: Exported, tmp_path: Path) -> None:
    whole = exported.file.read_bytes()
    text, cut, foreign, bomb = (tmp_path / name for name in ("text.zip", "cut.zip", "foreign.zip", "bomb.zip"))
    text.write_text("no zip")
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("photo.jpg", b"1")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lines.csv", bytes(40 << 20))
    said = {path.name: check(path) for path in (text, cut, foreign, bomb, tmp_path / "none.zip")}
    assert all(len(findings) == 1 and findings[0].endswith(".") for findings in said.values()), said
    assert "far more" in said["bomb.zip"][0]
    assert "no DSFinV-K" in said["foreign.zip"][0]


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("lines.csv", lambda data: data.replace(b"\r\n", b"\n"), "CR and LF"),
        ("lines.csv", lambda data: b"\xef\xbb\xbf" + data, "columns"),
        ("lines.csv", lambda data: data.decode().encode("latin-1"), "UTF-8"),
        ("lines.csv", lambda data: data.replace(b";", b",", 40), "columns"),
        ("lines.csv", lambda data: data + b"1;2;3\r\n", "it has 3 columns, not 21"),
        ("lines.csv", lambda data: b"", "header"),
        ("index.xml", lambda data: data.replace(b"2004.dtd", b"2002.dtd"), "DTD"),
        ("index.xml", lambda data: data[:1000], "no XML"),
        ("index.xml", lambda data: data.replace(b"<Accuracy>2<", b"<Accuracy>3<", 1), "accuracy"),
        ("slaves.csv", None, "is missing"),
    ],
)
def test_how_it_is_written_matters(
    file: str, change: Callable[[bytes], bytes] | None, told: str, exported: Exported, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(exported.file) as archive, zipfile.ZipFile(changed, "w") as out:
        for name in archive.namelist():
            if name != file:
                out.writestr(name, archive.read(name))
            elif change is not None:
                out.writestr(name, change(archive.read(name)))
    findings = check(changed)
    assert any(told in one and file in one for one in findings), findings


def test_the_commands(shop: SpecialShop, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    runner = CliRunner(env={"KASSE_LANG": "en"})
    shop_file, days = ["--db", str(shop.path)], ["--from", FIRST.isoformat(), "--to", LAST.isoformat()]
    done = runner.invoke(app, [*shop_file, "export", "dsfinvk", *days, str(out)])
    assert done.exit_code == 0, done.output
    assert "3 closings, 38 records, checked." in done.output
    assert "The shift of 2026-11-26 is not closed" in done.output
    checked = runner.invoke(app, ["verify", "dsfinvk", str(out)])
    assert (checked.exit_code, checked.output) == (0, "out.zip is a DSFinV-K in which all adds up.\n")
    out.write_bytes(out.read_bytes()[:5000])
    broken = runner.invoke(app, ["verify", "dsfinvk", str(out)])
    assert (broken.exit_code, broken.output) == (1, "out.zip is no ZIP file, or only a part of one.\n")


def test_a_small_business_without_a_device(open_till: Till, owner: Actor, shop_file: Path, tmp_path: Path) -> None:
    """Section 19 UStG: key 6. A sale that was given up after the money was counted is on record too."""
    checkout = open_till.checkout
    open_till.shift.close(owner, uncounted=True)
    open_till.change_shop(owner, small_business=True)
    open_till.shift.open(owner, Money(10000))
    basket = checkout.scan(checkout.new_basket(), MILK)
    basket = checkout.void_line(owner, checkout.scan(basket, ROLL), 2)
    checkout.pay(owner, basket, [cash("2.00")])
    given_up = checkout.tender(owner, checkout.scan(checkout.new_basket(), MILK), [cash("2.00")])
    with open_till.database.write() as work:
        work.sales.abort(given_up)
    open_till.shift.close(owner, uncounted=True)
    exported = export(shop_file, tmp_path / "out.zip", FIRST, FIRST)
    rows = read(exported.file)
    assert {row["UST_SCHLUESSEL"] for row in of_z(rows, "vat", "2")} == {"5", "6"}
    kinds = sorted(row["BON_TYP"] for row in of_z(rows, "transactions", "2"))
    assert kinds == ["AVBelegabbruch", "Beleg", "Beleg"]
    assert all(row["TSE_TA_FEHLER"] for row in rows["transactions_tse"])
    assert rows["tse"] == []


def test_a_long_certificate_has_columns_of_its_own(shop: SpecialShop, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy_database(shop.path, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE tse_device SET certificates = ?", (json.dumps(["QUJD" * 800]),))
        connection.commit()
    exported = export(copy, tmp_path / "out.zip", FIRST, LAST)
    with zipfile.ZipFile(exported.file) as archive:
        header, first = archive.read("tse.csv").decode().splitlines()[:2]
        assert header.endswith(";TSE_ZERTIFIKAT_II;TSE_ZERTIFIKAT_III;TSE_ZERTIFIKAT_IV")
        assert [len(cell) for cell in first.split(";")[-4:]] == [1000, 1000, 1000, 200]
        assert b"TSE_ZERTIFIKAT_IV<" in archive.read("index.xml")


def test_what_does_not_add_up_is_not_handed_over(shop: SpecialShop, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy_database(shop.path, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE sale SET total = total + 1 WHERE receipt_no = 2")
        connection.commit()
    said = refused("bad_export", lambda: export(copy, tmp_path / "out.zip", FIRST, LAST))
    assert "transactions.csv, line 3: UMS_BRUTTO 1,50" in said
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.findings.zip", "out.findings.zip.txt"]
