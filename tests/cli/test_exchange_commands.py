"""Data in and out without a window."""

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.shots.scenes_exchange import ODD_HEADINGS, workbook

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

MATE, MILK = "4029764001807", "4000521006419"


def test_a_workbook_with_odd_headings_is_named_once_and_then_known(small: "Kasse", tmp_path: Path) -> None:
    file = tmp_path / "Liste.xlsx"
    file.write_bytes(workbook(ODD_HEADINGS))
    assert "no column for: Code (EAN), Name" in small.refused("import", "products", str(file))
    names = ("Strichcode Einzel=code", "Art.-Bez.=name", "Unverb. VK=price", "Satz=tax")
    columns = [word for name in names for word in ("--column", name)]
    tried = small.run("import", "products", str(file), *columns, "--source", "Nord", "--dry-run")
    assert tried.stdout.startswith("Nothing was kept (dry run): 2 added, 1 changed")
    assert f"~ {MATE}\tClub-Mate 0,5 l\tSelling price: 1.29 → 1.39, Cost, net: – → 0.7125" in tried.stderr
    assert "no column for" in small.refused("import", "products", str(file), "--source", "Nord")
    assert "2 added, 1 changed" in small.done("import", "products", str(file), *columns, "--source", "Nord")
    assert "0 added, 0 changed, 3 unchanged" in small.done("import", "products", str(file), "--source", "nord")
    assert "no column “UVP”" in small.refused("import", "products", str(file), "--column", "UVP=price")
    assert "Known: code, name" in small.refused("import", "products", str(file), "--column", "Satz=colour")
    assert small.done("import", "undo") == "Taken back: Liste.xlsx (+2 ~1 =0 !0)\n"
    assert "1.29" in small.done("search", "mate")
    assert "No list" in small.refused("import", "undo")


def test_all_or_nothing_is_nothing_where_a_row_is_bad(small: "Kasse") -> None:
    text = f"EAN;Preis\n{MATE};1,49\n999;1,00\n"
    said = small.refused("import", "prices", "-", "--all-or-nothing", given=text)
    assert "Line 3: 999 is not in the list." in said
    assert "1 rows cannot be used" in said
    assert "1.29" in small.done("search", "mate")
    small.done("import", "prices", "-", "--good-rows", given=text)
    assert "1.49" in small.done("search", "mate")


def test_stock_suppliers_and_their_articles(small: "Kasse") -> None:
    small.done("import", "stock", "-", given=f"EAN;Menge\n{MATE};24\n")
    assert small.done("stock", "show", MATE).startswith("24\t")
    small.done("import", "suppliers", "-", given="Firma;Liefertage\nGroßhandel Nord;Mo Do\n")
    text = f"EAN;Artikelnummer;VPE;EK\n{MATE};A1;20;14,25\n{MILK};B1;12;9,00\n"
    assert "Line 2" in small.refused("import", "articles", "-", given=text)
    small.done("import", "articles", "-", "--source", "Großhandel Nord", given=text)
    for _time in range(3):
        small.done("import", "undo")
    assert small.done("stock", "show", MATE).startswith("0\t")


def test_a_cashier_takes_nothing_over_and_nothing_back(small: "Kasse") -> None:
    small.done("people", "add", "Aylin", "--new-pin", "1111")
    small.done("import", "stock", "-", given=f"EAN;Menge\n{MATE};24\n")
    as_aylin = ("--as", "Aylin", "--pin", "1111")
    assert "may not" in small.refused("import", "stock", "-", *as_aylin, given=f"EAN;Menge\n{MATE};2\n")
    assert "may not" in small.refused("import", "undo", *as_aylin)
    assert "may not" in small.refused("import", "off", "/nowhere", *as_aylin)
    assert small.done("stock", "show", MATE).startswith("24\t")


def test_an_extract_of_open_food_facts(small: "Kasse", tmp_path: Path) -> None:
    file = tmp_path / "off.jsonl"
    rows = [
        {"code": f"40063813339{n}", "product_name": f"Ware {n}", "countries_tags": [country]}
        for n, country in ((93, "en:germany"), (86, "en:austria"))
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert small.done("import", "off", str(file)) == "1 of 2 products are known now (Open Food Facts, ODbL).\n"
    assert "2 of 2" in small.done("import", "off", str(file), "--country", "all")
    assert "1 of 2" in small.done("import", "off", str(file), "--country", "AT")


def test_everything_is_exported_beside_an_open_till(small: "Kasse", tmp_path: Path) -> None:
    small.sold({"lines": [{"code": "101"}], "tenders": [{"type": "cash", "amount": "1.00"}]})
    target = tmp_path / "all.zip"
    said = small.done("export", "all", str(target))
    assert said.startswith(f"{target}: ")
    assert "1 receipts" in said
    assert zipfile.ZipFile(target).testzip() is None
    assert "exists already" in small.refused("export", "all", str(target))
    assert small.refused("export", "all", str(tmp_path / "nowhere" / "all.zip"), code=3)
