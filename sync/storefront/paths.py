"""Where an article's files are, and which article a file belongs to."""

import hashlib
import re
import unicodedata

PAGES = ("01/", "a/")
PICTURES = "p/"
OWN = (*PAGES, PICTURES)
"""Folders that are ours alone: what looks like an article there and is none any more is removed."""

_GTIN = re.compile(r"gtin-(\d{14})")
_PAGE = re.compile(r"01/(\d{14})/index\.html")
_PLAIN = re.compile(r"a/([A-Za-z0-9_-]+)/index\.html")
_PICTURE = re.compile(r"p/([A-Za-z0-9_-]+)\.svg")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def address(key: str) -> str:
    """The folder of an article's page, below the website: the path of a GS1 Digital Link where it has a GTIN."""
    found = _GTIN.fullmatch(key)
    return f"01/{found[1]}/" if found else f"a/{key}/"


def page(key: str) -> str:
    """The file of an article's page. A folder with an index is what every plain server shows under its name."""
    return address(key) + "index.html"


def picture(key: str) -> str:
    """The file of an article's drawn picture."""
    return f"{PICTURES}{key}.svg"


def key_of(path: str) -> str:
    """Whose file this is; empty for any other file."""
    if found := _PAGE.fullmatch(path):
        return f"gtin-{found[1]}"
    found = _PLAIN.fullmatch(path) or _PICTURE.fullmatch(path)
    return found[1] if found else ""


def slug(department: str) -> str:
    """A department's name in an address; two that differ never share one."""
    lower = department.casefold().translate(_GERMAN)
    ascii_ = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:40]
    if plain and plain in (lower, re.sub(r"[ &,/+]+", "-", lower)):
        return plain
    digest = hashlib.sha256(department.encode(errors="replace")).hexdigest()
    return f"{plain or 'x'}-{digest[:6]}"
