"""One receipt on its paper, what refers to it, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kasse.receipt import Document
from kasse.receipts import Receipt
from kasse.texts import _
from ui import theme
from ui.receipts import rows
from ui.widgets.keys import KeyButton
from ui.widgets.paper import Paper

MOST_LINKS = 3
"""More references than these stand on no one's receipt; the paper has its place."""


class Preview(QWidget):
    """The paper, and below it the actions with their keys."""

    linked = Signal(int)
    """Another receipt that this one refers to is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = Paper()
        self.links = [self._link(f"Alt+{number}") for number in range(1, MOST_LINKS + 1)]
        self.print_key = _key(_("Print again"), "Ctrl+P")
        self.print_key.setObjectName("primary")
        self.return_key = _key(_("Give back"), "Ctrl+T")
        self.file_key = _key(_("As PDF"), "Ctrl+S")
        self.void_key = _key(_("Void receipt"), "Ctrl+B")
        self.void_key.setObjectName("danger")
        keys = QGridLayout()
        keys.setSpacing(8)
        for place, key in enumerate((self.print_key, self.return_key, self.file_key, self.void_key)):
            keys.addWidget(key, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for link in self.links:
            layout.addWidget(link)
        layout.addWidget(self.paper, 1)
        layout.addLayout(keys)

    def _link(self, key: str) -> KeyButton:
        """Quieter than what can be done: it stands there as a text that can be touched."""
        link = KeyButton("", key, size=theme.BODY, height=theme.TARGET, parent=self)
        link.setObjectName("tab")
        link.on_key(key, repeats=False)
        link.clicked.connect(lambda: self.linked.emit(link.property("receipt")))
        link.hide()
        return link

    def show_receipt(self, receipt: Receipt, document: Document) -> None:
        """Show a receipt as it was printed."""
        self.paper.show_document(document)
        said = rows.links(receipt.links)
        for place, link in enumerate(self.links):
            link.setVisible(place < len(said))
            if place < len(said):
                number, text = said[place]
                link.setProperty("receipt", number)
                link.say(text, f"Alt+{place + 1}")
        self.return_key.setEnabled(not rows.why_not_returned(receipt))
        self.void_key.setEnabled(receipt.may_be_voided)


def _key(title: str, key: str) -> KeyButton:
    made = KeyButton(title, key, size=theme.BODY)
    made.on_key(key, repeats=False)  # a key that is held down must not print a roll of copies
    return made
