"""Makes the bytes of a receipt printer: ESC/POS by python-escpos, used as a generator of bytes and nothing else.

python-escpos is imported inside functions: it takes 0.3 s, which a till that starts does not have.
"""

import contextlib
import importlib
import logging
import os
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from platformdirs import user_cache_path

from kasse.receipt import Document, Style
from printers.layout import Line, display_width, lay_out

CODE_PAGES: Mapping[str, int] = MappingProxyType({"CP858": 19, "CP852": 18, "CP857": 13, "CP1252": 16, "CP866": 17})
"""The code pages in the order they are tried, with their numbers in Epson's printers.

CP858 has all German letters and the euro sign; then Polish, Turkish, typographic signs and Cyrillic.
"""

BAR_DOTS, BAR_HEIGHT = 2, 80
"""A bar is at least so many dots wide, and a barcode 10 mm high."""
_QR_DOTS = 240
"""30 mm at 8 dots per mm."""
_QR_SEEN = 3
"""Dots a module has where the paper is wide enough: finer ones blur on thermal paper."""
_COLUMN_DOTS = 12
_QUIET = 8
"""White modules that a reader needs around the code."""

_LOOKALIKES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "\u2007": " ", "\u2009": " ", "\u202f": " "})
"""Signs that no page has but a plainer one stands for; formatted amounts come with some of them."""

_importing = threading.Lock()
_logger = logging.getLogger(__name__)


def render(
    document: Document,
    columns: int = 48,
    *,
    code_pages: Mapping[str, int] = CODE_PAGES,
    cut: bool = True,
    drawer: bool = False,
) -> bytes:
    """The bytes that print a document; the drawer opens first, so that nobody waits for the paper."""
    encoder = _encoder(tuple(code_pages.items()))
    device = _device(encoder)
    device.hw("INIT")
    if drawer:
        device.cashdraw(2)
    for line in lay_out(document, columns):
        _print(device, encoder, line, columns)
    if cut:
        device.cut()
    return bytes(device.output)


def drawer_kick(pin: int = 2) -> bytes:
    """The bytes that open the cash drawer on pin 2 or 5."""
    device = _device(_encoder(tuple(CODE_PAGES.items())))
    device.cashdraw(pin)
    return bytes(device.output)


def _print(device: Any, encoder: Any, line: Line, columns: int) -> None:  # noqa: ANN401  python-escpos has no types
    if line.qr is not None:
        _print_qr(device, line.qr.data, columns * _COLUMN_DOTS)
        return
    if line.barcode is not None:
        _print_barcode(device, line.barcode.data)
        return
    if line.style is not Style.NORMAL:
        device.set(bold=True, double_height=line.style is Style.LARGE)
    device.text(_printable(line.text, encoder) + "\n")
    if line.style is not Style.NORMAL:
        device.set(bold=False, normal_textsize=line.style is Style.LARGE)


def _printable(text: str, encoder: Any) -> str:  # noqa: ANN401
    """`text` with a "?" per column for what no page has; it keeps MagicEncode from sending Chinese as GB18030."""
    if text.isascii():
        return text
    return "".join(
        char if encoder.find_suitable_encoding(char) else "?" * display_width(char)
        for char in text.translate(_LOOKALIKES)
    )


def _print_qr(device: Any, data: str, room: int) -> None:  # noqa: ANN401
    modules = _qr_modules(data)
    size = min(max(_QR_SEEN, _QR_DOTS // modules), room // (modules + _QUIET)) if modules else 0
    if not size:
        return
    device.set(align="center")
    device.qr(data, native=True, ec=_library("escpos.constants").QR_ECLEVEL_M, size=size)
    device.set(align="left")


def _print_barcode(device: Any, data: str) -> None:  # noqa: ANN401
    """Code 128 by the printer itself, in its set B: python-escpos would draw a picture of it where it is long."""
    code = b"{B" + data.encode("ascii", "replace")
    device.set(align="center")
    device._raw(bytes((0x1D, 0x68, BAR_HEIGHT, 0x1D, 0x77, BAR_DOTS, 0x1D, 0x48, 0)))
    device._raw(bytes((0x1D, 0x6B, 73, len(code))) + code)
    device.set(align="left")


def _qr_modules(data: str) -> int:
    """How many modules wide the code of some data is; 0 where no code holds that much."""
    qrcode = _library("qrcode")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    try:
        code.add_data(data)
        return 17 + 4 * int(code.best_fit(start=1))
    except (qrcode.exceptions.DataOverflowError, ValueError):  # qrcode 8.2 raises ValueError at an overflow
        _logger.error("these %d characters do not fit into a QR code; it is left out", len(data))
        return 0


def _device(encoder: Any) -> Any:  # noqa: ANN401
    """A fresh printer for each job: MagicEncode takes a code page for selected even after the printer forgot it."""
    return _library("escpos.printer").Dummy(magic_encode_args={"encoder": encoder})


@cache
def _encoder(code_pages: tuple[tuple[str, int], ...]) -> Any:  # noqa: ANN401
    """An encoder with a fixed order of pages.

    python-escpos sorts the numbers of the pages as strings and so sends the euro sign in a Greek page (ESC t 15)
    that many printers lack.
    """
    base: Any = _library("escpos.magicencode").Encoder

    class FixedOrder(base):  # type: ignore[misc]
        def find_suitable_encoding(self, char: str) -> str | None:
            return next((page for page in self.codepages if self.can_encode(page, char)), None)

    return FixedOrder(dict(code_pages))


def _library(name: str) -> ModuleType:
    """A module of python-escpos, after it was imported in a way that leaves no traces."""
    with _importing:
        return _import(name)


@cache
def _import(name: str) -> ModuleType:
    handlers = list(logging.getLogger().handlers)
    with _private_cache() as folder:
        try:
            return importlib.import_module(name)
        except Exception:  # a till killed while python-escpos wrote its cache leaves half a file, at each start again
            _logger.warning("python-escpos could not be loaded; its cache is removed", exc_info=True)
            for file in folder.glob("*.pickle") if folder else ():
                file.unlink()
            return importlib.import_module(name)
        finally:  # python-escpos calls logging.basicConfig()
            logging.getLogger().handlers[:] = handlers


@contextlib.contextmanager
def _private_cache() -> Any:  # noqa: ANN401
    """Give python-escpos a folder of our own for its cache: it unpickles what lies there.

    It also makes a temporary folder at each import and forgets it, even where it does not need it.
    """
    folder = _own_folder()
    if folder is None:
        yield None
        return
    os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = str(folder)
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = usual
        for left in folder.glob("tmp*"):
            with contextlib.suppress(OSError):
                left.rmdir()


def _own_folder() -> Path | None:
    folder = user_cache_path("kasse") / "escpos"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:  # a home that cannot be written to: python-escpos makes itself a fresh private folder
        return None
    return folder
