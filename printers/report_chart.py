"""A report's chart on paper, for black and white: series differ by their grey and their hatching or dashes."""

from typing import Any

from kasse.books.reports import Chart, ChartKind, Kind
from kasse.formats import amount_text, quantity_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.texts import current_language, number_signs
from printers.layout import clean
from printers.pdf import _Face, _fonts

_GREYS = (0.25, 0.65, 0.85)
_DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 2))
_BAR = 13.0
_NAMES = 150.0


def chart_height(chart: Chart) -> float:
    """The room it takes, its title and legend included."""
    legend = 14.0 if len(chart.series) > 1 else 0.0
    if chart.kind is ChartKind.LYING:
        return (
            18.0
            + legend
            + len(chart.labels) * _BAR * max(1, len(chart.series)) * (1 if len(chart.series) == 1 else 0.75)
        )
    return 180.0 + legend


def value_text(value: int, kind: Kind, *, short: bool = False) -> str:
    """A figure at a bar or an axis; on an axis without cents."""
    language = current_language()
    if kind is Kind.MONEY:
        text = amount_text(Money(value), language)
        return text[:-3] if short and value % 100 == 0 else text
    if kind is Kind.QUANTITY:
        return quantity_text(Quantity(value), language)
    return f"{value:,}".replace(",", number_signs(language)[1])


def steps(low: int, high: int) -> list[int]:
    """Round values for an axis from one end to the other, 0 among them, four to seven of them."""
    low, high = min(0, low), max(0, high)
    width = max(1, high - low)
    step = 1
    while width // step > 6:
        step *= 10
    for finer in (step // 5, step // 2):
        if finer and width // finer <= 6:
            step = finer
            break
    first = low // step
    last = max(first + 1, -(-high // step))
    return [step * number for number in range(first, last + 1)]


class _Drawing:
    """The chart's field on the page, with its type."""

    def __init__(self, canvas: Any, chart: Chart, x: float, y: float, width: float, height: float) -> None:  # noqa: ANN401
        regular, bold = _fonts()
        self.canvas, self.chart = canvas, chart
        self.x, self.y, self.width, self.height = x, y, width, height
        self.small, self.strong = _Face(regular, 7.5, 10.0), _Face(bold, 9.0, 12.0)
        self.top = y + height

    def title(self) -> None:
        """What it shows, and which grey is what."""
        self.strong.write(self.canvas, self.x, self.top, clean(self.chart.title))
        self.top -= 16
        if len(self.chart.series) < 2:
            return
        x = self.x
        for number, series in enumerate(self.chart.series):
            if self.chart.kind is ChartKind.LINES:
                self._line(number, [(x, self.top - 5), (x + 18, self.top - 5)])
            else:
                self._bar(number, x, self.top - 9, 18, 8)
            name = clean(series.name)
            self.small.write(self.canvas, x + 23, self.top, name)
            x += 23 + self.small.measure(name) + 18
        self.top -= 14

    def _bar(self, number: int, x: float, y: float, width: float, height: float) -> None:
        """A bar of a series: dark, grey, or hatched; all with an outline."""
        canvas = self.canvas
        canvas.saveState()
        canvas.setLineWidth(0.5)
        canvas.setFillGray(_GREYS[number % 3])
        canvas.rect(x, y, width, height, stroke=1, fill=1)
        if number % 3:
            path = canvas.beginPath()
            path.rect(x, y, width, height)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.setLineWidth(0.4)
            reach = int(max(width, height)) * 2
            for offset in range(-reach, reach, 4):
                slope = reach if number % 3 == 1 else -reach
                canvas.line(x + offset, y, x + offset + slope, y + reach)
        canvas.restoreState()

    def _line(self, number: int, points: list[tuple[float, float]]) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setLineWidth(1.4)
        canvas.setDash(*((list(_DASHES[number % 3]), 0) if _DASHES[number % 3] else ([], 0)))
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()

    # Bars that lie

    def lying(self) -> None:
        """A bar per name, with its figure at its end."""
        chart = self.chart
        values = [value for series in chart.series for value in series.values if value is not None]
        low, high = min(0, *values), max(0, *values)
        figures = max(self.small.measure(value_text(value, chart.values)) for value in values)
        room = self.width - _NAMES - figures - 14
        scale = room / max(1, high - low)
        zero = self.x + _NAMES + -low * scale
        count = len(chart.series)
        pitch = _BAR * (1 if count == 1 else 0.75)
        y = self.top
        for index, label in enumerate(chart.labels):
            self._label(label, y, pitch * count)
            for number, series in enumerate(chart.series):
                self._lying_bar(number, series.values[index], zero, scale, y - pitch * number, pitch)
            y -= pitch * count
        self.canvas.setLineWidth(0.6)
        self.canvas.line(zero, self.top, zero, y)

    def _label(self, label: str, y: float, room: float) -> None:
        text = clean(label)
        while len(text) > 1 and self.small.measure(text) > _NAMES - 6:
            text = text[:-2].rstrip() + "…"
        self.small.write(self.canvas, self.x, y - (room - self.small.leading) / 2, text)

    def _lying_bar(self, number: int, value: int | None, zero: float, scale: float, y: float, pitch: float) -> None:
        if value is None:
            return
        length = value * scale
        self._bar(number, min(zero, zero + length), y - pitch + 2, max(0.3, abs(length)), pitch - 3)
        text = value_text(value, self.chart.values)
        self.small.write(self.canvas, max(zero, zero + length) + 4, y - (pitch - self.small.leading) / 2, text)

    # Over time

    def standing(self) -> None:
        """Bars side by side or lines, over an axis with round figures."""
        chart = self.chart
        values = [value for series in chart.series for value in series.values if value is not None] or [0]
        marks = steps(min(values), max(values))
        names = [value_text(mark, chart.values, short=True) for mark in marks]
        left = self.x + max(self.small.measure(name) for name in names) + 6
        bottom = self.y + 16
        room = self.top - bottom - 4
        scale = room / max(1, marks[-1] - marks[0])
        for mark, name in zip(marks, names, strict=True):
            y = bottom + (mark - marks[0]) * scale
            self.canvas.setLineWidth(0.6 if mark == 0 else 0.25)
            self.canvas.setStrokeGray(0 if mark == 0 else 0.75)
            self.canvas.line(left, y, self.x + self.width, y)
            self.small.write(self.canvas, left - 4 - self.small.measure(name), y + 5, name)
        self.canvas.setStrokeGray(0)
        step = (self.x + self.width - left) / max(1, len(chart.labels))
        zero = bottom - marks[0] * scale
        if chart.kind is ChartKind.LINES:
            self._lines(left, step, zero, scale)
        else:
            self._bars(left, step, zero, scale)
        self._below(left, step, bottom)

    def _bars(self, left: float, step: float, zero: float, scale: float) -> None:
        count = len(self.chart.series)
        width = step * 0.76 / count
        for number, series in enumerate(self.chart.series):
            for index, value in enumerate(series.values):
                if value:
                    x = left + index * step + step * 0.12 + number * width
                    self._bar(number, x, min(zero, zero + value * scale), width, abs(value * scale))

    def _lines(self, left: float, step: float, zero: float, scale: float) -> None:
        for number, series in enumerate(self.chart.series):
            points = [
                (left + (index + 0.5) * step, zero + value * scale)
                for index, value in enumerate(series.values)
                if value is not None
            ]
            if points:
                self._line(number, points)

    def _below(self, left: float, step: float, bottom: float) -> None:
        """Names under the axis, as many as have room."""
        widest = max((self.small.measure(clean(label)) for label in self.chart.labels), default=1.0) + 6
        every = max(1, -(-int(widest) // max(1, int(step))))
        for index, label in enumerate(self.chart.labels):
            if index % every == 0:
                text = clean(label)
                middle = left + (index + 0.5) * step
                self.small.write(self.canvas, middle - self.small.measure(text) / 2, bottom - 3, text)


def draw_chart(canvas: Any, chart: Chart, x: float, y: float, width: float, height: float) -> None:  # noqa: ANN401
    """Draw a chart into a field of the page, y being its lower edge."""
    drawing = _Drawing(canvas, chart, x, y, width, height)
    drawing.title()
    if chart.kind is ChartKind.LYING:
        drawing.lying()
    else:
        drawing.standing()
