"""Everything of the shop into one ZIP: what the window and the command line both do, beside an open till."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from kasse.books.exchange import ExchangeBook
from kasse.exchange.leaving import Left, Progress, export_all
from kasse.receipt import Document
from kasse.store.backup import copy_database
from kasse.till import Till


class CopiedShop:
    """The copy that everything is read from; implements `kasse.exchange.leaving.Copy`."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def book(self) -> ExchangeBook:
        """Its tables."""
        with self._till.database.read() as work:
            return work.exchange

    def receipts(self) -> int:
        """How many receipts it has."""
        with self._till.database.read() as work:
            return work.sales.last_receipt_no()

    def months(self) -> Iterator[tuple[str, list[int]]]:
        """The numbers of the receipts of each month."""
        return self.book().receipts_by_month()

    def receipt(self, number: int) -> Document:
        """A receipt on paper, marked as a copy."""
        return self._till.receipt_document(number, copy=True)

    def reports(self) -> Iterator[Document]:
        """The Z reports on paper."""
        with self._till.database.read() as work:
            last = work.cash.last_z_no()
        return (self._till.report_document(number=number) for number in range(1, last + 1))


@contextmanager
def _opened(copy: Path) -> Iterator[CopiedShop]:
    till = Till(copy, exclusive=False)
    try:
        yield CopiedShop(till)
    finally:
        till.close()


def take_along(shop: Path, target: Path, progress: Progress = lambda done, of: None) -> Left:
    """All of a shop into a new file; on any thread, while selling goes on."""
    from printers.pdf import render_all

    def draw(title: str, documents: Iterable[Document], out: IO[bytes]) -> None:
        render_all(title, documents, out)

    return export_all(target, partial(copy_database, shop), _opened, draw, _texts(), progress)


def _texts() -> Iterator[tuple[str, str]]:
    """What it is, in both languages, and the schema in words."""
    from kasse.exchange.reading import read_me
    from kasse.store.words import schema_in_words

    for language, name in (("de", "LIESMICH.txt"), ("en", "README.txt")):
        yield name, read_me(language)

    yield "schema.md", schema_in_words()
