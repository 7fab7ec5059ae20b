"""The Swissbit TSE (USB stick, SD or microSD card) over the WormAPI library that the shop has from Swissbit."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding

from kasse.clock import Clock, SystemClock
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import certificates, tar
from kasse.fiscal.de.device import (
    Finished,
    Logged,
    Secrets,
    TimeFormat,
    Transaction,
    TseContext,
    TseFacts,
    TseHealth,
    TseState,
)
from kasse.fiscal.de.new_secrets import NewSecrets, filled
from kasse.texts import _
from printers import worm_codes as codes
from printers.worm_codes import WormError
from printers.worm_info import Info
from printers.worm_library import load
from printers.worm_line import TookTooLong
from printers.worm_rules import WormRules
from printers.worm_session import Patience, WormSession
from printers.worm_values import LENGTHS, both_ends, check_client, check_secrets, either, is_newer, point_of

_EMPTY_TAR = bytes(1024)


class SwissbitTse:
    """A `TseDevice`. `connect` makes the session: the library is loaded no earlier than it is needed."""

    def __init__(
        self, connect: Callable[[], WormSession], place: str, secrets: Secrets, folder: Path, clock: Clock
    ) -> None:
        self._connect, self._place, self._secrets, self._folder, self._clock = connect, place, secrets, folder, clock

    @cached_property
    def _rules(self) -> WormRules:
        return WormRules(self._connect(), self._clock, self._secrets)

    @property
    def _session(self) -> WormSession:
        return self._rules.session

    # What it is

    def facts(self) -> TseFacts:
        """What stays the same."""
        with self._asked():
            info = self._session.info()
            chain = certificates.load(self._session.certificates())
            algorithm, time_format = self._session.algorithm(), self._session.time_format()
        own = [one for one in chain if point_of(one) == info.key]
        others = [one for one in chain if one not in own]
        bsi = re.search(r"BSI-K-TR-\d{4}-\d{4}", info.description)
        return TseFacts(
            kind="swissbit",
            serial=info.serial.hex(),
            public_key=info.key,
            algorithm=algorithm,
            time_format=TimeFormat(time_format),
            certificates=tuple(one.public_bytes(Encoding.DER) for one in (*own, *others)),
            bsi_id=bsi[0] if bsi else "",
            description=info.description,
        )

    def health(self) -> TseHealth:
        """How it is. Before its self-test it does not say which tills it knows."""
        with self._asked():
            info = self._session.info()
            talks = info.tested and info.until_self_test > 0 and info.state is TseState.READY
            clients = self._session.clients() if talks else ()
        return TseHealth(
            state=info.state,
            clients=clients,
            expires_at=info.expires_at,
            signatures_left=info.signatures_left,
            storage_used=info.used,
            storage_size=info.size,
            open_transactions=info.open_transactions,
            needs_self_test=not info.tested or info.until_self_test == 0,
            time_is_set=info.time_is_set,
            firmware=info.firmware,
            pin_tries_left=self._rules.tries_left,
        )

    def open(self, client: str) -> TseFacts:
        """Self-test where it is due, time, the till registered."""
        check_client(client)
        with self._asked():
            info = self._rules.ready(client)
            if client not in self._session.clients():
                if not self._secrets.admin_pin:
                    raise codes.unknown_client(client)
                self._rules.as_admin(lambda: self._session.register(client))
        self._new_secrets(info).forget()
        return self.facts()

    def self_test(self) -> None:
        """Test it now, which may take a minute; its clock is set anew."""
        with self._asked():
            self._rules.test()
            self._rules.set_time()

    # Transactions

    def start(self, client: str, id_: UUID) -> Logged:
        """Begin one; the device keeps no id of ours."""
        check_client(client)
        return self._signed(lambda: self._session.start(client))

    def finish(self, client: str, transaction: Transaction, process_type: str, process_data: str) -> Logged:
        """End one; one that is not open is refused."""
        check_client(client)
        number = transaction.number
        return self._signed(lambda: self._session.finish(client, number, process_type, process_data), number)

    def _signed(self, ask: Callable[[], Logged], number: int = 0) -> Logged:
        with self._asked():
            try:
                return self._rules.timed(ask)
            except WormError as error:
                if error.code in codes.NOT_OPEN:
                    raise codes.not_open(number) from error
                raise

    def open_transactions(self, client: str) -> tuple[Transaction, ...]:
        """All that were begun for this till and not ended."""
        with self._asked():
            numbers = self._rules.tested(lambda: self._session.open_transactions(client))
        return tuple(Transaction(number) for number in numbers)

    def logged(self, client: str, transaction: Transaction) -> Finished | None:
        """Both ends of a finished one, out of its own small export."""
        pieces: list[bytes] = []
        number = transaction.number
        self._exported(lambda: self._session.export_transaction(number, client, pieces.append))
        return both_ends(b"".join(pieces), client, number)

    # Export

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        """The TAR of everything or of a period, as the device gives it."""
        start = None if since is None else max(0, -int(-since.timestamp() // 1))
        end = None if until is None else max(0, int(until.timestamp()))
        if not self._exported(lambda: self._session.export(write, start, end)):
            write(_EMPTY_TAR)

    def _exported(self, export: Callable[[], None]) -> bool:
        """Have it exported; False where there is nothing."""
        with self._asked():
            try:
                self._rules.tested(export)
            except WormError as error:
                if error.code in codes.NOTHING_TO_EXPORT:
                    return False
                raise
        return True

    def erase_until(self, until: datetime) -> None:
        """Erase all of it, as this device knows nothing less, and wants all of it exported just before.

        That export is kept in the device's folder. `Refused` where a transaction is newer, or open.
        """
        with self._asked():
            if self._session.info().open_transactions:
                raise WormError(codes.HAS_OPEN)
            self._rules.tested(lambda: self._rules.as_admin(lambda: self._export_and_erase(until)))

    def _export_and_erase(self, until: datetime) -> None:
        part = self._folder / "swissbit.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as kept:
                self._session.export(_writer(kept.write))
                kept.flush()
                os.fsync(kept.fileno())
            with part.open("rb") as kept:
                newer = any(is_newer(member, until) for member in tar.members(kept))
            if newer:
                part.unlink()
                sentence = _("The TSE holds newer transactions than were archived. Close the day first.")
                raise Refused("tse_not_exported", sentence)
            part.rename(_free_name(self._folder, f"swissbit-{self._clock.now():%Y%m%d-%H%M%S}"))
        except OSError as error:
            sentence = _("The folder {path} for the fiscal device cannot be written to.")
            raise Unavailable("tse_folder", sentence.format(path=self._folder)) from error
        self._session.delete_stored_data()

    # Setting up

    def set_up(self, client: str, secrets: Secrets) -> Secrets:
        """Initialise a new one with this PUK and these PINs, or new ones; one that is set up gets the till registered.

        A blocked PIN is unblocked where the PUK is given.
        """
        check_client(client)
        with self._asked():
            info = self._session.info()
            kept = self._new_secrets(info)
            new = info.state is TseState.NEW
            self._secrets = filled(secrets, kept.kept(), LENGTHS) if new else either(secrets, kept.kept())
            check_secrets(self._secrets)
            self._rules.client, self._rules.secrets = client, self._secrets
            if new:
                kept.keep(self._secrets)
                self._rules.test()
                self._session.set_up(*self._secrets, client)
            self._rules.unblocking(lambda: self._registered(client))
        return self._secrets

    def _registered(self, client: str) -> None:
        """The till is known to it; asked in any case, as it says whether the administrator's PIN is right."""
        self._rules.ready(client)
        known = client in self._session.clients()
        self._rules.as_admin(lambda: None if known else self._session.register(client))

    def _new_secrets(self, info: Info) -> NewSecrets:
        return NewSecrets(self._folder, f"swissbit-{info.serial.hex()[:16]}")

    def close(self) -> None:
        """Let go of it."""
        if "_rules" in self.__dict__:
            self._session.close()
            self._rules.forget()

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """The device's codes become sentences."""
        try:
            yield
        except WormError as error:
            raise codes.in_words(error, self._place) from error
        except TookTooLong as error:
            raise codes.silent(self._place) from error


def _free_name(folder: Path, name: str) -> Path:
    """No export takes the place of another."""
    names = (folder / f"{name}{f'-{number}' if number else ''}.tar" for number in count())
    return next(path for path in names if not path.exists())


def _writer(write: Callable[[bytes], int]) -> Callable[[bytes], None]:
    def all_of_it(piece: bytes) -> None:
        write(piece)

    return all_of_it


def open_device(context: TseContext, patience: Patience | None = None, clock: Clock | None = None) -> SwissbitTse:
    """The entry point. Options: `path`, where the device is mounted, and `library`, the file from Swissbit."""
    place, file = context.settings.option("path"), context.settings.option("library")

    def connect() -> WormSession:
        if not file:
            raise Refused("tse_no_library", _("Choose the library file that Swissbit gave you (libWormAPI)."))
        if not place:
            raise Refused("tse_no_place", _("Choose the drive or folder where the Swissbit TSE is plugged in."))
        return WormSession(load(Path(file)), place, patience or Patience())

    return SwissbitTse(connect, place, context.secrets, context.folder, clock or SystemClock())
