"""The one scale of type, in pixels at 100 %, and the smallest thing a finger hits."""

SMALL, BODY, LARGE, TITLE, HUGE = 13, 15, 19, 26, 84

TARGET = 48
"""The least height of anything that is pressed."""

SMALLEST_SCALE, LARGEST_SCALE = 100, 200


class _Scale:
    """How large everything is drawn, in percent: one per process, chosen by the composition root."""

    percent = 100


def set_scale(percent: int) -> None:
    """Choose how large everything is, from 100 to 200 percent."""
    _Scale.percent = min(max(percent, SMALLEST_SCALE), LARGEST_SCALE)


def px(length: int) -> int:
    """A length at 100 % as it is drawn now."""
    return length * _Scale.percent // 100
