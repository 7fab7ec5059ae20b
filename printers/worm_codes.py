"""What the WormAPI's codes mean, in words that say what to do."""

from collections.abc import Callable

from kasse.errors import KasseError, Refused, Unavailable
from kasse.texts import _

OK = 0
NO_TIME, CLIENT_UNKNOWN = 0x1002, 0x1011
NEEDS_SELF_TEST = (0x1054, 0x1055)
NO_SESSION = (0x100F, 0x1202)
HAS_OPEN = 0x1014
NOTHING_TO_EXPORT = (0x000C, 0x2003)
NOT_OPEN = (0x1004, 0x1008)
WRONG_PIN, PIN_BLOCKED = 0x1100, 0x1201
LINK = (0x0002, 0x0003, 0x0004, 0x0006, 0x0008, 0x000D, 0x0010, 0x0013, 0x0014, 0x0018)
"""The device is not there any more, or was away for a moment: it must be reached anew."""


class WormError(Exception):
    """A code that is not 0; `tries` is how often a PIN may still be tried, where it was said."""

    def __init__(self, code: int, tries: int | None = None) -> None:
        super().__init__(f"0x{code:04X}")
        self.code = code
        self.tries = tries


def check(code: int) -> None:
    """Raises `WormError` where something is wrong."""
    if code != OK:
        raise WormError(code)


def in_words(error: WormError, place: str) -> KasseError:
    """What a person is told. `place` is where the device is plugged in."""
    if error.code in LINK:
        sentence = _("The Swissbit TSE at {path} does not answer. Is it plugged in? ({code})")
        return Unavailable("tse_silent", sentence.format(path=place, code=error))
    if error.code == WRONG_PIN:
        return _wrong_pin(error)
    found = _SENTENCES.get(error.code)
    if found is None:
        sentence = _("The Swissbit TSE reports an error. Unplug it, plug it in again, and tell Swissbit: {code}.")
        return Unavailable("tse_failed", sentence.format(code=error))
    kind, name, say = found
    return kind(name, f"{say()} ({error})")


def _wrong_pin(error: WormError) -> Refused:
    if error.tries is None:
        return Refused("tse_wrong_pin", _("The TSE does not take this PIN or PUK."))
    sentence = _("The TSE does not take this PIN or PUK. Tries that are left: {tries}.")
    return Refused("tse_wrong_pin", sentence.format(tries=error.tries))


def silent(place: str) -> Unavailable:
    """It did not answer in time."""
    sentence = _("The Swissbit TSE at {path} takes too long to answer. Is it plugged in?")
    return Unavailable("tse_silent", sentence.format(path=place))


def not_set_up() -> Refused:
    """It is new."""
    return Refused("tse_not_set_up", _("The TSE is not set up yet. Set it up in the settings of the fiscal device."))


def decommissioned() -> Unavailable:
    """It signs no more."""
    return Unavailable("tse_decommissioned", _("The TSE was taken out of service for good. Another one is needed."))


def unknown_client(client: str) -> Refused:
    """It was set up for another till."""
    sentence = _("The TSE does not know the till {client}. Register it in the settings of the fiscal device.")
    return Refused("tse_client", sentence.format(client=client))


def not_open(number: int) -> Refused:
    """It was never begun, or is finished."""
    sentence = _("Transaction {number} is not open in the TSE: it was finished already, or never begun.")
    return Refused("tse_not_open", sentence.format(number=number))


def _full() -> str:
    return _("The TSE is full. Export its data and have it erased, or take another TSE.")


def _self_test() -> str:
    return _(
        "The TSE failed its self-test. Unplug it and plug it in again; if that does not help, it must be replaced."
    )


def _must_open() -> str:
    return _("The TSE was without power and is not ready yet. The till makes it ready by itself.")


def _no_session() -> str:
    return _("The TSE wants a PIN that the till does not have. Enter it in the settings of the fiscal device.")


_SENTENCES: dict[int, tuple[type[KasseError], str, Callable[[], str]]] = {
    0x0007: (Unavailable, "tse_full", _full),
    0x000A: (Unavailable, "tse_export", lambda: _("The TSE broke the export off. Try again.")),
    0x1002: (Unavailable, "tse_not_ready", _must_open),
    0x1009: (Unavailable, "tse_too_many", lambda: _("Too many transactions are open in the TSE. Finish them first.")),
    0x100A: (
        Unavailable,
        "tse_expired",
        lambda: _("The certificate of the TSE has ended: it signs no more. Another TSE is needed."),
    ),
    0x100E: (
        Unavailable,
        "tse_used_up",
        lambda: _("The TSE has made all the signatures that it can make. Another TSE is needed."),
    ),
    0x100F: (Refused, "tse_no_session", _no_session),
    0x1010: (Refused, "tse_clients", lambda: _("No further till can be registered with this TSE.")),
    0x1011: (
        Refused,
        "tse_client",
        lambda: _("The TSE does not know this till. Register it in the settings of the fiscal device."),
    ),
    0x1012: (Refused, "tse_not_exported", lambda: _("The TSE has data that was not exported yet. Export it first.")),
    0x1013: (Refused, "tse_open", lambda: _("The till has open transactions in the TSE. Finish them first.")),
    0x1014: (Refused, "tse_open", lambda: _("The TSE has open transactions. Finish them first.")),
    0x1016: (Unavailable, "tse_export", lambda: _("The TSE is busy with an export. Try again in a minute.")),
    0x1017: (Unavailable, "tse_full", _full),
    0x1050: (Refused, "tse_not_set_up", lambda: not_set_up().message),
    0x1051: (Refused, "tse_not_set_up", lambda: not_set_up().message),
    0x1053: (
        Unavailable,
        "tse_no_interface",
        lambda: _("The TSE's interface for tills is switched off. Set it up again in the settings."),
    ),
    0x1054: (Unavailable, "tse_not_ready", _must_open),
    0x1055: (Unavailable, "tse_not_ready", _must_open),
    0x10FE: (Unavailable, "tse_decommissioned", lambda: decommissioned().message),
    0x10FF: (Refused, "tse_not_set_up", lambda: not_set_up().message),
    0x1201: (
        Refused,
        "tse_pin_blocked",
        lambda: _(
            "The PIN of the TSE is blocked after too many wrong tries. Unblock it by setting it up with the PUK."
        ),
    ),
    0x1202: (Refused, "tse_no_session", _no_session),
    0x1300: (Unavailable, "tse_self_test", _self_test),
    0x1310: (Unavailable, "tse_self_test", _self_test),
    0x1320: (Unavailable, "tse_self_test", _self_test),
}
