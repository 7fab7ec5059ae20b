"""What one cell says; `Refused` gives the reason where it says nothing that can be used."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from kasse.errors import Refused
from kasse.money import Money
from kasse.product_list.records import excerpt
from kasse.quantity import Quantity
from kasse.texts import _

Unit = Literal["piece", "kg", "l", "m"]

MAX_NAME: Final = 200
MAX_CODE: Final = 48
MAX_STOCK_THOUSANDTHS: Final = 999_999_999
_AGES: Final = (0, 6, 12, 14, 16, 18, 21)
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_EXCEL_TEXT = re.compile(r'="(.*)"')
_SPREADSHEET_NUMBER = re.compile(r"\d[.,]\d+E\+?\d+|\d+E\+\d+|\d{8,}[.,]0+", re.IGNORECASE | re.ASCII)
_CODE_BREAK = re.compile(r"[\s,;|]+")
_EURO = re.compile(r"€|EURO?", re.IGNORECASE)
_PLAIN_AMOUNT = re.compile(r"\d+(?:[.,]\d{1,2})?", re.ASCII)
_GROUPED_AMOUNTS = (
    re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{1,2})", re.ASCII),
    re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d{1,2})", re.ASCII),
    re.compile(r"(\d{1,3}(?:['’\s]\d{3})+)(?:[.,](\d{1,2}))?"),
)
_TWO_READINGS = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
_STOCK = re.compile(r"([+-]?)(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)
_AGE = re.compile(r"(?:ab|from|over|fsk|usk)?\s*(\d{1,2})\s*(?:\+|j\.?|jahre|jahren|years)?", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """A word without case, spaces, points and umlauts: "Stück", "STUECK" and "stuck." are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in plain if character.isalnum())
    return letters.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def folded(words: Mapping[str, str]) -> dict[str, str]:
    """{"Stk, Stück": "piece"} turned round into {"stk": "piece", ...}, a key for each word."""
    return {fold(word): meaning for meaning, listed in words.items() for word in listed.split(",")}


_UNITS: Final = folded(
    {
        "piece": "Stk, Stück, St, Stck, piece, pieces, pc, pcs, each, ea, Packung, Pack, Flasche, Dose, Beutel, Bund",
        "kg": "kg, Kilo, Kilogramm, kilogram, kilograms",
        "l": "l, Ltr, Liter, litre, litres, liters",
        "m": "m, Meter, metre, metres, meters",
    }
)
_YES_NO: Final = folded({"yes": "ja, j, yes, y, 1, x, true, wahr", "": "nein, n, no, 0, false, falsch"})
_UNIT_NAMES: Final[dict[str, Unit]] = {"piece": "piece", "kg": "kg", "l": "l", "m": "m"}


def name(text: str) -> str:
    """What the receipt shall say."""
    words = label(text)
    if not words:
        raise Refused("empty_name", _("The name is empty. Write what the receipt shall say."))
    return words


def label(text: str) -> str:
    """A text in one line and in composed characters, so that search finds its umlauts."""
    label = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(label) > MAX_NAME:
        raise Refused(
            "too_long",
            _("“{text}…” has {length} characters: the most is {limit}. Shorten it.").format(
                text=label[:30], length=len(label), limit=MAX_NAME
            ),
        )
    return label


def code(text: str) -> str:
    """A code without what spreadsheets put around it; its check digit is right where it has one."""
    code = _bare_code(text)
    if not code.strip("0"):
        raise Refused("empty_code", _("The code is empty. Write the number under the bars, or one of your own."))
    if _SPREADSHEET_NUMBER.fullmatch(code):
        raise Refused(
            "spreadsheet_code",
            _("The spreadsheet program has turned the code into the number {code}. Format the column as text.").format(
                code=code[:MAX_CODE]
            ),
        )
    if len(code) > MAX_CODE or not code.isprintable():
        raise Refused(
            "bad_code",
            _("“{code}” is not a code: the most is {limit} letters and digits.").format(
                code=excerpt(code), limit=MAX_CODE
            ),
        )
    if not _check_digit_holds(code):
        raise Refused(
            "check_digit",
            _("The last digit of the code {code} does not fit the others. Compare it with the package.").format(
                code=code
            ),
        )
    return code


def _bare_code(text: str) -> str:
    """The code without `="..."`, spaces between digits and full-width digits."""
    code = text.strip()
    if code.isascii() and code.isdigit():
        return code
    code = unicodedata.normalize("NFKC", code)
    if match := _EXCEL_TEXT.fullmatch(code):
        code = match[1].strip()
    together = "".join(code.split())
    return together if together.isascii() and together.isdigit() else code


def _check_digit_holds(code: str) -> bool:
    """GS1's modulo 10, from the right, for all-digit codes of a GTIN's length; any other code has none."""
    if not (code.isascii() and code.isdigit() and len(code) in _GTIN_LENGTHS):
        return True
    if len(code) == 8 and code[0] in "02":
        return True  # UPC-E counts its check digit in another way, and the shop's own numbers have none.
    return (sum(map(int, code[::-2])) + 3 * sum(map(int, code[-2::-2]))) % 10 == 0


def code_key(code: str) -> str:
    """What two spellings of one code have in common."""
    return code.casefold().lstrip("0")


def extra_codes(text: str, main: str) -> tuple[str, ...]:
    """Each other code once, without the row's main one."""
    if not text.strip():
        return ()
    codes = {code_key(part): part for part in map(code, filter(None, _CODE_BREAK.split(text)))}
    codes.pop(code_key(_bare_code(main)), None)
    return tuple(codes.values())


def money(text: str) -> Money | None:
    """An amount of zero or more as people write it in Germany, England or Switzerland; None for an empty cell."""
    amount = _EURO.sub("", text).strip()
    if not text.strip():
        return None
    if _PLAIN_AMOUNT.fullmatch(amount):
        return Money.parse(amount)
    if _TWO_READINGS.fullmatch(amount):
        raise _two_readings(amount)
    if amount.strip("-−").strip() != amount and any(map(str.isdigit, amount)):
        raise Refused("negative_amount", _("{text} is negative. Write 0 or more.").format(text=excerpt(text)[:40]))
    return Money.parse(_without_groups(amount))


def _without_groups(amount: str) -> str:
    """An amount such as "1.234,56" as "1234.56"; anything else as it is."""
    for pattern in _GROUPED_AMOUNTS:
        if match := pattern.fullmatch(amount):
            return f"{re.sub('[^0-9]', '', match[1])}.{match[2] or '00'}"
    return amount


def _two_readings(text: str) -> Refused:
    whole, _point, rest = text.replace(",", ".").partition(".")
    return Refused(
        "two_readings",
        _("“{text}” can be read as {large} or as {small}. Write it in one of these ways.").format(
            text=text, large=f"{whole}{rest}", small=f"{whole}.{rest[:2]}"
        ),
    )


def _is_blank(text: str) -> bool:
    return text.strip() in ("", "-", "–")


def age_limit(text: str) -> int:
    """Years out of "18", "ab 18" or "16+"; 0 for an empty cell and for "nein"."""
    if _is_blank(text) or _YES_NO.get(fold(text)) == "":
        return 0
    match = _AGE.fullmatch(text.strip())
    if match is None or int(match[1]) not in _AGES:
        raise Refused(
            "bad_age",
            _("“{text}” is not an age limit. Write 16 or 18, or leave it empty.").format(text=excerpt(text)[:40]),
        )
    return int(match[1])


def unit(text: str) -> Unit:
    """What the price is for; the piece where nothing is said."""
    known = "piece" if _is_blank(text) else _UNITS.get(fold(text))
    if known is None:
        raise Refused(
            "bad_unit",
            _("“{text}” is not a unit the till sells in. Write Stk, kg, l or m.").format(text=excerpt(text)[:40]),
        )
    return _UNIT_NAMES[known]


def price_bound(text: str) -> bool:
    """Whether the price is bound by law; not where nothing is said."""
    answer = "" if _is_blank(text) else _YES_NO.get(fold(text))
    if answer is None:
        raise Refused(
            "bad_yes_no",
            _("“{text}” does not say whether the price is bound. Write yes or no.").format(text=excerpt(text)[:40]),
        )
    return bool(answer)


def stock(text: str, unit: Unit) -> Quantity | None:
    """How much is there, zero and less included; None for an empty cell.

    "1.234" is 1.234 kg, as scales print it, but of pieces nobody can say whether these are 1,234.
    """
    number = text.strip()
    if not number:
        return None
    if unit == "piece" and _TWO_READINGS.fullmatch(number.lstrip("+-")):
        raise Refused(
            "two_readings",
            _("“{text}” pieces can be read in two ways. Write the stock without a thousands separator.").format(
                text=number
            ),
        )
    match = _STOCK.fullmatch(number)
    thousandths = int(match[2] + (match[3] or "").ljust(3, "0")) if match else MAX_STOCK_THOUSANDTHS + 1
    if match is None or thousandths > MAX_STOCK_THOUSANDTHS:
        raise Refused(
            "bad_stock",
            _("“{text}” is not a stock. Write a number such as 12 or 0.5.").format(text=excerpt(text)[:40]),
        )
    return Quantity(-thousandths if match[1] == "-" else thousandths)
