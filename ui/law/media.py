"""Where an inspection's folder can go: sticks and cards that are in, where the system tells."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStorageInfo

_MOUNTED = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
_REMOVABLE = 2
"""What Windows calls a drive that can be taken out."""


class Medium(NamedTuple):
    """A stick: its folder, its name, and how many bytes are free."""

    folder: Path
    name: str
    free: int


def media() -> list[Medium]:
    """All that are in and can be written."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if volume.isValid() and volume.isReady() and not volume.isReadOnly() and _removable(root):
            name = volume.displayName() or Path(root).name
            found.append(Medium(Path(root), name, volume.bytesAvailable()))
    return found


def _removable(root: str) -> bool:
    if sys.platform == "win32":  # pragma: no cover
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE)
    return root.startswith(_MOUNTED) and os.access(root, os.W_OK)
