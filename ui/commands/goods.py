"""The product list, searched."""

from typing import Annotated

import typer

from kasse.texts import _
from ui.shell import Db, opened, told

commands = typer.Typer()


@commands.command("search", help=_("Search products by name or code, as the window does."))
@told
def search(text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What to look for."))], db: Db = None) -> None:
    """Search products."""
    with opened(db, exclusive=False) as till:
        for found in till.products.search(text):
            price = "-" if found.price is None else str(found.price)
            typer.echo(f"{found.code}\t{price}\t{found.name}")
