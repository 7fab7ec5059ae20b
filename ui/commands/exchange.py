"""Data in and out: lists taken over and taken back, extracts of Open Food Facts, and everything taken along."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from kasse.books.exchange import ListKind, Plan
from kasse.errors import Refused
from kasse.people import Permission
from kasse.texts import _
from ui.commands.dsfinvk import add_export
from ui.shell import As, Db, Pin, actor_of, opened, progress_bar, shop_file, told

imports = typer.Typer(help=_("Take data over from files."), no_args_is_help=True)
exports = typer.Typer(help=_("Take data along."), no_args_is_help=True)

SHOWN = 40
"""Changes that a trial lists."""

File = Annotated[Path, typer.Argument(metavar="FILE", help=_("A CSV or XLSX file; - reads it from the input."))]
Source = Annotated[
    str, typer.Option("--source", metavar="NAME", help=_("Whose list it is; its columns are remembered by this name."))
]
Columns = Annotated[
    list[str] | None, typer.Option("--column", metavar="HEADING=FIELD", help=_("What a column means, as in: UVP=price"))
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))]
GoodRows = Annotated[
    bool,
    typer.Option("--good-rows/--all-or-nothing", help=_("Whether bad rows are left out, or nothing is taken over.")),
]


def _command(kind: ListKind, what: str) -> None:
    """Each kind of list is taken over by a command of its own, all with the same options."""

    @imports.command(kind.value, help=what)
    @told
    def take_over(
        file: File, source: Source = "", column: Columns = None, dry_run: DryRun = False, good_rows: GoodRows = True,
        db: Db = None, name: As = "", pin: Pin = "",
    ) -> None:  # fmt: skip
        _take(kind, file, source, column or [], dry_run, good_rows, db, name, pin)


_command(ListKind.PRODUCTS, _("Take a product list over."))
_command(ListKind.PRICES, _("Take prices over, at once or from a day on."))
_command(ListKind.STOCK, _("Take counted stock over; the difference to the books is booked."))
_command(ListKind.SUPPLIERS, _("Take suppliers over."))
_command(ListKind.ARTICLES, _("Take over what suppliers sell: their numbers, order units and costs."))


def _take(
    kind: ListKind, file: Path, source: str, column: list[str], dry_run: bool, good_rows: bool, db: Path | None,
    name: str, pin: str,
) -> None:  # fmt: skip
    from kasse.exchange import mapping
    from kasse.exchange.preview import PERMISSIONS
    from kasse.exchange.sheet import MAX_BYTES, read_bytes, read_sheet

    data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else read_bytes(file)
    shown = _("the input") if str(file) == "-" else file.name
    sheet = read_sheet(shown, data, lambda cells: mapping.score(kind, cells))
    started = time.monotonic()
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        actor.require(PERMISSIONS[kind])
        guessed = till.exchange.fields(kind, source, sheet.headings)
        fields = _named(kind, sheet.headings, guessed, column)
        with progress_bar(_("Rows")) as progress:
            plan = till.exchange.plan(kind, sheet, fields, source, progress)
        _tell_bad(plan)
        if not dry_run:
            columns = dict(zip(mapping.keys_of(sheet.headings), fields, strict=True))
            till.exchange.take(actor, plan, good_rows=good_rows, remember=(source, columns) if source else None)
    _tell(plan, dry_run, time.monotonic() - started)
    if plan.bad and not len(plan.changes) + plan.unchanged:
        raise typer.Exit(2)


def _named(kind: ListKind, headings: tuple[str, ...], guessed: tuple[str, ...], column: list[str]) -> tuple[str, ...]:
    """The meanings with those that were named; a field that is named for one column is no other's any more."""
    from kasse.exchange.mapping import field_named

    fields = list(guessed)
    for words in column:
        heading, equals, field = words.rpartition("=")
        if not equals or heading not in headings:
            raise Refused(
                "no_such_column",
                _("There is no column “{heading}”. The list has: {found}").format(
                    heading=(heading or words)[:40], found=", ".join(filter(None, headings))[:400]
                ),
            )
        wanted = field_named(kind, field)
        fields = ["" if wanted and taken == wanted else taken for taken in fields]
        fields[headings.index(heading)] = wanted
    return tuple(fields)


def _tell_bad(plan: Plan) -> None:
    for row in plan.bad:
        typer.echo(_("Line {line}: {reason}").format(line=row.line, reason=row.reason), err=True)
    if plan.ignored:
        typer.echo(_("Columns not used: {columns}").format(columns=", ".join(plan.ignored)), err=True)


def _tell(plan: Plan, dry_run: bool, seconds: float) -> None:
    if dry_run:
        for change in plan.changes[:SHOWN]:
            said = ", ".join(f"{one.what}: {one.before} → {one.after}" for one in change.differences)
            typer.echo(f"{'+' if change.new else '~'} {change.code}\t{change.name}\t{said}", err=True)
    head = _("Nothing was kept (dry run): ") if dry_run else ""
    counts = _("{added} added, {changed} changed, {unchanged} unchanged, {bad} bad rows").format(
        added=plan.added, changed=plan.changed, unchanged=plan.unchanged, bad=len(plan.bad)
    )
    typer.echo(head + counts + _(", {seconds} s").format(seconds=f"{seconds:.1f}"))


@imports.command("undo", help=_("Take the last list back, unless something of it was changed or used since."))
@told
def undo(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """The last import taken back."""
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        run = till.exchange.undo(actor, till.exchange.look_undo())
    typer.echo(_("Taken back: {file} ({summary})").format(file=run.file, summary=run.summary))


@imports.command("off", help=_("Take an extract of Open Food Facts in: names for codes that nobody has entered yet."))
@told
def off(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Their CSV or JSONL export, packed (.gz) or not."))],
    country: Annotated[
        str, typer.Option("--country", help=_("Whose goods, as DE; the shop's where none is named, all for “all”."))
    ] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Known goods."""
    from kasse.exchange.known_goods import CREDIT, take_extract

    with opened(db) as till:
        actor = actor_of(till, name, pin)
        actor.require(Permission.PRODUCTS)
        wanted = "" if country == "all" else country or till.checkout.shop.country
        with progress_bar(_("Open Food Facts")) as progress:
            found = take_extract(file, wanted, till.exchange.put_known, progress)
        till.exchange.note_extract(actor, file.name, found.kept)
    typer.echo(
        _("{kept} of {read} products are known now ({credit}).").format(
            kept=found.kept, read=found.read, credit=_(CREDIT)
        )
    )


@exports.command("all", help=_("Everything into one ZIP: tables as CSV, the shop's file, receipts as PDF."))
@told
def everything(
    file: Annotated[Path, typer.Argument(metavar="OUT.zip", help=_("The new file."))], db: Db = None
) -> None:
    """All of the shop, while selling goes on."""
    from ui.taking_along import take_along

    with opened(db, exclusive=False):
        pass  # it is a shop's file, and its language is spoken
    with progress_bar(_("Tables and receipts")) as progress:
        left = take_along(shop_file(db), file, progress)
    typer.echo(
        _("{file}: {tables} tables, {receipts} receipts, {size} MB").format(
            file=left.file, tables=left.tables, receipts=left.receipts, size=f"{left.size / 1e6:.1f}"
        )
    )


add_export(exports)
