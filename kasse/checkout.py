"""Basket and money to a sale: the state machine, what must hold before anything is booked, and recovery.

A sale goes from the basket to TENDERED (the money is there, the drawer opens), then to COMPLETED (signed, numbered,
printed). Without a fiscal device both are one step. `kasse.sale.TRANSITIONS` are the moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from kasse import basket as rules
from kasse.barcodes import lookup_key
from kasse.basket import Basket, Discount, Leave, Line, Position, Priced
from kasse.catalog import Article, ArticleKind, Product, Unit
from kasse.clock import Clock
from kasse.errors import Refused, Unavailable
from kasse.formats import date_text
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import HeldBasket, Job, QueuedJob, Store, Tse, Work
from kasse.quantity import ONE, Quantity
from kasse.returns import check_left, positions_to_return, turned, with_return, without
from kasse.sale import Payment, Sale, SaleKind, State, Tender, TenderType, settle
from kasse.scan import Offer, identify, learnable
from kasse.shop import Shop
from kasse.tax import TaxTable
from kasse.texts import _, current_language

MAX_NAME = 200
"""As long as the names of products may be."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found when the till started: sales finished now, the basket that is back, prints nobody is sure of."""

    finished: tuple[Sale, ...]
    basket: Basket | None
    unsure_prints: tuple[QueuedJob, ...]
    held: int

    def sentences(self) -> list[str]:
        """What the cashier is told."""
        told = [
            _(
                "Receipt {number} over {total} was paid when the till stopped. It is booked now; do not ring it again."
            ).format(number=sale.receipt_no, total=sale.total)
            for sale in self.finished
        ]
        if self.basket is not None:
            told.append(_("The basket with {count} lines is back.").format(count=len(self.basket.active)))
        told += [
            _("A receipt was being printed when the till stopped. If it is not there, print it again.")
            for _job in self.unsure_prints
        ]
        return told


class Checkout:
    """Everything between the first scan and the change."""

    def __init__(self, store: Store, tse: Tse, clock: Clock) -> None:
        self._store = store
        self._tse = tse
        self._clock = clock
        self._taxes: TaxTable
        self._rates: tuple[date, dict[str, int]] = (date.min, {})
        self._priced: tuple[Basket, dict[str, int], Priced] | None = None
        self.shop: Shop
        self.refresh()

    def refresh(self) -> None:
        """Read the shop's data, VAT rates and code rules again, after one of them was changed."""
        with self._store.read() as work:
            self.shop = work.settings.shop()
            self._taxes = work.settings.taxes()
            self._code_rules = work.catalog.code_rules()
        self._rates = (date.min, {})
        self._time = self.shop.time

    @property
    def signs(self) -> bool:
        """Whether a fiscal device is there."""
        return self._tse.present

    # The basket

    def new_basket(self, basket_id: UUID | None = None) -> Basket:
        """An empty basket that starts now."""
        return Basket(basket_id or uuid7(), self._clock.now())

    def today(self) -> date:
        """The date on the shop's wall calendar, which age limits and VAT rates go by."""
        return self._time.local(self._clock.now()).date()

    def _rates_today(self) -> dict[str, int]:
        today = self.today()
        if self._rates[0] != today:
            self._rates = (today, self._taxes.on(today))
        return self._rates[1]

    def rate_of(self, tax_class: str) -> int:
        """Today's VAT rate of a class."""
        rate = self._rates_today().get(tax_class)
        return self._taxes.rate(tax_class, self.today()) if rate is None else rate  # the table refuses in words

    def tax_class_of(self, percent: str) -> str:
        """The tax class that is written as a percentage today."""
        return self._taxes.class_of(percent, self.today())

    def price(self, basket: Basket) -> Priced:
        """The basket in figures; the last ones are kept, since what is shown is what is paid a moment later."""
        rates, kept = self._rates_today(), self._priced
        if kept is not None and kept[0] is basket and kept[1] is rates:
            return kept[2]
        priced = rules.price(basket, lambda tax_class: rates.get(tax_class) or self.rate_of(tax_class))
        self._priced = (basket, rates, priced)
        return priced

    def find(self, text: str) -> Offer:
        """What a scanned or typed code sells; `Refused` with `unknown_code` where nothing does."""
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
        offer = self.find(text)
        if offer.price is not None or offer.article.price is not None:
            price = offer.price
        _refuse_slip_twice(basket, offer.article)
        quantity = _counted(offer, quantity)
        if quantity is None and offer.article.unit is not Unit.PIECE:
            raise Refused(
                "needs_weight", _("{name} is sold by weight. Enter the weight.").format(name=offer.article.name)
            )
        return rules.add(basket, offer.article, quantity or ONE, price=price, merge=merge)

    def open_line(
        self, basket: Basket, name: str, price: Money, tax_class: str, quantity: Quantity = ONE, department: str = ""
    ) -> Basket:
        """The basket with something that has no master data."""
        if not name.strip():
            raise Refused("no_name", _("Enter what is sold: the receipt must name it."))
        for text in (name, department):
            _refuse_unprintable(text)
        article = Article(name.strip(), "", price, tax_class, ArticleKind.OPEN, department=department.strip())
        return rules.add(basket, article, quantity, merge=False)

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
            return rules.add(basket, article, price=price)

    def _learn(self, work: Work, actor: Actor, code: str, price: Money, department: str) -> Article:
        """Remember an unknown article; of a weighed one the label's price says nothing of the price per kilogram."""
        group = next((entry for entry in work.catalog.departments() if entry.name == department), None)
        if group is None:
            raise Refused("no_department", _("There is no department “{name}”.").format(name=department))
        learned = learnable(code, self._code_rules)
        name = _("{department}, new article {code}").format(department=department, code=learned.code)
        product = Product(
            name,
            (learned.code,),
            None if learned.varies else price,
            group.tax_class,
            department,
            unit=Unit.PIECE if learned.weight is None else Unit.KILOGRAM,
            age_limit=group.age_limit,
            incomplete=True,
        )
        work.catalog.save(product)
        self._audit(work, actor, "product_learned", learned.code, after=f"{price!s} {department}")
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
        if permission not in actor.lent or any(leave.permission == permission for leave in basket.leaves):
            return basket
        return replace(basket, leaves=(*basket.leaves, Leave(permission, actor.lent_by)))

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
            self._audit(
                work, actor, "age_refused", str(limit), after=", ".join(line.article.name for line in too_young)
            )
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
            sale = _receipt(work, receipt_no)
            returned = without(work.sales.returned(sale.id), work.sales.by_id(basket.id), sale.id)
            self._refuse_if_void(work, sale)
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
            if on_screen is not None and on_screen.id != basket:
                self._park(work, on_screen, "", "")
        return found

    def _park(self, work: Work, basket: Basket, name: str, cashier: str) -> None:
        label = name.strip() or _("Basket {number}").format(number=len(work.drafts.held()) + 1)
        work.drafts.hold(basket, label, cashier, self._clock.now())

    # Paying

    def check(self, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        """The sale as `pay` would book it, with all rules checked and nothing booked."""
        with self._store.read() as work:
            return self._prepare(work, actor, basket, tenders)

    def pay(self, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        """Book the sale; the same basket paid again gives the sale that was booked.

        With a fiscal device this waits for it: a window calls `tender` and `finish` instead.
        """
        if self._tse.present:
            return self.finish(self.tender(actor, basket, tenders))
        with self._store.write() as work:
            booked = work.sales.by_id(basket.id)
            if booked is not None:
                return _same_sale(booked, self.price(basket))
            sale = self._prepare(work, actor, basket, tenders)
            self._note_leaves(work, actor, basket)
            return self._complete(work, sale, tendered_before=False)

    def tender(self, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        """Book the money; from here on the sale is finished come what may."""
        with self._store.write() as work:
            booked = work.sales.by_id(basket.id)
            if booked is not None:
                return _same_sale(booked, self.price(basket))
            sale = self._prepare(work, actor, basket, tenders)
            self._note_leaves(work, actor, basket)
            work.sales.tender(sale)
            return sale

    def finish(self, sale: Sale) -> Sale:
        """Have a tendered sale signed and complete it; a silent device is noted on the receipt and stops nothing."""
        if sale.state is not State.TENDERED:
            return sale
        signature, outage = sale.signature, sale.outage
        try:
            signature = self._tse.finish(sale)
        except Unavailable as error:
            outage = error.message
        sale = replace(sale, signature=signature, outage=outage, completed_at=self._clock.now())
        try:
            with self._store.write() as work:
                return self._complete(work, sale, tendered_before=True)
        except Refused:  # by the books, which kept nothing: the sale is not TENDERED any more
            with self._store.read() as work:
                booked = work.sales.by_id(sale.id)
            if booked is None or booked.state is not State.COMPLETED:
                raise
            return booked

    @staticmethod
    def _complete(work: Work, sale: Sale, *, tendered_before: bool) -> Sale:
        job = Job("receipt", sale.id.hex, "drawer" if sale.cash else "")
        return work.sales.complete(sale, (job,), tendered_before=tendered_before)

    def _prepare(self, work: Work, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        self._require_permissions(actor, basket)
        if not basket.active:
            raise Refused("empty_basket", _("The basket is empty."))
        self._refuse_open_age(basket)
        shift = work.cash.open_shift()
        if shift is None:
            raise Refused("no_shift", _("The shift is not open. Count the float and open it first."))
        priced = self.price(basket)
        payments = settle(priced.total, tenders)
        self._check_given_back(work, basket)
        self._check_drawer(work, payments)
        now = self._clock.now()
        return Sale(
            id=basket.id,
            kind=SaleKind.SALE,
            state=State.TENDERED,
            shift=shift.number,
            cashier=actor.number,
            cashier_name=actor.name,
            business_day=shift.business_day,
            started_at=basket.started_at,
            tendered_at=now,
            completed_at=now,
            positions=priced.positions,
            vat=priced.vat,
            payments=payments,
            total=priced.total,
            age_confirmed=basket.age_confirmed,
            shop_version=self.shop.version,
        )

    def _note_leaves(self, work: Work, actor: Actor, basket: Basket) -> None:
        for leave in basket.leaves:
            self._audit(work, actor, "leave", leave.permission, str(basket.id), leave.by)

    @staticmethod
    def _require_permissions(actor: Actor, basket: Basket) -> None:
        actor.require(Permission.SELL)
        for leave in basket.leaves:
            actor = actor.with_leave(Permission(leave.permission), leave.by)
        if basket.discount is not None or any(line.discount is not None for line in basket.active):
            actor.require(Permission.DISCOUNT)
        for line in basket.lines:
            if line.voided or line.list_price is not None or line.origin is not None or line.quantity.thousandths < 0:
                for permission in _needed(line):
                    actor.require(permission)

    def _refuse_open_age(self, basket: Basket) -> None:
        limit = rules.open_age(basket)
        if limit:
            born = rules.born_on_or_before(limit, self.today())
            raise Refused(
                "age_check",
                _("Age {limit}: check that the customer was born on or before {date}.").format(
                    limit=limit, date=date_text(born, current_language())
                ),
            )

    def _check_given_back(self, work: Work, basket: Basket) -> None:
        origins = {line.origin.sale for line in basket.active if line.origin is not None}
        for sale_id in origins:
            sale = work.sales.by_id(sale_id)
            if sale is not None:
                self._refuse_if_void(work, sale)
                check_left(sale, work.sales.returned(sale_id), basket)
        slips = [line for line in basket.active if line.article.kind is ArticleKind.SLIP and line.article.addon]
        for line in slips:
            if line.quantity != -ONE or work.sales.slip_redeemed(line.article.code):
                raise _slip_redeemed()
        if len({line.article.code for line in slips}) < len(slips):
            raise _slip_redeemed()

    @staticmethod
    def _refuse_if_void(work: Work, sale: Sale) -> None:
        void = work.sales.void_of(sale.id)
        under_way = any(waiting.refers_to == sale.id for waiting in work.sales.tendered())
        if void is not None or under_way or sale.kind is SaleKind.VOID:
            raise Refused(
                "voided",
                _("Receipt {number} is void (see receipt {void}).").format(
                    number=sale.receipt_no, void=void or sale.refers_to_no
                ),
            )

    def _check_drawer(self, work: Work, payments: Sequence[Payment]) -> None:
        """Paying out more cash than the drawer holds is a mistake: cash on the books is never negative."""
        cash = sum(payment.amount.cents for payment in payments if payment.type is TenderType.CASH)
        if cash >= 0:
            return
        shift = work.cash.open_shift()
        expected = None if shift is None else work.cash.figures(shift, self._clock.now(), "").expected_cash
        if expected is not None and expected.cents + cash < 0:
            raise Refused("drawer_empty", _("The drawer does not hold that much by the books. Put cash in first."))

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))

    # Void and recovery

    def receipt(self, receipt_no: int) -> Sale:
        """A completed sale by its number."""
        with self._store.read() as work:
            return _receipt(work, receipt_no)

    def last_receipt(self) -> Sale:
        """The last completed sale."""
        with self._store.read() as work:
            return _receipt(work, work.sales.last_receipt_no())

    def void_receipt(self, actor: Actor, receipt_no: int, reason: str, void_id: UUID | None = None) -> Sale:
        """Counter-book a whole receipt: same lines, all signs turned, money back the way it came."""
        actor.require(Permission.VOID_RECEIPT)
        if not reason.strip():
            raise Refused("no_reason", _("Say why: a void needs a reason."))
        with self._store.write() as work:
            booked = self._booked_void(work, receipt_no, void_id)
            if booked is None:
                void = self._void_of(work, actor, _receipt(work, receipt_no), reason.strip(), void_id or uuid7())
                if not self._tse.present:
                    return self._complete(work, void, tendered_before=False)
                work.sales.tender(void)
        return self.finish(booked or void)

    @staticmethod
    def _booked_void(work: Work, receipt_no: int, void_id: UUID | None) -> Sale | None:
        """The void that this is a repetition of: by its id, or one that was begun and not completed."""
        booked = work.sales.by_id(void_id) if void_id is not None else None
        if booked is not None:
            return _same_void(booked, receipt_no)
        return next((begun for begun in work.sales.tendered() if begun.refers_to_no == receipt_no), None)

    def _void_of(self, work: Work, actor: Actor, sale: Sale, reason: str, void_id: UUID) -> Sale:
        self._refuse_if_void(work, sale)
        if work.sales.returned(sale.id):
            raise Refused(
                "partly_returned",
                _("Part of receipt {number} was given back already. Return the rest instead.").format(
                    number=sale.receipt_no
                ),
            )
        shift = work.cash.open_shift()
        if shift is None:
            raise Refused("no_shift", _("The shift is not open. Count the float and open it first."))
        now = self._clock.now()
        void = turned(sale, void_id, now)
        self._check_drawer(work, void.payments)
        self._audit(work, actor, "void_receipt", str(sale.receipt_no), after=reason)
        return replace(
            void,
            shift=shift.number,
            business_day=shift.business_day,
            cashier=actor.number,
            cashier_name=actor.name,
            reason=reason,
            shop_version=self.shop.version,
        )

    def recover(self) -> Recovery:
        """After a start: finish what was paid, and find the basket again."""
        finished = self.finish_tendered()
        with self._store.write() as work:
            unsure = work.outbox.interrupted()
        with self._store.read() as work:
            return Recovery(finished, work.drafts.current(), tuple(unsure), len(work.drafts.held()))

    def finish_tendered(self) -> tuple[Sale, ...]:
        """Complete all sales that were paid and not yet completed."""
        with self._store.read() as work:
            waiting = work.sales.tendered()
        return tuple(self.finish(sale) for sale in waiting)


def _needed(line: Line) -> list[Permission]:
    if line.voided:
        return [Permission.VOID_LINE] if not line.article.age_limit else []
    needed = []
    if line.list_price is not None:
        needed.append(Permission.PRICE_OVERRIDE)
    if line.origin is not None:
        needed.append(Permission.RETURN_BY_RECEIPT)
    elif line.quantity.thousandths < 0 and not line.article.gives_money_back:
        needed.append(Permission.RETURN_FREE)
    return needed


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


def _slip_redeemed() -> Refused:
    return Refused("slip_redeemed", _("This slip was paid out before."))


def _refuse_slip_twice(basket: Basket, article: Article) -> None:
    if article.kind is ArticleKind.SLIP and article.addon:
        for line in basket.active:
            if line.article.kind is ArticleKind.SLIP and line.article.code == article.code:
                raise Refused("slip_redeemed", _("This slip is in the basket already."))


def _receipt(work: Work, number: int) -> Sale:
    sale = work.sales.by_receipt_no(number)
    if sale is None:
        raise Refused("no_receipt", _("There is no receipt {number}.").format(number=number))
    return sale


def _same_sale(booked: Sale, priced: Priced) -> Sale:
    """The booked sale, where the basket is the one it was booked from."""
    if list(map(_content, booked.positions)) != list(map(_content, priced.positions)):
        raise Refused("id_taken", _("Another sale was booked under this id already."))
    return booked


def _same_void(booked: Sale, receipt_no: int) -> Sale:
    if booked.refers_to_no != receipt_no:
        raise Refused("id_taken", _("Another sale was booked under this id already."))
    return booked


def _content(position: Position) -> tuple[object, ...]:
    """What makes a position the same on a second try; the rate may have changed at midnight."""
    return (position.line_key, position.code, position.quantity, position.unit_price, position.total, position.voided)
