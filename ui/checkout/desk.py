"""The basket on the screen and the till below it. Everything here runs on the store thread.

The basket is kept here and not in the window: two scans in quick succession are done one after the other, and the
second always finds the basket that the first one made.

The till is imported by `open`, after the first paint; until then this module costs nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kasse.errors import KasseError, Refused
from kasse.texts import _

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from kasse.basket import Basket, Discount
    from kasse.books.customers import Listed, Standing, Voucher
    from kasse.catalog import Department, Found
    from kasse.money import Money
    from kasse.people import Actor, Permission, Person
    from kasse.ports import HeldBasket
    from kasse.pricing import Priced
    from kasse.quantity import Quantity
    from kasse.sale import Sale, Tender
    from kasse.serving.foreign import Currency
    from kasse.till import Till


PATIENCE = "tse_patience"
"""The setting: after how many seconds the cashier is offered to go on without the fiscal device."""
PATIENT, LONGEST = 5.0, 600


def seconds(setting: str) -> float:
    """That setting in seconds; what cannot be read, or makes no sense, is the usual."""
    try:
        found = float(setting)
    except ValueError:
        return PATIENT
    return found if 0 <= found <= LONGEST else PATIENT


Worker = tuple[int, str]
"""Somebody who works here: number and name."""


class Offers(NamedTuple):
    """What this shop does beside plain sales, and so is offered."""

    eat_in: bool = False
    tips: bool = False
    currencies: "tuple[Currency, ...]" = ()


def check_patience(setting: str) -> None:
    """`Refused` where it is no time that anybody could wait."""
    digits = setting.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and float(setting) <= LONGEST):
        raise Refused("bad_patience", _("Enter seconds from 0 to {most}, such as 5.").format(most=LONGEST))


class Shown(NamedTuple):
    """The basket as the window shows it."""

    basket: "Basket"
    priced: "Priced"
    age: "tuple[int, date] | None"
    held: int
    warning: str = ""
    told: str = ""
    customer: "Standing | None" = None
    tip: "Money | None" = None


class Opened(NamedTuple):
    """What the window needs to know once the till is open."""

    shop_name: str
    till_serial: str
    zone: str
    training: bool
    signs: bool
    shift_open: bool
    actor: "Actor | None"
    people: "tuple[Person, ...]"
    departments: "tuple[Department, ...]"
    told: tuple[str, ...]
    shown: Shown
    unsigned: "tuple[Sale, ...]" = ()
    """Paid when the till stopped, and still to be signed."""
    patience: float = 5.0
    """Seconds after which the cashier is offered to go on without the fiscal device."""
    offers: Offers = Offers()


class Paid(NamedTuple):
    """A sale that is paid, and the empty basket after it. One that waits for the fiscal device has no number yet."""

    sale: "Sale"
    shown: Shown


class Desk:
    """One cashier's desk."""

    till: "Till"
    basket: "Basket"

    def __init__(self, open_till: "Callable[[], Till]") -> None:
        self._open_till = open_till
        self._actor: Actor | None = None
        self._saved: Basket | None = None
        self._parked = 0
        self._standing: Standing | None = None
        self._is_open = False
        self._begun: UUID | None = None
        """The basket for which the fiscal device was asked to begin."""
        self.on_till: Callable[[Till], None] = lambda till: None
        """Told of the till before anything is done with it."""

    # Coming and going

    def open(self) -> Opened:
        """Open the till, finish what was paid, and find the basket and the cashier again."""
        till = self.till = self._open_till()
        self._is_open = True
        self.on_till(till)
        recovery = till.checkout.recover()
        self.basket = recovery.basket or till.checkout.new_basket()
        self._saved = recovery.basket
        self._actor = till.people.last() or self._owner_without_pin()
        self.held()
        self._begin()
        return self._opened(tuple(recovery.sentences()))._replace(unsigned=recovery.unsigned)

    def look_again(self) -> Opened:
        """What the window shows, after something was changed on another page."""
        self._actor = self.till.people.last() or self._owner_without_pin()
        self._standing = None
        self.held()
        return self._opened(())

    def _opened(self, told: tuple[str, ...]) -> Opened:
        till = self.till
        shop = till.checkout.shop
        return Opened(
            shop_name=shop.name,
            till_serial=shop.till_serial,
            zone=shop.zone,
            training=till.training,
            signs=till.checkout.signs,
            shift_open=till.shift.current() is not None,
            actor=self._actor,
            people=tuple(till.people.people()),
            departments=tuple(till.products.departments()),
            told=told,
            shown=self.shown(),
            patience=seconds(till.setting(PATIENCE)),
            offers=self.offers(),
        )

    def _owner_without_pin(self) -> "Actor | None":
        """The first owner who can log in without a PIN, as in a shop that has just been made."""
        from kasse.people import Role

        for person in self.till.people.people():
            if person.role is Role.OWNER and person.number is not None and not self._has_pin(person.number):
                return self.till.people.log_in(person.number, "")
        return None

    def _has_pin(self, number: int) -> bool:
        with self.till.database.read() as work:
            return bool(work.people.pin(number)[0])

    def log_in(self, number: int, pin: str) -> "Actor":
        """Who sells from now on."""
        self._actor = self.till.people.log_in(number, pin)
        return self._actor

    def who_may(self, permission: "Permission") -> list[tuple[int, str]]:
        """Who could lend a permission: number and name."""
        from kasse.people import MAY

        people = self.till.people.people()
        return [(p.number, p.name) for p in people if p.number is not None and permission in MAY[p.role]]

    def open_shift(self, opening_float: "Money") -> Shown:
        """Begin the day."""
        self.till.shift.open(self.actor, opening_float)
        self._begin()
        return self.shown()

    def close(self) -> None:
        """Save the basket and leave the file in one piece; harmless where the till was never opened."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            if self._actor is not None:
                self.save_draft()
        finally:
            self.till.close()

    @property
    def actor(self) -> "Actor":
        """Who sells."""
        if self._actor is None:
            raise Refused("nobody", _("Nobody is logged in. Choose your name and enter your PIN."))
        return self._actor

    @property
    def is_open(self) -> bool:
        """Whether there is a till below."""
        return self._is_open

    # The basket

    def put(self, basket: "Basket") -> Shown:
        """Another basket on the screen; the one before is parked by then."""
        if basket.id != self.basket.id:
            self._drop_emptied()
        return self._show(basket)

    def shown(self, warning: str = "") -> Shown:
        """The basket as it is, without the database: what was just booked must not fail for being shown."""
        from kasse.basket import age_question

        checkout, customer = self.till.checkout, self._named()
        age = age_question(self.basket, checkout.today())
        priced, tip = checkout.price(self.basket), checkout.tip_in(self.basket)
        return Shown(self.basket, priced, age, self._parked, warning, customer=customer, tip=tip)

    def _named(self) -> "Standing | None":
        """Whose basket this is; asked of the store when somebody is named, and not with each scan."""
        number = self.basket.customer
        if number is None:
            self._standing = None
        elif self._standing is None or self._standing.customer.number != number:
            try:
                self._standing = self.till.checkout.standing(number)
            except KasseError as error:
                self._standing = None
                if error.code == "no_customer":  # erased meanwhile
                    self.basket = self.till.checkout.unname_customer(self.basket)
        return self._standing

    def _show(self, basket: "Basket", warning: str = "") -> Shown:
        """Take a changed basket over, unless it cannot be priced; then the one before stays."""
        before, self.basket = self.basket, self._anew(basket)
        try:
            shown = self.shown(warning)
            if self.basket.id != before.id and before.lines and basket.id == before.id:
                self.till.checkout.give_up(self.actor, before)
                self._saved = None
        except KasseError:
            self.basket = before
            raise
        if self._begun != self.basket.id:
            self._begin()
        return shown

    # The fiscal device's transaction

    def _begin(self) -> None:
        """The first line is there: the device begins, and nobody waits for it (AEAO on section 146a AO, 2.2.2)."""
        signing, basket = self.till.signing, self.basket
        if signing is not None and basket.lines and self.till.shift.current() is not None:
            self._begun = basket.id
            signing.begin(basket.id)

    def _anew(self, basket: "Basket") -> "Basket":
        """What follows after all was struck out is another business event; the one before is given up."""
        before = self.basket
        if self.till.signing is None or not before.lines or before.active or basket.id != before.id:
            return basket
        if not basket.active:
            return basket
        from dataclasses import replace

        new = self.till.checkout.new_basket()
        return replace(basket, id=new.id, started_at=new.started_at, lines=basket.active)

    def _drop_emptied(self) -> None:
        """Another basket comes in the place of one whose lines are all struck out: that one is given up."""
        if self.till.signing is not None and self.basket.lines and not self.basket.active:
            self.give_up()

    def give_up(self, actor: "Actor | None" = None) -> Shown:
        """End a basket that nobody pays, and begin another."""
        from kasse.people import Permission

        actor = actor or self.actor
        if not self.basket.lines:
            raise Refused("empty_basket", _("The basket is empty."))
        self.till.checkout.give_up(actor, self.till.checkout.allow(actor, self.basket, Permission.VOID_LINE))
        self.basket = self.till.checkout.new_basket()
        self._saved = None
        return self.shown()

    def scan(self, text: str, quantity: "Quantity | None" = None, price: "Money | None" = None) -> Shown:
        """What a code sells, into the basket."""
        checkout, shown = self.till.checkout, self.basket.coupons
        basket = checkout.scan(self.basket, text, quantity, price=price)
        if basket.coupons != shown:
            return self._show(basket)._replace(told=self._coupon_told(basket))
        if basket.lines is self.basket.lines:  # a customer's card
            self._standing = None
            return self._show(basket)
        if basket.lines[-1].article.kind == "redeemed":
            return self._show(basket)._replace(told=_told_of_voucher(basket, checkout.price(basket)))
        return self._show(basket, checkout.find(text).warning)

    # Whom it is for

    def find_customers(self, text: str) -> "list[Listed]":
        """Customers by name, card or number; an empty list where nobody fits."""
        customers = self.till.customers
        owner = customers.by_card(text) if text.strip() else None
        if owner is None:
            return customers.listed(text, limit=30)
        return [one for one in customers.listed(str(owner.number)) if one.customer.number == owner.number]

    def name_customer(self, number: int) -> Shown:
        """The basket is this customer's."""
        basket = self.till.checkout.name_customer(self.basket, number)
        self._standing = None
        return self._show(basket)

    def unname_customer(self) -> Shown:
        """The basket is nobody's in particular."""
        return self._show(self.till.checkout.unname_customer(self.basket))

    def new_customer(self, name: str, actor: "Actor | None" = None) -> Shown:
        """A new customer, of whom the name is enough, named at once."""
        from kasse.books.customers import Customer

        saved = self.till.customers.save(actor or self.actor, Customer(name))
        return self.name_customer(saved.number or 0)

    def pay_tab(self, amount: "Money") -> Shown:
        """Money that pays the customer's tab."""
        return self._show(self.till.checkout.pay_tab(self.actor, self.basket, amount))

    def allow_more(self, actor: "Actor | None" = None) -> Shown:
        """Somebody who may has allowed to go over a limit, for this basket."""
        return self._show(self.till.checkout.allow_more(actor or self.actor, self.basket))

    # What is no plain sale

    def offers(self) -> Offers:
        """What this shop offers to do."""
        from kasse.serving.special import TIPS_SETTING

        checkout = self.till.checkout
        here = checkout.eats_in()
        return Offers(here, here or self.till.setting(TIPS_SETTING) == "1", checkout.currencies())

    def eat_in(self, here: bool) -> Shown:
        """Eaten in the shop, or taken away."""
        return self._show(self.till.checkout.eat_in(self.basket, here))

    def tip(self, amount: "Money", *, for_owner: bool) -> Shown:
        """A tip; 0.00 takes it out."""
        return self._show(self.till.checkout.tip(self.actor, self.basket, amount, for_owner=for_owner))

    def workers(self) -> list[Worker]:
        """Who works here."""
        return [(p.number, p.name) for p in self.till.people.people() if p.number is not None and p.active]

    def take_out(self, reason: str, person: int | None, actor: "Actor | None" = None) -> Shown:
        """The basket is taken and not paid."""
        return self._show(self.till.checkout.take(actor or self.actor, self.basket, reason, person))

    def pay_after_all(self) -> Shown:
        """The basket is paid like any other."""
        return self._show(self.till.checkout.pay_after_all(self.basket))

    # Vouchers

    def voucher_kinds(self) -> list[tuple[str, int]]:
        """The classes a voucher may have, with their rates today; "zero" is multi-purpose."""
        from kasse.tax import REDUCED, STANDARD, ZERO_RATED

        checkout = self.till.checkout
        names = (ZERO_RATED,) if checkout.shop.small_business else (ZERO_RATED, STANDARD, REDUCED)
        return [(name, checkout.rate_of(name)) for name in names]

    def voucher(self, code: str) -> "Voucher | None":
        """A voucher by its code; None where there is none."""
        return self.till.checkout.voucher(code) if self.till.vouchers.known(code) else None

    def sell_voucher(self, amount: "Money", tax_class: str, code: str) -> Shown:
        """A voucher into the basket; without a code the till makes one."""
        return self._show(self.till.checkout.sell_voucher(self.basket, amount, tax_class, code))

    def _coupon_told(self, basket: "Basket") -> str:
        """What a coupon that was just shown does, or will do."""
        checkout = self.till.checkout
        name = checkout.coupon_names(basket)[-1]
        if any(one.name == name for one in checkout.price(basket).saved):
            return _("Coupon “{name}”: taken off.").format(name=name)
        return _("Coupon “{name}”: it counts as soon as the articles are there.").format(name=name)

    def take_back(
        self,
        text: str,
        quantity: "Quantity | None" = None,
        price: "Money | None" = None,
        actor: "Actor | None" = None,
    ) -> Shown:
        """Goods given back without a receipt; empties are paid out as ever.

        What is weighed is asked for its weight, as when it is sold.
        """
        from kasse.catalog import Unit
        from kasse.people import Permission
        from kasse.quantity import ONE

        checkout = self.till.checkout
        offer = checkout.find(text)
        if offer.article.gives_money_back:
            return self.scan(text, quantity, price)
        if quantity is None and (offer.article.unit is Unit.PIECE or offer.quantity is not None):
            quantity = ONE
        back = None if quantity is None else -quantity
        checkout.scan(self.basket, text, back, price=price, merge=False)  # asks for what is missing before any leave
        basket = checkout.allow(actor or self.actor, self.basket, Permission.RETURN_FREE)
        return self._show(checkout.scan(basket, text, back, price=price, merge=False))

    def return_lines(
        self, receipt_no: int, wanted: "Mapping[int, Quantity] | None" = None, actor: "Actor | None" = None
    ) -> Shown:
        """Lines of a receipt back into the basket; all that is left of it where none are named."""
        return self._show(self.till.checkout.return_lines(actor or self.actor, self.basket, receipt_no, wanted))

    def search(self, text: str) -> "list[Found]":
        """Products by name."""
        found = self.till.products.search(text)
        if not found:
            raise Refused(
                "nothing_found", _("Nothing is called “{text}”. Try part of the name.").format(text=text[:40])
            )
        return found

    def sell_unknown(self, code: str, price: "Money", department: str) -> Shown:
        """Sell a code that nobody knows yet."""
        return self._show(self.till.checkout.sell_unknown(self.actor, self.basket, code, price, department))

    def lend(self, permission: "Permission", manager: int, pin: str) -> "Actor":
        """Who is at the till, with a manager's leave for one thing more."""
        return self.till.people.lend(self.actor, permission, manager, pin)

    def void_line(self, key: int, actor: "Actor | None" = None) -> Shown:
        """Strike a line out."""
        return self._show(self.till.checkout.void_line(actor or self.actor, self.basket, key))

    def change_quantity(self, key: int, quantity: "Quantity") -> Shown:
        """Another quantity on a line."""
        return self._show(self.till.checkout.change_quantity(self.basket, key, quantity))

    def add_to_line(self, key: int, more: "Quantity") -> Shown:
        """One more, or one less, of a line."""
        line = self.basket.line(key)
        return self.change_quantity(key, line.quantity + more)

    def override_price(self, key: int, price: "Money", actor: "Actor | None" = None) -> Shown:
        """Another price on a line."""
        return self._show(self.till.checkout.override_price(actor or self.actor, self.basket, key, price))

    def discount(self, key: int | None, discount: "Discount | None", actor: "Actor | None" = None) -> Shown:
        """A discount on a line, or on the whole basket where `key` is None."""
        checkout, actor = self.till.checkout, actor or self.actor
        if key is None:
            return self._show(checkout.discount_basket(actor, self.basket, discount))
        return self._show(checkout.discount_line(actor, self.basket, key, discount))

    def confirm_age(self) -> Shown:
        """The customer is old enough."""
        from kasse.basket import confirm_age

        return self._show(confirm_age(self.basket))

    def refuse_age(self) -> Shown:
        """The customer is too young."""
        return self._show(self.till.checkout.refuse_age(self.actor, self.basket))

    def save_draft(self) -> None:
        """Keep the basket for after a power cut; what is kept already is not written again."""
        if self.basket != self._saved:
            self.till.checkout.save_draft(self.actor, self.basket)
            self._saved = self.basket

    # Parking

    def hold(self) -> Shown:
        """Park the basket and begin another."""
        self.till.checkout.hold(self.actor, self.basket)
        self._parked += 1
        self.basket = self.till.checkout.new_basket()
        return self.shown()

    def held(self) -> "list[HeldBasket]":
        """What is parked."""
        held = self.till.checkout.held()
        self._parked = len(held)
        return held

    def recall(self, basket: "UUID") -> Shown:
        """Take a parked basket back; the draft of what is on the screen is parked in its place, or nothing changes."""
        self._drop_emptied()
        self.save_draft()
        recalled = self.till.checkout.recall(basket)
        self._parked += bool(self.basket.active) - 1
        self.basket = self._saved = recalled
        self._begin()
        return self.shown()

    # Paying

    def tender(self, tenders: "Sequence[Tender]", total: "Money") -> Paid:
        """Book the money; `total` is what stood on the screen when the cashier said so.

        Without a fiscal device the sale is complete at once; else `sign` and `complete` follow.
        """
        checkout = self.till.checkout
        now = checkout.price(self.basket).total
        if now != total:
            raise Refused("total_changed", _("The total is {total} now. Check it and pay again.").format(total=now))
        book = checkout.tender if checkout.signs else checkout.pay
        sale = book(self.actor, self.basket, tenders)
        self.basket = checkout.new_basket()
        self._saved = None
        return Paid(sale, self.shown())

    def sign(self, sale: "Sale") -> "Sale":
        """Have a sale signed; on a device's thread, since it waits."""
        return self.till.checkout.sign(sale)

    def finish(self, sale: "Sale", call: "Callable[[Callable[[], Sale]], Sale]") -> "Sale":
        """Have a sale signed and book it; on the fiscal device's thread. `call` leads to the store's."""
        signed = self.sign(sale)
        return call(lambda: self.till.checkout.complete(signed))

    def without_signature(self, sale: "Sale", reason: str = "") -> "Sale":
        """Book a sale without waiting for the device any longer."""
        return self.till.checkout.without_signature(sale, reason)

    def rest(self) -> bool:
        """Tidy the file up while nobody waits, and value the months that are over; True where more is to be done."""
        if not self._is_open:
            return False
        self.till.database.idle()
        return self.till.valuation.keep_some()

    def begin_day(self) -> int:
        """Prices that were planned for the day that has begun hold from now on; gives how many."""
        return self.till.begin_day() if self._is_open else 0

    def sells(self, code: str) -> bool:
        """Whether a scan would be understood; looks and changes nothing."""
        try:
            self.till.checkout.find(code)
        except Refused:
            return False
        return True


def _told_of_voucher(basket: "Basket", priced: "Priced") -> str:
    """What a voucher that was just scanned pays, of what is on it."""
    position, held = priced.positions[-1], basket.lines[-1].unit_price
    return _("Voucher {code}: {amount} of {held} is used so far.").format(
        code=position.code, amount=-position.total, held=held
    )
