"""The market: what the world sees, where it is told, the shop's key, reservations."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.books.market import Who
from kasse.errors import Refused
from kasse.texts import _
from ui.commands import market_reservations, market_targets
from ui.commands.market_json import once_data, preview_data, status_data
from ui.shell import As, Db, Pin, actor_of, opened, read_file, told

if TYPE_CHECKING:
    from kasse.till import Till
    from sync.market.publisher import Once

commands = typer.Typer(
    help=_("The market: what the world sees of the shop, where it is told, its key, reservations."),
    no_args_is_help=True,
)
commands.add_typer(market_targets.commands, name="target")
commands.add_typer(market_targets.keys, name="key")
commands.add_typer(market_reservations.commands, name="reservations")

AsJson = Annotated[bool, typer.Option("--json", help=_("As JSON."))]
Relays = Annotated[
    list[str] | None, typer.Option("--relay", metavar="URL", help=_("This relay; several are possible."))
]


@commands.command("on", help=_("Publish from now on: the till's window does it by itself."))
@told
def on(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """It may go out."""
    with opened(db) as till:
        till.market.switch(actor_of(till, name, pin), on=True)
        typer.echo(_("The market is on."))


@commands.command("off", help=_("Publish no more; what is out is taken away."))
@told
def off(db: Db = None, name: As = "", pin: Pin = "") -> None:
    """Nothing goes out any more but that it is gone."""
    with opened(db) as till:
        till.market.switch(actor_of(till, name, pin), on=False)
        typer.echo(_("The market is off."))


@commands.command("place", help=_("Where the shop is: latitude and longitude, or a link of a map."))
@told
def place(
    where: Annotated[str, typer.Argument(metavar="PLACE", help=_("As in “52.49953, 13.41893”."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """People look for what is near them."""
    from kasse.market.places import degrees

    with opened(db) as till:
        till.market.change_profile(actor_of(till, name, pin), place=where)
        shop = till.market.profile()
        typer.echo(f"{degrees(shop.latitude or 0)}, {degrees(shop.longitude or 0)}")


@commands.command("hours", help=_("When the shop is open; empty forgets it."))
@told
def hours(
    when: Annotated[str, typer.Argument(metavar="HOURS", help=_("As in “Mo-Fr 7-22; Sa 8-20; Su off”."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """As OpenStreetMap writes them, or shorter."""
    from ui.market.reading import read_hours

    with opened(db) as till:
        read = read_hours(when)
        till.market.change_profile(actor_of(till, name, pin), hours=read)
        typer.echo(read)


@commands.command("imprint", help=_("Who answers for the shop; “-” reads the input."))
@told
def imprint(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("Name, address, how to reach you."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Whoever offers goods says who they are."""
    with opened(db) as till:
        read = read_file(Path("-")).decode(errors="replace") if text == "-" else text
        till.market.change_profile(actor_of(till, name, pin), imprint=read)
        typer.echo(till.market.profile().imprint)


@commands.command("website", help=_("Where anybody sees the storefront's files, as in https://shop.example."))
@told
def website(
    address: Annotated[str, typer.Argument(metavar="URL", help=_("Empty for none."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The storefront's own address."""
    with opened(db) as till:
        till.market.change_profile(actor_of(till, name, pin), website=address)
        typer.echo(till.market.profile().website)


@commands.command("department", help=_("Show a department to the world, or do not."))
@told
def department(
    which: Annotated[str, typer.Argument(metavar="NAME", help=_("The department."))],
    shown: Annotated[str, typer.Argument(metavar="on|off", help=_("Whether it is shown."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Restricted ones are shown by this alone."""
    with opened(db) as till:
        till.market.switch_department(actor_of(till, name, pin), which, _switch(shown) is True)
        one = next(one for one in till.market.departments() if one.name == which)
        typer.echo(_("{name}: {seen} of {count} shown").format(name=which, seen=one.visible, count=one.articles))


@commands.command("article", help=_("Show an article to the world whatever its department says, or never."))
@told
def article(
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Its code."))],
    shown: Annotated[str, typer.Argument(metavar="on|off|default", help=_("“default”: as its department says."))],
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """One article's own switch."""
    with opened(db) as till:
        product = till.prices.tag(code).product
        till.market.switch_article(actor_of(till, name, pin), product, _switch(shown, default=True))
        row = next(row for row in till.market.preview(code).rows if row.product == product)
        typer.echo(f"{row.name}\t{row.hidden.value if row.hidden else row.view.bucket.value if row.view else ''}")


def _switch(text: str, *, default: bool = False) -> bool | None:
    """What a switch is set to; None for the default."""
    known: dict[str, bool | None] = {"on": True, "off": False}
    if default:
        known["default"] = None
    if text not in known:
        raise Refused(
            "bad_switch", _("“{text}” is no switch. Say {words}.").format(text=text[:20], words=", ".join(known))
        )
    return known[text]


# What the world sees


@commands.command("preview", help=_("Everything that the world would see now; nothing goes out."))
@told
def preview(as_json: AsJson = False, db: Db = None) -> None:
    """The public views."""
    with opened(db, exclusive=False) as till:
        views, counts = till.market.views(), till.market.counts()
        if as_json:
            typer.echo(json.dumps(preview_data(till.market.profile(), views, counts), ensure_ascii=False))
            return
        for view in views:
            typer.echo(f"{view.key}\t{view.bucket.value}\t{view.price!s}\t{view.name}")
        for reason, count in counts.hidden.items():
            typer.echo(f"{reason.value}\t{count}", err=True)


@commands.command("status", help=_("How the market stands, and each place where the shop publishes."))
@told
def status(as_json: AsJson = False, db: Db = None) -> None:
    """On or off, and a line for each target."""
    with opened(db, exclusive=False) as till:
        data = status_data(till)
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    typer.echo(_("The market is on.") if data["on"] else _("The market is off."))
    for one in data["targets"]:
        state = one["error"] or one["last_ok"] or "-"
        enabled = "on" if one["enabled"] else "off"
        typer.echo(
            f"{one['name']}\t{one['kind']}\t{enabled}\t{one['shown']}\t{one['waiting']}\t{one['refused']}\t{state}"
        )


# Publishing


@commands.command("publish", help=_("Publish all that waits, and say how each target stands."))
@told
def publish(
    once: Annotated[bool, typer.Option("--once", help=_("Once, then end: the till's window does it all day."))] = False,
    relay: Relays = None,
    folder: Annotated[
        list[Path] | None, typer.Option("--folder", metavar="DIR", help=_("This folder; several are possible."))
    ] = None,
    as_json: AsJson = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """To all targets, or to those named here alone, which are targets from then on.

    Once the market was turned off, what is still out there is taken away.
    """
    if not once:
        raise Refused("once", _("Say --once. All day long the till's window publishes by itself."))
    from sync.market.publisher import publish_once
    from ui.market.reading import read_relay

    with opened(db) as till:
        if till.training:
            raise Refused("training_market", _("A training copy never publishes anything."))
        if not till.market.is_on() and not any(state.shown for state in till.market.targets()):
            raise Refused("market_off", _("The market is off. Turn it on with: kasse market on"))
        for where in folder or ():
            where.mkdir(parents=True, exist_ok=True)
        addresses = [*map(read_relay, relay or ()), *(str(where.absolute()) for where in folder or ())]
        only = _named(till, addresses, name, pin) if addresses else None
        _tell_patience(till, only)
        done = publish_once(till, only)
    if as_json:
        typer.echo(json.dumps([once_data(one) for one in done], ensure_ascii=False))
    for one in () if as_json else done:
        typer.echo(f"{one.name}\t{one.sent}\t{one.waiting}\t{one.refused}")
    _tell_errors(done)


def _tell_patience(till: "Till", only: set[str] | None) -> None:
    """A shop's whole range takes a relay long: say so before nothing is seen to happen."""
    for state in till.market.targets():
        of = state.setting
        if of.kind == "nostr" and of.enabled and (only is None or of.name in only) and "rate" not in dict(of.options):
            minutes = (state.waiting if state.last_ok else till.market.counts().shown) // 60
            if minutes > 1:
                told = _(
                    "{name} takes about one article a second: {count} minutes. Ctrl+C ends it; the rest goes later."
                )
                typer.echo(told.format(name=of.name, count=minutes), err=True)


def _tell_errors(done: "list[Once]") -> None:
    if not done:
        raise Refused("no_target", _("There is nowhere to publish. Add a target with: kasse market target add"))
    for one in done:
        if one.error:
            typer.echo(f"kasse: {one.name}: {one.error}", err=True)
    if any(one.error for one in done):
        raise typer.Exit(2 if any(one.who is Who.OWNER for one in done) else 3)


def _named(till: "Till", addresses: list[str], name: str, pin: str) -> set[str]:
    """The targets with these addresses; one that is not known is a target from now on."""
    from ui.market import safe

    actor, names = actor_of(till, name, pin), set()
    for address in addresses:
        wanted = market_targets.setting_from(address)
        if wanted.kind == "nostr":
            safe.key_of(till.market.profile().key)  # says what to do where there is none
        known = [one for one in till.market.target_settings() if one.address == wanted.address]
        if not known or not known[0].enabled:
            till.market.put_target(actor, known[0]._replace(enabled=True) if known else wanted)
        names.add(known[0].name if known else wanted.name)
    return names


@commands.command("serve-near", help=_("Write the page that finds goods nearby into a folder, and show it here."))
@told
def serve_near(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("The folder for its files."))],
    port: Annotated[int, typer.Option("--port", help=_("On this computer's port; 0 takes a free one."))] = 8080,
    relay: Relays = None,
    write_only: Annotated[bool, typer.Option("--write-only", help=_("Only write it."))] = False,
    db: Db = None,
) -> None:
    """A static page: any web server can show it."""
    from ui.commands.near import serve, write_near
    from ui.market.reading import read_relay

    with opened(db, exclusive=False) as till:
        shop = till.market.profile()
    relays = tuple(read_relay(one) for one in relay or ()) or shop.relays
    if not relays:
        raise Refused("no_relay", _("Which relays shall it ask? Name them with --relay, or add one as a target."))
    write_near(folder, shop, relays)
    if not write_only:
        serve(folder, port, lambda address: typer.echo(f"{address}/near/"))
