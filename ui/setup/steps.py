"""The first steps: the language and which shop, the shop's data, the owner."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kasse.errors import KasseError, Refused
from kasse.texts import _
from ui import theme
from ui.setup.answers import Answers
from ui.setup.parts import ChoiceCard, Labelled, one_of, paragraph, side_by_side
from ui.widgets.fields import needed, text_field
from ui.widgets.message import focus_on
from ui.widgets.noted import Noted
from ui.widgets.tray import bring_into_sight


class Step(QWidget):
    """One step. What is typed goes into the answers when it is left, forwards and backwards.

    `places` are the fields that refusals belong to, by their codes.
    """

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers
        self.places: dict[str, Noted] = {}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(12))

    def heading(self) -> str:
        """What stands above it."""
        return ""

    def keep(self) -> None:
        """Write what was typed into the answers."""

    def check(self) -> None:
        """Raise `Refused` where one cannot go on from here."""

    def first(self) -> QWidget:
        """Where the focus begins."""
        return self

    def say(self, error: KasseError) -> bool:
        """Say why not below the field that it is about; False where it is about none."""
        place = self.places.get(error.code)
        if place is not None:
            place.say(error.message)
            focus_on(place.field)
            bring_into_sight(place.field, theme.px(40))
        return place is not None

    def calm(self) -> None:
        """Nothing is wrong any more."""
        for place in self.places.values():
            place.say("")


LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}
"""Each in its own language, for whoever reads no other."""


class WelcomeStep(Step):
    """The language, and a shop of one's own or one to try."""

    def __init__(
        self, answers: Answers, speak: Callable[[str], None], chosen: Callable[[], None], *, demo_apart: bool
    ) -> None:
        """`demo_apart`: a demo shop leaves the place of one's own shop free."""
        super().__init__(answers)
        self._demo_apart = demo_apart
        self.german, self.english = self._language("de", speak), self._language("en", speak)
        self._languages = one_of(self, (self.german, self.english))
        self.own, self.demo = ChoiceCard(), ChoiceCard()
        self._shops = one_of(self, (self.own, self.demo))
        self.question = paragraph(name="section")
        (self.demo if answers.demo else self.own).setChecked(True)
        self._shops.buttonToggled.connect(lambda _button, _on: chosen())
        self.body.addLayout(side_by_side((self.german, 1), (self.english, 1)))
        self.body.addSpacing(theme.px(8))
        self.body.addWidget(self.question)
        self.body.addWidget(self.own)
        self.body.addWidget(self.demo)
        self.body.addStretch(1)
        self.retext()

    def _language(self, language: str, speak: Callable[[str], None]) -> ChoiceCard:
        card = ChoiceCard()
        card.setMinimumHeight(theme.px(64))
        card.say(LANGUAGE_NAMES[language])
        card.setChecked(self.answers.language == language)
        card.toggled.connect(lambda on: speak(language) if on else None)
        return card

    def heading(self) -> str:
        """What stands above it."""
        return _("Welcome to Kasse")

    def retext(self) -> None:
        """All words anew, in the language of now."""
        self.question.setText(_("What would you like to do?"))
        self.own.say(_("My own shop"), _("A few questions, most of them for later if you like. Then the till is open."))
        demo = _("A shop full of real products at made-up prices. Press everything: nothing in it counts.")
        demo_apart = _(
            "A shop full of real products at made-up prices; nothing in it counts. Kasse asks again at the next start."
        )
        self.demo.say(_("Demo shop to try"), demo_apart if self._demo_apart else demo)

    def keep(self) -> None:
        """Which shop; the language is chosen at once."""
        self.answers.demo = self.demo.isChecked()

    def first(self) -> QWidget:
        """The choice of now: Enter goes on with it."""
        return self.demo if self.demo.isChecked() else self.own


class ShopStep(Step):
    """What stands on receipts; only the name is needed."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.name, self.street = text_field(answers.name), text_field(answers.street)
        self.postcode, self.city = text_field(answers.postcode), text_field(answers.city)
        self.tax_number, self.vat_id = text_field(answers.tax_number), text_field(answers.vat_id)
        self.postcode.setProperty("keys", "number")
        by_law = _("Receipts must show one of the two numbers, and the address. All of it can come later, in Settings.")
        # Honest, and said while there is time to order one.
        no_tse = _(
            "To sell in Germany you also need a TSE that signs each receipt: Swissbit, Epson or fiskaly. "
            "Kasse leads you to it when your shop is made; until it is set up, practise only."
        )
        named = Labelled(_("Name of the shop"), self.name, example=_("as it stands above the door"))
        self.places = dict.fromkeys(("missing", "no_name"), named)
        self.body.addWidget(named)
        self.body.addLayout(
            side_by_side(
                (Labelled(_("Street and number"), self.street), 5),
                (Labelled(_("Postcode"), self.postcode), 2),
                (Labelled(_("City"), self.city), 4),
            )
        )
        self.body.addLayout(
            side_by_side(
                (Labelled(_("Tax number"), self.tax_number, by_law, "12/345/67890"), 1),
                (Labelled(_("VAT ID"), self.vat_id, by_law, "DE123456789"), 1),
            )
        )
        self.by_law, self.no_tse = paragraph(by_law), paragraph(no_tse, "note")
        self.body.addWidget(self.by_law)
        self.body.addWidget(self.no_tse)
        self.body.addStretch(1)

    def heading(self) -> str:
        """What stands above it."""
        return _("Your shop")

    def keep(self) -> None:
        """All fields."""
        for name in ("name", "street", "postcode", "city", "tax_number", "vat_id"):
            field: QLineEdit = getattr(self, name)
            setattr(self.answers, name, field.text())

    def check(self) -> None:
        """The name stands on every receipt."""
        needed(self.name, _("Name of the shop"))

    def first(self) -> QWidget:
        """The name."""
        return self.name


class OwnerStep(Step):
    """Who the owner is, and the PIN that says so."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.name = text_field(answers.owner)
        self.pin, self.again = text_field(answers.pin, secret=True), text_field(answers.pin_again, secret=True)
        meaning = _("4 to 12 digits. With it you log in, and allow what others may not.")
        self.meaning = paragraph(name="note")
        self.body.addWidget(Labelled(_("Your name"), self.name, example=_("as it stands on receipts")))
        first = Labelled(_("PIN"), self.pin, meaning)
        second = Labelled(_("The same PIN once more"), self.again, meaning)
        self.places = {"bad_pin": first, "pins_differ": second}
        self.body.addLayout(side_by_side((first, 1), (second, 1)))
        self.body.addWidget(self.meaning)
        self.body.addStretch(1)
        self._words = (
            meaning,
            _(
                "Without a PIN whoever stands at this till is the owner: everybody can change prices, take money out "
                "and see all figures. You can set one later, under People."
            ),
        )
        for field in (self.pin, self.again):
            field.setMaxLength(12)
            field.textChanged.connect(self._explain)
        self._explain()

    def _explain(self) -> None:
        self.calm()
        self.meaning.setText(self._words[0] if self.pin.text() or self.again.text() else self._words[1])

    def heading(self) -> str:
        """What stands above it."""
        return _("You, the owner")

    def keep(self) -> None:
        """The name and both PINs."""
        self.answers.owner = self.name.text()
        self.answers.pin, self.answers.pin_again = self.pin.text(), self.again.text()

    def check(self) -> None:
        """A PIN that can be used, twice the same; or none."""
        from kasse.login import check_pin

        pin, again = self.pin.text(), self.again.text()
        check_pin(pin or None)
        if pin != again:
            raise Refused("pins_differ", _("The two PINs are not the same. Type the second one anew."))

    def first(self) -> QWidget:
        """The name."""
        return self.name
