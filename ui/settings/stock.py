"""How goods that expire are marked down, and how proposed prices end."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kasse.margin import ENDING_NAMES
from kasse.people import Actor
from kasse.stock.expiry import STEPS, STEPS_SETTING, steps_of
from kasse.stock.receiving import ENDING_SETTING
from kasse.texts import N_
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage


class StockSection(FormSection):
    """What the stock page proposes."""

    name = "stock"
    text = N_("Stock and prices")
    intro = N_("What the pages Stock and Buying propose; nothing is changed without you.")
    changes = ()
    wrong_fields: Mapping[str, str] = {"bad_steps": STEPS_SETTING}
    settings = (
        Setting(
            ENDING_SETTING,
            N_("Proposed prices end in"),
            N_("When the cost moved, a price is proposed that keeps the margin."),
            "list",
            tuple(ENDING_NAMES.items()),
        ),
        Setting(
            STEPS_SETTING,
            N_("Markdowns before expiry"),
            N_("Days before and percent off, as in 7:25 2:50. Empty proposes none."),
        ),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.body.addStretch(1)

    def read(self) -> dict[str, str]:
        """As it is kept."""
        till = self.office.till
        return {STEPS_SETTING: till.setting(STEPS_SETTING, STEPS), ENDING_SETTING: till.setting(ENDING_SETTING, "9")}

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Keep what is different, on record."""
        steps_of(values[STEPS_SETTING])
        before = self.read()
        for name, value in values.items():
            if value != before[name]:
                self.office.till.change_setting(actor, name, value)
