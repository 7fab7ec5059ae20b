"""The tax office: the inspection, the procedure documents, the notice and the archives of the fiscal device."""

from datetime import UTC, datetime
from pathlib import Path

from kasse.books.tse import TseArchive
from kasse.fiscal.de.device import TimeFormat, TseFacts
from tests.shots.stage import PLACE, Stage, scene
from ui.law.media import Medium
from ui.law.page import LawPage

_FACTS = TseFacts(
    "swissbit", "5bd4bf1d6b8a0c4b4d8ef5ae1a8a2b5f3a95a6a2a8f6cc1f2df1c8d0a9f0e7b1", b"\x04" + bytes(64),
    "ecdsa-plain-SHA384", TimeFormat.UNIX, bsi_id="BSI-K-TR-0412-2020",
)  # fmt: skip


def _page(stage: Stage) -> LawPage:
    at = datetime(2026, 11, 21, 20, 5, tzinfo=UTC)
    with stage.till.database.write() as work:
        if not work.tse.devices():
            number = work.tse.keep_device(_FACTS, work.settings.shop().till_serial, at)
            for z_no, size in ((211, 1_204_224), (212, 980_992), (213, 1_511_936)):
                file = f"TSE1_Z{z_no:05d}_KASSE-7F3A2C91_202611{z_no - 192}-200500.tar"
                day = at.replace(day=z_no - 192)
                work.tse.archive(TseArchive(z_no, number, None, day, file, "0" * 64, size, day, z_no != 212, 1, 9))
    return stage.page("law", LawPage)


@scene()
def law(stage: Stage) -> None:
    """Two sticks are in."""
    page = _page(stage)
    page.inspection.show_media([Medium(Path("/media/aylin/FINANZAMT"), "FINANZAMT", 28_900_000_000)])


@scene()
def law_collecting(stage: Stage) -> None:
    """Half of it is on the stick."""
    law(stage)
    view = _page(stage).inspection
    view._work()
    view._show_progress(5, 12, "TAR-Export der TSE zu Z-Bericht 213")


@scene()
def law_procedures(stage: Stage) -> None:
    """What only the shop can say."""
    page = _page(stage)
    page.show_view(page.procedures)
    page.procedures.backup.setPlainText("Jeden Abend auf den blauen Stick, der im Tresor liegt.")


@scene()
def law_notice(stage: Stage) -> None:
    """Some of it is missing."""
    page = _page(stage)
    page.show_view(page.notice)


@scene()
def law_notice_edit(stage: Stage) -> None:
    """It is filled in."""
    law_notice(stage)
    _page(stage).notice.edit()


@scene()
def law_archive(stage: Stage) -> None:
    """Three archives, one with findings."""
    page = _page(stage)
    page.show_view(page.archive)
    page.archive.told.setText(page.archive.told.text().replace(str(stage.path.parent), PLACE))


@scene()
def law_erase(stage: Stage) -> None:
    """Asked before it is done."""
    law_archive(stage)
    _page(stage).archive.ask_erase()
