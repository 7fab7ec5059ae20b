"""The product list, searched; and what becomes of VAT where it is eaten in the shop."""

from dataclasses import replace
from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, told

commands = typer.Typer()


@commands.command("search", help=_("Search products by name or code, as the window does."))
@told
def search(text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What to look for."))], db: Db = None) -> None:
    """Search products."""
    with opened(db, exclusive=False) as till:
        for found in till.products.search(text):
            price = "-" if found.price is None else str(found.price)
            typer.echo(f"{found.code}\t{price}\t{found.name}")


@commands.command("eaten", help=_("Which VAT class an article or a department has where it is eaten in the shop."))
@told
def eat_in(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("The article's code, or a department's name."))],
    tax_class: Annotated[
        str, typer.Argument(metavar="CLASS", help=_("meal (food), standard (drinks), or - where it is the same."))
    ],
    department: Annotated[
        bool, typer.Option("--department", help=_("CODE is a department: all articles in it, and new ones."))
    ] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Set the class for what is eaten in the shop."""
    with opened(db) as till:
        actor, chosen = actor_of(till, name, pin), None if tax_class == "-" else tax_class
        if chosen is not None:
            till.checkout.rate_of(chosen)
        if department:
            changed = till.products.eat_in_department(actor, code, chosen)
            typer.echo(_("{count} articles changed.").format(count=changed))
            return
        product, _typed = till.products.scanned(code)
        if product is None:
            raise Refused("unknown_code", _("{code} is not in the list.").format(code=code[:60]))
        till.products.save(actor, replace(product, eat_in=chosen), product)
        typer.echo(product.name)


@commands.command("currencies", help=_("Which foreign cash the till takes: all, or one with its rate in euros."))
@told
def currencies(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help=_("As in CHF."))] = "",
    rate: Annotated[
        str, typer.Argument(metavar="[RATE]", help=_("Euros for one of it, as in 1.065; - takes it no longer."))
    ] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """List, set or end a currency."""
    from kasse.serving.foreign import currency_of

    with opened(db, exclusive=bool(code)) as till:
        known = {currency.code: currency for currency in till.checkout.currencies()}
        if code:
            known.pop(code.strip().upper(), None)
            if rate != "-":
                new = currency_of(code, rate)
                known[new.code] = new
            till.checkout.change_currencies(actor_of(till, name, pin), list(known.values()))
        for currency in till.checkout.currencies():
            typer.echo(f"{currency.code}\t{currency.rate_text}")
