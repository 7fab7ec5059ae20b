"""A roll of paper: what a receipt printer makes of its bytes, as text and as a picture of 203 dots to the inch.

An interpreter of its own, which shares nothing with python-escpos; QR codes are drawn by segno at level M.
"""

from dataclasses import dataclass, field
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

ROM = {13: "cp857", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858"}
CELL, LINE = 12, 30
"""A character's width and a line's height in dots."""


@dataclass
class Paper:
    """What a printer would have done with some bytes."""

    lines: list[str] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    tall: set[int] = field(default_factory=set)
    codes: list[str] = field(default_factory=list)
    kicks: list[int] = field(default_factory=list)
    fed: list[int] = field(default_factory=list)
    cuts: int = 0
    pages: list[int] = field(default_factory=list)
    drawn: dict[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


class Printer:
    """Interprets ESC/POS; an unknown command is an error."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.paper = Paper()
        self.line = ""
        self.page, self.align, self.bold, self.tall, self.stored = "cp437", 0, False, False, ""
        self.dots = 0

    def read(self, data: bytes) -> Paper:
        position = 0
        while position < len(data):
            byte = data[position]
            if byte in (0x1B, 0x1D):
                position += self.command(data[position:])
            else:
                self.character(byte)
                position += 1
        assert not self.line, "a line was left in the printer"
        return self.paper

    def character(self, byte: int) -> None:
        if byte != 0x0A:
            assert byte >= 0x20, f"control character {byte:#x}"
            self.line += bytes([byte]).decode(self.page)
            return
        number = len(self.paper.lines)
        self.paper.bold |= {number} if self.bold else set()
        self.paper.tall |= {number} if self.tall else set()
        assert len(self.line) <= self.columns
        self.paper.lines.append(self.line)
        self.line = ""

    def command(self, data: bytes) -> int:
        code = data[:2]
        if data[:3] == b"\x1d(k":
            return self.symbol(data)
        if code == b"\x1bp":
            assert data[3:5] == b"22"
            self.paper.kicks.append(data[2])
            return 5
        if code == b"\x1b@":
            assert self.page == "cp437", "reset in the midst of a job"
            return 2
        self.setting(code, data[2])
        return 3

    def setting(self, code: bytes, value: int) -> None:
        if code == b"\x1bt":
            self.paper.pages.append(value)
            self.page = ROM[value]
        elif code == b"\x1bE":
            self.bold = bool(value & 1)
        elif code == b"\x1b!":
            self.tall, self.bold = bool(value & 0x10), bool(value & 0x08)
        elif code == b"\x1ba":
            self.align = value
        elif code == b"\x1bd":
            self.paper.fed.append(value)
        else:
            assert (code, value) == (b"\x1dV", 0), f"unknown command {code!r} {value}"
            self.paper.cuts += 1

    def symbol(self, data: bytes) -> int:
        size = data[3] | data[4] << 8
        kind, function, body = data[5], data[6], data[7 : 5 + size]
        assert kind == 49
        if function == 67:
            self.dots = body[0]
        if function == 80:
            self.stored = body[1:].decode()
        if function == 81:
            assert self.align == 1, "a code is centred"
            self.paper.codes.append(self.stored)
            self.paper.drawn[len(self.paper.lines)] = (self.stored, self.dots)
            self.paper.lines.append(" " * ((self.columns - 4) // 2) + "[QR]")
        return 5 + size


def paper(data: bytes, columns: int = 48) -> Paper:
    return Printer(columns).read(data)


def picture(data: bytes, columns: int) -> Image.Image:
    """The paper as one sees it: 576 dots for 48 columns, 384 for 32, with the margins of its roll."""
    printed = paper(data, columns)
    strips = [_strip(printed, number, line, columns * CELL) for number, line in enumerate(printed.lines)]
    whole = Image.new("L", (columns * CELL + 2 * LINE, sum(strip.height for strip in strips) + 2 * LINE), 255)
    top = LINE
    for strip in strips:
        whole.paste(strip, (LINE, top))
        top += strip.height
    return whole


def _strip(printed: Paper, number: int, line: str, width: int) -> Image.Image:
    if number in printed.drawn:
        return _code(*printed.drawn[number], width)
    height = LINE * 2 if number in printed.tall else LINE
    strip = Image.new("L", (width, LINE), 255)
    pen = ImageDraw.Draw(strip)
    for column, char in enumerate(line):
        pen.text((column * CELL, 1), char, fill=0, font=_font(bold=number in printed.bold))
    return strip.resize((width, height))


def _code(data: str, dots: int, width: int) -> Image.Image:
    code = segno.make_qr(data, error="m", boost_error=False)
    rows = [list(row) for row in code.matrix]
    side = len(rows) * dots
    strip = Image.new("L", (width, side + 2 * LINE), 255)
    pen = ImageDraw.Draw(strip)
    left = (width - side) // 2
    assert left >= 4 * dots, "the code has no white around it"
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                corner = (left + x * dots, LINE + y * dots)
                pen.rectangle((*corner, corner[0] + dots - 1, corner[1] + dots - 1), fill=0)
    return strip


def _font(*, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    import barcode

    folder = Path(barcode.__file__).parent / "fonts"
    size = 20 if bold else 19
    return ImageFont.truetype(str(folder / "DejaVuSansMono.ttf"), size)
