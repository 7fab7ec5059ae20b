"""Goods out: the reason once, then a scan each."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kasse.books.stock import WRITE_OFFS, Reason
from kasse.catalog import Found
from kasse.clock import ShopTime
from kasse.errors import KasseError
from kasse.ids import uuid7
from kasse.money import total
from kasse.people import Actor, Permission
from kasse.quantity import ONE, Quantity
from kasse.stock.writing_off import WrittenOff
from kasse.texts import _, ngettext
from ui import theme
from ui.checkout.rows import figure, quantity_figure
from ui.pages import AtHand, Page, card
from ui.products.side import button
from ui.products.view import View
from ui.stock.finder import Finder
from ui.stock.words import moment_text, money_text, reason_text
from ui.widgets.ask import Choice, Question
from ui.widgets.choices import Choices
from ui.widgets.fields import text_field
from ui.widgets.message import focus_on
from ui.widgets.table import Column, Entry, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kasse.till import Till


class Shown(NamedTuple):
    """The last write-offs, with the shop's time and day."""

    rows: "list[WrittenOff]"
    time: ShopTime
    today: date


WRITING_OFF = "writing off"
"""What leave is lent for: all that goes, until another tab or page is in sight."""


class WriteOffView(View):
    """The tab: what is lost or given away, with what it costs."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.reasons = Choices([(reason.value, reason_text(reason)) for reason in WRITE_OFFS])
        self.reasons.setAccessibleName(_("Why the goods go"))
        self.reasons.put(Reason.SPOILED.value)
        self.finder = Finder(_("Scan what goes; type a count before"), _("Scan or search"), alone=False)
        self.why = text_field()
        self.why.setPlaceholderText(_("Note"))
        self.why.setAccessibleName(_("Note for the books"))
        self.table = Table(
            (
                Column(_("When"), 110, quiet=True),
                Column(_("How many"), 90, figures=True, bold=True),
                Column(_("Article")),
                Column(_("Why"), 150),
                Column(_("Cost"), 90, figures=True),
                Column(_("By"), 100, quiet=True),
            ),
            _("Written off"),
            _("Choose why the goods go, then scan each of them. What expires first is taken first."),
        )
        self.sums = QLabel()
        self.sums.setObjectName("quiet")
        self.sums.setWordWrap(True)
        self.back_key = button(_("Take back"), self._take_back, key="Alt+Z")
        self.rows: list[WrittenOff] = []
        self._keys: list[QShortcut] = []
        self._again: tuple[str, Quantity | None] = ("", None)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top, foot, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self.why.setFixedWidth(theme.px(190))
        top.addWidget(self.finder, 1)
        top.addWidget(self.why)
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.back_key)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (top, foot, layout):
            part.setSpacing(10)
        layout.addWidget(self.reasons)
        layout.addLayout(top)
        layout.addWidget(card(self.table), 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.finder.code.connect(self._code)
        self.finder.field.stepped.connect(self.table.step)
        self.why.returnPressed.connect(lambda: focus_on(self.finder.field))
        self.reasons.picked.connect(lambda _value: focus_on(self.finder.field))
        self.table.marked.connect(lambda _key: self._level())
        for number, reason in enumerate(WRITE_OFFS, 1):
            picked = self.reasons.buttons[reason.value]
            picked.setText(f"{picked.text()}  {number}")
            self._keys.append(QShortcut(QKeySequence(f"Alt+{number}"), self, picked.click))
        self.page.side.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While something is asked in the side, the keys are those of its choices."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            for key in self._keys:
                key.setEnabled(event.type() is QEvent.Type.HideToParent)
        return super().eventFilter(watched, event)

    @property
    def _till(self) -> "Till":
        return self.page.office.till

    def opened(self) -> None:
        """The newest first; the field has the focus."""
        self._load()
        focus_on(self.finder.field)

    def _load(self) -> None:
        self.page.store(self._last, self._show)

    def _last(self) -> Shown:
        """On the store thread."""
        checkout = self._till.checkout
        return Shown(self._till.writing_off.last(), checkout.shop.time, checkout.today())

    def _show(self, shown: Shown, mark: str | None = None) -> None:
        self.rows = shown.rows
        self.table.show_rows([_entry(row, shown) for row in shown.rows], mark)
        local = shown.time.local
        of_today = [row for row in shown.rows if local(row.at).date() == shown.today and not row.taken_back]
        costs = [row.cost for row in of_today if row.cost is not None]
        unknown = len(of_today) - len(costs)
        text = _("Today: {amount} € net").format(amount=figure(total(costs))) if of_today else ""
        if unknown:
            text += " · " + _("{count} without a known cost").format(count=unknown)
        self.sums.setText(text)
        self._level()

    def _level(self) -> None:
        row = next((row for row in self.rows if str(row.document) == self.table.key()), None)
        self.back_key.setEnabled(row is not None and not row.taken_back)

    # Writing off

    def take_scan(self, code: str) -> bool:
        """One of it goes, or as many as were typed."""
        self.finder.scanned(code)
        return True

    def _code(self, code: str, count: Quantity | None) -> None:
        self._again = code, count
        reason, why, document = Reason(self.reasons.value()), self.why.text(), uuid7()
        self._write_off(
            lambda actor: self._till.writing_off.scan(actor, reason, code, count, why=why, document=document)
        )

    def _write_off(self, work: "Callable[[Actor], WrittenOff]") -> None:
        def tried(actor: Actor) -> tuple[WrittenOff | None, Shown | None, KasseError | None]:
            try:
                off = work(actor)
            except KasseError as error:
                if error.code != "unknown_code":
                    raise
                return None, None, error
            return off, self._last(), None

        def done(result: tuple[WrittenOff | None, Shown | None, KasseError | None]) -> None:
            off, shown, error = result
            if off is not None and shown is not None:
                self._show(shown, str(off.document))
                self._say(off)
            elif error is not None:
                self._search(error)

        self.page.act(Permission.STOCK, tried, done, at_hand=_at_hand())

    def _say(self, off: WrittenOff) -> None:
        text = f"{quantity_figure(off.quantity, off.unit)} × {off.name}, {reason_text(off.reason)}"
        if off.cost is not None:
            text = _("{what}: {amount} € net").format(what=text, amount=figure(off.cost))
        self.page.message.say(text)
        focus_on(self.finder.field)

    def _search(self, error: KasseError) -> None:
        code, count = self._again
        if code.isascii() and code.isdigit():
            self.page.message.say(error.message, alarm=True)
            focus_on(self.finder.field)
            return

        def offer(found: "Sequence[Found]") -> None:
            if not found:
                self.page.message.say(error.message, alarm=True)
                return
            choices = tuple(Choice(one.name, str(one.product)) for one in found)
            question = Question(_("Which one goes?"), "", "", "", choices=choices)
            self.page.ask(question, lambda _typed, chosen: self._found(int(chosen), count or ONE))

        self.page.store(lambda: self._till.products.search(code, 8), offer)

    def _found(self, product: int, count: Quantity) -> None:
        self.page.close_asking()
        reason, why, document = Reason(self.reasons.value()), self.why.text(), uuid7()
        self._write_off(
            lambda actor: self._till.writing_off.product(actor, reason, product, count, why=why, document=document)
        )

    def _take_back(self) -> None:
        if not self.table.key():
            return
        document = UUID(self.table.key())

        def take(actor: Actor) -> tuple[WrittenOff, Shown]:
            off = self._till.writing_off.take_back(actor, document)
            return off, self._last()

        def done(result: tuple[WrittenOff, Shown]) -> None:
            off, shown = result
            self._show(shown, str(document))
            self.page.message.say(_("{name} is on stock again.").format(name=_named(off)))
            focus_on(self.finder.field)

        self.page.act(Permission.STOCK, take, done, at_hand=_at_hand())


def _at_hand() -> AtHand:
    return AtHand(WRITING_OFF, _("It holds for all that goes now, until this page is left."))


def _named(row: WrittenOff) -> str:
    """What went: one article, or all of a recall."""
    if not row.others:
        return row.name
    return ngettext("{name} and {count} more article", "{name} and {count} more articles", row.others).format(
        name=row.name, count=row.others
    )


def _entry(row: WrittenOff, shown: Shown) -> Entry:
    why = (
        _("taken back") if row.taken_back else " · ".join(part for part in (reason_text(row.reason), row.note) if part)
    )
    return Entry(
        str(row.document),
        (
            moment_text(shown.time.local(row.at), shown.today),
            "" if row.others else quantity_figure(row.quantity, row.unit),
            _named(row),
            why,
            money_text(row.cost),
            row.who,
        ),
    )
