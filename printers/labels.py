"""Shelf labels as a PDF: name, price, unit price (PAngV), bar code, deposit and day; on sheets or one by one.

A label is in the shop's language. The deposit stands beside the price and is never part of it (section 7 PAngV).
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from kasse.barcodes.keys import has_check_digit, is_digits
from kasse.books.prices import Label
from kasse.catalog import Unit
from kasse.formats import amount_text, date_text
from kasse.money import Money
from kasse.texts import N_, translator
from kasse.unit_price import UnitPrice, unit_price_text
from printers.layout import clean, wrap
from printers.pdf import MM, Face, fonts


class Sheet(NamedTuple):
    """A kind of label paper, in millimetres; a page of one label is a roll."""

    name: str
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]

    @property
    def places(self) -> int:
        """Labels on a page."""
        return self.columns * self.rows


SHEETS = {
    "70x37": Sheet(N_("A4, 70 × 37 mm"), (210, 297), 3, 8, (70, 37)),
    "48x25": Sheet(N_("A4, 48.5 × 25.4 mm"), (210, 297), 4, 10, (48.5, 25.4)),
    "62x29": Sheet(N_("Roll, 62 × 29 mm"), (62, 29), 1, 1, (62, 29)),
}
USUAL = "70x37"
"""The sheet where nobody chose another."""

PER = {Unit.PIECE: "", Unit.KILOGRAM: N_("per kg"), Unit.LITRE: N_("per l"), Unit.METRE: N_("per m")}

EAN_SIZES = {8: 67, 13: 95}
"""Modules of a code's bars."""
QUIET = 9
"""Modules behind the bars that stay white; before them the rim is."""
THINNEST = 0.26
"""Millimetres of a module: thinner ones are hard to read (GenSpecs: 80 % of 0.33)."""
FOOT = 6.2
"""The size of the last line, in points on a label of 60 x 29 mm."""
EURO = 0.55
"""The sign's size beside its figure."""
NARROW = 55.0
"""A label that is less wide has its price above the bars."""
WIDEST = 36.0
"""Millimetres that bars may take, or there is no room for the price."""


def render(labels: Sequence[Label], sheet: str = USUAL, *, language: str = "de", skip: int = 0) -> bytes:
    """All labels as a PDF; the first `skip` places of the first page are left, as where some were used before."""
    from reportlab.pdfgen.canvas import Canvas

    kind = SHEETS[sheet]
    output = io.BytesIO()
    canvas = Canvas(output, pageCompression=1, lang=language)
    canvas.setTitle(translator(language)(N_("Shelf labels")))
    canvas.setCreator("Kasse")
    for page in _pages(labels, kind, skip % kind.places):
        canvas.setPageSize((kind.page[0] * MM, kind.page[1] * MM))
        for place, label in page:
            x, y = _corner(kind, place)
            _Drawing(canvas, x, y, kind, language).draw(label)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def markdown_label(
    name: str,
    price: Money,
    before: Money,
    code: str,
    *,
    unit_price: UnitPrice | None = None,
    best_before: str = "",
    language: str = "de",
) -> bytes:
    """One label for goods that must go: the reduced price, large, the one before, and the code that sells it so.

    `best_before` is the day as it is printed. It is the reason that section 11 (4) PAngV wants to be named, so that
    no lowest price of 30 days need be said.
    """
    say = translator(language)
    told = say(N_("Reduced, was {price} €")).format(price=amount_text(before, language))
    if best_before:
        told += " · " + say(N_("best before {day}")).format(day=best_before)
    return _one(Label(name, code, price, Unit.PIECE, unit_price), told, language)


def _one(label: Label, told: str, language: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    kind, output = SHEETS["62x29"], io.BytesIO()
    canvas = Canvas(output, pagesize=(kind.page[0] * MM, kind.page[1] * MM), pageCompression=1, lang=language)
    canvas.setTitle(clean(label.name))
    canvas.setCreator("Kasse")
    _Drawing(canvas, 0, kind.page[1] * MM, kind, language).draw(label, told)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _pages(labels: Iterable[Label], kind: Sheet, skip: int) -> Iterator[list[tuple[int, Label]]]:
    left, first = iter(labels), skip
    while page := list(enumerate(islice(left, kind.places - first), first)):
        yield page
        first = 0


def _corner(kind: Sheet, place: int) -> tuple[float, float]:
    """The upper left corner of a place in points; the labels lie in the middle of the page."""
    row, column = divmod(place, kind.columns)
    around = [(page - many * size) / 2 for page, many, size in zip(kind.page, _grid(kind), kind.label, strict=True)]
    return (around[0] + column * kind.label[0]) * MM, (kind.page[1] - around[1] - row * kind.label[1]) * MM


def _grid(kind: Sheet) -> tuple[int, int]:
    return kind.columns, kind.rows


class _Drawing:
    """One label, from its upper left corner."""

    def __init__(self, canvas: Any, x: float, top: float, kind: Sheet, language: str) -> None:  # noqa: ANN401 - reportlab has no types
        self._canvas, self._language = canvas, language
        width, height = kind.label[0] * MM, kind.label[1] * MM
        self._scale = min(height / (29 * MM), width / (60 * MM))
        self._narrow = kind.label[0] < NARROW
        rim = min(4.0, 2.5 * self._scale + 0.5) * MM if kind.columns > 1 else 2 * MM
        self._x, self._top, self._bottom = x + rim, top - min(rim, 2.5 * MM), top - height + min(rim, 2.5 * MM)
        self._room = width - 2 * rim

    def draw(self, label: Label, told: str = "") -> None:
        """Name above, bars at the left, price at the right, and what the law wants below it."""
        below = self._name(label.name)
        foot = self._foot(label, told)
        wide, high = self._bars(label.code, foot)
        beside = self._beside(label, foot)
        if self._narrow:
            self._price(label, below, max(high, beside), self._room)
        else:
            self._price(label, below, beside, self._room - wide)

    def _face(self, size: float, *, bold: bool = False) -> Face:
        size *= self._scale
        return Face(fonts()[1 if bold else 0], size, size * 1.2)

    def _name(self, name: str) -> float:
        """In up to two lines; gives where the next one begins."""
        face = self._face(9.5, bold=True)
        lines = wrap(clean(name), self._room, face.measure)
        if len(lines) > 2:
            face = self._face(8.0, bold=True)
            lines = wrap(clean(name), self._room, face.measure)
        if len(lines) > 2:
            lines = [lines[0], _cut(" ".join(lines[1:]), self._room, face)]
        top = self._top
        for line in lines:
            face.write(self._canvas, self._x, top, line)
            top -= face.leading
        return top

    def _foot(self, label: Label, told: str) -> float:
        """The small line: unit price where it is short of room, the reason, the day; gives its upper edge."""
        face = self._face(FOOT)
        say, language = translator(self._language), self._language
        if label.lowest is not None:
            told = say(N_("Lowest price of the last 30 days: {price} €")).format(
                price=amount_text(label.lowest, language)
            )
        told = told or self._deposit(label)
        day = "" if label.day is None else date_text(label.day, language)
        top = self._bottom + face.leading
        room = self._room - (face.measure(day) + 4 if day else 0)
        if told:
            wide = face.measure(told)
            fitting = face if wide <= room else self._face(FOOT * room / wide)
            fitting.write(self._canvas, self._x, top - (face.leading - fitting.leading) / 2, told)
        if day:
            face.write(self._canvas, self._x + self._room - face.measure(day), top, day)
        return top

    def _price(self, label: Label, above: float, below: float, room: float) -> None:
        """Right-aligned, as large as there is room."""
        text, high = amount_text(label.price, self._language), (above - below) / self._scale
        face = self._face(high, bold=True)
        wide = face.measure(text) + face.measure(" €") * EURO
        if wide > room:
            face = self._face(high * room / wide, bold=True)
        euro = Face(face.fonts, face.size * EURO, face.leading)
        right, top = self._x + self._room, (above + below + face.leading) / 2
        face.write(self._canvas, right - face.measure(text) - euro.measure(" €"), top, text)
        lower = top - (face.size - euro.size) * 0.36  # both stand on one line
        euro.write(self._canvas, right - euro.measure("€"), lower, "€")

    def _deposit(self, label: Label) -> str:
        if label.deposit is None:
            return ""
        amount = amount_text(label.deposit, self._language)
        return translator(self._language)(N_("plus {amount} € deposit")).format(amount=amount)

    def _beside(self, label: Label, foot: float) -> float:
        """The unit price, and what the price is for where that is no piece; gives their upper edge."""
        top, language = foot, self._language
        lines = [(8.0, translator(language)(PER[label.unit]) if PER[label.unit] else "")]
        lines.append((8.0, unit_price_text(label.unit_price, language)))
        if label.lowest is not None:  # which stands where the deposit would
            lines.insert(0, (FOOT, self._deposit(label)))
        for size, said in lines:
            if said:
                face = self._face(size)
                top += face.leading
                face.write(self._canvas, self._x + self._room - face.measure(said), top, said)
        return top

    def _bars(self, code: str, foot: float) -> tuple[float, float]:
        """The bars, where the code has some; gives how much of the width they take, and their upper edge."""
        digits = code.replace(" ", "")
        face = self._face(6.5)
        if not is_digits(digits):
            face.write(self._canvas, self._x, foot + face.leading, code)
            return face.measure(code) + 6, foot + face.leading
        height = (5 if self._narrow else 8) * MM * self._scale
        drawn = _barcode(digits, max(THINNEST, 0.26 * self._scale) * MM, height)
        if drawn is None:
            return 0.0, foot
        wide, widget = drawn
        face.write(self._canvas, self._x, foot + face.leading, digits)
        widget.drawOn(self._canvas, self._x, foot + face.leading + 0.5)
        return wide, foot + face.leading + height + 1


def _barcode(digits: str, module: float, height: float) -> tuple[float, Any] | None:
    """EAN-13 and EAN-8 where it is one, Code 128 else; None where it would be too wide to be read."""
    from reportlab.graphics.barcode import code128
    from reportlab.graphics.barcode.eanbc import Ean8BarcodeWidget, Ean13BarcodeWidget

    number = digits.zfill(13) if len(digits) == 12 else digits
    if len(number) in EAN_SIZES and has_check_digit(number):
        kind = Ean13BarcodeWidget if len(number) == 13 else Ean8BarcodeWidget
        wide = EAN_SIZES[len(number)] + QUIET
        return wide * module, _Bars(kind(number), module, height, wide)
    widget = code128.Code128(digits, barWidth=module, barHeight=height, quiet=False)
    return (widget.width + QUIET * module, widget) if widget.width < WIDEST * MM else None


class _Bars:
    """reportlab's EAN widget, drawn as bars alone: their number stands below in our own type."""

    def __init__(self, widget: Any, module: float, height: float, wide: int) -> None:  # noqa: ANN401
        widget.barWidth, widget.barHeight, widget.humanReadable, widget.quiet = module, height, False, False
        self._widget = widget
        self._size = wide * module, height

    def drawOn(self, canvas: Any, x: float, y: float) -> None:  # noqa: ANN401 - reportlab's name
        """Draw it with its lower left corner there."""
        from reportlab.graphics import renderPDF
        from reportlab.graphics.shapes import Drawing

        drawing = Drawing(*self._size)
        drawing.add(self._widget)
        renderPDF.draw(drawing, canvas, x, y, showBoundary=False)


def _cut(text: str, room: float, face: Face) -> str:
    if face.measure(text) <= room:
        return text
    while text and face.measure(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"
