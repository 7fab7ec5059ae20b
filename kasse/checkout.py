"""Basket and money to a sale: the state machine, what must hold before anything is booked, and recovery.

A sale goes from the basket to TENDERED (the money is there, the drawer opens), then to COMPLETED (signed, numbered,
printed). Without a fiscal device both are one step. `kasse.sale.TRANSITIONS` are the moves.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from kasse import basket as rules
from kasse.basket import Basket, Line
from kasse.catalog import ArticleKind
from kasse.clock import Clock
from kasse.errors import Refused, Unavailable
from kasse.formats import date_text
from kasse.ids import uuid7
from kasse.people import Actor, Permission
from kasse.ports import Job, QueuedJob, Store, Tse, Work
from kasse.pricing import Position, PositionKind, Priced
from kasse.quantity import ONE
from kasse.returns import check_left, turned
from kasse.ringing import receipt_by_number, slip_redeemed
from kasse.sale import Foreign, Payment, Sale, SaleKind, State, Tender, TenderType, settle
from kasse.serving import concerns_customers
from kasse.serving.special import SpecialCases
from kasse.texts import _, current_language

MAX_NAME = 200
"""As long as the names of products may be."""


class Recovery(NamedTuple):
    """What was found when the till started: sales finished now, the basket that is back, prints nobody is sure of."""

    finished: tuple[Sale, ...]
    basket: Basket | None
    unsure_prints: tuple[QueuedJob, ...]
    held: int
    unsigned: tuple[Sale, ...] = ()
    """Paid, and not yet signed and booked."""

    def sentences(self) -> list[str]:
        """What the cashier is told."""
        told = [
            _("A sale over {total} was paid when the till stopped. It is being signed; do not ring it again.").format(
                total=sale.total
            )
            for sale in self.unsigned
        ]
        told += [
            _(
                "Receipt {number} over {total} was paid when the till stopped. It is booked now; do not ring it again."
            ).format(number=sale.receipt_no, total=sale.total)
            for sale in self.finished
        ]
        if self.basket is not None and self.basket.active:
            told.append(_("The basket with {count} lines is back.").format(count=len(self.basket.active)))
        told += [
            _("A receipt was being printed when the till stopped. If it is not there, print it again.")
            for _job in self.unsure_prints
        ]
        return told


class Checkout(SpecialCases):
    """From the first scan to the change: `Ringing`, `Serving`, `SpecialCases` make the basket, this takes the money."""

    def __init__(self, store: Store, tse: Tse, clock: Clock) -> None:
        super().__init__(store, clock)
        self._tse = tse
        self.signed_elsewhere = False
        """Whether another thread waits for the fiscal device: then nothing here does."""

    def use_tse(self, tse: Tse) -> None:
        """Another fiscal device signs from now on."""
        self._tse = tse

    @property
    def signs(self) -> bool:
        """Whether a fiscal device is there."""
        return self._tse.present

    # Paying

    def check(self, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        """The sale as `pay` would book it, with all rules checked and nothing booked."""
        with self._store.read() as work:
            return self._prepare(work, actor, basket, tenders)

    def pay(self, actor: Actor, basket: Basket, tenders: Sequence[Tender]) -> Sale:
        """Book the sale; the same basket paid again gives the sale that was booked.

        With a fiscal device this waits for it: a window calls `tender`, `sign` and `complete` instead.
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
            self._keep_begun(work, sale)
            return sale

    def _keep_begun(self, work: Work, sale: Sale) -> None:
        """The device's transaction is in the books with the money, so that it is found again whatever dies."""
        begun = self._tse.begun(sale.id)
        if begun is not None:
            from kasse.serving.signed import keep_begun

            keep_begun(work, sale, begun)

    def finish(self, sale: Sale) -> Sale:
        """Have a tendered sale signed and complete it; a silent device is noted on the receipt and stops nothing."""
        return self.complete(self.sign(sale))

    def sign(self, sale: Sale) -> Sale:
        """A tendered sale with the fiscal device's signature, or with what kept it from signing.

        Waits for the device and touches no book, so it may run on any thread.
        """
        if sale.state is not State.TENDERED:
            return sale
        signature, outage = sale.signature, sale.outage
        try:
            signature = self._tse.finish(sale)
        except Unavailable as error:
            outage = error.message
        except Exception:  # a bug in a device's adapter must not keep a paid sale, or the day, from being closed
            import logging  # not before it is needed: the first window does not wait for it

            logging.getLogger(__name__).exception("the fiscal device failed")
            outage = _("The fiscal device failed.")
        return replace(sale, signature=signature, outage=outage)

    def complete(self, sale: Sale) -> Sale:
        """Book a tendered sale as completed, signed or not; one that is completed already stays as it is."""
        if sale.state is not State.TENDERED:
            return sale
        sale = replace(sale, completed_at=self._clock.now())
        try:
            with self._store.write() as work:
                return self._complete(work, sale, tendered_before=True)
        except Refused:  # by the books, which kept nothing: the sale is not TENDERED any more
            with self._store.read() as work:
                booked = work.sales.by_id(sale.id)
            if booked is None or booked.state is not State.COMPLETED:
                raise
            self._note_late(booked, sale)
            return booked

    def _note_late(self, booked: Sale, sale: Sale) -> None:
        """The device answered when the receipt had gone without: its signature is kept, and never used."""
        if sale.signature is None or booked.signature is not None:
            return
        from kasse.serving.signed import note_late

        with self._store.write() as work:
            note_late(work, sale, self._clock.now())

    def without_signature(self, sale: Sale, reason: str = "") -> Sale:
        """A tendered sale of which the cashier says that nobody waits for the device any longer; it is completed."""
        with self._store.read() as work:
            known = work.sales.by_id(sale.id)
        if known is not None and known.state is State.COMPLETED:
            return known  # it was signed just now
        reason = reason or _("The fiscal device took too long.")
        self._tse.give_up(sale.id)
        booked = self.complete(replace(sale, outage=reason))
        if booked.signature is None:
            from kasse.books.tse import note_outage

            with self._store.write() as work:
                note_outage(work.tse, self._clock.now(), reason)
        self._tse.soon()
        return booked

    @staticmethod
    def _complete(work: Work, sale: Sale, *, tendered_before: bool) -> Sale:
        if sale.signature is not None:
            from kasse.serving.signed import is_signed

            is_signed(work, sale)
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
        foreign: tuple[Foreign, ...] = ()
        if TenderType.FOREIGN in [tender.type for tender in tenders]:
            tenders, foreign = self._in_euros(work, tenders)
        payments, customer = settle(priced.total, tenders), None
        if basket.taken is not None:
            self._check_taken(basket, tenders)
        self._check_given_back(work, basket)
        if concerns_customers(basket, payments):
            customer, payments = self._settled(work, actor, basket, priced, payments, chosen=bool(tenders))
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
            customer=customer,
            saved=priced.saved,
            facts=self._facts(basket, payments, foreign),
        )

    @staticmethod
    def _check_taken(basket: Basket, tenders: Sequence[Tender]) -> None:
        from kasse.serving.taking import check_taken

        check_taken(basket, tenders)

    def _settled(
        self,
        work: Work,
        actor: Actor,
        basket: Basket,
        priced: Priced,
        payments: tuple[Payment, ...],
        *,
        chosen: bool,
    ) -> tuple[int | None, tuple[Payment, ...]]:
        """Who the sale names, and how it is paid: few sales ask, so what answers is loaded then."""
        from kasse.serving.booking import settled

        for leave in basket.leaves:
            actor = actor.with_leave(Permission(leave.permission), leave.by)
        return settled(work, actor, basket, priced, payments, self.today(), chosen=chosen)

    def _note_leaves(self, work: Work, actor: Actor, basket: Basket) -> None:
        for leave in basket.leaves:
            self.audit(work, actor, "leave", leave.permission, str(basket.id), leave.by)

    @staticmethod
    def _require_permissions(actor: Actor, basket: Basket) -> None:
        actor.require(Permission.SELL)
        for leave in basket.leaves:
            actor = actor.with_leave(Permission(leave.permission), leave.by)
        if basket.taken is not None:
            actor.require(Permission.OWN_USE)
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
                self.refuse_if_void(work, sale)
                check_left(sale, work.sales.returned(sale_id), basket)
        slips = [line for line in basket.active if line.article.kind is ArticleKind.SLIP and line.article.addon]
        for line in slips:
            if line.quantity != -ONE or work.sales.slip_redeemed(line.article.code):
                raise slip_redeemed()
        if len({line.article.code for line in slips}) < len(slips):
            raise slip_redeemed()

    def _check_drawer(self, work: Work, payments: Sequence[Payment]) -> None:
        """Paying out more cash than the drawer holds is a mistake: cash on the books is never negative."""
        cash = sum(payment.amount.cents for payment in payments if payment.type is TenderType.CASH)
        if cash >= 0:
            return
        shift = work.cash.open_shift()
        there = None if shift is None else work.cash.in_drawer(shift, self._clock.now())
        under_way = sum(sale.cash.cents for sale in work.sales.tendered())
        if there is not None and there.cents + under_way + cash < 0:
            raise Refused("drawer_empty", _("The drawer does not hold that much by the books. Put cash in first."))

    # Baskets that are not sold

    def give_up(self, actor: Actor, basket: Basket) -> None:
        """End a basket that nobody pays. What the device began for it ends as aborted; it stays on record."""
        with self._store.write() as work:
            self._keep_unsold(work, basket, "aborted", (actor.number, actor.name))
            on_screen = work.drafts.current()
            if on_screen is not None and on_screen.id == basket.id:
                work.drafts.put_current(None, actor.name, self._clock.now())
        self._tse.soon()

    def hold(self, actor: Actor, basket: Basket, name: str = "") -> None:
        """Park the basket; the fiscal device signs it as an order."""
        super().hold(actor, basket, name)
        self._tse.soon()

    def recall(self, basket: UUID) -> Basket:
        """Take a parked basket back; its next transaction is a new one."""
        found = super().recall(basket)
        self._tse.soon()
        return found

    def _park(self, work: Work, basket: Basket, name: str, cashier: str) -> None:
        super()._park(work, basket, name, cashier)
        self._keep_unsold(work, basket, "order", (0, cashier))

    def _keep_unsold(self, work: Work, basket: Basket, kind: str, cashier: tuple[int, str]) -> None:
        shift = work.cash.open_shift()
        if not self._tse.present or shift is None:
            return
        from kasse.serving.signed import keep_unsold

        keep_unsold(work, basket, kind, cashier, shift.number, self._tse.begun(basket.id), self._clock.now())

    # Void and recovery

    def receipt(self, receipt_no: int) -> Sale:
        """A completed sale by its number."""
        with self._store.read() as work:
            return receipt_by_number(work, receipt_no)

    def last_receipt(self) -> Sale:
        """The last completed sale."""
        with self._store.read() as work:
            return receipt_by_number(work, work.sales.last_receipt_no())

    def void_receipt(self, actor: Actor, receipt_no: int, reason: str, void_id: UUID | None = None) -> Sale:
        """Counter-book a whole receipt: same lines, all signs turned, money back the way it came.

        With a fiscal device this waits for it: a window calls `begin_void`, `sign` and `complete` instead.
        """
        return self.finish(self.begin_void(actor, receipt_no, reason, void_id))

    def begin_void(self, actor: Actor, receipt_no: int, reason: str, void_id: UUID | None = None) -> Sale:
        """Book the void; it is complete at once where there is no fiscal device."""
        actor.require(Permission.VOID_RECEIPT)
        if not reason.strip():
            raise Refused("no_reason", _("Say why: a void needs a reason."))
        with self._store.write() as work:
            booked = self._booked_void(work, receipt_no, void_id)
            if booked is not None:
                return booked
            void = self._void_of(work, actor, receipt_by_number(work, receipt_no), reason.strip(), void_id or uuid7())
            if not self._tse.present:
                return self._complete(work, void, tendered_before=False)
            work.sales.tender(void)
            self._keep_begun(work, void)
            return void

    @staticmethod
    def _booked_void(work: Work, receipt_no: int, void_id: UUID | None) -> Sale | None:
        """The void that this is a repetition of: by its id, or one that was begun and not completed."""
        booked = work.sales.by_id(void_id) if void_id is not None else None
        if booked is not None:
            return _same_void(booked, receipt_no)
        return next((begun for begun in work.sales.tendered() if begun.refers_to_no == receipt_no), None)

    def _void_of(self, work: Work, actor: Actor, sale: Sale, reason: str, void_id: UUID) -> Sale:
        self.refuse_if_void(work, sale)
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
        if sale.customer is not None or any(_can_be_used(position) for position in sale.positions):
            from kasse.serving.booking import check_void

            check_void(work, sale)
        now = self._clock.now()
        void = turned(sale, void_id, now)
        self._check_drawer(work, void.payments)
        self.audit(work, actor, "void_receipt", str(sale.receipt_no), after=reason)
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
        """After a start: finish what was paid, and find the basket again.

        Where another thread waits for the fiscal device, what was paid is left to it.
        """
        finished = () if self.signed_elsewhere else self.finish_tendered()
        with self._store.write() as work:
            unsure = work.outbox.interrupted()
        unsigned = self.tendered()
        with self._store.read() as work:
            return Recovery(finished, work.drafts.current(), tuple(unsure), len(work.drafts.held()), unsigned)

    def tendered(self) -> tuple[Sale, ...]:
        """All sales that were paid and not yet completed, the oldest first."""
        with self._store.read() as work:
            return tuple(work.sales.tendered())

    def finish_tendered(self) -> tuple[Sale, ...]:
        """Complete all sales that were paid and not yet completed.

        Where another thread waits for the fiscal device, it has been asked before; what it has not signed by now goes
        without a signature, so that the day can always be closed.
        """
        finish = self.without_signature if self.signed_elsewhere else self.finish
        return tuple(finish(sale) for sale in self.tendered())


def _can_be_used(position: Position) -> bool:
    """Whether a position put money onto a voucher, which may be used by now."""
    return position.kind is PositionKind.VOUCHER or (
        position.kind is PositionKind.REDEEMED and position.total.cents > 0
    )


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
