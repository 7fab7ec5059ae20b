"""A page whose list and side share the room: side by side, or the side alone where that is too narrow."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.pages import Office, Page

AROUND = 48
"""The rims of the page and the gap between the two."""
WIDEST = 16_777_215
"""No limit, as Qt has it."""


class SharingPage(Page):
    """`least` is the least width of the list, `panel_width` that of the side, both at 100 %."""

    least, panel_width = 400, 456

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._list: QWidget | None = None

    def share_room(self, content: QWidget) -> None:
        """This is the list, which decides for itself how narrow it may be."""
        self._list = content
        self.main.takeAt(0)
        content.setMinimumWidth(theme.px(self.least))
        self.main.addWidget(content)
        self.side.setFixedWidth(theme.px(self.panel_width))
        self.side.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side comes or goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.share()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """Both side by side; where that is too narrow, what is open in the side has the page for itself."""
        if self._list is None:
            return
        room = theme.px(self.least + self.panel_width) + AROUND
        alone = not self.side.isHidden() and self.window().width() < room
        self._list.setHidden(alone)
        self.body.setStretch(0, 0 if alone else 1)
        self.side.setMinimumWidth(theme.px(self.panel_width))
        self.side.setMaximumWidth(WIDEST if alone else theme.px(self.panel_width))
