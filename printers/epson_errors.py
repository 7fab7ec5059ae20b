"""What an Epson TSE says no to, in words: its codes without their family (TSE1_ERROR_, OTHER_ERROR_, JSON_ERROR_)."""

from kasse.errors import KasseError, Refused, Unavailable
from kasse.texts import N_, _, ngettext
from printers.epson_link import EpsonError

_NO_TSE = N_(
    "There is no TSE in the Epson device, or it cannot be read. Put it in and switch the device off and on ({code})."
)
_DEFECT = N_(
    "The fiscal device failed its self-test. Switch it off and on; if that does not help, replace it ({code})."
)
_NEW = N_("The fiscal device has not been set up. Set it up in the settings ({code}).")
_FULL = N_("The fiscal device is full. Archive its records and put in a new TSE ({code}).")
_OVER = N_("This transaction is not open on the fiscal device, or not any more ({code}).")
_LOGIN = N_("The fiscal device wants its PIN again. Try it once more; else look at the PINs in the settings ({code}).")
_EXPORTS = N_("The fiscal device is being exported just now. Try again in some minutes ({code}).")
_TOO_LONG = N_(
    "The fiscal device does not take the till's serial number or a PIN: 30 signs, 6 and 5 digits at most ({code})."
)
_BLOCKED = N_("The PIN of the fiscal device is blocked after too many wrong ones. Unblock it with the PUK ({code}).")
_SECRET = N_(
    "The fiscal device does not accept the shared secret. Enter the one that was set on the Epson device ({code})."
)
_CLIENT = N_("This till is not registered with the fiscal device. Set the device up in the settings ({code}).")

_REFUSED = {
    "CLIENT_NOT_REGISTERED": ("tse_client", _CLIENT),
    "TSE_NOT_INITIALIZED": ("tse_new", _NEW),
    "WRONG_STATE_NEEDS_PUK_CHANGE": ("tse_new", _NEW),
    "WRONG_STATE_NEEDS_PIN_CHANGE": ("tse_new", _NEW),
    "TSE_DECOMMISSIONED": (
        "tse_decommissioned",
        N_("The fiscal device was taken out of service for good. Put in a new TSE ({code})."),
    ),
    "AUTHENTICATION_PIN_BLOCKED": ("tse_pin_blocked", _BLOCKED),
    "HOST_AUTHENTICATION_FAILED": ("tse_secret", _SECRET),
    "UNAUTHENTICATED_HOST": ("tse_secret", _SECRET),
    "TRANSACTION_NOT_STARTED": ("tse_not_open", _OVER),
    "NO_TRANSACTION_IN_PROGRESS": ("tse_not_open", _OVER),
    "MAX_REGISTERED_CLIENTS_REACHED": (
        "tse_clients",
        N_("The fiscal device has as many tills as it can have. Deregister one that is gone ({code})."),
    ),
    "WRONG_STATE_NEEDS_TSE_UNLOCK": (
        "tse_locked",
        N_("The fiscal device is locked. Unlock it with Epson's own tool ({code})."),
    ),
    "INVALID_PARAMETER_RANGE": ("tse_too_long", _TOO_LONG),
    "OVER_DATA_SIZE": ("tse_too_long", _TOO_LONG),
    "TSE_ALREADY_SET_UP": (
        "tse_set_up",
        N_("The fiscal device was set up before. Enter its PUK and its PINs ({code})."),
    ),
}

_UNAVAILABLE = {
    "STORE_FULL": ("tse_full", _FULL),
    "STORE_FULL_INTERNAL": ("tse_full", _FULL),
    "CERTIFICATE_EXPIRED": (
        "tse_expired",
        N_("The certificate of the fiscal device has expired. Put in a new TSE ({code})."),
    ),
    "TRANSACTION_SIGNATURES_EXCEEDED": (
        "tse_exhausted",
        N_("The fiscal device has used up all its signatures. Put in a new TSE ({code})."),
    ),
    "MAX_PARALLEL_TRANSACTIONS": (
        "tse_too_many_open",
        N_("Too many transactions are open on the fiscal device. Start the tills again that share it ({code})."),
    ),
    "NO_TSE": ("tse_missing", _NO_TSE),
    "NO_STORAGE_FOUND": ("tse_missing", _NO_TSE),
    "UNKNOWN_STORAGE": ("tse_missing", _NO_TSE),
    "IO": ("tse_missing", _NO_TSE),
    "SELF_TEST_FAILED_FW": ("tse_defect", _DEFECT),
    "SELF_TEST_FAILED_CSP": ("tse_defect", _DEFECT),
    "SELF_TEST_FAILED_RNG": ("tse_defect", _DEFECT),
    "UNAUTHENTICATED_TIME_ADMIN_USER": ("tse_login", _LOGIN),
    "UNAUTHENTICATED_ADMIN_USER": ("tse_login", _LOGIN),
    "AUTHENTICATION_USER_NOT_LOGGED_IN": ("tse_login", _LOGIN),
    "CURRENTLY_EXPORTING": ("tse_exporting", _EXPORTS),
    "CURRENTLY_EXPORTING_USER": ("tse_exporting", _EXPORTS),
}

NOT_READY = frozenset(
    {
        "WRONG_STATE_NEEDS_SELF_TEST",
        "WRONG_STATE_NEEDS_SELF_TEST_PASSED",
        "NO_TIME_SET",
        "UNAUTHENTICATED_TIME_ADMIN_USER",
        "AUTHENTICATION_USER_NOT_LOGGED_IN",
        "NOT_AUTHORIZED",
        "POWER_CYCLE_DETECTED",
    }
)
"""What a self-test, the time and a new login heal."""

NOTHING_THERE = frozenset(
    {"EXPORT_NO_DATA_AVAILABLE", "TRANSACTION_NOT_STARTED", "NO_LAST_TRANSACTION", "TSE_INVALID_PARAMETER"}
)
"""What is answered to the question for a transaction, or a time, that the device knows nothing of."""


def in_words(error: EpsonError) -> KasseError:
    """The sentence for a code."""
    if error.name == "AUTHENTICATION_FAILED":
        return _wrong_pin(error)
    if error.name in _REFUSED:
        code, text = _REFUSED[error.name]
        return Refused(code, _(text).format(code=error.code))
    code, text = _UNAVAILABLE.get(error.name, ("tse_error", ""))
    if not text:
        text = N_("The fiscal device cannot do this now. Switch it off and on if that happens again ({code}).")
    return Unavailable(code, _(text).format(code=error.code))


def _wrong_pin(error: EpsonError) -> Refused:
    left = error.output.get("remainingRetries")
    if not isinstance(left, int):
        return Refused(
            "tse_pin", _("The PIN or PUK of the fiscal device is wrong. Enter the right one in the settings.")
        )
    text = ngettext(
        "The PIN or PUK of the fiscal device is wrong. {count} try is left before it is blocked.",
        "The PIN or PUK of the fiscal device is wrong. {count} tries are left before it is blocked.",
        left,
    )
    return Refused("tse_pin", text.format(count=left))
