"""How orders and suppliers are put into words on the screen."""

from datetime import date

from kasse.books.buying import Order, OrderState, Supplier
from kasse.buying.orders import STATE_NAMES, OpenOrder
from kasse.buying.proposals import SupplierProposal, missing_to_minimum
from kasse.buying.reasons import weekday_name, weekday_names
from kasse.formats import date_text
from kasse.money import Money
from kasse.texts import _, current_language, ngettext
from ui.checkout.rows import figure


def day_words(day: date, today: date) -> str:
    """Today, tomorrow, or the weekday with its date."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return _("today") if ahead == 0 else _("tomorrow")
    return f"{weekday_name(day.weekday())} {date_text(day, current_language())}"


def round_words(one: SupplierProposal, today: date) -> str:
    """When it comes, and until when to order."""
    if one.supplier.cash_and_carry:
        return _("Fetched by yourself")
    return _("Delivery {day}, order by {last}").format(
        day=day_words(one.round.comes, today), last=day_words(one.round.order_by, today)
    )


def euros(amount: Money) -> str:
    """An amount in a sentence, which is not broken before its sign."""
    return f"{figure(amount)}\N{NO-BREAK SPACE}€"


def value_words(supplier: Supplier, value: Money) -> str:
    """What an order costs, and what it lacks to the supplier's least value."""
    missing = missing_to_minimum(supplier, value)
    if missing is not None:
        return _("Net {amount} · {missing} missing to {minimum}").format(
            amount=euros(value), missing=euros(missing), minimum=euros(supplier.minimum or value)
        )
    return _("Net {amount}").format(amount=euros(value))


def state_words(order: Order, late: bool) -> str:
    """How far an order is."""
    return _("late") if late and order.state is OrderState.ORDERED else _(STATE_NAMES[order.state])


def expected_words(one: OpenOrder) -> str:
    """When it is to come."""
    expected = one.order.expected
    return "" if expected is None else f"{weekday_name(expected.weekday())} {expected.day}.{expected.month}."


def delivery_words(supplier: Supplier) -> str:
    """When a supplier comes."""
    if supplier.cash_and_carry:
        return _("fetched by yourself")
    if not supplier.delivery_days:
        return _("any day")
    first, last = supplier.delivery_days[0], supplier.delivery_days[-1]
    if len(supplier.delivery_days) > 2 and last - first == len(supplier.delivery_days) - 1:
        return _("{first} to {last}").format(first=weekday_name(first), last=weekday_name(last))
    return weekday_names(supplier.delivery_days)


def packs_words(count: int) -> str:
    """How many packs."""
    return ngettext("{count} pack", "{count} packs", count).format(count=count)
