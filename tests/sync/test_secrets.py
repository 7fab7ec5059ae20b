"""Where the shop's key is kept: a keyring that answers, is locked, hangs or is not there, and a private file."""

import logging
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from kasse.errors import Unavailable
from sync import secrets

KEY = secrets.name_of("ab" * 32, "key")
VALUE = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"

ABSENT: Callable[[], KeyringBackend] = fail.Keyring
"""What the library gives on a computer without any keyring."""
SILENT: Callable[[], KeyringBackend] = null.Keyring
"""What takes everything and keeps nothing."""


class Ring(KeyringBackend):
    """A keyring that keeps what it is given, unless it is locked or thinks for long."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.woken: threading.Event | None = None
        self.asked = 0

    def _wait(self) -> None:
        self.asked += 1
        if self.woken is not None:
            self.woken.wait(10)
        if self.locked:
            raise KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._wait()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def _its_own_keyring() -> Iterator[None]:
    """No test comes near the keyring of who runs it."""
    before = keyring.get_keyring()
    keyring.set_keyring(ABSENT())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def ring() -> Ring:
    made = Ring()
    keyring.set_keyring(made)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kasse" / "secrets"


def everything_in(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


# With a keyring


def test_a_keyring_keeps_it(ring: Ring, folder: Path) -> None:
    assert secrets.where(folder=folder) == "keyring"
    assert secrets.put(KEY, VALUE, folder) == "keyring"
    assert secrets.get(KEY, folder) == VALUE
    assert secrets.where(KEY, folder) == "keyring"
    assert list(ring.kept) == [("Kasse", KEY)]
    assert VALUE not in everything_in(folder)


def test_another_one_takes_its_place(ring: Ring, folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    secrets.put(KEY, "other", folder)
    secrets.put(secrets.name_of("ab" * 32, "webdav"), "password", folder)
    assert secrets.get(KEY, folder) == "other"
    secrets.remove(KEY, folder)
    secrets.remove(KEY, folder)
    assert secrets.get(KEY, folder) == ""
    assert list(ring.kept.values()) == ["password"]


def test_an_empty_one_is_removed(ring: Ring, folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    secrets.put(KEY, "", folder)
    assert secrets.get(KEY, folder) == ""
    assert not ring.kept


def test_a_locked_keyring_is_not_a_shop_without_a_key(ring: Ring, folder: Path) -> None:
    assert secrets.get(KEY, folder) == ""
    secrets.put(KEY, VALUE, folder)
    ring.locked = True
    with pytest.raises(Unavailable, match="Unlock it"):
        secrets.get(KEY, folder)
    ring.locked = False
    assert secrets.get(KEY, folder) == VALUE


def test_a_keyring_that_lost_it_says_so(ring: Ring, folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    ring.kept.clear()
    with pytest.raises(Unavailable, match="no longer has"):
        secrets.get(KEY, folder)
    secrets.put(KEY, VALUE, folder)
    assert secrets.get(KEY, folder) == VALUE


def test_a_session_without_a_keyring_says_so(ring: Ring, folder: Path) -> None:
    """As where a command line runs without the desktop that has the key."""
    secrets.put(KEY, VALUE, folder)
    keyring.set_keyring(ABSENT())
    with pytest.raises(Unavailable):
        secrets.get(KEY, folder)
    assert secrets.where(KEY, folder) == "keyring"


def test_what_is_in_the_keyring_is_found_without_a_mark(ring: Ring, folder: Path) -> None:
    ring.kept["Kasse", KEY] = VALUE
    assert secrets.get(KEY, folder) == VALUE


def test_a_keyring_that_hangs_stops_nothing(ring: Ring, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "TIMEOUT", 0.05)
    ring.woken = threading.Event()
    begun = time.monotonic()
    assert secrets.put(KEY, VALUE, folder) == "file"
    assert secrets.get(KEY, folder) == VALUE
    assert secrets.get("another", folder) == ""
    assert time.monotonic() - begun < 2
    assert ring.asked == 1  # it is not asked again before it has answered
    ring.woken.set()
    assert secrets._Asking.thread is not None
    secrets._Asking.thread.join(5)
    ring.woken = None
    assert secrets.get(KEY, folder) == VALUE


# Without one


@pytest.mark.parametrize("none", [ABSENT, SILENT])
def test_without_a_keyring_a_file_keeps_it(none: Callable[[], KeyringBackend], folder: Path) -> None:
    keyring.set_keyring(none())
    begun = time.monotonic()
    assert secrets.where(folder=folder) == "file"
    assert secrets.get(KEY, folder) == ""
    assert secrets.put(KEY, VALUE, folder) == "file"
    assert secrets.get(KEY, folder) == VALUE
    assert secrets.where(KEY, folder) == "file"
    assert time.monotonic() - begun < 2


def test_nobody_else_reads_the_file(folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    secrets.put(KEY, "other", folder)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.read_text() == "other"
    assert KEY not in file.name


def test_a_write_broken_off_leaves_the_old_one(folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    (file,) = folder.iterdir()
    file.with_name(file.name + ".new").write_text("half")
    assert secrets.get(KEY, folder) == VALUE
    secrets.put(KEY, "other", folder)
    assert secrets.get(KEY, folder) == "other"
    assert len(list(folder.iterdir())) == 1


def test_it_moves_between_keyring_and_file(ring: Ring, folder: Path) -> None:
    keyring.set_keyring(ABSENT())
    secrets.put(KEY, VALUE, folder)
    keyring.set_keyring(ring)
    assert secrets.get(KEY, folder) == VALUE
    assert secrets.put(KEY, VALUE, folder) == "keyring"
    assert VALUE not in everything_in(folder)
    ring.locked = True
    assert secrets.put(KEY, "other", folder) == "file"
    ring.locked = False
    assert secrets.get(KEY, folder) == "other"


def test_a_file_that_cannot_be_read_is_not_a_shop_without_a_key(folder: Path) -> None:
    secrets.put(KEY, VALUE, folder)
    (file,) = folder.iterdir()
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Unavailable, match="cannot be read"):
        secrets.get(KEY, folder)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "kasse").write_text("a file")
    with pytest.raises(Unavailable, match="cannot be"):
        secrets.put(KEY, VALUE, tmp_path / "kasse" / "secrets")


def test_it_goes_beside_this_computers_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.places import machine_file

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    secrets.put(KEY, VALUE)
    assert secrets.get(KEY) == VALUE
    (file,) = machine_file().with_name("secrets").iterdir()
    assert file.read_text() == VALUE


def test_nothing_is_logged(ring: Ring, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        secrets.put(KEY, VALUE, folder)
        secrets.get(KEY, folder)
        ring.locked = True
        secrets.put(KEY, VALUE, folder)
        secrets.remove(KEY, folder)
    assert VALUE not in caplog.text
