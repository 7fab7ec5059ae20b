"""Where things lie on this computer."""

import os
from pathlib import Path


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("kasse", appauthor=False)


def default_database() -> Path:
    """The shop's file where none is named."""
    return _data_folder() / "shop.sqlite"


def demo_database() -> Path:
    """The demo shop's file where none is named."""
    return _data_folder() / "demo.sqlite"


def system_language() -> str:
    """The two letters of the language that the computer is set to; `KASSE_LANG` overrides it."""
    for name in ("KASSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value.isalpha():
            return value
    return "en"


def has_display() -> bool:
    """Whether a window could be seen: Windows and macOS always have one."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith(("offscreen", "minimal")):
        return False
    return (
        os.name == "nt"
        or os.uname().sysname == "Darwin"
        or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )
