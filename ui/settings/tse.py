"""The fiscal device: how it is, which one, its setup."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kasse.closing import check_setting
from kasse.errors import KasseError, Unavailable
from kasse.fiscal.de.device import TseFacts, TseHealth, TseSettings
from kasse.fiscal.de.tse_health import Worry, worries
from kasse.people import Actor, Permission
from kasse.texts import N_, _, current_language
from kasse.till import TSE_SETTING
from ui.settings.form import Setting
from ui.settings.section import FormSection, WholeTable
from ui.settings.tse_words import health_rows
from ui.tse_setup import ASKED, MadeReady, Wanted, keep, make_ready, not_archived, part_with, wanted
from ui.widgets.fields import WrappedLabel
from ui.widgets.table import Column, Entry

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

NONE = "none"
IN_A_LINE = 32
"""How many signs of a long number stand in one line."""


class Seen(NamedTuple):
    """A device as it answered."""

    facts: TseFacts
    health: TseHealth
    worries: tuple[Worry, ...]


class TseSection(FormSection):
    """How it is; below, chosen, set up, tested."""

    name = "tse"
    text = N_("TSE")
    intro = N_("Germany wants each sale signed by a certified device (TSE). The PUK is not kept: put it in your safe.")
    save_text = N_("Set up and use")
    changes = ("tse",)
    wrong_fields: Mapping[str, str] = {
        "tse_path": "path", "tse_library": "library", "tse_host": "host", "tse_api_key": "api_key",
        "tse_api_secret": "api_secret", "tse_admin_pin": "admin_pin", "tse_time_admin_pin": "time_admin_pin",
    }  # fmt: skip
    settings = (
        Setting(
            "kind",
            N_("Device"),
            "",
            "list",
            (
                (NONE, N_("None")),
                ("swissbit", N_("Swissbit (USB or SD)")),
                ("epson", N_("Epson (network or printer)")),
                ("fiskaly", N_("fiskaly (cloud)")),
                ("software", N_("In software, to practise with")),
            ),
        ),
        Setting("path", N_("Drive"), N_("Where the stick is, as in /media/TSE or E:\\.")),
        Setting("library", N_("Library"), N_("The maker's file libWormAPI.so or WormAPI.dll.")),
        Setting("host", N_("Address"), N_("Of the Epson server or printer: 192.168.1.60 or a name.")),
        Setting("port", N_("Port"), N_("Empty: 8009."), "number"),
        Setting("device_id", N_("Device name"), N_("Empty: local_TSE.")),
        Setting("api_key", N_("API key"), N_("From your account at fiskaly.")),
        Setting("api_secret", N_("API secret"), "", "secret"),
        Setting("tss_id", N_("TSS"), N_("Empty: a new one is made.")),
        Setting("client_uuid", N_("Client"), N_("Empty: a new one is registered.")),
        Setting("puk", N_("PUK"), N_("Only for a new device, or one whose PIN is blocked."), "secret"),
        Setting("admin_pin", N_("Admin PIN"), N_("Of the device; choose it where the device is new."), "secret"),
        Setting("time_admin_pin", N_("Time admin PIN"), "", "secret"),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.test_key = QPushButton(_("Self-test"))
        self.test_key.clicked.connect(self._test)
        self.look_key = QPushButton(_("Look again"))
        self.look_key.clicked.connect(self._look)
        self.standing = WrappedLabel("")
        self.standing.setObjectName("message")
        self.table = WholeTable((Column(_("What"), 260, quiet=True), Column(_("How it is"))), _("How the TSE is"))
        self.body.insertWidget(self.body.indexOf(self.form), self._standing_part())  # how it is comes first
        self.about.hide()
        self.body.addStretch(1)

    def _standing_part(self) -> QWidget:
        self.about = QWidget()
        layout = QVBoxLayout(self.about)
        layout.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(_("How the TSE is"))
        heading.setObjectName("section")
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        row.addWidget(self.look_key)
        row.addWidget(self.test_key)
        layout.addLayout(row)
        layout.addWidget(self.standing)
        layout.addWidget(self.table)
        return self.about

    # Which one

    def read(self) -> dict[str, str]:
        """The device of the shop; nothing secret is shown."""
        settings = self.office.till.tse_settings() or TseSettings(NONE)
        return {one.name: settings.option(one.name) for one in self.settings} | {"kind": settings.kind}

    def typed(self, name: str) -> None:
        """Each kind asks for its own."""
        if name != "kind":
            return
        asked = ASKED.get(self.form.value("kind"), ())
        for setting in self.settings[1:]:
            self.form.show_row(setting.name, setting.name in asked)

    def check(self, values: dict[str, str]) -> None:
        """Refuse what is not complete."""
        if values["kind"] != NONE:
            wanted(values)

    def load(self) -> None:
        """What is kept, and how it is."""
        super().load()
        self._look()

    def save(self) -> None:
        """Ask for leave, then set it up on the device's thread."""
        values = self.checked()
        if values is not None:
            self.page.act(Permission.SETTINGS, self._may, lambda actor: self._allowed(actor, values))

    def _may(self, actor: Actor) -> Actor:
        actor.require(Permission.SETTINGS)
        with self.office.till.database.read() as work:
            check_setting(work, TSE_SETTING)  # before anything is done to the device
        return actor

    def _allowed(self, actor: Actor, values: dict[str, str]) -> None:
        if values["kind"] == NONE:
            self._give_up_device(actor)
            return
        asked = wanted(values)
        till, serial = self.office.desk.till, self.office.desk.till.checkout.shop.till_serial
        self._busy(_("The TSE is being set up. This takes up to two minutes…"))
        self.office.tasks.tse(
            lambda: make_ready(till, serial, asked), lambda ready: self._ready(actor, asked, ready), self._failed
        )

    def _give_up_device(self, actor: Actor) -> None:
        """None from now on: what the one before logged is archived first."""
        till = self.office.desk.till

        def parted(unarchived: str) -> None:
            self._busy("")
            self.page.store(lambda: till.change_setting(actor, TSE_SETTING, ""), lambda _none: kept(unarchived))

        def kept(unarchived: str) -> None:
            self._written()
            if unarchived:
                self.page.message.say(not_archived(unarchived))

        self._busy(_("The TSE is asked…"))
        self.office.tasks.tse(lambda: part_with(till, None), parted, self._failed)

    def _ready(self, actor: Actor, asked: Wanted, ready: MadeReady) -> None:
        self._busy("")
        self.page.store(lambda: keep(self.office.till, actor, asked, ready), lambda _none: self._kept(ready, asked))

    def _kept(self, ready: MadeReady, asked: Wanted) -> None:
        self._written()
        told = _("The TSE is set up: from now on each receipt is signed.")
        if ready.secrets.puk and ready.secrets.puk != asked.secrets.puk:
            puk = _("Its PUK is {puk}. Write it down and keep it safe: it is kept nowhere else.")
            told = f"{told} {puk.format(puk=ready.secrets.puk)}"
        if ready.unarchived:
            told = f"{told} {not_archived(ready.unarchived)}"
        self.page.message.say(told)
        self._look()

    def _failed(self, error: KasseError) -> None:
        self._busy("")
        self.page.refuse(error)

    def _busy(self, sentence: str) -> None:
        self.page.message.say(sentence)
        for key in (self.page.save_key, self.test_key, self.look_key):
            key.setEnabled(not sentence)

    # How it is

    def _look(self) -> None:
        self.page.store(lambda: self.office.till.signing is not None, self._look_at)

    def _look_at(self, present: bool) -> None:
        self.about.setVisible(present)
        if present:
            self.office.tasks.tse(self._asked, self.show_seen, self._show_silent)

    def _asked(self) -> Seen:
        till = self.office.desk.till
        assert till.signing is not None  # noqa: S101 - asked before
        device = till.signing.device
        health = device.health()
        return Seen(device.facts(), health, tuple(worries(health, till.clock.now())))

    def show_seen(self, seen: Seen) -> None:
        """What it said, and what to see to."""
        sentences = "\n".join(worry.sentence for worry in seen.worries)
        self._say(sentences, alarm=any(worry.alarm for worry in seen.worries))
        rows = [part for row in health_rows(seen.facts, seen.health, current_language()) for part in _parts(*row)]
        self.table.show_rows([Entry(str(number), row) for number, row in enumerate(rows)])

    def _show_silent(self, error: KasseError) -> None:
        self._say(error.message, alarm=True)
        self.table.show_rows([])

    def _say(self, sentence: str, *, alarm: bool) -> None:
        self.standing.setText(sentence)
        self.standing.setVisible(bool(sentence))
        self.standing.setProperty("alarm", alarm)
        self.standing.style().polish(self.standing)

    def _test(self) -> None:
        self._busy(_("The TSE tests itself. This takes up to a minute…"))
        self.office.tasks.tse(self._tested, lambda _none: self._passed(), self._failed)

    def _tested(self) -> None:
        signing = self.office.desk.till.signing
        if signing is None:
            raise Unavailable("no_tse", _("No fiscal device is connected."))
        signing.device.self_test()

    def _passed(self) -> None:
        self._busy("")
        self.page.message.say(_("The TSE has tested itself and is in order."))
        self._look()


def _parts(name: str, value: str) -> list[tuple[str, str]]:
    """A number that is too long for a line in several: all of it must be legible."""
    if " " in value or len(value) <= IN_A_LINE:
        return [(name, value)]
    parts = [value[at : at + IN_A_LINE] for at in range(0, len(value), IN_A_LINE)]
    return [(name, parts[0]), *(("", part) for part in parts[1:])]
