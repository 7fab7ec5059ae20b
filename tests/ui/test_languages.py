"""Every page in several languages, sizes and scales: nothing is cut, and right-to-left is left-to-right in a mirror.

`xx` is English twice as long, `xr` the same from right to left. What the shop's people named themselves may be
shortened; at 200 % on the smallest window one scrolls.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kasse.clock import SetClock
from kasse.people import Person, Role
from kasse.texts import PSEUDO, current_language, use_language
from kasse.till import Till
from tests.conftest import OPENING, PlainHasher
from tests.shots import shop
from tests.ui.fitting import Place, cut_texts, not_mirrored, places
from ui import last_state, theme
from ui.actions import PAGES
from ui.app import Assembly
from ui.setup.making import Maker
from ui.setup.wizard import ORDER, Wizard
from ui.tasks import InlineTasks

pytestmark = pytest.mark.usefixtures("fitted_out_at_once")

Size = tuple[int, int]

SMALL, USUAL, LARGE = (1024, 600), (1366, 768), (1920, 1080)

WAYS: tuple[tuple[str, int, tuple[Size, ...]], ...] = (
    ("en", 100, (SMALL,)),
    ("de", 100, (SMALL, USUAL, LARGE)),
    ("xx", 100, (LARGE,)),
    ("de", 150, (USUAL, LARGE)),
    ("de", 200, (SMALL, LARGE)),
    ("xr", 150, (LARGE,)),
)
"""Language, scale in percent, and the sizes of the window."""

BASKET = ("4029764001807", "4029764001807", "4001686301265", "101", "101", "4190458203403", "P15")
UNKNOWN, BEER, BANANAS = "4006381333931", "4012852020028", "130"

DATA = frozenset(
    {
        *(product.name for product in shop.PRODUCTS),
        *(group.name for group in shop.DEPARTMENTS),
        *(deposit.name for deposit in shop.DEPOSITS),
        *(key.label for key in shop.KEYS),
    }
)


class Stage:
    """A window on a well-stocked shop."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.window = assembly, assembly.window
        self.window.lay_on_tray()
        for clock in self.window.foot.findChildren(QTimer):
            clock.stop()  # two windows are compared, and the minute may turn between them
        self.window.foot.show_time(OPENING.timetuple())
        self.settle()

    def close(self) -> None:
        """Close it for good: a window that is still there is dressed anew with every change of the look."""
        if isValid(self.window):
            self.window.close()
            self.assembly.close()
            delete(self.window)

    def settle(self) -> None:
        for _turn in range(8):
            QApplication.processEvents()

    def resize(self, size: Size) -> None:
        self.window.resize(*size)
        self.settle()

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.window.take_scan(code)
        self.settle()

    def do(self, *commands: str) -> None:
        for command in commands:
            self.window.do(command)
        self.settle()

    def type(self, text: str, *, enter: bool = False) -> None:
        focused = QApplication.focusWidget() or self.window
        QTest.keyClicks(focused, text)
        if enter:
            QTest.keyClick(focused, Qt.Key.Key_Return)
        self.settle()

    def page(self, name: str) -> None:
        """Open a page."""
        self.do(name)
        assert self.window.pages[name].isVisible()


def delete(window: QWidget) -> None:
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


Scene = Callable[[Stage], None]


def empty(stage: Stage) -> None:
    """The morning."""


def basket(stage: Stage) -> None:
    stage.scan(*BASKET)


def refused(stage: Stage) -> None:
    stage.do("void_line", "void_line", "pay")


def found(stage: Stage) -> None:
    stage.scan(*BASKET)
    stage.type("br", enter=True)


def line(stage: Stage) -> None:
    stage.scan(*BASKET)
    stage.do("discount")


def price(stage: Stage) -> None:
    stage.scan(*BASKET)
    stage.do("price")


def more(stage: Stage) -> None:
    stage.do("more")


def paying(stage: Stage) -> None:
    stage.scan(*BASKET)
    stage.do("pay")


def age(stage: Stage) -> None:
    stage.scan("101", BEER)


def unknown(stage: Stage) -> None:
    stage.scan("101", UNKNOWN)


def weight(stage: Stage) -> None:
    stage.scan("101", BANANAS)


def parked(stage: Stage) -> None:
    stage.scan("101")
    stage.do("hold")
    stage.scan("102")
    stage.do("hold", "recall")


def returned(stage: Stage) -> None:
    stage.do("return")


def last(stage: Stage) -> None:
    stage.scan("101")
    stage.do("exact", "last")


SCENES: tuple[Scene, ...] = (
    empty, basket, refused, found, line, price, more, paying, age, unknown, weight, parked, returned, last,
)  # fmt: skip


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop, made once."""
    path = tmp_path_factory.mktemp("shop") / "shop.sqlite"
    shop.make(path, SetClock(OPENING))
    return path


@pytest.fixture
def stock(stocked: Path, tmp_path: Path) -> Path:
    """The shop for one test."""
    return Path(shutil.copy(stocked, tmp_path))


OpenStage = Callable[[str, int], Stage]


@pytest.fixture
def open_stage(stock: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[OpenStage]:
    """Opens the window in a language and a scale."""
    opened: list[Stage] = []

    def open_one(language: str, scale: int) -> Stage:
        use_language(language)
        theme.apply(qapp, dark=False, scale=scale)
        assembly = Assembly(last_state.read(stock), lambda: Till(stock, clock=SetClock(OPENING)), InlineTasks())
        assembly.window.show()
        qtbot.waitUntil(lambda: assembly.flow is not None or assembly.failure is not None)
        qtbot.waitUntil(lambda: assembly.failure is not None or bool(assembly.window.foot.printer.text()))
        opened.append(Stage(assembly))
        return opened[-1]

    yield open_one
    for stage in opened:
        stage.close()
    use_language("en")
    theme.apply(qapp, dark=False)


@contextmanager
def scene(stage: Stage, made: Scene) -> Iterator[None]:
    """Play a scene on an empty checkout, and clear the desk after it."""
    stage.do("checkout")
    made(stage)
    yield
    for _step in range(3):
        stage.do("back")
    desk = stage.assembly.desk
    assert stage.assembly.flow is not None
    for entry in tuple(desk.basket.active):
        stage.assembly.flow.take(desk.void_line(entry.key))
    stage.settle()


def states(stage: Stage) -> Iterator[str]:
    """Bring the window into every state, one after the other; gives each one's name."""
    for made in SCENES:
        with scene(stage, made):
            yield f"checkout, {made.__name__}"
    for name in PAGES:
        if name != "checkout":
            stage.page(name)
            yield name


def look(stage: Stage, state: str, size: Size) -> list[str]:
    """What is wrong now."""
    stage.resize(size)
    faults = cut_texts(stage.window, DATA)
    report(state, size, faults)
    return faults


def report(state: str, size: Size, faults: list[str]) -> None:
    """Write findings into the file that `KASSE_FINDINGS` names, for whoever works on a page."""
    target = os.environ.get("KASSE_FINDINGS")
    if target:
        where = f"{state} | {current_language()} | {size[0]}x{size[1]} | {theme.px(100)} %"
        with Path(target).open("a", encoding="utf-8") as file:
            file.writelines(f"{where} | {fault}\n" for fault in faults)


@pytest.mark.parametrize(("language", "scale", "sizes"), WAYS, ids=[f"{way[0]}-{way[1]}" for way in WAYS])
def test_nothing_is_cut(
    open_stage: OpenStage, subtests: pytest.Subtests, language: str, scale: int, sizes: tuple[Size, ...]
) -> None:
    stage = open_stage(language, scale)
    for state in states(stage):
        for size in sizes:
            faults = look(stage, state, size)
            with subtests.test(state, size=size):
                assert not faults, "\n".join(faults)


def test_every_page_mirrors(stocked: Path, stock: Path, open_stage: OpenStage, subtests: pytest.Subtests) -> None:
    seen: dict[str, dict[str, list[Place]]] = {}
    for language in PSEUDO:
        shutil.copy(stocked, stock)
        stage = open_stage(language, 100)
        assert stage.window.layoutDirection() is theme.direction(language)
        seen[language] = {}
        for state in states(stage):
            faults = look(stage, state, USUAL)
            with subtests.test(state, language=language):
                assert not faults, "\n".join(faults)
            seen[language][state] = places(stage.window)
        stage.close()
    for state, there in seen["xx"].items():
        faults = not_mirrored(there, seen["xr"][state], USUAL[0])
        report(f"{state}, mirrored", USUAL, faults)
        with subtests.test(state, language="mirrored"):
            assert not faults, "\n".join(faults)


def test_the_pin_fits_its_place(stock: Path, open_stage: OpenStage, subtests: pytest.Subtests) -> None:
    till = Till(stock, clock=SetClock(OPENING), hasher=PlainHasher())
    owner = till.people.owner()
    till.people.save(owner, Person("Mehmet", Role.CASHIER), "1111")
    till.people.change_own_pin(owner, "", "1234")
    till.people.log_out(owner)
    till.close()
    for language, size in (("de", SMALL), ("xx", USUAL), ("xr", LARGE)):
        stage = open_stage(language, 100)
        faults = look(stage, "checkout, PIN", size)
        with subtests.test(language):
            assert not faults, "\n".join(faults)
        stage.close()


@pytest.mark.parametrize(("language", "scale", "size"), [("de", 100, SMALL), ("de", 200, USUAL), ("xx", 100, USUAL)])
def test_the_first_window_of_all_fits(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
    language: str,
    scale: int,
    size: Size,
) -> None:
    monkeypatch.setattr("ui.setup.wizard.LANGUAGES", ("en", "de", *PSEUDO))
    use_language(language)
    theme.apply(qapp, dark=False, scale=scale)
    maker = Maker(tmp_path / "shop.sqlite", tmp_path / "demo.sqlite", SetClock(OPENING))
    wizard = Wizard(maker, InlineTasks(), language)
    wizard.resize(*size)
    wizard.show()
    for step in ORDER:
        wizard._show(step)
        for _turn in range(8):
            qapp.processEvents()
        faults = cut_texts(wizard, DATA)
        report(f"wizard, {step}", size, faults)
        with subtests.test(step):
            assert not faults, "\n".join(faults)
    wizard.close()
    delete(wizard)
    use_language("en")
    theme.apply(qapp, dark=False)
