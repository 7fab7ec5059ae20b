"""Vouchers for the owner: which there are, what is left of them and what became of each."""

from typing import NamedTuple

from kasse.barcodes import lookup_key
from kasse.books.customers import Voucher, VoucherLine
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store
from kasse.serving import VOUCHER_YEARS, Serving
from kasse.texts import _


class OpenedVoucher(NamedTuple):
    """A voucher, what became of it, and whether it has expired."""

    voucher: Voucher
    lines: tuple[VoucherLine, ...]
    expired: bool


class Vouchers:
    """What was sold as a voucher."""

    def __init__(self, store: Store, clock: Clock, checkout: Serving) -> None:
        self._store = store
        self._clock = clock
        self._checkout = checkout

    def listed(self, text: str = "", limit: int = 200) -> list[Voucher]:
        """Vouchers by part of their code, those with money on them first."""
        with self._store.read() as work:
            return work.customers.vouchers(text, limit)

    def known(self, text: str) -> bool:
        """Whether a code is a voucher's."""
        with self._store.read() as work:
            return work.customers.voucher(lookup_key(text)) is not None

    def open(self, text: str) -> OpenedVoucher:
        """A voucher by its code; `Refused` where there is none."""
        voucher = self._checkout.voucher(text)
        with self._store.read() as work:
            lines = tuple(work.customers.voucher_lines(voucher.code))
        until = voucher.valid_until
        return OpenedVoucher(voucher, lines, until is not None and until < self._checkout.today())

    def outstanding(self) -> Money:
        """What is left on all vouchers together: what the shop still owes goods for."""
        return self.with_money()[1]

    def with_money(self) -> tuple[int, Money]:
        """How many vouchers have money on them, and how much it is."""
        with self._store.read() as work:
            return work.customers.on_vouchers()

    def years(self) -> int:
        """How many years after that of its sale a voucher is valid."""
        with self._store.read() as work:
            text = work.settings.get(VOUCHER_YEARS)
        return int(text) if text else 3

    def change_years(self, actor: Actor, years: int) -> None:
        """Another validity for vouchers sold from now on; the law's three years are the least that is safe."""
        actor.require(Permission.SETTINGS)
        if not 1 <= years <= 30:
            raise Refused("bad_years", _("A voucher is valid for 1 to 30 years."))
        with self._store.write() as work:
            before = work.settings.get(VOUCHER_YEARS)
            work.settings.put(VOUCHER_YEARS, str(years))
            entry = AuditEntry(self._clock.now(), actor.name, "setting", VOUCHER_YEARS, before, str(years))
            work.settings.audit(entry)
