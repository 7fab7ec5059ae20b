"""What few shops do and some do daily: food eaten in the shop, tips, goods nobody pays, foreign cash.

Between `Serving` and `Checkout`. What it needs is loaded when it is first needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kasse.basket import TIPS, Basket, Taken
from kasse.catalog import Article, ArticleKind
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.ports import Work
from kasse.quantity import Quantity
from kasse.ringing import receipt_by_number
from kasse.sale import EAT_IN, Payment, SaleFact, Tender
from kasse.serving import Serving
from kasse.tax import STANDARD, ZERO_RATED
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.sale import Foreign
    from kasse.serving.foreign import Currency

EAT_IN_SETTING = "eat_in"
"""The setting that says that the till asks where it is eaten; "1" also as soon as an article has a class for it."""
TIPS_SETTING = "tips"
"""The setting that says that a tip is offered when money is asked for."""
LONGEST_REASON = 200


class SpecialCases(Serving):
    """Baskets that are no plain sale."""

    # Eaten in the shop

    def eats_in(self) -> bool:
        """Whether the till offers to say that it is eaten in the shop."""
        with self._store.read() as work:
            return work.settings.get(EAT_IN_SETTING) == "1"

    @staticmethod
    def eat_in(basket: Basket, eat_in: bool) -> Basket:
        """The basket eaten in the shop, or taken away: the VAT inside its prices may be another."""
        return basket if basket.eat_in is eat_in else replace(basket, eat_in=eat_in)

    # Tips

    def tip(self, actor: Actor, basket: Basket, amount: Money, *, for_owner: bool) -> Basket:
        """The basket with a tip, which takes the place of one before; 0.00 takes it out.

        The staff's is no turnover of the shop. The owner's is part of what is paid for the goods (section 10 UStG) and
        bears the general rate here, whatever was bought: never too little.
        """
        actor.require(Permission.SELL)
        if amount.cents < 0:
            raise Refused("bad_tender", _("A payment must be more than 0.00."))
        if not [line for line in basket.active if line.article.kind not in TIPS]:
            raise Refused("empty_basket", _("The basket is empty."))
        lines = tuple([line for line in basket.lines if line.article.kind not in TIPS])
        basket = replace(basket, lines=lines)
        if not amount:
            return basket
        kind, tax_class = (ArticleKind.TIP_OWNER, STANDARD) if for_owner else (ArticleKind.TIP_STAFF, ZERO_RATED)
        article = Article(_("Tip"), "", amount, tax_class, kind, price_bound=True)
        return self._add(basket, article, price=amount, merge=False)

    @staticmethod
    def tip_in(basket: Basket) -> Money:
        """The tip in a basket."""
        return Money(sum(line.gross.cents for line in basket.active if line.article.kind in TIPS))

    # Goods nobody pays

    def take(self, actor: Actor, basket: Basket, reason: str, person: int | None = None) -> Basket:
        """The basket as the owner's own use, or as a benefit in kind for somebody who works here."""
        basket = self.allow(actor, basket, Permission.OWN_USE)
        text = " ".join(reason.split())
        if not text:
            raise Refused("no_reason", _("Say what for: goods that nobody pays need a reason."))
        if len(text) > LONGEST_REASON or not text.isprintable():
            raise Refused("no_reason", _("The reason is too long, or holds signs that cannot be printed."))
        name = "" if person is None else self._worker(person)
        return replace(self.unname_customer(basket), taken=Taken(text, person, name))

    @staticmethod
    def pay_after_all(basket: Basket) -> Basket:
        """The basket as one that is paid."""
        return replace(basket, taken=None)

    def _worker(self, number: int) -> str:
        with self._store.read() as work:
            person = work.people.get(number)
        if person is None or not person.active:
            raise Refused("no_such_person", _("Nobody with the number {number} works here.").format(number=number))
        return person.name

    def return_lines(
        self, actor: Actor, basket: Basket, receipt_no: int, wanted: Mapping[int, Quantity] | None = None
    ) -> Basket:
        """The basket with lines that give back what a receipt shows; nothing is paid out for what nobody paid."""
        from kasse.serving.taking import refuse_if_taken

        with self._store.read() as work:
            refuse_if_taken(receipt_by_number(work, receipt_no))
        return super().return_lines(actor, basket, receipt_no, wanted)

    # Foreign cash

    def currencies(self) -> "tuple[Currency, ...]":
        """The foreign currencies the shop takes."""
        with self._store.read() as work:
            return _currencies(work)

    def change_currencies(self, actor: Actor, currencies: "Sequence[Currency]") -> None:
        """Take these currencies from now on, at these rates; on record."""
        from kasse.serving.foreign import CURRENCIES, written

        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            before, after = work.settings.get(CURRENCIES), written(currencies)
            if before != after:
                work.settings.put(CURRENCIES, after)
                self.audit(work, actor, "setting", CURRENCIES, before, after)

    @staticmethod
    def _in_euros(work: Work, tenders: Sequence[Tender]) -> "tuple[tuple[Tender, ...], tuple[Foreign, ...]]":
        from kasse.serving.foreign import in_euros

        return in_euros(tenders, _currencies(work))

    @staticmethod
    def _facts(basket: Basket, payments: Sequence[Payment], cash: "Sequence[Foreign]") -> tuple[SaleFact, ...]:
        """What a sale is beside a plain one."""
        facts: tuple[SaleFact, ...] = (SaleFact(0, EAT_IN, "1"),) if basket.eat_in else ()
        if basket.taken is not None:
            from kasse.serving.taking import facts_of

            facts = (*facts, *facts_of(basket))
        if cash:
            from kasse.serving.foreign import facts_of as of_foreign

            facts = (*facts, *of_foreign(payments, cash))
        return facts

    @staticmethod
    def value(basket: Basket, total: Money) -> Money:
        """What a basket is worth; of one that nobody pays that is not its total."""
        return total if basket.taken is None else Money(sum((line.gross.cents for line in basket.active), ZERO.cents))


def _currencies(work: Work) -> "tuple[Currency, ...]":
    from kasse.serving.foreign import CURRENCIES, read_currencies

    return read_currencies(work.settings.get(CURRENCIES))
