"""Every command: it works, it has help, and a user's mistake ends in a sentence, not in a traceback."""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from pypdf import PdfReader
from typer.testing import CliRunner

from kasse.demo.kinds import DATA
from kasse.demo.shop import is_demo
from kasse.fiscal.de.archive import default_folder
from ui.cli import app

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

ROOT = Path(__file__).parents[2]
ROLL = {"lines": [{"code": "101", "quantity": "2"}], "tenders": [{"type": "cash", "amount": "1.00"}]}


def commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each command of the tree with its words, groups included."""
    yield " ".join(words), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*words, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.fixture
def new(tmp_path: Path, demo: "Kasse") -> "Kasse":
    """A file that does not exist yet."""
    return type(demo)(tmp_path / "new" / "shop.sqlite")


@pytest.fixture
def kasse(shop_file: Path, small: "Kasse") -> "Kasse":
    return small


# Help


def test_the_commands_of_the_issue_are_all_there() -> None:
    named = "init, import products, sell, void, receipt, shift open, shift cash, shift count, shift x, shift close"
    more = "shift z, stock show, search, verify, backup, restore, training, people add, people list, set, demo"
    later = "tax list, tax add, rules list, rules set"
    assert {*named.split(", "), *more.split(", "), *later.split(", ")} <= set(ALL)


@pytest.mark.parametrize("words", ALL)
def test_each_command_and_parameter_has_help(words: str) -> None:
    shown = CliRunner().invoke(app, [*words.split(), "--help"])
    assert shown.exit_code == 0
    command = ALL[words]
    assert command.help
    assert command.help.strip().endswith((".", "json", "50"))
    for parameter in command.params:
        assert getattr(parameter, "help", ""), f"{words}: {parameter.name} has no help"


def test_each_command_and_option_stands_in_the_page_of_commands() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    for words, command in ALL.items():
        if not hasattr(command, "commands"):
            assert f"`kasse {words}" in page, words
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in page, f"{words} {option}"


def test_the_page_of_commands_names_no_other() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    options = {option for command in ALL.values() for p in command.params for option in (*p.opts, *p.secondary_opts)}
    assert set(re.findall(r"--[a-z][a-z-]*", page)) - options == {"--help"}
    for words in re.findall(r"`kasse ([a-z]+(?: [a-z]+)?)", page):
        assert words in ALL or words.split()[0] in ALL, words


@pytest.mark.parametrize("group", ["import", "shift", "people"])
def test_a_group_alone_shows_its_commands(kasse: "Kasse", group: str) -> None:
    shown = kasse.run(group)
    assert all(words.split()[1] in shown.output for words in ALL if words.startswith(f"{group} "))


# A shop from nothing to its first Z report


def test_a_new_shop_from_nothing_to_the_z_report_and_back(new: "Kasse", tmp_path: Path) -> None:
    said = new.done("init", "--shop", "Späti Müller", "--city", "Berlin", "--owner", "Olga", "--pin", "4711")
    assert said == f"Späti Müller is ready: {new.file}\n"
    csv = "Code;Bezeichnung;Preis;MwSt;Bestand\n101;Brötchen;0,45;7;50\n4062800008675;Milch;1.89;7;12\n"
    assert "2 added, 0 changed" in new.done("import", "products", "-", given=csv.encode("cp1252"))
    assert new.done("search", "brot") == "101\t0.45\tBrötchen\n"
    assert new.done("stock", "show", "0101") == "50\tBrötchen\n"

    assert "is open" in new.done("shift", "open", "--float", "100,00")
    receipt = new.sold(ROLL)["receipt_no"]
    assert new.done("stock", "show", "101") == "48\tBrötchen\n"
    assert new.done("shift", "cash", "in", "20", "--reason", "Wechselgeld") == "Booked: 20.00, Wechselgeld\n"
    assert new.done("shift", "cash", "out", "5.50", "--reason", "Porto") == "Booked: -5.50, Porto\n"
    assert "115,40" in new.done("shift", "x")  # 100.00 + 0.90 + 20.00 - 5.50
    counted = new.done("shift", "count", "100x1", "10×1", "5X1", "0.20x2")
    assert counted == "Counted 115.40, expected 115.40, difference 0.00.\n"
    z_report = new.done("shift", "close")
    assert "115,40" in z_report
    assert new.done("shift", "z") == z_report == new.done("shift", "z", "1")

    assert "Brötchen" in new.done("receipt", str(receipt))
    assert new.done("verify") == "All adds up: 1 receipts.\n"
    backup = tmp_path / "backup.sqlite"
    new.done("backup", str(backup))
    new.done("shift", "open")
    new.sold(ROLL)
    assert "What was there is kept as" in new.done("restore", str(backup))
    assert new.done("verify") == "All adds up: 1 receipts.\n"
    assert len(list(new.file.parent.glob("*.replaced-*"))) == 1


def test_a_receipt_as_text_pdf_and_printer_bytes(kasse: "Kasse", tmp_path: Path) -> None:
    number = str(kasse.sold(ROLL)["receipt_no"])
    text = kasse.done("receipt", number, "--columns", "32")
    assert max(map(len, text.splitlines())) <= 32
    assert "Brötchen" in text
    assert kasse.done("receipt", number, "--original") != kasse.done("receipt", number)
    for kind in ("text", "pdf", "escpos"):
        kasse.done("receipt", number, "--format", kind, "--out", str(tmp_path / kind))
    assert (tmp_path / "text").read_bytes().decode() == kasse.done("receipt", number)
    assert "Brötchen" in PdfReader(tmp_path / "pdf").pages[0].extract_text()
    assert (tmp_path / "escpos").read_bytes().startswith(b"\x1b@")


def test_a_void_takes_a_reason_and_works_once(kasse: "Kasse") -> None:
    number = str(kasse.sold(ROLL)["receipt_no"])
    assert "--reason" in kasse.refused("void", number)
    assert "reason" in kasse.refused("void", number, "--reason", " ")
    assert kasse.done("void", number, "--reason", "wrong") == "Receipt 2 voids receipt 1.\n"
    assert kasse.refused("void", number, "--reason", "wrong") == "kasse: Receipt 1 is void (see receipt 2)."


def test_people_come_and_log_in_by_name(kasse: "Kasse") -> None:
    kasse.done("people", "add", "Aylin", "--new-pin", "1111")
    kasse.done("people", "add", "Murat", "--role", "manager", "--new-pin", "2222")
    assert kasse.done("people", "list") == "Olga\towner\nAylin\tcashier\nMurat\tmanager\n"
    assert kasse.sold(ROLL, "--as", "aylin", "--pin", "1111")["receipt_no"] == 1
    said = kasse.refused("shift", "cash", "out", "5", "--reason", "Bank", "--as", "Aylin", "--pin", "1111")
    assert said == "kasse: Aylin may not put cash in or take it out. Ask a manager for the PIN."
    kasse.done("shift", "cash", "out", "5", "--reason", "Bank", "--as", "Murat", "--pin", "2222")
    assert "works here already" in kasse.refused("people", "add", "AYLIN", "--new-pin", "3333")
    assert "name" in kasse.refused("people", "add", "  ")
    assert "4 to 12 digits" in kasse.refused("people", "add", "Ida", "--new-pin", "1")


def test_the_pin_can_come_from_the_environment(kasse: "Kasse", monkeypatch: pytest.MonkeyPatch) -> None:
    kasse.done("people", "add", "Aylin", "--new-pin", "1111")
    monkeypatch.setenv("KASSE_PIN", "1111")
    assert kasse.sold(ROLL, "--as", "Aylin")["receipt_no"] == 1


def test_receipts_go_to_a_printer_that_is_a_folder(kasse: "Kasse", tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    assert kasse.done("set", "printer", f"file:{folder}") == f"printer = file:{folder}\n"
    kasse.sold(ROLL)
    assert len(list(folder.iterdir())) == 1
    assert "no setting" in kasse.refused("set", "colour", "red")
    kasse.refused("set", "printer", "pigeon:post")


def test_a_dead_printer_stops_no_sale(kasse: "Kasse") -> None:
    kasse.done("set", "printer", "tcp:127.0.0.1:9")
    assert kasse.sold(ROLL)["state"] == "completed"


def test_the_file_is_named_before_or_behind_the_command(kasse: "Kasse") -> None:
    behind = CliRunner(env={"KASSE_LANG": "en"}).invoke(app, ["verify", "--db", str(kasse.file)])
    assert behind.output == kasse.done("verify")
    both = CliRunner().invoke(app, ["--db", "/nowhere/at/all.sqlite", "verify", "--db", str(kasse.file)])
    assert both.exit_code == 0


def test_names_are_written_even_where_the_terminal_knows_only_greek(kasse: "Kasse") -> None:
    plain = {**os.environ, "PYTHONIOENCODING": "iso8859-7"}
    said = subprocess.run(
        [sys.executable, "-m", "ui.main", "search", "brot", "--db", str(kasse.file)], capture_output=True, env=plain
    )
    assert (said.returncode, said.stdout) == (0, b"101\t0.45\tBr?tchen\n")
    answered = subprocess.run(
        [sys.executable, "-m", "ui.main", "sell", "-", "--dry-run", "--db", str(kasse.file)],
        input=json.dumps(ROLL).encode(),
        capture_output=True,
        env=plain,
    )
    assert json.loads(answered.stdout)["lines"][0]["name"] == "Brötchen"


# Import


def test_bad_rows_are_named_and_good_ones_kept(kasse: "Kasse") -> None:
    csv = (
        "Code;Bezeichnung;VK;MwSt\n"
        "201;Erdbeeren;3,49;7\n"
        "4062800008676;Milch;1,89;7\n"
        "203;Petersilie;viel;7\n"
        "204;Basilikum;1,79;16\n"
        "205;;0,99;7\n"
        "201;Nochmal;1,00;7\n"
        "102;Bananen lose;1,79;7\n"
    )
    result = kasse.run("import", "products", "-", given=csv)
    assert result.exit_code == 0
    assert result.stdout.startswith("1 added, 1 changed, 0 unchanged, 5 bad rows, ")
    lines = [row.split(":")[0] for row in result.stderr.splitlines()]
    assert lines == ["Line 3", "Line 4", "Line 5", "Line 6", "Line 7"]
    assert kasse.done("search", "Erdbeeren") == "201\t3.49\tErdbeeren\n"


def test_a_code_of_another_article_is_a_bad_row_and_no_end_of_the_import(kasse: "Kasse") -> None:
    csv = "EAN,Name,Price,More codes\n301,Tee,1.99,4000539770708\n302,Kaffee,4.99,\n01201303,in short,1.00,\n"
    csv += "012000000133,the same in full,1.00,\n"
    result = kasse.run("import", "products", "-", given=csv)
    assert result.stdout.startswith("2 added, 0 changed, 0 unchanged, 2 bad rows, ")
    assert "Line 2: The code 4000539770708 belongs to Schokolade 100 g already." in result.stderr
    assert "Line 5: The code 012000000133 is already on line 4." in result.stderr
    assert kasse.done("search", "Kaffee")
    assert not kasse.done("search", "Tee")


def test_a_dry_run_of_an_import_keeps_nothing(kasse: "Kasse") -> None:
    before = kasse.done("search", "1"), kasse.books()
    said = kasse.done("import", "products", "-", "--dry-run", given="code,name,price,stock\n901,Seife,0.95,5\n")
    assert said.startswith("Nothing was kept (dry run): 1 added")
    assert (kasse.done("search", "1"), kasse.books()) == before
    assert not kasse.done("search", "Seife")


def test_all_german_products_come_in_one_go(new: "Kasse") -> None:
    new.done("init", "--shop", "Big")
    listed = gzip.decompress((DATA / "products_de.csv.gz").read_bytes())
    said = new.done("import", "products", "-", given=listed)
    match = re.fullmatch(r"(\d+) added, 0 changed, 0 unchanged, (\d+) bad rows, (\d+\.\d) s\n", said)
    assert match
    assert int(match[1]) + int(match[2]) == 38_618
    assert int(match[2]) < 400
    assert new.done("search", "milch")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "not a CSV"),
        (b"PK\x03\x04 an .xlsx", "damaged"),
        (b"colour;size\nred;1\n", "no column"),
        (b"code;name;code\n", "mean the same"),
    ],
)
def test_what_is_no_product_list_is_refused(kasse: "Kasse", data: bytes, sentence: str) -> None:
    assert sentence in kasse.refused("import", "products", "-", given=data)


def test_a_list_of_bad_rows_only_is_refused(kasse: "Kasse") -> None:
    assert "Line 2" in kasse.refused("import", "products", "-", given="code;name;price\n1;x;much\n")


def test_a_cashier_may_not_import(kasse: "Kasse") -> None:
    kasse.done("people", "add", "Aylin", "--new-pin", "1111")
    csv = "code;name;price\n901;Seife;0.95\n"
    assert "may not edit" in kasse.refused("import", "products", "-", "--as", "Aylin", "--pin", "1111", given=csv)
    assert not kasse.done("search", "Seife")


# Mistakes

MISTAKES = [
    (["nonsense"], 2),
    (["sell"], 2),
    (["import", "products"], 2),
    (["import", "products", "/nowhere/list.csv"], 2),
    (["import", "products", "/"], 2),
    (["init"], 2),
    (["init", "--shop", "Twice"], 2),
    (["receipt", "99"], 2),
    (["receipt", "0"], 2),
    (["receipt", "-1"], 2),
    (["receipt", "1.5"], 2),
    (["receipt", "one"], 2),
    (["receipt", "1" + "0" * 40], 2),
    (["receipt", "1", "--format", "gif"], 2),
    (["receipt", "1", "--columns", "7"], 2),
    (["receipt", "1", "--out", "/"], 3),
    (["receipt", "1", "--format", "pdf", "--out", "/nowhere/a.pdf"], 3),
    (["void", "99", "--reason", "x"], 2),
    (["void", "1" + "0" * 40, "--reason", "x"], 2),
    (["shift", "open"], 2),
    (["shift", "open", "--float", "-5"], 2),
    (["shift", "open", "--float", "much"], 2),
    (["shift", "open", "--float", "1e9"], 2),
    (["shift", "cash", "in", "5"], 2),
    (["shift", "cash", "up", "5", "--reason", "x"], 2),
    (["shift", "cash", "in", "0", "--reason", "x"], 2),
    (["shift", "cash", "in", "NaN", "--reason", "x"], 2),
    (["shift", "cash", "in", "5", "--reason", " "], 2),
    (["shift", "cash", "out", "100000", "--reason", "x"], 2),
    (["shift", "count"], 2),
    (["shift", "count", "50"], 2),
    (["shift", "count", "50x"], 2),
    (["shift", "count", "50x²"], 2),
    (["shift", "count", "50x-1"], 2),
    (["shift", "count", "3x1"], 2),
    (["shift", "count", "50x1000000"], 2),
    (["shift", "close"], 2),
    (["shift", "z", "9"], 2),
    (["shift", "z", "1" + "0" * 40], 2),
    (["people", "add"], 2),
    (["people", "add", "X", "--role", "king"], 2),
    (["stock", "show", "nothing"], 2),
    (["stock", "show"], 2),
    (["search"], 2),
    (["backup"], 2),
    (["backup", "/nowhere/at/all.sqlite"], 3),
    (["restore", "/nowhere/at/all.sqlite"], 3),
    (["restore", "/"], 3),
    (["set", "printer"], 2),
    (["demo", "--days", "0", "--no-window"], 2),
    (["demo", "--days", "many", "--no-window"], 2),
    (["verify", "--as", "Olga"], 2),
    (["sell", "-", "--as"], 2),
]


@pytest.fixture(scope="module")
def sold_one(tmp_path_factory: pytest.TempPathFactory, copy_of: "object") -> "Kasse":
    """A demo shop with one receipt."""
    kasse: Kasse = copy_of()  # type: ignore[operator]
    kasse.sold(ROLL)
    return kasse


@pytest.mark.parametrize(("words", "code"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_mistake_ends_in_a_sentence(sold_one: "Kasse", words: list[str], code: int) -> None:
    before = sold_one.books()
    sold_one.refused(*words, code=code)
    assert sold_one.books() == before


READING = [["verify"], ["search", "x"], ["stock", "show", "101"], ["receipt", "1"], ["shift", "x"], ["people", "list"]]
WRITING = [["shift", "open"], ["void", "1", "--reason", "x"], ["people", "add", "X"], ["set", "printer", "none"]]
COPYING = [["training", "--no-window"], ["backup", "copy.sqlite"]]


@pytest.mark.parametrize("words", [*READING, *WRITING, *COPYING], ids=" ".join)
def test_a_bad_file_is_named_and_not_touched(
    sold_one: "Kasse", words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect(tmp_path / "foreign.sqlite")) as foreign, foreign:
        foreign.execute("CREATE TABLE diary (page)")
    (tmp_path / "diary.txt").write_text("Dear diary")
    (tmp_path / "empty.sqlite").touch()
    (tmp_path / "folder").mkdir()
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    expected = {"none.sqlite": 3, "folder": 3, "diary.txt/x": 3, "x" * 300: 3}
    expected |= {"foreign.sqlite": 2, "diary.txt": 2, "empty.sqlite": 2}
    for name, code in expected.items():
        said = type(sold_one)(tmp_path / name).refused(*words, code=code)
        assert name[:20] in said
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_shop_is_never_made_over_something_else(demo: "Kasse", tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "diary.txt"):
        if not path.exists():
            path.write_text("Dear diary")
        assert "exists already" in type(demo)(path).refused("init", "--shop", "X")
    assert (tmp_path / "diary.txt").read_text() == "Dear diary"
    assert type(demo)(tmp_path / "diary.txt" / "shop.sqlite").refused("init", "--shop", "X", code=3)


@pytest.mark.parametrize(
    "words", [["--pin", "1"], ["--pin", "abcd"], ["--language", "fr"], ["--shop", " "]], ids=lambda words: words[0]
)
def test_a_shop_that_cannot_be_made_leaves_nothing_behind(new: "Kasse", words: list[str]) -> None:
    new.refused("init", "--shop", "X", *words)
    assert not new.file.exists()
    new.done("init", "--shop", "X")


def test_a_backup_never_replaces_a_file(kasse: "Kasse", tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary")
    assert "exists already" in kasse.refused("backup", str(tmp_path / "diary.txt"))
    assert (tmp_path / "diary.txt").read_text() == "Dear diary"


def test_a_backup_that_does_not_add_up_is_not_restored(kasse: "Kasse", tmp_path: Path) -> None:
    kasse.sold(ROLL)
    backup = tmp_path / "backup.sqlite"
    kasse.done("backup", str(backup))
    with closing(sqlite3.connect(backup)) as file, file:
        file.execute("UPDATE stock_level SET quantity = quantity + 1000")
    before = kasse.books()
    assert "does not add up" in kasse.refused("restore", str(backup))
    assert kasse.books() == before


def test_verify_finds_what_was_changed_by_hand(demo: "Kasse") -> None:
    demo.sold(ROLL)
    assert demo.done("verify") == "All adds up: 1 receipts.\n"
    with closing(sqlite3.connect(demo.file)) as file, file:
        file.execute("UPDATE stock_level SET quantity = quantity + 1000 WHERE product = 1")
    found = demo.run("verify")
    assert found.exit_code == 1
    assert len(found.stdout.splitlines()) == 1


def test_the_day_closes_without_a_count_only_for_a_manager(kasse: "Kasse") -> None:
    kasse.done("people", "add", "Aylin", "--new-pin", "1111")
    assert "Count the drawer" in kasse.refused("shift", "close")
    kasse.refused("shift", "close", "--uncounted", "--as", "Aylin", "--pin", "1111")
    kasse.done("shift", "close", "--uncounted")
    assert "not open" in kasse.refused("shift", "x")


# Training and the demo


def test_training_is_a_copy_that_says_so(kasse: "Kasse") -> None:
    said = kasse.done("training", "--no-window")
    copy = type(kasse)(Path(said.strip().removeprefix("The training copy is ")))
    assert "never publishes" in copy.refused("market", "publish", "--once")
    before = kasse.books()
    number = copy.sold(ROLL)["receipt_no"]
    assert "TRAINING" in copy.done("receipt", str(number)).upper()
    assert kasse.books() == before
    assert "training copy" in kasse.refused("restore", str(copy.file))
    kasse.done("training", "--no-window")  # a fresh one takes its place


def test_a_training_copy_in_use_is_not_replaced(kasse: "Kasse") -> None:
    from kasse.store.lock import TillLock

    said = kasse.done("training", "--no-window")
    lock = TillLock(Path(said.strip().removeprefix("The training copy is ")))
    try:
        assert "already open" in kasse.refused("training", "--no-window", code=3)
    finally:
        lock.release()


def test_the_demo_rings_two_days_and_prints_the_z_report(
    new: "Kasse", kasse: "Kasse", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kasse.demo.day.BASKETS_A_DAY", 50)  # days of an hour: `make demo` rings the whole ones
    monkeypatch.setattr("kasse.demo.day.WEEKDAYS", (100,) * 7)  # whatever day it is today
    monkeypatch.setattr("kasse.demo.catalogue.forget", lambda: None)
    said = new.done("demo", "--no-window", "--days", "2")
    assert "Späti Sonnenallee (Demo)" in said
    assert re.search(r"Z-Bericht|Z-Bon|Z report", said)
    assert re.search(r"^2 business days: (9\d|100) real baskets", said, re.MULTILINE), said[-400:]
    assert "All adds up" in new.done("verify")
    new.done("shift", "z", "2")
    with closing(sqlite3.connect(new.file)) as file:
        signed = file.execute("SELECT completed_at, signature FROM sale WHERE signature IS NOT NULL").fetchall()
    assert len(signed) > 80
    for completed, signature in signed:  # the device lives in the demo's days, too
        ended = datetime.fromisoformat(json.loads(signature)["finished_at"]).timestamp()
        assert abs(ended - completed / 1000) < 60
    assert "real shop" in kasse.refused("demo", "--no-window")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    folder = default_folder(new.file)
    before = {path.name for path in folder.iterdir()}
    again = new.done("demo")
    assert before
    assert before.isdisjoint(path.name for path in folder.iterdir())
    assert f"kasse --db {new.file}" in again.splitlines()[-1]
    new.refused("shift", "z", "2")  # it is another shop now


def test_a_demo_clears_nothing_away_that_may_be_a_shops(new: "Kasse", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kasse.demo.day.BASKETS_A_DAY", 5)
    monkeypatch.setattr("kasse.demo.catalogue.forget", lambda: None)
    kept = [default_folder(new.file) / "TSE1_Z00001.tar", new.file.with_suffix(".tse") / "secrets.json"]
    for file in kept:
        file.parent.mkdir(parents=True)
        file.write_bytes(b"of a shop whose file was moved away")
    new.done("demo", "--no-window")
    assert all(file.exists() for file in kept)


def test_a_demo_that_was_broken_off_can_be_made_anew(new: "Kasse", monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kasse.demo.shop._load", broken_off)
    assert new.run("demo", "--no-window").exit_code != 0
    assert is_demo(new.file)
    assert "real shop" not in new.run("demo", "--no-window").output


# A file that cannot be written to


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write everywhere, so be somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or (os.geteuid() == 0 and not Path("/").stat().st_mode & 0o001),
    reason="Windows has other permissions, and some bare machines let only root into their root folder",
)
def test_a_read_only_file_is_an_outage_and_can_still_be_read(kasse: "Kasse") -> None:
    kasse.sold(ROLL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        locked = type(kasse)(folder / "shop.sqlite")
        kasse.done("backup", str(locked.file))
        locked.done("verify")  # whatever is imported late is imported now
        locked.not_sold({"lines": []})
        for left in folder.glob("shop.sqlite-*"):
            left.unlink()
        locked.file.with_name("shop.sqlite.lock").unlink(missing_ok=True)
        locked.file.chmod(0o444)
        folder.chmod(0o555)
        try:
            with nobody():
                assert locked.not_sold(ROLL, code=3)["error"] == "read_only"
                assert "cannot be written" in locked.refused("shift", "close", code=3)
                assert "Check the permissions" in locked.refused(
                    "init", "--shop", "X", "--db", f"{name}/x.sqlite", code=3
                )
        finally:
            folder.chmod(0o755)
