import json
import string
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from biip import ParseConfig
from biip.gs1_prefixes import GS1Prefix
from biip.gtin import Gtin
from biip.rcn import Rcn, RcnRegion, RcnUsage
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn, ismn, issn

from kasse.barcodes import (
    GERMANY_RULES,
    MAX_LENGTH,
    ArticleCode,
    CodeKind,
    CodeRule,
    InStoreCode,
    Meaning,
    PressCode,
    RuleMeaning,
    SlipCode,
    SsccCode,
    UnknownCode,
    lookup_key,
    preload,
    read,
)
from kasse.barcodes.keys import price_check_digit
from kasse.errors import Refused
from kasse.money import Money
from kasse.quantity import Quantity

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "barcodes.json").read_text(encoding="utf-8")
)["vectors"]

WEIGHT_21 = CodeRule("21", "PPIIIIIVVVVVK", "weight")
PRICE_23 = CodeRule("23", "PPIIIIIVVVVVK", "price")
SLIP_21 = CodeRule("21", "PPIIIIZVVVVVK", "slip", price_check=True)
SHOP_RULES = {
    "inhouse_weight_5digit_item": (WEIGHT_21, *GERMANY_RULES),
    "inhouse_price_5digit_item": (PRICE_23, *GERMANY_RULES),
    "pfandbon_inhouse": (SLIP_21, *GERMANY_RULES),
}
KINDS = {
    "gtin13": CodeKind.GTIN13,
    "gtin8": CodeKind.GTIN8,
    "upc_a": CodeKind.GTIN12,
    "upc_a_as_ean13": CodeKind.GTIN12,
    "upc_e": CodeKind.UPC_E,
    "isbn13": CodeKind.ISBN,
    "ismn": CodeKind.ISMN,
    "issn13": CodeKind.ISSN,
    "gs1": CodeKind.GS1,
    "gs1_digital_link": CodeKind.DIGITAL_LINK,
    "rcn8": CodeKind.RCN8,
    "rcn12_company": CodeKind.IN_HOUSE,
    "internal_voucher": CodeKind.TEXT,
}


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=size, max_size=size)


def gtins(*sizes: int) -> st.SearchStrategy[str]:
    return st.sampled_from(sizes).flatmap(lambda size: digits(size - 1)).map(with_check_digit)


def with_check_digit(payload: str) -> str:
    return payload + ean.calc_check_digit(payload)


def key_of(meaning: Meaning) -> str:
    """By what the till goes on with this meaning."""
    match meaning:
        case ArticleCode() | SlipCode() | UnknownCode():
            return meaning.key
        case InStoreCode():
            return meaning.item_key
        case PressCode():
            return meaning.article_key
        case SsccCode():
            return meaning.sscc


# The vectors: one function for each field of `expect`; a field without one fails the test.


def article(meaning: Meaning) -> ArticleCode:
    assert isinstance(meaning, ArticleCode)
    return meaning


def in_store(meaning: Meaning) -> InStoreCode:
    assert isinstance(meaning, InStoreCode)
    return meaning


def press(meaning: Meaning) -> PressCode:
    assert isinstance(meaning, PressCode)
    return meaning


def same_article(meaning: Meaning, code: str) -> None:
    assert article(meaning).key == lookup_key(code) == article(read(code)).key


def same(name: str, convert: Callable[[Any], Any] = lambda value: value) -> Callable[[Meaning, Any], None]:
    """A check that a field of the meaning is the expected value, converted."""

    def check(meaning: Meaning, expected: Any) -> None:
        assert getattr(meaning, name) == convert(expected)

    return check


def check_valid_gtin(meaning: Meaning, valid: Any) -> None:
    assert ean.is_valid(meaning.raw) == valid


def check_valid(meaning: Meaning, valid: Any) -> None:
    assert isinstance(meaning, ArticleCode) == valid


def check_reason(meaning: Meaning, reason: str) -> None:
    assert reason == "check digit (expected 1)"
    assert isinstance(meaning, UnknownCode)
    assert meaning.reason == "The check digit is wrong: expected 1. Scan again or type the number."
    assert not meaning.assignable


def check_isbn10(meaning: Meaning, isbn10: str) -> None:
    for typed in (isbn10, isbn.format(isbn10), isbn.format(isbn10).replace("-", " ")):
        same_article(meaning, typed)
        assert article(read(typed)).kind is CodeKind.ISBN


def check_ismn(meaning: Meaning, number: str) -> None:
    assert ismn.format(article(meaning).key) == number


def check_issn(meaning: Meaning, number: str) -> None:
    assert issn.to_ean(number, article(meaning).key[10:12]) == article(meaning).key


def check_variant(meaning: Meaning, variant: str) -> None:
    assert article(meaning).key[10:12] == variant


def check_prefix(meaning: Meaning, text: str) -> None:
    known = GS1Prefix.extract(article(meaning).key)
    assert known is not None
    assert known.usage == text.removeprefix("400-440 ")


def check_prefix_usage(meaning: Meaning, text: str) -> None:
    known = GS1Prefix.extract(key_of(meaning))
    assert known is not None
    assert known.usage == text


def check_usage(meaning: Meaning, usage: str) -> None:
    rcn = Gtin.parse(article(meaning).raw)
    assert isinstance(rcn, Rcn)
    assert rcn.usage is RcnUsage(usage)


def check_type(meaning: Meaning, kind: str) -> None:
    found = {
        "book": CodeKind.ISBN,
        "music": CodeKind.ISMN,
        "periodical": CodeKind.ISSN,
        "inhouse_short_code": CodeKind.RCN8,
        "inhouse": CodeKind.IN_HOUSE,
        "text": CodeKind.TEXT,
    }
    slips = {"deposit_voucher": "deposit", "refund_or_deposit_voucher": "refund", "coupon": "coupon"}
    if kind in found:
        assert article(meaning).kind is found[kind]
    elif kind in slips:
        assert isinstance(meaning, SlipCode)
        assert meaning.kind == slips[kind]
    else:
        assert isinstance(meaning, {"press": PressCode, "unknown": UnknownCode}[kind])


def check_price_cents(meaning: Meaning, cents: int | None) -> None:
    assert isinstance(meaning, InStoreCode | PressCode)
    assert meaning.price == (None if cents is None else Money(cents))


def check_price(meaning: Meaning, price: str | None) -> None:
    assert article(meaning).price == (None if price is None else Money.parse(price))


def check_needs_price(meaning: Meaning, needed: Any) -> None:
    assert (press(meaning).price is None) == needed


def check_age(meaning: Meaning, checked: Any) -> None:
    assert press(meaning).age_limit == (18 if checked else 0)


def check_item(meaning: Meaning, item: str) -> None:
    assert isinstance(meaning, InStoreCode | SlipCode)
    assert meaning.item == item


def check_layout(meaning: Meaning, layout: str) -> None:
    """The vector's own spelling of a pattern is the rule the test gave."""
    rule = {"21IIIII": WEIGHT_21, "23IIIII": PRICE_23, "21AAAAZ": SLIP_21}[layout[:7]]
    letters = str.maketrans({"A": "I", "W": "V", "P": "V", "C": "K"})
    assert "PP" + layout[2:].translate(letters) == rule.pattern
    assert rule.fitting(meaning.raw) == meaning.raw


def check_inner(meaning: Meaning, text: str) -> None:
    assert text.startswith(f"{price_check_digit('00060')} ")
    assert meaning.raw[6] == text[0]


def check_amount(meaning: Meaning, cents: int) -> None:
    assert isinstance(meaning, SlipCode)
    assert meaning.amount == Money(cents)


def check_never_article(meaning: Meaning, never: Any) -> None:
    assert isinstance(meaning, SlipCode) == never


def check_action(meaning: Meaning, action: str) -> None:
    assert isinstance(meaning, UnknownCode)
    assert meaning.assignable == ("offer assign" in action)


def check_measure(meaning: Meaning, valid: Any) -> None:
    assert isinstance(meaning, InStoreCode) == valid


def check_charset(meaning: Meaning, text: str) -> None:
    assert text.startswith("ASCII with hyphen")
    assert article(meaning).key.isascii()
    assert "-" in article(meaning).key


def check_vat_hint(meaning: Meaning, text: str) -> None:
    """Books are recognised by their kind; the rate is the catalogue's."""
    assert "book price fixing" in text
    assert article(meaning).kind is CodeKind.ISBN


CHECKS: dict[str, Callable[[Meaning, Any], None]] = {
    "gtin": same_article,
    "gtin12": same_article,
    "gtin13": same_article,
    "gtin14": same_article,
    "upc_a": same_article,
    "isbn13": same_article,
    "same_article_as": same_article,
    "contained_gtin": same_article,
    "valid": check_valid,
    "reason": check_reason,
    "isbn10": check_isbn10,
    "ismn": check_ismn,
    "issn": check_issn,
    "variant": check_variant,
    "prefix": check_prefix,
    "prefix_usage": check_prefix_usage,
    "usage": check_usage,
    "type": check_type,
    "vat_hint": check_vat_hint,
    "vdz_object": same("vdz"),
    "vat": same("tax_class"),
    "article_key": same("article_key"),
    "addon": same("addon"),
    "age_check": check_age,
    "needs_price": check_needs_price,
    "price_cents": check_price_cents,
    "price": check_price,
    "item_reference": check_item,
    "item": check_item,
    "layout": check_layout,
    "inner_check": check_inner,
    "amount_minor": check_amount,
    "lookup_key": same("item_key"),
    "count": same("count", Quantity.of),
    "weight_g": same("weight", Quantity),
    "net_weight_kg": same("weight", Quantity.parse),
    "best_before": same("best_before", date.fromisoformat),
    "expiry": same("expiry", date.fromisoformat),
    "lot": same("lot"),
    "serial": same("serial"),
    "sscc": same("sscc"),
    "never_lookup_as_article": check_never_article,
    "action": check_action,
    "valid_gtin": check_valid_gtin,
    "valid_measure": check_measure,
    "charset": check_charset,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['kind']}-{vector['code'][:20]}")
def test_vector(vector: dict[str, Any]) -> None:
    meaning = read(vector["code"], SHOP_RULES.get(vector["kind"], GERMANY_RULES))
    for field, expected in vector["expect"].items():
        CHECKS[field](meaning, expected)
    if isinstance(meaning, ArticleCode):
        assert meaning.kind is KINDS[vector["kind"]]
    if "as_scanned" in vector:
        assert read(f"  {vector['as_scanned']}\r\n") == meaning


def test_all_vectors_are_there() -> None:
    assert len(VECTORS) == 42


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector["kind"].startswith("rcn_de")])
def test_germany_reads_as_biip_does(vector: dict[str, Any]) -> None:
    verify = vector["kind"] != "rcn_de_weight_bad_inner"
    rcn = Gtin.parse(
        vector["code"], config=ParseConfig(rcn_region=RcnRegion.GERMANY, rcn_verify_variable_measure=verify)
    )
    assert isinstance(rcn, Rcn)
    meaning = read(vector["code"])
    if verify:
        assert in_store(meaning).item_key == rcn.without_variable_measure().value
    else:
        assert isinstance(meaning, UnknownCode)


# Keys


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("036000291452", "36000291452"),
        ("0036000291452", "36000291452"),
        ("00036000291452", "36000291452"),
        ("36000291452", "36000291452"),
        (" 4006381333931\n", "4006381333931"),
        ("4 006381 333931", "4006381333931"),
        ("04252614", "42100005264"),
        ("042100005264", "42100005264"),
        ("0075", "75"),
        ("000", "0"),
        ("", ""),
        ("pfand008", "PFAND008"),
        ("straße-1", "STRASSE-1"),
        ("3125171547", "9783125171541"),
        ("080442957x", "9780804429573"),
        ("0-8044-2957-X", "9780804429573"),
        ("978-3-12-517154-1", "9783125171541"),
        ("978-3-12-517154-2", "978-3-12-517154-2"),
        ("3125171548", "3125171548"),
    ],
)
def test_lookup_key(code: str, key: str) -> None:
    assert lookup_key(code) == key
    assert lookup_key(key) == key


@given(gtins(8, 12, 13, 14), st.integers(0, 3))
def test_leading_zeros_never_matter_to_a_gtin(gtin: str, zeros: int) -> None:
    padded = "0" * zeros + gtin
    if len(gtin) + zeros in (9, 10, 11):
        padded = gtin.zfill(12)
    assert lookup_key(padded) == lookup_key(gtin)
    assert key_of(read(padded)) == key_of(read(gtin))
    assert type(read(padded)) is type(read(gtin))


@given(st.integers(1, 999_999), st.integers(0, 6))
def test_leading_zeros_never_matter_to_a_short_number(number: int, zeros: int) -> None:
    padded = ("0" * zeros + str(number))[-7:]
    assert lookup_key(padded) == str(number)
    assert article(read(padded)).key == str(number)


@given(st.text(string.ascii_letters + string.digits + "-_./ äöüßéñ", max_size=30))
def test_case_never_matters(code: str) -> None:
    assert lookup_key(code.upper()) == lookup_key(code.lower()) == lookup_key(code)
    assert key_of(read(code.upper())) == key_of(read(code.lower()))


@given(st.one_of(st.text(max_size=30), st.text(string.digits, max_size=15), gtins(8, 12, 13, 14)))
def test_a_key_is_its_own_key(code: str) -> None:
    assert lookup_key(lookup_key(code)) == lookup_key(code)


@given(gtins(12, 13, 14))
def test_two_gtins_have_two_keys(gtin: str) -> None:
    assert lookup_key(gtin).zfill(14) == gtin.zfill(14)


def test_an_ordinary_code_imports_neither_biip_nor_stdnum() -> None:
    program = (
        "import sys; from kasse.barcodes import read, lookup_key;"
        "[read(c) for c in ('4006381333931', ']E096385074', '036000291452', '4190102109254', '9783125171541', '4711')];"
        "lookup_key('04006381333931'); sys.exit('biip' in sys.modules or 'stdnum' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    preload()


# Any input


CODE_LIKE = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            [*"0123456789X-() \x1d]", "]C1", "]d2", "]E0", "]E3", "]E4", "01", "04012345678901", "10", "17", "3103",
             "3922", "3932978", "37", "255", "00", "(01)", "https://id.gs1.org/", "http://[", "/01/", "/", "?17=", "%"]
        ),
        max_size=12,
    ),
)  # fmt: skip


@given(st.one_of(st.text(), CODE_LIKE, st.text(string.digits), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_read_never_raises(text: str) -> None:
    meaning = read(text)
    assert key_of(meaning) is not None
    if isinstance(meaning, UnknownCode):
        assert meaning.reason


@given(st.sampled_from(["", "]E0", "]C1", "]Q3", "0", "٣", "\x1d", "https://"]), st.integers(MAX_LENGTH + 1, 10**6))
def test_what_is_too_long_is_unknown(front: str, size: int) -> None:
    meaning = read(front + "7" * size)
    assert isinstance(meaning, UnknownCode)
    assert len(meaning.raw) == MAX_LENGTH


@pytest.mark.parametrize(
    "code",
    ["", "  ", "]C1", "]E0", "\x00", "4006381333931\x00", "4006381333931\n4006381333931", "https://example.org/",
     "https://example.org/01/04012345678902", "]C12112", "]C110LOT", "(99)INTERN", "]E101", "]E200001",
     "0104012345678902", "419123450110801", "12345678901234567890"],
)  # fmt: skip
def test_what_is_no_article(code: str) -> None:
    assert isinstance(read(code), UnknownCode)


def test_two_scans_that_ran_together_are_not_joined() -> None:
    assert isinstance(read("123\n456"), UnknownCode)
    assert lookup_key("123\n456") != "123456"


# AIM identifiers


@given(gtins(8))
def test_a_scanner_that_says_ean8_is_believed(gtin: str) -> None:
    assert key_of(read(f"]E4{gtin}")) == gtin.lstrip("0") or gtin == "00000000"


def test_aim_settles_what_eight_digits_mean() -> None:
    assert article(read("]E004252614")).kind is CodeKind.UPC_E
    assert isinstance(read("]E404252614"), UnknownCode)
    both = "00000000"
    assert article(read(both)).kind is CodeKind.RCN8
    assert isinstance(read("]E404252615"), UnknownCode)


def test_a_plain_code_128_is_not_taken_for_element_strings() -> None:
    assert isinstance(read("]C002040123456789013724"), UnknownCode)
    assert article(read("]C04006381333931")).kind is CodeKind.GTIN13


def test_an_addon_of_any_article_by_aim_and_of_publications_by_prefix() -> None:
    assert article(read("]E3400638133393105")).addon == "05"
    assert isinstance(read("400638133393105"), UnknownCode)
    assert article(read("977031784700112")).addon == "12"
    assert article(read("978312517154151299")).addon == "51299"


# Press


@given(
    st.sampled_from([("414", "standard", 0), ("419", "reduced", 0), ("434", "standard", 18), ("439", "reduced", 18)]),
    digits(5),
    st.integers(0, 9999),
    st.one_of(st.just(""), digits(2), digits(5)),
)
def test_a_press_code_round_trips(prefix: tuple[str, str, int], vdz: str, cents: int, addon: str) -> None:
    code = with_check_digit(f"{prefix[0]}{vdz}{cents:04d}") + addon
    found = press(read(code))
    assert (found.article_key, found.vdz) == (prefix[0] + vdz, vdz)
    assert (found.tax_class, found.age_limit) == prefix[1:]
    assert found.price == (Money(cents) if cents else None)
    assert found.addon == (addon or None)
    assert found.raw == code


# The shop's rules


MEASURE = {"weight": Quantity, "price": Money, "count": Quantity.of}


@given(st.sampled_from(GERMANY_RULES), digits(4), st.integers(1, 9999))
def test_germany_round_trips(rule: CodeRule, item: str, value: int) -> None:
    inner = price_check_digit(f"{value:05d}")
    code = with_check_digit(f"{rule.prefix}{item}{inner}{value:05d}")
    found = in_store(read(code))
    assert found.item == item
    assert getattr(found, rule.meaning) == MEASURE[rule.meaning](value)
    assert [found.weight, found.price, found.count].count(None) == 2
    assert found.item_key == with_check_digit(f"{rule.prefix}{item}000000")
    assert in_store(read(found.item_key)) == InStoreCode(found.item_key, found.item_key, item)


@given(
    st.sampled_from(["weight", "price", "count"]),
    st.sampled_from(["20", "21", "23", "24", "27", "02", "2"]),
    st.integers(3, 6),
    st.data(),
)
def test_a_rule_round_trips(meaning: RuleMeaning, prefix: str, values: int, data: st.DataObject) -> None:
    items = 12 - len(prefix) - values
    rule = CodeRule(prefix, "P" * len(prefix) + "I" * items + "V" * values + "K", meaning)
    item, value = data.draw(digits(items)), data.draw(st.integers(1, 9 if meaning == "count" else 10**values - 1))
    code = with_check_digit(f"{prefix}{item}{value:0{values}d}")
    found = in_store(read(code, (rule, *GERMANY_RULES)))
    assert found.item == item
    assert getattr(found, meaning) == MEASURE[meaning](value)
    assert found.item_key == lookup_key(with_check_digit(f"{prefix}{item}{'0' * values}"))


def test_the_first_rule_that_fits_wins() -> None:
    code = "2312345012999"
    assert in_store(read(code)).item == "1234"
    assert in_store(read(code, (PRICE_23, *GERMANY_RULES))).item == "12345"
    assert in_store(read(code, (*GERMANY_RULES, PRICE_23))).item == "1234"
    assert article(read(code, ())).kind is CodeKind.IN_HOUSE


def test_a_rule_for_twelve_digits_reads_the_thirteen_too() -> None:
    rule = CodeRule("2", "PIIIIIZVVVVK", "price", price_check=True)
    payload = f"212345{price_check_digit('0199')}0199"
    code = with_check_digit(payload)
    for scanned in (code, f"0{code}", f"00{code}"):
        found = in_store(read(scanned, (rule,)))
        assert (found.item, found.price) == ("12345", Money(199))


def test_decimals_of_the_value() -> None:
    code = with_check_digit("211234501250")
    assert in_store(read(code, (CodeRule("21", "PPIIIIIVVVVVK", "weight", decimals=2),))).weight == Quantity(12_500)
    assert in_store(read(code, (CodeRule("21", "PPIIIIIVVVVVK", "price", decimals=3),))).price == Money(125)
    assert in_store(read(code, (CodeRule("21", "PPIIIIIVVVVVK", "count", decimals=1),))).count == Quantity.of(125)


def test_a_slip_with_a_serial() -> None:
    rule = CodeRule("27", "PPISSSSZVVVVK", "slip")
    code = with_check_digit("271432100325")
    assert read(code, (rule,)) == SlipCode("deposit", code, code, Money(325), "1", "4321")
    refund = CodeRule("980", "PPPSSSSVVVVVK", "slip")
    found = read("9800000125007", (refund,))
    assert found == SlipCode("refund", "9800000125007", "9800000125007", Money(12500), None, "0000")


@pytest.mark.parametrize("prefix", ["20", "21", "24", "27"])
def test_what_no_rule_covers_is_the_shops_own_article(prefix: str) -> None:
    assert article(read(with_check_digit(f"{prefix}1234567890"))).kind is CodeKind.IN_HOUSE


@pytest.mark.parametrize(
    ("prefix", "pattern", "meaning", "price_check", "decimals"),
    [
        ("22", "PPIIIIVVVVVVX", "price", False, None),
        ("22", "PPIIIIVVVVVK", "price", True, None),
        ("222", "PPIIIIIVVVVVK", "price", False, None),
        ("", "IIIIIIIVVVVVK", "price", False, None),
        ("2x", "PPIIIIIVVVVVK", "price", False, None),
        ("22", "PPIIIIK", "price", False, None),
        ("22", "PPIIZVVVVVVVK", "price", True, None),
        ("22", "PPIIIIIVVVVVK", "price", False, 6),
        ("22", "PPIIIIIVVVVVK", "colour", False, None),
        ("22", "P" * 10_000, "price", False, None),
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    prefix: str, pattern: str, meaning: Any, price_check: bool, decimals: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        CodeRule(prefix, pattern, meaning, price_check, decimals)
    assert refused.value.code == "bad_code_rule"


# GS1


def test_elements_as_printed_in_brackets() -> None:
    found = article(read("(01)04012345678901(15)261231(10)LOT42A"))
    assert (found.key, found.lot, found.best_before) == ("4012345678901", "LOT42A", date(2026, 12, 31))


def test_the_article_stands_where_a_keyboard_scanner_lost_an_fnc1() -> None:
    found = article(read("010401234567890110LOT4200000000001726110021SN1"))
    assert (found.key, found.kind, found.lot) == ("4012345678901", CodeKind.GS1, None)


def test_press_and_coupons_inside_gs1_stay_what_they_are() -> None:
    assert press(read("]d20104190102109254")).vdz == "01021"
    assert read("]C10109810123456780") == SlipCode("coupon", "9810123456780", "0109810123456780")
    coupon = read("]C12554006381333931123\x1d3902050")
    assert isinstance(coupon, SlipCode)
    assert (coupon.kind, coupon.amount, coupon.serial) == ("coupon", Money(50), "123")


def test_prices_in_other_currencies_are_not_taken() -> None:
    front = "0194012345678904"
    assert article(read(f"{front}393297800399")).price == Money(399)
    assert article(read(f"{front}393284000399")).price is None


def test_measures_beyond_what_a_line_holds_are_asked() -> None:
    assert article(read("01940123456789043100999999")).weight is None
    assert article(read("0194012345678904392099999999")).price is None
    assert article(read("02040123456789013799999999")).count is None
    assert article(read("01940123456789043105001250")).weight == Quantity(13)


def test_a_link_in_capitals_and_one_with_a_short_gtin() -> None:
    assert article(read("HTTPS://ID.GS1.ORG/01/04012345678901")).key == "4012345678901"
    assert article(read("https://shop.example/x/01/4012345678901/21/A%2F7?3103=000195")).serial == "A/7"
    assert article(read("https://id.gs1.org/01/4012345678901?3103=000195")).weight == Quantity(195)
