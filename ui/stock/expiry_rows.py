"""What expires and what is called back as rows of text."""

from kasse.clock import ShopTime
from kasse.stock.expiry import Expiring
from kasse.stock.recall import Recalled
from kasse.texts import _
from ui.checkout.rows import price_figure, quantity_figure
from ui.stock.words import day_of, days_text
from ui.widgets.table import Column, Entry, Table


def sell_first_table() -> Table:
    """What is to be sold first."""
    return Table(
        (
            Column(_("Expires"), 114, bold=True),
            Column(_("Keeps"), 124, quiet=True),
            Column(_("Article")),
            Column(_("Batch"), 110, quiet=True),
            Column(_("Left"), 62, figures=True),
            Column(_("Price"), 80, figures=True, quiet=True),
            Column(_("Proposed"), 96, figures=True),
        ),
        _("Sell first"),
        _("Nothing expires soon. Days come with the delivery: from the label, or typed as 3112."),
    )


def recall_table() -> Table:
    """The deliveries of what is called back."""
    return Table(
        (
            Column(_("Delivered"), 116, quiet=True),
            Column(_("Article")),
            Column(_("Batch"), 110),
            Column(_("Expires"), 116, quiet=True),
            Column(_("Supplier"), 140, quiet=True),
            Column(_("Came"), 80, figures=True),
            Column(_("Left"), 80, figures=True, bold=True),
        ),
        _("Recalled goods"),
    )


def sell_first_entry(row: Expiring) -> Entry:
    """A batch that expires."""
    if row.proposed is not None:
        proposed = price_figure(row.proposed, row.product.unit)
    elif row.marked is not None:
        proposed = _("is {price}").format(price=price_figure(row.marked.price, row.product.unit))
    else:
        proposed = ""
    price = "" if row.product.price is None else price_figure(row.product.price, row.product.unit)
    cells = (
        day_of(row.batch.best_before), days_text(row.days), row.product.name, row.batch.code,
        quantity_figure(row.left, row.product.unit), price, proposed,
    )  # fmt: skip
    return Entry(str(row.batch.number), cells, alarm=row.days < 0)


def recall_entry(number: int, row: Recalled, time: ShopTime) -> Entry:
    """A delivery of what is called back."""
    supplier = " · ".join(part for part in (row.supplier, row.reference) if part)
    unit = row.product.unit
    return Entry(
        str(number),
        (
            day_of(time.local(row.at).date()),
            row.product.name,
            "" if row.batch is None else row.batch.code,
            day_of(None if row.batch is None else row.batch.best_before),
            supplier,
            quantity_figure(row.came, unit),
            quantity_figure(row.left, unit),
        ),
        alarm=bool(row.left),
    )
