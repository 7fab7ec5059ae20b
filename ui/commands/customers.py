"""Customers: who owes what, statements, and what a person may ask for."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, told

commands = typer.Typer(help=_("Customers: tabs, statements, a person's data."), no_args_is_help=True)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The customer's number or card."))]


@commands.command("list", help=_("List the customers, with what they owe."))
@told
def listed(
    owing: Annotated[bool, typer.Option("--owing", help=_("Only who owes something, the most first."))] = False,
    db: Db = None,
) -> None:
    """Who owes what."""
    with opened(db, exclusive=False) as till:
        for one in till.customers.listed(owing=owing, limit=1_000_000):
            limit = "-" if one.customer.tab_limit is None else str(one.customer.tab_limit)
            typer.echo(f"{one.customer.number}\t{one.customer.name}\t{one.owes!s}\t{limit}\t{one.customer.group}")


@commands.command("statement", help=_("Write the statement of a tab as a PDF."))
@told
def statement(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=_("The file to write."))],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help=_("The first day, as in 2026-11-01."))] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last day."))] = "",
    db: Db = None,
) -> None:
    """A statement; without days from when the debt began."""
    from ui.customers.files import write_statement

    with opened(db, exclusive=False) as till:
        customer = till.checkout.customer_of_card(number)
        made = till.tabs.statement(customer, _day(first), _day(last))
        write_statement(made, file)
        typer.echo(_("{name} owes {amount}.").format(name=made.customer.name, amount=made.balance))


@commands.command("export", help=_("Write all that is kept of a person into a ZIP file: PDF and JSON."))
@told
def export(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="OUT.zip", help=_("The file to write."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """A person's data."""
    from ui.customers.files import write_person

    with opened(db) as till:
        if file.exists():
            raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=file))
        data = till.privacy.export(actor_of(till, name, pin), till.checkout.customer_of_card(number))
        write_person(data, till.checkout.shop, file)
        typer.echo(_("Written to {file}.").format(file=file))


@commands.command("erase", help=_("Erase a person: what the law does not want kept is gone."))
@told
def erase(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Erase a person for good."""
    with opened(db) as till:
        customer = till.customers.get(till.checkout.customer_of_card(number))
        if not yes and not typer.confirm(_("Erase {name} for good?").format(name=customer.name)):
            raise typer.Exit(2)
        till.privacy.erase(actor_of(till, name, pin), customer.number or 0)
        typer.echo(_("Customer {number} is erased.").format(number=customer.number))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_day", _("“{text}” is no day. Write it as 2026-11-23.").format(text=text[:40])) from error
