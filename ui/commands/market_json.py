"""The market as JSON: what `--json` prints. Amounts are texts, instants are UTC; see docs/market.md."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kasse.books.market import PublicShop, PublicView, TargetState
from kasse.books.reservations import Reservation
from kasse.market.places import degrees

if TYPE_CHECKING:
    from kasse.market.switches import MarketCounts
    from kasse.till import Till
    from sync.market.publisher import Once


def preview_data(shop: PublicShop, views: Sequence[PublicView], counts: "MarketCounts") -> dict[str, Any]:
    """All that anybody would see."""
    return {
        "shop": shop_data(shop),
        "articles": [view_data(view) for view in views],
        "hidden": {reason.value: count for reason, count in sorted(counts.hidden.items())},
    }


def shop_data(shop: PublicShop) -> dict[str, Any]:
    """The shop as anybody sees it."""
    return {
        "name": shop.name,
        "street": shop.street,
        "postcode": shop.postcode,
        "city": shop.city,
        "country": shop.country,
        "language": shop.language,
        "latitude": None if shop.latitude is None else degrees(shop.latitude),
        "longitude": None if shop.longitude is None else degrees(shop.longitude),
        "hours": shop.hours,
        "about": shop.about,
        "imprint": shop.imprint,
        "website": shop.website,
        "key": shop.key,
        "holds": shop.holds,
        "relays": list(shop.relays),
    }


def view_data(view: PublicView) -> dict[str, Any]:
    """An article as anybody sees it."""
    return {
        "key": view.key,
        "name": view.name,
        "brand": view.brand,
        "gtin": view.gtin,
        "department": view.department,
        "price": str(view.price),
        "deposit": str(view.deposit),
        "unit": view.unit.value,
        "content": view.content,
        "unit_price": None if view.unit_price is None else str(view.unit_price),
        "per": view.per,
        "availability": view.bucket.value,
        "picture": view.picture,
    }


def status_data(till: "Till") -> dict[str, Any]:
    """How the market stands."""
    from ui.market.standing import standing_of

    standing, counts = standing_of(till), till.market.counts()
    return {
        "on": standing.on,
        "training": standing.training,
        "key": standing.shop.key,
        "backed_up": standing.backed_up,
        "tick": standing.tick,
        "articles": counts.shown,
        "waiting": counts.waiting,
        "targets": [target_data(state) for state in standing.targets],
    }


def target_data(state: TargetState) -> dict[str, Any]:
    """How a target stands."""
    setting = state.setting
    return {
        "name": setting.name,
        "kind": setting.kind,
        "address": setting.address,
        "enabled": setting.enabled,
        "scope": setting.scope,
        "options": dict(setting.options),
        "last_ok": _instant(state.last_ok),
        "next_try": _instant(state.backoff_until),
        "shown": state.shown,
        "waiting": state.waiting,
        "refused": state.parked,
        "refusal": state.refusal,
        "refusal_who": state.refusal_who.value,
        "error": state.error,
        "who": state.who.value,
    }


def once_data(one: "Once") -> dict[str, Any]:
    """What publishing once did at a target."""
    return {
        "name": one.name,
        "sent": one.sent,
        "refused": one.refused,
        "waiting": one.waiting,
        "differing": one.differing,
        "error": one.error,
        "who": one.who.value,
    }


def reservation_data(one: Reservation) -> dict[str, Any]:
    """A reservation; `note` is a stranger's text."""
    return {
        "id": str(one.id),
        "state": one.state.value,
        "at": _text(one.at),
        "until": _text(one.until),
        "code": one.code,
        "lines": [
            {
                "key": line.key,
                "name": line.name,
                "quantity": str(line.quantity),
                "unit": line.unit.value,
                "price": str(line.price),
            }
            for line in one.lines
        ],
        "note": one.note,
        "answered_by": one.who,
        "target": one.target,
    }


def _instant(stamp: int) -> str | None:
    return _text(datetime.fromtimestamp(stamp, UTC)) if stamp else None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
