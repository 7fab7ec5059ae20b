"""A till without a window: the shop's file opened, and all services on it, for the window and the command line."""

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from kasse.barcodes import CodeRule
from kasse.checkout import Checkout
from kasse.clock import Clock, SystemClock
from kasse.closing import check_setting, check_shop
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.rates import RATES
from kasse.login import LogIn, PinHasher, check_pin
from kasse.people import Actor, AuditEntry, Permission, Person, Role
from kasse.ports import Job, NullTse, Tse, Work
from kasse.products import Products
from kasse.receipts import Receipts
from kasse.records import from_json
from kasse.scan import Offer, identify
from kasse.shift import ShiftService
from kasse.shop import Shop
from kasse.store.backup import copy_database, mark_training, set_aside
from kasse.store.database import Database
from kasse.store.lock import TillLock
from kasse.tax import TaxRate
from kasse.texts import LANGUAGES, _

if TYPE_CHECKING:
    from kasse.buying.keeping import Keeping
    from kasse.buying.orders import Orders
    from kasse.buying.proposals import Proposals, SupplierProposal
    from kasse.buying.suppliers import Suppliers
    from kasse.reports.overview import Overview
    from kasse.reports.service import Reports
if TYPE_CHECKING:
    from kasse.fiscal.de.archive import Archiving
    from kasse.fiscal.de.device import TseDevice, TseSettings
    from kasse.fiscal.de.procedure import Procedures
    from kasse.fiscal.de.registration import Registering
    from kasse.fiscal.de.signing import Signing
if TYPE_CHECKING:  # receipts are drawn after the sale, and need not be there before it
    from kasse.books.program import ProgramVersion
    from kasse.cash import CashCount, Shift
    from kasse.cash_book import CashLedger
    from kasse.customers.people import Customers
    from kasse.customers.privacy import Privacy
    from kasse.customers.stamps import Stamps
    from kasse.customers.tabs import Tabs
    from kasse.customers.vouchers import Vouchers
    from kasse.exchange import Exchange
    from kasse.fiscal.de.datev_export import Datev
    from kasse.market.publishing import Market
    from kasse.market.reservations import Reservations
    from kasse.prices import Prices
    from kasse.promoting import Promoting
    from kasse.receipt import Document
    from kasse.stock.empties import Empties
    from kasse.stock.expiry import Expiry
    from kasse.stock.levels import Levels
    from kasse.stock.press import Press
    from kasse.stock.recall import Recall
    from kasse.stock.receiving import Receiving
    from kasse.stock.sending_back import SendingBack
    from kasse.stock.stocktake import Stocktakes
    from kasse.stock.valuation import Valuation
    from kasse.stock.writing_off import WritingOff

T = TypeVar("T")

SHEET_JOB = "count_sheet"
"""The kind of job that prints a counting sheet."""

TSE_SETTING = "tse"
"""The setting that holds `TseSettings` as JSON."""


class Till:
    """One shop, open."""

    def __init__(
        self,
        path: Path,
        *,
        tse: Tse | None = None,
        device: "TseDevice | Callable[[TseSettings], TseDevice] | None" = None,
        clock: Clock | None = None,
        hasher: PinHasher | None = None,
        exclusive: bool = True,
    ) -> None:
        """Open the file; `exclusive` False reads beside an open till. Raises `Refused` or `Unavailable`.

        `device` is the fiscal device, or what makes it of the shop's settings; `tse` is one that is wired already.
        """
        self.path = path
        self.clock = clock or SystemClock()
        self.database = Database(path, exclusive=exclusive)
        self.signing: Signing | None = None
        self._device = device if exclusive else None
        self.archiving: Archiving | None = None
        try:
            self.tse = tse or self._signing_by(self._device) or NullTse()
            self.checkout = Checkout(self.database, self.tse, self.clock)
        except BaseException:
            self.database.close()
            raise
        self.shift = ShiftService(self.database, self.clock, self.checkout.finish_tendered, self.tse)
        self.people = LogIn(self.database, self.clock, hasher)
        self.products = Products(self.database, self.clock)
        self.receipts = Receipts(self.database, self.clock, self.checkout)
        if exclusive:
            self.checkout.day_begins = self.begin_day
            try:
                self._note_version()
                self.begin_day()
            except BaseException:
                self.database.close()
                raise

    def _note_version(self) -> None:
        """Another version of Kasse, or of the file, is on record from here on; a full disk stops no till."""
        from kasse import __version__
        from kasse.store.schema import HEAD

        with self.database.read() as work:
            last = work.program.last()
        if last is not None and (last.version, last.migration) == (__version__, HEAD):
            return
        import platform

        from kasse.books.program import ProgramVersion

        system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
        with contextlib.suppress(Unavailable), self.database.write() as work:
            work.program.note(ProgramVersion(self.clock.now(), __version__, HEAD, system))

    def versions(self) -> "list[ProgramVersion]":
        """Which versions of Kasse worked on this file, the newest first."""
        with self.database.read() as work:
            return work.program.all()

    def _signing_by(self, device: "TseDevice | Callable[[TseSettings], TseDevice] | None") -> "Signing | None":
        """The fiscal device of this shop, where it has one."""
        if device is None:
            return None
        if callable(device):
            settings = self._tse_to_use()
            if settings is None:
                return None
            device = device(settings)
        from kasse.fiscal.de.signing import Signing

        with self.database.read() as work:
            client = work.settings.shop().till_serial
        self.signing = Signing(device, self.database, self.clock, client, training=self.database.training)
        from kasse.fiscal.de.archive import Archiving

        self.archiving = Archiving(self.signing, self.database, self.clock, self.path)
        self.signing.archive = self.archiving.begin
        return self.signing

    def _tse_to_use(self) -> "TseSettings | None":
        """A training file has the software TSE, whatever the shop has: practice leaves no mark on a real device."""
        if not self.training:
            return self.tse_settings()
        from kasse.fiscal.de.device import TseSettings

        return TseSettings("software")

    def renew_device(self) -> None:
        """Use the fiscal device that the settings name now; who drives the one before lets go of it."""
        self.signing, self.archiving = None, None
        self.tse = self._signing_by(self._device) or NullTse()
        self.checkout.use_tse(self.tse)
        self.shift.use_tse(self.tse)

    def tse_settings(self) -> "TseSettings | None":
        """Which fiscal device this shop has; nothing secret is in it."""
        kept = self.setting(TSE_SETTING)
        if not kept:
            return None
        from kasse.fiscal.de.device import TseSettings

        return from_json(TseSettings, kept)

    @cached_property
    def datev(self) -> "Datev":
        """Bookings for the tax adviser."""
        from kasse.fiscal.de.datev_export import Datev

        return Datev(self.database, self.clock)

    def counting_sheet(self, actor: Actor, shift: int, number: int = 0) -> "Document":
        """The counting sheet of a shift's count (0: its last one)."""
        return self._sheet(*self.cash_book.count_of(actor, shift, number))

    def _sheet(self, count: "CashCount", shift: "Shift", number: int) -> "Document":
        from kasse.cash_paper import counting_sheet

        with self.database.read() as work:
            return counting_sheet(count, shift, work.settings.shop(), number, training=work.training)

    @cached_property
    def cash_book(self) -> "CashLedger":
        """The cash book, and the balance at any moment."""
        from kasse.cash_book import CashLedger

        return CashLedger(self.database, self.clock)

    @cached_property
    def customers(self) -> "Customers":
        """Customers and their groups."""
        from kasse.customers.people import Customers

        return Customers(self.database, self.clock, self.checkout)

    @cached_property
    def tabs(self) -> "Tabs":
        """What customers owe."""
        from kasse.customers.tabs import Tabs

        return Tabs(self.database, self.clock, self.checkout)

    @cached_property
    def vouchers(self) -> "Vouchers":
        """Vouchers, and what is left of them."""
        from kasse.customers.vouchers import Vouchers

        return Vouchers(self.database, self.clock, self.checkout)

    @cached_property
    def stamps(self) -> "Stamps":
        """Stamp programmes."""
        from kasse.customers.stamps import Stamps

        return Stamps(self.database, self.clock)

    @cached_property
    def privacy(self) -> "Privacy":
        """What a person may ask for."""
        from kasse.customers.privacy import Privacy

        return Privacy(self.database, self.clock, self.checkout, self.database.forget_log)

    @cached_property
    def overview(self) -> "Overview":
        """What the owner sees first."""
        from kasse.reports.overview import Overview

        return Overview(self.database, self.clock)

    @cached_property
    def reports(self) -> "Reports":
        """The owner's figures."""
        from kasse.reports.service import Reports

        return Reports(self.database, self.clock)

    @cached_property
    def prices(self) -> "Prices":
        """Prices: changed, planned, looked back at."""
        from kasse.prices import Prices

        return Prices(self.database, self.clock)

    @cached_property
    def suppliers(self) -> "Suppliers":
        """Suppliers and what they sell us."""
        from kasse.buying.suppliers import Suppliers

        return Suppliers(self.database, self.clock)

    @cached_property
    def orders(self) -> "Orders":
        """What was ordered."""
        from kasse.buying.orders import Orders

        return Orders(self.database, self.clock)

    @cached_property
    def buying_kept(self) -> "Keeping":
        """What was changed or ticked off before it is booked."""
        from kasse.buying.keeping import Keeping

        return Keeping(self.database, self.clock)

    @property
    def proposals(self) -> "Proposals":
        """What to order."""
        from kasse.buying.proposals import Proposals

        return Proposals(self.database, self.clock, self.checkout.shop.time)

    def propose_beside(self, actor: Actor) -> "list[SupplierProposal]":
        """What to order, by a reader of its own: on any thread, while selling goes on."""
        return self.beside(lambda reader: reader.proposals.make(actor))

    def beside(self, look: "Callable[[Till], T]") -> "T":
        """What takes its time, by a reader of its own that sees one moment of the books: on any thread."""
        reader = Till(self.path, clock=self.clock, exclusive=False)
        try:
            with reader.database.steady():
                return look(reader)
        finally:
            reader.close()

    @cached_property
    def receiving(self) -> "Receiving":
        """Goods in."""
        from kasse.stock.receiving import Receiving

        return Receiving(self.database, self.clock)

    @cached_property
    def writing_off(self) -> "WritingOff":
        """Goods that nobody buys any more."""
        from kasse.stock.writing_off import WritingOff

        return WritingOff(self.database, self.clock)

    @cached_property
    def levels(self) -> "Levels":
        """What there is."""
        from kasse.stock.levels import Levels

        return Levels(self.database, self.clock)

    @cached_property
    def expiry(self) -> "Expiry":
        """What expires when."""
        from kasse.stock.expiry import Expiry

        return Expiry(self.database, self.clock)

    @cached_property
    def recall(self) -> "Recall":
        """Batches that are called back."""
        from kasse.stock.recall import Recall

        return Recall(self.database, self.clock)

    @cached_property
    def promotions(self) -> "Promoting":
        """Promotions: edited, switched on and off, tried out."""
        from kasse.promoting import Promoting

        return Promoting(self.database, self.clock, self.checkout)

    @cached_property
    def stocktakes(self) -> "Stocktakes":
        """Stocktakes while selling goes on."""
        from kasse.stock.stocktake import Stocktakes

        return Stocktakes(self.database, self.clock)

    @cached_property
    def empties(self) -> "Empties":
        """What lies in the yard, and the deposit account."""
        from kasse.stock.empties import Empties

        return Empties(self.database, self.clock)

    @cached_property
    def sending_back(self) -> "SendingBack":
        """What goes back to suppliers."""
        from kasse.stock.sending_back import SendingBack

        return SendingBack(self.database, self.clock)

    @cached_property
    def press(self) -> "Press":
        """Press by the issue."""
        from kasse.stock.press import Press

        return Press(self.database, self.clock)

    @cached_property
    def valuation(self) -> "Valuation":
        """What the stock was worth on any day."""
        from kasse.stock.valuation import Valuation

        return Valuation(self.database, self.clock)

    def begin_day(self) -> int:
        """Prices that were planned for this day hold from now on; gives how many. Costs nothing a second time."""
        today, begun = self.checkout.today(), 0
        if today == self.checkout.priced_day or self.database.connection.in_transaction:
            return 0
        with self.database.read() as work:
            due = work.catalog.prices_due(today)
        if due:
            begun = self.prices.begin(today)
        self.checkout.priced_day = today
        return begun

    @cached_property
    def procedures(self) -> "Procedures":
        """The procedure documents."""
        from kasse.fiscal.de.procedure import Procedures

        return Procedures(self.database, self.clock, self.path)

    @cached_property
    def registering(self) -> "Registering":
        """What the tax office is told of the till."""
        from kasse.fiscal.de.registration import Registering

        return Registering(self.database, self.clock)

    @cached_property
    def exchange(self) -> "Exchange":
        """Lists taken over and taken back, and what is known of codes."""
        from kasse.exchange import Exchange

        return Exchange(self.database, self.clock, self.checkout.tax_class_of)

    @cached_property
    def market(self) -> "Market":
        """What the world may see of the shop, and where it is told."""
        from kasse.market.publishing import Market

        return Market(self.database, self.clock)

    @cached_property
    def reservations(self) -> "Reservations":
        """What somebody outside wants to fetch."""
        from kasse.market.reservations import Reservations

        return Reservations(self.database, self.clock)

    @property
    def training(self) -> bool:
        """Whether everything here is only training."""
        return self.database.training

    def receipt_document(self, receipt_no: int, *, copy: bool = False) -> "Document":
        """A receipt, with the shop's data as they were."""
        return self._sale_document("receipt", str(receipt_no), copy=copy)

    def document_of(self, job: Job) -> "Document | None":
        """What a print job prints; None for a mere opening of the drawer."""
        if job.kind == "z_report":
            return self.report_document(number=int(job.ref))
        if job.kind == SHEET_JOB:
            shift, _slash, number = job.ref.partition("/")
            return self._sheet(*self.cash_book.booked(int(shift), int(number)))
        if job.kind == "receipt":
            return self._sale_document("id", job.ref, copy="copy" in job.payload)
        return None

    def _sale_document(self, by: str, ref: str, *, copy: bool) -> "Document":
        from kasse.paper import sale_document

        with self.database.read() as work:
            sale = work.sales.by_id(UUID(ref)) if by == "id" else work.sales.by_receipt_no(int(ref))
            if sale is None:
                raise Refused("no_receipt", _("There is no receipt {number}.").format(number=ref))
            shop = work.settings.shop(sale.shop_version)
            account = None
            if sale.customer is not None or any(position.kind == "redeemed" for position in sale.positions):
                from kasse.customers.account import account_of

                account = account_of(work, sale)
            device = None
            if sale.signature is not None and sale.signature.device:
                device = work.tse.device(sale.signature.device)
            return sale_document(sale, shop, training=work.training, copy=copy, account=account, device=device)

    def report_document(self, figures_of: str = "z", number: int | None = None) -> "Document":
        """A Z report as it was made, or the X report of now as the owner sees it."""
        from kasse.paper import report_document

        figures = self.shift.z_report(number) if figures_of == "z" else self.shift.x_report(self.people.owner())
        with self.database.read() as work:
            return report_document(figures, work.settings.shop(figures.shop_version))

    def x_document(self, actor: Actor) -> "Document":
        """The X report of now as this person may see it."""
        from kasse.paper import report_document

        figures = self.shift.x_report(actor)
        with self.database.read() as work:
            return report_document(figures, work.settings.shop(figures.shop_version))

    def change_setting(self, actor: Actor, name: str, value: str) -> None:
        """Change a setting of the shop, on record."""
        actor.require(Permission.SETTINGS)
        with self.database.write() as work:
            before = work.settings.get(name)
            if before != value:
                check_setting(work, name)
            work.settings.put(name, value)
            self._note(work, actor, "setting", name, before, value)

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the shop."""
        with self.database.read() as work:
            return work.settings.get(name, default)

    def change_shop(self, actor: Actor, **changes: str | int) -> None:
        """Other data of the shop: a new version, so that old receipts keep theirs; none where nothing is different."""
        actor.require(Permission.SETTINGS)
        with self.database.write() as work:
            before = work.settings.shop()
            after = replace(before, **changes)  # type: ignore[arg-type]
            _refuse_shop(after)
            if after == before:
                return
            check_shop(work, (name for name in changes if getattr(before, name) != getattr(after, name)))
            work.settings.put_shop(after, self.clock.now(), actor.name)
            for name in changes:
                old, new = str(getattr(before, name)), str(getattr(after, name))
                if old != new:
                    self._note(work, actor, "shop", name, old, new)
        self.checkout.refresh()

    def tax_rates(self) -> list[TaxRate]:
        """All VAT rates with their dates."""
        with self.database.read() as work:
            return work.settings.tax_rates()

    def add_tax_rate(self, actor: Actor, rate: TaxRate) -> None:
        """A rate from a day on, on record; one of a day that has sales already stays as it is."""
        actor.require(Permission.SETTINGS)
        if not rate.tax_class.isprintable() or not rate.tax_class or not 0 <= rate.rate <= 10_000:
            raise Refused("bad_rate", _("A VAT rate is from 0 to 100 percent, and its class has a name."))
        if rate.valid_from <= self.checkout.today():
            raise Refused("past_rate", _("A rate must begin tomorrow or later: what was sold keeps its VAT."))
        with self.database.write() as work:
            before = [known.rate for known in work.settings.tax_rates() if known[:2] == rate[:2]]
            work.settings.put_tax_rates([rate])
            subject = f"{rate.tax_class} {rate.valid_from.isoformat()}"
            self._note(work, actor, "tax_rate", subject, str(before[0]) if before else "", str(rate.rate))
        self.checkout.refresh()

    def code_rules(self) -> tuple[CodeRule, ...]:
        """What in-store codes mean, in the order in which the rules are tried."""
        with self.database.read() as work:
            return work.catalog.code_rules()

    def try_code(self, text: str, rules: Sequence[CodeRule]) -> Offer:
        """What a code would sell by rules that need not be the shop's yet; `Refused` says why it sells nothing."""
        with self.database.read() as work:
            return identify(text, rules, work)

    def change_code_rules(self, actor: Actor, rules: Sequence[CodeRule]) -> None:
        """Other rules for in-store codes, on record."""
        actor.require(Permission.SETTINGS)
        with self.database.write() as work:
            before = work.catalog.code_rules()
            work.catalog.put_code_rules(rules)
            self._note(work, actor, "code_rules", str(len(rules)), _rules_text(before), _rules_text(rules))
        self.checkout.refresh()

    def _note(self, work: Work, actor: Actor, what: str, subject: str, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self.clock.now(), actor.name, what, subject, before, after))

    def backup(self, target: Path) -> None:
        """A copy of the whole shop while selling goes on."""
        if target.exists():
            raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=target))
        copy_database(self.path, target)

    def verify(self, progress: Callable[[str], None] = lambda step: None) -> list[str]:
        """What does not add up in the books, a sentence each; empty where all is well."""
        from kasse.store.verify import verify

        found = verify(self.database.connection, progress)
        try:
            return found + self.archive_findings(progress)
        except Unavailable as error:  # the file is damaged just there
            return [*found, error.message]

    def archive_findings(self, progress: Callable[[str], None] = lambda step: None) -> list[str]:
        """What is missing or changed of the fiscal device's archives, where their folder is at hand."""
        with self.database.read() as work:
            archives = work.tse.archives()
            if not archives:
                return []
            from kasse.fiscal.de.archive import findings, places

            folder = places(work, self.path).first
        progress(_("the archives of the fiscal device"))
        return findings(archives, folder)

    def verify_beside(self, progress: Callable[[str], None] = lambda step: None) -> list[str]:
        """As `verify`, by a reader of its own: on any thread, while selling goes on."""
        reader = Till(self.path, exclusive=False)
        try:
            return reader.verify(progress)
        finally:
            reader.close()

    def close(self) -> None:
        """Leave the file in one piece."""
        try:
            if self.signing is not None:
                self.signing.device.close()
        finally:
            self.database.close()


def _refuse_shop(shop: Shop) -> None:
    if not shop.name.strip():
        raise Refused("no_name", _("Give the shop a name: it stands on every receipt."))
    if shop.language not in LANGUAGES:
        raise Refused("bad_language", _("The language must be de or en."))
    if not 0 <= shop.day_starts_at_hour <= 23:
        raise Refused("bad_hour", _("The business day begins at a full hour from 0 to 23."))


def _rules_text(rules: Sequence[CodeRule]) -> str:
    return ", ".join(f"{rule.prefix} {rule.pattern} {rule.meaning}" for rule in rules)


def create_shop(path: Path, shop: Shop, *, owner: str = "", pin: str | None = None, clock: Clock | None = None) -> None:
    """Make an empty shop with its owner and the country's VAT rates; `path` must not exist."""
    if path.exists():
        raise Refused("file_exists", _("{file} exists already. Choose another name.").format(file=path))
    if not shop.name.strip():
        raise Refused("no_name", _("Give the shop a name: it stands on every receipt."))
    check_pin(pin)
    from kasse.store.upgrade import create

    unfinished = path.with_name(path.name + ".new")  # so that a power cut leaves no half a shop at `path`
    try:
        for ending in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + ending).unlink(missing_ok=True)
        create(unfinished)
    except OSError as error:
        raise Unavailable(
            "read_only",
            _(
                "The folder {folder} cannot be written to. Check its permissions, or choose another file with --db."
            ).format(folder=path.parent),
        ) from error
    till_clock = clock or SystemClock()
    database = Database(unfinished, exclusive=False)
    try:
        with database.write() as work:
            # The serial is the till's name at the tax office and the TSE: no slash, no underscore, never changed.
            serial = shop.till_serial or f"KASSE-{os.urandom(4).hex().upper()}"
            work.settings.put_tax_rates(RATES)
            work.settings.put_shop(replace(shop, till_serial=serial), till_clock.now(), owner)
            work.people.save(Person(owner or _("Owner"), Role.OWNER), "")
            work.settings.audit(AuditEntry(till_clock.now(), owner or _("Owner"), "init", shop.name))
    finally:
        database.close()
    if pin is not None:
        _set_pin(unfinished, pin)
    set_aside(path)  # there may be the log of a file that somebody removed
    unfinished.replace(path)


def _set_pin(path: Path, pin: str) -> None:
    till = Till(path, exclusive=False)
    try:
        owner = till.people.owner()
        till.people.change_own_pin(owner, "", pin)
    finally:
        till.close()


def training_copy(path: Path) -> Path:
    """A fresh copy of the shop to practise on, in a file of its own; the real one is only read."""
    Database(path, exclusive=False).close()  # refuses what is no shop
    target = path.with_name(f"{path.stem}.training{path.suffix}")
    unmarked = path.with_name(f"{path.stem}.training-new{path.suffix}")
    lock = TillLock(target)
    try:
        copy_database(path, unmarked)
        mark_training(unmarked)
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        unmarked.replace(target)
    finally:
        lock.release()
    return target


def restore(backup: Path, path: Path) -> Path | None:
    """Put a backup in the shop's place, once it proves sound; gives where the replaced file was kept.

    `Refused` with what does not add up where the backup is not sound; then nothing is changed. The backup of an older
    Kasse is brought up to date on the way.
    """
    try:
        Database(backup, exclusive=False).close()
    except Unavailable as error:
        if error.code != "older_file":
            raise
        return _restore_older(backup, path)
    return _restore(backup, path)


def _restore_older(backup: Path, path: Path) -> Path | None:
    from kasse.store.upgrade import updated_copy

    updated = path.with_name(f"{path.name}.updating-{datetime.now(UTC):%Y%m%d%H%M%S}")
    try:
        updated_copy(backup, updated)
        return _restore(updated, path)
    finally:
        for ending in ("", "-wal", "-shm"):
            updated.with_name(updated.name + ending).unlink(missing_ok=True)


def _restore(backup: Path, path: Path) -> Path | None:
    proof = Till(backup, exclusive=False)
    try:
        from kasse.store.verify import verify

        findings = verify(proof.database.connection)  # archives lie elsewhere: a shop is restored without them, too
        training = proof.training
    finally:
        proof.close()
    if path.exists() and backup.samefile(path):
        raise Refused("same_file", _("{file} is the shop itself, not a backup of it.").format(file=backup))
    if training:
        raise Refused("training_file", _("{file} is a training copy; it is no backup of the shop.").format(file=backup))
    if findings:
        raise Refused("bad_backup", _("This backup does not add up: {finding}").format(finding=findings[0]))
    lock = TillLock(path)
    try:
        incoming = path.with_name(f"{path.name}.restoring-{datetime.now(UTC):%Y%m%d%H%M%S}")
        copy_database(backup, incoming)
        kept = set_aside(path)
        incoming.replace(path)
    finally:
        lock.release()
    return kept
