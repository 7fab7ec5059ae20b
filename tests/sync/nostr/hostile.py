"""Relays that mean no good, made of the websockets library's server: each does one thing wrong."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve

Behaviour = Callable[["Visit"], None]


class Visit:
    """A connection of a client, from the relay's side."""

    def __init__(self, connection: ServerConnection, number: int) -> None:
        self.connection = connection
        self.number = number
        """How many connections there were before this one."""

    def hear(self) -> list[Any]:
        """The client's next message."""
        heard: list[Any] = json.loads(self.connection.recv())
        return heard

    def say(self, *message: Any) -> None:
        self.connection.send(json.dumps(message))

    def raw(self, data: str | bytes, *, text: bool | None = None) -> None:
        self.connection.send(data, text=text)

    def vanish(self) -> None:
        """Part without a word, as when a cable is pulled."""
        with suppress(OSError):
            self.connection.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def hostile(behave: Behaviour) -> Iterator[str]:
    """A relay that behaves so with each connection until it returns; gives its address."""
    count = 0

    def handle(connection: ServerConnection) -> None:
        nonlocal count
        number, count = count, count + 1
        with suppress(ConnectionClosed, OSError):
            behave(Visit(connection, number))

    with serve(handle, "127.0.0.1", 0, close_timeout=0.2, ping_interval=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def mute() -> Iterator[str]:
    """A port that takes connections and never says anything, not even that it is a relay."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def losing(address: str, count: int) -> Iterator[str]:
    """The relay at an address over a line that loses its next so many answers to messages, and is then cut."""
    left = count

    def carry(visit: Visit) -> None:
        nonlocal left
        with connect(address, legacy=True, proxy=None) as relay:
            while True:
                message = visit.hear()
                relay.send(json.dumps(message))
                while answer := _answer(relay, message):
                    if answer[0] == "OK" and left:
                        left -= 1
                        return visit.vanish()
                    visit.say(*answer)
                    if answer[0] in ("OK", "EOSE", "CLOSED"):
                        break

    with hostile(carry) as line:
        yield line


def _answer(relay: ClientConnection, message: list[Any]) -> list[Any] | None:
    return None if message[0] == "CLOSE" else json.loads(relay.recv(timeout=5))


@contextmanager
def turned_away(status: int, retry_after: str) -> Iterator[str]:
    """A server that lets nobody in, and may say for how long."""

    def refuse(connection: ServerConnection, _request: Request) -> Response:
        response = connection.respond(status, "not now")
        if retry_after:
            response.headers["Retry-After"] = retry_after
        return response

    with serve(lambda connection: None, "127.0.0.1", 0, process_request=refuse) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()
