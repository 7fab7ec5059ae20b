"""The owner's start page. It is there at once; each card fills when the store has looked, and again on coming back."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kasse.books.reports import Kind
from kasse.formats import time_text
from kasse.money import Money
from kasse.people import Actor, Permission
from kasse.quantity import NONE
from kasse.reports.overview import SHOWN, DrawerState, Low, Overview, Today, ToDo
from kasse.stock.expiry import Expiring
from kasse.texts import _, current_language, ngettext
from ui import theme
from ui.actions import command, key_text
from ui.checkout.rows import figure
from ui.figures.beside import Beside
from ui.figures.later import ChartPlace
from ui.figures.written import cell_text
from ui.overview.cards import Card, Line
from ui.pages import Office, Page
from ui.widgets.keys import KeyButton
from ui.widgets.rows import Rows

WAYS = (
    "figures", "stock", "stocktake", "buying", "prices", "promotions", "customers", "sendback", "products", "exchange",
    "market", "shift", "people", "law", "settings",
)  # fmt: skip


class OverviewPage(Page):
    """Cards, and the ways to all pages behind them."""

    name = "overview"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.ways = {name: self._way(name) for name in WAYS}
        self.today = Card(_("Today"), _("Figures"))
        self.decide = Card(_("To be decided"))
        self.drawer = Card(_("In the drawer"), _("Shift"))
        self.low = Card(_("Runs out"), _("Order"))
        self.old = Card(_("Sell first"), _("Stock"))
        self.chart = ChartPlace(self)
        self._beside = Beside(self)
        self.chart.setFixedHeight(theme.px(230))
        self.today.body.insertWidget(3, self.chart, 1)
        self._lay_out()
        self._connect()

    def _way(self, name: str) -> KeyButton:
        button = KeyButton(_(command(name).text), key_text(name), size=theme.BODY, height=theme.TARGET)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        button.setObjectName(name)
        button.clicked.connect(partial(self.office.go, name))
        return button

    def _lay_out(self) -> None:
        self.main.addWidget(Rows(list(self.ways.values())))
        inside = QWidget()
        halves = QHBoxLayout(inside)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(theme.px(12))
        for cards, share in (((self.today, self.low), 11), ((self.decide, self.drawer, self.old), 9)):
            column = QVBoxLayout()
            column.setSpacing(theme.px(12))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            halves.addLayout(column, share)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.main.addWidget(area, 1)

    def _connect(self) -> None:
        for card, page in ((self.today, "figures"), (self.drawer, "shift"), (self.low, "buying")):
            card.opened.connect(partial(self.office.go, page))
        self.old.opened.connect(self._sell_first)
        self.decide.chosen.connect(self.office.go)
        bar = self.area.verticalScrollBar()
        for key, by in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(key), self, lambda by=by: bar.setValue(bar.value() + by * bar.pageStep()))

    def _sell_first(self) -> None:
        from ui.stock.page import SELL_FIRST  # its page is made when it is first opened

        self.office.kept[SELL_FIRST] = True
        self.office.go("stock")

    # Filling

    def opened(self) -> None:
        """Look again: something was sold since."""
        self.ways["figures"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.setVisible(self.office.may(Permission.FIGURES))
        self.act(Permission.FIGURES, lambda actor: (actor, self._overview.today(actor)), self._began)

    def _began(self, begun: tuple[Actor, Today]) -> None:
        """Whoever may see this, or was lent leave to, may see the rest."""
        actor, today = begun
        self._beside.actor = actor
        self.area.show()
        self._show_today(today)
        self.store(lambda: self._overview.drawer(actor), self._show_drawer)
        self.store(lambda: self._overview.to_do(actor), self._show_to_do)
        self.store(lambda: self._overview.runs_out(actor), self._show_low)
        self._beside.ask(lambda till: till.expiry.sell_first(), self._show_old)

    @property
    def _overview(self) -> Overview:
        return self.office.till.overview

    def _show_today(self, today: Today) -> None:
        customers = today.now.receipts - 2 * today.now.voids
        said = [ngettext("{count} customer", "{count} customers", customers).format(count=customers)]
        if today.now.average is not None:
            said.append(_("{amount} € each").format(amount=figure(today.now.average)))
        if today.until is not None and today.before is not None:
            said.append(_beside(today))
        self.today.say(f"{figure(Money(today.now.amount))} €", " · ".join(said))
        self.chart.show_chart(today.chart)
        self.chart.setVisible(today.chart is not None)

    def _show_drawer(self, drawer: DrawerState) -> None:
        if drawer.opened_at is None:
            self.drawer.say("", _("No shift is open."))
        else:
            at = time_text(drawer.opened_at, current_language())
            opened = _("Open since {time}, by {name}.").format(time=at, name=drawer.opened_by)
            self.drawer.say("" if drawer.expected is None else f"{figure(drawer.expected)} €", opened)
        last = drawer.last_difference
        lines = [] if last is None else [Line(_("Difference at the last closing"), figure(last), alarm=bool(last))]
        self.drawer.show_lines(lines)

    def _show_to_do(self, found: tuple[ToDo, ...]) -> None:
        self.decide.say("", "" if found else _("Nothing waits for you."))
        self.decide.show_lines([Line(one.text, "!" if one.urgent else "", one.page, alarm=one.urgent) for one in found])

    def _show_low(self, found: tuple[Low, ...]) -> None:
        self.low.say("", "" if found else _("Nothing is running out."))
        self.low.show_lines([Line(one.name, _lasts(one), alarm=one.days == 0) for one in found])

    def _show_old(self, found: list[Expiring]) -> None:
        over = sum(one.days <= 0 for one in found)
        late = ngettext("{count} batch expires today, or did.", "{count} batches expire today, or did.", over)
        self.old.say("", late.format(count=over) if over > SHOWN else "" if found else _("Nothing expires soon."))
        lines = [Line(_how_many(one), _expires(one.days), alarm=one.days <= 0) for one in found[:SHOWN]]
        self.old.show_lines(lines)


def _beside(today: Today) -> str:
    """Today up to the last full hour beside the same weekday of last week."""
    assert today.before is not None  # noqa: S101 - asked for by who calls
    change = "" if today.change is None else f" ({cell_text(today.change, Kind.PERCENT)})"
    return (
        _("until {hour}:00 {so_far} €, a week ago {before} €").format(
            hour=today.until, so_far=figure(today.so_far), before=figure(today.before)
        )
        + change
    )


def _lasts(low: Low) -> str:
    if low.level <= NONE:
        return _("gone")
    return ngettext("{count} day", "{count} days", low.days).format(count=low.days) if low.days else _("today")


def _how_many(one: Expiring) -> str:
    return f"{cell_text(one.left, Kind.QUANTITY)} × {one.product.name}"


def _expires(days: int) -> str:
    if days < 0:
        return _("expired")
    if days == 0:
        return _("today")
    return ngettext("in {count} day", "in {count} days", days).format(count=days)


def make(office: Office) -> OverviewPage:
    """The page."""
    return OverviewPage(office)
