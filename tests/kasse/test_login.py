"""People, their PINs and their leave."""

from datetime import timedelta
from functools import partial

import pytest

from kasse.clock import SetClock
from kasse.login import LONGEST_WAIT, Argon2Hasher, wait_after
from kasse.people import MAY, Actor, Permission, Person, Role
from kasse.till import Till
from tests.kasse.counter import audit, refused

# PINs


def test_a_pin_is_kept_as_argon2id_salted_and_never_as_itself() -> None:
    hasher = Argon2Hasher()
    first, second = hasher.hash("1111"), hasher.hash("1111")
    assert first.startswith("$argon2id$")
    assert "1111" not in first.removeprefix("$argon2id$")
    assert first != second
    assert hasher.matches(first, "1111")
    assert not hasher.matches(first, "1112")
    assert not hasher.matches(first, "")


def test_who_knows_the_pin_is_at_the_till(till: Till, cashier: Actor) -> None:
    assert till.people.log_in(cashier.number, "1111") == cashier
    assert till.people.last() == cashier
    assert [entry.who for entry in audit(till, "log_in")] == ["Aylin"]
    till.people.log_out(cashier)
    assert till.people.last() is None
    assert [entry.who for entry in audit(till, "log_out")] == ["Aylin"]


@pytest.mark.parametrize("name", ["Aylin", "aylin", " AYLIN "])
def test_on_the_command_line_people_log_in_by_name(till: Till, cashier: Actor, name: str) -> None:
    assert till.people.by_name(name, "1111") == cashier
    refused("no_such_person", lambda: till.people.by_name("Aylina", "1111"))


@pytest.mark.parametrize("pin", ["", "1", "11111", "1112", " 1111", "１１１１"])
def test_a_wrong_pin_opens_nothing_and_is_on_record(till: Till, cashier: Actor, pin: str) -> None:
    refused("wrong_pin", lambda: till.people.log_in(cashier.number, pin))
    assert till.people.last() is None
    (entry,) = audit(till, "wrong_pin")
    assert (entry.who, entry.after) == ("Aylin", "1")
    assert "1111" not in str(entry)


def test_after_two_slips_each_wrong_pin_doubles_the_wait(till: Till, cashier: Actor, clock: SetClock) -> None:
    for seconds in (0, 0, 2, 4, 8, 16, 32):
        refused("wrong_pin", lambda: till.people.log_in(cashier.number, "9999"))
        if seconds:
            clock.advance(seconds=seconds - 1)
            assert "1 seconds" in refused("wait", lambda: till.people.log_in(cashier.number, "1111"))
            clock.advance(seconds=1)
    assert [entry.after for entry in audit(till, "wrong_pin")] == ["7", "6", "5", "4", "3", "2", "1"]
    assert till.people.log_in(cashier.number, "1111") == cashier


def test_while_waiting_the_right_pin_waits_too(till: Till, cashier: Actor, clock: SetClock) -> None:
    for _try in range(3):
        refused("wrong_pin", lambda: till.people.log_in(cashier.number, "9999"))
    sentence = refused("wait", lambda: till.people.log_in(cashier.number, "1111"))
    assert "2 seconds" in sentence
    clock.advance(seconds=2)
    assert till.people.log_in(cashier.number, "1111") == cashier


def test_the_right_pin_forgives_the_wrong_ones(till: Till, cashier: Actor) -> None:
    for _round in range(3):
        for _try in range(2):
            refused("wrong_pin", lambda: till.people.log_in(cashier.number, "9999"))
        till.people.log_in(cashier.number, "1111")


def test_one_persons_wrong_pins_do_not_lock_the_others_out(till: Till, cashier: Actor, manager: Actor) -> None:
    for _try in range(3):
        refused("wrong_pin", lambda: till.people.log_in(cashier.number, "9999"))
    assert till.people.log_in(manager.number, "2222") == manager


@pytest.mark.parametrize(
    ("failed", "seconds"), [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (10, 256), (11, 512), (12, 600), (999, 600)]
)
def test_the_wait_grows_to_ten_minutes(failed: int, seconds: int) -> None:
    assert wait_after(failed) == timedelta(seconds=seconds) <= LONGEST_WAIT


def test_people_change_their_own_pin_with_the_old_one(till: Till, cashier: Actor) -> None:
    refused("wrong_pin", lambda: till.people.change_own_pin(cashier, "9999", "4321"))
    till.people.change_own_pin(cashier, "1111", "4321")
    refused("wrong_pin", lambda: till.people.log_in(cashier.number, "1111"))
    assert till.people.log_in(cashier.number, "4321") == cashier
    assert len(audit(till, "pin")) == 1


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "１２３４", "", "12 4", "-123"])
def test_a_pin_is_four_to_twelve_digits(till: Till, owner: Actor, pin: str) -> None:
    refused("bad_pin", lambda: till.people.save(owner, Person("Nils", Role.CASHIER), pin))
    assert [person.name for person in till.people.people()] == ["Olga"]


# People


def test_a_person_is_added_and_changed_on_record(till: Till, owner: Actor) -> None:
    nils = till.people.save(owner, Person("Nils", Role.CASHIER), "1234")
    till.people.save(owner, Person("Nils Holm", Role.MANAGER, nils.number))
    assert nils.number is not None
    assert till.people.log_in(nils.number, "1234").role is Role.MANAGER  # the PIN was kept
    changed, added = audit(till, "person")
    assert (added.before, added.after) == ("", "Nils, cashier, active")
    assert (changed.before, changed.after) == ("Nils, cashier, active", "Nils Holm, manager, active")


def test_who_left_does_not_log_in_any_more(till: Till, owner: Actor, cashier: Actor) -> None:
    till.people.log_in(cashier.number, "1111")
    till.people.save(owner, Person("Aylin", Role.CASHIER, cashier.number, active=False))
    refused("no_such_person", lambda: till.people.log_in(cashier.number, "1111"))
    refused("no_such_person", lambda: till.people.by_name("Aylin", "1111"))
    assert till.people.last() is None
    assert [person.name for person in till.people.people()] == ["Olga"]


def test_the_shop_keeps_an_owner(till: Till, owner: Actor, manager: Actor) -> None:
    refused("last_owner", lambda: till.people.save(owner, Person("Olga", Role.MANAGER, owner.number)))
    refused("last_owner", lambda: till.people.save(owner, Person("Olga", Role.OWNER, owner.number, active=False)))
    assert till.people.owner() == owner
    till.people.save(owner, Person("Mehmet", Role.OWNER, manager.number))
    till.people.save(owner, Person("Olga", Role.MANAGER, owner.number))
    assert till.people.owner().name == "Mehmet"


@pytest.mark.parametrize("name", ["aylin", " Aylin ", "AYLIN"])
def test_no_two_people_have_one_name(till: Till, owner: Actor, cashier: Actor, name: str) -> None:
    refused("name_taken", lambda: till.people.save(owner, Person(name, Role.CASHIER), "3333"))
    assert till.people.save(owner, Person("Aylin", Role.CASHIER, cashier.number)).number == cashier.number


def test_everybody_is_listed_with_a_pin_or_without_and_never_the_pin(till: Till, owner: Actor, cashier: Actor) -> None:
    left = till.people.save(owner, Person("Karl", Role.MANAGER, active=False))
    listed = {staff.person.name: staff for staff in till.people.everybody()}
    assert {name: staff.has_pin for name, staff in listed.items()} == {"Olga": False, "Aylin": True, "Karl": False}
    assert listed["Karl"].person == left
    assert "plain:" not in repr(listed)


def test_the_log_is_for_the_owner_newest_first(till: Till, owner: Actor, cashier: Actor, manager: Actor) -> None:
    till.people.log_in(cashier.number, "1111")
    assert till.people.log(owner, 2)[0].what == "log_in"
    assert len(till.people.log(owner, 2)) == 2
    assert till.people.log(owner)[-1].what == "init"
    refused("not_allowed", lambda: till.people.log(cashier))
    refused("not_allowed", lambda: till.people.log(manager))


def test_only_the_owner_edits_people(till: Till, cashier: Actor, manager: Actor) -> None:
    for actor in (cashier, manager):
        refused("not_allowed", partial(till.people.save, actor, Person("Nils", Role.OWNER), "1234"))


# Leave


def test_a_managers_pin_lends_one_permission_and_no_more(till: Till, cashier: Actor, manager: Actor) -> None:
    allowed = till.people.lend(cashier, Permission.DISCOUNT, manager.number, "2222")
    assert allowed.may(Permission.DISCOUNT)
    assert not allowed.may(Permission.PRICE_OVERRIDE)
    assert (allowed.name, allowed.role, [by for _what, by in allowed.lent]) == ("Aylin", Role.CASHIER, ["Mehmet"])
    assert not cashier.may(Permission.DISCOUNT)
    (entry,) = audit(till, "lent")
    assert (entry.who, entry.subject, entry.after) == ("Mehmet", "Aylin", "discount")


def test_nobody_lends_what_they_may_not_do(till: Till, cashier: Actor, manager: Actor) -> None:
    sentence = refused("not_allowed", lambda: till.people.lend(cashier, Permission.DISCOUNT, cashier.number, "1111"))
    assert "Aylin may not give a discount" in sentence
    refused("not_allowed", lambda: till.people.lend(cashier, Permission.PEOPLE, manager.number, "2222"))
    assert audit(till, "lent") == []


def test_a_wrong_pin_lends_nothing_and_makes_the_next_try_wait(till: Till, cashier: Actor, manager: Actor) -> None:
    for _try in range(3):
        refused("wrong_pin", lambda: till.people.lend(cashier, Permission.DISCOUNT, manager.number, "1111"))
    refused("wait", lambda: till.people.lend(cashier, Permission.DISCOUNT, manager.number, "2222"))
    assert [entry.who for entry in audit(till, "wrong_pin")] == ["Mehmet"] * 3


# Roles

ROLES = """
sell                 cashier manager owner
void_line            cashier manager owner
return_by_receipt    cashier manager owner
open_drawer          cashier manager owner
shift                cashier manager owner
tab                  cashier manager owner
count_stock          cashier manager owner
customers                    manager owner
stock                        manager owner
buying                       manager owner
figures                      manager owner
return_free                  manager owner
price_override               manager owner
discount                     manager owner
void_receipt                 manager owner
cash_in_out                  manager owner
see_expected_cash            manager owner
own_use                      manager owner
products                     manager owner
people                               owner
settings                             owner
"""


def test_who_may_do_what() -> None:
    table = {line.split()[0]: set(line.split()[1:]) for line in ROLES.strip().splitlines()}
    assert set(table) == set(Permission)
    for permission, roles in table.items():
        assert {role for role in Role if permission in MAY[role]} == roles


@pytest.mark.parametrize("permission", Permission)
def test_a_refusal_names_who_and_what_and_whom_to_ask(permission: Permission) -> None:
    actor = Actor(2, "Aylin", Role.CASHIER)
    if actor.may(permission):
        actor.require(permission)
        return
    sentence = refused("not_allowed", lambda: actor.require(permission))
    assert sentence.startswith("Aylin may not ")
    assert sentence.endswith("Ask a manager for the PIN.")
