"""The receipt printer: none, one in the network, or a folder that takes the receipts as files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from kasse.errors import KasseError, Refused
from kasse.people import Actor
from kasse.receipt import Align, Document, QrCode, Rule, Style, Text
from kasse.texts import N_, _, current_language
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

DEFAULT_PORT = "9100"


class PrinterSection(FormSection):
    """What kind of printer, and where it is."""

    name = "printer"
    text = N_("Printer")
    intro = N_("Without a printer every receipt is still kept; it can be shown or printed as a copy later.")
    changes = ("printer",)
    wrong_fields: Mapping[str, str] = {"bad_printer": "host", "bad_printer_address": "host", "no_folder": "folder"}
    settings = (
        Setting(
            "kind",
            N_("Receipts go to"),
            "",
            "pick",
            (("none", N_("No printer")), ("tcp", N_("Network printer")), ("file", N_("Folder"))),
        ),
        Setting("host", N_("Address"), N_("As printed by the printer's self-test: 192.168.1.50 or a name.")),
        Setting("port", N_("Port"), N_("Mostly 9100."), "number"),
        Setting("folder", N_("Folder"), N_("Each receipt becomes a file of its own in it.")),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.test_key = QPushButton(_("Print a test page"))
        self.test_key.clicked.connect(self._test)
        row = QHBoxLayout()
        row.addWidget(self.test_key)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.typed("kind")

    def read(self) -> dict[str, str]:
        """The printer of the shop."""
        return printer_values(self.office.till.setting("printer", "none"))

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Another printer."""
        self.office.till.change_setting(actor, "printer", printer_setting(values))

    def check(self, values: dict[str, str]) -> None:
        """Refuse what names no printer."""
        from printers.transports import printer_from_setting

        printer_from_setting(printer_setting(values)).close()

    def typed(self, name: str) -> None:
        """Each kind has its own fields."""
        if name == "kind":
            kind = self.form.value("kind")
            for row, of in (("host", "tcp"), ("port", "tcp"), ("folder", "file")):
                self.form.show_row(row, kind == of)
            self.test_key.setVisible(kind not in ("", "none"))

    def _test(self) -> None:
        """With what is typed, saved or not, and at once: whoever sets a printer up wants to see paper."""
        values = self.checked()
        if values is None:
            return
        setting = printer_setting(values)
        self.test_key.setEnabled(False)
        self.page.message.say(_("The test page is on its way…"))
        self.page.store(lambda: test_page(self.office.till.checkout.shop.name), lambda page: self._send(setting, page))

    def _send(self, setting: str, page: Document) -> None:
        self.office.tasks.device(lambda: send(setting, page), lambda _none: self._sent(), self._not_sent)

    def _sent(self) -> None:
        self.test_key.setEnabled(True)
        self.page.message.say(_("The printer took the test page. Is the paper there, with an ä and a €?"))

    def _not_sent(self, error: KasseError) -> None:
        self.test_key.setEnabled(True)
        self.page.refuse(error)


def printer_setting(values: dict[str, str]) -> str:
    """The shop's setting, as in tcp:192.168.1.50:9100."""
    if values["kind"] == "tcp":
        host = f"[{values['host']}]" if values["host"].count(":") > 1 else values["host"]
        if not host:
            raise Refused("bad_printer_address", _("Type the address of the printer, as in 192.168.1.50."))
        return f"tcp:{host}:{values['port'] or DEFAULT_PORT}"
    if values["kind"] == "file":
        if not values["folder"]:
            raise Refused("no_folder", _("Type the folder for the receipts."))
        return f"file:{values['folder']}"
    return "none"


def printer_values(setting: str) -> dict[str, str]:
    """What the form shows of a setting."""
    kind, _colon, rest = setting.strip().partition(":")
    values = {"kind": kind if kind in ("tcp", "file") else "none", "host": "", "port": DEFAULT_PORT, "folder": ""}
    if kind == "file":
        values["folder"] = rest
    elif kind == "tcp":
        host, _sign, port = rest.rpartition(":") if rest.rpartition(":")[2].isdigit() else (rest, "", "")
        values["host"], values["port"] = host.strip("[]"), port or DEFAULT_PORT
    return values


def test_page(shop: str) -> Document:
    """A page that shows whether all arrives: large letters, umlauts, the euro sign and a QR code."""
    return Document(
        _("Test page"),
        current_language(),
        (
            Text(shop, Align.CENTER, Style.LARGE),
            Text(_("Test page"), Align.CENTER, Style.BOLD),
            Rule(),
            Text("ÄÖÜ äöü ß é ñ ş ğ € 1.234,56"),
            Text(_("If this can be read, receipts can be printed."), Align.CENTER),
            QrCode("Kasse"),
        ),
    )


def send(setting: str, page: Document) -> None:
    """On a device thread: print it now."""
    from printers import escpos
    from printers.transports import printer_from_setting

    printer = printer_from_setting(setting)
    try:
        printer.send(escpos.render(page), "test-page")
    finally:
        printer.close()
