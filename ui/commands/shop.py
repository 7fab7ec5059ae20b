"""The shop as a whole: made, checked, copied, practised on, shown."""

from pathlib import Path
from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.formats import time_text
from kasse.shop import Shop
from kasse.texts import _, current_language
from kasse.till import create_shop, restore, training_copy
from ui.shell import As, Db, Pin, actor_of, named_file, opened, shop_file, told

SHOP_DATA = ("name", "street", "postcode", "city", "tax_number", "vat_id", "language", "footer")
SWITCHES = ("small_business", "eat_in", "tips")
"""What is "yes" or "no"."""
MAX_TEXT = 200

commands = typer.Typer()


@commands.command("init", help=_("Make an empty shop."))
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
    if not (street and city and (tax_number or vat_id)):
        typer.echo(_("Receipts must show the address and the tax number: see kasse set --help"), err=True)


@commands.command("versions", help=_("Which versions of Kasse worked on these books, and from when on."))
@told
def versions(db: Db = None) -> None:
    """The program's history."""
    with opened(db, exclusive=False) as till:
        for entry in till.versions():
            moment = time_text(till.checkout.shop.time.local(entry.at), current_language())
            typer.echo(f"{moment}\tKasse {entry.version}\t{entry.migration}\t{entry.system}")


@commands.command("backup", help=_("Copy the shop into a file while selling goes on."))
@told
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The new file."))], db: Db = None) -> None:
    """Back up."""
    with opened(db, exclusive=False) as till:
        till.backup(file)
    typer.echo(_("Backed up to {file}").format(file=file))


@commands.command("restore", help=_("Put a backup in the shop's place, once it proves sound."))
@told
def restore_backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The backup."))], db: Db = None) -> None:
    """Restore."""
    kept = restore(file, shop_file(db))
    typer.echo(_("Restored from {file}").format(file=file))
    if kept is not None:
        typer.echo(_("What was there is kept as {file}").format(file=kept))


@commands.command("set", help=_("Change a setting of the shop, as in: kasse set printer tcp:192.168.1.50"))
@told
def set_setting(
    setting: Annotated[
        str,
        typer.Argument(metavar="NAME", help=_("printer, or one of the shop's data: name, street, postcode, city.")),
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help=_("For the printer: none, tcp:HOST[:PORT] or file:FOLDER"))
    ],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Change a setting."""
    from kasse.stock.settings import STOCK_SETTINGS, check_stock_setting
    from printers.transports import printer_from_setting
    from ui.checkout.desk import PATIENCE, check_patience

    if setting not in ("printer", PATIENCE, *STOCK_SETTINGS, *SHOP_DATA, *SWITCHES):
        known = ", ".join(("printer", PATIENCE, *STOCK_SETTINGS, *SHOP_DATA, *SWITCHES))
        raise Refused(
            "unknown_setting", _("There is no setting “{name}”. Known: {known}").format(name=setting[:40], known=known)
        )
    if setting == "printer":
        printer_from_setting(value).close()
    elif setting == PATIENCE:
        check_patience(value)
    elif setting in STOCK_SETTINGS:
        check_stock_setting(setting, value)
    elif not _can_be(setting, value):
        raise Refused("bad_setting", _("“{text}” cannot be used for this.").format(text=value[:40]))
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        if setting in ("printer", PATIENCE, *STOCK_SETTINGS):
            till.change_setting(actor, setting, value)
        elif setting == "small_business":
            till.change_shop(actor, small_business=value == "yes")
        elif setting in SWITCHES:
            till.change_setting(actor, setting, "1" if value == "yes" else "0")
        else:
            till.change_shop(actor, **{setting: value})
        typer.echo(f"{setting} = {value}")


def _can_be(setting: str, value: str) -> bool:
    """Whether a setting may have this value."""
    choices = {"language": ("de", "en"), **dict.fromkeys(SWITCHES, ("yes", "no"))}.get(setting, (value,))
    return len(value) <= MAX_TEXT and value.isprintable() and value in choices


@commands.command("training", help=_("Practise on a fresh copy of the shop; the real one is only read."))
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


@commands.command(
    "demo", help=_("Make a demo shop, ring real baskets for a day, close it, and open the till on the next morning.")
)
@told
def demo(
    days: Annotated[int, typer.Option("--days", min=1, max=365, help=_("How many days to ring."))] = 1,
    window: Annotated[bool, typer.Option("--window/--no-window", help=_("Open the till afterwards."))] = True,
    db: Db = None,
) -> None:
    """The demo shop."""
    from ui.demo import run_demo

    raise typer.Exit(run_demo(named_file(db), days, window=window))
