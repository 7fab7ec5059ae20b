"""The product list: taken over, searched, counted."""

import time
from pathlib import Path
from typing import Annotated

import typer

from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, progress_bar, read_file, told

commands = typer.Typer()
imports = typer.Typer(help=_("Take data over from files."), no_args_is_help=True)


@imports.command("products", help=_("Take a product list over from a CSV file."))
@told
def products(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help=_("The list; - reads it from the input."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Take a product list over; bad rows are named with their line, good rows are kept."""
    from kasse.product_list import read_products

    data = read_file(file)
    started = time.monotonic()
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        listed = read_products(data, till.checkout.tax_class_of)
        with progress_bar(_("Products")) as progress:
            take = till.products.try_import if dry_run else till.products.import_list
            result = take(actor, listed, progress=progress)
    bad = sorted((*listed.bad, *result.bad), key=lambda row: row.line)
    for row in bad:
        typer.echo(_("Line {line}: {reason}").format(line=row.line, reason=row.reason), err=True)
    if listed.ignored_columns:
        typer.echo(_("Columns not used: {columns}").format(columns=", ".join(listed.ignored_columns)), err=True)
    head = _("Nothing was kept (dry run): ") if dry_run else ""
    counts = _("{added} added, {changed} changed, {unchanged} unchanged, {bad} bad rows").format(
        added=result.added, changed=result.changed, unchanged=result.unchanged, bad=len(bad)
    )
    typer.echo(head + counts + _(", {seconds} s").format(seconds=f"{time.monotonic() - started:.1f}"))
    if bad and not result.added + result.changed + result.unchanged:
        raise typer.Exit(2)


@commands.command("stock", help=_("How many there are of an article, by the books."))
@told
def stock(code: Annotated[str, typer.Argument(metavar="CODE", help=_("Any of its codes."))], db: Db = None) -> None:
    """Stock of an article."""
    with opened(db, exclusive=False) as till:
        product, level = till.products.stock(code)
        typer.echo(f"{level}\t{product.name}")


@commands.command("search", help=_("Search products by name or code, as the window does."))
@told
def search(text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What to look for."))], db: Db = None) -> None:
    """Search products."""
    with opened(db, exclusive=False) as till:
        for found in till.products.search(text):
            price = "-" if found.price is None else str(found.price)
            typer.echo(f"{found.code}\t{price}\t{found.name}")
