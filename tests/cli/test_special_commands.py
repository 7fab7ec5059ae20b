"""What is no plain sale, by `kasse sell` and the commands around it."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

ROLL, WATER = {"code": "101"}, {"code": "123"}


def test_a_roll_is_a_meal_where_it_is_eaten(demo: "Kasse") -> None:
    assert demo.done("eaten", "101", "standard") == "Brötchen\n"
    answer = demo.sold({"lines": [ROLL], "eat_in": True, "tenders": [{"type": "cash", "amount": "0.45"}]})
    assert answer["eat_in"] is True
    assert answer["vat"] == [{"rate": "19", "gross": "0.45", "net": "0.38", "tax": "0.07"}]
    answer = demo.sold({"lines": [ROLL], "tenders": [{"type": "cash", "amount": "0.45"}]})
    assert "eat_in" not in answer
    assert [vat["rate"] for vat in answer["vat"]] == ["7"]
    assert demo.done("eaten", "101", "-") == "Brötchen\n"
    assert demo.run("eaten", "101", "nonsense").exit_code == 2
    assert demo.run("eaten", "no such code", "meal").exit_code == 2


def test_francs_pay(demo: "Kasse") -> None:
    assert demo.done("currencies", "chf", "1,065") == "CHF\t1.065\n"
    assert demo.done("currencies") == "CHF\t1.065\n"
    tenders = [{"type": "foreign", "currency": "CHF", "amount": "20.00"}]
    answer = demo.sold({"lines": [ROLL], "tenders": tenders})
    assert (answer["tenders"], answer["change"]) == (tenders, "20.85")  # 21.30 - 0.45
    receipt = demo.done("receipt", str(answer["receipt_no"]))
    assert "20,00" in receipt
    assert (
        demo.not_sold({"lines": [ROLL], "tenders": [{**tenders[0], "currency": "GBP"}]})["error"] == "unknown_currency"
    )
    assert demo.not_sold({"lines": [ROLL], "tenders": [{"type": "foreign", "amount": "1"}]})["error"] == "bad_tender"
    assert demo.not_sold({"lines": [ROLL], "tenders": [{**tenders[0], "type": "cash"}]})["error"] == "bad_tender"
    assert demo.done("currencies", "CHF", "-") == ""


@pytest.mark.parametrize(("whose", "kind"), [("staff", "tip_staff"), ("owner", "tip_owner")])
def test_a_tip(demo: "Kasse", whose: str, kind: str) -> None:
    tip = {"tip": {"amount": "0.55", "for": whose}}
    answer = demo.sold({"lines": [ROLL, tip], "tenders": [{"type": "card", "amount": "1.00"}]})
    assert [line["kind"] for line in answer["lines"]] == ["goods", kind]
    assert demo.not_sold({"lines": [tip]})["error"] == "empty_basket"
    wrong = {"tip": {"amount": "0.55", "for": "nobody"}}
    assert demo.not_sold({"lines": [ROLL, wrong]})["error"] == "bad_field"


def test_the_owner_takes_and_somebody_is_given(demo: "Kasse") -> None:
    before = demo.done("stock", "show", "101").split("\t")[0]
    answer = demo.sold({"lines": [ROLL, WATER], "own_use": "Family birthday"})
    assert (answer["total"], answer["tenders"], answer["own_use"]) == ("0.00", [], "Family birthday")
    assert answer["lines"][-1]["kind"] == "own_use"
    demo.done("people", "add", "Mehmet", "--role", "cashier")
    name = "Mehmet"
    answer = demo.sold({"lines": [ROLL], "benefit": {"person": name.upper(), "reason": "Lunch"}})
    assert [line["kind"] for line in answer["lines"]] == ["goods"]
    assert answer["benefit"] == {"person": name, "reason": "Lunch"}
    assert int(demo.done("stock", "show", "101").split("\t")[0]) == int(before) - 2
    assert demo.not_sold({"lines": [ROLL], "benefit": {"person": "?", "reason": "x"}})["error"] == "no_such_person"
    assert demo.not_sold({"lines": [ROLL], "own_use": " "})["error"] == "no_reason"
    assert demo.not_sold({"lines": [{"code": "PFAND025"}], "own_use": "x"})["error"] == "not_to_take"
    back = {"lines": [{"return": {"receipt_no": str(answer["receipt_no"])}}]}
    assert demo.not_sold(back)["error"] == "was_taken"
    assert "All adds up" in demo.done("verify")


def test_a_small_business_shows_no_vat(demo: "Kasse") -> None:
    assert demo.run("set", "small_business", "yes").exit_code == 2  # the day is open
    assert demo.run("set", "small_business", "perhaps").exit_code == 2
    demo.done("shift", "close", "--uncounted")
    assert demo.done("set", "small_business", "yes") == "small_business = yes\n"
    demo.done("shift", "open", "--float", "100")
    answer = demo.sold({"lines": [ROLL, WATER], "tenders": [{"type": "cash", "amount": "10"}]})
    assert [vat["rate"] for vat in answer["vat"]] == ["0"]
    assert demo.done("set", "tips", "yes") == "tips = yes\n"
