"""The last step: what the shelves begin with."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kasse import starter
from kasse.catalog import GIVES_MONEY_BACK, Unit
from kasse.errors import KasseError, Refused
from kasse.product_list import ProductList
from kasse.texts import _, ngettext
from ui import theme
from ui.checkout.quick_keys import price_text
from ui.last_state import Key
from ui.pages import card
from ui.products.left_out import LeftOut
from ui.setup.answers import EMPTY, LIST, STARTER, Answers
from ui.setup.making import read_list
from ui.setup.parts import ChoiceCard, one_of, paragraph, side_by_side
from ui.setup.steps import Step
from ui.tasks import Tasks
from ui.widgets.fields import text_field
from ui.widgets.keys import KeyButton
from ui.widgets.noted import Noted

COLUMNS = 5
"""Keys of the preview in a row."""
BESIDE = 560
"""The least width of three cards side by side."""


class GoodsStep(Step):
    """Departments and keys to begin with, a list, or nothing."""

    def __init__(self, answers: Answers, tasks: Tasks, told: Callable[[str], None], chosen: Callable[[], None]) -> None:
        super().__init__(answers)
        self.starter, self.list, self.empty = ChoiceCard(), ChoiceCard(), ChoiceCard()
        self.starter.say(_("Ready-made start"), _("Departments, deposits, and keys for goods without a code."))
        self.list.say(_("Import a list"), _("A CSV or XLSX file from another till."))
        self.empty.say(_("Start empty"), _("You enter each product yourself, in Products."))
        self._cards = {STARTER: self.starter, LIST: self.list, EMPTY: self.empty}
        self._group = one_of(self, tuple(self._cards.values()))
        self.chooser = ListChooser(answers, tasks, told)
        self.places = dict.fromkeys(("no_list", "no_good_rows"), self.chooser.noted)
        self.details = QVBoxLayout()
        self._pages = {STARTER: _preview(answers.language), LIST: self.chooser, EMPTY: _nothing()}
        for page in self._pages.values():
            self.details.addWidget(page)  # no stack: that would be as high as its highest page
        self._row = side_by_side(*((card, 1) for card in self._cards.values()))
        self.body.addLayout(self._row)
        self.body.addLayout(self.details, 1)
        self._cards[answers.goods].setChecked(True)
        self._show()
        self._group.buttonToggled.connect(lambda _button, _on: self._show())
        self._group.buttonToggled.connect(lambda _button, _on: chosen())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where their words have room, else one below the other."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    @property
    def chosen(self) -> str:
        """What the shelves begin with."""
        return next(name for name, card in self._cards.items() if card.isChecked())

    def _show(self) -> None:
        if self._group.checkedButton() is not None:  # between two of them there is none
            for name, page in self._pages.items():
                page.setVisible(name == self.chosen)

    def heading(self) -> str:
        """What stands above it."""
        return _("Your products")

    def keep(self) -> None:
        """The choice; the list is kept when it has been read."""
        self.answers.goods = self.chosen
        self.answers.list_file = self.chooser.file.text()

    def check(self) -> None:
        """A list to import must be one."""
        if self.chosen == LIST:
            self.chooser.check()

    def first(self) -> QWidget:
        """The choice of now."""
        return self._cards[self.chosen]


def _preview(language: str) -> QWidget:
    """The keys as they will lie at the checkout, to be looked at only."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(8))
    grid = QGridLayout()
    grid.setSpacing(8)
    for number, shown in enumerate(starter.keys(language)):
        grid.addWidget(_key(shown), number // COLUMNS, number % COLUMNS)
    layout.addWidget(paragraph(_("The prices are examples: change them in Products before you sell.")))
    layout.addLayout(grid)
    layout.addStretch()
    return page


def _key(shown: starter.StarterKey) -> KeyButton:
    product = shown.product
    price = None if product.price is None else product.price.cents
    back = product.kind in GIVES_MONEY_BACK
    key = Key(shown.key.page, shown.key.label, shown.key.code, price, Unit(product.unit).value, shown.colour, back)
    button = KeyButton(key.label, price_text(key), size=theme.BODY, height=theme.TARGET)
    button.mark(key.colour)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return button


def _nothing() -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(
        paragraph(
            _(
                "The till opens with one department and the usual deposits. A code that it does not know is sold by "
                "its price; quick keys and products come in Products."
            )
        )
    )
    layout.addStretch()
    return page


class ListChooser(QWidget):
    """A file to import: read at once, on a device's thread, so that what is wrong is seen before the shop is made."""

    def __init__(self, answers: Answers, tasks: Tasks, told: Callable[[str], None]) -> None:
        super().__init__()
        self._answers, self._tasks, self._told = answers, tasks, told
        self._reading = ""
        self.file = text_field(answers.list_file)
        self.file.setPlaceholderText(_("Which file?"))
        self.file.setAccessibleName(_("The list"))
        self.noted = Noted(self.file)
        self.choose_key = QPushButton(_("Choose a file"))
        self.choose_key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choose_key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.result = paragraph()
        self.bad = LeftOut()
        self._card = card(self.bad)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(side_by_side((self.noted, 1), (self.choose_key, 0)))
        layout.addWidget(self.result)
        layout.addWidget(self._card, 1)
        layout.addStretch()
        self.file.editingFinished.connect(self.read)
        self.file.textEdited.connect(lambda _text: self._forget())
        self.choose_key.clicked.connect(self.choose)
        self._show(answers.listed)

    def choose(self) -> None:
        """The system's own window for files, beside which this one lives on."""
        dialog = QFileDialog(self, _("Choose a file"), "", "CSV, XLSX (*.csv *.xlsx *.txt *.tsv);;* (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, file: str) -> None:
        """This file was chosen."""
        self.file.setText(file)
        self._forget()
        self.read()

    def read(self) -> None:
        """Read the list, unless it is read already."""
        file = self.file.text().strip()
        if not file or file == self._reading or (self._answers.listed is not None and file == self._answers.list_file):
            return
        self._reading = file
        self.result.setText(_("Reading the list …"))
        self._tasks.device(
            lambda: read_list(file),
            lambda listed: self._read(file, listed),
            lambda error: self._not_read(file, error),
        )

    def _read(self, file: str, listed: ProductList) -> None:
        if file == self._reading:  # nobody has typed another name meanwhile
            self._reading = ""
            self._answers.listed, self._answers.list_file = listed, file
            self._show(listed)
            self._told("")

    def _not_read(self, file: str, error: KasseError) -> None:
        if file == self._reading:
            self._forget()
            self.noted.say(error.message)
            self._told("")

    def _forget(self) -> None:
        self._reading = ""
        self._answers.listed = None
        self._show(None)

    def _show(self, listed: ProductList | None) -> None:
        self.noted.say("")
        self.result.setText(_columns_wanted() if listed is None else _counted(listed))
        bad = () if listed is None else listed.bad
        self.bad.show_bad(bad)
        self._card.setVisible(bool(bad))

    def check(self) -> None:
        """There must be something to import."""
        if self._answers.listed is None:
            self.read()
        if self._reading:
            raise Refused("reading", _("The list is being read."))
        if self._answers.listed is None:
            raise Refused("no_list", self.noted.note.text() or _("Choose the file of your list."))
        if not self._answers.listed.rows:
            raise Refused("no_good_rows", _("No row of this list can be imported. Correct it, or choose another."))


def _columns_wanted() -> str:
    return _(
        "The first line names the columns: code, name and price; also VAT, department, deposit, age, unit and stock. "
        "German and English names are understood."
    )


def _counted(listed: ProductList) -> str:
    good = ngettext("{count} product can be imported.", "{count} products can be imported.", len(listed.rows))
    sentences = [good.format(count=len(listed.rows))]
    if listed.bad:
        bad = ngettext("{count} row cannot:", "{count} rows cannot:", len(listed.bad))
        sentences.append(bad.format(count=len(listed.bad)))
    return " ".join(sentences)
