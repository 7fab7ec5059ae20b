"""Draws a document as a PDF: a receipt roll as long as it needs to be.

The type comes from the system where it has a good one, Noto Sans or DejaVu Sans: both have figures of equal width
and all European letters. Vera, which reportlab brings, is always there but has no Polish and no Cyrillic letters;
those then come from the DejaVu Sans Mono of python-barcode, which python-escpos needs.
"""

import contextlib
import io
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from kasse.receipt import Align, Barcode, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text
from printers.layout import beside, clean, column_widths, wrap

SYSTEM_FONTS = (
    ("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"),
    ("/usr/share/fonts/noto/NotoSans-Regular.ttf", "/usr/share/fonts/noto/NotoSans-Bold.ttf"),
    ("/usr/share/fonts/google-noto/NotoSans-Regular.ttf", "/usr/share/fonts/google-noto/NotoSans-Bold.ttf"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf"),
    ("C:/Windows/Fonts/segoeui.ttf", "C:/Windows/Fonts/segoeuib.ttf"),
    ("C:/Windows/Fonts/arial.ttf", "C:/Windows/Fonts/arialbd.ttf"),
    ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
)
BUNDLED_FONTS = ("Vera.ttf", "VeraBd.ttf")

MM = 72 / 25.4
_MARGIN = 4 * MM
_EDGE = 6 * MM
_QR_SIZE = 30 * MM
_BARS = 10 * MM
_QUIET = 2 * MM
_LONGEST = 14_000.0
"""Readers show no page longer than 14,400 points, 5 m; a longer roll goes on on a new page."""

_logger = logging.getLogger(__name__)

_Draw = Callable[[Any, float], None]


@dataclass(frozen=True)
class _Row:
    """A strip across the paper; `draw` gets the canvas and the height of the strip's upper edge."""

    height: float
    draw: _Draw = lambda _canvas, _top: None


@dataclass(frozen=True)
class _Face:
    """A font in one size, with fonts that stand in where it lacks a character."""

    fonts: tuple[str, ...]
    size: float
    leading: float

    def measure(self, text: str) -> float:
        """The width of a text in points."""
        return float(sum(_font(name).stringWidth(run, self.size) for name, run in self._runs(text)))

    def write(self, canvas: Any, x: float, top: float, text: str) -> None:  # noqa: ANN401  reportlab has no types
        """Set a text at the upper edge of its line."""
        line = canvas.beginText(x, top - (self.leading + self.size * 0.72) / 2)
        for name, run in self._runs(text):
            line.setFont(name, self.size)
            line.textOut(run)
        canvas.drawText(line)

    def _runs(self, text: str) -> Iterable[tuple[str, str]]:
        if _glyphs(self.fonts[0]).issuperset(map(ord, text)):
            return [(self.fonts[0], text)] if text else []
        known = ((self._font_of(char), char) for char in text)
        chosen = ((name or self.fonts[0], char if name else "?") for name, char in known)
        return [(name, "".join(char for _name, char in run)) for name, run in groupby(chosen, key=lambda pair: pair[0])]

    def _font_of(self, char: str) -> str | None:
        return next((name for name in self.fonts if ord(char) in _font(name).face.charToGlyph), None)


class _Roll:
    """The paper and the type on it."""

    def __init__(self, width_mm: float) -> None:
        regular, bold = _fonts()
        # Type for a narrow roll is smaller, as on the printer: about as many characters on a line.
        scale = min(1.0, max(0.7, (width_mm - 8) / 72))
        self.width = width_mm * MM
        self.room = self.width - 2 * _MARGIN
        self.gap = 6.0 * scale
        self._faces = {
            Style.NORMAL: _Face(regular, 9.0 * scale, 12.0 * scale),
            Style.BOLD: _Face(bold, 9.0 * scale, 12.5 * scale),
            Style.LARGE: _Face(bold, 15.0 * scale, 21.0 * scale),
        }

    def rows(self, block: Block) -> list[_Row]:
        """The strips of one block."""
        match block:
            case Text():
                return self._text(block, self._faces[block.style])
            case Pair():
                return self._pair(block, self._faces[block.style])
            case Columns():
                return self._columns(block, self._faces[block.style])
            case Rule():
                return [_Row(9.0, self._rule)]
            case Space():
                return [_Row(8.0)]
            case QrCode():
                return self._qr(block)
            case Barcode():
                return self._barcode(block)

    def _text(self, block: Text, face: _Face) -> list[_Row]:
        lines = [
            line for part in block.text.splitlines() or [""] for line in wrap(clean(part), self.room, face.measure)
        ]
        share = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[block.align]
        return [self._row(face, [((self.room - face.measure(line)) * share, line)]) for line in lines]

    def _pair(self, block: Pair, face: _Face) -> list[_Row]:
        indent = min(max(block.indent, 0) * face.measure("0"), self.room / 2)
        left, figure = clean(block.left).strip(), clean(block.right).strip()
        if face.measure(figure) > self.room:
            return self._text(Text(left), face) + self._text(Text(figure, Align.RIGHT), face)
        rows = self._figure_rows(face, left, face.measure(figure), indent)
        return self._with_figures(face, rows, [(self.room, figure)])

    def _columns(self, block: Columns, face: _Face) -> list[_Row]:
        cells = [clean(cell).strip() for cell in block.cells] or [""]
        widths = column_widths(cells, self.room, self.room / len(cells), self.gap, face.measure)
        if widths is None:
            return [row for cell in cells for row in self._text(Text(cell, Align.RIGHT, block.style), face)]
        edges = [self.room - sum(widths[index + 1 :]) for index in range(len(widths))]
        figures = list(zip(edges, cells[1:], strict=True))
        tail = self.room - edges[0] + face.measure(cells[1]) if figures else 0.0
        return self._with_figures(face, self._figure_rows(face, cells[0], tail, 0.0), figures)

    def _figure_rows(self, face: _Face, left: str, figure: float, indent: float) -> list[list[tuple[float, str]]]:
        """The texts left of a figure, line by line; the last line takes the figure."""
        lines, shared = beside(left, figure, self.room - indent, self.gap, face.measure)
        return [[(indent, line)] for line in lines] + ([] if shared else [[]])

    def _with_figures(
        self, face: _Face, lines: list[list[tuple[float, str]]], figures: Sequence[tuple[float, str]]
    ) -> list[_Row]:
        *upper, last = lines
        placed = [(edge - face.measure(figure), figure) for edge, figure in figures]
        return [self._row(face, texts) for texts in [*upper, last + placed]]

    def _row(self, face: _Face, texts: list[tuple[float, str]]) -> _Row:
        def draw(canvas: Any, top: float) -> None:  # noqa: ANN401
            for x, text in texts:
                face.write(canvas, _MARGIN + x, top, text)

        return _Row(face.leading, draw)

    def _rule(self, canvas: Any, top: float) -> None:  # noqa: ANN401
        canvas.setLineWidth(0.6)
        canvas.line(_MARGIN, top - 4.5, self.width - _MARGIN, top - 4.5)

    def _barcode(self, block: Barcode) -> list[_Row]:
        from reportlab.graphics.barcode.code128 import Code128

        code = Code128(block.data, barHeight=_BARS, barWidth=0.36 * MM, humanReadable=False, quiet=False)
        if code.width > self.room:
            code = Code128(block.data, barHeight=_BARS, barWidth=self.room / (code.width / code.barWidth), quiet=False)
        x = (self.width - code.width) / 2
        return [_Row(_BARS + 2 * _QUIET, lambda canvas, top: code.drawOn(canvas, x, top - _QUIET - _BARS))]

    def _qr(self, block: QrCode) -> list[_Row]:
        modules = _qr_modules(block.data)
        if not modules:
            return []
        x, height = (self.width - _QR_SIZE) / 2, _QR_SIZE + 2 * _QUIET
        return [_Row(height, lambda canvas, top: _draw_qr(canvas, modules, x, top - _QUIET - _QR_SIZE))]


def render(document: Document, width_mm: float = 80) -> bytes:
    """The document as a PDF on paper of the given width."""
    from reportlab.pdfgen.canvas import Canvas

    roll = _Roll(width_mm)
    output = io.BytesIO()
    canvas = Canvas(output, pageCompression=1, lang=document.language)
    canvas.setTitle(clean(document.title))
    canvas.setCreator("Kasse")
    for page in _pages([row for block in document.blocks for row in roll.rows(block)]):
        _draw(canvas, roll.width, page)
    canvas.save()
    return output.getvalue()


def render_all(title: str, documents: Iterable[Document], out: IO[bytes], width_mm: float = 80) -> int:
    """Many documents in one PDF, one after the other, found by its outline; gives how many.

    They share their fonts: a thousand receipts are drawn in the time of some dozens in files of their own.
    """
    from reportlab.pdfgen.canvas import Canvas

    roll = _Roll(width_mm)
    canvas = Canvas(out, pageCompression=1)
    canvas.setTitle(clean(title))
    canvas.setCreator("Kasse")
    count = 0
    for count, document in enumerate(documents, 1):
        canvas.bookmarkPage(str(count))
        canvas.addOutlineEntry(clean(document.title), str(count), 0)
        for page in _pages([row for block in document.blocks for row in roll.rows(block)]):
            _draw(canvas, roll.width, page)
    canvas.save()
    return count


def _pages(rows: list[_Row]) -> list[list[_Row]]:
    pages: list[list[_Row]] = [[]]
    height = 0.0
    for row in rows:
        if height + row.height > _LONGEST:
            pages.append([])
            height = 0.0
        pages[-1].append(row)
        height += row.height
    return pages


def _draw(canvas: Any, width: float, rows: list[_Row]) -> None:  # noqa: ANN401
    top = 2 * _EDGE + sum(row.height for row in rows)
    canvas.setPageSize((width, top))
    top -= _EDGE
    for row in rows:
        row.draw(canvas, top)
        top -= row.height
    canvas.showPage()


def _qr_modules(data: str) -> list[list[bool]]:
    """The rows of a QR code; none where no code holds that much."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    try:
        code = QrCodeWidget(data, barLevel="M").qr
        code.make()
    except Exception:  # reportlab raises no narrower one
        _logger.exception("these %d characters do not fit into a QR code; it is left out", len(data))
        return []
    return [[bool(module) for module in row] for row in code.modules]


def _draw_qr(canvas: Any, modules: list[list[bool]], x: float, y: float) -> None:  # noqa: ANN401
    """Fill the code as one shape: drawn module by module, viewers leave white seams between them."""
    side = _QR_SIZE / len(modules)
    shape = canvas.beginPath()
    for number, row in enumerate(modules, start=1):
        column = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                shape.rect(x + column * side, y + _QR_SIZE - number * side, width * side, side)
            column += width
    canvas.drawPath(shape, stroke=0, fill=1)


@cache
def _glyphs(name: str) -> frozenset[int]:
    """The characters that a font has."""
    return frozenset(_font(name).face.charToGlyph)


def _font(name: str) -> Any:  # noqa: ANN401
    from reportlab.pdfbase import pdfmetrics

    return pdfmetrics.getFont(name)


@cache
def _fonts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the fonts for regular and for bold type, the preferred first."""
    stand_ins = tuple(name for name in [_register(path) for path in _stand_in_fonts()] if name)
    for regular, bold in (*SYSTEM_FONTS, BUNDLED_FONTS):
        names = _register(regular), _register(bold)
        if names[0] and names[1]:
            return (names[0], *stand_ins), (names[1], *stand_ins)
    raise RuntimeError("reportlab came without its fonts")


def _register(path: str) -> str | None:
    """Load a font; None where there is none or it cannot be read."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    if Path(path).is_absolute() and not Path(path).is_file():
        return None
    with contextlib.suppress(TTFError, OSError):
        pdfmetrics.registerFont(TTFont(Path(path).stem, path))
        return Path(path).stem
    return None


def _stand_in_fonts() -> list[str]:
    spec = find_spec("barcode")
    folders = spec.submodule_search_locations if spec else None
    return [str(Path(folder) / "fonts" / "DejaVuSansMono.ttf") for folder in folders or ()]


# The type, for what else is printed

Face = _Face
fonts = _fonts
