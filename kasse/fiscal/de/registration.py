"""The notice of section 146a (4) AO: what the tax office is told of the till, as a data sheet and as XML.

What the form in Mein ELSTER asks for: taxpayer, place of business, the device, the till. Since 2025 a till is notified
within a month after it was acquired or taken out of service, and each notice lists all tills of the place of business.
The XML follows a program that sends it; its schema could not be read, so it is marked as unconfirmed everywhere.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from kasse import __version__
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.formats import date_text
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.records import from_json, to_json
from kasse.texts import N_, _, current_language, translator

SETTING: Final = "registration"
NAMESPACE: Final = "http://finkonsens.de/elster/elsternachricht/aufzeichnung146a/v1"
KIND_OF_TILL: Final = "1"
"""Computer-based till system (eAS Art 1)."""
KINDS_OF_DEVICE: Final = {"1": N_("SD or microSD card"), "2": N_("USB stick"), "3": N_("cloud")}
DAYS: Final = ("device_since", "acquired", "in_service", "out_of_service", "notified")
"""The fields that are days."""
_DEVICE_KINDS: Final = {"swissbit": "2", "epson": "1", "fiskaly": "3"}
"""What a device mostly is; the owner can say otherwise."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the owner says of the till; the rest is read from the books. Dates are as in 2027-01-31, or empty."""

    taxpayer: str = ""
    place_name: str = ""
    place_street: str = ""
    place_postcode: str = ""
    place_city: str = ""
    bsi_id: str = ""
    device_kind: str = ""
    device_since: str = ""
    manufacturer: str = ""
    model: str = ""
    acquired: str = ""
    in_service: str = ""
    out_of_service: str = ""
    out_reason: str = ""
    notified: str = ""


class Row(NamedTuple):
    """A line of the data sheet: the name of the field in the form, in German as there, and its value."""

    name: str
    value: str
    wanted: bool = True


class Notice(NamedTuple):
    """All of it: what was said and what the books know."""

    said: Registration
    tax_number: str
    vat_id: str
    till_serial: str
    device_serial: str
    certified: bool
    training: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of fields that the form wants and nobody filled."""
        return tuple(row.name for _title, rows in self.sections() for row in rows if row.wanted and not row.value)

    def sections(self, language: str = "de") -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """The data sheet, in the order of the form; its words are the form's own, which is in German."""
        said, say = self.said, translator(language)
        place = f"{said.place_postcode} {said.place_city}".strip()
        kind = f"{said.device_kind} ({say(KINDS_OF_DEVICE[said.device_kind])})" if said.device_kind else ""
        return (
            ("Steuerpflichtige Person", (
                Row("Name / Firma", said.taxpayer), Row("Steuernummer", self.tax_number),
                Row("USt-IdNr.", self.vat_id, wanted=False),
            )),
            ("Betriebsstätte", (
                Row("Bezeichnung", said.place_name), Row("Straße und Hausnummer", said.place_street),
                Row("PLZ und Ort", place),
            )),
            ("Sicherheitseinrichtung (TSE)", (
                Row("Seriennummer der TSE", self.device_serial if self.certified else ""),
                Row("BSI-Zertifizierungs-ID", said.bsi_id), Row("Art der TSE", kind),
                Row("Inbetriebnahme der TSE", _day(said.device_since)),
            )),
            ("Elektronisches Aufzeichnungssystem (eAS)", (
                Row("Art des eAS", "1 (Computergestützte Kassensysteme / PC-Kassen)"), Row("Software", "Kasse"),
                Row("Version der Software", __version__), Row("Seriennummer des eAS", self.till_serial),
                Row("Hersteller des eAS", said.manufacturer), Row("Modell des eAS", said.model),
                Row("Anschaffung des eAS", _day(said.acquired)), Row("Inbetriebnahme des eAS", _day(said.in_service)),
                Row("Außerbetriebnahme des eAS", _day(said.out_of_service), wanted=False),
                Row("Grund der Außerbetriebnahme", said.out_reason, wanted=False),
            )),
        )  # fmt: skip

    def due(self) -> date | None:
        """The last day of the term that runs: a month after acquisition, or after the end; None where none does."""
        begins = [day for day in (_date(self.said.acquired), _date(self.said.out_of_service)) if day is not None]
        told = _date(self.said.notified)
        open_ones = [day for day in begins if told is None or told < day]
        return min((_month_later(day) for day in open_ones), default=None)

    def xml(self) -> str:
        """The notice as XML; not confirmed by any official schema, and it says so."""
        said, device = self.said, self.device_serial if self.certified else ""
        bsi = said.bsi_id.removeprefix("BSI-K-TR-")
        fields = (
            ("Art", KIND_OF_TILL), ("Software", "Kasse"), ("SoftwareVersion", __version__),
            ("SeriennummerAS", self.till_serial), ("Hersteller", said.manufacturer), ("Modell", said.model),
            ("SeriennummerTSE", device), ("InbetriebnahmeTSE", _day(said.device_since)), ("BSIID", bsi),
            ("ArtTSE", said.device_kind), ("AnschaffungAS", _day(said.acquired)),
            ("InbetriebnahmeAS", _day(said.in_service)), ("AusserbetriebnahmeAS", _day(said.out_of_service)),
            ("GrundAusserbetriebnahme", said.out_reason),
        )  # fmt: skip
        inside = "".join(
            f"   <{name}>{escape(value)}</{name}>\n" if value else f"   <{name}/>\n" for name, value in fields
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
            "<!-- UNBESTÄTIGT: Aufbau und Reihenfolge wurden gegen kein amtliches Schema geprüft.\n"
            "     UNCONFIRMED: checked against no official schema. Das Datenblatt (PDF) ist maßgeblich. -->\n"
            f'<Aufzeichnung146a xmlns="{NAMESPACE}" version="1">\n <Aufzeichnung146a>\n'
            f"  <AngabenAufzeichnungssystem>\n{inside}  </AngabenAufzeichnungssystem>\n"
            " </Aufzeichnung146a>\n</Aufzeichnung146a>\n"
        )


class Registering:
    """Keeps what the owner says, and makes the notice."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def notice(self) -> Notice:
        """As it is now; what nobody said is proposed from the books where they know it."""
        with self._store.read() as work:
            return notice_of(work)

    def say(self, actor: Actor, said: Registration) -> Notice:
        """Keep what the owner says, on record; `Refused` names what cannot be right."""
        actor.require(Permission.SETTINGS)
        said = _checked(said)
        with self._store.write() as work:
            before, after = work.settings.get(SETTING), to_json(said)
            if before != after:
                work.settings.put(SETTING, after)
                work.settings.audit(AuditEntry(self._clock.now(), actor.name, "setting", SETTING, before, after))
            return notice_of(work)


def notice_of(work: Work) -> Notice:
    """The notice from the books."""
    kept, shop = work.settings.get(SETTING), work.settings.shop()
    said = from_json(Registration, kept) if kept else Registration()
    devices = work.tse.devices()
    device = devices[-1] if devices else None
    local = shop.time.local
    proposed = Registration(
        taxpayer=shop.name, place_name=shop.name, place_street=shop.street, place_postcode=shop.postcode,
        place_city=shop.city, bsi_id="" if device is None else device.facts.bsi_id,
        device_kind="" if device is None else _DEVICE_KINDS.get(device.facts.kind, ""),
        device_since="" if device is None else local(device.at).date().isoformat(),
    )  # fmt: skip
    filled = {name: getattr(proposed, name) for name in Registration.__slots__ if not getattr(said, name)}
    return Notice(
        replace(said, **filled), shop.tax_number, shop.vat_id, shop.till_serial,
        "" if device is None else device.facts.serial, device is not None and device.facts.certified, work.training,
    )  # fmt: skip


def reminder(notice: Notice, today: date) -> str:
    """What the owner is to be told of the term; empty where there is nothing to do."""
    due = notice.due()
    if notice.training or not notice.certified:
        return ""
    if due is None:
        if notice.said.notified:
            return ""
        return _("Say when the till was acquired: the tax office is to be told within one month of it.")
    day = date_text(due, current_language())
    if today > due:
        return _("The tax office was to be told of this till by {date}. Do it now.").format(date=day)
    return _("The tax office is to be told of this till by {date}.").format(date=day)


def _checked(said: Registration) -> Registration:
    trimmed = Registration(**{name: getattr(said, name).strip() for name in Registration.__slots__})
    days = {name: _typed_day(getattr(trimmed, name)) for name in DAYS}
    trimmed = replace(trimmed, **days)
    if trimmed.bsi_id and not _is_bsi_id(trimmed.bsi_id):
        raise Refused("bad_bsi_id", _("The BSI's number looks like BSI-K-TR-0412-2020; it stands on the certificate."))
    return trimmed


def _typed_day(text: str) -> str:
    """As in 2027-01-31, or as a German writes it; empty stays empty."""
    day, _dot, rest = text.partition(".")
    month, _dot, year = rest.partition(".")
    typed = f"{year}-{month:0>2}-{day:0>2}" if year else text
    if text and _date(typed) is None:
        raise Refused("bad_date", _("“{text}” is not a day. Write it as in 2027-01-01.").format(text=text[:40]))
    return typed


def _is_bsi_id(text: str) -> bool:
    number, _dash, year = text.removeprefix("BSI-K-TR-").partition("-")
    return number.isdecimal() and len(number) == 4 and year.isdecimal() and len(year) == 4


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> str:
    day = _date(text)
    return "" if day is None else f"{day:%d.%m.%Y}"


def _month_later(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
