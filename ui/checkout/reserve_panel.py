"""What somebody outside would like to fetch, in the keys' place: accept, decline, or ring it up by its code."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.texts import _
from ui import theme
from ui.actions import key_text
from ui.products.side import Scrolled
from ui.widgets.ask import Panel
from ui.widgets.fields import WrappedLabel, text_field
from ui.widgets.keys import KeyButton, set_primary

MOST_KEYS = 4


class KeepKey(NamedTuple):
    """A time to keep it for: how it is called, when that is, and what choosing it means."""

    title: str
    time: str
    minutes: int
    usual: bool = False


class WantedLine(NamedTuple):
    """A line in words; `short` where there are fewer than wanted."""

    goods: str
    told: str
    short: bool = False


class ReservePanel(Panel):
    """One reservation. What a stranger wrote is text and nothing else."""

    kept = Signal(int)
    """Accept it for so many minutes, as `KeepKey` has them."""
    declined = Signal()
    rung = Signal()
    """It is fetched now."""
    another = Signal()
    typed = Signal(str)
    """A code, and Enter."""

    def __init__(self, press: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading.setObjectName("section")
        self.body.setSpacing(6)
        self.code = _label("big")
        self.note = _label("")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(2))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(6))
        inside.addLayout(self._lines)
        inside.addWidget(self.note)
        inside.addStretch()
        self.inside = Scrolled(holder)
        self.inside.setMinimumHeight(theme.px(theme.TARGET))
        self.keep = [self._keep_key(number) for number in range(MOST_KEYS)]
        self.ring = self._key(_("Ring it up"), "Alt+1", self.rung)
        set_primary(self.ring, on=True)
        self.asked = QLabel(_("Accept, and keep it for:"))
        self.asked.setObjectName("quiet")
        self.give_up = self._key(_("Not any more"), "Alt+7", self.declined)
        self.decline = self._key(_("Decline"), "Alt+8", self.declined)
        self.next = self._key(_("Next"), "Alt+9", self.another)
        self.leave = KeyButton(_("Back"), key_text("back"), size=theme.BODY, height=theme.TARGET)
        self.leave.clicked.connect(lambda: press("back"))
        self.field = text_field()
        self.field.setAccessibleName(_("Code"))
        self.field.setMaxLength(8)
        self.field.setProperty("keys", "number")
        self.field.returnPressed.connect(self._enter)
        self._minutes: list[int] = []
        self._lay_out()

    def _lay_out(self) -> None:
        self.given = QLabel(_("Code"))
        self.given.setBuddy(self.field)
        times, acts = QHBoxLayout(), QHBoxLayout()
        for row in (times, acts):
            row.setSpacing(6)
        for key in self.keep:
            times.addWidget(key, 1)
        times.addWidget(self.ring, 2)
        times.addWidget(self.give_up, 1)
        acts.addWidget(self.given)
        for widget in (self.field, self.decline, self.next, self.leave):
            acts.addWidget(widget, 1)
        self.body.insertWidget(1, self.code)
        self.body.addWidget(self.inside, 1)
        self.body.addWidget(self.asked)
        self.body.addLayout(times)
        self.body.addLayout(acts)
        self.body.addStretch()

    def _keep_key(self, number: int) -> KeyButton:
        key = KeyButton("", f"Alt+{number + 1}", size=theme.BODY, height=theme.TARGET + 8)
        key.on_key(f"Alt+{number + 1}", repeats=False)
        key.clicked.connect(lambda: self.kept.emit(self._minutes[number]))
        return key

    @staticmethod
    def _key(title: str, key: str, signal: SignalInstance) -> KeyButton:
        button = KeyButton(title, key, size=theme.BODY, height=theme.TARGET)
        button.on_key(key, repeats=False)
        button.clicked.connect(signal)
        return button

    def _enter(self) -> None:
        text = self.field.text().strip()
        if text:
            self.field.clear()
            self.typed.emit(text)

    # What is shown

    def show_none(self) -> None:
        """Nothing is open; a code may still be typed, to hear what became of it."""
        self.say(
            _("No reservations"), _("When somebody reserves, it is said below. To fetch one, scan or type its code.")
        )
        self._show("", (), "")
        self.offer((), rings=False, declines=False, more=0)

    def show_one(self, heading: str, told: str, code: str, lines: Sequence[WantedLine], note: str) -> None:
        """Show one, by its code where it has one; the keys follow by `offer`."""
        self.say(heading, told)
        self._show(code, lines, note)
        self.heading.setVisible(not code)

    def _show(self, code: str, lines: Sequence[WantedLine], note: str) -> None:
        self.heading.show()
        self.code.setText(code)
        self.code.setVisible(bool(code))
        self.note.setText(_("“{note}”").format(note=note) if note else "")
        self.note.setVisible(bool(note))
        self.inside.setVisible(bool(lines))
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            for text, name in ((line.goods, ""), (line.told, "message" if line.short else "quiet")):
                label = _label(name)
                label.setText(text)
                label.setFont(theme.font(theme.SMALL if name else theme.BODY, bold=not name))
                label.setProperty("alarm", line.short)
                self._lines.addWidget(label)

    def offer(self, keep: Sequence[KeepKey], *, rings: bool, declines: bool, more: int) -> None:
        """The keys: times to keep it for, or to ring it up; `more` are open beside this one."""
        self._minutes = [one.minutes for one in keep]
        for number, key in enumerate(self.keep):
            key.setVisible(number < len(keep))
            if number < len(keep):
                key.say(keep[number].title, f"Alt+{number + 1}")
                key.setAccessibleName(_("Accept until {time}").format(time=keep[number].time))
                set_primary(key, on=keep[number].usual)
        self.asked.setVisible(bool(keep))
        for key in (self.ring, self.give_up):
            key.setVisible(rings)
        self.decline.setVisible(declines)
        for widget in (self.given, self.field):
            widget.setVisible(not declines)
        self.next.setVisible(more > 0)
        self.next.say(_("Next ({count})").format(count=more), "Alt+9")


def _label(name: str) -> QLabel:
    label = WrappedLabel("")
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return label
