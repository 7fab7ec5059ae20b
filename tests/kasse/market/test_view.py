"""What the world sees of an article: the allow-list, what it is called, and what is not shown."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.books.market import Bucket, Goods, Hidden, PublicShop, PublicView
from kasse.catalog import ArticleKind, Unit
from kasse.market.buckets import bucket_of
from kasse.market.view import (
    digest_with,
    gtin14,
    hidden,
    key_of,
    read_view,
    shop_digest,
    shop_mark,
    speaks_of_restricted,
    view_data,
    view_of,
    view_text,
)
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.unit_price import Content

MATE = Goods(
    7,
    "Club-Mate  0,5 l",
    "Getränke",
    Money(129),
    Unit.PIECE,
    ArticleKind.GOODS,
    incomplete=False,
    age_limit=0,
    deposit=Money(15),
    content=None,
    brand="Loscher",
    codes=("4029764001807",),
    level=Quantity.of(12),
    counted=True,
)
SHOP = PublicShop("Kiosk", "Weg 1", "10999", "Berlin", "DE", "de", 52_499_530, 13_418_930)
SEEN = {"key", "name", "department", "price", "bucket", "unit", "brand", "gtin", "deposit", "content", "unit_price",
        "per", "picture"}  # fmt: skip


def test_the_deposit_is_apart_from_the_price_and_from_the_unit_price() -> None:
    view = view_of(MATE, Bucket.IN, "de")
    assert (view.key, view.gtin, view.name) == ("gtin-04029764001807", "04029764001807", "Club-Mate 0,5 l")
    assert (view.price, view.deposit, view.unit_price, view.per) == (Money(129), Money(15), Money(258), "l")
    assert view.content == "0,5 l"


def test_a_suppliers_text_steers_nothing_elsewhere() -> None:
    view = view_of(MATE._replace(name="Cola\x00\x1b[31m \u202e1,0 l", brand="A\u2066\nB"), Bucket.IN, "de")
    assert (view.name, view.brand) == ("Cola[31m 1,0 l", "A B")


def test_by_the_kilogram_there_is_no_other_unit_price() -> None:
    view = view_of(MATE._replace(name="Bananen 1 kg", unit=Unit.KILOGRAM, codes=("102",)), Bucket.LOW, "de")
    assert (view.unit_price, view.content, view.key) == (None, "", "kasse-102")


def test_the_view_has_the_fields_of_the_list_and_no_others() -> None:
    assert set(PublicView.__slots__) == SEEN
    assert set(view_data(view_of(MATE, Bucket.IN, "de"))) == SEEN


AMOUNTS = st.integers(-20_000, 200_000).map(Quantity)


@given(AMOUNTS, AMOUNTS, st.integers(1, 10_000), st.integers(0, 21))
def test_two_stocks_in_one_bucket_look_the_same(one: Quantity, other: Quantity, number: int, age: int) -> None:
    if bucket_of(one) is not bucket_of(other):
        return
    texts = {
        view_text(view_of(goods, bucket_of(goods.level), "de"))
        for goods in (
            MATE._replace(level=one),
            MATE._replace(level=other, product=number, age_limit=age, counted=False),
        )
    }
    assert len(texts) == 1
    (text,) = texts
    assert digest_with(text, shop_mark(SHOP)) == digest_with(text, shop_mark(SHOP))
    assert set(json.loads(text)) == SEEN


@given(
    st.text(max_size=30),
    st.integers(1, 10**6),
    st.one_of(st.none(), st.builds(Content, st.integers(1, 10**5).map(Quantity), st.sampled_from(("kg", "l", "m")))),
    st.sampled_from(Unit),
    st.sampled_from(Bucket),
)
def test_a_kept_view_is_read_back_as_it_was(
    name: str, cents: int, content: Content | None, unit: Unit, bucket: Bucket
) -> None:
    view = view_of(MATE._replace(name=name, price=Money(cents), content=content, unit=unit), bucket, "de")
    assert read_view(view_text(view)) == view


def test_another_relay_makes_no_other_article_another_street_does() -> None:
    text = view_text(view_of(MATE, Bucket.IN, "de"))
    with_relay = replace(SHOP, relays=("wss://relay.example",))
    moved = replace(SHOP, street="Weg 2")
    assert digest_with(text, shop_mark(SHOP)) == digest_with(text, shop_mark(with_relay))
    assert digest_with(text, shop_mark(SHOP)) != digest_with(text, shop_mark(moved))
    assert shop_digest(SHOP) != shop_digest(with_relay)


@pytest.mark.parametrize(
    ("code", "gtin"),
    [
        ("4029764001807", "04029764001807"),
        ("40084077", "00000040084077"),
        ("036000291452", "00036000291452"),
        ("9783161484100", "09783161484100"),
        ("2812340000002", ""),  # from the shop's own scale
        ("20123451", ""),
        ("4029764001808", ""),  # no check digit
        ("101", ""),
        ("ABC", ""),
    ],
)
def test_only_a_number_that_is_the_same_everywhere_is_a_gtin(code: str, gtin: str) -> None:
    assert gtin14([code]) == gtin


def test_a_key_has_plain_signs_only_and_two_codes_never_share_one() -> None:
    keys = [key_of(MATE._replace(codes=(code,))) for code in ("A-1", "A 1", "A/1", "ä1", "")]
    assert keys[0] == "kasse-A-1"
    assert len(set(keys)) == 5
    assert all(key.replace("-", "").isascii() and key.replace("-", "").isalnum() for key in keys)


@pytest.mark.parametrize(
    ("department", "restricted"),
    [
        ("Tabak", True), ("Tobacco & vapes", True), ("E-Zigaretten", True), ("Bier", True), ("Beer", True),
        ("Wein & Spirituosen", True), ("Rotweine", True), ("Wine", True), ("Sekt", True), ("Medikamente", True),
        ("Arzneimittel", True), ("Craftbier", True), ("Alkoholische Getränke", True),
        ("Alkoholfreie Getränke", False), ("Non-alcoholic drinks", False), ("Getränke", False), ("Beeren", False),
        ("Schweinefleisch", False), ("Insektenschutz", False), ("Drogerie", False), ("", False),
    ],
)  # fmt: skip
def test_departments_that_speak_of_tobacco_alcohol_or_medicine(department: str, restricted: bool) -> None:
    assert speaks_of_restricted(department) is restricted


@pytest.mark.parametrize(
    ("goods", "why"),
    [
        (MATE, None),
        (MATE._replace(kind=ArticleKind.EMPTIES), Hidden.NOT_GOODS),
        (MATE._replace(kind=ArticleKind.PRESS), Hidden.NOT_GOODS),
        (MATE._replace(price=None), Hidden.NO_PRICE),
        (MATE._replace(price=Money(0)), Hidden.NO_PRICE),
        (MATE._replace(incomplete=True), Hidden.INCOMPLETE),
        (MATE._replace(counted=False), Hidden.NO_STOCK_KEPT),
        (MATE._replace(age_limit=16), Hidden.RESTRICTED),
        (MATE._replace(department="Tabak"), Hidden.RESTRICTED),
    ],
)
def test_what_is_not_shown_says_why(goods: Goods, why: Hidden | None) -> None:
    assert hidden(goods, {}) is why


def test_the_owners_word_on_an_article_goes_before_that_on_its_department() -> None:
    beer = MATE._replace(department="Bier", age_limit=16)
    department, article = ("department", "Bier"), ("article", "7")
    assert hidden(beer, {department: True}) is None
    assert hidden(beer, {article: True}) is None
    assert hidden(beer, {department: True, article: False}) is Hidden.SWITCHED_OFF
    assert hidden(MATE, {("department", "Getränke"): False}) is Hidden.DEPARTMENT_OFF
    assert hidden(MATE, {("department", "Getränke"): False, article: True}) is None
