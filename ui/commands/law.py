"""What the tax office wants: the inspection's folder, archives of the device, procedure documents, the notice."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.archive import FOLDER, SECOND, findings, places
from kasse.fiscal.de.inspection import Collected, Period, usual_period
from kasse.fiscal.de.registration import Registration, reminder
from kasse.people import Permission
from kasse.texts import _
from kasse.till import Till
from ui.shell import As, Db, Pin, actor_of, opened, progress_bar, told, write_file

commands = typer.Typer(help=_("For the tax office: inspection, archives of the TSE, procedure documents, notice."))

Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=_("Into which file; - is the output."))]


@commands.command("inspection", help=_("All that an inspection on the spot may ask for, into a new folder."))
@told
def inspection(
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help=_("A folder, as that of a USB stick."))],
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help=_("The first day; the beginning of last year otherwise."))
    ] = "",
    last: Annotated[str, typer.Option("--until", metavar="DAY", help=_("The last day; today otherwise."))] = "",
    everything: Annotated[bool, typer.Option("--all", help=_("Since the beginning."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Collect it. Beside an open till the device is not asked; what it archived is in the folder all the same."""
    with _till(db) as till:
        actor = actor_of(till, name, pin)
        period = _period(till, first, last, everything)
        documents = till.procedures.make(actor) if till.database.exclusive else till.procedures.look(actor)
        made = _inspected(till, to, period, documents)
    typer.echo(str(made.folder))
    typer.echo(_("{files} files, {size} MB.").format(files=made.files, size=f"{made.size / 1e6:.1f}"))
    for sentence in made.missing:
        typer.echo(_("Missing: {what}").format(what=sentence), err=True)
    if made.missing:
        raise typer.Exit(1)


def _inspected(till: Till, to: Path, period: Period, documents: object) -> Collected:
    from kasse.fiscal.de.procedure import Documents
    from ui.law.collecting import fresh_of, inspect

    assert isinstance(documents, Documents)  # noqa: S101 - it was made above
    with progress_bar(_("Collecting")) as bar:
        fresh = fresh_of(till.signing, till.archiving)
        return inspect(till, to, period, documents, fresh, lambda done, of, _what: bar(done, of))


class _till:  # noqa: N801 - a context, read as a word
    """The till where nobody has it open, else a reader beside it."""

    def __init__(self, db: Path | None) -> None:
        self._context = opened(db)
        self._beside = opened(db, exclusive=False)

    def __enter__(self) -> Till:
        try:
            return self._context.__enter__()
        except Unavailable as error:
            if error.code != "already_open":
                raise
            self._context = self._beside
            return self._context.__enter__()

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(*error)  # type: ignore[arg-type]


def _period(till: Till, first: str, last: str, everything: bool) -> Period:
    today = till.checkout.today()
    usual = usual_period(today)
    begin = None if everything else (_day(first) if first else usual.first)
    period = Period(begin, _day(last) if last else today)
    if period.first is not None and period.last is not None and period.first > period.last:
        raise Refused("bad_period", _("The first day comes after the last one."))
    return period


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            "bad_date", _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=text[:40])
        ) from error


@commands.command("archive", help=_("The archives of the TSE: listed, compared, caught up with, put elsewhere."))
@told
def archive(
    now: Annotated[bool, typer.Option("--now", help=_("Take off what is missing."))] = False,
    folder: Annotated[str | None, typer.Option("--folder", help=_("Keep them here; empty: beside the shop."))] = None,
    second: Annotated[str | None, typer.Option("--second", help=_("And a copy here; empty: nowhere."))] = None,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The archives."""
    changes = {FOLDER: folder, SECOND: second}
    alone = now or any(value is not None for value in changes.values())
    with opened(db, exclusive=alone) as till:
        actor = actor_of(till, name, pin)
        for setting, value in changes.items():
            if value is not None:
                till.change_setting(actor, setting, str(Path(value).absolute()) if value else "")
        if now:
            _catch_up(till)
        wrong = _list(till)
    if wrong:
        raise typer.Exit(1)


def _catch_up(till: Till) -> None:
    if till.archiving is None:
        raise Refused("no_tse", _("No fiscal device is connected."))
    till.archiving.catch_up(again=True)
    if till.archiving.problem:
        raise Unavailable("archive_failed", till.archiving.problem)


def _list(till: Till) -> bool:
    with till.database.read() as work:
        archives, kept = work.tse.archives(), places(work, till.path)
    for one in archives:
        state = _("clean") if one.verified else _("with findings")
        typer.echo(f"Z{one.z_no}\t{kept.first / one.file}\t{one.size}\t{one.sha256}\t{state}")
    if not archives:
        typer.echo(_("Nothing of this device is archived yet. Close the day first."))
    if archives and not kept.first.is_dir():
        typer.echo(_("The folder {folder} is not there.").format(folder=kept.first), err=True)
        return True
    wrong = findings(archives, kept.first)
    for sentence in wrong:
        typer.echo(sentence, err=True)
    return bool(wrong)


@commands.command("erase", help=_("Have the TSE forget what is archived; only where all of it is, and was verified."))
@told
def erase(
    yes: Annotated[bool, typer.Option("--yes", help=_("It is meant."))] = False,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """Erase the device."""
    if not yes:
        raise Refused("not_confirmed", _("This erases the TSE's memory. Say --yes where it is meant."))
    with opened(db) as till:
        actor = actor_of(till, name, pin)
        if till.archiving is None:
            raise Refused("no_tse", _("No fiscal device is connected."))
        until = till.archiving.erase(actor)
    typer.echo(_("Erased up to {time}.").format(time=until.isoformat()))


@commands.command("procedures", help=_("The procedure documents (Verfahrensdokumentation) as PDF."))
@told
def procedures(output: Output, db: Db = None, name: As = "", pin: Pin = "") -> None:
    """The procedure documents."""
    from ui.law.collecting import kept_pdf

    with opened(db) as till:
        documents = till.procedures.make(actor_of(till, name, pin))
        data = kept_pdf(till, documents)
    write_file(output, data)
    typer.echo(_("Version {number} of {day}").format(number=documents.version.number, day=documents.version.day),
               err=True)  # fmt: skip


@commands.command("notice", help=_("The notice of section 146a (4) AO: its data sheet as PDF, or unconfirmed XML."))
@told
def notice(
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_("Into which file."))] = None,
    xml: Annotated[bool, typer.Option("--xml", help=_("As XML, checked against no official schema."))] = False,
    said: Annotated[
        list[str] | None, typer.Option("--say", metavar="FIELD=VALUE", help=_("Say what the books do not know."))
    ] = None,
    db: Db = None,
    name: As = "",
    pin: Pin = "",
) -> None:
    """The notice."""
    with opened(db, exclusive=bool(said)) as till:
        actor = actor_of(till, name, pin)
        actor.require(Permission.SETTINGS)
        made = till.registering.notice()
        if said:
            made = till.registering.say(actor, replace(made.said, **_fields(said)))
        today = till.checkout.today()
    if output is not None and xml:
        write_file(output, made.xml().encode("utf-8"))
    elif output is not None:
        from printers.procedure_pdf import notice_pdf

        write_file(output, notice_pdf(made, f"{today:%d.%m.%Y}"))
    else:
        for _title, rows in made.sections():
            for row in rows:
                typer.echo(f"{row.name}\t{row.value}")
    if made.missing:
        typer.echo(_("Missing: {what}").format(what=", ".join(made.missing)), err=True)
    due = reminder(made, today)
    if due:
        typer.echo(due, err=True)


def _fields(said: list[str]) -> dict[str, str]:
    known = Registration.__slots__
    found = dict(one.partition("=")[::2] for one in said)
    unknown = next((name for name in found if name not in known), None)
    if unknown is not None:
        raise Refused(
            "unknown_field",
            _("There is no field “{name}”. Known: {known}").format(name=unknown[:40], known=", ".join(known)),
        )
    return found
