"""From a scanned code to its painted line: the real window, the real store thread, every draft saved."""

import gc
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from kasse.demo import catalogue
from kasse.till import Till
from tests.bench import shops
from tests.bench.measure import Row, Times, timed_row
from ui import last_state, theme
from ui.app import Assembly
from ui.checkout.model import BasketModel
from ui.tasks import StoreThread

FRAME = 16.7
A_BASKET = 10


class _Painted(QObject):
    """Remembers how many rows the basket had when it was painted last."""

    def __init__(self, model: BasketModel) -> None:
        super().__init__()
        self._model = model
        self.rows = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.rows = len(self._model.rows)
        return False


class _Window:
    """A till's window on a shop of its own, its shift open."""

    def __init__(self, file: Path) -> None:
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        theme.apply(app)
        self._app = app
        self._assembly = Assembly(last_state.read(file), lambda: Till(file), StoreThread(_raise))
        self._assembly.window.resize(1366, 768)
        self._assembly.window.show()
        self._wait(lambda: self._assembly.flow is not None)
        self._page = self._assembly.window.page
        self._painted = _Painted(self._page.model)
        self._page.basket.viewport().installEventFilter(self._painted)

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not ready():
            self._app.processEvents()
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not answer")

    def scan(self, code: str) -> None:
        """Scan a code, and return once its line is painted."""
        before = self._painted.rows
        self._page.scan.entered.emit(code)
        self._wait(lambda: self._painted.rows > before)

    def pay(self) -> None:
        """Exact cash: F12 twice."""
        flow = self._assembly.flow
        assert flow is not None
        flow.commands["pay"]()
        flow.commands["pay"]()
        self._wait(lambda: self._painted.rows == 0)

    def close(self) -> None:
        """Close the window and the shop."""
        self._assembly.window.close()
        self._assembly.close()


def _raise(error: BaseException) -> None:
    raise error


def _codes() -> Iterator[str]:
    """Articles that sell without a question, the best sellers first."""
    for product in catalogue.products():
        if product.price is not None and product.unit == "piece" and not product.age_limit:
            yield product.code


def rows(scans: int) -> Iterator[Row]:
    """Time so many scans, ten to a basket."""
    file = shops.copy_of(shops.german_shop(), "painting.sqlite")
    shops.open_shop(file).till.close()
    codes = list(islice(_codes(), scans))
    catalogue.forget()
    window, times = _Window(file), Times()
    gc.collect()
    for start in range(0, scans, A_BASKET):
        for code in codes[start : start + A_BASKET]:
            times.run(lambda code=code: window.scan(code))  # type: ignore[misc]
        window.pay()
    window.close()
    shops.remove(file)
    contract = f"under {FRAME} ms at p99 (a frame at 60 Hz)"
    yield timed_row("scan to painted line, in the window", times, contract, times.p99 < FRAME)
