"""The DSFinV-K: written for a period, and checked whoever wrote it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kasse.errors import Refused
from kasse.texts import _
from ui.shell import Db, opened, shop_file, told


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad_day", _("“{text}” is no day. Write it as 2026-11-23.").format(text=text[:20])) from error


def add_export(group: typer.Typer) -> None:
    """`kasse export dsfinvk`."""

    @group.command("dsfinvk", help=_("The DSFinV-K of closed shifts, for the tax office; checked before it is kept."))
    @told
    def dsfinvk(
        file: Annotated[Path, typer.Argument(metavar="OUT.zip", help=_("The new file."))],
        first: Annotated[str, typer.Option("--from", metavar="DATE", help=_("The first business day."))],
        last: Annotated[str, typer.Option("--to", metavar="DATE", help=_("The last business day."))],
        db: Db = None,
    ) -> None:
        from kasse.store.dsfinvk import export

        with opened(db, exclusive=False):
            pass  # it is a shop's file, and its language is spoken
        period = _day(first), _day(last)
        exported = export(shop_file(db), file, *period, _said)
        typer.echo(
            _("{file}: {closings} closings, {records} records, checked.").format(
                file=exported.file, closings=exported.closings, records=exported.records
            )
        )
        if exported.open_shift:
            typer.echo(
                _("The shift of {day} is not closed: it is not in it.").format(day=exported.open_shift), err=True
            )


def add_verify(group: typer.Typer) -> None:
    """`kasse verify dsfinvk`."""

    @group.command("dsfinvk", help=_("Check a DSFinV-K, of any till: files, columns, sums, signatures."))
    @told
    def dsfinvk(
        file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=_("The ZIP file."))],
        tar: Annotated[
            Path | None, typer.Option("--tar", metavar="FILE", help=_("The device's TAR, to compare signatures with."))
        ] = None,
    ) -> None:
        from kasse.store.dsfinvk_check import check

        findings = check(file, tar, _said, signatures=True)
        for finding in findings:
            # what a foreign file says must not talk to the terminal
            typer.echo("".join(sign if sign.isprintable() else "?" for sign in finding))
        if findings:
            raise typer.Exit(1)
        typer.echo(_("{file} is a DSFinV-K in which all adds up.").format(file=file.name))


def _said(step: str) -> None:
    """What is being done, for whoever watches; not for scripts."""
    import sys

    if sys.stderr.isatty():
        typer.echo(f"\r\x1b[K{step}", err=True, nl=False)
