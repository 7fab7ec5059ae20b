"""Whether a German tax number or VAT ID can be one: what a slip of the finger makes of it cannot."""

from kasse.texts import _


def doubt_of_tax_number(text: str) -> str:
    """Why this is hardly a tax number (Steuernummer), empty where nothing speaks against it."""
    from stdnum.de import stnr

    if not text.strip() or stnr.is_valid(text):
        return ""
    return _("This does not look like a tax number: it has 10 or 11 digits, as in 12/345/67890, or 13.")


def doubt_of_vat_id(text: str) -> str:
    """Why this is hardly a VAT ID (USt-IdNr.), empty where nothing speaks against it."""
    from stdnum.de import vat

    if not text.strip():
        return ""
    if not text.strip().upper().startswith("DE"):
        return _("A German VAT ID begins with DE and has nine digits after it.")
    return "" if vat.is_valid(text) else _("This VAT ID has a typing error: its check digit does not fit.")
