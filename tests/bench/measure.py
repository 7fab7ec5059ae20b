"""Times, percentiles and the rows of the report."""

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import Console
from rich.table import Table

_T = TypeVar("_T")


class Times:
    """What a repeated step took."""

    def __init__(self) -> None:
        self.nanoseconds: list[int] = []
        self.computing: list[int] = []

    def run(self, step: Callable[[], _T]) -> _T:
        """Do the step and keep its time by the clock, and how much of it this thread had a processor."""
        computed = time.thread_time_ns()
        before = time.perf_counter_ns()
        result = step()
        after = time.perf_counter_ns()
        self.computing.append(time.thread_time_ns() - computed)
        self.nanoseconds.append(after - before)
        return result

    def at(self, percent: float) -> float:
        """A percentile in milliseconds."""
        return _percentile(self.nanoseconds, percent)

    def computing_at(self, percent: float) -> float:
        """The same of the processor's time, which other programs on the machine do not stretch much."""
        return _percentile(self.computing, percent)

    @property
    def p50(self) -> float:
        return self.at(50)

    @property
    def p99(self) -> float:
        return self.at(99)


def _percentile(nanoseconds: list[int], percent: float) -> float:
    ordered = sorted(nanoseconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] / 1e6


@dataclass(frozen=True)
class Row:
    """A line of the report. `met` None: nothing was promised, or nothing could be measured."""

    row: str
    p50_ms: float | None = None
    p99_ms: float | None = None
    ratio: float | None = None
    contract: str = ""
    met: bool | None = None
    note: str = ""
    more: dict[str, float | int | str] = field(default_factory=dict)

    def as_json(self) -> str:
        """One line for machines."""
        entry = {
            "row": self.row,
            "p50_ms": _rounded(self.p50_ms),
            "p99_ms": _rounded(self.p99_ms),
            "ratio": _rounded(self.ratio),
            "contract": self.contract,
            "met": self.met,
        }
        more = {name: _rounded(value) if isinstance(value, float) else value for name, value in self.more.items()}
        return json.dumps({**entry, **more, "note": self.note}, ensure_ascii=False)


def timed_row(row: str, times: Times, contract: str = "", met: bool | None = None, note: str = "") -> Row:
    """A row of one series of times."""
    p50, p99 = times.computing_at(50), times.computing_at(99)
    note = f"{note or f'n = {len(times.nanoseconds):,}'}; computing {p50:.3f} and {p99:.3f} ms"
    more: dict[str, float | int | str] = {"computing_p50_ms": p50, "computing_p99_ms": p99}
    return Row(row, times.p50, times.p99, contract=contract, met=met, note=note, more=more)


def against(row: str, ours: Times, theirs: Times, limit: float, note: str) -> Row:
    """A row that sets one series against another, at p50 and at p99."""
    p50, p99 = ours.p50 / theirs.p50, ours.p99 / theirs.p99
    return Row(
        row,
        ours.p50,
        ours.p99,
        p50,
        f"at most {limit} x at p50 and p99",
        max(p50, p99) <= limit,
        f"{note}; against {theirs.p50:.3f} and {theirs.p99:.3f} ms; {p99:.2f} x at p99",
        {"ratio_p99": p99, "against_p50_ms": theirs.p50, "against_p99_ms": theirs.p99, "n": len(ours.nanoseconds)},
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _cell(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def show(rows: Sequence[Row]) -> None:
    """The table for people, then a JSON line per row for machines."""
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    table = Table(
        title="Speed contract", caption=f"{load}; figures in ms mean little on a busy machine", show_lines=True
    )
    for heading in ("what", "p50 ms", "p99 ms", "ratio", "contract", "met", "note"):
        table.add_column(heading, justify="right" if heading in ("p50 ms", "p99 ms", "ratio") else "left")
    verdict = {True: "yes", False: "NO", None: "-"}
    for row in rows:
        table.add_row(
            row.row,
            _cell(row.p50_ms, 3),
            _cell(row.p99_ms, 3),
            _cell(row.ratio, 2),
            row.contract,
            verdict[row.met],
            row.note,
        )
    console = Console()
    Console(width=max(console.width, 150)).print(table)
    for row in rows:
        print(row.as_json(), flush=True)
