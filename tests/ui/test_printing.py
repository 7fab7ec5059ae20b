"""The outbox on its way to a printer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kasse.basket import Basket
from kasse.clock import SetClock
from kasse.errors import Refused, Unavailable
from kasse.money import Money
from kasse.people import Actor
from kasse.ports import Job
from kasse.sale import Tender, TenderType
from kasse.till import Till
from printers.spooler import Spooler, Waits
from ui.printing import KINDS, NoPrinterJobs, OutboxJobs, print_queued

FAST = Waits(idle=0.02, first=0.01, longest=0.05)


@dataclass
class Told:
    problems: list[str] = field(default_factory=list)

    def __call__(self, problem: str) -> None:
        self.problems.append(problem)


def sell(till: Till, actor: Actor) -> None:
    basket: Basket = till.checkout.scan(till.checkout.new_basket(), "101")
    till.checkout.pay(actor, basket, (Tender(TenderType.CASH, Money(45)),))


def states(till: Till) -> list[str]:
    return [row[0] for row in till.database.connection.execute("SELECT state FROM outbox ORDER BY number")]


def jobs_of(till: Till, told: Told | None = None) -> OutboxJobs:
    return OutboxJobs(till, lambda work: work(), told or Told())


def test_a_job_is_claimed_durably_then_done(open_till: Till, owner: Actor) -> None:
    sell(open_till, owner)
    jobs = jobs_of(open_till, told := Told())
    job = jobs.next_job()
    assert job is not None
    assert (job.kind, job.open_drawer, job.document.language) == ("receipt", True, "de")
    assert states(open_till) == ["sending"]
    assert jobs.next_job() is None
    jobs.sent(job.no)
    assert (states(open_till), told.problems) == (["done"], [""])


def test_a_failure_waits_longer_each_time(open_till: Till, owner: Actor, clock: SetClock) -> None:
    sell(open_till, owner)
    jobs = jobs_of(open_till, told := Told())
    for wait in (1, 1, 2, 4, 8):
        job = jobs.next_job()
        assert job is not None, wait
        jobs.failed(job.no, "no answer", retry=True)
        assert jobs.next_job() is None
        clock.advance(seconds=wait)
    assert told.problems == ["no answer"] * 5
    job = jobs.next_job()
    assert job is not None
    jobs.failed(job.no, "torn", retry=False)
    assert states(open_till) == ["unknown"]


def test_a_job_without_a_document_does_not_block_the_next(open_till: Till, owner: Actor, clock: SetClock) -> None:
    with open_till.database.write() as work:
        work.outbox.add((Job("z_report", "99"),), clock.now())
    open_till.shift.open_drawer(owner, "change money")
    clock.advance(seconds=7)
    job = jobs_of(open_till).next_job()
    assert job is not None
    assert (job.kind, job.age_seconds) == ("drawer", 7.0)
    assert states(open_till) == ["unknown", "sending"]


def test_without_a_printer_nothing_piles_up(open_till: Till, owner: Actor) -> None:
    for _turn in range(3):
        sell(open_till, owner)
    jobs = NoPrinterJobs(open_till, lambda work: work())
    assert jobs.next_job() is None
    assert states(open_till) == ["done"] * 3
    assert open_till.receipt_document(2, copy=True).blocks


def test_print_what_is_queued(open_till: Till, owner: Actor, tmp_path: Path) -> None:
    sell(open_till, owner)
    open_till.shift.count(owner, {10000: 1})
    open_till.shift.close(owner)
    assert print_queued(open_till, 20.0, f"file:{tmp_path / 'paper'}") == 0
    assert sorted(file.name for file in (tmp_path / "paper").iterdir()) == ["receipt-000001.bin", "z_report-000002.bin"]
    assert states(open_till) == ["done", "done"]


def test_a_dead_printer_keeps_nobody_long(open_till: Till, owner: Actor) -> None:
    sell(open_till, owner)
    assert print_queued(open_till, 5.0, "tcp:127.0.0.1:1") == 1
    assert states(open_till) == ["queued"]


def test_a_setting_that_names_no_printer_keeps_the_till_selling(open_till: Till, owner: Actor) -> None:
    sell(open_till, owner)
    assert print_queued(open_till, 5.0, "gramophone") == 0


def test_a_transport_that_refuses_leaves_it_to_a_person(open_till: Till, owner: Actor) -> None:
    class Refusing:
        def send(self, data: bytes, name: str) -> None:
            raise Refused("no", "No.")

        def close(self) -> None:
            """Nothing."""

    sell(open_till, owner)
    jobs = jobs_of(open_till)
    spooler = Spooler(jobs, Refusing(), render=lambda document, drawer: b"x", waits=FAST)
    spooler.start()
    assert jobs.idle.wait(10)
    spooler.stop()
    assert open_till.database.connection.execute("SELECT state, error FROM outbox").fetchall() == [("unknown", "No.")]
    assert KINDS


class Broken:
    """Raises each error once, then does what it stands for."""

    def __init__(self, work: Callable[..., Any], *errors: BaseException) -> None:
        self._work, self._errors = work, list(errors)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if self._errors:
            raise self._errors.pop(0)
        return self._work(*arguments, **named)


def test_a_busy_file_is_read_again(
    open_till: Till, owner: Actor, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell(open_till, owner)
    monkeypatch.setattr(open_till, "document_of", Broken(open_till.document_of, Unavailable("busy", "Busy.")))
    jobs = jobs_of(open_till, told := Told())
    assert jobs.next_job() is None
    assert (states(open_till), told.problems) == (["queued"], ["Busy."])
    clock.advance(seconds=1)
    assert jobs.next_job() is not None


def test_a_file_too_busy_to_say_so_is_read_again(
    open_till: Till, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sell(open_till, owner)
    jobs = jobs_of(open_till)
    busy = Unavailable("busy", "Busy.")
    monkeypatch.setattr(open_till, "document_of", Broken(open_till.document_of, busy))
    monkeypatch.setattr(jobs, "_mark_failed", Broken(jobs._mark_failed, busy))
    with pytest.raises(Unavailable):
        jobs.next_job()
    job = jobs.next_job()
    assert job is not None
    jobs.sent(job.no)
    assert states(open_till) == ["done"]


def test_a_bug_in_one_document_does_not_block_the_next(
    open_till: Till, owner: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sell(open_till, owner)
    sell(open_till, owner)
    monkeypatch.setattr(open_till, "document_of", Broken(open_till.document_of, ZeroDivisionError()))
    jobs = jobs_of(open_till, told := Told())
    assert jobs.next_job() is not None
    assert states(open_till) == ["unknown", "sending"]
    assert told.problems == ["The job could not be printed because of an error in the program."]
    assert "ZeroDivisionError" in caplog.text
