"""Whether a small business still is one: section 19 UStG as it is since 2025."""

from datetime import date, timedelta

from kasse.books.reports import Period
from kasse.formats import amount_text
from kasse.money import Money
from kasse.ports import Work
from kasse.texts import _, current_language

YEAR_BEFORE = Money(25_000_00)
"""What last year's turnover may have been at most."""
THIS_YEAR = Money(100_000_00)
"""With the sale that goes beyond it in a running year, VAT begins; the till says so and does not stop."""
NEAR = 90
"""So many percent of a limit are worth a word."""


def warning(work: Work, today: date) -> tuple[str, bool] | None:
    """What the owner must know of the limits, and whether it is urgent; None where nothing is to be said."""
    if not work.settings.shop().small_business:
        return None
    before = _turnover(work, Period(date(today.year - 1, 1, 1), date(today.year, 1, 1) - timedelta(days=1)))
    now = _turnover(work, Period(date(today.year, 1, 1), today))
    return said(before, now)


def said(before: Money, now: Money) -> tuple[str, bool] | None:
    """The same of two sums: last year's turnover, and this year's so far."""
    if now > THIS_YEAR:
        text = _(
            "Turnover this year is {amount} €, more than the {limit} € of a small business: "
            "what is sold from now on bears VAT."
        )
        return _put(text, now, THIS_YEAR), True
    if before > YEAR_BEFORE:
        text = _(
            "Turnover last year was {amount} €, more than the {limit} € of a small business: VAT is due this year."
        )
        return _put(text, before, YEAR_BEFORE), True
    if now.cents * 100 > THIS_YEAR.cents * NEAR:
        text = _("Turnover this year is {amount} €. Beyond {limit} € a small business owes VAT at once.")
        return _put(text, now, THIS_YEAR), True
    if now > YEAR_BEFORE:
        text = _("Turnover this year is {amount} €, more than {limit} €: VAT is due from next year on.")
        return _put(text, now, YEAR_BEFORE), False
    if now.cents * 100 > YEAR_BEFORE.cents * NEAR:
        text = _("Turnover this year is {amount} €. Beyond {limit} € VAT is due from next year on.")
        return _put(text, now, YEAR_BEFORE), False
    return None


def _put(text: str, amount: Money, limit: Money) -> str:
    language = current_language()
    return text.format(amount=amount_text(amount, language), limit=amount_text(limit, language))


def _turnover(work: Work, period: Period) -> Money:
    """All receipts less what is no turnover; deposits are part of the price."""
    return Money(_sum(work, "receipt", period) - _sum(work, "other", period))


def _sum(work: Work, what: str, period: Period) -> int:
    return sum(sums.amount for sums in work.reports.sums(what, period, ()).values())
