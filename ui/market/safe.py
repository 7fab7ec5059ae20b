"""The shop's key and the passwords of its targets: kept by `sync.secrets`, never in the books.

A keyring may be slow: all of this is for a device's thread. What it takes is read on the store's thread before.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kasse.books.market import PublicShop, TargetSetting
from kasse.errors import KasseError, Refused, Unavailable
from kasse.texts import _

if TYPE_CHECKING:
    from kasse.clock import Clock
    from sync.nostr.keys import Keys

KEY = "key"


def key_of(public: str) -> "Keys":
    """The shop's secret key. Raises `Refused` where this computer does not have it."""
    from sync import secrets
    from sync.nostr.keys import Keys

    kept = secrets.get(secrets.name_of(public, KEY)) if public else ""
    if not kept:
        raise Refused(
            "no_key",
            _("The shop’s secret key is not on this computer. Take it back from its paper, on the Market page."),
        )
    return Keys.read(kept)


def keep_key(text: str = "") -> str:
    """Keep a key that was written down, or a new one; gives its public half."""
    from sync import secrets
    from sync.nostr.keys import Keys

    keys = Keys.read(text) if text.strip() else Keys.make()
    secrets.put(secrets.name_of(keys.public, KEY), keys.nsec)
    return keys.public


def public_of(text: str) -> str:
    """The public half of a key that was written down. Raises `Refused` for anything else."""
    from sync.nostr.keys import Keys

    return Keys.read(text).public


def npub_of(public: str) -> str:
    """The public key as people write it."""
    from sync.nostr.keys import npub

    return npub(public) if public else ""


def key_trouble(public: str) -> str:
    """Why the secret key cannot be used; empty where it can."""
    try:
        key_of(public)
    except KasseError as error:
        return error.message
    return ""


def where_text(public: str) -> str:
    """Where the secret key is kept."""
    from sync import secrets

    if secrets.where(secrets.name_of(public, KEY)) == "keyring":
        return _("The secret key is kept in this computer’s keyring.")
    return _("The secret key is kept in a file that only you can read: this computer has no keyring.")


def write_backup(file: Path, shop: PublicShop, day: date) -> None:
    """The paper with the secret key."""
    from kasse.formats import date_text
    from printers.key_pdf import KeyPaper, key_pdf

    keys = key_of(shop.key)
    made = key_pdf(KeyPaper(shop.language, shop.name, date_text(day, shop.language), keys.npub, keys.nsec))
    try:
        file.touch(mode=0o600)
        file.chmod(0o600)  # one that was there may be open to others
        file.write_bytes(made)
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror)
        ) from error


# Passwords


def keep_password(serial: str, target: str, password: str) -> None:
    """Keep a target's password; an empty one is forgotten. `serial` is the till's."""
    from sync import secrets

    secrets.put(secrets.name_of(serial, target), password)


# Does it answer?


def ask_target(setting: TargetSetting, shop: PublicShop, serial: str, typed: str, clock: "Clock") -> int:
    """Ask a target how many articles it has; its error says what is wrong. `typed` is a new password."""
    from kasse.market.target import Opening
    from sync.market.targets import open_target, refuse_unknown, secret_of

    if setting.kind == "nostr":
        key_of(shop.key)  # says what to do where it is not here
    target = open_target(Opening(setting, shop, typed or secret_of(setting, shop, serial), clock))
    refuse_unknown(target, setting.kind)
    try:
        return len(target.snapshot())
    finally:
        target.close()
