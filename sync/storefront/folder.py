"""A folder of this computer, or one that is mounted on it. Nothing of ours is ever half there."""

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sync.storefront.store import TEMPORARY, Changed, Stored, full, no_folder, no_login, not_reached


class FolderStore:
    """Implements `Store` on a folder, which must be there: a stick that is pulled out is no empty shop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = str(folder)

    def read(self, path: str) -> Stored | None:
        """A file."""
        with self._sentences():
            try:
                data = (self._folder / path).read_bytes()
                return Stored(data, _mark((self._folder / path).stat()))
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None

    def mark(self, path: str) -> str | None:
        """Its time and size."""
        with self._sentences():
            try:
                return _mark((self._folder / path).stat())
            except (FileNotFoundError, NotADirectoryError):
                return None

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        """To a temporary name, to the disk, then to its own name."""
        file = self._folder / path
        temporary = file.with_name(f".{file.name}{TEMPORARY}")
        if match is not None and (self.mark(path) or "") != match:
            raise Changed(path)
        with self._sentences():
            if not self._folder.is_dir():
                raise no_folder(self._place)
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.unlink(missing_ok=True)  # in a folder that others write to it may lead elsewhere
                with temporary.open("xb") as written:
                    written.write(data)
                    written.flush()
                    os.fsync(written.fileno())
                temporary.replace(file)
            except OSError:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
                raise
            return _mark(file.stat())

    def remove(self, path: str) -> None:
        """A file, and its folder with the last one."""
        file = self._folder / path
        with self._sentences():
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                file.unlink()
            if file.parent != self._folder:
                with contextlib.suppress(OSError):
                    file.parent.rmdir()

    def list(self, folder: str) -> Mapping[str, str]:
        """All files below a folder."""
        with self._sentences():
            if not self._folder.is_dir():
                raise no_folder(self._place)
            return dict(self._below(folder))

    def _below(self, folder: str) -> Iterator[tuple[str, str]]:
        try:
            entries = sorted(os.scandir(self._folder / folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from self._below(f"{folder}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield f"{folder}{entry.name}", _mark(entry.stat())

    def time_offset(self) -> int | None:
        """It has no clock of its own."""
        return None

    def close(self) -> None:
        """Nothing is open."""

    @contextlib.contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise full(self._place) from error
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise no_login(self._place) from error
            raise not_reached(self._place, error) from error


def _mark(stat: os.stat_result) -> str:
    return f"{stat.st_mtime_ns:x}-{stat.st_size:x}"
