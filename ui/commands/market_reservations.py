"""Reservations: what somebody wants to fetch, accepted or declined."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.errors import Refused
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, told

if TYPE_CHECKING:
    from kasse.books.reservations import Reservation
    from kasse.till import Till

commands = typer.Typer(help=_("Reservations: list, accept, decline."), invoke_without_command=True)

Which = Annotated[str, typer.Argument(metavar="ID", help=_("The beginning of its id, as listed, or its code."))]
LAST = 200


@commands.callback()
@told
def listed(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("As JSON."))] = False,
    db: Db = None,
) -> None:
    """Open ones first, then past ones."""
    if context.invoked_subcommand is not None:
        return
    from ui.commands.market_json import reservation_data

    with opened(db, exclusive=False) as till:
        found = all_of(till)
    if as_json:
        typer.echo(json.dumps([reservation_data(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        goods = ", ".join(f"{line.quantity} × {line.name}" for line in one.lines)
        typer.echo(f"{str(one.id)[:8]}\t{one.state.value}\t{one.code or '-'}\t{goods}\t{one.note}")


@commands.command("accept", help=_("Keep it; whoever asked is told the code."))
@told
def accept(which: Which, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """It lies there until its time is over."""
    with opened(db) as till:
        one = till.reservations.accept(actor_of(till, name, pin), one_of(till, which).id)
        typer.echo(_("Accepted. The code is {code}.").format(code=one.code))


@commands.command("decline", help=_("Not this time, or not any more."))
@told
def decline(
    which: Which,
    why: Annotated[str, typer.Option("--why", help=_("sold_out, busy, closing, damaged, or a sentence."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Whoever asked is told so."""
    with opened(db) as till:
        till.reservations.decline(actor_of(till, name, pin), one_of(till, which).id, why)
        typer.echo(_("Declined. Whoever asked is told so."))


def all_of(till: "Till") -> "list[Reservation]":
    """Open ones, then the last ones."""
    waiting = till.reservations.open()
    known = {one.id for one in waiting}
    return [*waiting, *(one for one in till.reservations.last(LAST) if one.id not in known)]


def one_of(till: "Till", which: str) -> "Reservation":
    """The open one with a code, or the one whose id begins so."""
    by_code = till.reservations.by_code(which)
    if by_code is not None:
        return by_code
    wanted = which.replace("-", "").casefold()
    found = [one for one in all_of(till) if len(wanted) >= 4 and one.id.hex.startswith(wanted)]
    if len(found) != 1:
        raise Refused("no_reservation", _("There is no reservation “{which}”.").format(which=which[:40]))
    return found[0]
