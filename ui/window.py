"""The till's window: the checkout, and one line of state at the foot."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from kasse.texts import _, current_language
from ui.actions import COMMANDS, add_actions
from ui.checkout.page import CheckoutPage
from ui.last_state import LastState

SMALLEST = (1024, 600)
USUAL = (1366, 768)


class Foot(QFrame):
    """Who sells, what is connected, and the time. What needs attention is said here without taking the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setFixedHeight(40)
        self.cashier, self.till, self.tse, self.printer = _label("strong"), _label(), _label(), _label()
        self.training, self.day, self.time = _label("training"), _label(), _label("strong")
        self.training.setText(_("TRAINING"))
        self.training.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 2, 18, 2)
        layout.setSpacing(22)
        for label in (self.cashier, self.till, self.tse, self.printer):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.training)
        layout.addStretch(1)
        layout.addWidget(self.day)
        layout.addWidget(self.time)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self.tick()

    def tick(self) -> None:
        """Show the time of day."""
        now = QDateTime.currentDateTime()
        locale = QLocale(current_language())
        self.day.setText(locale.toString(now, "ddd d.M." if current_language() == "de" else "ddd d MMM"))
        self.time.setText(locale.toString(now, "HH:mm"))

    def show_printer(self, text: str, *, alarm: bool = False) -> None:
        """How the printer is."""
        _state(self.printer, text, alarm=alarm)

    def show_tse(self, text: str, *, alarm: bool = False) -> None:
        """How the fiscal device is."""
        _state(self.tse, text, alarm=alarm)


def _state(label: QLabel, text: str, *, alarm: bool) -> None:
    label.setText(f"● {text}")
    label.setToolTip(text)
    label.setObjectName("attention" if alarm else "")
    label.style().unpolish(label)
    label.style().polish(label)


def _label(name: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class TillWindow(QMainWindow):
    """The window, with every command on its key. Until `serve` is called commands do nothing."""

    def __init__(self, state: LastState, on_close: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._on_close = on_close
        self._handlers: Mapping[str, Callable[[], None]] = {}
        self.page, self.foot = CheckoutPage(state), Foot()
        self.show_shop(state.shop_name, training=state.training)
        central = QWidget()
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.page, 1)
        layout.addWidget(self.foot)
        self.setCentralWidget(central)
        self.actions_by_name = add_actions(
            self,
            {entry.name: partial(self._do, entry.name) for entry in COMMANDS},
        )
        for name, button in self.page.commands.items():
            button.clicked.connect(lambda _checked=False, name=name: self._do(name))
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.page.focus_scan()

    def serve(self, handlers: Mapping[str, Callable[[], None]]) -> None:
        """The till is open: commands do something from now on."""
        self._handlers = handlers

    def show_shop(self, name: str, *, training: bool) -> None:
        """Whose till it is."""
        self.setWindowTitle(f"{name} – Kasse" if name else "Kasse")
        self.foot.training.setVisible(training)

    def show_failure(self, sentence: str) -> None:
        """The till cannot be opened: say why, in the window itself."""
        self.page.notice.say(_("The till cannot be opened"), sentence)
        self.page.side.setCurrentWidget(self.page.notice)
        self.page.scan.setEnabled(False)
        for button in self.page.commands.values():
            button.setEnabled(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes; the basket stays in the file."""
        self._on_close()
        super().closeEvent(event)

    def _do(self, name: str) -> None:
        if name in self._handlers:
            self._handlers[name]()
