"""The shop's own data, its settings, and codes tried on other rules."""

from dataclasses import replace

import pytest

from kasse.barcodes import GERMANY_RULES, CodeRule
from kasse.errors import Refused
from kasse.fiscal.de.numbers import doubt_of_tax_number, doubt_of_vat_id
from kasse.people import Actor
from kasse.till import Till


def notes(till: Till, owner: Actor) -> list[tuple[str, str, str]]:
    return [(entry.subject, entry.before, entry.after) for entry in till.people.log(owner) if entry.what == "shop"]


def test_only_what_is_different_is_noted_and_makes_a_version(till: Till, owner: Actor) -> None:
    before = till.checkout.shop
    till.change_shop(owner, name=before.name, city="Potsdam", day_starts_at_hour=6)
    assert till.checkout.shop == replace(before, city="Potsdam", day_starts_at_hour=6, version=before.version + 1)
    assert sorted(notes(till, owner)) == [("city", "Berlin", "Potsdam"), ("day_starts_at_hour", "4", "6")]
    till.change_shop(owner, city="Potsdam")
    assert till.checkout.shop.version == before.version + 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": " "}, "no_name"), ({"language": "fr"}, "bad_language"), ({"day_starts_at_hour": 24}, "bad_hour"),
     ({"day_starts_at_hour": -1}, "bad_hour")],
)  # fmt: skip
def test_what_no_shop_can_have_is_refused(till: Till, owner: Actor, changes: dict[str, str | int], code: str) -> None:
    before = till.checkout.shop
    with pytest.raises(Refused) as refusal:
        till.change_shop(owner, **changes)
    assert refusal.value.code == code
    assert till.checkout.shop == before


def test_only_the_owner_changes_the_shop(till: Till, cashier: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        till.change_shop(cashier, city="Potsdam")
    assert refusal.value.code == "not_allowed"


def test_a_setting_is_read(till: Till, owner: Actor) -> None:
    assert till.setting("printer", "none") == "none"
    till.change_setting(owner, "printer", "tcp:192.0.2.1")
    assert till.setting("printer", "none") == "tcp:192.0.2.1"


def test_a_code_is_tried_on_rules_that_are_not_the_shops_yet(till: Till) -> None:
    code = "2812340000002"
    assert till.try_code(code, GERMANY_RULES).article.name == "Käse am Stück"
    assert till.try_code(code, (CodeRule("281", "PPPIIIZVVVVVK", "slip"),)).article.name == "Deposit slip"
    assert till.code_rules() == GERMANY_RULES


@pytest.mark.parametrize("number", ["", "12/345/67890", "181/815/08155", "1234567890", "2893081508152"])
def test_a_tax_number_that_can_be_is_not_doubted(number: str) -> None:
    assert doubt_of_tax_number(number) == ""


@pytest.mark.parametrize("number", ["12", "12/345/6789X", "DE136695976"])
def test_a_tax_number_that_cannot_be_is_doubted(number: str) -> None:
    assert doubt_of_tax_number(number).endswith(".")


@pytest.mark.parametrize("number", ["", " ", "DE136695976", "de 136 695 976"])
def test_a_vat_id_that_can_be_is_not_doubted(number: str) -> None:
    assert doubt_of_vat_id(number) == ""


@pytest.mark.parametrize("number", ["DE136695977", "136695976", "ATU13585627", "DE12"])
def test_a_vat_id_that_cannot_be_is_doubted(number: str) -> None:
    assert doubt_of_vat_id(number).endswith(".")
