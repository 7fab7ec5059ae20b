"""E-mail against a real server on this machine, and what is said where it goes wrong."""

import email
import socket
import stat
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from kasse.errors import Refused, Unavailable
from sync.mail import (
    Attachment,
    MailSettings,
    message,
    read_password,
    send,
    settings_of,
    write_file,
    write_password,
)


class Inbox:
    """What came."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del server, session
        self.mails.append(envelope)
        return "250 OK"


def _authenticate(*args: object) -> AuthResult:
    data = args[-1]
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"olga", b"geheim")
    return AuthResult(success=good, handled=False)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Inbox, MailSettings]]:
    inbox = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, authenticator=_authenticate, auth_require_tls=False)
    controller.start()
    yield inbox, MailSettings("127.0.0.1", port, "none", "olga", "olga@laden.example", "geheim")
    controller.stop()


def order(to: str = "bestellung@hoffmann.example") -> EmailMessage:
    return message(
        "olga@laden.example", to, "Bestellung 12 von Späti Müller", "Sehr geehrter Herr Hößler,\n.\n2 × Kasten\n",
        (Attachment("bestellung-12.pdf", "application/pdf", b"%PDF-1.4 x"),),
    )  # fmt: skip


def test_a_mail_arrives_with_what_is_attached(server: tuple[Inbox, MailSettings]) -> None:
    inbox, settings = server
    send(settings, order())
    envelope = inbox.mails[-1]
    assert isinstance(envelope.content, bytes)
    came = email.message_from_bytes(envelope.content, policy=default)
    assert came["Subject"] == "Bestellung 12 von Späti Müller"
    body = came.get_body()
    assert body is not None
    assert "Hößler,\n.\n2 × Kasten" in body.get_content().replace("\r\n", "\n")
    (pdf,) = came.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("bestellung-12.pdf", b"%PDF-1.4 x")
    assert envelope.rcpt_tos == ["bestellung@hoffmann.example"]


def test_a_wrong_password_is_said(server: tuple[Inbox, MailSettings]) -> None:
    inbox, settings = server
    count = len(inbox.mails)
    with pytest.raises(Unavailable, match="password"):
        send(settings._replace(password="falsch"), order())  # noqa: S106
    assert len(inbox.mails) == count


def test_an_address_that_is_not_taken_is_said(server: tuple[Inbox, MailSettings]) -> None:
    with pytest.raises(Unavailable, match=r"nobody@hoffmann\.example"):
        send(server[1], order("nobody@hoffmann.example"))


def test_a_server_without_encryption_is_not_used_where_it_is_wanted(server: tuple[Inbox, MailSettings]) -> None:
    with pytest.raises(Unavailable, match="was not sent"):
        send(server[1]._replace(security="starttls"), order())


def test_no_server_at_all_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unavailable, match="was not sent"):
        send(MailSettings("127.0.0.1", port, "none", sender="olga@laden.example"), order())


def test_nobody_writes_headers_of_their_own() -> None:
    with pytest.raises(Refused):
        order("a@b.example\nBcc: c@d.example")


def test_without_a_server_it_becomes_a_file(tmp_path: Path) -> None:
    path = write_file(order(), tmp_path / "mails" / "order-12.eml")
    kept = email.message_from_bytes(path.read_bytes(), policy=default)
    assert kept["X-Unsent"] == "1"
    assert kept["To"] == "bestellung@hoffmann.example"
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        write_file(order(), tmp_path / "file" / "order-12.eml")


def test_the_password_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "kasse" / "mail-password"
    assert read_password(path) == ""
    path.parent.mkdir()
    path.write_text("old")
    path.chmod(0o644)
    write_password(path, "geheim ü")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_password(path) == "geheim ü"
    write_password(path, "")
    assert not path.exists()


def test_settings_as_they_are_kept() -> None:
    assert settings_of({}, "") == MailSettings()
    assert not settings_of({}, "").there
    kept = settings_of({"mail_server": "smtp.example.com", "mail_security": "tls", "mail_user": "o@example.com"}, "x")
    assert (kept.port, kept.sender, kept.there) == (465, "o@example.com", True)
    with pytest.raises(Refused):
        settings_of({"mail_port": "seven"}, "")
