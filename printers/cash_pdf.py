"""The cash at hand on A4: what the books say now, and a sheet to count the drawer on, for an inspection."""

from datetime import datetime

from kasse.cash import DENOMINATIONS
from kasse.formats import amount_text, time_text
from kasse.money import Money
from kasse.shop import Shop
from printers.letter import Letter


def cash_pdf(shop: Shop, expected: Money, at: datetime, *, is_open: bool) -> bytes:
    """The expected cash at a moment on the shop's clock, and an empty counting sheet with room for signatures."""
    letter = Letter("de", "Kassenbestand und Zählprotokoll", (shop.name, shop.street, f"{shop.postcode} {shop.city}"))
    facts = (("Kasse", shop.till_serial), ("Stand", time_text(at, "de", seconds=True)),
             ("Schicht", "läuft" if is_open else "geschlossen"))  # fmt: skip
    letter.add_head(shop.name, facts, "Kassenbestand und Zählprotokoll")
    letter.add_sum((("Sollbestand nach den Büchern", amount_text(expected, "de")),))
    letter.add_paragraph(
        "Sollbestand = Anfangsbestand + Bareinnahmen aus Belegen + Einlagen – Barauszahlungen – Entnahmen – "
        "Bankeinzahlungen ± gebuchte Differenzen. Nach dem Zählen stehen hier Stückzahl und Betrag je Stückelung."
    )
    rows = [(amount_text(Money(cents), "de"), "", "") for cents in DENOMINATIONS]
    letter.add_table(("Stückelung (EUR)", "Stück", "Betrag (EUR)"), rows, (150, 150, 0), figures=2)
    letter.add_gap()
    totals = (("Istbestand (gezählt)", ""), ("Sollbestand", amount_text(expected, "de")), ("Differenz", ""))
    letter.add_table((), totals, (300, 0), figures=1)
    letter.add_gap()
    for who in ("Gezählt von, Datum, Uhrzeit, Unterschrift", "Amtsträger/in, Unterschrift"):
        letter.add_paragraph("")
        letter.add_paragraph("_" * 60 + "\n" + who)
    return letter.drawn()
