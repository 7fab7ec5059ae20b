"""What the commands share: the shop's file, who acts, sentences for mistakes, files in and out.

Exit codes: 0 done, 1 something does not add up, 2 refused, 3 a file or device did not answer.
"""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kasse.errors import KasseError, Refused, Unavailable
from kasse.people import Actor
from kasse.texts import _, use_language
from kasse.till import Till
from ui.places import default_database, system_language

P = ParamSpec("P")
R = TypeVar("R")

use_language(system_language())  # before any help text is made

Db = Annotated[Path | None, typer.Option("--db", metavar="FILE", help=_("The shop's file."))]
As = Annotated[str, typer.Option("--as", metavar="NAME", help=_("Who acts; the owner where nobody is named."))]
Pin = Annotated[str, typer.Option("--pin", help=_("The PIN of the one who acts."), envvar="KASSE_PIN")]


class _Before:
    """What was said before the command, as in `kasse --db FILE verify`."""

    database: Path | None = None


def begin(db: Path | None) -> None:
    """Note what was said before the command; no terminal is too plain for a product's name."""
    _Before.database = db
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def named_file(db: Path | None) -> Path | None:
    """The file named behind the command or before it."""
    return db or _Before.database


def shop_file(db: Path | None) -> Path:
    """The file named, or the user's own."""
    return named_file(db) or default_database()


def exit_code(error: KasseError) -> int:
    """2 for a refusal, 3 for what did not answer."""
    return 3 if isinstance(error, Unavailable) else 2


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Say what is wrong in a sentence, and leave with the exit code for it."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with explained():
                return command(*args, **kwargs)
        except KasseError as error:
            typer.echo(f"kasse: {error.message}", err=True)
            raise typer.Exit(exit_code(error)) from error

    return run


@contextmanager
def explained() -> Iterator[None]:
    """What the operating system says of a file, as a sentence; a closed pipe is nobody's mistake."""
    try:
        yield
    except OSError as error:
        if error.errno in (None, errno.EPIPE):
            raise
        raise Unavailable(
            "file_error",
            _("{file}: {reason}.").format(file=error.filename or _("The computer says"), reason=error.strerror),
        ) from error


def speak(language: str) -> None:
    """The shop's language for the screen, unless the user has named one."""
    use_language(system_language() if "KASSE_LANG" in os.environ else language)


@contextmanager
def opened(db: Path | None, *, exclusive: bool = True) -> Iterator[Till]:
    """The shop's file as a till; what was paid when it stopped last is finished first."""
    from ui.opening import open_till

    till = open_till(shop_file(db), exclusive=exclusive)
    try:
        speak(till.checkout.shop.language)
        if exclusive:
            if till.signing is not None:
                till.signing.sign_waiting()
            for sale in till.checkout.finish_tendered():
                typer.echo(_("Finished receipt {number}.").format(number=sale.receipt_no), err=True)
        yield till
    finally:
        till.close()


def actor_of(till: Till, name: str, pin: str) -> Actor:
    """Who acts."""
    return till.people.by_name(name, pin) if name else till.people.owner()


def read_file(file: Path) -> bytes:
    """A file's bytes, or the input's for "-"."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Refused(
            "no_file", _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)
        ) from error


def write_file(file: Path, data: bytes) -> None:
    """Write a file, or to the output for "-"."""
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


def print_jobs(till: Till) -> None:
    """Print what was left to print; what is booked stays booked, whatever the printer says."""
    from ui.printing import print_queued

    try:
        print_queued(till)
    except KasseError as error:
        typer.echo(f"kasse: {error.message}", err=True)


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal for long work; nothing where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
