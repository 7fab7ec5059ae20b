"""A shop with every special case there is, made by the till's own services and signed by the software TSE."""

from datetime import date, timedelta
from pathlib import Path

from kasse.basket import Basket, Discount, confirm_age
from kasse.books.customers import Customer
from kasse.cash import CashKind
from kasse.clock import SetClock
from kasse.fiscal.de.device import Secrets
from kasse.money import Money
from kasse.people import Actor, Person, Role
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.serving.foreign import Currency
from kasse.till import Till
from printers.tse_software import SoftwareTse, in_file
from tests.conftest import OPENING, PlainHasher
from tests.faulty_tse import FaultyTse
from tests.kasse.counter import BANANAS, BOTTLE_BACK, CHOCOLATE, MATE, MILK, ROLL, card, cash, number_of

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 26)
CLIENT = "KASSE-TEST01"


class SpecialShop:
    """Three closed days and an open one."""

    def __init__(self, path: Path, folder: Path, *, training: bool = False) -> None:
        self.path = path
        self.training = training
        self.clock = SetClock(OPENING)
        self.tse = FaultyTse()
        self.tse.inner = SoftwareTse(lambda: in_file(folder / "tse.sqlite", self.clock.now))
        self.tse.inner.set_up(CLIENT, Secrets())
        self.till = Till(path, device=self.tse, clock=self.clock, hasher=PlainHasher())
        self.owner: Actor = self.till.people.owner()
        helper = self.till.people.save(self.owner, Person("Aylin", Role.CASHIER), "1111")
        self.helper = helper.number
        customer = self.till.customers.save(
            self.owner, Customer('Anna; "die" Krause', "K77", tab_limit=Money(2000))
        ).number
        assert customer is not None
        self.customer = customer

    def wait(self, minutes: int = 1) -> None:
        self.clock.advance(minutes=minutes)

    def ring(self, *codes: str, pieces: int = 1) -> Basket:
        self.wait()
        basket = self.till.checkout.new_basket()
        if self.till.signing is not None:
            self.till.signing.begin(basket.id)
        for code in codes:
            basket = self.till.checkout.scan(basket, code, Quantity.of(pieces))
        return confirm_age(basket)

    def pay(self, basket: Basket, *tenders: Tender) -> Sale:
        self.wait()
        if not tenders:
            total = self.till.checkout.price(basket).total
            tenders = (Tender(TenderType.CASH, total),) if total.cents > 0 else ()
        return self.till.checkout.pay(self.owner, basket, list(tenders))

    def make(self) -> None:
        checkout, owner = self.till.checkout, self.owner
        checkout.change_currencies(owner, [Currency("CHF", 1_065_000)])
        self.till.shift.open(owner, Money(10000))
        self.plain_sales()
        self.vouchers_and_tabs()
        self.close()
        self.next_day()
        self.unsold()
        self.outage()
        self.special()
        self.close(short=130)
        self.next_day()
        self.till.shift.close(owner, uncounted=True)  # a day without anything but its float
        self.next_day()
        self.pay(self.ring(ROLL))

    def plain_sales(self) -> None:
        checkout, owner = self.till.checkout, self.owner
        self.pay(self.ring(MATE, MILK, pieces=2))
        self.pay(self.ring(CHOCOLATE), card("1.49"))
        self.pay(checkout.scan(self.ring(MILK), BANANAS, Quantity.parse("1.234")), card("1.00"), cash("20.00"))
        basket = self.ring(MATE, ROLL, CHOCOLATE)
        self.pay(checkout.void_line(owner, basket, basket.lines[0].key))
        basket = checkout.discount_line(owner, self.ring(MATE, MILK, CHOCOLATE), 2, Discount(percent=1000))
        self.discounted = self.pay(checkout.discount_basket(owner, basket, Discount(amount=Money(33))))
        self.pay(self.ring(MATE, BOTTLE_BACK))
        self.wait()
        self.voided = self.pay(self.ring(MILK))
        checkout.void_receipt(owner, number_of(self.voided), "vertippt")
        bought = self.pay(self.ring(MATE, CHOCOLATE, pieces=3))
        returned = checkout.return_lines(owner, checkout.new_basket(), number_of(bought), {1: Quantity.of(1)})
        self.pay(returned)
        self.wait()
        self.till.shift.cash_in(owner, Money(5000), "Wechselgeld")
        self.till.shift.cash_out(owner, Money(1999), "Blumen; für den Laden")
        self.till.shift.cash_out(owner, Money(1000), "zur Bank", kind=CashKind.BANK)
        self.till.shift.open_drawer(owner, "Wechseln")

    def vouchers_and_tabs(self) -> None:
        checkout, owner = self.till.checkout, self.owner
        for tax_class in ("zero", "reduced"):
            basket = checkout.sell_voucher(checkout.new_basket(), Money(1000), tax_class)
            self.pay(basket, cash("10.00"))
            self.pay(checkout.scan(self.ring(MILK), basket.lines[0].article.code))  # nothing is left to pay
            if tax_class == "zero":
                self.pay(checkout.scan(self.ring(MILK, pieces=10), basket.lines[0].article.code))
        tab = Tender(TenderType.TAB, Money(238))
        self.on_tab = self.pay(checkout.name_customer(self.ring(MILK, pieces=2), self.customer), tab)
        part = checkout.name_customer(self.ring(CHOCOLATE, MILK), self.customer)
        self.pay(part, cash("1.00"), Tender(TenderType.TAB, Money(168)))
        self.pay(checkout.pay_tab(owner, checkout.name_customer(checkout.new_basket(), self.customer), Money(100)))

    def unsold(self) -> None:
        checkout, owner = self.till.checkout, self.owner
        basket = self.ring(MATE, ROLL)
        checkout.give_up(owner, checkout.void_line(owner, basket, basket.lines[1].key))
        parked = self.ring(MATE, MILK)
        checkout.hold(owner, parked, "Tisch 3")
        self.wait()
        again = checkout.recall(parked.id)
        self.parked = self.pay(checkout.scan(again, ROLL))

    def outage(self) -> None:
        self.tse.dead = True
        self.pay(self.ring(MILK))
        self.till.shift.open_drawer(self.owner, "Ausfall")
        self.tse.dead = False
        if self.till.signing is not None:
            self.till.signing.probe()
        self.pay(self.ring(MILK))

    def special(self) -> None:
        checkout, owner = self.till.checkout, self.owner
        self.pay(checkout.eat_in(self.ring(ROLL, CHOCOLATE), True))
        self.pay(checkout.tip(owner, self.ring(CHOCOLATE), Money(50), for_owner=False))
        self.pay(checkout.tip(owner, self.ring(CHOCOLATE), Money(50), for_owner=True))
        self.pay(checkout.take(owner, self.ring(MILK, MATE), "Frühstück"))
        self.pay(checkout.take(owner, self.ring(MILK, MATE), "Pause", self.helper))
        self.foreign = self.pay(self.ring(MILK), Tender(TenderType.FOREIGN, Money(500), "CHF"))

    def close(self, short: int = 0) -> None:
        self.wait(60)
        expected = self.till.shift.x_report(self.owner).expected_cash
        assert expected is not None
        self.till.shift.count(self.owner, {1: expected.cents - short})
        self.wait()
        self.till.shift.close(self.owner)

    def next_day(self) -> None:
        self.clock.instant = (self.clock.now() + timedelta(days=1)).replace(hour=7, minute=0)
        self.till.shift.open(self.owner, Money(10000))

    def end(self) -> None:
        if self.till.signing is not None:
            self.till.signing.let_go()
        self.till.close()
