"""docs/sell.md is true: its examples are what the demo shop answers, and no error is missing in its table."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kasse.store.database import _SENTENCES
from ui.sell import _LINE, _OPEN, _ORDER, _RETURN

if TYPE_CHECKING:
    from tests.cli.conftest import Kasse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sell.md").read_text(encoding="utf-8")

OTHER_SUBJECTS = {"cash.py", "products.py", "promoting.py", "shift.py", "till.py"}
SOURCES = [path for path in (ROOT / "kasse").glob("*.py") if path.name not in OTHER_SUBJECTS]
SOURCES += (ROOT / "kasse" / "serving").glob("*.py")
SOURCES += [ROOT / "kasse" / "store" / name for name in ("database.py", "lock.py", "schema.py")]
SOURCES += [ROOT / "ui" / name for name in ("sell.py", "shell.py")]
ELSEWHERE = {
    "in_future": "the cash book is read elsewhere",
    "no_count": "counting sheets are printed elsewhere",
    "bad_adjustment": "prices are changed elsewhere",
    "bad_currency": "currencies are set elsewhere",
    "bad_exchange_rate": "currencies are set elsewhere",
    "bad_content": "prices are changed elsewhere",
    "bad_margin": "prices are changed elsewhere",
    "bad_pin": "people are added elsewhere",
    "cannot_write": "receipts are written elsewhere",
    "last_owner": "people are changed elsewhere",
    "name_taken": "people are added elsewhere",
    "no_code": "unknown codes are learned in the window",
    "no_voucher": "vouchers are looked up in the window",
    "customer_erased": "a basket is read and paid in one go",
    "to_the_voucher": "a basket is read and paid in one go",
    "stamps_changed": "a basket is read and paid in one go",
    "not_held": "baskets are parked in the window",
    "no_tse": "a sale without a fiscal device's answer is booked and says so",
    "partly_returned": "voids are refused with it",
    "returned_meanwhile": "a basket is read and paid in one go",
    "wrong_state": "a sale without a fiscal device has no states between",
}
"""Errors of these modules that `kasse sell` cannot end in."""


def blocks(kind: str) -> list[Any]:
    return [json.loads(text) for text in re.findall(rf"```json {kind}\n(.*?)```", PAGE, re.DOTALL)]


def raised() -> Iterator[tuple[str, int]]:
    """The error codes in the sources, with the exit code of their kind."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                code = node.args[0]
                if node.func.id in ("Refused", "Unavailable") and isinstance(code, ast.Constant):
                    yield str(code.value), 2 if node.func.id == "Refused" else 3
    for outage, _sentence in _SENTENCES.values():
        yield outage, 3


def table() -> dict[str, int]:
    return {code: int(number) for code, number in re.findall(r"^\| `([a-z_]+)` \| ([0-9]) \| \S", PAGE, re.MULTILINE)}


def test_each_example_is_what_the_demo_shop_answers(demo: "Kasse") -> None:
    baskets, answers = blocks("basket"), blocks("answer")
    assert len(baskets) == len(answers) >= 4
    for basket, answer in zip(baskets, answers, strict=True):
        if "error" in answer:
            assert demo.not_sold(basket) == answer
            continue
        said = demo.sold(basket)
        assert str(UUID(said["sale_id"])) == said["sale_id"]
        assert said == {**answer, "sale_id": basket.get("sale_id", said["sale_id"])}


def test_every_error_of_sell_is_in_the_table() -> None:
    assert sorted(table()) == list(table()), "the table is in the order of the alphabet"
    errors = dict(raised())
    assert {code: number for code, number in errors.items() if code not in ELSEWHERE} == table()
    assert set(errors) >= set(ELSEWHERE)


def test_every_field_is_described() -> None:
    for field in (*_ORDER, *_LINE):
        assert f"`{field}`" in PAGE, field
    for field in _OPEN:
        assert f"`open.{field}`" in PAGE, field
    for field in _RETURN:
        assert f"`return.{field}`" in PAGE, field


def test_every_field_of_an_answer_is_described(demo: "Kasse") -> None:
    answer = demo.sold({"lines": [{"code": "130", "quantity": "0.5"}]}, "--dry-run")
    inner = [entry for name in ("lines", "vat") for entry in answer[name]]
    for field in {*answer, *(name for entry in inner for name in entry)}:
        assert f"`{field}`" in PAGE, field
