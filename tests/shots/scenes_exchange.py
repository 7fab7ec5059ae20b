"""Data in and out: the choice of a list, its columns, its changes, what is known of codes, and taking all along."""

import io

from kasse.books.exchange import KnownGoods
from tests.shots.day import BAD_LIST
from tests.shots.stage import Stage, scene
from ui.exchange.page import ExchangePage

ODD_HEADINGS = (
    ("Preisliste Großhandel Nord GmbH", None, None, None, None, None),
    ("Art.-Bez.", "Strichcode Einzel", "Unverb. VK", "EK netto", "VPE", "Satz"),
    ("Club-Mate 0,5 l", "4029764001807", 1.39, 0.7125, 20, 19),
    ("Spezi 0,5 l", "4066600204404", 1.19, 0.58, 20, 19),
    ("Haribo Goldbären 200 g", "4001686301265", 1.09, 0.61, 30, 7),
)


def workbook(rows: tuple[tuple[object, ...], ...]) -> bytes:
    """An XLSX file with these rows."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def _exchange(stage: Stage) -> ExchangePage:
    return stage.page("exchange", ExchangePage)


def _read(stage: Stage, name: str, data: bytes) -> ExchangePage:
    page = _exchange(stage)
    file = stage.path.with_name(name)
    file.write_bytes(data)
    page.take_over.read(str(file))
    stage.assembly.tasks.settle()  # type: ignore[attr-defined]
    return page


@scene()
def exchange(stage: Stage) -> None:
    """Which kind of list; some were taken over before."""
    page = _read(stage, "Artikel 2026.csv", BAD_LIST.encode())
    page.take_over.take()
    page.message.say("")


@scene()
def exchange_columns(stage: Stage) -> None:
    """Headings that nobody has seen before."""
    page = _exchange(stage)
    page.take_over.choosing.source.setText("Großhandel Nord")
    _read(stage, "Preisliste.xlsx", workbook(ODD_HEADINGS))


@scene()
def exchange_changes(stage: Stage) -> None:
    """From old to new, and some rows are bad."""
    _read(stage, "Artikel 2026.csv", BAD_LIST.encode())


@scene()
def exchange_undo(stage: Stage) -> None:
    """The last one is to be taken back."""
    exchange(stage)
    _exchange(stage).take_over.ask_undo()


@scene()
def exchange_known(stage: Stage) -> None:
    """What Open Food Facts knows."""
    page = _exchange(stage)
    stage.till.exchange.put_known([KnownGoods("4006381333993", "Kaubonbons Erdbeere", "Süßwerk", "150 g")])
    page.show_view(page.known)
    stage.scan("4006381333993")


@scene()
def exchange_leave(stage: Stage) -> None:
    """Everything taken along."""
    page = _exchange(stage)
    page.show_view(page.leaving)
