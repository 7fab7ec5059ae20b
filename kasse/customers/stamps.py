"""Stamp programmes for the owner: “every 10th coffee”."""

from kasse.books.customers import Programme
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store
from kasse.texts import _

LEAST, MOST = 2, 100
MAX_NAME = 40


class Stamps:
    """Which programmes there are."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def programmes(self) -> list[Programme]:
        """All of them."""
        with self._store.read() as work:
            return work.customers.programmes()

    def save(self, actor: Actor, programme: Programme) -> Programme:
        """Write a programme, new or changed, on record; it counts from the next customer who is named."""
        from dataclasses import replace

        actor.require(Permission.CUSTOMERS)
        programme = replace(programme, name=" ".join(programme.name.split()))
        _check(programme)
        with self._store.write() as work:
            before = next((known for known in work.customers.programmes() if known.number == programme.number), None)
            programme = replace(programme, number=work.customers.save_programme(programme))
            told = "" if before is None else _told(before)
            entry = AuditEntry(self._clock.now(), actor.name, "stamps", programme.name, told, _told(programme))
            work.settings.audit(entry)
        return programme

    def names(self, products: tuple[int, ...]) -> dict[int, str]:
        """The names of products, for those that are still there."""
        with self._store.read() as work:
            found = {number: work.catalog.product(number) for number in products}
        return {number: product.name for number, product in found.items() if product is not None}


def _check(programme: Programme) -> None:
    if not programme.name or len(programme.name) > MAX_NAME or not programme.name.isprintable():
        raise Refused(
            "no_name",
            _("Give it a name of up to {limit} letters, as “Every 10th coffee”: it stands on the receipt.").format(
                limit=MAX_NAME
            ),
        )
    if not LEAST <= programme.every <= MOST:
        raise Refused(
            "bad_every",
            _("Say which one is free: from every {least}nd to every {most}th.").format(least=LEAST, most=MOST),
        )
    if not programme.departments and not programme.products:
        raise Refused("no_goods", _("Choose what counts: a department, or scan the articles."))


def _told(programme: Programme) -> str:
    goods = ", ".join([*programme.departments, *map(str, programme.products)])
    return f"{programme.every} · {goods} · {'on' if programme.active else 'off'}"
