"""Bookings for the tax adviser, and the accounts they go to."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kasse.books.reports import Period
from kasse.errors import Refused
from kasse.fiscal.de.datev_accounts import PRESETS
from kasse.fiscal.de.datev_export import DatevSettings
from kasse.texts import _, ngettext
from ui.commands.exchange import exports
from ui.commands.reports import day_of
from ui.shell import As, Db, Pin, actor_of, opened, told, write_file

commands = typer.Typer()

NUMBERS = {"consultant": "consultant", "client": "client", "length": "length", "year": "year_starts_in"}
"""What is a number, by its name here and in the settings."""


@exports.command("datev", help=_("Bookings of closed shifts for the tax adviser (DATEV, EXTF Buchungsstapel)."))
@told
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help=_("The new file; - is the output."))],
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help=_("The first day; the month's first otherwise."))
    ] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last day; today otherwise."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The bookings."""
    with opened(db, exclusive=False) as till:
        end = day_of(last) if last else till.reports.today()
        period = Period(day_of(first) if first else end.replace(day=1), end)
        made = till.datev.export(actor_of(till, name, pin), period)
    write_file(file, made.data)
    said = ngettext("{count} Z report, {bookings} bookings", "{count} Z reports, {bookings} bookings", made.reports)
    typer.echo(said.format(count=made.reports, bookings=made.bookings), err=True)
    if made.open_shift:
        typer.echo(_("The open shift is not in it: close the day first."), err=True)


@commands.command("datev", help=_("The accounts that DATEV bookings go to: kasse datev NAME VALUE sets one."))
@told
def accounts(
    what: Annotated[
        str, typer.Argument(metavar="NAME", help=_("An account's name, or consultant, client, chart, length, year."))
    ] = "",
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("As in 8400, or 8000/3 with a BU key."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Show the account map, or change it."""
    if not what:
        with opened(db, exclusive=False) as till:
            _show(till.datev.settings())
        return
    with opened(db) as till:
        actor, known = actor_of(till, name, pin), till.datev.settings()
        if what in NUMBERS or what == "chart":
            till.datev.change(actor, _changed(known, what, value), dict(known.own))
        elif what in known.shown or what.startswith(("revenue_", "deposit_")):
            till.datev.change(actor, known, {**dict(known.own), what: value})
        else:
            raise Refused("no_account", _("There is no account {name}. See: kasse datev").format(name=what[:40]))
    typer.echo(f"{what} = {value}")


def _changed(known: DatevSettings, what: str, value: str) -> DatevSettings:
    match what:
        case "consultant":
            return replace(known, consultant=_number(value))
        case "client":
            return replace(known, client=_number(value))
        case "length":
            return replace(known, length=_number(value))
        case "year":
            return replace(known, year_starts_in=_number(value))
    return replace(known, chart=value)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise Refused("bad_number", _("“{text}” is not a number.").format(text=text[:40]))
    return int(text)


def _show(settings: DatevSettings) -> None:
    for name, field in (*NUMBERS.items(), ("chart", "chart")):
        typer.echo(f"{name}\t{getattr(settings, field)}")
    texts = {preset.name: _(preset.text) for preset in PRESETS}
    for name, account in settings.shown.items():
        typer.echo(f"{name}\t{account}\t{texts.get(name, '')}")
