"""Who works here."""

from typing import Annotated

import typer

from kasse.people import Person, Role
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, told

commands = typer.Typer(help=_("Who works here."), no_args_is_help=True)


@commands.command("add", help=_("Add somebody."))
@told
def add(
    person: Annotated[str, typer.Argument(metavar="NAME", help=_("Who."))],
    role: Annotated[Role, typer.Option(help=_("What they may do."))] = Role.CASHIER,
    new_pin: Annotated[str, typer.Option("--new-pin", help=_("Their PIN, 4 to 12 digits."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Add somebody."""
    with opened(db) as till:
        till.people.save(actor_of(till, name, pin), Person(person.strip(), role), new_pin or None)
        typer.echo(_("{name} works here now.").format(name=person.strip()))


@commands.command("list", help=_("List them all, with their roles."))
@told
def everybody(db: Db = None) -> None:
    """Who works here."""
    with opened(db, exclusive=False) as till:
        for person in till.people.people():
            typer.echo(f"{person.name}\t{person.role.value}")
