"""Unit prices by the book (PAngV), contents read out of names, margins, endings and codes with a price inside."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.barcodes import GERMANY_RULES, CodeRule, InStoreCode, lookup_key, read
from kasse.barcodes.making import items, price_code, price_rule
from kasse.catalog import Unit
from kasse.errors import Refused
from kasse.margin import ENDINGS, Adjustment, Margin, ended, margin, percent_text, price_for
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.unit_price import Content, content_in, content_text, read_content, unit_price, unit_price_text

PIECE = Unit.PIECE


def litres(ml: int) -> Content:
    return Content(Quantity(ml), "l")


def grams(g: int) -> Content:
    return Content(Quantity(g), "kg")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Club-Mate 0,5 l", litres(500)),
        ("Wasser 6 x 1,5 l", litres(9000)),
        ("Wasser 6x1,5l", litres(9000)),
        ("Joghurt 4 × 125 g", grams(500)),
        ("Edeka Haltbare Sahne 200g", grams(200)),
        ("Bier 20 x 0,33l", litres(6600)),
        ("Bier 0,5 l x 20", litres(10_000)),
        ("Saft 0,75L", litres(750)),
        ("Wein 75cl", litres(750)),
        ("Zucker 1 kg", grams(1000)),
        ("Zucker 1.000 g", grams(1000)),
        ("Saft 1,000 l", litres(1000)),
        ("Rapunzel Kokosfett, 200 GR Glas", grams(200)),
        ("Milch 3,5 % 1 Liter", litres(1000)),
        ("Tee 20 x 1,75 g", grams(35)),
        ("Riegel 4x21g (84g)", grams(84)),
        ("Alufolie 30 m", Content(Quantity(30_000), "m")),
    ],
)
def test_a_name_speaks_of_its_content(name: str, content: Content) -> None:
    assert content_in(name) == content


@pytest.mark.parametrize(
    "name",
    [
        "Brötchen",
        "Socken M",
        "Vitamin B12",
        "Bier 6er 0,5 l",  # one, or all six?
        "Haribo 200g + 20g gratis",
        "Marmorkuchen (1,16 Eur / 100 g)",
        "Adler Speck je 100 g",
        "Duplo 18,2g",  # no whole gram
        "Mehl 0 g",
        "Netz 5G",
        "Artikel 4711l9",
    ],
)
def test_a_name_that_does_not_say_it_clearly_says_nothing(name: str) -> None:
    assert content_in(name) is None or name == "Netz 5G"


@pytest.mark.parametrize(
    ("price", "unit", "content", "pieces", "expected"),
    [
        (129, PIECE, litres(500), 1, (258, "l")),
        (149, PIECE, grams(100), 1, (1490, "kg")),
        (2280, PIECE, litres(500), 20, (228, "l")),  # a crate
        (89, PIECE, litres(1500), 1, (59, "l")),
        (100, PIECE, litres(330), 1, (303, "l")),
        (119, PIECE, litres(1000), 1, None),  # the price itself
        (199, PIECE, grams(9), 1, None),  # below 10 g
        (199, PIECE, grams(10), 1, (19_900, "kg")),
        (199, Unit.KILOGRAM, grams(500), 1, None),  # is by the kilogram already
        (0, PIECE, grams(500), 1, None),
        (399, PIECE, Content(Quantity(30_000), "m"), 1, (13, "m")),
        (350, PIECE, Content(Quantity(10_000), "piece"), 1, (35, "piece")),
    ],
)
def test_what_a_kilogram_or_a_litre_costs(
    price: int, unit: Unit, content: Content, pieces: int, expected: tuple[int, str] | None
) -> None:
    made = unit_price(Money(price), unit, content, Quantity.of(pieces))
    assert (None if made is None else (made.price.cents, made.per)) == expected


def test_without_a_price_or_a_content_there_is_none() -> None:
    assert unit_price(None, PIECE, litres(500)) is None
    assert unit_price(Money(100), PIECE, None) is None


def test_it_is_written_as_on_a_label() -> None:
    made = unit_price(Money(129), PIECE, litres(500))
    assert unit_price_text(made, "de") == "2,58 €/l"
    assert unit_price_text(made, "en") == "2.58 €/l"
    assert unit_price_text(None, "de") == ""


@given(st.integers(1, 9_999_999), st.sampled_from(["kg", "l", "m"]))
def test_a_content_that_is_written_is_read_back(thousandths: int, unit: str) -> None:
    content = Content(Quantity(thousandths), unit)
    assert read_content(content_text(content, "de")) == content
    assert read_content(content_text(content, "en")) == content


@pytest.mark.parametrize("text", ["viel", "0 l", "0,0005 l", "l", "1 lb", "99999999 kg"])
def test_what_is_no_content_is_said(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_content(text)
    assert refused.value.code == "bad_content"


def test_nothing_typed_is_no_content() -> None:
    assert read_content("  ") is None
    assert content_text(None, "de") == ""


# Margins


@pytest.mark.parametrize(
    ("price", "rate", "cost", "expected"),
    [
        (119, 1900, 6000, Margin(Money(40), 400)),
        (129, 1900, 6500, Margin(Money(43), 400)),
        (107, 700, 10_000, Margin(Money(0), 0)),
        (100, 700, 10_000, Margin(Money(-7), -70)),
        (100, 0, 2500, Margin(Money(75), 750)),
        (45, 700, 1234, Margin(Money(30), 707)),
    ],
)
def test_what_a_price_leaves(price: int, rate: int, cost: int, expected: Margin) -> None:
    assert margin(Money(price), rate, cost) == expected


def test_the_page_of_prices_computes_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "prices.md").read_text()
    rows = re.findall(r"^\| ([\d.]+) \| (\d+) % \| ([\d.]+) \| (-?[\d.]+) \((-?[\d.]+ %)\) \|$", page, re.MULTILINE)
    assert len(rows) == 4
    for price, rate, cost, amount, share in rows:
        made = margin(Money.parse(price), int(rate) * 100, Money.parse(cost).cents * 100)
        assert made is not None
        assert (str(made.amount), percent_text(made.permille, "en")) == (amount, share)


def test_without_a_cost_nobody_knows_the_margin() -> None:
    assert margin(Money(100), 1900, None) is None
    assert margin(None, 1900, 100) is None
    assert margin(Money(0), 1900, 100) is None


@given(st.integers(1, 5_000_000), st.sampled_from([0, 700, 1900]), st.integers(-500, 900))
def test_a_price_for_a_margin_is_the_lowest_that_leaves_it(cost: int, rate: int, permille: int) -> None:
    price = price_for(cost, rate, permille)
    net = price.cents * 1_000_000
    assert (net - cost * (10_000 + rate)) * 1000 >= permille * net
    lower = (price.cents - 1) * 1_000_000
    assert (lower - cost * (10_000 + rate)) * 1000 < permille * lower or price.cents == 1


def test_no_price_leaves_all_of_it() -> None:
    with pytest.raises(Refused):
        price_for(100, 1900, 1000)


def test_a_share_is_written_with_one_place() -> None:
    assert percent_text(387, "de") == "38,7 %"
    assert percent_text(-5, "en") == "-0.5 %"


@pytest.mark.parametrize(
    ("price", "ending", "expected"),
    [
        (141, "9", 139),
        (144, "9", 149),
        (104, "9", 109),
        (3, "9", 9),
        (149, "9", 149),
        (142, "5", 140),
        (143, "5", 145),
        (1, "0", 10),
        (155, "0", 160),
        (250, "99", 299),
        (240, "99", 199),
        (141, "", 141),
    ],
)
def test_prices_end_as_the_shop_likes_it(price: int, ending: str, expected: int) -> None:
    assert ended(Money(price), ending) == Money(expected)


@given(st.integers(1, 1_000_000), st.sampled_from(list(ENDINGS)))
def test_an_ending_moves_a_price_by_half_a_step_at_most_and_stays(cents: int, ending: str) -> None:
    step, place = ENDINGS[ending]
    made = ended(Money(cents), ending)
    assert made.cents > 0
    assert (made.cents - place) % step == 0
    assert abs(made.cents - cents) <= max(step / 2, place, step if cents < step else 0)
    assert ended(made, ending) == made


@pytest.mark.parametrize(
    ("text", "price", "expected"),
    [("+5 %", 129, 135), ("-10%", 129, 116), ("5%", 100, 105), ("+0,10", 129, 139), ("−0.30", 129, 99), ("-2", 129, 1)],
)
def test_many_prices_change_by_a_share_or_an_amount(text: str, price: int, expected: int) -> None:
    assert Adjustment.parse(text).of(Money(price)) == Money(expected)


@pytest.mark.parametrize("text", ["", "5", "fünf", "+", "%", "+5 % %", "1,234 %"])
def test_what_is_no_change_is_said(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Adjustment.parse(text)
    assert refused.value.code == "bad_adjustment"


# Codes that the shop prints itself


@given(st.integers(0, 9999), st.integers(1, 99_999))
def test_a_code_with_a_price_inside_is_read_back(item: int, cents: int) -> None:
    rule = price_rule(GERMANY_RULES)
    assert rule is not None
    code, found_by = price_code(rule, item, Money(cents)), price_code(rule, item)
    assert code is not None
    assert found_by is not None
    meaning = read(code, GERMANY_RULES)
    assert isinstance(meaning, InStoreCode)
    assert (meaning.price, meaning.item_key) == (Money(cents), lookup_key(found_by))


def test_what_does_not_fit_has_no_code() -> None:
    rule = price_rule(GERMANY_RULES)
    assert rule is not None
    assert items(rule) == 10_000
    assert price_code(rule, 10_000, Money(1)) is None
    assert price_code(rule, 1, Money(100_000)) is None
    assert price_rule([CodeRule("28", "PPIIIIZVVVVVK", "weight")]) is None
