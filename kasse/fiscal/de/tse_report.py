"""What is said of an export that was checked: findings in words, and what it holds."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from kasse.texts import _

MANY = 20
"""So many of one kind of finding are told, then only how many more there are."""


class Finding(str):
    """A sentence about what does not add up, with a code for programs."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, code: str, sentence: str) -> "Finding":
        """The sentence."""
        found = super().__new__(cls, sentence)
        found.code = code
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """What an export is. Right where `findings` is empty; `notes` are worth knowing and no mistake."""

    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    info: dict[str, str] = field(default_factory=dict)
    serials: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    messages: int = 0
    transactions: int = 0
    open: tuple[int, ...] = ()
    first_counter: int | None = None
    last_counter: int | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None


class Findings:
    """Collects; of each kind not more than anybody reads."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._count: Counter[str] = Counter()

    def add(self, code: str, sentence: str) -> None:
        """One more."""
        self._count[code] += 1
        if self._count[code] <= MANY:
            self._found.append(Finding(code, sentence))

    def all(self) -> tuple[Finding, ...]:
        """All of them, and how many more there were."""
        more = [
            Finding(code, _("And {count} more of this kind: {sentence}").format(count=count - MANY, sentence=first))
            for code, count in self._count.items()
            if count > MANY and (first := next(one for one in self._found if one.code == code))
        ]
        return (*self._found, *more)
