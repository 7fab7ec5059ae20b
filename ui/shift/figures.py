"""What the shift page shows, read in one go on the store thread, and how it is written.

Expected cash and turnover are in it only where the service gives them: before a cashier's count they are not there,
so nothing on the page can show them.
"""

from datetime import datetime
from typing import NamedTuple

from kasse.cash import KIND_NAMES, CashMovement, Shift
from kasse.clock import ShopTime
from kasse.figures import ShiftFigures
from kasse.formats import date_text
from kasse.money import Money
from kasse.people import Actor
from kasse.texts import _, current_language, ngettext
from kasse.till import Till
from ui.checkout.rows import figure
from ui.widgets.table import Entry


class State(NamedTuple):
    """The shift as this person may see it. `left` is what the last one left in the drawer, where it was counted."""

    who: Actor
    shift: Shift | None
    figures: ShiftFigures | None
    movements: tuple[CashMovement, ...]
    reports: tuple[ShiftFigures, ...]
    left: Money | None
    time: ShopTime


class Tile(NamedTuple):
    """A figure under its name."""

    name: str
    text: str
    alarm: bool = False


def load(till: Till, who: Actor) -> State:
    """Read it all; on the store thread."""
    shift = till.shift.current()
    figures = None if shift is None else till.shift.x_report(who)
    reports = tuple(till.shift.z_reports())
    return State(
        who, shift, figures, tuple(till.shift.movements()), reports, till.shift.left(), till.checkout.shop.time
    )


def tiles(figures: ShiftFigures) -> tuple[Tile, ...]:
    """The shift in figures, as many as may be seen."""
    told = [Tile(_("Float"), figure(figures.opening_float)), Tile(_("Receipts"), str(figures.receipts))]
    if figures.expected_cash is None:
        return (*told, Tile(_("Expected cash"), _("after the count")))
    told += [Tile(_("Turnover"), figure(figures.total)), Tile(_("Expected cash"), figure(figures.expected_cash))]
    if figures.counted is not None and figures.difference is not None:
        told.append(Tile(_("Counted"), figure(figures.counted)))
        told.append(Tile(_("Difference"), signed(figures.difference), alarm=bool(figures.difference)))
    return tuple(told)


def signed(money: Money) -> str:
    """A difference, with its sign both ways."""
    return f"+{figure(money)}" if money.cents > 0 else figure(money)


def since(state: State) -> str:
    """Since when the shift is open, and by whom."""
    if state.shift is None:
        return ""
    moment = state.time.local(state.shift.opened_at)
    return _("Open since {day}, {time}, by {name}").format(
        day=date_text(moment.date(), current_language()), time=_hour(moment), name=state.shift.opened_by
    )


def parked(count: int) -> str:
    """How many baskets stay parked over the close; empty for none."""
    if not count:
        return ""
    sentence = ngettext("{count} parked basket stays parked.", "{count} parked baskets stay parked.", count)
    return sentence.format(count=count)


def result(figures: ShiftFigures) -> str:
    """What a count came to, in a sentence."""
    difference = figures.difference or Money(0)
    if not difference:
        return _("The drawer is right: counted as expected.")
    if difference.cents < 0:
        return _("{amount} € is missing. Count again, or close the day with the difference.").format(
            amount=figure(-difference)
        )
    return _("There is {amount} € too much. Count again, or close the day with the difference.").format(
        amount=figure(difference)
    )


def movement_rows(state: State) -> list[Entry]:
    """What moved without a sale, the newest first."""
    return [
        Entry(
            movement.id.hex,
            (
                _hour(state.time.local(movement.at)),
                _(KIND_NAMES[movement.kind]),
                signed(movement.amount) if movement.amount else "",
                movement.reason,
                movement.who,
            ),
        )
        for movement in state.movements
    ]


def report_rows(state: State) -> list[Entry]:
    """Earlier Z reports, the newest first."""
    return [
        Entry(
            str(report.z_no),
            (str(report.z_no), date_text(report.business_day, current_language()), figure(report.total)),
        )
        for report in state.reports
    ]


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"
