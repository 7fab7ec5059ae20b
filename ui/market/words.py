"""Targets, articles and reservations in words."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from kasse.books.market import Bucket, Hidden, PublicShop, PublicView, TargetState, Who
from kasse.books.reservations import Reservation, ReservationState, ReservedLine
from kasse.catalog import Unit
from kasse.formats import date_text, quantity_text
from kasse.market.places import degrees
from kasse.quantity import ONE
from kasse.texts import N_, _, current_language, ngettext
from kasse.unit_price import UnitPrice, unit_price_text
from ui.checkout.rows import figure, price_figure, quantity_figure
from ui.widgets.ask import Choice

BUCKETS = {Bucket.IN: N_("in stock"), Bucket.LOW: N_("few left"), Bucket.OUT: N_("sold out")}

HIDDEN = {
    Hidden.SWITCHED_OFF: N_("You switched it off"),
    Hidden.DEPARTMENT_OFF: N_("Its department is off"),
    Hidden.RESTRICTED: N_("Restricted: alcohol, tobacco, medicine or from an age on"),
    Hidden.NO_PRICE: N_("It has no price"),
    Hidden.INCOMPLETE: N_("Still to be completed"),
    Hidden.NO_STOCK_KEPT: N_("Never received or counted, so nobody knows whether it is there"),
    Hidden.NOT_GOODS: N_("Press, deposits or vouchers: nothing to reserve"),
}
"""Why an article is not shown, as a sentence."""

REASONS = {
    Hidden.SWITCHED_OFF: N_("Switched off"),
    Hidden.DEPARTMENT_OFF: N_("Department off"),
    Hidden.RESTRICTED: N_("Restricted"),
    Hidden.NO_PRICE: N_("No price"),
    Hidden.INCOMPLETE: N_("To complete"),
    Hidden.NO_STOCK_KEPT: N_("Not counted yet"),
    Hidden.NOT_GOODS: N_("Not for reserving"),
}
"""The same, short for a list."""

KINDS = {
    "nostr": N_("Relay"),
    "folder": N_("Folder"),
    "webdav": N_("WebDAV"),
    "s3": N_("S3"),
    "sftp": N_("SFTP"),
}

WHO_SHORT = {
    Who.OWNER: N_("your turn"),
    Who.TARGET: N_("its operator’s turn"),
    Who.NOBODY: N_("is tried again"),
}
"""Who must act where something is wrong, short for a list; the sentences stand below it."""

STATES = {
    ReservationState.PENDING: N_("asks"),
    ReservationState.ACCEPTED: N_("is kept"),
    ReservationState.DECLINED: N_("declined"),
    ReservationState.UNANSWERED: N_("not answered"),
    ReservationState.CANCELLED: N_("taken back"),
    ReservationState.LAPSED: N_("not fetched"),
    ReservationState.COMPLETED: N_("fetched"),
}


# Moments


def clock_text(moment: datetime, now: datetime) -> str:
    """An hour of today as "10:42", of another day with its date."""
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{date_text(moment.date(), current_language())} {moment:%H:%M}"


def unix_text(stamp: int, now: datetime) -> str:
    """A Unix second in the shop's time; `now` carries its zone."""
    zone: tzinfo | None = now.tzinfo
    return clock_text(datetime.fromtimestamp(stamp, zone), now)


# Articles


def bucket_text(bucket: Bucket) -> str:
    """How much there is, as the world reads it."""
    return _(BUCKETS[bucket])


def price_line(view: PublicView) -> str:
    """The price, and the deposit apart from it."""
    price = (
        f"{price_figure(view.price, view.unit)} €" if view.unit is Unit.PIECE else price_figure(view.price, view.unit)
    )
    if not view.deposit:
        return price
    return _("{price} plus {amount} € deposit").format(price=price, amount=figure(view.deposit))


def unit_line(view: PublicView) -> str:
    """What it holds, and the price of a kilogram or a litre."""
    each = UnitPrice(view.unit_price, view.per) if view.unit_price is not None else None
    return " · ".join(part for part in (view.content, unit_price_text(each, current_language())) if part)


# Targets


def kind_text(kind: str) -> str:
    """What kind of place it is."""
    return _(KINDS[kind]) if kind in KINDS else kind


def standing(state: TargetState, now: datetime) -> str:
    """How a target is, in one line."""
    if not state.setting.enabled:
        return _("switched off")
    if state.error:
        return _(WHO_SHORT[state.who])
    if state.parked:
        return _("{count} refused: {who}").format(count=state.parked, who=_(WHO_SHORT[state.refusal_who]))
    if not state.last_ok:
        return _("not reached yet")
    return _("last {time}").format(time=unix_text(state.last_ok, now))


def standing_long(state: TargetState, now: datetime) -> str:
    """How a target is, in full; what is wrong with it is said apart."""
    parts = [_("{count} shown there").format(count=state.shown)]
    if state.waiting:
        parts.append(_("{count} waiting").format(count=state.waiting))
    if state.last_ok:
        parts.append(_("last {time}").format(time=unix_text(state.last_ok, now)))
    if state.backoff_until > now.timestamp():
        parts.append(_("next try {time}").format(time=unix_text(state.backoff_until, now)))
    return " · ".join(parts)


def trouble(state: TargetState) -> str:
    """What is wrong and who must act; empty where nothing is."""
    return _with_turn(state.error, state.who)


def refused(state: TargetState) -> str:
    """What it refused, why and who must act; empty where it took all."""
    if not state.parked:
        return ""
    told = ngettext("{count} article was refused.", "{count} articles were refused.", state.parked)
    return " ".join((told.format(count=state.parked), _with_turn(state.refusal, state.refusal_who))).strip()


def _with_turn(error: str, who: Who) -> str:
    if error and who is Who.TARGET:
        return _("{error} It is the turn of whoever runs it.").format(error=error)
    return error


def troubles(states: Sequence[TargetState]) -> str:
    """What is wrong with targets that are in use, a line each."""
    lines = []
    for state in states:
        if state.setting.enabled and (state.error or state.parked):
            told = (trouble(state), refused(state))
            lines.append(f"{state.setting.name}: {' '.join(part for part in told if part)}")
    return "\n".join(lines)


def needs_owner(state: TargetState) -> bool:
    """Whether the owner is to do something."""
    return state.setting.enabled and (state.who is Who.OWNER or (state.parked > 0 and state.refusal_who is Who.OWNER))


def reached(states: Sequence[TargetState]) -> tuple[int, int]:
    """How many of the switched on targets are in order, and how many there are."""
    wanted = [state for state in states if state.setting.enabled]
    return sum(1 for state in wanted if state.last_ok and not state.error), len(wanted)


def summary(states: Sequence[TargetState], now: datetime) -> str:
    """All relays and storefronts in a line, as in "3 of 4, 10:42"."""
    good, of = reached(states)
    last = max((state.last_ok for state in states if state.setting.enabled), default=0)
    if not last:
        return _("{good} of {all}").format(good=good, all=of)
    return _("{good} of {all}, {time}").format(good=good, all=of, time=unix_text(last, now))


def counted(states: Sequence[TargetState], now: datetime) -> str:
    """The same in a sentence, relays and storefronts apart: "3 of 4 relays, 1 of 1 storefronts, last 10:42"."""
    parts = []
    relays = [state for state in states if state.setting.kind == "nostr"]
    shops = [state for state in states if state.setting.kind != "nostr"]
    for group, texts in (
        (relays, (N_("{good} of {all} relays"), N_("{good} of {all} relay"))),
        (shops, (N_("{good} of {all} storefronts"), N_("{good} of {all} storefront"))),
    ):
        good, of = reached(group)
        if of:
            parts.append(_(texts[of == 1]).format(good=good, all=of))
    last = max((state.last_ok for state in states if state.setting.enabled), default=0)
    if last:
        parts.append(_("last {time}").format(time=unix_text(last, now)))
    return ", ".join(parts)


# The shop


def place_text(shop: PublicShop) -> str:
    """Where the shop is, as one types it; empty where that is not known."""
    if shop.latitude is None or shop.longitude is None:
        return ""
    return f"{degrees(shop.latitude)}, {degrees(shop.longitude)}"


# Reservations


def state_text(reservation: Reservation) -> str:
    """How far it is."""
    return _(STATES[reservation.state])


def goods_text(reservation: Reservation) -> str:
    """What is wanted, in a line."""
    return ", ".join(
        line.name if line.quantity == ONE and line.unit is Unit.PIECE else line_text(line) for line in reservation.lines
    )


def line_text(line: ReservedLine) -> str:
    """So many of an article: by the piece as in "2 × Club-Mate", by weight as in "2 kg Bananas"."""
    if line.unit is not Unit.PIECE:
        return f"{quantity_figure(line.quantity, line.unit)} {line.name}"
    return f"{quantity_text(line.quantity, current_language())} × {line.name}"


_LONG = {
    ReservationState.PENDING: N_("It waits for your answer, until {time}."),
    ReservationState.ACCEPTED: N_("It is kept until {time}."),
    ReservationState.DECLINED: N_("It was declined."),
    ReservationState.UNANSWERED: N_("Nobody at the till answered in time."),
    ReservationState.CANCELLED: N_("Whoever asked for it took it back."),
    ReservationState.LAPSED: N_("Nobody fetched it in time; it is back on the shelf."),
    ReservationState.COMPLETED: N_("It was fetched and paid."),
}


def state_long(reservation: Reservation, until: str) -> str:
    """How far it is, in a sentence, and who answered."""
    told = _(_LONG[reservation.state]).format(time=until)
    return _("{told} Answered by {name}.").format(told=told, name=reservation.who) if reservation.who else told


def decline_choices() -> tuple[Choice, ...]:
    """Why a reservation is declined."""
    from kasse.market.answers import REASONS as WHY

    return tuple(Choice(_(text), value) for value, text in WHY.items())
