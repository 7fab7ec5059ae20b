"""The small shop in the middle of a day: what pictures are taken of. Made once a language, and copied for each."""

import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from kasse.basket import Basket, confirm_age
from kasse.cash import CashMovement
from kasse.clock import SetClock
from kasse.money import Money
from kasse.people import Actor, Person, Role
from kasse.product_list import read_products
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.shop import Shop
from kasse.till import Till, create_shop
from tests.conftest import PlainHasher
from tests.shots import shop

NOW = datetime(2026, 11, 23, 9, 44, tzinfo=UTC)
"""Monday, a quarter to eleven in Berlin."""

OWNER_PIN, CASHIER_PIN, MANAGER_PIN = "1234", "1111", "2222"

STOCK = """code;name;price;vat;department;stock
4029764001807;Club-Mate 0,5 l;1,29;19;Getränke;64
4001686301265;Haribo Goldbären 200 g;0,99;7;Süßes;18
4000539770708;Schokolade Vollmilch 100 g;1,49;7;Süßes;31
4012852020028;Sternburg Export 0,5 l;0,99;19;Bier;120
4000521006419;Vollmilch 3,5 % 1 l;1,19;7;Milch & Eier;12
4002971243703;Butter 250 g;2,29;7;Milch & Eier;9
4006040197461;Eier aus Freilandhaltung 10 Stück;3,49;7;Milch & Eier;6
4008167103714;Filterkaffee gemahlen 500 g;6,99;7;Kaffee & Tee;7
4006748008530;Spaghetti 500 g;1,09;7;Vorrat;22
4005500087977;Tomatenketchup 500 ml;2,49;7;Vorrat;5
4000417025005;Weizenkorn 0,7 l;7,99;19;Wein & Spirituosen;4
4001724819004;Steinofenpizza Margherita 350 g;2,79;7;Tiefkühl;11
4015400406082;Zahnpasta 75 ml;1,29;19;Drogerie;8
4015600961497;Spülmittel 500 ml;1,95;19;Haushalt;6
"""

BAD_LIST = """EAN;Bezeichnung;Preis;MwSt;Warengruppe;Regal
4006381333931;Kugelschreiber blau;1,49;19;Sonstiges;A3
4006381333948;Textmarker gelb;neunundneunzig;19;Sonstiges;A3
4006381333955;Notizblock A5;1,99;19;Sonstiges;A3
4006381333962;Bleistift HB;0,79;23;Sonstiges;A3
4006381333979;;1,29;19;Sonstiges;A3
4006381333986;Radiergummi;0,99;19;Sonstiges;A4
4006381333986;Radiergummi groß;1,19;19;Sonstiges;A4
4005500087977;Tomatenketchup 500 ml;2,59;7;Vorrat;B1
"""

PURCHASES = (
    ("101", "101", "120"),
    ("4029764001807", "4001686301265"),
    ("104", "121", "4190458203403"),
    ("P25", "P25", "P25", "P15"),
    ("4012852020028", "4012852020028", "163"),
    ("103", "103", "120", "120"),
    ("4000521006419", "4002971243703", "4006040197461", "101", "101", "101", "101"),
    ("122", "4000539770708"),
)


class Morning:
    """Rings one day."""

    def __init__(self, till: Till, clock: SetClock, who: Actor) -> None:
        self._till, self._clock, self._who = till, clock, who

    def basket(self, *codes: str) -> Basket:
        """A basket with these in it."""
        checkout = self._till.checkout
        basket = checkout.new_basket()
        for code in codes:
            basket = checkout.scan(basket, code)
        return confirm_age(basket)

    def sell(self, *codes: str, card: bool = False) -> Sale:
        """One customer, who pays exactly."""
        self._clock.advance(minutes=7)
        checkout = self._till.checkout
        basket = self.basket(*codes)
        total = checkout.price(basket).total
        kind = TenderType.CARD if card else TenderType.CASH
        return checkout.pay(self._who, basket, (Tender(kind, total),) if total.cents > 0 else ())

    def weigh(self) -> Sale:
        """Bananas, with a note."""
        self._clock.advance(minutes=7)
        checkout = self._till.checkout
        basket = checkout.scan(self.basket("101", "4001686301265"), "130", Quantity(1184))
        return checkout.pay(self._who, basket, (Tender(TenderType.CASH, Money(1000)),))

    def give_back(self, receipt: int) -> Sale:
        """Everything of a receipt."""
        self._clock.advance(minutes=7)
        checkout = self._till.checkout
        basket = checkout.return_lines(self._who, checkout.new_basket(), receipt)
        return checkout.pay(self._who, basket, ())

    def move(self, out: bool, cents: int, reason: str) -> CashMovement:
        """Cash without a sale."""
        self._clock.advance(minutes=3)
        service = self._till.shift
        return (service.cash_out if out else service.cash_in)(self._who, Money(cents), reason)


def make(path: Path, clock: SetClock, language: str) -> None:
    """Saturday and its Z report, then Monday morning; Aylin is the owner, Mehmet and Sophie sell too."""
    clock.instant = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    shop.make(path, clock, language)
    till = Till(path, clock=clock, hasher=PlainHasher())
    owner = till.people.owner()
    till.products.import_list(owner, read_products(STOCK.encode(), till.checkout.tax_class_of))
    till.people.save(owner, Person("Mehmet", Role.CASHIER), CASHIER_PIN)
    till.people.save(owner, Person("Sophie", Role.MANAGER), MANAGER_PIN)
    till.people.save(owner, Person("Jonas", Role.CASHIER, active=False))
    till.people.change_own_pin(owner, "", OWNER_PIN)
    saturday = Morning(till, clock, owner)
    for codes in PURCHASES:
        saturday.sell(*codes)
    till.shift.count(owner, {10000: 1, 5000: 1, 1000: 2, 500: 1, 200: 2, 50: 1})
    clock.advance(hours=9)
    till.shift.close(owner)
    clock.instant = datetime(2026, 11, 23, 6, 2, tzinfo=UTC)
    till.people.log_in(owner.number, OWNER_PIN)
    till.shift.open(owner, Money(15000))
    _ring_monday(till, Morning(till, clock, owner), owner)
    clock.instant = NOW
    till.close()


def _ring_monday(till: Till, morning: Morning, owner: Actor) -> None:
    for number, codes in enumerate((*PURCHASES, PURCHASES[5], PURCHASES[0])):
        morning.sell(*codes, card=number % 4 == 2)
    morning.weigh()
    sold = morning.sell("4029764001807", "4029764001807", "4000539770708")
    assert sold.receipt_no is not None
    morning.give_back(sold.receipt_no)
    wrong = morning.sell("104", "120")
    assert wrong.receipt_no is not None
    till.checkout.void_receipt(owner, wrong.receipt_no, "Doppelt gebucht")
    morning.move(False, 2000, "Wechselgeld")
    morning.move(True, 3500, "Blumenladen, Strauß für den Tresen")
    morning.sell("101", "4029764001807", "120")
    till.checkout.sell_unknown(owner, till.checkout.new_basket(), "4006381333993", Money(249), "Haushalt")
    till.checkout.sell_unknown(owner, till.checkout.new_basket(), "4305615418759", Money(179), "Drogerie")
    till.checkout.hold(owner, morning.basket("101", "103", "4029764001807"))


def _as_cashier(till: Till, owner: Actor) -> None:
    mehmet = next(person for person in till.people.people() if person.name == "Mehmet")
    assert mehmet.number is not None
    till.people.log_in(mehmet.number, CASHIER_PIN)


def _second_parked(till: Till, owner: Actor) -> None:
    basket = till.checkout.scan(till.checkout.new_basket(), "4001686301265")
    till.checkout.hold(owner, basket)


def _closed(till: Till, owner: Actor) -> None:
    till.shift.close(owner, uncounted=True)


def _log_out(till: Till, owner: Actor) -> None:
    till.people.log_out(owner)


CHANGES = {"day": None, "cashier": _as_cashier, "parked": _second_parked, "closed": _closed, "nobody": _log_out}


def _new(path: Path, clock: SetClock, language: str) -> None:
    """A shop of this minute, with nothing in it."""
    create_shop(path, Shop("Späti Müller", language=language, till_serial="KASSE-1"), owner="Aylin", clock=clock)
    till = Till(path, clock=clock)
    till.shift.open(till.people.owner(), Money(10000))
    till.close()


class Shops:
    """The shop's files, by how the day stands in them: "day", "cashier", "parked", "closed", "nobody" or "new"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[Path] = set()
        self._copies = 0

    def copy(self, start: str, language: str) -> Path:
        """A file of its own to play a scene in."""
        self._copies += 1
        place = self._folder / str(self._copies)
        place.mkdir()
        target = place / "shop.sqlite"
        if start:
            shutil.copy(self._prepared(start, language), target)
        return target

    def _prepared(self, start: str, language: str) -> Path:
        path = self._folder / f"{start}-{language}.sqlite"
        if path not in self._made:
            self._made.add(path)
            clock = SetClock(NOW)
            make_it = {"new": _new, "day": make}.get(start) or partial(self._change, start)
            make_it(path, clock, language)
        return path

    def _change(self, start: str, path: Path, clock: SetClock, language: str) -> None:
        shutil.copy(self._prepared("day", language), path)
        till = Till(path, clock=clock, hasher=PlainHasher())
        change = CHANGES[start]
        assert change is not None
        change(till, till.people.owner())
        till.close()
