"""A receipt as a file."""

from pathlib import Path

from kasse.errors import Unavailable
from kasse.receipt import Document
from kasse.texts import _


def write_pdf(document: Document, path: Path) -> Path:
    """Draw a document into a PDF file; on a device's thread, since disks and fonts take their time."""
    from printers.pdf import render

    try:
        path.write_bytes(render(document))
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path
