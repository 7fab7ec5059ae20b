"""What a person may ask for: all that is kept of them, and that it goes.

What the law wants kept stays without the name: receipts, amounts, and the customer's number.
"""

from collections.abc import Callable
from typing import Any

from kasse.clock import Clock
from kasse.errors import Refused
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store
from kasse.serving import Serving
from kasse.texts import _


class Privacy:
    """Export and erasure of one person's data."""

    def __init__(self, store: Store, clock: Clock, checkout: Serving, wipe: Callable[[], None]) -> None:
        """`wipe` has the file's log forgotten, where what was overwritten still stands."""
        self._store = store
        self._clock = clock
        self._checkout = checkout
        self._wipe = wipe

    def export(self, actor: Actor, number: int) -> dict[str, Any]:
        """All that is kept of a person, as JSON's types: amounts are texts, times in UTC."""
        actor.require(Permission.CUSTOMERS)
        standing = self._checkout.standing(number)
        customer = standing.customer
        with self._store.write() as work:
            tab = work.customers.tab_lines(number)
            stamped = work.customers.stamped(number)
            bought = work.customers.bought(number)
            work.settings.audit(AuditEntry(self._clock.now(), actor.name, "customer_export", str(number)))
        return {
            "shop": self._checkout.shop.name,
            "made_at": self._clock.now().isoformat(),
            "customer": {
                "number": number,
                "name": customer.name,
                "card": customer.card,
                "group": customer.group,
                "contact": customer.contact,
                "note": customer.note,
                "tab_limit": None if customer.tab_limit is None else str(customer.tab_limit),
                "since": None if customer.since is None else customer.since.isoformat(),
            },
            "owes": str(standing.owes),
            "tab": [
                {
                    "at": line.at.isoformat(),
                    "kind": line.kind,
                    "amount": str(line.amount),
                    "receipt_no": line.receipt_no,
                    "note": line.note,
                    "by": line.who,
                }
                for line in tab
            ],
            "stamps": [
                {
                    "at": one.at.isoformat(),
                    "programme": one.programme,
                    "stamps": one.stamps,
                    "receipt_no": one.receipt_no,
                }
                for one in stamped
            ],
            "receipts": [
                {
                    "receipt_no": one.receipt_no,
                    "at": one.at.isoformat(),
                    "total": str(one.total),
                    "lines": [
                        {"quantity": quantity, "name": name, "total": str(total)} for quantity, name, total in one.lines
                    ],
                }
                for one in bought
            ],
        }

    def erase(self, actor: Actor, number: int) -> None:
        """Erase a person: name, card, group, contact, notes. `Refused` while something stands on the tab."""
        actor.require(Permission.CUSTOMERS)
        standing = self._checkout.standing(number)
        with self._store.write() as work:
            if any(sale.customer == number for sale in work.sales.tendered()):
                raise Refused("tab_open", _("A sale of {name} is being completed.").format(name=standing.customer.name))
            owes = work.customers.owes(number)
            if owes:
                raise Refused(
                    "tab_open",
                    _("{name} still owes {owes}. Have it paid, or waive it, before you erase.").format(
                        name=standing.customer.name, owes=owes
                    ),
                )
            now = self._clock.now()
            work.customers.erase(number, now)
            work.settings.audit(AuditEntry(now, actor.name, "customer_erased", str(number)))
        self._wipe()
