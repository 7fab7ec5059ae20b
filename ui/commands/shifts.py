"""The day: opened, counted, closed."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kasse.cash import WAYS_IN, WAYS_OUT, CashKind
from kasse.cash_book import Balance
from kasse.errors import Refused
from kasse.figures import ShiftFigures
from kasse.formats import time_text
from kasse.money import Money
from kasse.paper import report_document
from kasse.texts import _, current_language
from kasse.till import Till
from printers.layout import as_text
from ui.shell import As, Db, Pin, actor_of, opened, print_jobs, told, write_file

KINDS: dict[str, tuple[CashKind, CashKind]] = {
    "other": (CashKind.CASH_IN, CashKind.CASH_OUT),
    "private": (CashKind.PRIVATE_IN, CashKind.PRIVATE_OUT),
    "bank": (CashKind.BANK, CashKind.BANK),
    "wages": (CashKind.WAGES, CashKind.WAGES),
}
"""What cash is moved for, put in and taken out."""

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


@commands.command("cash", help=_("What the drawer holds, now or at a moment; or put cash in, or take it out."))
@told
def cash(
    direction: Annotated[str, typer.Argument(metavar="in|out", help=_("Which way; nothing tells the balance."))] = "",
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much."))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_("What for."))] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="|".join(KINDS), help=_("What it is to the tax office."))] = "",
    at: Annotated[
        str, typer.Option("--at", metavar="MOMENT", help=_("The balance then, as in 2027-01-01T18:30."))
    ] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The balance, or cash in or out."""
    if not direction:
        with opened(db, exclusive=False) as till:
            _tell_balance(till, till.cash_book.balance(actor_of(till, name, pin), _moment(till, at)))
        return
    if direction not in ("in", "out"):
        raise Refused("bad_direction", _("Say in or out."))
    with opened(db) as till:
        move = till.shift.cash_in if direction == "in" else till.shift.cash_out
        booked = move(actor_of(till, name, pin), Money.parse(amount), reason, kind=_kind(direction, kind))
        typer.echo(_("Booked: {amount}, {reason}").format(amount=booked.amount, reason=booked.reason))


def _kind(direction: str, kind: str) -> CashKind:
    if kind not in ("", *KINDS):
        known = ", ".join(KINDS)
        raise Refused("bad_kind", _("{kind} is no kind of it. There are: {known}.").format(kind=kind[:20], known=known))
    return KINDS[kind][direction == "out"] if kind else WAYS_IN[0] if direction == "in" else WAYS_OUT[0]


def _moment(till: Till, text: str) -> datetime | None:
    """A moment as the clock on the shop's wall says it; a day alone is its end."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "bad_moment", _("“{text}” is no moment. Write it as in 2027-01-01T18:30.").format(text=text[:40])
        ) from error
    if len(text) <= len("2027-01-01"):
        moment = moment.replace(hour=23, minute=59, second=59)
    zone = till.checkout.shop.time.zone
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _tell_balance(till: Till, balance: Balance) -> None:
    moment = time_text(till.checkout.shop.time.local(balance.at), current_language())
    if balance.shift is None:
        typer.echo(_("{moment}: no shift was ever open then.").format(moment=moment))
        return
    said = _("{moment}: {amount} in the drawer by the books, shift {shift}.")
    typer.echo(said.format(moment=moment, amount=balance.amount, shift=balance.shift))


@commands.command("sheet", help=_("The counting sheet of a count, with room for signatures."))
@told
def sheet(
    shift: Annotated[int, typer.Argument(metavar="SHIFT", min=1, max=10**9, help=_("The shift's number."))],
    number: Annotated[int, typer.Option("--count", min=0, max=1000, help=_("Which one; the last otherwise."))] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.pdf", help=_("As PDF into a file."))
    ] = None,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The counting sheet."""
    with opened(db, exclusive=False) as till:
        document = till.counting_sheet(actor_of(till, name, pin), shift, number)
    if output is None:
        typer.echo(as_text(document, 42), nl=False)
        return
    from printers.pdf import render

    write_file(output, render(document))


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
