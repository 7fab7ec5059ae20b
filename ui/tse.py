"""Which fiscal device this shop has: adapters by their names, the secrets they are opened with, and what is allowed.

Adapters are found by entry points of the group `kasse.tse`. Reading a secret may take its time, as may a device: so
nothing is opened before it is asked for the first time, on the device's own thread.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import UUID

from kasse.errors import Refused, Unavailable
from kasse.fiscal.de.device import (
    Finished,
    Logged,
    Secrets,
    Transaction,
    TseContext,
    TseDevice,
    TseFacts,
    TseHealth,
    TseSettings,
)
from kasse.texts import _
from kasse.till import Till

T = TypeVar("T")

GROUP = "kasse.tse"
SOFTWARE = "software"
MODE, DEMO = "mode", "demo"
"""The setting that says whether real money is taken."""
SECRET_OPTIONS = ("api_key", "api_secret")
"""Options that are kept as secrets, and never in the shop's file."""
PINS = ("admin_pin", "time_admin_pin")
"""The secrets that are needed each day. A PUK is on paper in the owner's safe, and nowhere else."""


class Place(NamedTuple):
    """What of a shop's file decides on its device."""

    serial: str
    practises: bool


def place_of(path: Path) -> Place:
    """The till's serial number, and whether no real money is taken: in a training file, and in the demo shop."""
    till = Till(path, exclusive=False)
    try:
        return Place(till.checkout.shop.till_serial, till.training or till.setting(MODE) == DEMO)
    finally:
        till.close()


def kinds() -> list[str]:
    """The kinds of devices that there are adapters for."""
    from importlib.metadata import entry_points

    return sorted({point.name for point in entry_points(group=GROUP)})


def folder_of(path: Path) -> Path:
    """Where a device of this shop keeps what is its own: beside the shop's file."""
    return path.with_name(f"{path.stem}.tse")


# Secrets

PIN_REFUSED = ("tse_wrong_pin", "tse_pin")
"""What devices say of a wrong PIN. They count these, also from one start of the till to the next."""


def _refused_mark(path: Path) -> Path:
    return folder_of(path) / "pin-refused"


def pin_refused(path: Path) -> None:
    """The device does not take the PIN that is kept: it is tried no more, at no start either."""
    from contextlib import suppress

    with suppress(OSError):
        folder_of(path).mkdir(parents=True, exist_ok=True)
        _refused_mark(path).touch()


def pin_anew(path: Path) -> None:
    """Somebody says so: another PIN is kept, or the same one is to be tried once more."""
    from contextlib import suppress

    with suppress(OSError):
        _refused_mark(path).unlink(missing_ok=True)


def _refuse_pin(path: Path) -> None:
    if _refused_mark(path).exists():
        raise Refused(
            "tse_pin_refused",
            _(
                "The TSE refused the PIN that is kept here. It is not tried again, as too many wrong tries block it. "
                "Set the TSE up again with the right PIN; where another device was plugged in, run its self-test."
            ),
        )


def secret_name(serial: str, name: str) -> str:
    """What a secret of this till's device is called where secrets are kept."""
    from sync import secrets

    return secrets.name_of(serial, f"tse_{name}")


def keep_secrets(serial: str, kept: Secrets, options: dict[str, str]) -> None:
    """Keep what is needed each day. The PUK is not."""
    from sync import secrets

    for name in PINS:
        secrets.put(secret_name(serial, name), getattr(kept, name))
    for name in SECRET_OPTIONS:
        if name in options:
            secrets.put(secret_name(serial, name), options[name])


def _secret_options(serial: str) -> dict[str, str]:
    from sync import secrets

    found = {name: secrets.get(secret_name(serial, name)) for name in SECRET_OPTIONS}
    return {name: value for name, value in found.items() if value}


def _pins(serial: str) -> Secrets:
    from sync import secrets

    return Secrets("", *(secrets.get(secret_name(serial, name)) for name in PINS))


# Devices


def open_adapter(path: Path, settings: TseSettings, given: Secrets | None = None) -> TseDevice:
    """The adapter for a shop's device, with its secrets; `given` where they are not kept yet. Waits for the keyring.

    `Refused` for the software TSE where real money is taken: it is certified by nobody (section 146a (1) AO).
    """
    place = place_of(path)
    if settings.kind == SOFTWARE:
        if not place.practises:
            from printers.tse_software import not_for_business

            raise not_for_business()
        device = _adapter(settings.kind)(TseContext(settings, Secrets(), folder_of(path)))
        device.set_up(place.serial, Secrets())  # it is a file: nobody should have to set up what they practise with
        return device
    options = {**dict(settings.options), **_secret_options(place.serial)}
    whole = TseSettings(settings.kind, tuple(options.items()))
    return _adapter(settings.kind)(TseContext(whole, given or _pins(place.serial), folder_of(path)))


def _adapter(kind: str) -> Callable[[TseContext], TseDevice]:
    from importlib.metadata import entry_points  # most tills are open before they need it

    for point in entry_points(group=GROUP):
        if point.name == kind:
            try:
                made: Callable[[TseContext], TseDevice] = point.load()
            except ImportError as error:
                raise Unavailable(
                    "tse_adapter",
                    _("What drives the fiscal device “{kind}” is not installed: {reason}.").format(
                        kind=kind, reason=error
                    ),
                ) from error
            return made
    raise Refused(
        "tse_kind", _("There is no fiscal device “{kind}”. Known: {known}").format(kind=kind, known=", ".join(kinds()))
    )


class ShopTse:
    """The shop's device, opened when it is first asked. What keeps it from being opened is said each time."""

    def __init__(self, make: Callable[[], TseDevice], shop_file: Path | None = None) -> None:
        self._make = make
        self._made: TseDevice | None = None
        self._file = shop_file
        self._tried = False
        """Whether this adapter heard from the device itself what it says of the PIN."""

    def _device(self) -> TseDevice:
        if self._made is None:
            self._made = self._make()
        return self._made

    def open(self, client: str) -> TseFacts:
        """Connect. A PIN that the device refused is not tried at the next start."""
        return self._with_pin(lambda device: device.open(client))

    def _with_pin(self, ask: Callable[[TseDevice], T]) -> T:
        if self._file is not None and not self._tried:
            _refuse_pin(self._file)
        device, self._tried = self._device(), True
        try:
            return ask(device)
        except Refused as error:
            if self._file is not None and error.code in PIN_REFUSED:
                pin_refused(self._file)
            raise

    def facts(self) -> TseFacts:
        """What stays the same."""
        return self._device().facts()

    def health(self) -> TseHealth:
        """How it is."""
        return self._device().health()

    def start(self, client: str, id_: UUID) -> Logged:
        """Begin a transaction."""
        return self._device().start(client, id_)

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """End it."""
        return self._device().finish(client, transaction, process_type, process_data)

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """What was not ended."""
        return self._device().open_transactions(client)

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """What it kept."""
        return self._device().logged(client, transaction)

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """The TAR."""
        self._with_pin(lambda device: device.export(write, since, until))

    def erase_until(self, until: datetime) -> None:
        """Forget what was exported."""
        self._device().erase_until(until)

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Initialise it."""
        return self._device().set_up(client, secrets)

    def self_test(self) -> None:
        """Test it; somebody asks for it, so its PIN may be tried once more."""
        if self._file is not None and _refused_mark(self._file).exists():
            self.close()
            pin_anew(self._file)
        self._with_pin(lambda device: device.self_test())

    def close(self) -> None:
        """Let go of it."""
        if self._made is not None:
            self._made.close()
            self._made, self._tried = None, False


def device_for(path: Path, settings: TseSettings) -> TseDevice:
    """The device that a shop's settings name; nothing waits for it here."""
    return ShopTse(lambda: open_adapter(path, settings), path)
