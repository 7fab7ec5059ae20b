"""The near-me page on this computer: its files in a folder, and a small server for whoever wants to look."""

import functools
import http.server
from collections.abc import Callable, Sequence
from pathlib import Path

from kasse.books.market import PublicShop
from kasse.errors import Unavailable
from kasse.texts import _

HOST = "127.0.0.1"


def write_near(folder: Path, shop: PublicShop, relays: Sequence[str]) -> list[Path]:
    """Write the page for these relays; gives its files."""
    from sync.storefront.near import NearConfig, files

    place = None if shop.latitude is None or shop.longitude is None else (shop.latitude, shop.longitude)
    made = files(NearConfig(tuple(relays), language=shop.language, title=shop.name, place=place))
    written = []
    try:
        for path, data in made.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written.append(target)
    except OSError as error:
        raise Unavailable(
            "cannot_write",
            _("{file} cannot be written: {reason}.").format(file=error.filename or folder, reason=error.strerror),
        ) from error
    return written


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing of each request; scripts are scripts, whatever this computer calls them."""

    extensions_map = {  # noqa: RUF012 - as the library has it
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".json": "application/json",
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing."""


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of this folder, for this computer alone. Raises `Unavailable` where the port is taken."""
    handler = functools.partial(_Quiet, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except (OSError, OverflowError) as error:
        raise Unavailable(
            "port_taken", _("Port {port} is not free. Choose another with --port.").format(port=port)
        ) from error


def serve(folder: Path, port: int, told: Callable[[str], None]) -> None:
    """Until somebody presses Ctrl+C."""
    with server(folder, port) as running:
        told(f"http://{HOST}:{running.server_address[1]}")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return
