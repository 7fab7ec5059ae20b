"""The ZIP: CSV files in the exact dialect of the DSFinV-K, streamed one after the other."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from kasse.fiscal.de.dsfinvk.index import index_xml
from kasse.fiscal.de.dsfinvk.schema import DELIMITER, DTD_NAME, INDEX_NAME, LINE_END, QUOTE, Table, dtd

LEVEL = 1
"""The quickest: such files shrink to a tenth by it, and to little less by more effort."""


class Writer(Protocol):
    """What `csv.writer` gives."""

    def writerow(self, row: Iterable[object], /) -> object:
        """One row."""
        ...

    def writerows(self, rows: Iterable[Iterable[object]], /) -> object:
        """Many rows, as they come."""
        ...


class Package:
    """A ZIP in the making. The description comes last, when it is known how wide the files are."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    @contextmanager
    def rows(self, table: Table) -> Iterator[Writer]:
        """Begin a file with its header; gives a `csv` writer."""
        with self._zip.open(table.file, "w", force_zip64=True) as member, text_of(member) as text:
            writer = writer_of(text)
            writer.writerow(table.names)
            yield writer

    def finish(self, tables: Sequence[Table], supplier: str, place: str, comment: str) -> None:
        """Describe the files, and end."""
        self._zip.writestr(INDEX_NAME, index_xml(tables, supplier, place, comment))
        self._zip.writestr(DTD_NAME, dtd())
        self._zip.close()

    def close(self) -> None:
        """Let go of the file; harmless when it is finished."""
        self._zip.close()


def text_of(member: IO[bytes]) -> io.TextIOWrapper:
    """UTF-8 without a byte order mark, line ends as they are written."""
    buffered = io.BufferedWriter(member, 1 << 18)
    return io.TextIOWrapper(buffered, "utf-8", newline="", write_through=False)


def writer_of(text: io.TextIOBase) -> Writer:
    """A `csv` writer of the dialect."""
    return csv.writer(text, delimiter=DELIMITER, quotechar=QUOTE, lineterminator=LINE_END)
