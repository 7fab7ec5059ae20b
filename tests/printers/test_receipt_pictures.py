"""Receipts as one sees them: drawn as the printer and as the PDF does, their QR codes read back from the picture."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kasse.clock import SetClock
from kasse.errors import Unavailable
from kasse.fiscal.de.device import Secrets, Transaction
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.verifying import verify_qr
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.receipt import Document
from kasse.sale import Sale, Tender, TenderType
from kasse.texts import use_language
from kasse.till import Till, training_copy
from printers import escpos, pdf
from printers.layout import as_text
from printers.tse_software import SoftwareTse
from tests.printers.roll import picture

PICTURES = Path("build/receipts")
MATE, ROLL = "4029764001807", "101"
WIDTHS = {80: 48, 58: 32}
"""Paper in mm: characters to the line."""


class SilentAtTimes(SoftwareTse):
    """Loses its voice when it is told to."""

    silent = False

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        if self.silent:
            raise Unavailable("tse_silent", "Die TSE antwortet nicht.")
        return super().finish(client, transaction, process_type, process_data)


@pytest.fixture
def device(clock: SetClock) -> SilentAtTimes:
    device = SilentAtTimes(lambda: SoftEngine(None, now=clock.now))
    device.set_up("KASSE-TEST01", Secrets())
    return device


@pytest.fixture
def signing(shop_file: Path, clock: SetClock, device: SilentAtTimes) -> Iterator[Till]:
    opened = Till(shop_file, device=device, clock=clock)
    opened.shift.open(opened.people.owner(), Money(10_000))
    yield opened
    opened.close()


def sell(till: Till, owner: Actor) -> Sale:
    basket = till.checkout.scan(till.checkout.scan(till.checkout.new_basket(), MATE, Quantity.of(2)), ROLL)
    return till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(1_000))])


def drawn(document: Document, width: int) -> dict[str, Image.Image]:
    """The receipt from the printer, and from the PDF at the 203 dots to the inch of a printer."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf.render(document, width)))[0]
    return {
        "roll": picture(escpos.render(document, WIDTHS[width]), WIDTHS[width]),
        "pdf": page.render(scale=203 / 72).to_pil().convert("L"),
    }


def normal(till: Till, _device: SilentAtTimes) -> Document:
    return till.receipt_document(sell(till, till.people.owner()).receipt_no or 0)


def void(till: Till, _device: SilentAtTimes) -> Document:
    owner = till.people.owner()
    sale = sell(till, owner)
    voided = till.checkout.void_receipt(owner, sale.receipt_no or 0, "Falscher Artikel")
    return till.receipt_document(voided.receipt_no or 0)


def returned(till: Till, _device: SilentAtTimes) -> Document:
    owner = till.people.owner()
    sold = sell(till, owner).receipt_no or 0
    basket = till.checkout.return_lines(owner, till.checkout.new_basket(), sold, {1: Quantity.of(1)})
    return till.receipt_document(till.checkout.pay(owner, basket, []).receipt_no or 0)


def outage(till: Till, device: SilentAtTimes) -> Document:
    device.silent = True
    return normal(till, device)


def copy(till: Till, _device: SilentAtTimes) -> Document:
    return till.receipt_document(sell(till, till.people.owner()).receipt_no or 0, copy=True)


def small_business(till: Till, device: SilentAtTimes) -> Document:
    with till.database.write() as work:
        work.settings.put_shop(replace(work.settings.shop(), small_business=True), till.clock.now(), "Olga")
    till.checkout.refresh()
    return normal(till, device)


def training(till: Till, device: SilentAtTimes) -> Document:
    other = Till(training_copy(till.path), device=device, clock=till.clock)
    try:
        return normal(other, device)
    finally:
        other.close()


SIGNED = (normal, void, returned, copy, small_business, training)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", [*SIGNED, outage], ids=lambda kind: kind.__name__)
def test_the_code_is_read_from_the_picture_and_verifies(
    signing: Till, device: SilentAtTimes, kind: Callable[[Till, SilentAtTimes], Document], width: int
) -> None:
    use_language("de")
    document = kind(signing, device)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, image in drawn(document, width).items():
        image.save(PICTURES / f"{kind.__name__}-{width}-{name}.png")
        found = [code.text for code in zxingcpp.read_barcodes(image)]
        assert len(found) == (0 if kind is outage else 1), name
        for text in found:
            assert verify_qr(text) == []
            assert text.startswith("V0;KASSE-TEST01;Kassenbeleg-V1;")
            assert (";AVTraining^" in text) == (kind is training)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_device_that_is_not_certified_is_marked_on_the_receipt(
    signing: Till, device: SilentAtTimes, language: str
) -> None:
    signing.change_shop(signing.people.owner(), language=language)
    document = normal(signing, device)
    assert "TRAINING: this TSE is not certified" in as_text(document, 48)
    assert ("ÜBUNG: Diese TSE ist nicht zertifiziert" in as_text(document, 48)) == (language == "de")


@pytest.mark.parametrize(("language", "notes"), [("de", 1), ("en", 2)])
def test_a_small_business_says_once_in_each_language_that_there_is_no_vat(
    signing: Till, device: SilentAtTimes, language: str, notes: int
) -> None:
    signing.change_shop(signing.people.owner(), language=language)
    said = [line for line in as_text(small_business(signing, device), 100).splitlines() if "19 UStG" in line]
    assert [line.strip() for line in said[:1]] == [
        "Kein Umsatzsteuerausweis, Steuerbefreiung für Kleinunternehmer § 19 UStG"
    ]
    assert len(said) == notes


@pytest.mark.parametrize("width", WIDTHS)
def test_the_code_is_30_mm_wide(signing: Till, device: SilentAtTimes, width: int) -> None:
    image = drawn(normal(signing, device), width)["roll"]
    (code,) = zxingcpp.read_barcodes(image)
    edge = code.position.top_right.x - code.position.top_left.x
    assert edge >= 30 / 25.4 * 203 - 3
