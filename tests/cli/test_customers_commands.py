"""`kasse customers`: who owes what, statements, and a person's data."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from kasse.books.customers import Customer
from kasse.money import Money
from kasse.till import Till

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse


@pytest.fixture
def kasse(shop_file: Path, small: "Kasse") -> "Kasse":
    """The small shop with Anna, who may owe up to 10.00, and Bert."""
    till = Till(shop_file)
    owner = till.people.owner()
    till.customers.save(owner, Customer("Anna Krause", "K77", contact="0160 555", tab_limit=Money(1000)))
    till.customers.save(owner, Customer("Bert"))
    till.close()
    return small


def basket(quantity: str, paid: str) -> dict[str, object]:
    line = {"code": "101", "quantity": quantity}
    return {"customer": "k77", "lines": [line], "tenders": [{"type": "tab", "amount": paid}]}


def test_a_tab_by_json_a_statement_and_a_part_payment(kasse: "Kasse", tmp_path: Path) -> None:
    assert kasse.sold(basket("4", "1.80"))["tenders"] == [{"type": "tab", "amount": "1.80"}]
    assert kasse.not_sold(basket("40", "18.00"))["error"] == "over_limit"
    paying = {"customer": "1", "lines": [{"pay_tab": "1.00"}], "tenders": [{"type": "cash", "amount": "1.00"}]}
    assert kasse.sold(paying)["lines"][0]["kind"] == "tab_payment"
    assert kasse.not_sold({**paying, "customer": "9"})["error"] == "no_customer"
    assert "1\tAnna Krause\t0.80\t10.00" in kasse.run("customers", "list", "--owing").output
    out = tmp_path / "anna.pdf"
    assert "0.80" in kasse.run("customers", "statement", "K77", str(out)).output
    text = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Anna Krause" in text
    assert "0,80" in text
    assert kasse.run("customers", "statement", "1", str(out), "--from", "soon").exit_code == 2


def test_a_persons_data_are_written_once_and_erased(kasse: "Kasse", tmp_path: Path) -> None:
    kasse.sold(basket("2", "0.90"))
    out = tmp_path / "anna.zip"
    assert kasse.run("customers", "export", "1", str(out)).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        assert json.loads(archive.read("data.json"))["customer"]["contact"] == "0160 555"
        assert "0160 555" in PdfReader(BytesIO(archive.read("data.pdf"))).pages[0].extract_text()
    assert kasse.run("customers", "export", "1", str(out)).exit_code == 2
    assert "0.90" in kasse.run("customers", "erase", "1", "--yes").stderr
    paying = {"customer": "1", "lines": [{"pay_tab": "0.90"}], "tenders": [{"type": "cash", "amount": "0.90"}]}
    kasse.sold(paying)
    assert kasse.run("customers", "erase", "1", "--yes").exit_code == 0
    assert "Anna" not in kasse.run("customers", "list").output
    assert kasse.run("verify").exit_code == 0
    assert kasse.run("customers", "erase", "1", "--yes").exit_code == 2


def test_a_voucher_by_json(kasse: "Kasse") -> None:
    voucher = {"lines": [{"voucher": {"amount": "5.00", "tax": "7"}}], "tenders": [{"type": "cash", "amount": "5.00"}]}
    [line] = kasse.sold(voucher)["lines"]
    assert (line["kind"], line["tax_rate"]) == ("voucher", "7")
    assert kasse.sold({"lines": [{"code": "101"}, {"code": line["code"]}]})["total"] == "0.00"
    assert kasse.not_sold({"lines": [{"voucher": {"amount": "5.00", "code": "101"}}]})["error"] == "code_taken"
    assert kasse.not_sold({"lines": [{"voucher": {"amount": "0"}}]})["error"] == "bad_amount"
    assert kasse.not_sold({"lines": [{"pay_tab": "1.00"}]})["error"] == "needs_customer"
