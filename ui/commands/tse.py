"""The fiscal device: set up, looked at, tested."""

import getpass
import os
import sys
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from kasse.books.tse import TseEvent, TseEventKind
from kasse.closing import check_setting
from kasse.errors import Refused
from kasse.fiscal.de.certificates import expiry
from kasse.fiscal.de.device import Secrets, TseSettings
from kasse.fiscal.de.tse_health import worries
from kasse.people import Permission
from kasse.texts import _, current_language
from kasse.till import TSE_SETTING, Till
from ui.settings.tse_words import health_rows
from ui.shell import As, Db, Pin, actor_of, opened, told
from ui.tse import SECRET_OPTIONS, SOFTWARE, kinds, open_adapter, pin_anew
from ui.tse_setup import Wanted, keep, make_ready, not_archived

commands = typer.Typer(help=_("The TSE: set it up, look at it, test it."), no_args_is_help=True)


def _secret(name: str, sentence: str) -> str:
    """From the environment, else typed without being seen; empty where nobody sits there."""
    variable = f"KASSE_TSE_{name.upper()}"
    if variable in os.environ:
        return os.environ[variable]
    return getpass.getpass(f"{sentence}: ") if sys.stdin.isatty() else ""


def _asked(kind: str) -> Secrets:
    if kind == SOFTWARE:
        return Secrets()
    return Secrets(
        _secret("puk", _("PUK (empty: a new one where the device allows it)")),
        _secret("admin_pin", _("Admin PIN")),
        _secret("time_admin_pin", _("Time admin PIN (empty: the device has none)")),
    )


def _options(kind: str, given: list[str]) -> tuple[TseSettings, dict[str, str]]:
    """What goes into the settings, and what is kept as a secret."""
    options: dict[str, str] = {}
    for entry in given:
        name, sign, value = entry.partition("=")
        if not sign or not name.strip():
            raise Refused("bad_option", _("“{entry}” is no option. Write name=value.").format(entry=entry[:40]))
        options[name.strip()] = value.strip()
    secret = {name: options.pop(name) for name in SECRET_OPTIONS if name in options}
    for name in SECRET_OPTIONS:
        if name not in secret and f"KASSE_TSE_{name.upper()}" in os.environ:
            secret[name] = os.environ[f"KASSE_TSE_{name.upper()}"]
    return TseSettings(kind, tuple(sorted(options.items()))), secret


@commands.command("setup", help=_("Set up the TSE of this till: initialise it where it is new, and register the till."))
@told
def setup(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(kinds()))],
    option: Annotated[
        list[str], typer.Option("--option", metavar="NAME=VALUE", help=_("Where it is, as in: path=/media/TSE"))
    ] = [],  # noqa: B006 - typer's way
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Set it up."""
    if kind not in kinds():
        raise Refused(
            "tse_kind", _("There is no TSE “{kind}”. Known: {known}").format(kind=kind[:40], known=", ".join(kinds()))
        )
    settings, secret = _options(kind, option)
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        actor.require(Permission.SETTINGS)
        changes = till.tse_settings() != settings
        if changes:  # asked before the device hears of it
            with till.database.read() as work:
                check_setting(work, TSE_SETTING)
        client, given = till.checkout.shop.till_serial, _asked(kind)
        with till.database.read() as work:
            check_setting(work, TSE_SETTING)  # before anything is done to the device
        asked = Wanted(settings, given, secret)
        ready = make_ready(till, client, asked)
        keep(till, actor, asked, ready)
        typer.echo(
            _("The TSE {serial} signs for till {client} from now on.").format(serial=ready.facts.serial, client=client)
        )
        if ready.unarchived:
            typer.echo(not_archived(ready.unarchived), err=True)
        if ready.secrets.puk and ready.secrets.puk != given.puk:
            puk = _("Its PUK is {puk}. Write it down and keep it safe: it is kept nowhere else.")
            typer.echo(puk.format(puk=ready.secrets.puk))


def _chosen(till: Till) -> TseSettings:
    settings = TseSettings(SOFTWARE) if till.training else till.tse_settings()
    if settings is None:
        raise Refused("no_tse_set_up", _("This till has no TSE yet. Set one up with: kasse tse setup KIND"))
    return settings


@commands.command("show", help=_("How the TSE is: its state, its certificate, an outage."))
@told
def show(db: Db = None) -> None:
    """Its health."""
    with opened(db, exclusive=False) as till:
        settings = _chosen(till)
        with till.database.read() as work:
            outage = work.tse.outage()
        typer.echo(_("TSE: {kind}").format(kind=settings.kind))
        if outage is not None:
            since = _moment(till, outage.at)
            typer.echo(_("Out of order since {time}: {reason}").format(time=since, reason=outage.detail))
        device = open_adapter(till.path, settings)
        try:
            facts, health = device.facts(), device.health()
        finally:
            device.close()
        if health.expires_at is None:
            health = replace(health, expires_at=expiry(facts.certificates))
        for name, value in health_rows(facts, health, current_language()):
            typer.echo(f"{name}: {value}")
        for worry in worries(health, till.clock.now()):
            typer.echo(worry.sentence, err=True)


@commands.command("test", help=_("Have the TSE test itself; it may take a minute."))
@told
def self_test(db: Db = None) -> None:
    """Self-test."""
    with opened(db) as till:
        device = open_adapter(till.path, _chosen(till))
        try:
            device.self_test()
            device.open(till.checkout.shop.till_serial)
            pin_anew(till.path)
        finally:
            device.close()
    typer.echo(_("The TSE is in order."))


@commands.command("events", help=_("What happened to the TSE: outages with begin, end and reason, devices, set-ups."))
@told
def events(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_("How many, the newest first."))] = 50,
    db: Db = None,
) -> None:
    """The log."""
    with opened(db, exclusive=False) as till:
        with till.database.read() as work:
            noted = work.tse.events(limit)
        for event in noted:
            typer.echo(" ".join(filter(None, (_moment(till, event.at), event.kind.value, event.ref, _detail(event)))))


def _detail(event: TseEvent) -> str:
    return "" if event.kind is TseEventKind.LATE else event.detail


def _moment(till: Till, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(till.checkout.shop.zone)):%Y-%m-%d %H:%M}"
