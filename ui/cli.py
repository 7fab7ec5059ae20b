"""The command line: the same services as the window.

Exit codes: 0 done, 1 something does not add up, 2 refused, 3 a file or device did not answer.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kasse.cash import ShiftFigures
from kasse.errors import KasseError, Refused, Unavailable
from kasse.money import Money
from kasse.paper import report_document
from kasse.people import Actor, Person, Role
from kasse.shop import Shop
from kasse.texts import _, use_language
from kasse.till import Till, create_shop, restore, training_copy
from printers.layout import as_text
from ui.places import default_database, system_language

use_language(system_language())

P = ParamSpec("P")
R = TypeVar("R")

app = typer.Typer(
    name="kasse",
    help=_("The till a corner shop owns. Without a command it opens the till's window."),
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help=_("Take data over from files."), no_args_is_help=True)
shifts = typer.Typer(help=_("Open, count and close the day."), no_args_is_help=True)
people = typer.Typer(help=_("Who works here."), no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(shifts, name="shift")
app.add_typer(people, name="people")

Db = Annotated[Path | None, typer.Option("--db", metavar="FILE", help=_("The shop's file."))]
As = Annotated[str, typer.Option("--as", metavar="NAME", help=_("Who acts; the owner where nobody is named."))]
Pin = Annotated[str, typer.Option("--pin", help=_("The PIN of the one who acts."), envvar="KASSE_PIN")]


class _Before:
    """What was said before the command, as in `kasse --db FILE verify`."""

    command: Path | None = None


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Say what is wrong in a sentence, and leave with 2 for a refusal and 3 for what did not answer."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KasseError as error:
            typer.echo(f"kasse: {error.message}", err=True)
            raise typer.Exit(_exit_code(error)) from error

    return run


def _exit_code(error: KasseError) -> int:
    return 3 if isinstance(error, Unavailable) else 2


@contextmanager
def opened(db: Path | None, *, exclusive: bool = True) -> Iterator[Till]:
    """The shop's file as a till; what was paid when it stopped last is finished first."""
    till = Till(shop_file(db), exclusive=exclusive)
    try:
        use_language(till.checkout.shop.language if "KASSE_LANG" not in os.environ else system_language())
        if exclusive:
            for sale in till.checkout.finish_tendered():
                typer.echo(_("Finished receipt {number}.").format(number=sale.receipt_no), err=True)
        yield till
    finally:
        till.close()


def shop_file(db: Path | None) -> Path:
    """The file named behind the command, or before it, or the user's own."""
    return db or _Before.command or default_database()


def actor_of(till: Till, name: str, pin: str) -> Actor:
    """Who acts."""
    return till.people.by_name(name, pin) if name else till.people.owner()


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Refused(
            "no_file", _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)
        ) from error


def _write(file: Path, data: bytes) -> None:
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
        ) from error


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal for long work; nothing where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


@app.callback(invoke_without_command=True)
@told
def till_window(context: typer.Context, db: Db = None) -> None:
    """Open the till."""
    if context.invoked_subcommand is None:
        from ui.app import run

        raise typer.Exit(run(db))
    _Before.command = db


@app.command(help=_("Make an empty shop."))
@told
def init(
    shop: Annotated[str, typer.Option("--shop", help=_("The shop's name, as it stands on receipts."))],
    db: Db = None,
    street: Annotated[str, typer.Option(help=_("Street and number."))] = "",
    postcode: Annotated[str, typer.Option(help=_("Postcode."))] = "",
    city: Annotated[str, typer.Option(help=_("City."))] = "",
    tax_number: Annotated[str, typer.Option(help=_("The tax office's number."))] = "",
    vat_id: Annotated[str, typer.Option(help=_("VAT ID."))] = "",
    language: Annotated[str, typer.Option(help=_("The receipts' language: de or en."))] = "de",
    owner: Annotated[str, typer.Option(help=_("The owner's name."))] = "",
    pin: Annotated[str | None, typer.Option(help=_("The owner's PIN, 4 to 12 digits."))] = None,
) -> None:
    """Make an empty shop."""
    if language not in ("de", "en"):
        raise Refused("bad_language", _("The language must be de or en."))
    file = shop_file(db)
    data = Shop(shop, street, postcode, city, tax_number=tax_number, vat_id=vat_id, language=language)
    create_shop(file, data, owner=owner, pin=pin)
    typer.echo(_("{shop} is ready: {file}").format(shop=shop, file=file))


@imports.command("products", help=_("Take a product list over from a CSV file."))
@told
def import_products(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help=_("The list; - reads it from the input."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Take a product list over; bad rows are named with their line, good rows are kept."""
    from kasse.product_list import read_products

    with opened(db) as till:
        listed = read_products(_read(file), till.checkout.tax_class_of)
        with progress_bar(_("Products")) as progress:
            actor = actor_of(till, name, pin)
            take = till.products.try_import if dry_run else till.products.import_list
            result = take(actor, listed, progress=progress)
    for bad in listed.bad:
        typer.echo(_("Line {line}: {reason}").format(line=bad.line, reason=bad.reason), err=True)
    if listed.ignored_columns:
        typer.echo(_("Columns not used: {columns}").format(columns=", ".join(listed.ignored_columns)), err=True)
    head = _("Nothing was kept (dry run): ") if dry_run else ""
    typer.echo(
        head
        + _("{added} added, {changed} changed, {unchanged} unchanged, {bad} bad rows").format(
            added=result.added, changed=result.changed, unchanged=result.unchanged, bad=len(listed.bad)
        )
    )
    if listed.bad and not listed.rows:
        raise typer.Exit(2)


def _say(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@app.command(help=_("Sell a basket given as JSON; the answer is JSON too. See docs/sell.md."))
def sell(
    basket: Annotated[Path, typer.Argument(metavar="BASKET.json", help=_("The basket; - reads it from the input."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only price it; nothing is booked."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Sell a basket given as JSON."""
    from ui.printing import print_waiting
    from ui.sell import sell as sell_basket

    try:
        text = _decoded(_read(basket))
        with opened(db, exclusive=not dry_run) as till:
            answer = sell_basket(text, till.checkout, actor_of(till, name, pin), dry_run=dry_run)
            _say(answer)
            if not dry_run:
                print_waiting(till)
    except KasseError as error:
        _say({"error": error.code, "message": error.message})
        raise typer.Exit(_exit_code(error)) from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("bad_json", _("The basket is not UTF-8 text.")) from error


@app.command(help=_("Void a whole receipt by counter-booking it."))
@told
def void(
    number: Annotated[int, typer.Argument(metavar="NO", help=_("The receipt's number."))],
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Void a whole receipt."""
    with opened(db) as till:
        sale = till.checkout.void_receipt(actor_of(till, name, pin), number, reason)
        typer.echo(_("Receipt {number} voids receipt {voided}.").format(number=sale.receipt_no, voided=number))


@app.command(help=_("Write a receipt as text, PDF or printer bytes; it is a copy and says so."))
@told
def receipt(
    number: Annotated[int, typer.Argument(metavar="NO", help=_("The receipt's number."))],
    kind: Annotated[str, typer.Option("--format", help="text, pdf, escpos")] = "text",
    out: Annotated[Path, typer.Option("--out", help=_("The file to write; - is the output."))] = Path("-"),
    columns: Annotated[int, typer.Option(help=_("The paper's width in characters: 32, 42 or 48."))] = 48,
    copy: Annotated[bool, typer.Option("--copy/--original", help=_("Mark it as a copy."))] = True,
    db: Db = None,
) -> None:
    """Write a receipt."""
    if kind not in ("text", "pdf", "escpos"):
        raise Refused("bad_format", _("The format must be text, pdf or escpos."))
    if columns not in (32, 42, 48):
        raise Refused("bad_columns", _("The paper is 32, 42 or 48 characters wide."))
    with opened(db, exclusive=False) as till:
        document = till.receipt_document(number, copy=copy)
    if kind == "pdf":
        from printers.pdf import render

        _write(out, render(document))
    elif kind == "escpos":
        from printers.escpos import render as render_bytes

        _write(out, render_bytes(document, columns))
    else:
        _write(out, as_text(document, columns).encode())


@shifts.command("open", help=_("Open the shift with what lies in the drawer."))
@told
def shift_open(
    opening: Annotated[str, typer.Option("--float", metavar="AMOUNT", help=_("The float."))] = "0.00",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Open the shift."""
    with opened(db) as till:
        shift = till.shift.open(actor_of(till, name, pin), Money.parse(opening))
        typer.echo(
            _("Shift {number} is open, business day {day}, float {amount}.").format(
                number=shift.number, day=shift.business_day, amount=shift.opening_float
            )
        )


@shifts.command("cash", help=_("Put cash in, or take it out."))
@told
def shift_cash(
    direction: Annotated[str, typer.Argument(metavar="in|out", help=_("Which way."))],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=_("How much."))],
    reason: Annotated[str, typer.Option("--reason", help=_("What for."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Cash in or out."""
    if direction not in ("in", "out"):
        raise Refused("bad_direction", _("Say in or out."))
    with opened(db) as till:
        move = till.shift.cash_in if direction == "in" else till.shift.cash_out
        booked = move(actor_of(till, name, pin), Money.parse(amount), reason)
        typer.echo(_("Booked: {amount}, {reason}").format(amount=booked.amount, reason=booked.reason))


def _pieces(counts: list[str]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for entry in counts:
        value, sign, number = entry.lower().replace("×", "x").partition("x")
        if not sign or not number.isdigit() or len(number) > 6:
            raise Refused(
                "bad_count", _("“{entry}” is not a count. Write value x number, such as 20x3.").format(entry=entry)
            )
        denomination = Money.parse(value).cents
        pieces[denomination] = pieces.get(denomination, 0) + int(number)
    return pieces


@shifts.command("count", help=_("Confirm a blind count of the drawer; then it tells what was expected."))
@told
def shift_count(
    counts: Annotated[
        list[str], typer.Argument(metavar="VALUExNUMBER...", help=_("Notes and coins, as in 50x2 20x3 0.50x4."))
    ],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Confirm a blind count."""
    with opened(db) as till:
        count = till.shift.count(actor_of(till, name, pin), _pieces(counts))
        typer.echo(
            _("Counted {total}, expected {expected}, difference {difference}.").format(
                total=count.total, expected=count.expected, difference=count.difference
            )
        )


def _print_report(till: Till, figures: ShiftFigures) -> None:
    typer.echo(as_text(report_document(figures, till.checkout.shop), 42), nl=False)


@shifts.command("x", help=_("The figures so far."))
@told
def shift_x(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """X report."""
    with opened(db, exclusive=False) as till:
        _print_report(till, till.shift.x_report(actor_of(till, name, pin)))


@shifts.command("close", help=_("Close the day with its Z report."))
@told
def shift_close(
    uncounted: Annotated[bool, typer.Option("--uncounted", help=_("Without a count; takes a manager."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Z report."""
    with opened(db) as till:
        _print_report(till, till.shift.close(actor_of(till, name, pin), uncounted=uncounted))


@shifts.command("z", help=_("Show a Z report again, as it was made."))
@told
def shift_z(
    number: Annotated[int | None, typer.Argument(metavar="NO", help=_("Its number; the last one otherwise."))] = None,
    db: Db = None,
) -> None:
    """An earlier Z report."""
    with opened(db, exclusive=False) as till:
        _print_report(till, till.shift.z_report(number))


@people.command("add", help=_("Add somebody."))
@told
def people_add(
    person: Annotated[str, typer.Argument(metavar="NAME", help=_("Who."))],
    role: Annotated[Role, typer.Option(help=_("What they may do."))] = Role.CASHIER,
    new_pin: Annotated[str, typer.Option("--new-pin", help=_("Their PIN, 4 to 12 digits."))] = "",
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Add somebody."""
    with opened(db) as till:
        till.people.save(actor_of(till, name, pin), Person(person, role), new_pin or None)
        typer.echo(_("{name} works here now.").format(name=person))


@people.command("list", help=_("Who works here."))
@told
def people_list(db: Db = None) -> None:
    """Who works here."""
    with opened(db, exclusive=False) as till:
        for person in till.people.people():
            typer.echo(f"{person.name}\t{person.role.value}")


@app.command(help=_("How many there are of an article, by the books."))
@told
def stock(code: Annotated[str, typer.Argument(metavar="CODE", help=_("Any of its codes."))], db: Db = None) -> None:
    """Stock of an article."""
    with opened(db, exclusive=False) as till:
        product, level = till.products.stock(code)
        typer.echo(f"{level}\t{product.name}")


@app.command(help=_("Search products by name or code, as the window does."))
@told
def search(text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What to look for."))], db: Db = None) -> None:
    """Search products."""
    with opened(db, exclusive=False) as till:
        for found in till.products.search(text):
            price = "-" if found.price is None else str(found.price)
            typer.echo(f"{found.code}\t{price}\t{found.name}")


@app.command(help=_("Compute the books anew and say what does not add up."))
@told
def verify(db: Db = None) -> None:
    """Do the books add up?"""
    with opened(db, exclusive=False) as till:
        findings = till.verify()
        with till.database.read() as work:
            receipts = work.sales.last_receipt_no()
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise typer.Exit(1)
    typer.echo(_("All adds up: {receipts} receipts.").format(receipts=receipts))


@app.command(help=_("Copy the shop into a file while selling goes on."))
@told
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The new file."))], db: Db = None) -> None:
    """Back up."""
    with opened(db, exclusive=False) as till:
        till.backup(file)
    typer.echo(_("Backed up to {file}").format(file=file))


@app.command("restore", help=_("Put a backup in the shop's place, once it proves sound."))
@told
def restore_backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))], db: Db = None) -> None:
    """Restore."""
    kept = restore(file, shop_file(db))
    typer.echo(_("Restored from {file}").format(file=file))
    if kept is not None:
        typer.echo(_("What was there is kept as {file}").format(file=kept))


@app.command("set", help=_("Change a setting of the shop, as in: kasse set printer tcp:192.168.1.50"))
@told
def set_setting(
    setting: Annotated[str, typer.Argument(metavar="NAME", help=_("printer"))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=_("none, tcp:HOST[:PORT] or file:FOLDER"))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Change a setting."""
    from printers.transports import printer_from_setting

    if setting != "printer":
        raise Refused("unknown_setting", _("There is no setting “{name}”. Known: printer").format(name=setting))
    printer_from_setting(value).close()
    with opened(db) as till:
        till.change_setting(actor_of(till, name, pin), setting, value)
        typer.echo(f"{setting} = {value}")


@app.command(help=_("Practise on a fresh copy of the shop; the real one is only read."))
@told
def training(
    window: Annotated[bool, typer.Option("--window/--no-window", help=_("Open the till on it."))] = True, db: Db = None
) -> None:
    """Training mode."""
    copy = training_copy(shop_file(db))
    typer.echo(_("The training copy is {file}").format(file=copy))
    if window:
        from ui.app import run

        raise typer.Exit(run(copy))


@app.command(help=_("Make a demo shop, ring real baskets for a day, close it, and open the till on the next morning."))
@told
def demo(
    days: Annotated[int, typer.Option("--days", min=1, max=365, help=_("How many days to ring."))] = 1,
    window: Annotated[bool, typer.Option("--window/--no-window", help=_("Open the till afterwards."))] = True,
    db: Db = None,
) -> None:
    """The demo shop."""
    from ui.demo import run_demo

    raise typer.Exit(run_demo(db or _Before.command, days, window=window))
