"""Puts the look on the application: Fusion, the font, the palette and the stylesheet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.theme.palette import DARK, LIGHT, qt_palette
from ui.theme.sheet import stylesheet
from ui.theme.sizes import BODY

FAMILIES = ("Inter", "Noto Sans")
"""In this order; where neither is installed the system's own."""


def apply(app: QApplication, *, dark: bool | None = None) -> None:
    """Dress the application; None follows the system's own day or night."""
    if dark is None:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    colours = DARK if dark else LIGHT
    app.setStyle("Fusion")
    base = QFont(app.font())
    base.setFamilies([*FAMILIES, base.family()])
    base.setPixelSize(BODY)
    app.setFont(base)
    app.setPalette(qt_palette(colours))
    app.setStyleSheet(stylesheet(colours))


def font(size: int, *, bold: bool = False) -> QFont:
    """The application's font in a size, with figures of one width so that columns stand still."""
    made = QFont(QApplication.font())
    made.setPixelSize(size)
    made.setBold(bold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
