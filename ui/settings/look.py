"""The look of this computer's window; each choice shows at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from kasse.texts import N_
from ui.settings.form import Setting, SettingsForm
from ui.settings.section import Section

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

SETTINGS = (
    Setting(
        "look",
        N_("Colours"),
        N_("Dark is easier on the eyes at night."),
        "pick",
        (("auto", N_("Like the system")), ("light", N_("Light")), ("dark", N_("Dark"))),
    ),
    Setting(
        "scale",
        N_("Size"),
        N_("Text, keys and lists grow together."),
        "pick",
        tuple((str(percent), f"{percent} %") for percent in (100, 125, 150, 175, 200)),
    ),
    Setting(
        "keyboard",
        N_("Keyboard on the screen"),
        N_("“When needed” shows it to whoever touches a field and has no keyboard at hand."),
        "pick",
        (("auto", N_("When needed")), ("always", N_("Always")), ("never", N_("Never"))),
    ),
)


class LookSection(Section):
    """Light or dark, how large, and with or without keys on the screen."""

    name = "look"
    text = N_("Look")
    intro = N_("For this computer. Each choice shows at once.")
    save_text = ""

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.form = SettingsForm(SETTINGS)
        self.form.changed.connect(self._apply)
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def load(self) -> None:
        """As it is."""
        machine = self.office.machine
        self.form.show_values({"look": machine.look, "scale": str(machine.scale), "keyboard": machine.keyboard})
        name = self.office.kept.pop("settings.look", "")
        if name:
            self.form.fields[name].setFocus(Qt.FocusReason.TabFocusReason)

    def refused(self, error: object) -> None:
        """It stays as it was."""
        del error
        self.load()

    def _apply(self, name: str) -> None:
        self.office.kept["settings.look"] = name  # the window is made anew, and the focus comes back here
        values = self.form.values()
        machine = self.office.machine._replace(
            look=values["look"],
            scale=int(values["scale"] or self.office.machine.scale),
            keyboard=values["keyboard"],
        )
        self.save_machine(machine, "look")
