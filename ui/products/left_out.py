"""The rows of a list that are left out, each with its reason; for the wizard and for the products page."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHeaderView

from kasse.product_list import BadRow
from kasse.texts import _
from ui import theme
from ui.widgets.table import Column, Entry, Table

SHOWN = 100
"""Rows that are listed; a file with more of them has something wrong with it as a whole."""


class LeftOut(Table):
    """Each row as high as its reason needs; the words of the file in one line."""

    def __init__(self) -> None:
        reason = Column(_("What is wrong with it"), share=2)
        super().__init__(
            (Column(_("Line"), 68, figures=True), reason, Column(_("Row"), quiet=True)), _("Rows left out")
        )
        self.setWordWrap(True)
        self.verticalHeader().setMinimumSectionSize(theme.px(theme.TARGET))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setMinimumHeight(theme.px(120))

    def sizeHint(self) -> QSize:
        """It takes what is left, and scrolls by itself: what lies around it need not."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def show_bad(self, bad: Sequence[BadRow]) -> None:
        """Show these, the first ones where there are many."""
        self.show_rows([_entry(number, row) for number, row in enumerate(bad[:SHOWN])])


def _entry(number: int, row: BadRow) -> Entry:
    return Entry(str(number), (str(row.line), row.reason, row.text.replace(" ", "\u00a0")))
