"""The language of the screen and of receipts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kasse.people import Actor
from kasse.texts import N_
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage


class LanguageSection(FormSection):
    """One language for both."""

    name = "language"
    text = N_("Language")
    intro = N_("The language of the screen and of receipts.")
    changes = ("shop", "look")
    wrong_fields: Mapping[str, str] = {"bad_language": "language"}
    settings = (Setting("language", N_("Language"), "", "pick", (("de", "Deutsch"), ("en", "English"))),)

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.body.addStretch(1)

    def read(self) -> dict[str, str]:
        """The shop's language."""
        return {"language": self.office.till.checkout.shop.language}

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Another language."""
        self.office.till.change_shop(actor, language=values["language"])
