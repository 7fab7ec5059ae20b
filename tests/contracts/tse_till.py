"""What must hold of a till over any fiscal device, whatever happened on the way between them (`TseDeviceContract`)."""

import base64
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from kasse import basket as rules
from kasse.basket import Basket
from kasse.books.tse import Signed, SignedEvent, TseEventKind
from kasse.clock import SetClock
from kasse.errors import KasseError
from kasse.fiscal.de import process_data
from kasse.fiscal.de.device import Finished
from kasse.fiscal.de.signing import Signing
from kasse.money import Money
from kasse.people import Actor
from kasse.records import from_json
from kasse.sale import Sale, Signature, State, Tender, TenderType
from kasse.till import Till
from tests.contracts.tse_world import CLIENT, TseWorld, exported

GOODS = ("4029764001807", "4012852020028", "4000521006419", "4000539770708", "101")
SHORT, LONG = 25, 300
"""So many links are cut in the random test."""


class Shop:
    """A till at work over a device: what a cashier does, as the window asks for it."""

    def __init__(self, path: Path, world: TseWorld, clock: SetClock, chance: random.Random) -> None:
        self.path, self.world, self.clock, self.chance = path, world, clock, chance
        self.sales: list[Sale] = []
        self.baskets: list[Basket] = []
        self.till = self._open()
        if self.till.shift.current() is None:
            self.till.shift.open(self.actor, Money(10000))

    def _open(self) -> Till:
        return Till(self.path, device=self.world.device(), clock=self.clock)

    @property
    def actor(self) -> Actor:
        return self.till.people.owner()

    @property
    def signing(self) -> Signing:
        assert self.till.signing is not None
        return self.till.signing

    def scan(self) -> Basket:
        """A basket with some goods; the device is told with the first."""
        basket = self.till.checkout.new_basket()
        for _again in range(self.chance.randint(1, 3)):
            basket = self.till.checkout.scan(basket, self.chance.choice(GOODS))
            with suppress(KasseError):
                self.signing.start(basket.id)
        basket = rules.confirm_age(basket) if rules.open_age(basket) else basket
        self.clock.advance(seconds=7)
        return basket

    def pay(self, basket: Basket) -> Sale:
        sale = self.till.checkout.pay(self.actor, basket, [Tender(TenderType.CASH, Money(5000))])
        self.sales.append(sale)
        return sale

    def sell(self) -> Sale:
        return self.pay(self.scan())

    def give_up(self) -> None:
        self.till.checkout.give_up(self.actor, self.scan())

    def park(self) -> None:
        self.till.checkout.hold(self.actor, self.scan(), "later")

    def recall(self) -> None:
        held = self.till.checkout.held()
        if held:
            self.pay(self.till.checkout.recall(held[0].id))

    def cash_in(self) -> None:
        self.till.shift.cash_in(self.actor, Money(self.chance.randint(1, 500)), "change")

    def open_drawer(self) -> None:
        self.till.shift.open_drawer(self.actor, "change for a customer")

    def leave_open(self) -> None:
        """A basket that is on the screen when the till dies: its transaction is nobody's afterwards."""
        self.scan()
        self.restart(friendly=False)

    def die_while_paying(self, *, signed: bool | None = None) -> None:
        """The money is booked, the device may have signed, and the till dies before its books hear of that."""
        sale = self.till.checkout.tender(self.actor, self.scan(), [Tender(TenderType.CASH, Money(5000))])
        if self.chance.random() < 0.5 if signed is None else signed:
            with suppress(KasseError):
                self.signing.finish(sale)
        self.restart(friendly=False)

    def restart(self, *, friendly: bool = True) -> None:
        if friendly:
            self.signing.let_go()
        self.signing.device.close()
        self.till.close()
        self.till = self._open()
        self.sales += self.till.checkout.recover().finished
        self.recover()

    def recover(self) -> None:
        """As the till does it by itself: at its start, and every so often in an outage."""
        with suppress(KasseError):
            self.signing.connect()
        self.signing.probe()

    def close(self) -> None:
        self.signing.device.close()
        self.till.close()


class TseTillContract:
    """A part of `TseDeviceContract`."""

    def make_world(self, folder: Path, clock: SetClock) -> TseWorld:
        """A new device of this kind, not set up."""
        raise NotImplementedError

    @pytest.fixture
    def world(self, tmp_path: Path, clock: SetClock) -> Iterator[TseWorld]:
        """A device that is set up for the small shop's till."""
        made = self.make_world(tmp_path, clock)
        device = made.device()
        made.secrets = device.set_up(CLIENT, made.secrets)
        device.close()
        yield made
        made.close()

    @pytest.fixture
    def shop(self, shop_file: Path, world: TseWorld, clock: SetClock) -> Iterator[Shop]:
        """The small shop at work."""
        opened = Shop(shop_file, world, clock, random.Random(1))  # noqa: S311
        yield opened
        opened.close()

    def test_a_day_without_faults_is_signed_from_end_to_end(self, shop: Shop) -> None:
        for do in (shop.sell, shop.give_up, shop.park, shop.recall, shop.cash_in, shop.open_drawer, shop.sell):
            do()
        assert [sale.signature is not None for sale in shop.sales] == [True, True, True]
        all_is_right(shop)
        assert len(books_signatures(shop)) == 8  # three sales, the float, a basket given up, an order, cash, a drawer

    @pytest.mark.parametrize("acted", [False, True])
    @pytest.mark.parametrize("after", range(8))
    def test_a_cut_at_any_message_of_a_sale(self, shop: Shop, world: TseWorld, after: int, acted: bool) -> None:
        shop.sell()
        world.cut(after, acted=acted)
        sale = shop.sell()
        assert (sale.signature is None) == bool(sale.outage)
        world.mend()
        shop.recover()
        assert shop.sell().signature is not None
        all_is_right(shop)

    @pytest.mark.parametrize("acted", [False, True])
    def test_a_cut_while_the_till_starts_again(self, shop: Shop, world: TseWorld, acted: bool) -> None:
        for after in range(6):
            shop.scan()
            world.cut(after, acted=acted)
            shop.restart(friendly=False)
            world.mend()
            shop.recover()
            assert shop.sell().signature is not None
        all_is_right(shop)

    @pytest.mark.parametrize("signed", [False, True])
    def test_a_till_that_dies_while_the_device_signs_uses_that_signature(self, shop: Shop, signed: bool) -> None:
        shop.sell()
        shop.die_while_paying(signed=signed)
        told = [sale.signature for sale in shop.sales]
        assert [one is not None for one in told] == [True, True]
        shop.restart()
        assert shop.sell().signature is not None
        all_is_right(shop)
        assert (
            len([one for one in engine_finished(shop.world).values() if one.process_data != process_data.ABORTED]) == 4
        )

    @pytest.mark.parametrize("acted", [False, True])
    @pytest.mark.parametrize("after", range(5))
    def test_a_till_that_dies_with_the_link_is_told_the_truth_when_it_starts_again(
        self, shop: Shop, world: TseWorld, after: int, acted: bool
    ) -> None:
        world.cut(after, acted=acted)
        shop.die_while_paying(signed=True)
        world.mend()
        shop.recover()
        assert shop.sell().signature is not None
        all_is_right(shop)

    def test_power_lost_between_the_first_line_and_the_money(self, shop: Shop, world: TseWorld) -> None:
        basket = shop.scan()
        world.lose_power()
        sale = shop.pay(basket)
        assert (sale.signature is None) == bool(sale.outage)
        shop.recover()
        assert shop.sell().signature is not None
        all_is_right(shop)

    def test_a_device_that_is_gone_for_a_while(self, shop: Shop, world: TseWorld) -> None:
        basket = shop.scan()
        world.unplug()
        assert shop.pay(basket).outage
        assert shop.sell().outage
        shop.give_up()
        shop.cash_in()
        shop.recover()
        assert not shop.signing.standing.works
        world.plug_in()
        shop.recover()
        assert shop.signing.standing.works
        assert shop.sell().signature is not None
        all_is_right(shop)
        events = [event.kind for event in shop.signing._books(lambda book: book.events())]
        assert events.count(TseEventKind.OUTAGE) == events.count(TseEventKind.WORKS) == 1

    def test_answers_that_come_twice_change_nothing(self, shop: Shop, world: TseWorld) -> None:
        for _again in range(3):
            world.answer_twice()
            shop.sell()
            shop.recover()
        assert shop.sell().signature is not None
        all_is_right(shop)

    def test_a_full_or_expired_device_stops_no_sale(self, shop: Shop, world: TseWorld) -> None:
        shop.sell()
        world.fill_up()
        assert shop.sell().outage
        world.expire()
        shop.recover()
        assert shop.sell().outage
        assert shop.till.verify() == []

    def test_a_till_opened_with_wrong_pins_sells_on(self, shop_file: Path, world: TseWorld, clock: SetClock) -> None:
        if not world.has_pins:
            pytest.skip("it has no PIN")
        with suppress(pytest.skip.Exception):
            world.lose_power()
        right, world.secrets = world.secrets, world.wrong_secrets()
        shop = Shop(shop_file, world, clock, random.Random(2))  # noqa: S311
        sale = shop.sell()
        assert (sale.signature is None) == bool(sale.outage)
        world.secrets = right
        shop.restart()
        assert shop.sell().signature is not None
        all_is_right(shop)
        shop.close()

    def test_another_tills_transactions_are_left_alone(self, shop: Shop, world: TseWorld) -> None:
        device = world.device()
        device.set_up("KASSE-OTHER", world.secrets)
        device.open("KASSE-OTHER")
        theirs = device.start("KASSE-OTHER", UUID(int=77))
        device.close()
        shop.restart()
        assert shop.sell().signature is not None
        assert world.engine.open_transactions() == (theirs.number,)

    def test_links_cut_at_random_points_of_ringing(self, shop: Shop, world: TseWorld) -> None:
        _cut_and_ring(shop, world, SHORT)

    @pytest.mark.long
    @pytest.mark.timeout(1800)
    def test_300_links_cut_at_random_points_of_ringing(self, shop: Shop, world: TseWorld) -> None:
        seed = random.SystemRandom().randrange(1_000_000)
        print(f"seed {seed}")
        shop.chance = random.Random(seed)  # noqa: S311
        _cut_and_ring(shop, world, LONG)


def _cut_and_ring(shop: Shop, world: TseWorld, cuts: int) -> None:
    chance = shop.chance
    doing: list[Callable[[], object]] = [
        shop.sell, shop.sell, shop.sell, shop.give_up, shop.park, shop.recall, shop.cash_in, shop.open_drawer,
        shop.restart, shop.leave_open, shop.recover, shop.die_while_paying,
    ]  # fmt: skip
    for number in range(1, cuts + 1):
        acted = chance.random() < 0.6
        world.cut(chance.randint(0, 12), acted=acted)
        for _again in range(chance.randint(1, 3)):
            chance.choice(doing)()
            shop.clock.advance(seconds=chance.randint(1, 120))
        if chance.random() < 0.1:
            with suppress(pytest.skip.Exception):
                world.lose_power()
        if chance.random() < 0.7:
            shop.recover()
        if number % 25 == 0:
            world.mend()
            shop.recover()
            all_is_right(shop)
            assert shop.sell().signature is not None


def all_is_right(shop: Shop) -> None:
    """No transaction is open that nobody has on the screen, each sale is signed or says why not, and no signature of
    the device is lost or used twice; what the device exports passes an auditor.
    """
    shop.world.mend()
    for _again in range(2):  # what let go of a device that was without power finds it only then
        shop.recover()
        shop.signing.sign_waiting()
        shop.signing.let_go()
    assert shop.world.engine.open_transactions() == ()
    assert shop.signing._books(lambda book: book.waiting()) == []
    used = books_signatures(shop)
    assert len({(one.device, one.counter) for one in used}) == len(used)
    assert len({(one.device, one.transaction) for one in used}) == len(used)
    kept = engine_finished(shop.world)
    for one in used:
        _as_the_device_says(one, kept[one.transaction])
    aborted = (process_data.ABORTED, process_data.ABORTED_TRAINING)
    wanted = {number for number, one in kept.items() if one.process_data not in aborted}
    assert wanted <= {one.transaction for one in used}, "a signature is lost"
    each_sale_tells_the_truth(shop)
    assert exported(shop.signing.device).findings == []
    assert shop.till.verify() == []


def each_sale_tells_the_truth(shop: Shop) -> None:
    """Signed as what it is, or it says why not; and what was told at the till is what stands in the books."""
    for told in shop.sales:
        with shop.till.database.read() as work:
            sale = work.sales.by_id(told.id)
        assert sale is not None
        assert sale.state is State.COMPLETED
        assert (sale.signature, sale.outage) == (told.signature, told.outage)
        assert (sale.signature is None) == bool(sale.outage)
        if sale.signature is not None:
            assert sale.signature.process_data == process_data.of_sale(sale)


def _as_the_device_says(signature: Signature, kept: Finished) -> None:
    assert base64.b64decode(signature.value) == kept.end.signature
    assert (signature.counter, signature.started_at, signature.finished_at) == (
        kept.end.counter,
        kept.start.at,
        kept.end.at,
    )
    assert (signature.process_type, signature.process_data) == (kept.process_type, kept.process_data)


def books_signatures(shop: Shop) -> list[Signature]:
    """All that the books keep: of sales, of what else is signed, and those that came too late."""
    connection = shop.till.database.connection
    found = [sale.signature for sale in _all_sales(shop) if sale.signature is not None]
    for kind, ref in connection.execute("SELECT kind, ref FROM tse_signed").fetchall():
        event: SignedEvent | None = shop.signing._books(lambda book, k=kind, r=ref: book.signed(Signed(k), r))  # type: ignore[misc]
        if event is not None and event.signature is not None:
            found.append(event.signature)
    events = shop.signing._books(lambda book: book.events(100_000))
    found += [from_json(Signature, event.detail) for event in events if event.kind is TseEventKind.LATE]
    return found


def _all_sales(shop: Shop) -> list[Sale]:
    ids = [UUID(bytes=row[0]) for row in shop.till.database.connection.execute("SELECT id FROM sale").fetchall()]
    with shop.till.database.read() as work:
        return [sale for id_ in ids if (sale := work.sales.by_id(id_)) is not None]


def engine_finished(world: TseWorld) -> dict[int, Finished]:
    """What the device itself kept of this till's transactions, by their numbers, which have no gap."""
    numbers = range(1, world.engine.last_transaction + 1)
    return {number: one for number in numbers if (one := world.engine.finished(CLIENT, number)) is not None}
