"""The market page: off and on, its targets, what the world sees, departments, the key, reservations."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from kasse.books.market import Acked, Inbound, TargetSetting, Who
from kasse.quantity import Quantity
from kasse.texts import _
from tests.shots.stage import Stage, scene
from ui.market import safe
from ui.market.page import MarketPage
from ui.market.running import problem_text
from ui.market.standing import BACKED_UP

SECRET = "11" * 32
BUYER = "ab" * 32
MATE, CHOCOLATE, BEAR, ROLL = "4029764001807", "4000539770708", "4001686301265", "101"
RECEIVED = ((MATE, 24), (CHOCOLATE, 2), (BEAR, 40), (ROLL, 30), ("130", 12), ("122", 18), ("103", 6))
RELAYS = ("kiez.example", "berlin.example", "spaeti.example", "langsam.example")


@contextmanager
def own_folder(stage: Stage) -> Iterator[None]:
    """No picture touches the keyring, or the settings, of whoever takes it."""
    apart = {"XDG_CONFIG_HOME": str(stage.path.parent), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    with mock.patch.dict(os.environ, apart):
        yield


def _receive(stage: Stage) -> None:
    till, owner = stage.till, stage.till.people.owner()
    delivery = till.receiving.begin(owner).delivery.id
    for code, count in RECEIVED:
        till.receiving.scan(owner, delivery, code, Quantity.of(count))
    till.receiving.book(owner, delivery)


def _shop(stage: Stage) -> None:
    """Where it is, when it is open, its key, and four relays and a storefront."""
    market, owner = stage.till.market, stage.till.people.owner()
    market.change_profile(
        owner,
        place="52.48612, 13.42981",
        hours="Mo-Fr 07:00-22:00; Sa 08:00-22:00; Su off",
        imprint="Aylin Müller\nWeserstr. 1\n12047 Berlin",
        key=safe.keep_key(SECRET),
    )
    for relay in RELAYS:
        market.put_target(owner, TargetSetting(relay, "nostr", f"wss://{relay}"))
    market.put_target(owner, TargetSetting("mueller.example", "webdav", "https://dav.example/spaeti"))


def _on(stage: Stage) -> MarketPage:
    """It publishes: three relays are well, one is down, and one article was refused."""
    till, owner = stage.till, stage.till.people.owner()
    with own_folder(stage):
        _receive(stage)
        _shop(stage)
        with till.database.write() as work:
            work.settings.put(BACKED_UP, till.market.profile().key)
        till.market.switch(owner, True)
        while till.market.look():
            pass
        till.market.release()
        for relay in (*RELAYS[:3], "mueller.example"):
            found = till.market.work(relay)
            till.market.acked(relay, [Acked(one.key, one.digest, one.key, one.stamp) for one in found])
            till.market.succeeded(relay)
        now = int(stage.clock.now().timestamp())
        till.market.failed(RELAYS[3], _("There is no answer. It is tried again by itself."), Who.NOBODY, now + 900)
        if stage.assembly.counter is not None:
            stage.assembly.counter._market_news()
        return stage.page("market", MarketPage)


def _order(stage: Stage, number: int, code: str, count: int, note: str = "") -> None:
    market = stage.till.market
    key = next(view.key for view in market.views() if view.key.endswith(code))
    public = market.profile().key
    tags = (("p", public), ("type", "1"), ("order", f"order-{number}"), ("item", f"30402:{public}:{key}", str(count)))
    at = int(stage.clock.now().timestamp())
    name = f"{number:064x}"
    buyer = f"{number:02x}" * 32
    stage.till.reservations.take_in(RELAYS[0], [Inbound(name, name, buyer, at, 16, tags, note)])


def _reserved(stage: Stage) -> MarketPage:
    """One asks, one is kept, two are over."""
    page = _on(stage)
    till, owner = stage.till, stage.till.people.owner()
    for number, (code, count) in enumerate(((MATE, 2), (ROLL, 3), (BEAR, 1)), 1):
        _order(stage, number, code, count)
        stage.clock.advance(minutes=3)
    first, second, third = till.reservations.open()
    till.reservations.decline(owner, first.id, "damaged")
    till.reservations.accept(owner, second.id)
    till.reservations.accept(owner, third.id)
    till.reservations.decline(owner, third.id)
    _order(stage, 4, MATE, 3, "Ich komme gegen sechs vorbei, mit dem Rad. Danke!")
    page.show_view(page.reservations)
    return page


@scene()
def market_off(stage: Stage) -> None:
    """Nothing is set up yet."""
    stage.page("market", MarketPage)


@scene()
def market_shop(stage: Stage) -> None:
    """Where the shop is and when it is open."""
    page = stage.page("market", MarketPage)
    page.overview.go_step("place")


@scene()
def market_shop_refused(stage: Stage) -> None:
    """A place that is none."""
    page = stage.page("market", MarketPage)
    page.overview.go_step("place")
    page.overview.shop.place.setText("Weserstraße 1")
    page.overview.shop.hours.setText("morgens bis abends")
    page.overview.shop.main_key.click()


@scene()
def market_on(stage: Stage) -> None:
    """It publishes, and one relay is down."""
    _on(stage)


@scene()
def market_target(stage: Stage) -> None:
    """A relay that does not answer."""
    page = _on(stage)
    page.overview.targets.open(RELAYS[3])


@scene()
def market_target_new(stage: Stage) -> None:
    """A storefront is added."""
    page = _on(stage)
    page.overview.targets.new("sftp")


@scene()
def market_refused(stage: Stage) -> None:
    """A relay wants something of the owner, and the clock is wrong."""
    page = _on(stage)
    market = stage.till.market
    market.failed(RELAYS[1], "restricted: this relay is for members. Ask its owner for a place.", Who.OWNER, 0)
    market.parked(RELAYS[0], "gtin-04029764001807", "invalid: too many tags", Who.TARGET)
    page.office.market_problem = _clock_text
    page.overview.load()


def _clock_text() -> str:
    return problem_text(clock_wrong=True)


@scene()
def market_seen(stage: Stage) -> None:
    """What the world sees."""
    page = _on(stage)
    page.show_view(page.preview)


@scene()
def market_article(stage: Stage) -> None:
    """One article as it appears."""
    page = _on(stage)
    page.show_view(page.preview)
    page.preview.search.setText("mate")
    page.preview.open(page.preview.table.key())


@scene()
def market_article_hidden(stage: Stage) -> None:
    """One that nobody sees, and why."""
    page = _on(stage)
    page.show_view(page.preview)
    page.preview.search.setText("zigaretten")
    page.preview.open(page.preview.table.key())


@scene()
def market_departments(stage: Stage) -> None:
    """Which departments are shown."""
    page = _on(stage)
    page.show_view(page.departments)


@scene()
def market_departments_ask(stage: Stage) -> None:
    """Beer is to be shown."""
    page = _on(stage)
    page.show_view(page.departments)
    page.departments.ticks["Bier"].click()


@scene()
def market_key_none(stage: Stage) -> None:
    """There is no key yet."""
    page = stage.page("market", MarketPage)
    page.show_view(page.key)


@scene()
def market_key(stage: Stage) -> None:
    """A key without a backup."""
    with own_folder(stage):
        _shop(stage)
        page = stage.page("market", MarketPage)
        page.show_view(page.key)


@scene()
def market_key_backup(stage: Stage) -> None:
    """The owner's PIN is asked."""
    market_key(stage)
    page = stage.window.pages["market"]
    assert isinstance(page, MarketPage)
    page.key.backup()


@scene()
def market_key_restore(stage: Stage) -> None:
    """A key is typed in."""
    page = stage.page("market", MarketPage)
    page.show_view(page.key)
    page.key.open_restore()


@scene()
def market_reservations(stage: Stage) -> None:
    """Open and past ones."""
    _reserved(stage)


@scene()
def market_reservation(stage: Stage) -> None:
    """One that asks."""
    page = _reserved(stage)
    page.reservations.open(page.reservations.table.rows.entries[-1].key)
    page.reservations.open(str(next(one.id for one in page.reservations.found if one.note)))


@scene()
def market_reservation_decline(stage: Stage) -> None:
    """Why not."""
    market_reservation(stage)
    page = stage.window.pages["market"]
    assert isinstance(page, MarketPage)
    page.reservations.ask_decline()
