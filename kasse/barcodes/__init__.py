"""What a scanned or typed code means. Pure: no database, no device.

`read` answers with one of the meanings; `lookup_key` is the one normal form under which codes are stored and found.
An ordinary article number takes microseconds. biip, which takes 150 ms to import, is loaded by the first code that
needs it; `preload` does that in a quiet moment.
"""

from kasse.barcodes.keys import lookup_key, preload
from kasse.barcodes.meanings import (
    ArticleCode,
    CodeKind,
    InStoreCode,
    Meaning,
    PressCode,
    SlipCode,
    SlipKind,
    SsccCode,
    TaxClass,
    UnknownCode,
)
from kasse.barcodes.reading import MAX_LENGTH, read
from kasse.barcodes.rules import GERMANY_RULES, CodeRule, RuleMeaning

__all__ = [
    "GERMANY_RULES",
    "MAX_LENGTH",
    "ArticleCode",
    "CodeKind",
    "CodeRule",
    "InStoreCode",
    "Meaning",
    "PressCode",
    "RuleMeaning",
    "SlipCode",
    "SlipKind",
    "SsccCode",
    "TaxClass",
    "UnknownCode",
    "lookup_key",
    "preload",
    "read",
]
