"""A whole day of the demo shop, published as it goes: what somebody learns who reads all of it."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from kasse.books.market import Bucket, TargetSetting
from kasse.clock import SetClock
from kasse.demo import day, shop
from kasse.market.buckets import FLIPS_A_DAY
from kasse.market.view import view_data
from kasse.texts import use_language
from kasse.till import Till
from sync.market.calls import World
from sync.market.publisher import Publisher, Schedule
from tests.contracts.memory_target import Medium, Message, opener
from tests.kasse.market.test_view import SEEN

FRIDAY = date(2026, 11, 20)


class TickingClock(SetClock):
    """A clock that keeps the appointments which it passes on its way."""

    def __init__(self, instant: datetime) -> None:
        self.appointments: list[tuple[datetime, Callable[[], None]]] = []
        self._instant = instant

    @property
    def instant(self) -> datetime:
        return self._instant

    @instant.setter
    def instant(self, value: datetime) -> None:
        while self.appointments and self.appointments[0][0] <= value:
            self._instant, act = self.appointments.pop(0)
            act()
        self._instant = value


class Day(NamedTuple):
    """What went out, when it could, and what was sold."""

    messages: list[Message]
    ticks: list[float]
    sold: Counter[int]
    stream: str
    suppliers: list[str]
    costs: dict[str, int]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    use_language("en")
    path: Path = tmp_path_factory.mktemp("day") / "demo.sqlite"
    clock = TickingClock(datetime.combine(FRIDAY, time(3), UTC))
    shop.make_shop(path, clock)
    till = Till(path, clock=clock, hasher=day.PatientHasher())
    try:
        yield _live(till, clock)
    finally:
        till.close()


def _live(till: Till, clock: TickingClock) -> Day:
    owner = till.people.owner()
    assert not till.market.is_on()  # nor in the demo shop: what it has is its place and hours
    assert till.market.targets() == []
    till.market.change_profile(owner, place="52.4799, 13.4420")
    till.market.put_target(owner, TargetSetting("one", "memory", "here"))
    till.market.switch(owner, True)
    medium = Medium(time=lambda: clock.now().timestamp())
    publisher = Publisher(
        World(
            lambda work: work(till),
            clock,
            lambda: clock.now().timestamp(),
            lambda seconds: False,
            random.Random(7),  # noqa: S311
            opener=opener(medium),
            secrets=lambda *_of: "",
        )
    )
    publisher.set_up()
    publisher.news()
    publisher.lines["one"].round()
    medium.messages.clear()
    ticks = _appointments(clock, publisher, till.market.tick_minutes())
    (result,) = day.ring_days(till, clock, FRIDAY, 1)
    clock.instant += timedelta(hours=2)
    sold = Counter(p.product for sale in result.sales for p in sale.positions if p.product is not None)
    stream = "\n".join(
        json.dumps(view_data(one.listing.view), ensure_ascii=False)
        for one in medium.messages
        if one.listing and one.listing.view
    )
    suppliers = [one.name for one in till.suppliers.all()]
    costs = dict(till.database.connection.execute("SELECT product, cost FROM product_fact WHERE cost IS NOT NULL"))
    return Day(list(medium.messages), ticks, sold, stream, suppliers, costs)


def _appointments(clock: TickingClock, publisher: Publisher, minutes: int) -> list[float]:
    """All ticks of the day, fixed before its first sale."""
    schedule = Schedule(random.Random(11), clock.now().timestamp())  # noqa: S311
    ticks = []
    end = (clock.now() + timedelta(hours=20)).timestamp()
    while (at := schedule.next) < end:
        urgent = schedule.full > at
        (schedule.after_urgent(at) if urgent else schedule.after_full(at, minutes))
        ticks.append(at)
        clock.appointments.append((datetime.fromtimestamp(at, UTC), _tick(publisher, urgent=urgent)))
    return ticks


def _tick(publisher: Publisher, *, urgent: bool) -> Callable[[], None]:
    def tick() -> None:
        if publisher.news(urgent=urgent) or not urgent:
            publisher.lines["one"].round()

    return tick


def test_a_day_has_hundreds_of_sales_and_some_news(lived: Day) -> None:
    assert lived.sold.total() > 1000
    assert 10 < len(lived.messages) < lived.sold.total() / 2


def test_no_message_has_more_than_the_list_allows(lived: Day) -> None:
    for line in lived.stream.splitlines():
        assert set(json.loads(line)) == SEEN


def test_nothing_tells_of_suppliers_costs_or_how_many_there_are(lived: Day) -> None:
    assert lived.suppliers
    for name in lived.suppliers:
        assert name not in lived.stream
    assert not re.search(r"level|stock|quantity|cost|supplier|cashier|customer|Aylin|Murat|Olga", lived.stream)
    assert {json.loads(line)["bucket"] for line in lived.stream.splitlines()} <= {bucket.value for bucket in Bucket}


def test_messages_go_at_ticks_that_were_fixed_before_the_first_sale(lived: Day) -> None:
    ticks = {round(at) for at in lived.ticks}
    assert {round(message.at) for message in lived.messages} <= ticks


def test_at_most_one_message_of_an_article_at_a_tick(lived: Day) -> None:
    told = Counter((one.at, one.listing.key) for one in lived.messages if one.listing)
    assert max(told.values()) == 1


def test_versions_carry_the_time_of_their_tick_and_never_that_of_a_sale(lived: Day) -> None:
    """A stamp is a tick's second, or one beyond the version before."""
    ticks = {int(at) for at in lived.ticks}
    last: dict[str, int] = {}
    for one in lived.messages:
        if one.listing:
            assert one.listing.stamp in ticks or one.listing.stamp <= last.get(one.listing.key, 0) + 2
            last[one.listing.key] = one.listing.stamp


def test_however_much_is_sold_only_so_many_changes_are_told(lived: Day) -> None:
    told = Counter(one.listing.key for one in lived.messages if one.listing)
    assert max(told.values()) <= FLIPS_A_DAY + 1
