"""`kasse reorder` on a shop with suppliers."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kasse.clock import SetClock, SystemClock
from kasse.till import Till
from tests.cli.conftest import Kasse
from tests.kasse.buying_shop import CHOCOLATE, MATE, MILK, add_suppliers, sell_weeks, stock_up


@pytest.fixture
def buying(shop_file: Path, quick_pins: None, monkeypatch: pytest.MonkeyPatch) -> Kasse:
    """The small shop after two weeks; it is a Monday's noon, since what is missing hangs on the day."""
    clock = SetClock(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
    monkeypatch.setattr(SystemClock, "now", lambda _self: clock.instant)
    till = Till(shop_file, clock=clock)
    owner = till.people.owner()
    sell_weeks(till, clock, owner, weeks=2)
    add_suppliers(till, owner)
    stock_up(till, owner, {MATE: 2, MILK: 1, CHOCOLATE: 0})
    till.close()
    return Kasse(shop_file)


def test_the_table_says_what_and_why(buying: Kasse) -> None:
    said = buying.done("reorder")
    assert "Getränke Hoffmann: delivery" in said
    assert "Kasten of 20" in said
    assert "sells 6.3 a day, more on Fri, Sat; 2 left" in said
    assert "missing to the least value" in said


def test_json_and_csv_say_the_same(buying: Kasse) -> None:
    made = json.loads(buying.done("reorder", "--format", "json"))
    lines = {line["code"]: line for one in made for line in one["lines"]}
    rows = list(csv.DictReader(io.StringIO(buying.done("reorder", "--format", "csv")), delimiter=";"))
    assert {row["code"]: int(row["packs"]) for row in rows} == {code: line["packs"] for code, line in lines.items()}
    assert lines[MATE]["units"] == "20"


def test_one_supplier_for_so_many_days(buying: Kasse, tmp_path: Path) -> None:
    few = json.loads(buying.done("reorder", "--supplier", "hoffmann", "--days", "2", "--format", "json"))
    many = json.loads(buying.done("reorder", "--supplier", "hoffmann", "--days", "30", "--format", "json"))
    assert [one["supplier"] for one in many] == ["Getränke Hoffmann"]
    assert few[0]["lines"][0]["packs"] < many[0]["lines"][0]["packs"]
    buying.done("reorder", "--format", "csv", "--out", str(tmp_path / "list.csv"))
    assert (tmp_path / "list.csv").read_text(encoding="utf-8").startswith("supplier;")


def test_what_is_refused(buying: Kasse, shop_file: Path) -> None:
    assert "no supplier" in buying.refused("reorder", "--supplier", "Nobody")
    till = Till(shop_file)
    for supplier in till.suppliers.all():
        from dataclasses import replace

        till.suppliers.save(till.people.owner(), replace(supplier, active=False))
    till.close()
    assert "no suppliers yet" in buying.refused("reorder")
