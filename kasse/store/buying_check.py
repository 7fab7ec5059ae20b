"""Do the orders add up? Their numbers have no gaps, and how far each is fits what came of its lines."""

import sqlite3
from collections.abc import Iterator

from kasse.texts import _

_STATES = """
SELECT o.number, o.state,
  (SELECT count(*) FROM purchase_order_line l WHERE l.purchase_order = o.id),
  (SELECT ifnull(sum(l.received <> 0), 0) FROM purchase_order_line l WHERE l.purchase_order = o.id),
  (SELECT ifnull(sum(l.packs * l.units > l.received), 0) FROM purchase_order_line l WHERE l.purchase_order = o.id)
FROM purchase_order o ORDER BY o.number
"""
_CAME = {"draft": (False,), "ordered": (False,), "cancelled": (False,), "partly": (True,), "closed": (True,),
         "received": (True,)}  # fmt: skip
"""Whether something came of an order that is so far."""


def orders(connection: sqlite3.Connection) -> Iterator[str]:
    """Findings, a sentence each."""
    expected = 0
    for number, state, lines, received, missing in connection.execute(_STATES):
        expected += 1
        if number != expected:
            yield _("Order {number} is missing.").format(number=expected)
            expected = number
        fits = state in _CAME and bool(received) in _CAME[state]
        if not lines or not fits or (state == "received") != (received > 0 and missing == 0):
            yield _("Order {number} is “{state}”, which does not fit what came of it.").format(
                number=number, state=state
            )
