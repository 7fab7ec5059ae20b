"""The day: opened, counted, closed."""

from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.figures import ShiftFigures
from kasse.money import Money
from kasse.paper import report_document
from kasse.texts import _
from kasse.till import Till
from printers.layout import as_text
from ui.shell import As, Db, Pin, actor_of, opened, print_jobs, told

commands = typer.Typer(help=_("Open, count and close the day."), no_args_is_help=True)


@commands.command("open", help=_("Open the shift with what lies in the drawer."))
@told
def open_shift(
    opening: Annotated[str, typer.Option("--float", metavar="AMOUNT", help=_("The float."))] = "0.00",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Open the shift."""
    with opened(db) as till:
        shift = till.shift.open(actor_of(till, name, pin), Money.parse(opening))
        typer.echo(
            _("Shift {number} is open, business day {day}, float {amount}.").format(
                number=shift.number, day=shift.business_day, amount=shift.opening_float
            )
        )


@commands.command("cash", help=_("Put cash in, or take it out."))
@told
def cash(
    direction: Annotated[str, typer.Argument(metavar="in|out", help=_("Which way."))],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much."))],
    reason: Annotated[str, typer.Option("--reason", help=_("What for."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Cash in or out."""
    if direction not in ("in", "out"):
        raise Refused("bad_direction", _("Say in or out."))
    with opened(db) as till:
        move = till.shift.cash_in if direction == "in" else till.shift.cash_out
        booked = move(actor_of(till, name, pin), Money.parse(amount), reason)
        typer.echo(_("Booked: {amount}, {reason}").format(amount=booked.amount, reason=booked.reason))


def _pieces(counts: list[str]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for entry in counts:
        value, sign, number = entry.lower().replace("×", "x").partition("x")
        if not (sign and number.isascii() and number.isdigit()) or len(number) > 6:
            raise Refused(
                "bad_count", _("“{entry}” is not a count. Write value x number, such as 20x3.").format(entry=entry)
            )
        denomination = Money.parse(value).cents
        pieces[denomination] = pieces.get(denomination, 0) + int(number)
    return pieces


@commands.command("count", help=_("Confirm a blind count of the drawer; then it tells what was expected."))
@told
def count(
    counts: Annotated[
        list[str], typer.Argument(metavar="VALUExNUMBER...", help=_("Notes and coins, as in 50x2 20x3 0.50x4."))
    ],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Confirm a blind count."""
    pieces = _pieces(counts)
    with opened(db) as till:
        counted = till.shift.count(actor_of(till, name, pin), pieces)
        typer.echo(
            _("Counted {total}, expected {expected}, difference {difference}.").format(
                total=counted.total, expected=counted.expected, difference=counted.difference
            )
        )


def _print_report(till: Till, figures: ShiftFigures) -> None:
    typer.echo(as_text(report_document(figures, till.checkout.shop), 42), nl=False)


@commands.command("x", help=_("The figures so far."))
@told
def x(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """X report."""
    with opened(db, exclusive=False) as till:
        _print_report(till, till.shift.x_report(actor_of(till, name, pin)))


@commands.command("close", help=_("Close the day with its Z report."))
@told
def close(
    uncounted: Annotated[bool, typer.Option("--uncounted", help=_("Without a count; takes a manager."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Z report."""
    with opened(db) as till:
        _print_report(till, till.shift.close(actor_of(till, name, pin), uncounted=uncounted))
        print_jobs(till)


@commands.command("z", help=_("Show a Z report again, as it was made."))
@told
def z(
    number: Annotated[
        int | None, typer.Argument(metavar="NO", min=1, max=10**9, help=_("Its number; the last one otherwise."))
    ] = None,
    db: Db = None,
) -> None:
    """An earlier Z report."""
    with opened(db, exclusive=False) as till:
        _print_report(till, till.shift.z_report(number))
