"""How fast and how often: a bucket of leave to send, and how long to wait after what failed. No clock of its own."""

import random

FIRST, LONGEST = 5, 3600
"""Seconds: the first wait is up to this long, and none is longer than that unless a target says so."""

MOST_ASKED = 24 * 3600
"""A target that asks for more patience than a day is asked again after one."""


class Leave:
    """So many messages at once, then so many a second. A rate of 0 is no limit."""

    def __init__(self, rate: int, burst: int, now: float) -> None:
        self._rate = rate
        self._most = max(1, burst)
        self._left = float(self._most)
        self._at = now

    def wait(self, now: float) -> float:
        """How many seconds until the next message may go; 0 takes the leave for it."""
        if not self._rate:
            return 0.0
        self._left = min(float(self._most), self._left + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._left >= 1 - 1e-9:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate

    def empty(self) -> None:
        """The target said that it was too fast."""
        self._left = 0.0


def back_off(tries: int, lot: random.Random, after: int = 0) -> int:
    """Seconds to wait after so many failures in a row: up to twice as long each time, anywhere below at random.

    Not at the same moment as everybody else whose relay came back. `after` is what the target asked for itself.
    """
    longest = min(LONGEST, FIRST * 2 ** min(tries, 20))
    return max(1, min(after, MOST_ASKED), round(lot.uniform(0, longest)))
