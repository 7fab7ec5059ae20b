"""The demo shop's data: complete, repeatable, and such as a German corner shop might have it."""

import csv
import gzip
import re
from collections.abc import Iterator

import pytest
from stdnum import ean

from kasse.demo import catalogue
from kasse.demo.catalogue import DemoProduct
from kasse.demo.kinds import DATA, Finder, kinds, others, words_of
from kasse.money import Money
from kasse.tax import REDUCED, STANDARD


@pytest.fixture(scope="module")
def goods() -> Iterator[dict[str, DemoProduct]]:
    yield {product.code: product for product in catalogue.products()}
    catalogue.forget()


@pytest.fixture(scope="module")
def listed() -> list[str]:
    with gzip.open(DATA / "products_de.csv.gz", "rt", encoding="utf-8") as table:
        return [row["gtin"] for row in csv.DictReader(table)]


def kind_of(name: str) -> str:
    match = Finder(kinds()).find(name)
    return match.kind.kind if match else ""


def test_kinds_are_exactly_those_of_the_baskets() -> None:
    used = {kind for basket in catalogue.baskets() for kind in basket}
    assert len(kinds()) == 169
    assert {kind.kind for kind in kinds()} == used


def test_baskets_are_all_there_and_stripped() -> None:
    baskets = list(catalogue.baskets())
    assert len(baskets) == 9_835
    assert baskets[0] == ("citrus fruit", "semi-finished bread", "margarine", "ready soups")
    assert all(kind and kind == kind.strip() for basket in baskets for kind in basket)


def test_clues_are_written_as_they_are_compared() -> None:
    clues = [clue for kind in (*kinds(), *others()) for clue in (*kind.clues, *kind.exclusions)]
    patterns = {pattern.strip("*") for clue in clues for pattern in clue.patterns}
    assert [pattern for pattern in patterns if words_of(pattern) != [pattern]] == []


def test_departments_and_deposits_of_the_tables_exist() -> None:
    departments = {department.name for department in catalogue.departments()}
    deposits = {deposit.code for deposit in catalogue.deposits()}
    for kind in (*kinds(), *others()):
        assert kind.department in departments
        assert set(kind.deposits) <= deposits
        assert kind.tax_class in {STANDARD, REDUCED}
        assert kind.unit in {"piece", "kg"}
        assert 0 < kind.low < kind.high
    assert all(re.fullmatch(r"#[0-9a-f]{6}", department.colour) for department in catalogue.departments())


def test_every_listed_product_is_there_once(goods: dict[str, DemoProduct], listed: list[str]) -> None:
    codes = [product.code for product in catalogue.products()]
    assert len(listed) == len(set(listed)) == 38_618
    assert len(codes) == len(set(codes))
    assert set(listed) <= set(codes)
    assert [product.rank for product in goods.values()] == list(range(1, len(goods) + 1))


def test_names_have_regular_white_space(goods: dict[str, DemoProduct]) -> None:
    assert [p.name for p in goods.values() if not p.name or p.name != " ".join(p.name.split())] == []


def test_no_two_codes_are_equal_without_leading_zeros(goods: dict[str, DemoProduct]) -> None:
    codes = [*goods, *(pack.code for pack in catalogue.packs()), *(item.code for item in catalogue.empties())]
    assert len({code.lstrip("0").casefold() for code in codes}) == len(codes)


def test_every_kind_has_articles_with_a_price(goods: dict[str, DemoProduct]) -> None:
    articles = catalogue.articles_by_kind()
    assert set(articles) == {kind.kind for kind in kinds()}
    for kind, codes in articles.items():
        assert 1 <= len(codes) <= catalogue.PER_KIND
        assert all(goods[code].kind == kind and goods[code].price is not None for code in codes)
        ranks = [goods[code].rank for code in codes]
        assert ranks == sorted(ranks)


def test_most_of_the_list_belongs_to_a_kind(goods: dict[str, DemoProduct], listed: list[str]) -> None:
    assert sum(1 for code in listed if goods[code].kind) > 23_000


def test_prices_lie_in_the_range_of_the_kind(goods: dict[str, DemoProduct]) -> None:
    ranges = {kind.kind: range(kind.low, kind.high + 1) for kind in kinds()}
    priced = [(product, product.price) for product in goods.values() if product.kind and product.price is not None]
    assert [product for product, price in priced if price.cents not in ranges[product.kind]] == []


def test_listed_prices_end_in_five_or_nine(goods: dict[str, DemoProduct], listed: list[str]) -> None:
    prices = [goods[code].price for code in listed]
    assert {price.cents % 10 for price in prices if price is not None} == {5, 9}
    assert None not in prices


@pytest.mark.parametrize(
    ("code", "name", "price"),
    [
        ("4008287055160", "Krombacher Pils", "1.25"),
        ("4001513007629", "Gerolsteiner Sprudel", "0.79"),
        ("4062800008675", "Frische Vollmilch", "1.89"),
        ("101", "Brötchen", "0.45"),
    ],
)
def test_prices_never_change(goods: dict[str, DemoProduct], code: str, name: str, price: str) -> None:
    assert (goods[code].name, goods[code].price) == (name, Money.parse(price))


def test_a_second_reading_is_the_same(goods: dict[str, DemoProduct]) -> None:
    catalogue.forget()
    assert list(catalogue.products()) == list(goods.values())


def test_deposits_are_only_on_drinks(goods: dict[str, DemoProduct]) -> None:
    by_kind = {(product.kind, product.deposit) for product in goods.values() if product.deposit and product.kind}
    assert by_kind == {
        ("bottled beer", "bier"),
        ("canned beer", "einweg"),
        ("bottled water", "einweg"),
        ("bottled water", "mehrweg"),
        ("soda", "einweg"),
        ("soda", "mehrweg"),
    }
    assert {p.department for p in goods.values() if p.deposit} == {"Bier", "Getränke"}


def test_age_limits(goods: dict[str, DemoProduct]) -> None:
    limits = {kind.kind: kind.age_limit for kind in kinds() if kind.age_limit}
    spirits = {"liquor (appetizer)", "liqueur", "rum", "whisky", "brandy", "liquor"}
    mild = {"canned beer", "bottled beer", "sparkling wine", "prosecco", "red/blush wine", "white wine"}
    assert limits == dict.fromkeys(spirits, 18) | dict.fromkeys(mild, 16)
    assert {p.age_limit for p in goods.values() if p.kind in spirits} == {18}
    assert {p.age_limit for p in goods.values() if p.kind in mild and "lkoholfrei" in p.name} == {0}
    assert goods["4008287055160"].age_limit == 16
    assert goods["160"].age_limit == 18


def test_only_press_and_tobacco_are_price_bound(goods: dict[str, DemoProduct]) -> None:
    bound = [product for product in goods.values() if product.price_bound]
    assert {product.department for product in bound} == {"Presse", "Tabak"}
    assert {"160", "161", "162"} <= {product.code for product in bound}
    assert not goods["163"].price_bound  # a lighter


def test_press_codes_say_their_price_and_vat(goods: dict[str, DemoProduct]) -> None:
    press = [product for product in goods.values() if product.kind == "newspapers" and product.price is not None]
    assert len(press) == 8
    for product in press:
        assert product.price is not None
        assert ean.is_valid(product.code)
        assert product.code.startswith("419")
        assert int(product.code[8:12]) == product.price.cents
        assert product.tax_class == REDUCED


def test_packs_hold_whole_crates(goods: dict[str, DemoProduct], listed: list[str]) -> None:
    packs = catalogue.packs()
    assert len(packs) == 12
    for pack in packs:
        bottle = goods[pack.product]
        assert ean.is_valid(pack.code)
        assert pack.code not in listed
        assert (pack.units, bottle.deposit) in {(20, "bier"), (12, "mehrweg")}
        assert bottle.price is not None
        assert bottle.price * pack.units * 3 < pack.price * 4 < bottle.price * pack.units * 4
        assert pack.deposit == "kasten"


def test_quick_keys_lead_to_something(goods: dict[str, DemoProduct]) -> None:
    keys = catalogue.quick_keys()
    returns = {item.code for item in catalogue.empties()}
    assert 40 <= len(keys) <= 50
    assert all(key.target in (returns if key.empties else goods) for key in keys)
    assert len({(key.page, key.label) for key in keys}) == len(keys)
    assert list(dict.fromkeys(key.page for key in keys)) == [
        "Backwaren", "Getränke", "Obst", "Presse", "Tabak", "Pfand", "Sonstiges",
    ]  # fmt: skip


def test_a_full_crate_of_empties_is_twenty_bottles_and_the_crate() -> None:
    worth = {item.code: item.each for item in catalogue.empties()}
    assert worth["PFAND310"] == worth["PFAND008"] * 20 + worth["PFAND150"]
    assert {deposit.code: (str(deposit.each), deposit.tax_class) for deposit in catalogue.deposits()} == {
        "bier": ("0.08", None),
        "mehrweg": ("0.15", None),
        "einweg": ("0.25", None),
        "kasten": ("1.50", STANDARD),
    }


@pytest.mark.parametrize(
    ("kind", "tax_class"),
    [
        ("whole milk", REDUCED),
        ("UHT-milk", REDUCED),
        ("coffee", REDUCED),
        ("newspapers", REDUCED),
        ("pot plants", REDUCED),
        ("cat food", REDUCED),
        ("female sanitary products", REDUCED),
        ("rolls/buns", REDUCED),
        ("soda", STANDARD),
        ("bottled water", STANDARD),
        ("fruit/vegetable juice", STANDARD),
        ("bottled beer", STANDARD),
        ("white wine", STANDARD),
        ("candles", STANDARD),
        ("skin care", STANDARD),
        ("detergent", STANDARD),
    ],
)
def test_vat_classes(goods: dict[str, DemoProduct], kind: str, tax_class: str) -> None:
    assert {product.tax_class for product in goods.values() if product.kind == kind} == {tax_class}


def test_coffee_to_go_and_cigarettes_bear_the_standard_rate(goods: dict[str, DemoProduct]) -> None:
    assert {goods[code].tax_class for code in ("120", "121", "160", "163", "170")} == {STANDARD}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bierschinken", "sausage"),
        ("Leibniz Butterkeks", "long life bakery product"),
        ("Ritter Sport Rum Trauben Nuss", "chocolate"),
        ("Haribo Happy Cola", "candy"),
        ("Apfelsaft", "fruit/vegetable juice"),
        ("Fettarme H-Milch", "UHT-milk"),
        ("Frische Vollmilch 3,8%", "whole milk"),
        ("Thunfisch in Wasser", "canned fish"),
        ("Eierlikör", "liqueur"),
        ("6 frische Eier", "domestic eggs"),
        ("Meica Bockwurst", "frankfurter"),
        ("Rucola", "packaged fruit/vegetables"),
        ("Xyzzy", ""),
    ],
)
def test_a_product_goes_to_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_the_note_says_it_in_both_languages() -> None:
    assert "erfunden" in catalogue.PRICES_NOTE
    assert "made up" in catalogue.PRICES_NOTE
