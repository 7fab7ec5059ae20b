"""A folder on an SFTP server: most web hosts have one.

asyncssh is driven from the target's own thread by an event loop of its own, call by call. The server's key is taken on
the first visit and kept in a file on this computer, or given by its fingerprint; another key later is refused.
"""

import asyncio
import contextlib
import hashlib
import posixpath
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from kasse.books.market import Who
from kasse.market.target import NotTaken
from kasse.texts import _
from sync.storefront.store import (
    LARGEST,
    TEMPORARY,
    TIMEOUT,
    Changed,
    Stored,
    bad_address,
    full,
    no_folder,
    no_login,
    not_reached,
)

if TYPE_CHECKING:
    import asyncssh

_T = TypeVar("_T")
Found = tuple[dict[str, str], list[str]]
_AT_ONCE = 16
"""So many folders are asked for at the same time."""
_YOUNG = 3


class HostKeys:
    """The fingerprints of servers that were met, one "host:port SHA256:…" a line, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def known(self, host: str) -> str:
        """A server's fingerprint; empty where it was never met."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        return next((line.split()[1] for line in lines if line.split()[:1] == [host] and len(line.split()) == 2), "")

    def keep(self, host: str, fingerprint: str) -> None:
        """Remember a server; where nothing can be written it is met anew the next time."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{host} {fingerprint}\n")


def usual_host_keys() -> Path:
    """Where this computer keeps them."""
    from platformdirs import user_data_path

    return user_data_path("kasse", appauthor=False) / "sftp_hosts"


class SftpStore:
    """Implements `Store`. `address` is sftp://user@host:port/folder; `secret` a password, or a private key as text.

    `fingerprint` is what the owner has of the server's operator; it counts before what was met.
    """

    def __init__(self, address: str, user: str, secret: str, host_keys: HostKeys, fingerprint: str = "") -> None:
        parts = urlsplit(address)
        try:
            port = parts.port or 22
        except ValueError:
            port = 0
        if parts.scheme != "sftp" or not parts.hostname or not port:
            raise bad_address(address, "sftp://user@host/folder")
        self._host, self._port = parts.hostname, port
        self._user = user or unquote(parts.username or "")
        self._secret = secret
        self._root = unquote(parts.path).removeprefix("/~/") or "."
        self._place = self._host
        self._host_keys = host_keys
        self._wanted = fingerprint or host_keys.known(f"{self._host}:{port}")
        self.met = ""
        """The fingerprint of the server that answered."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        self._folders: set[str] = {""}

    # Running and connecting

    def _run(self, work: Coroutine[Any, Any, _T], limit: float = TIMEOUT) -> _T:
        """Do something on the connection, which is let go of where that fails."""
        import asyncssh

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        try:
            return self._loop.run_until_complete(asyncio.wait_for(work, limit))
        except asyncssh.SFTPError as error:
            raise self._said(error) from error
        except asyncssh.HostKeyNotVerifiable as error:
            raise self._other_key() from error
        except asyncssh.PermissionDenied as error:
            raise no_login(self._place) from error
        except (asyncssh.Error, OSError, TimeoutError, ValueError) as error:
            self._drop()
            raise not_reached(self._place, error if str(error) else type(error).__name__) from error

    def _said(self, error: "asyncssh.SFTPError") -> Exception:
        import asyncssh

        if isinstance(error, asyncssh.SFTPPermissionDenied):
            return no_login(self._place)
        if isinstance(error, asyncssh.SFTPNoSpaceOnFilesystem | asyncssh.SFTPQuotaExceeded):
            return full(self._place)
        if isinstance(error, asyncssh.SFTPNoSuchFile | asyncssh.SFTPNoSuchPath):
            return no_folder(self._place)
        if isinstance(error, asyncssh.SFTPFailure) and "space" in error.reason.casefold():
            return full(self._place)
        self._drop()
        return not_reached(self._place, error.reason)

    def _other_key(self) -> NotTaken:
        self._drop()
        return NotTaken(
            "target_key",
            _(
                "{place} answers with another key ({met}) than before ({known}). "
                "Ask whoever runs it; if that is right, enter the new fingerprint."
            ).format(place=self._place, met=self.met, known=self._wanted),
            Who.OWNER,
        )

    async def _sftp(self) -> "asyncssh.SFTPClient":
        if self._client is None:
            self._client = await self._connected()
        return self._client

    async def _connected(self) -> "asyncssh.SFTPClient":
        import asyncssh

        store = self

        class Meeting(asyncssh.SSHClient):
            """Looks at the server's key."""

            def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
                del host, addr, port
                store.met = key.get_fingerprint()
                return not store._wanted or store._wanted == store.met

        keys = [asyncssh.import_private_key(self._secret)] if self._secret.lstrip().startswith("-----BEGIN") else None
        self._connection = await asyncssh.connect(
            self._host,
            self._port,
            username=self._user,
            password=None if keys else self._secret,
            client_keys=keys,
            client_factory=Meeting,
            known_hosts=([], [], []),
            config=None,
            agent_path=None,
            connect_timeout=TIMEOUT,
            login_timeout=TIMEOUT,
        )
        if not self._wanted:
            self._host_keys.keep(f"{self._host}:{self._port}", self.met)
            self._wanted = self.met
        return await self._connection.start_sftp_client()

    def meet(self) -> str:
        """The server's fingerprint; nobody logs in, so that no password goes to a server that was never met."""
        import asyncssh

        key = self._run(asyncssh.get_server_host_key(self._host, self._port, config=None))
        return "" if key is None else key.get_fingerprint()

    def _drop(self) -> None:
        connection, self._connection, self._client = self._connection, None, None
        self._folders = {""}
        if connection is not None:
            connection.abort()

    # The store

    def _at(self, path: str) -> str:
        return posixpath.join(self._root, path) if path else self._root

    def read(self, path: str) -> Stored | None:
        """A file."""
        return self._run(self._read(path))

    async def _read(self, path: str) -> Stored | None:
        import asyncssh

        sftp = await self._sftp()
        try:
            async with sftp.open(self._at(path), "rb", encoding=None) as file:
                data = cast("bytes", await file.read(LARGEST))
                return Stored(data, hashlib.sha256(data).hexdigest())
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None

    def mark(self, path: str) -> str | None:
        """The digest of what is in it: the protocol's times are whole seconds."""
        stored = self._run(self._read(path))
        return None if stored is None else stored.mark

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        """To a temporary name, and renamed over the old one."""
        return self._run(self._write(path, data, match))

    async def _write(self, path: str, data: bytes, match: str | None) -> str:
        """A folder that somebody took away meanwhile is made anew."""
        import asyncssh

        try:
            return await self._written(path, data, match)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            self._folders = {""}
            return await self._written(path, data, match)

    async def _written(self, path: str, data: bytes, match: str | None) -> str:
        if match is not None and ((await self._read(path)) or Stored(b"", "")).mark != match:
            raise Changed(path)
        sftp = await self._sftp()
        await self._make_folder(sftp, path.rpartition("/")[0])
        folder, slash, name = path.rpartition("/")
        temporary = self._at(f"{folder}{slash}.{name}{TEMPORARY}")
        async with sftp.open(temporary, "wb") as file:
            await file.write(data)
        await self._rename(sftp, temporary, self._at(path))
        return "" if match is None else hashlib.sha256(data).hexdigest()

    async def _rename(self, sftp: "asyncssh.SFTPClient", old: str, new: str) -> None:
        """Over what is there; a server without that can only take the old one away first."""
        import asyncssh

        try:
            await sftp.posix_rename(old, new)
        except asyncssh.SFTPOpUnsupported:
            with contextlib.suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                await sftp.remove(new)
            await sftp.rename(old, new)

    async def _make_folder(self, sftp: "asyncssh.SFTPClient", folder: str) -> None:
        """The folders on the way, once each. The first one belongs to whoever gave us the address."""
        if folder in self._folders:
            return
        if self._folders == {""}:
            await sftp.stat(self._root)
        await self._make_folder(sftp, folder.rpartition("/")[0])
        if not await sftp.isdir(self._at(folder)):
            await sftp.mkdir(self._at(folder))
        self._folders.add(folder)

    def remove(self, path: str) -> None:
        """A file, and its folder with the last one."""
        self._run(self._remove(path))

    async def _remove(self, path: str) -> None:
        import asyncssh

        sftp = await self._sftp()
        with contextlib.suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            await sftp.remove(self._at(path))
        folder = path.rpartition("/")[0]
        if folder:
            with contextlib.suppress(asyncssh.SFTPError):
                await sftp.rmdir(self._at(folder))
                self._folders.discard(folder)

    def list(self, folder: str) -> Mapping[str, str]:
        """All files below a folder, many folders at a time."""
        return self._run(self._list(folder), 10 * TIMEOUT)

    async def _list(self, folder: str) -> dict[str, str]:
        sftp = await self._sftp()
        await sftp.stat(self._root)
        found: dict[str, str] = {}
        waiting = [folder]
        while waiting:
            some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            for files, folders in await asyncio.gather(*(self._folder(sftp, each) for each in some)):
                found |= files
                waiting += folders
        return found

    async def _folder(self, sftp: "asyncssh.SFTPClient", folder: str) -> Found:
        """What is in one folder: its files with their marks, and its folders."""
        import asyncssh

        try:
            entries = await sftp.readdir(self._at(folder).rstrip("/") or "/")
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return {}, []
        files: dict[str, str] = {}
        folders: list[str] = []
        for entry in entries:
            name = entry.filename if isinstance(entry.filename, str) else entry.filename.decode("utf-8", "replace")
            if entry.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY:
                folders += [f"{folder}{name}/"] if name not in (".", "..") else []
            else:
                files[f"{folder}{name}"] = _mark(entry.attrs)
        self._folders.add(folder.rstrip("/"))
        return files, folders

    def time_offset(self) -> int | None:
        """The protocol tells no time."""
        return None

    def close(self) -> None:
        """Let go of the connection."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        try:
            with contextlib.suppress(Exception):  # it is over either way
                loop.run_until_complete(asyncio.wait_for(self._close(), 2))
            for task in asyncio.all_tasks(loop):
                task.cancel()
                with contextlib.suppress(Exception, asyncio.CancelledError):
                    loop.run_until_complete(task)
        finally:
            self._connection = self._client = None
            loop.close()

    async def _close(self) -> None:
        if self._client is not None:
            self._client.exit()
            await self._client.wait_closed()
        if self._connection is not None:
            self._connection.close()
            await self._connection.wait_closed()


def fingerprint_of(address: str) -> str:
    """The fingerprint that a server answers with, to be shown to the owner before anything goes there."""
    store = SftpStore(address, "", "", HostKeys(Path()))
    try:
        return store.meet()
    finally:
        store.close()


def _mark(attributes: "asyncssh.SFTPAttrs") -> str:
    """Time and size; nothing for a file so young that it could change again within the same second."""
    changed = attributes.mtime or 0
    return "" if abs(time.time() - changed) < _YOUNG else f"{changed:x}-{attributes.size or 0:x}"
