"""Reservations at the checkout: the bell that gets in nobody's way, the answer, and the basket that is fetched."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kasse.errors import KasseError
from kasse.texts import _, ngettext
from ui.actions import key_text
from ui.checkout import fetching
from ui.checkout.fetching import CLOSING, Fetched, Look, Waiting
from ui.widgets.ask import Choice, Question
from ui.widgets.message import focus_on

if TYPE_CHECKING:
    from kasse.books.reservations import Reservation
    from kasse.market.reservations import Keeping, LineSeen
    from ui.checkout.flow import Flow
    from ui.checkout.reserve_panel import KeepKey, ReservePanel, WantedLine

SCANNED = re.compile(r"KR\d{4}", re.IGNORECASE | re.ASCII)
"""What a reservation's code looks like to the scanner."""
FIRST_LOOK, LOOKS_APART = 1500, 15_000
"""Milliseconds after the start, and from one look to the next while something is open."""
TIMES = (30, 60, 120)
"""Minutes for which something may be kept."""
PENDING, ACCEPTED = "pending", "accepted"

News = Callable[[tuple[str, ...], bool], None]
"""Is told what there is, in ever fewer words, and whether somebody waits for an answer."""


class Reserving:
    """What somebody outside wants. `refresh` is to be called whenever something may have come."""

    def __init__(self, flow: "Flow") -> None:
        self._flow = flow
        self._page, self._desk = flow.page, flow.desk
        self.on_news: News = lambda texts, rings: None
        self.on_answer: Callable[[], None] = lambda: None
        """Called where a buyer is to be told something."""
        self.waiting = Waiting()
        self._heard: set[UUID] = set()
        self._seen: Reservation | None = None
        self._asked: Question | None = None
        self._wired = self._paying = False
        self._looking = QTimer(flow.page, interval=LOOKS_APART)
        self._looking.timeout.connect(self.refresh)
        self.commands: dict[str, Callable[[], None]] = {"reserved": self._open}

    # The bell

    def begin(self) -> None:
        """The first look comes a moment after the till can sell."""
        QTimer.singleShot(FIRST_LOOK, self._page, self.refresh)

    def refresh(self) -> None:
        """Look what is open, on the store thread; what fails is tried again with the next look."""
        self._flow.tasks.store(lambda: fetching.waiting(self._desk), self._took, lambda error: None)

    def sold(self) -> None:
        """A sale is complete; perhaps it was one that somebody fetched."""
        if self.waiting.open:
            self.refresh()

    def _took(self, waiting: Waiting) -> None:
        pending = {one.id for one in waiting.open if one.state == PENDING}
        if waiting.rings and pending - self._heard:
            QApplication.beep()
        self._heard = pending
        changed, self.waiting = waiting.open != self.waiting.open, waiting
        if waiting.open and not self._looking.isActive():
            self._looking.start()
        elif not waiting.open:
            self._looking.stop()
        self.on_news(self._told(waiting), bool(pending))
        if changed:
            self.on_answer()
        if changed and self._page.shows("reserve"):
            self._look(self._seen.id if self._seen is not None else None)

    def _told(self, waiting: Waiting) -> tuple[str, ...]:
        """The bell's words: all of it, without what it is, and the number alone."""
        key = key_text("reserved")
        pending = [one for one in waiting.open if one.state == PENDING]
        if not pending:
            count = len(waiting.open)
            kept = ngettext("{count} kept", "{count} kept", count).format(count=count)
            return (f"{kept}  {key}", kept, str(count)) if count else ()
        count, by = len(pending), self._hour(min(one.until for one in pending))
        number = ngettext("{count} reservation", "{count} reservations", count).format(count=count)
        answer = _("{reservations}, answer by {time}").format(reservations=number, time=by)
        from ui.market.words import goods_text

        goods = _("{reservations}: {goods}, answer by {time}").format(
            reservations=number, goods=_shortened(goods_text(pending[0])), time=by
        )
        return (f"{goods}  {key}", f"{answer}  {key}", answer, number)

    def _hour(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self._flow.opened.zone)):%H:%M}"

    # The panel

    def _open(self) -> None:
        """Show the first that waits; pressed again, go back to what was there."""
        if self._page.shows("reserve"):
            self.back()
        elif self._ready():
            self._paying = self._page.shows("pay")
            self._look(None)

    def _ready(self) -> bool:
        """Whether the keys' place is free for it; money that is being booked and an age come first."""
        if self._flow.paying.busy:
            return False
        if self._flow.shown.age is not None:
            self._page.message.say(_("First say whether the customer is old enough."), alarm=True)
            return False
        return True

    def _look(self, wanted: UUID | None) -> None:
        self._flow.store(lambda: fetching.look(self._desk, wanted), self._show)

    def _panel(self) -> "ReservePanel":
        panel = self._page.reserve
        if not self._wired:
            self._wired = True
            panel.kept.connect(self._accept)
            panel.declined.connect(self._ask_why)
            panel.rung.connect(self._ring_up)
            panel.another.connect(self._next)
            panel.typed.connect(self._typed)
        return panel

    def _show(self, look: Look) -> None:
        panel = self._panel()
        self.waiting, self._seen = look.waiting, look.one
        self.on_news(self._told(look.waiting), any(one.state == PENDING for one in look.waiting.open))
        if look.one is None:
            panel.show_none()
        else:
            self._show_one(panel, look, look.one)
        was_there = self._page.shows("reserve")
        self._page.show_side("reserve")
        if look.one is None:
            focus_on(panel.field)
        elif not was_there:
            self._page.focus_scan()  # whoever goes on typing an article is not disturbed

    def _show_one(self, panel: "ReservePanel", look: Look, one: "Reservation") -> None:
        from ui.market.words import state_long

        pending, kept = one.state == PENDING, one.state == ACCEPTED
        time = self._hour(one.until)
        code = _("{code}: write it on the bag").format(code=one.code) if kept else ""
        heading = _("Reservation, answer by {time}").format(time=time) if pending else _("Reservation")
        told = "" if pending else state_long(one, time)
        panel.show_one(heading, told, code, [_line(seen) for seen in look.lines], one.note)
        keep = self._keep_keys(look.keeping) if pending and look.keeping is not None else ()
        more = sum(other.id != one.id for other in look.waiting.open)
        panel.offer(keep, rings=kept, declines=pending, more=more)

    def _keep_keys(self, keeping: "Keeping") -> "tuple[KeepKey, ...]":
        """Half an hour, an hour, two, until closing: what comes after closing is left out."""
        from ui.checkout.reserve_panel import KeepKey

        usual = round((keeping.until - keeping.now) / timedelta(minutes=1))
        by_closing = keeping.closing is not None and keeping.until == keeping.closing
        minutes = {*TIMES, usual} if not by_closing else set(TIMES)
        if len(minutes) > len(TIMES):
            minutes.discard(min(minutes - {usual}))
        ends = {count: keeping.now + timedelta(minutes=count) for count in sorted(minutes)}
        keys = [
            KeepKey(_("{count} min").format(count=count), self._hour(end), count, count == usual and not by_closing)
            for count, end in ends.items()
            if keeping.closing is None or end < keeping.closing
        ]
        if keeping.closing is not None:
            time = self._hour(keeping.closing)
            keys.append(KeepKey(_("Until {time}").format(time=time), time, CLOSING, by_closing))
        return tuple(keys)

    def _next(self) -> None:
        """The next one, round and round."""
        ids = [one.id for one in self.waiting.open]
        if self._seen is not None and ids:
            at = ids.index(self._seen.id) + 1 if self._seen.id in ids else 0
            self._look(ids[at % len(ids)])

    def back(self) -> bool:
        """Out of the panel: to the money, where that was asked for; True where there was something to leave."""
        paying, self._paying = self._paying, False
        if not self._page.shows("reserve"):
            return False
        self._page.message.say("")
        if paying and self._page.model.rows:
            self._page.show_side("pay")
            focus_on(self._page.pay.field)
        else:
            self._page.show_keys()
        return True

    # The answer

    def _accept(self, minutes: int) -> None:
        if self._seen is not None and self._seen.state == PENDING:
            id_ = self._seen.id
            self._flow.store(lambda: fetching.accept(self._desk, id_, minutes), self._accepted, self._not_done)

    def _accepted(self, look: Look) -> None:
        self.on_answer()
        self._show(look)

    def _ask_why(self) -> None:
        if self._seen is None:
            return
        from ui.market.words import decline_choices, goods_text

        id_ = self._seen.id
        question = Question(_("Why not?"), goods_text(self._seen), "", "", choices=decline_choices())
        self._flow.ask(question, lambda _typed, why: self._decline(id_, why))

    def _decline(self, id_: UUID, why: str) -> None:
        self._flow.store(lambda: fetching.decline(self._desk, id_, why), self._declined, self._not_done)

    def _declined(self, look: Look) -> None:
        """The next one that waits, or back."""
        self.on_answer()
        if look.one is not None and look.one.state == PENDING:
            self._show(look)
            return
        self._page.show_side("reserve")
        self.back()
        self._page.message.say(_("Declined; the buyer is told."))
        self.refresh()

    def _not_done(self, error: KasseError) -> None:
        """It changed meanwhile: say so and show what has become of it."""
        self._flow.refuse(error)
        if self._seen is not None:
            self._look(self._seen.id)

    # Fetching

    def takes(self, text: str) -> bool:
        """A scan, or what was typed into the field: whether it is a reservation's code, which is then looked up."""
        code = text.strip().upper()
        if not SCANNED.fullmatch(code):
            return False
        self._flow.store(lambda: fetching.wanted(self._desk, code), partial(self._found, code), self._unknown)
        return True

    def _typed(self, text: str) -> None:
        self._flow.store(lambda: fetching.wanted(self._desk, text), partial(self._found, text), self._unknown)

    def _unknown(self, error: KasseError) -> None:
        self._flow.refuse(error)

    def _found(self, code: str, one: "Reservation | None") -> None:
        if one is None:
            self._flow.scanning.scan(code)
        else:
            self._begin(one)

    def _ring_up(self) -> None:
        if self._seen is not None:
            self._begin(self._seen)

    def _begin(self, one: "Reservation") -> None:
        """Into a fresh basket; where one is open, what becomes of that is asked first."""
        if self._flow.paying.busy:
            QTimer.singleShot(50, self._page, lambda: self._begin(one))
        elif self._page.shows("ask") and not (self._asked is not None and self._page.ask.asks(self._asked)):
            self._page.message.say(_("Answer this one first, then scan the code again."), alarm=True)
        elif self._ready():
            basket = self._flow.shown.basket
            if basket.active and basket.id != one.basket:
                self._ask_where(one)
            else:
                self._fetch(one.id, park=False)

    def _ask_where(self, one: "Reservation") -> None:
        choices = (
            Choice(_("Park that one"), "park"),
            Choice(_("Into that one"), "add"),
            Choice(_("Leave it"), "leave"),
        )
        told = _("Reservation {code} is fetched, and another basket is open.").format(code=one.code)
        self._asked = Question(_("Which basket?"), told, "", "", choices=choices)
        self._flow.ask(self._asked, partial(self._place, one.id))

    def _place(self, id_: UUID, _typed: str, chosen: str) -> None:
        if chosen == "leave":
            self._page.show_keys()
        else:
            self._fetch(id_, park=chosen == "park")

    def _fetch(self, id_: UUID, *, park: bool) -> None:
        self._flow.store(lambda: fetching.fetch(self._desk, id_, park=park), self._fetched, self._not_done)

    def _fetched(self, fetched: Fetched) -> None:
        self._paying = False
        self._flow.answered(fetched.shown)
        self._weigh(fetched.weighed, fetched.shown.basket.id)
        self.refresh()

    def _weigh(self, codes: Sequence[str], basket: UUID) -> None:
        """What is sold by weight is asked for as with a scan, once the customer's age is; never in another basket."""
        if not codes or self._flow.shown.basket.id != basket:
            return
        if self._flow.shown.age is not None:
            QTimer.singleShot(50, self._page, lambda: self._weigh(codes, basket))
            return
        for code in codes:
            self._flow.scanning.scan(code)


def _line(seen: "LineSeen") -> "WantedLine":
    from ui.checkout.reserve_panel import WantedLine
    from ui.checkout.rows import figure, quantity_figure
    from ui.market.words import line_text

    line, product = seen.line, seen.product
    goods = line_text(line)
    if product is None:
        return WantedLine(goods, _("It is not in the list any more."), short=True)
    there = _("{quantity} there").format(quantity=quantity_figure(seen.left, product.unit))
    told = " · ".join(part for part in (f"{figure(line.price)} €", there, product.department) if part)
    return WantedLine(goods, told, seen.left < line.quantity)


def _shortened(text: str, most: int = 36) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
