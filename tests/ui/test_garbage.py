"""Cycles are collected on the window's thread alone, and they are collected."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.app import Assembly
from ui.garbage import Garbage


class Knot:
    """A cycle of one."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collected_on() -> Iterator[set[int]]:
    """The threads on which the collector ran."""
    threads: set[int] = set()

    def note(_phase: str, _info: dict[str, int]) -> None:
        threads.add(threading.get_ident())

    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)


@pytest.fixture
def by_itself() -> Iterator[None]:
    """The collector as Python begins with it: in any thread."""
    gc.enable()
    yield
    gc.disable()


def test_a_busy_thread_collects_nothing_and_the_window_does(
    by_itself: None, assembly: Assembly, qtbot: QtBot, collected_on: set[int]
) -> None:
    knots: list[weakref.ref[Knot]] = []

    def make() -> None:
        knots.extend(weakref.ref(Knot()) for _ in range(20_000))

    collected_on.clear()
    busy = threading.Thread(target=make)
    busy.start()
    busy.join()
    assert collected_on == set()
    qtbot.waitUntil(lambda: not any(knot() for knot in knots), timeout=10_000)
    assert collected_on == {threading.get_ident()}
    assert assembly.window.findChild(Garbage) is not None


def test_where_little_was_made_nothing_is_collected(assembly: Assembly, collected_on: set[int]) -> None:
    gc.collect()
    collected_on.clear()
    garbage = assembly.window.findChild(Garbage)
    assert garbage is not None
    garbage.look()
    assert collected_on == set()
