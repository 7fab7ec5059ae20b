"""Where the bytes go."""

from pathlib import Path

import pytest

from kasse.errors import Refused, Unavailable
from printers.transports import FilePrinter, NullPrinter, PartlySent, TcpPrinter, printer_from_setting


def test_each_job_becomes_a_file(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "receipts")
    printer.send(b"one", "receipt-000001")
    printer.send(b"two", "receipt-000002")
    printer.send(b"again", "receipt-000002")
    files = {file.name: file.read_bytes() for file in (tmp_path / "receipts").iterdir()}
    assert files == {"receipt-000001.bin": b"one", "receipt-000002.bin": b"two", "receipt-000002-2.bin": b"again"}


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    FilePrinter(tmp_path / "in").send(b"x", "../../a b")
    assert [file.name for file in (tmp_path / "in").iterdir()] == ["..-..-a-b.bin"]


def test_a_folder_that_cannot_be_written_to_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable) as caught:
        FilePrinter(tmp_path / "file" / "receipts").send(b"x", "receipt-000001")
    assert not isinstance(caught.value, PartlySent)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp:192.168.1.50:9100", ("192.168.1.50", 9100)),
        (" TCP:printer.local ", ("printer.local", 9100)),
        ("tcp:printer:9101", ("printer", 9101)),
        ("tcp:[fe80::1]:9100", ("fe80::1", 9100)),
        ("tcp:[::1]", ("::1", 9100)),
    ],
)
def test_network_printer_from_setting(text: str, address: tuple[str, int]) -> None:
    printer = printer_from_setting(text)
    assert isinstance(printer, TcpPrinter)
    assert printer.address == address


def test_other_printers_from_setting(tmp_path: Path) -> None:
    assert isinstance(printer_from_setting("none"), NullPrinter)
    printer_from_setting("none").send(b"x", "receipt-000001")
    printer_from_setting(f"file:{tmp_path}").send(b"x", "receipt-000001")
    assert (tmp_path / "receipt-000001.bin").read_bytes() == b"x"


@pytest.mark.parametrize("text", ["", "lpt1", "tcp:", "file:", "none:x", "usb:1", "://", "9100"])
def test_a_setting_that_names_no_printer_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="names no printer"):
        printer_from_setting(text)


@pytest.mark.parametrize(
    "text", ["tcp:a:0", "tcp:a:65536", "tcp:a:b", "tcp:a:9100:1", "tcp:http://a", "tcp:a b", "tcp:::1"]
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not the address of a printer"):
        printer_from_setting(text)


def test_a_host_that_cannot_exist_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        TcpPrinter("x" * 70 + ".invalid").send(b"x", "receipt-000001")
