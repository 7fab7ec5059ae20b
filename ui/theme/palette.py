"""The colours by day and by night, and where Qt keeps them.

Widgets that paint themselves take their colours from the palette: `Accent` is the one strong colour, `BrightText` the
warm one that asks for attention, `PlaceholderText` the quiet ink, `Mid` the lines, `Light` the ink on the accent.
"""

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette


class Colours(NamedTuple):
    """One set."""

    ground: str
    panel: str
    raised: str
    ink: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    attention: str
    alarm: str
    """Red, for the fiscal device alone: it is out, missing, or soon at its end."""
    total_ground: str
    total_ink: str
    selected: str


LIGHT = Colours(
    ground="#f3f1ec",
    panel="#ffffff",
    raised="#ebe6dd",
    ink="#1c1b19",
    quiet="#6b675f",
    line="#e2ded5",
    accent="#0b6e4f",
    on_accent="#ffffff",
    attention="#a84d19",
    alarm="#b3121d",
    total_ground="#15201b",
    total_ink="#f6fff9",
    selected="#e4f2ec",
)
DARK = Colours(
    ground="#121413",
    panel="#1b1e1c",
    raised="#2a2e2b",
    ink="#eceae4",
    quiet="#9d9a92",
    line="#2c312e",
    accent="#2fae82",
    on_accent="#0a0d0b",
    attention="#f0a36b",
    alarm="#ff6b6b",
    total_ground="#0a0d0b",
    total_ink="#d9fbe9",
    selected="#1d332a",
)


def qt_palette(colours: Colours) -> QPalette:
    """A set of colours as Qt's palette."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, colours.ground),
        (role.Base, colours.panel),
        (role.AlternateBase, colours.raised),
        (role.Button, colours.panel),
        (role.WindowText, colours.ink),
        (role.Text, colours.ink),
        (role.ButtonText, colours.ink),
        (role.PlaceholderText, colours.quiet),
        (role.Mid, colours.line),
        (role.Accent, colours.accent),
        (role.Light, colours.on_accent),
        (role.BrightText, colours.attention),
        (role.Link, colours.accent),
        (role.Highlight, colours.selected),
        (role.HighlightedText, colours.ink),
        (role.ToolTipBase, colours.total_ground),
        (role.ToolTipText, colours.total_ink),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.quiet))
    return palette
