"""A report as a PDF on A4: the shop's head, the table with its head on every page, the totals, the chart, the notes."""

import io
from collections.abc import Sequence

from kasse.books.reports import Kind, Report
from kasse.formats import time_text
from kasse.reports.sheets import period_text
from kasse.reports.texts import cell_text
from kasse.shop import Shop
from kasse.texts import _, current_language
from printers.layout import clean
from printers.pdf import MM, _Face, _fonts
from printers.report_chart import chart_height, draw_chart

_A4 = (210 * MM, 297 * MM)
_SIDE, _TOP, _BOTTOM = 16 * MM, 14 * MM, 16 * MM
_GAP, _MORE_GAP = 8.0, 18.0
_LEAST_TEXT = 70.0
_FIGURES = (Kind.MONEY, Kind.COUNT, Kind.QUANTITY, Kind.PERCENT, Kind.DAYS)
_GREY = 0.55
_ROUNDING = 0.01
"""A column that is as wide as its text is that only to the last digit."""
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0)


class _Table:
    """The table's columns, in the largest type in which they fit the page."""

    def __init__(self, report: Report, width: float) -> None:
        self.headings = report.headings
        self.width = width
        for size in _SIZES:
            self._set(report, size)
            if sum(self.natural) + _GAP * (len(self.natural) - 1) <= width:
                break
        self.gap = _GAP
        self.cuts = False
        self.widths = self._spread()

    def _set(self, report: Report, size: float) -> None:
        regular, bold = _fonts()
        self.face, self.strong = _Face(regular, size, size * 1.45), _Face(bold, size, size * 1.45)
        self.rows = [
            [clean(cell_text(c, h.kind)) for c, h in zip(row, self.headings, strict=True)] for row in report.rows
        ]
        self.totals = [clean(cell_text(c, h.kind)) for c, h in zip(report.totals, self.headings, strict=False)]
        self.natural = [self._natural(column, heading.kind) for column, heading in enumerate(self.headings)]

    def _natural(self, column: int, kind: Kind) -> float:
        """The room a column must have; texts can be cut, figures never."""
        widest = max((self.face.measure(row[column]) for row in self._sample()), default=0.0)
        if self.totals:
            widest = max(widest, self.strong.measure(self.totals[column]))
        words = [self.strong.measure(word) for word in clean(self.headings[column].title).split()]
        if kind is Kind.TEXT:
            widest = min(widest, _LEAST_TEXT)
        return max([widest, *words, 12.0])

    def _sample(self) -> Sequence[Sequence[str]]:
        return self.rows if len(self.rows) <= 600 else self.rows[:600]

    def _spread(self) -> list[float]:
        """What is left of the page goes to the texts, as far as they need it; then to the first column."""
        left = self.width - sum(self.natural) - _GAP * (len(self.natural) - 1)
        widths = list(self.natural)
        for column, heading in enumerate(self.headings):
            if heading.kind is not Kind.TEXT:
                continue
            wanted = max((self.face.measure(row[column]) for row in self._sample()), default=0.0) - widths[column]
            more = max(0.0, min(left, wanted))
            self.cuts = self.cuts or more < wanted
            widths[column] += more
            left -= more
        self.gap += max(0.0, min(_MORE_GAP, left / max(1, len(widths) - 1)))
        return widths if left >= 0 else [width + left / len(widths) for width in widths]

    def head_lines(self) -> list[list[str]]:
        """The titles, each broken into lines of its column."""
        return [
            _wrapped(clean(h.title), width, self.strong) for h, width in zip(self.headings, self.widths, strict=True)
        ]

    def edges(self) -> list[tuple[float, float]]:
        """Where each column begins and ends."""
        places, x = [], 0.0
        for width in self.widths:
            places.append((x, x + width))
            x += width + self.gap
        return places


def _wrapped(text: str, room: float, face: _Face) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and face.measure(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _cut(text: str, room: float, face: _Face) -> str:
    """A text that is too long, ended by an ellipsis."""
    if face.measure(text) <= room + _ROUNDING:
        return text
    while text and face.measure(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


class _Paper:
    """The pages, written from top to bottom."""

    def __init__(self, report: Report, shop: Shop, pages: int) -> None:
        from reportlab.pdfgen.canvas import Canvas

        regular, bold = _fonts()
        self.output = io.BytesIO()
        self.report, self.shop = report, shop
        wide = len(report.headings) > 8 or _Table(report, _A4[0] - 2 * _SIDE).cuts
        self.width, self.height = (_A4[1], _A4[0]) if wide else _A4
        self.room = self.width - 2 * _SIDE
        self.canvas = Canvas(
            self.output, pagesize=(self.width, self.height), pageCompression=1, lang=current_language()
        )
        self.canvas.setTitle(clean(report.title))
        self.canvas.setAuthor(clean(shop.name))
        self.canvas.setCreator("Kasse")
        self.small = _Face(regular, 8.0, 11.0)
        self.plain = _Face(regular, 9.0, 12.5)
        self.name = _Face(bold, 10.0, 14.0)
        self.title = _Face(bold, 17.0, 24.0)
        self.table = _Table(report, self.room)
        self.page, self.pages = 0, pages
        self.top = 0.0

    def left_below(self) -> float:
        """The room that is left on the page."""
        return self.top - _BOTTOM

    def line(self, face: _Face, text: str) -> None:
        """A line from the left edge."""
        face.write(self.canvas, _SIDE, self.top, clean(text))
        self.top -= face.leading

    def rule(self, weight: float, grey: float = 0.0) -> None:
        """A line across the page."""
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeGray(grey)
        self.canvas.line(_SIDE, self.top, _SIDE + self.room, self.top)
        self.canvas.setStrokeGray(0)

    def begin(self) -> None:
        """A new page: on the first one the shop and the title, on others the title small."""
        if self.page:
            self.end()
        self.page += 1
        self.top = self.height - _TOP
        if self.page == 1:
            self._head()
        else:
            self.line(self.small, f"{self.report.title} · {period_text(self.report)}")
            self.top -= 4

    def _head(self) -> None:
        self.line(self.name, self.shop.name)
        place = " ".join(part for part in (self.shop.postcode, self.shop.city) if part)
        address = ", ".join(part for part in (self.shop.street, place) if part)
        if address:
            self.line(self.small, address)
        self.top -= 10
        self.line(self.title, self.report.title)
        self.line(self.plain, period_text(self.report))
        self.top -= 8

    def end(self) -> None:
        """The foot of a page: when it was made, and its number."""
        moment = time_text(self.shop.time.local(self.report.made_at), current_language())
        self.canvas.setFillGray(_GREY - 0.2)
        self.small.write(self.canvas, _SIDE, _BOTTOM - 4, clean(_("Made {moment}").format(moment=moment)))
        number = _("Page {number} of {pages}").format(number=self.page, pages=self.pages)
        self.small.write(self.canvas, _SIDE + self.room - self.small.measure(number), _BOTTOM - 4, number)
        self.canvas.setFillGray(0)
        self.canvas.showPage()

    def head_of_table(self) -> None:
        """The titles of the columns, set on their bottom line."""
        table = self.table
        titles = table.head_lines()
        height = max(len(lines) for lines in titles) * table.strong.leading
        for lines, (left, right), heading in zip(titles, table.edges(), table.headings, strict=True):
            top = self.top - height + len(lines) * table.strong.leading
            for text in lines:
                self._cell(table.strong, text, left, right, heading.kind, top)
                top -= table.strong.leading
        self.top -= height + 2
        self.rule(0.8)
        self.top -= 2

    def _cell(self, face: _Face, text: str, left: float, right: float, kind: Kind, top: float) -> None:
        x = _SIDE + (right - face.measure(text) if kind in _FIGURES else left)
        face.write(self.canvas, x, top, text)

    def row(self, face: _Face, cells: Sequence[str]) -> None:
        """A row; a text that does not fit is cut."""
        for text, (left, right), heading in zip(cells, self.table.edges(), self.table.headings, strict=True):
            shown = text if heading.kind in _FIGURES else _cut(text, right - left, face)
            self._cell(face, shown, left, right, heading.kind, self.top)
        self.top -= face.leading

    def write(self) -> None:
        """All of it."""
        self.begin()
        self._chart()
        self._rows()
        self._notes()
        self.end()
        self.canvas.save()

    def _chart(self) -> None:
        if self.report.chart is None:
            return
        height = chart_height(self.report.chart)
        if self.left_below() < height + 90:
            self.begin()
        draw_chart(self.canvas, self.report.chart, _SIDE, self.top - height, self.room, height)
        self.top -= height + 14

    def _rows(self) -> None:
        table = self.table
        if not table.rows:
            self.line(self.plain, _("Nothing in this period."))
            return
        self.head_of_table()
        for number, cells in enumerate(table.rows):
            last = number == len(table.rows) - 1
            if self.left_below() < table.face.leading * (3 if last and table.totals else 2):
                self.begin()
                self.head_of_table()
            self.row(table.face, cells)
            if number % 5 == 4 and not last:
                self.rule(0.25, 0.8)
        if table.totals:
            self.top -= 1
            self.rule(0.8)
            self.top -= 2
            self.row(table.strong, table.totals)
        self.top -= 8

    def _notes(self) -> None:
        for note in self.report.notes:
            for text in _wrapped(clean(note), self.room, self.small):
                if self.left_below() < self.small.leading * 2:
                    self.begin()
                self.line(self.small, text)


def render(report: Report, shop: Shop) -> bytes:
    """The report as a PDF; it is set twice, as the first page says how many there are."""
    paper = _Paper(report, shop, 1)
    paper.write()
    if paper.page > 1:
        paper = _Paper(report, shop, paper.page)
        paper.write()
    return paper.output.getvalue()
