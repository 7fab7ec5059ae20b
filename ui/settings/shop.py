"""The shop's own data, as they stand on receipts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kasse.people import Actor
from kasse.texts import N_
from ui.settings.form import Setting
from ui.settings.section import FormSection

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

DOUBT_AFTER = 400
"""Milliseconds after the last key: nobody is told of a mistake while typing."""


class ShopSection(FormSection):
    """Name, address, numbers, and what is said at the foot of each receipt."""

    name = "shop"
    text = N_("Shop")
    intro = N_("This stands on every receipt. Receipts made before a change keep what they were made with.")
    changes = ("shop",)
    wrong_fields: Mapping[str, str] = {"no_name": "name", "bad_hour": "day_starts_at_hour"}
    settings = (
        Setting("name", N_("Name of the shop")),
        Setting("street", N_("Street and number")),
        Setting("postcode", N_("Postcode"), kind="number"),
        Setting("city", N_("City")),
        Setting("tax_number", N_("Tax number"), N_("From the tax office; this or the VAT ID is needed."), doubted=True),
        Setting("vat_id", N_("VAT ID"), N_("As in DE123456789."), doubted=True),
        Setting("footer", N_("Foot of the receipt"), N_("Some lines at the end: thanks, opening hours."), "lines"),
        Setting(
            "day_starts_at_hour",
            N_("The business day begins at"),
            N_("What is sold at night before this hour belongs to the day before."),
            "list",
            tuple((str(hour), f"{hour}:00") for hour in range(24)),
        ),
        Setting(
            "till_serial",
            N_("Serial number of the till"),
            N_("It names this till at the tax office and in the TSE, so it never changes."),
            "fixed",
        ),
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.body.addStretch(1)
        self._doubting = QTimer(self, interval=DOUBT_AFTER, singleShot=True)
        self._doubting.timeout.connect(self.doubt)

    def read(self) -> dict[str, str]:
        """The shop as it is."""
        shop = self.office.till.checkout.shop
        return {setting.name: str(getattr(shop, setting.name)) for setting in self.settings}

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """A new version of the shop."""
        changes: dict[str, str | int] = {name: value for name, value in values.items() if name != "till_serial"}
        changes["day_starts_at_hour"] = int(values["day_starts_at_hour"])
        self.office.till.change_shop(actor, **changes)

    def typed(self, name: str) -> None:
        """Look at the numbers in a moment."""
        if name in self.form.doubts:
            self._doubting.start()

    def doubt(self) -> None:
        """Say what speaks against the numbers; they can be saved all the same."""
        tax_number, vat_id = self.form.value("tax_number"), self.form.value("vat_id")
        self.page.store(lambda: self._doubts(tax_number, vat_id), self._show_doubts)

    def _doubts(self, tax_number: str, vat_id: str) -> dict[str, str]:
        from kasse.fiscal.de.numbers import doubt_of_tax_number, doubt_of_vat_id

        if self.office.till.checkout.shop.country != "DE":
            return {}
        return {"tax_number": doubt_of_tax_number(tax_number), "vat_id": doubt_of_vat_id(vat_id)}

    def _show_doubts(self, doubts: dict[str, str]) -> None:
        for name, sentence in doubts.items():
            self.form.doubt(name, sentence)
