"""The product list as the owner keeps it."""

import gzip
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

import kasse.demo
from kasse.catalog import Department, Pack, Product, QuickKey, Unit, Wanted
from kasse.fiscal.de.rates import RATES
from kasse.money import Money
from kasse.people import Actor
from kasse.product_list import ProductList, read_products
from kasse.quantity import Quantity
from kasse.tax import TaxTable
from kasse.till import Till
from tests.kasse.counter import MATE, MATE_CRATE, audit, refused

CHOCOLATE, OTHER_CHOCOLATE = "4000539770708", "40084077"
COOKIES = Product("Butterkekse 200 g", ("4017100364563",), Money(159), "reduced", "Süßes")


def names(till: Till, text: str, limit: int = 30) -> list[str]:
    return [found.name for found in till.products.search(text, limit)]


def listed(csv: str) -> ProductList:
    table = TaxTable(RATES)
    return read_products(csv.encode(), lambda percent: table.class_of(percent, date(2026, 11, 23)))


# Editing


def test_a_new_product_is_saved_and_found_on_record(till: Till, manager: Actor) -> None:
    saved = till.products.save(manager, COOKIES)
    assert saved.number is not None
    assert till.products.by_code(COOKIES.codes[0]) == saved
    assert replace(saved, number=None) == COOKIES
    (entry,) = audit(till, "product")
    assert (entry.who, entry.subject, entry.before) == ("Mehmet", "4017100364563", "")
    assert entry.after == "Butterkekse 200 g; 4017100364563; 1.59; reduced; Süßes; piece; deposit -; age 0; price free"


def test_a_change_is_on_record_with_before_and_after(till: Till, owner: Actor) -> None:
    mate = till.products.by_code(MATE)
    till.products.save(owner, replace(mate, price=Money(139), codes=(*mate.codes, "4711")))
    (entry,) = audit(till, "product")
    assert entry.before.startswith("Club-Mate 0,5 l; 4029764001807; 1.29; standard; Getränke; piece; deposit mehrweg")
    assert entry.after.startswith("Club-Mate 0,5 l; 4029764001807, 4711; 1.39; standard; Getränke; piece")
    assert till.products.by_code("4711").price == Money(139)


def test_a_cashier_edits_nothing(till: Till, cashier: Actor) -> None:
    refused("not_allowed", lambda: till.products.save(cashier, COOKIES))
    refused("not_allowed", lambda: till.products.import_list(cashier, listed("EAN;Name\n4017100364563;Kekse\n")))


def test_a_code_belongs_to_one_product(till: Till, owner: Actor) -> None:
    sentence = refused(
        "code_taken", lambda: till.products.save(owner, replace(COOKIES, codes=("0" + OTHER_CHOCOLATE,)))
    )
    assert "Schokolade 100 g" in sentence
    cookies = till.products.save(owner, COOKIES)
    refused("code_taken", lambda: till.products.save(owner, replace(cookies, codes=(*cookies.codes, MATE_CRATE))))
    assert till.products.by_code(COOKIES.codes[0]) == cookies  # nothing of it was kept
    refused("code_taken", lambda: till.products.save(owner, replace(COOKIES, codes=("4711", "04711"))))
    assert till.verify() == []


@pytest.mark.parametrize(
    ("product", "code"),
    [
        (replace(COOKIES, name="  "), "no_name"),
        (replace(COOKIES, codes=()), "no_code"),
        (replace(COOKIES, price=Money(-1)), "negative_price"),
        (replace(COOKIES, number=9999), "no_such_product"),
    ],
)
def test_a_product_lacking_what_a_till_needs_is_refused(till: Till, owner: Actor, product: Product, code: str) -> None:
    refused(code, lambda: till.products.save(owner, product))
    assert audit(till, "product") == []


def test_a_pack_is_kept_with_its_product(till: Till, owner: Actor) -> None:
    mate = till.products.by_code(MATE_CRATE)
    assert mate.codes == (MATE,)
    assert mate.packs[0].units == Quantity.of(20)
    tray = Pack("4711", "Tray Club-Mate 6 x 0,5 l", Quantity.of(6), Money(720))
    till.products.save(owner, replace(mate, packs=(*mate.packs, tray)))
    assert till.checkout.find("4711").article.stock_units == Quantity.of(6)
    assert till.checkout.find(MATE_CRATE).article.price == Money(2280)


def test_a_code_taken_from_a_product_is_free_again(till: Till, owner: Actor) -> None:
    chocolate = till.products.by_code(CHOCOLATE)
    till.products.save(owner, replace(chocolate, codes=(CHOCOLATE,)))
    refused("unknown_code", lambda: till.products.by_code(OTHER_CHOCOLATE))
    assert till.products.save(owner, replace(COOKIES, codes=(OTHER_CHOCOLATE,))).name == "Butterkekse 200 g"


# Search


@pytest.fixture
def shelf(till: Till, owner: Actor) -> Till:
    for name, code in (
        ("Weißwürste 4 Stück", "201"),
        ("WEISSBROT", "202"),
        ("Müsli Früchte", "203"),
        ("Crème fraîche", "204"),
        ("Apfelsaft naturtrüb 1 l", "205"),
        ("Bio-Apfelschorle", "206"),
        ("Coca-Cola 0,33 l", "5449000000996"),
        ("Coca-Cola Zero 0,33 l", "5449000131805"),
    ):
        till.products.save(owner, Product(name, (code,), Money(199), "reduced", "Süßes"))
    return till


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("weiss", ["Weißwürste 4 Stück", "WEISSBROT"]),
        ("weiß", ["Weißwürste 4 Stück", "WEISSBROT"]),
        ("müsli", ["Müsli Früchte"]),
        ("MUSLI", ["Müsli Früchte"]),
        ("fru", ["Müsli Früchte"]),
        ("creme fra", ["Crème fraîche"]),
        ("saft", ["Apfelsaft naturtrüb 1 l"]),  # a part of a word
        ("apfel", ["Apfelsaft naturtrüb 1 l", "Bio-Apfelschorle"]),
        ("apfel bio", ["Bio-Apfelschorle"]),  # words in any order
        ("cola", ["Coca-Cola 0,33 l", "Coca-Cola Zero 0,33 l"]),
        ("co-co", ["Coca-Cola 0,33 l", "Coca-Cola Zero 0,33 l"]),
        ("coca-cola zero", ["Coca-Cola Zero 0,33 l"]),
        ("544900", ["Coca-Cola 0,33 l", "Coca-Cola Zero 0,33 l"]),  # the start of a code
        ("5449000131805", ["Coca-Cola Zero 0,33 l"]),
        ("0,33", ["Coca-Cola 0,33 l", "Coca-Cola Zero 0,33 l"]),
        ("", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("*", []),
        ("name:cola", []),
        ("NEAR(coca cola)", []),
        ("日本", []),
    ],
)
def test_products_are_found_while_typing(shelf: Till, typed: str, found: list[str]) -> None:
    assert names(shelf, typed) == found


def test_best_sellers_come_first_and_the_list_has_an_end(till: Till, owner: Actor) -> None:
    for number in range(1, 41):
        till.products.save(owner, Product(f"Tee {number}", (f"30{number:02d}",), Money(199), "reduced", "Süßes"))
    assert names(till, "tee", 3) == ["Tee 1", "Tee 2", "Tee 3"]
    assert len(names(till, "tee")) == 30


def test_a_renamed_product_is_found_by_its_new_name_only(till: Till, owner: Actor) -> None:
    mate = till.products.by_code(MATE)
    till.products.save(owner, replace(mate, name="Brauselimonade 0,5 l"))
    assert names(till, "club") == names(till, "mate") == []
    assert names(till, "brause") == names(till, "limonade") == ["Brauselimonade 0,5 l"]


def test_a_name_that_was_refused_is_not_found(till: Till, owner: Actor) -> None:
    mate = till.products.by_code(MATE)
    renamed = replace(mate, name="Brauselimonade", codes=(*mate.codes, CHOCOLATE))
    refused("code_taken", lambda: till.products.save(owner, renamed))
    assert names(till, "brause") == []
    assert names(till, "mate") == ["Club-Mate 0,5 l"]


# The owner's list


def found(till: Till, wanted: Wanted, limit: int = 200) -> list[str]:
    """All slices together, as the page goes through them."""
    rows, after = [], 0
    while True:
        listing = till.products.listed(wanted, limit, after)
        rows += [row.name for row in listing.rows]
        if listing.after is None or len(rows) >= limit:
            return rows
        after = listing.after


def test_the_list_without_a_text_begins_with_the_best_sellers(till: Till) -> None:
    listing = till.products.listed(Wanted(), 2)
    assert [row.name for row in listing.rows] == ["Club-Mate 0,5 l", "Sternburg Export 0,5 l"]
    assert listing.after is not None
    assert till.products.listed(Wanted(), 100).after is None
    mate = listing.rows[0]
    assert (mate.code, mate.department, mate.price, mate.stock) == (MATE, "Getränke", Money(129), None)


@pytest.mark.parametrize(
    ("wanted", "names_found"),
    [
        (Wanted("", "Pfand"), ["Leergut 0,25", "Leergut 0,15"]),
        (Wanted("0,15", "Pfand"), ["Leergut 0,15"]),
        (Wanted("pfand025", "Pfand"), ["Leergut 0,25"]),
        (Wanted("4029764", "Getränke"), ["Club-Mate 0,5 l"]),
        (Wanted("lub", "Getränke"), ["Club-Mate 0,5 l"]),
        (Wanted("mate", "Bier"), []),
        (Wanted("*", "Pfand"), []),
        (Wanted("*"), []),
        (Wanted("", "", incomplete=True), []),
    ],
)
def test_the_list_is_filtered(till: Till, wanted: Wanted, names_found: list[str]) -> None:
    assert found(till, wanted) == names_found


def test_a_filter_goes_through_a_large_list_in_slices(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kasse.store.listing.SLICE", 5)
    with till.database.write() as work:
        work.catalog.add_many(
            Product(f"Tee {n}", (f"7{n:03d}",), Money(99), "reduced", "Süßes", incomplete=n % 7 == 0) for n in range(40)
        )
    assert found(till, Wanted(incomplete=True)) == [f"Tee {n}" for n in range(0, 40, 7)]
    assert found(till, Wanted("tee 1", incomplete=True)) == ["Tee 14"]
    assert found(till, Wanted("", "Süßes"), 4) == ["Schokolade 100 g", "Tee 0", "Tee 1", "Tee 2"]


# Codes


def test_a_code_is_checked_before_it_is_given_to_a_product(till: Till) -> None:
    mate = till.products.by_code(MATE)
    assert till.products.check_code(f" {MATE} ", None).owner == "Club-Mate 0,5 l"
    assert till.products.check_code(MATE_CRATE, None).owner == "Club-Mate 0,5 l"
    assert till.products.check_code(MATE, mate.number) == (MATE, "", "")
    assert "last digit" in till.products.check_code("4029764001808", None).warning
    for fine in ("4006381333931", "101", "ABC-1", "04252614"):  # the last one is a UPC-E
        assert till.products.check_code(fine, None).warning == ""
    refused("no_code", lambda: till.products.check_code("000", None))
    refused("too_long", lambda: till.products.check_code("1" * 49, None))


def test_a_scan_is_understood_as_the_checkout_understands_it(till: Till) -> None:
    product, code = till.products.scanned("]E0" + MATE)
    assert (product and product.name, code) == ("Club-Mate 0,5 l", MATE)
    product, code = till.products.scanned("2812345004128")  # the scale's label, with a price in it
    assert product is not None
    assert product.name == "Käse am Stück"
    assert till.products.scanned("4006381333931") == (None, "4006381333931")


# Departments and quick keys


def test_a_department_is_added_and_changed_on_record(till: Till, manager: Actor, cashier: Actor) -> None:
    ice = Department("Eis", "reduced", "#2a78c4")
    till.products.save_department(manager, ice, new=True)
    till.products.save_department(manager, ice._replace(tax_class="standard", age_limit=16))
    assert Department("Eis", "standard", "#2a78c4", 16) in till.products.departments()
    newest, first = audit(till, "department")
    assert (first.before, newest.before) == ("", first.after)
    assert newest.after == "Eis; standard; #2a78c4; age 16"
    refused("name_taken", lambda: till.products.save_department(manager, Department("EIS", "reduced"), new=True))
    refused("no_name", lambda: till.products.save_department(manager, Department("  ", "reduced")))
    refused("not_allowed", lambda: till.products.save_department(cashier, ice))


def test_a_product_brings_its_department_along(till: Till, owner: Actor) -> None:
    till.products.save(owner, replace(COOKIES, department="Gebäck"))
    assert Department("Gebäck", "reduced") in till.products.departments()


def test_quick_keys_are_replaced_on_record(till: Till, manager: Actor, cashier: Actor) -> None:
    keys = [QuickKey("Backwaren", "Brötchen", "101"), QuickKey("Obst", "Bananen", "102")]
    till.products.put_quick_keys(manager, keys)
    till.products.put_quick_keys(manager, keys[1:])
    assert till.products.quick_keys() == keys[1:]
    newest, _first = audit(till, "quick_keys")
    assert newest.before == "Backwaren: Brötchen (101), Obst: Bananen (102)"
    assert newest.after == "Obst: Bananen (102)"
    for key, code in (
        (("Obst", " ", "102"), "no_name"),
        ((" ", "x", "102"), "no_page"),
        (("O", "x", "9"), "unknown_code"),
    ):
        refused(code, partial(till.products.put_quick_keys, manager, [QuickKey(*key)]))
    refused("not_allowed", lambda: till.products.put_quick_keys(cashier, keys))
    assert till.products.quick_keys() == keys[1:]


# Import

LIST = """EAN;Bezeichnung;Preis;MwSt;Warengruppe;Pfand;Alter;Einheit;Bestand
4029764001807;Club-Mate 0,5 l;1,39;19;Getränke;0,15;;Stk;24
40084077;Schokolade 100 g;1,49;7;Süßes;;;Stk;
4017100364563;Butterkekse 200 g;1,59;7;Gebäck;;;Stk;12
4000417025005;Korn 0,7 l;7,99;19;Spirituosen;;18;Stk;
301;Äpfel;2,49;7;Obst;;;kg;7,5
302;Ohne Preis;;;;;;;
"""


def test_an_import_adds_changes_and_leaves_alone(till: Till, owner: Actor) -> None:
    result = till.products.import_list(owner, listed(LIST))
    assert (result.added, result.changed, result.unchanged, result.bad) == (3, 1, 2, ())
    mate = till.products.by_code(MATE)
    assert (mate.price, mate.deposit, mate.packs[0].price) == (Money(139), "mehrweg", Money(2280))
    assert set(till.products.by_code(CHOCOLATE).codes) == {CHOCOLATE, OTHER_CHOCOLATE}
    apples = till.products.by_code("301")
    assert (apples.unit, apples.incomplete) == (Unit.KILOGRAM, False)
    unpriced = till.products.by_code("302")
    assert (unpriced.price, unpriced.incomplete) == (None, True)
    assert "Gebäck" in {department.name for department in till.products.departments()}
    assert [entry.after for entry in audit(till, "import")] == ["+3 ~1"]


def test_a_second_import_of_the_same_list_changes_nothing(till: Till, owner: Actor) -> None:
    till.products.import_list(owner, listed(LIST))
    result = till.products.import_list(owner, listed(LIST))
    assert (result.added, result.changed, result.unchanged) == (0, 0, 6)


def test_a_list_tells_how_far_it_is(till: Till, owner: Actor) -> None:
    told: list[tuple[int, int]] = []
    till.products.import_list(owner, listed(LIST), progress=lambda done, of: told.append((done, of)))
    assert told == [(6, 6)]


def test_the_stock_of_a_list_becomes_the_stock_of_the_shop(till: Till, owner: Actor) -> None:
    till.products.import_list(owner, listed(LIST))
    assert till.products.stock(MATE)[1] == Quantity.of(24)
    assert till.products.stock("301")[1] == Quantity(7500)
    till.products.import_list(owner, listed(LIST.replace("Stk;24", "Stk;20")))
    assert till.products.stock(MATE)[1] == Quantity.of(20)
    till.products.import_list(owner, listed(LIST.replace("Stk;24", "Stk;0")))
    assert till.products.stock(MATE)[1] == Quantity(0)
    assert till.verify() == []


def test_the_code_of_a_pack_in_a_list_leaves_its_product_alone(till: Till, owner: Actor) -> None:
    crate = f"EAN;Name;Preis\n{MATE_CRATE};Kasten Club-Mate;21,80\n4017100364563;Butterkekse;1,59\n"
    result = till.products.import_list(owner, listed(crate))
    assert (result.added, result.changed) == (1, 0)
    assert "Kasten" in result.bad[0].reason
    mate = till.products.by_code(MATE)
    assert (mate.name, mate.price, mate.packs[0].price) == ("Club-Mate 0,5 l", Money(129), Money(2280))


def test_a_row_whose_code_is_anothers_is_left_out_and_the_others_kept(till: Till, owner: Actor) -> None:
    csv = f"EAN;Name;Preis;weitere Codes\n4017100364563;Kekse;1,59;{MATE}\n4711;Waffeln;0,99;\n"
    result = till.products.import_list(owner, listed(csv))
    assert (result.added, [row.line for row in result.bad]) == (1, [2])
    assert "Club-Mate" in result.bad[0].reason
    refused("unknown_code", partial(till.products.by_code, "4017100364563"))


def test_the_german_list_is_imported_and_searchable(
    till: Till, owner: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(kasse.demo.__file__).parent / "data" / "products_de.csv.gz"
    data = gzip.decompress(path.read_bytes())
    started = time.perf_counter()
    products = read_products(data, lambda percent: "standard")
    result = till.products.import_list(owner, products)
    seconds = time.perf_counter() - started
    with capsys.disabled():
        print(f"\n{result.added} of {len(products.rows) + len(products.bad)} products imported in {seconds:.1f} s")
    assert result.added > 38_000
    assert names(till, "miel de mont")[0] == "Miel de Montagne"
    assert till.products.by_code("4000000000013").incomplete
