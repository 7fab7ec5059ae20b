"""How values are written, and the lists of values: section 4.2 and 4.3 of the reference, in one place."""

from datetime import UTC, datetime, tzinfo

from kasse.fiscal.de.cases import CaseType, PaymentKind, RecordType

OWN = "0"
"""AGENTUR_ID of what is sold on one's own account."""
FACTOR = "1,000"
EURO = "EUR"
BASE_AMOUNT, DISCOUNT, EXTRA_AMOUNT = "base_amount", "discount", "extra_amount"
TRANSACTION = "Transaktion"
"""REF_TYP of what refers to another record of a till."""
EMPLOYEE, CUSTOMER = "Mitarbeiter", "Kunde"
"""KUNDE_TYP."""
DRAWER = "Schublade geöffnet"
"""BON_NAME of a drawer that was opened and no money moved: annex B wants a name for AVSonstige."""
CLAIM_TEXT = "Auf Kundenkonto"
UNITS = {"piece": "Stück", "kg": "kg", "l": "l", "m": "m"}
"""EINHEIT by `catalog.Unit`; any other is written as it is kept."""
NO_TSE = "Keine technische Sicherheitseinrichtung angebunden"
NOT_YET_SIGNED = "Noch nicht signiert"
NOT_TENDERED = "Vorgang ohne Abschluss, nicht signiert"

VAT_NAMES = {
    1: "Allgemeiner Steuersatz (§ 12 Abs. 1 UStG)",
    2: "Ermäßigter Steuersatz (§ 12 Abs. 2 UStG)",
    3: "Durchschnittsatz (§ 24 Abs. 1 Nr. 3 UStG)",
    4: "Durchschnittsatz (§ 24 Abs. 1 Nr. 1 UStG)",
    5: "Nicht steuerbar",
    6: "Umsatzsteuerfrei",
    7: "Umsatzsteuer nicht ermittelbar",
    8: "Nullsteuersatz (§ 12 Abs. 3 UStG)",
    11: "Historischer allgemeiner Steuersatz 19 %",
    12: "Historischer ermäßigter Steuersatz 7 %",
    21: "Historischer allgemeiner Steuersatz 16 %",
    22: "Historischer ermäßigter Steuersatz 5 %",
}

VALUES: dict[tuple[str, str], frozenset[str]] = {
    ("transactions", "BON_TYP"): frozenset(one.value for one in RecordType),
    ("transactions", "BON_STORNO"): frozenset({"0", "1"}),
    ("lines", "GV_TYP"): frozenset(one.value for one in CaseType),
    ("lines", "INHAUS"): frozenset({"", "0", "1"}),
    ("lines", "P_STORNO"): frozenset({"", "0", "1"}),
    ("businesscases", "GV_TYP"): frozenset(one.value for one in CaseType),
    ("payment", "ZAHLART_TYP"): frozenset(one.value for one in PaymentKind),
    ("datapayment", "ZAHLART_TYP"): frozenset(one.value for one in PaymentKind),
    ("itemamounts", "TYP"): frozenset({"", BASE_AMOUNT, DISCOUNT, EXTRA_AMOUNT}),
    ("references", "REF_TYP"): frozenset({"ExterneRechnung", "ExternerLieferschein", TRANSACTION, "ExterneSonstige"}),
    ("tse", "TSE_PD_ENCODING"): frozenset({"UTF-8", "ASCII"}),
    ("tse", "TSE_ZEITFORMAT"): frozenset(
        {"unixTime", "utcTime", "utcTimeWithSeconds", "generalizedTime", "generalizedTimeWithMilliseconds"}
    ),
    ("transactions_tse", "TSE_TA_VORGANGSART"): frozenset({"", "Kassenbeleg-V1", "Bestellung-V1", "SonstigerVorgang"}),
    ("cashregister", "KEINE_UST_ZUORDNUNG"): frozenset({"", "0", "1"}),
}

COUNTRIES = {
    "DE": "DEU", "AT": "AUT", "CH": "CHE", "FR": "FRA", "BE": "BEL", "NL": "NLD", "LU": "LUX", "DK": "DNK",
    "PL": "POL", "CZ": "CZE", "IT": "ITA", "ES": "ESP", "PT": "PRT", "GB": "GBR", "IE": "IRL", "LI": "LIE",
}  # fmt: skip
"""ISO 3166: two letters to three."""


def country(code: str) -> str:
    """A country in three letters."""
    return COUNTRIES.get(code.upper(), code.upper()[:3])


def number(units: int, digits: int) -> str:
    """An integer of the smallest unit with exactly so many digits behind the comma, without grouping."""
    whole, rest = divmod(abs(units), 10**digits)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole},{rest:0{digits}d}" if digits else f"{sign}{whole}"


def amount(cents: int) -> str:
    """Cents with two digits."""
    return number(cents, 2)


def fine(cents: int) -> str:
    """Cents with five digits."""
    return number(cents * 1000, 5)


def net_units(cents: int, rate: int) -> int:
    """The net of a gross amount in hundred-thousandths of a euro, half away from zero; `rate` of 1/100 percent."""
    units = (abs(cents) * 20_000_000 + 10_000 + rate) // (2 * (10_000 + rate))
    return -units if cents < 0 else units


def moment(at: datetime, zone: tzinfo) -> str:
    """RFC 3339 with the offset of the shop's own time."""
    return at.astimezone(zone).isoformat(timespec="seconds")


def instant(at: datetime) -> str:
    """A device's time: UTC with milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
