"""Check digits and the normal form of a code.

The check digit of every GTIN is computed here, in microseconds: importing python-stdnum takes 30 ms and biip 150 ms,
so they are loaded by the first code that needs more than that.
"""

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_UPC_E_LENGTH = 8
_ISBN10_LENGTH = 10
_UPC_A_LENGTH = 12
_ISBN_SIGNS = frozenset("0123456789X")


def lookup_key(code: str) -> str:
    """The one form under which a code is stored and found.

    Case, surrounding space and leading zeros go, so the 8, 12, 13 and 14 digits of one GTIN have one key. Two forms
    keep their zeros until they are expanded: the 8 digits of a UPC-E (where they are not a valid GTIN-8) become the
    UPC-A, the 10 of an ISBN-10 become the ISBN-13.
    """
    text = code.strip()
    return number_key(text) if is_digits(text) else _text_key(text)


def is_digits(text: str) -> bool:
    """Whether this is a number in ASCII digits; other scripts' digits are text to a scanner."""
    return text.isascii() and text.isdigit()


def check_digit(payload: str) -> int:
    """The GS1 check digit of a number without it: weights 3 and 1 from the right (GenSpecs 7.9.1)."""
    return -(3 * sum(map(int, payload[::-2])) + sum(map(int, payload[-2::-2]))) % 10


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the GS1 check digit of those before."""
    return check_digit(digits[:-1]) == int(digits[-1])


def number_key(digits: str) -> str:
    """The key of a number in ASCII digits."""
    bare = digits.lstrip("0") or "0"
    if len(bare) > _ISBN10_LENGTH:
        return bare
    if len(digits) == _ISBN10_LENGTH:
        return isbn13(digits) or bare
    if len(bare) == _ISBN10_LENGTH and isbn13(bare):
        return bare.zfill(_UPC_A_LENGTH)  # a UPC-A that would look like an ISBN-10 without its zeros keeps two
    return upc_a(digits if len(digits) == _UPC_E_LENGTH else bare).lstrip("0") or "0"


def upc_a(digits: str) -> str:
    """The 12 digits of 8 that are valid as UPC-E only, or the digits as they are."""
    if len(digits) != _UPC_E_LENGTH or digits[0] not in "01" or has_check_digit(digits):
        return digits
    return upc_e_expanded(digits) or digits


def upc_e_expanded(digits: str) -> str | None:
    """The UPC-A of a valid UPC-E with number system and check digit, else None."""
    from biip import ParseError
    from biip.upc import Upc

    try:
        return Upc.parse(digits).as_upc_a()
    except ParseError:
        return None


def isbn13(isbn10: str) -> str | None:
    """The ISBN-13 of a valid ISBN-10 in 10 signs without hyphens, else None."""
    from stdnum import isbn

    return str(isbn.to_isbn13(isbn10)) if isbn.is_valid(isbn10) else None


def price_check_digit(value: str) -> int:
    """The GS1 check digit inside an in-store code, over its 4 or 5 digits of price or weight (GenSpecs 7.9.2-4)."""
    from biip.checksums import gs1_price_weight_check_digit

    return gs1_price_weight_check_digit(value)


def as_number(text: str) -> str | None:
    """The digits of a number typed with spaces as printed below its bars, or of a valid ISBN with hyphens.

    Only spaces go: a line feed between digits means two scans that ran together.
    """
    compact = text.replace(" ", "")
    if is_digits(compact):
        return compact
    signs = compact.replace("-", "").upper()
    return _book_number(signs) if _ISBN_SIGNS.issuperset(signs) else None


def preload() -> None:
    """Import what the ordinary code does not need, so that the first rare one does not wait for it."""
    from biip import gs1_digital_link_uris, gs1_messages  # noqa: F401
    from stdnum import isbn  # noqa: F401


def _text_key(text: str) -> str:
    number = as_number(text)
    return number_key(number) if number else text.casefold().upper()


def _book_number(signs: str) -> str | None:
    if len(signs) == _ISBN10_LENGTH:
        return isbn13(signs)
    is_isbn13 = len(signs) == 13 and is_digits(signs) and signs.startswith(("978", "979")) and has_check_digit(signs)
    return signs if is_isbn13 else None
