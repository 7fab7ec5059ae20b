"""`kasse promotions`: listed, switched, tried out; and what `kasse sell` says of them."""

import json
from typing import TYPE_CHECKING

import pytest

from kasse.money import Money
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from kasse.till import Till

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

CHOCOLATE, PAY = "4000539770708", [{"type": "cash", "amount": "10.00"}]


@pytest.fixture
def kasse(small: "Kasse") -> "Kasse":
    """The small shop, open, with three for two and a coupon."""
    sweets = Part(Goods(departments=("Süßes",)))
    three = Promotion("3 for 2", Kind.FEWER, (Part(sweets.goods, 3),), pay=2, percent=ALL)
    coupon = Promotion("Hello", Kind.AMOUNT, (sweets,), amount=Money(50), coupon="HELLO", limit=1)
    till = Till(small.file)
    owner = till.people.owner()
    for promotion in (three, coupon):
        till.promotions.save(owner, promotion)
    till.close()
    return small


def test_they_are_listed_switched_and_tried_out(kasse: "Kasse") -> None:
    rows = [row.split("\t") for row in kasse.done("promotions", "list").splitlines()]
    assert [row[0] for row in rows] == ["2", "1"]
    assert rows[1][2] == "3 for 2"
    assert [one["coupon"] for one in json.loads(kasse.done("promotions", "list", "--json"))] == ["HELLO", ""]
    tried = kasse.done("promotions", "try", "1", CHOCOLATE, CHOCOLATE, CHOCOLATE).splitlines()
    assert tried[0] == "3\tSchokolade 100 g\t-1.49\t2.98"
    kasse.done("promotions", "off", "1")
    assert kasse.sold({"lines": [{"code": CHOCOLATE, "quantity": "3"}], "tenders": PAY})["total"] == "4.47"
    kasse.done("promotions", "on", "1")
    assert kasse.sold({"lines": [{"code": CHOCOLATE, "quantity": "3"}], "tenders": PAY})["total"] == "2.98"


def test_a_sale_says_what_was_saved_and_takes_coupons(kasse: "Kasse") -> None:
    answer = kasse.sold({"lines": [{"code": "hello"}, {"code": CHOCOLATE}], "tenders": PAY})
    assert answer["total"] == "0.99"
    (line,) = answer["lines"]
    assert line["promotions"] == [{"name": "Hello", "amount": "0.50"}]
