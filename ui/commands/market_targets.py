"""Where the shop publishes, and the key with which it signs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.errors import Refused
from kasse.people import Actor, Permission
from kasse.texts import _
from ui.shell import As, Db, Pin, actor_of, opened, read_file, told

if TYPE_CHECKING:
    from kasse.books.market import TargetSetting
    from kasse.till import Till

commands = typer.Typer(help=_("Where the shop publishes: relays and storefronts."), no_args_is_help=True)
keys = typer.Typer(help=_("The shop's key: make it, back it up, take it back."), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("The target's name."))]


@commands.command("list", help=_("List the targets."))
@told
def listed(db: Db = None) -> None:
    """Name, kind, address."""
    with opened(db, exclusive=False) as till:
        for one in till.market.target_settings():
            typer.echo(f"{one.name}\t{one.kind}\t{one.address}\t{'on' if one.enabled else 'off'}\t{one.scope}")


@commands.command("add", help=_("Add a target: a relay (wss://), a folder, https:// (WebDAV), s3:// or sftp://."))
@told
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help=_("A relay's address, a folder, or a server's."))],
    called: Annotated[str, typer.Option("--name", help=_("As you call it; its address otherwise."))] = "",
    user: Annotated[str, typer.Option("--user", help=_("User name or access key."))] = "",
    password: Annotated[
        Path | None, typer.Option("--password-file", metavar="FILE", help=_("Its first line; “-” reads the input."))
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="NAME=VALUE", help=_("endpoint, region, host_key, beckn, rate, burst.")),
    ] = None,
    featured: Annotated[bool, typer.Option("--featured", help=_("Only the 20 best sellers."))] = False,
    off: Annotated[bool, typer.Option("--off", help=_("Not in use yet."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """A new place, or one of the same name changed."""
    from ui.market import safe

    setting = setting_from(address, called, {"user": user, **_options(option or [])})
    setting = setting._replace(enabled=not off, scope="featured" if featured else "all")
    secret = "" if password is None else _first_line(password)
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        actor.require(Permission.SETTINGS)
        if secret:
            safe.keep_password(till.checkout.shop.till_serial, setting.name, secret)
        till.market.put_target(actor, setting)
        typer.echo(f"{setting.name}\t{setting.kind}\t{setting.address}")


@commands.command("remove", help=_("Publish there no more."))
@told
def remove(which: Name, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """What is there stays until it is forgotten."""
    with opened(db) as till:
        till.market.remove_target(actor_of(till, name, pin), which)
        typer.echo(_("“{name}” is removed.").format(name=which))


@commands.command("again", help=_("Try again at once, and offer what was refused."))
@told
def again(which: Name, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """End its waiting."""
    with opened(db) as till:
        till.market.try_again(actor_of(till, name, pin), which)
        typer.echo(_("It is tried again with the next round."))


def setting_from(address: str, called: str = "", options: dict[str, str] | None = None) -> "TargetSetting":
    """A target out of its address."""
    from kasse.books.market import TargetSetting
    from ui.market.kinds import proposed_name
    from ui.market.reading import read_relay

    kind = kind_of(address)
    address = read_relay(address) if kind == "nostr" else str(Path(address).absolute()) if kind == "folder" else address
    given = tuple((option, value) for option, value in (options or {}).items() if value)
    return TargetSetting(called.strip() or proposed_name(kind, address), kind, address, options=given)


def kind_of(address: str) -> str:
    """The kind of target that an address speaks of."""
    schemes = {"ws": "nostr", "wss": "nostr", "https": "webdav", "http": "webdav", "s3": "s3", "sftp": "sftp"}
    scheme, colon, _rest = address.partition("://")
    if colon and scheme.lower() not in schemes:
        raise Refused("bad_address", _("“{address}” is no address to publish to.").format(address=address[:60]))
    return schemes[scheme.lower()] if colon else "folder"


def _options(texts: list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        option, sign, value = text.partition("=")
        if not sign or not option:
            raise Refused(
                "bad_option", _("“{text}” is no option. Write it as in region=eu-central-1.").format(text=text)
            )
        found[option] = value
    return found


def _first_line(file: Path) -> str:
    return next(iter(read_file(file).decode(errors="replace").splitlines()), "")


# The key


@keys.command("new", help=_("Make the shop's key; a shop has one."))
@told
def new(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """Make it, keep it, and show its public half."""
    from ui.market import safe

    with opened(db) as till:
        actor = _allowed(till, name, pin)
        if till.market.profile().key:
            raise Refused(
                "has_key", _("The shop has a key already. Take another one back with: kasse market key restore")
            )
        _keep(till, actor, safe.keep_key())


@keys.command("show", help=_("Show the public key."))
@told
def show(db: Db = None) -> None:
    """As people write it, and as 64 hex digits."""
    from ui.market import safe

    with opened(db, exclusive=False) as till:
        public = _public(till)
    typer.echo(f"{safe.npub_of(public)}\n{public}")


@keys.command("backup", help=_("Write the secret key as a PDF to be printed. Delete the file afterwards."))
@told
def backup(
    file: Annotated[Path, typer.Argument(metavar="OUT.pdf", help=_("The file to write."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The paper that needs no computer."""
    from ui.market import safe
    from ui.market.standing import BACKED_UP

    with opened(db) as till:
        _allowed(till, name, pin)
        public = _public(till)
        if file.exists():
            raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=file))
        shop = till.market.profile()
        safe.write_backup(file, shop, till.checkout.shop.time.local(till.clock.now()).date())
        with till.database.write() as work:
            work.settings.put(BACKED_UP, public)
    typer.echo(_("{file} is written. Print it, then delete the file.").format(file=file))


@keys.command("restore", help=_("Take a key back from its paper: it is asked for, or read from the input."))
@told
def restore(
    replace: Annotated[bool, typer.Option("--replace", help=_("In place of another key."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The secret key is never an argument, which others on this computer could read."""
    import sys

    from ui.market import safe

    with opened(db) as till:
        actor = _allowed(till, name, pin)
        text = typer.prompt(_("Secret key"), hide_input=True) if sys.stdin.isatty() else _first_line(Path("-"))
        before, public = till.market.profile().key, safe.public_of(text)
        if before not in ("", public) and not replace:
            raise Refused("has_key", _("The shop has another key. To take this one instead, say --replace."))
        _keep(till, actor, safe.keep_key(text))


def _keep(till: "Till", actor: Actor, public: str) -> None:
    from ui.market import safe

    till.market.change_profile(actor, key=public)
    typer.echo(safe.npub_of(public))


def _allowed(till: "Till", name: str, pin: str) -> Actor:
    actor = actor_of(till, name, pin)
    actor.require(Permission.SETTINGS)
    return actor


def _public(till: "Till") -> str:
    public = till.market.profile().key
    if not public:
        raise Refused("no_key", _("The shop has no key yet. Make one with: kasse market key new"))
    return public
