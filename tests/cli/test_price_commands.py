"""`kasse price` and `kasse labels`."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Kasse

MATE, CRATE = "4029764001807", "4029764001814"


@pytest.fixture
def kasse(small: Kasse) -> Kasse:
    return small


def test_a_price_is_looked_at_changed_and_planned(kasse: Kasse) -> None:
    assert kasse.run("price", MATE).stdout.startswith("1.29\tClub-Mate 0,5 l")
    changed = kasse.run("price", MATE, "1.39", "--why", "dearer")
    assert "1.29 -> 1.39\tOlga\tdearer" in changed.stdout
    planned = kasse.run("price", MATE, "1,49", "--from", "2099-01-01")
    assert "from 2099-01-01: 1.49" in planned.stdout
    assert planned.stdout.startswith("1.39\t")


def test_a_crate_is_priced_by_its_own_code(kasse: Kasse) -> None:
    assert kasse.run("price", CRATE, "21.90").stdout.startswith("21.90\tKasten Club-Mate")
    assert kasse.run("price", MATE).stdout.startswith("1.29\t")


def test_what_cannot_be_is_said(kasse: Kasse) -> None:
    for words in (
        ("price", "4711"),
        ("price", MATE, "viel"),
        ("price", MATE, "-1"),
        ("price", MATE, "1", "--from", "2001-01-01"),
        ("price", MATE, "1", "--from", "tomorrow"),
        ("price", MATE, "--from", "2099-01-01"),
        ("labels", "out.pdf"),
        ("labels", MATE, "out.pdf", "--changed"),
        ("labels", MATE, "out.pdf", "--sheet", "A0"),
        ("labels", "103", "out.pdf"),
    ):
        refused = kasse.run(*words)
        assert refused.exit_code == 2, words
        assert refused.stderr.startswith(("kasse:", "Usage:")), words
    assert not Path("out.pdf").exists()


def test_labels_for_what_changed_are_printed_once(kasse: Kasse, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    assert "No label" in kasse.run("labels", "--changed", str(out)).stdout
    assert not out.exists()
    kasse.run("price", MATE, "1.39")
    kasse.run("price", CRATE, "21.90")
    assert kasse.run("labels", "--changed", str(out)).stdout == "2 labels\n"
    text = PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text()
    assert "1,39" in text
    assert "21,90" in text
    assert "No label" in kasse.run("labels", "--changed", str(out)).stdout


def test_labels_by_code(kasse: Kasse, tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    assert kasse.run("labels", MATE, CRATE, str(out), "--sheet", "62x29").stdout == "2 labels\n"
    assert len(PdfReader(io.BytesIO(out.read_bytes())).pages) == 2


def test_a_file_that_cannot_be_written_leaves_the_labels_due(kasse: Kasse, tmp_path: Path) -> None:
    kasse.run("price", MATE, "1.39")
    assert kasse.run("labels", "--changed", str(tmp_path / "no" / "labels.pdf")).exit_code == 3
    assert kasse.run("labels", "--changed", str(tmp_path / "labels.pdf")).stdout == "1 label\n"
