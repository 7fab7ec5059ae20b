"""Extracts of Open Food Facts: streamed, of one country, and what is no extract is refused."""

import gzip
import json
from pathlib import Path

import pytest

from kasse.books.exchange import KnownGoods
from kasse.errors import KasseError
from kasse.exchange.known_goods import country_tag, goods_of, take_extract
from kasse.money import Money
from kasse.people import Actor
from kasse.till import Till

CODE = "4006381333993"
GERMAN = {
    "code": CODE,
    "product_name": "Bonbons",
    "product_name_de": "Kaubonbons\tErdbeere \u0000",
    "brands": "Süßwerk, Konzern",
    "quantity": "150 g",
    "categories_tags": ["en:snacks", "en:sweets", "en:candies", "en:gums"],
    "countries_tags": ["en:germany", "en:austria"],
}
FRENCH = {**GERMAN, "code": "3017620422003", "countries_tags": ["en:france"]}
NAMELESS = {**GERMAN, "code": "4006381333986", "product_name": "", "product_name_de": ""}
ODD_CODE = {**GERMAN, "code": "abc"}
KNOWN = KnownGoods(CODE, "Kaubonbons Erdbeere", "Süßwerk", "150 g", "en:sweets,en:candies,en:gums")


def jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def taken(path: Path, country: str = "DE") -> tuple[list[KnownGoods], tuple[int, ...]]:
    goods: list[KnownGoods] = []
    found = take_extract(path, country, goods.extend)
    return goods, tuple(found)


@pytest.mark.parametrize("packed", [False, True])
def test_jsonl_is_read_packed_or_not_and_bad_lines_are_passed_over(tmp_path: Path, packed: bool) -> None:
    data = jsonl(GERMAN, FRENCH) + b"{broken\n[1]\n" + jsonl(NAMELESS, ODD_CODE)
    path = tmp_path / "off.jsonl"
    path.write_bytes(gzip.compress(data) if packed else data)
    assert taken(path) == ([KNOWN], (4, 1))
    assert [goods.code for goods in taken(path, "")[0]] == [CODE, "3017620422003"]


def test_csv_is_read_by_its_headings_wherever_they_stand(tmp_path: Path) -> None:
    head = ["url", "code", "brands", "product_name", "quantity", "countries_tags", "categories_tags", "more"]
    row = ["http://x", CODE, "Süßwerk", 'Kau"bonbons', "150 g", "en:germany,en:austria", "en:sweets", ""]
    path = tmp_path / "off.csv.gz"
    path.write_bytes(gzip.compress("\n".join("\t".join(cells) for cells in (head, row, row[:3])).encode()))
    assert taken(path) == ([KnownGoods(CODE, 'Kau"bonbons', "Süßwerk", "150 g", "en:sweets")], (1, 1))


def test_a_large_extract_comes_in_parts_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "off.jsonl"
    path.write_bytes(b"".join(jsonl({**GERMAN, "code": f"40{n:011d}"}) for n in range(2500)))
    parts: list[int] = []
    told: list[tuple[int, int]] = []
    take_extract(path, "DE", lambda goods: parts.append(len(goods)), lambda done, of: told.append((done, of)))
    assert parts == [1000, 1000, 500]
    assert told[-1][0] <= told[-1][1] == path.stat().st_size
    assert [done for done, _of in told] == sorted(done for done, _of in told)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"EAN;Name\n1;2\n",
        b"code\tname\n1\t2\n",
        b"\x1f\x8b\x08\x00broken",
        gzip.compress(jsonl(GERMAN) * 50)[:-20],
        b"\x89PNG\r\n",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "off"
    path.write_bytes(data)
    with pytest.raises(KasseError) as refused:
        taken(path)
    assert len(refused.value.message) > 20


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KasseError):
        taken(tmp_path)


def test_countries_and_titles() -> None:
    assert [country_tag(country) for country in ("DE", "at", "SE", "")] == ["en:germany", "en:austria", "en:se", ""]
    assert KNOWN.title == "Süßwerk Kaubonbons Erdbeere 150 g"
    assert KnownGoods("1", "Süßwerk Drops 150g", "SÜSSWERK", "150 g").title == "Süßwerk Drops 150g"
    assert KnownGoods("1", "Apfel").title == "Apfel"
    assert goods_of({**GERMAN, "product_name_de": "x" * 500}, "") is not None


def test_an_unknown_code_is_sold_under_the_name_that_is_known_of_it(open_till: Till, owner: Actor) -> None:
    till = open_till
    till.exchange.put_known([KNOWN])
    assert till.exchange.known(["999", f"0{CODE}"]) is not None
    basket = till.checkout.sell_unknown(owner, till.checkout.new_basket(), CODE, Money(149), "Süßes")
    assert basket.lines[0].article.name == KNOWN.title
    other = till.checkout.sell_unknown(owner, basket, "4006381333931", Money(99), "Süßes")
    assert "4006381333931" in other.lines[1].article.name
    assert till.products.by_code(CODE).incomplete
    assert till.exchange.unknown_incomplete() == ["4006381333931"]
    assert till.exchange.known_count() == 1
    till.exchange.forget_known(owner)
    assert till.exchange.known_count() == 0
