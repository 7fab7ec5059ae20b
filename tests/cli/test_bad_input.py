"""What `kasse sell` must not book: a sentence, an exit code, and books as they were before."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasse.store.lock import TillLock

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

Fields = dict[str, Any]

ROLL, MILK, BEER, WODKA, CIGARETTES, BANANAS = "101", "4062800008675", "4260473460015", "4003310013759", "160", "130"


def line(number: str = ROLL, /, **more: object) -> Fields:
    return {"code": number, **more}


def basket(*lines: object, tenders: object = ({"type": "cash", "amount": "100.00"},), **more: object) -> Fields:
    return {"lines": list(lines or [line()]), "tenders": tenders, **more}


def unlisted(**fields: object) -> Fields:
    return {"open": {"name": "Kerze", "price": "2.95", "tax": "19", **fields}}


def paying(*tenders: tuple[str, str]) -> Fields:
    """A roll for 0.45, paid like this."""
    return basket(tenders=[{"type": kind, "amount": amount} for kind, amount in tenders])


@pytest.fixture(scope="module")
def shop(copy_of: Callable[[], "Kasse"]) -> Iterator["Kasse"]:
    """A demo shop that has sold some things; receipt 1 has three rolls, receipt 2 was voided by receipt 3."""
    kasse = copy_of()
    kasse.sold(basket(line(quantity="3"), line(MILK)))
    kasse.sold(basket())
    kasse.done("void", "2", "--reason", "test")
    yield kasse
    assert "All adds up" in kasse.done("verify")


QUANTITIES = {
    "0": "quantity_zero",
    "-0": "quantity_zero",
    "0.000": "quantity_zero",
    "0.5": "not_whole",
    "1,5": "not_whole",
    "10000": "quantity_too_large",
    "1000000000": "quantity_too_large",
    "-1000000000": "quantity_too_large",
    "9" * 16: "bad_quantity",
    "1" * 1_000_000: "bad_quantity",
    "1e3": "bad_quantity",
    "10^9": "bad_quantity",
    "NaN": "bad_quantity",
    "Infinity": "bad_quantity",
    "-inf": "bad_quantity",
    "abc": "bad_quantity",
    "": "bad_quantity",
    " ": "bad_quantity",
    "1 2": "bad_quantity",
    "1_000": "bad_quantity",
    "0x10": "bad_quantity",
    "１": "bad_quantity",
    "½": "bad_quantity",
    "1.0001": "bad_quantity",
    "--1": "bad_quantity",
}

AMOUNTS = {
    "-1.99": "negative_price",
    "-0.01": "negative_price",
    "1.999": "bad_amount",
    "1e2": "bad_amount",
    "NaN": "bad_amount",
    "Infinity": "bad_amount",
    "abc": "bad_amount",
    "": "bad_amount",
    "1.99 €": "bad_amount",
    "1.234,56": "bad_amount",
    "1000000.00": "amount_too_large",
    "9" * 15: "amount_too_large",
    "9" * 1_000_000: "bad_amount",
}

BASKETS: dict[str, tuple[object, str]] = {
    **{f"quantity {text[:20]!r}": (basket(line(quantity=text)), error) for text, error in QUANTITIES.items()},
    **{f"price {text[:20]!r}": (basket(line(price=text)), error) for text, error in AMOUNTS.items()},
    **{f"open price {text[:20]!r}": (basket(unlisted(price=text)), error) for text, error in AMOUNTS.items()},
    "an unknown code": (basket(line("4006381333931")), "unknown_code"),
    "a wrong check digit": (basket(line("4062800008676")), "unknown_code"),
    "an empty code": (basket(line("")), "unknown_code"),
    "a code of blanks": (basket(line("   ")), "unknown_code"),
    "a code of a million digits": (basket(line("4" * 1_000_000)), "unknown_code"),
    "a code with control characters": (basket(line("10\x001")), "unknown_code"),
    "a web page as a code": (basket(line("https://example.com/")), "unknown_code"),
    "a coupon": (basket(line("9812340025008")), "coupon"),
    "a pallet's label": (basket(line("(00)340123450000000000")), "not_an_article"),
    "a newspaper without its price": (basket(line("150")), "needs_price"),
    "bananas without a weight": (basket(line(BANANAS)), "needs_weight"),
    "no lines at all": ({"tenders": []}, "bad_field"),
    "an empty list of lines": (basket() | {"lines": []}, "empty_basket"),
    "a line of nothing": (basket({}), "bad_line"),
    "a line with two subjects": (basket(line() | unlisted()), "bad_line"),
    "a text for a line": (basket("101"), "bad_field"),
    "a list for a line": (basket(["101"]), "bad_field"),
    "a list for a basket": ([basket()], "bad_field"),
    "a text for a basket": ('"101"', "bad_field"),
    "null for a basket": ("null", "bad_field"),
    "an object for the lines": (basket() | {"lines": {"code": ROLL}}, "bad_field"),
    "an unknown field": (basket(coupon="10"), "unknown_field"),
    "an unknown field in a line": (basket(line(qty="2")), "unknown_field"),
    "an unknown field in an open line": (basket(unlisted(vat="7")), "unknown_field"),
    "a field with a name of a million letters": (basket() | {"x" * 1_000_000: "1"}, "unknown_field"),
    "a price beside an open line": (basket(unlisted() | {"price": "1.00"}), "unknown_field"),
    "501 lines": (basket(*[line()] * 501), "basket_full"),
    "a line beyond the limit": (basket(line(price="999.99", quantity="9999")), "amount_too_large"),
    "a total beyond the limit": (basket(*[unlisted(price="999999.99")] * 2), "amount_too_large"),
    "a discount of nothing": (basket(discount={"amount": "0.00"}), "bad_discount"),
    "a negative discount": (basket(discount={"amount": "-1.00"}), "bad_discount"),
    "0 percent": (basket(discount={"percent": "0"}), "bad_discount"),
    "-5 percent": (basket(discount={"percent": "-5"}), "bad_discount"),
    "101 percent": (basket(line(discount={"percent": "101"})), "bad_discount"),
    "NaN percent": (basket(line(discount={"percent": "NaN"})), "bad_discount"),
    "a discount of neither kind": (basket(discount={}), "bad_discount"),
    "a discount of both kinds": (basket(discount={"percent": "5", "amount": "1.00"}), "bad_discount"),
    "more off than the line costs": (basket(line(discount={"amount": "0.46"})), "discount_too_large"),
    "more off than the basket costs": (basket(discount={"amount": "0.46"}), "discount_too_large"),
    "a discount on cigarettes": (basket(line(CIGARETTES, discount={"percent": "5"})), "price_bound"),
    "a basket of bound prices": (basket(line(CIGARETTES), discount={"percent": "5"}), "not_discountable"),
    "another price for cigarettes": (basket(line(CIGARETTES, price="8.50")), "price_bound"),
    "another price for a newspaper": (basket(line("4199910101207", price="1.00")), "price_bound"),
    "another price for empties": (basket(line("PFAND025", price="2.50")), "fixed_line"),
    "a discount on empties": (basket(line("PFAND025", discount={"percent": "5"})), "fixed_line"),
    "a discount on a return": (basket(line(quantity="-1", discount={"percent": "5"})), "not_discountable"),
    "beer, nobody asked": (basket(line(BEER)), "age_check"),
    "spirits, expressly unchecked": (basket(line(WODKA), age_checked=False), "age_check"),
    "no money": ({"lines": [line()]}, "money_short"),
    "a cent too little": (paying(("cash", "0.44")), "money_short"),
    "too much from the card": (paying(("card", "0.46")), "card_too_much"),
    "the card pays all, and cash beside it too little": (paying(("cash", "0.10"), ("card", "0.20")), "money_short"),
    "money of nothing": (paying(("cash", "0.00"), ("cash", "1.00")), "bad_tender"),
    "negative money": (paying(("cash", "-0.45")), "bad_tender"),
    "a cheque": (paying(("cheque", "0.45")), "bad_tender"),
    "CASH": (paying(("CASH", "0.45")), "bad_tender"),
    "money in words": (paying(("cash", "ten")), "bad_amount"),
    "money beyond the limit": (paying(("cash", "1000000000")), "amount_too_large"),
    "money of a tender without amount": (basket(tenders=[{"type": "cash"}]), "bad_field"),
    "money of no type": (basket(tenders=[{"amount": "1.00"}]), "bad_field"),
    "more paid out than is owed": (
        basket(line("PFAND025"), tenders=[{"type": "cash", "amount": "-0.30"}]),
        "bad_tender",
    ),
    "money for empties that are paid out": (basket(line("PFAND025")), "bad_tender"),
    "more paid out than is in the drawer": (basket(line("PFAND150", quantity="400"), tenders=[]), "drawer_empty"),
    "a tax that is none": (basket(unlisted(tax="16")), "unknown_tax"),
    "a tax in words": (basket(unlisted(tax="reduced")), "unknown_tax"),
    "no tax": (basket({"open": {"name": "Kerze", "price": "1.00"}}), "bad_field"),
    "a name of nothing": (basket(unlisted(name="  ")), "no_name"),
    "a name of a million letters": (basket(unlisted(name="x" * 1_000_000)), "bad_name"),
    "a name that drives the printer": (basket(unlisted(name="\x1bp\x00")), "bad_name"),
    "a name in two lines": (basket(unlisted(name="Kerze\nrot")), "bad_name"),
    "a department that drives the printer": (basket(unlisted(department="\x1b@")), "bad_name"),
    "half a character": ('{"lines": [{"code": "\\ud800"}]}', "bad_json"),
    "half a character as a field": ('{"\\udfff": 1}', "bad_json"),
    "an id that is none": (basket(sale_id="abc"), "bad_id"),
    "a return of no receipt": (basket({"return": {}}), "bad_field"),
    "a receipt that is not there": (basket({"return": {"receipt_no": "999999"}}), "no_receipt"),
    "receipt 0": (basket({"return": {"receipt_no": "0"}}), "no_receipt"),
    "receipt -1": (basket({"return": {"receipt_no": "-1"}}), "bad_number"),
    "a receipt in words": (basket({"return": {"receipt_no": "one"}}), "bad_number"),
    "a receipt with too many digits": (basket({"return": {"receipt_no": "1" * 30}}), "bad_number"),
    "a raised 2": (basket({"return": {"receipt_no": "²"}}), "bad_number"),
    "a line that the receipt has not": (basket({"return": {"receipt_no": "1", "line": "9"}}), "no_such_line"),
    "four of three": (basket({"return": {"receipt_no": "1", "line": "1"}, "quantity": "4"}), "too_many_returned"),
    "half a roll back": (basket({"return": {"receipt_no": "1", "line": "1"}, "quantity": "0.5"}), "not_whole"),
    "nothing back": (basket({"return": {"receipt_no": "1", "line": "1"}, "quantity": "0"}), "quantity_zero"),
    "the same line twice": (basket(*[{"return": {"receipt_no": "1", "line": "1"}}] * 2), "already_in_basket"),
    "a voided receipt": (basket({"return": {"receipt_no": "2"}}), "voided"),
    "a void": (basket({"return": {"receipt_no": "3"}}), "voided"),
    "a quantity of a whole receipt": (basket({"return": {"receipt_no": "1"}, "quantity": "2"}), "bad_line"),
    "a discount on a receipt": (basket({"return": {"receipt_no": "1"}, "discount": {"percent": "5"}}), "unknown_field"),
    "nothing": ("", "bad_json"),
    "blanks": ("  \n ", "bad_json"),
    "broken JSON": ('{"lines": [', "bad_json"),
    "single quotes": ("{'lines': []}", "bad_json"),
    "two objects": ("{} {}", "bad_json"),
    "no JSON": ("Brötchen, zwei", "bad_json"),
    "a field twice": ('{"lines": [{"code": "101", "quantity": "1", "quantity": "100"}]}', "bad_json"),
    "NaN": ('{"lines": [{"code": "101", "quantity": NaN}]}', "bad_number"),
    "Infinity": ('{"lines": [{"code": "101", "price": -Infinity}]}', "bad_number"),
    "100,000 brackets": ("[" * 100_000, "bad_json"),
    "100,000 brackets, closed": ("[" * 100_000 + "]" * 100_000, "bad_json"),
    "900 objects in each other": ('{"lines":' * 900 + "1" + "}" * 900, "bad_field"),
    "an int of a million digits": ('{"lines": [{"code": "101", "quantity": ' + "1" * 1_000_000 + "}]}", "bad_field"),
    "not UTF-8": (json.dumps(basket(line("Br\u00f6tchen")), ensure_ascii=False).encode("latin-1"), "bad_json"),
    "UTF-16": (json.dumps(basket()).encode("utf-16"), "bad_json"),
    "UTF-16 without a mark": (json.dumps(basket()).encode("utf-16-le"), "bad_json"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "bad_json"),
}


@pytest.mark.parametrize("title", BASKETS)
def test_it_is_refused_in_a_sentence_and_nothing_is_booked(shop: "Kasse", title: str) -> None:
    given, error = BASKETS[title]
    before = shop.books()
    answer = shop.not_sold(given)
    assert answer["error"] == error
    assert len(answer["message"]) < 600
    assert answer["message"].isprintable()
    assert answer["message"].endswith((".", ")"))
    assert shop.books() == before


@pytest.mark.parametrize("title", ["four of three", "a cent too little", "an unknown code", "broken JSON"])
def test_a_dry_run_refuses_the_same(shop: "Kasse", title: str) -> None:
    given, error = BASKETS[title]
    before = shop.books()
    assert shop.not_sold(given, "--dry-run")["error"] == error
    assert shop.books() == before


def test_a_byte_order_mark_does_no_harm(shop: "Kasse") -> None:
    data = json.dumps(basket()).encode("utf-8-sig")
    assert json.loads(shop.done("sell", "-", "--dry-run", given=data))["total"] == "0.45"


def test_what_is_refused_says_what_to_do(shop: "Kasse") -> None:
    sentences = {
        "a cent too little": "0.01 is missing to the total of 0.45.",
        "price '-1.99'": "A price cannot be negative. To give money back, use a return or empties.",
        "bananas without a weight": "Bananen, lose is sold by weight. Enter the weight.",
        "a tax that is none": "“16” is not a VAT rate of this shop. It has: 0, 7, 19.",
        "an unknown field in a line": "Line 1 has an unknown field “qty”. Known are: code, discount, open, pay_tab, ",
        "a wrong check digit": "The check digit is wrong: expected 5.",
        "no tax": "Line 1: “tax” is missing.",
        "an int of a million digits": 'Line 1: put “quantity” in quotes, as in "111',
    }
    for title, sentence in sentences.items():
        assert sentence in shop.not_sold(BASKETS[title][0])["message"]


# The wrong kind of value in each place

WHOLE: Fields = {
    "lines": [
        {"code": MILK, "quantity": "2", "price": "1.50", "discount": {"percent": "10"}},
        {"open": {"name": "Kerze", "price": "2.95", "tax": "19", "department": "Haushalt"}, "quantity": "3"},
        {"return": {"receipt_no": "1", "line": "1"}, "quantity": "1"},
        {"code": ROLL, "discount": {"amount": "0.10"}},
    ],
    "discount": {"amount": "0.50"},
    "age_checked": True,
    "sale_id": "0190b0a0-0000-7000-8000-000000000001",
    "tenders": [{"type": "card", "amount": "1.00"}, {"type": "cash", "amount": "50.00"}],
}

Path_ = tuple[str | int, ...]


def places(value: object, here: Path_ = ()) -> Iterator[Path_]:
    """The way to each value in a JSON document, and to the whole."""
    yield here
    entries: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = list(enumerate(value))
    for key, inner in entries:
        yield from places(inner, (*here, key))


def with_value(place: Path_, value: object) -> object:
    """The whole basket with something else in one place."""
    if not place:
        return value
    changed: Any = copy.deepcopy(WHOLE)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


PLACES = list(places(WHOLE))


def test_the_whole_basket_is_one_that_sells(shop: "Kasse") -> None:
    # 2 x 1.50 less 10 % = 2.70, 3 x 2.95 = 8.85, a roll back for -0.45, a roll for 0.45 - 0.10 = 0.35, all less 0.50
    assert shop.sold(WHOLE, "--dry-run")["total"] == "10.95"


@pytest.mark.parametrize("wrong", [None, True, False, 3, 3.5, -1, 10**400, [], {}, [[]], {"a": 1}], ids=repr)
def test_no_place_takes_a_value_of_the_wrong_kind(shop: "Kasse", wrong: object) -> None:
    before = shop.books()
    for place in PLACES:
        if place == ("age_checked",) and isinstance(wrong, bool):
            continue
        if place == ("tenders",) and wrong == []:
            assert shop.not_sold(with_value(place, wrong))["error"] == "money_short"
            continue
        assert shop.not_sold(with_value(place, wrong))["error"] in {
            "bad_field",
            "bad_line",
            "bad_discount",
            "unknown_field",
            "empty_basket",
        }, place
    assert shop.books() == before


@pytest.mark.parametrize("place", [place for place in PLACES if place and isinstance(place[-1], str)], ids=repr)
def test_a_number_without_quotes_is_refused_with_advice(shop: "Kasse", place: Path_) -> None:
    answer = shop.not_sold(with_value(place, 3.5))
    assert "quotes" in answer["message"] or "must be" in answer["message"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["0", "-1", "1e9"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
anything = st.one_of(
    st.builds(lambda place, value: json.dumps(with_value(place, value)), st.sampled_from(PLACES), json_values),
    json_values.map(json.dumps),
    st.binary(max_size=60),
    st.text(max_size=60),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=anything)
def test_whatever_comes_is_answered_in_json(shop: "Kasse", data: str | bytes) -> None:
    before = shop.books()
    result = shop.run("sell", "-", given=data.encode(errors="surrogatepass") if isinstance(data, str) else data)
    answer = json.loads(result.stdout)
    if result.exit_code == 0:
        assert answer["state"] == "completed"
        return
    assert result.exit_code == 2
    assert set(answer) == {"error", "message"}
    assert shop.books() == before


# Who may


def without_log(books: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The books without the journal, which has who logged in, and the settings, which have who did last."""
    kept = {name: rows for name, rows in books.items() if name not in ("journal", "setting")}
    return {**kept, "counter": [row for row in books["counter"] if row[0] != "journal"]}


@pytest.mark.parametrize(
    ("lines", "may"),
    [
        ([line()], True),
        ([line(BEER)], True),
        ([{"return": {"receipt_no": "1"}}], True),
        ([line(price="0.40")], False),
        ([line(price="0.45")], True),
        ([line(discount={"percent": "5"})], False),
        ([line(quantity="-1")], False),
    ],
    ids=["sell", "sell beer", "return by receipt", "other price", "same price", "discount", "return without receipt"],
)
def test_what_a_cashier_may(shop: "Kasse", lines: list[Fields], may: bool) -> None:
    given = {"lines": lines, "age_checked": True}
    before = without_log(shop.books())
    words = ("--as", "Aylin", "--pin", "1111", "--dry-run")
    if may:
        assert shop.sold(given, *words)["state"] == "dry_run"
    else:
        answer = shop.not_sold(given, *words)
        assert answer["error"] == "not_allowed"
        assert answer["message"].startswith("Aylin may not ")
    assert without_log(shop.books()) == before


def test_a_wrong_pin_is_refused_and_after_three_one_must_wait(demo: "Kasse") -> None:
    before = without_log(demo.books())
    answers = [demo.not_sold(basket(), "--as", "Murat", "--pin", "9999")["error"] for _time in range(4)]
    assert answers == ["wrong_pin", "wrong_pin", "wrong_pin", "wait"]
    assert demo.not_sold(basket(), "--as", "Murat", "--pin", "2222")["error"] == "wait"
    assert demo.not_sold(basket(), "--as", "Nobody", "--pin", "1111")["error"] == "no_such_person"
    assert demo.not_sold(basket(), "--as", "Aylin")["error"] == "wrong_pin"
    assert without_log(demo.books()) == before


def test_without_a_shift_nothing_is_sold(shop_file: Path, demo: "Kasse") -> None:
    closed = type(demo)(shop_file)
    before = closed.books()
    assert closed.not_sold(basket())["error"] == "no_shift"
    assert closed.books() == before


# Files


def test_a_basket_that_is_not_there_is_refused(shop: "Kasse", tmp_path: Path) -> None:
    for name in (str(tmp_path / "none.json"), str(tmp_path), "\x01", "x" * 300):
        result = shop.run("sell", name)
        assert result.exit_code == 2
        assert json.loads(result.stdout)["error"] == "no_file"


def test_a_basket_from_a_file_is_sold(shop: "Kasse", tmp_path: Path) -> None:
    (tmp_path / "basket.json").write_text(json.dumps(basket()))
    assert json.loads(shop.done("sell", str(tmp_path / "basket.json")))["total"] == "0.45"


def test_without_a_shop_the_exit_code_is_3(demo: "Kasse", tmp_path: Path) -> None:
    kasse = type(demo)(tmp_path / "none.sqlite")
    assert kasse.not_sold(basket(), code=3)["error"] == "no_shop"
    assert not list(tmp_path.iterdir())


def test_a_foreign_file_is_refused_and_not_touched(demo: "Kasse", tmp_path: Path) -> None:
    foreign = tmp_path / "diary.txt"
    foreign.write_text("Dear diary")
    assert type(demo)(foreign).not_sold(basket())["error"] == "foreign_file"
    assert foreign.read_text() == "Dear diary"
    assert list(tmp_path.iterdir()) == [foreign]


def test_a_till_that_another_process_has_open_is_an_outage(demo: "Kasse") -> None:
    holds = "import sys; from pathlib import Path; from kasse.till import Till; t = Till(Path(sys.argv[1]))"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"{holds}; print('open', flush=True); sys.stdin.read()", str(demo.file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        before = demo.books()
        assert demo.not_sold(basket(), code=3)["error"] == "already_open"
        assert demo.books() == before
        assert demo.sold(basket(), "--dry-run")["total"] == "0.45"
    finally:
        holder.communicate(timeout=10)
    assert demo.sold(basket())["receipt_no"] == 1


def test_a_folder_that_cannot_be_written_to_is_an_outage(demo: "Kasse") -> None:
    lock = demo.file.with_name(demo.file.name + ".lock")
    lock.unlink()
    lock.mkdir()  # a stand-in for a read-only folder that stops root too
    before = demo.books()
    assert demo.not_sold(basket(), code=3)["error"] == "read_only"
    assert demo.books() == before


def test_a_damaged_file_is_an_outage(demo: "Kasse") -> None:
    data = bytearray(demo.file.read_bytes())
    data[100:4096] = b"\xa5" * 3996
    demo.file.write_bytes(data)
    assert demo.not_sold(basket(), code=3)["error"] == "damaged"


def test_the_lock_is_let_go_after_a_refusal(shop: "Kasse") -> None:
    shop.not_sold(basket(line("4006381333931")))
    lock = TillLock(shop.file)
    assert shop.not_sold(basket(), code=3)["error"] == "already_open"
    lock.release()
