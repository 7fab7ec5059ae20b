"""`make shots`: a picture of every screen, by day and night, in both languages and sizes, into shots/."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from kasse.clock import SetClock
from kasse.people import Person, Role
from kasse.texts import use_language
from kasse.till import Till, training_copy
from tests.shots import shop
from ui import last_state, theme
from ui.app import Assembly
from ui.checkout.flow import Flow
from ui.tasks import InlineTasks

TARGET = Path("shots")
SIZES = ((1366, 768), (1024, 600))
BASKET = ("4029764001807", "4029764001807", "4001686301265", "101", "101", "101", "4190458203403", "P15")


class Stage:
    """One window on one small shop, to be brought into each scene."""

    def __init__(self, folder: Path, language: str, size: tuple[int, int]) -> None:
        self.clock = SetClock(datetime(2026, 11, 23, 9, 44, tzinfo=UTC))
        self.path = folder / "shop.sqlite"
        shop.make(self.path, self.clock, language)
        self._size = size
        self.assembly = self._open()

    def _open(self) -> Assembly:
        use_language(self._language())
        assembly = Assembly(last_state.read(self.path), lambda: Till(self.path, clock=self.clock), InlineTasks())
        assembly.window.resize(*self._size)
        assembly.window.show()
        while assembly.flow is None:  # the first paint opens the till
            QApplication.processEvents()
        return assembly

    def _language(self) -> str:
        return last_state.read(self.path).language

    @staticmethod
    def _settle() -> None:
        for _turn in range(3):
            QApplication.processEvents()

    @property
    def flow(self) -> Flow:
        """The living page."""
        assert self.assembly.flow is not None
        return self.assembly.flow

    def do(self, command: str) -> None:
        """Press a command's key."""
        self.flow.commands[command]()

    def scan(self, *codes: str) -> None:
        """Scan."""
        for code in codes:
            self.flow.page.scan.entered.emit(code)

    def reopen(self, path: Path | None = None) -> None:
        """Close the window and open it again, perhaps on another file."""
        self.close()
        self.path = path or self.path
        self.assembly = self._open()

    def close(self) -> None:
        """End."""
        self.assembly.window.close()
        self.assembly.close()

    def shoot(self, name: str) -> None:
        """Take the picture."""
        self._settle()
        TARGET.mkdir(exist_ok=True)
        self.assembly.window.grab().save(str(TARGET / f"{name}.png"))


def empty(stage: Stage) -> None:
    """Nothing scanned yet."""


def basket(stage: Stage) -> None:
    """A basket of all kinds of lines."""
    stage.scan(*BASKET)
    stage.scan("130")
    stage.flow.page.ask.field.setText("0.412")
    stage.flow.page.ask.field.returnPressed.emit()
    stage.do("hold")
    stage.scan("101", "103")
    stage.do("recall")
    stage.flow.page.scan.confirmed.emit()


def paying(stage: Stage) -> None:
    """Money is being taken."""
    stage.scan(*BASKET)
    stage.do("pay")
    stage.flow.page.pay.notes[2].click()


def change(stage: Stage) -> None:
    """The change stands there until the next scan."""
    paying(stage)
    stage.do("pay")


def unknown_code(stage: Stage) -> None:
    """A code that nobody knows."""
    stage.scan("4029764001807", "4006381333931")
    stage.flow.page.ask.field.setText("2.49")


def age_question(stage: Stage) -> None:
    """Beer."""
    stage.scan("101", "4012852020028")


def search(stage: Stage) -> None:
    """Found by name."""
    stage.scan("101", "bröt")


def refused(stage: Stage) -> None:
    """A sentence beside the scan field."""
    stage.do("pay")


def weight(stage: Stage) -> None:
    """Fruit is weighed."""
    stage.scan("101", "130")


def open_shift(stage: Stage) -> None:
    """The morning."""
    owner = stage.assembly.desk.till.people.owner()
    stage.assembly.desk.till.shift.close(owner, uncounted=True)
    stage.reopen()


def who_sells(stage: Stage) -> None:
    """Everybody has a PIN and nobody is logged in."""
    people = stage.assembly.desk.till.people
    owner = people.owner()
    people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
    people.save(owner, Person("Sophie", Role.MANAGER), "2222")
    people.change_own_pin(owner, "", "1234")
    people.log_out(owner)
    stage.reopen()


def recovered(stage: Stage) -> None:
    """After a power cut."""
    stage.scan(*BASKET)
    stage.reopen()


def training(stage: Stage) -> None:
    """Practising on a copy."""
    stage.reopen(training_copy(stage.path))
    stage.scan(*BASKET[:4])


SCENES: tuple[Callable[[Stage], None], ...] = (
    empty, basket, paying, change, unknown_code, age_question, search, refused, weight, open_shift, who_sells,
    recovered, training,
)  # fmt: skip


def _pictures(wanted: list[str]) -> Iterator[str]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for dark, language, size, scene in product((False, True), ("de", "en"), SIZES, SCENES):
        name = f"{scene.__name__}-{'dark' if dark else 'light'}-{language}-{size[0]}"
        if wanted and not any(word in name for word in wanted):
            continue
        theme.apply(app, dark=dark)
        with TemporaryDirectory() as folder:
            stage = Stage(Path(folder), language, size)
            scene(stage)
            stage.shoot(name)
            stage.close()
        yield name


def main() -> None:
    """Take all pictures, or those whose names hold a word of the command line."""
    QApplication([])
    count = sum(1 for _name in _pictures(sys.argv[1:]))
    print(f"{count} pictures in {TARGET}/")


if __name__ == "__main__":
    main()
