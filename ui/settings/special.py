"""What few shops do: small businesses, eating in the shop, tips, foreign cash."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kasse.people import Actor
from kasse.serving.foreign import read_currencies, written
from kasse.serving.special import EAT_IN_SETTING, TIPS_SETTING
from kasse.texts import N_, decimal_sign
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

SMALL, CURRENCIES = "small_business", "currencies"


class SpecialSection(FormSection):
    """Four things that are off in most shops."""

    name = "special"
    text = N_("Special cases")
    intro = N_("Most shops leave this as it is. Ask your tax adviser before you change the first one.")
    changes = ("shop",)
    wrong_fields: Mapping[str, str] = {
        "bad_currency": CURRENCIES,
        "bad_exchange_rate": CURRENCIES,
        "close_first": SMALL,
    }
    settings = (
        Setting(
            SMALL,
            N_("Small business, section 19 UStG"),
            N_("Everything is sold free of VAT, and receipts show none. What was sold before keeps its VAT."),
            "check",
        ),
        Setting(
            EAT_IN_SETTING,
            N_("Ask where it is eaten"),
            N_("Two keys at the checkout. They come by themselves where an article has another VAT when eaten here."),
            "check",
        ),
        Setting(TIPS_SETTING, N_("Offer tips when paying"), N_("Ctrl+F3 is there in any case."), "check"),
        Setting(
            CURRENCIES,
            N_("Foreign cash"),
            N_("Euros for one of each, as in CHF 1.065; USD 0.92. Change is given in euros."),
        ),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.body.addStretch(1)

    def read(self) -> dict[str, str]:
        """As it is kept."""
        till = self.office.till
        return {
            SMALL: "yes" if till.checkout.shop.small_business else "",
            EAT_IN_SETTING: "yes" if till.checkout.eats_in() else "",
            TIPS_SETTING: "yes" if till.setting(TIPS_SETTING) == "1" else "",
            CURRENCIES: written(till.checkout.currencies()).replace(".", decimal_sign()),
        }

    def saved(self) -> None:
        """Rates are shown as they are kept."""
        super().saved()
        self.page.store(self.read, self.form.show_values)

    def check(self, values: dict[str, str]) -> None:
        """Refuse what is no currency."""
        read_currencies(values[CURRENCIES])

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Keep what is different, on record; the shop's own data last, since the day may have to be closed first."""
        till, before = self.office.till, self.read()
        till.checkout.change_currencies(actor, read_currencies(values[CURRENCIES]))
        for name in (EAT_IN_SETTING, TIPS_SETTING):
            if values[name] != before[name]:
                till.change_setting(actor, name, "1" if values[name] else "0")
        if values[SMALL] != before[SMALL]:
            till.change_shop(actor, small_business=bool(values[SMALL]))
