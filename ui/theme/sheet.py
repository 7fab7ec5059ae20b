"""The one stylesheet. Widgets are named by what they are for; nothing else in `ui` sets a style of its own."""

from pathlib import Path
from string import Template

from ui.theme.palette import DARK, Colours
from ui.theme.sizes import BODY, LARGE, SMALL, TARGET, TITLE, px

_SHEET = Template("""
QMainWindow, QDialog { background: $ground; }
QToolTip { background: $total_ground; color: $total_ink; border: 0; padding: 6px; }

QFrame#panel, QFrame#card, QFrame#find { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame#find { border: 2px solid $line; }
QFrame#find[active="true"] { border: 2px solid $accent; }
QFrame#total { background: $total_ground; border-radius: 10px; }
QFrame#total QLabel { color: $total_ink; background: transparent; }
QFrame#total[told="true"] { background: $accent; }
QFrame#total[told="true"] QLabel { color: $on_accent; }
QFrame#foot { background: $ground; border-top: 1px solid $line; }
QFrame#foot QLabel { color: $quiet; }
QFrame#foot QLabel#strong { color: $ink; font-weight: bold; }
QFrame#foot QLabel#attention { color: $attention; }
QFrame#foot QLabel#attention[fiscal="true"] { color: $alarm; }
QFrame#foot QLabel#training { color: $on_accent; background: $attention; font-size: ${title}px; font-weight: bold;
    padding: 0 16px; border-radius: 6px; }
QFrame#foot QPushButton#bell { background: $ground; color: $ink; border: 1px solid $line; border-radius: 8px;
    padding: 0 12px; min-height: 0; }
QFrame#foot QPushButton#bell[rings="true"] { background: $accent; border-color: $accent; color: $on_accent;
    font-weight: bold; }
QFrame#keyboard { background: $raised; border-top: 1px solid $line; }
QFrame#keyboard QPushButton { min-height: 0; }

QLabel#heading { font-size: ${title}px; font-weight: bold; }
QLabel#section { font-size: ${large}px; font-weight: bold; }
QLabel#big { font-size: ${title}px; font-weight: bold; color: $accent; }
QLabel#big[alarm="true"] { font-size: ${body}px; color: $attention; }
QLabel#quiet { color: $quiet; }
QLabel#paper { color: #1c1b19; background: #ffffff; border: 1px solid $line; border-radius: 6px; padding: 12px; }
QLabel#paper[active="true"] { border: 2px solid $accent; }
QLabel#message { color: $quiet; }
QLabel#message[alarm="true"] { color: $attention; font-weight: bold; }

QLineEdit, QComboBox, QSpinBox { background: $panel; color: $ink; border: 2px solid $line; border-radius: 10px;
    padding: 0 12px; min-height: ${field}px; font-size: ${large}px; selection-background-color: $accent;
    selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QLineEdit:read-only, QComboBox:disabled { color: $quiet; background: $ground; }
QLineEdit[wrong="true"] { border-color: $attention; }
QLineEdit#fixed { color: $ink; background: transparent; border-color: transparent; padding: 0;
    min-height: 0; font-size: ${body}px; }
QLineEdit#fixed:focus { border-color: $accent; }
QLineEdit#scan { border: 0; padding: 0; background: transparent; }
QComboBox:!editable { padding: 0 14px; }
QComboBox::drop-down { border: 0; width: ${target}px; }
QComboBox QAbstractItemView { background: $panel; color: $ink; border: 1px solid $line; outline: 0;
    selection-background-color: $selected; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: ${target}px; padding: 0 12px; }
QCheckBox, QRadioButton { color: $ink; min-height: ${target}px; spacing: 12px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${box}px; height: ${box}px; border: 2px solid $quiet;
    background: $panel; border-radius: 6px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:checked { image: url("$tick"); }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QLabel#keycap { color: $quiet; font-size: ${small}px; border: 1px solid $line; border-radius: 4px;
    padding: 2px 7px; background: $panel; }

QPushButton { background: $panel; color: $ink; border: 1px solid $line; border-radius: 8px; padding: 0 14px;
    min-height: ${button}px; }
QPushButton:hover { border-color: $quiet; }
QPushButton:pressed, QPushButton:checked { background: $selected; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; }
QPushButton:disabled { color: $quiet; background: $ground; }
QPushButton#primary { background: $accent; border-color: $accent; color: $on_accent; font-weight: bold; }
QPushButton#primary:pressed { background: $ink; }
QPushButton#primary:focus { border: 2px solid $ink; }
QPushButton#primary:disabled { background: $raised; border-color: $line; color: $quiet; }
QPushButton#soft, QPushButton#digit { background: $raised; border-color: $raised; font-size: ${large}px; }
QPushButton#soft:pressed, QPushButton#digit:pressed { background: $selected; border-color: $accent; }
QPushButton#soft:focus, QPushButton#digit:focus { border: 2px solid $accent; }
QPushButton#function { background: $ground; }
QPushButton#function:pressed, QPushButton#function:checked { background: $selected; border-color: $accent; }
QPushButton#danger { color: $attention; border-color: $attention; }
QPushButton#danger:focus { border: 2px solid $attention; }
QPushButton#danger:disabled { color: $quiet; border-color: $line; }
QPushButton#chip { border-radius: ${chip}px; min-height: ${button}px; min-width: ${chip_wide}px; padding: 0 14px; }
QPushButton#chip:checked { background: $ink; color: $panel; border-color: $ink; }
QPushButton#chip:focus { border: 2px solid $accent; }
QPushButton#tab { border-radius: 8px; border-color: $ground; background: $ground; text-align: left; }
QPushButton#tab:checked { background: $selected; border-color: $accent; font-weight: bold; }
QPushButton#tab:focus { border: 2px solid $accent; }

QTableView, QListWidget { background: transparent; border: 0; outline: 0; color: $ink; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 12px; }
QTableView::item:selected { background: $selected; color: $ink; }
QTableView#list { border: 2px solid transparent; border-radius: 8px; }
QTableView#list:focus { border-color: $accent; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: $panel; color: $quiet; border: 0; border-bottom: 1px solid $line;
    padding: 0 15px; font-size: ${small}px; min-height: ${head}px; }
QListWidget::item { min-height: ${target}px; padding: 0 16px; border-bottom: 1px solid $line; }
QListWidget::item:selected { background: $selected; color: $ink; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $quiet; border-radius: 4px; margin: 2px; min-height: ${target}px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $quiet; border-radius: 4px; margin: 2px; min-width: ${target}px; }
QPlainTextEdit { background: $panel; color: $ink; border: 2px solid $line; border-radius: 10px; padding: 4px 8px;
    font-size: ${large}px; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit#report { font-family: monospace; font-size: ${small}px; }
QPlainTextEdit:focus { border-color: $accent; }
QProgressBar { background: $raised; border: 0; border-radius: 6px; min-height: 12px; max-height: 12px; }
QProgressBar::chunk { background: $accent; border-radius: 6px; }
""")


def _tick(colours: Colours) -> str:
    """The picture on a box that is ticked, in the ink that stands out from the accent."""
    name = "tick-night.svg" if colours is DARK else "tick-day.svg"
    return Path(__file__).with_name(name).as_posix()


def stylesheet(colours: Colours) -> str:
    """The stylesheet in a set of colours, at the scale of now."""
    return _SHEET.substitute(
        colours._asdict(),
        small=px(SMALL),
        body=px(BODY),
        large=px(LARGE),
        title=px(TITLE),
        target=px(TARGET),
        field=px(TARGET) - 4,  # without the frame
        button=px(TARGET) - 2,
        chip=px(TARGET) // 2 - 1,
        chip_wide=max(0, px(TARGET) - 30),  # without the padding: a chip is never higher than wide
        box=px(22),
        round=px(22) // 2 + 2,
        head=px(34),
        tick=_tick(colours),
    )
