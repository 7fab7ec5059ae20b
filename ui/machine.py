"""What belongs to this computer and not to the shop: the look, the on-screen keyboard, the scanner's habits.

One small TOML file in the user's settings folder. What cannot be read keeps its default: a till starts all the same.
"""

import json
import os
from collections.abc import Container
from pathlib import Path
from typing import NamedTuple

LOOKS = ("auto", "light", "dark")
KEYBOARDS = ("auto", "always", "never")


class Machine(NamedTuple):
    """The settings of one computer. `scale` is in percent, `scan_gap` in milliseconds between two keys of a scan.

    `keyboard` "auto" shows the on-screen keyboard to whoever touches a text field and has not typed on a real one.
    """

    look: str = "auto"
    scale: int = 100
    keyboard: str = "auto"
    scan_gap: int = 40
    scan_shortest: int = 6
    scan_prefix: str = ""
    scan_ends: str = "enter,tab"

    @property
    def dark(self) -> bool | None:
        """Whether it is to look dark; None follows the system."""
        return None if self.look == "auto" else self.look == "dark"


_ALLOWED: dict[str, Container[object]] = {
    "look": LOOKS,
    "scale": range(100, 201),
    "keyboard": KEYBOARDS,
    "scan_gap": range(5, 201),
    "scan_shortest": range(3, 41),
}


def read(path: Path) -> Machine:
    """The settings of this computer."""
    if not os.path.exists(path):  # noqa: PTH110 - most tills have none, and `tomllib` is then not imported
        return Machine()
    import tomllib

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Machine()
    return Machine()._replace(**{name: value for name, value in found.items() if _fits(name, value)})


def _fits(name: str, value: object) -> bool:
    default = Machine._field_defaults.get(name)
    if default is None or type(value) is not type(default):
        return False
    return name not in _ALLOWED or value in _ALLOWED[name]


def write(path: Path, machine: Machine) -> None:
    """Keep the settings. Raises `OSError` where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in machine._asdict().items()]
    unfinished = path.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")  # texts of JSON are texts of TOML
    unfinished.replace(path)
