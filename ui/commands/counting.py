"""The stocktake on the command line: counts from a data collector or a phone's list, and what they come to."""

from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.texts import _, ngettext
from ui.commands import stock
from ui.commands.stock import File
from ui.shell import As, Db, Pin, actor_of, opened, read_file, told

commands = stock.commands


@commands.command("count", help=_("Count from a CSV file into the stocktake; with a bad row nothing is counted."))
@told
def count(
    file: File,
    area: Annotated[str, typer.Option("--area", help=_("The area that was counted; the first one otherwise."))] = "",
    begin: Annotated[
        str, typer.Option("--begin", metavar="NAME", help=_("Begin a stocktake of this name first."))
    ] = "",
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help=_("Count the good rows, leave the bad ones out."))
    ] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Take counts over."""
    from kasse.books.counting import Area
    from kasse.stock.count_list import read_counts, take

    listed = read_counts(read_file(file))
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        if begin:
            till.stocktakes.open(actor, begin, (Area(area or _("Shop")),))
        current = till.stocktakes.current()
        if current is None:
            raise Refused(
                "no_stocktake", _("No stocktake is under way. Begin one on the page Stocktake, or with --begin NAME.")
            )
        taken = take(till.stocktakes, actor, listed, area or current.areas[0].name, all_or_nothing=not good_rows)
    for line, reason in taken.bad:
        typer.echo(_("Line {line}: {reason}").format(line=line, reason=reason), err=True)
    if taken.before:
        sentence = ngettext("{count} row was counted before.", "{count} rows were counted before.", taken.before)
        typer.echo(sentence.format(count=taken.before), err=True)
    said = ngettext("{count} row counted.", "{count} rows counted.", taken.counted).format(count=taken.counted)
    typer.echo(said)
    if taken.bad and not taken.counted:
        raise typer.Exit(2)


@commands.command("differences", help=_("What the stocktake differs by from the books, and how it ends."))
@told
def differences(
    book: Annotated[bool, typer.Option("--book", help=_("Book it."))] = False,
    zero: Annotated[bool, typer.Option("--zero", help=_("With --book: what nobody counted is gone."))] = False,
    give_up: Annotated[bool, typer.Option("--give-up", help=_("End it without booking."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Show the differences; book them, or give the stocktake up."""
    with opened(db, exclusive=book or give_up) as till:
        actor = actor_of(till, name, pin)
        if give_up:
            till.stocktakes.give_up(actor)
            typer.echo(_("The stocktake is given up; nothing was booked."))
            return
        review = till.stocktakes.book(actor, uuid7(), zero=zero) if book else till.stocktakes.review(actor)
        for one in review.wrong:
            cost = "-" if one.at_cost is None else one.at_cost
            typer.echo(f"{one.difference}\t{cost}\t{one.at_price or '-'}\t{one.goods.code}\t{one.goods.name}")
        if review.missing:
            sentence = ngettext(
                "{count} article was not counted.", "{count} articles were not counted.", len(review.missing)
            )
            typer.echo(sentence.format(count=len(review.missing)), err=True)
        if book:
            typer.echo(
                _("Booked: {count} articles counted, {price} € at selling price.").format(
                    count=len(review.differences), price=review.at_price()
                )
            )


@commands.command("value", help=_("What the stock was worth at the end of a day."))
@told
def value(
    day: Annotated[str, typer.Option("--day", metavar="YYYY-MM-DD", help=_("The day; today otherwise."))] = "",
    method: Annotated[str, typer.Option("--method", metavar="average|fifo", help=_("How it is valued."))] = "average",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Stock value of a day."""
    from datetime import date

    from kasse.money import Money
    from kasse.people import Permission
    from kasse.stock.valuation import Method

    if method not in tuple(Method):
        raise Refused("bad_method", _("Say average or fifo."))
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise Refused("bad_day", _("“{text}” is no day. Write it as in 2026-12-31.").format(text=day[:20])) from error
    with opened(db, exclusive=False) as till:
        actor_of(till, name, pin).require(Permission.FIGURES)
        valued = till.valuation.at(wanted or till.checkout.today(), Method(method))
        total = Money(sum(entry.value.cents for entry in valued))
        typer.echo(
            f"{total}\t" + ngettext("{count} article", "{count} articles", len(valued)).format(count=len(valued))
        )
        without = sum(1 for entry in valued if entry.unpriced)
        if without:
            sentence = ngettext(
                "Of {count} article no cost is known: it has no value here.",
                "Of {count} articles no cost is known: they have no value here.",
                without,
            )
            typer.echo(sentence.format(count=without), err=True)
