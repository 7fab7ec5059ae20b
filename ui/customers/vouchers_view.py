"""The second tab: vouchers, looked up by a scan, with what is left and what became of each."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.customers import Voucher
from kasse.customers.vouchers import OpenedVoucher
from kasse.money import Money
from kasse.people import Permission
from kasse.shop import Shop
from kasse.texts import _, ngettext
from ui.actions import key_text
from ui.checkout.rows import figure
from ui.customers import words
from ui.pages import Page, card
from ui.products.list_view import SearchField
from ui.products.view import View
from ui.widgets.fields import choice_field, chosen_in
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

YEARS = (1, 2, 3, 4, 5, 10, 30)


class VoucherPanel(QFrame):
    """One voucher and its movements."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.heading, self.left, self.told = QLabel(), QLabel(), QLabel()
        self.heading.setObjectName("section")
        self.left.setObjectName("heading")
        self.told.setObjectName("quiet")
        self.table = Table(
            (
                Column(_("Day"), 110, quiet=True),
                Column(_("What")),
                Column(_("Amount"), 96, figures=True, bold=True),
            ),
            _("Voucher"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for label in (self.heading, self.left, self.told):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.table, 1)

    def show_voucher(self, opened: OpenedVoucher, shop: Shop, rates: dict[str, int]) -> None:
        """Show one."""
        voucher = opened.voucher
        self.heading.setText(voucher.code)
        self.left.setText(_("{amount} € left").format(amount=figure(voucher.left)))
        until = words.until_text(voucher)
        sentence = _("Expired on {date}.") if opened.expired else _("Valid until {date}.")
        kind = words.voucher_kind(voucher, rates)
        self.told.setText(f"{kind}. {sentence.format(date=until)}" if until else kind)
        entries = [
            Entry(
                str(number),
                (words.day(line.at, shop), _what(line.amount.cents, line.receipt_no, number), figure(line.amount)),
            )
            for number, line in enumerate(opened.lines)
        ]
        self.table.show_rows(entries[::-1], mark="")


def _what(cents: int, receipt: int | None, number: int) -> str:
    kind = _("Redeemed") if cents < 0 else _("Put back") if number else _("Sold")
    return kind if receipt is None else _("{kind}, receipt {number}").format(kind=kind, number=receipt)


class VouchersView(View):
    """What was sold as a voucher."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.panel = VoucherPanel()
        page.keep_in_side(self.panel)
        self._rates: dict[str, int] = {}
        self.search = SearchField()
        self.search.setProperty("keys", "text")
        self.search.setPlaceholderText(_("Scan a voucher, or type part of its code"))
        self.search.setAccessibleName(_("Look for a voucher"))
        self.years = choice_field([(str(years), self._years_text(years)) for years in YEARS])
        self.years.setAccessibleName(_("How long new vouchers are valid"))
        self.years.setToolTip(_("To the end of the year, so many years after the sale"))
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.table = Table(
            (
                Column(_("Code"), bold=True),
                Column(_("For"), 150, quiet=True),
                Column(_("Valid until"), 120, quiet=True),
                Column(_("Worth"), 100, figures=True),
                Column(_("Left"), 100, figures=True, bold=True),
            ),
            _("Vouchers"),
            _("No vouchers yet. {key} at the checkout sells the first one.").format(key=key_text("voucher")),
        )
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.told, 1)
        below.addWidget(self.years)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addLayout(below)
        layout.addWidget(card(self.table), 1)
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.stepped.connect(self.table.step)
        self.search.returnPressed.connect(self._enter)
        self.table.chosen.connect(self.open)
        self.years.activated.connect(lambda _index: self._change_years())

    @staticmethod
    def _years_text(years: int) -> str:
        return ngettext("New ones: {count} year", "New ones: {count} years", years).format(count=years)

    def _enter(self) -> None:
        if self.table.key():
            self.open(self.table.key())

    def opened(self) -> None:
        """Load anew."""
        self.load()
        if self.beside is None:
            focus_on(self.search)

    def load(self) -> None:
        """The vouchers that fit what was typed."""
        text = self.search.text()

        def look() -> tuple[list[Voucher], dict[str, int], int, tuple[int, Money]]:
            till = self.page.office.till
            found, rates = till.vouchers.listed(text), dict(self.page.office.desk.voucher_kinds())
            return found, rates, till.vouchers.years(), till.vouchers.with_money()

        self.page.store(look, lambda found: self._show(*found))

    def _show(self, found: list[Voucher], rates: dict[str, int], years: int, in_all: tuple[int, Money]) -> None:
        self._rates = rates
        if self.years.findData(str(years)) < 0:
            self.years.addItem(self._years_text(years), str(years))
        self.years.setCurrentIndex(self.years.findData(str(years)))
        self.table.show_rows([self._entry(voucher) for voucher in found])
        if not self.table.key():
            self.table.mark_row(0)
        open_ones, left = in_all
        if self.search.text().strip():
            left = Money(sum(voucher.left.cents for voucher in found))
            open_ones = sum(1 for voucher in found if voucher.left)
        told = ngettext("{count} voucher with money on it", "{count} vouchers with money on them", open_ones)
        self.told.setText(
            _("{told}, {amount} € in all").format(told=told.format(count=open_ones), amount=figure(left))
            if found
            else ""
        )

    def _entry(self, voucher: Voucher) -> Entry:
        cells = (
            voucher.code,
            words.voucher_kind(voucher, self._rates),
            words.until_text(voucher),
            figure(voucher.value),
            figure(voucher.left),
        )
        return Entry(voucher.code, cells)

    def open(self, code: str) -> None:
        """Show one."""

        def look() -> tuple[OpenedVoucher, Shop]:
            till = self.page.office.till
            return till.vouchers.open(code), till.checkout.shop

        self.page.store(look, lambda found: self._open(*found))

    def _open(self, opened: OpenedVoucher, shop: Shop) -> None:
        self.panel.show_voucher(opened, shop, self._rates)
        self.table.mark(opened.voucher.code)
        self.open_beside(self.panel)

    def _change_years(self) -> None:
        years = int(chosen_in(self.years))
        self.page.act(
            Permission.SETTINGS,
            lambda actor: self.page.office.till.vouchers.change_years(actor, years),
            lambda _none: self.page.message.say(_("Vouchers sold from now on are valid that long.")),
        )
