"""The kinds of goods that the demo baskets name, and how real products of each kind are found by their names.

The table is `data/kinds.csv`, a row per kind. Where two kinds would take the same product, the upper row has it: the
file is ordered from the specific to the general, so that "Butterkeks" is a biscuit before anyone asks for butter.

A row's `words` and `without` are clues separated by ";". A clue is words joined by "+", all of which must be in the
name, in any order. A word matches a whole word only, unless a "*" at its start or end lets a compound go on there:
"*saft" finds "Apfelsaft" but not "Saftschinken". A closing ":3" asks for a name of at most three words, which tells a
bag of "Zitronen" from everything that tastes of them.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path

DATA = Path(__file__).parent / "data"

_WORD = re.compile(r"[^\W_]+")
_ANY_LENGTH = 99


@dataclass(frozen=True, slots=True)
class Clue:
    """Patterns that a name must all contain, and how many words the name may have."""

    patterns: frozenset[str]
    longest: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of goods: how it is sold, and the clues to its products; prices in cents."""

    kind: str
    name: str
    department: str
    tax_class: str
    low: int
    high: int
    deposits: tuple[str, ...]
    age_limit: int
    price_bound: bool
    unit: str
    clues: tuple[Clue, ...]
    exclusions: tuple[Clue, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The kind that a name belongs to, and how typical the clue was: 0 is the first of its row."""

    kind: Kind
    place: int


def words_of(text: str) -> list[str]:
    """The words of a name for comparing: casefolded, without punctuation; "ß" becomes "ss"."""
    return _WORD.findall(text.casefold())


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of a table in the data folder, by column name, stripped."""
    with (DATA / file).open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            yield {column: value.strip() for column, value in row.items()}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, the most specific first."""
    return tuple(_kind(row) for row in rows("kinds.csv"))


@cache
def others() -> tuple[Kind, ...]:
    """Where a product of none of the 169 kinds goes, by a crude guess; the last row takes what is left."""
    return tuple(_kind(row) for row in rows("others.csv"))


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        kind=row["kind"],
        name=row["name"],
        department=row["department"],
        tax_class=row["tax"],
        low=int(row["low"]),
        high=int(row["high"]),
        deposits=tuple(row["deposit"].split()),
        age_limit=int(row["age"] or 0),
        price_bound=row["bound"] == "yes",
        unit=row["unit"],
        clues=_clues(row["words"]),
        exclusions=_clues(row["without"]),
    )


def _clues(text: str) -> tuple[Clue, ...]:
    return tuple(_clue(part.strip()) for part in text.casefold().split(";") if part.strip())


def _clue(text: str) -> Clue:
    patterns, _colon, longest = text.partition(":")
    return Clue(frozenset(patterns.split("+")), int(longest or _ANY_LENGTH))


class Finder:
    """Finds the kind of a product by its name, fast enough to ask it 38,618 times while a shop is made."""

    def __init__(self, table: Iterable[Kind]) -> None:
        """Index the clues of the kinds, of which the first has precedence."""
        self._kinds = tuple(table)
        self._clues: dict[str, list[tuple[int, int, Clue]]] = defaultdict(list)
        for index, kind in enumerate(self._kinds):
            for place, clue in enumerate(kind.clues):
                self._clues[min(clue.patterns)].append((index, place, clue))
        # Most exclusions are single words: one set per kind answers for all of them.
        self._barred = [frozenset(p for c in k.exclusions if _is_plain(c) for p in c.patterns) for k in self._kinds]
        self._combined = [tuple(c for c in k.exclusions if not _is_plain(c)) for k in self._kinds]
        self._patterns = {p for k in self._kinds for clue in (*k.clues, *k.exclusions) for p in clue.patterns}
        self._inner = sorted(p for p in self._patterns if p.startswith("*") and p.endswith("*"))
        self._patterns_of: dict[str, frozenset[str]] = {}

    def find(self, name: str) -> Match | None:
        """The first kind with a clue in the name and no exclusion, or None."""
        words = words_of(name)
        found = frozenset[str]().union(*map(self._patterns_in, words))
        offers = [offer for pattern in found for offer in self._clues.get(pattern, ())]
        for index, place, clue in sorted(offers, key=itemgetter(0, 1)):
            if _holds(clue, found, len(words)) and not self._is_excluded(index, found, len(words)):
                return Match(self._kinds[index], place)
        return None

    def _is_excluded(self, index: int, found: frozenset[str], length: int) -> bool:
        if not self._barred[index].isdisjoint(found):
            return True
        return any(_holds(clue, found, length) for clue in self._combined[index])

    def _patterns_in(self, word: str) -> frozenset[str]:
        known = self._patterns_of.get(word)
        if known is None:
            known = self._patterns_of[word] = frozenset(self._search(word))
        return known

    def _search(self, word: str) -> Iterator[str]:
        size = len(word)
        heads = (f"{word[:end]}*" for end in range(1, size + 1))
        tails = (f"*{word[start:]}" for start in range(size))
        yield from (pattern for pattern in (word, *heads, *tails) if pattern in self._patterns)
        yield from (pattern for pattern in self._inner if pattern.strip("*") in word)


def _is_plain(clue: Clue) -> bool:
    return len(clue.patterns) == 1 and clue.longest == _ANY_LENGTH


def _holds(clue: Clue, found: frozenset[str], length: int) -> bool:
    return length <= clue.longest and clue.patterns <= found
