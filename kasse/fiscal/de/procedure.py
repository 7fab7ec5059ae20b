"""The procedure documents (GoBD, margin no. 151 ff.): a text in both languages, filled from settings and real state.

The words are in `procedure.de.txt` and `procedure.en.txt`: "#" begins a part, "##" a section, "-" a point of a list,
"@" is where a table stands. A version has a number and a day; a new one is made where anything but the annex is
different. What lives (logs, numbers, archives) does not make one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from kasse.clock import Clock
from kasse.fiscal.de.procedure_state import Grid, State, gather, grids
from kasse.formats import date_text
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.records import from_json, to_json
from kasse.texts import LANGUAGES, translator

OWN: Final = "procedure"
VERSIONS: Final = "procedure_versions"


@dataclass(frozen=True, slots=True)
class Own:
    """What only the shop itself can say."""

    responsible: str = ""
    backup: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the documents."""

    number: int
    day: date
    program: str
    content: str


@dataclass(frozen=True, slots=True)
class _Versions:
    known: tuple[Version, ...] = ()


class Heading(NamedTuple):
    """A title; `level` 1 begins a part."""

    text: str
    level: int


class Paragraph(NamedTuple):
    """Some sentences; a point of a list where `point`."""

    text: str
    point: bool = False


Block = Heading | Paragraph | Grid


class Documents(NamedTuple):
    """The procedure documents in one version."""

    title: str
    shop: str
    language: str
    version: Version
    day: date
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        """A file's name without its ending."""
        return f"{self.title}_V{self.version.number:03d}_{self.version.day.isoformat()}".replace(" ", "-")


class Procedures:
    """Makes the documents, and keeps what the shop adds."""

    def __init__(self, store: Store, clock: Clock, shop_file: Path) -> None:
        self._store, self._clock, self._file = store, clock, shop_file

    def own(self) -> Own:
        """What the shop has said."""
        with self._store.read() as work:
            return _own(work)

    def say(self, actor: Actor, own: Own) -> None:
        """Keep what the shop says, on record."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            before, after = work.settings.get(OWN), to_json(own)
            if before != after:
                work.settings.put(OWN, after)
                work.settings.audit(AuditEntry(self._clock.now(), actor.name, "setting", OWN, before, after))

    def versions(self) -> tuple[Version, ...]:
        """All versions there were, the oldest first."""
        with self._store.read() as work:
            return _versions(work)

    def look(self, actor: Actor) -> Documents:
        """The documents as they are now, with nothing written: for a reader beside an open till."""
        actor.require(Permission.SETTINGS)
        with self._store.read() as work:
            return documents(work, self._clock, self._file)

    def make(self, actor: Actor) -> Documents:
        """The documents as they are now; another content is a new version."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            made = documents(work, self._clock, self._file)
            known = _versions(work)
            if not known or known[-1] != made.version:
                work.settings.put(VERSIONS, to_json(_Versions((*known, made.version))))
                number = str(made.version.number)
                note = AuditEntry(self._clock.now(), actor.name, "procedure", number, "", made.version.content)
                work.settings.audit(note)
            return made


def documents(work: Work, clock: Clock, shop_file: Path) -> Documents:
    """The documents from the books; with the number of the next version where the content is another."""
    state = gather(work, shop_file)
    language = state.shop.language if state.shop.language in LANGUAGES else "en"
    today = state.shop.time.local(clock.now()).date()
    words, tables = _words(state, _own(work), language), grids(state, language)
    content = _sum_of(language, words, tables)
    known = _versions(work)
    version = known[-1] if known else None
    if version is None or version.content != content:
        version = Version(1 if version is None else version.number + 1, today, state.program, content)
    all_versions = known if known and known[-1] == version else (*known, version)
    tables["versions"] = _version_grid(all_versions, language)
    blocks = tuple(_blocks(_text(language).format(**words), tables))
    title = "Verfahrensdokumentation" if language == "de" else "Procedure documents"
    return Documents(title, state.shop.name, language, version, today, blocks)


def _own(work: Work) -> Own:
    kept = work.settings.get(OWN)
    return from_json(Own, kept) if kept else Own()


def _versions(work: Work) -> tuple[Version, ...]:
    kept = work.settings.get(VERSIONS)
    return from_json(_Versions, kept).known if kept else ()


def _text(language: str) -> str:
    return Path(__file__).with_name(f"procedure.{language}.txt").read_text(encoding="utf-8")


_UNSAID = {
    "de": {
        "responsible": "die Inhaberin oder der Inhaber",
        "backup": "Die Datensicherung liegt in der Verantwortung des Betriebs; Turnus und Ort der Sicherungen sind "
        "hier noch nicht eingetragen (Seite „Finanzamt“, Verfahrensdokumentation).",
        "other": "Keine.",
    },
    "en": {
        "responsible": "the owner",
        "backup": "Backups are the shop's own duty; how often they are made and where they lie is not entered here yet "
        "(page “Tax office”, procedure documents).",
        "other": "Nothing.",
    },
}


def _words(state: State, own: Own, language: str) -> dict[str, str]:
    unsaid, place = _UNSAID[language], f"{state.shop.postcode} {state.shop.city}".strip()
    return {
        "shop": state.shop.name,
        "address": ", ".join(part for part in (state.shop.street, place) if part) or "–",
        "serial": state.shop.till_serial, "version": state.program, "file": str(state.file),
        "responsible": own.responsible or unsaid["responsible"], "backup": own.backup or unsaid["backup"],
        "other": own.other or unsaid["other"], "people": state.people_text(language),
        "registered": state.registered_text(language),
    }  # fmt: skip


def _sum_of(language: str, words: dict[str, str], tables: dict[str, Grid]) -> str:
    lasting = [repr(table) for name, table in sorted(tables.items()) if not table.living]
    whole = "\n".join((_text(language), repr(sorted(words.items())), *lasting))
    return hashlib.sha256(whole.encode("utf-8")).hexdigest()


def _version_grid(versions: tuple[Version, ...], language: str) -> Grid:
    text = translator(language)
    rows = tuple((str(one.number), date_text(one.day, language), one.program) for one in reversed(versions))
    return Grid((text("Version"), text("Day"), "Kasse"), rows, (60, 100, 0))


def _blocks(text: str, tables: dict[str, Grid]) -> Iterator[Block]:
    for line in text.splitlines():
        if line.startswith("# "):
            yield Heading(line[2:], 1)
        elif line.startswith("## "):
            yield Heading(line[3:], 2)
        elif line.startswith("- "):
            yield Paragraph(line[2:], point=True)
        elif line.startswith("@") and line[1:] in tables:
            yield tables[line[1:]]
        elif line.strip():
            yield Paragraph(line)
