"""The promotions page: what runs, what is planned and what is over; one of them beside the list, and trying it out."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import KasseError, Refused
from kasse.people import Permission
from kasse.pricing import Priced
from kasse.promoting import Choices, Named, state_of
from kasse.promotions.rules import Promotion, checked
from kasse.texts import _
from ui import theme
from ui.pages import Office, Page, card
from ui.products.side import button
from ui.promotions import words
from ui.promotions.editor import PromotionPanel
from ui.promotions.trying import TryPanel
from ui.widgets.ask import Choice, Question
from ui.widgets.keys import set_primary
from ui.widgets.noted import tell
from ui.widgets.table import Column, Entry, Table

LIST, PANEL, AROUND = 560, 470, 48
WIDEST = 16_777_215
"""No limit, as Qt has it."""


class PromotionsPage(Page):
    """What lowers prices by itself."""

    name = "promotions"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._choices = Choices((), (), {}, {}, None)
        self._promotions: list[Promotion] = []
        self.table = Table(
            (
                Column(_("Promotion"), 0, bold=True),
                Column(_("What"), 0, quiet=True, share=2),
                Column(_("When"), 0, quiet=True),
                Column(_("State"), 130),
            ),
            _("Promotions"),
            _("No promotions yet. Make the first one, or scan an article that is to be in it."),
        )
        self.panel, self.trying = PromotionPanel(), TryPanel()
        self.keep_in_side(self.panel, self.trying)
        self.new_key = button(_("New promotion"), lambda: self._unless_unsaved(self.new), name="primary", key="Ctrl+N")
        self.switch_key = button(_("Switch off"), self.switch, key="Ctrl+E")
        self.told = QLabel(_("The best for the customer wins, and each piece is used by one promotion."))
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self._lay_out()
        self.table.chosen.connect(lambda key: self._unless_unsaved(lambda: self.edit(int(key))))
        self.table.marked.connect(lambda _key: self._name_switch())
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(self.back)
        self.panel.try_key.clicked.connect(self.try_out)
        self.trying.closed.connect(self.back)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.told, 1)
        top.addWidget(self.switch_key)
        top.addWidget(self.new_key)
        self.rows = QWidget()
        self.main.takeAt(0)  # the list decides for itself how narrow it may be
        self.rows.setMinimumWidth(theme.px(LIST))
        inner = self._column(self.rows)
        inner.addLayout(top)
        inner.addWidget(card(self.table), 1)
        self.main.addWidget(self.rows)
        self.side.setFixedWidth(theme.px(PANEL))
        self.side.installEventFilter(self)

    @staticmethod
    def _column(widget: QWidget) -> QVBoxLayout:
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        return layout

    # Room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side comes or goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share_room()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Both side by side; where that is too narrow, what is open in the side has the page for itself."""
        alone = not self.side.isHidden() and self.window().width() < theme.px(LIST + PANEL) + AROUND
        self.rows.setHidden(alone)
        self.body.setStretch(0, 0 if alone else 1)
        self.side.setMinimumWidth(theme.px(PANEL))
        self.side.setMaximumWidth(WIDEST if alone else theme.px(PANEL))
        set_primary(self.new_key, self.side.isHidden())

    # The list

    def opened(self) -> None:
        """Load what there is."""

        def load() -> tuple[list[Promotion], Choices]:
            till = self.office.till
            return till.promotions.promotions(), till.promotions.choices()

        self.store(load, self._show)
        if self.side.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, loaded: tuple[list[Promotion], Choices]) -> None:
        marked = self.table.key()
        self._promotions, self._choices = loaded
        self.table.show_rows([self._entry(promotion) for promotion in self._promotions])
        if marked:
            self.table.mark(marked)
        elif self._promotions:
            self.table.mark_row(0)
        self._name_switch()

    def _entry(self, promotion: Promotion) -> Entry:
        assert self._choices.today is not None  # noqa: S101 - it was loaded
        state = _(words.STATES[state_of(promotion, self._choices.today)])
        cells = (promotion.name, words.what(promotion, self._choices.names), words.when(promotion), state)
        return Entry(str(promotion.number), cells)

    def _marked(self) -> Promotion | None:
        key = self.table.key()
        return next((one for one in self._promotions if str(one.number) == key), None)

    def _name_switch(self) -> None:
        promotion = self._marked()
        self.switch_key.setEnabled(promotion is not None)
        on = promotion is not None and not promotion.active
        self.switch_key.say(_("Switch on") if on else _("Switch off"), "Ctrl+E")

    def switch(self) -> None:
        """The marked one on or off."""
        promotion = self._marked()
        if promotion is None or promotion.number is None or self._editing:
            return
        number, on = promotion.number, not promotion.active
        self.act(
            Permission.PRODUCTS,
            lambda actor: self.office.till.promotions.switch(actor, number, on=on),
            self._switched,
        )

    def _switched(self, promotion: Promotion) -> None:
        told = _("“{name}” is switched on.") if promotion.active else _("“{name}” is switched off.")
        self.message.say(told.format(name=promotion.name))
        self._changed()

    def _changed(self) -> None:
        self.office.changed("basket")
        self.opened()

    # The editor

    @property
    def _editing(self) -> bool:
        return not self.side.isHidden() and self.side.currentWidget() in (self.panel, self.trying, self.asking)

    @property
    def unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self._editing and self.panel.changed

    def new(self) -> None:
        """An empty one."""
        self.open_side(self.panel)
        self.panel.open(None, self._choices)

    def edit(self, number: int) -> None:
        """Open one of them."""
        found = next((one for one in self._promotions if one.number == number), None)
        if found is not None:
            self.table.mark(str(number))
            self.open_side(self.panel)
            self.panel.open(found, self._choices)

    def save(self) -> None:
        """Keep it."""
        self.panel.clear_notes()
        try:
            promotion = self.panel.read()
        except Refused as error:
            self.refuse(error)
            return
        self.panel.busy(True)
        self.act(
            Permission.PRODUCTS,
            lambda actor: self.office.till.promotions.save(actor, promotion),
            self._saved,
            ended=lambda: self.panel.busy(False),
        )

    def _saved(self, promotion: Promotion) -> None:
        self._close()
        self.message.say(_("“{name}” is saved.").format(name=promotion.name))
        self._changed()
        self.table.mark(str(promotion.number))

    def _close(self) -> None:
        self._side_before = None
        self.side.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unless_unsaved(self, go_on: Callable[[], None]) -> None:
        if not self.unsaved:
            go_on()
            return
        name = self.panel.name.text() or self.panel.name.placeholderText() or _("New promotion")
        choices = (Choice(_("Save"), "save"), Choice(_("Discard"), "discard"), Choice(_("Keep editing"), "stay"))
        sentence = _("“{name}” was changed and is not saved.").format(name=name)

        def answer(_typed: str, chosen: str) -> None:
            self.close_asking()
            {"save": self.save, "discard": go_on}.get(chosen, lambda: None)()

        self.ask(Question(_("Not saved yet"), sentence, "", "", choices=choices), answer)

    def leave(self) -> bool:
        """Out of the question, out of trying, out of the editor; then out of the page."""
        if self.side.isHidden():
            return False
        if self.side.currentWidget() is self.asking:
            self.close_asking()
        elif self.side.currentWidget() is self.trying:
            self.open_side(self.panel)
            self.panel.go_to(self.panel.try_key)
        else:
            self._unless_unsaved(self._close)
        return True

    def refuse(self, error: KasseError) -> None:
        """Say why not where it can be put right."""
        if self.side.isHidden() or self.side.currentWidget() is self.asking:
            super().refuse(error)
        elif self.side.currentWidget() is self.trying:
            tell(self.trying.wrong, error.message)
        else:
            self.panel.say(error.message, self.panel.field_of(error.code))

    # Trying it out

    def try_out(self) -> None:
        """A basket on trial, with the promotion as it stands in the fields."""
        self.panel.clear_notes()
        try:
            promotion = checked(self.panel.read())
        except Refused as error:
            self.refuse(error)
            return
        self.open_side(self.trying)
        self.trying.open(promotion)

    def _try(self, code: str) -> None:
        promotion, codes = self.trying.promotion, self.trying.take(code)
        assert promotion is not None  # noqa: S101 - it was opened
        tell(self.trying.wrong, "")

        def tried(priced: Priced) -> None:
            self.trying.codes = codes
            self.trying.show_priced(priced)

        self.store(lambda: self.office.till.promotions.try_out(promotion, codes), tried)

    # Scans

    def take_scan(self, code: str) -> bool:
        """Into the promotion that is open, into the basket on trial, or into a new promotion."""
        if not self.side.isHidden() and self.side.currentWidget() is self.asking:
            self.message.say(_("Answer the question first, then scan again."), alarm=True)
        elif not self.side.isHidden() and self.side.currentWidget() is self.trying:
            self._try(code)
        else:
            self.store(lambda: self.office.till.promotions.article(code), self._take)
        return True

    def _take(self, found: Named) -> None:
        if self.side.isHidden():
            self.new()
        self.panel.clear_notes()
        self.panel.goods.take(found)
        self.message.say(_("“{name}” is in it.").format(name=found.name))


def make(office: Office) -> PromotionsPage:
    """The page."""
    return PromotionsPage(office)
