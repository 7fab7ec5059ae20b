"""The shop as the world sees it: where it is, when it is open, who answers for it, and how long it keeps goods."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from kasse.books.market import PublicShop
from kasse.errors import Refused
from kasse.market.places import check_website, read_place
from kasse.texts import _, ngettext
from ui import theme
from ui.market.reading import hours_text, read_hours
from ui.market.words import place_text
from ui.products.side import SidePanel
from ui.widgets.fields import choice_field, chosen_in, text_field

T = TypeVar("T")

HOLDS = (0, 30, 60, 90, 120, 180, 240)
"""Minutes for which a reservation may be kept; 0 takes none."""
TICKS = (5, 10, 15, 30, 60)
"""Minutes from one message to the next."""


class ShopWish(NamedTuple):
    """What was typed, ready to be kept."""

    changes: dict[str, str | int | None]


class ShopPanel(SidePanel):
    """The fields of the public shop."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.heading.setText(_("The shop, as anybody may see it"))
        self.place, self.hours, self.website = text_field(), text_field(), text_field()
        self.imprint, self.about = _lines(), _lines()
        self.holds = choice_field([(str(minutes), _holds_text(minutes)) for minutes in HOLDS])
        self.tick = choice_field([(str(minutes), _tick_text(minutes)) for minutes in TICKS])
        self.place.setPlaceholderText("52.49953, 13.41893")
        self.hours.setPlaceholderText(_("Mon-Fri 7-22; Sat 8-20; Sun closed"))
        self.website.setPlaceholderText("https://")
        self.add(
            _("Place"),
            self.place,
            _("Latitude and longitude, as a map on the internet shows them at your door. A link to the map does, too."),
        )
        self.add(_("Opening hours"), self.hours)
        self._add_lines(
            _("Imprint"),
            self.imprint,
            _("Who answers for the shop: name, address, how to reach you. The law wants it."),
        )
        self._add_lines(_("About the shop"), self.about, _("A sentence or two, for people who do not know it."))
        self.add(_("Reservations"), self.holds, _("Nobody pays before fetching: it is no sale at a distance."))
        self.add(
            _("Your own page"),
            self.website,
            _("Where the files of your storefront can be seen by anybody. Empty without one."),
        )
        self.add(
            _("News goes out"),
            self.tick,
            _("At irregular times, so that nobody can tell when something was sold. Sold out goes out sooner."),
        )
        self._shown: dict[str, str] = {}

    def _add_lines(self, label: str, field: QPlainTextEdit, explained: str) -> None:
        """Enter makes a new line there."""
        self.form.add(label, field, explained)

    def open(self, shop: PublicShop, tick: int, at: str = "") -> None:
        """Show it, the focus in the field of this name."""
        self.clear_notes()
        self.busy(False)
        self.place.setText(place_text(shop))
        self.hours.setText(hours_text(shop.hours))
        self.website.setText(shop.website)
        self.imprint.setPlainText(shop.imprint)
        self.about.setPlainText(shop.about)
        _choose(self.holds, shop.holds, _holds_text(shop.holds))
        _choose(self.tick, tick, _tick_text(tick))
        self._shown = self._typed()
        self.area.verticalScrollBar().setValue(0)
        self.go_to(self.field(at))

    def field(self, name: str) -> QWidget:
        """The field of a name, the place's where there is none."""
        found: dict[str, QWidget] = {"hours": self.hours, "imprint": self.imprint, "website": self.website}
        return found.get(name, self.place)

    def _typed(self) -> dict[str, str]:
        return {
            "place": self.place.text().strip(),
            "hours": self.hours.text().strip(),
            "website": self.website.text().strip(),
            "imprint": self.imprint.toPlainText().strip(),
            "about": self.about.toPlainText().strip(),
            "holds": chosen_in(self.holds),
            "tick": chosen_in(self.tick),
        }

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self._typed() != self._shown

    def read(self) -> ShopWish | None:
        """What was typed; None where it cannot be read, which is said beside it."""
        self.clear_notes()
        typed = self._typed()
        place = self._read(self.place, read_place) if typed["place"] else (None, None)
        hours, website = self._read(self.hours, read_hours), self._read(self.website, check_website)
        if place is None or hours is None or website is None:
            return None
        plain = {"imprint": typed["imprint"], "about": typed["about"], "hours": hours, "website": website}
        whole = {"holds": int(typed["holds"]), "tick": int(typed["tick"])}
        return ShopWish({"latitude": place[0], "longitude": place[1], **plain, **whole})

    def _read(self, field: QLineEdit, read: Callable[[str], T]) -> T | None:
        """What stands in a field; None where it cannot be read, which is said below it."""
        try:
            return read(field.text().strip())
        except Refused as refusal:
            self.say(refusal.message, field)
            return None

    def refuse(self, code: str, sentence: str) -> None:
        """Why it was not saved, beside what it is about."""
        self.busy(False)
        fields: dict[str, QLineEdit] = {
            "bad_place": self.place,
            "no_place": self.place,
            "bad_hours": self.hours,
            "bad_website": self.website,
        }
        self.say(sentence, fields.get(code))


def _lines() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setProperty("keys", "text")
    field.setFixedHeight(theme.px(92))
    return field


def _choose(field: QComboBox, value: int, text: str) -> None:
    """Choose a value, which is offered from now on where it was not."""
    if field.findData(str(value)) < 0:
        field.addItem(text, str(value))
    field.setCurrentIndex(field.findData(str(value)))


def _holds_text(minutes: int) -> str:
    if not minutes:
        return _("None are taken")
    return ngettext("Kept for {count} minute", "Kept for {count} minutes", minutes).format(count=minutes)


def _tick_text(minutes: int) -> str:
    return ngettext("about every minute", "about every {count} minutes", minutes).format(count=minutes)
