"""fiskaly's cloud TSE: what every fiscal device holds, its own wire, and all that may be wrong with it."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Secrets, Transaction, TseState
from kasse.fiscal.de.verifying import verify_tar
from sync.fiskaly_line import FiskalyLine
from sync.tse_fiskaly import FiskalyTse
from tests.contracts.tse_device import TseDeviceContract, as_a_sentence
from tests.contracts.tse_world import CLIENT, OTHER_RECEIPT, RECEIPT, TseWorld, begin, exported, qr_findings, ring
from tests.printers.self_signed import self_signed
from tests.sync.fiskaly_server import KEY, SECRET, TRIES, TSS, Answer, FiskalyWorld


class TestFiskaly(TseDeviceContract):
    def make_world(self, folder: Path, clock: SetClock) -> TseWorld:
        return FiskalyWorld(folder, clock)


@pytest.fixture
def bought(tmp_path: Path, clock: SetClock) -> Iterator[FiskalyWorld]:
    made = FiskalyWorld(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def world(bought: FiskalyWorld) -> FiskalyWorld:
    device = bought.device()
    bought.secrets = device.set_up(CLIENT, bought.secrets)
    device.close()
    return bought


@pytest.fixture
def device(world: FiskalyWorld) -> Iterator[FiskalyTse]:
    opened = world.device()
    opened.open(CLIENT)
    yield opened
    opened.close()


def refused(ask: Callable[[], object], match: str | None = None, kind: type[KasseError] = Refused) -> None:
    """It is refused (or not available) in a sentence that says this."""
    with pytest.raises(kind, match=match) as caught:
        ask()
    as_a_sentence(caught.value)


# The wire


def test_the_messages_of_a_sale(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.cloud.log.clear()
    id_ = uuid4()
    start = device.start(CLIENT, id_)
    device.finish(CLIENT, Transaction(start.number, id_), process_data.RECEIPT, RECEIPT)
    (client,) = world.cloud.clients
    first, last = world.cloud.log
    tx = first[1].rpartition("/")[2]
    assert UUID(tx).version == 4
    begun = {"state": "ACTIVE", "client_id": client, "metadata": {"kasse_id": str(id_)}}
    assert first == ("PUT", f"tss/{TSS}/tx/{tx}", {"tx_revision": "1"}, begun)
    raw = {"process_type": "Kassenbeleg-V1", "process_data": base64.b64encode(RECEIPT.encode()).decode()}
    ended = {"state": "FINISHED", "client_id": client, "schema": {"raw": raw}}
    assert last == ("PUT", f"tss/{TSS}/tx/{tx}", {"tx_revision": "2"}, ended)


def test_the_messages_of_setting_up(bought: FiskalyWorld) -> None:
    device = bought.device(client_uuid="dbbf8759-bb15-421d-bc2e-777c6bce874c")
    kept = device.set_up(CLIENT, bought.secrets)
    assert kept == Secrets("8920976146", "8675309", "")
    said = [(method, path.removeprefix(f"tss/{TSS}"), body) for method, path, _query, body in bought.cloud.log]
    assert [one for one in said if one[0] != "GET"] == [
        ("POST", "auth", {"api_key": KEY, "api_secret": SECRET}),
        ("PUT", "", {}),
        ("PATCH", "", {"state": "UNINITIALIZED"}),
        ("PATCH", "/admin", {"admin_puk": "8920976146", "new_admin_pin": "8675309"}),
        ("POST", "/admin/auth", {"admin_pin": "8675309"}),
        ("PATCH", "", {"state": "INITIALIZED"}),
        ("POST", "/admin/logout", {}),
        ("POST", "/admin/auth", {"admin_pin": "8675309"}),
        ("PUT", "/client/dbbf8759-bb15-421d-bc2e-777c6bce874c", {"serial_number": CLIENT}),
        ("POST", "/admin/logout", {}),
    ]
    assert not any(bought.cloud.tokens.values())
    device.close()


def test_a_message_that_is_repeated_begins_nothing_twice(world: FiskalyWorld, device: FiskalyTse) -> None:
    id_ = uuid4()
    world.cut(0, acted=True)
    start = device.start(CLIENT, id_)
    assert device.start(CLIENT, id_) == start
    world.cut(0, acted=True)
    end = device.finish(CLIENT, Transaction(start.number, id_), process_data.RECEIPT, RECEIPT)
    assert device.finish(CLIENT, Transaction(start.number, id_), process_data.RECEIPT, RECEIPT) == end
    assert world.engine.last_transaction == start.number
    again = device.start(CLIENT, id_)  # it was ended: the same basket begins anew
    assert again.number == start.number + 1


def test_other_words_for_what_is_finished_are_refused(device: FiskalyTse) -> None:
    done = ring(device)
    transaction = Transaction(done.end.number)
    refused(lambda: device.finish(CLIENT, transaction, process_data.RECEIPT, OTHER_RECEIPT), "not open")


def test_what_another_program_updated_is_finished_at_its_revision(world: FiskalyWorld, device: FiskalyTse) -> None:
    _start, transaction = begin(device)
    (client,) = world.cloud.clients
    raw = {"process_type": "Bestellung-V1", "process_data": ""}
    body = {"state": "ACTIVE", "client_id": client, "schema": {"raw": raw}}
    world.cloud.put_tx(str(transaction.number), {"tx_revision": "2"}, body)
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    found = device.logged(CLIENT, transaction)
    assert found == world.engine.finished(CLIENT, transaction.number)
    other = world.device()
    _start, transaction = begin(device)
    world.cloud.put_tx(str(transaction.number), {"tx_revision": "2"}, body)
    assert other.open_transactions(CLIENT) == (transaction,) or other.open_transactions(CLIENT)
    other.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    other.close()


def test_more_open_ones_than_a_page_has(world: FiskalyWorld, device: FiskalyTse) -> None:
    begun = [begin(device)[1] for _again in range(130)]
    other = world.device()
    assert set(other.open_transactions(CLIENT)) == set(begun)
    assert other.health().open_transactions == 130
    other.close()


def test_facts_of_the_test_environment_are_not_certified(world: FiskalyWorld, device: FiskalyTse) -> None:
    facts = device.facts()
    assert (facts.kind, facts.certified, facts.algorithm) == ("fiskaly", True, "ecdsa-plain-SHA256")
    world.cloud.env = "TEST"
    assert not device.facts().certified


# The key, the token, the PIN


@pytest.mark.parametrize("options", [{"api_key": "x"}, {"api_secret": "x"}, {"api_key": ""}, {"api_secret": ""}])
def test_a_wrong_key(world: FiskalyWorld, options: dict[str, str]) -> None:
    device = world.device(None, **options)
    for ask in (lambda: device.open(CLIENT), device.health, lambda: device.start(CLIENT, uuid4())):
        refused(ask, "API key")


def test_a_token_that_ran_out_is_made_anew(world: FiskalyWorld, device: FiskalyTse) -> None:
    _start, transaction = begin(device)
    world.cloud.tokens.clear()
    world.cloud.log.clear()
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    assert "refresh_token" in world.cloud.log[1][3]
    world.cloud.tokens.clear()
    world.cloud.refresh.clear()
    ring(device)


def test_a_token_is_made_anew_before_it_ends(world: FiskalyWorld) -> None:
    world.cloud.lifetime = 60
    device = world.device()
    device.open(CLIENT)
    before = len(world.cloud.tokens)
    ring(device)
    assert len(world.cloud.tokens) > before
    device.close()


def test_a_key_that_may_not_do_this(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.server.troubles = [Answer(403, "E_ACCESS_DENIED")]
    refused(lambda: device.start(CLIENT, uuid4()), "may not")


def test_a_wrong_pin_is_said_once(world: FiskalyWorld) -> None:
    world.forget_client()
    device = world.device()
    refused(lambda: device.set_up(CLIENT, Secrets("", "000000", "")), "PIN")
    assert world.cloud.tries == TRIES - 1
    refused(lambda: device.set_up(CLIENT, Secrets("", "", "")), "missing")
    refused(lambda: device.set_up(CLIENT, Secrets("", "123", "")), "six")
    refused(lambda: device.set_up("x" * 71, world.secrets), "70")
    world.block_pins()
    refused(lambda: device.set_up(CLIENT, world.secrets), "blocked")


def test_the_puk_is_known_after_a_set_up_that_broke_off(bought: FiskalyWorld) -> None:
    device, nothing = bought.device(Secrets()), Secrets()
    bought.server.troubles = []
    bought.cloud.log.clear()
    patch_admin = bought.cloud.patch_admin

    def down(*_given: object, **_named: object) -> None:
        raise Answer(503, "E_DOWN")

    bought.cloud.routes = tuple((m, p, down if h == patch_admin else h) for m, p, h in bought.cloud.routes)
    refused(lambda: device.set_up(CLIENT, nothing), "moment", Unavailable)
    assert bought.cloud.state == "UNINITIALIZED"
    kept_file = bought.folder / f"fiskaly-{TSS}.new"
    assert kept_file.stat().st_mode & 0o077 == 0
    bought.cloud.routes = tuple((m, p, patch_admin if h == down else h) for m, p, h in bought.cloud.routes)
    later = bought.device(nothing)
    kept = later.set_up(CLIENT, nothing)
    assert (kept.puk, kept.admin_pin) == (bought.cloud.puk, bought.cloud.pin)
    assert not kept_file.exists()
    later.open(CLIENT)
    ring(later)
    later.close()


# Patience


def test_being_asked_to_wait_is_heeded(world: FiskalyWorld) -> None:
    waited: list[float] = []
    url = f"http://127.0.0.1:{world.port}/api/v2"
    line = FiskalyLine(url, KEY, SECRET, answer=60, pause=waited.append)
    line.ask("GET", f"tss/{TSS}")
    world.server.troubles = [Answer(429, "E_TOO_MANY_REQUESTS", headers={"Retry-After": "7"}), Answer(503, "E_DOWN")]
    assert line.ask("GET", f"tss/{TSS}")["state"] == "INITIALIZED"
    assert waited[0] == 7
    assert len(waited) == 2
    line.close()


def test_being_asked_to_wait_for_long_is_said(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.server.troubles = [Answer(429, "E_TOO_MANY_REQUESTS", headers={"Retry-After": "90"})]
    refused(lambda: device.start(CLIENT, uuid4()), "90 seconds", Unavailable)
    ring(device)


def test_a_service_that_is_down_for_a_moment_is_asked_again(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.server.troubles = [Answer(500, "E_INTERNAL"), Answer(423, "E_TSS_LOCKED")]
    done = ring(device)
    assert done == world.engine.finished(CLIENT, done.end.number)
    world.server.troubles = [Answer(502, "E_DOWN")] * 50
    refused(lambda: device.start(CLIENT, uuid4()), "moment", Unavailable)


# Something else answers


PAGE = b"<!doctype html><html><title>Log in to the guest network</title></html>"
NONSENSE = {
    "a web page": (200, {"Content-Type": "text/html"}, PAGE),
    "a login": (302, {"Location": "http://login.example/"}, b""),
    "a page that is not there": (404, {"Content-Type": "text/html"}, PAGE),
    "a page of a proxy": (502, {"Content-Type": "text/html"}, PAGE),
    "nothing": (200, {}, b""),
    "half of JSON": (200, {}, b'{"state": "ACT'),
    "a list": (200, {}, b"[1, 2]"),
    "a text": (200, {}, b'"OK"'),
    "no signature": (200, {}, b'{"state": "ACTIVE", "number": 1, "latest_revision": 1}'),
    "wrong types": (200, {}, b'{"state": "ACTIVE", "number": "x", "signature": [], "log": {"timestamp": 1e99}}'),
    "deep": (200, {}, b"[" * 100_000),
    "far too much": (200, {}, b'{"a": "' + b"x" * 5_000_000 + b'"}'),
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_said_to_be_that_and_the_next_sale_is_signed(
    world: FiskalyWorld, device: FiskalyTse, kind: str
) -> None:
    _start, transaction = begin(device)
    world.server.says = NONSENSE[kind]
    asks: tuple[Callable[[], object], ...] = (
        lambda: device.start(CLIENT, uuid4()),
        lambda: device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT),
        lambda: device.open_transactions(CLIENT),
        device.facts,
        lambda: world.device().open(CLIENT),
    )
    for ask in asks:
        refused(ask, kind=Unavailable if kind != "a page that is not there" else KasseError)
    world.mend()
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    assert qr_findings(device, ring(device)) == []


@pytest.mark.parametrize("kept", [0, 1, 40])
def test_half_an_answer(world: FiskalyWorld, device: FiskalyTse, kept: int) -> None:
    _start, transaction = begin(device)
    world.server.only_bytes = kept
    refused(lambda: device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT), kind=Unavailable)
    world.mend()
    assert device.logged(CLIENT, transaction) == world.engine.finished(CLIENT, transaction.number)


@pytest.mark.parametrize(
    "address",
    [
        "http://kassensichv.example/api/v2",
        "ftp://127.0.0.1/",
        "kassensichv.example",
        "https://",
        "https://host:port/",
        "https://[::1/",
        "https://127.0.0.1:99999/",
    ],
)
def test_an_address_that_is_none(world: FiskalyWorld, address: str) -> None:
    device = world.device(base_url=address)
    refused(lambda: device.open(CLIENT), "address")


@pytest.mark.parametrize("address", ["https://no.such.invalid/api/v2", "https://127.0.0.1:9/api/v2"])
def test_an_address_where_nobody_is(world: FiskalyWorld, address: str) -> None:
    refused(lambda: world.device(base_url=address).open(CLIENT), "internet", Unavailable)


@pytest.mark.parametrize("tss", ["", "x", "../auth", str(UUID(int=7)), f"{TSS}/admin"])
def test_an_id_that_is_none(world: FiskalyWorld, tss: str) -> None:
    messages = world.messages
    refused(lambda: world.device(tss_id=tss).open(CLIENT), "random UUID")
    refused(lambda: world.device(client_uuid=tss or "x").open(CLIENT), "random UUID")
    assert world.messages == messages


def test_a_tss_that_the_account_has_not(world: FiskalyWorld) -> None:
    other = str(uuid4())
    device = world.device(tss_id=other)
    refused(lambda: device.open(CLIENT), other)
    assert device.health().state is TseState.NEW


def test_a_server_whose_certificate_nobody_vouches_for(world: FiskalyWorld, tmp_path: Path) -> None:
    _file, context = self_signed(tmp_path)
    world.secure(context)
    device = world.device(base_url=f"https://127.0.0.1:{world.port}/api/v2")
    refused(lambda: device.open(CLIENT), "not safe", Unavailable)


def test_a_tss_that_is_disabled(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.cloud.state = "DISABLED"
    world.engine.decommission()
    assert device.health().state is TseState.DECOMMISSIONED
    refused(lambda: device.open(CLIENT), "out of service")
    refused(device.self_test, "out of service")
    refused(lambda: device.set_up(CLIENT, world.secrets), "out of service")


def test_a_till_that_is_not_registered(world: FiskalyWorld, device: FiskalyTse) -> None:
    refused(lambda: device.open("KASSE-99"), "not registered")
    refused(lambda: device.start("KASSE-99", uuid4()), "not registered")


# Export


def test_an_export_that_fails_there(world: FiskalyWorld, device: FiskalyTse) -> None:
    world.cloud.broken_export = True
    refused(lambda: exported(device), "export", Unavailable)


def test_an_export_that_breaks_off_on_its_way(world: FiskalyWorld, device: FiskalyTse) -> None:
    ring(device)
    get_file = world.cloud.get_file

    def half(*given: object, **named: object) -> bytes:
        world.server.only_bytes = 2048
        return get_file(*given, **named)  # type: ignore[arg-type]

    world.cloud.routes = tuple((m, p, half if h == get_file else h) for m, p, h in world.cloud.routes)
    pieces: list[bytes] = []
    refused(lambda: device.export(pieces.append), "lost", Unavailable)
    world.mend()
    world.cloud.routes = tuple((m, p, get_file if h == half else h) for m, p, h in world.cloud.routes)
    pieces.clear()
    device.export(pieces.append)
    assert verify_tar(io.BytesIO(b"".join(pieces))).findings == ()
