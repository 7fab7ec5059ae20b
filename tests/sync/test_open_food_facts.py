"""The network is asked politely: with our name, one code at a time, and whatever it answers nothing breaks."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kasse import __version__
from kasse.books.exchange import KnownGoods
from kasse.errors import Refused, Unavailable
from sync import open_food_facts
from sync.open_food_facts import OpenFoodFacts, check_contact, service

CODE = "4006381333993"
ANSWER = {"status": 1, "product": {"product_name": "Kaubonbons", "brands": "Süßwerk", "quantity": "150 g"}}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.status = 200
        self.body: Any = ANSWER

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        body = self.server.body
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def asking(server: Server, pause: float = 0) -> OpenFoodFacts:
    return OpenFoodFacts("olga@spaeti.example", server.address, pause)


def test_a_code_is_asked_for_with_our_name_and_address(server: Server) -> None:
    assert asking(server).known(CODE) == KnownGoods(CODE, "Kaubonbons", "Süßwerk", "150 g")
    ((path, agent),) = server.asked
    assert path.startswith(f"/api/v2/product/{CODE}.json?fields=code%2Cproduct_name")
    assert agent == f"Kasse/{__version__} (olga@spaeti.example)"


def test_what_they_do_not_know_is_nothing(server: Server) -> None:
    server.status, server.body = 404, {"status": 0}
    assert asking(server).known(CODE) is None
    server.status, server.body = 200, {"status": 0, "status_verbose": "product not found"}
    assert asking(server).known(CODE) is None
    assert asking(server).known("PFAND025") is None
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "body"), [(500, {}), (429, {}), (200, b"<html>"), (200, b""), (200, b" " * 2_000_000), (302, {})]
)
def test_an_odd_answer_is_a_sentence(server: Server, status: int, body: object) -> None:
    server.status, server.body = status, body
    with pytest.raises(Unavailable) as refused:
        asking(server).known(CODE)
    assert "Open Food Facts" in refused.value.message


@pytest.mark.parametrize("body", [[], {"product": []}, {"product": {"product_name": None}}, {"product": {"brands": 3}}])
def test_an_answer_of_another_shape_is_nothing(server: Server, body: object) -> None:
    server.body = body
    assert asking(server).known(CODE) is None


def test_nobody_there_is_a_sentence_and_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Unavailable):
        OpenFoodFacts("a@b.de", address, 0).known(CODE)
    monkeypatch.setattr(open_food_facts, "TIMEOUT", (0.05, 0.05))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Unavailable):
            OpenFoodFacts("a@b.de", f"http://127.0.0.1:{silent.getsockname()[1]}", 0).known(CODE)


def test_it_waits_its_turn(server: Server) -> None:
    asked = asking(server, pause=0.15)
    began = time.monotonic()
    for _turn in range(3):
        asked.known(CODE)
    assert time.monotonic() - began >= 0.3
    assert service("a@b.de") is service("a@b.de")


def test_an_address_must_be_one() -> None:
    assert check_contact(" olga@spaeti.de ") == "olga@spaeti.de"
    for text in ("", "olga", "olga@", "@spaeti.de", "olga@spaeti", "o\nx@spaeti.de", "ol ga@spaeti.de"):
        with pytest.raises(Refused):
            check_contact(text)
