"""Promotions: what there is, switched on and off, tried out."""

import json
from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.quantity import ONE
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, told

commands = typer.Typer(help=_("Promotions: list them, switch them on and off, try them out."), no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="NUMBER", help=_("The promotion's number, as the list has it."))]


@commands.command("list", help=_("List the promotions, those that run first."))
@told
def listed(
    as_json: Annotated[bool, typer.Option("--json", help=_("Everything of each, as JSON."))] = False, db: Db = None
) -> None:
    """Number, state, name, what it does, when."""
    from kasse.promoting import state_of
    from kasse.records import to_json
    from ui.promotions import words

    with opened(db, exclusive=False) as till:
        found, choices = till.promotions.promotions(), till.promotions.choices()
        if as_json:
            typer.echo(json.dumps([json.loads(to_json(one, complete=True)) for one in found], ensure_ascii=False))
            return
        for one in found:
            state = _(words.STATES[state_of(one, till.checkout.today())])
            typer.echo(f"{one.number}\t{state}\t{one.name}\t{words.what(one, choices.names)}\t{words.when(one)}")


@commands.command("on", help=_("Switch a promotion on."))
@told
def on(number: Number, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """It takes something off from now on, on its days."""
    with opened(db) as till:
        made = till.promotions.switch(actor_of(till, name, pin), number, on=True)
        typer.echo(_("“{name}” is switched on.").format(name=made.name))


@commands.command("off", help=_("Switch a promotion off."))
@told
def off(number: Number, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """It takes nothing off any more."""
    with opened(db) as till:
        made = till.promotions.switch(actor_of(till, name, pin), number, on=False)
        typer.echo(_("“{name}” is switched off.").format(name=made.name))


@commands.command("try", help=_("Say what a promotion gives on some articles; nothing is sold."))
@told
def tried(
    number: Number,
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE...", help=_("The articles, each as often as it is taken."))
    ],
    db: Db = None,
) -> None:
    """What it saves, whenever it runs."""
    with opened(db, exclusive=False) as till:
        promotion = till.promotions.get(number)
        if not codes:
            raise Refused("empty_basket", _("The basket is empty."))
        priced = till.promotions.try_out(promotion, [(code, ONE) for code in codes])
        for position in priced.positions:
            saved = -position.discount
            typer.echo(f"{position.quantity}\t{position.name}\t{saved!s}\t{position.total!s}")
        typer.echo(_("Total: {total}. Saved: {saved}.").format(total=priced.total, saved=priced.discount))
