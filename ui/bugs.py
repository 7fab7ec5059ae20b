"""What happens to a bug: it is logged, and shown as a text that can be copied and sent. Selling goes on."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ui.report import ReportDialog

_logger = logging.getLogger("kasse.bug")


class BugReports(QObject):
    """Takes bugs from any thread and shows them on the Qt thread."""

    reported = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialog: ReportDialog | None = None
        self.restart: Callable[[], None] | None = None
        """Starts the program anew; the basket is in the file and comes back."""
        self.reported.connect(self._show)

    def install(self) -> None:
        """Be told of everything that nobody caught."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda hook: self.report(hook.exc_value) if hook.exc_value else None

    @staticmethod
    def uninstall() -> None:
        """Give Python its own ways back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def report(self, error: BaseException) -> None:
        """Log a bug and show it; from any thread."""
        _logger.critical("a bug", exc_info=error)
        from ui.report import report_text

        self.reported.emit(report_text(error))

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _show(self, text: str) -> None:
        from ui.report import ReportDialog

        if self._dialog is None or not self._dialog.isVisible():
            self._dialog = ReportDialog(text, self.restart)
            self._dialog.show()
        else:
            self._dialog.add(text)
