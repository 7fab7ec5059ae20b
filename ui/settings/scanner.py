"""How the scanner at this computer types, by hand or measured in three scans."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from kasse.errors import Refused
from kasse.texts import N_, _
from ui.settings.form import Setting
from ui.settings.measuring import SCANS, Burst, propose
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.machine import Machine
    from ui.settings.page import SettingsPage


class ScannerSection(FormSection):
    """Gap, shortest code, prefix and end."""

    name = "scanner"
    text = N_("Scanner")
    intro = N_(
        "For the scanner at this computer, which types its codes like a keyboard. Most work as they come. If codes end"
        " up in text fields, measure it."
    )
    wrong_fields: Mapping[str, str] = {"bad_gap": "gap", "bad_shortest": "shortest", "bad_prefix": "prefix"}
    settings = (
        Setting(
            "gap",
            N_("Longest time between two keys"),
            N_("In milliseconds. Nobody types faster than this; a scanner does."),
            "number",
        ),
        Setting("shortest", N_("Shortest code"), N_("Fewer signs than this are taken as typed."), "number"),
        Setting(
            "prefix",
            N_("Sign before each code"),
            N_("Only if the scanner is set to send one; a code without it is then taken as typed."),
        ),
        Setting(
            "ends",
            N_("Key at the end"),
            "",
            "pick",
            (("enter", N_("Enter")), ("tab", N_("Tab")), ("enter,tab", N_("both"))),
        ),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.scans: list[Burst] = []
        self.measuring = False
        self.measure_key = QPushButton(_("Measure: scan an article three times"))
        self.measure_key.clicked.connect(self._toggle)
        self.seen = QLabel()
        self.seen.setObjectName("message")
        self.seen.setWordWrap(True)
        self.seen.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.addWidget(self.measure_key)
        row.addStretch(1)
        self.body.insertLayout(2, row)
        self.body.insertWidget(3, self.seen)
        self.body.addStretch(1)
        self._say("")

    def read(self) -> dict[str, str]:
        """As this computer has it."""
        machine = self.office.machine
        return {
            "gap": str(machine.scan_gap),
            "shortest": str(machine.scan_shortest),
            "prefix": machine.scan_prefix,
            "ends": machine.scan_ends,
        }

    def save(self) -> None:
        """Keep them for this computer."""
        try:
            machine = scanner_of(self.form.values(), self.office.machine)
        except Refused as error:
            self.page.refuse(error)
            return
        self._stop()
        self.save_machine(machine, "scanner")

    # Measuring

    def _toggle(self) -> None:
        if self.measuring:
            self._stop()
            self._say("")
        else:
            self._start()

    def _start(self) -> None:
        self.scans, self.measuring = [], True
        self.measure_key.setText(_("Stop measuring"))
        self._say(_("Scan any article, three times the same one. This is scan 1."))
        self.office.measure_scans(self._measured)

    def _stop(self) -> None:
        if self.measuring:
            self.measuring = False
            self.measure_key.setText(_("Measure: scan an article three times"))
            self.office.measure_scans(None)

    def _measured(self, burst: object) -> None:
        self.scans.append(burst)  # type: ignore[arg-type]
        if len(self.scans) < SCANS:
            text = _("{code} was seen. Now scan {number} of {count}.")
            self._say(text.format(code=self.scans[-1].text, number=len(self.scans) + 1, count=SCANS))
            return
        self._stop()
        proposal = propose(self.scans)
        self.form.put({"gap": str(proposal.gap), "ends": proposal.ends})
        self._say(proposal.said, alarm=proposal.alarm)
        if not proposal.alarm:
            self.page.save_key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.seen.setText(text)
        self.seen.setVisible(bool(text))
        self.seen.setProperty("alarm", alarm)
        self.seen.style().unpolish(self.seen)
        self.seen.style().polish(self.seen)

    def left(self) -> None:
        """Scans are sold again."""
        if self.measuring:
            self._stop()
            self._say("")


def scanner_of(values: dict[str, str], machine: "Machine") -> "Machine":
    """This computer's settings with what was typed. `Refused` where a value cannot be."""
    gap = _whole(values["gap"], 5, 200, "bad_gap")
    shortest = _whole(values["shortest"], 3, 40, "bad_shortest")
    prefix = values["prefix"]
    if len(prefix) > 8 or not prefix.isprintable():
        raise Refused("bad_prefix", _("The sign before each code is at most 8 signs long."))
    return machine._replace(
        scan_gap=gap, scan_shortest=shortest, scan_prefix=prefix, scan_ends=values["ends"] or machine.scan_ends
    )


def _whole(text: str, smallest: int, largest: int, code: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6 and smallest <= int(text) <= largest:
        return int(text)
    raise Refused(
        code,
        _("“{text}” does not work here: write a whole number from {smallest} to {largest}.").format(
            text=text[:20], smallest=smallest, largest=largest
        ),
    )
