"""What a special case says on paper, in the Z report and in the exports is the same."""

import contextlib
import csv
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kasse.basket import Discount
from kasse.books.reports import Period
from kasse.books.tse import TseDeviceRow
from kasse.money import Money
from kasse.paper import report_document, sale_document
from kasse.sale import Sale, Tender, TenderType
from kasse.serving.foreign import Currency
from kasse.store.dsfinvk import export
from printers.layout import as_text
from tests.kasse.counter import CHOCOLATE, MATE, MILK, ROLL, number_of
from tests.kasse.fiscal.special_shop import FIRST, LAST, SpecialShop

Rows = list[dict[str, str]]


@pytest.fixture
def shop(made_shop_file: Path, tmp_path: Path) -> Iterator[SpecialShop]:
    made = SpecialShop(Path(shutil.copy(made_shop_file, tmp_path)), tmp_path)
    made.till.checkout.change_currencies(made.owner, [Currency("CHF", 1_065_000)])
    made.till.shift.open(made.owner, Money(10000))
    yield made
    made.end()


def paper(shop: SpecialShop, sale: Sale) -> str:
    with shop.till.database.read() as work:
        devices: dict[int, TseDeviceRow] = {row.number: row for row in work.tse.devices()}
        head = work.settings.shop(sale.shop_version)
    device = devices.get(sale.signature.device) if sale.signature else None
    return as_text(sale_document(sale, head, device=device), 42)


def exported(shop: SpecialShop, folder: Path, file: str) -> Rows:
    target = folder / "out.zip"
    if not target.exists():
        export(shop.path, target, FIRST, LAST)
    with zipfile.ZipFile(target) as archive:
        text = archive.read(f"{file}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def of(rows: Rows, sale: Sale) -> Rows:
    return [row for row in rows if row["BON_ID"] == sale.id.hex]


def test_no_law_binds_what_is_no_goods(shop: SpecialShop) -> None:
    """Tips, and what takes goods off again that nobody pays: no discount reaches them, but their price is free."""
    checkout, owner = shop.till.checkout, shop.owner
    for sale in (
        shop.pay(checkout.take(owner, shop.ring(MILK), "Frühstück")),
        shop.pay(checkout.take(owner, shop.ring(MILK), "Pause", shop.helper)),
        shop.pay(checkout.tip(owner, shop.ring(MILK), Money(50), for_owner=True)),
    ):
        assert "*" not in paper(shop, sale)


def test_the_vat_on_a_benefit_in_kind_is_what_is_signed_and_exported(shop: SpecialShop, tmp_path: Path) -> None:
    sale = shop.pay(shop.till.checkout.take(shop.owner, shop.ring(MILK, MATE), "Pause", shop.helper))
    shop.close()
    assert sale.signature is not None
    assert sale.signature.process_data == "AVSachbezug^1.44_1.19_0.00_0.00_0.00^"
    text = paper(shop, sale)
    assert "1,21      0,23      1,44" in text
    assert "1,11      0,08      1,19" in text
    vat = of(exported(shop, tmp_path, "transactions_vat"), sale)
    assert sorted(row["BON_BRUTTO"] for row in vat) == ["1,19000", "1,44000"]


def test_the_deposit_on_a_benefit_in_kind_is_in_no_sum_of_the_z_report(shop: SpecialShop) -> None:
    shop.pay(shop.till.checkout.take(shop.owner, shop.ring(MATE, pieces=2), "Pause", shop.helper))
    assert shop.till.shift.x_report(shop.owner).deposit_taken == Money(0)
    shop.pay(shop.ring(MATE))
    shop.close()
    assert shop.till.shift.z_report().deposit_taken == Money(15)
    with contextlib.closing(sqlite3.connect(shop.path)) as connection:
        kept = connection.execute("SELECT sum(count), sum(amount) FROM shift_total WHERE what = 'deposit'").fetchone()
    assert kept == (1, 15)
    assert shop.till.verify() == []


def test_a_rate_of_exchange_is_written_as_the_receipt_writes_figures(shop: SpecialShop) -> None:
    sale = shop.pay(shop.ring(MILK), Tender(TenderType.FOREIGN, Money(500), "CHF"))
    assert "5,00 CHF x 1,065" in paper(shop, sale)


def test_a_z_report_shows_all_that_its_payments_sum_to(shop: SpecialShop) -> None:
    checkout, owner = shop.till.checkout, shop.owner
    shop.pay(checkout.tip(owner, shop.ring(CHOCOLATE), Money(50), for_owner=False))
    shop.pay(checkout.take(owner, shop.ring(MILK), "Frühstück"))
    shop.pay(shop.ring(MILK), Tender(TenderType.FOREIGN, Money(500), "CHF"))
    shop.close()
    z = shop.till.shift.z_report()
    with shop.till.database.read() as work:
        text = as_text(report_document(z, work.settings.shop(z.shop_version)), 42)
    assert "0,50" in text
    assert "-1,19" in text
    assert "5,00 CHF" in text
    assert "(5,33 EUR)" in text
    assert z.total + z.tips + z.own_use == Money(sum(one.amount.cents for one in z.payments))


def test_why_nobody_paid_is_exported(shop: SpecialShop, tmp_path: Path) -> None:
    checkout, owner = shop.till.checkout, shop.owner
    own = shop.pay(checkout.take(owner, shop.ring(MILK), "Frühstück"))
    benefit = shop.pay(checkout.take(owner, shop.ring(MILK), "Pause", shop.helper))
    void = checkout.void_receipt(owner, number_of(own), "doch nicht")
    shop.close()
    rows = exported(shop, tmp_path, "transactions")
    assert [of(rows, sale)[0]["BON_NOTIZ"] for sale in (own, benefit, void)] == ["Frühstück", "Pause", "doch nicht"]


def test_what_comes_back_was_eaten_where_it_was_sold(shop: SpecialShop, tmp_path: Path) -> None:
    checkout, owner = shop.till.checkout, shop.owner
    eaten = shop.pay(checkout.eat_in(shop.ring(ROLL, CHOCOLATE), True))
    taken = shop.pay(shop.ring(MILK))
    back = checkout.return_lines(owner, checkout.new_basket(), number_of(eaten))
    back = checkout.return_lines(owner, back, number_of(taken))
    returned = shop.pay(back)
    shop.close()
    rows = of(exported(shop, tmp_path, "lines"), returned)
    assert [(row["ARTIKELTEXT"], row["INHAUS"]) for row in rows] == [
        ("Brötchen", "1"), ("Schokolade 100 g", "1"), ("Vollmilch 1 l", "0"),
    ]  # fmt: skip


def test_a_small_business_books_no_tip_where_datev_works_out_vat(shop: SpecialShop) -> None:
    shop.close()
    shop.till.change_shop(shop.owner, small_business=True)
    shop.next_day()
    shop.pay(shop.till.checkout.tip(shop.owner, shop.ring(MILK), Money(50), for_owner=True))
    shop.close()
    lines = shop.till.datev.export(shop.owner, Period(FIRST, LAST)).data.decode("cp1252").splitlines()
    (tip,) = [line.split(";") for line in lines if "TrinkgeldAG" in line]
    assert tip[6:8] == ["1792", "8195"]


def test_the_notice_names_no_device_that_is_not_certified(shop: SpecialShop) -> None:
    assert "<SeriennummerTSE/>" in shop.till.registering.notice().xml()


def test_a_discount_stands_in_what_the_owner_takes(shop: SpecialShop, tmp_path: Path) -> None:
    """Own use is worth what the goods cost after what was taken off, and its counterpart says the same."""
    checkout, owner = shop.till.checkout, shop.owner
    basket = checkout.discount_basket(owner, shop.ring(MILK, CHOCOLATE), Discount(percent=1000))
    sale = shop.pay(checkout.take(owner, basket, "Frühstück"))
    shop.close()
    rows = of(exported(shop, tmp_path, "lines_vat"), sale)
    assert sum(int(row["POS_BRUTTO"].replace(",", "")) for row in rows) == 0
    assert rows[-1]["POS_BRUTTO"] == "-2,41000"
