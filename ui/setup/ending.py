"""What comes after the questions: the shop is being made, and what became of an imported list."""

from PySide6.QtWidgets import QProgressBar, QWidget

from kasse.texts import _, ngettext
from ui import theme
from ui.pages import card
from ui.products.left_out import LeftOut
from ui.setup.answers import Answers
from ui.setup.making import Made
from ui.setup.parts import paragraph
from ui.setup.steps import Step


class MakingStep(Step):
    """How far it is."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.text = paragraph(_("This takes a few seconds."))
        self.body.addSpacing(theme.px(24))
        self.body.addWidget(self.bar)
        self.body.addWidget(self.text)
        self.body.addStretch(1)
        self.begin()

    def begin(self) -> None:
        """Nobody knows yet how long it takes."""
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, of: int) -> None:
        """So many of so many are done."""
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def heading(self) -> str:
        """What stands above it."""
        return _("The demo shop is being made") if self.answers.demo else _("Your shop is being made")


class ResultStep(Step):
    """What was taken over, and what was not, and why."""

    def __init__(self, answers: Answers, made: Made) -> None:
        super().__init__(answers)
        self.made = made
        added = 0 if made.imported is None else made.imported.added
        told = ngettext("{count} product was imported.", "{count} products were imported.", added)
        self.counts = paragraph(told.format(count=added), "section")
        self.body.addWidget(self.counts)
        self.bad = LeftOut()
        self.bad.show_bad(made.bad)
        if made.bad:
            left_out = ngettext(
                "{count} row was left out. Correct it in the list and import the list again, in Products.",
                "{count} rows were left out. Correct them in the list and import the list again, in Products.",
                len(made.bad),
            )
            self.body.addWidget(paragraph(left_out.format(count=len(made.bad))))
            self.body.addWidget(card(self.bad), 1)
        else:
            self.bad.deleteLater()
            self.body.addStretch(1)

    def heading(self) -> str:
        """What stands above it."""
        return _("Your shop is ready")

    def first(self) -> QWidget:
        """Nothing is left to be typed."""
        return self
