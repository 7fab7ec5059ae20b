"""The default LocalRelay takes 60 messages a minute: the shop waits as long as it is told, and nothing is lost."""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kasse.books.market import TargetSetting
from kasse.clock import SystemClock
from kasse.market.target import Opening, TryLater
from kasse.till import Till
from sync.market.calls import World
from sync.market.publisher import Publisher
from sync.nostr.keys import Keys
from sync.nostr.relay import Relay
from sync.nostr.target import NostrTarget, newest_versions, open_target
from tests.contracts.market_target import KEY, SHOP, stock_up, version
from tests.sync.nostr.relays import local_relay

SECOND_LIMIT = 850


@pytest.fixture
def default_relay() -> Iterator[str]:
    with local_relay(per_minute=None) as address:
        yield address


def titles(address: str, keys: Keys) -> list[str]:
    """What anybody finds there."""
    relay = Relay(address, None, SystemClock())
    found = newest_versions(relay.query({"kinds": [30402], "authors": [keys.public]}).events)
    relay.close()
    return sorted(found)


def test_a_minute_that_is_used_up_is_waited_for_and_nothing_is_lost(default_relay: str) -> None:
    """As fast as it goes, 64 articles: more than the relay takes."""
    target = NostrTarget(Opening(TargetSetting("default", "nostr", default_relay), SHOP, KEY, SystemClock()))
    now = int(time.time())
    articles = [version(f"Saft {number}", now, key=f"kasse-{number:02}") for number in range(64)]
    waited = 0
    started = time.monotonic()
    while articles:
        try:
            target.upsert(articles[0])
            del articles[0]
        except TryLater as busy:
            waited += busy.after
            time.sleep(busy.after)
    assert waited >= 5
    assert waited <= time.monotonic() - started < waited + 5
    assert titles(default_relay, Keys.read(KEY)) == [f"kasse-{number:02}" for number in range(64)]
    target.close()


@pytest.mark.patient
@pytest.mark.timeout(900)
def test_500_articles_reach_a_default_relay_and_none_is_lost(
    default_relay: str, made_shop_file: Path, tmp_path: Path
) -> None:
    """As the publisher does it, at its own pace; this takes eight and a half minutes."""
    clock = SystemClock()
    till = Till(Path(shutil.copy(made_shop_file, tmp_path / "patient.sqlite")), clock=clock)
    stock_up(till, clock, 500)
    owner = till.people.owner()
    till.market.change_profile(owner, latitude=SHOP.latitude, longitude=SHOP.longitude)
    till.market.put_target(owner, TargetSetting("relay", "nostr", default_relay))
    till.market.switch(owner, True)
    keys = Keys.read(KEY)
    publisher = Publisher(_world(till, clock))
    publisher.set_up()
    publisher.news()
    line = publisher.lines["relay"]
    listed = sorted(listing.key for listing in till.market.listings("relay"))
    assert len(listed) == 500
    end = time.monotonic() + SECOND_LIMIT
    while till.market.work("relay", 1) and time.monotonic() < end:
        done = line.round()
        time.sleep(min(done.away, max(0, end - time.monotonic())))
    assert till.market.work("relay", 1) == []
    assert titles(default_relay, keys) == listed
    line.close()
    till.close()


def _world(till: Till, clock: SystemClock) -> World:
    def wait(seconds: float) -> bool:
        time.sleep(seconds)
        return False

    return World(
        lambda work: work(till), clock, time.monotonic, wait, random.Random(1),  # noqa: S311
        opener=open_target, secrets=lambda setting, shop, serial: KEY,
    )  # fmt: skip
