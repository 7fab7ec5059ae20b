"""The bell in the foot: how many wait for an answer, until when, and what the oldest one wants."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ui import theme
from ui.widgets.message import announce


class Bell(QPushButton):
    """Says as much as there is room for; it never takes the focus, and it is away where nothing waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bell")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(theme.px(36))
        self._texts: tuple[str, ...] = ()
        self.hide()

    def tell(self, texts: tuple[str, ...], *, rings: bool) -> None:
        """What there is, in as many words as wanted and in fewer; nothing hides it."""
        changed = texts != self._texts
        self._texts = texts
        self.setVisible(bool(texts))
        if self.property("rings") != rings:
            self.setProperty("rings", rings)
            self.style().unpolish(self)
            self.style().polish(self)
        if texts and changed:
            self.setAccessibleName(texts[0])
            self.setToolTip(texts[0])
            announce(self, texts[0], urgent=rings)
        self.widen()

    def widen(self) -> None:
        """All of it."""
        self._show(0)

    def shorten(self) -> bool:
        """Fewer words; False where there are no fewer."""
        at = self._at + 1
        if at < len(self._texts):
            self._show(at)
        return at < len(self._texts)

    def _show(self, at: int) -> None:
        self._at = at
        self.setText(self._texts[at].replace("&", "&&") if self._texts else "")
