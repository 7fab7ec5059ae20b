"""The device's TAR of each Z, kept outside the shop's file: taken off, read back, summed up, looked after.

GoBD and section 147 AO want what the device logged for ten years, readable by machine. Taking it off never holds up a
closing: what does not work now is tried again at the next start and at the next Z. The device itself is erased only by
the owner's word, and only when every log message of it lies in an archive that was read back without a finding.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from kasse.books.tse import TseArchive, TseBook, TseEvent, TseEventKind
from kasse.clock import Clock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.files import copy_into, in_a_name, sum_of, write_export
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.fiscal.de.signing import Signing

T = TypeVar("T")

FOLDER, SECOND = "tse_archive_folder", "tse_archive_second"
"""The settings: where archives lie, empty for the folder beside the shop's file, and where a second copy goes."""
_ALL = 1 << 40


class Places(NamedTuple):
    """Where archives are kept."""

    first: Path
    second: Path | None = None


class Read(NamedTuple):
    """What reading a TAR back gave: what is wrong with it, the signature counters at its ends, its last log time."""

    findings: tuple[str, ...]
    first: int | None
    last: int | None
    until: datetime | None


class _Taken(NamedTuple):
    """A TAR that is off the device and not yet checked: its file has no name of its own so far."""

    z_no: int
    device: int
    before: TseArchive | None
    since: datetime | None
    target: Path
    at: datetime

    @property
    def part(self) -> Path:
        """Half an archive never looks like one."""
        return self.target.with_name(self.target.name + ".part")


class ReadTar(Protocol):
    """Reads a TAR and checks it; `Unavailable` where it is none, or is broken off."""

    def __call__(self, path: Path, /) -> Read:
        """What it found."""
        ...


def read_tar(path: Path) -> Read:
    """Check a TAR as an auditor does: signatures, chain, counters, transactions, times."""
    from kasse.fiscal.de.verifying import verify_tar

    report = verify_tar(path)
    return Read(tuple(report.findings), report.first_counter, report.last_counter, report.last_at)


def default_folder(shop_file: Path) -> Path:
    """Beside the shop's file, under its name."""
    return shop_file.with_name(f"{shop_file.stem}.archive")


def places(work: Work, shop_file: Path) -> Places:
    """Where this shop keeps its archives."""
    first, second = work.settings.get(FOLDER), work.settings.get(SECOND)
    return Places(Path(first) if first else default_folder(shop_file), Path(second) if second else None)


def findings(archives: Sequence[TseArchive], folder: Path) -> list[str]:
    """What is missing or another than it was, a sentence each; nothing where the folder is not at hand."""
    if not folder.is_dir():
        return []
    found = []
    for archive in archives:
        file = folder / archive.file
        if not file.is_file():
            found.append(_("The archive {file} of Z report {number} is missing in {folder}.").format(
                file=archive.file, number=archive.z_no, folder=folder))  # fmt: skip
        elif file.stat().st_size != archive.size or sum_of(file) != archive.sha256:
            found.append(_("The archive {file} of Z report {number} is not as it was written.").format(
                file=archive.file, number=archive.z_no))  # fmt: skip
    return found


class Archiving:
    """Takes TARs off the device. What asks it runs on the device's thread; the check of a TAR may run beside it."""

    def __init__(
        self, signing: "Signing", store: Store, clock: Clock, shop_file: Path, read: ReadTar = read_tar
    ) -> None:
        self.problem = ""
        """Why the last try did not work; empty once it did."""
        self.on_change: Callable[[], None] = lambda: None
        """Told on the device's thread when an archive was kept, or could not be."""
        self._signing, self._store, self._clock, self._file, self._read_tar = signing, store, clock, shop_file, read
        self._tried = 0
        self.beside: Callable[[Callable[[], None]], None] | None = None
        """Runs a check where no sale waits for it; None: at once."""
        self._idle = threading.Event()
        self._idle.set()

    def begin(self) -> None:
        """Take off what is missing up to the last Z; its check, which takes long, keeps the device from no sale."""
        last = self._books(lambda work: work.cash.last_z_no())
        if self.beside is None:
            self.catch_up()
        elif last not in (0, self._tried) and self._idle.is_set():
            self._tried = last
            self._begin(last, whole=False)

    def _begin(self, z_no: int, *, whole: bool) -> None:
        """On the device's thread: take it off, and have it checked beside."""
        assert self.beside is not None  # noqa: S101 - asked before

        def work() -> None:
            taken = self._taken_off(z_no, whole=whole)
            self._idle.clear()
            beside(lambda: self._trying(lambda: self._check(taken), last=True))

        beside = self.beside
        if whole or self._due(z_no):
            self._trying(work, done=False)
        else:
            self._trying(self._copy_missing)

    def _check(self, taken: _Taken) -> None:
        read = self._read(taken)
        if self._lacks(taken, read):
            self._signing.later(lambda: self._begin(taken.z_no, whole=True))
        else:
            self._settle(taken, read)
            self._copy_missing()

    def wait(self, seconds: float) -> None:
        """The till closes: a check that is under way gets so long; what it does not finish is done again."""
        self._idle.wait(seconds)

    def finish_period(self) -> str:
        """Before another device takes this one's place: keep what it logged since the last archive, too.

        Gives why that did not work, as it may be replaced for just that reason; empty where it did.
        """
        last = self._books(lambda work: work.cash.last_z_no())
        if last:
            self._trying(lambda: self._keep(last))
        return self.problem if last else ""

    def catch_up(self, *, again: bool = False) -> TseArchive | None:
        """Keep what is missing up to the last Z; said in `problem` where that does not work now. Raises nothing.

        A Z is tried once, until the till starts anew, the next one comes, or somebody asks `again`.
        """
        last = self._books(lambda work: work.cash.last_z_no())
        if last == 0 or (last == self._tried and not again):
            return None
        self._tried, kept = last, []

        def work() -> None:
            if self._due(last):
                kept.append(self._keep(last))
            self._copy_missing()

        self._trying(work)
        return kept[0] if kept else None

    def _trying(self, work: Callable[[], object], *, done: bool = True, last: bool = False) -> None:
        """Do it; what keeps it from being done is a sentence. `done`: then it is archived; `last`: the check ends."""
        try:
            work()
            if not done:
                return
            self.problem = ""
        except KasseError as error:
            self.problem = error.message
        except OSError as error:
            self.problem = _("The TSE archive cannot be written: {reason}.").format(reason=error.strerror or error)
        finally:
            if last:
                self._idle.set()
        self.on_change()

    def _due(self, z_no: int) -> bool:
        archives = self._books(lambda work: work.tse.archives())
        return not archives or archives[-1].z_no < z_no

    def take(self, target: Path) -> Read:
        """What the device logged since the last archive, into a file; `Unavailable` where it does not answer."""
        self._signing.reach()
        before = self._before(self._device_no())
        write_export(target, lambda write: self._signing.device.export(write, _since(before)))
        return self._read_tar(target)

    # One archive

    def _device_no(self) -> int:
        return self._books(lambda work: work.tse.devices()[-1].number)

    def _before(self, device: int) -> TseArchive | None:
        """The last archive of this device."""
        archives = self._books(lambda work: work.tse.archives())
        return next((one for one in reversed(archives) if one.device == device), None)

    def _keep(self, z_no: int) -> TseArchive:
        """Off the device, checked and kept, here and now."""
        if not self._idle.is_set():
            raise Unavailable("archive_busy", _("An archive of the TSE is being checked. Try again in a minute."))
        taken = self._taken_off(z_no, whole=False)
        read = self._read(taken)
        if self._lacks(taken, read):
            taken = self._taken_off(z_no, whole=True)
            read = self._read(taken)
        return self._settle(taken, read)

    def _taken_off(self, z_no: int, *, whole: bool) -> _Taken:
        """The period since the last archive, or everything; on the disk, and not yet looked into."""
        self._signing.reach()
        device, now = self._device_no(), self._clock.now()
        before, folder = self._before(device), self._books(lambda work: places(work, self._file)).first
        folder.mkdir(parents=True, exist_ok=True)
        for broken_off in folder.glob("TSE*.part"):  # the power went while it was written
            broken_off.unlink()
        name = f"TSE{device}_Z{z_no:05d}_{in_a_name(self._signing.client)}_{now:%Y%m%d-%H%M%S}.tar"
        since = None if whole else _since(before)
        taken = _Taken(z_no, device, before, since, folder / name, now)
        try:
            write_export(taken.part, lambda write: self._signing.device.export(write, since))
        except BaseException:
            _away(taken.part)
            raise
        return taken

    def _read(self, taken: _Taken) -> Read:
        try:
            read = self._read_tar(taken.part)
        except BaseException:
            _away(taken.part)
            raise
        if read.first is None:
            return read._replace(findings=())  # a period in which the device logged nothing
        return read

    @staticmethod
    def _lacks(taken: _Taken, read: Read) -> bool:
        """Whether messages between it and the last archive are missing in it, so that everything is wanted."""
        if taken.since is None:
            return False
        return read.first is None or read.first > _last(taken.before) + 1

    def _settle(self, taken: _Taken, read: Read) -> TseArchive:
        """It gets its name, and a row in the books."""
        before = taken.before
        if read.first is not None and before is not None and read.first > before.last_counter + 1:
            told = _("Log messages are missing between this archive and the one before.")
            read = read._replace(findings=(*read.findings, told))
        taken.part.replace(taken.target)
        kept = TseArchive(
            taken.z_no, taken.device, taken.since, read.until or taken.at, taken.target.name, sum_of(taken.target),
            taken.target.stat().st_size, taken.at, not read.findings, read.first or _last(before),
            read.last or _last(before),
        )  # fmt: skip
        self._note(kept, read.findings)
        return kept

    def _note(self, kept: TseArchive, wrong: Sequence[str]) -> None:
        detail = "; ".join((f"{kept.file} {kept.sha256}", *wrong[:3]))

        def note(book: TseBook) -> None:
            book.archive(kept)
            book.note(TseEvent(kept.at, TseEventKind.EXPORT, str(kept.z_no), detail))

        self._signing.call(lambda: _written(self._store, note))

    def _copy_missing(self) -> None:
        """Into the second place, whatever it has not; it may not have been at hand before."""
        folders = self._books(lambda work: places(work, self._file))
        if folders.second is None:
            return
        for archive in self._books(lambda work: work.tse.archives()):
            source = folders.first / archive.file
            if source.is_file() and not (folders.second / archive.file).exists():
                copy_into(source, folders.second)

    # Erasing

    def erase(self, actor: Actor) -> datetime:
        """Have the device forget what is archived; gives up to when. `Refused` unless all of it is, and verified."""
        actor.require(Permission.SETTINGS)
        self._signing.reach()
        until = self._erasable()
        self._signing.device.erase_until(until)
        now = self._clock.now()

        def noted() -> None:
            with self._store.write() as work:
                work.tse.note(TseEvent(now, TseEventKind.ERASED, str(self._last_device(work)), until.isoformat()))
                work.settings.audit(AuditEntry(now, actor.name, "tse_erased", until.isoformat()))

        self._signing.call(noted)
        return until

    def _erasable(self) -> datetime:
        archives, folders, device, erased = self._books(self._kept)
        ours = [one for one in archives if one.device == device]
        if not ours:
            raise Refused("not_archived", _("Nothing of this device is archived yet. Close the day first."))
        if self._books(lambda work: work.tse.waiting()):
            raise Refused("tse_waits", _("Something still waits for the device's signature. Try again in a minute."))
        _refuse_incomplete(ours, folders.first)
        for one in ours:
            read = self._read_tar(folders.first / one.file) if one.until > erased else None
            if read is not None and read.first is not None and read.findings:
                raise Refused("archive_unverified", _not_clean(one.file))
        return ours[-1].until

    def _kept(self, work: Work) -> tuple[list[TseArchive], Places, int, datetime]:
        gone = [event.at for event in work.tse.events(_ALL) if event.kind is TseEventKind.ERASED]
        start = work.tse.devices()[0].at - timedelta(days=1)
        return work.tse.archives(), places(work, self._file), self._last_device(work), max(gone, default=start)

    @staticmethod
    def _last_device(work: Work) -> int:
        return work.tse.devices()[-1].number

    def _books(self, look: Callable[[Work], T]) -> T:
        def looked() -> T:
            with self._store.read() as work:
                return look(work)

        result: T = self._signing.call(looked)
        return result


def _away(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _refuse_incomplete(ours: Sequence[TseArchive], folder: Path) -> None:
    """Every message in an archive, each archive there, unchanged and without a finding."""
    if not folder.is_dir():
        raise Refused("archive_differs", _("The folder {folder} is not there.").format(folder=folder))
    wrong = findings(ours, folder)
    if wrong:
        raise Refused("archive_differs", wrong[0])
    bad = next((one for one in ours if not one.verified), None)
    if bad is not None:
        raise Refused("archive_unverified", _not_clean(bad.file))
    for before, after in pairwise(ours):
        if after.first_counter > before.last_counter + 1:
            raise Refused(
                "archive_gap",
                _("Between {first} and {last} log messages are missing: the device is not erased.").format(
                    first=before.file, last=after.file
                ),
            )


def _not_clean(file: str) -> str:
    return _("The archive {file} was kept with findings: the device is not erased.").format(file=file)


def _last(archive: TseArchive | None) -> int:
    return 0 if archive is None else archive.last_counter


def _since(before: TseArchive | None) -> datetime | None:
    """From the second on in which the archive before ended: what is in both is known by its counter."""
    return None if before is None else before.until


def _written(store: Store, note: Callable[[TseBook], None]) -> None:
    with store.write() as work:
        note(work.tse)
