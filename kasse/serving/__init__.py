"""Serving somebody in particular: naming a customer, selling and taking vouchers, money that pays a tab.

Between `Ringing`, which knows goods, and `Checkout`, which takes the money. Most sales never come here, so what it
needs is loaded when it is first needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kasse import basket as rules
from kasse.barcodes import lookup_key
from kasse.basket import Basket, Leave, Line, StampCard
from kasse.catalog import Article, ArticleKind
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.pricing import Priced
from kasse.quantity import ONE, Quantity
from kasse.ringing import Ringing, receipt_by_number
from kasse.sale import Payment, TenderType
from kasse.tax import ZERO_RATED
from kasse.texts import _, current_language

if TYPE_CHECKING:
    from kasse.books.customers import Standing, Voucher
    from kasse.ports import Work

LEAVE = Permission.CUSTOMERS
"""What it takes to go over a tab's limit, or to accept a voucher that expired."""
VOUCHER_YEARS = "voucher_years"
"""The setting that says how many years after that of the sale a voucher is valid; empty for the law's three."""
LONGEST_CODE = 40
AIM = 3
"""Signs of an AIM identifier (ISO/IEC 15424)."""
OF_CUSTOMERS = (ArticleKind.VOUCHER, ArticleKind.REDEEMED, ArticleKind.TAB_PAYMENT)
FIXED = (*OF_CUSTOMERS, ArticleKind.TIP_STAFF, ArticleKind.TIP_OWNER)


class Serving(Ringing):
    """What a till does for a customer it knows by name."""

    def price(self, basket: Basket) -> Priced:
        """The basket in figures, with rewards and vouchers taken off."""
        priced = super().price(basket)
        if basket.taken is not None:
            from kasse.serving.taking import with_counterpart

            return with_counterpart(basket, priced)
        if not basket.stamps and ArticleKind.REDEEMED not in [line.article.kind for line in basket.lines]:
            return priced
        from kasse.redeeming import with_customer

        return with_customer(basket, priced)

    def scan(
        self,
        basket: Basket,
        text: str,
        quantity: Quantity | None = None,
        *,
        price: Money | None = None,
        merge: bool = True,
    ) -> Basket:
        """The basket with what a code sells; a voucher's code redeems it, a customer's card names the customer."""
        try:
            return super().scan(basket, text, quantity, price=price, merge=merge)
        except Refused:
            served = self._served(basket, text)
            if served is None:
                raise
            return served

    def _served(self, basket: Basket, text: str) -> Basket | None:
        marked = text.strip().startswith("]")  # some scanners say in front what kind of bars they read
        key = lookup_key(text.strip()[AIM:] if marked else text)
        with self._store.read() as work:
            voucher = work.customers.voucher(key)
            customer = work.customers.by_card(key) if voucher is None else None
        if voucher is not None:
            return self._redeem(basket, voucher)
        return None if customer is None or customer.number is None else self.name_customer(basket, customer.number)

    def return_lines(
        self, actor: Actor, basket: Basket, receipt_no: int, wanted: Mapping[int, Quantity] | None = None
    ) -> Basket:
        """The basket with lines that give back what a receipt shows; what a voucher paid goes back onto it."""
        basket = super().return_lines(actor, basket, receipt_no, wanted)
        from kasse.serving.giving_back import with_vouchers

        with self._store.read() as work:
            return with_vouchers(work, basket, receipt_by_number(work, receipt_no))

    def change_quantity(self, basket: Basket, key: int, quantity: Quantity) -> Basket:
        """The basket with another quantity on a line; a voucher and money for a tab are there once."""
        _refuse_fixed(basket.line(key))
        return super().change_quantity(basket, key, quantity)

    def override_price(self, actor: Actor, basket: Basket, key: int, price: Money) -> Basket:
        """The basket with another price on a line; a voucher and money for a tab have none."""
        _refuse_fixed(basket.line(key))
        return super().override_price(actor, basket, key, price)

    # Who

    def standing(self, number: int) -> "Standing":
        """A customer, what they owe, and their stamps."""
        from kasse.books.customers import Standing

        with self._store.read() as work:
            customer = work.customers.get(number)
            if customer is None or customer.erased_at is not None:
                raise Refused("no_customer", _("There is no customer {number}.").format(number=number))
            have = work.customers.stamps(number)
            cards = tuple(
                StampCard(p.number or 0, p.name, p.every, p.departments, p.products, have.get(p.number or 0, 0))
                for p in work.customers.programmes(active=True)
            )
            return Standing(customer, work.customers.owes(number), cards)

    def name_customer(self, basket: Basket, number: int) -> Basket:
        """The basket of a customer: their group's prices, their stamps, their tab."""
        standing = self.standing(number)
        for line in basket.active:
            if line.article.kind is ArticleKind.TAB_PAYMENT and basket.customer != number:
                raise Refused("two_customers", _("A tab is paid here. Finish that first, or void the line."))
        return replace(basket, customer=number, group=standing.customer.group, stamps=standing.cards)

    @staticmethod
    def unname_customer(basket: Basket) -> Basket:
        """The basket of nobody in particular; money for a tab goes with the name."""
        for line in basket.active:
            if line.article.kind is ArticleKind.TAB_PAYMENT:
                basket = rules.void_line(basket, line.key)
        return replace(basket, customer=None, group="", stamps=())

    def customer_of_card(self, text: str) -> int:
        """A customer by number or card; `Refused` where there is none."""
        with self._store.read() as work:
            found = work.customers.by_card(lookup_key(text))
            if found is None and text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 12:
                found = work.customers.get(int(text))
        if found is None or found.number is None or found.erased_at is not None:
            raise Refused("no_customer", _("There is no customer “{text}”.").format(text=text[:40]))
        return found.number

    def pay_tab(self, actor: Actor, basket: Basket, amount: Money) -> Basket:
        """The basket with money that pays part of the customer's tab, or all of it."""
        actor.require(Permission.TAB)
        if basket.customer is None:
            raise Refused("needs_customer", _("Name the customer first."))
        if amount.cents <= 0:
            raise Refused("bad_tender", _("A payment must be more than 0.00."))
        owes = self.standing(basket.customer).owes
        paid = _sum(line.gross for line in basket.active if line.article.kind is ArticleKind.TAB_PAYMENT)
        if paid + amount > owes:
            raise Refused(
                "tab_overpaid",
                _("{owes} is on the tab: no more than that can be paid.").format(owes=max(owes - paid, ZERO)),
            )
        article = Article(_("Payment on the tab"), "", amount, ZERO_RATED, ArticleKind.TAB_PAYMENT, price_bound=True)
        return self._add(basket, article, price=amount, merge=False)

    # Vouchers

    def sell_voucher(self, basket: Basket, amount: Money, tax_class: str = ZERO_RATED, code: str = "") -> Basket:
        """The basket with a voucher of this amount; the class "zero" is multi-purpose: taxed when it is redeemed.

        A preprinted one brings its code, else the till makes one.
        """
        if amount.cents <= 0:
            raise Refused("bad_amount", _("A voucher must be worth more than 0.00."))
        self.rate_of(tax_class)
        key = self._new_code(basket, code)
        name = _("Voucher") if tax_class == ZERO_RATED else _("Voucher for one tax rate")
        article = Article(
            name, key, amount, tax_class, ArticleKind.VOUCHER, price_bound=True, addon=self._valid_until().isoformat()
        )
        return self._add(basket, article, price=amount, merge=False)

    def _new_code(self, basket: Basket, code: str) -> str:
        from kasse.serving.codes import random_code

        used = {line.article.code for line in basket.lines if line.article.kind is ArticleKind.VOUCHER}
        if code.strip() and self.means_another(code):
            raise Refused("code_taken", _("{code} is taken. Use another voucher.").format(code=lookup_key(code)))
        with self._store.read() as work:
            if code.strip():
                key = lookup_key(code)
                if len(key) > LONGEST_CODE or not key.isprintable():
                    raise Refused("bad_code", _("This cannot be the code of a voucher: it is too long."))
                if key in used or is_taken(work, key):
                    raise Refused("code_taken", _("{code} is taken. Use another voucher.").format(code=key))
                return key
            while True:
                key = random_code()
                if key not in used and not is_taken(work, key):
                    return key

    def means_another(self, code: str) -> bool:
        """Whether a scan of this code means something else: goods, a label with a price inside, a maker's coupon."""
        try:
            self.find(code)
        except Refused as refusal:
            return refusal.code != "unknown_code"
        return True

    def _valid_until(self) -> date:
        """The end of the third year after that of the sale (sections 195, 199 BGB), or what the shop says instead."""
        with self._store.read() as work:
            text = work.settings.get(VOUCHER_YEARS)
        years = int(text) if text.isascii() and text.isdigit() else 3
        return date(self.today().year + years, 12, 31)

    def voucher(self, text: str) -> "Voucher":
        """A voucher by its code; `Refused` where there is none."""
        with self._store.read() as work:
            voucher = work.customers.voucher(lookup_key(text))
        if voucher is None:
            raise Refused("no_voucher", _("There is no voucher “{code}”.").format(code=text[:40]))
        return voucher

    def _redeem(self, basket: Basket, voucher: "Voucher") -> Basket:
        for line in basket.active:
            if line.article.kind is ArticleKind.REDEEMED and line.article.code == voucher.code:
                raise Refused("voucher_in_basket", _("This voucher is in the basket already."))
        if voucher.left.cents <= 0:
            raise Refused("voucher_used", _("Nothing is left on voucher {code}.").format(code=voucher.code))
        if not any(leave.permission == LEAVE for leave in basket.leaves):
            self._refuse_expired(voucher)
        article = Article(
            _("Voucher redeemed"),
            voucher.code,
            voucher.left,
            voucher.tax_class or ZERO_RATED,
            ArticleKind.REDEEMED,
            price_bound=True,
        )
        return self._add(basket, article, ONE, price=voucher.left, merge=False)

    def _refuse_expired(self, voucher: "Voucher") -> None:
        if voucher.valid_until is not None and voucher.valid_until < self.today():
            raise Refused(
                "voucher_expired",
                _("Voucher {code} was valid until {date}. A manager may accept it all the same.").format(
                    code=voucher.code, date=date_text(voucher.valid_until, current_language())
                ),
            )

    @staticmethod
    def allow_more(actor: Actor, basket: Basket) -> Basket:
        """The basket, for which somebody who may has allowed to go over a limit; it is on record with the sale."""
        actor.require(LEAVE)
        if any(leave.permission == LEAVE for leave in basket.leaves):
            return basket
        return replace(basket, leaves=(*basket.leaves, Leave(LEAVE, actor.lender(LEAVE) or actor.name)))


def concerns_customers(basket: Basket, payments: Sequence[Payment]) -> bool:
    """Whether a sale has to do with a customer, a voucher or a receipt of earlier; most have not."""
    if basket.customer is not None or TenderType.TAB in [payment.type for payment in payments]:
        return True
    return any(line.origin is not None or line.article.kind in OF_CUSTOMERS for line in basket.lines)


def _refuse_fixed(line: Line) -> None:
    if line.article.kind in FIXED:
        raise Refused("fixed_line", _("{name} is there once. Void the line instead.").format(name=line.article.name))


def is_taken(work: "Work", key: str) -> bool:
    """Whether a code means something already: an article, a card, a coupon, a voucher, be it about to be sold."""
    pending = (position.code for sale in work.sales.tendered() for position in sale.positions)
    return (
        work.customers.voucher(key) is not None
        or work.customers.by_card(key) is not None
        or work.catalog.article(key) is not None
        or work.promotions.used_by(key) is not None
        or key in pending
    )


def _sum(amounts: Iterable[Money]) -> Money:
    return Money(sum(amount.cents for amount in amounts))
