"""Real relays on this machine, for whatever test needs one: plain context managers that give an address.

The two could not differ more. `local_relay` (nostr-sdk, Rust) orders, deletes and expires as it should, takes 60
messages a minute unless told otherwise and one filter a request. `nostr_relay` (PyPI, Python) keeps what it should
have replaced, ignores deletes by address, serves what expired, and says `false duplicate:` to what it has.
"""

import asyncio
import inspect
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

GENEROUS = 10_000_000
"""Messages a minute: no limit, for tests of anything else."""


async def _awaited(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


async def _run(builder: Any) -> tuple[Any, str]:
    relay = builder.build()
    await _awaited(relay.run())
    return relay, str(await _awaited(relay.url()))


def _started(builder: Any) -> tuple[Any, str]:
    """A relay that was shut down keeps its port for a moment longer."""
    end = time.monotonic() + 5
    while True:
        try:
            made: tuple[Any, str] = asyncio.run(_run(builder))
            return made
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _stopped(relay: Any, port: int) -> None:
    """It hears of its end only while it waits for something, so it is told until it has gone."""
    end = time.monotonic() + 5
    relay.shutdown()
    while _answers(port) and time.monotonic() < end:
        relay.shutdown()
        time.sleep(0.005)


@contextmanager
def local_relay(
    *, per_minute: int | None = GENEROUS, auth: str = "", most: int | None = None, port: int = 0
) -> Iterator[str]:
    """A LocalRelay in memory; gives its address. It takes a few milliseconds, so a test may well have its own.

    `per_minute` of None leaves its default of 60 messages. `auth` is "messages" (who reads wraps shows who he is) or
    "everything" (NIP-42 for each read and write). `most` is how many events it gives for a request. With the `port` of
    one before it is that relay after a crash that cost it all it had.
    """
    import nostr_sdk

    builder = nostr_sdk.LocalRelayBuilder().addr("127.0.0.1")
    if per_minute is not None:
        builder = builder.rate_limit(nostr_sdk.RateLimit(max_reqs=500, notes_per_minute=per_minute))
    if auth == "messages":
        builder = builder.auth_dm(True)
    if auth == "everything":
        mode = nostr_sdk.LocalRelayBuilderNip42Mode.BOTH
        builder = builder.nip42(nostr_sdk.LocalRelayBuilderNip42(mode=mode))
    if most is not None:
        builder = builder.max_filter_limit(most).default_filter_limit(most)
    if port:
        builder = builder.port(port)
    relay, address = _started(builder)
    try:
        yield address
    finally:
        _stopped(relay, int(address.rpartition(":")[2]))


_CONFIG = """\
DEBUG: false
relay_name: a relay in Python
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{folder}/relay.sqlite3
  num_concurrent_reqs: 10
  num_concurrent_adds: 2
  validators:
    - nostr_relay.validators.is_not_too_large
    - nostr_relay.validators.is_signed
    - nostr_relay.validators.is_recent
gunicorn:
  bind: 127.0.0.1:{port}
  loglevel: warning
subscription_limit: 32
max_limit: {most}
message_timeout: 1800
"""


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + 30
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError(f"nostr-relay does not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)


@contextmanager
def nostr_relay(folder: Path, *, most: int = 6000) -> Iterator[str]:
    """PyPI's nostr-relay as a process of its own, its SQLite file in `folder`; gives its address.

    It takes about a second to start, so share it: a new key a test keeps tests apart. By uvicorn, because gunicorn
    keeps a control socket in the home directory and a second process.
    """
    port = free_port()
    config, log = folder / "relay.yaml", folder / "relay.log"
    config.write_text(_CONFIG.format(folder=folder, port=port, most=most), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("nostr-relay")), "-c", str(config), "serve", "--use-uvicorn"]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, env=quiet)
    try:
        _wait_for(process, port, log)
        yield f"ws://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def rust_relay() -> Iterator[str]:
    """A LocalRelay that takes as much as one likes, shared by all tests."""
    with local_relay() as address:
        yield address


@pytest.fixture(scope="session")
def python_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where PyPI's nostr-relay keeps its `relay.sqlite3`."""
    return tmp_path_factory.mktemp("nostr-relay")


@pytest.fixture(scope="session")
def python_relay(python_folder: Path) -> Iterator[str]:
    """PyPI's nostr-relay, shared by all tests."""
    with nostr_relay(python_folder) as address:
        yield address
