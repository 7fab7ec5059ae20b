"""Everything can be read, by day and by night: WCAG 2.2 AA asks 4.5 to 1 for text, 3 to 1 for what marks the focus."""

import re

import pytest
from PySide6.QtWidgets import QApplication

from kasse.texts import use_language
from ui import theme
from ui.theme.palette import DARK, LIGHT, Colours
from ui.theme.sheet import stylesheet

READ = (
    ("ink", "ground"), ("ink", "panel"), ("ink", "raised"), ("ink", "selected"),
    ("quiet", "ground"), ("quiet", "panel"), ("quiet", "raised"), ("quiet", "selected"),
    ("attention", "ground"), ("attention", "panel"), ("attention", "selected"), ("alarm", "ground"),
    ("accent", "panel"), ("on_accent", "accent"), ("on_accent", "attention"),
    ("total_ink", "total_ground"), ("panel", "ink"),
)  # fmt: skip
SEEN = (("accent", "ground"), ("accent", "panel"), ("accent", "raised"), ("quiet", "panel"))


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG computes it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "under"), READ)
def test_texts_can_be_read(colours: Colours, text: str, under: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, under)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "under"), SEEN)
def test_marks_can_be_seen(colours: Colours, mark: str, under: str) -> None:
    assert contrast(getattr(colours, mark), getattr(colours, under)) >= 3


@pytest.mark.parametrize("percent", [100, 125, 200])
def test_everything_grows_with_the_scale(qapp: QApplication, percent: int) -> None:
    theme.apply(qapp, dark=False, scale=percent)
    assert theme.font(theme.BODY).pixelSize() == 15 * percent // 100
    heights = [int(height) for height in re.findall(r"QPushButton \{[^}]*min-height: (\d+)px", stylesheet(LIGHT))]
    assert heights == [48 * percent // 100 - 2], "and a frame of one pixel on each side"
    theme.apply(qapp, dark=False)


def test_each_rule_names_colours_of_the_palette_only() -> None:
    written = set(re.findall(r"#[0-9a-f]{6}\b", stylesheet(LIGHT)))
    paper = {"#1c1b19", "#ffffff"}
    assert written <= set(LIGHT) | paper


def test_right_to_left_languages_are_laid_out_so(qapp: QApplication) -> None:
    use_language("xr")
    theme.apply(qapp, dark=False)
    mirrored = qapp.isRightToLeft()
    use_language("en")
    theme.apply(qapp, dark=False)
    assert (mirrored, qapp.isRightToLeft()) == (True, False)
