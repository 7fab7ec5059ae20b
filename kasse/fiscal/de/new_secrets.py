"""The secrets of a device that is being set up, kept before it hears of them.

An answer may be lost between a device that takes its new PINs and the till that made them up. So they are in a file of
their own, which only its owner can read, until the set-up came to its end; a second attempt finds them there.
"""

import json
import os
import secrets
from pathlib import Path

from kasse.errors import Unavailable
from kasse.fiscal.de.device import Secrets
from kasse.texts import _


def digits(count: int) -> str:
    """A PIN of so many digits that nobody guesses."""
    return "".join(secrets.choice("0123456789") for _digit in range(count))


class NewSecrets:
    """One device's file. `name` tells it from others in the folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.new"

    def kept(self) -> Secrets:
        """What an attempt that did not come to its end left; empty where there is nothing."""
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return Secrets(*(str(found[name]) for name in Secrets._fields))
        except (OSError, ValueError, KeyError, TypeError):
            return Secrets()

    def keep(self, new: Secrets) -> None:
        """Write them down, durably, before the device is told."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(new._asdict(), file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            sentence = _("The folder {path} for the fiscal device cannot be written to.")
            raise Unavailable("tse_folder", sentence.format(path=self._path.parent)) from error

    def forget(self) -> None:
        """They are in good hands now."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            sentence = _("The folder {path} for the fiscal device cannot be written to.")
            raise Unavailable("tse_folder", sentence.format(path=self._path.parent)) from error


def filled(given: Secrets, kept: Secrets, lengths: Secrets) -> Secrets:
    """What was typed, else what an earlier attempt made up, else new digits, as many as `lengths` has signs."""
    return Secrets(
        *(typed or earlier or digits(len(length)) for typed, earlier, length in zip(given, kept, lengths, strict=True))
    )
