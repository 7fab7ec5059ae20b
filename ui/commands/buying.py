"""Buying on the command line: what to order, and why."""

import csv
import io
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kasse.buying.papers import pack_text
from kasse.buying.proposals import SupplierProposal, missing_to_minimum
from kasse.buying.reasons import reason
from kasse.errors import Refused
from kasse.formats import amount_text, date_text
from kasse.texts import _, current_language
from ui.shell import As, Db, Pin, actor_of, opened, told, write_file

commands = typer.Typer()

OUTPUT = Path("-")
GUARDED = ("=", "+", "-", "@")


class Format(StrEnum):
    """How it is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@commands.command("reorder", help=_("What to order from whom, in whole packs, and why."))
@told
def reorder(
    supplier: Annotated[str, typer.Option("--supplier", help=_("Only from this one, by name or number."))] = "",
    days: Annotated[int | None, typer.Option("--days", min=1, max=90, help=_("So many days it is to last."))] = None,
    form: Annotated[Format, typer.Option("--format", help=_("How it is written."))] = Format.TABLE,
    out: Annotated[Path, typer.Option("--out", "-o", help=_("The file; - is the output."))] = OUTPUT,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """What to order."""
    with opened(db, exclusive=False) as till:
        number = till.suppliers.named(supplier).number if supplier else None
        made = till.proposals.make(actor_of(till, name, pin), supplier=number, lasts=days)
        if not made:
            raise Refused("no_suppliers", _("There are no suppliers yet. Add them on the page Buying."))
        wanted = [one for one in made if one.proposals]
        text = {Format.TABLE: _table, Format.JSON: _json, Format.CSV: _csv}[form](wanted)
    write_file(out, text.encode("utf-8"))


def _table(wanted: list[SupplierProposal]) -> str:
    """For people: a paragraph a supplier."""
    if not wanted:
        return _("There is enough of everything.") + "\n"
    return "\n".join(_paragraph(one) for one in wanted)


def _paragraph(one: SupplierProposal) -> str:
    language = current_language()
    head = _("{supplier}: delivery {day}, order by {last}").format(
        supplier=one.supplier.name,
        day=date_text(one.round.comes, language),
        last=date_text(one.round.order_by, language),
    )
    lines = [head]
    for proposal in one.proposals:
        article = proposal.article
        value = "" if proposal.value is None else amount_text(proposal.value, language)
        pack = pack_text(article.pack, article.units)
        lines.append(f"{proposal.packs:>4} × {pack:<16} {article.name:<40.40} {value:>9}  {reason(proposal.why)}")
    lines.append(_("Net value {amount}").format(amount=amount_text(one.value, language)))
    missing = missing_to_minimum(one.supplier, one.value)
    if missing is not None:
        lines.append(_("{amount} are missing to the least value of an order.").format(amount=missing))
    return "\n".join(lines) + "\n"


def _json(wanted: list[SupplierProposal]) -> str:
    return json.dumps([_plain(one) for one in wanted], ensure_ascii=False, indent=1) + "\n"


def _plain(one: SupplierProposal) -> dict[str, object]:
    missing = missing_to_minimum(one.supplier, one.value)
    return {
        "supplier": one.supplier.name,
        "number": one.supplier.number,
        "delivery": one.round.comes.isoformat(),
        "following": one.round.following.isoformat(),
        "order_by": one.round.order_by.isoformat(),
        "value": str(one.value),
        "missing_to_minimum": None if missing is None else str(missing),
        "lines": [
            {
                "product": proposal.article.product,
                "code": proposal.article.code,
                "name": proposal.article.name,
                "article_no": proposal.article.article_no,
                "aisle": proposal.article.aisle,
                "pack": proposal.article.pack,
                "units": str(proposal.article.units),
                "packs": proposal.packs,
                "cost": None if proposal.article.cost is None else str(proposal.article.cost),
                "reason": reason(proposal.why),
            }
            for proposal in one.proposals
        ],
    }


def _csv(wanted: list[SupplierProposal]) -> str:
    """For spreadsheets; the heads are those of JSON, so that programs find them in any language."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=";")
    writer.writerow(
        ("supplier", "delivery", "aisle", "article_no", "code", "name", "packs", "pack", "units", "cost", "reason")
    )
    for one in wanted:
        for proposal in one.proposals:
            article = proposal.article
            cells = (one.supplier.name, one.round.comes.isoformat(), article.aisle, article.article_no, article.code,
                     article.name, str(proposal.packs), article.pack, str(article.units),
                     "" if article.cost is None else str(article.cost), reason(proposal.why))  # fmt: skip
            writer.writerow([f"'{cell}" if cell.startswith(GUARDED) else cell for cell in cells])
    return output.getvalue()
