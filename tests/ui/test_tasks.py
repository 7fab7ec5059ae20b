"""Leaving the Qt thread and coming back."""

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from kasse.errors import KasseError, Refused, Unavailable
from ui.tasks import InlineTasks, StoreThread, Tasks


class Ledger:
    """Notes what comes back, and on which thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[KasseError] = []
        self.bugs: list[BaseException] = []
        self.threads: set[int] = set()

    def take(self, result: object) -> None:
        self.done.append(result)
        self.threads.add(threading.get_ident())

    def refuse(self, error: KasseError) -> None:
        self.failed.append(error)
        self.threads.add(threading.get_ident())

    def report(self, error: BaseException) -> None:
        self.bugs.append(error)
        self.threads.add(threading.get_ident())


def failing(error: BaseException) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


@pytest.fixture(params=[StoreThread, InlineTasks])
def pair(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[tuple[Tasks, Ledger]]:
    ledger = Ledger()
    tasks: Tasks = request.param(ledger.report)
    yield tasks, ledger
    tasks.close()


def test_results_come_back_in_order_on_the_qt_thread(pair: tuple[Tasks, Ledger], qtbot: QtBot) -> None:
    tasks, ledger = pair
    for number in range(50):
        tasks.store(lambda number=number: number, ledger.take, ledger.refuse)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(ledger.done) == 50)
    assert ledger.done == list(range(50))
    assert ledger.threads == {threading.get_ident()}


@pytest.mark.parametrize("way", ["store", "device"])
def test_two_kinds_of_failure(pair: tuple[Tasks, Ledger], qtbot: QtBot, way: str) -> None:
    tasks, ledger = pair
    give = getattr(tasks, way)
    refused, unavailable, defect = Refused("no", "No."), Unavailable("dead", "Dead."), ZeroDivisionError()
    for error in (refused, unavailable, defect):
        give(failing(error), ledger.take, ledger.refuse)
    qtbot.waitUntil(lambda: len(ledger.failed) + len(ledger.bugs) == 3)
    assert sorted(error.code for error in ledger.failed) == ["dead", "no"]
    assert ledger.bugs == [defect]
    assert ledger.threads == {threading.get_ident()}


def test_one_thread_owns_the_store(qtbot: QtBot) -> None:
    ledger = Ledger()
    tasks = StoreThread(ledger.report)
    for _turn in range(5):
        tasks.store(threading.get_ident, ledger.take, ledger.refuse)
    qtbot.waitUntil(lambda: len(ledger.done) == 5)
    assert set(ledger.done) == {tasks.call(threading.get_ident)}
    assert threading.get_ident() not in ledger.done
    tasks.close()


def test_closing_finishes_what_is_queued_and_tells_nobody(qtbot: QtBot) -> None:
    ledger, worked = Ledger(), []
    tasks = StoreThread(ledger.report)
    for number in range(20):
        tasks.store(lambda number=number: worked.append(number), ledger.take, ledger.refuse)  # type: ignore[misc]
    tasks.close()
    qtbot.wait(20)
    tasks.store(lambda: worked.append(20), ledger.take, ledger.refuse)  # a timer that fires late
    assert worked == list(range(20))
    assert ledger.done == []


def test_another_thread_calls_and_posts(pair: tuple[Tasks, Ledger], qtbot: QtBot) -> None:
    tasks, ledger = pair
    answers: list[int] = []

    def elsewhere() -> None:
        answers.append(tasks.call(lambda: 7))
        with pytest.raises(Refused):
            tasks.call(failing(Refused("no", "No.")))
        tasks.post(lambda: ledger.take("posted"))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    if isinstance(tasks, InlineTasks):
        tasks.settle()
    qtbot.waitUntil(lambda: ledger.done == ["posted"])
    assert answers == [7]
    assert ledger.threads == {threading.get_ident()}


def test_inline_bugs_come_out_where_they_are() -> None:
    with pytest.raises(ZeroDivisionError):
        InlineTasks().store(failing(ZeroDivisionError()), print, print)


@pytest.mark.parametrize("error", [None, Refused("no", "No."), ZeroDivisionError()])
def test_the_end_is_told_before_what_became_of_it(
    pair: tuple[Tasks, Ledger], qtbot: QtBot, error: BaseException | None
) -> None:
    tasks, ledger = pair
    heard: list[int] = []

    def ended() -> None:
        heard.append(len(ledger.threads))
        ledger.threads.add(threading.get_ident())

    tasks.store(threading.get_ident if error is None else failing(error), ledger.take, ledger.refuse, ended)
    qtbot.waitUntil(lambda: len(ledger.done) + len(ledger.failed) + len(ledger.bugs) == 1)
    assert heard == [0]
    assert ledger.threads == {threading.get_ident()}


def test_a_device_may_call_the_store_while_the_threads_end(qtbot: QtBot) -> None:
    ledger, go, answers = Ledger(), threading.Event(), []
    tasks = StoreThread(ledger.report)
    tasks.store(int, ledger.take, ledger.refuse)
    tasks.device(lambda: answers.append((go.wait(5), tasks.call(lambda: 7))), ledger.take, ledger.refuse)
    threading.Timer(0.1, go.set).start()
    tasks.close()
    assert answers == [(True, 7)]


def test_the_fiscal_device_has_one_thread_and_asks_the_store_from_it(qtbot: QtBot) -> None:
    """Each asks the other: neither waits for itself."""
    ledger = Ledger()
    tasks = StoreThread(ledger.report)

    def asked() -> tuple[str, str]:
        store = tasks.call(lambda: tasks.call(lambda: threading.current_thread().name))
        return threading.current_thread().name, store

    for _time in range(3):
        tasks.tse(asked, ledger.take, ledger.refuse)
    tasks.store(lambda: tasks.tse(asked, ledger.take, ledger.refuse), lambda _none: None, ledger.refuse)
    qtbot.waitUntil(lambda: len(ledger.done) == 4)
    assert set(ledger.done) == {("tse_0", "store_0")}
    tasks.close()


def test_the_last_work_of_the_fiscal_device_is_waited_for(pair: tuple[Tasks, Ledger]) -> None:
    tasks, _ledger = pair
    done: list[str] = []
    tasks.tse(lambda: done.append("first"), lambda _none: None, lambda _error: None)
    tasks.last_tse(lambda: tasks.call(lambda: done.append("last")))
    assert done == ["first", "last"]
