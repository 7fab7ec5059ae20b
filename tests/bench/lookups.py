"""Products by code, and the list that appears while a name is typed."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from kasse.barcodes import lookup_key
from kasse.errors import Refused
from kasse.till import Till
from tests.bench.measure import Row, Times, timed_row

SEARCH_P50, SEARCH_P99, SCAN_P99 = 0.5, 5.0, 1.0
WORD = re.compile(r"\w{3,}")


def _picked(shop: Path, count: int) -> tuple[list[tuple[str, str]], int]:
    """Codes and names from all over the list, and how long the list is."""
    till = Till(shop)
    connection = till.database.connection
    (size,) = connection.execute("SELECT max(number) FROM product").fetchone()
    numbers = random.Random(7).sample(range(1, size + 1), count)  # noqa: S311 - the same ones each time
    rows = [
        connection.execute(
            "SELECT c.raw, p.name FROM product p JOIN product_code c ON c.product = p.number WHERE p.number = ?", (n,)
        ).fetchone()
        for n in numbers
    ]
    till.close()
    return rows, size


def typed(code: str, name: str) -> Iterator[str]:
    """What a cashier's keys make, one after the other: the name, a part out of a word, the code."""
    plain = name.casefold()
    yield from (plain[:end] for end in range(1, min(len(plain), 14) + 1))
    words = WORD.findall(plain)
    if len(words) > 1:
        last = words[-1]
        yield from (last[:end] for end in range(1, len(last) + 1))
        yield from (f"{words[0][:end]} {last[:end]}" for end in range(1, 6))
    if words and len(words[0]) >= 6:
        part = words[0][2:]
        yield from (part[:end] for end in range(3, len(part) + 1))
    yield from (code[:end] for end in range(1, len(code) + 1))


def _searches(shop: Path, names: list[tuple[str, str]], size: int) -> Row:
    till = Till(shop)
    by_length: dict[int, Times] = {}
    times, slowest = Times(), (0, "")
    for code, name in names:
        for text in typed(code, name):
            times.run(lambda text=text: till.products.search(text))  # type: ignore[misc]
            slowest = max(slowest, (times.nanoseconds[-1], text))
            by_length.setdefault(len(text), Times()).nanoseconds.append(times.nanoseconds[-1])
    till.close()
    worst = max(by_length, key=lambda length: by_length[length].p99)
    return timed_row(
        f"search, a key to the list, {size:,} products",
        times,
        f"p50 under {SEARCH_P50} ms, p99 under {SEARCH_P99} ms",
        times.p50 < SEARCH_P50 and times.p99 < SEARCH_P99,
        f"{len(times.nanoseconds):,} keys of {len(names)} names and codes; slowest {slowest[0] / 1e6:.1f} ms for "
        f"“{slowest[1]}”; worst p99 after {worst} keys",
    )


def _by_code(shop: Path, names: list[tuple[str, str]], size: int) -> Row:
    till, times = Till(shop), Times()
    with till.database.read() as work:
        for code, _name in names:
            key = lookup_key(code)
            times.run(lambda key=key: work.catalog.article(key))  # type: ignore[misc]
    till.close()
    return timed_row(f"product by code, {size:,} products", times)


def _scans(shop: Path, names: list[tuple[str, str]], size: int) -> Row:
    """Code to a basket with its total: all but the painting, in baskets that grow to ten lines."""
    till, times = Till(shop), Times()
    basket = till.checkout.new_basket()
    for code, _name in names:
        if len(basket.lines) == 10:
            basket = till.checkout.new_basket()

        def scan(code: str = code) -> None:
            nonlocal basket
            basket = till.checkout.scan(basket, code, price=None)
            till.checkout.price(basket)

        try:
            times.run(scan)
        except Refused:
            continue  # sold by weight, or at a price that must be typed
    till.close()
    return timed_row(
        f"scan to a priced basket (the core's part), {size:,} products",
        times,
        f"under {SCAN_P99} ms at p99",
        times.p99 < SCAN_P99,
    )


def rows(shop: Path, count: int) -> Iterator[Row]:
    """All look-ups in one shop."""
    names, size = _picked(shop, count)
    yield _by_code(shop, names, size)
    yield _scans(shop, names, size)
    yield _searches(shop, names[: count // 10], size)
