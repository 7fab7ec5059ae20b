"""What the kinds of lists are called, what they need, and what was done with one, in words."""

from kasse.books.exchange import Change, ListKind, Plan, Run, Taken
from kasse.texts import N_, _, ngettext

KINDS = {
    ListKind.PRODUCTS: N_("Products"),
    ListKind.PRICES: N_("Prices"),
    ListKind.STOCK: N_("Stock"),
    ListKind.SUPPLIERS: N_("Suppliers"),
    ListKind.ARTICLES: N_("Suppliers’ articles"),
}
NEEDS = {
    ListKind.PRODUCTS: N_(
        "Code and name, and where you have them price, VAT, department, deposit, age limit, stock, cost. New products "
        "are added; of known ones only what the list says is changed."
    ),
    ListKind.PRICES: N_(
        "Code and price, and perhaps the day from which it holds. Products and packs must be there already."
    ),
    ListKind.STOCK: N_("Code and count, as from a phone or a data collector. The difference to the books is booked."),
    ListKind.SUPPLIERS: N_(
        "Name, and where you have them customer number, contact, phone, e-mail, minimum order, delivery days."
    ),
    ListKind.ARTICLES: N_(
        "Code, the supplier’s article number, order unit, pieces in it, and its net cost. Name the supplier below, "
        "unless a column does."
    ),
}


def kind_name(kind: ListKind) -> str:
    """What a kind of list is called."""
    return _(KINDS[kind])


def counts_text(plan: Plan) -> str:
    """What a list would do, in figures."""
    return _figures(plan.added, plan.changed, plan.unchanged, len(plan.bad))


def taken_text(taken: Taken) -> str:
    """What a list has done, in figures."""
    return _figures(taken.added, taken.changed, taken.unchanged, taken.left_out)


def _figures(added: int, changed: int, unchanged: int, bad: int) -> str:
    parts = [
        _("{count} new").format(count=added),
        ngettext("{count} changed", "{count} changed", changed).format(count=changed),
        ngettext("{count} unchanged", "{count} unchanged", unchanged).format(count=unchanged),
    ]
    if bad:
        parts.append(ngettext("{count} row left out", "{count} rows left out", bad).format(count=bad))
    return " · ".join(parts)


def change_text(change: Change) -> str:
    """What a row changes, in one line."""
    if change.new:
        said = [_("{what} {value}").format(what=one.what, value=one.after) for one in change.differences]
        return " · ".join([_("new"), *said])
    return " · ".join(
        _("{what}: {before} → {after}").format(what=one.what, before=one.before, after=one.after)
        for one in change.differences
    )


def run_text(run: Run) -> str:
    """What a list has done, as its summary says."""
    figures = [int(part[1:]) for part in run.summary.split() if part[1:].isdecimal()]
    if len(figures) != 4:
        return run.summary
    added, changed, _unchanged, bad = figures
    parts = [
        (added, _("{count} new").format(count=added)),
        (changed, ngettext("{count} changed", "{count} changed", changed).format(count=changed)),
        (bad, _("{count} left out").format(count=bad)),
    ]
    return " · ".join(text for count, text in parts if count)
