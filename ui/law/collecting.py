"""What an inspection gets, put together: who makes which file. Used by the window and by the command line.

All of it is read by a reader of its own, while selling goes on; only the device is asked on its own thread.
"""

import csv
import io
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kasse import __version__
from kasse.errors import KasseError, Unavailable
from kasse.figures import ShiftFigures
from kasse.fiscal.de.archive import Archiving, places
from kasse.fiscal.de.inspection import Case, Collected, Item, Period, Progress, collect
from kasse.fiscal.de.procedure import Documents
from kasse.fiscal.de.procedure_state import events_grid
from kasse.fiscal.de.registration import notice_of
from kasse.receipt import Document
from kasse.texts import _
from kasse.till import Till

if TYPE_CHECKING:
    from kasse.fiscal.de.signing import Signing

DEVICE_ANSWERS = 600.0
"""Seconds for which the device's own export is waited for."""
_ALL = 1 << 40

Fresh = Callable[[Path], object]
"""Writes what the device logged since the last archive."""


def fresh_of(signing: "Signing | None", archiving: Archiving | None) -> Fresh | None:
    """Asks the device on its own thread and waits; None where there is none."""
    if signing is None or archiving is None:
        return None

    def take(path: Path) -> None:
        done, failed = threading.Event(), list[KasseError]()

        def work() -> None:
            try:
                archiving.take(path)
            except KasseError as error:
                failed.append(error)
            finally:
                done.set()

        signing.later(work)
        if not done.wait(DEVICE_ANSWERS):
            raise Unavailable("tse_silent", _("The fiscal device did not answer in time."))
        if failed:
            raise failed[0]

    return take


def kept_pdf(till: Till, documents: Documents) -> bytes:
    """The procedure documents as PDF; each version is kept beside the archives, as it was on its first day."""
    from printers.procedure_pdf import procedure_pdf

    data = procedure_pdf(documents)
    with till.database.read() as work:
        file = places(work, till.path).first / f"{documents.name}.pdf"
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_name(file.name + ".part")
            unfinished.write_bytes(data)
            unfinished.replace(file)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror or error)
        ) from error
    return data


def inspect(
    till: Till, target: Path, period: Period, documents: Documents, fresh: Fresh | None,
    progress: Progress = lambda *_told: None,
) -> Collected:  # fmt: skip
    """Everything into a new folder of `target`, on any thread."""
    return till.beside(lambda reader: collect(target, _case(reader, period), _items(reader, period, documents, fresh),
                                              progress))  # fmt: skip


def _case(till: Till, period: Period) -> Case:
    shop = till.checkout.shop
    address = ", ".join(part for part in (shop.street, f"{shop.postcode} {shop.city}".strip()) if part)
    now = shop.time.local(till.clock.now())
    with till.database.read() as work:
        certified = all(row.facts.certified for row in work.tse.devices())
    return Case(shop.name, address, shop.till_serial, period, now, __version__, till.training, certified)


def _items(till: Till, period: Period, documents: Documents, fresh: Fresh | None) -> list[Item]:
    reports = [one for one in reversed(till.shift.z_reports(_ALL)) if period.has(one.business_day)]
    items = [*_dsfinvk(till, period, reports), *_device(till, period, reports, fresh), *_cash(till)]
    if reports:
        items += [
            Item("Z-Berichte/z-berichte.pdf", f"Alle {len(reports)} Z-Berichte des Zeitraums im Wortlaut",
                 partial(_z_pdf, till, reports)),
            Item("Z-Berichte/z-berichte.csv", "Die Z-Berichte als Tabelle (UTF-8, Semikolon)",
                 partial(_z_csv, reports)),
        ]  # fmt: skip
    return [*items, *_papers(till, documents), Item("Pruefergebnis.txt", _CHECKED, partial(_verified, till))]


_CHECKED = "Ergebnis von „kasse verify“: Hashkette, Summen, Nummern, TSE-Archive"


def _dsfinvk(till: Till, period: Period, reports: list[ShiftFigures]) -> Iterator[Item]:
    if not reports:
        return
    first, last = reports[0].business_day, reports[-1].business_day
    name = f"DSFinV-K/dsfinvk_{first:%Y%m%d}-{last:%Y%m%d}.zip"

    def make(path: Path) -> None:
        from kasse.store.dsfinvk import export

        export(till.path, path, period.first or first, period.last or last)

    yield Item(name, "Einzelaufzeichnungen nach DSFinV-K 2.4, geprüft", make)


def _device(till: Till, period: Period, reports: list[ShiftFigures], fresh: Fresh | None) -> Iterator[Item]:
    numbers = {one.z_no for one in reports}
    with till.database.read() as work:
        archives, folder, shop = work.tse.archives(), places(work, till.path).first, work.settings.shop()
        events = events_grid(tuple(work.tse.events(_ALL)), shop, "de")
    for one in archives:
        if one.z_no in numbers or period.has(shop.time.business_day(one.until)):
            what = f"TAR-Export der TSE zu Z-Bericht {one.z_no}" + ("" if one.verified else " (mit Befunden)")
            yield Item(f"TSE/{one.file}", what, partial(_copied, folder / one.file), one.size)
    if fresh is not None:
        yield Item("TSE/aktuell.tar", "TAR-Export der TSE seit dem letzten Archiv", lambda path: _none(fresh(path)))
    elif archives:
        yield Item("TSE/aktuell.tar", "TAR-Export der TSE seit dem letzten Archiv", _no_device)
    rows = [events.heads, *events.rows]
    yield Item("TSE/protokoll.csv", "Protokoll der TSE: Ausfälle mit Beginn, Ende und Grund, Archive, Löschungen",
               lambda path: _write_csv(path, rows))  # fmt: skip


def _cash(till: Till) -> Iterator[Item]:
    yield Item("Kasse/kassenbestand.pdf", "Kassenbestand jetzt nach den Büchern, Zählprotokoll zum Ausfüllen",
               partial(_cash_pdf, till))  # fmt: skip
    if till.shift.current() is not None:
        yield Item("Kasse/x-bericht.pdf", "X-Bericht der laufenden Schicht",
                   lambda path: _draw(path, "X", [till.report_document("x")]))  # fmt: skip


def _papers(till: Till, documents: Documents) -> Iterator[Item]:
    from printers.procedure_pdf import notice_pdf

    with till.database.read() as work:
        notice = notice_of(work)
    day = f"{till.checkout.shop.time.local(till.clock.now()):%d.%m.%Y}"
    what = f"Verfahrensdokumentation, Fassung {documents.version.number}"
    yield Item(f"{documents.name}.pdf", what, lambda path: _none(path.write_bytes(kept_pdf(till, documents))))
    yield Item("Mitteilung-146a-Datenblatt.pdf", "Datenblatt der Mitteilung nach § 146a Abs. 4 AO",
               lambda path: _none(path.write_bytes(notice_pdf(notice, day))))  # fmt: skip


def _z_pdf(till: Till, reports: list[ShiftFigures], path: Path) -> None:
    _draw(path, "Z-Berichte", (till.report_document(number=one.z_no) for one in reports))


def _draw(path: Path, title: str, documents: "Iterator[Document] | list[Document]") -> None:
    from printers.pdf import render_all

    with path.open("wb") as out:
        render_all(title, documents, out)


def _z_csv(reports: list[ShiftFigures], path: Path) -> None:
    heads = ("Z-Nr", "Geschäftstag", "Abschluss (UTC)", "Kassierer", "Belege", "Erster Beleg", "Letzter Beleg",
             "Umsatz", "Bar", "Anfangsbestand", "Einlagen", "Entnahmen", "Soll", "Ist", "Differenz", "Stornobelege",
             "Rückgaben", "Zeilenstornos", "Rabatte", "Ladenöffnungen", "Belege ohne TSE")  # fmt: skip
    rows = [
        (one.z_no, one.business_day.isoformat(), one.at.isoformat(), one.who, one.receipts, one.first_receipt_no,
         one.last_receipt_no, one.total, one.cash_sales, one.opening_float, one.cash_in, one.cash_out,
         one.expected_cash, one.counted, one.difference, one.void_count, one.return_count, one.voided_lines,
         one.discount_total, one.no_sale_openings, one.outages)
        for one in reports
    ]  # fmt: skip
    _write_csv(path, [heads, *rows])


def _write_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows(["" if cell is None else str(cell) for cell in row] for row in rows)
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))


def _cash_pdf(till: Till, path: Path) -> None:
    from printers.cash_pdf import cash_pdf

    shop = till.checkout.shop
    balance = till.cash_book.balance(till.people.owner())
    path.write_bytes(cash_pdf(shop, balance.amount, shop.time.local(balance.at), is_open=balance.open))


def _verified(till: Till, path: Path) -> None:
    wrong = till.verify_beside()  # by another reader: this one looks at one moment of the books
    said = wrong or ["Alles stimmt: Hashkette, Summen, Nummern, Bestände und TSE-Archive."]
    path.write_text("\n".join(said) + "\n", encoding="utf-8", newline="\r\n")


def _copied(source: Path, path: Path) -> None:
    if not source.is_file():
        raise Unavailable("archive_gone", _("The archive {file} is missing.").format(file=source))
    with source.open("rb") as file, path.open("wb") as out:
        shutil.copyfileobj(file, out, 1 << 20)


def _no_device(path: Path) -> None:
    del path
    raise Unavailable("no_tse", _("No fiscal device is connected."))


def _none(value: object) -> None:
    del value
