"""Rates with dates and the shop's own code rules, entered by the owner and not by an update."""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

ROLL = {"lines": [{"code": "101"}], "tenders": [{"type": "cash", "amount": "1.00"}]}


def test_a_rate_of_next_year_is_entered_and_waits(small: "Kasse") -> None:
    later = date.today() + timedelta(days=40)  # noqa: DTZ011 - the shop's own calendar is meant
    small.done("tax", "add", "reduced", later.isoformat(), "9")
    assert f"reduced\t{later.isoformat()}\t9" in small.done("tax", "list")
    assert small.sold(ROLL)["vat"][0]["rate"] == "7"
    assert small.done("verify")


def test_what_was_sold_keeps_its_rate(small: "Kasse") -> None:
    assert "tomorrow or later" in small.refused("tax", "add", "reduced", "2020-01-01", "9")
    assert "is not a day" in small.refused("tax", "add", "reduced", "next year", "9")
    assert "0 to 100" in small.refused("tax", "add", "reduced", "2099-01-01", "101")


def test_the_shops_own_scale_labels_are_read(small: "Kasse") -> None:
    own = [{"prefix": "21", "pattern": "PPIIIIIVVVVVK", "meaning": "weight"}]
    small.done("rules", "set", "-", given=json.dumps(own).encode())
    assert small.done("rules", "list").splitlines()[0] == "21\tPPIIIIIVVVVVK\tweight"
    rows = "code;name;price;unit;tax\n2112345000008;Bergkäse;20,00;kg;7\n"
    small.done("import", "products", "-", given=rows.encode())
    sold = small.sold({"lines": [{"code": "2112345012506"}], "tenders": [{"type": "cash", "amount": "50.00"}]})
    assert (sold["lines"][0]["quantity"], sold["total"]) == ("1.250", "25.00")
    small.done("rules", "set", "-", given=b"[]")
    assert small.done("rules", "list").startswith("22\t")


def test_rules_that_are_none_are_refused(small: "Kasse") -> None:
    for given in (
        b"{}",
        b"[1]",
        b'[{"prefix": "21"}]',
        b'[{"prefix": 21, "pattern": "x", "meaning": "weight"}]',
        b"nonsense",
    ):
        assert small.refused("rules", "set", "-", given=given)


def test_the_shop_moves_and_old_receipts_do_not(small: "Kasse") -> None:
    small.sold(ROLL)
    number = small.sold(ROLL)["receipt_no"]
    assert "Close the day first" in small.refused("set", "street", "Neue Str. 5")
    small.done("set", "footer", "Danke!")
    small.done("shift", "close", "--uncounted")
    small.done("set", "street", "Neue Str. 5")
    small.done("shift", "open")
    assert "Neue Str. 5" not in small.done("receipt", str(number))
    after = small.sold(ROLL)["receipt_no"]
    assert "Neue Str. 5" in small.done("receipt", str(after))
    assert "cannot be used" in small.refused("set", "language", "xx")


def test_a_shop_is_no_backup_of_itself(small: "Kasse") -> None:
    assert "the shop itself" in small.refused("restore", str(small.file))
