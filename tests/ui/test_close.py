"""Leaving: nothing is left running behind a closed till."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from pytestqt.qtbot import QtBot

import ui.printing
from kasse.clock import SetClock
from kasse.till import Till
from ui import last_state
from ui.app import Assembly
from ui.tasks import StoreThread


class SlowPrinter:
    """A `Printing` that takes its time to begin."""

    problem, present = "", True
    begins, go = threading.Event(), threading.Event()
    running: ClassVar[list["SlowPrinter"]] = []

    def __init__(self, *_arguments: object) -> None:
        SlowPrinter.begins.set()
        SlowPrinter.go.wait(5)
        SlowPrinter.running.append(self)

    def poke(self) -> None:
        """Nothing to print."""

    def stop(self) -> None:
        SlowPrinter.running.remove(self)


@pytest.fixture
def threaded(qtbot: QtBot, ready_shop: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assembly]:
    """The window with the real threads and a slow printer."""
    SlowPrinter.begins, SlowPrinter.go, SlowPrinter.running = threading.Event(), threading.Event(), []
    monkeypatch.setattr(ui.printing, "Printing", SlowPrinter)
    assembly = Assembly(last_state.read(ready_shop), lambda: Till(ready_shop, clock=clock), StoreThread(print))
    assembly.window.show()
    qtbot.addWidget(assembly.window)
    qtbot.waitUntil(lambda: assembly.flow is not None)
    yield assembly
    SlowPrinter.go.set()


def test_a_printer_that_just_begins_is_stopped(threaded: Assembly, qtbot: QtBot) -> None:
    qtbot.waitUntil(SlowPrinter.begins.is_set)
    threading.Timer(0.2, SlowPrinter.go.set).start()
    threaded.close()
    assert SlowPrinter.go.is_set()
    assert SlowPrinter.running == []


def test_a_closed_till_begins_no_printer(threaded: Assembly) -> None:
    SlowPrinter.go.set()
    threaded.close()
    assert threaded.counter is not None
    threaded.counter._begin_printing(0)
    assert SlowPrinter.running == []


def test_a_bug_in_closing_ends_the_threads_all_the_same(threaded: Assembly, monkeypatch: pytest.MonkeyPatch) -> None:
    SlowPrinter.go.set()
    close = threaded.desk.close

    def broken() -> None:
        close()
        raise ZeroDivisionError

    monkeypatch.setattr(threaded.desk, "close", broken)
    with pytest.raises(ZeroDivisionError):
        threaded.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith(("store", "device"))]
