import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kasse.errors import Refused
from kasse.money import Money
from kasse.product_list import BadRow, ProductList, ProductRow, read_products
from kasse.quantity import Quantity

MILK = "4001686301401"
JAM = "4000000000013"
GERMAN_LIST = Path(__file__).parents[2] / "kasse/demo/data/products_de.csv.gz"


def tax_class_of(percent: str) -> str:
    classes = {"7": "reduced", "19": "standard", "0": "zero", "7.8": "odd"}
    if percent not in classes:
        raise Refused("unknown_tax", f"no rate {percent}")
    return classes[percent]


def read(text: str, encoding: str = "utf-8") -> ProductList:
    return read_products(text.encode(encoding), tax_class_of)


def good(text: str, encoding: str = "utf-8") -> ProductRow:
    products = read(text, encoding)
    assert products.bad == ()
    (row,) = products.rows
    return row


def bad(text: str) -> BadRow:
    products = read(text)
    assert products.rows == ()
    (row,) = products.bad
    return row


def cell(column: str, value: str) -> ProductRow:
    return good(f'EAN;Name;{column}\n{MILK};Milch;"{value}"\n')


def bad_cell(column: str, value: str) -> str:
    return bad(f'EAN;Name;{column}\n{MILK};Milch;"{value}"\n').reason


def bad_code(code: str) -> str:
    return bad(f'EAN;Name\n"{code}";Milch\n').reason


def reads_code(code: str) -> str:
    return good(f"EAN;Name\n{code};Milch\n").code


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_products(data, tax_class_of)
    return refusal.value


# --- The whole file ---


def test_a_full_german_row() -> None:
    products = read(
        "EAN;Bezeichnung;VK (€);MwSt. %;Warengruppe;Pfand;Altersgrenze;Einheit;preisgebunden;weitere Codes;Bestand;EK\n"
        f"{MILK};Bier hell;1.234,56 €;19 %;Getränke;0,08;ab 16;Stück;ja;{JAM}, 77;-3;0,50\n"
    )
    assert products == ProductList(
        rows=(
            ProductRow(
                line=2,
                code=MILK,
                name="Bier hell",
                price=Money(123456),
                tax_class="standard",
                department="Getränke",
                deposit=Money(8),
                age_limit=16,
                unit="piece",
                price_bound=True,
                extra_codes=(JAM, "77"),
                stock=Quantity.of(-3),
            ),
        ),
        bad=(),
        ignored_columns=("EK",),
    )


def test_a_full_english_row() -> None:
    row = good(
        "stock,more codes,price bound,unit,age limit,deposit,category,VAT,price,description,barcode\n"
        f'2.5,,no,kg,18+,,Fruit,7,"1,234.50",Apples,{MILK}\n'
    )
    assert (row.code, row.name, row.price, row.tax_class) == (MILK, "Apples", Money(123450), "reduced")
    assert (row.department, row.deposit, row.age_limit, row.unit) == ("Fruit", None, 18, "kg")
    assert (row.price_bound, row.extra_codes, row.stock) == (False, (), Quantity(2500))


def test_only_code_and_name_are_needed() -> None:
    row = good(f"GTIN,Name\n{MILK},Milch\n")
    assert row == ProductRow(2, MILK, "Milch", None, None, None, None, 0, "piece", False, (), None)


@pytest.mark.parametrize("header", ["strichcode", "E A N", " Barcode ", "GTIN", "Artikel-Nr.", "PLU", "code", '"EAN"'])
def test_headers_of_the_code(header: str) -> None:
    assert good(f"{header};name\n{MILK};Milch\n").code == MILK


@pytest.mark.parametrize("header", ["Alters-Beschränkung", "ALTERSBESCHRAENKUNG", "altersbeschrankung"])
def test_headers_with_and_without_umlauts(header: str) -> None:
    assert cell(header, "18").age_limit == 18


def test_the_ean_goes_before_the_article_number() -> None:
    products = read(f"Artikelnummer;EAN;Beschreibung;Name\n12;{MILK};frisch;Milch\n")
    assert (products.rows[0].code, products.rows[0].name) == (MILK, "Milch")
    assert products.ignored_columns == ("Artikelnummer", "Beschreibung")


def test_two_columns_of_one_meaning_are_not_guessed() -> None:
    refusal = refused(b"EAN;Name;Preis;VK\n")
    assert refusal.code == "double_column"
    assert "Preis" in refusal.message
    assert "VK" in refusal.message


def test_a_missing_column_names_what_is_there_and_what_is_needed() -> None:
    refusal = refused(b"Preis;Bezeichnung;Farbe\n1;2;3\n")
    assert refusal.code == "missing_column"
    assert "“Preis”, “Bezeichnung”, “Farbe”" in refusal.message
    assert "EAN" in refusal.message


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file(data: bytes) -> None:
    assert refused(data).code == "empty_file"


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1", b"%PDF-1.7", b"\x1f\x8b\x08", "EAN;Name\n1;x".encode("utf-16-le")],
)
def test_no_text_at_all(data: bytes) -> None:
    refusal = refused(data)
    assert refusal.code == "not_a_table"
    assert "save it as CSV" in refusal.message


def test_a_header_whose_quote_never_ends() -> None:
    assert refused(b'"EAN;Name\n1;x\n').code == "bad_header"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_delimiters(delimiter: str) -> None:
    row = good(f"EAN{delimiter}Name{delimiter}x\n{MILK}{delimiter}Milch{delimiter}\n")
    assert (row.code, row.name) == (MILK, "Milch")


def test_other_delimiters_inside_the_header_do_not_mislead() -> None:
    assert good(f'EAN;Name;"a,b,c,d,e"\n{MILK};Milch;\n').name == "Milch"


def test_excels_separator_line() -> None:
    assert good(f"sep=;\nEAN;Name\n{MILK};Milch\n").line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert good(f"EAN;Name\n{MILK};Käse „Öko“ 5 €\n", encoding).name == "Käse „Öko“ 5 €"


def test_one_torn_character_spoils_one_row_only() -> None:
    lines = [b"EAN;Name", b"1;K\xc3\xa4se", b"2;\xc3\x96l", b"3;M\xc3\xbcsl\xc3", b"4;W\xc3\xbcrze"]
    products = read_products(b"\n".join(lines), tax_class_of)
    assert [row.name for row in products.rows] == ["Käse", "Öl", "Würze"]
    assert [(row.line, row.text) for row in products.bad] == [(4, "3;Müsl\ufffd")]


def test_names_are_composed_and_in_one_line() -> None:
    assert good(f'EAN;Name\n{MILK};" Ka\u0308se \n  jung "\n').name == "Käse jung"


# --- Lines ---


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_numbers_are_those_of_an_editor(newline: str) -> None:
    lines = ["", "EAN;Name;Notiz", '1;a;"x', "", 'y"', "", ";;", "2;;z", '3;c;"p', 'q"', "4;d;", ""]
    products = read(newline.join(lines))
    assert [(row.line, row.code) for row in products.rows] == [(3, "1"), (9, "3"), (11, "4")]
    assert [(row.line, row.text) for row in products.bad] == [(8, "2;;z")]


def test_quotes() -> None:
    assert good(f'"EAN","Name"\n"{MILK}","Kuchen ""Oma"", fein"\n').name == 'Kuchen "Oma", fein'
    assert good(f'EAN, Name\n{MILK}, "a, b"\n').name == "a, b"
    assert good(f'EAN;Name\n{MILK};Rohr 12" lang\n').name == 'Rohr 12" lang'


def test_a_quote_that_never_ends_spoils_its_own_row_only() -> None:
    products = read('EAN;Name\n1;a\n2;"b\n3;c\n4;d\n')
    assert [row.code for row in products.rows] == ["1", "3", "4"]
    assert [row.line for row in products.bad] == [3]
    assert "quotation marks" in products.bad[0].reason


def test_a_quote_that_ends_in_a_later_row_spoils_its_own_row_only() -> None:
    products = read('EAN;Name\n1;"a\n2;"b"\n3;"c" d\n4;d\n')
    assert [row.code for row in products.rows] == ["2", "4"]
    assert [row.line for row in products.bad] == [2, 4]


def test_ragged_rows() -> None:
    products = read("EAN,Name,Preis\n1,a\n2,b,1,99\n3,c,1.99\n")
    assert [row.code for row in products.rows] == ["3"]
    assert [row.line for row in products.bad] == [2, 3]
    assert "2 cells, the first line has 3" in products.bad[0].reason
    assert "4 cells, the first line has 3" in products.bad[1].reason


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x85"])
def test_control_characters(character: str) -> None:
    row = bad(f"EAN;Name\n1;Mi{character}lch\n")
    assert "“Name” holds a character that cannot be read" in row.reason
    assert row.text == "1;Mi\ufffdlch"


def test_control_characters_in_unused_columns_do_no_harm() -> None:
    assert good("EAN;Name;x\n1;Milch;\0\n").name == "Milch"


def test_an_overlong_cell() -> None:
    products = read(f'EAN;Name\n1;"{"x" * 200_000}"\n2;b\n')
    assert [row.code for row in products.rows] == ["2"]
    assert "too long" in products.bad[0].reason
    assert len(products.bad[0].text) == 120


# --- Codes and names ---


@pytest.mark.parametrize(
    "code",
    [
        MILK,
        f"0{MILK}",
        "40123455",  # GTIN-8
        "036000291452",  # GTIN-12
        "04252614",  # UPC-E: its check digit is counted in another way
        "20000011",  # the shop's own eight digits
        "7",
        "4011",
        "1234567890",  # no GTIN has ten digits
        "AB-12",
    ],
)
def test_codes(code: str) -> None:
    assert reads_code(code) == code


@pytest.mark.parametrize("written", [f'"=""{MILK}"""', f'="{MILK}"', "4 001686 301401", f" {MILK} "])
def test_codes_as_spreadsheets_write_them(written: str) -> None:
    assert reads_code(written) == MILK


@pytest.mark.parametrize("code", ["4001686301405", "40123456", "036000291453", "04001686301405"])
def test_wrong_check_digits(code: str) -> None:
    reason = bad(f"EAN;Name\n{code};Milch\n").reason
    assert f"last digit of the code {code}" in reason


@pytest.mark.parametrize("code", ["4,00559E+12", "4.00559e+12", "4E+12", "4001686301401.0", "4001686301401,00"])
def test_codes_damaged_by_a_spreadsheet(code: str) -> None:
    assert "Format the column as text" in bad_code(code)


@pytest.mark.parametrize("code", ["", "  ", "0000000000000"])
def test_empty_codes(code: str) -> None:
    assert "code is empty" in bad_code(code)


@pytest.mark.parametrize("code", ["x" * 49, "12\u200b3"])
def test_impossible_codes(code: str) -> None:
    assert "is not a code" in bad_code(code)


@pytest.mark.parametrize(("first", "second"), [(MILK, MILK), (MILK, f"0{MILK}"), ("ab1", "AB1"), ("7", "007")])
def test_the_second_of_two_equal_codes_is_bad(first: str, second: str) -> None:
    products = read(f"EAN;Name\n{first};a\n\n{second};b\n")
    assert [row.name for row in products.rows] == ["a"]
    assert [(row.line, row.reason) for row in products.bad] == [
        (4, f"The code {second} is already on line 2. Remove one of the two.")
    ]


def test_further_codes_count_as_duplicates_too() -> None:
    products = read("EAN;Name;weitere Codes\n1;a;2|3\n4;b;03\n2;c;\n5;d;\n")
    assert [row.code for row in products.rows] == ["1", "5"]
    assert [row.line for row in products.bad] == [3, 4]


def test_a_bad_row_leaves_its_code_to_a_good_one() -> None:
    assert [row.line for row in read("EAN;Name;Preis\n1;a;teuer\n1;a;2\n").rows] == [3]


@pytest.mark.parametrize("written", ["77 88", "77,88", "77;88", "77|88", " 77 ; 88 ,", "77,077,88,4001686301401"])
def test_further_codes(written: str) -> None:
    assert {code.lstrip("0") for code in cell("weitere Codes", written).extra_codes} == {"77", "88"}


def test_a_wrong_further_code() -> None:
    assert "4001686301405" in bad_cell("weitere Codes", "77 4001686301405")


def test_names() -> None:
    assert "name is empty" in bad("EAN;Name\n1;  \n").reason
    assert good(f"EAN;Name\n1;{'x' * 200}\n").name == "x" * 200
    assert "201 characters" in bad(f"EAN;Name\n1;{'x' * 201}\n").reason


# --- The other columns ---


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("1,99", 199),
        ("1.99", 199),
        ("2", 200),
        ("0,5", 50),
        ("0", 0),
        ("€ 1,99", 199),
        ("1,99€", 199),
        ("1.99 EUR", 199),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("12.345,6", 1234560),
        ("1 234,56", 123456),
        ("1\u202f234,56", 123456),
        ("1'234.56", 123456),
        ("1234,56", 123456),
    ],
)
def test_prices(written: str, cents: int) -> None:
    assert cell("Preis", written).price == Money(cents)


@pytest.mark.parametrize("written", ["", " "])
def test_no_price(written: str) -> None:
    assert cell("Preis", written).price is None


@pytest.mark.parametrize("written", ["1.234", "1,234", "12.345"])
def test_a_price_with_two_readings(written: str) -> None:
    digits = written.replace(",", ".")
    assert f"can be read as {digits.replace('.', '')} or as {digits[:-1]}" in bad_cell("Preis", written)


@pytest.mark.parametrize("written", ["-1,99", "1,99-", "−1,99", "-1.234,56"])
def test_negative_prices(written: str) -> None:
    assert "is negative" in bad_cell("VK", written)


@pytest.mark.parametrize(
    "written", ["teuer", "1,2,3", "0,999", "1.234.56", "12.34,56", "€", "NaN", "1e3", "٣", "1,234,567"]
)
def test_prices_that_are_none(written: str) -> None:
    assert bad_cell("VK", written).startswith("VK: ")


def test_a_price_too_large() -> None:
    assert "too large" in bad_cell("Preis", "1.000.000,00")


def test_deposits() -> None:
    assert cell("Pfand", "0,25").deposit == Money(25)
    assert cell("Pfand", "0,00").deposit is None
    assert bad_cell("Pfand", "ja").startswith("Pfand: ")


@pytest.mark.parametrize(
    ("written", "tax_class"),
    [("7", "reduced"), ("7 %", "reduced"), ("7,00", "reduced"), ("19.0%", "standard"), ("0", "zero"), ("7,80", "odd")],
)
def test_taxes(written: str, tax_class: str) -> None:
    assert cell("MwSt", written).tax_class == tax_class


def test_an_unknown_tax_gives_the_shops_own_reason() -> None:
    assert cell("USt", "").tax_class is None
    assert bad_cell("USt", "16 %") == "no rate 16"


@pytest.mark.parametrize(
    ("written", "years"),
    [("", 0), ("0", 0), ("nein", 0), ("-", 0), ("16", 16), ("ab 18", 18), ("18+", 18), ("Ab 16 Jahren", 16)],
)
def test_ages(written: str, years: int) -> None:
    assert cell("Alter", written).age_limit == years


@pytest.mark.parametrize("written", ["ja", "1", "17", "180", "?", "-18"])
def test_ages_that_are_none(written: str) -> None:
    assert "is not an age limit" in bad_cell("Alter", written)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("", "piece"),
        ("Stk.", "piece"),
        ("Stück", "piece"),
        ("STUECK", "piece"),
        ("KG", "kg"),
        ("Liter", "l"),
        ("m", "m"),
    ],
)
def test_units(written: str, unit: str) -> None:
    assert cell("Einheit", written).unit == unit


@pytest.mark.parametrize("written", ["g", "Palette", "?"])
def test_units_that_are_none(written: str) -> None:
    assert "Stk, kg, l or m" in bad_cell("Einheit", written)


@pytest.mark.parametrize(
    ("written", "bound"),
    [("", False), ("ja", True), ("Nein", False), ("YES", True), ("no", False), ("1", True), ("0", False)],
)
def test_price_bound(written: str, bound: bool) -> None:
    assert cell("preisgebunden", written).price_bound is bound


def test_price_bound_that_is_neither() -> None:
    assert "yes or no" in bad_cell("Preisbindung", "vielleicht")


@pytest.mark.parametrize(
    ("written", "thousandths"),
    [("12", 12_000), ("0", 0), ("-2", -2000), ("1,5", 1500), ("0.412", 412), ("20000", 20_000_000)],
)
def test_stock(written: str, thousandths: int) -> None:
    assert cell("Bestand", written).stock == Quantity(thousandths)


def test_stock_with_three_decimals_is_clear_by_weight_only() -> None:
    assert good("EAN;Name;Einheit;Bestand\n1;Äpfel;kg;12,500\n").stock == Quantity(12_500)
    assert "two ways" in bad_cell("Bestand", "12.500")


@pytest.mark.parametrize("written", ["viel", "1000000", "1,2345"])
def test_stock_that_is_none(written: str) -> None:
    assert "is not a stock" in bad_cell("Bestand", written)


# --- Whatever comes ---


def check(data: bytes) -> None:
    """Every row is either read or reported, in the file's order, and nothing but Refused is ever raised."""
    try:
        products = read_products(data, tax_class_of)
    except Refused as refusal:
        refusal.message.encode("utf-8")
        return
    for row in products.bad:
        assert row.reason
        (row.reason + row.text).encode("utf-8")
        assert "\n" not in row.text
    lines = [row.line for row in products.rows] + [row.line for row in products.bad]
    assert len(set(lines)) == len(lines)


@given(st.binary())
@example(b"\xff\xfe\x00")
@example(b"\xfe\xff\xd8\x00")
@example(b"EAN;Name\r1;\x81\r\n")
def test_arbitrary_bytes(data: bytes) -> None:
    check(data)


_HEADER = "EAN;Name;Preis;MwSt;Pfand;Alter;Einheit;preisgebunden;weitere Codes;Bestand\n"
_SCRAP = st.sampled_from(
    [*";;;;;;\n\r\",.- \t\0€%|=E+²٣ä'", "1", "19", "ab 18", "1.234", '""', "\ufeff", "1;a;2;7;;;;;;\n"]
)


@given(st.lists(_SCRAP, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16"]))
def test_arbitrary_rows(text: str, encoding: str) -> None:
    check((_HEADER + text).encode(encoding))


@given(st.binary(max_size=80))
def test_arbitrary_bytes_below_a_header(data: bytes) -> None:
    check(_HEADER.encode() + data)


# No sign that Windows-1252 keeps in 0x80 to 0xBF: behind an umlaut its bytes are UTF-8 too.
_NAME = st.text(st.sampled_from("abcÄÖÜäöüß ,;\t\n\"'-0123"), min_size=1, max_size=30).filter(str.strip)
_PRODUCT = st.tuples(_NAME, st.none() | st.integers(0, 99_999_999), st.integers(-9_999_999, 9_999_999))


def amount_text(cents: int | None, point: str, grouped: bool) -> str:
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    group = {",": ".", ".": ","}[point]
    return (f"{whole:,}".replace(",", group) if grouped else str(whole)) + f"{point}{rest:02d}"


def stock_text(thousandths: int, point: str) -> str:
    return str(Quantity(thousandths)).replace(".", point)


@given(
    st.lists(_PRODUCT, max_size=8),
    st.sampled_from([",", "."]),
    st.booleans(),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    products: list[tuple[str, int | None, int]], point: str, grouped: bool, delimiter: str, encoding: str, newline: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline)
    writer.writerow(["Bestand", "Preis", "Bezeichnung", "Einheit", "EAN"])
    for code, (name, cents, stock) in enumerate(products, 1):
        writer.writerow([stock_text(stock, point), amount_text(cents, point, grouped), name, "kg", code])
    found = read(file.getvalue(), encoding)
    assert found.bad == ()
    assert [(row.name, row.price, row.stock) for row in found.rows] == [
        (" ".join(name.split()), None if cents is None else Money(cents), Quantity(stock))
        for name, cents, stock in products
    ]


# --- Speed ---


def check_digit(body: str) -> int:
    return -sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body)) % 10


def test_as_many_products_as_a_real_list_take_seconds_at_most() -> None:
    bodies = [f"40{number:010d}" for number in range(38_618)]
    text = "gtin,name,price,vat\n" + "".join(f'{body}{check_digit(body)},Käse {body},"1,99",7\n' for body in bodies)
    products = read(text)
    assert (len(products.rows), products.bad) == (38_618, ())


def test_many_quotes_that_never_end_spoil_only_themselves() -> None:
    products = read("EAN;Name\n" + '1;"a\n' + "2;b\n" * 20_000)
    assert len(products.rows) == 1


def test_the_real_german_list_is_read_without_a_bad_row() -> None:
    products = read_products(gzip.decompress(GERMAN_LIST.read_bytes()), tax_class_of)
    assert (len(products.rows), products.bad, products.ignored_columns) == (38_618, (), ())
