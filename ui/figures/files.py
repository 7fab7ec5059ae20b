"""A report as a file, by the ending of its name."""

from pathlib import Path

from kasse.books.reports import Report
from kasse.errors import Unavailable
from kasse.shop import Shop
from kasse.texts import _

FORMATS = ("pdf", "csv", "xlsx")


def write(report: Report, shop: Shop, path: Path) -> Path:
    """Write it; on a device's thread, since disks, fonts and long tables take their time. Raises `Unavailable`."""
    try:
        path.write_bytes(content(report, shop, path.suffix.lstrip(".").casefold()))
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path


def content(report: Report, shop: Shop, ending: str) -> bytes:
    """A report in one of `FORMATS`."""
    from kasse.reports import sheets

    if ending == "csv":
        return sheets.as_csv(report)
    if ending == "xlsx":
        return sheets.as_xlsx(report, shop.name)
    from printers.report_pdf import render

    return render(report, shop)
