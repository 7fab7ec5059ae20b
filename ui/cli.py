"""The command line: the same services as the window. The commands are in `ui/commands`, by subject."""

from typing import Annotated

import typer

from kasse.texts import _
from ui.commands import (
    buying,
    counting,
    customers,
    datev,
    exchange,
    goods,
    law,
    market,
    people,
    prices,
    promotions,
    rates,
    reports,
    selling,
    shifts,
    shop,
    tse,
    verify,
)
from ui.shell import Db, begin, told

app = typer.Typer(
    name="kasse",
    help=_("The till a corner shop owns. Without a command it opens the till's window."),
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
@told
def till_window(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=_("Say which Kasse this is."))] = False,
    db: Db = None,
) -> None:
    """Open the till."""
    if version:
        from kasse import __version__

        typer.echo(f"Kasse {__version__}")
        raise typer.Exit
    begin(db)
    if context.invoked_subcommand is None:
        from ui.app import run

        raise typer.Exit(run(db))


for subject in (shop, selling, goods, prices, buying, reports, datev):
    app.add_typer(subject.commands)
app.add_typer(verify.commands, name="verify")
app.add_typer(exchange.imports, name="import")
app.add_typer(exchange.exports, name="export")
app.add_typer(shifts.commands, name="shift")
app.add_typer(people.commands, name="people")
app.add_typer(tse.commands, name="tse")
app.add_typer(customers.commands, name="customers")
app.add_typer(promotions.commands, name="promotions")
app.add_typer(counting.commands, name="stock")
app.add_typer(market.commands, name="market")
app.add_typer(law.commands, name="law")
app.add_typer(rates.taxes, name="tax")
app.add_typer(rates.rules, name="rules")
