"""The Swissbit TSE: the contract of all devices over an emulated WormAPI, and what is its own."""

import struct
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Secrets, TseContext, TseSettings
from printers import tse_swissbit
from printers.worm_codes import WormError, in_words
from tests.contracts.tse_device import TseDeviceContract, as_a_sentence
from tests.contracts.tse_world import CLIENT, RECEIPT, begin, exported, ring
from tests.printers.wormapi.worm_world import ADMIN, TRIES, SwissbitWorld, compiler, library

pytestmark = pytest.mark.skipif(compiler() is None, reason="there is no C compiler: bash packaging/c-compiler.sh")


class TestSwissbit(TseDeviceContract):
    def make_world(self, folder: Path, clock: SetClock) -> SwissbitWorld:
        return SwissbitWorld(folder, clock)


@pytest.fixture
def stick(tmp_path: Path, clock: SetClock) -> Iterator[SwissbitWorld]:
    """A stick that is set up."""
    world = SwissbitWorld(tmp_path, clock)
    device = world.device()
    world.secrets = device.set_up(CLIENT, world.secrets)
    device.open(CLIENT)
    device.close()
    yield world
    world.close()


# Sessions


def test_a_self_test_that_becomes_due_while_the_till_is_open_is_made_up_for(
    stick: SwissbitWorld, clock: SetClock
) -> None:
    device = stick.device()
    device.open(CLIENT)
    _start, transaction = begin(device)
    clock.advance(hours=26)
    assert device.health().needs_self_test
    device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
    assert not device.health().needs_self_test
    assert exported(device).findings == []
    device.close()


def test_opening_in_the_morning_tests_it_for_the_day(stick: SwissbitWorld, clock: SetClock) -> None:
    device = stick.device()
    device.open(CLIENT)
    tested = stick.stick.tested_at
    device.open(CLIENT)
    assert stick.stick.tested_at == tested  # it was tested a moment ago
    clock.advance(hours=14)
    device.open(CLIENT)
    assert stick.stick.tested_at == clock.now().timestamp()
    device.close()


def test_its_clock_is_set_again_as_often_as_it_wants(stick: SwissbitWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1000.0]
    monkeypatch.setattr("printers.worm_rules.time.monotonic", lambda: moment[0])
    device = stick.device()
    device.open(CLIENT)
    before = times_set(stick)
    ring(device)
    assert times_set(stick) == before
    moment[0] += 4 * 3600
    ring(device)
    assert times_set(stick) == before + 1
    device.close()


def times_set(stick: SwissbitWorld) -> int:
    device = stick.device()
    found = [entry.event for entry in exported(device).entries].count("updateTime")
    device.close()
    return found


def test_the_administrator_is_logged_in_no_longer_than_he_is_needed(stick: SwissbitWorld) -> None:
    stick.forget_client()
    device = stick.device()
    device.open(CLIENT)
    assert CLIENT in device.health().clients
    assert ADMIN not in stick.stick.users
    device.close()


def test_an_interface_that_was_switched_off_is_switched_on(stick: SwissbitWorld) -> None:
    stick.stick.interface_on = False
    device = stick.device()
    with pytest.raises(KasseError):
        ring(device)
    device.open(CLIENT)
    ring(device)
    device.close()


# PINs


def test_a_wrong_pin_is_tried_once_however_often_the_till_asks(stick: SwissbitWorld) -> None:
    stick.lose_power()
    device = stick.device(Secrets("", "00000", "00000"))
    for _again in range(10):
        with pytest.raises(Refused) as caught:
            device.open(CLIENT)
        assert caught.value.code == "tse_wrong_pin"
        assert str(TRIES - 1) in caught.value.message
    assert device.health().pin_tries_left == TRIES - 1
    device.set_up(CLIENT, stick.secrets)
    device.open(CLIENT)
    assert device.health().pin_tries_left is None
    device.close()


def test_a_blocked_pin_is_unblocked_by_the_puk_and_not_without_it(stick: SwissbitWorld) -> None:
    stick.block_pins()
    stick.lose_power()
    device = stick.device()
    with pytest.raises(Refused) as caught:
        device.set_up(CLIENT, stick.secrets._replace(puk=""))
    assert caught.value.code == "tse_pin_blocked"
    new = Secrets(stick.secrets.puk, "11111", "22222")
    assert device.set_up(CLIENT, new) == new
    device.open(CLIENT)
    ring(device)
    device.close()


def test_without_pins_new_ones_are_made_and_survive_an_answer_that_is_lost(tmp_path: Path, clock: SetClock) -> None:
    world = SwissbitWorld(tmp_path, clock)
    device = world.device(Secrets())
    world.cut(2, acted=True)  # of the set-up itself: the stick has its PINs, and nobody heard of it
    with pytest.raises(Unavailable):
        device.set_up(CLIENT, Secrets())
    device.close()
    again = world.device(Secrets())
    kept = again.set_up(CLIENT, Secrets())
    assert (kept.puk, kept.admin_pin) == (world.stick.puk, world.stick.pins[ADMIN])
    assert [len(one) for one in kept] == [6, 5, 5]
    again.close()
    later = world.device(kept)
    later.open(CLIENT)
    ring(later)
    later.close()
    assert list(world.folder.iterdir()) == []  # nothing secret is left lying about
    world.close()


@pytest.mark.parametrize("bad", [Secrets("12345", "12345", "54321"), Secrets("123456", "1234a", "54321")])
def test_pins_of_another_length_are_never_tried(tmp_path: Path, clock: SetClock, bad: Secrets) -> None:
    world = SwissbitWorld(tmp_path, clock)
    device = world.device()
    with pytest.raises(Refused) as caught:
        device.set_up(CLIENT, bad)
    assert caught.value.code == "tse_bad_pin"
    device.close()
    world.close()


@pytest.mark.parametrize("name", ["", "K" * 31, "KÄSE-1", "A\nB"])
def test_a_name_that_it_cannot_keep_is_refused(stick: SwissbitWorld, name: str) -> None:
    device = stick.device()
    for ask in (
        lambda: device.open(name),
        lambda: device.start(name, uuid4()),
        lambda: device.set_up(name, stick.secrets),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.code == "tse_client_name"
    device.set_up("K" * 30, stick.secrets)
    device.open("K" * 30)
    ring(device, client="K" * 30)
    device.close()


# What it tells and keeps


def test_its_health_is_that_of_the_stick(stick: SwissbitWorld, clock: SetClock) -> None:
    stick.engine.signatures_left = 1234
    stick.engine.expires_at = clock.now() + timedelta(days=80)
    device = stick.device()
    device.open(CLIENT)
    begin(device)
    health = device.health()
    assert health.signatures_left is not None
    assert 1200 < health.signatures_left < 1234
    assert health.expires_at == stick.engine.expires_at
    assert (health.storage_used or 0) <= (health.storage_size or 0)
    assert (health.open_transactions, health.time_is_set, health.firmware) == (1, True, "1.2.3")
    stick.lose_power()
    with suppress(Unavailable):
        device.health()
    health = device.health()
    assert (health.needs_self_test, health.time_is_set) == (True, False)
    device.close()


def test_many_tills_are_listed_page_by_page(stick: SwissbitWorld) -> None:
    names = [f"KASSE-{number:02d}" for number in range(40)]
    for name in names:
        stick.engine.register(name)
    device = stick.device()
    device.open(CLIENT)
    assert set(device.health().clients) == {*names, CLIENT}
    device.close()


def test_what_is_erased_lies_in_the_folder_of_the_device(stick: SwissbitWorld, clock: SetClock) -> None:
    device = stick.device()
    device.open(CLIENT)
    done = ring(device)
    clock.advance(minutes=1)
    device.erase_until(clock.now())
    (kept,) = stick.folder.glob("swissbit-*.tar")
    assert f"Log-Tra_No-{done.end.number}_Finish" in kept.read_bytes().decode("latin-1")
    ring(device)
    with pytest.raises(Refused) as caught:
        device.erase_until(clock.now() - timedelta(hours=1))
    assert caught.value.code == "tse_not_exported"
    assert list(stick.folder.iterdir()) == [kept]
    device.erase_until(clock.now())
    assert len(list(stick.folder.glob("swissbit-*.tar"))) == 2  # within the same second, too
    device.close()


def test_what_goes_wrong_where_an_export_is_written_comes_out_as_it_is(stick: SwissbitWorld) -> None:
    device = stick.device()
    device.open(CLIENT)

    def write(_piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        device.export(write)
    assert exported(device).findings == []
    device.close()


# The library's file


def opened(library_file: Path, place: Path, folder: Path) -> KasseError:
    options = (("path", str(place)), ("library", str(library_file)))
    device = tse_swissbit.open_device(TseContext(TseSettings("swissbit", options), Secrets(), folder))
    with pytest.raises(KasseError) as caught:
        device.open(CLIENT)
    device.close()
    as_a_sentence(caught.value)
    return caught.value


def compiled(folder: Path, source: str) -> Path:
    made, text = folder / "other.so", folder / "other.c"
    text.write_text(source)
    subprocess.run([compiler() or "cc", "-shared", "-fPIC", "-o", made, text], check=True)
    return made


def test_a_library_that_is_not_there_or_not_one_gets_a_sentence(tmp_path: Path) -> None:
    assert opened(tmp_path / "none.so", tmp_path, tmp_path).code == "tse_no_library"
    assert opened(tmp_path, tmp_path, tmp_path).code == "tse_no_library"
    for content in (b"", b"MZ", b"no library at all" * 100, b"\x7fELF" + bytes(100), bytes(5000)):
        bad = tmp_path / "bad.so"
        bad.write_bytes(content)
        assert opened(bad, tmp_path, tmp_path).code == "tse_broken_library"


def test_a_library_that_is_cut_off_anywhere_gets_a_sentence(tmp_path: Path) -> None:
    whole = library().read_bytes()
    for length in (10, 63, 64, 1000, len(whole) // 2, len(whole) - 100, len(whole) - 1):
        cut = tmp_path / f"cut{length}.so"
        cut.write_bytes(whole[:length])
        assert opened(cut, tmp_path, tmp_path).code == "tse_broken_library"


def test_a_library_for_another_computer_gets_a_sentence(tmp_path: Path) -> None:
    whole = bytearray(library().read_bytes())
    (ours,) = struct.unpack_from("<H", whole, 18)
    struct.pack_into("<H", whole, 18, 183 if ours != 183 else 62)
    other = tmp_path / "other.so"
    other.write_bytes(whole)
    assert opened(other, tmp_path, tmp_path).code == "tse_other_computer"


def test_a_library_that_lacks_a_function_is_named_as_another(tmp_path: Path) -> None:
    error = opened(compiled(tmp_path, "int worm_init(void) { return 0; }"), tmp_path, tmp_path)
    assert error.code == "tse_other_library"
    assert "worm_" in error.message


def test_no_library_or_no_place_chosen_gets_a_sentence(tmp_path: Path) -> None:
    for options, code in (((), "tse_no_library"), ((("library", str(library())),), "tse_no_place")):
        device = tse_swissbit.open_device(TseContext(TseSettings("swissbit", options), Secrets(), tmp_path))
        with pytest.raises(Refused) as caught:
            device.health()
        assert caught.value.code == code
        device.close()


def test_a_place_without_a_stick_is_unavailable(tmp_path: Path) -> None:
    assert opened(library(), tmp_path / "nothing", tmp_path).code == "tse_silent"


@pytest.mark.parametrize("code", [*range(1, 27), *range(0x1000, 0x1070), *range(0x10FD, 0x1101), 0x1201, 0x1202, 0x1300,
                                  0x1310, 0x1320, 0x2001, 0x2002, 0x2003, 0xF000, 0xFF00, 0xFFFF, -3])  # fmt: skip
def test_every_code_of_the_library_is_a_sentence(code: int) -> None:
    as_a_sentence(in_words(WormError(code), "/media/tse"))
