"""A chart of a report, drawn by pyqtgraph; whoever imports this module loads it.

It is read by eye, by the pointer, by the arrow keys and by a screen reader; it is never dragged or zoomed, since a
wheel that turns by chance must not hide a figure.
"""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.books.reports import Chart, ChartKind, Kind
from kasse.texts import _
from ui import theme
from ui.figures.inks import MOST, Ink, inks, swatch
from ui.figures.written import tick_text, value_text

BAR = 0.76
"""How much of a label's place its bars take together."""
LYING_HIGH = 21
"""How high a bar that lies must be at 100 % to be read; those for which there is no room are in the table."""
NAME = 22
"""So many letters of a name stand beside a bar that lies."""


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis in money, pieces or counts, in the language of the screen."""

    def __init__(self, orientation: str, kind: Kind) -> None:
        super().__init__(orientation)
        self._kind = kind
        self.enableAutoSIPrefix(False)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """The ticks as text."""
        del scale
        unit = {Kind.MONEY: 100, Kind.QUANTITY: 1000}.get(self._kind, 1)
        return [tick_text(round(value), self._kind, whole=round(spacing) % unit == 0) for value in values]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Nothing between two whole values, and no more lines than help the eye."""
        least = {Kind.MONEY: 1, Kind.QUANTITY: 1000}.get(self._kind, 1)
        spacing = super().tickSpacing(low, high, size)
        return [(max(least, spacing[0][0]), 0)]


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """The drawing alone."""

    def __init__(self, chart: Chart, palette: QPalette) -> None:
        lying = chart.kind is ChartKind.LYING
        self._mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = "right" if self._mirrored else "left"
        value = ValueAxis("bottom" if lying else side, chart.values)
        names = pg.AxisItem(side if lying else "bottom")
        super().__init__(axisItems={"bottom": value if lying else names, side: names if lying else value})
        self.chart, self._names, self._value = chart, names, value
        self._palette = palette
        self.inks = inks(palette)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFrameShape(self.Shape.NoFrame)
        plot = self.getPlotItem()
        for name in ("left", "right", "top", "bottom"):
            plot.showAxis(name, name in ("bottom", side))
        view = plot.getViewBox()
        view.setMouseMode(view.PanMode)
        view.invertX(self._mirrored)
        view.invertY(lying)
        view.setDefaultPadding(0.02)
        self._draw()

    # Drawing

    def _draw(self) -> None:
        self.setBackground(self._palette.color(QPalette.ColorRole.Base))
        line = QPen(self._palette.color(QPalette.ColorRole.Mid), 1)
        for axis in (self._names, self._value):
            axis.setPen(line)
            axis.setTextPen(self._palette.color(QPalette.ColorRole.Text))
            axis.setStyle(tickFont=theme.font(theme.SMALL), tickLength=0)
        self._value.setGrid(60)
        mark = QPen(self._palette.color(QPalette.ColorRole.Text), theme.px(1), Qt.PenStyle.DotLine)
        mark.setCosmetic(True)
        self._marker = pg.InfiniteLine(angle=0 if self.chart.kind is ChartKind.LYING else 90, pen=mark)
        self._marker.setZValue(10)
        self._marker.hide()
        self.addItem(self._marker)
        draw = self._draw_lines if self.chart.kind is ChartKind.LINES else self._draw_bars
        for number, series in enumerate(self.chart.series[:MOST]):
            draw(number, series.values, self.inks[number])
        self._fit_names()
        self._fit_range()

    def _draw_bars(self, number: int, values: Sequence[int | None], ink: Ink) -> None:
        count = min(MOST, len(self.chart.series))
        width = BAR / count
        places = [place - BAR / 2 + width * (number + 0.5) for place in range(len(values))]
        heights = [value or 0 for value in values]
        shape: dict[str, Any] = (
            {"x0": 0, "width": heights, "y": places, "height": width * 0.92}
            if self.chart.kind is ChartKind.LYING
            else {"x": places, "width": width * 0.92, "height": heights}
        )
        self.addItem(pg.BarGraphItem(**shape, brush=ink.brush(), pen=QPen(ink.colour, 0)))

    def _draw_lines(self, number: int, values: Sequence[int | None], ink: Ink) -> None:
        del number
        places = [place for place, value in enumerate(values) if value is not None]
        heights = [value for value in values if value is not None]
        markers = len(places) <= 40
        self.plot(
            places, heights, pen=ink.pen(2), antialias=True,
            symbol=ink.marker if markers else None, symbolSize=theme.px(7), symbolBrush=ink.colour, symbolPen=None,
        )  # fmt: skip

    def _fit_range(self) -> None:
        values = [value for series in self.chart.series[:MOST] for value in series.values if value is not None]
        low, high = min([0, *values]), max([0, *values])
        room = max(1, (high - low) // 12)
        low, high = low - (room if low < 0 else 0), high + room
        ends = (-0.6, len(self.chart.labels) - 0.4)
        if self.chart.kind is ChartKind.LYING:
            fitting = max(3, (self.height() - theme.px(30)) // theme.px(LYING_HIGH))
            self.setRange(xRange=(low, high), yRange=(-0.6, min(len(self.chart.labels), fitting) - 0.4), padding=0)
        else:
            self.setRange(xRange=ends, yRange=(low, high), padding=0)

    def _fit_names(self) -> None:
        """As many names as there is room for, always the first one."""
        labels = self.chart.labels
        if self.chart.kind is ChartKind.LYING:
            short = [label if len(label) <= NAME else label[: NAME - 1] + "…" for label in labels]
            self._names.setTicks([list(enumerate(short))])
            return
        metrics = QFontMetrics(theme.font(theme.SMALL))
        widest = max((metrics.horizontalAdvance(label) for label in labels), default=1) + theme.px(12)
        fitting = max(1, max(self.width(), 200) // widest)
        step = max(1, -(-len(labels) // fitting))
        self._names.setTicks([[(place, labels[place]) for place in range(0, len(labels), step)]])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        if hasattr(self, "_marker") and self.getPlotItem() is not None:  # made, and not closed yet
            self._fit_names()
            self._fit_range()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, never the chart."""
        event.ignore()

    # Reading

    def place_at(self, position: QPointF) -> int | None:
        """Which label the pointer is at; None beside the drawing."""
        view = self.getPlotItem().getViewBox()
        if not view.sceneBoundingRect().contains(position):
            return None
        point = view.mapSceneToView(position)
        place = round(point.y() if self.chart.kind is ChartKind.LYING else point.x())
        return place if 0 <= place < len(self.chart.labels) else None

    def mark(self, place: int | None) -> None:
        """Show which label is read."""
        self._marker.setVisible(place is not None)
        if place is not None:
            self._marker.setValue(place)


class ChartPanel(QWidget):
    """A chart with its title, what its series are called, and what is read of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title, self.read_out = QLabel(), QLabel()
        self.title.setObjectName("strong")
        self.read_out.setObjectName("quiet")
        self.read_out.setTextFormat(Qt.TextFormat.PlainText)
        self.read_out.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addLayout(self._legend)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._layout.setSpacing(theme.px(4))
        self._layout.addLayout(head)
        self._layout.addWidget(self.read_out)
        self.chart: Chart | None = None
        self.plot: Plot | None = None
        self.place: int | None = None

    def show_chart(self, chart: Chart | None) -> None:
        """Another chart, or none."""
        self.chart, self.place = chart, None
        if self.plot is not None:
            self._layout.removeWidget(self.plot)
            self.plot.close()
            self.plot.deleteLater()
            self.plot = None
        self.setVisible(chart is not None and bool(chart.labels))
        if chart is None or not chart.labels:
            return
        self.title.setText(chart.title)
        self.plot = Plot(chart, self.palette())
        self.plot.scene().sigMouseMoved.connect(self._pointed)
        self._layout.insertWidget(1, self.plot, 1)
        self._name_series(chart)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(description(chart))
        self._read(None)

    def _name_series(self, chart: Chart) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if len(chart.series) < 2 or self.plot is None:
            return
        for series, ink in zip(chart.series[:MOST], self.plot.inks, strict=False):
            picture, name = QLabel(), QLabel(series.name)
            picture.setPixmap(swatch(ink, line=chart.kind is ChartKind.LINES))
            self._legend.addWidget(picture)
            self._legend.addWidget(name)

    # Reading

    def _pointed(self, position: QPointF) -> None:
        if self.plot is not None:
            self._read(self.plot.place_at(position))

    def _read(self, place: int | None) -> None:
        self.place = place
        if self.chart is None or self.plot is None:
            return
        self.plot.mark(place)
        self.read_out.setText(_("Point, or ← →") if place is None else read(self.chart, place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from label to label."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if self.chart is None or step is None:
            super().keyPressEvent(event)
            return
        if self.isRightToLeft() and event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            step = -step
        last = len(self.chart.labels) - 1
        start = (0 if step > 0 else last) if self.place is None else self.place + step
        self._read(min(max(start, 0), last))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is read any more."""
        super().focusOutEvent(event)
        self._read(None)

    def changeEvent(self, event: QEvent) -> None:
        """Day or night: drawn anew in the other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.chart is not None:
            self.show_chart(self.chart)


def read(chart: Chart, place: int) -> str:
    """What a chart says at one label."""
    if len(chart.series) == 1:
        return f"{chart.labels[place]}: {value_text(chart.series[0].values[place], chart.values)}"
    said = [f"{series.name} {value_text(series.values[place], chart.values)}" for series in chart.series[:MOST]]
    return f"{chart.labels[place]}: {' · '.join(said)}"


def description(chart: Chart) -> str:
    """A chart for those who cannot see it: the highest and the lowest of each series."""
    said = []
    for series in chart.series[:MOST]:
        known = [(value, place) for place, value in enumerate(series.values) if value is not None]
        if not known:
            continue
        (low, least), (high, most) = min(known), max(known)
        said.append(
            _("{name}: highest {high} at {most}, lowest {low} at {least}.").format(
                name=series.name or chart.title,
                high=value_text(high, chart.values),
                most=chart.labels[most],
                low=value_text(low, chart.values),
                least=chart.labels[least],
            )
        )
    return " ".join(said)
