"""Real places to publish to, on this machine: a folder, WebDAV by wsgidav, S3 by moto, SFTP by asyncssh."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from kasse.books.market import PublicShop, TargetSetting
from kasse.clock import Clock
from kasse.market.target import Opening
from sync.storefront import target
from sync.storefront.store import Store
from sync.storefront.target import Storefront

USER, PASSWORD = "olga", "geheim"


@dataclass
class Place:
    """A place of one kind. `folder` is where its files really lie, where it has one."""

    kind: str
    address: str
    options: dict[str, str] = field(default_factory=dict)
    secret: str = PASSWORD
    folder: Path | None = None

    def open(self, shop: PublicShop, clock: Clock, **options: str) -> Storefront:
        """As after a restart of the till."""
        openers = {
            "folder": target.open_folder,
            "webdav": target.open_webdav,
            "s3": target.open_s3,
            "sftp": target.open_sftp,
        }
        setting = TargetSetting("web", self.kind, self.address, options=tuple({**self.options, **options}.items()))
        return openers[self.kind](Opening(setting, shop, self.secret, clock))

    def store(self, shop: PublicShop, clock: Clock) -> Store:
        """The bare files."""
        return self.open(shop, clock)._store


@dataclass
class Dav:
    """A running WebDAV server that counts what it is asked, and may be told to answer with an error."""

    address: str
    folder: Path
    asked: list[tuple[str, str]] = field(default_factory=list)
    answer: tuple[str, list[tuple[str, str]]] | None = None
    shallow: bool = False
    """Whether it answers no list of all folders at once, as Apache does not."""

    def app(self, inner: Any) -> Any:
        def call(environ: dict[str, Any], start: Any) -> Any:
            self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            if self.answer is not None:
                start(*self.answer)
                return [b""]
            if self.shallow and environ.get("HTTP_DEPTH") == "infinity" and environ["REQUEST_METHOD"] == "PROPFIND":
                start("403 Forbidden", [])
                return [b""]
            return inner(environ, start)

        return call


@contextlib.contextmanager
def webdav(folder: Path) -> Iterator[Dav]:
    from cheroot import wsgi
    from wsgidav.fs_dav_provider import FilesystemProvider
    from wsgidav.wsgidav_app import WsgiDAVApp

    inner = WsgiDAVApp(
        {
            "provider_mapping": {"/": FilesystemProvider(str(folder))},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False, "enable_loggers": []},
            "verbose": 0,
            "lock_storage": False,
            "property_manager": False,
        }
    )
    dav = Dav("", folder)
    server = wsgi.Server(("127.0.0.1", 0), dav.app(inner))
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    dav.address = f"http://127.0.0.1:{server.bind_addr[1]}"
    try:
        yield dav
    finally:
        server.stop()
        thread.join(5)


@contextlib.contextmanager
def s3() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


class Sftp:
    """A running SFTP server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.port = 0
        self._server: asyncssh.SSHAcceptor | None = None

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._listen())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _listen(self) -> None:
        class Door(asyncssh.SSHServer):
            def begin_auth(self, username: str) -> bool:
                return True

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == (USER, PASSWORD)

        def files(channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
            return asyncssh.SFTPServer(channel, chroot=str(self.folder).encode())

        self._server = await asyncssh.listen(
            "127.0.0.1", self.port, server_factory=Door, server_host_keys=[self.key], sftp_factory=files
        )
        self.port = self._server.get_port()

    def stop(self) -> None:
        async def close() -> None:
            if self._server is not None:
                self._server.close()
                await self._server.wait_closed()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
