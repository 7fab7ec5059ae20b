"""What Open Food Facts knows of codes: its CSV or JSONL export, streamed, of the shop's country alone.

The data are theirs, under the Open Database Licence (ODbL): whoever shows them names them (`CREDIT`).
"""

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from kasse.barcodes.keys import is_digits
from kasse.books.exchange import KnownGoods
from kasse.errors import Refused, Unavailable
from kasse.product_list.cells import MAX_CODE
from kasse.product_list.records import UNREADABLE
from kasse.texts import N_, _

CREDIT: Final = N_("Open Food Facts, ODbL")
PART: Final = 1000
"""So many codes are kept at a time: a sale comes in between."""
LONGEST: Final = {"name": 120, "brand": 80, "content": 40, "kinds": 200}
MAX_LINE: Final = 4 * 1024 * 1024
_COUNTRIES: Final = {"DE": "en:germany", "AT": "en:austria", "CH": "en:switzerland", "FR": "en:france",
                     "IT": "en:italy", "NL": "en:netherlands", "PL": "en:poland", "ES": "en:spain",
                     "BE": "en:belgium", "LU": "en:luxembourg", "DK": "en:denmark"}  # fmt: skip
_NEEDED: Final = ("code", "product_name", "countries_tags")
_MAGIC_GZIP: Final = b"\x1f\x8b"

Told = Callable[[int, int], None]
"""Is told how many bytes of how many are read."""


class Extract(NamedTuple):
    """What came of an extract: lines read, and codes kept."""

    read: int
    kept: int


def country_tag(country: str) -> str:
    """How Open Food Facts names a country; "" takes all."""
    if not country:
        return ""
    return _COUNTRIES.get(country.upper(), f"en:{country.casefold()}")


def take_extract(
    path: Path, country: str, keep: Callable[[Sequence[KnownGoods]], object], told: Told = lambda done, of: None
) -> Extract:
    """Stream a whole extract, and give what is known of the country's goods to `keep`, part by part."""
    tag, read, kept = country_tag(country), 0, 0
    with _opened(path) as (lines, place):
        size = max(1, path.stat().st_size)
        rows = _rows(lines)
        while part := list(islice(rows, PART)):
            read += len(part)
            goods = [found for row in part if (found := goods_of(row, tag)) is not None]
            if goods:
                keep(goods)
            kept += len(goods)
            told(min(place(), size), size)
    if not read:
        raise Refused("empty_file", _("There is nothing in {file}.").format(file=path.name))
    return Extract(read, kept)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Iterator[str], Callable[[], int]]]:
    """The lines of a file, packed or not, and how far it is read."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _MAGIC_GZIP
            raw.seek(0)
            plain: Any = gzip.GzipFile(fileobj=raw) if packed else raw
            text = io.TextIOWrapper(plain, encoding="utf-8", errors="replace", newline="\n")
            yield _lines(text), raw.tell
            text.detach()
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise Refused(
            "damaged_extract",
            _("{file} is damaged or was not loaded to its end. What was read of it is kept; load it again.").format(
                file=path.name
            ),
        ) from error
    except OSError as error:
        raise Unavailable(
            "cannot_read", _("{file} cannot be read: {reason}").format(file=path.name, reason=error.strerror)
        ) from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_LINE):
        if len(line) >= MAX_LINE:
            raise _foreign()
        yield line


def _rows(lines: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    first = next(lines, "")
    if not first:
        return
    if first.lstrip("\ufeff").startswith("{"):
        yield from filter(None, (_record(line) for line in _again(first, lines)))
        return
    columns = {name: place for place, name in enumerate(first.lstrip("\ufeff").rstrip("\r\n").split("\t"))}
    if not all(name in columns for name in _NEEDED):
        raise _foreign()
    wanted = [
        (name, columns[name])
        for name in (
            "code",
            "product_name",
            "product_name_de",
            "brands",
            "quantity",
            "categories_tags",
            "countries_tags",
        )
        if name in columns
    ]
    most = max(place for _name, place in wanted)
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) > most:
            yield {name: cells[place] for name, place in wanted}


def _again(first: str, lines: Iterable[str]) -> Iterator[str]:
    yield first
    yield from lines


def _record(line: str) -> Mapping[str, Any] | None:
    """A line of JSONL; one that is none is passed over, as among millions there are some."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _foreign() -> Refused:
    return Refused(
        "no_extract",
        _(
            "This is no export of Open Food Facts. Load the CSV or JSONL export from world.openfoodfacts.org/data and "
            "choose it as it is, packed (.gz) or not."
        ),
    )


def goods_of(row: Mapping[str, Any], tag: str) -> KnownGoods | None:
    """What a row says; None where it has no name, no proper code, or is of another country."""
    if tag and tag not in _tags(row.get("countries_tags")):
        return None
    code = str(row.get("code") or "").strip()
    name = _short(row.get("product_name_de") or row.get("product_name"), "name")
    if not name or not (is_digits(code) and 7 <= len(code) <= MAX_CODE and code.strip("0")):
        return None
    kinds = ",".join(_tags(row.get("categories_tags"))[-3:])
    brand = _short(str(row.get("brands") or "").split(",")[0], "brand")
    return KnownGoods(code, name, brand, _short(row.get("quantity"), "content"), kinds[: LONGEST["kinds"]])


def _tags(value: object) -> Sequence[str]:
    """Tags as a JSON list, or with commas between."""
    if isinstance(value, list):
        return [str(tag) for tag in value]
    return [tag.strip() for tag in str(value or "").split(",") if tag.strip()]


def _short(value: object, field: str) -> str:
    """One line without what nobody can read."""
    return " ".join(UNREADABLE.sub(" ", str(value or "")).split())[: LONGEST[field]].strip()
