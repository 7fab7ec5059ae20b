"""What a buyer is told, in the shop's language: the sentences, and the answer made of them."""

from datetime import datetime

from kasse.books.market import Answer, digest_of
from kasse.books.reservations import Reservation, ReservationState
from kasse.market.orders import Order, Why
from kasse.shop import Shop
from kasse.texts import N_, translator

STATUS = {
    ReservationState.PENDING: "pending",
    ReservationState.ACCEPTED: "processing",
    ReservationState.COMPLETED: "completed",
    ReservationState.DECLINED: "cancelled",
    ReservationState.UNANSWERED: "cancelled",
    ReservationState.CANCELLED: "cancelled",
    ReservationState.LAPSED: "cancelled",
}
"""As the Gamma texts name them: accepted is "processing", since "confirmed" would mean that it is paid."""

_SENTENCES = {
    ReservationState.PENDING: N_("Your reservation has reached the till. The shop answers by {time}."),
    ReservationState.ACCEPTED: N_("Reserved until {time}. Say the code {code} at the till and pay there."),
    ReservationState.COMPLETED: N_("Fetched and paid. Thank you!"),
    ReservationState.DECLINED: N_("The shop cannot reserve this for you."),
    ReservationState.UNANSWERED: N_("Nobody at the till could answer in time. Please try again, or just come by."),
    ReservationState.CANCELLED: N_("Your reservation is taken back."),
    ReservationState.LAPSED: N_("It was kept until {time} and is back on the shelf."),
}

_WRONG = {
    Why.TOO_OLD: N_("Your reservation is more than a day old. Please reserve again."),
    Why.CLOCK: N_("The clock of your device is wrong. Set it right, then reserve again."),
    Why.EMPTY: N_("Your reservation names no article."),
    Why.FOREIGN: N_("Your reservation names something that is not of this shop."),
    Why.UNKNOWN: N_("This article is not offered any more."),
    Why.QUANTITY: N_("How many? A reservation takes whole numbers from 1."),
    Why.SOLD_OUT: N_("It is sold out."),
    Why.TOO_MUCH: N_("There are not enough to reserve so many. Please reserve fewer."),
    Why.TOO_MANY_LINES: N_("These are too many articles for one reservation."),
    Why.OFF: N_("This shop takes no reservations at the moment."),
    Why.YOURS_OPEN: N_("Please fetch what you reserved already first."),
    Why.NOT_FETCHED: N_("Several of your reservations were not fetched. Please just come by."),
    Why.BUSY: N_("There are too many reservations at the moment. Please try again later."),
    Why.TAKEN_BACK: N_("Your reservation is taken back."),
}

REASONS = {
    "sold_out": N_("It is sold out."),
    "busy": N_("There is too much to do at the moment."),
    "closing": N_("The shop closes soon."),
    "damaged": N_("What is left is damaged."),
}
"""Why a cashier declines, by short names; any other text is told as it is."""


def of_reservation(reservation: Reservation, shop: Shop, at: datetime, why: str = "") -> Answer:
    """What the buyer is told of its state, once for each state."""
    say = translator(shop.language)
    state, until = reservation.state, shop.time.local(reservation.until)
    text = say(_SENTENCES[state]).format(time=f"{until:%H:%M}", code=reservation.code)
    if why:
        text = f"{text} {say(REASONS[why]) if why in REASONS else why}"
    going_on = state in (ReservationState.PENDING, ReservationState.ACCEPTED)
    return Answer(
        digest_of([reservation.buyer, reservation.order, state.value]),
        reservation.buyer,
        reservation.order,
        STATUS[state],
        text,
        int(at.timestamp()),
        reservation.sealed,
        reservation.code if state is ReservationState.ACCEPTED else "",
        int(reservation.until.timestamp()) if going_on else 0,
    )


def refusal(order: Order, why: Why, shop: Shop, at: datetime) -> Answer:
    """Why an order is not taken."""
    return Answer(
        digest_of([order.buyer, order.order, "refused"]),
        order.buyer,
        order.order,
        "cancelled",
        translator(shop.language)(_WRONG[why]),
        int(at.timestamp()),
        order.sealed,
    )
