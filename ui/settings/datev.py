"""Bookings for the tax adviser: the numbers there, the chart of accounts, and each account."""

from collections.abc import Mapping
from dataclasses import replace

from kasse.errors import Refused
from kasse.fiscal.de.datev_accounts import PRESETS, checked, presets
from kasse.fiscal.de.datev_export import DatevSettings
from kasse.people import Actor
from kasse.texts import N_, _
from ui.figures.periods import MONTHS
from ui.settings.form import Setting
from ui.settings.section import FormSection

_LENGTHS = tuple((str(length), str(length)) for length in range(4, 9))
_FROM_MONTHS = tuple((str(number), name) for number, name in enumerate(MONTHS, 1))


class DatevSection(FormSection):
    """Another chart brings its own accounts where nobody typed others."""

    name = "datev"
    text = N_("Bookkeeping (DATEV)")
    intro = N_(
        "For the tax adviser: kasse export datev writes each Z report as bookings. "
        "Ask there for the numbers and the accounts."
    )
    wrong_fields: Mapping[str, str] = {"bad_consultant": "consultant", "bad_client": "client"}
    settings = (
        Setting("consultant", N_("Consultant's number"), kind="number"),
        Setting("client", N_("Client's number"), kind="number"),
        Setting("chart", N_("Chart of accounts"), kind="pick", choices=(("03", "SKR03"), ("04", "SKR04"))),
        Setting("length", N_("Length of an account"), kind="pick", choices=_LENGTHS),
        Setting("year_starts_in", N_("The books' year begins in"), "", "list", _FROM_MONTHS),
        *(
            Setting(
                preset.name,
                preset.text,
                N_("An account with VAT by itself, or one with a BU key, as in 8000/3.") if number == 5 else "",
            )
            for number, preset in enumerate(PRESETS)
        ),
    )

    def read(self) -> dict[str, str]:
        """The settings as they hold."""
        known = self.office.till.datev.settings()
        self._chart = known.chart
        return {
            "consultant": str(known.consultant),
            "client": str(known.client),
            "chart": known.chart,
            "length": str(known.length),
            "year_starts_in": str(known.year_starts_in),
            **{preset.name: known.shown[preset.name] for preset in PRESETS},
        }

    def typed(self, name: str) -> None:
        """Another chart."""
        chart = self.form.value("chart")
        if name == "chart" and chart and chart != self._chart:
            old, new = presets(self._chart), presets(chart)
            self._chart = chart
            self.form.put({key: new[key] for key in old if self.form.value(key) in ("", old[key])})

    def check(self, values: dict[str, str]) -> None:
        """Numbers are numbers, and accounts are accounts."""
        for name in ("consultant", "client"):
            if not (values[name].isascii() and values[name].isdigit()) or len(values[name]) > 9:
                self.form.wrong(name)
                raise Refused("bad_number", _("“{text}” is not a number.").format(text=values[name][:40]))
        for preset in PRESETS:
            try:
                checked(preset.name, values[preset.name] or preset.accounts[0])
            except Refused:
                self.form.wrong(preset.name)
                raise

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Keep them."""
        datev = self.office.till.datev
        numbers = {name: int(values[name]) for name in ("consultant", "client", "length", "year_starts_in")}
        settings: DatevSettings = replace(datev.settings(), chart=values["chart"], **numbers)  # type: ignore[arg-type]
        extra = {name: text for name, text in datev.settings().own if name not in values}
        datev.change(actor, settings, {**extra, **{preset.name: values[preset.name] for preset in PRESETS}})
