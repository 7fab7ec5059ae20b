"""A till killed at any moment: the basket is back, no sale is lost or booked twice, no number is skipped or reused."""

import contextlib
import copy
import json
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest

from kasse.clock import milliseconds
from kasse.money import Money
from kasse.till import Till

SCRIPT = Path(__file__).with_name("till_process.py")
SEED = 20261123
VERIFY_EVERY = 8
"""Fewer than ten: a kill during the start leaves no time for it."""

Said = dict[str, Any]


@dataclass
class Books:
    """What was acknowledged, as the file must show it: sales in the order of their receipt numbers."""

    draft: str | None = None
    held: dict[str, str] = field(default_factory=dict)
    sales: list[tuple[str, int]] = field(default_factory=list)
    tendered: tuple[str, int] | None = None
    cash: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)

    def after(self, said: Said) -> "Books":
        """The books once a step is done."""
        books = copy.deepcopy(self)
        match said:
            case {"doing": "draft", "body": body}:
                books.draft = body
            case {"doing": "hold", "id": id_, "body": body}:
                books.held[id_] = body
                books.draft = None
            case {"doing": "recall", "id": id_}:
                books.draft = books.held.pop(id_)
            case {"doing": "cash", "id": id_, "amount": amount}:
                books.cash[id_] = amount
            case {"doing": "sending" | "sent" as state, "ref": ref}:
                books.jobs[ref] = "sending" if state == "sending" else "done"
            case {"doing": "tender", "id": id_, "total": total}:
                books.draft = None
                books.tendered = (id_, total)
            case {"doing": "pay" | "finish" | "pay again", "id": id_, "total": total}:
                books._complete(id_, total)
        return books

    def _complete(self, id_: str, total: int) -> None:
        if (id_, total) in self.sales:
            return
        self.tendered = self.draft = None
        self.sales.append((id_, total))
        self.jobs[id_] = "queued"

    def recovered(self) -> "Books":
        """The books after the next start."""
        books = copy.deepcopy(self)
        if books.tendered is not None:
            books._complete(*books.tendered)
        books.jobs = {ref: "unknown" if state == "sending" else state for ref, state in books.jobs.items()}
        return books


def read_books(path: Path) -> Books:
    """What the file shows, by SQL of our own."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        drafts = [body for (body,) in connection.execute("SELECT body FROM draft WHERE name IS NULL")]
        assert len(drafts) <= 1, "only one basket is on the screen"
        sales = connection.execute("SELECT id, total, receipt_no, state FROM sale ORDER BY receipt_no").fetchall()
        assert {state for *_rest, state in sales} <= {"completed"}, "every tendered sale was finished"
        assert [number for _id, _total, number, _state in sales] == list(range(1, len(sales) + 1)), "no gap"
        counter = connection.execute("SELECT value FROM counter WHERE name = 'receipt'").fetchone()
        assert counter == (len(sales),), "the next number follows the last"
        jobs = connection.execute("SELECT ref, state FROM outbox WHERE kind = 'receipt'").fetchall()
        assert len(jobs) == len({ref for ref, _state in jobs}), "one receipt is printed per sale"
        held = connection.execute("SELECT id, body FROM draft WHERE name IS NOT NULL")
        cash = connection.execute("SELECT id, amount FROM cash_movement")
        return Books(
            draft=drafts[0] if drafts else None,
            held={id_.hex(): body for id_, body in held},
            sales=[(id_.hex(), total) for id_, total, _number, _state in sales],
            cash={id_.hex(): amount for id_, amount in cash},
            jobs=dict(jobs),
        )


def completed_since(path: Path, begun: int) -> set[str]:
    """The sales completed since an instant."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {id_.hex() for (id_,) in connection.execute("SELECT id FROM sale WHERE completed_at >= ?", (begun,))}


@dataclass
class TillProcess:
    """One run of the till, from its start to its kill; `said` are its whole lines, `begun` is when it began."""

    process: "subprocess.Popen[str]"
    lines: IO[str]
    begun: int
    said: list[Said] = field(default_factory=list)

    def hear(self) -> Said | None:
        """Its next line; None when it is dead. A line cut off by the kill was never said."""
        line = self.lines.readline()
        if not line.endswith("\n"):
            return None
        self.said.append(json.loads(line))
        return self.said[-1]

    def hear_until(self, key: str) -> Said:
        """Its next line with this key in it."""
        while (said := self.hear()) is not None:
            if key in said:
                return said
        raise AssertionError(f"the till ended by itself: {self.process.wait()}")

    def go(self) -> None:
        """Let it ring."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill_after(self, seconds: float) -> None:
        """Hear it until it is killed."""
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        while self.hear() is not None:
            pass
        timer.join()
        assert self.process.wait() == -9, "the till ended by itself"


@contextlib.contextmanager
def started(shop: Path, seed: str, tse: Path | None) -> Iterator[TillProcess]:
    command = [sys.executable, str(SCRIPT), str(shop), seed, *([str(tse)] if tse else [])]
    begun = milliseconds(datetime.now(UTC))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield TillProcess(process, process.stdout, begun)
        finally:
            process.kill()


class Killer:
    """Kills one till again and again, and knows after each kill which states its books may be in."""

    def __init__(self, shop: Path, tse: Path | None) -> None:
        self.shop = shop
        self.tse = tse
        self.chance = random.Random(SEED + bool(tse))  # noqa: S311 - a test's dice
        self.books = Books()
        self.flying: Said = {}
        self.untold = False
        self.verified_at = 0
        self.lines: list[Said] = []
        self.counts = dict.fromkeys(("in flight", "baskets back", "sales finished", "killed while starting"), 0)

    def kill(self, times: int) -> None:
        """Kill it so often; a failure names the kill and the lines that led to it."""
        number = 0
        try:
            for number in range(1, times + 1):
                self._once(number)
            self._end()
        except Exception as error:
            lines = "\n".join(json.dumps(said, ensure_ascii=False)[:600] for said in self.lines[-25:])
            raise AssertionError(f"seed {SEED}, kill {number}: {error}\nThe last lines:\n{lines}") from error

    def _once(self, number: int) -> None:
        with started(self.shop, f"{SEED}-{number}", self.tse) as till:
            self.lines.append({"start": number})
            till.said = self.lines
            till.hear_until("opening")
            if self.chance.random() < 0.2:
                till.kill_after(self.chance.uniform(0, 0.03))
                self._note_early_kill()
                return
            self._check(till.hear_until("recovered"), till.begun)
            if number - self.verified_at >= VERIFY_EVERY:
                self._verify()
                self.verified_at = number
            till.go()
            begun = len(self.lines)
            till.hear_until("did")
            till.kill_after(self.chance.uniform(0.005, 0.15))
            for said in self.lines[begun:]:
                self._note(said)

    def _note_early_kill(self) -> None:
        """What was killed while it recovered may have finished sales and told nobody."""
        self.counts["killed while starting"] += 1
        self.untold = True

    def _note(self, said: Said) -> None:
        if "doing" in said:
            self.flying = said
        elif said.get("did") == "nothing":
            self.flying = {}
        elif "did" in said:
            self.books = self.books.after(self.flying)
            if "receipt_no" in said:
                booked, _total = self.books.sales[said["receipt_no"] - 1]
                assert booked == self.flying["id"], "a number stays with its sale"
            self.flying = {}

    # After a start

    def _check(self, recovered: Said, begun: int) -> None:
        """The file against what was acknowledged, with the step in flight either done or not."""
        found = read_books(self.shop)
        undone, done = self.books.recovered(), self.books.after(self.flying).recovered()
        if found not in (undone, done):
            raise AssertionError(f"{_difference(found, undone)}\n{_difference(found, done)}\nin flight: {self.flying}")
        self._check_told(recovered, found, begun)
        self._check_signatures()
        self.counts["in flight"] += bool(self.flying)
        self.books, self.flying, self.untold = found, {}, False

    def _check_told(self, recovered: Said, found: Books, begun: int) -> None:
        told = " ".join(recovered["told"])
        finished, unsure = set(recovered["finished"]), set(recovered["unsure"])
        numbers = {id_: number for number, (id_, _total) in enumerate(found.sales, 1)}
        assert all(f"Receipt {numbers[id_]} over" in told for id_ in finished)
        assert recovered["basket"] == found.draft
        assert ("The basket with" in told) == (found.draft is not None)
        assert recovered["held"] == len(found.held)
        assert finished == completed_since(self.shop, begun), "each sale that was finished now is told"
        if not self.untold:
            sending = {ref for ref, state in self.books.jobs.items() if state == "sending"}
            assert unsure ^ sending <= {self.flying.get("ref")}, "a print that broke off is told"
        self.counts["sales finished"] += len(finished)
        self.counts["baskets back"] += found.draft is not None

    def _check_signatures(self) -> None:
        if self.tse is None:
            return
        signed = json.loads(self.tse.read_text()) if self.tse.exists() else {}
        with contextlib.closing(sqlite3.connect(f"file:{self.shop}?mode=ro", uri=True)) as connection:
            for id_, signature, outage in connection.execute("SELECT id, signature, outage FROM sale"):
                if signature is None:
                    assert outage, "a sale is signed, or says that the device was out"
                else:
                    answer = json.loads(signature)
                    assert [answer["transaction"], answer["counter"]] == signed[id_.hex()]
        finished = [entry for entry in signed.values() if len(entry) == 2]
        assert sorted(entry[1] for entry in finished) == list(range(1, len(finished) + 1)), "nothing is signed twice"

    def _verify(self) -> None:
        till = Till(self.shop, exclusive=False)
        try:
            assert till.verify() == []
        finally:
            till.close()

    def _end(self) -> None:
        with started(self.shop, f"{SEED}-end", self.tse) as till:
            till.said = self.lines
            self._check(till.hear_until("recovered"), till.begun)
        self._verify()
        print(self.counts, len(self.books.sales), "sales")


def _difference(found: Books, expected: Books) -> str:
    there, wanted = asdict(found), asdict(expected)
    return "\n".join(f"{name}: {there[name]}\n  is not {wanted[name]}" for name in there if there[name] != wanted[name])


@pytest.fixture
def ready_shop(shop_file: Path) -> Path:
    """The small shop, its shift open on a float that pays for every return."""
    till = Till(shop_file)
    till.shift.open(till.people.owner(), Money(1_000_000))
    till.close()
    return shop_file


@pytest.mark.parametrize("tse", [False, True], ids=["without a TSE", "with a TSE"])
def test_a_till_killed_10_times_keeps_its_books(ready_shop: Path, tmp_path: Path, tse: bool) -> None:
    Killer(ready_shop, tmp_path / "tse.json" if tse else None).kill(10)


@pytest.mark.long
@pytest.mark.parametrize("tse", [False, True], ids=["without a TSE", "with a TSE"])
def test_a_till_killed_150_times_keeps_its_books(ready_shop: Path, tmp_path: Path, tse: bool) -> None:
    killer = Killer(ready_shop, tmp_path / "tse.json" if tse else None)
    killer.kill(150)
    assert all(count > 0 for name, count in killer.counts.items() if tse or name != "sales finished"), killer.counts
