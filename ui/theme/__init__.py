"""How everything looks: two sets of colours, one scale of sizes, one stylesheet."""

from ui.theme.look import apply, direction, font
from ui.theme.palette import DARK, LIGHT, Colours
from ui.theme.sizes import BODY, HUGE, LARGE, SMALL, TARGET, TITLE, px, set_scale

__all__ = [
    "BODY",
    "DARK",
    "HUGE",
    "LARGE",
    "LIGHT",
    "SMALL",
    "TARGET",
    "TITLE",
    "Colours",
    "apply",
    "direction",
    "font",
    "px",
    "set_scale",
]
