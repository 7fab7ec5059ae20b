"""How often a sale waits for the disk: counted in the kernel's calls by strace, or from the commits without it.

As a program it books sales, with a mark for strace before and after each payment.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kasse.ports import NullTse
from tests.bench import commits, shops
from tests.bench.measure import Row

BEFORE, AFTER = "/kasse-bench/before", "/kasse-bench/after"
SALES = 30
MOST = 2
STEPS = {"one": "no TSE", "two": "instant TSE"}


def _book(step: str) -> list[int]:
    """Book some sales; gives the commits of each."""
    path = shops.copy_of(shops.german_shop(), f"syncs-{step}.sqlite")
    shop = shops.open_shop(path, NullTse() if step == "one" else commits.InstantTse())
    counts: list[int] = []
    for basket in commits.mixed_baskets(shop, SALES):
        tenders = commits.cash_for(shop, basket)
        shop.till.checkout.save_draft(shop.owner, basket)
        statements: list[str] = []
        shop.till.database.connection.set_trace_callback(statements.append)
        os.access(BEFORE, os.F_OK)
        shop.till.checkout.pay(shop.owner, basket, tenders)
        os.access(AFTER, os.F_OK)
        shop.till.database.connection.set_trace_callback(None)
        counts.append(statements.count("COMMIT"))
        shop.till.database.idle()
    shop.till.close()
    shops.remove(path)
    return counts


def _traced(step: str) -> list[int]:
    """The syncs between the marks of each sale; empty where strace may not look."""
    log = shops.FOLDER / f"syncs-{step}.strace"
    calls = "trace=fsync,fdatasync,sync_file_range,msync,access,faccessat,faccessat2"
    command = ["strace", "-f", "-qq", "-e", calls, "-o", str(log), sys.executable, "-m", "tests.bench.syncs", step]
    done = subprocess.run(command, cwd=shops.ROOT, capture_output=True, check=False)
    if done.returncode != 0 or not log.exists():
        return []
    counts = _between_marks(log)
    log.unlink()
    return counts


def _between_marks(log: Path) -> list[int]:
    counts, inside = [], False
    for line in log.read_text(errors="replace").splitlines():
        if BEFORE in line:
            counts.append(0)
            inside = True
        elif AFTER in line:
            inside = False
        elif inside and re.search(r"\b(fsync|fdatasync|sync_file_range|msync)\(", line):
            counts[-1] += 1
    return counts


def rows() -> Iterator[Row]:
    """The syncs of a payment, in one step and in two."""
    strace = shutil.which("strace")
    for step, tse in STEPS.items():
        counts = _traced(step) if strace else []
        how = "counted by strace" if counts else "no strace: derived from the commits"
        counts = counts or _book(step)
        most, mean = max(counts), sum(counts) / len(counts)
        yield Row(
            f"syncs of a payment, {tse}",
            contract=f"at most {MOST}",
            met=most <= MOST,
            note=f"{how}: {mean:.2f} on average, {most} at most, {len(counts)} sales",
            more={"syncs": mean, "syncs_most": most},
        )


if __name__ == "__main__":
    _book(sys.argv[1])
