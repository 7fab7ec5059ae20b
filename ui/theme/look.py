"""Puts the look on the application: Fusion, the font, the palette and the stylesheet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from kasse.texts import current_language
from ui.theme.palette import DARK, LIGHT, qt_palette
from ui.theme.sheet import stylesheet
from ui.theme.sizes import BODY, px, set_scale

FAMILIES = ("Inter", "Noto Sans")
"""In this order; where neither is installed the system's own."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "xr"})


def direction(language: str) -> Qt.LayoutDirection:
    """Where a page in this language begins."""
    return Qt.LayoutDirection.RightToLeft if language in RIGHT_TO_LEFT else Qt.LayoutDirection.LeftToRight


def apply(app: QApplication, *, dark: bool | None = None, scale: int = 100) -> None:
    """Dress the application, `scale` percent large; None follows the system's own day or night.

    It is laid out in the direction of the screen's language.
    """
    if dark is None:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    set_scale(scale)
    colours = DARK if dark else LIGHT
    app.setLayoutDirection(direction(current_language()))
    app.setStyle("Fusion")
    base = QFont(app.font())
    base.setFamilies([*FAMILIES, base.family()])
    base.setPixelSize(px(BODY))
    app.setFont(base)
    app.setPalette(qt_palette(colours))
    app.setStyleSheet(stylesheet(colours))


def font(size: int, *, bold: bool = False) -> QFont:
    """The application's font in a size of the scale, with figures of one width so that columns stand still."""
    made = QFont(QApplication.font())
    made.setPixelSize(px(size))
    made.setBold(bold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
