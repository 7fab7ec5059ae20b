"""A place for a chart: pyqtgraph is loaded beside the Qt thread when the first chart is wanted; nobody waits for it.

What is shown meanwhile is the rest of the page.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kasse.books.reports import Chart

if TYPE_CHECKING:
    from ui.figures.chart import ChartPanel
    from ui.pages import Page


class ChartPlace(QWidget):
    """Shows the last chart that was asked for, as soon as it can be drawn."""

    def __init__(self, page: "Page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._wanted: Chart | None = None
        self._asked = False
        self.panel: ChartPanel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_chart(self, chart: Chart | None) -> None:
        """Another chart, or none."""
        self._wanted = chart
        if self.panel is not None or "pyqtgraph" in sys.modules:
            self._draw()
        elif chart is not None and not self._asked:
            self._asked = True
            tasks = self._page.office.tasks
            tasks.device(lambda: import_module("pyqtgraph"), lambda _module: self._draw(), self._page.refuse)

    def _draw(self) -> None:
        if self.panel is None:
            from ui.figures.chart import ChartPanel

            self.panel = ChartPanel(self)
            self._layout.addWidget(self.panel)
        self.panel.show_chart(self._wanted)
