"""`make bench`: the speed contract in figures, a table for people and a JSON line per row for machines.

`--quick` takes a few of everything on the German list, to prove that it runs; its figures say little.
"""

import argparse
from collections.abc import Iterator

from rich.console import Console

from tests.bench import (
    commits,
    dsfinvk,
    imports,
    lookups,
    market,
    painting,
    promoting,
    ringing,
    shops,
    signing,
    starts,
    syncs,
    years,
)
from tests.bench.measure import Row, show


def all_rows(quick: bool) -> Iterator[Row]:
    """Every row, as it is measured."""
    yield from starts.rows(3 if quick else 15)
    yield from commits.rows(30 if quick else 2000)
    yield from signing.rows(10 if quick else 400)
    yield from syncs.rows()
    yield from market.rows(20 if quick else 600)
    yield from lookups.rows(shops.german_shop(), 100 if quick else 4000)
    world = None if quick else shops.world_shop()
    if world is not None:
        yield from lookups.rows(world, 4000)
    elif not quick:
        yield Row("look-ups at 807,836 products", note=f"not measured: {shops.WORLD_LIST} is not there")
    yield from painting.rows(10 if quick else 500, 20 if quick else 4000, world or shops.german_shop())
    yield from ringing.rows(20 if quick else 1000)
    if not quick:
        yield from years.rows(7)
        yield from imports.rows()
        yield from dsfinvk.rows()
    yield from promoting.rows(1 if quick else 20)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench")
    arguments.add_argument("--quick", action="store_true", help="a few of everything, on the German list only")
    quick = arguments.parse_args().quick
    console = Console(stderr=True)
    shops.german_shop()
    rows = []
    for row in all_rows(quick):
        console.print(f"[dim]{row.row}: {row.note}[/dim]", highlight=False)
        rows.append(row)
    show(rows)


if __name__ == "__main__":
    main()
