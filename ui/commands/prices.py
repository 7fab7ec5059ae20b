"""Prices on the command line: look, change, plan; shelf labels as a PDF."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.errors import Refused
from kasse.formats import date_text
from kasse.money import Money
from kasse.texts import _, current_language, ngettext
from ui.shell import As, Db, Pin, actor_of, opened, told, write_file

if TYPE_CHECKING:
    from kasse.prices import Card, Priced
    from kasse.till import Till

commands = typer.Typer()


@commands.command("price", help=_("What an article costs, and since when; with a PRICE it costs that from now on."))
@told
def price(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Any of its codes, or that of a pack of it."))],
    new: Annotated[str, typer.Argument(metavar="[PRICE]", help=_("The new price, as in 1.49."))] = "",
    day: Annotated[
        str, typer.Option("--from", metavar="DAY", help=_("The day from which it holds, as in 2027-01-04."))
    ] = "",
    why: Annotated[str, typer.Option("--why", help=_("What the history says beside it."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Show a price, change it, or plan a change."""
    valid_from = _day(day) if day else None
    if valid_from is not None and not new:
        raise Refused("no_price", _("Name the price that holds from that day on."))
    with opened(db, exclusive=bool(new)) as till:
        tag = till.prices.tag(code)
        if new:
            from kasse.prices import NewPrice

            amount = Money.parse(new)
            till.prices.change(
                actor_of(till, name, pin), [NewPrice(tag.product, amount, tag.pack)], valid_from, " ".join(why.split())
            )
        for line in _lines(till.prices.card(tag.product), tag.pack):
            typer.echo(line)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "bad_date", _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=text[:40])
        ) from error


def _lines(card: "Card", pack: int) -> Iterator[str]:
    from kasse.unit_price import unit_price_text

    entry = next(entry for entry in card.tags if entry.tag.pack == pack)
    language = current_language()
    facts = [_amount(entry.tag.price), entry.tag.name, unit_price_text(entry.unit_price, language)]
    yield "\t".join(fact for fact in facts if fact)
    yield from _margin(entry)
    for planned in entry.planned:
        yield _("from {day}: {price}").format(
            day=date_text(planned.change.valid_from, language), price=_amount(planned.change.price)
        )
    for change in reversed(entry.history):
        yield "\t".join(
            part
            for part in (
                date_text(change.valid_from, language),
                f"{_amount(change.before)} -> {_amount(change.price)}",
                change.who,
                change.why,
            )
            if part
        )


def _margin(entry: "Priced") -> Iterator[str]:
    if entry.margin is not None:
        from kasse.margin import percent_text

        percent = percent_text(entry.margin.permille, current_language())
        yield _("margin {amount} € ({percent})").format(amount=entry.margin.amount, percent=percent)


def _amount(price: Money | None) -> str:
    return "-" if price is None else str(price)


@commands.command("labels", help=_("Shelf labels as a PDF: of the named articles, or of all whose price changed."))
@told
def labels(
    words: Annotated[
        list[str], typer.Argument(metavar="[CODE]... OUT.pdf", help=_("Codes of articles, and the file at the end."))
    ],
    changed: Annotated[
        bool, typer.Option("--changed", help=_("All whose price is not the one on their label."))
    ] = False,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="SIZE", help=_("70x37 or 48x25 on A4, or 62x29 from a roll."))
    ] = "70x37",
    skip: Annotated[int, typer.Option("--skip", min=0, help=_("Places of the first sheet that are used already."))] = 0,
    announce: Annotated[
        bool,
        typer.Option("--announce", help=_("Announce reductions: with the lowest price of the last 30 days.")),
    ] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Draw labels; what is printed counts as being on the shelf."""
    from kasse.prices import lacks_unit_price
    from printers.labels import SHEETS, render

    *codes, out = words
    if sheet not in SHEETS:
        raise Refused("no_sheet", _("There are labels of {sizes}.").format(sizes=", ".join(SHEETS)))
    if bool(codes) == changed:
        raise Refused("no_labels", _("Name the codes and then the file, or only --changed and the file."))
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        made = till.prices.labels(None if changed else _places(till, codes), announce=announce)
        if not made:
            typer.echo(_("No label is to be printed."))
            return
        language = till.checkout.shop.language
        write_file(Path(out), render(made, sheet, language=language, skip=skip))
        till.prices.labelled(actor, made)
        typer.echo(ngettext("{count} label", "{count} labels", len(made)).format(count=len(made)), err=out == "-")
        lacking = sum(map(lacks_unit_price, made))
        if lacking:
            told = ngettext("{count} of them lacks its unit price.", "{count} of them lack their unit price.", lacking)
            typer.echo(told.format(count=lacking), err=True)


def _places(till: "Till", codes: list[str]) -> list[tuple[int, int]]:
    tags = [till.prices.tag(code) for code in codes]
    for tag in tags:
        if tag.price is None:
            raise Refused("no_price", _("{name} has no price to print.").format(name=tag.name))
    return [(tag.product, tag.pack) for tag in tags]
