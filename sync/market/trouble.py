"""What may go wrong with a target: whose turn it is, how long to keep away, and how the owner is told."""

import random

from kasse.books.market import Who
from kasse.errors import Refused, Unavailable
from kasse.market.target import NotTaken, TryLater
from kasse.texts import _, ngettext
from sync.market.pace import LONGEST, MOST_ASKED, back_off

CLOCK_LIMIT = 600
"""Seconds by which the clocks may differ: relays refuse or misplace what comes from further away."""


class ClockWrong(Unavailable):
    """The target's clock and ours do not agree."""


def wrong_clock_text(offset: int) -> str:
    """What to tell the owner of a clock that is so many seconds behind, ahead where they are negative."""
    minutes = abs(offset) // 60
    if minutes < 120:
        span = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    else:
        span = ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)
    if offset > 0:
        return _("This computer's clock is {span} slow. Set it right: until then nothing is published here.").format(
            span=span
        )
    return _("This computer's clock is {span} fast. Set it right: until then nothing is published here.").format(
        span=span
    )


def blame(error: Exception) -> tuple[Who, int]:
    """Who can act, and for how many seconds the target asked for patience."""
    if isinstance(error, ClockWrong):
        return Who.OWNER, 0
    if isinstance(error, NotTaken):
        return error.who, 0
    if isinstance(error, Refused):
        return Who.OWNER, 0
    return Who.NOBODY, error.after if isinstance(error, TryLater) else 0


def away_for(error: Exception, tries: int, after: int, lot: random.Random) -> int:
    """For how many seconds nothing goes to the target."""
    if isinstance(error, Refused):
        return LONGEST
    if isinstance(error, ClockWrong):
        return CLOCK_LIMIT
    return max(back_off(tries, lot), min(after, MOST_ASKED))


def bug_text(error: Exception) -> str:
    """What the owner sees of an error that nobody foresaw."""
    return _("An error of the program: {error}. It is tried again later.").format(
        error=f"{type(error).__name__}: {error}"[:200]
    )
