"""Lays a document out on a roll of 32, 42 or 48 characters.

A pure function: the same document gives the same lines, whether they go to a printer or to a screen. Texts wrap on
words; a figure is never cut and never parted from its line.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kasse.receipt import Align, Barcode, Block, Columns, Document, Pair, QrCode, Rule, Space, Style, Text

Measure = Callable[[str], float]
"""The width of a text: in characters on a roll, in points in a PDF. Only ever a sum over its characters."""

_NARROWEST = 0.3
"""The share of the paper that a text beside a figure needs; with less it stands on lines of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the roll: a text no wider than the paper, or the place of a QR code or of bars."""

    text: str = ""
    style: Style = Style.NORMAL
    qr: QrCode | None = None
    barcode: Barcode | None = None


def lay_out(document: Document, columns: int) -> tuple[Line, ...]:
    """The lines of a document on paper of `columns` characters."""
    return tuple(line for block in document.blocks for line in _lines(block, columns))


def as_text(document: Document, columns: int) -> str:
    """The document as plain text; a QR code is shown by its place only."""
    return "".join(f"{_plain(line, columns)}\n" for line in lay_out(document, columns))


def clean(text: str) -> str:
    """`text` in composed characters, without any that would steer a printer or shift the columns unseen."""
    return "".join(map(_harmless, unicodedata.normalize("NFC", text)))


def display_width(text: str) -> int:
    """How many columns a text takes: an East Asian wide character two, a combining one none."""
    return len(text) if text.isascii() else sum(map(_cell_width, text))


def wrap(text: str, room: float, measure: Measure = display_width) -> list[str]:
    """Break a text on its words; only a word wider than the room is broken itself."""
    if measure(text) <= room:
        return [text]
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= room:
            line = longer
            continue
        *full, last = _pieces(word, room, measure)
        lines += [line, *full] if line else full
        line = last
    return [*lines, line]


def beside(
    text: str, figure: float, room: float, gap: float, measure: Measure = display_width
) -> tuple[list[str], bool]:
    """Break a text that stands left of a figure of the given width.

    Returns:
        The lines, and whether the last of them has room for the figure; if not, the figure goes below them.
    """
    narrow = room - figure - gap
    breaks_word = any(narrow < measure(word) <= room for word in text.split())
    if not text or (narrow >= room * _NARROWEST and not breaks_word):
        return wrap(text, narrow, measure) if text else [""], True
    lines = wrap(text, room, measure)
    return lines, measure(lines[-1]) <= narrow


def column_widths(
    cells: Sequence[str], room: float, equal: float, gap: float, measure: Measure = display_width
) -> list[float] | None:
    """The widths of all columns but the first, which gives way to them; None where the figures need lines each."""
    needed = [measure(cell) + gap for cell in cells[1:]]
    for widths in ([max(equal, width) for width in needed], needed):
        if sum(widths) <= room:
            return widths
    return None


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "?"
    return "" if category == "Cf" else char


def _cell_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(word: str, room: float, measure: Measure) -> list[str]:
    pieces = [""]
    taken = 0.0
    for char in word:
        width = measure(char)
        if pieces[-1] and taken + width > room:
            pieces.append("")
            taken = 0.0
        pieces[-1] += char
        taken += width
    return pieces


def _lines(block: Block, columns: int) -> list[Line]:
    match block:
        case Text():
            return [Line(text, block.style) for text in _text(block, columns)]
        case Pair():
            return [Line(text, block.style) for text in _pair(block, columns)]
        case Columns():
            return [Line(text, block.style) for text in _columns(block, columns)]
        case Rule():
            return [Line("-" * columns)]
        case Space():
            return [Line()]
        case QrCode():
            return [Line(qr=block)]
        case Barcode():
            return [Line(barcode=block)]


def _text(block: Text, columns: int) -> list[str]:
    lines = (line for part in block.text.splitlines() or [""] for line in wrap(clean(part), columns))
    return [_aligned(line, block.align, columns) for line in lines]


def _pair(block: Pair, columns: int) -> list[str]:
    indent = min(max(block.indent, 0), columns // 2)
    lines = _figure_row(clean(block.left).rstrip(), clean(block.right).strip(), columns - indent)
    return [(" " * indent + line).rstrip() for line in lines]


def _columns(block: Columns, columns: int) -> list[str]:
    cells = [clean(cell).strip() for cell in block.cells] or [""]
    widths = column_widths(cells, columns, columns // len(cells), 1)
    if widths is None:
        figures = [line for cell in cells[1:] for line in wrap(cell, columns)]
        return [*wrap(cells[0], columns), *(_right(figure, columns) for figure in figures)]
    tail = "".join(_right(cell, int(width)) for cell, width in zip(cells[1:], widths, strict=True))
    return _figure_row(cells[0], tail.lstrip(), columns)


def _figure_row(left: str, figure: str, room: int) -> list[str]:
    width = display_width(figure)
    if not figure:
        return wrap(left, room)
    if width > room:
        return [*(wrap(left, room) if left else []), *(_right(piece, room) for piece in wrap(figure, room))]
    lines, shared = beside(left, width, room, 1)
    last = lines.pop() if shared else ""
    return [*lines, last + _right(figure, room - display_width(last))]


def _aligned(text: str, align: Align, columns: int) -> str:
    if align is Align.LEFT:
        return text.rstrip()
    return _center(text, columns) if align is Align.CENTER else _right(text.strip(), columns)


def _right(text: str, columns: int) -> str:
    return " " * (columns - display_width(text)) + text


def _center(text: str, columns: int) -> str:
    text = text.strip()
    return " " * ((columns - display_width(text)) // 2) + text


def _plain(line: Line, columns: int) -> str:
    if line.barcode is not None:
        return _center("[|||||]", columns)
    return _center("[QR]", columns) if line.qr else line.text
