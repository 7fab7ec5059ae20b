"""The one stylesheet. Widgets are named by what they are for; nothing else in `ui` sets a style of its own."""

from string import Template

from ui.theme.palette import Colours
from ui.theme.sizes import LARGE, SMALL, TARGET, TITLE

_SHEET = Template("""
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $total_ground; color: $total_ink; border: 0; padding: 6px; }

QFrame#panel, QFrame#card { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame#total { background: $total_ground; border-radius: 10px; }
QFrame#total QLabel { color: $total_ink; background: transparent; }
QFrame#foot { background: $ground; border-top: 1px solid $line; }
QFrame#foot QLabel { color: $quiet; }
QFrame#foot QLabel#strong { color: $ink; font-weight: bold; }
QFrame#foot QLabel#attention { color: $attention; }
QFrame#foot QLabel#training { color: $on_accent; background: $attention; font-size: ${title}px; font-weight: bold;
    padding: 0 16px; border-radius: 6px; }

QLabel#heading { font-size: ${title}px; font-weight: bold; }
QLabel#big { font-size: ${title}px; font-weight: bold; color: $accent; }
QLabel#quiet { color: $quiet; }
QLabel#message { color: $quiet; }
QLabel#message[alarm="true"] { color: $attention; }

QLineEdit { background: $panel; color: $ink; border: 2px solid $line; border-radius: 10px; padding: 0 12px;
    min-height: ${target}px; font-size: ${large}px; selection-background-color: $accent;
    selection-color: $on_accent; }
QLineEdit:focus { border-color: $accent; }
QLineEdit#scan { padding: 0 16px; min-height: 52px; max-height: 52px; }
QLabel#keycap { color: $quiet; font-size: ${small}px; border: 1px solid $line; border-radius: 4px;
    padding: 2px 7px; background: $panel; }

QPushButton { background: $panel; color: $ink; border: 1px solid $line; border-radius: 8px; padding: 0 14px;
    min-height: ${target}px; }
QPushButton:hover { border-color: $quiet; }
QPushButton:pressed, QPushButton:checked { background: $selected; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; }
QPushButton:disabled { color: $quiet; background: $ground; }
QPushButton#primary { background: $accent; border-color: $accent; color: $on_accent; font-weight: bold; }
QPushButton#primary:pressed { background: $ink; }
QPushButton#primary:focus { border: 2px solid $ink; }
QPushButton#primary:disabled { background: $raised; border-color: $line; }
QPushButton#soft { background: $raised; border-color: $raised; font-size: ${large}px; }
QPushButton#soft:pressed { background: $selected; }
QPushButton#soft:focus { border: 2px solid $accent; }
QPushButton#quick { min-height: 76px; }
QPushButton#chip { border-radius: 21px; min-height: 42px; padding: 0 4px; }
QPushButton#chip:checked { background: $ink; color: $panel; border-color: $ink; }
QPushButton#chip:focus { border: 2px solid $accent; }

QTableView, QListWidget { background: transparent; border: 0; outline: 0; color: $ink; }
QListWidget::item { min-height: 48px; padding: 0 16px; border-bottom: 1px solid $line; }
QListWidget::item:selected { background: $selected; color: $ink; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 5px; min-height: 44px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QPlainTextEdit { background: $panel; color: $ink; border: 1px solid $line; border-radius: 8px; }
""")


def stylesheet(colours: Colours) -> str:
    """The stylesheet in a set of colours."""
    return _SHEET.substitute(colours._asdict(), small=SMALL, large=LARGE, title=TITLE, target=TARGET)
