"""The bench runs and prints every row; what it measures is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROWS = (
    "start of the process",
    "memory with the window",
    "commit of a 10-line sale, no TSE",
    "commit of a 10-line sale, instant TSE",
    "scan beside a slow TSE",
    "commit beside a dead TSE",
    "scan beside a flapping TSE",
    "syncs of a payment, no TSE",
    "syncs of a payment, instant TSE",
    "product by code",
    "scan to a priced basket",
    "search, a key to the list",
    "scan to painted line",
    "memory over two days",
    "a real basket's scan",
    "a real basket's draft",
    "a real basket's payment",
    "20 real baskets end to end",
    "X report of a day",
    "scan, up to 100 lines, no promotion",
    "scan, up to 100 lines, 50 promotions",
)


def test_each_row_is_printed_for_machines() -> None:
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick"],
        cwd=root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    for wanted in ROWS:
        (row,) = [row for row in rows if row["row"].startswith(wanted)]
        assert {"row", "p50_ms", "p99_ms", "ratio", "contract", "met"} <= set(row)
    counted = {row["row"]: row["syncs_most"] for row in rows if "syncs_most" in row}
    assert set(counted.values()) <= {1, 2}
