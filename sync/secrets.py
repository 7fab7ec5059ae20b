"""What nobody else may know: the shop's key, and the passwords of the places where it publishes.

They are kept in the keyring of the operating system, or, where none answers, in files that only their owner can read,
beside this computer's settings. They are never in the shop's file, in a backup or in a log. A keyring may be slow
or ask its owner first: nothing here is called on the window's thread or the store's.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from kasse.errors import Unavailable
from kasse.texts import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Kasse"
"""Under which name the keyring shows them."""
TIMEOUT = 5.0
"""Seconds that a keyring has. One that asks its owner on a screen where nobody sits must stop nothing."""

Place = Literal["keyring", "file"]
_T = TypeVar("_T")


def name_of(shop: str, what: str) -> str:
    """What a secret is called: `shop` is its public key or till number, `what` is "key" or a target's name."""
    return f"{shop}/{what}"


def get(name: str, folder: Path | None = None) -> str:
    """A secret, empty where there is none.

    Raises `Unavailable` where there is one that cannot be had now. So a locked keyring never looks like a shop
    without a key, to which somebody then gives a second one.
    """
    kept = _read(_file(name, folder))
    if kept:
        return kept
    there = _mark(name, folder).exists()
    try:
        found = _asked(lambda ring: ring.get_password(SERVICE, name))
    except Unavailable:
        if there:
            raise
        return ""
    if there and not found:
        raise Unavailable(
            "secret_lost", _("This computer's keyring no longer has the key or password. Enter it again.")
        )
    return found or ""


def put(name: str, value: str, folder: Path | None = None) -> Place:
    """Keep a secret in place of what was there, and say where; an empty one is removed."""
    if not value:
        remove(name, folder)
        return where(name, folder)
    if _in_keyring(name, value):
        _write(_mark(name, folder), "")
        _unlink(_file(name, folder))
        return "keyring"
    _write(_file(name, folder), value)
    _unlink(_mark(name, folder))
    return "file"


def remove(name: str, folder: Path | None = None) -> None:
    """Forget a secret; one that is not there is no error."""
    _unlink(_file(name, folder))
    with contextlib.suppress(Unavailable):
        _asked(lambda ring: _deleted(ring, name))
    _unlink(_mark(name, folder))


def where(name: str = "", folder: Path | None = None) -> Place:
    """Where this secret is, or where one that is put now would go."""
    if name and _file(name, folder).exists():
        return "file"
    if name and _mark(name, folder).exists():
        return "keyring"
    try:
        _asked(lambda ring: None)
    except Unavailable:
        return "file"
    return "keyring"


# The keyring


class _Asking:
    """Who asks the keyring now: one at a time."""

    lock = threading.Lock()
    thread: threading.Thread | None = None


def _asked(question: Callable[["KeyringBackend"], _T]) -> _T:
    """What the keyring answers; `Unavailable` where there is none, or none that answers in time."""
    answers: list[_T] = []

    def ask() -> None:
        with contextlib.suppress(Exception):  # a keyring of any make may fail in any way
            ring = _keyring()
            if ring is not None:
                answers.append(question(ring))

    with _Asking.lock:
        if _Asking.thread is None or not _Asking.thread.is_alive():  # one that hangs is not asked again
            _Asking.thread = threading.Thread(target=ask, name="keyring", daemon=True)
            _Asking.thread.start()
            _Asking.thread.join(TIMEOUT)
    if not answers:
        raise Unavailable("no_keyring", _("This computer's keyring does not answer. Unlock it, then try again."))
    return answers[0]


def _keyring() -> "KeyringBackend | None":
    """The keyring of this computer; None where its owner has none."""
    import keyring
    from keyring.backends import fail, null

    ring = keyring.get_keyring()
    return None if isinstance(ring, fail.Keyring | null.Keyring) else ring


def _in_keyring(name: str, value: str) -> bool:
    """Whether the keyring took it and gives it back."""

    def kept(ring: "KeyringBackend") -> bool:
        ring.set_password(SERVICE, name, value)
        return ring.get_password(SERVICE, name) == value

    try:
        return _asked(kept)
    except Unavailable:
        return False


def _deleted(ring: "KeyringBackend", name: str) -> None:
    if ring.get_password(SERVICE, name) is not None:
        ring.delete_password(SERVICE, name)


# The files


def _folder(folder: Path | None) -> Path:
    if folder is not None:
        return folder
    from platformdirs import user_config_path

    return user_config_path("kasse", appauthor=False) / "secrets"


def _file(name: str, folder: Path | None) -> Path:
    return _folder(folder) / hashlib.sha256(name.encode()).hexdigest()[:32]


def _mark(name: str, folder: Path | None) -> Path:
    """The empty file that says: it is in the keyring."""
    return _file(name, folder).with_suffix(".keyring")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            "cannot_read",
            _("{file} cannot be read: {reason}.").format(file=path, reason=getattr(error, "strerror", None) or error),
        ) from error


def _write(path: Path, text: str) -> None:
    """Written whole or not at all, and never open to others."""
    unfinished = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()  # an old one may be open to others
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
