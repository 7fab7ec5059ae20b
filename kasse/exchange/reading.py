"""What stands in the file beside everything that is taken along: where what is, in the words of a shop."""

from kasse.texts import N_, translator

PARTS = (
    N_("Everything that Kasse knows of this shop, in files that need no Kasse to be read."),
    N_("shop.sqlite: the whole shop in one file. Kasse opens it (kasse restore), and every SQLite program reads it."),
    N_("tables/: each table of it as CSV (UTF-8, commas, first line with the columns' names)."),
    N_("schema.md: what each table and each column means."),
    N_("receipts/: all receipts as PDF, a folder for each month, and the Z reports. Each receipt is in the outline."),
    N_("SHA256SUMS: checksums. “sha256sum -c SHA256SUMS” tells whether every file is as it was written."),
    N_("Money is in cents, quantities in thousandths, instants in milliseconds since 1970 (UTC)."),
    N_(
        "Customers' names are in it, and PINs in a form that cannot be read back. Keep it where nobody else gets at it."
    ),
    N_("Sales, receipts and reports must be kept for years by law: keep this file, or another copy, that long."),
)


def read_me(language: str) -> str:
    """The text in a language."""
    say = translator(language)
    return "Kasse\n=====\n\n" + "\n\n".join(say(part) for part in PARTS) + "\n"
