"""What must be there before the market can be turned on, each with the way to its field."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kasse.texts import N_, _
from ui import theme
from ui.market.reading import hours_text
from ui.market.standing import Standing
from ui.market.words import place_text
from ui.widgets.fields import WrappedLabel
from ui.widgets.keys import KeyButton

DONE, OPEN = "✓", "○"
LONGEST = 60
"""Signs of what is there already; all of it stands in its field."""


class Step(NamedTuple):
    """One thing to do: where it leads, its text, why, and what is there already; `needed`: nothing goes without."""

    name: str
    text: str
    why: str
    done: str
    needed: bool = True


def steps_of(standing: Standing) -> tuple[Step, ...]:
    """All of them, in the order in which they are done."""
    shop = standing.shop
    return (
        Step("place", N_("Where the shop is"), N_("People look for what is near them."), place_text(shop)),
        Step(
            "hours", N_("When it is open"), N_("So that nobody stands at a closed door."), hours_text(shop.hours), False
        ),
        Step("imprint", N_("Imprint"), N_("Whoever offers goods says who they are."), _line(shop.imprint), False),
        Step("key", N_("The shop’s key"), N_("It signs what goes to relays."), _key_text(standing), standing.relays),
        Step("target", N_("A relay or a storefront"), N_("Without one nobody hears of it."), _targets_text(standing)),
    )


def _key_text(standing: Standing) -> str:
    if not standing.shop.key:
        return ""
    return _("made, with a backup") if standing.backed_up else _("made, without a backup")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < LONGEST else f"{line[: LONGEST - 1]}…"


def _targets_text(standing: Standing) -> str:
    used = [state for state in standing.targets if state.setting.enabled]
    return _line(", ".join(state.setting.name for state in used))


class StepsList(QWidget):
    """The steps, each with its mark, what is there, and a key that leads to it."""

    def __init__(self, go: Callable[[str], None]) -> None:
        super().__init__()
        self._go = go
        self.keys: dict[str, KeyButton] = {}
        self._marks: dict[str, QLabel] = {}
        self._told: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """How far each is."""
        for number, step in enumerate(steps):
            if step.name not in self.keys:
                self._add(number, step)
            self._marks[step.name].setText(DONE if step.done else OPEN)
            self._marks[step.name].setAccessibleName(_("done") if step.done else _("to do"))
            self._told[step.name].setText(step.done or _(step.why))
            self.keys[step.name].say(_("Change it") if step.done else _("Fill in"), "")
            self.keys[step.name].setAccessibleName(f"{_(step.text)}: {self.keys[step.name].title}")

    def _add(self, number: int, step: Step) -> None:
        mark = self._marks[step.name] = QLabel()
        mark.setObjectName("section")
        mark.setFixedWidth(theme.px(22))
        text = WrappedLabel(_(step.text))
        told = self._told[step.name] = WrappedLabel("")
        told.setObjectName("quiet")
        key = self.keys[step.name] = KeyButton("", size=theme.BODY, height=theme.TARGET)
        key.setFixedWidth(theme.px(128))
        key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        key.clicked.connect(lambda: self._go(step.name))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch()
        texts.addWidget(text)
        texts.addWidget(told)
        texts.addStretch()
        self._grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(texts, number, 1)
        self._grid.addWidget(key, number, 2, Qt.AlignmentFlag.AlignVCenter)
