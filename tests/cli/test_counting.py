"""A stocktake by the lists of a data collector, and what the stock is worth."""

from pathlib import Path

import pytest

from tests.cli.conftest import Kasse

MATE, MATE_CRATE, MILK = "4029764001807", "4029764001814", "4000521006419"


@pytest.fixture
def lists(small: Kasse, tmp_path: Path) -> Kasse:
    """Sixty bottles and twelve cartons by the books."""
    goods = tmp_path / "goods.csv"
    goods.write_text(f"code;quantity;cost;per\n{MATE};60;13,98;20\n{MILK};12;0,79;1\n")
    small.done("stock", "receive", str(goods))
    return small


def test_a_list_is_counted_and_booked(lists: Kasse) -> None:
    scans = f"{MATE_CRATE}\n{MATE_CRATE}\n{MATE}\n{MATE}\n"
    assert "4 rows counted" in lists.done("stock", "count", "-", "--begin", "2026", given=scans)
    lists.sold({"lines": [{"code": MATE}], "tenders": [{"type": "card", "amount": "1.44"}]})
    lists.done("stock", "count", "-", given=f"code;count\n{MILK};12\n")
    told = lists.done("stock", "differences")
    assert told.split("\t")[:4] == ["-18", "-12.58", "-23.22", MATE]
    assert "2 articles counted" in lists.done("stock", "differences", "--book")
    assert lists.done("stock", "show", MATE).startswith("41\t")


def test_the_same_file_counts_once(lists: Kasse) -> None:
    lists.done("stock", "count", "-", "--begin", "2026", "--area", "Fridge", given=f"{MILK};5")
    again = lists.run("stock", "count", "-", given=f"{MILK};5")
    assert "0 rows counted" in again.stdout
    assert "1 row was counted before" in again.stderr
    assert lists.done("stock", "differences").startswith("-7\t")


def test_a_bad_row_is_named_and_nothing_is_counted(lists: Kasse) -> None:
    lists.done("stock", "count", "-", "--begin", "2026", given=f"{MILK};1")
    told = lists.refused("stock", "count", "-", given=f"{MATE};60\n4006381333931;1\n{MILK};many\n;4\n")
    assert all(f"Line {line}" in told for line in (3, 4))
    assert lists.done("stock", "differences").startswith("-11\t")
    good = lists.run("stock", "count", "-", "--good-rows", given=f"{MATE};60\n4006381333931;1\n{MILK};many\n")
    assert "1 row counted" in good.stdout
    assert "Line 2" in good.stderr


def test_what_is_no_list_is_refused(lists: Kasse) -> None:
    assert "No stocktake" in lists.refused("stock", "count", "-", given=MILK)
    lists.done("stock", "count", "-", "--begin", "2026", given=f"{MILK};1")
    assert "empty" in lists.refused("stock", "count", "-", given=" \n")
    assert "no list" in lists.refused("stock", "count", "-", given=b"\x00\x01\x02PNG\x00")
    assert "no area" in lists.refused("stock", "count", "-", "--area", "Moon", given=f"{MILK};1")


def test_it_is_given_up(lists: Kasse) -> None:
    lists.done("stock", "count", "-", "--begin", "2026", given=f"{MILK};1")
    assert "nothing was booked" in lists.done("stock", "differences", "--give-up")
    assert "No stocktake" in lists.refused("stock", "differences")


def test_what_nobody_counted_is_gone_if_the_owner_says_so(lists: Kasse) -> None:
    lists.done("stock", "count", "-", "--begin", "2026", given=f"{MILK};12")
    told = lists.run("stock", "differences", "--book", "--zero")
    assert told.stdout.startswith("-60\t-41.94\t-77.40")
    assert lists.done("stock", "show", MATE).startswith("0\t")


def test_the_worth_of_the_stock(lists: Kasse) -> None:
    assert lists.done("stock", "value").startswith("51.42\t2 articles")  # 60 x 0.699 and 12 x 0.79
    assert lists.done("stock", "value", "--method", "fifo").startswith("51.42\t")
    assert lists.done("stock", "value", "--day", "2020-01-01").startswith("0.00\t0 articles")
    assert "no day" in lists.refused("stock", "value", "--day", "yesterday")
    assert "fifo" in lists.refused("stock", "value", "--method", "lifo")
