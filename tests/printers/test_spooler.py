"""The spooler against real servers on this machine: good, slow, dead, and lost in the midst of a job."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from kasse.errors import Unavailable
from kasse.receipt import Document, Text
from printers import escpos
from printers.spooler import DRAWER, PrintJob, Spooler, Waits
from printers.transports import FilePrinter, TcpPrinter, Transport

WAITS = Waits(idle=5.0, first=0.02, longest=0.08, drawer=5.0)
LONG = b"x" * 20_000_000
"""More than the buffers of both ends hold."""


@dataclass
class Outbox:
    """An outbox in memory, with the promises that the real one makes."""

    waiting: list[PrintJob] = field(default_factory=list)
    sending: dict[int, PrintJob] = field(default_factory=dict)
    done: list[int] = field(default_factory=list)
    failures: list[tuple[int, str, bool]] = field(default_factory=list)
    taken: list[tuple[int, float]] = field(default_factory=list)
    broken: int = 0

    def next_job(self) -> PrintJob | None:
        self._answer()
        if not self.waiting:
            return None
        job = self.waiting.pop(0)
        self.sending[job.no] = job
        self.taken.append((job.no, time.monotonic()))
        return job

    def sent(self, job_no: int) -> None:
        self._answer()
        del self.sending[job_no]
        self.done.append(job_no)

    def failed(self, job_no: int, error: str, retry: bool) -> None:
        self._answer()
        job = self.sending.pop(job_no)
        self.failures.append((job_no, error, retry))
        if retry:
            self.waiting.insert(0, job)

    def _answer(self) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")


class Server:
    """A printer on a port of its own; `serve` says what it does with a connection."""

    def __init__(self, serve: Callable[[socket.socket], bytes], port: int = 0, buffer: int | None = None) -> None:
        self.jobs: list[bytes] = []
        self.open = 0
        self.most = 0
        self._serve = serve
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if buffer:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen()
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        with connection:
            self.jobs.append(self._serve(connection))
            self.open -= 1

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def read_all(connection: socket.socket) -> bytes:
    data = b""
    while part := connection.recv(65536):
        data += part
    return data


def read_slowly(connection: socket.socket) -> bytes:
    data = b""
    while part := connection.recv(400):
        data += part
        time.sleep(0.01)
    return data


def read_and_talk(connection: socket.socket) -> bytes:
    connection.sendall(b"\x14\x00\x00\x0f")
    data = read_all(connection)
    with suppress(OSError):
        connection.sendall(b"\x16")
        connection.recv(1)
    return data


def drop(connection: socket.socket) -> bytes:
    data = connection.recv(1000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return data


def never_read(connection: socket.socket) -> bytes:
    time.sleep(3)
    return b""


def job(no: int, text: str = "Süßkram", *, kind: str = "receipt", drawer: bool = False) -> PrintJob:
    return PrintJob(no, kind, Document("t", "de", (Text(text),)), drawer)


def wait_for(condition: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def tcp(port: int, **timing: float) -> TcpPrinter:
    defaults = {"connect_timeout": 0.5, "write_timeout": 0.5, "bytes_per_second": 1e9, "linger": 0.02}
    return TcpPrinter("127.0.0.1", port, **{**defaults, **timing})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[..., tuple[Spooler, Outbox]]


@pytest.fixture
def start() -> Iterator[Start]:
    spoolers: list[Spooler] = []

    def begin(
        printer: Transport, *jobs: PrintJob, data: bytes | None = None, waits: Waits = WAITS
    ) -> tuple[Spooler, Outbox]:
        outbox = Outbox(waiting=list(jobs))
        render = (lambda document, drawer: data) if data is not None else escpos_bytes
        spooler = Spooler(outbox, printer, render=render, waits=waits)
        spoolers.append(spooler)
        spooler.start()
        return spooler, outbox

    yield begin
    for spooler in spoolers:
        assert spooler.stop(0.1)


def escpos_bytes(document: Document, drawer: bool) -> bytes:
    return escpos.render(document, drawer=drawer)


def assert_stops_at_once(spooler: Spooler) -> None:
    begun = time.monotonic()
    assert spooler.stop(0.1)
    assert time.monotonic() - begun < 2.0  # the waits are longer


def test_jobs_are_printed_in_order_one_connection_each(start: Start) -> None:
    server = Server(read_all)
    jobs = [job(no, f"Bon {no}") for no in (1, 2, 3)]
    spooler, outbox = start(tcp(server.port, linger=2.0), *jobs)
    wait_for(lambda: outbox.done == [1, 2, 3])
    assert server.jobs == [escpos.render(one.document) for one in jobs]
    assert server.most == 1
    assert_stops_at_once(spooler)
    server.close()


def test_a_poke_wakes_it(start: Start) -> None:
    server = Server(read_all)
    spooler, outbox = start(tcp(server.port))
    time.sleep(0.05)
    outbox.waiting.append(job(1))
    begun = time.monotonic()
    spooler.poke()
    wait_for(lambda: outbox.done == [1])
    assert time.monotonic() - begun < 3.0, "not only at the next look into the outbox"
    server.close()


def test_a_job_that_nobody_announced_is_found(start: Start) -> None:
    server = Server(read_all)
    _spooler, outbox = start(tcp(server.port), waits=replace(WAITS, idle=0.02))
    time.sleep(0.05)
    outbox.waiting.append(job(1))
    wait_for(lambda: outbox.done == [1])
    server.close()


def test_a_slow_printer_gets_all(start: Start) -> None:
    server = Server(read_slowly, buffer=4096)
    _spooler, outbox = start(tcp(server.port), job(1), data=b"y" * 20_000)
    wait_for(lambda: outbox.done == [1])
    wait_for(lambda: server.jobs == [b"y" * 20_000])
    server.close()


def test_a_printer_that_talks_back_is_heard_out(start: Start) -> None:
    server = Server(read_and_talk)
    _spooler, outbox = start(tcp(server.port, linger=0.2), job(1))
    wait_for(lambda: outbox.done == [1])
    wait_for(lambda: server.jobs == [escpos.render(job(1).document)])
    server.close()


def test_a_dead_printer_is_tried_ever_less_often_and_prints_once_when_it_is_back(start: Start) -> None:
    port = free_port()
    _spooler, outbox = start(tcp(port), job(1), job(2))
    wait_for(lambda: len(outbox.failures) >= 6)
    assert {(no, retry) for no, _error, retry in outbox.failures} == {(1, True)}
    assert f"127.0.0.1:{port} does not answer" in outbox.failures[0][1]
    times = [when for _no, when in outbox.taken]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= least for gap, least in zip(gaps, (0.02, 0.04, 0.08, 0.08, 0.08), strict=False))
    server = Server(read_all, port)
    wait_for(lambda: outbox.done == [1, 2])
    wait_for(lambda: len(server.jobs) == 2)
    server.close()


def test_pokes_do_not_hammer_a_dead_printer(start: Start) -> None:
    spooler, outbox = start(tcp(free_port()), job(1), waits=replace(WAITS, first=0.2, longest=0.2))
    for _number in range(50):
        spooler.poke()
        time.sleep(0.002)
    assert len(outbox.taken) <= 2
    assert_stops_at_once(spooler)


def test_a_job_lost_in_the_midst_is_not_printed_again(start: Start) -> None:
    server = Server(drop)
    spooler, outbox = start(tcp(server.port), job(1), data=LONG)
    wait_for(lambda: outbox.failures)
    time.sleep(0.2)
    ((no, error, retry),) = outbox.failures
    assert (no, retry) == (1, False)
    assert "reprint it as a copy if it is not there" in error
    assert len(server.jobs) == 1
    assert outbox.done == []
    assert_stops_at_once(spooler)
    server.close()


def test_a_small_job_whose_connection_is_reset_is_not_taken_for_printed(start: Start) -> None:
    server = Server(drop)
    _spooler, outbox = start(tcp(server.port, linger=0.5), job(1), data=b"z" * 1700)
    wait_for(lambda: outbox.failures)
    assert [(no, retry) for no, _error, retry in outbox.failures] == [(1, False)]
    server.close()


def test_a_printer_that_takes_no_more_bytes_is_given_up_on(start: Start) -> None:
    server = Server(never_read, buffer=4096)
    _spooler, outbox = start(tcp(server.port, write_timeout=0.2), job(1), data=LONG)
    wait_for(lambda: outbox.failures)
    assert [(no, retry) for no, _error, retry in outbox.failures] == [(1, False)]
    server.close()


def test_the_time_to_write_grows_with_the_job(start: Start) -> None:
    server = Server(never_read, buffer=4096)
    _spooler, outbox = start(tcp(server.port, write_timeout=0.1, bytes_per_second=len(LONG) / 0.5), job(1), data=LONG)
    wait_for(lambda: outbox.failures)
    assert time.monotonic() - outbox.taken[0][1] >= 0.6
    server.close()


def test_stop_breaks_off_a_write_that_hangs(start: Start) -> None:
    server = Server(never_read, buffer=4096)
    spooler, outbox = start(tcp(server.port, write_timeout=60), job(1), data=LONG)
    wait_for(lambda: outbox.taken)
    time.sleep(0.1)
    assert_stops_at_once(spooler)
    assert [(no, retry) for no, _error, retry in outbox.failures] == [(1, False)]
    server.close()


def test_stop_while_it_waits_for_a_dead_printer(start: Start) -> None:
    spooler, outbox = start(tcp(free_port()), job(1), waits=replace(WAITS, first=60.0))
    wait_for(lambda: outbox.failures)
    assert_stops_at_once(spooler)


def test_stop_while_there_is_nothing_to_do(start: Start) -> None:
    spooler, _outbox = start(tcp(free_port()), waits=replace(WAITS, idle=60.0))
    assert_stops_at_once(spooler)


def test_stop_before_start() -> None:
    assert Spooler(Outbox(), tcp(1)).stop()


def test_a_closed_printer_sends_nothing() -> None:
    server = Server(read_all)
    printer = tcp(server.port)
    printer.close()
    with pytest.raises(Unavailable, match="does not answer"):
        printer.send(b"x", "receipt-000001")
    wait_for(lambda: server.jobs == [b""])
    server.close()


def test_a_job_that_cannot_be_drawn_does_not_hold_up_the_next(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def draw(document: Document, drawer: bool) -> bytes:
        if document.title == "bad":
            raise ZeroDivisionError
        return b"good"

    bad = PrintJob(1, "receipt", Document("bad", "de", ()), open_drawer=False)
    outbox = Outbox(waiting=[bad, job(2)])
    spooler = Spooler(outbox, FilePrinter(tmp_path), render=draw, waits=WAITS)
    spooler.start()
    wait_for(lambda: outbox.done == [2])
    assert [(no, retry) for no, _error, retry in outbox.failures] == [(1, False)]
    assert "ZeroDivisionError" in caplog.text
    assert [file.name for file in tmp_path.iterdir()] == ["receipt-000002.bin"]
    assert spooler.stop()


def test_an_outbox_that_does_not_answer_never_makes_a_job_print_twice(start: Start) -> None:
    server = Server(read_all)
    spooler, outbox = start(tcp(server.port))
    time.sleep(0.05)
    outbox.waiting.append(job(1))

    def break_off(document: Document, drawer: bool) -> bytes:
        outbox.broken = 3
        return b"once"

    spooler._render = break_off
    spooler.poke()
    wait_for(lambda: outbox.done == [1])
    outbox.waiting.append(job(2))
    spooler.poke()
    wait_for(lambda: outbox.done == [1, 2])
    wait_for(lambda: len(server.jobs) == 2)
    assert [no for no, _when in outbox.taken] == [1, 2]
    server.close()


def test_the_drawer_opens_with_the_receipt(start: Start, tmp_path: Path) -> None:
    _spooler, outbox = start(FilePrinter(tmp_path), job(1, drawer=True), job(2), job(3, kind=DRAWER, drawer=True))
    wait_for(lambda: outbox.done == [1, 2, 3])
    kick = escpos.drawer_kick()
    assert kick in (tmp_path / "receipt-000001.bin").read_bytes()
    assert kick not in (tmp_path / "receipt-000002.bin").read_bytes()
    assert (tmp_path / "drawer-000003.bin").read_bytes() == kick


def test_a_drawer_is_never_opened_late(start: Start, tmp_path: Path) -> None:
    late = [replace(job(1, drawer=True), age_seconds=6.0), replace(job(2, kind=DRAWER, drawer=True), age_seconds=6.0)]
    _spooler, outbox = start(FilePrinter(tmp_path), *late)
    wait_for(lambda: outbox.done == [1] and outbox.failures)
    assert escpos.drawer_kick() not in (tmp_path / "receipt-000001.bin").read_bytes()
    assert [(no, retry) for no, _error, retry in outbox.failures] == [(2, False)]


def test_a_drawer_is_not_opened_once_the_printer_is_back_after_long(start: Start) -> None:
    port = free_port()
    _spooler, outbox = start(tcp(port), job(1, drawer=True), waits=replace(WAITS, drawer=0.1))
    wait_for(lambda: len(outbox.failures) >= 5)
    server = Server(read_all, port)
    wait_for(lambda: outbox.done == [1])
    wait_for(lambda: server.jobs)
    wait_for(lambda: server.jobs == [escpos.render(job(1).document)])
    server.close()
