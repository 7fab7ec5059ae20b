"""A shop opened with the fiscal device that its settings name; the device's side is loaded where there is one."""

from pathlib import Path
from typing import TYPE_CHECKING

from kasse.till import Till

if TYPE_CHECKING:
    from kasse.fiscal.de.device import TseDevice, TseSettings


def open_till(path: Path, *, exclusive: bool = True) -> Till:
    """The shop with its fiscal device; nothing waits for the device here."""

    def device(settings: "TseSettings") -> "TseDevice":
        from ui.tse import device_for

        return device_for(path, settings)

    return Till(path, device=device, exclusive=exclusive)
