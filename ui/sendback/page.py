"""The page for what goes back: empties and goods, and press both ways, as tabs."""

from functools import partial

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QWidget

from kasse.texts import _
from ui.checkout.chips import Chip, in_a_row
from ui.pages import Office, Page
from ui.sendback.goods import GoodsView
from ui.sendback.press import DeliveryView, RemissionView
from ui.sendback.view import GatherView
from ui.widgets.views import Views


class SendBackPage(Page):
    """Three lists, each kept until it is booked."""

    name = "sendback"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.goods, self.delivery, self.remission = GoodsView(self), DeliveryView(self), RemissionView(self)
        self.tabs: tuple[GatherView, ...] = (self.goods, self.delivery, self.remission)
        self.views = Views()
        for view in self.tabs:
            self.views.addWidget(view)
        self.main.addWidget(self.views)
        self.title.hide()  # the first tab says the same
        self.chips = QButtonGroup(self)
        chips: list[Chip] = []
        for number, text in enumerate((_("Empties and goods"), _("Press delivery"), _("Press back"))):
            chip = Chip(text)
            self.chips.addButton(chip, number)
            chips.append(chip)
        self.head.insertWidget(2, in_a_row(chips))
        self.chips.button(0).setChecked(True)
        self.chips.idClicked.connect(lambda number: self.show_view(self.tabs[number]))
        for key, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(QKeySequence(key), self, partial(self._step, by))

    @property
    def view(self) -> GatherView:
        """The tab in sight."""
        return self.tabs[self.views.currentIndex()]

    def show_view(self, view: GatherView) -> None:
        """Another tab."""
        self.message.say("")
        self._side_before = None
        self.side.hide()
        self._share()
        self.views.setCurrentWidget(view)
        self.chips.button(self.tabs.index(view)).setChecked(True)
        view.opened()

    def _step(self, by: int) -> None:
        number = self.views.currentIndex() + by
        if 0 <= number < len(self.tabs):
            self.show_view(self.tabs[number])

    def opened(self) -> None:
        """The page comes into sight."""
        self.view.opened()

    def take_scan(self, code: str) -> bool:
        """Every scan on this page is about what goes back or comes; nothing is sold from here."""
        if self.side.isVisibleTo(self) and self.side.currentWidget() is self.asking:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        else:
            self.view.take_scan(code)
        return True

    def open_side(self, widget: QWidget) -> None:
        """A question has the keys and the room of what stands beside the list."""
        super().open_side(widget)
        self._share()

    def close_side(self) -> None:
        """The list has them again."""
        super().close_side()
        self._share()

    def _share(self) -> None:
        alone = not self.side.isVisibleTo(self)
        for view in self.tabs:
            view.panel.setVisible(alone)
        self.goods.holder.setEnabled(alone)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left; who comes back asks for leave again."""
        if not event.spontaneous():
            for view in self.tabs:
                view.end_leave()
        super().hideEvent(event)

    def leave(self) -> bool:
        """Out of the question, then out of the page."""
        left = super().leave()
        if left:
            self.view.focus()
        return left


def make(office: Office) -> SendBackPage:
    """The page."""
    return SendBackPage(office)
