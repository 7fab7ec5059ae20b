"""The settings: sections on the leading side, one of them in sight, its main action below it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kasse.closing import CODE as CLOSE_FIRST
from kasse.errors import KasseError
from kasse.texts import _
from ui import theme
from ui.pages import LENDING, Office, Page
from ui.settings.about import AboutSection
from ui.settings.codes import CodesSection
from ui.settings.datev import DatevSection
from ui.settings.language import LanguageSection
from ui.settings.look import LookSection
from ui.settings.mail import MailSection
from ui.settings.printer import PrinterSection
from ui.settings.rates import RatesSection
from ui.settings.scanner import ScannerSection
from ui.settings.section import Section
from ui.settings.shop import ShopSection
from ui.settings.special import SpecialSection
from ui.settings.stock import StockSection
from ui.settings.tse import TseSection
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import KeyButton
from ui.widgets.views import Views

SECTIONS: tuple[type[Section], ...] = (
    ShopSection, LanguageSection, RatesSection, CodesSection, ScannerSection, LookSection, PrinterSection, MailSection,
    TseSection, StockSection, SpecialSection, DatevSection, AboutSection,
)  # fmt: skip
SAVE_KEY = "Ctrl+Return"
TABS = 210
TAB = Qt.FocusPolicy.TabFocus


class Tab(QPushButton):
    """A section's button; Enter and the arrow towards it go into the section."""

    entered = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setObjectName("tab")
        self.setToolTip(text)
        self.setMinimumWidth(theme.px(TABS) // 2)
        self.setCheckable(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Right enter the section; the other arrows choose among the sections."""
        into = Qt.Key.Key_Right if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Left
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, into):
            self.click()
            self.entered.emit()
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
        self.stack = Views()
        self._sheets: dict[int, Sheet] = {}
        self.tabs = tuple(Tab(_(section.text)) for section in SECTIONS)
        self.main.addLayout(self._body())
        QShortcut(QKeySequence(SAVE_KEY), self, self.save_key.click)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.save_key.click)

    def _body(self) -> QHBoxLayout:
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._tab_column())
        beside = QVBoxLayout()
        beside.addWidget(self._card())
        beside.addStretch(1)  # the card is as high as its section, so that the main action is near
        body.addLayout(beside, 1)
        return body

    def _tab_column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._group = QButtonGroup(self)
        for number, tab in enumerate(self.tabs):
            self._group.addButton(tab, number)
            tab.entered.connect(lambda: enter(self.section))
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
        foot.addWidget(self.save_key)
        foot.addWidget(self.message, 1)
        return foot

    @property
    def section(self) -> Section:
        """The one in sight."""
        sheet = self.stack.currentWidget()
        return sheet.section if isinstance(sheet, Sheet) else self._sheet(0).section

    def _sheet(self, number: int) -> "Sheet":
        """A section is made when it is first wanted."""
        if number not in self._sheets:
            self._sheets[number] = Sheet(SECTIONS[number](self))
            self.stack.addWidget(self._sheets[number])
        return self._sheets[number]

    def opened(self) -> None:
        """Where one was before, the sections under the arrows."""
        name = self.office.kept.get("settings", SECTIONS[0].name)
        number = next((n for n, section in enumerate(SECTIONS) if section.name == name), 0)
        self.tabs[number].setChecked(True)
        self.tabs[number].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_section(number)

    def show_section(self, number: int) -> None:
        """Show a section by its number."""
        sheet = self._sheet(number)
        if sheet is not self.stack.currentWidget():
            self.section.left()
            self.message.say("")
        self.stack.setCurrentWidget(sheet)
        self.office.kept["settings"] = self.section.name
        self._show_save_key()
        self.section.load()

    def _show_save_key(self) -> None:
        """The section's main action, which Tab reaches after its last field."""
        text = self.section.save_text
        self.save_key.say(_(text), SAVE_KEY)
        self.save_key.setFixedWidth(self.save_key.sizeHint().width() + theme.px(24))
        self.save_key.setVisible(bool(text))
        self.save_key.setEnabled(bool(text))
        fields = [field for field in self.section.findChildren(QWidget) if field.focusPolicy() & TAB]
        if fields:
            QWidget.setTabOrder(fields[-1], self.save_key)

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
        if error.code == CLOSE_FIRST:
            self._offer_shift(error.message)
            return
        if not self.side.isVisibleTo(self):
            self.section.refused(error)

    def _offer_shift(self, sentence: str) -> None:
        """What a Z report stands for changes only between two of them; what was typed stays until then."""
        choices = (Choice(_("Go to the shift"), "shift"), Choice(_("Not now"), ""))

        def answer(_typed: str, chosen: str) -> None:
            self.close_asking()
            if chosen:
                self.office.go(chosen)

        self.ask(Question(_("The day is not closed"), sentence, "", "", choices=choices), answer)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing goes on behind the checkout."""
        self.section.left()
        super().hideEvent(event)


class Sheet(QScrollArea):
    """As high as its section; where there is less room, it scrolls."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        _scroll(self, section)

    def sizeHint(self) -> QSize:
        """What the section needs at its width."""
        section = self.section
        high = section.heightForWidth(self.viewport().width()) if section.hasHeightForWidth() else 0
        return QSize(section.sizeHint().width(), max(high, section.minimumSizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The section needs more or less than before."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that may be taller than its place."""
    area = QScrollArea()
    _scroll(area, widget)
    return area


def _scroll(area: QScrollArea, widget: QWidget) -> None:
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)


def enter(section: Section) -> None:
    """Put the focus on the first thing in a section that takes it."""
    for widget in section.findChildren(QWidget):
        if _takes_focus(widget) and widget.isVisibleTo(section):
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _takes_focus(widget: QWidget) -> bool:
    fixed = isinstance(widget, QLineEdit) and widget.isReadOnly()
    return not fixed and widget.isEnabled() and bool(widget.focusPolicy() & TAB)


def make(office: Office) -> SettingsPage:
    """The page."""
    return SettingsPage(office)
