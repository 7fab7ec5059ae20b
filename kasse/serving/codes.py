"""Codes of vouchers: short enough to be typed, too many to be guessed."""

import secrets

from kasse.barcodes.keys import check_digit

LETTER = "G"
"""What a code begins with, so that no article has it; letters are few, as scanners take Y for Z on some keyboards."""
DIGITS = 10


def random_code() -> str:
    """A code that nobody has drawn before, as good as surely; its last digit checks the others."""
    payload = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return f"{LETTER}{payload}{check_digit(payload)}"
