"""Lists taken over and taken back: what they change, what they leave, and what speaks against taking them back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasse.barcodes import lookup_key
from kasse.basket import Basket
from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.exchange import ListKind, Plan
from kasse.books.prices import ProductFacts
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import QuickKey, Unit
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.exchange import mapping
from kasse.exchange.sheet import read_sheet
from kasse.exchange.words import cost_of, cost_said, day_of, units_of, weekdays_of
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till

MATE, CRATE, CHOCOLATE, MILK = "4029764001807", "4029764001814", "4000539770708", "4000521006419"
PRODUCTS, PRICES, STOCK = ListKind.PRODUCTS, ListKind.PRICES, ListKind.STOCK
SUPPLIERS, ARTICLES = ListKind.SUPPLIERS, ListKind.ARTICLES


def planned(till: Till, kind: ListKind, text: str, source: str = "", name: str = "list.csv") -> Plan:
    sheet = read_sheet(name, text.encode(), lambda cells: mapping.score(kind, cells))
    return till.exchange.plan(kind, sheet, till.exchange.fields(kind, source, sheet.headings), source)


def take(till: Till, owner: Actor, kind: ListKind, text: str, source: str = "") -> Plan:
    plan = planned(till, kind, text, source)
    till.exchange.take(owner, plan, good_rows=True)
    return plan


def undo(till: Till, owner: Actor) -> None:
    till.exchange.undo(owner, till.exchange.look_undo())


def differences(plan: Plan) -> list[tuple[str, str, str]]:
    return [tuple(one) for change in plan.changes for one in change.differences]  # type: ignore[misc]


def level(till: Till, code: str) -> Quantity:
    return till.products.stock(code)[1]


def sell(till: Till, owner: Actor, code: str) -> None:
    basket: Basket = till.checkout.scan(till.checkout.new_basket(), code)
    till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(5000))])


MASTER = ("product", "product_code", "pack", "department", "deposit_type", "supplier", "supplier_article")


def master_data(till: Till) -> dict[str, list[tuple[object, ...]]]:
    """All that a list may change, but for levels of nothing."""
    with till.database.read() as work:
        found = {table: sorted(work.exchange.table(table)[1], key=repr) for table in MASTER}
        found["facts"] = [row for row in work.exchange.table("product_fact")[1] if any(row[1:])]
        found["stock_level"] = [row for row in work.exchange.table("stock_level")[1] if row[1]]
    return found


# Columns


def test_headings_are_guessed_in_german_and_english() -> None:
    assert mapping.guess(PRODUCTS, ("EAN", "Bezeichnung", "VK-Preis", "EK netto", "Regal", "Art.-Nr.")) == (
        "code", "name", "price", "cost", "", "",
    )  # fmt: skip
    assert mapping.guess(PRODUCTS, ("PLU", "Artikel", "UVP")) == ("code", "name", "price")
    assert mapping.guess(STOCK, ("barcode", "Qty")) == ("code", "stock")
    assert mapping.guess(ARTICLES, ("GTIN", "Artikelnummer", "VPE", "Preis", "Gebinde")) == (
        "code", "article_no", "units", "cost", "pack",
    )  # fmt: skip
    assert mapping.guess(SUPPLIERS, ("Firma", "E-Mail", "Liefertage")) == ("name", "email", "delivery_days")
    assert mapping.guess(PRODUCTS, ("Menge", "Inhalt", "")) == ("", "", "")


def test_what_two_columns_say_is_asked_and_never_chosen() -> None:
    fields = mapping.guess(PRODUCTS, ("EAN", "Name", "Preis", "Verkaufspreis"))
    assert fields == ("code", "name", "price", "price")
    with pytest.raises(Refused, match="mean the same"):
        mapping.columns_of(PRODUCTS, ("EAN", "Name", "Preis", "Verkaufspreis"), fields)
    with pytest.raises(Refused, match="no column for: Code"):
        mapping.columns_of(ARTICLES, ("Lieferant",), ("supplier",))


def test_a_mapping_is_remembered_by_its_source_whatever_the_case(till: Till, owner: Actor) -> None:
    text = "Strichcode Einzel;Art.-Bez.;Unverb. VK;neu\n901;Stift;1,20;x\n"
    sheet = read_sheet("a.csv", text.encode(), lambda cells: mapping.score(PRODUCTS, cells))
    fields = ("code", "name", "price", "")
    plan = till.exchange.plan(PRODUCTS, sheet, fields, "Nord")
    columns = dict(zip(mapping.keys_of(sheet.headings), fields, strict=True))
    till.exchange.take(owner, plan, remember=("Nord", columns))
    assert till.exchange.fields(PRODUCTS, "NORD ", sheet.headings) == fields
    assert till.exchange.fields(PRODUCTS, "Süd", sheet.headings) == ("", "", "", "")
    assert till.exchange.fields(PRODUCTS, "Nord", ("Art.-Bez.", "MwSt", "Strichcode Einzel")) == ("name", "tax", "code")
    assert till.exchange.sources(PRODUCTS) == ["Nord"]
    assert till.exchange.sources(PRICES) == []


# Products

LIST = (
    "EAN;Name;Preis;MwSt;Warengruppe;Pfand;EK;Marke;Haltbarkeit;Bestand\n"
    f"4006381333931;Filzstift;1,20;19;Schreibwaren;0,10;0,4567;Stabilo;;7\n"
    f"{MATE};Club-Mate 0,5 l;1,39;;;;0,7125;;180;40\n"
    f"{CHOCOLATE};Schokolade 100 g;1,49;7;Süßes;;;;;\n"
)


def test_a_list_is_previewed_from_old_to_new_and_nothing_is_written(till: Till) -> None:
    before = master_data(till)
    plan = planned(till, PRODUCTS, LIST)
    assert (plan.added, plan.changed, plan.unchanged, plan.bad) == (1, 1, 1, ())
    assert differences(plan)[1:] == [
        ("Selling price", "1.29", "1.39"),
        ("Cost, net", "–", "0.7125"),
        ("Shelf life in days", "–", "180"),
        ("Stock", "0", "40"),
    ]
    assert master_data(till) == before
    assert till.exchange.runs() == []


def test_a_list_is_taken_over_once_and_the_same_file_changes_nothing(till: Till, owner: Actor) -> None:
    plan = take(till, owner, PRODUCTS, LIST)
    pen, mate = till.products.by_code("4006381333931"), till.products.by_code(MATE)
    assert (pen.name, pen.price, pen.department, pen.deposit) == ("Filzstift", Money(120), "Schreibwaren", "pfand10")
    assert (mate.price, [pack.code for pack in mate.packs]) == (Money(139), [CRATE])
    assert (level(till, "4006381333931"), level(till, MATE)) == (Quantity.of(7), Quantity.of(40))
    with till.database.read() as work:
        assert work.prices.facts(pen.number or 0) == ProductFacts(pen.number or 0, cost=4567, brand="Stabilo")
        assert work.prices.facts(mate.number or 0).life == 180
        assert [change.price for change in work.prices.history(mate.number or 0)] == [Money(139)]
        assert [entry.what for entry in work.settings.audit_log(1)] == ["import"]
    once = master_data(till)
    till.exchange.take(owner, plan)  # a second press
    assert len(till.exchange.runs()) == 1
    again = planned(till, PRODUCTS, LIST)
    assert (again.changes, again.unchanged) == ((), 3)
    till.exchange.take(owner, again)
    assert master_data(till) == once
    assert len(till.exchange.runs()) == 1
    assert till.products.search("filz")[0].name == "Filzstift"
    assert till.verify() == []


def test_all_of_it_is_taken_back(till: Till, owner: Actor) -> None:
    before = master_data(till)
    take(till, owner, PRODUCTS, LIST)
    undo(till, owner)
    assert master_data(till) == before
    assert till.products.search("filz") == []
    assert till.products.search("mate")[0].name == "Club-Mate 0,5 l"
    assert level(till, MATE) == Quantity(0)
    (run,) = till.exchange.runs()
    assert run.undone_at is not None
    assert till.verify() == []
    with pytest.raises(Refused) as refused:
        till.exchange.look_undo()
    assert refused.value.code == "no_import"
    take(till, owner, PRODUCTS, LIST)
    assert level(till, "4006381333931") == Quantity.of(7)


def test_the_number_of_a_product_that_had_stock_is_not_given_again(till: Till, owner: Actor) -> None:
    take(till, owner, PRODUCTS, LIST)
    gone = till.products.by_code("4006381333931").number
    undo(till, owner)
    take(till, owner, PRODUCTS, "EAN;Name\n905;Kreide\n")
    assert till.products.by_code("905").number != gone


def test_a_name_and_a_code_that_a_list_changes_come_back_and_are_found(till: Till, owner: Actor) -> None:
    before = master_data(till)
    take(till, owner, PRODUCTS, f"EAN;Name;weitere EAN\n{MILK};Landmilch;4006381333931\n")
    assert till.products.search("landm")[0].code
    assert till.products.by_code("4006381333931").name == "Landmilch"
    undo(till, owner)
    assert master_data(till) == before
    assert [found.name for found in till.products.search("vollm")] == ["Vollmilch 1 l"]
    assert till.products.search("landm") == []


def edited(till: Till, owner: Actor) -> str:
    product = till.products.by_code(MATE)
    till.products.save(owner, replace(product, price=Money(199)))
    return "Club-Mate"


def sold(till: Till, owner: Actor) -> str:
    till.shift.open(owner, Money(0))
    sell(till, owner, "4006381333931")
    return "Filzstift"


def counted(till: Till, owner: Actor) -> str:
    number = till.products.by_code(MATE).number or 0
    with till.database.write() as work:
        entry = StockEntry(number, Quantity(-1000))
        work.stock.book(StockDocument(uuid7(), Reason.STOCKTAKE, till.clock.now(), "Olga", "", (entry,)))
    return "Club-Mate"


def put_on_a_key(till: Till, owner: Actor) -> str:
    till.products.put_quick_keys(owner, [QuickKey("Büro", "Stift", "4006381333931")])
    return "Filzstift"


def ordered(till: Till, owner: Actor) -> str:
    del owner
    with till.database.write() as work:
        supplier = work.buying.put_supplier(Supplier("Nord"))
        number = till.products.by_code("4006381333931").number or 0
        work.buying.put_articles([SupplierArticle(supplier.number or 0, number)])
    return "Filzstift"


@pytest.mark.parametrize("since", [edited, sold, counted, put_on_a_key, ordered])
def test_what_was_changed_or_used_since_is_named_and_nothing_is_taken_back(
    till: Till, owner: Actor, clock: SetClock, since: Callable[[Till, Actor], str]
) -> None:
    take(till, owner, PRODUCTS, LIST)
    clock.advance(minutes=5)
    name = since(till, owner)
    before = master_data(till)
    with pytest.raises(Refused) as refused:
        undo(till, owner)
    assert refused.value.code == "changed_since"
    assert name in refused.value.message
    assert master_data(till) == before
    assert till.verify() == []


def test_goods_that_were_sold_only_may_have_their_counted_stock_taken_back(open_till: Till, owner: Actor) -> None:
    take(open_till, owner, STOCK, f"EAN;Menge\n{MATE};40\n")
    sell(open_till, owner, MATE)
    undo(open_till, owner)
    assert level(open_till, MATE) == Quantity.of(-1)
    assert open_till.verify() == []


def test_what_somebody_changes_while_the_list_is_looked_at_is_not_overwritten(till: Till, owner: Actor) -> None:
    plan = planned(till, PRODUCTS, LIST)
    edited(till, owner)
    with pytest.raises(Refused) as refused:
        till.exchange.take(owner, plan)
    assert refused.value.code == "changed_meanwhile"
    assert till.products.search("filz") == []
    other = planned(till, PRODUCTS, "EAN;Name\n905;Kreide\n")
    take(till, owner, PRODUCTS, "EAN;Name\n905;Tafelkreide\n")
    with pytest.raises(Refused):
        till.exchange.take(owner, other)
    third = planned(till, PRODUCTS, "EAN;Name\n906;Schwamm\n")
    take(till, owner, PRODUCTS, "EAN;Name\n907;Lineal\n")
    assert till.exchange.take(owner, third).added == 1


def test_lists_need_leave(till: Till, cashier: Actor) -> None:
    for kind, text in (
        (PRODUCTS, LIST),
        (PRICES, f"EAN;Preis\n{MATE};1,49\n"),
        (STOCK, f"EAN;Menge\n{MATE};4\n"),
        (SUPPLIERS, "Name\nNord\n".replace("Name", "Name;Telefon").replace("Nord", "Nord;1")),
    ):
        with pytest.raises(Refused) as refused:
            till.exchange.take(cashier, planned(till, kind, text))
        assert refused.value.code == "not_allowed"
    with pytest.raises(Refused):
        till.exchange.forget_known(cashier)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([MATE, CHOCOLATE, MILK, "102", "911", "912", "913", "914"]),
            st.sampled_from(["Club-Mate 0,5 l", "Neu", "Anders süß", "Bananen"]),
            st.sampled_from(["", "1,29", "0,00", "12,5"]),
            st.sampled_from(["", "Süßes", "Neues"]),
            st.sampled_from(["", "0", "5", "-2"]),
        ),
        max_size=8,
    )
)
def test_taking_over_and_back_is_as_if_nothing_was(
    till: Till, owner: Actor, rows: list[tuple[str, str, str, str, str]]
) -> None:
    before = master_data(till)
    text = "EAN;Name;Preis;Warengruppe;Bestand\n900;x;zu viel;;\n" + "".join(";".join(row) + "\n" for row in rows)
    plan = take(till, owner, PRODUCTS, text)
    assert len(plan.changes) + plan.unchanged + len(plan.bad) == plan.rows
    again = planned(till, PRODUCTS, text)
    assert (again.changes, len(again.bad)) == ((), len(plan.bad))
    if plan.changes:
        undo(till, owner)
    assert master_data(till) == before
    assert till.verify() == []


# Prices


def test_prices_change_at_once_or_from_a_day_on_and_go_back(till: Till, owner: Actor) -> None:
    text = f"EAN;Preis;gültig ab\n{MATE};1,49;\n{CRATE};24,00;23.11.2026\n{CHOCOLATE};1,59;01.12.2026\n{MILK};1,19;\n"
    text += "4006381333931;1,00;\n"
    plan = take(till, owner, PRICES, text)
    assert (plan.changed, plan.unchanged, [row.line for row in plan.bad]) == (3, 1, [6])
    mate, chocolate = till.products.by_code(MATE), till.products.by_code(CHOCOLATE)
    assert (mate.price, mate.packs[0].price, chocolate.price) == (Money(149), Money(2400), Money(149))
    (entry,) = till.prices.planned()
    assert (entry.name, entry.change.price, entry.change.valid_from) == (
        "Schokolade 100 g",
        Money(159),
        date(2026, 12, 1),
    )
    assert planned(till, PRICES, text).changes == ()
    undo(till, owner)
    mate = till.products.by_code(MATE)
    assert (mate.price, mate.packs[0].price, till.prices.planned()) == (Money(129), Money(2280), [])
    assert till.verify() == []


def test_a_price_that_has_begun_since_is_not_taken_back(till: Till, owner: Actor, clock: SetClock) -> None:
    take(till, owner, PRICES, f"EAN;Preis;gültig ab\n{CHOCOLATE};1,59;24.11.2026\n")
    clock.advance(days=1)
    till.begin_day()
    assert till.products.by_code(CHOCOLATE).price == Money(159)
    with pytest.raises(Refused, match="Schokolade"):
        undo(till, owner)


def test_a_later_price_takes_the_place_of_the_one_that_was_planned_for_that_day(till: Till, owner: Actor) -> None:
    for price in ("1,59", "1,69"):
        take(till, owner, PRICES, f"EAN;Preis;ab\n{CHOCOLATE};{price};01.12.2026\n")
    assert [entry.change.price for entry in till.prices.planned()] == [Money(169)]


# Stock


def test_stock_is_booked_as_the_difference_to_the_books_of_the_moment(open_till: Till, owner: Actor) -> None:
    take(open_till, owner, STOCK, f"EAN;Menge\n{MATE};40\n")
    plan = planned(open_till, STOCK, f"EAN;Menge\n{CRATE};3\n102;1,5\n999;1\n{CHOCOLATE};\n")
    assert [row.line for row in plan.bad] == [4, 5]
    sell(open_till, owner, MATE)
    open_till.exchange.take(owner, plan, good_rows=True)
    assert (level(open_till, MATE), level(open_till, "102")) == (Quantity.of(60), Quantity(1500))
    twice = planned(open_till, STOCK, f"EAN;Menge\n{MATE};1\n{CRATE};1\n")
    assert "already on line 2" in twice.bad[0].reason
    undo(open_till, owner)
    assert level(open_till, MATE) == Quantity.of(39)
    undo(open_till, owner)
    assert level(open_till, MATE) == Quantity.of(-1)
    assert open_till.verify() == []


# Suppliers


def test_suppliers_and_what_they_sell_come_in_and_go_again(till: Till, owner: Actor) -> None:
    before = master_data(till)
    text = "Firma;Kundennummer;E-Mail;Mindestbestellwert;Liefertage;Lieferzeit\nNord;4711;a@nord.de;150,00;Mo, Do;2\n"
    take(till, owner, SUPPLIERS, text + "Süd;;kein;;;\n;;;;;\n")
    with till.database.read() as work:
        (nord,) = work.buying.suppliers()
    assert (nord.customer_no, nord.minimum, nord.delivery_days, nord.lead_days) == ("4711", Money(15000), (0, 3), 2)
    assert planned(till, SUPPLIERS, text).changes == ()
    sold_there = f"EAN;Artikelnummer;Gebinde;VPE;EK;Lieferant\n{MATE};A1;Kasten;20;14,25;nord\n{MILK};B2;;12;;Ost\n"
    plan = take(till, owner, ARTICLES, sold_there + "999;C3;;;;Nord\n")
    assert [row.line for row in plan.bad] == [4]
    with till.database.read() as work:
        mate = till.products.by_code(MATE).number or 0
        (article,) = work.buying.articles_of(mate)
        assert (article.article_no, article.pack, article.units, article.cost) == (
            "A1", "Kasten", Quantity.of(20), Money(1425),
        )  # fmt: skip
        assert [one.name for one in work.buying.suppliers()] == ["Nord", "Ost"]
    assert planned(till, ARTICLES, sold_there).changes == ()
    dearer = take(till, owner, ARTICLES, "Artikelnummer;EK\nA1;15,00\n", source="Nord")
    assert differences(dearer) == [("Cost of it, net", "14.25", "15.00")]
    for _time in range(3):
        undo(till, owner)
    assert master_data(till) == before


def test_a_suppliers_list_without_a_supplier_says_so(till: Till) -> None:
    assert "supplier" in planned(till, ARTICLES, f"EAN;EK\n{MATE};1,00\n").bad[0].reason


# Cells


def test_costs_counts_days_and_weekdays_are_read_as_people_write_them() -> None:
    assert [cost_of(text) for text in ("0,4567", "12.5", "3 €", "")] == [4567, 125_000, 30_000, None]
    assert [cost_said(cost) for cost in (4567, 125_000, 30_050, None)] == ["0.4567", "12.50", "3.005", "–"]
    assert [units_of(text) for text in ("20", "6 x", "24 Stk.", "")] == [*map(Quantity.of, (20, 6, 24)), None]
    assert [day_of(text) for text in ("31.12.2026", "2026-12-31", "31/12/2026")] == [date(2026, 12, 31)] * 3
    assert weekdays_of("Montag und Do") == weekdays_of("Thu, Mon") == (0, 3)
    for read, text in (
        (cost_of, "1.234"), (cost_of, "teuer"), (units_of, "0"), (units_of, "Kiste"), (day_of, "03/04/2026"),
        (day_of, "32.1.2026"), (weekdays_of, "morgen"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            read(text)


def test_a_list_of_products_never_empties_what_it_does_not_name(till: Till, owner: Actor) -> None:
    before = till.products.by_code("102")
    take(till, owner, PRODUCTS, "PLU;Artikel;VK\n102;Bananen Bio;\n")
    after = till.products.by_code("102")
    assert (after.name, after.price, after.unit, after.department) == (
        "Bananen Bio",
        before.price,
        Unit.KILOGRAM,
        "Obst",
    )


def test_runs_tell_what_they_did(till: Till, owner: Actor, clock: SetClock, tmp_path: Path) -> None:
    del tmp_path
    take(till, owner, PRODUCTS, LIST + "x;;\n")
    clock.advance(minutes=1)
    take(till, owner, STOCK, f"EAN;Menge\n{MATE};41\n")
    assert [(run.kind, run.summary, run.who) for run in till.exchange.runs()] == [
        (STOCK, "+0 ~1 =0 !0", "Olga"),
        (PRODUCTS, "+1 ~1 =1 !1", "Olga"),
    ]
    assert till.exchange.runs()[0].at - till.exchange.runs()[1].at == timedelta(minutes=1)


def test_the_key_of_a_code_is_what_counts(till: Till, owner: Actor) -> None:
    take(till, owner, PRICES, f"EAN;Preis\n0{MATE};1,49\n")
    assert till.products.by_code(MATE).price == Money(149)
    assert lookup_key(f"0{MATE}") == lookup_key(MATE)


def test_whoever_was_bought_from_first_is_again(till: Till, owner: Actor) -> None:
    take(till, owner, ARTICLES, f"EAN;Lieferant;EK;bevorzugt\n{MATE};Nord;1,00;ja\n{MATE};Ost;0,90;nein\n")
    before = master_data(till)
    take(till, owner, ARTICLES, f"EAN;Lieferant;bevorzugt\n{MATE};Ost;ja\n")
    assert master_data(till) != before
    undo(till, owner)
    assert master_data(till) == before


def test_a_price_for_what_is_gone_meanwhile_is_refused(till: Till, owner: Actor) -> None:
    take(till, owner, PRODUCTS, "EAN;Name;Preis\n905;Kreide;1,00\n")
    plan = planned(till, PRICES, f"EAN;Preis\n905;1,20\n{MATE};1,49\n")
    undo(till, owner)
    with pytest.raises(Refused) as refused:
        till.exchange.take(owner, plan)
    assert refused.value.code == "changed_meanwhile"
    assert till.products.by_code(MATE).price == Money(129)
