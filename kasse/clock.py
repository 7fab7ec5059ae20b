"""Time, injected: instants are UTC, and the shop's business day is its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Clock(Protocol):
    """Tells the time, always in UTC."""

    def now(self) -> datetime:
        """The present instant, with UTC as its time zone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


@dataclass
class SetClock:
    """A clock that stands until it is moved: for the demo's days and for tests."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def advance(self, **parts: int) -> None:
        """Move forward by `timedelta` parts, as in `advance(minutes=3)`."""
        self.instant += timedelta(**parts)


class ShopTime(NamedTuple):
    """Where the shop's day begins: a kiosk that closes at two sells until then on the day before."""

    zone: ZoneInfo
    day_starts_at: timedelta = timedelta(hours=4)

    def local(self, instant: datetime) -> datetime:
        """The instant on the shop's wall clock."""
        return instant.astimezone(self.zone)

    def business_day(self, instant: datetime) -> date:
        """The day on whose books this instant falls."""
        return (self.local(instant).replace(tzinfo=None) - self.day_starts_at).date()


def milliseconds(instant: datetime) -> int:
    """The instant as whole Unix milliseconds, as the store keeps it."""
    return (instant - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """The instant that `milliseconds` made."""
    return _EPOCH + timedelta(milliseconds=value)
