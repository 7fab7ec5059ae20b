"""The contract of `kasse.fiscal.de.device.TseDevice`: what every fiscal device must hold, whatever happens on its way.

A device's test inherits `TseDeviceContract` and says how a new device of its kind is made:

    from tests.contracts.tse_device import TseDeviceContract
    from tests.contracts.tse_world import TseWorld

    class TestEpson(TseDeviceContract):
        def make_world(self, folder: Path, clock: SetClock) -> TseWorld:
            return EpsonWorld(folder, clock)  # a new device, not set up; `tse_world.TseWorld` says what it must offer

The tests of the device alone are here; those with a till and `Signing` over it come with it from `tse_till.py`.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Transaction, TseDevice, TseState
from tests.contracts.tse_till import TseTillContract
from tests.contracts.tse_world import (
    CLIENT,
    OTHER_RECEIPT,
    RECEIPT,
    TseWorld,
    begin,
    exported,
    qr_findings,
    ring,
    unknown_transaction,
)

T = TypeVar("T")

MANY = 70
"""More than a Swissbit lists at once."""


class TseDeviceContract(TseTillContract):
    """Inherit it and implement `make_world`."""

    @pytest.fixture
    def new_world(self, tmp_path: Path, clock: SetClock) -> Iterator[TseWorld]:
        """A device as it is bought."""
        made = self.make_world(tmp_path, clock)
        yield made
        made.close()

    @pytest.fixture
    def device(self, world: TseWorld) -> Iterator[TseDevice]:
        """An adapter on a device that is set up, open."""
        opened = world.device()
        opened.open(CLIENT)
        yield opened
        opened.close()

    # What it signs

    def test_what_it_signs_verifies_as_code_and_in_the_export(self, device: TseDevice) -> None:
        done = [ring(device), ring(device, OTHER_RECEIPT), ring(device, process_data.ABORTED)]
        assert [qr_findings(device, one) for one in done] == [[], [], []]
        assert exported(device).findings == []

    def test_umlauts_and_line_ends_are_signed_as_they_are(self, device: TseDevice) -> None:
        id_ = uuid4()
        order = '2;"Eisbecher ""Himbeere""";3.99\r1;"Käse & Brötchen <groß>  extra";2.99'
        start = device.start(CLIENT, id_)
        device.finish(CLIENT, Transaction(start.number, id_), process_data.ORDER, order)
        kept = device.logged(CLIENT, Transaction(start.number, id_))
        assert kept is not None
        assert (kept.process_type, kept.process_data) == (process_data.ORDER, order)
        assert exported(device).findings == []

    def test_numbers_and_counters_rise_and_the_export_has_no_gap(self, device: TseDevice, clock: SetClock) -> None:
        done = []
        for _again in range(5):
            done.append(ring(device))
            clock.advance(seconds=20)
        counters = [counter for one in done for counter in (one.start.counter, one.end.counter)]
        assert counters == sorted(set(counters))
        numbers = [one.end.number for one in done]
        assert numbers == list(range(numbers[0], numbers[0] + 5))
        assert [one.start.number for one in done] == numbers
        kept = sorted(exported(device).counters)
        assert kept == list(range(kept[0], kept[0] + len(kept)))
        assert set(counters) <= set(kept)

    def test_times_are_the_devices_own_in_utc(self, device: TseDevice, clock: SetClock) -> None:
        start, transaction = begin(device)
        clock.advance(minutes=3)
        end = device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        assert end.at - start.at == timedelta(minutes=3)
        assert abs(end.at - clock.now()) < timedelta(seconds=2)
        assert end.at.utcoffset() == timedelta(0)

    def test_a_transaction_is_never_finished_twice_with_two_signatures(self, device: TseDevice) -> None:
        _start, transaction = begin(device)
        first = device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        for data in (RECEIPT, OTHER_RECEIPT):
            with suppress(KasseError):  # it may refuse, or say the same again
                again = device.finish(CLIENT, transaction, process_data.RECEIPT, data)
                assert (again, data) == (first, RECEIPT)
        assert exported(device).ends_of(transaction.number) == 1
        kept = device.logged(CLIENT, transaction)
        assert kept is not None
        assert (kept.end, kept.process_data) == (first, RECEIPT)

    def test_one_that_was_never_begun_cannot_be_finished(self, device: TseDevice) -> None:
        with pytest.raises(KasseError) as caught:
            device.finish(CLIENT, unknown_transaction(), process_data.RECEIPT, RECEIPT)
        as_a_sentence(caught.value)

    # What it kept

    def test_what_was_finished_is_found_again_by_a_new_adapter(self, world: TseWorld, device: TseDevice) -> None:
        done = [ring(device, data) for data in (RECEIPT, OTHER_RECEIPT)]
        transactions = [Transaction(one.end.number) for one in done]
        device.close()
        again = world.device()
        again.open(CLIENT)
        assert [again.logged(CLIENT, one) for one in transactions] == done
        again.close()

    def test_what_is_not_finished_or_not_known_is_not_found(self, device: TseDevice) -> None:
        _start, transaction = begin(device)
        assert device.logged(CLIENT, transaction) is None
        assert device.logged(CLIENT, unknown_transaction()) is None

    def test_orphans_are_listed_and_can_be_finished(self, world: TseWorld, device: TseDevice) -> None:
        ring(device)
        begun = [begin(device)[0].number for _again in range(MANY)]
        device.close()
        again = world.device()
        again.open(CLIENT)
        orphans = again.open_transactions(CLIENT)
        assert sorted(one.number for one in orphans) == begun
        assert again.health().open_transactions in (MANY, 0)
        for orphan in orphans:
            again.finish(CLIENT, orphan, process_data.RECEIPT, process_data.ABORTED)
        assert again.open_transactions(CLIENT) == ()
        assert exported(again).findings == []
        again.close()

    # Cut, slow, twice

    def test_a_start_whose_message_is_lost_leaves_at_most_an_orphan(self, world: TseWorld, device: TseDevice) -> None:
        for acted in (False, True):
            world.cut(acted=acted)
            with suppress(KasseError):
                begin(device)
            world.mend()
            device.open(CLIENT)
        orphans = device.open_transactions(CLIENT)
        assert len(orphans) <= 2
        for orphan in orphans:
            device.finish(CLIENT, orphan, process_data.RECEIPT, process_data.ABORTED)
        assert world.engine.open_transactions() == ()
        ring(device)
        assert exported(device).findings == []

    @pytest.mark.parametrize("acted", [False, True])
    @pytest.mark.parametrize("after", [0, 1, 2, 3])
    def test_a_finish_whose_answer_is_lost_is_found_or_can_be_finished(
        self, world: TseWorld, device: TseDevice, after: int, acted: bool
    ) -> None:
        _start, transaction = begin(device)
        world.cut(after, acted=acted)
        with suppress(KasseError):
            device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        world.mend()
        device.open(CLIENT)
        if transaction.number in {one.number for one in device.open_transactions(CLIENT)}:
            assert device.logged(CLIENT, transaction) is None
            device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        found = device.logged(CLIENT, transaction)
        assert found is not None
        assert found == world.engine.finished(CLIENT, transaction.number)
        assert qr_findings(device, found) == []
        assert exported(device).ends_of(transaction.number) == 1

    def test_a_cut_at_any_message_of_opening_is_made_up_for(self, world: TseWorld) -> None:
        device, cut = world.device(), 0
        while True:
            world.lose_power()
            world.cut(cut, acted=bool(cut % 2))
            before = world.messages
            with suppress(KasseError):
                device.open(CLIENT)
            needed = world.messages - before
            world.mend()
            device.open(CLIENT)
            ring(device)
            if needed <= cut or cut > 40:
                break
            cut += 1
        assert exported(device).findings == []
        device.close()

    def test_an_export_that_breaks_off_says_so_and_can_be_repeated(self, world: TseWorld, device: TseDevice) -> None:
        ring(device)
        for after in (0, 1, 2):
            world.cut(after, acted=True)
            with suppress(KasseError):
                assert exported(device).findings == []
            world.mend()
            device.open(CLIENT)
        assert exported(device).findings == []

    def test_an_answer_that_comes_twice_confuses_nobody(self, world: TseWorld, device: TseDevice) -> None:
        for _again in range(3):
            world.answer_twice()
            try:
                done = ring(device)
            except KasseError:  # it may say that it does not understand, and begin anew
                device.open(CLIENT)
                continue
            assert done == world.engine.finished(CLIENT, done.end.number)
        world.mend()
        device.open(CLIENT)
        done = ring(device)
        assert done == world.engine.finished(CLIENT, done.end.number)
        for orphan in device.open_transactions(CLIENT):
            device.finish(CLIENT, orphan, process_data.RECEIPT, process_data.ABORTED)
        assert exported(device).findings == []

    def test_a_slow_device_is_waited_for(self, world: TseWorld, device: TseDevice) -> None:
        world.slow(0.05)
        assert qr_findings(device, ring(device)) == []

    def test_one_that_is_too_slow_is_given_up_and_its_late_answer_is_nobodys(
        self, world: TseWorld, device: TseDevice
    ) -> None:
        if world.patience is None:
            pytest.skip("nothing is ever too slow here")
        _start, transaction = begin(device)
        world.slow(world.patience * 2)
        with pytest.raises(Unavailable) as caught:
            device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        as_a_sentence(caught.value)
        world.mend()
        done = until_it_answers(lambda: (device.open(CLIENT), ring(device, OTHER_RECEIPT))[1])
        assert done == world.engine.finished(CLIENT, done.end.number)
        if transaction.number in {one.number for one in device.open_transactions(CLIENT)}:
            device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        assert exported(device).ends_of(transaction.number) == 1

    def test_one_that_is_gone_is_unavailable_whatever_it_is_asked(self, world: TseWorld, device: TseDevice) -> None:
        _start, transaction = begin(device)
        world.unplug()
        for ask in (
            lambda: device.open(CLIENT),
            lambda: device.start(CLIENT, uuid4()),
            lambda: device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT),
            lambda: device.open_transactions(CLIENT),
            lambda: device.logged(CLIENT, transaction),
            lambda: exported(device),
            device.self_test,
            device.health,
        ):
            with pytest.raises(Unavailable) as caught:
                ask()
            as_a_sentence(caught.value)
        device.close()
        world.plug_in()
        device.open(CLIENT)
        device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        assert exported(device).findings == []

    # The device itself

    def test_without_power_for_a_moment_it_signs_again_once_opened(self, world: TseWorld, device: TseDevice) -> None:
        _start, transaction = begin(device)
        world.lose_power()
        with suppress(KasseError):
            ring(device)
        device.open(CLIENT)
        device.finish(CLIENT, transaction, process_data.RECEIPT, RECEIPT)
        ring(device)
        for orphan in device.open_transactions(CLIENT):
            device.finish(CLIENT, orphan, process_data.RECEIPT, process_data.ABORTED)
        assert exported(device).findings == []

    def test_a_full_one_says_so_and_can_still_be_read(self, world: TseWorld, device: TseDevice) -> None:
        done = ring(device)
        world.fill_up()
        with pytest.raises(KasseError) as caught:
            ring(device)
        as_a_sentence(caught.value)
        assert device.logged(CLIENT, Transaction(done.end.number)) == done
        assert done.end.number in exported(device).finished

    def test_an_expired_one_says_so_and_can_still_be_read(
        self, world: TseWorld, device: TseDevice, clock: SetClock
    ) -> None:
        done = ring(device)
        world.expire()
        with pytest.raises(KasseError) as caught:
            ring(device)
        as_a_sentence(caught.value)
        expires_at = device.health().expires_at
        assert expires_at is None or expires_at < clock.now()
        assert done.end.number in exported(device).finished

    def test_a_till_that_it_does_not_know_gets_a_sentence(self, world: TseWorld, device: TseDevice) -> None:
        world.forget_client()
        with pytest.raises(KasseError) as caught:
            device.start(CLIENT, uuid4())
        as_a_sentence(caught.value)
        with suppress(KasseError):  # it may register the till, where it may
            device.open(CLIENT)
            ring(device)
        device.set_up(CLIENT, world.secrets)
        device.open(CLIENT)
        assert qr_findings(device, ring(device)) == []

    def test_one_that_is_not_set_up_says_so(self, new_world: TseWorld) -> None:
        if not new_world.needs_set_up:
            pytest.skip("it sets itself up")
        device = new_world.device()
        for ask in (lambda: device.open(CLIENT), lambda: device.start(CLIENT, uuid4())):
            with pytest.raises(KasseError) as caught:
                ask()
            as_a_sentence(caught.value)
        assert device.health().state is TseState.NEW
        device.close()

    def test_a_new_one_is_set_up_and_a_second_time_is_harmless(self, new_world: TseWorld) -> None:
        device = new_world.device()
        kept = device.set_up(CLIENT, new_world.secrets)
        again = device.set_up(CLIENT, kept)
        assert again == kept
        device.close()
        later = new_world.device(again)
        facts = later.open(CLIENT)
        assert later.facts() == facts
        assert qr_findings(later, ring(later)) == []
        health = later.health()
        assert (health.state, CLIENT in (health.clients or (CLIENT,))) == (TseState.READY, True)
        later.close()

    def test_setting_up_that_breaks_off_anywhere_is_finished_the_next_time(self, new_world: TseWorld) -> None:
        device, cut = new_world.device(), 0
        kept = new_world.secrets
        while cut < 40:
            new_world.cut(cut, acted=bool(cut % 2))
            before = new_world.messages
            with suppress(KasseError):
                kept = device.set_up(CLIENT, kept)
            needed = new_world.messages - before
            new_world.mend()
            if needed <= cut:
                break
            cut += 1
        kept = device.set_up(CLIENT, kept)
        device.close()
        later = new_world.device(kept)
        later.open(CLIENT)
        assert qr_findings(later, ring(later)) == []
        later.close()

    def test_wrong_secrets_are_refused_in_words(self, world: TseWorld) -> None:
        if not world.has_pins:
            pytest.skip("it has no PIN")
        device = world.device(world.wrong_secrets())
        world.forget_client()
        with pytest.raises(Refused) as caught:
            device.set_up(CLIENT, world.wrong_secrets())
        as_a_sentence(caught.value)
        device.set_up(CLIENT, world.secrets)
        device.close()

    def test_a_blocked_pin_is_refused_in_words(self, world: TseWorld) -> None:
        world.block_pins()
        world.forget_client()
        device = world.device()
        try:
            device.set_up(CLIENT, world.secrets)  # it may unblock them by the PUK
            device.open(CLIENT)
            ring(device)
        except Refused as error:
            as_a_sentence(error)
        device.close()

    def test_facts_and_health_need_no_opening(self, world: TseWorld, device: TseDevice) -> None:
        facts = device.facts()
        device.close()
        asked = world.device()
        assert asked.facts() == facts
        health = asked.health()
        assert health.state is TseState.READY
        assert health.expires_at is None or health.expires_at > world.clock.now()
        assert len(facts.serial) == 64
        assert facts.serial == facts.serial.lower()
        assert facts.public_key[0] == 4
        assert facts.certificates[0][0] == 0x30
        asked.close()

    def test_a_closed_one_opens_again(self, device: TseDevice) -> None:
        ring(device)
        device.close()
        device.close()
        device.open(CLIENT)
        device.open(CLIENT)
        ring(device)
        assert exported(device).findings == []

    def test_it_tests_itself(self, device: TseDevice) -> None:
        device.self_test()
        device.open(CLIENT)
        assert not device.health().needs_self_test
        ring(device)

    # What is taken off it

    def test_a_period_is_exported_alone(self, device: TseDevice, clock: SetClock) -> None:
        moments, numbers = [], []
        for _again in range(3):
            moments.append(clock.now())
            numbers.append(ring(device).end.number)
            clock.advance(hours=2)
        device.open(CLIENT)
        hour = timedelta(hours=1)
        second = exported(device, moments[1] - hour, moments[1] + hour)
        assert (second.finished, second.findings) == ({numbers[1]}, [])
        assert exported(device, moments[1] - hour).finished == set(numbers[1:])
        assert exported(device, until=moments[1] + hour).finished == set(numbers[:2])
        assert exported(device).finished == set(numbers)

    def test_an_export_of_a_time_when_nothing_was_is_no_error(self, device: TseDevice, clock: SetClock) -> None:
        ring(device)
        clock.advance(hours=5)
        nothing = exported(device, clock.now() - timedelta(hours=3), clock.now() - timedelta(hours=2))
        assert nothing.finished == set()

    def test_what_was_exported_is_erased_where_the_device_allows_that(
        self, world: TseWorld, device: TseDevice, clock: SetClock
    ) -> None:
        old = ring(device).end
        clock.advance(minutes=1)
        assert exported(device).finished == {old.number}
        if not world.erases:
            with pytest.raises(Refused) as caught:
                device.erase_until(clock.now())
            as_a_sentence(caught.value)
            assert exported(device).finished == {old.number}
            return
        device.erase_until(clock.now())
        assert exported(device).finished == set()
        new = ring(device)
        assert new.start.counter > old.counter
        assert new.end.number == old.number + 1
        assert exported(device).finished == {new.end.number}

    def test_what_is_newer_or_still_open_is_never_erased(
        self, world: TseWorld, device: TseDevice, clock: SetClock
    ) -> None:
        if not world.erases:
            pytest.skip("it erases nothing")
        ring(device)
        clock.advance(minutes=1)
        until = clock.now()
        clock.advance(minutes=1)
        _start, open_one = begin(device)
        newer = ring(device).end
        with suppress(Refused):  # it may refuse all of it
            device.erase_until(until)
        device.finish(CLIENT, open_one, process_data.RECEIPT, process_data.ABORTED)
        assert {newer.number, open_one.number} <= exported(device).finished


def as_a_sentence(error: KasseError) -> None:
    """It says in words what to do; no name of an exception, no bare code."""
    assert isinstance(error, (Refused, Unavailable))
    assert len(error.message.split()) > 3, error.message
    assert error.message[0].isupper(), error.message
    words = re.sub(r"\s*\([^)]*\)$", "", error.message)  # a device's own code may stand behind
    assert words.endswith((".", "?")), error.message
    for word in ("Error", "Exception", "Traceback", "None"):
        assert word not in error.message, error.message


def until_it_answers(ask: Callable[[], T]) -> T:
    """Ask again for a while; what a device still does of an earlier message may take its time."""
    for _again in range(20):
        try:
            return ask()
        except KasseError:
            time.sleep(0.1)
    return ask()
