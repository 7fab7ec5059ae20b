"""Sales: sold, voided, shown again."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kasse.errors import KasseError, Refused
from kasse.texts import _
from printers.layout import as_text
from ui.shell import As, Db, Pin, actor_of, exit_code, explained, opened, print_jobs, read_file, told, write_file

commands = typer.Typer()


def _say(answer: dict[str, Any]) -> None:
    """One JSON object; only ASCII where the output could not take more."""
    unicode = (sys.stdout.encoding or "").casefold().replace("-", "") == "utf8"
    typer.echo(json.dumps(answer, ensure_ascii=not unicode, indent=2))


@commands.command("sell", help=_("Sell a basket given as JSON; the answer is JSON too. See docs/sell.md."))
@told
def sell(
    basket: Annotated[Path, typer.Argument(metavar="BASKET.json", help=_("The basket; - reads it from the input."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only price it; nothing is booked."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Sell a basket given as JSON."""
    from ui.sell import decoded
    from ui.sell import sell as sell_basket

    try:
        with explained():
            text = decoded(read_file(basket))
            with opened(db, exclusive=not dry_run) as till:
                people = {person.name.casefold(): person.number or 0 for person in till.people.people()}
                _say(sell_basket(text, till.checkout, actor_of(till, name, pin), dry_run=dry_run, people=people))
                if not dry_run:
                    print_jobs(till)
    except KasseError as error:
        _say({"error": error.code, "message": error.message})
        raise typer.Exit(exit_code(error)) from error


ReceiptNo = Annotated[int, typer.Argument(metavar="NO", min=1, max=10**12, help=_("The receipt's number."))]


@commands.command("void", help=_("Void a whole receipt by counter-booking it."))
@told
def void(
    number: ReceiptNo,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Void a whole receipt."""
    with opened(db) as till:
        sale = till.checkout.void_receipt(actor_of(till, name, pin), number, reason)
        typer.echo(_("Receipt {number} voids receipt {voided}.").format(number=sale.receipt_no, voided=number))
        print_jobs(till)


@commands.command("receipt", help=_("Write a receipt as text, PDF or printer bytes; it is a copy and says so."))
@told
def receipt(
    number: ReceiptNo,
    kind: Annotated[str, typer.Option("--format", help="text, pdf, escpos")] = "text",
    out: Annotated[Path, typer.Option("--out", help=_("The file to write; - is the output."))] = Path("-"),
    columns: Annotated[int, typer.Option(help=_("The paper's width in characters: 32, 42 or 48."))] = 48,
    copy: Annotated[bool, typer.Option("--copy/--original", help=_("Mark it as a copy."))] = True,
    db: Db = None,
) -> None:
    """Write a receipt."""
    if kind not in ("text", "pdf", "escpos"):
        raise Refused("bad_format", _("The format must be text, pdf or escpos."))
    if columns not in (32, 42, 48):
        raise Refused("bad_columns", _("The paper is 32, 42 or 48 characters wide."))
    with opened(db, exclusive=False) as till:
        document = till.receipt_document(number, copy=copy)
    if kind == "pdf":
        from printers.pdf import render

        write_file(out, render(document))
    elif kind == "escpos":
        from printers.escpos import render as render_bytes

        write_file(out, render_bytes(document, columns))
    elif str(out) == "-":
        typer.echo(as_text(document, columns), nl=False)
    else:
        write_file(out, as_text(document, columns).encode())
