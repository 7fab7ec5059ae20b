"""Does it add up? The books, a receipt's QR code, the export of a TSE.

Exit codes: 0 it does, 1 it does not, 2 it is something else, 3 it cannot be read.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kasse.errors import Unavailable
from kasse.texts import _
from ui.commands.dsfinvk import add_verify
from ui.shell import Db, opened, read_file, told

if TYPE_CHECKING:
    from kasse.fiscal.de.tse_report import Report
    from kasse.fiscal.de.verifying import QrReport

commands = typer.Typer(help=_("Compute the books anew and say what does not add up; check receipts and exports too."))


@commands.callback(invoke_without_command=True)
@told
def books(context: typer.Context, db: Db = None) -> None:
    """Do the books add up?"""
    if context.invoked_subcommand is not None:
        return
    with opened(db, exclusive=False) as till:
        findings = till.verify()
        with till.database.read() as work:
            receipts = work.sales.last_receipt_no()
    say_findings(findings)
    typer.echo(_("All adds up: {receipts} receipts.").format(receipts=receipts))


@commands.command("qr", help=_("Check the QR code of any German receipt: its signature, its times."))
@told
def qr(text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What the code says; - reads the input."))]) -> None:
    """Is a receipt's code genuine?"""
    from kasse.fiscal.de.verifying import check_qr

    report = check_qr(_text(text))
    _say_notes(report.notes)
    say_findings(report.findings)
    _say_receipt(report)


@commands.command("tar", help=_("Check the export of any TSE: signatures, certificates, gaps, times."))
@told
def tar(file: Annotated[Path, typer.Argument(metavar="FILE.tar", help=_("The export."))]) -> None:
    """Is a TSE's export genuine and whole?"""
    from kasse.fiscal.de.verifying import verify_tar

    report = verify_tar(file)
    _say_notes(report.notes)
    say_findings(report.findings)
    _say_export(report)


add_verify(commands)


def say_findings(findings: Iterable[str]) -> None:
    """A line for each; leaves with 1 where there is any."""
    told_any = False
    for finding in findings:
        told_any = True
        typer.echo(_plain(finding))
    if told_any:
        raise typer.Exit(1)


def _say_notes(notes: Iterable[str]) -> None:
    for note in notes:
        typer.echo(_("Note: {sentence}").format(sentence=_plain(note)))


def _say_receipt(report: "QrReport") -> None:
    code = report.code
    typer.echo(_("The signature is genuine: nothing signed was changed."))
    lines = (
        (_("Till"), code.client),
        (_("TSE"), report.serial),
        (_("Transaction"), code.number),
        (_("Signature counter"), code.counter),
        (_("End"), _when(code.at)),
        (_("Signed"), f"{code.process_type} {code.process_data}"),
    )
    for name, value in lines:
        typer.echo(f"{name}: {_plain(str(value))}")


def _say_export(report: "Report") -> None:
    sentence = _("All adds up: {messages} messages, {transactions} transactions.")
    typer.echo(sentence.format(messages=report.messages, transactions=report.transactions))
    if report.first_at is None or report.last_at is None:
        return
    lines = (
        (_("TSE"), ", ".join(report.serials)),
        (_("Description"), report.info.get("description", "")),
        (_("Tills"), ", ".join(report.clients)),
        (_("Signature counters"), f"{report.first_counter} - {report.last_counter}"),
        (_("Period"), f"{_when(report.first_at)} - {_when(report.last_at)}"),
    )
    for name, value in lines:
        typer.echo(f"{name}: {_plain(value)}")


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _text(given: str) -> str:
    if given != "-":
        return given
    try:
        return read_file(Path("-")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unavailable("not_utf8", _("The input is no text in UTF-8.")) from error


def _plain(text: str) -> str:
    """What a foreign file says must not talk to the terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
