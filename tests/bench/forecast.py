"""Which rule orders best: each is let order for real sales of weeks that it has not seen, and what it costs is counted.

`python -m tests.bench.forecast SHOP.sqlite` with a demo shop of 90 days (docs/reorder.md says how one is made). What
is counted of a rule: units that were asked for and not there, at the margin that was lost; units that expired, at what
they cost; and what lay on the shelf, at a quarter of its value a year. The rules see the same sales, the same
deliveries and the same packs.
"""

import argparse
import json
import random
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kasse.buying.demand import shop_week
from kasse.buying.forecast import A_DAY, HOLDING, LOOK_BACK, RULES, WEEK, Case, Past, Rule

HELD_BACK = 28
"""The last days: what is reported was measured on them."""
CHOSEN_ON = 21
"""The days before: rules and their constants were chosen on them."""

LIVES = {
    "Backwaren": 2, "Obst & Gemüse": 5, "Fleisch & Wurst": 7, "Milch & Eier": 14, "Getränke": 180, "Bier": 180,
    "Süßwaren & Snacks": 120, "Tiefkühl": 180, "Vorrat": 365,
}  # fmt: skip
"""How long goods keep from delivery, where the shop has not said so."""
PACKS = {"Backwaren": (1, 5), "Obst & Gemüse": (5, 10), "Fleisch & Wurst": (4, 6), "Milch & Eier": (6, 10, 12)}
OTHER_PACKS = (6, 12, 20, 24)
ROUNDS = {
    "Backwaren": (0, 1, 2, 3, 4, 5),
    "Obst & Gemüse": (0, 2, 4),
    "Milch & Eier": (1, 4),
    "Fleisch & Wurst": (1, 4),
}
OTHER_ROUNDS = ((0,), (1,), (2,), (3,), (0, 3), (1, 4))
COST_SHARE = 70
"""What goods cost, in percent of their net price."""


class Goods(NamedTuple):
    """An article of the trial: what was asked for each day (thousandths), what it costs (cents), packs and rounds."""

    product: int
    sold: tuple[int, ...]
    cost: int
    margin: int
    pack: int
    life: int | None
    rounds: tuple[int, ...]
    unit: int = 1000


@dataclass
class Outcome:
    """What a rule cost; units are thousandths, money is cents (of a thousandth until it is shown)."""

    asked: int = 0
    lost: int = 0
    lost_cents: int = 0
    expired: int = 0
    expired_cents: int = 0
    lying_cents: int = 0
    orders: int = 0

    @property
    def cents(self) -> int:
        """Everything in cents."""
        return (self.lost_cents + self.expired_cents) // 1000 + self.lying_cents // (1000 * 365 * 10_000)


class Trial:
    """Some weeks of a shop. `first` is the first day that counts, `weekday` the one of day 0."""

    def __init__(self, goods: Sequence[Goods], weekday: int, first: int, days: int) -> None:
        self.goods = goods
        self.weekday = weekday
        self.first = first
        self.days = days
        self._weeks: dict[int, tuple[int, ...]] = {}

    def run(self, rule: Rule) -> Outcome:
        """Let a rule order."""
        outcome = Outcome()
        for one in self.goods:
            self._sell(one, rule, outcome)
        return outcome

    def _sell(self, one: Goods, rule: Rule, outcome: Outcome) -> None:
        stock = [[self._first_stock(one), self.first + (one.life or 10_000)]]
        due: dict[int, int] = {}
        for day in range(self.first, self.first + self.days):
            if day in due:
                stock.append([due.pop(day), day + (one.life or 10_000)])
            self._order(one, rule, day, stock, due, outcome)
            self._day(one, one.sold[day], day, stock, outcome)
            stock = [batch for batch in stock if batch[0]]

    def _first_stock(self, one: Goods) -> int:
        before = one.sold[max(0, self.first - 28) : self.first]
        return max(one.pack // 2, sum(before) * 5 // max(1, len(before)))

    def _order(
        self, one: Goods, rule: Rule, day: int, stock: list[list[int]], due: dict[int, int], outcome: Outcome
    ) -> None:
        """In the morning, for the delivery of the next day."""
        comes = day + 1
        if (self.weekday + comes) % WEEK not in one.rounds:
            return
        following = next(later for later in range(comes + 1, comes + 8) if (self.weekday + later) % WEEK in one.rounds)
        packs = rule(
            Case(
                self._past(one, day),
                sum(batch[0] for batch in stock) + sum(due.values()),
                one.pack,
                self._days(day, following),
                None if one.life is None else self._days(day, comes + one.life),
                one.cost,
                one.margin,
                one.unit,
            )
        )
        if packs:
            due[comes] = packs * one.pack
            outcome.orders += 1

    def _past(self, one: Goods, day: int) -> Past:
        return Past(one.sold[max(0, day - LOOK_BACK) : day], (self.weekday + day - 1) % WEEK, self._week(day))

    def _week(self, day: int) -> tuple[int, ...]:
        """The pattern of the whole shop's week, as it is known on a day."""
        if day not in self._weeks:
            totals = [sum(one.sold[index] for one in self.goods) for index in range(max(0, day - LOOK_BACK), day)]
            self._weeks[day] = shop_week(totals, (self.weekday + day - 1) % WEEK)
        return self._weeks[day]

    def _days(self, first: int, end: int) -> tuple[tuple[int, int], ...]:
        return tuple(((self.weekday + day) % WEEK, A_DAY) for day in range(first, end))

    def _day(self, one: Goods, asked: int, day: int, stock: list[list[int]], outcome: Outcome) -> None:
        """Sell the oldest first, then throw away what will not be good tomorrow."""
        outcome.asked += asked
        for batch in stock:
            taken = min(batch[0], asked)
            batch[0] -= taken
            asked -= taken
        outcome.lost += asked
        outcome.lost_cents += asked * one.margin
        for batch in stock:
            if batch[1] <= day + 1:
                outcome.expired += batch[0]
                outcome.expired_cents += batch[0] * one.cost
                batch[0] = 0
            outcome.lying_cents += batch[0] * one.cost * HOLDING


# The sales


def read_shop(path: Path, every: int = 4) -> tuple[list[Goods], int, int]:
    """Articles of a demo shop, the weekday of the first day, and how many days there are."""
    from datetime import date

    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    days = [row[0] for row in connection.execute("SELECT DISTINCT business_day FROM sale ORDER BY 1")]
    number_of = {day: number for number, day in enumerate(days)}
    sold: dict[int, list[int]] = {}
    for day, product, moved in connection.execute(
        "SELECT s.business_day, m.product, -sum(m.quantity) FROM sale s JOIN stock_movement m ON m.document = s.id "
        "WHERE m.reason IN ('sale', 'return') GROUP BY 1, 2"
    ):
        sold.setdefault(product, [0] * len(days))[number_of[day]] += max(0, moved)
    warm = len(days) - HELD_BACK - CHOSEN_ON
    listed = sorted(product for product, by_day in sold.items() if sum(1 for one in by_day[:warm] if one) >= 3)
    best = set(sorted(listed, key=lambda product: -sum(sold[product][:warm]))[:200])
    goods = [
        _goods(connection, product, sold[product])
        for number, product in enumerate(listed)
        if number % every == 0 or product in best
    ]
    return goods, date.fromisoformat(days[0]).weekday(), len(days)


def _goods(connection: sqlite3.Connection, product: int, sold: Sequence[int]) -> Goods:
    department, unit, price, rate = connection.execute(
        "SELECT p.department, p.unit, ifnull(p.price, 100), (SELECT rate FROM tax_rate t WHERE t.tax_class = "
        "p.tax_class ORDER BY valid_from DESC LIMIT 1) FROM product p WHERE p.number = ?",
        (product,),
    ).fetchone()
    net = price * 10_000 // (10_000 + rate)
    cost = net * COST_SHARE // 100
    chosen = random.Random(product)  # noqa: S311 - a play, not a secret
    pack = chosen.choice(PACKS.get(department, OTHER_PACKS)) if unit == "piece" else 5
    rounds = ROUNDS.get(department) or chosen.choice(OTHER_ROUNDS)
    return Goods(product, tuple(sold), cost, net - cost, pack * 1000, LIVES.get(department), rounds,
                 1000 if unit == "piece" else 500)  # fmt: skip


def with_weekends(goods: Iterable[Goods], weekday: int) -> list[Goods]:
    """The same sales with a week as most shops have it: quiet from Monday on, busy on Friday and Saturday."""
    keeps = (50, 50, 55, 65, 90, 100, 40)
    changed = []
    for one in goods:
        chosen = random.Random(one.product + 1)  # noqa: S311
        sold = []
        for day, asked in enumerate(one.sold):
            units, rest = divmod(asked, one.unit)
            kept = sum(chosen.randrange(100) < keeps[(weekday + day) % WEEK] for _unit in range(units))
            sold.append(kept * one.unit + rest)
        changed.append(one._replace(sold=tuple(sold)))
    return changed


# The sample that the tests keep


def write_sample(goods: Sequence[Goods], weekday: int, path: Path) -> None:
    """Articles as JSON."""
    rows = [[*one[:1], list(one.sold), *one[2:6], list(one.rounds), one.unit] for one in goods]
    text = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    path.write_text(f'{{"weekday":{weekday},"goods":[\n{text}\n]}}\n', encoding="utf-8")


def read_sample(path: Path) -> tuple[list[Goods], int]:
    """What `write_sample` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    goods = [
        Goods(product, tuple(sold), cost, margin, pack, life, tuple(rounds), unit)
        for product, sold, cost, margin, pack, life, rounds, unit in kept["goods"]
    ]
    return goods, kept["weekday"]


# The table


def show(title: str, trial: Trial, rules: Iterable[str]) -> None:
    """A row a rule."""
    print(f"\n{title}: {len(trial.goods)} articles, {trial.days} days")
    print(f"{'rule':18}{'asked':>9}{'lost':>9}{'lost %':>8}{'lost EUR':>10}{'expired':>9}{'exp. EUR':>10}"
          f"{'lying EUR':>11}{'cost EUR':>10}{'orders':>8}")  # fmt: skip
    for name in rules:
        one = trial.run(RULES[name])
        lying = one.lying_cents // (1000 * 365 * 10_000)
        print(
            f"{name:18}{one.asked // 1000:9}{one.lost // 1000:9}{one.lost * 100 / max(1, one.asked):8.1f}"
            f"{one.lost_cents / 100_000:10.2f}{one.expired // 1000:9}{one.expired_cents / 100_000:10.2f}"
            f"{lying / 100:11.2f}{one.cents / 100:10.2f}{one.orders:8}"
        )


def main() -> None:
    """Compare the rules."""
    arguments = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.forecast")
    arguments.add_argument("shop", type=Path, help="a demo shop with 90 days")
    arguments.add_argument("--every", type=int, default=4, help="one in so many articles, beside the best 200")
    arguments.add_argument("--chosen-on", action="store_true", help="show the weeks that rules were chosen on, too")
    arguments.add_argument("--sample", type=Path, help="write a sample for the tests")
    given = arguments.parse_args()
    goods, weekday, days = read_shop(given.shop, given.every)
    if given.sample:
        write_sample(goods[:: max(1, len(goods) // 180)], weekday, given.sample)
        return
    busy = with_weekends(goods, weekday)
    for title, sold in (("the demo's own sales", goods), ("the same with busy weekends", busy)):
        if given.chosen_on:
            show(f"{title}, weeks to choose on", Trial(sold, weekday, days - HELD_BACK - CHOSEN_ON, CHOSEN_ON), RULES)
        show(f"{title}, held back", Trial(sold, weekday, days - HELD_BACK, HELD_BACK), RULES)


if __name__ == "__main__":
    main()
