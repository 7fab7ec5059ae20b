"""Files of the law's archives: written whole and onto the disk, copied, summed up, named."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kasse.errors import Unavailable
from kasse.texts import _

_BLOCK = 1 << 20


def in_a_name(serial: str) -> str:
    """A till's serial number in a file's name: what no file system refuses."""
    return "".join(sign if sign.isalnum() or sign in "-." else "-" for sign in serial)


def sum_of(file: Path) -> str:
    """A file's SHA-256."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _on_disk(path: Path) -> Iterator[Callable[[bytes], object]]:
    try:
        with path.open("wb") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror or error)
        ) from error


def write_export(path: Path, export: Callable[[Callable[[bytes], None]], None]) -> None:
    """Let a device write its export into a file."""
    with _on_disk(path) as write:

        def piece(data: bytes) -> None:
            write(data)

        export(piece)


def copy_into(source: Path, folder: Path) -> None:
    """A copy under the same name, which it has when it is complete."""
    folder.mkdir(exist_ok=True)  # without parents: a stick that is not in is not made anew beside it
    unfinished = folder / f"{source.name}.part"
    with source.open("rb") as file, _on_disk(unfinished) as write:
        while block := file.read(_BLOCK):
            write(block)
    unfinished.replace(folder / source.name)
