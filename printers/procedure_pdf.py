"""The procedure documents and the data sheet of the notice on A4, as letters of several pages."""

from kasse.fiscal.de.procedure import Documents, Heading, Paragraph
from kasse.fiscal.de.procedure_state import Grid
from kasse.fiscal.de.registration import Notice
from kasse.formats import date_text
from printers.letter import Letter


def procedure_pdf(documents: Documents) -> bytes:
    """Parts, sections, points and tables; version and day stand at the head."""
    letter = Letter(documents.language, documents.title, (documents.shop,))
    text, version = letter.text, documents.version
    facts = (
        (text("Version"), str(version.number)),
        (text("Valid from"), date_text(version.day, documents.language)),
        (text("Printed"), date_text(documents.day, documents.language)),
        (text("Program"), f"Kasse {version.program}"),
    )
    letter.add_head(documents.shop, facts, documents.title)
    for block in documents.blocks:
        match block:
            case Heading():
                letter.add_heading(block.text, large=block.level == 1)
            case Paragraph():
                letter.add_paragraph(block.text, point=block.point)
            case Grid():
                letter.add_table(block.heads, block.rows, block.widths)
                letter.add_gap()
    return letter.drawn()


def notice_pdf(notice: Notice, day: str) -> bytes:
    """All fields in the order of the form in Mein ELSTER, to be typed there; what is missing is marked."""
    letter = Letter("de", "Mitteilung nach § 146a Abs. 4 AO: Datenblatt", (notice.said.taxpayer,))
    told = ".".join(reversed(notice.said.notified.split("-"))) or "_" * 12
    facts = (("Stand", day), ("Mitgeteilt am", told))
    letter.add_head(notice.said.taxpayer, facts, "Mitteilung nach § 146a Abs. 4 AO")
    letter.add_paragraph(
        "Datenblatt für die Eingabe in Mein ELSTER (Formular „Mitteilung über elektronische Aufzeichnungssysteme“). "
        "Mitzuteilen ist innerhalb eines Monats nach Anschaffung oder Außerbetriebnahme. Jede Mitteilung nennt alle "
        "Aufzeichnungssysteme der Betriebsstätte, auch die schon gemeldeten."
    )
    if not notice.certified:
        letter.add_paragraph(
            "ACHTUNG: An dieser Kasse ist keine zertifizierte TSE eingerichtet. So darf sie nicht gemeldet und nicht "
            "verwendet werden."
        )
    for title, rows in notice.sections("de"):
        letter.add_heading(title)
        cells = [(row.name, row.value or ("FEHLT – bitte ergänzen" if row.wanted else "–")) for row in rows]
        letter.add_table((), cells, (190, 0))
    return letter.drawn()
