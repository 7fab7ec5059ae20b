"""Every text of the source is in the German catalog, and German."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kasse import texts
from kasse.texts import LANGUAGES, LOCALE_DIR, N_, _, ngettext, translator, use_language

ROOT = Path(__file__).parents[1]
SOURCES = ("kasse", "ui", "printers", "sync")
KEYWORDS = (*DEFAULT_KEYWORDS, "N_", "_", "text")
"""The Makefile's `texts` names the last three; `pybabel` adds them to its own."""

PAPER = ROOT / "kasse" / "paper.py"
SAME_IN_GERMAN = {
    "A4, 70 × 37 mm",
    "April",
    "August",
    "Bank",
    "Bucket",
    "CSV",
    "Client",
    "Code (EAN)",
    "Code",
    "Codes",
    "Firmware: {version}",
    "Internet",
    "Name",
    "November",
    "Open Food Facts",
    "Open Food Facts, ODbL",
    "PDF",
    "PIN",
    "PUK",
    "Port",
    "Region",
    "Relay",
    "SFTP",
    "STARTTLS",
    "Scanner",
    "September",
    "Server",
    "System",
    "TLS",
    "TRAINING",
    "TSE",
    "TSE: {kind}",
    "TSS",
    "Version",
    "WebDAV",
    "endpoint, region, host_key, beckn, rate, burst.",
    "{count} min",
    "{price} €/kg",
    "{weight} kg",
}

Id = tuple[str, ...]
"""A msgid, with its plural where it has one."""


@cache
def extracted() -> frozenset[Id]:
    """What `make texts` would collect."""
    with (ROOT / "packaging" / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    keywords: dict[str, tuple[int, ...] | None] = {**DEFAULT_KEYWORDS, **dict.fromkeys(("N_", "_", "text"))}  # type: ignore[dict-item]
    return frozenset(
        _id(message)
        for folder in SOURCES
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, options, keywords=keywords
        )
    )


def _id(message: str | list[str] | tuple[str, ...]) -> Id:
    return (message,) if isinstance(message, str) else tuple(message)


def calls(tree: ast.AST) -> Iterator[tuple[Id, ast.Call]]:
    """The calls that look a text up, each with its texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            wanted = node.args[: 2 if name == "ngettext" else 1]
            found = tuple(arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
            if name in KEYWORDS and found and any(found):
                yield found, node


@cache
def called() -> dict[Id, str]:
    """Every text of the source and a place that looks it up, whether or not the collector finds it."""
    return {
        id_: f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for id_, call in calls(ast.parse(path.read_text(encoding="utf-8")))
    }


@cache
def german() -> Catalog:
    with (LOCALE_DIR / "de" / "LC_MESSAGES" / "kasse.po").open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


def messages() -> dict[Id, Message]:
    return {_id(message.id): message for message in german() if message.id}


def translations(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def pairs() -> list[tuple[str, str]]:
    """Each English text with its German one, plural forms too."""
    return [pair for id_, message in messages().items() for pair in zip(id_, translations(message), strict=True)]


def translated(english: str) -> str:
    message = messages().get((english,))
    return english if message is None else translations(message)[0]


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}", text))


def without_placeholders(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "", text)


# The catalog as a whole


def test_the_catalog_holds_what_the_source_says() -> None:
    assert sorted(extracted() - messages().keys()) == []
    assert sorted(messages().keys() - extracted() - called().keys()) == []


def test_no_text_of_the_source_hides_from_the_collector() -> None:
    """Babel on Python 3.11 does not look into f-strings: `make texts` drops a text that is looked up in one."""
    assert {place: id_ for id_, place in called().items() if id_ not in extracted()} == {}


def test_every_text_is_translated() -> None:
    assert [id_ for id_, message in messages().items() if not all(translations(message))] == []
    plurals = german().num_plurals
    assert [id_ for id_, message in messages().items() if len(id_) > 1 and len(translations(message)) != plurals] == []


def test_the_compiler_takes_it() -> None:
    """`make setup` fails otherwise: a text such as "% on everything" is taken for a format of Python's."""
    assert [(message.id, str(errors[0])) for message, errors in german().check()] == []


def test_nothing_is_doubtful_or_left_over() -> None:
    assert [message.id for message in german() if message.id and message.fuzzy] == []
    assert list(german().obsolete) == []


# Each text


def test_placeholders_are_kept() -> None:
    assert [pair for pair in pairs() if placeholders(pair[0]) != placeholders(pair[1])] == []


def test_spaces_at_the_ends_are_kept() -> None:
    def ends(text: str) -> tuple[str, str]:
        inner = text.strip()
        return (text, "") if not inner else (text.partition(inner)[0], text.rpartition(inner)[2])

    assert [pair for pair in pairs() if ends(pair[0]) != ends(pair[1])] == []


def test_german_is_not_english() -> None:
    same = {english for english, other in pairs() if english == other}
    assert {text for text in same if re.search(r"[^\W\d_]{2}", without_placeholders(text))} <= SAME_IN_GERMAN


def test_german_quotes_and_umlauts() -> None:
    wrong_quotes = [other for _english, other in pairs() if "”" in other or other.count("„") != other.count("“")]
    assert wrong_quotes == []
    spelled_out = re.compile(r"\b(fuer|ueber|koennen|muss?en|pruefen|waehlen|oeffnen|schliessen|zurueck)\b", re.I)
    assert [other for _english, other in pairs() if spelled_out.search(other)] == []


def test_a_sentence_stays_a_sentence() -> None:
    """One that ends in a full stop in English does in German, or asks."""
    open_ended = [pair for pair in pairs() if pair[0].endswith(".") and not pair[1].endswith((".", "?", "!"))]
    assert open_ended == []


# The catalog at work


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The catalog as it is now, whether or not somebody has compiled it."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "kasse.mo").open("wb") as file:
        write_mo(file, german())
    monkeypatch.setattr(texts, "LOCALE_DIR", tmp_path)
    texts._catalog.cache_clear()
    yield
    texts._catalog.cache_clear()


@pytest.mark.usefixtures("compiled")
def test_german_after_compiling() -> None:
    german_of = translator("de")
    assert german_of("Change") == "Rückgeld"
    single = {id_[0]: translations(message)[0] for id_, message in messages().items() if len(id_) == 1}
    assert [english for english, german in single.items() if german_of(english) != german] == []


@pytest.mark.usefixtures("compiled")
def test_the_language_of_the_screen() -> None:
    use_language("de_DE.UTF-8")
    assert texts.current_language() == "de"
    assert _("Receipt {number}").format(number=7) == "Beleg 7"
    assert _(N_("Cash")) == "Bar"
    singular, plural = "{days} business day", "{days} business days"
    assert [ngettext(singular, plural, days).format(days=days) for days in (1, 2)] == [
        "1 Geschäftstag",
        "2 Geschäftstage",
    ]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("language", ["en", "EN_GB", "zz", "", "../de"])
def test_any_other_language_is_english(language: str) -> None:
    use_language(language)
    assert _("Change") == translator(language)("Change") == "Change"
    assert ngettext("one", "many", 2) == "many"


def test_every_offered_language_is_there() -> None:
    assert {path.parts[-3] for path in LOCALE_DIR.glob("*/LC_MESSAGES/kasse.po")} == set(LANGUAGES) - {"en"}


# What a narrow roll has room for


def paper_texts() -> tuple[set[str], set[str]]:
    """The texts beside a figure, and the heads of columns; those of a line of their own may wrap."""
    tree = ast.parse(PAPER.read_text(encoding="utf-8"))
    alone: set[str] = set()
    heads: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Text", "Columns"):
            target = alone if node.func.id == "Text" else heads
            target.update(id_[0] for id_, _call in calls(node))
    everything = {id_[0] for id_, _call in calls(tree)}
    # A constant stands where its name is used.
    constants = {
        target.id: statement.value.args[0].value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.args[0], ast.Constant)
    }
    beside = everything - alone - heads - {str(text) for text in constants.values()}
    return beside, heads


def test_words_of_the_paper_leave_room_for_the_figures() -> None:
    beside, heads = paper_texts()
    assert {"Change", "Opening float", "Served by", "{payment}, paid out"} <= beside
    assert heads == {"VAT", "Net", "Tax", "Gross"}
    values = defaultdict(lambda: "12,34", number="123456", payment=translated("Card"), date="23.11.2026")
    words = {text: translated(text).format_map(values) for text in beside}
    assert {text: word for text, word in words.items() if len(word) > 24} == {}
    assert {text: translated(text) for text in heads if len(translated(text)) > 8} == {}
