"""Who is at the till: PINs with a growing delay after wrong ones, and a manager's leave on the spot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from kasse.clock import Clock
from kasse.errors import Refused
from kasse.people import Actor, AuditEntry, Permission, Person, Role
from kasse.ports import Store, Work
from kasse.texts import _

FREE_TRIES = 2
LONGEST_WAIT = timedelta(minutes=10)


class PinHasher(Protocol):
    """Hashes a PIN so that the file does not give it away."""

    def hash(self, pin: str) -> str:
        """A salted hash."""
        ...

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one hashed."""
        ...


class Argon2Hasher:
    """argon2id with the library's defaults; about 50 ms a try, which is part of the point."""

    def hash(self, pin: str) -> str:
        """A salted hash."""
        from argon2 import PasswordHasher

        return PasswordHasher().hash(pin)

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether the PIN is the one hashed."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        try:
            return PasswordHasher().verify(pin_hash, pin)
        except VerificationError:
            return False


def wait_after(failed: int) -> timedelta:
    """How long to wait after so many wrong PINs in a row: 0, 0, 2, 4, 8 ... seconds, at most ten minutes."""
    if failed <= FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failed - FREE_TRIES, 12)), LONGEST_WAIT)


class Staff(NamedTuple):
    """A person as those see them who keep the list: with a PIN or without, never the PIN."""

    person: Person
    has_pin: bool


class LogIn:
    """People, their PINs and their leave."""

    def __init__(self, store: Store, clock: Clock, hasher: PinHasher | None = None) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or Argon2Hasher()

    def people(self) -> list[Person]:
        """Everybody who may log in."""
        with self._store.read() as work:
            return [person for person in work.people.all() if person.active]

    def everybody(self) -> list[Staff]:
        """All who work or have worked here, and whether they have a PIN."""
        with self._store.read() as work:
            return [Staff(person, _has_pin(work, person)) for person in work.people.all()]

    def log(self, actor: Actor, limit: int = 1000) -> list[AuditEntry]:
        """Who did what, newest first."""
        actor.require(Permission.PEOPLE)
        with self._store.read() as work:
            return work.settings.audit_log(limit)

    def log_in(self, number: int, pin: str) -> Actor:
        """The actor, where the PIN is right. `Refused` with `wrong_pin` or `wait`."""
        return self._enter(self._check(number, pin), stays=True)

    def _enter(self, person: Person, *, stays: bool) -> Actor:
        with self._store.write() as work:
            if stays:
                work.settings.put("last_cashier", str(person.number))
            self._audit(work, person.name, "log_in", person.name)
        return _actor(person)

    def by_name(self, name: str, pin: str) -> Actor:
        """The actor of one command, by name; who stands at the till's window stays the same."""
        found = [person for person in self.people() if person.name.casefold() == name.strip().casefold()]
        if not found or found[0].number is None:
            raise Refused("no_such_person", _("Nobody called “{name}” works here.").format(name=name))
        return self._enter(self._check(found[0].number, pin), stays=False)

    def last(self) -> Actor | None:
        """Who was logged in when the till stopped."""
        with self._store.read() as work:
            number = work.settings.get("last_cashier")
            person = work.people.get(int(number)) if number else None
        return _actor(person) if person is not None and person.active else None

    def log_out(self, actor: Actor) -> None:
        """Nobody is at the till."""
        with self._store.write() as work:
            work.settings.put("last_cashier", "")
            self._audit(work, actor.name, "log_out", actor.name)

    def owner(self) -> Actor:
        """The owner, for the command line: whoever can write the file is trusted with it."""
        for person in self.people():
            if person.role is Role.OWNER:
                return _actor(person)
        raise Refused("no_owner", _("This shop has no owner. Restore a backup."))

    def lend(self, actor: Actor, permission: Permission, manager: int, pin: str) -> Actor:
        """A manager's PIN on the spot: the actor may do one thing more, and it is on record by whose leave."""
        person = self._check(manager, pin)
        if not _actor(person).may(permission):
            _actor(person).require(permission)
        with self._store.write() as work:
            self._audit(work, person.name, "lent", actor.name, after=permission.value)
        return actor.with_leave(permission, person.name)

    def _check(self, number: int, pin: str) -> Person:
        with self._store.read() as work:
            person = work.people.get(number)
            if person is None or not person.active:
                raise Refused("no_such_person", _("This person does not work here any more."))
            pin_hash, failed, wait_until = work.people.pin(number)
        self._refuse_while_waiting(wait_until)
        right = self._hasher.matches(pin_hash, pin) if pin_hash else not pin
        if not right:
            self._note_wrong(person, number, failed + 1)
        if failed:
            with self._store.write() as work:
                work.people.tried(number, 0, None)
        return person

    def _refuse_while_waiting(self, wait_until: datetime | None) -> None:
        left = wait_until - self._clock.now() if wait_until is not None else timedelta(0)
        if timedelta(0) < left <= LONGEST_WAIT:  # more than that was written while the clock was wrong
            seconds = -(-left // timedelta(seconds=1))
            raise Refused("wait", _("Too many wrong PINs. Try again in {seconds} seconds.").format(seconds=seconds))

    def _note_wrong(self, person: Person, number: int, failed: int) -> None:
        wait = wait_after(failed)
        with self._store.write() as work:
            work.people.tried(number, failed, self._clock.now() + wait if wait else None)
            self._audit(work, person.name, "wrong_pin", person.name, after=str(failed))
        raise Refused("wrong_pin", _("The PIN is wrong."))

    def save(self, actor: Actor, person: Person, pin: str | None = None) -> Person:
        """Add or change a person; None keeps the PIN."""
        actor.require(Permission.PEOPLE)
        check_pin(pin)
        with self._store.write() as work:
            before = work.people.get(person.number) if person.number is not None else None
            _refuse_name(person, work.people.all())
            saved = work.people.save(person, None if pin is None else self._hasher.hash(pin))
            if not any(p.active and p.role is Role.OWNER for p in work.people.all()):
                raise Refused("last_owner", _("The shop needs an owner: make somebody else owner first."))
            self._audit(work, actor.name, "person", person.name, _described(before), _described(saved))
        return saved

    def change_own_pin(self, actor: Actor, old: str, new: str) -> None:
        """Change one's own PIN."""
        person = self._check(actor.number, old)
        check_pin(new)
        with self._store.write() as work:
            work.people.save(person._replace(number=actor.number), self._hasher.hash(new))
            self._audit(work, actor.name, "pin", actor.name)

    def _audit(self, work: Work, who: str, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), who, what, subject, before, after))


def _has_pin(work: Work, person: Person) -> bool:
    return person.number is not None and bool(work.people.pin(person.number)[0])


def _actor(person: Person) -> Actor:
    assert person.number is not None  # noqa: S101 - it comes from the books
    return Actor(person.number, person.name, person.role)


def _refuse_name(person: Person, everybody: Sequence[Person]) -> None:
    """People log in by name: each has one, and nobody else has it."""
    name = person.name.strip().casefold()
    if not name:
        raise Refused("no_name", _("Give the person a name: it stands on receipts."))
    others = (other for other in everybody if other.number != person.number and other.active and person.active)
    if any(other.name.strip().casefold() == name for other in others):
        raise Refused("name_taken", _("Somebody called “{name}” works here already.").format(name=person.name))


def check_pin(pin: str | None) -> None:
    """A PIN that may be set, or `Refused`; None sets none."""
    if pin is not None and not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise Refused("bad_pin", _("A PIN has 4 to 12 digits."))


def _described(person: Person | None) -> str:
    if person is None:
        return ""
    return f"{person.name}, {person.role.value}, {'active' if person.active else 'inactive'}"
