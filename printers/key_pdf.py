"""The shop's key on paper: the backup that needs no computer."""

from typing import TYPE_CHECKING, Any, NamedTuple

from printers.letter import Letter

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_SIZE = 148.0
"""52 mm: also a cheap camera reads it."""
_GROUP, _ON_A_LINE = 4, 4


class KeyPaper(NamedTuple):
    """What is printed. `date` is written as the paper's language writes it."""

    language: str
    shop: str
    date: str
    npub: str
    nsec: str


def key_pdf(paper: KeyPaper) -> bytes:
    """One page of A4: the secret key as a QR code and as letters, what it is, how it is kept and taken back."""
    from reportlab.platypus import Spacer, Table

    from kasse.texts import translator

    text = translator(paper.language)
    sheet = _Sheet(paper.language, text("Key of {shop}").format(shop=paper.shop), (paper.shop,))
    sheet.add_head(
        "",
        ((text("Date"), paper.date),),
        text("The key with which the shop speaks on the market"),
    )
    sheet.add_lines(
        (
            text("With this key your shop signs what it shows, and reads what is reserved. Nobody can give it to you "
                 "a second time: without it the shop has to begin anew under another name."),
            text("Whoever has the secret key can speak as your shop, for ever. Show it to nobody."),
        )
    )  # fmt: skip
    letters = [sheet.line(text("Secret key"), 11.5, bold=True), Spacer(0, 6), *_letters(paper.nsec)]
    sheet.add(Spacer(0, 14))
    sheet.add(
        Table(
            [[_code(paper.nsec), letters]], (_SIZE + 26, None), hAlign="LEFT",
            style=[("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOX", (0, 0), (-1, -1), 0.9, "black"),
                   ("LEFTPADDING", (0, 0), (0, 0), 12), ("TOPPADDING", (0, 0), (-1, -1), 12),
                   ("BOTTOMPADDING", (0, 0), (-1, -1), 12)],
        )
    )  # fmt: skip
    sheet.add(Spacer(0, 6))
    sheet.add_section(text("Public key, by which customers know the shop"))
    sheet.add(_mono(paper.npub, 10.5))
    sheet.add_section(text("How to keep it"))
    sheet.add_lines(
        (
            text("In an envelope, at home or with the bank, not in the shop’s drawer. A second copy elsewhere helps "
                 "after a fire."),
            text("Do not photograph it and do not send it by mail. Delete this file once it is printed."),
        ), numbered=True,
    )  # fmt: skip
    sheet.add_section(text("How to take it back"))
    sheet.add_lines(
        (
            text("On the new computer, open the Market page in Kasse, then the key, and choose “Take a key back”."),
            text("Scan the code, or type the letters of the secret key from left to right. Blanks do not matter."),
            text("Compare the public key that Kasse then shows with the one on this sheet."),
        ), numbered=True,
    )  # fmt: skip
    return sheet.drawn()


class _Sheet(Letter):
    """A letter to oneself."""

    def add(self, flowable: "Flowable") -> None:
        """Anything that reportlab can set."""
        self._story.append(flowable)

    def add_lines(self, lines: tuple[str, ...], *, numbered: bool = False) -> None:
        """Sentences, each a paragraph of its own."""
        from reportlab.platypus import Spacer

        for number, line in enumerate(lines, 1):
            self._story += [Spacer(0, 4), self.line(f"{number}.  {line}" if numbered else line, 10.5)]

    def line(self, text: str, size: float, *, bold: bool = False) -> "Flowable":
        """A paragraph."""
        return self._paragraph(text, size, bold=bold)


def _letters(key: str) -> "list[Flowable]":
    """The key in groups of four, four to a line, so that nobody loses the place."""
    groups = [key[start : start + _GROUP] for start in range(0, len(key), _GROUP)]
    lines = [groups[start : start + _ON_A_LINE] for start in range(0, len(groups), _ON_A_LINE)]
    return [_mono("  ".join(line), 15, bold=True) for line in lines]


def _mono(text: str, size: float, *, bold: bool = False) -> "Flowable":
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import XPreformatted

    name = "Courier-Bold" if bold else "Courier"
    return XPreformatted(text, ParagraphStyle("key", fontName=name, fontSize=size, leading=size * 1.7))


def _code(text: str) -> Any:  # noqa: ANN401 - reportlab has no types
    """A text as a QR code that stands a stain: a quarter of it may be lost."""
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing

    drawing = Drawing(_SIZE, _SIZE)
    drawing.add(QrCodeWidget(text, barLevel="Q", barWidth=_SIZE, barHeight=_SIZE, barBorder=2))
    return drawing
