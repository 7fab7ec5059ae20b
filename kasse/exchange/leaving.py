"""Everything taken along: one ZIP with the shop's file, each table as CSV, the receipts as PDF, and what it all means.

It is made from a copy, so that selling goes on; it grows in a file of another name and appears when it is complete.
"""

import contextlib
import csv
import hashlib
import io
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple, Protocol

from kasse.books.exchange import ExchangeBook
from kasse.errors import Refused, Unavailable
from kasse.receipt import Document
from kasse.texts import _

PER_PDF: Final = 1000
"""So many receipts are in one PDF at most: drawing holds one file's pages in memory."""
BLOCK: Final = 1 << 20


Draw = Callable[[str, Iterable[Document], IO[bytes]], None]
"""Draws documents, a page each, into a PDF with a title."""
Progress = Callable[[int, int], None]
"""Is told how many steps of how many are done: tables and receipts. What it raises ends all of it."""


class Copy(Protocol):
    """The shop's copy, open to be read."""

    def book(self) -> ExchangeBook:
        """Its tables."""

    def receipts(self) -> int:
        """How many receipts it has."""

    def months(self) -> Iterator[tuple[str, list[int]]]:
        """The numbers of the receipts of each month, the first month first."""

    def receipt(self, number: int) -> Document:
        """A receipt on paper."""

    def reports(self) -> Iterator[Document]:
        """The Z reports on paper."""


class Left(NamedTuple):
    """What was taken along."""

    file: Path
    tables: int
    receipts: int
    size: int


def export_all(
    target: Path, copy_into: Callable[[Path], None], opened: Callable[[Path], contextlib.AbstractContextManager[Copy]],
    draw: Draw, texts: Iterable[tuple[str, str]], progress: Progress = lambda done, of: None,
) -> Left:  # fmt: skip
    """Write everything into a new ZIP; `texts` are more files with their words, as the schema's. Never overwrites."""
    if target.exists() or target.is_symlink():
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=target))
    unfinished = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix=".kasse-export-", dir=target.parent) as folder:
            copy = Path(folder) / "shop.sqlite"
            copy_into(copy)
            with opened(copy) as shop, _Archive(unfinished) as archive:
                left = _fill(archive, shop, copy, draw, texts, progress)
        _appear(unfinished, target)
    except FileExistsError as error:
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=target)) from error
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=target, reason=error.strerror or error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return left._replace(file=target, size=target.stat().st_size)


def _appear(unfinished: Path, target: Path) -> None:
    """Give the complete file its name, unless another has it by now; a stick's file system may know no links."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        if target.exists():
            raise FileExistsError(target) from None
        unfinished.rename(target)


def _fill(
    archive: "_Archive", shop: Copy, copy: Path, draw: Draw, texts: Iterable[tuple[str, str]], progress: Progress
) -> Left:
    book = shop.book()
    tables, receipts = book.tables(), shop.receipts()
    steps = len(tables) + receipts
    archive.add_file("shop.sqlite", copy)
    for name, words in texts:
        archive.add_text(name, words)
    for done, table in enumerate(tables, 1):
        with archive.entry(f"tables/{table}.csv") as out:
            _write_table(book, table, out)
        progress(done, steps)
    drawn = 0
    for name, title, numbers in _files(shop):
        with archive.entry(name) as out:
            draw(title, _counted(shop, numbers, lambda done: progress(done, steps), len(tables) + drawn), out)
        drawn += len(numbers)
    _add_reports(archive, shop, draw)
    archive.add_sums()
    return Left(copy, len(tables), receipts, 0)


def _counted(shop: Copy, numbers: list[int], told: Callable[[int], None], before: int) -> Iterator[Document]:
    for done, number in enumerate(numbers, before + 1):
        yield shop.receipt(number)
        told(done)


def _files(shop: Copy) -> Iterator[tuple[str, str, list[int]]]:
    """A PDF a month, or several where a month has many."""
    for month, numbers in shop.months():
        for start in range(0, len(numbers), PER_PDF):
            part = numbers[start : start + PER_PDF]
            title = _("Receipts {first} to {last}").format(first=part[0], last=part[-1])
            yield f"receipts/{month}/{part[0]:07d}-{part[-1]:07d}.pdf", title, part


def _add_reports(archive: "_Archive", shop: Copy, draw: Draw) -> None:
    reports = shop.reports()
    first = next(reports, None)
    if first is not None:
        with archive.entry("receipts/z-reports.pdf") as out:
            draw(_("Z reports"), _with_first(first, reports), out)


def _with_first(first: Document, others: Iterable[Document]) -> Iterator[Document]:
    yield first
    yield from others


def _write_table(book: ExchangeBook, name: str, out: IO[bytes]) -> None:
    columns, rows = book.table(name)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    text.flush()
    text.detach()


def _plain(value: object) -> object:
    """A value as text: bytes in hexadecimal digits, nothing as nothing."""
    return value.hex() if isinstance(value, bytes) else value


class _Archive:
    """A ZIP that is written from its beginning to its end, with the checksum of everything in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sums: list[tuple[str, str]] = []

    def __enter__(self) -> "_Archive":
        self._file = self._path.open("wb")
        os.chmod(self._path, 0o600)  # noqa: PTH101 - customers' names are in it
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6, allowZip64=True)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            with contextlib.nullcontext() if kind is None else contextlib.suppress(OSError, ValueError):
                self._zip.close()
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    @contextlib.contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        """A file in it, to be written."""
        with self._zip.open(self._dated(name), "w", force_zip64=True) as inner:
            summed = _Summed(inner)
            yield summed
        self._sums.append((summed.hash.hexdigest(), name))

    @staticmethod
    def _dated(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, time.localtime()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info

    def add_text(self, name: str, words: str) -> None:
        """A file of words."""
        with self.entry(name) as out:
            out.write(words.encode("utf-8"))

    def add_file(self, name: str, path: Path) -> None:
        """A file from the disk."""
        with self.entry(name) as out, path.open("rb") as file:
            while block := file.read(BLOCK):
                out.write(block)

    def add_sums(self) -> None:
        """What `sha256sum -c SHA256SUMS` checks."""
        words = "".join(f"{digest}  {name}\n" for digest, name in self._sums)
        with self._zip.open(self._dated("SHA256SUMS"), "w") as out:
            out.write(words.encode("utf-8"))


class _Summed(io.RawIOBase, IO[bytes]):
    """Passes bytes on and sums them up."""

    def __init__(self, inner: IO[bytes]) -> None:
        super().__init__()
        self._inner = inner
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Some bytes."""
        self.hash.update(data)
        return self._inner.write(data)
