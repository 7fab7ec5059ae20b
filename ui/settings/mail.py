"""The owner's mail server: orders are sent by it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from kasse.errors import Refused
from kasse.people import Actor, Permission
from kasse.texts import N_, _
from ui.places import machine_file
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from kasse.till import Till
    from sync.mail import MailSettings
    from ui.settings.page import SettingsPage


def password_file() -> Path:
    """Where the password is kept: on this computer, beside its settings, and in no backup of the shop."""
    return machine_file().with_name("mail-password")


def mail_settings(till: "Till") -> "MailSettings":
    """The server; on the store thread."""
    from sync.mail import SETTINGS, read_password, settings_of

    return settings_of({name: till.setting(name) for name in SETTINGS}, read_password(password_file()))


class MailSection(FormSection):
    """Server, user and address."""

    name = "mail"
    text = N_("E-mail")
    intro = N_("Orders are sent by your own mail server. Without one they are opened in the computer's mail program.")
    wrong_fields: Mapping[str, str] = {"bad_port": "mail_port", "bad_email": "mail_from"}
    settings = (
        Setting("mail_from", N_("Your address"), N_("Suppliers answer to it.")),
        Setting("mail_server", N_("Server"), N_("Your provider names it, as in smtp.example.com.")),
        Setting(
            "mail_security",
            N_("Connection"),
            "",
            "pick",
            (("starttls", N_("STARTTLS")), ("tls", N_("TLS")), ("none", N_("Not encrypted"))),
        ),
        Setting("mail_port", N_("Port"), N_("Mostly 587 for STARTTLS and 465 for TLS."), "number"),
        Setting("mail_user", N_("User name"), N_("Mostly your address.")),
        Setting("password", N_("Password"), N_("It stays on this computer, in a file that only you can read.")),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        field = self.form.fields["password"]
        if isinstance(field, QLineEdit):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addStretch(1)

    def read(self) -> dict[str, str]:
        """What is kept."""
        from sync.mail import SETTINGS, read_password

        till = self.office.till
        kept = {name: till.setting(name) for name in SETTINGS}
        kept["mail_security"] = kept["mail_security"] or "starttls"
        kept["mail_port"] = kept["mail_port"] or "587"
        return {**kept, "password": read_password(password_file())}

    def check(self, values: dict[str, str]) -> None:
        """Refuse what is no port or no address."""
        from sync.mail import message, settings_of

        settings = settings_of(values, values["password"])
        if settings.sender and "@" not in settings.sender:
            raise Refused("bad_email", _("“{text}” is no e-mail address.").format(text=settings.sender[:60]))
        message(settings.sender, settings.sender, "", "")

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Keep it: the password on this computer, the rest with the shop."""
        from sync.mail import SETTINGS, read_password, write_password

        actor.require(Permission.SETTINGS)
        till = self.office.till
        for name in SETTINGS:
            if till.setting(name) != values[name]:
                till.change_setting(actor, name, values[name])
        if read_password(password_file()) != values["password"]:
            write_password(password_file(), values["password"])
