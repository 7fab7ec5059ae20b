"""The contract of `kasse.market.target.MarketTarget`: what every place where the shop publishes must hold.

A target's test inherits `MarketTargetContract` and says by its hooks how its medium is reached:

    from tests.contracts.market_target import KEY, MarketTargetContract

    class TestFolder(MarketTargetContract):
        @pytest.fixture(autouse=True)
        def _medium(self, tmp_path: Path) -> None:
            self.folder = tmp_path / "shop"

        def open_target(self, shop: PublicShop, clock: Clock) -> MarketTarget:
            return open_folder(Opening(TargetSetting("contract", "folder", str(self.folder)), shop, "", clock))
        ...

The clock stands at the real time of the start, as real relays look at it, and stamps are near it. Waiting is not
done: a medium that limits how fast it takes messages is to be set up for these tests without a limit.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from kasse.books.market import Answer, Bucket, Listing, PublicShop, PublicView, TargetSetting
from kasse.books.stock import Reason, StockDocument, StockEntry
from kasse.catalog import Product
from kasse.clock import Clock, SetClock
from kasse.errors import KasseError, Unavailable
from kasse.ids import uuid7
from kasse.market.target import Ack, Capabilities, Inbox, MarketTarget
from kasse.market.view import digest_with, shop_mark, view_text
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.till import Till
from sync.market.calls import World
from sync.market.line import Round
from sync.market.publisher import Publisher

T = TypeVar("T")

KEY = "7f3b1e0a5d2c4968b7a1f0e3d2c5b4a69788f6e5d4c3b2a1908f7e6d5c4b3a21"
"""A secret for tests alone; a target that signs takes it as the shop's."""

SHOP = PublicShop(
    name="Kiosk am Kotti",
    street="Kottbusser Str. 1",
    postcode="10999",
    city="Berlin",
    country="DE",
    language="de",
    latitude=52_499_530,
    longitude=13_418_930,
    hours="Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off",
    website="https://kiosk.example",
    holds=60,
)


class MarketTargetContract:
    """Inherit it, set the medium up in an autouse fixture, and implement the hooks.

    Hooks that must be there:

    - `open_target(shop, clock)`: a new target on this test's medium, as after a restart of the till. Called again in
      one test it reaches the same medium with what is there. `shop.key` is empty: a target that signs takes `KEY`.
    - `remote_count(key)`: how many objects for this key anybody finds there who follows the medium's rules: 1 while
      it is shown, 0 once it is retired or was never there; more than 1 is a double. What is only a mark that
      something was taken away (a soft-dead version, a tombstone) does not count.
    - `remote_name(key)`: how the article is called there now, to see which version it is.
    - `remote_remove(keys)`: these are lost there, as after the medium's disk failed; the shop is not told.
    - `remote_alter(keys)`: these are there in another version than the shop's own, as by an older copy that was put
      back. What `snapshot` gives for them has another `ref` afterwards.
    - `remote_foreign(key)`: something that this shop's books know nothing of is there under this shop's name.

    Hooks that may be there:

    - `lose_acks(count)`: the next so many changes reach the medium, but its answer never reaches the target, whose
      call raises `Unavailable`. Without it that test is skipped; the loss between target and publisher is tested
      anyway.
    - `remote_writes()`: how many changes the medium got so far, to see that a pass with nothing to do writes nothing.
    - `stride`: with 1 a pass is killed at each of its steps, with 3 at every third; for media that are slow.

    What the publisher takes for granted beside the tests' own words: `finish` may be called again with the same
    listings and changes nothing then; `retire` gets a `Listing` whose stamp is beyond that of all versions before,
    and says in `Ack.stamp` the last stamp that it used; a `snapshot` entry without `ref` is not shown, but its stamp
    counts, as a version below it would not be seen.
    """

    stride = 1

    def open_target(self, shop: PublicShop, clock: Clock) -> MarketTarget:
        raise NotImplementedError

    def remote_count(self, key: str) -> int:
        raise NotImplementedError

    def remote_name(self, key: str) -> str:
        raise NotImplementedError

    def remote_remove(self, keys: Sequence[str]) -> None:
        raise NotImplementedError

    def remote_alter(self, keys: Sequence[str]) -> None:
        raise NotImplementedError

    def remote_foreign(self, key: str) -> None:
        raise NotImplementedError

    def lose_acks(self, count: int) -> None:
        pytest.skip("this medium cannot lose an answer on its way")

    def remote_writes(self) -> int | None:
        return None

    # The target alone

    @pytest.fixture
    def moment(self) -> SetClock:
        """The real time of the start, which then stands."""
        return SetClock(datetime.now(UTC).replace(microsecond=0))

    @pytest.fixture
    def target(self, moment: SetClock) -> Iterator[MarketTarget]:
        opened = self.open_target(SHOP, moment)
        opened.announce(SHOP, stamp_of(moment))
        yield opened
        opened.close()

    def test_the_same_version_twice_is_one_object(self, target: MarketTarget, moment: SetClock) -> None:
        mate = version("Club-Mate 0,5 l", stamp_of(moment))
        shown(target, mate)
        shown(target, mate)
        assert self.remote_count(mate.key) == 1
        assert self.remote_name(mate.key) == "Club-Mate 0,5 l"

    def test_what_is_there_is_found_by_the_name_that_was_expected(self, target: MarketTarget, moment: SetClock) -> None:
        mate = version("Club-Mate 0,5 l", stamp_of(moment))
        ack = target.upsert(mate)
        target.finish([mate])
        assert ack.ref == target.expected(mate) != ""
        again = self.open_target(SHOP, moment)
        found = again.snapshot()[mate.key]
        again.close()
        assert found.ref == ack.ref

    def test_a_newer_version_takes_the_place_of_the_one_before(self, target: MarketTarget, moment: SetClock) -> None:
        old = version("Club-Mate 0,5 l", stamp_of(moment) - 10)
        new = version("Club-Mate 0,5 l Flasche", stamp_of(moment), first=old.first)
        shown(target, old)
        shown(target, new)
        assert self.remote_count(new.key) == 1
        assert self.remote_name(new.key) == "Club-Mate 0,5 l Flasche"
        assert target.snapshot()[new.key].ref == target.expected(new) != target.expected(old)

    def test_an_older_version_that_comes_late_does_not_win(self, target: MarketTarget, moment: SetClock) -> None:
        old = version("Club-Mate 0,5 l", stamp_of(moment) - 10)
        new = version("Club-Mate 0,5 l Flasche", stamp_of(moment), first=old.first)
        shown(target, new)
        with suppress(KasseError):  # it may say so, or keep the newer one in silence
            target.upsert(old)
        target.finish([new])
        assert self.remote_count(new.key) == 1
        assert self.remote_name(new.key) == "Club-Mate 0,5 l Flasche"

    def test_what_is_taken_away_is_gone_and_may_be_taken_away_again(
        self, target: MarketTarget, moment: SetClock
    ) -> None:
        mate = version("Club-Mate 0,5 l", stamp_of(moment) - 10)
        shown(target, mate)
        gone = mate._replace(stamp=stamp_of(moment) - 5, digest="", view=None)
        assert target.expected(gone) == ""
        for _again in range(2):
            ack = target.retire(gone)
            target.finish([])
            assert ack.stamp >= gone.stamp
            assert self.remote_count(mate.key) == 0
        left = target.snapshot().get(mate.key)
        assert left is None or not left.ref

    def test_taking_away_what_is_not_there_is_no_error(self, target: MarketTarget, moment: SetClock) -> None:
        target.retire(version("Club-Mate 0,5 l", stamp_of(moment))._replace(digest="", view=None))
        target.finish([])
        assert self.remote_count("kasse-4711") == 0

    def test_what_was_taken_away_can_be_shown_again(self, target: MarketTarget, moment: SetClock) -> None:
        mate = version("Club-Mate 0,5 l", stamp_of(moment) - 20)
        shown(target, mate)
        ack = target.retire(mate._replace(stamp=stamp_of(moment) - 10, digest="", view=None))
        target.finish([])
        back = mate._replace(stamp=max(ack.stamp, stamp_of(moment) - 10) + 2)
        shown(target, back)
        assert self.remote_count(mate.key) == 1
        assert target.snapshot()[mate.key].ref == target.expected(back)

    def test_an_answer_lost_on_its_way_makes_no_second_object(self, target: MarketTarget, moment: SetClock) -> None:
        mate = version("Club-Mate 0,5 l", stamp_of(moment))
        self.lose_acks(1)
        with pytest.raises(Unavailable):
            target.upsert(mate)
        again = self.open_target(SHOP, moment)
        shown(again, mate)
        assert again.snapshot()[mate.key].ref == again.expected(mate)
        again.close()
        assert self.remote_count(mate.key) == 1

    # The publisher with it

    @pytest.fixture
    def market_file(self, made_shop_file: Path, tmp_path: Path, moment: SetClock) -> Path:
        """A shop with eight articles that the world may see, its market on."""
        path = Path(shutil.copy(made_shop_file, tmp_path / "contract.sqlite"))
        till = Till(path, clock=moment)
        stock_up(till, moment, 8)
        owner = till.people.owner()
        till.market.change_profile(owner, latitude=SHOP.latitude, longitude=SHOP.longitude, website=SHOP.website)
        till.market.put_target(owner, TargetSetting("contract", "memory", "here"))
        till.market.switch(owner, True)
        till.close()
        return path

    def test_a_kill_between_any_two_steps_loses_nothing_and_doubles_nothing(
        self, market_file: Path, moment: SetClock
    ) -> None:
        killed_at, completed = 1, False
        while not completed:
            with Opened(market_file, moment) as till:
                change_something(till, killed_at)
            with Opened(market_file, moment) as till:
                completed = self._one_pass(till, moment, Steps(killed_at)) is not None
            with Opened(market_file, moment) as till:
                assert self._one_pass(till, moment, Steps()) is not None
                self._as_it_should_be(till, moment)
            killed_at += self.stride
        assert killed_at > 20
        self._nothing_left_to_do(market_file, moment)

    def test_what_was_lost_altered_or_foreign_is_put_right_in_one_pass(
        self, market_file: Path, moment: SetClock
    ) -> None:
        with Opened(market_file, moment) as till:
            stock_up(till, moment, 32, "4")
            done = self._one_pass(till, moment, Steps())
            assert done is not None
            assert (done.error, done.sent) == ("", 40)
            keys = sorted(listing.key for listing in till.market.listings("contract"))
        self.remote_remove(keys[:4])
        self.remote_alter(keys[4:6])
        self.remote_foreign("kasse-fremd")
        with Opened(market_file, moment) as till:
            done = self._one_pass(till, moment, Steps())
            assert done is not None
            assert (done.error, done.differing, done.sent) == ("", 7, 7)
            self._as_it_should_be(till, moment)
        assert self.remote_count("kasse-fremd") == 0
        self._nothing_left_to_do(market_file, moment)

    def test_acknowledgements_that_never_came_are_made_up_for(self, market_file: Path, moment: SetClock) -> None:
        with Opened(market_file, moment) as till:
            done = self._one_pass(till, moment, Steps(lost=3))
            assert done is not None
            assert done.error
        with Opened(market_file, moment) as till:
            done = self._one_pass(till, moment, Steps())
            assert done is not None
            assert done.error == ""
            self._as_it_should_be(till, moment)
        self._nothing_left_to_do(market_file, moment)

    def test_switched_off_everything_is_taken_away(self, market_file: Path, moment: SetClock) -> None:
        with Opened(market_file, moment) as till:
            self._one_pass(till, moment, Steps())
            keys = [listing.key for listing in till.market.listings("contract")]
            till.market.switch(till.people.owner(), False)
            done = self._one_pass(till, moment, Steps())
            assert done is not None
            assert (done.error, done.sent) == ("", 8)
        assert [self.remote_count(key) for key in keys] == [0] * 8
        self._nothing_left_to_do(market_file, moment)

    # How

    def _one_pass(self, till: Till, moment: SetClock, steps: "Steps") -> Round | None:
        """A start of the publisher and one pass; None where it was killed."""
        time = [0.0]

        def wait(seconds: float) -> bool:
            time[0] += seconds
            return False

        opened: list[MarketTarget] = []

        def open_one(shop: PublicShop) -> MarketTarget:
            opened.append(Watched(self.open_target(shop, moment), steps))
            return opened[-1]

        world = World(
            lambda work: steps.around(lambda: work(till)),
            moment,
            lambda: time[0],
            wait,
            random.Random(1),  # noqa: S311
            opener=lambda opening: open_one(opening.shop),
            secrets=lambda setting, shop, serial: KEY,
        )
        publisher = Publisher(world)
        try:
            publisher.set_up()
            line = publisher.lines["contract"]
            line.patient = False
            greeted = line.greet()
            publisher.news()
            done = greeted if greeted.error else line.round()._replace(differing=greeted.differing)
            line.close()
        except Killed:
            for target in opened:
                target.close()
            return None
        return done

    def _as_it_should_be(self, till: Till, moment: SetClock) -> None:
        listings = till.market.listings("contract")
        target = self.open_target(till.market.profile(), moment)
        there = {key: ack.ref for key, ack in target.snapshot().items() if ack.ref}
        assert there == {listing.key: target.expected(listing) for listing in listings}
        target.close()
        for listing in listings:
            assert listing.view is not None
            assert self.remote_count(listing.key) == 1
            assert self.remote_name(listing.key) == listing.view.name

    def _nothing_left_to_do(self, path: Path, moment: SetClock) -> None:
        before = self.remote_writes()
        with Opened(path, moment) as till:
            steps = Steps()
            done = self._one_pass(till, moment, steps)
            assert done is not None
            assert (done.error, done.sent, done.differing or 0) == ("", 0, 0)
        assert steps.changes == 0
        assert self.remote_writes() == before


class Killed(BaseException):
    """The computer lost its power just here."""


class Steps:
    """Counts the steps of a pass, and kills it at one of them; the answers to the first `lost` changes are lost."""

    def __init__(self, kill_at: int = 0, lost: int = 0) -> None:
        self.kill_at = kill_at
        self.lost = lost
        self.taken = 0
        self.changes = 0

    def around(self, act: Callable[[], T]) -> T:
        """A step before and one after."""
        self._step()
        result = act()
        self._step()
        return result

    def changing(self, act: Callable[[], T]) -> T:
        """The same for what changes something at the medium."""
        self.changes += 1
        result = self.around(act)
        if self.lost:
            self.lost -= 1
            raise Unavailable("lost", "The answer was lost.")
        return result

    def _step(self) -> None:
        self.taken += 1
        if self.taken == self.kill_at:
            raise Killed


class Watched:
    """A target whose calls are steps."""

    def __init__(self, target: MarketTarget, steps: Steps) -> None:
        self._target = target
        self._steps = steps

    def capabilities(self) -> Capabilities:
        return self._target.capabilities()._replace(rate=0)

    def expected(self, listing: Listing) -> str:
        return self._target.expected(listing)

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        return self._steps.changing(lambda: self._target.announce(shop, stamp))

    def upsert(self, listing: Listing) -> Ack:
        return self._steps.changing(lambda: self._target.upsert(listing))

    def retire(self, listing: Listing) -> Ack:
        return self._steps.changing(lambda: self._target.retire(listing))

    def finish(self, listings: Sequence[Listing]) -> None:
        return self._steps.around(lambda: self._target.finish(listings))

    def snapshot(self) -> Mapping[str, Ack]:
        return self._steps.around(self._target.snapshot)

    def poll(self, since: int) -> Inbox:
        return self._target.poll(since)

    def reply(self, answer: Answer) -> Ack:
        return self._target.reply(answer)

    def time_offset(self) -> int | None:
        return self._target.time_offset()

    def close(self) -> None:
        self._target.close()


class Opened:
    """The shop's file open as a till, as long as the block lasts."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def __enter__(self) -> Till:
        self._till = Till(self._path, clock=self._clock)
        return self._till

    def __exit__(self, *_error: object) -> None:
        self._till.close()


def stamp_of(clock: Clock) -> int:
    """The second of now."""
    return int(clock.now().timestamp())


def version(name: str, stamp: int, *, key: str = "gtin-04029764001807", first: int = 0) -> Listing:
    """A version of an article of the contract's shop."""
    view = PublicView(
        key,
        name,
        "Getränke",
        Money(129),
        Bucket.IN,
        brand="Loscher",
        gtin=key[5:] if key.startswith("gtin-") else "",
        deposit=Money(15),
        content="0,5 l",
        unit_price=Money(258),
        per="l",
    )
    return Listing(key, stamp, first or stamp, digest_with(view_text(view), shop_mark(SHOP)), view)


def shown(target: MarketTarget, *listings: Listing) -> None:
    """Bring versions to a target, and end the pass."""
    for listing in listings:
        target.upsert(listing)
    target.finish(listings)


def stock_up(till: Till, clock: Clock, count: int, codes: str = "5") -> None:
    """So many new articles, ten pieces of each received."""
    products = [
        Product(f"Saft Nr. {codes}{number:02}", (f"{codes}{number:03}",), Money(100 + number), "reduced", "Getränke")
        for number in range(count)
    ]
    with till.database.write() as work:
        work.catalog.add_many(products)
        numbers = [work.catalog.product_number(product.codes[0]) or 0 for product in products]
        entries = tuple(StockEntry(number, Quantity.of(10)) for number in numbers)
        work.stock.book(StockDocument(uuid7(), Reason.RECEIPT, clock.now(), "Olga", "", entries))


def change_something(till: Till, number: int) -> None:
    """Another price, another name, one article taken off the market and one put back, one that runs out."""
    owner = till.people.owner()
    with till.database.read() as work:
        found = [work.catalog.product(work.catalog.product_number(f"5{one:03}") or 0) for one in range(8)]
    products = [product for product in found if product is not None]
    till.products.save(owner, replace(products[0], price=Money(100 + number)))
    till.products.save(owner, replace(products[1], name=f"Saft mit Nr. {number}"))
    switched = products[2 + number % 2]
    off = till.market.preview(switched.name).rows[0].switched is False
    till.market.switch_article(owner, switched.number or 0, None if off else False)
    pieces = Quantity.of(0 if number % 2 else 10)
    till.levels.correct(owner, products[4].number or 0, pieces, "counted")
