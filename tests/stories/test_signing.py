"""A fiscal device that takes its time: the next customer's goods are scanned meanwhile."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kasse.errors import Unavailable
from kasse.money import Money
from kasse.sale import Sale, SaleKind, Signature
from tests.stories.window import Window

ROLL = "101"


class SlowTse:
    """Signs when it is told to go on, or says that it cannot."""

    present = True

    def __init__(self) -> None:
        self.go = threading.Event()
        self.silent = False

    def start(self, sale: UUID) -> None:
        """Nothing to wait for."""

    def finish(self, sale: Sale) -> Signature:
        assert self.go.wait(30)
        if self.silent:
            raise Unavailable("tse_silent", "The TSE does not answer.")
        return Signature("fa4e", 1, 2, sale.started_at, datetime.now(UTC), "signed")

    def begun(self, sale: UUID) -> None:
        """No transaction of its own."""

    def soon(self) -> None:
        """Signs sales alone."""

    def give_up(self, sale: UUID) -> None:
        """Whoever waits, waits."""


@pytest.fixture
def tse() -> SlowTse:
    return SlowTse()


@pytest.fixture
def signing(qtbot: QtBot, qapp: QApplication, spaeti: Path, tse: SlowTse) -> Iterator[Window]:
    window = Window(qtbot, qapp, spaeti, tse=tse)
    yield window
    tse.go.set()
    window.close()


def test_nobody_waits_for_the_signature(signing: Window, tse: SlowTse) -> None:
    signing.scan(ROLL)
    signing.press("exact")
    signing.says("being signed")
    signing.shows("0.00")
    assert signing.page.total.heading.text() == "Change"
    signing.scan(ROLL, ROLL)
    signing.shows("0.90")
    tse.go.set()
    signing.says("Receipt 1 is booked")
    assert signing.lines() == [("2", "Brötchen", "0.90")], "the next basket is as it was"
    sale = signing.last()
    assert (sale.total, sale.signature is not None) == (Money(45), True)


def test_a_silent_device_stops_no_sale(signing: Window, tse: SlowTse) -> None:
    tse.silent = True
    tse.go.set()
    signing.scan(ROLL)
    signing.press("exact")
    signing.says("Receipt 1 is booked")
    assert signing.last().outage == "The TSE does not answer."


def test_a_void_is_signed_while_selling_goes_on(signing: Window, tse: SlowTse) -> None:
    tse.go.set()
    signing.scan(ROLL)
    signing.press("exact")
    signing.says("Receipt 1 is booked")
    tse.go.clear()
    signing.press("last")
    signing.receipt_shown()
    signing.press("Ctrl+B")
    signing.type("Wrong article\r")
    page = signing.assembly.window.pages["receipts"]
    signing.until(lambda: "being signed" in page.message.text())
    signing.press("Ctrl+1")
    signing.scan(ROLL, ROLL)
    signing.shows("0.90")
    assert signing.last().kind is SaleKind.SALE, "the void waits for its signature"
    tse.go.set()
    signing.until(lambda: signing.last().kind is SaleKind.VOID)
    assert (signing.last().refers_to_no, signing.last().signature is not None) == (1, True)
    assert signing.lines() == [("2", "Brötchen", "0.90")], "the basket is as it was"
