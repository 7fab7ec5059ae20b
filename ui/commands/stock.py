"""Stock on the command line: what there is, goods in, goods out, and the count."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.errors import Refused
from kasse.money import Money
from kasse.texts import _, ngettext
from ui.shell import As, Db, Pin, actor_of, opened, read_file, told

if TYPE_CHECKING:
    from uuid import UUID

    from kasse.product_list import BadRow
    from kasse.till import Till

commands = typer.Typer(help=_("Stock: what there is, goods in, goods out."), no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE.csv", help=_("The list; - reads it from the input."))]
Note = Annotated[str, typer.Option("--note", help=_("What it says in the books: a delivery note's number, or why."))]
Again = Annotated[bool, typer.Option("--again", help=_("Book a file that was booked today already."))]


@commands.command("show", help=_("How many there are of an article, by the books."))
@told
def show(code: Annotated[str, typer.Argument(metavar="CODE", help=_("Any of its codes."))], db: Db = None) -> None:
    """Stock of an article."""
    with opened(db, exclusive=False) as till:
        product, level = till.products.stock(code)
        typer.echo(f"{level}\t{product.name}")


@commands.command("receive", help=_("Book a delivery from a CSV file; with a bad row nothing is booked."))
@told
def receive(
    file: File,
    supplier: Annotated[str, typer.Option("--supplier", help=_("Who delivered."))] = "",
    note: Note = "",
    gross: Annotated[bool, typer.Option("--gross", help=_("The costs in the file are with VAT."))] = False,
    again: Again = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Book a delivery."""
    from kasse.stock import lists  # a till that sells reads no lists

    data = read_file(file)
    with opened(db) as till:
        actor, today = actor_of(till, name, pin), till.checkout.today()
        listed, document = lists.read_list(data, today), lists.document_of(data, today, again=again)
        _refuse_twice(till, document, file)
        number = _supplier(till, supplier)
        booked, bad = lists.receive(till.receiving, actor, listed, document, supplier=number, note=note, gross=gross)
        _tell_bad(bad)
        if booked is None:
            raise typer.Exit(2)
        costs = Money(sum(entry.cost.cents for entry in booked.entries if entry.cost is not None))
        said = ngettext("{count} article received, {cost} net", "{count} articles received, {cost} net",
                        len(booked.entries))  # fmt: skip
        typer.echo(said.format(count=len(booked.entries), cost=costs))


@commands.command("writeoff", help=_("Write goods off from a CSV file; with a bad row nothing is written off."))
@told
def writeoff(
    file: File,
    reason: Annotated[
        str, typer.Option("--reason", help=_("spoiled, broken, stolen, own_use or donated, where no column says it."))
    ] = "",
    note: Note = "",
    again: Again = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Write goods off."""
    from kasse.stock import lists

    data = read_file(file)
    with opened(db) as till:
        actor, today = actor_of(till, name, pin), till.checkout.today()
        listed, document = lists.read_list(data, today), lists.document_of(data, today, again=again)
        named = lists.reason_named(reason) if reason else None
        done, bad = lists.write_off(till.writing_off, actor, listed, document, named, note)
        _tell_bad(bad)
        if bad:
            raise typer.Exit(2)
        costs = Money(sum(one.cost.cents for one in done if one.cost is not None))
        said = ngettext(
            "{count} article written off, {cost} net", "{count} articles written off, {cost} net", len(done)
        )
        typer.echo(said.format(count=len(done), cost=costs))


def _tell_bad(bad: "tuple[BadRow, ...]") -> None:
    for row in sorted(bad, key=lambda row: row.line):
        typer.echo(_("Line {line}: {reason}").format(line=row.line, reason=row.reason), err=True)


def _refuse_twice(till: "Till", document: "UUID", file: Path) -> None:
    with till.database.read() as work:
        known = work.stock.document(document)
    if known is not None:
        raise Refused(
            "booked_before",
            _("{file} was booked today already. If it came twice, say --again.").format(file=file.name),
        )


def _supplier(till: "Till", name: str) -> int | None:
    if not name:
        return None
    suppliers = till.receiving.suppliers()
    found = next((one.number for one in suppliers if one.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise Refused(
            "no_supplier",
            _("There is no supplier “{name}”. There are: {names}.").format(
                name=name, names=", ".join(one.name for one in suppliers) or "-"
            ),
        )
    return found
