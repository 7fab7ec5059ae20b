"""The market's service: what goes out, when it does, and what the owner decides."""

from dataclasses import replace

import pytest

from kasse.books.market import Acked, Bucket, Hidden, TargetSetting, Who
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.market.pipeline import Expected
from kasse.market.target import Ack
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.till import Till, training_copy
from tests.kasse.counter import BEER, CHOCOLATE, MATE, MILK, Ring, audit, cash, refused
from tests.kasse.market.market_shop import listing, number_of, open_market, product, receive, settle, view

RELAY = TargetSetting("Relay A", "nostr", "wss://relay.example")


def sell(till: Till, owner: Actor, ring: Ring, code: str, pieces: int = 1) -> None:
    till.checkout.pay(owner, ring((code, pieces)), [cash("50")])


def test_off_by_default_and_not_on_without_a_place(till: Till, owner: Actor) -> None:
    assert till.market.is_on() is False
    refused("no_place", lambda: till.market.switch(owner, True))
    till.market.change_profile(owner, place="52.49953, 13.41893")
    till.market.switch(owner, True)
    assert till.market.is_on() is True
    refused("no_place", lambda: till.market.change_profile(owner, latitude=None, longitude=None))
    assert [(entry.subject, entry.after) for entry in audit(till, "market")][:1] == [("market", "on")]


def test_only_the_owner_switches_anything(till: Till, cashier: Actor) -> None:
    market = till.market
    refused("not_allowed", lambda: market.switch(cashier, True))
    refused("not_allowed", lambda: market.change_profile(cashier, hours="24/7"))
    refused("not_allowed", lambda: market.switch_department(cashier, "Bier", True))
    refused("not_allowed", lambda: market.switch_article(cashier, 1, True))
    refused("not_allowed", lambda: market.put_target(cashier, RELAY))
    refused("not_allowed", lambda: market.remove_target(cashier, "Relay A"))
    refused("not_allowed", lambda: market.try_again(cashier, "Relay A"))


def test_a_training_copy_never_publishes(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    copy = Till(training_copy(till.path), clock=clock)
    try:
        assert copy.market.is_on() is False
        assert copy.market.look() is False
        refused("training_market", lambda: copy.market.switch(copy.people.owner(), True))
    finally:
        copy.close()


def test_what_the_world_sees_by_default(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    rows = {row.name: row for row in till.market.preview().rows}
    assert rows["Club-Mate 0,5 l"].view is not None
    assert rows["Käse am Stück"].hidden is Hidden.NO_STOCK_KEPT
    assert rows["Sternburg Export 0,5 l"].hidden is Hidden.RESTRICTED
    assert rows["Tageszeitung"].hidden is Hidden.NO_PRICE
    assert rows["Leergut 0,25"].hidden is Hidden.NOT_GOODS
    counts = till.market.counts()
    assert counts.shown == len(till.market.views()) == 5
    assert counts.hidden[Hidden.NO_STOCK_KEPT] >= 1
    assert {row.hidden for row in till.market.preview(hidden=Hidden.RESTRICTED).rows} == {Hidden.RESTRICTED}
    assert len(till.market.preview(shown=True).rows) == 5


def test_a_restricted_department_is_shown_only_once_the_owner_says_so(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    receive(till, BEER, 20)
    settle(till)
    beer = {one.name: one for one in till.market.departments()}["Bier"]
    assert (beer.restricted, beer.shown, beer.visible) == (True, False, 0)
    till.market.switch_department(owner, "Bier", True)
    assert settle(till) == 1
    assert view(till, BEER).name == "Sternburg Export 0,5 l"
    till.market.switch_department(owner, "Bier", False)
    settle(till)
    assert listing(till, BEER) is None


def test_switching_a_department_off_and_on_shows_nothing_that_has_an_age_limit(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.products.save(owner, replace(product(till, MATE), age_limit=18))
    for shown in (False, True):
        till.market.switch_department(owner, "Getränke", shown)
    (row,) = till.market.preview("Club-Mate 0,5").rows[:1]
    assert row.hidden is Hidden.RESTRICTED


def test_thirty_sales_between_two_ticks_are_one_version(open_till: Till, owner: Actor, ring: Ring) -> None:
    open_market(open_till, owner, pieces=31)
    settle(open_till)
    for _sale in range(30):
        sell(open_till, owner, ring, MATE)
        open_till.market.look()
    assert settle(open_till) == 1
    assert view(open_till, MATE).bucket is Bucket.LOW


def test_what_is_gone_goes_out_on_the_next_urgent_tick_and_a_price_does_not(
    open_till: Till, owner: Actor, ring: Ring
) -> None:
    open_market(open_till, owner, pieces=3)
    settle(open_till)
    sell(open_till, owner, ring, MATE, 3)
    open_till.products.save(owner, replace(product(open_till, MILK), price=Money(129)))
    assert settle(open_till, urgent=True) == 1
    assert view(open_till, MATE).bucket is Bucket.OUT
    assert view(open_till, MILK).price == Money(119)
    assert settle(open_till) == 1
    assert view(open_till, MILK).price == Money(129)


def test_what_is_reserved_is_no_longer_offered(till: Till, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    open_market(till, owner, pieces=3)
    with till.database.read() as work:
        held = {number_of(till, MATE): Quantity.of(3)}
        monkeypatch.setattr(work.reservations, "spoken_for", lambda: held)
    settle(till)
    assert view(till, MATE).bucket is Bucket.OUT
    assert view(till, MILK).bucket is Bucket.IN


def test_stamps_rise_whatever_the_clock_does(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    settle(till)
    stamps = [listing(till, MATE)]
    for cents, hours in ((130, 1), (131, -48), (132, 0), (133, 72)):
        clock.advance(hours=hours)
        till.products.save(owner, replace(product(till, MATE), price=Money(cents)))
        settle(till)
        stamps.append(listing(till, MATE))
    seconds = [one.stamp for one in stamps if one]
    assert seconds == sorted(set(seconds))
    assert {one.first for one in stamps if one} == {seconds[0]}


def test_what_was_taken_away_comes_back_beyond_its_end(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    settle(till)
    before = listing(till, MATE)
    number = number_of(till, MATE)
    till.market.switch_article(owner, number, False)
    settle(till)
    till.market.switch_article(owner, number, None)
    settle(till)
    after = listing(till, MATE)
    assert before
    assert after
    assert after.stamp >= before.stamp + 3


def test_another_code_is_another_article_and_the_old_one_goes(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    settle(till)
    everything_acked(till)
    till.products.save(owner, replace(product(till, MATE), codes=("4029764001883",)))
    settle(till)
    work = {one.key: one.view is None for one in till.market.work("Relay A")}
    assert work == {"gtin-04029764001807": True, "gtin-04029764001883": False}


def everything_acked(till: Till) -> None:
    work = till.market.work("Relay A", 1000)
    till.market.acked("Relay A", [Acked(one.key, one.digest, f"ref-{one.stamp}", one.stamp) for one in work])


def test_work_is_where_a_target_differs(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    assert till.market.work("Relay A") == []
    settle(till)
    assert len(till.market.work("Relay A")) == 5
    everything_acked(till)
    assert till.market.work("Relay A") == []
    (state,) = till.market.targets()
    assert (state.shown, state.waiting, state.parked) == (5, 0, 0)
    till.market.switch(owner, False)
    settle(till)
    assert [one.view for one in till.market.work("Relay A")] == [None] * 5
    everything_acked(till)
    assert [(one.shown, one.waiting) for one in till.market.targets()] == [(0, 0)]


def test_what_was_refused_waits_for_its_next_version(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    settle(till)
    mate = listing(till, MATE, "Relay A")
    assert mate
    till.market.parked("Relay A", mate.key, "invalid: too long", Who.OWNER, mate.stamp)
    assert mate.key not in {one.key for one in till.market.work("Relay A")}
    assert till.market.refused_articles("Relay A") == {mate.key: ("invalid: too long", Who.OWNER)}
    assert till.market.targets()[0].parked == 1
    till.products.save(owner, replace(product(till, MATE), price=Money(139)))
    settle(till)
    assert mate.key in {one.key for one in till.market.work("Relay A")}
    till.market.parked("Relay A", mate.key, "again", Who.OWNER)
    till.market.try_again(owner, "Relay A")
    assert mate.key in {one.key for one in till.market.work("Relay A")}


def test_a_target_with_few_articles_gets_the_best_sellers(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    from tests.contracts.market_target import stock_up

    stock_up(till, till.clock, 30)
    till.market.put_target(owner, RELAY._replace(scope="featured"))
    settle(till)
    assert len(till.market.listings("Relay A")) == len(till.market.work("Relay A", 100)) == 20
    everything_acked(till)
    till.market.switch_article(owner, number_of(till, MATE), False)
    settle(till)
    work = till.market.work("Relay A", 100)
    assert sorted(one.view is None for one in work) == [False, True]


def test_what_a_target_forgets_is_told_again_at_half_time(till: Till, owner: Actor, clock: SetClock) -> None:
    week = 7 * 24 * 3600
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    till.market.put_target(owner, RELAY._replace(name="Relay B", address="wss://b.example"))
    settle(till)
    everything_acked(till)
    assert till.market.renew("Relay A", week) == 0
    clock.advance(days=4)
    before = {one.key: one.stamp for one in till.market.listings("Relay A")}
    assert till.market.renew("Relay A", week) == 5
    assert till.market.renew("Relay A", week) == 0
    work = till.market.work("Relay A")
    assert {one.key for one in work} == set(before)
    assert all(one.stamp > before[one.key] for one in work)
    assert {(one.key, one.stamp) for one in till.market.work("Relay B")} == {(one.key, one.stamp) for one in work}


def test_a_newer_version_over_there_raises_ours(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    settle(till)
    everything_acked(till)
    mine = till.market.listings("Relay A")
    expected = {one.key: Expected(one.digest, one.stamp, f"ref-{one.stamp}") for one in mine}
    there = {one.key: Ack(f"ref-{one.stamp}", one.stamp) for one in mine}
    assert till.market.reconcile("Relay A", there, expected) == 0
    there[mine[0].key] = Ack("other", mine[0].stamp + 1000)
    assert till.market.reconcile("Relay A", there, expected) == 1
    (work,) = till.market.work("Relay A")
    assert (work.key, work.stamp) == (mine[0].key, mine[0].stamp + 1001)


def test_only_so_many_changes_a_day_go_out_and_the_rest_on_the_next(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    settle(till)
    number, told = number_of(till, MATE), []
    for pieces in (2, 20) * 8:
        clock.advance(minutes=15)
        till.levels.correct(owner, number, Quantity.of(pieces), "counted")
        settle(till)
        told.append(view(till, MATE).bucket)
    changes = sum(one is not other for one, other in zip([Bucket.IN, *told], told, strict=False))
    assert changes == 6
    till.levels.correct(owner, number, Quantity.of(2), "counted")
    settle(till)
    assert view(till, MATE).bucket is Bucket.IN
    clock.advance(days=1)
    assert settle(till) == 1
    assert view(till, MATE).bucket is Bucket.LOW


def test_sold_out_is_told_even_after_a_lively_day(till: Till, owner: Actor, clock: SetClock) -> None:
    open_market(till, owner)
    settle(till)
    number = number_of(till, MATE)
    for pieces in (2, 20) * 4:
        till.levels.correct(owner, number, Quantity.of(pieces), "counted")
        settle(till)
    till.levels.correct(owner, number, Quantity.of(0), "counted")
    settle(till)
    assert view(till, MATE).bucket is Bucket.OUT


def test_the_profile_is_the_shops_data_and_its_own(till: Till, owner: Actor) -> None:
    till.market.change_profile(
        owner,
        place="https://www.openstreetmap.org/#map=19/52.49953/13.41893",
        hours="Mo-Fr 07:00-22:00;  Sa 08:00-20:00; Su off",
        website="https://kiosk.example/",
        holds=90,
        tick=10,
        key="ab" * 32,
    )
    till.market.put_target(owner, RELAY)
    till.market.put_target(owner, RELAY._replace(name="B", address="ws://127.0.0.1:7000", enabled=False))
    shop = till.market.profile()
    assert (shop.name, shop.latitude, shop.longitude) == ("Späti Müller", 52_499_530, 13_418_930)
    assert (shop.website, shop.holds, shop.relays) == ("https://kiosk.example", 90, ("wss://relay.example",))
    assert shop.hours == "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"
    assert till.market.tick_minutes() == 10


def test_a_target_at_another_address_is_a_stranger(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    settle(till)
    everything_acked(till)
    till.market.announced("Relay A", "digest")
    till.market.put_target(owner, RELAY._replace(address="wss://elsewhere.example"))
    assert len(till.market.work("Relay A")) == 5
    assert till.market.announced_digest("Relay A") == ""
    till.market.remove_target(owner, "Relay A")
    refused("no_target", lambda: till.market.remove_target(owner, "Relay A"))
    till.market.acked("Relay A", [Acked("gtin-04029764001807", "x", "y", 1)])
    assert till.market.targets() == []


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        (RELAY._replace(name=" "), "bad_target"),
        (RELAY._replace(kind="No Kind"), "bad_target"),
        (RELAY._replace(scope="some"), "bad_target"),
        (RELAY._replace(address=""), "bad_target"),
        (RELAY._replace(address="https://relay.example"), "bad_relay"),
        (RELAY._replace(address="wss://user:pw@relay.example"), "bad_relay"),
        (RELAY._replace(kind="webdav", options=(("Password", "1234"),)), "bad_target"),
        (RELAY._replace(kind="webdav", address="https://shop:geheim@cloud.example/web"), "bad_target"),
        (RELAY._replace(kind="s3", options=(("endpoint", "https://a:b@s3.example"),)), "bad_target"),
    ],
)
def test_what_is_no_target_is_refused(till: Till, owner: Actor, setting: TargetSetting, code: str) -> None:
    refused(code, lambda: till.market.put_target(owner, setting))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"latitude": 91_000_000}, "bad_place"),
        ({"place": "Berlin"}, "bad_place"),
        ({"hours": "always"}, "bad_hours"),
        ({"website": "http://kiosk.example"}, "bad_website"),
        ({"website": "javascript:alert(1)"}, "bad_website"),
        ({"key": "nsec1"}, "bad_key"),
        ({"holds": 2}, "bad_holds"),
        ({"holds": 5000}, "bad_holds"),
        ({"tick": 0}, "bad_tick"),
        ({"about": "x" * 501}, "too_long"),
    ],
)
def test_what_nobody_could_mean_is_refused(till: Till, owner: Actor, changes: dict[str, str | int], code: str) -> None:
    refused(code, lambda: till.market.change_profile(owner, **changes))
    with pytest.raises(Refused):
        till.market.switch(owner, True)


def test_a_gone_article_is_taken_away(till: Till, owner: Actor) -> None:
    open_market(till, owner)
    till.market.put_target(owner, RELAY)
    settle(till)
    everything_acked(till)
    till.products.save(owner, replace(product(till, CHOCOLATE), incomplete=True))
    settle(till)
    assert [one.view for one in till.market.work("Relay A")] == [None]
