"""What three scans tell of a scanner, and the settings that follow."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kasse.texts import _

SCANS = 3
SMALLEST_GAP, LARGEST_GAP = 20, 100


class Burst(Protocol):
    """A burst of keys as the scanner filter measures it."""

    @property
    def text(self) -> str:
        """What was typed."""

    @property
    def longest_gap(self) -> int:
        """The longest time between two keys, in milliseconds."""

    @property
    def end(self) -> str:
        """The key at its end: "enter", "tab" or none."""


class Proposal(NamedTuple):
    """Settings for a scanner and what was seen; `alarm` where the scanner itself must be set first."""

    gap: int
    ends: str
    said: str
    alarm: bool = False


def propose(bursts: Sequence[Burst]) -> Proposal:
    """What to set after some scans of the same article."""
    longest = max(burst.longest_gap for burst in bursts)
    gap = min(max(2 * longest, SMALLEST_GAP), LARGEST_GAP)
    seen = {burst.end for burst in bursts}
    ends = "tab" if seen == {"tab"} else "enter" if seen == {"enter"} else "enter,tab"
    problem = _problem(bursts)
    said = problem or _(
        "The scanner sends {code}, its keys at most {gap} ms apart. Compare the code, then save."
    ).format(code=bursts[0].text, gap=longest)
    return Proposal(gap, ends, said, alarm=bool(problem))


def _problem(bursts: Sequence[Burst]) -> str:
    """What must be set at the scanner itself."""
    texts = [burst.text for burst in bursts]
    if len(set(texts)) > 1:
        return _(
            "The scans differ: {codes}. Scan the same article three times. If it was the same, the scanner loses"
            " signs: set it to type more slowly."
        ).format(codes=", ".join(dict.fromkeys(texts)))
    if any(not burst.end for burst in bursts):
        return _(
            "The scanner sends no key at the end. Set it to send Enter or Tab after each code; its manual has a code"
            " to scan for that."
        )
    if not texts[0].isascii() or not any(sign.isdigit() for sign in texts[0]):
        return _(
            "The scanner sends {code}, which is no number. It is set to another keyboard than this computer: choose the"
            " computer's language in the scanner's manual."
        ).format(code=texts[0])
    return ""
