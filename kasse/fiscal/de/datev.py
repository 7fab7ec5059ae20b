"""DATEV-Format (EXTF), Buchungsstapel: version 700, category 21, format version 13, 125 columns.

Source: DATEV's public description of the format (developer.datev.de, DATEV-Format, Buchungsstapel), read through
programs that write it; nothing here was checked against DATEV's own software (docs/fiscal.md says so).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from kasse.money import Money

VERSION, CATEGORY, NAME, FORMAT = 700, 21, "Buchungsstapel", 13
DEBIT, CREDIT = "S", "H"
TEXT_LENGTH, TITLE_LENGTH = 60, 30

COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
    "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
    "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre",
    "Beleglink",
    *(f"Beleginfo - {what} {number}" for number in range(1, 9) for what in ("Art", "Inhalt")),
    "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    *(f"Zusatzinformation{what} {number}" for number in range(1, 21) for what in (" - Art", "- Inhalt")),
    "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
    "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
    "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer",
    "Identifikationsnummer", "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt",
    "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit",
    "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position", "EU-Land u. UStID (Ursprung)",
    "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
)  # fmt: skip
_FIXED = COLUMNS.index("Festschreibung")


class Booking(NamedTuple):
    """A row: `amount` is above zero, `side` says on which side of `account` it stands, `contra` has the other.

    `key` is the contra account's BU key, empty where the account is automatic or has no VAT.
    """

    amount: Money
    side: str
    account: str
    contra: str
    key: str
    day: date
    document: str
    text: str


class Head(NamedTuple):
    """What the first line says."""

    made_at: datetime
    consultant: int
    client: int
    year_starts: date
    account_length: int
    first: date
    last: date
    title: str
    chart: str


def written(head: Head, bookings: Sequence[Booking]) -> bytes:
    """The file: semicolons, texts in quotes, CP1252, CRLF."""
    lines = [_head(head), ";".join(_quoted(column) for column in COLUMNS), *(_row(booking) for booking in bookings)]
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252", errors="replace")


def _quoted(text: str, most: int = 200) -> str:
    """A text in quotes, those within it doubled; a line break would end the row."""
    plain = " ".join(text.split())[:most]
    return '"' + plain.replace('"', '""') + '"'


def _head(head: Head) -> str:
    """31 fields; the numbers of the description beside some of them."""
    made = f"{head.made_at:%Y%m%d%H%M%S}{head.made_at.microsecond // 1000:03d}"
    fields = (
        '"EXTF"', str(VERSION), str(CATEGORY), _quoted(NAME), str(FORMAT), made, "", '"RE"', '"Kasse"', '""',
        str(head.consultant), str(head.client), f"{head.year_starts:%Y%m%d}", str(head.account_length),  # 11 to 14
        f"{head.first:%Y%m%d}", f"{head.last:%Y%m%d}", _quoted(head.title, TITLE_LENGTH), '""', "1", "0", "0",
        '"EUR"', "", '""', "", "", _quoted(head.chart), "", "", '""', '""',  # 22 to 31
    )  # fmt: skip
    return ";".join(fields)


def _row(booking: Booking) -> str:
    cents = booking.amount.cents
    assert cents > 0  # noqa: S101 - the side says the sign
    fields = [""] * len(COLUMNS)
    fields[:3] = f"{cents // 100},{cents % 100:02d}", _quoted(booking.side), '"EUR"'
    fields[6:11] = (
        booking.account,
        booking.contra,
        _quoted(booking.key),
        f"{booking.day:%d%m}",
        _quoted(booking.document, 36),
    )
    fields[13] = _quoted(booking.text, TEXT_LENGTH)
    fields[_FIXED] = "0"
    return ";".join(fields)
