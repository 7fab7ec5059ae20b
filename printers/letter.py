"""A letter on A4: who writes to whom, tables over as many pages as they take, a sum. By reportlab."""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kasse.texts import translator
from printers.layout import clean
from printers.pdf import fonts

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_EDGE = 51.0
"""18 mm."""
_WIDTH = 595.28 - 2 * _EDGE
_GREY = 0.42


class Letter:
    """What is added stands one below the other; `text` speaks the letter's language."""

    def __init__(self, language: str, title: str, sender: Sequence[str]) -> None:
        self.text: Callable[[str], str] = translator(language)
        self._language, self._title, self._sender = language, title, sender
        (self._regular, *_others), (self._bold, *_more) = fonts()
        self._story: list[Flowable] = []

    def add_head(self, addressee: str, facts: Sequence[tuple[str, str]], title: str) -> None:
        """Who writes to whom, and about what."""
        from reportlab.platypus import Spacer, Table

        left = [self._paragraph(addressee, 11.5, bold=True)]
        right = [self._paragraph(f"{name}: {value}", 9.5, right=True) for name, value in facts]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0),
                 ("RIGHTPADDING", (-1, 0), (-1, 0), 0)]  # fmt: skip
        self._story += [
            self._paragraph(" · ".join(self._sender), 8.5, grey=True),
            Spacer(0, 14),
            Table([[left, right]], (_WIDTH * 0.55, _WIDTH * 0.45), style=style),
            Spacer(0, 22),
            self._paragraph(title, 17, bold=True),
            Spacer(0, 10),
        ]

    def add_section(self, title: str) -> None:
        """A heading that stays with what follows."""
        from reportlab.platypus import CondPageBreak

        self._story += [CondPageBreak(90), self._paragraph(title, 11.5, bold=True, spaced=True)]

    def add_table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, figures: int = 0
    ) -> None:
        """A table whose head is repeated on each page; a width of 0 takes what is left, the last ones are figures."""
        from reportlab.lib.colors import Color
        from reportlab.platypus import Table

        first, rest = len(widths) - figures, _WIDTH - sum(widths)
        cells = (
            [[self._paragraph(head, 9.5, bold=True, right=n >= first) for n, head in enumerate(heads)]] if heads else []
        )
        cells += [[self._paragraph(text, 9.5, right=n >= first) for n, text in enumerate(row)] for row in rows]
        black, grey = Color(0, 0, 0), Color(0.78, 0.78, 0.78)
        style: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, grey),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]  # fmt: skip
        if heads:
            style.append(("LINEBELOW", (0, 0), (-1, 0), 0.9, black))
        columns = [width or rest for width in widths]
        self._story.append(Table(cells, columns, repeatRows=int(bool(heads)), style=style, hAlign="LEFT"))

    def add_sum(self, lines: Sequence[tuple[str, str]]) -> None:
        """Figures to the right, the last one large: it is the sum."""
        from reportlab.platypus import Spacer

        self._story.append(Spacer(0, 8))
        for number, (name, amount) in enumerate(lines, 1):
            last = number == len(lines)
            self._story.append(self._paragraph(f"{name}: {amount} EUR", 12.5 if last else 9.5, bold=last, right=True))

    def add_heading(self, title: str, *, large: bool = False) -> None:
        """A heading of a long text, which stays with what follows; a large one begins a part."""
        from reportlab.platypus import CondPageBreak, Spacer

        if large:
            self._story += [CondPageBreak(140), Spacer(0, 10)]
        self._story += [CondPageBreak(80), self._paragraph(title, 14.5 if large else 11.5, bold=True, spaced=True)]

    def add_paragraph(self, text: str, *, point: bool = False) -> None:
        """Some sentences of a long text, or a point of a list."""
        from reportlab.platypus import Spacer

        self._story += [self._paragraph(text, 9.5, point=point), Spacer(0, 3 if point else 6)]

    def add_gap(self) -> None:
        """Room below a table."""
        from reportlab.platypus import Spacer

        self._story.append(Spacer(0, 8))

    def add_text(self, text: str) -> None:
        """A remark."""
        from reportlab.platypus import Spacer

        self._story += [Spacer(0, 14), self._paragraph(text, 9, grey=True)]

    def drawn(self) -> bytes:
        """The pages."""
        from reportlab.platypus import SimpleDocTemplate

        output = io.BytesIO()
        document = SimpleDocTemplate(
            output, pagesize=(595.28, 841.89), leftMargin=_EDGE, rightMargin=_EDGE, topMargin=48, bottomMargin=48,
            title=clean(self._title), author=clean(self._sender[0]) if self._sender else "", creator="Kasse",
            lang=self._language,
        )  # fmt: skip
        document.build(self._story, onFirstPage=self._foot, onLaterPages=self._foot)
        return output.getvalue()

    def _foot(self, canvas: Any, document: Any) -> None:  # noqa: ANN401 - reportlab has no types
        canvas.saveState()
        canvas.setFont(self._regular, 8.5)
        canvas.setFillGray(_GREY)
        canvas.drawString(_EDGE, 30, clean(self._title))
        canvas.drawRightString(_EDGE + _WIDTH, 30, self.text("Page {number}").format(number=document.page))
        canvas.restoreState()

    def _paragraph(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        right: bool = False,
        grey: bool = False,
        spaced: bool = False,
        point: bool = False,
    ) -> "Flowable":
        from xml.sax.saxutils import escape

        from reportlab.lib.colors import Color
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        tone = _GREY if grey else 0.0
        style = ParagraphStyle(
            "letter", fontName=self._bold if bold else self._regular, fontSize=size, leading=size * 1.28,
            alignment=2 if right else 0, textColor=Color(tone, tone, tone),
            spaceBefore=12 if spaced else 0, spaceAfter=4 if spaced else 0, splitLongWords=1,
            leftIndent=14 if point else 0, bulletIndent=3, bulletFontName=self._regular, bulletFontSize=size,
        )  # fmt: skip
        lines = "<br/>".join(escape(clean(line)) for line in text.split("\n"))
        return Paragraph(lines, style, bulletText="•" if point else None)
