"""VAT rates with their dates, and what the codes of the shop's own scale and slips mean."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kasse.barcodes import GERMANY_RULES, CodeRule
from kasse.errors import Refused
from kasse.money import Money
from kasse.tax import TaxRate, rate_text
from kasse.texts import _
from kasse.till import Till
from ui.shell import As, Db, Pin, actor_of, opened, read_file, told

taxes = typer.Typer(help=_("VAT rates and the days from which they hold."), no_args_is_help=True)
rules = typer.Typer(help=_("What the codes of the shop's own scale and slips mean."), no_args_is_help=True)

_RULE_FIELDS = {"prefix", "pattern", "meaning", "price_check", "decimals"}


@taxes.command("list", help=_("All rates, the newest last."))
@told
def list_taxes(db: Db = None) -> None:
    """All rates."""
    _list(db, lambda till: map(_rate_line, till.tax_rates()))


@taxes.command("add", help=_("A rate that holds from a day on, as in: kasse tax add reduced 2027-01-01 9."))
@told
def add_tax(
    tax_class: Annotated[str, typer.Argument(metavar="CLASS", help=_("standard, reduced, zero, or a new one."))],
    valid_from: Annotated[str, typer.Argument(metavar="DATE", help=_("The first day, as in 2027-01-01."))],
    percent: Annotated[str, typer.Argument(metavar="PERCENT", help=_("As in 7 or 7.8."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """A rate from a day on."""
    try:
        day = date.fromisoformat(valid_from)
    except ValueError as error:
        raise Refused(
            "bad_date", _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=valid_from[:40])
        ) from error
    rate = TaxRate(tax_class.strip(), day, Money.parse(percent).cents)
    with opened(db) as till:
        till.add_tax_rate(actor_of(till, name, pin), rate)
        _say(_rate_line(rate))


@rules.command("list", help=_("The rules in the order in which they are tried."))
@told
def list_rules(db: Db = None) -> None:
    """The rules."""
    _list(db, lambda till: ((rule.prefix, rule.pattern, rule.meaning) for rule in till.code_rules()))


@rules.command("set", help=_("Put rules of the shop's own in front of GS1 Germany's, from a JSON file."))
@told
def set_rules(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help=_("A list of rules; - reads it from the input."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The shop's own rules; an empty list leaves GS1 Germany's."""
    own = _read_rules(read_file(file))
    with opened(db) as till:
        till.change_code_rules(actor_of(till, name, pin), (*own, *GERMANY_RULES))
        typer.echo(_("{count} rules of the shop's own.").format(count=len(own)))


def _list(db: Path | None, read: Callable[[Till], Iterable[tuple[str, ...]]]) -> None:
    """What is there, a line each."""
    with opened(db, exclusive=False) as till:
        for facts in read(till):
            _say(facts)


def _say(facts: tuple[str, ...]) -> None:
    typer.echo("\t".join(facts))


def _rate_line(rate: TaxRate) -> tuple[str, ...]:
    return rate.tax_class, rate.valid_from.isoformat(), rate_text(rate.rate)


def _read_rules(data: bytes) -> list[CodeRule]:
    try:
        entries = json.loads(data)
    except ValueError as error:
        raise Refused("bad_json", _("The file is not JSON: {reason}").format(reason=error)) from error
    if not isinstance(entries, list):
        raise Refused("bad_rules", _what_a_rule_is())
    return [_rule(entry) for entry in entries]


def _rule(entry: object) -> CodeRule:
    if not isinstance(entry, dict) or not {"prefix", "pattern", "meaning"} <= set(entry) <= _RULE_FIELDS:
        raise Refused("bad_rules", _what_a_rule_is())
    kinds = {"prefix": str, "pattern": str, "meaning": str, "price_check": bool, "decimals": int}
    if any(not isinstance(value, kinds[field]) for field, value in entry.items()):
        raise Refused("bad_rules", _what_a_rule_is())
    return CodeRule(**entry)


def _what_a_rule_is() -> str:
    return _(
        "A rule has prefix, pattern and meaning (weight, price, count or slip), and may have price_check and decimals."
    )
