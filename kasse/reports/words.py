"""What the reports call things."""

from kasse.texts import N_, _

WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_PAYMENTS = {"cash": N_("Cash"), "card": N_("Card"), "tab": N_("On the tab"), "foreign": N_("Foreign cash")}
_KINDS = {"goods": N_("Goods"), "open": N_("Open sale"), "press": N_("Press"), "voucher": N_("Voucher")}
_REASONS = {
    "spoiled": N_("Spoiled"),
    "broken": N_("Broken"),
    "stolen": N_("Stolen"),
    "own_use": N_("Own use"),
    "donated": N_("Donated"),
    "stocktake": N_("Stocktake difference"),
}


def weekday(number: int) -> str:
    """0 is Monday."""
    return _(_WEEKDAYS[number])


def hour(number: int) -> str:
    """From the full hour to the next."""
    return f"{number:02d}–{(number + 1) % 24:02d}"


def payment(key: str) -> str:
    """How it was paid."""
    return _(_PAYMENTS[key]) if key in _PAYMENTS else key


def kind(key: str) -> str:
    """What a position without a product is."""
    return _(_KINDS[key]) if key in _KINDS else key


def reason(key: str) -> str:
    """Why something is gone."""
    return _(_REASONS[key]) if key in _REASONS else key
