"""The publisher without threads: rounds, waiting after failures, what is parked, clocks, orders and answers."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.books.market import Answer, TargetSetting, Who
from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.market.target import Capabilities, NotTaken, TryLater
from kasse.money import Money
from kasse.people import Actor
from kasse.till import Till
from sync.market.pace import LONGEST, Leave, back_off
from sync.market.publisher import Schedule, publish_once
from sync.market.targets import kinds
from sync.market.trouble import wrong_clock_text
from tests.contracts.memory_target import Medium, opener
from tests.kasse.counter import MATE, MILK
from tests.kasse.market.market_shop import open_market, product
from tests.sync.market.publishing import Play, failing

T = TypeVar("T")
DAY = 24 * 3600


@pytest.fixture
def medium() -> Medium:
    return Medium()


@pytest.fixture
def play(till: Till, owner: Actor, clock: SetClock, medium: Medium) -> Play:
    """Five articles to be published to one place."""
    open_market(till, owner)
    return Play(till, clock, {"one": medium})


def another_price(play: Play, cents: int = 139, code: str = MATE) -> None:
    play.till.products.save(play.till.people.owner(), replace(product(play.till, code), price=Money(cents)))


def sent(medium: Medium, what: str = "upsert") -> list[str]:
    return [message.listing.key for message in medium.messages if message.what == what and message.listing]


def test_a_round_tells_who_the_shop_is_and_what_it_has(play: Play, medium: Medium) -> None:
    done = play.tick()
    assert (done.error, done.sent) == ("", 5)
    assert [message.what for message in medium.messages] == ["announce", *["upsert"] * 5]
    assert medium.shop == play.till.market.profile()
    assert [len(keys) for keys in medium.finished] == [5]
    state = play.state()
    assert (state.shown, state.waiting, state.last_ok, state.error) == (5, 0, int(play.clock.now().timestamp()), "")


def test_a_second_round_sends_nothing(play: Play, medium: Medium) -> None:
    play.tick()
    count = len(medium.messages)
    assert play.tick().sent == 0
    assert (len(medium.messages), len(medium.finished)) == (count, 1)
    play.begin()
    assert play.tick().sent == 0
    assert len(medium.messages) == count


def test_new_hours_are_told_at_once_and_by_a_new_connection(play: Play, medium: Medium) -> None:
    play.tick()
    play.till.market.change_profile(play.till.people.owner(), hours="24/7")
    play.tick()
    assert [message.what for message in medium.messages].count("announce") == 2
    assert medium.shop is not None
    assert medium.shop.hours == "24/7"
    assert [target.closed for target in play.opened] == [True, False]
    assert sorted(sent(medium)) == sorted(2 * [listing.key for listing in play.till.market.listings("one")])


def test_all_places_get_the_very_same_version(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    play = Play(till, clock, {"one": Medium(), "two": Medium()})
    play.tick("one")
    clock.advance(minutes=3)
    play.line("two").round()
    assert play.media["one"].objects == play.media["two"].objects


def test_after_a_failure_it_waits_longer_each_time_and_then_all_is_well(play: Play, medium: Medium) -> None:
    medium.trouble = failing(*[Unavailable("down", "The server is down.")] * 6, at="snapshot")
    play.publisher.news()
    longest = []
    for tries in range(6):
        done = play.line().round()
        assert (done.error, done.sent) == ("The server is down.", 0)
        assert 1 <= done.away <= min(LONGEST, 5 * 2**tries)
        state = play.state()
        assert (state.tries, state.error, state.who) == (tries + 1, "The server is down.", Who.NOBODY)
        quiet = play.line().round()
        assert (quiet.error, quiet.sent, quiet.away > 0) == ("", 0, True)
        longest.append(done.away)
        play.clock.advance(seconds=done.away)
    assert play.line().round().sent == 5
    assert (play.state().tries, play.state().error) == (0, "")
    assert len(set(longest)) > 2


def test_what_came_before_the_failure_is_not_sent_again(play: Play, medium: Medium) -> None:
    play.tick()
    for code in (MATE, MILK):
        another_price(play, code=code)
    left = [None, Unavailable("down", "Down.")]

    def second_fails(what: str) -> None:
        error = left.pop(0) if what == "upsert" and left else None
        if error:
            raise error

    medium.trouble = second_fails
    assert play.tick().sent == 1
    play.clock.advance(hours=2)
    assert play.line().round().sent == 1
    assert len(sent(medium)) == 7


def test_a_target_that_asks_for_patience_gets_it(play: Play, medium: Medium) -> None:
    medium.trouble = failing(TryLater("rate", "rate-limited: slow down", 900))
    done = play.tick()
    assert done.away >= 900
    play.clock.advance(seconds=899)
    assert play.line().round().sent == 0
    play.clock.advance(seconds=done.away)
    assert play.line().round().sent == 5


def test_somebody_may_end_the_waiting(play: Play, medium: Medium) -> None:
    medium.trouble = failing(TryLater("rate", "slow down", 900))
    play.tick()
    play.till.market.try_again(play.till.people.owner(), "one")
    assert play.line().round().sent == 5


def test_a_refused_article_is_parked_and_the_others_go(play: Play, medium: Medium) -> None:
    medium.trouble = failing(NotTaken("invalid", "invalid: too long", Who.OWNER))
    done = play.tick()
    assert (done.sent, done.refused, done.error) == (4, 1, "")
    assert (play.state().parked, play.state().shown) == (1, 4)
    ((reason, who),) = play.till.market.refused_articles("one").values()
    assert (reason, who) == ("invalid: too long", Who.OWNER)
    assert play.tick().sent == 0


def test_where_nothing_is_taken_the_target_waits_and_says_who_can_act(play: Play, medium: Medium) -> None:
    medium.trouble = failing(*[NotTaken("restricted", "restricted: not on the list", Who.TARGET)] * 9)
    done = play.tick()
    assert (done.sent, done.error, done.who, done.away) == (0, "restricted: not on the list", Who.TARGET, LONGEST)
    assert play.state().who is Who.TARGET
    play.till.market.try_again(play.till.people.owner(), "one")
    medium.trouble = lambda what: None
    assert play.line().round().sent == 5


def test_a_bug_in_a_target_is_written_down_and_ends_nothing(
    play: Play, medium: Medium, caplog: pytest.LogCaptureFixture
) -> None:
    medium.trouble = failing(KeyError("oops"))
    done = play.tick()
    assert "KeyError" in done.error
    assert "oops" in play.state().error
    assert any(record.exc_info for record in caplog.records)
    play.clock.advance(hours=2)
    assert play.line().round().error == ""


@pytest.mark.parametrize("offset", [DAY, -DAY, 601])
def test_with_a_wrong_clock_nothing_is_published_and_nothing_stamped(play: Play, medium: Medium, offset: int) -> None:
    medium.offset = offset
    assert play.line().greet().error
    done = play.tick()
    assert medium.messages == []
    assert done.sent == 0
    state = play.state()
    assert state.who is Who.OWNER
    assert "This computer's clock is" in state.error
    assert play.till.market.listings("one") == []
    medium.offset = 3
    play.clock.advance(seconds=700)
    assert play.line().greet().error == ""
    assert play.tick().sent == 5


def test_who_took_something_since_has_not_failed_in_a_row(play: Play, medium: Medium) -> None:
    medium.trouble = failing(*[Unavailable("gone", "Gone.")] * 6)
    for _ in range(6):
        play.tick()
        play.clock.advance(hours=2)
    assert play.till.market.patience("one").tries == 6

    def after_two(what: str) -> None:
        if what == "upsert" and len(sent(medium)) == 2:
            raise Unavailable("gone", "Gone.")

    medium.trouble = after_two
    assert play.tick().sent == 2
    assert play.till.market.patience("one").tries == 1


def test_who_is_refused_because_of_the_clock_hears_that_and_nothing_of_passwords(play: Play, medium: Medium) -> None:
    def refuses(what: str) -> None:
        medium.offset = -DAY  # it comes with the refusal
        raise NotTaken("target_login", "Check the user name and the password.", Who.OWNER)

    medium.trouble = refuses
    assert play.line().greet().error == wrong_clock_text(-DAY)


def test_a_clock_that_goes_wrong_on_the_way_stops_the_round(play: Play, medium: Medium) -> None:
    def later(what: str) -> None:
        if what == "upsert" and len(medium.messages) == 3:
            medium.offset = DAY

    medium.trouble = later
    done = play.tick()
    assert done.error == wrong_clock_text(DAY)
    assert len(sent(medium)) == 3


def test_one_place_whose_own_clock_is_wrong_stops_no_other(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    liar, honest = Medium(), Medium()
    play = Play(till, clock, {"liar": liar, "honest": honest})
    liar.offset, honest.offset = DAY, 0
    assert play.line("liar").greet().error == wrong_clock_text(DAY)
    assert play.line("honest").greet().error == ""
    assert play.tick("honest").sent == 5
    assert play.tick("liar").sent == 0
    assert liar.messages == []
    liar.offset = honest.offset = DAY
    play.line("honest").greet()
    another_price(play)
    assert play.publisher.news() == 0


def test_the_sentence_says_by_how_much_and_which_way() -> None:
    assert "24 hours slow" in wrong_clock_text(DAY)
    assert "11 minutes fast" in wrong_clock_text(-11 * 60)


def test_an_unknown_kind_shows_nothing_and_says_so(play: Play) -> None:
    play.till.market.put_target(play.till.people.owner(), TargetSetting("new", "hologram", "x"))
    play.publisher.set_up()
    done = play.tick("new")
    assert "hologram" in done.error
    state = play.state("new")
    assert (state.shown, state.waiting, state.who) == (0, 5, Who.OWNER)


def test_the_kinds_of_this_kasse_are_found() -> None:
    assert {"nostr", "folder", "webdav", "s3", "sftp"} <= set(kinds())


def test_messages_go_no_faster_than_the_target_likes(play: Play, medium: Medium) -> None:
    medium.able = Capabilities(rate=1, burst=2)
    assert play.tick().sent == 5
    assert sum(play.waited) == pytest.approx(4)  # six messages, two of them at once


def test_it_stops_between_two_messages(play: Play, medium: Medium) -> None:
    def then_stop(what: str) -> None:
        play.stopping = len(medium.messages) >= 3

    medium.trouble = then_stop
    done = play.tick()
    assert done.stopped
    assert 0 < done.sent < 5
    play.stopping, medium.trouble = False, lambda what: None
    play.line().round()
    assert sorted(sent(medium)) == sorted(set(sent(medium)))


def test_a_target_that_was_switched_off_hears_nothing(play: Play, medium: Medium) -> None:
    play.till.market.put_target(play.till.people.owner(), TargetSetting("one", "memory", "memory:one", enabled=False))
    line = play.line()
    ended = play.publisher.set_up()
    assert ended == [line]
    assert play.publisher.lines == {}


def test_what_a_target_forgets_is_renewed(play: Play, medium: Medium) -> None:
    medium.able = Capabilities(expires=7 * DAY, rate=0)
    play.tick()
    play.clock.advance(days=3)
    assert play.tick().sent == 0
    play.clock.advance(days=1)
    assert play.tick().sent == 5
    assert play.tick().sent == 0


def test_once_a_day_it_looks_what_is_there(play: Play, medium: Medium) -> None:
    play.tick()
    lost = sorted(medium.objects)[0]
    del medium.objects[lost]
    assert play.tick().sent == 0
    play.clock.advance(days=1)
    assert play.tick().sent == 1
    assert lost in medium.objects


def test_answers_go_to_the_buyer_once_and_again_where_they_failed(play: Play, medium: Medium) -> None:
    at = int(play.clock.now().timestamp())
    answer = Answer("a1", "b" * 64, "order-1", "processing", "Reserved.", at, code="4711")
    with play.till.database.write() as work:
        work.reservations.queue("one", answer)
        work.reservations.queue("one", answer)
    medium.trouble = failing(Unavailable("down", "Down."), at="reply")
    assert play.tick().error == "Down."
    assert medium.answers == []
    play.clock.advance(hours=2)
    play.tick()
    play.clock.advance(hours=2)
    play.tick()
    assert medium.answers == [answer]


def test_who_asked_before_the_market_was_switched_off_is_answered_still(play: Play, medium: Medium) -> None:
    play.tick()
    play.till.market.switch(play.till.people.owner(), False)
    play.tick()
    answer = Answer("a1", "b" * 64, "order-1", "cancelled", "No.", int(play.clock.now().timestamp()))
    with play.till.database.write() as work:
        work.reservations.queue("one", answer)
    assert play.line().talk().error == ""
    assert medium.answers == [answer]


def test_all_that_is_read_through_is_read_beside_the_till(play: Play, medium: Medium) -> None:
    looks = []

    def beside(work: Callable[[Till], T]) -> T:
        looks.append(1)
        return play.till.beside(work)

    play.publisher.world.beside = beside
    play.tick()
    assert len(looks) >= 4  # what is there, what should be, what differs, until nothing does
    assert len(medium.objects) == 5
    lost = sorted(medium.objects)[0]
    del medium.objects[lost]
    play.clock.advance(days=1)
    assert play.tick().sent == 1


def test_publishing_once_says_what_it_did(play: Play, medium: Medium) -> None:
    (done,) = publish_once(play.till, opener=opener(medium), secrets=lambda *_of: "")
    assert (done.name, done.sent, done.waiting, done.error) == ("one", 5, 0, "")
    assert publish_once(play.till, ["other"], opener=opener(medium), secrets=lambda *_of: "") == []
    medium.trouble = failing(Unavailable("down", "Down."), at="snapshot")
    (failed,) = publish_once(play.till, opener=opener(medium), secrets=lambda *_of: "")
    assert failed.error == "Down."
    (again,) = publish_once(play.till, opener=opener(medium), secrets=lambda *_of: "")
    assert again.error == ""


@given(st.integers(0, 60), st.integers(0, 10**9), st.integers(0, 10**7))
def test_waiting_has_its_bounds(tries: int, seed: int, after: int) -> None:
    pause = back_off(tries, random.Random(seed), after)  # noqa: S311
    assert max(1, min(after, DAY)) <= pause <= max(LONGEST, min(after, DAY))


@given(st.integers(1, 5), st.integers(1, 10), st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_never_more_than_the_leave_allows(rate: int, burst: int, pauses: list[float]) -> None:
    now, leave, gone = 0.0, Leave(rate, burst, 0.0), 0
    for pause in pauses:
        now += pause
        if leave.wait(now) == 0:
            gone += 1
        assert gone <= burst + now * rate + 1e-6


@given(st.integers(0, 10**9), st.integers(3, 120))
def test_ticks_are_around_the_owners_minutes_and_never_at_the_same_distance(seed: int, minutes: int) -> None:
    schedule = Schedule(random.Random(seed), 0.0)  # noqa: S311
    full, urgent = [], []
    for _tick in range(5):
        before = schedule.full
        schedule.after_full(before, minutes)
        full.append(schedule.full - before)
        urgent.append(schedule.urgent - before)
    assert all(minutes * 40 <= pause <= minutes * 80 for pause in full)
    assert all(60 <= pause <= 300 for pause in urgent)
    assert len(set(full)) == 5
