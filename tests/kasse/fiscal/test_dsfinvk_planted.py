"""One error of each rule planted into a clean export: the checker finds it, names file and line, and says what."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kasse.fiscal.de.dsfinvk.schema import tables
from kasse.store.dsfinvk import export
from kasse.store.dsfinvk_check import look
from kasse.store.dsfinvk_rules import rules
from tests.kasse.fiscal.special_shop import FIRST, LAST, SpecialShop

Row = dict[str, str]
Files = dict[str, list[Row]]
Change = Callable[[Files], object]


@pytest.fixture(scope="module")
def clean(made_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    shop = SpecialShop(Path(shutil.copy(made_shop_file, folder)), folder)
    shop.make()
    shop.end()
    return export(shop.path, folder / "clean.zip", FIRST, LAST).file


def changed(clean: Path, target: Path, change: Change) -> Path:
    with zipfile.ZipFile(clean) as archive, zipfile.ZipFile(target, "w") as out:
        files: Files = {}
        for table in tables():
            text = io.StringIO(archive.read(table.file).decode("utf-8"), newline="")
            files[table.stem] = list(csv.DictReader(text, delimiter=";"))
        change(files)
        for table in tables():
            written = io.StringIO(newline="")
            writer = csv.DictWriter(written, table.names, delimiter=";", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(files[table.stem])
            out.writestr(table.file, written.getvalue())
        for name in ("index.xml", "gdpdu-01-09-2004.dtd"):
            out.writestr(name, archive.read(name))
    return target


def put(file: str, column: str, value: str, row: int = 0) -> Change:
    return lambda files: files[file][row].update({column: value})


def where(file: str, known: dict[str, str], **values: str) -> Change:
    """Change the first row that has these values."""

    def change(files: Files) -> None:
        found = next(row for row in files[file] if all(row[name] == value for name, value in known.items()))
        found.update(values)

    return change


def twice(file: str, row: int = 0, **values: str) -> Change:
    return lambda files: files[file].append({**files[file][row], **values})


def gone(file: str, row: int = 0) -> Change:
    return lambda files: files[file].pop(row)


def both(*changes: Change) -> Change:
    return lambda files: [change(files) for change in changes]


def added(file: str, like: str, **values: str) -> Change:
    """A row in a file that has none, with the head of another's first."""

    def change(files: Files) -> None:
        names = next(table.names for table in tables() if table.stem == file)
        head = {name: files[like][0].get(name, "") for name in names}
        files[file].append({**dict.fromkeys(names, ""), **head, **values})

    return change


def swap_times(files: Files) -> None:
    one, two = files["cashpointclosing"][0], files["cashpointclosing"][1]
    made = {one["Z_NR"]: two["Z_ERSTELLUNG"], two["Z_NR"]: one["Z_ERSTELLUNG"]}
    for rows in files.values():
        for row in rows:
            row["Z_ERSTELLUNG"] = made.get(row["Z_NR"], row["Z_ERSTELLUNG"])


def number_gap(files: Files) -> None:
    for rows in files.values():
        for row in rows:
            row["Z_NR"] = "4" if row["Z_NR"] == "3" else row["Z_NR"]


SUBITEM = {"ZI_ART_NR": "1", "ZI_MENGE": "1,000", "ZI_UST_SCHLUESSEL": "1"}
TERMINAL = {"TERMINAL_ID": "1", "TERMINAL_SERIENNR": "1"}
PARTNER = {"AGENTUR_ID": "1", "AGENTUR_NAME": "A", "AGENTUR_STRASSE": "B", "AGENTUR_PLZ": "1", "AGENTUR_ORT": "C",
           "AGENTUR_LAND": "DEU"}  # fmt: skip

PLANTED: dict[str, Change] = {
    "cashpointclosing z_unique": twice("cashpointclosing"),
    "cashpointclosing z_gap": number_gap,
    "cashpointclosing z_time": swap_times,
    "cashpointclosing z_start_id": put("cashpointclosing", "Z_START_ID", "nobody"),
    "cashpointclosing z_ende_id": put("cashpointclosing", "Z_ENDE_ID", "nobody"),
    "cashpointclosing tax_number": put("cashpointclosing", "STNR", ""),
    "cashpointclosing taxonomy": put("cashpointclosing", "TAXONOMIE_VERSION", "2.1"),
    "cashpointclosing z_se_zahlungen": put("cashpointclosing", "Z_SE_ZAHLUNGEN", "169,76"),
    "cashpointclosing z_se_barzahlungen": put("cashpointclosing", "Z_SE_BARZAHLUNGEN", "1,00"),
    "cashpointclosing cash_below_zero": put("cashpointclosing", "Z_SE_BARZAHLUNGEN", "-1,00"),
    "cashpointclosing missing_in_location": gone("location"),
    "cashpointclosing missing_in_cashregister": gone("cashregister"),
    "location once_in_location": twice("location", LOC_NAME="Anders"),
    "cashregister once_in_cashregister": twice("cashregister", KASSE_SW_VERSION="2"),
    "vat once_in_vat": twice("vat"),
    "tse once_in_tse": twice("tse"),
    "businesscases cases_gross": put("businesscases", "Z_UMS_BRUTTO", "100,01000"),
    "businesscases cases_net": put("businesscases", "Z_UMS_NETTO", "99,00000"),
    "businesscases tax_of_businesscases": put("businesscases", "Z_UST", "0,00001"),
    "payment payment_sums": put("payment", "Z_ZAHLART_BETRAG", "1,00"),
    "cash_per_currency currency_sums": put("cash_per_currency", "ZAHLART_BETRAG_WAEH", "1,00"),
    "lines one_difference": where("lines", {"GV_TYP": "Einzahlung"}, GV_TYP="Anfangsbestand"),
    "transactions bon_id": lambda files: files["transactions"][1].update(BON_ID=files["transactions"][0]["BON_ID"]),
    "transactions bon_nr": put("transactions", "BON_NR", "2"),
    "transactions bon_gap": put("transactions", "BON_NR", "9999", 3),
    "lines line_price": put("lines", "STK_BR", "1,31000"),
    "transactions bon_times": put("transactions", "BON_ENDE", "2026-11-22T08:00:00+01:00"),
    "transactions other_name": where("transactions", {"BON_TYP": "AVSonstige"}, BON_NAME=""),
    "transactions voided_type": where("transactions", {"BON_TYP": "AVBelegabbruch"}, BON_TYP="AVBelegstorno"),
    "transactions storno": where("transactions", {"BON_NOTIZ": "vertippt"}, BON_STORNO="1"),
    "transactions ums_brutto": put("transactions", "UMS_BRUTTO", "5,27"),
    "transactions paid_sum": put("transactions", "UMS_BRUTTO", "5,27"),
    "transactions aborted_sum": where("transactions", {"BON_TYP": "AVBelegabbruch"}, UMS_BRUTTO="1,00"),
    "transactions unsigned": gone("transactions_tse"),
    "lines pos_unique": put("lines", "POS_ZEILE", "2"),
    "lines counter_line": where("lines", {"P_STORNO": "1"}, MENGE="7,000"),
    "lines line_without_vat": gone("lines_vat"),
    "datapayment paid_zero": put("datapayment", "BASISWAEH_BETRAG", "0,00"),
    "datapayment paid_none": where("datapayment", {"ZAHLART_TYP": "Keine"}, BASISWAEH_BETRAG="1,00"),
    "datapayment paid_type": where("transactions", {"BON_NR": "2"}, BON_TYP="AVBestellung"),
    "datapayment paid_currency": where("datapayment", {"ZAHLWAEH_CODE": "CHF"}, ZAHLWAEH_BETRAG=""),
    "transactions_vat line_sums": put("lines_vat", "POS_BRUTTO", "2,59000"),
    "transactions_vat vat_unique": twice("transactions_vat"),
    "transactions_vat bon_tax": put("transactions_vat", "BON_UST", "0,47000"),
    "transactions_vat bon_cents": put("transactions_vat", "BON_NETTO", "2,42017"),
    "transactions_vat bon_net": put("transactions_vat", "BON_NETTO", "2,69000"),
    "lines_vat tax_of_lines_vat": put("lines_vat", "POS_UST", "0,00000"),
    "itemamounts tax_of_itemamounts": put("itemamounts", "PF_UST", "0,00000"),
    "itemamounts item_sums": put("itemamounts", "PF_BRUTTO", "9,00000"),
    "transactions_tse signature_whole": put("transactions_tse", "TSE_TA_SIG", ""),
    "transactions_tse failed_and_signed": put("transactions_tse", "TSE_TA_FEHLER", "kaputt"),
    "transactions_tse counter_twice": put("transactions_tse", "TSE_TA_SIGZ", "8"),
    "transactions_tse transaction_twice": put("transactions_tse", "TSE_TANR", "3"),
    "transactions_tse counter_order": put("transactions_tse", "TSE_TA_SIGZ", "9999"),
    "transactions_tse tse_times": put("transactions_tse", "TSE_TA_ENDE", "2026-11-22T07:08:00.000Z"),
    "transactions_tse tse_of_z": put("transactions_tse", "TSE_ID", "9"),
    "transactions_tse data": put("transactions_tse", "TSE_VORGANGSDATEN", "Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Bar"),
    "cashregister till_serial": put("cashregister", "KASSE_SERIENNR", "KASSE_1"),
    "cashregister till_serials": put("cashregister", "KASSE_SERIENNR", "KASSE-2"),
    "tse tse_serial": put("tse", "TSE_SERIAL", "abc"),
    "tse tse_ids": put("tse", "TSE_SERIAL", "0" * 64),
    "tse serial": put("tse", "TSE_SERIAL", "0" * 64),
    "vat standard_rates": put("vat", "UST_SATZ", "17,00"),
    "references target": put("references", "REF_BON_ID", "nobody"),
    "references reference_line": put("references", "POS_ZEILE", "77"),
    "lines agency_of_lines": put("lines", "AGENTUR_ID", "7"),
    "businesscases agency_of_businesscases": put("businesscases", "AGENTUR_ID", "7"),
    "subitems line_of_subitems": added("subitems", "lines", **SUBITEM, POS_ZEILE="77"),
    "subitems bon_of_subitems": added("subitems", "lines", **SUBITEM, BON_ID="nobody"),
    "subitems z_of_subitems": added("subitems", "lines", **SUBITEM, Z_NR="99"),
    "slaves z_of_slaves": added("slaves", "lines", **TERMINAL, Z_NR="99"),
    "pa z_of_pa": added("pa", "lines", **PARTNER, Z_NR="99"),
    "allocation_groups z_of_allocation_groups": added("allocation_groups", "transactions", Z_NR="99"),
    "allocation_groups bon_of_allocation_groups": added("allocation_groups", "transactions", BON_ID="nobody"),
}
_FILLED = ("location", "cashregister", "tse", "vat", "businesscases", "payment", "cash_per_currency", "transactions",
           "datapayment", "lines", "itemamounts", "transactions_tse", "transactions_vat", "lines_vat",
           "references")  # fmt: skip
PLANTED |= {f"{file} z_of_{file}": put(file, "Z_NR", "99") for file in _FILLED}
PLANTED |= {f"{file} bon_of_{file}": put(file, "BON_ID", "nobody") for file in _FILLED[8:]}
PLANTED |= {f"{file} line_of_{file}": put(file, "POS_ZEILE", "77") for file in ("itemamounts", "lines_vat")}
PLANTED |= {
    f"{file} key_of_{file}": put(file, "UST_SCHLUESSEL", "1100")
    for file in ("businesscases", "itemamounts", "transactions_vat", "lines_vat")
}

COLUMNS: dict[str, Change] = {
    "transactions BON_TYP value": put("transactions", "BON_TYP", "Rechnung"),
    "transactions BON_STORNO mandatory": put("transactions", "BON_STORNO", ""),
    "transactions BON_STORNO value": put("transactions", "BON_STORNO", "nein"),
    "transactions UMS_BRUTTO number": put("transactions", "UMS_BRUTTO", "5.26"),
    "transactions BON_NR number": put("transactions", "BON_NR", "1,0"),
    "transactions BON_START time": put("transactions", "BON_START", "2026-11-23T08:01:00"),
    "transactions BON_ENDE time": put("transactions", "BON_ENDE", "23.11.2026 08:01"),
    "transactions BON_NAME length": put("transactions", "BON_NAME", "x" * 61),
    "lines GV_TYP value": put("lines", "GV_TYP", "Verkauf"),
    "lines ARTIKELTEXT mandatory": put("lines", "ARTIKELTEXT", ""),
    "lines MENGE number": put("lines", "MENGE", "1,00"),
    "lines STK_BR number": put("lines", "STK_BR", "1.000,00000"),
    "lines_vat POS_BRUTTO number": put("lines_vat", "POS_BRUTTO", "9" * 30 + ",00000"),
    "lines P_STORNO value": put("lines", "P_STORNO", "x"),
    "lines_vat POS_NETTO number": put("lines_vat", "POS_NETTO", "2,17"),
    "itemamounts TYP value": put("itemamounts", "TYP", "Rabatt"),
    "datapayment ZAHLART_TYP value": put("datapayment", "ZAHLART_TYP", "Cash"),
    "datapayment ZAHLWAEH_CODE code": put("datapayment", "ZAHLWAEH_CODE", "eu"),
    "payment ZAHLART_TYP value": put("payment", "ZAHLART_TYP", "Cash"),
    "references REF_TYP value": put("references", "REF_TYP", "Bon"),
    "references REF_DATUM day": put("references", "REF_DATUM", "23.11.2026"),
    "cashpointclosing LAND code": put("cashpointclosing", "LAND", "DE"),
    "cashpointclosing Z_BUCHUNGSTAG day": put("cashpointclosing", "Z_BUCHUNGSTAG", "2026-13-01"),
    "transactions_tse TSE_TA_START time": put("transactions_tse", "TSE_TA_START", "2026-11-23T08:01:00+01:00"),
    "tse TSE_PUBLIC_KEY base64": put("tse", "TSE_PUBLIC_KEY", "??"),
    "tse TSE_PD_ENCODING value": put("tse", "TSE_PD_ENCODING", "latin"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_broken_rule_is_found(name: str, clean: Path, tmp_path: Path) -> None:
    findings = look(changed(clean, tmp_path / "planted.zip", PLANTED[name]))
    assert name in findings.kinds, findings.all()
    file = name.partition(" ")[0]
    assert any(one.startswith(f"{file}.csv, line ") and one.endswith(".") for one in findings.all())


@pytest.mark.parametrize("name", COLUMNS)
def test_a_broken_column_is_found(name: str, clean: Path, tmp_path: Path) -> None:
    findings = look(changed(clean, tmp_path / "planted.zip", COLUMNS[name]))
    assert name in findings.kinds, findings.all()
    assert any(f"{name.split()[0]}.csv, line 2:" in one for one in findings.all())


def test_each_rule_has_an_error_of_its_own() -> None:
    assert {f"{rule.file} {rule.name}" for rule in rules()} <= set(PLANTED)


def unchanged(files: Files) -> None:
    """Nothing."""


def test_what_was_only_written_anew_is_clean(clean: Path, tmp_path: Path) -> None:
    assert look(changed(clean, tmp_path / "same.zip", unchanged)).all() == []


def test_training_in_the_sums_of_a_closing_is_found(clean: Path, tmp_path: Path) -> None:
    training = where("transactions", {"BON_NR": "2"}, BON_TYP="AVTraining")
    findings = look(changed(clean, tmp_path / "planted.zip", training))
    assert {"businesscases cases_gross", "payment payment_sums"} <= findings.kinds


@pytest.mark.parametrize(
    "change",
    [
        put("transactions_tse", "TSE_TA_ENDE", "2026-11-23T07:02:01.000Z"),
        put("transactions_tse", "TSE_TANR", "9999"),
        put("transactions_tse", "TSE_VORGANGSDATEN", "Beleg^2.87_2.38_0.00_0.00_0.00^5.25:Bar"),
        put("transactions_tse", "TSE_TA_SIG", "AAAA"),
        put("transactions_tse", "TSE_TA_VORGANGSART", "SonstigerVorgang"),
        put("tse", "TSE_SIG_ALGO", "ecdsa-plain-SHA256"),
        put("cashregister", "KASSE_SERIENNR", "KASSE-2"),
    ],
)
def test_what_was_changed_fits_no_signature(change: Change, clean: Path, tmp_path: Path) -> None:
    """Even where all sums were changed with it: nobody but the device can sign it again."""
    found = look(changed(clean, tmp_path / "planted.zip", change), signatures=True)
    assert "transactions_tse signature" in found.kinds


def test_all_signatures_of_an_export_fit(clean: Path) -> None:
    assert look(clean, signatures=True).kinds == set()
