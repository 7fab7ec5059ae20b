"""What of a fiscal device's health somebody must know before it is an outage: a rule, and a sentence for each."""

from datetime import datetime, timedelta
from typing import NamedTuple

from kasse.errors import Unavailable
from kasse.fiscal.de.device import TseHealth, TseState
from kasse.texts import _, ngettext

WARNED, ALARMED = timedelta(days=90), timedelta(days=30)
"""So long before its certificate ends a new device should be ordered, and at the latest be there."""
FEW_SIGNATURES, LAST_SIGNATURES = 50_000, 5_000
"""About two months, and about a week of a busy shop: a receipt takes two."""
FULL, OVERFULL = 80, 95
"""Percent of the storage."""


class Worry(NamedTuple):
    """What to see to; an `alarm` is urgent."""

    alarm: bool
    sentence: str


def worries(health: TseHealth, now: datetime) -> list[Worry]:
    """All there is to see to, what is urgent first."""
    found = [*_state(health), *_certificate(health, now), *_signatures(health), *_storage(health)]
    return sorted(found, key=lambda worry: not worry.alarm)


def refuse_unfit(health: TseHealth, now: datetime) -> None:
    """`Unavailable` where it answers, and signs nothing any more: that is an outage, however often it is asked."""
    full = bool(health.storage_size) and (health.storage_used or 0) >= (health.storage_size or 0)
    ended = health.expires_at is not None and health.expires_at <= now
    if full or ended or health.signatures_left == 0:
        urgent = next(worry for worry in worries(health, now) if worry.alarm)
        raise Unavailable("tse_unfit", urgent.sentence)


def _state(health: TseHealth) -> list[Worry]:
    if health.state is TseState.NEW:
        return [Worry(True, _("The TSE is not set up yet."))]
    if health.state is TseState.DECOMMISSIONED:
        return [Worry(True, _("The TSE was taken out of service for good. Connect another one."))]
    return []


def _certificate(health: TseHealth, now: datetime) -> list[Worry]:
    if health.expires_at is None or health.expires_at - now > WARNED:
        return []
    left = health.expires_at - now
    if left <= timedelta(0):
        return [Worry(True, _("The TSE's certificate has ended: it signs no more. Connect another TSE."))]
    sentence = ngettext(
        "The TSE's certificate ends in {days} day. Order a new TSE.",
        "The TSE's certificate ends in {days} days. Order a new TSE.",
        left.days,
    )
    return [Worry(left <= ALARMED, sentence.format(days=left.days))]


def _signatures(health: TseHealth) -> list[Worry]:
    left = health.signatures_left
    if left is None or left > FEW_SIGNATURES:
        return []
    sentence = _("The TSE can sign {count} times more, twice for each receipt. Order a new TSE.")
    return [Worry(left <= LAST_SIGNATURES, sentence.format(count=left))]


def _storage(health: TseHealth) -> list[Worry]:
    if not health.storage_size or health.storage_used is None:
        return []
    percent = health.storage_used * 100 // health.storage_size
    if percent < FULL:
        return []
    sentence = _("The TSE's storage is full to {percent} %. Archive it, then erase what was archived.")
    return [Worry(percent >= OVERFULL, sentence.format(percent=percent))]
