"""E-mail by the owner's own server. It may be slow: it is never called on the window's thread or the store's."""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import NamedTuple

from kasse.errors import Refused, Unavailable
from kasse.texts import _

TIMEOUT = 20
"""Seconds that a server has for each answer."""
SECURITIES = ("starttls", "tls", "none")
SETTINGS = ("mail_server", "mail_port", "mail_security", "mail_user", "mail_from")
"""Their names among the shop's settings. The password is not there: a backup would carry it away."""
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettings(NamedTuple):
    """The owner's server. Without one, mails are written to files for the desktop's program."""

    server: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    sender: str = ""
    password: str = ""

    @property
    def there(self) -> bool:
        """Whether mails can be sent."""
        return bool(self.server and self.sender)


class Attachment(NamedTuple):
    """A file in a mail; `kind` is its MIME type."""

    name: str
    kind: str
    data: bytes


def settings_of(kept: Mapping[str, str], password: str) -> MailSettings:
    """From what the shop's settings say; `Refused` where a port is none."""
    security = kept.get("mail_security") or "starttls"
    port = kept.get("mail_port") or str(PORTS.get(security, 587))
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536) or security not in PORTS:
        raise Refused("bad_port", _("“{text}” is no port. Usual ones are 587 and 465.").format(text=port[:20]))
    sender = kept.get("mail_from", "") or (kept.get("mail_user", "") if "@" in kept.get("mail_user", "") else "")
    return MailSettings(kept.get("mail_server", "").strip(), int(port), security, kept.get("mail_user", ""), sender,
                        password)  # fmt: skip


def message(sender: str, to: str, subject: str, body: str, attachments: Sequence[Attachment] = ()) -> EmailMessage:
    """A mail. What was typed cannot add headers of its own: a line break in them is refused."""
    for text in (sender, to, subject):
        if "\n" in text or "\r" in text:
            raise Refused("bad_email", _("“{text}” is no e-mail address.").format(text=text.splitlines()[0][:60]))
    mail = EmailMessage(policy=SMTP)
    if sender:
        mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    mail.set_content(body)
    for one in attachments:
        main, _slash, sub = one.kind.partition("/")
        mail.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name)
    return mail


def send(settings: MailSettings, mail: EmailMessage) -> None:
    """Hand a mail to the server. Raises `Unavailable` with what to do where it was not taken."""
    try:
        with _connected(settings) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(mail)
    except smtplib.SMTPAuthenticationError as error:
        raise Unavailable(
            "mail_login", _("The mail server does not take the user name or the password. Check them under Settings.")
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise Unavailable(
            "mail_address", _("The mail server does not take the address {address}.").format(address=mail["To"])
        ) from error
    except (OSError, smtplib.SMTPException, ssl.SSLError, ValueError) as error:
        raise Unavailable(
            "mail_failed",
            _("The mail was not sent: {server} did not take it ({reason}). Try again, or save it as a file.").format(
                server=settings.server, reason=_said(error)
            ),
        ) from error


def _connected(settings: MailSettings) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.server, settings.port, timeout=TIMEOUT, context=ssl.create_default_context())
    server = smtplib.SMTP(settings.server, settings.port, timeout=TIMEOUT)
    if settings.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return str(getattr(error, "strerror", None) or error)


def write_file(mail: EmailMessage, path: Path) -> Path:
    """The mail as a file, which any mail program opens to send it."""
    del mail["X-Unsent"]
    mail["X-Unsent"] = "1"  # opened as a draft, not as one that was received
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mail.as_bytes())
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path


# The password


def read_password(path: Path) -> str:
    """The password, empty where there is none."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError):
        return ""


def write_password(path: Path, password: str) -> None:
    """Keep the password in a file that only its owner can read; an empty one removes it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()  # an old one may be open to others
        if password:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(password + "\n")
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
