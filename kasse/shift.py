"""The shift: float, cash in and out, blind count, X and Z report. The day can always be closed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from kasse.cash import WAYS_IN, WAYS_OUT, CashCount, CashKind, CashMovement, Shift, count_total
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import ZERO, Money
from kasse.people import Actor, Permission
from kasse.ports import Job, NullTse, Store, Tse, Work
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.figures import ShiftFigures


class ShiftService:
    """The drawer from the opening float to the Z report."""

    def __init__(
        self, store: Store, clock: Clock, finish_tendered: Callable[[], object], tse: Tse | None = None
    ) -> None:
        """`finish_tendered` completes what was paid and not yet booked, before a count and before a shift ends."""
        self.use_tse(tse or NullTse())
        self._store = store
        self._clock = clock
        self._finish_tendered = finish_tendered

    def use_tse(self, tse: Tse) -> None:
        """Another fiscal device signs from now on."""
        self._tse = tse

    def current(self) -> Shift | None:
        """The open shift."""
        with self._store.read() as work:
            return work.cash.open_shift()

    def open(self, actor: Actor, opening_float: Money) -> Shift:
        """Open the shift with what lies in the drawer."""
        actor.require(Permission.SHIFT)
        if opening_float.cents < 0:
            raise Refused("negative_float", _("The float cannot be negative."))
        with self._store.write() as work:
            if work.cash.open_shift() is not None:
                raise Refused("shift_open", _("The shift is open already."))
            now = self._clock.now()
            day = work.settings.shop().time.business_day(now)
            shift = work.cash.start(Shift(0, now, actor.name, day, opening_float, 0))
            if opening_float:
                self._to_sign(work, "float", str(shift.number))
        self._tse.soon()
        return shift

    def _to_sign(self, work: Work, kind: Literal["cash", "float"], ref: str) -> None:
        """What moves cash without a sale is signed right after it is booked: no receipt waits for it."""
        if self._tse.present:
            from kasse.books.tse import Signed, Waiting  # a till without a device does not load them

            work.tse.wait(Waiting(Signed(kind), ref, None, None, self._clock.now()))

    def cash_in(
        self,
        actor: Actor,
        amount: Money,
        reason: str,
        movement: UUID | None = None,
        *,
        kind: CashKind = CashKind.CASH_IN,
    ) -> CashMovement:
        """Put money into the drawer; `kind` is one of `WAYS_IN`. `movement` makes a retry harmless."""
        if kind not in WAYS_IN:
            raise Refused("bad_kind", _("Money that is put in cannot be booked as that."))
        _refuse_nothing(amount)
        return self._move(actor, kind, amount, reason, movement)

    def cash_out(
        self,
        actor: Actor,
        amount: Money,
        reason: str,
        movement: UUID | None = None,
        *,
        kind: CashKind = CashKind.CASH_OUT,
    ) -> CashMovement:
        """Take money out of the drawer, as one of `WAYS_OUT`; never more than it holds by the books."""
        if kind not in WAYS_OUT:
            raise Refused("bad_kind", _("Money that is taken out cannot be booked as that."))
        _refuse_nothing(amount)
        return self._move(actor, kind, -amount, reason, movement)

    def open_drawer(self, actor: Actor, reason: str, movement: UUID | None = None) -> CashMovement:
        """Open the drawer without a sale; it is on record. `movement` makes a retry harmless."""
        actor.require(Permission.OPEN_DRAWER)
        with self._store.write() as work:
            opened = self._movement(work, actor, CashKind.NO_SALE, ZERO, reason, movement)
            if work.cash.move(opened):
                work.outbox.add((Job("drawer", opened.id.hex),), opened.at)
                self._to_sign(work, "cash", opened.id.hex)
        self._tse.soon()
        return opened

    def movements(self) -> list[CashMovement]:
        """Cash in and out of the running shift, the newest first; nothing where none is open."""
        with self._store.read() as work:
            shift = work.cash.open_shift()
            return [] if shift is None else work.cash.movements(shift.number)

    def _move(self, actor: Actor, kind: CashKind, amount: Money, reason: str, movement: UUID | None) -> CashMovement:
        """Book what changes the drawer by `amount`: negative where it is taken out."""
        actor.require(Permission.CASH_IN_OUT)
        with self._store.write() as work:
            booked = self._book(work, actor, kind, amount, reason, movement)
            if amount.cents < 0:
                self._refuse_overdraft(work)
        self._tse.soon()
        return booked

    def _refuse_overdraft(self, work: Work) -> None:
        """Asked after the booking, which it takes back: so a retry of a booked one is harmless."""
        if work.cash.in_drawer(_open(work), self._clock.now()).cents < 0:
            raise Refused("drawer_empty", _("The drawer does not hold that much by the books. Put cash in first."))

    def _book(
        self, work: Work, actor: Actor, kind: CashKind, amount: Money, reason: str, movement: UUID | None
    ) -> CashMovement:
        booked = self._movement(work, actor, kind, amount, reason, movement)
        if work.cash.move(booked):
            self._to_sign(work, "cash", booked.id.hex)
        return booked

    def _movement(
        self, work: Work, actor: Actor, kind: CashKind, amount: Money, reason: str, movement: UUID | None
    ) -> CashMovement:
        if not reason.strip():
            raise Refused("no_reason", _("Say what for: cash that moves without a sale needs a reason."))
        shift = _open(work).number
        return CashMovement(movement or uuid7(), shift, self._clock.now(), actor.name, kind, amount, reason.strip())

    def count(self, actor: Actor, pieces: Mapping[int, int]) -> CashCount:
        """Confirm a blind count: pieces by denomination in cents. Only the answer tells what was expected."""
        actor.require(Permission.SHIFT)
        total = count_total(dict(pieces))
        self._finish_tendered()
        with self._store.write() as work:
            shift = _open(work)
            now = self._clock.now()
            expected = work.cash.figures(shift, now, actor.name).expected_cash or ZERO
            counted = tuple(sorted((piece, number) for piece, number in pieces.items() if number))
            before = work.cash.counted(shift.number)
            if before is not None and before.at >= now:  # the clock was set back: the later count is still the later
                now = before.at + timedelta(milliseconds=1)
            count = CashCount(shift.number, now, actor.name, counted, total, expected)
            work.cash.count(count)
            return count

    def x_report(self, actor: Actor) -> "ShiftFigures":
        """The figures so far. The expected cash is in them only for those who may see it, or after a count."""
        with self._store.read() as work:
            shift = _open(work)
            figures = self._figures(work, shift, actor)
            if actor.may(Permission.SEE_EXPECTED_CASH) or figures.counted is not None:
                return figures
            hidden = tuple(replace(entry, amount=ZERO) if entry.type == "cash" else entry for entry in figures.payments)
            return replace(
                figures, expected_cash=None, cash_sales=ZERO, total=ZERO, vat=(), payments=hidden, cash_hidden=True
            )

    def _figures(self, work: Work, shift: Shift, actor: Actor) -> "ShiftFigures":
        figures = work.cash.figures(shift, self._clock.now(), actor.name)
        count = work.cash.counted(shift.number)
        figures = replace(figures, training=work.training, shop_version=work.settings.shop().version)
        if count is None or figures.expected_cash is None:
            return figures
        moved_since = figures.expected_cash - count.expected
        first = work.cash.first_count(shift.number) or count
        return replace(
            figures,
            counted=count.total + moved_since,
            difference=count.difference,
            first_difference=first.difference if first.at != count.at else None,
        )

    def close(self, actor: Actor, *, uncounted: bool = False) -> "ShiftFigures":
        """End the shift with its Z report and book the difference.

        Without a count this takes a manager, and says so on the report. Parked baskets stay parked.
        """
        actor.require(Permission.SHIFT)
        if uncounted:
            actor.require(Permission.SEE_EXPECTED_CASH)
        self._finish_tendered()
        with self._store.write() as work:
            figures = self._figures(work, _open(work), actor)
            if figures.counted is None and not uncounted:
                raise Refused("not_counted", _("Count the drawer first, then close the day."))
            if figures.difference:
                self._book(work, actor, CashKind.DIFFERENCE, figures.difference, _("Counted and expected differ"), None)
            figures = work.cash.close(figures)
            work.outbox.add((Job("z_report", str(figures.z_no)),), figures.at)
        self._tse.soon()
        return figures

    def z_report(self, number: int | None = None) -> "ShiftFigures":
        """A Z report as it was made; the last one where no number is given."""
        with self._store.read() as work:
            number = number or work.cash.last_z_no()
            figures = work.cash.z_report(number)
        if figures is None:
            raise Refused("no_z_report", _("There is no Z report {number}.").format(number=number))
        return figures

    def z_reports(self, limit: int = 100) -> "list[ShiftFigures]":
        """The last Z reports as they were made, the newest first."""
        with self._store.read() as work:
            return work.cash.z_reports(limit)

    def left(self) -> Money | None:
        """What lay in the drawer when the last shift ended; None where nobody counted it, or there was none."""
        reports = self.z_reports(1)
        return reports[0].counted if reports else None


def _refuse_nothing(amount: Money) -> None:
    if amount.cents <= 0:
        raise Refused("bad_amount", _("Enter an amount above 0.00."))


def _open(work: Work) -> Shift:
    shift = work.cash.open_shift()
    if shift is None:
        raise Refused("no_shift", _("The shift is not open. Count the float and open it first."))
    return shift
