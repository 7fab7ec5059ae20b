"""Where things lie on this computer."""

import os
import sys
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


def machine_file() -> Path:
    """Where this computer's own settings are kept."""
    if sys.platform == "linux":  # what platformdirs says, which takes longer to import than all else that is read first
        folder = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.expanduser("~/.config")  # noqa: PTH111
        return Path(folder, "kasse", "machine.toml")
    from platformdirs import user_config_path

    return user_config_path("kasse", appauthor=False) / "machine.toml"


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
