"""Python's collector of cycles, kept to the Qt thread.

Left alone it runs in whichever thread happens to make the next object. What it frees there may be widgets, which Qt
takes apart on its own thread alone: the program would end at once, once in many days, and nobody could say why.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds from one look to the next."""


class Garbage(QObject):
    """Collects as Python itself would, as often as so much was made, but here."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        looking = QTimer(self, interval=EVERY)
        looking.timeout.connect(self.look)
        looking.start()

    def look(self) -> None:
        """Collect the oldest generation of which enough was made."""
        due = -1
        for generation, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
            if count <= limit:
                break
            due = generation
        if due >= 0:
            gc.collect(due)
