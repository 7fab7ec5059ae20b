"""What the tax office wants, from the command line."""

from pathlib import Path

import pypdf
import pytest

from kasse.clock import SystemClock
from kasse.fiscal.de.archive import default_folder
from kasse.fiscal.de.device import TseSettings
from kasse.fiscal.de.inspection import check
from kasse.money import Money
from kasse.records import to_json
from kasse.sale import Tender, TenderType
from kasse.till import TSE_SETTING, Till
from tests.cli.conftest import Kasse
from ui.opening import open_till
from ui.tse import DEMO, MODE


@pytest.fixture
def signed(shop_file: Path) -> Kasse:
    """The small shop, which only practises, with the software TSE and one closed day."""
    till = Till(shop_file)
    owner = till.people.owner()
    till.change_setting(owner, MODE, DEMO)
    till.change_setting(owner, TSE_SETTING, to_json(TseSettings("software")))
    till.close()
    till = open_till(shop_file)
    assert till.signing is not None
    till.shift.open(owner, Money(10000))
    basket = till.checkout.scan(till.checkout.new_basket(), "101")
    till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(5000))])
    till.shift.close(owner, uncounted=True)
    assert till.archiving is not None
    assert till.archiving.problem == ""
    till.close()
    return Kasse(shop_file)


def test_an_inspection(signed: Kasse, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    said = signed.done("law", "inspection", "--to", str(stick))
    (folder,) = stick.iterdir()
    assert said.splitlines()[0] == str(folder)
    assert check(folder) == []
    assert (folder / "TSE" / "aktuell.tar").is_file()
    assert list((folder / "DSFinV-K").glob("*.zip"))


def test_beside_an_open_till_the_device_is_left_alone(signed: Kasse, tmp_path: Path) -> None:
    till = Till(signed.file, clock=SystemClock())
    result = signed.run("law", "inspection", "--to", str(tmp_path), "--all")
    till.close()
    assert result.exit_code == 1
    assert "aktuell.tar" in result.stderr
    (folder,) = (path for path in tmp_path.iterdir() if "Nachschau" in path.name)
    assert check(folder) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--from", "gestern"), "is not a day"), (("--from", "2026-02-01", "--until", "2026-01-01"), "comes after"),
     (("--to", "/nowhere/at/all"), "There is no folder")],
)  # fmt: skip
def test_what_cannot_be_is_said(signed: Kasse, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in signed.refused("law", "inspection", "--to", str(tmp_path), *words)


def test_archives_are_listed_compared_and_erased(signed: Kasse) -> None:
    line = signed.done("law", "archive").split("\t")
    assert (line[0], line[4]) == ("Z1", "clean\n")
    assert "Say --yes" in signed.refused("law", "erase")
    assert "Erased up to" in signed.done("law", "erase", "--yes")
    Path(line[1]).unlink()
    assert "is missing" in signed.run("law", "archive").stderr or "is not there" in signed.run("law", "archive").stderr
    assert signed.run("law", "archive").exit_code == 1


def test_archives_go_to_a_second_place(signed: Kasse, tmp_path: Path) -> None:
    signed.done("law", "archive", "--second", str(tmp_path / "second"), "--now")
    assert len(list((tmp_path / "second").glob("*.tar"))) == 1


def test_papers(signed: Kasse, tmp_path: Path) -> None:
    signed.done("law", "procedures", "-o", str(tmp_path / "p.pdf"))
    assert len(pypdf.PdfReader(tmp_path / "p.pdf").pages) >= 5
    (kept,) = default_folder(signed.file).glob("*.pdf")
    assert kept.name.startswith("Verfahrensdokumentation_V001_")
    result = signed.run("law", "notice", "--say", "acquired=2026-11-01", "--say", "bsi_id=BSI-K-TR-0412-2020")
    assert "01.11.2026" in result.stdout
    assert "Hersteller des eAS" in result.stderr
    signed.done("law", "notice", "-o", str(tmp_path / "n.pdf"))
    signed.done("law", "notice", "--xml", "-o", str(tmp_path / "n.xml"))
    assert "UNBESTÄTIGT" in (tmp_path / "n.xml").read_text("utf-8")
    assert "no field" in signed.refused("law", "notice", "--say", "colour=red")


def test_where_nothing_is_archived_that_is_said(shop_file: Path) -> None:
    assert "Nothing of this device is archived yet" in Kasse(shop_file).done("law", "archive")
