"""Which labels, on which paper: then a PDF, and the shelf is up to date."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox

from kasse.books.prices import Label
from kasse.errors import Unavailable
from kasse.texts import _, ngettext
from printers.labels import SHEETS, USUAL
from ui.products.side import SidePanel
from ui.widgets.choices import Choices
from ui.widgets.fields import Tick, WrappedLabel, choice_field, chosen_in, number_field

Places = tuple[tuple[int, int], ...]


class LabelPanel(SidePanel):
    """What is printed, and on what."""

    def __init__(self) -> None:
        super().__init__(_("Save as PDF"))
        self.heading.setText(_("Shelf labels"))
        self.due: Places = ()
        self.listed: Places = ()
        self.one: Places = ()
        self.which = Choices([("one", _("This one")), ("due", _("Changed prices")), ("listed", _("The list"))])
        self.told = WrappedLabel("")
        self.told.setObjectName("quiet")
        self.sheet = choice_field([(key, _(sheet.name)) for key, sheet in SHEETS.items()], USUAL)
        self.skip = number_field("0")
        self.announce = Tick()
        self.sheet.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.inner.insertWidget(0, self.told)
        self.add(_("Which labels"), self.which)
        self.add(_("Paper"), self.sheet)
        self.add(_("Used places"), self.skip, _("So many labels of the first sheet are gone already."))
        self.add(_("Announce reductions: with the lowest price of the last 30 days"), self.announce)
        self.which.picked.connect(lambda _value: self._count())

    def open(self, one: Places, due: Places, listed: Places) -> None:
        """Offer what there is: the open article, all that are due, all that are listed."""
        self.one, self.due, self.listed = one, due, listed
        self.clear_notes()
        self.busy(False)
        for value, places in (("one", one), ("due", due), ("listed", listed)):
            self.which.buttons[value].setEnabled(bool(places))
        self.which.put("one" if one else "due" if due or not listed else "listed")
        self._count()
        self.go_to(self.which)

    @property
    def places(self) -> Places:
        """What is to be printed."""
        return {"one": self.one, "due": self.due, "listed": self.listed}.get(self.which.value(), ())

    @property
    def kind(self) -> str:
        """The paper."""
        return chosen_in(self.sheet)

    def _count(self) -> None:
        count = len(self.places)
        self.told.setText(
            ngettext("{count} label", "{count} labels", count).format(count=count)
            if count
            else _("No label is to be printed.")
        )
        self.main_key.setEnabled(count > 0)

    def used(self) -> int | None:
        """How many places are used; None where that is no number."""
        self.clear_notes()
        text = self.skip.text().strip() or "0"
        if not (text.isascii() and text.isdigit() and int(text) < SHEETS[self.kind].places):
            most = SHEETS[self.kind].places - 1
            self.say(_("A number up to {most}: so many labels are on a sheet.").format(most=most), self.skip)
            return None
        return int(text)


def lacking_text(count: int) -> str:
    """What is to be said where labels lack their unit price; nothing where none does."""
    if not count:
        return ""
    return ngettext(
        "{count} of them lacks its unit price: see Contents.",
        "{count} of them lack their unit price: see Contents.",
        count,
    ).format(count=count)


def write_labels(labels: list[Label], sheet: str, skip: int, language: str, path: Path) -> Path:
    """Draw labels into a PDF file; on a device's thread, since disks and fonts take their time."""
    from printers.labels import render

    try:
        path.write_bytes(render(labels, sheet, language=language, skip=skip))
    except OSError as error:
        raise Unavailable(
            "cannot_write", _("{file} cannot be written: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    return path
