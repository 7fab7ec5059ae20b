"""Making the shop out of the answers, on the store thread.

It is made under another name beside its place and moved there when it is whole: what breaks off leaves nothing that a
till would open.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kasse import starter
from kasse.clock import Clock, SystemClock
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.rates import RATES
from kasse.product_list import BadRow, ProductList
from kasse.products import Imported
from kasse.store.backup import set_aside
from kasse.store.lock import TillLock
from kasse.tax import TaxTable
from kasse.texts import _
from kasse.till import Till, create_shop
from ui.setup.answers import LIST, STARTER, Answers

Progress = Callable[[int, int], None]

LARGEST_LIST = 200_000_000
"""Bytes; more than any shop's list, and less than what would fill the computer's memory."""


class Made(NamedTuple):
    """A shop at its place, and what became of the list where one was taken over."""

    path: Path
    imported: Imported | None = None
    bad: tuple[BadRow, ...] = ()


class Stopped(Exception):
    """The window was closed: nothing is to be made."""


@dataclass
class Maker:
    """Makes one shop; `stop` may be set from any thread, and then nothing is left behind."""

    shop_place: Path
    demo_place: Path
    clock: Clock

    def __post_init__(self) -> None:
        self.stop = threading.Event()

    def place(self, answers: Answers) -> Path:
        """Where the shop of these answers lies."""
        return self.demo_place if answers.demo else self.shop_place

    def make(self, answers: Answers, progress: Progress) -> Made:
        """The shop at its place. A demo shop that is there from another day is taken as it is."""
        path = self.place(answers)
        if answers.demo and path.exists():
            return Made(path)
        check_place(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = TillLock(path)
        try:
            return self._make_at(path, answers, progress)
        finally:
            lock.release()

    def _make_at(self, path: Path, answers: Answers, progress: Progress) -> Made:
        unfinished = path.with_name(path.name + ".making")
        _clear(unfinished)

        def told(done: int, of: int) -> None:
            self._go_on()
            progress(done, of)

        try:
            imported = self._fill(unfinished, answers, told)
            self._go_on()
            if path.exists():
                raise _exists(path)
            set_aside(path)  # there may be the log of a file that somebody removed
            unfinished.replace(path)
        finally:
            _clear(unfinished)
        bad = () if imported is None or answers.listed is None else (*answers.listed.bad, *imported.bad)
        return Made(path, imported, tuple(sorted(bad, key=lambda row: row.line)))

    def _go_on(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _fill(self, file: Path, answers: Answers, progress: Progress) -> Imported | None:
        if answers.demo:
            _make_demo(file, answers, self.clock, progress)
            return None
        create_shop(file, answers.shop(), owner=answers.owner.strip(), pin=answers.pin or None, clock=self.clock)
        till = Till(file, clock=self.clock, exclusive=False)
        try:
            imported = _lay_out(till, answers, progress)
            if answers.pin:  # who has just chosen the PIN stands at the till
                till.people.log_in(till.people.owner().number, answers.pin)
            return imported
        finally:
            till.close()


def _lay_out(till: Till, answers: Answers, progress: Progress) -> Imported | None:
    with till.database.write() as work:
        lay_out = starter.lay_out if answers.goods == STARTER else starter.lay_out_bare
        lay_out(work, answers.language)
    if answers.goods != LIST or answers.listed is None:
        return None
    return till.products.import_list(till.people.owner(), answers.listed, progress=progress)


def _make_demo(file: Path, answers: Answers, clock: Clock, progress: Progress) -> None:
    from kasse.demo.shop import SHOP, make_shop

    make_shop(file, clock, progress)
    if answers.language != SHOP.language:
        till = Till(file, clock=clock, exclusive=False)
        try:
            till.change_shop(till.people.owner(), language=answers.language)
        finally:
            till.close()


def _clear(unfinished: Path) -> None:
    """Away with what an earlier try, or this one, has left."""
    for ending in ("", "-wal", "-shm", ".lock", ".new", ".new-wal", ".new-shm"):
        with suppress(OSError):
            unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Whether a shop can be made there, or `Refused` or `Unavailable`; nothing is made."""
    if path.exists():
        raise _exists(path)
    folder = path.parent
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise Unavailable(
            "read_only",
            _("The shop cannot be kept in {folder}: it cannot be written to. Check its permissions.").format(
                folder=path.parent
            ),
        )


def _exists(path: Path) -> Refused:
    return Refused(
        "file_exists",
        _("There is a file at {file} already. Close this window and start Kasse anew.").format(file=path),
    )


def read_list(file: str) -> ProductList:
    """A product list as it would be taken over; `Refused` says what is wrong with the file as a whole."""
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise Refused("list_too_large", _("{file} is too large for a product list.").format(file=path.name))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or _("no such file")
        raise Refused("no_file", _("{file} cannot be read: {reason}.").format(file=file, reason=reason)) from error
    from kasse.exchange.goods import read_product_list

    today = SystemClock().now().date()
    taxes = TaxTable(RATES)
    listed = read_product_list(path.name, data, lambda percent: taxes.class_of(percent, today))
    if not listed.rows and not listed.bad:
        raise Refused("empty_list", _("There are no products in {file}.").format(file=path.name))
    return listed
