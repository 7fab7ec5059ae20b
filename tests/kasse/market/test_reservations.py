"""Reservations from the first message to the sale: who is heard, what is kept, and what is told to whom."""

import shutil
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kasse.basket import confirm_age
from kasse.books.market import Bucket, Inbound
from kasse.books.reservations import Reservation, ReservationState, ReservedLine
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.market.orders import AT_ONCE, portions, read
from kasse.market.plain import LONGEST_NOTE, plain
from kasse.market.reservations import A_FLOOD, Limits, Reservations, reservation_id
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.store.reservations import FORGOTTEN_AT_ONCE
from kasse.till import Till
from tests.conftest import OPENING, PlainHasher
from tests.kasse.counter import audit, cash, refused
from tests.kasse.market.strangers import (
    MATE,
    MATE_KEY,
    MILK,
    MILK_KEY,
    RELAY,
    SHOP,
    buyer,
    letter,
    message,
    open_market,
    show,
    taken_back,
)


@pytest.fixture
def shop(open_till: Till) -> Till:
    """Open, on the market, and showing Club-Mate and the last of the milk."""
    open_market(open_till)
    show(open_till, MATE, MATE_KEY)
    show(open_till, MILK, MILK_KEY, Bucket.LOW)
    return open_till


def take(till: Till, *messages: Inbound) -> list[Reservation]:
    return till.reservations.take_in(RELAY, messages)


def told(till: Till, target: str = RELAY) -> list[tuple[str, str]]:
    """What waits to be told: to whom, and what."""
    names = {buyer(name): name for name in ("anna", "bert", "carl", "dora", "eve")}
    waiting = till.reservations.waiting(target, 1000)
    return [(names.get(one.answer.buyer, "?"), one.answer.status) for one in waiting]


def last_text(till: Till) -> str:
    return till.reservations.waiting(RELAY, 1000)[-1].answer.text


def held(till: Till) -> dict[int, int]:
    return {product: quantity.thousandths // 1000 for product, quantity in till.reservations.spoken_for().items()}


def sell(till: Till, who: Actor, code: str, pieces: int, basket: UUID) -> None:
    checkout = till.checkout
    ringing = checkout.scan(checkout.new_basket(basket), code, Quantity.of(pieces))
    checkout.pay(who, confirm_age(ringing), [cash(str(checkout.price(ringing).total))])


# From the first message to the sale


def test_a_reservation_is_accepted_fetched_and_paid(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now(), note="Bitte kühl\x00 \u202estellen"))
    assert (one.state, one.note, one.lines[0].name) == (
        ReservationState.PENDING,
        "Bitte kühl stellen",
        "Club-Mate 0,5 l",
    )
    assert one.lines[0].quantity == Quantity.of(2)
    assert one.until == clock.now() + timedelta(minutes=10)
    assert told(shop) == [("anna", "pending")]
    assert held(shop) == {}
    accepted = shop.reservations.accept(cashier, one.id)
    assert accepted.until == clock.now() + timedelta(minutes=60)
    answer = shop.reservations.waiting(RELAY)[-1].answer
    assert (answer.status, answer.code, answer.until) == ("processing", accepted.code, int(accepted.until.timestamp()))
    assert accepted.code in answer.text
    assert held(shop) == {one.lines[0].product: 2}
    basket = uuid4()
    assert shop.reservations.take_up(cashier, shop.reservations.wanted(f"KR{accepted.code}").id, basket) == one.lines
    assert shop.reservations.sweep() == []
    sell(shop, cashier, MATE, 2, basket)
    assert held(shop) == {}, "what is sold is not kept as well"
    (done,) = shop.reservations.sweep()
    assert done.state is ReservationState.COMPLETED
    assert told(shop)[-1] == ("anna", "completed")
    assert [entry.after for entry in audit(shop, "reservation")] == ["completed", "taken_up", "accepted"]
    assert shop.reservations.open() == []


def test_a_basket_that_was_paid_for_something_else_has_fetched_nothing(
    shop: Till, clock: SetClock, cashier: Actor
) -> None:
    (one,) = take(shop, message(clock.now()))
    shop.reservations.accept(cashier, one.id)
    first, second = uuid4(), uuid4()
    shop.reservations.take_up(cashier, one.id, first)
    sell(shop, cashier, MILK, 1, first)
    assert shop.reservations.sweep() == []
    assert held(shop) == {one.lines[0].product: 2}
    shop.reservations.take_up(cashier, one.id, second)
    sell(shop, cashier, MATE, 1, second)  # a part of it is enough
    assert [done.state for done in shop.reservations.sweep()] == [ReservationState.COMPLETED]
    assert held(shop) == {}


def test_answers_are_in_the_shops_language_and_time(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    assert "08:10" in last_text(shop)  # Berlin
    shop.reservations.accept(cashier, one.id)
    assert "09:00" in last_text(shop)


def test_declined(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    shop.reservations.decline(cashier, one.id, "sold_out")
    assert told(shop)[-1] == ("anna", "cancelled")
    refused("reservation_over", lambda: shop.reservations.accept(cashier, one.id))
    assert held(shop) == {}


def test_what_was_kept_may_be_declined_when_the_last_one_fell_off_the_shelf(
    shop: Till, clock: SetClock, cashier: Actor
) -> None:
    (one,) = take(shop, message(clock.now()))
    accepted = shop.reservations.accept(cashier, one.id)
    shop.reservations.decline(cashier, one.id, "It broke\u202e. Sorry")
    assert "It broke. Sorry" in last_text(shop)
    assert "declined" in refused("reservation_over", lambda: shop.reservations.wanted(accepted.code))
    assert held(shop) == {}


def test_nobody_answers(shop: Till, clock: SetClock) -> None:
    take(shop, message(clock.now()))
    clock.advance(minutes=9)
    assert shop.reservations.sweep() == []
    clock.advance(minutes=1)
    assert [one.state for one in shop.reservations.sweep()] == [ReservationState.UNANSWERED]
    assert told(shop)[-1] == ("anna", "cancelled")


def test_nobody_comes(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    code = shop.reservations.accept(cashier, one.id, clock.now() + timedelta(minutes=30)).code
    clock.advance(minutes=30)
    assert [one.state for one in shop.reservations.sweep()] == [ReservationState.LAPSED]
    assert held(shop) == {}
    assert "08:30" in refused("reservation_over", lambda: shop.reservations.wanted(code))


def test_what_is_in_a_basket_does_not_lapse_while_it_is_paid(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    shop.reservations.accept(cashier, one.id)
    clock.advance(minutes=59)
    basket = uuid4()
    shop.reservations.take_up(cashier, one.id, basket)
    clock.advance(minutes=5)
    assert shop.reservations.sweep() == []
    sell(shop, cashier, MATE, 2, basket)
    clock.advance(hours=5)
    assert [one.state for one in shop.reservations.sweep()] == [ReservationState.COMPLETED]


def test_a_basket_that_is_never_paid_lapses_after_an_hour_more(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    shop.reservations.accept(cashier, one.id)
    shop.reservations.take_up(cashier, one.id, uuid4())
    clock.advance(minutes=121)
    assert [one.state for one in shop.reservations.sweep()] == [ReservationState.LAPSED]


def test_the_buyer_takes_it_back(shop: Till, clock: SetClock, cashier: Actor) -> None:
    (one,) = take(shop, message(clock.now()))
    shop.reservations.accept(cashier, one.id)
    take(shop, taken_back(clock.now(), "bert"))  # not his
    assert len(shop.reservations.open()) == 1
    take(shop, taken_back(clock.now()))
    assert shop.reservations.open() == []
    assert told(shop)[-1] == ("anna", "cancelled")
    assert held(shop) == {}


def test_the_taking_back_comes_before_the_order(shop: Till, clock: SetClock) -> None:
    take(shop, taken_back(clock.now()))
    assert take(shop, message(clock.now())) == []
    assert told(shop) == [("anna", "cancelled")]


def test_it_is_kept_until_closing_at_most(shop: Till, clock: SetClock, cashier: Actor) -> None:
    open_market(shop, market_hours="Mo-Fr 07:00-08:20; Sa 08:00-20:00")
    (one,) = take(shop, message(clock.now()))
    assert shop.reservations.accept(cashier, one.id).until == clock.now() + timedelta(minutes=20)
    (two,) = take(shop, message(clock.now(), "bert"))
    refused("bad_until", lambda: shop.reservations.accept(cashier, two.id, clock.now()))
    refused("bad_until", lambda: shop.reservations.accept(cashier, two.id, clock.now() + timedelta(hours=25)))


# Who is heard


def test_the_same_order_again_does_nothing(shop: Till, clock: SetClock) -> None:
    first = message(clock.now())
    assert len(take(shop, first, first)) == 1
    assert take(shop, first) == []  # the same wrap
    assert take(shop, first._replace(id="a" * 64)) == []  # the same message, wrapped again
    assert take(shop, message(clock.now(), number="once more")) == []  # the same order, written again
    assert shop.reservations.take_in("relay b", [first]) == []  # from another relay
    assert told(shop) == [("anna", "pending")]


@pytest.mark.parametrize(
    "pieces", ["0", "-1", "4", "1000000000", "1.5", "1,5", "٣", "", " 2", "+2", "2e0", "NaN", "02"]
)
def test_odd_quantities_are_refused(shop: Till, clock: SetClock, pieces: str) -> None:
    assert take(shop, message(clock.now(), items=((MATE_KEY, pieces),))) == []
    assert told(shop) == [("anna", "cancelled")]


def test_nobody_gets_more_by_naming_an_article_twice(shop: Till, clock: SetClock) -> None:
    assert take(shop, message(clock.now(), items=((MATE_KEY, "2"), (MATE_KEY, "2")))) == []
    (one,) = take(shop, message(clock.now(), "bert", items=((MATE_KEY, "1"), (MATE_KEY, "2"))))
    assert [line.quantity for line in one.lines] == [Quantity.of(3)]


def test_the_cap_is_what_was_published(shop: Till, clock: SetClock, owner: Actor) -> None:
    assert take(shop, message(clock.now(), items=((MILK_KEY, "2"),))) == []
    assert len(take(shop, message(clock.now(), "bert", items=((MILK_KEY, "1"),)))) == 1
    show(shop, MILK, MILK_KEY, Bucket.OUT)
    assert take(shop, message(clock.now(), "carl", items=((MILK_KEY, "1"),))) == []
    assert "ausverkauft" in last_text(shop)
    shop.reservations.change_limits(owner, Limits(cap_in=6))
    assert len(take(shop, message(clock.now(), "dora", items=((MATE_KEY, "6"),)))) == 1


def test_articles_must_be_the_shops_own_and_shown(shop: Till, clock: SetClock) -> None:
    strange = ("item", f"30402:{'6' * 64}:{MATE_KEY}", "1")
    foreign = letter(clock.now(), "anna", (("type", "1"), ("order", "1"), strange))
    assert take(shop, foreign) == []
    assert take(shop, message(clock.now(), "bert", items=(("gtin-00000000000000", "1"),))) == []
    assert take(shop, message(clock.now(), "carl", items=())) == []
    with shop.database.write():
        shop.database.connection.execute("UPDATE market_article SET view = '' WHERE key = ?", (MATE_KEY,))
    assert take(shop, message(clock.now(), "dora")) == []
    assert told(shop) == [(name, "cancelled") for name in ("anna", "bert", "carl", "dora")]


def test_old_and_early_orders(shop: Till, clock: SetClock) -> None:
    now = clock.now()
    assert take(shop, message(now - timedelta(hours=25))) == []
    assert take(shop, message(now + timedelta(minutes=11), "bert")) == []
    assert told(shop) == [("anna", "cancelled"), ("bert", "cancelled")]
    assert take(shop, message(now - timedelta(days=5), "carl")) == []  # a replay: nobody answers
    assert len(told(shop)) == 2
    assert len(take(shop, message(now - timedelta(hours=23), "dora"), message(now + timedelta(minutes=9), "eve"))) == 2


def test_junk_is_not_answered(shop: Till, clock: SetClock) -> None:
    now = clock.now()
    good = message(now)
    junk = [
        good._replace(sender=SHOP),  # the copy that the shop keeps for itself
        good._replace(sender="x" * 64),
        good._replace(id=""),
        good._replace(kind=17),
        good._replace(kind=14, tags=(("p", SHOP),), content="Hello?"),
        good._replace(content="x" * 20_000),
        good._replace(tags=good.tags * 20),
        good._replace(tags=(*good.tags, ("x",) * 9)),
        good._replace(tags=(*good.tags, ("order", "another"))),
        good._replace(tags=tuple(tag if tag[0] != "p" else ("p", "7" * 64) for tag in good.tags)),
        good._replace(tags=tuple(tag if tag[0] != "order" else ("order", "a b\u202e") for tag in good.tags)),
        good._replace(tags=tuple(tag if tag[0] != "type" else ("type", "2") for tag in good.tags)),
        good._replace(tags=((), ("p",), ("type",), ("order",))),
    ]
    assert take(shop, *junk) == []
    assert told(shop) == []
    assert len(take(shop, good)) == 1


def test_a_raw_order_is_answered_raw(shop: Till, clock: SetClock) -> None:
    (one,) = take(shop, message(clock.now(), sealed=False))
    assert not one.sealed
    assert not shop.reservations.waiting(RELAY)[0].answer.sealed


def test_many_lines(shop: Till, clock: SetClock) -> None:
    assert take(shop, message(clock.now(), items=((MATE_KEY, "1"),) * 21)) == []
    assert told(shop) == [("anna", "cancelled")]


def test_two_open_ones_for_each_and_twenty_in_all(shop: Till, clock: SetClock) -> None:
    now = clock.now()
    assert len(take(shop, *[message(now, order=f"order-{number}") for number in range(5)])) == 2
    assert told(shop) == [("anna", "pending"), ("anna", "pending"), ("anna", "cancelled")], "the flood has one answer"
    assert len(take(shop, *[message(now, f"buyer {number}") for number in range(30)])) == 18
    assert len(shop.reservations.open()) == 20


def test_not_more_than_so_many_in_an_hour(shop: Till, clock: SetClock, owner: Actor) -> None:
    shop.reservations.change_limits(owner, Limits(per_hour=3))
    assert len(take(shop, *[message(clock.now(), f"buyer {number}") for number in range(5)])) == 3
    clock.advance(minutes=61)
    assert len(take(shop, message(clock.now(), "anna"))) == 1


def test_who_never_comes_is_not_served_again_that_day(shop: Till, clock: SetClock, cashier: Actor) -> None:
    for number in range(3):
        (one,) = take(shop, message(clock.now(), order=f"order-{number}"))
        shop.reservations.accept(cashier, one.id)
        clock.advance(minutes=61)
        shop.reservations.sweep()
    assert take(shop, message(clock.now(), order="once-more")) == []
    clock.advance(hours=25)
    assert len(take(shop, message(clock.now(), order="another-day"))) == 1


@pytest.mark.parametrize("settings_", [{"market": "off"}, {"market_holds": "0"}])
def test_a_shop_that_takes_none_says_so(shop: Till, clock: SetClock, settings_: dict[str, str]) -> None:
    open_market(shop, **settings_)
    assert take(shop, message(clock.now())) == []
    assert "nimmt gerade keine Reservierungen an" in last_text(shop)


def test_ten_thousand_hostile_messages(shop: Till, clock: SetClock) -> None:
    now = clock.now()
    honest = message(now, "anna")
    flood = [message(now, f"bot {number % 3000}", f"order-{number}", number=str(number)) for number in range(5000)]
    flood += [letter(now, f"bot {number}", (("p", SHOP),), "x" * 17_000, f"junk {number}") for number in range(5000)]
    longest, rung = 0.0, 0
    for portion in portions([honest, *flood], SHOP, now):
        assert len(portion) <= AT_ONCE
        began = time.perf_counter()
        rung += len(take(shop, *portion))
        longest = max(longest, time.perf_counter() - began)
    assert rung == len(shop.reservations.open()) == 20
    assert len(shop.reservations.waiting(RELAY, 10_000)) <= 20 + 60, "a flood is not answered by a flood"
    assert longest < 1, "the store is not held up"
    began = time.perf_counter()
    assert take(shop, *flood) == []  # all at once: only the first ones are looked at
    assert time.perf_counter() - began < 1


def test_a_lasting_flood_does_not_fill_the_shops_file(shop: Till, clock: SetClock) -> None:
    def pour(hour: int) -> None:
        flood = [message(clock.now(), f"bot {hour}.{number}", number=f"{hour}.{number}") for number in range(2500)]
        for portion in portions(flood, SHOP, clock.now()):
            take(shop, *portion)

    def remembered() -> int:
        with shop.database.read():
            return int(shop.database.connection.execute("SELECT count(*) FROM market_seen").fetchone()[0])

    pour(1)
    assert remembered() <= 3 * (A_FLOOD + AT_ONCE) <= FORGOTTEN_AT_ONCE
    clock.advance(hours=1)
    pour(2)
    assert A_FLOOD < remembered() / 3 <= 2 * (A_FLOOD + AT_ONCE)


# Who may, and what is told


def test_codes_are_four_digits_and_nobody_elses(shop: Till, clock: SetClock, cashier: Actor) -> None:
    codes = set()
    for number in range(15):
        (one,) = take(shop, message(clock.now(), f"buyer {number}"))
        codes.add(shop.reservations.accept(cashier, one.id).code)
    assert len(codes) == 15
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    with shop.database.write():
        shop.database.connection.execute("UPDATE reservation SET state = 'lapsed'")
    assert shop.reservations.by_code(codes.pop()) is None
    refused("no_reservation", lambda: shop.reservations.wanted("KR99999"))


def test_an_answer_that_fails_is_tried_by_another_relay_and_given_up_after_a_day(shop: Till, clock: SetClock) -> None:
    with shop.database.write():
        for name, kind in (("relay a", "nostr"), ("relay b", "nostr"), ("zz folder", "folder")):
            shop.database.connection.execute(
                "INSERT INTO market_target (name, position, kind, address, enabled, scope, options, cursor, last_ok, "
                "reconciled, announced, backoff_until, tries, error, who) "
                "VALUES (?, 1, ?, '', 1, 'all', '{}', 0, 0, 0, '', 0, 0, '', '')",
                (name, kind),
            )
    take(shop, message(clock.now()))
    (waiting,) = shop.reservations.waiting(RELAY)
    shop.reservations.not_answered(waiting.number, "down")
    assert shop.reservations.waiting(RELAY) == shop.reservations.waiting("relay b") == []
    clock.advance(seconds=16)
    (again,) = shop.reservations.waiting("relay b")
    assert (again.answer, again.tries) == (waiting.answer, 1)
    clock.advance(hours=25)
    shop.reservations.not_answered(again.number, "down")
    clock.advance(hours=1)
    assert shop.reservations.waiting(RELAY) == shop.reservations.waiting("relay b") == []


def test_an_answer_that_is_out_is_not_told_again(shop: Till, clock: SetClock) -> None:
    take(shop, message(clock.now()))
    shop.reservations.answered(shop.reservations.waiting(RELAY)[0].number)
    assert shop.reservations.waiting(RELAY) == []


def test_strangers_are_forgotten_after_a_month(shop: Till, clock: SetClock) -> None:
    take(shop, message(clock.now(), note="I am Anna"))
    clock.advance(minutes=10)
    shop.reservations.sweep()
    clock.advance(days=31)
    shop.reservations.sweep()
    (one,) = shop.reservations.last(5)
    assert (one.buyer, one.order, one.note) == ("", "", "")
    assert told(shop) == []
    assert "Anna" not in "".join(shop.database.connection.iterdump())


def test_the_stock_of_a_line_is_what_is_not_kept_for_others(shop: Till, clock: SetClock, cashier: Actor) -> None:
    level = shop.products.stock(MATE)[1]
    (anna,), (bert,) = take(shop, message(clock.now())), take(shop, message(clock.now(), "bert"))
    shop.reservations.accept(cashier, anna.id)
    (seen,) = shop.reservations.lines(bert.id)
    assert seen.left == level - Quantity.of(2)
    (seen,) = shop.reservations.lines(anna.id)
    assert seen.left == level


# Whatever strangers write

SIGNS = st.text(st.characters(codec=None), max_size=600)
TAGS = st.lists(
    st.one_of(
        st.lists(SIGNS, max_size=4).map(tuple),
        st.tuples(st.sampled_from(["type", "order", "status", "p", "item", "amount"]), SIGNS),
        st.sampled_from([("type", "1"), ("type", "3"), ("order", "o-1"), ("order", "o-2"), ("status", "cancelled")]),
        st.tuples(
            st.just("item"),
            st.sampled_from([f"30402:{SHOP}:{MATE_KEY}", f"30402:{SHOP}:{MILK_KEY}", f"30402:{'6' * 64}:x"]),
            st.one_of(st.sampled_from(["1", "2", "0", "-1", "1000000000", "1.5", "٣"]), SIGNS),
        ),
    ),
    max_size=8,
).map(tuple)
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
LETTERS = st.builds(
    Inbound,
    st.one_of(HEX, SIGNS),
    st.one_of(HEX, SIGNS),
    st.one_of(st.sampled_from([buyer("anna"), buyer("bert"), SHOP]), SIGNS),
    st.one_of(st.integers(-(2**63), 2**63), st.just(int(OPENING.timestamp()))),
    st.sampled_from([14, 16, 17, -1]),
    TAGS,
    SIGNS,
    st.booleans(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(letters=st.lists(LETTERS, max_size=6))
def test_no_letter_breaks_or_bends_anything(letters: list[Inbound], shop: Till) -> None:
    for one in take(shop, *letters):
        assert all(1 <= line.quantity.thousandths // 1000 <= 3 for line in one.lines)
        assert one.id == reservation_id(one.buyer, one.order)
        assert one.note == plain(one.note)
    assert take(shop, *letters) == []
    assert len(shop.reservations.open()) <= 4  # two of each


@given(SIGNS)
def test_texts_of_strangers_are_plain(text: str) -> None:
    shown = plain(text)
    assert len(shown) <= LONGEST_NOTE
    assert shown.isprintable()
    assert plain(shown) == shown
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\n\r\x00")


def test_ordinary_texts_stay_as_they_are() -> None:
    for text in ("Bitte bis 18 Uhr, danke! 🙂", "Grüße <b>Çiğdem</b>", "עד שש בבקשה", "naïve"):
        assert plain(text) == text
    assert plain("Z" + "\u0301" * 50) == "Z\u0301\u0301"


def test_the_messages_of_others_are_read_without_the_books() -> None:
    assert read(message(OPENING), "", OPENING) is None
    assert read(message(OPENING), SHOP, OPENING) is not None


def test_a_price_that_was_shown_is_remembered(shop: Till, clock: SetClock) -> None:
    (one,) = take(shop, message(clock.now()))
    assert one.lines[0].price == Money(129)


class Counter(RuleBasedStateMachine):
    """Buyers and a cashier do whatever they like, in any order."""

    path: Path
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = SetClock(OPENING)
        self.file = self.folder / f"{uuid4()}.sqlite"
        shutil.copy(self.path, self.file)
        self.till = Till(self.file, clock=self.clock, hasher=PlainHasher())
        self.who = self.till.people.owner()
        self.till.shift.open(self.who, Money(10000))
        open_market(self.till)
        self.products = {key: show(self.till, code, key) for code, key in ((MATE, MATE_KEY), (MILK, MILK_KEY))}
        self.codes = {product: code for (code, product) in zip((MATE, MILK), self.products.values(), strict=True)}
        self.kept: dict[UUID, tuple[ReservedLine, ...]] = {}
        self.sent: list[Inbound] = []
        self.baskets: dict[UUID, UUID] = {}

    @property
    def book(self) -> Reservations:
        return self.till.reservations

    @rule(
        who=st.sampled_from(["anna", "bert", "carl"]),
        order=st.sampled_from(["1", "2", "3", "4"]),
        mate=st.integers(0, 4),
        milk=st.integers(1, 2),
    )
    def write(self, who: str, order: str, mate: int, milk: int) -> None:
        wish = message(self.clock.now(), who, order, ((MATE_KEY, str(mate)), (MILK_KEY, str(milk))))
        self.sent.append(wish)
        for one in take(self.till, wish):
            assert 1 <= mate <= 3
            assert one.state is ReservationState.PENDING

    @rule(who=st.sampled_from(["anna", "bert", "carl"]), order=st.sampled_from(["1", "2", "3", "4"]))
    def take_back(self, who: str, order: str) -> None:
        take(self.till, taken_back(self.clock.now(), who, order))
        self.kept.pop(reservation_id(buyer(who), order), None)

    @rule()
    def everything_again(self) -> None:
        before = self.book.last(100)
        assert take(self.till, *self.sent) == []
        assert self.book.last(100) == before

    @precondition(lambda self: self.book.open())
    @rule(data=st.data(), minutes=st.integers(1, 120))
    def accept(self, data: st.DataObject, minutes: int) -> None:
        one = data.draw(st.sampled_from(self.book.open()))
        try:
            self.book.accept(self.who, one.id, self.clock.now() + timedelta(minutes=minutes))
        except Refused:
            assert one.state is ReservationState.ACCEPTED
        else:
            self.kept[one.id] = one.lines

    @precondition(lambda self: self.book.open())
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.book.open()))
        self.book.decline(self.who, one.id)
        self.kept.pop(one.id, None)

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), paid=st.booleans())
    def fetch(self, data: st.DataObject, paid: bool) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.kept)))
        basket = self.till.checkout.new_basket()
        for line in self.book.take_up(self.who, id_, basket.id):
            basket = self.till.checkout.scan(basket, self.codes[line.product], line.quantity)
        if paid:
            self.till.checkout.pay(self.who, basket, [cash(str(self.till.checkout.price(basket).total))])
            del self.kept[id_]

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        for one in self.book.sweep():
            self.kept.pop(one.id, None)
        assert self.book.sweep() == []

    @invariant()
    def what_is_spoken_for_is_the_sum_of_what_is_kept(self) -> None:
        wanted: dict[int, int] = {}
        for lines in self.kept.values():
            for line in lines:
                wanted[line.product] = wanted.get(line.product, 0) + line.quantity.thousandths // 1000
        assert held(self.till) == wanted
        assert all(count > 0 for count in wanted.values())

    @invariant()
    def codes_are_unique_and_limits_hold(self) -> None:
        codes = [one.code for one in self.book.open() if one.code]
        assert len(codes) == len(set(codes))
        buyers = [one.buyer for one in self.book.open()]
        assert all(buyers.count(one) <= 2 for one in buyers)

    def teardown(self) -> None:
        assert self.till.verify() == []
        self.till.close()
        self.file.unlink()


def test_whatever_happens_the_stock_kept_is_what_was_promised(made_shop_file: Path, tmp_path: Path) -> None:
    Counter.path, Counter.folder = made_shop_file, tmp_path
    run_state_machine_as_test(Counter, settings=settings(max_examples=30, stateful_step_count=25, deadline=None))
