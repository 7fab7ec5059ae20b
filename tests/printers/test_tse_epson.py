"""An Epson TSE behind its network: what every fiscal device holds, its own wire, and all that may be wrong with it."""

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Secrets, Transaction, TseState
from kasse.fiscal.de.new_secrets import NewSecrets
from printers.epson_calls import answer_to
from printers.epson_link import parse_xml
from printers.tse_epson import EpsonTse
from tests.contracts.tse_device import TseDeviceContract, as_a_sentence
from tests.contracts.tse_world import CLIENT, RECEIPT, TseWorld, begin, exported, qr_findings, ring
from tests.printers.epson_server import SECRETS, EpsonWorld
from tests.printers.self_signed import self_signed


class TestEpson(TseDeviceContract):
    def make_world(self, folder: Path, clock: SetClock) -> TseWorld:
        return EpsonWorld(folder, clock)


@pytest.fixture
def bought(tmp_path: Path, clock: SetClock) -> Iterator[EpsonWorld]:
    made = EpsonWorld(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def world(bought: EpsonWorld) -> EpsonWorld:
    device = bought.device()
    device.set_up(CLIENT, bought.secrets)
    device.close()
    return bought


@pytest.fixture
def device(world: EpsonWorld) -> Iterator[EpsonTse]:
    opened = world.device()
    opened.open(CLIENT)
    yield opened
    opened.close()


# The wire


def test_the_answer_to_a_challenge() -> None:
    assert answer_to("jdsdsdsdjdsdj", "EPSONKEY") == "wWM1Xcd0qrctlQwpvBMg3x0t9h/tgAg2qhTlxTX8V4A="


def test_the_messages_are_what_epson_describes(world: EpsonWorld, device: EpsonTse) -> None:
    start, transaction = begin(device)
    world.server.seen.clear()
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    opened, asked, closed = world.server.seen
    assert opened == (
        b"<open_device><device_id>local_TSE</device_id><data><type>type_storage</type></data></open_device>"
    )
    assert closed == b"<close_device><device_id>local_TSE</device_id></close_device>"
    assert asked.startswith(
        b"<device_data><device_id>local_TSE</device_id><data><type>operate</type><timeout>1500</timeout><requestdata>"
        b"{&quot;storage&quot;: {&quot;type&quot;: &quot;TSE&quot;, &quot;vendor&quot;: &quot;TSE1&quot;}"
    )
    assert json.loads(ElementTree.fromstring(asked).findtext("data/requestdata") or "") == {  # noqa: S314
        "storage": {"type": "TSE", "vendor": "TSE1"},
        "function": "FinishTransaction",
        "input": {
            "transactionNumber": start.number,
            "clientId": CLIENT,
            "processData": base64.b64encode(RECEIPT.encode()).decode(),
            "processType": "Kassenbeleg-V1",
            "additionalData": "",
        },
        "compress": {"required": False, "type": ""},
    }


def test_blanks_and_signs_of_xml_arrive_as_they_are(world: EpsonWorld) -> None:
    till = 'Kasse  1 <am> "Eck" & Ufer'
    device = world.device()
    device.set_up(till, world.secrets)
    device.open(till)
    ring(device, client=till)
    assert till in world.engine.clients
    assert exported(device).findings == []
    device.close()


def test_no_document_type_is_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><connect>&d;</connect>'
    assert parse_xml(bomb) is None
    assert parse_xml(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><connect/>') is None
    assert parse_xml(bomb.decode().encode("utf-16")) is None
    found = parse_xml(b"<connect><data/></connect>")
    assert found is not None
    assert found.tag == "connect"


def test_two_tills_share_one_device(world: EpsonWorld, device: EpsonTse) -> None:
    other = world.device()
    other.set_up("KASSE-02", world.secrets)
    other.open("KASSE-02")
    numbers = [ring(one, client=client).end.number for one, client in ((device, CLIENT), (other, "KASSE-02"))]
    assert numbers == [1, 2]
    other.close()


def test_facts_and_health_in_epsons_units(device: EpsonTse) -> None:
    ring(device)
    health = device.health()
    assert (health.state, health.firmware, health.storage_size) == (TseState.READY, "1.1.0", 13_631_488 * 512)
    assert health.storage_used is not None
    assert health.storage_used > 0
    assert health.signatures_left is not None
    assert health.signatures_left < 20_000_000
    facts = device.facts()
    assert (facts.kind, facts.certified, facts.description, facts.bsi_id) == ("epson", True, "BSI-K-TR-0373", "")
    assert len(facts.certificates) == 3


# What heals by itself


def test_a_login_that_ran_out_is_made_again(world: EpsonWorld, device: EpsonTse) -> None:
    _start, transaction = begin(device)
    world.tse.users.clear()
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)


def test_a_self_test_that_is_due_is_done_in_between(world: EpsonWorld, device: EpsonTse) -> None:
    world.tse.self_tested = False
    assert device.health().needs_self_test
    ring(device)
    assert not device.health().needs_self_test


def test_a_printer_that_was_off_in_between_costs_nothing(world: EpsonWorld, device: EpsonTse) -> None:
    _start, transaction = begin(device)
    world.lose_power()
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)


def test_a_tse_from_another_printer_is_made_known_to_this_one(world: EpsonWorld) -> None:
    world.lose_power()
    world.tse.other_printer = True
    device = world.device()
    device.open(CLIENT)
    ring(device)
    device.close()


def test_an_export_that_somebody_left_is_ended(world: EpsonWorld, device: EpsonTse) -> None:
    ring(device)
    world.tse.export = b"..."
    assert exported(device).findings == []


def test_the_last_answer_is_enough_where_the_till_remembers_the_question(world: EpsonWorld, device: EpsonTse) -> None:
    start, transaction = begin(device)
    world.cut(1, acted=True)
    with pytest.raises(Unavailable):
        device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    world.tse.asked.clear()
    found = device.logged(CLIENT, transaction)
    assert found is not None
    assert (found.start, found.process_data) == (start, RECEIPT)
    assert found == world.engine.finished(CLIENT, start.number)
    assert "ExportFilteredByTransactionNumber" not in [function for function, _given in world.tse.asked]


# Secrets


def test_a_wrong_pin_is_said_once_and_never_blocks_itself(world: EpsonWorld) -> None:
    device = world.device(SECRETS._replace(time_admin_pin="00000"))
    for _again in range(5):
        with pytest.raises(Refused) as caught:
            device.open(CLIENT)
        assert "2 tries are left" in caught.value.message
    assert world.tse.tries["time_admin_pin"] == 2
    device.close()


def test_without_pins_it_says_so(world: EpsonWorld) -> None:
    device = world.device(Secrets("", "", ""))
    for ask in (lambda: device.open(CLIENT), lambda: exported(device)):
        with pytest.raises(Refused) as caught:
            ask()
        as_a_sentence(caught.value)
    device.close()


def test_a_wrong_shared_secret(world: EpsonWorld) -> None:
    device = world.device(shared_secret="WRONGKEY")  # noqa: S106
    with pytest.raises(Refused, match="shared secret") as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)
    device.close()


def test_pins_that_were_blocked_are_unblocked_with_the_puk(world: EpsonWorld) -> None:
    world.block_pins()
    device = world.device()
    with pytest.raises(Refused, match="blocked"):
        exported(device)
    wrong = Secrets("999999", "33333", "44444")
    with pytest.raises(Refused):
        device.unblock(wrong)
    device.unblock(Secrets("123456", "33333", "44444"))
    device.open(CLIENT)
    ring(device)
    assert exported(device).findings == []
    assert not world.tse.host
    device.close()


def test_puk_and_pins_are_changed(world: EpsonWorld, device: EpsonTse) -> None:
    new = Secrets("654321", "55555", "66666")
    device.change_secrets(new)
    assert world.tse.secrets == new
    later = world.device(new)
    later.open(CLIENT)
    ring(later)
    later.close()


def test_secrets_that_were_made_up_are_known_after_a_lost_answer(bought: EpsonWorld) -> None:
    device, nothing = bought.device(Secrets()), Secrets()
    bought.cut(3, acted=True)  # greeting, opening, information, SetUp
    with pytest.raises(Unavailable):
        device.set_up(CLIENT, nothing)
    assert bought.engine.state is TseState.READY
    kept_file = bought.folder / "epson.new"
    assert kept_file.stat().st_mode & 0o077 == 0
    later = bought.device(nothing)
    kept = later.set_up(CLIENT, nothing)
    assert kept == bought.tse.secrets
    assert not kept_file.exists()
    later.open(CLIENT)
    ring(later)
    later.close()


@pytest.mark.parametrize(
    "bad", [Secrets("12345", "11111", "22222"), Secrets("123456", "111111", "2"), Secrets("12345ß")]
)
def test_secrets_of_another_length_never_reach_the_device(bought: EpsonWorld, bad: Secrets) -> None:
    device = bought.device()
    with pytest.raises(Refused) as caught:
        device.set_up(CLIENT, bad)
    as_a_sentence(caught.value)
    assert "SetUp" not in [function for function, _given in bought.tse.asked]
    device.close()


@pytest.mark.parametrize("name", ["", "x" * 31, "MY EPSON TILL"])
def test_a_till_whose_name_it_cannot_keep(world: EpsonWorld, name: str) -> None:
    with pytest.raises(Refused) as caught:
        world.device().set_up(name, world.secrets)
    as_a_sentence(caught.value)


def test_a_damaged_file_of_new_secrets_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "epson.new").write_text('{"puk": ')
    assert NewSecrets(tmp_path, "epson").kept() == Secrets()


# Something else answers


NONSENSE = {
    "a web page": b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>400</html>\0",
    "no XML": b"\xff\xfe\x00",
    "an empty frame": b"\0",
    "half a tag": b"<device_data><data>\0",
    "a bomb": b'<!DOCTYPE a [<!ENTITY b "c">]><device_data>&b;</device_data>\0',
    "no JSON": b"<device_data><data><code>SUCCESS</code><resultdata>nothing</resultdata></data></device_data>\0",
    "a list": b"<device_data><data><code>SUCCESS</code><resultdata>[1]</resultdata></data></device_data>\0",
    "no data": b"<device_data/>\0",
    "closed": b"<device_data><data><success>false</success><code>DEVICE_NOT_OPEN</code></data></device_data>\0",
    "busy": b"<device_data><data><success>false</success><code>ERROR_TIMEOUT</code></data></device_data>\0",
    "no signature": (
        b'<device_data><data><code>SUCCESS</code><resultdata>{"result": "EXECUTION_OK", "function": "StartTransaction",'
        b' "output": {"transactionNumber": 1, "signatureCounter": "x", "logTime": 7}}</resultdata></data>'
        b"</device_data>\0"
    ),
    "a new code": (
        b'<device_data><data><code>SUCCESS</code><resultdata>{"result": "TSE1_ERROR_TOO_WARM", "function":'
        b' "StartTransaction", "output": null, "error": []}</resultdata></data></device_data>\0'
    ),
    "somebody else's answer": b"<open_device><code>OK</code></open_device>\0",
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_said_to_be_that_and_the_next_sale_is_signed(
    world: EpsonWorld, device: EpsonTse, kind: str
) -> None:
    device._calls.link.open()  # so that the nonsense answers the start itself
    world.server.says = NONSENSE[kind]
    with pytest.raises(KasseError) as caught:
        device.start(CLIENT, uuid4())
    as_a_sentence(caught.value)
    world.mend()
    device.open(CLIENT)
    for orphan in device.open_transactions(CLIENT):
        device.finish(CLIENT, orphan, process_data.RECEIPT, process_data.ABORTED)
    assert qr_findings(device, ring(device)) == []


@pytest.mark.parametrize("kept", [0, 1, 40, 200])
def test_half_an_answer(world: EpsonWorld, device: EpsonTse, kept: int) -> None:
    _start, transaction = begin(device)
    device._calls.link.open()
    world.server.only_bytes = kept
    with pytest.raises(Unavailable) as caught:
        device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    as_a_sentence(caught.value)
    world.mend()
    found = device.logged(CLIENT, transaction)
    assert found == world.engine.finished(CLIENT, transaction.number)


@pytest.mark.parametrize(
    "greeting", [b"SSH-2.0-OpenSSH_9.2p1\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"<html/>\0"]
)
def test_another_service_at_the_address(tmp_path: Path, bought: EpsonWorld, greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        thread = threading.Thread(target=_say, args=(other, greeting), daemon=True)
        thread.start()
        device = bought.device(port=str(other.getsockname()[1]))
        with pytest.raises(Unavailable) as caught:
            device.open(CLIENT)
        as_a_sentence(caught.value)
        device.close()
        thread.join(5)


def _say(listening: socket.socket, what: bytes) -> None:
    line, _address = listening.accept()
    with line:
        line.sendall(what)
        line.settimeout(3)
        line.recv(1)


@pytest.mark.parametrize(
    "options",
    [{"host": ""}, {"port": "none"}, {"port": "0"}, {"port": "99999"}, {"port": "³"}, {"host": "no.such.invalid"}],
)
def test_an_address_that_leads_nowhere(bought: EpsonWorld, options: dict[str, str]) -> None:
    device = bought.device(None, **options)
    with pytest.raises(KasseError) as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)
    device.close()


def test_a_printer_without_a_tse_of_this_name(world: EpsonWorld) -> None:
    device = world.device(device_id="other_TSE")
    with pytest.raises(Refused, match="other_TSE") as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)
    device.close()


def test_another_till_has_it_for_long(world: EpsonWorld) -> None:
    world.server.busy = True
    device = world.device()
    with pytest.raises(Unavailable, match="another till") as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)
    world.server.busy = False
    device.open(CLIENT)
    device.close()


def test_one_that_was_taken_out_of_service(world: EpsonWorld, device: EpsonTse) -> None:
    world.engine.decommission()
    assert device.health().state is TseState.DECOMMISSIONED
    with pytest.raises(Refused, match="out of service") as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)


def test_one_without_signatures_left(world: EpsonWorld, device: EpsonTse) -> None:
    world.engine.signatures_left = 0
    with pytest.raises(Unavailable, match="signatures") as caught:
        device.start(CLIENT, uuid4())
    as_a_sentence(caught.value)


def test_what_it_does_not_know_any_more_is_not_found(world: EpsonWorld, device: EpsonTse) -> None:
    done = ring(device)
    assert (
        device.logged("KASSE-02", Transaction(done.end.number)) is None if "KASSE-02" in world.engine.clients else True
    )
    assert device.logged(CLIENT, Transaction(done.end.number + 1)) is None


# TLS


def test_over_tls_with_the_devices_own_certificate(world: EpsonWorld, tmp_path: Path) -> None:
    file, context = self_signed(tmp_path)
    world.server.tls = context
    device = world.device(tls="1", certificate=str(file))
    device.open(CLIENT)
    assert qr_findings(device, ring(device)) == []
    device.close()


def test_over_tls_with_a_certificate_that_nobody_vouches_for(world: EpsonWorld, tmp_path: Path) -> None:
    _file, context = self_signed(tmp_path)
    world.server.tls = context
    for options in ({"tls": "1"}, {"tls": "1", "certificate": str(tmp_path / "gone.pem")}):
        device = world.device(None, **options)
        with pytest.raises(Refused, match="certificate") as caught:
            device.open(CLIENT)
        as_a_sentence(caught.value)


def test_over_tls_where_there_is_none(world: EpsonWorld) -> None:
    device = world.device(tls="1")
    with pytest.raises(Unavailable, match="encrypted") as caught:
        device.open(CLIENT)
    as_a_sentence(caught.value)


def test_without_tls_where_it_is_wanted(world: EpsonWorld, tmp_path: Path) -> None:
    _file, context = self_signed(tmp_path)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    world.server.tls = context
    with pytest.raises(Unavailable) as caught:
        world.device().open(CLIENT)
    as_a_sentence(caught.value)


def test_another_tse_in_the_printer_signs_nothing_under_the_name_of_the_one_before(
    world: EpsonWorld, device: EpsonTse, tmp_path: Path, clock: SetClock
) -> None:
    first = device.facts().serial
    (tmp_path / "other").mkdir()
    other = EpsonWorld(tmp_path / "other", clock)
    try:
        fresh = other.device()
        fresh.set_up(CLIENT, other.secrets)
        fresh.close()
        other.tse.lose_power()
        world.server.device = other.tse  # the printer was opened while it was off
        with pytest.raises(Unavailable) as caught:
            device.start(CLIENT, uuid4())
        assert "Another TSE" in caught.value.message
        assert device.open(CLIENT).serial != first
        assert qr_findings(device, ring(device)) == []
    finally:
        other.close()
