"""The settings: sections on the leading side, one of them in sight, its main action below it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kasse.errors import KasseError
from kasse.texts import _
from ui import theme
from ui.pages import LENDING, Office, Page
from ui.settings.about import AboutSection
from ui.settings.codes import CodesSection
from ui.settings.language import LanguageSection
from ui.settings.look import LookSection
from ui.settings.printer import PrinterSection
from ui.settings.rates import RatesSection
from ui.settings.scanner import ScannerSection
from ui.settings.section import Section
from ui.settings.shop import ShopSection
from ui.widgets.keys import KeyButton

SECTIONS: tuple[type[Section], ...] = (
    ShopSection, LanguageSection, RatesSection, CodesSection, ScannerSection, LookSection, PrinterSection, AboutSection,
)  # fmt: skip
SAVE_KEY = "Ctrl+Return"
TABS = 210


class Tab(QPushButton):
    """A section's button; Enter and the arrow towards it go into the section."""

    def __init__(self, text: str, section: Section) -> None:
        super().__init__(text)
        self.section = section
        self.setObjectName("tab")
        self.setToolTip(text)
        self.setMinimumWidth(theme.px(TABS) // 2)
        self.setCheckable(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Right enter the section; the other arrows choose among the sections."""
        into = Qt.Key.Key_Right if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Left
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, into):
            self.click()
            enter(self.section)
        else:
            super().keyPressEvent(event)


class SettingsPage(Page):
    """All settings."""

    name = "settings"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.save_key = KeyButton(_("Save"), SAVE_KEY, size=theme.BODY)
        self.save_key.setObjectName("primary")
        self.save_key.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.save_key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.save_key.clicked.connect(lambda: self.section.save())
        self.stack = QStackedWidget()
        self.sections = tuple(made(self) for made in SECTIONS)
        self.tabs = tuple(Tab(_(section.text), section) for section in self.sections)
        self.main.addLayout(self._body())
        QShortcut(QKeySequence(SAVE_KEY), self, self.save_key.click)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.save_key.click)

    def _body(self) -> QHBoxLayout:
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._tab_column())
        body.addWidget(self._card(), 1)
        return body

    def _tab_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._group = QButtonGroup(self)
        for number, tab in enumerate(self.tabs):
            self._group.addButton(tab, number)
            layout.addWidget(tab)
        layout.addStretch(1)
        self._group.idClicked.connect(self.show_section)
        area = scrolled(column)
        area.setFixedWidth(max(theme.px(TABS), column.sizeHint().width() + theme.px(16)))  # and the scroll bar
        return area

    def _card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(1, 4, 1, 8)
        layout.setSpacing(6)
        for section in self.sections:
            self.stack.addWidget(scrolled(section))
        layout.addWidget(self.stack, 1)
        layout.addLayout(self._foot())
        return card

    def _foot(self) -> QHBoxLayout:
        """The page's sentence stands beside what it is about: the form and its main action."""
        self.head.removeWidget(self.message)
        self.head.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 4)
        foot.setSpacing(14)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.save_key)
        return foot

    @property
    def section(self) -> Section:
        """The one in sight."""
        return self.sections[self.stack.currentIndex()]

    def opened(self) -> None:
        """Where one was before, the sections under the arrows."""
        name = self.office.kept.get("settings", self.section.name)
        number = next((n for n, section in enumerate(self.sections) if section.name == name), 0)
        self.tabs[number].setChecked(True)
        self.tabs[number].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_section(number)

    def show_section(self, number: int) -> None:
        """Show a section by its number."""
        if number != self.stack.currentIndex():
            self.section.left()
            self.message.say("")
        self.stack.setCurrentIndex(number)
        self.office.kept["settings"] = self.section.name
        self.save_key.say(_(self.section.save_text), SAVE_KEY)
        self.save_key.setFixedWidth(self.save_key.sizeHint().width() + theme.px(24))
        self.save_key.setVisible(bool(self.section.save_text))
        self.save_key.setEnabled(bool(self.section.save_text))
        self.section.load()

    def take_scan(self, code: str) -> bool:
        """Some sections use a scan; it is never sold from here, where nobody looks at the basket."""
        if not self.section.take_scan(code):
            self.message.say(_("Nothing was sold: go back to the checkout to sell."))
        return True

    def refuse(self, error: KasseError) -> None:
        """Say why not below the section, unless it is about a manager's PIN."""
        if self.side.isVisibleTo(self) and self.side.currentWidget() is self.asking and error.code not in LENDING:
            self.close_asking()
        super().refuse(error)
        if not self.side.isVisibleTo(self):
            self.section.refused(error)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing goes on behind the checkout."""
        self.section.left()
        super().hideEvent(event)


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that may be taller than its place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def enter(section: Section) -> None:
    """Put the focus on the first thing in a section that takes it."""
    for widget in section.findChildren(QWidget):
        if _takes_focus(widget) and widget.isVisibleTo(section):
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _takes_focus(widget: QWidget) -> bool:
    fixed = isinstance(widget, QLineEdit) and widget.isReadOnly()
    return not fixed and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def make(office: Office) -> SettingsPage:
    """The page."""
    return SettingsPage(office)
