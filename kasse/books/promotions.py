"""The book of promotions."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from kasse.money import Money

if TYPE_CHECKING:
    from kasse.promotions.rules import Promotion


class Result(NamedTuple):
    """What a promotion has given so far: in how many sales, and how much in all."""

    sales: int
    amount: Money


class PromotionBook(Protocol):
    """What the services ask of the store."""

    def all(self) -> "list[Promotion]":
        """Every promotion, the newest first."""
        ...

    def active(self) -> "list[Promotion]":
        """Those that are switched on, by their numbers; nothing is loaded where there is none."""
        ...

    def get(self, number: int) -> "Promotion | None":
        """One of them."""
        ...

    def save(self, promotion: "Promotion") -> "Promotion":
        """Write one, new or changed; gives it with its number."""
        ...

    def result(self, number: int) -> Result:
        """What it has given so far."""
        ...

    def used_by(self, coupon: str) -> "Promotion | None":
        """The promotion that has this coupon, as it is compared; one that is switched on before others."""
        ...

    def groups(self) -> list[str]:
        """The groups of customers there are."""
        ...
