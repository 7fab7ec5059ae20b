"""From the first scan to a basket that can be paid: what a code adds, who may change what, and parked baskets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from kasse import basket as rules
from kasse import pricing
from kasse.barcodes import lookup_key
from kasse.basket import Basket, Discount, Leave
from kasse.catalog import Article, ArticleKind, Department, Product, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import HeldBasket, Store, Work
from kasse.pricing import Kept, Priced
from kasse.quantity import ONE, Quantity
from kasse.returns import positions_to_return, with_return, without
from kasse.running import Running
from kasse.sale import Sale, SaleKind
from kasse.scan import Offer, identify, learnable
from kasse.shop import Shop
from kasse.tax import TaxTable
from kasse.texts import _

MAX_NAME = 200
"""As long as the names of products may be."""


class Ringing:
    """Everything before the money."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._taxes: TaxTable
        self._rates: tuple[date, dict[str, int]] = (date.min, {})
        self._priced: tuple[Basket, dict[str, int], object, Priced] | None = None
        self.running = Running(store)
        self.shop: Shop
        self.priced_day = date.min
        """The day whose prices hold."""
        self.day_begins: Callable[[], object] = lambda: None
        """Called before the first scan of another day: prices that were planned for it hold then."""
        self.refresh()

    def refresh(self) -> None:
        """Read the shop's data, VAT rates, code rules and promotions again, after one of them was changed."""
        with self._store.read() as work:
            self.shop = work.settings.shop()
            self._taxes = work.settings.taxes()
            self._code_rules = work.catalog.code_rules()
        self._rates = (date.min, {})
        self._time = self.shop.time
        self.running.forget()

    # The basket

    def new_basket(self, basket_id: UUID | None = None) -> Basket:
        """An empty basket; it begins with its first article."""
        return Basket(basket_id or uuid7(), self._clock.now())

    def today(self) -> date:
        """The date on the shop's wall calendar, which age limits and VAT rates go by."""
        return self._time.local(self._clock.now()).date()

    def _rates_today(self) -> dict[str, int]:
        today = self.today()
        if self._rates[0] != today:
            rates = self._taxes.on(today)
            self._rates = (today, dict.fromkeys(rates, 0) if self.shop.small_business else rates)
        return self._rates[1]

    def rate_of(self, tax_class: str) -> int:
        """Today's VAT rate of a class; a small business (section 19 UStG) has none."""
        rate = self._rates_today().get(tax_class)
        return self._taxes.rate(tax_class, self.today()) if rate is None else rate  # the table refuses in words

    def tax_class_of(self, percent: str) -> str:
        """The tax class that is written as a percentage today."""
        return self._taxes.class_of(percent, self.today())

    def price(self, basket: Basket) -> Priced:
        """The basket in figures; the last ones are kept, since what is shown is what is paid a moment later."""
        rates, kept, offers = self._rates_today(), self._priced, self.running.offers(basket, self._time)
        if kept is not None and kept[0] is basket and kept[1] is rates and kept[2] is offers:
            return kept[3]
        same = kept is not None and kept[1] is rates and kept[0].eat_in is basket.eat_in
        before = Kept(kept[0], kept[3]) if kept is not None and same else None
        priced = pricing.price(
            basket, lambda tax_class: rates.get(tax_class) or self.rate_of(tax_class), offers, before
        )
        self._priced = (basket, rates, offers, priced)
        return priced

    def find(self, text: str) -> Offer:
        """What a scanned or typed code sells; `Refused` with `unknown_code` where nothing does."""
        if self.today() != self.priced_day:
            self.day_begins()
        with self._store.read() as work:
            return identify(text, self._code_rules, work)

    def scan(
        self,
        basket: Basket,
        text: str,
        quantity: Quantity | None = None,
        *,
        price: Money | None = None,
        merge: bool = True,
    ) -> Basket:
        """The basket with what a code sells.

        `price` answers an article without one; to sell at another price is `override_price`.
        `Refused` with `unknown_code`, `needs_price` or `needs_weight` says what to ask the cashier for.
        """
        try:
            offer = self.find(text)
        except Refused as refusal:
            return self._with_coupon(basket, text, refusal)
        if offer.price is not None or offer.article.price is not None:
            price = offer.price
        _refuse_slip_twice(basket, offer.article)
        quantity = _counted(offer, quantity)
        if quantity is None and offer.article.unit is not Unit.PIECE:
            raise Refused(
                "needs_weight", _("{name} is sold by weight. Enter the weight.").format(name=offer.article.name)
            )
        return self._add(basket, offer.article, quantity or ONE, price=price, merge=merge)

    def _add(
        self,
        basket: Basket,
        article: Article,
        quantity: Quantity = ONE,
        *,
        price: Money | None = None,
        merge: bool = True,
    ) -> Basket:
        """A basket begins with its first article, however long the till stood idle before."""
        if not basket.lines:
            basket = replace(basket, started_at=self._clock.now())
        basket = rules.add(basket, article, quantity, price=price, merge=merge)
        return replace(basket, rung_at=self._clock.now()) if self.running.timed else basket

    def _with_coupon(self, basket: Basket, text: str, refusal: Refused) -> Basket:
        """What sells nothing may be the coupon of a promotion; else it is refused as it was."""
        if refusal.code in ("unknown_code", "coupon"):
            promotion = self.running.coupon(text, self._time.local(self._clock.now()))
            if promotion is not None:
                from kasse.promotions.rules import coupon_key

                return rules.show_coupon(basket, coupon_key(text))
        raise refusal

    def coupon_names(self, basket: Basket) -> list[str]:
        """What the coupons that were shown are called."""
        if not basket.coupons:
            return []
        from kasse.promotions.rules import coupon_key

        return [one.name for one in self.running.promotions if coupon_key(one.coupon) in basket.coupons]

    def open_line(
        self, basket: Basket, name: str, price: Money, tax_class: str, quantity: Quantity = ONE, department: str = ""
    ) -> Basket:
        """The basket with something that has no master data."""
        if not name.strip():
            raise Refused("no_name", _("Enter what is sold: the receipt must name it."))
        for text in (name, department):
            _refuse_unprintable(text)
        group = self._department(department.strip())
        article = Article(
            name.strip(),
            "",
            price,
            tax_class,
            ArticleKind.OPEN,
            department=group.name if group else "",
            age_limit=group.age_limit if group else 0,
            eat_in=group.eat_in if group and group.tax_class == tax_class else None,
        )
        return self._add(basket, article, quantity, merge=False)

    def _department(self, name: str) -> Department | None:
        """The department of an open line, whose age limit holds for it too; None where none is named."""
        if not name:
            return None
        with self._store.read() as work:
            return _department_of(work, name)

    def sell_unknown(self, actor: Actor, basket: Basket, code: str, price: Money, department: str) -> Basket:
        """Sell an unknown code by price and department; the owner finds it among the incomplete products later."""
        actor.require(Permission.SELL)
        rules.check_price(price)
        with self._store.write() as work:
            try:
                identify(code, self._code_rules, work)
            except Refused as refusal:
                if refusal.code != "unknown_code":
                    raise
            else:
                return self.scan(basket, code, price=price)
            article = self._learn(work, actor, code, price, department)
            return self._add(basket, article, price=price)

    def _learn(self, work: Work, actor: Actor, code: str, price: Money, department: str) -> Article:
        """Remember an unknown article; of a weighed one the label's price says nothing of the price per kilogram."""
        group = _department_of(work, department)
        learned = learnable(code, self._code_rules)
        known = work.exchange.known(lookup_key(learned.code))
        name = _("{department}, new article {code}").format(department=department, code=learned.code)
        product = Product(
            name if known is None else known.title,
            (learned.code,),
            None if learned.varies else price,
            group.tax_class,
            department,
            unit=Unit.PIECE if learned.weight is None else Unit.KILOGRAM,
            age_limit=group.age_limit,
            incomplete=True,
            eat_in=group.eat_in,
        )
        from kasse.books.prices import PriceNote

        work.catalog.save(product, PriceNote(self._clock.now(), self.today(), actor.name, _("Learned at the checkout")))
        self.audit(work, actor, "product_learned", learned.code, after=f"{price!s} {department}")
        article = work.catalog.article(lookup_key(learned.code))
        assert article is not None  # noqa: S101 - just written
        return replace(article, unit=Unit.PIECE, stock_units=learned.weight or ONE)

    # What needs a permission

    def change_quantity(self, basket: Basket, key: int, quantity: Quantity) -> Basket:
        """The basket with another quantity on a line."""
        return rules.change_quantity(basket, key, quantity)

    def void_line(self, actor: Actor, basket: Basket, key: int) -> Basket:
        """The basket with a line struck out; it is booked with the sale, for the record."""
        return rules.void_line(self.allow(actor, basket, Permission.VOID_LINE), key)

    def override_price(self, actor: Actor, basket: Basket, key: int, price: Money) -> Basket:
        """The basket with another price on a line."""
        return rules.override_price(self.allow(actor, basket, Permission.PRICE_OVERRIDE), key, price)

    def discount_line(self, actor: Actor, basket: Basket, key: int, discount: Discount | None) -> Basket:
        """The basket with a discount on a line."""
        return rules.discount_line(self.allow(actor, basket, Permission.DISCOUNT), key, discount)

    def discount_basket(self, actor: Actor, basket: Basket, discount: Discount | None) -> Basket:
        """The basket with a discount on all of it."""
        return rules.discount_basket(self.allow(actor, basket, Permission.DISCOUNT), discount)

    @staticmethod
    def allow(actor: Actor, basket: Basket, permission: Permission) -> Basket:
        """The basket, which remembers the leave where the permission is only lent; `Refused` where it is not there."""
        actor.require(permission)
        by = actor.lender(permission)
        if by is None or any(leave.permission == permission for leave in basket.leaves):
            return basket
        return replace(basket, leaves=(*basket.leaves, Leave(permission, by)))

    def refuse_age(self, actor: Actor, basket: Basket) -> Basket:
        """The customer is too young: what has an age limit is struck out, and the refusal is logged."""
        question = rules.age_question(basket, self.today())
        if question is None:
            return basket
        limit = question[0]
        too_young = [
            line
            for line in basket.active
            if line.article.age_limit > basket.age_confirmed and line.quantity.thousandths > 0
        ]
        with self._store.write() as work:
            self.audit(work, actor, "age_refused", str(limit), after=", ".join(line.article.name for line in too_young))
        for line in too_young:
            basket = rules.void_line(basket, line.key)
        return basket

    def return_lines(
        self, actor: Actor, basket: Basket, receipt_no: int, wanted: Mapping[int, Quantity] | None = None
    ) -> Basket:
        """The basket with lines that give back what a receipt shows; all that is left of it where none are named.

        `wanted` maps positions of the receipt to positive quantities. A deposit goes back with its goods.
        """
        basket = self.allow(actor, basket, Permission.RETURN_BY_RECEIPT)
        with self._store.read() as work:
            sale = receipt_by_number(work, receipt_no)
            returned = without(work.sales.returned(sale.id), work.sales.by_id(basket.id), sale.id)
            self.refuse_if_void(work, sale)
        taken = {line.origin.position: line for line in basket.active if line.origin and line.origin.sale == sale.id}
        chosen = positions_to_return(sale, returned, wanted)
        if not chosen:
            raise Refused(
                "all_returned", _("Everything on receipt {number} was given back already.").format(number=receipt_no)
            )
        for position, quantity in chosen:
            if position.number in taken:
                raise Refused(
                    "already_in_basket",
                    _("{name} of this receipt is in the basket already.").format(name=position.name),
                )
            before = returned.get(position.number, (Quantity(0), ZERO))
            basket = with_return(basket, sale, position, quantity, before)
        return basket

    # Drafts

    def save_draft(self, actor: Actor, basket: Basket | None) -> None:
        """Remember the basket on the screen, durably."""
        with self._store.write() as work:
            work.drafts.put_current(basket, actor.name, self._clock.now())

    def hold(self, actor: Actor, basket: Basket, name: str = "") -> None:
        """Park the basket; it survives the day and the power cut."""
        if not basket.active:
            raise Refused("empty_basket", _("The basket is empty."))
        with self._store.write() as work:
            self._park(work, basket, name, actor.name)

    def held(self) -> list[HeldBasket]:
        """The parked baskets."""
        with self._store.read() as work:
            return work.drafts.held()

    def recall(self, basket: UUID) -> Basket:
        """Take a parked basket back; one that is on the screen unpaid is parked in its place, so none is lost."""
        with self._store.write() as work:
            on_screen = work.drafts.current()
            found = work.drafts.recall(basket)
            if found is None:
                raise Refused("not_held", _("This basket is not parked any more."))
            if on_screen is not None and on_screen.id != basket and on_screen.active:
                self._park(work, on_screen, "", "")
        return found

    def _park(self, work: Work, basket: Basket, name: str, cashier: str) -> None:
        label = name.strip() or _("Basket {number}").format(number=len(work.drafts.held()) + 1)
        work.drafts.hold(basket, label, cashier, self._clock.now())

    @staticmethod
    def refuse_if_void(work: Work, sale: Sale) -> None:
        """`Refused` where a sale was voided, is being voided, or is a void itself."""
        void = work.sales.void_of(sale.id)
        under_way = any(waiting.refers_to == sale.id for waiting in work.sales.tendered())
        if under_way:
            raise Refused("being_voided", _("Receipt {number} is being voided.").format(number=sale.receipt_no))
        if void is not None or sale.kind is SaleKind.VOID:
            raise Refused(
                "voided",
                _("Receipt {number} is void (see receipt {void}).").format(
                    number=sale.receipt_no, void=void or sale.refers_to_no
                ),
            )

    def audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        """Write down who did what, within the running transaction."""
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))


def _counted(offer: Offer, asked: Quantity | None) -> Quantity | None:
    """How much is sold: what the code says itself, so many times as was asked; of a weighed piece there is one."""
    if offer.quantity is None or asked is None:
        return offer.quantity or asked
    if not asked.is_whole or (offer.article.unit is not Unit.PIECE and abs(asked) != ONE):
        raise Refused(
            "one_label",
            _("{name}: the code says {quantity} itself. Scan each label on its own, without a quantity.").format(
                name=offer.article.name, quantity=offer.quantity
            ),
        )
    return offer.quantity.times(asked)


def _refuse_unprintable(text: str) -> None:
    if len(text) > MAX_NAME or not text.isprintable():
        raise Refused(
            "bad_name",
            _("“{text}” cannot stand on a receipt: the most is {limit} letters, digits and signs in one line.").format(
                text="".join(sign if sign.isprintable() else "\ufffd" for sign in text[:40]), limit=MAX_NAME
            ),
        )


def slip_redeemed() -> Refused:
    """The refusal of a slip that was paid out."""
    return Refused("slip_redeemed", _("This slip was paid out before."))


def _refuse_slip_twice(basket: Basket, article: Article) -> None:
    if article.kind is ArticleKind.SLIP and article.addon:
        for line in basket.active:
            if line.article.kind is ArticleKind.SLIP and line.article.code == article.code:
                raise Refused("slip_redeemed", _("This slip is in the basket already."))


def _department_of(work: Work, name: str) -> Department:
    group = next((entry for entry in work.catalog.departments() if entry.name == name), None)
    if group is None:
        raise Refused("no_department", _("There is no department “{name}”.").format(name=name))
    return group


def receipt_by_number(work: Work, number: int) -> Sale:
    """A completed sale, or `Refused`."""
    sale = work.sales.by_receipt_no(number)
    if sale is None:
        raise Refused("no_receipt", _("There is no receipt {number}.").format(number=number))
    return sale
