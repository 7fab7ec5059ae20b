"""The owner's figures: listed, shown, written to files."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kasse.books.reports import Kind, Period, Report
from kasse.errors import Refused
from kasse.people import Permission
from kasse.texts import _
from kasse.till import Till
from ui.shell import As, Db, Pin, actor_of, opened, told, write_file

commands = typer.Typer()

FORMATS = ("table", "json", "csv", "xlsx", "pdf")
_WIDEST = 220
_PEOPLE = ("table", "pdf")
"""Formats that people read: a long list is cut there, and whole in the others."""


@commands.command("report", help=_("A report for a period: kasse report list names them all."))
@told
def report(
    report_name: Annotated[str, typer.Argument(metavar="NAME", help=_("Which one; list names them all."))],
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help=_("The first day; the month's first otherwise."))
    ] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=_("The last day; today otherwise."))] = "",
    form: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=_("How it is written."))] = "table",
    compare: Annotated[
        str, typer.Option("--compare", metavar="last_week|last_year", help=_("Set an earlier time beside it."))
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("Into a file; - is the output."))
    ] = None,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """A report, or the list of them."""
    if form not in FORMATS:
        raise Refused("bad_format", _("The format is one of {formats}.").format(formats=", ".join(FORMATS)))
    if form in ("xlsx", "pdf") and output is None:
        raise Refused("no_output", _("Say into which file, with -o report.{format}.").format(format=form))
    with opened(db, exclusive=False) as till:
        if report_name == "list":
            _list()
            return
        actor_of(till, name, pin).require(Permission.FIGURES)
        period = _period(till, first, last)
        made = till.reports.make(report_name, period, compare or None, **({} if form in _PEOPLE else {"limit": None}))
        data = None if form == "table" else written(made, form, till)
    if data is None:
        _show(made, output)
    else:
        write_file(output or Path("-"), data)


def written(made: Report, form: str, till: Till) -> bytes:
    """A report as a file's bytes."""
    shop = till.checkout.shop
    if form == "pdf":
        from printers.report_pdf import render

        return render(made, shop)
    from kasse.reports.sheets import WRITERS

    return WRITERS[form](made, shop.name)


def _period(till: Till, first: str, last: str) -> Period:
    today = till.reports.today()
    end = day_of(last) if last else today
    return Period(day_of(first) if first else end.replace(day=1), end)


def day_of(text: str) -> date:
    """A day as it was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "bad_date", _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=text[:40])
        ) from error


def _list() -> None:
    from kasse.reports.registry import REPORTS

    for entry in REPORTS:
        typer.echo(f"{entry.name}\t{_(entry.subject)}\t{_(entry.title)}\t{_(entry.what)}")


def _show(made: Report, output: Path | None) -> None:
    """As a table for people."""
    import io

    from kasse.reports.sheets import period_text
    from kasse.reports.texts import cell_text

    table = Table(title=f"{made.title}, {period_text(made)}", caption="\n".join(made.notes) or None)
    for heading in made.headings:
        table.add_column(heading.title, justify="left" if heading.kind in (Kind.TEXT, Kind.DAY) else "right")
    kinds = [heading.kind for heading in made.headings]
    for row in made.rows:
        table.add_row(*(cell_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)))
    if made.totals:
        table.add_section()
        table.add_row(*(cell_text(cell, kind) for cell, kind in zip(made.totals, kinds, strict=True)), style="bold")
    wide = max(Console().width, min(_WIDEST, Console(width=_WIDEST).measure(table).maximum))
    console = Console(file=io.StringIO(), width=wide) if output is not None else Console(width=wide)
    console.print(table)
    if isinstance(console.file, io.StringIO) and output is not None:
        write_file(output, console.file.getvalue().encode())
