"""Shops, their goods on real relays, and relays that misbehave, for the near-me page's tests."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Any

from kasse.books.market import Bucket, Listing, PublicShop, PublicView
from kasse.money import Money
from sync.nostr.event import Event, sign, to_value
from sync.nostr.keys import Keys
from sync.nostr.listing import Parts, announcement, render

PLACE = (52_499_530, 13_418_930)
"""Kottbusser Tor."""
CLUB_MATE = PublicView(
    "gtin-04029764001807", "Club-Mate 0,5 l", "Getränke", Money(129), Bucket.IN, gtin="04029764001807",
    deposit=Money(15), content="0,5 l", unit_price=Money(258), per="l",
)  # fmt: skip
CHEESE = PublicView("gtin-04000521006419", "Käsekräcker 100 g", "Süßes", Money(149), Bucket.LOW, gtin="04000521006419")
ROLL = PublicView("kasse-101", "Brötchen", "Backwaren", Money(45), Bucket.IN)


def now() -> int:
    return int(time.time())


class Shop:
    """A shop with a key, so many metres north of the place."""

    def __init__(self, name: str, metres: int, **changes: Any) -> None:
        self.keys = Keys.make()
        latitude = PLACE[0] + metres * 1_000_000 // 111_200
        self.public = PublicShop(
            name, "Kottbusser Str. 1", "10999", "Berlin", "DE", "de", latitude, PLACE[1], "Mo-Su 00:00-24:00",
            key=self.keys.public, holds=60,
        )  # fmt: skip
        self.public = replace(self.public, **changes)

    def sign(self, parts: Parts) -> Event:
        return sign(self.keys.secret, *parts)

    def listing(self, view: PublicView, stamp: int = 0) -> Event:
        stamp = stamp or now() - 60
        return self.sign(render(Listing(view.key, stamp, stamp, "", view), self.public))

    def open(self, *relays: str) -> list[Event]:
        return [self.sign(parts) for parts in announcement(self.public, relays, now() - 120)]

    def changed(self, event: Event, *tags: tuple[str, ...], without: tuple[str, ...] = ()) -> Event:
        """The same event with other tags, signed anew."""
        names = {tag[0] for tag in tags} | set(without)
        kept = tuple(tag for tag in event.tags if tag[0] not in names)
        return sign(self.keys.secret, event.kind, kept + tags, event.content, event.created_at)


def tell(relay: str, *events: Event) -> None:
    """Bring events to a relay, which must take them."""
    from websockets.sync.client import connect

    with connect(relay, proxy=None) as socket:
        for event in events:
            socket.send(json.dumps(["EVENT", to_value(event)]))
        for _ in events:
            answer = json.loads(socket.recv(5))
            assert answer[0] == "OK", answer
            assert answer[2] or answer[3].startswith("duplicate"), answer


def wraps(relay: str, receiver: str, seconds: float = 5) -> Iterator[Any]:
    """What comes to a relay for somebody, as it comes: JSON values of events."""
    from websockets.sync.client import connect

    with connect(relay, proxy=None) as socket:
        socket.send(json.dumps(["REQ", "inbox", {"kinds": [1059], "#p": [receiver]}]))
        while True:
            message = json.loads(socket.recv(seconds))
            if message[0] == "EVENT":
                yield message[2]


@contextmanager
def bad_relay(answer: Any) -> Iterator[str]:
    """A relay for which `answer(send, message, ended)` does whatever it likes."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.server import serve

    ended = Flag()

    def talk(socket: Any) -> None:
        try:
            for message in socket:
                answer(
                    lambda value: socket.send(value if isinstance(value, str) else json.dumps(value)),
                    json.loads(message),
                    ended,
                )
        except ConnectionClosed:
            pass

    server = serve(talk, "127.0.0.1", 0, max_size=None)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        ended.set()
        server.shutdown()
        thread.join(5)


def hangs(send: Any, message: Any, ended: Flag) -> None:
    """Takes everything and says nothing."""


def gives(*events: Event | dict[str, Any]) -> Any:
    """Answers every question with the same events, whatever was asked."""

    def answer(send: Any, message: Any, ended: Flag) -> None:
        if message[0] == "REQ":
            for event in events:
                send(["EVENT", message[1], event if isinstance(event, dict) else to_value(event)])
            send(["EOSE", message[1]])

    return answer


def floods(event: Event) -> Any:
    """Never ends."""

    def answer(send: Any, message: Any, ended: Flag) -> None:
        text = json.dumps(["EVENT", message[1], to_value(event)])
        while not ended.is_set() and message[0] == "REQ":
            send(text)

    return answer


class Site:
    """A web server for files in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, self))
        Thread(target=self.server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "json": "application/json"}


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 20  # head and body in one go, or the kernel waits 40 ms between them
    disable_nagle_algorithm = True

    def __init__(self, site: Site, *arguments: Any) -> None:
        self.site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.split("?")[0].lstrip("/")
        content = self.site.files.get(path + "index.html" if path.endswith("/") else path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", _TYPES.get(path.rsplit(".", 1)[-1], "text/html"))
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Nothing of it is written anywhere."""
