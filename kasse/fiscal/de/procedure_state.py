"""What the procedure documents tell of this till: read from the books, set as tables in either language."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from kasse import __version__
from kasse.books.program import ProgramVersion
from kasse.books.tse import TseArchive, TseDeviceRow, TseEvent, TseEventKind
from kasse.fiscal.de.archive import Places, places
from kasse.fiscal.de.registration import Notice, notice_of
from kasse.formats import date_text, rate_text, time_text
from kasse.people import MAY, PERMISSION_NAMES, Permission, Role
from kasse.ports import Work
from kasse.shop import Shop
from kasse.tax import TaxRate
from kasse.texts import N_, Translator, translator

_ALL = 1 << 40
EVENT_NAMES = {
    TseEventKind.OUTAGE: N_("Outage begins"),
    TseEventKind.WORKS: N_("Works again"),
    TseEventKind.LATE: N_("Signature came too late, not used"),
    TseEventKind.ORPHAN: N_("Left transaction ended as aborted"),
    TseEventKind.DEVICE: N_("Device or certificate is another"),
    TseEventKind.SET_UP: N_("Set up"),
    TseEventKind.EXPORT: N_("Archived"),
    TseEventKind.ERASED: N_("Device erased"),
}
_ROLES = {Role.CASHIER: N_("Cashier"), Role.MANAGER: N_("Manager"), Role.OWNER: N_("Owner")}

_YES = {"de": "ja", "en": "yes"}
_CLASSES = {
    "standard": N_("standard rate"), "reduced": N_("reduced rate"), "zero": N_("no VAT"), "meal": N_("food eaten here"),
}  # fmt: skip


class Grid(NamedTuple):
    """A table: titles (none: pairs), rows, widths in points, 0 takes what is left. `living` makes no new version."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    living: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The till as it is."""

    shop: Shop
    file: Path
    program: str
    programs: tuple[ProgramVersion, ...]
    devices: tuple[TseDeviceRow, ...]
    events: tuple[TseEvent, ...]
    archives: tuple[TseArchive, ...]
    places: Places
    rates: tuple[TaxRate, ...]
    people: tuple[tuple[Role, int], ...]
    numbers: tuple[tuple[str, int], ...]
    printer: str
    market: bool
    notice: Notice

    def people_text(self, language: str) -> str:
        """How many work with it, by role."""
        text = translator(language)
        return ", ".join(f"{text(_ROLES[role])}: {count}" for role, count in self.people) or "–"

    def registered_text(self, language: str) -> str:
        """Whether the tax office was told of the till."""
        if not self.notice.said.notified:
            return {
                "de": "Die Kasse wird dem Finanzamt nach § 146a Abs. 4 AO innerhalb eines Monats nach Anschaffung und "
                "nach Außerbetriebnahme mitgeteilt. Als Tag der Mitteilung ist noch keiner eingetragen.",
                "en": "By section 146a (4) AO the tax office is told of the till within one month of its acquisition, "
                "and of its end. No day of such a notice is entered yet.",
            }[language]
        return {
            "de": "Die Kasse wurde dem Finanzamt nach § 146a Abs. 4 AO mitgeteilt am {day}.",
            "en": "The tax office was told of the till by section 146a (4) AO on {day}.",
        }[language].format(day=date_text(date.fromisoformat(self.notice.said.notified), language))


def gather(work: Work, shop_file: Path) -> State:
    """Read it all, in one look."""
    people = Counter(person.role for person in work.people.all() if person.active)
    open_shift = work.cash.open_shift()
    last_z = work.cash.last_z_no()
    archives = tuple(work.tse.archives())
    return State(
        shop=work.settings.shop(), file=shop_file.absolute(), program=__version__,
        programs=tuple(work.program.all()), devices=tuple(work.tse.devices()),
        events=tuple(work.tse.events(_ALL)), archives=archives, places=places(work, shop_file),
        rates=tuple(work.settings.tax_rates()), people=tuple((role, people[role]) for role in Role if people[role]),
        numbers=(
            (N_("Receipts"), work.sales.last_receipt_no()), (N_("Z reports"), last_z),
            (N_("Shifts"), last_z if open_shift is None else open_shift.number),
            (N_("TSE archives"), len(archives)),
        ),
        printer=work.settings.get("printer"), market=bool(work.settings.get("market")), notice=notice_of(work),
    )  # fmt: skip


def grids(state: State, language: str) -> dict[str, Grid]:
    """The tables by the names under which the text calls them."""
    text = translator(language)
    return {
        "shop": _shop(state, text), "taxes": _taxes(state, text, language), "roles": _roles(text, language),
        "programs": _programs(state, text, language), "numbers": _numbers(state, text),
        "devices": _devices(state, text, language), "equipment": _equipment(state, text),
        "places": _places(state, text),
        "events": events_grid(state.events, state.shop, language), "archives": _archives(state, text, language),
    }  # fmt: skip


def _shop(state: State, text: Translator) -> Grid:
    shop = state.shop
    rows = (
        (text("Business"), shop.name), (text("Address"), f"{shop.street}, {shop.postcode} {shop.city}".strip(", ")),
        (text("Tax number"), shop.tax_number or "–"), (text("VAT ID"), shop.vat_id or "–"),
        (text("Serial number of the till"), shop.till_serial),
        (text("Business day begins at"), f"{shop.day_starts_at_hour}:00 ({shop.zone})"),
    )  # fmt: skip
    return Grid((), rows, (180, 0))


def _taxes(state: State, text: Translator, language: str) -> Grid:
    rows = tuple(
        (text(_CLASSES.get(one.tax_class, one.tax_class)), date_text(one.valid_from, language),
         rate_text(one.rate, language))
        for one in state.rates
    )  # fmt: skip
    return Grid((text("Tax class"), text("From"), text("Rate")), rows, (160, 140, 0))


def _roles(text: Translator, language: str) -> Grid:
    rows = tuple(
        (text(PERMISSION_NAMES[one]), *(_YES[language] if one in MAY[role] else "–" for role in Role))
        for one in Permission
    )
    return Grid((text("Permission"), *(text(_ROLES[role]) for role in Role)), rows, (0, 75, 75, 75))


def _programs(state: State, text: Translator, language: str) -> Grid:
    rows = tuple(
        (_moment(state.shop, one.at, language), f"Kasse {one.version}", one.migration, one.system)
        for one in state.programs
    )
    return Grid((text("In use from"), text("Program"), text("Database"), text("System")), rows, (110, 90, 70, 0), True)


def _numbers(state: State, text: Translator) -> Grid:
    rows = tuple((text(name), "1", str(last)) for name, last in state.numbers)
    return Grid((text("Number circle"), text("First"), text("Last")), rows, (240, 90, 0), True)


def _devices(state: State, text: Translator, language: str) -> Grid:
    rows = []
    for one in state.devices:
        facts = one.facts
        told = (
            text("Kind: {kind}, {certified}").format(
                kind=facts.kind,
                certified=text("certified") if facts.certified else text("NOT CERTIFIED, training only"),
            ),
            text("Serial number: {serial}").format(serial=facts.serial),
            text("BSI certificate: {id}").format(id=facts.bsi_id or "–"),
            text("Algorithm {algorithm}, times {format}, client {client}").format(
                algorithm=facts.algorithm, format=facts.time_format.value, client=one.client
            ),
        )
        rows.append((str(one.number), _moment(state.shop, one.at, language), "\n".join(told)))
    if not rows:
        rows.append(("–", "–", text("No TSE is connected: this till may not be used in Germany.")))
    return Grid((text("No."), text("In use from"), text("Device")), tuple(rows), (40, 110, 0))


def _equipment(state: State, text: Translator) -> Grid:
    rows = (
        (text("Receipt printer"), state.printer or text("none set")),
        (text("Cash drawer"), text("at the receipt printer")),
        (text("Scanner"), text("as a keyboard (USB)")),
        (text("Card terminal"), text("stands apart; the amount is confirmed by the cashier")),
        (text("Internet"), text("offers of the market are published; sales need no network")
         if state.market else text("not needed for selling; nothing of the books leaves the computer by itself")),
    )  # fmt: skip
    return Grid((), rows, (160, 0))


def _places(state: State, text: Translator) -> Grid:
    rows = (
        (text("The shop's file"), str(state.file)),
        (text("TSE archives"), str(state.places.first.absolute())),
        (text("Second place of the archives"), str(state.places.second or "–")),
        (text("Practice (training)"), str(state.file.with_name(f"{state.file.stem}.training{state.file.suffix}"))),
    )
    return Grid((), rows, (180, 0))


def events_grid(events: tuple[TseEvent, ...], shop: Shop, language: str) -> Grid:
    """The device's log, the oldest first."""
    text = translator(language)
    rows = tuple(
        (_moment(shop, one.at, language), text(EVENT_NAMES[one.kind]), one.detail or one.ref)
        for one in reversed(events)
    )
    if not rows:
        rows = (("–", "–", text("Nothing was noted.")),)
    return Grid((text("When"), text("What"), text("Details")), rows, (105, 130, 0), True)


def _archives(state: State, text: Translator, language: str) -> Grid:
    rows = tuple(
        (str(one.z_no), _moment(state.shop, one.until, language), one.file + "\n" + one.sha256,
         text("clean") if one.verified else text("with findings"))
        for one in state.archives
    ) or (("–", "–", text("There is no archive yet."), "–"),)  # fmt: skip
    return Grid(("Z", text("Up to"), text("File and SHA-256"), text("Check")), rows, (35, 105, 0, 70), True)


def _moment(shop: Shop, at: datetime, language: str) -> str:
    return time_text(shop.time.local(at), language)
