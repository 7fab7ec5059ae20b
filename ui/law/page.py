"""The tax office: an inspection on the spot, procedure documents, the notice, archives of the fiscal device."""

from PySide6.QtCore import QCoreApplication

from kasse.texts import _
from ui.law.archive_view import ArchiveView
from ui.law.inspection_view import InspectionView
from ui.law.notice_view import NoticeView
from ui.law.procedures_view import ProceduresView
from ui.pages import Office
from ui.tabbed import TabbedPage


class LawPage(TabbedPage):
    """What the owner needs when somebody asks for the books."""

    name = "law"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.inspection, self.procedures = InspectionView(self), ProceduresView(self)
        self.notice, self.archive = NoticeView(self), ArchiveView(self)
        self.put_tabs((
            (_("Inspection"), self.inspection), (_("Procedures"), self.procedures), (_("Notice"), self.notice),
            (_("TSE archive"), self.archive),
        ))  # fmt: skip
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.inspection.stop)

    def take_scan(self, code: str) -> bool:
        """A customer is there: it is sold."""
        del code
        return False


def make(office: Office) -> LawPage:
    """The page."""
    return LawPage(office)
