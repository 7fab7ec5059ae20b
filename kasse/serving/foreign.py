"""Foreign cash: which currencies the shop takes, at the owner's rates; change is given in euros."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.sale import CURRENCY, EXCHANGE_RATE, FOREIGN, Foreign, Payment, SaleFact, Tender, TenderType
from kasse.texts import _

CURRENCIES = "currencies"
"""The setting: "CHF 1.065; USD 0.92"."""
_MILLION = 1_000_000
_RATE = re.compile(r"(\d{1,5})(?:[.,](\d{1,6}))?", re.ASCII)


class Currency(NamedTuple):
    """A currency by its ISO 4217 code, and what one unit of it is worth, in millionths of a euro."""

    code: str
    rate: int

    @property
    def rate_text(self) -> str:
        """The rate as people write it: 1065000 as "1.065"."""
        whole, rest = divmod(self.rate, _MILLION)
        return f"{whole}.{rest:06d}".rstrip("0").removesuffix(".")

    def value(self, amount: Money) -> Money:
        """What an amount of it is worth in euros, rounded once."""
        return Money(round_half_up(amount.cents * self.rate, _MILLION))

    def needed(self, total: Money) -> Money:
        """How much of it pays so many euros: the least that is enough."""
        return Money(-(-total.cents * _MILLION // self.rate))


def currency_of(code: str, rate: str) -> Currency:
    """A currency as it is typed; `Refused` names what cannot be."""
    name = code.strip().upper()
    if re.fullmatch(r"[A-Z]{3}", name, re.ASCII) is None or name == "EUR":
        raise Refused("bad_currency", _("“{code}” is not a currency. Write its three letters, as in CHF.").format(
            code=code[:20]
        ))  # fmt: skip
    match = _RATE.fullmatch(rate.strip())
    millionths = 0
    if match is not None:
        whole, rest = match.groups()
        millionths = int(whole) * _MILLION + int((rest or "").ljust(6, "0"))
    if millionths == 0:
        raise Refused(
            "bad_exchange_rate",
            _("“{rate}” is not a rate. Write how many euros one {code} is worth, as in 1.065.").format(
                rate=rate[:20], code=name
            ),
        )
    return Currency(name, millionths)


def read_currencies(text: str) -> tuple[Currency, ...]:
    """The setting as currencies."""
    pairs = (entry.strip().partition(" ") for entry in text.split(";") if entry.strip())
    return tuple(currency_of(code, rate) for code, _space, rate in pairs)


def written(currencies: Iterable[Currency]) -> str:
    """Currencies as the setting; each stands there once, the last rate given."""
    rates = {currency.code: currency.rate_text for currency in currencies}
    return "; ".join(f"{code} {rates[code]}" for code in sorted(rates))


def is_foreign(tenders: Sequence[Tender]) -> bool:
    """Whether foreign cash is among what is handed over; mostly there is none."""
    return TenderType.FOREIGN in [tender.type for tender in tenders]


def in_euros(
    tenders: Sequence[Tender], currencies: Sequence[Currency]
) -> tuple[tuple[Tender, ...], tuple[Foreign, ...]]:
    """Tenders with foreign cash at its value in euros, one for each currency; and what that cash is."""
    known = {currency.code: currency for currency in currencies}
    sums: dict[str, Money] = {}
    for tender in tenders:
        if tender.type is TenderType.FOREIGN:
            if tender.currency not in known:
                raise Refused(
                    "unknown_currency",
                    _("The shop takes no “{code}”. It takes: {known}.").format(
                        code=tender.currency[:20], known=", ".join(sorted(known)) or "EUR"
                    ),
                )
            if tender.amount.cents <= 0:
                raise Refused("bad_tender", _("A payment must be more than 0.00."))
            sums[tender.currency] = sums.get(tender.currency, Money(0)) + tender.amount
    cash = tuple(Foreign(code, amount, known[code].rate_text) for code, amount in sums.items())
    worth = tuple(Tender(TenderType.FOREIGN, known[one.currency].value(one.amount), one.currency) for one in cash)
    return (*(tender for tender in tenders if tender.type is not TenderType.FOREIGN), *worth), cash


def facts_of(payments: Sequence[Payment], cash: Sequence[Foreign]) -> tuple[SaleFact, ...]:
    """What was handed over in which currency, at which rate, by the number of the payment."""
    numbers = [number for number, payment in enumerate(payments, 1) if payment.type is TenderType.FOREIGN]
    return tuple(
        fact
        for number, one in zip(numbers, cash, strict=True)
        for fact in (
            SaleFact(number, CURRENCY, one.currency),
            SaleFact(number, EXCHANGE_RATE, one.rate),
            SaleFact(number, FOREIGN, str(one.amount)),
        )
    )
