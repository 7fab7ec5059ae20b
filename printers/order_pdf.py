"""Orders and shopping lists on A4, by reportlab."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kasse.buying.papers import OrderPaper, PaperLine, PickList
from kasse.texts import translator
from printers.layout import clean
from printers.pdf import fonts

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_EDGE = 51.0
"""18 mm."""
_WIDTH = 595.28 - 2 * _EDGE
_PAD = 6
"""What reportlab keeps around all that is on a page."""
_GREY = 0.45


def order_pdf(paper: OrderPaper) -> bytes:
    """An order as a letter: sender, supplier, facts, lines over as many pages as it takes, and the sum."""
    sheet = _Sheet(paper.language, paper.title, paper.shop)
    text = sheet.text
    sheet.add_head(paper.supplier, paper.facts, paper.title)
    heads = (text("Article number"), text("Article"), text("Pack"), text("Quantity"), text("Pieces"), text("Net price"),
             text("Net value"))  # fmt: skip
    rows = [
        (line.article_no, line.name, line.pack, str(line.packs), line.pieces, line.cost, line.value)
        for line in paper.lines
    ]
    sheet.add_table(heads, rows, (77, 0, 84, 42, 38, 57, 58), figures=4)
    sheet.add_total(text("Net value"), paper.total)
    if paper.unpriced:
        sheet.add_small(text("Lines without a price are at your list price."))
    if paper.note:
        sheet.add_text(paper.note)
    return sheet.drawn()


def pick_list_pdf(paper: PickList) -> bytes:
    """What to fetch, by aisle, with a box to tick off before each line."""
    sheet = _Sheet(paper.language, paper.title, paper.shop)
    text = sheet.text
    sheet.add_head((), paper.facts, paper.title)
    heads = ("", text("Quantity"), text("Pack"), text("Article"), text("Article number"), text("Code"))
    for aisle, lines in paper.aisles:
        title = text("Aisle {aisle}").format(aisle=aisle) if aisle else text("Without an aisle")
        sheet.add_table(heads, [_picked(line) for line in lines], (22, 46, 96, 0, 86, 90), ticks_under=title)
    sheet.add_total(text("Net value"), paper.total)
    return sheet.drawn()


def _picked(line: PaperLine) -> tuple[str, ...]:
    return ("", f"{line.packs} ×", line.pack, line.name, line.article_no, line.code)


class _Sheet:
    """A4 pages under one head, with their numbers at the foot."""

    def __init__(self, language: str, title: str, shop: Sequence[str]) -> None:
        self.text: Callable[[str], str] = translator(language)
        self._language = language
        self._title = title
        self._shop = shop
        (self._regular, *_others), (self._bold, *_more) = fonts()
        self._story: list[Flowable] = []

    def add_head(self, addressee: Sequence[str], facts: Sequence[tuple[str, str]], title: str) -> None:
        """Who writes to whom, and about what."""
        from reportlab.platypus import Spacer, Table

        left = [
            self._paragraph(line, 10.5 if number else 11.5, bold=number == 0) for number, line in enumerate(addressee)
        ]
        right = [self._paragraph(f"{name}: {value}", 9.5, right=True) for name, value in facts]
        self._story += [
            self._paragraph(" · ".join(self._shop), 8.5, grey=True),
            Spacer(0, 14),
            Table(
                [[left or [self._paragraph("", 9)], right or [self._paragraph("", 9)]]],
                (_WIDTH * 0.6, _WIDTH * 0.4),
                style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0),
                       ("RIGHTPADDING", (-1, 0), (-1, 0), 0)],
            ),
            Spacer(0, 18 if addressee else 2),
            self._paragraph(title, 17, bold=True),
            Spacer(0, 10),
        ]  # fmt: skip

    def add_table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        figures: int = 0,
        ticks_under: str = "",
    ) -> None:
        """A table whose head is repeated on each page; a width of 0 takes what is left, the last ones are figures.

        With a title above, it is a list to tick: a box stands before each line.
        """
        from reportlab.platypus import Table

        first = len(heads) - figures
        cells = [[self._paragraph(head, 8.5, bold=True, right=n >= first) for n, head in enumerate(heads)]]
        cells += [[self._cell(text, right=n >= first) for n, text in enumerate(row)] for row in rows]
        top = 0
        if ticks_under:
            for row in cells[1:]:
                row[0] = _box()
            cells.insert(0, [self._paragraph(ticks_under, 11.5, bold=True), *[""] * (len(heads) - 1)])
            top = 1
        rest = _WIDTH - sum(widths)
        self._story.append(
            Table(
                cells, [width or rest for width in widths], repeatRows=1 + top, style=_table_style(top), hAlign="LEFT"
            )
        )

    def add_total(self, name: str, amount: str) -> None:
        """The sum, to the right."""
        from reportlab.platypus import Spacer

        self._story += [Spacer(0, 8), self._paragraph(f"{name}: {amount} EUR", 11.5, bold=True, right=True)]

    def add_small(self, text: str) -> None:
        """A remark."""
        self._story.append(self._paragraph(text, 8.5, right=True, grey=True))

    def add_text(self, text: str) -> None:
        """Something the owner wrote, with its lines."""
        from reportlab.platypus import Spacer

        self._story.append(Spacer(0, 12))
        self._story += [self._paragraph(line, 10) for line in text.splitlines()]

    def drawn(self) -> bytes:
        """The pages."""
        from reportlab.platypus import SimpleDocTemplate

        output = io.BytesIO()
        author = clean(self._shop[0]) if self._shop else ""
        document = SimpleDocTemplate(
            output, pagesize=(595.28, 841.89), leftMargin=_EDGE - _PAD, rightMargin=_EDGE - _PAD,
            topMargin=48, bottomMargin=48, title=clean(self._title), author=author, creator="Kasse",
            lang=self._language,
        )  # fmt: skip
        document.build(self._story, onFirstPage=self._foot, onLaterPages=self._foot)
        return output.getvalue()

    def _foot(self, canvas: Any, document: Any) -> None:  # noqa: ANN401 - reportlab has no types
        canvas.saveState()
        canvas.setFont(self._regular, 8.5)
        canvas.setFillGray(_GREY)
        canvas.drawString(_EDGE, 30, clean(self._title))
        page = self.text("Page {number}").format(number=document.page)
        canvas.drawRightString(_EDGE + _WIDTH, 30, page)
        canvas.restoreState()

    def _cell(self, text: str, *, bold: bool = False, right: bool = False) -> "Flowable":
        return self._paragraph(text, 9.5, bold=bold, right=right)

    def _paragraph(
        self, text: str, size: float, *, bold: bool = False, right: bool = False, grey: bool = False
    ) -> "Flowable":
        from xml.sax.saxutils import escape

        from reportlab.lib.colors import Color
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        tone = _GREY if grey else 0.0
        style = ParagraphStyle(
            "kasse", fontName=self._bold if bold else self._regular, fontSize=size, leading=size * 1.25,
            alignment=2 if right else 0, textColor=Color(tone, tone, tone),
            splitLongWords=1,
        )  # fmt: skip
        return Paragraph(escape(clean(text)), style)


def _table_style(top: int) -> list[tuple[Any, ...]]:
    """Thin lines between rows, a strong one below the head; the head is row `top`, below a title where it is 1."""
    from reportlab.lib.colors import Color

    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, top), (-1, top), 0.8, Color(0, 0, 0)),
        ("LINEBELOW", (0, top + 1), (-1, -1), 0.4, Color(0.75, 0.75, 0.75)), ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]  # fmt: skip
    return [*style, ("SPAN", (0, 0), (-1, 0)), ("TOPPADDING", (0, 0), (-1, 0), 12)] if top else style


def _box() -> "Flowable":
    """A square to tick."""
    from reportlab.graphics.shapes import Drawing, Rect

    drawing = Drawing(11, 11)
    drawing.add(Rect(1, 0, 10, 10, fillColor=None, strokeWidth=0.9))
    return drawing
