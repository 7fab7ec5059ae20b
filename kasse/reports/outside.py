"""Reports that other subjects make themselves; they are only put on the list here."""

from typing import TYPE_CHECKING

from kasse.books.reports import Cell, Heading, Kind, Report
from kasse.people import Actor, Role
from kasse.reports.draft import Draft, Line, summed
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.buying.proposals import Proposal, SupplierProposal
    from kasse.reports.registry import Asked


def inventory(asked: "Asked") -> Report:
    """What the stock was worth at the end of the period, by moving average."""
    from kasse.stock.valuation import Valuation

    return Valuation(asked.store, asked.clock).report(min(asked.period.last, asked.today))


def deposit_account(asked: "Asked") -> Report:
    """Deposits of customers and suppliers against what lies in the yard."""
    from kasse.stock.empties import deposit_account as account

    return account(asked.work, asked.period, asked.clock)


def reorder(asked: "Asked") -> Draft:
    """What to order now from whom, with the reason."""
    from kasse.buying.proposals import Proposals

    reader = Actor(0, "", Role.OWNER)  # whoever sees figures sees these; nothing is ordered here
    found = Proposals(asked.store, asked.clock, asked.work.settings.shop().time).make(reader)
    lines = [
        Line(proposal.article.product, _cells(supplier, proposal), proposal.article.product)
        for supplier in found
        for proposal in supplier.proposals
    ]
    headings = (
        Heading("supplier", _("Supplier")),
        Heading("article", _("Article")),
        Heading("packs", _("Quantity"), Kind.COUNT),
        Heading("pack", _("Pack")),
        Heading("value", _("Net cost"), Kind.MONEY),
        Heading("order_by", _("Order by"), Kind.DAY),
        Heading("reason", _("Why")),
    )
    return Draft(headings, lines, (*summed(headings, lines)[:5], None, "") if lines else (), in_order=True)


def _cells(supplier: "SupplierProposal", proposal: "Proposal") -> tuple[Cell, ...]:
    from kasse.buying.reasons import reason

    article = proposal.article
    order_by = supplier.round.order_by
    return (
        supplier.supplier.name,
        article.name,
        proposal.packs,
        article.pack,
        proposal.value,
        order_by,
        reason(proposal.why),
    )
