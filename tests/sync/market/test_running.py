"""The publisher with its threads: it starts, is nudged, ends at once, and a target that hangs keeps nobody."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest

from kasse.books.market import Listing, TargetSetting
from kasse.clock import SetClock
from kasse.market.target import Ack, MarketTarget, Opening
from kasse.people import Actor
from kasse.sale import Sale
from kasse.till import Till
from sync.market import running
from sync.market.running import Running
from tests.contracts.memory_target import Medium, MemoryTarget
from tests.kasse.counter import MATE, cash
from tests.kasse.market.market_shop import open_market

T = TypeVar("T")
PATIENCE = 10
"""Seconds that a test waits at most for what takes milliseconds."""


class Store:
    """The store thread, as the window has it."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._pool = ThreadPoolExecutor(1)

    def call(self, work: Callable[[Till], T], /) -> T:
        return self._pool.submit(work, self._till).result()

    def close(self) -> None:
        self._pool.shutdown(wait=True)


class Heard:
    """Waits until a state is what a test wants, looked at whenever something changed."""

    def __init__(self) -> None:
        self._changed = threading.Event()

    def __call__(self) -> None:
        self._changed.set()

    def until(self, true: Callable[[], bool]) -> None:
        for _look in range(200):
            if true():
                return
            self._changed.wait(PATIENCE / 200)
            self._changed.clear()
        pytest.fail("it never came to that")


class Hanging(MemoryTarget):
    """A place whose name server never answers."""

    def __init__(self, medium: Medium, entered: threading.Event, released: threading.Event) -> None:
        super().__init__(medium)
        self._entered = entered
        self._released = released

    def snapshot(self) -> dict[str, Ack]:
        self._entered.set()
        self._released.wait(PATIENCE)
        raise OSError(socket.EAI_AGAIN, "Temporary failure in name resolution")

    def upsert(self, listing: Listing) -> Ack:
        raise AssertionError("it never came so far")


@pytest.fixture
def store(open_till: Till) -> Iterator[Store]:
    thread = Store(open_till)
    yield thread
    thread.close()


def publishing(
    store: Store, clock: SetClock, open_one: Callable[[Opening], MarketTarget], heard: Callable[[], None]
) -> Running:
    return Running(
        store.call, clock=clock, on_change=heard, opener=open_one, secrets=lambda *_of: "", listen_every=0.05
    )


def add_targets(store: Store, owner: Actor, *names: str) -> None:
    for name in names:
        setting = TargetSetting(name, "memory", f"memory:{name}")
        store.call(partial(_put, owner=owner, setting=setting))


def _put(till: Till, owner: Actor, setting: TargetSetting) -> None:
    till.market.put_target(owner, setting)


def shown(store: Store) -> list[int]:
    return [state.shown for state in store.call(lambda till: till.market.targets())]


def test_nudged_it_publishes_and_it_ends_at_once(open_till: Till, owner: Actor, store: Store, clock: SetClock) -> None:
    store.call(lambda till: open_market(till, owner))
    add_targets(store, owner, "one", "two")
    media = {"one": Medium(), "two": Medium()}
    heard = Heard()
    run = publishing(store, clock, lambda opening: MemoryTarget(media[opening.setting.name]), heard)
    run.start()
    run.nudge()
    heard.until(lambda: shown(store) == [5, 5])
    assert media["one"].objects == media["two"].objects
    assert run.stop(PATIENCE)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("market")]


def test_a_target_that_is_added_is_taken_up_and_one_switched_off_is_left(
    open_till: Till, owner: Actor, store: Store, clock: SetClock
) -> None:
    store.call(lambda till: open_market(till, owner))
    medium, heard = Medium(), Heard()
    run = publishing(store, clock, lambda opening: MemoryTarget(medium), heard)
    run.start()
    run.nudge()
    add_targets(store, owner, "one")
    run.nudge()
    heard.until(lambda: shown(store) == [5])
    off = TargetSetting("one", "memory", "memory:one", enabled=False)
    store.call(lambda till: till.market.put_target(owner, off))
    run.nudge()
    heard.until(lambda: not [one for one in threading.enumerate() if one.name == "market one"])
    assert run.stop(PATIENCE)


def test_messages_are_fetched_without_any_tick(open_till: Till, owner: Actor, store: Store, clock: SetClock) -> None:
    store.call(lambda till: open_market(till, owner))
    add_targets(store, owner, "one")
    medium, heard, polled = Medium(), Heard(), []
    medium.trouble = lambda what: polled.append(what) if what == "poll" else None
    run = publishing(store, clock, lambda opening: MemoryTarget(medium), heard)
    run.start()
    heard.until(lambda: len(polled) >= 3)
    assert run.stop(PATIENCE)


def test_while_all_targets_hang_the_till_sells_and_says_so(
    open_till: Till, owner: Actor, store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SILENT", 0.0)
    store.call(lambda till: open_market(till, owner))
    add_targets(store, owner, "one", "two", "three")
    entered, released, heard = [threading.Event() for _name in range(3)], threading.Event(), Heard()
    waiting = iter(entered)
    run = publishing(store, clock, lambda opening: Hanging(Medium(), next(waiting), released), heard)
    run.start()
    assert all(one.wait(PATIENCE) for one in entered)
    sales = [store.call(lambda till: sell(till, owner)) for _sale in range(5)]
    assert [sale.receipt_no for sale in sales] == [1, 2, 3, 4, 5]
    run.nudge()
    heard.until(lambda: errors(store) == ["There is no answer. It is tried again by itself."] * 3)
    assert run.stop(0.05) is False  # they are left behind; the program's end is not theirs
    released.set()
    assert run.stop(PATIENCE)


def errors(store: Store) -> Sequence[str]:
    return [state.error for state in store.call(lambda till: till.market.targets())]


def sell(till: Till, owner: Actor) -> Sale:
    basket = till.checkout.scan(till.checkout.new_basket(), MATE)
    return till.checkout.pay(owner, basket, [cash("5")])


def test_it_survives_a_shop_whose_file_is_closed(open_till: Till, owner: Actor, store: Store, clock: SetClock) -> None:
    store.call(lambda till: open_market(till, owner))
    add_targets(store, owner, "one")
    heard = Heard()
    run = publishing(store, clock, lambda opening: MemoryTarget(Medium()), heard)
    run.start()
    run.nudge()
    heard.until(lambda: shown(store) == [5])
    store.close()
    run.nudge()
    assert run.stop(PATIENCE)
