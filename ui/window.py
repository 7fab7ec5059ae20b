"""The till's window: one page at a time, and one line of state at the foot."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from kasse.texts import N_, _
from ui import theme
from ui.actions import COMMANDS, PAGES, add_actions
from ui.checkout.bell import Bell
from ui.checkout.page import CheckoutPage
from ui.last_state import LastState

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ui.pages import Page

SMALLEST = (1024, 600)
USUAL = (1366, 768)
LOW = 500
"""A window lower than this, at 100 %, has no room for the foot beside a keyboard."""

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
"""Texts of our own: Qt's locale brings the names of all countries with it, which takes a fiftieth of the start."""


def usual_size() -> QSize:
    """As large as usual, but no larger than the screen: half of the key to pay would be out of sight."""
    usual, screen = QSize(*USUAL), _screen()
    return usual if screen is None else usual.boundedTo(screen)


def fill_small_screen(window: QWidget) -> None:
    """Show a window; on a screen that is no larger than usual it has all of it."""
    screen = _screen()
    if screen is not None and (screen.width() <= USUAL[0] or screen.height() <= USUAL[1]):
        window.showMaximized()
    else:
        window.show()


def _screen() -> QSize | None:
    """The room on the screen; None where the smallest window is larger, and one cannot help it."""
    size, least = QGuiApplication.primaryScreen().availableSize(), QSize(*SMALLEST)
    return size if size.expandedTo(least) == size else None


STAYS_OUT = frozenset(
    {"pay", "exact", "card", "tab", "void_line", "age_yes", "age_no", "hold", "give_up", "tip", "foreign", "take_out"}
)
"""From another page these only lead back to the checkout: nobody pays for a basket that is out of sight."""


class Foot(QFrame):
    """Who sells, what is connected, and the time. What needs attention is said here without taking the focus."""

    tse_pressed = Signal()
    """Somebody wants to know how the fiscal device is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self.setFixedHeight(theme.px(40))
        self.cashier, self.till, self.tse, self.printer = _label("strong"), _label(), _label(), _label()
        self.market = _label()
        self.tse.installEventFilter(self)
        self.tse.setProperty("fiscal", True)
        self.tse.setCursor(Qt.CursorShape.PointingHandCursor)
        self.training, self.day, self.time = _label("training"), _label(), _label("strong")
        self.training.setText(_("TRAINING"))
        self.training.hide()
        self.bell = Bell()
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 2, 18, 2)
        layout.setSpacing(22)
        for label in (self.cashier, self.till, self.tse, self.printer, self.market):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.bell)
        layout.addWidget(self.training)
        layout.addStretch(1)
        layout.addWidget(self.day)
        layout.addWidget(self.time)
        self._zone: ZoneInfo | None = None
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self.tick()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press on what is said of the fiscal device."""
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.tse_pressed.emit()
        return super().eventFilter(watched, event)

    def go_by(self, zone: str) -> None:
        """From now on the clock is the shop's, as on its receipts, wherever the computer thinks it stands."""
        from zoneinfo import ZoneInfo

        self._zone = ZoneInfo(zone)
        self.tick()

    def tick(self) -> None:
        """Show what time it is."""
        self.show_time(time.localtime() if self._zone is None else datetime.now(self._zone).timetuple())

    def show_time(self, now: time.struct_time) -> None:
        """Show a moment: its day and its time."""
        weekday = _(WEEKDAYS[now.tm_wday])
        self.day.setText(_("{weekday} {day}/{month}").format(weekday=weekday, day=now.tm_mday, month=now.tm_mon))
        self.time.setText(time.strftime("%H:%M", now))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self.make_room()

    def make_room(self) -> None:
        """Where there is too little room the day goes first, then the till; what needs attention stays."""
        giving_way = (self.day, self.till, self.market, self.printer)
        self.bell.widen()
        for label in giving_way:
            label.show()
        for label in giving_way:
            if self._layout.minimumSize().width() <= self.width():
                break
            label.setVisible(label.objectName() == "attention")
        while not self.bell.isHidden() and self._layout.minimumSize().width() > self.width():
            if not self.bell.shorten():
                break

    def show_reservations(self, texts: tuple[str, ...], rings: bool) -> None:
        """What is reserved, in as many words as wanted and in fewer; `rings` where somebody waits for an answer."""
        self.bell.tell(texts, rings=rings)
        self.make_room()

    def show_printer(self, text: str, *, alarm: bool = False) -> None:
        """How the printer is."""
        _state(self.printer, text, alarm=alarm)
        self.make_room()

    def show_tse(self, text: str, *, alarm: bool = False) -> None:
        """How the fiscal device is."""
        _state(self.tse, text, alarm=alarm)
        self.make_room()

    def show_market(self, text: str, *, alarm: bool = False) -> None:
        """How the open marketplace is."""
        _state(self.market, text, alarm=alarm)
        self.make_room()


def _state(label: QLabel, text: str, *, alarm: bool) -> None:
    label.setText(f"●  {text}")
    label.setAccessibleName(text)
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
        self._docked = False
        self._handlers: Mapping[str, Callable[[], None]] = {}
        self.make_page: Callable[[str], Page | None] = lambda name: None
        self.pages: dict[str, Page] = {}
        self.page, self.foot = CheckoutPage(state), Foot()
        self.show_shop(state.shop_name, training=state.training)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        central = QWidget()
        self._layout = QVBoxLayout(central)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.stack, 1)
        self._layout.addWidget(self.foot)
        self.setCentralWidget(central)
        self.actions_by_name = add_actions(
            self,
            {entry.name: partial(self.do, entry.name) for entry in COMMANDS},
        )
        self.page.pressed.connect(self.do)
        self.foot.bell.clicked.connect(lambda: self.do("reserved"))
        self.setMinimumSize(*SMALLEST)
        self.resize(usual_size())
        self.page.focus_scan()

    def serve(self, handlers: Mapping[str, Callable[[], None]]) -> None:
        """The till is open: commands do something from now on."""
        self._handlers = handlers

    def dock(self, widget: QWidget) -> None:
        """Put something between the page and the foot: the on-screen keyboard."""
        self._layout.insertWidget(1, widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is docked came or went: where there is little room, the foot goes while it is there."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._docked = event.type() is QEvent.Type.Show
            self._show_foot()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, or less."""
        super().resizeEvent(event)
        self._show_foot()

    def _show_foot(self) -> None:
        self.foot.setHidden(self._docked and self.height() < theme.px(LOW))

    def lay_on_tray(self) -> None:
        """From now on a page that finds too little room is scrolled, and not squeezed."""
        from ui.widgets.tray import lay_on_tray

        lay_on_tray(self._layout, self.stack)
        self.page.lay_on_tray()

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

    # Pages and commands

    @property
    def other(self) -> "Page | None":
        """The page in sight where that is not the checkout."""
        return next((page for page in self.pages.values() if page is self.stack.currentWidget()), None)

    @property
    def page_name(self) -> str:
        """The name of the page in sight."""
        return next((name for name, page in self.pages.items() if page is self.stack.currentWidget()), "checkout")

    def go(self, name: str) -> None:
        """Show a page by its name; it is made when it is first wanted."""
        page = None if name == "checkout" else self.pages.get(name) or self._make(name)
        if page is None:
            self.stack.setCurrentWidget(self.page)
            self.page.came_back()
        else:
            self.stack.setCurrentWidget(page)
            page.opened()

    def _make(self, name: str) -> "Page | None":
        page = self.make_page(name)
        if page is not None:
            self.pages[name] = page
            self.stack.addWidget(page)
        return page

    def forget_pages(self) -> None:
        """Make all pages anew when they are wanted next: the shop they show is another."""
        self.go("checkout")
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()

    def take_scan(self, code: str) -> None:
        """A scanned code: the page in sight uses it, or the checkout sells it."""
        page = self.other
        if page is None or not page.take_scan(code):
            if page is not None:
                self.go("checkout")
            self.page.scanned.emit(code)

    def do(self, name: str) -> None:
        """Do a command, as its key does."""
        if name not in self._handlers and name not in PAGES:
            return
        page = self.other
        if page is not None and name == "back":
            page.back()
        elif name in PAGES:
            if self._handlers:
                self.go(name)
        elif page is None:
            self._handlers[name]()
        else:
            self.go("checkout")
            if name not in STAYS_OUT:
                self._handlers[name]()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window goes; the basket stays in the file."""
        self._on_close()
        super().closeEvent(event)
