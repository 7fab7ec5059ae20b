"""Deliveries as rows of text: pure functions from figures to what stands on the screen."""

from kasse.books.buying import Order
from kasse.books.stock import StockDocument
from kasse.money import total
from kasse.stock.receiving import DeliveryView, LineView
from kasse.texts import _, ngettext
from ui.checkout.rows import figure, price_figure, quantity_figure
from ui.stock.words import day_of, money_text
from ui.widgets.table import Column, Entry

ORDERED = 2
"""The column that says something against an order only."""


def line_columns() -> tuple[Column, ...]:
    """What is known of a line."""
    return (
        Column(_("Came"), 90, figures=True, bold=True),
        Column(_("Article")),
        Column(_("Ordered"), 116, figures=True, quiet=True),
        Column(_("Cost"), 100, figures=True),
        Column(_("Expires"), 170, quiet=True),
        Column(_("New price"), 112, figures=True, quiet=True),
    )


def line_entries(view: DeliveryView) -> list[Entry]:
    """The lines; what came and was not ordered asks for attention."""
    extra = {line.key for line in view.delivery.extra}
    return [
        _line_entry(line, ordered=view.delivery.order is not None, extra=line.line.key in extra) for line in view.lines
    ]


def _line_entry(view: LineView, *, ordered: bool, extra: bool) -> Entry:
    line = view.line
    wanted = "" if line.ordered is None else quantity_figure(line.ordered, line.unit)
    expires = " ".join(part for part in (day_of(line.best_before), line.batch) if part)
    cells = (
        quantity_figure(line.quantity, line.unit),
        line.name,
        _("not ordered") if extra and ordered else wanted,
        money_text(view.cost) if line.quantity else "",
        f"({expires})" if line.day_assumed and expires else expires,
        _new_price(view),
    )
    return Entry(str(line.key), cells, alarm=extra)


def _new_price(view: LineView) -> str:
    if view.line.new_price is not None:
        return price_figure(view.line.new_price, view.line.unit)
    if view.proposal is not None:
        return _("{price}?").format(price=price_figure(view.proposal, view.line.unit))
    return ""


def sums_text(view: DeliveryView) -> str:
    """How far it is, and what it comes to."""
    delivery = view.delivery
    came = len(delivery.came)
    parts = [ngettext("{count} article", "{count} articles", came).format(count=came)]
    if delivery.missing:
        count = len(delivery.missing)
        parts.append(ngettext("{count} missing", "{count} missing", count).format(count=count))
    parts.append(_("goods {amount} € net").format(amount=figure(view.goods)))
    if view.deposit:
        parts.append(_("deposit {amount} €").format(amount=figure(view.deposit)))
    unpriced = sum(line.cost is None for line in view.lines if line.line.quantity)
    if unpriced:
        parts.append(ngettext("{count} without cost", "{count} without cost", unpriced).format(count=unpriced))
    return " · ".join(parts)


def head_text(view: DeliveryView) -> str:
    """From whom, by which paper."""
    delivery = view.delivery
    order = _("order {number}").format(number=delivery.order_no) if delivery.order_no else ""
    parts = (delivery.supplier_name, delivery.note_no, order)
    return " · ".join(part for part in parts if part) or _("From whom?")


def start_columns() -> tuple[Column, ...]:
    """What may be begun, gone on with or looked at."""
    return (
        Column(_("Delivery")),
        Column(_("Supplier"), 190),
        Column(_("Articles"), 92, figures=True),
        Column(_("Cost"), 110, figures=True),
        Column(_("When"), 120, quiet=True),
    )


def open_entry(view: DeliveryView, when: str) -> Entry:
    """A delivery that was begun."""
    delivery = view.delivery
    cells = (
        _("Begun by {name}").format(name=delivery.who),
        delivery.supplier_name,
        str(len(delivery.came)),
        figure(view.goods),
        when,
    )
    return Entry(f"work:{delivery.id}", cells, alarm=True)


def order_entry(order: Order, supplier: str) -> Entry:
    """An order of which something is to come."""
    lines = sum(bool(line.outstanding) for line in order.lines)
    cells = (
        _("Order {number} is to come").format(number=order.number), supplier, str(lines), figure(order.value),
        day_of(order.expected),
    )  # fmt: skip
    return Entry(f"order:{order.id}", cells)


def booked_title(document: StockDocument) -> str:
    """A delivery in the books, by its paper."""
    return document.reference or document.note or _("Delivery")


def booked_entry(document: StockDocument, supplier: str, when: str) -> Entry:
    """A delivery in the books."""
    costs = [entry.cost for entry in document.entries if entry.cost is not None]
    cells = (
        booked_title(document),
        supplier,
        str(len(document.entries)),
        figure(total(costs)) if costs else "–",
        when,
    )
    return Entry(f"booked:{document.id}", cells)
