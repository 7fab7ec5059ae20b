"""What is handed to a customer as a file; each appears whole or not at all."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from kasse.customers.tabs import Statement
from kasse.errors import Refused, Unavailable
from kasse.shop import Shop
from kasse.texts import _


def write_statement(statement: Statement, path: Path) -> Path:
    """A statement as a PDF."""
    from printers.statement_pdf import statement_pdf

    return _write(path, statement_pdf(statement))


def write_person(data: dict[str, Any], shop: Shop, path: Path) -> Path:
    """All that is kept of a person: to be read as a PDF, and for programs as JSON."""
    from printers.statement_pdf import person_pdf

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("data.pdf", person_pdf(data, shop))
    return _write(path, packed.getvalue(), fresh=True)


def _write(path: Path, content: bytes, *, fresh: bool = False) -> Path:
    if fresh and path.exists():
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=path))
    unfinished = path.with_name(f"{path.name}.new")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path
