"""A receipt or report as a document of lines, before anyone draws it.

The blocks say what stands there, never how wide the paper is: `printers` lays them out on a roll or a page.
"""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Style(StrEnum):
    """How strong a line is: large is double height."""

    NORMAL = "normal"
    BOLD = "bold"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text, wrapped where the paper is narrower."""

    text: str
    align: Align = Align.LEFT
    style: Style = Style.NORMAL


@dataclass(frozen=True, slots=True)
class Pair:
    """A text on the left and a figure on the right of one line; a long left part wraps, the figure is never cut."""

    left: str
    right: str
    style: Style = Style.NORMAL
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """A row of a small table, as in the VAT summary: the first cell left, the others right, columns of equal width."""

    cells: tuple[str, ...]
    style: Style = Style.NORMAL


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of at least 30 mm, centred."""

    data: str


@dataclass(frozen=True, slots=True)
class Barcode:
    """Bars (Code 128) that every scanner reads, centred; what they say stands in a text beside them."""

    data: str


Block = Text | Pair | Columns | Rule | Space | QrCode | Barcode


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed as one piece of paper."""

    title: str
    language: str
    blocks: tuple[Block, ...]
