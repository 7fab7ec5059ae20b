"""What every section of the settings has; most are a form of settings that are read, checked and written as texts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from kasse.errors import KasseError, Unavailable
from kasse.people import Actor, Permission
from kasse.texts import N_, _
from ui import theme
from ui.settings.form import Setting, SettingsForm, area_around
from ui.widgets.fields import WrappedLabel
from ui.widgets.table import Column, Entry, Table

if TYPE_CHECKING:
    from ui.machine import Machine
    from ui.settings.page import SettingsPage


WIDE = 680
"""From this width on, at 100 %, a table and its form have room beside each other."""


class Section(QWidget):
    """One section. `name` is its short name, `text` its title, `save_text` the main action, empty where none is."""

    name = ""
    text = ""
    intro = ""
    save_text = N_("Save")

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__()
        self.page = page
        self.office = page.office
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(14)
        heading = QLabel(_(self.text))
        heading.setObjectName("section")
        self.body.addWidget(heading)
        if self.intro:
            self.body.addWidget(quiet(_(self.intro)))

    def load(self) -> None:
        """It comes into sight: show what is kept, unless something is typed that is not saved."""

    def save(self) -> None:
        """The main action."""

    def left(self) -> None:
        """It goes out of sight."""

    def refused(self, error: KasseError) -> None:
        """Show where the mistake is; the page says the sentence."""

    def take_scan(self, code: str) -> bool:
        """Use a scan here."""
        del code
        return False

    def save_machine(self, machine: "Machine", what: str) -> None:
        """Keep a setting of this computer, by whoever may change settings; `what` is what the window then renews."""

        def allowed(_none: None) -> None:
            try:
                self.office.save_machine(machine)
            except OSError as error:
                reason = error.strerror or str(error)
                sentence = _("The settings of this computer could not be written: {reason}").format(reason=reason)
                self.page.refuse(Unavailable("machine_file", sentence))
                return
            self.office.machine = machine
            self.saved()
            self.office.changed(what)

        self.page.act(Permission.SETTINGS, lambda actor: actor.require(Permission.SETTINGS), allowed)

    def saved(self) -> None:
        """What was typed is kept."""
        self.page.message.say(_("Saved."))


class FormSection(Section):
    """A section that is a form. `changes` is what the window is told; `wrong_fields` names the field of a refusal."""

    settings: tuple[Setting, ...] = ()
    changes: tuple[str, ...] = ()
    wrong_fields: Mapping[str, str] = {}

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.form = SettingsForm(self.settings)
        self.form.changed.connect(self._changed)
        self.form.entered.connect(page.save_key.click)
        self.body.addWidget(self.form)

    def read(self) -> dict[str, str]:
        """The values as they are kept; on the store thread."""
        raise NotImplementedError

    def write(self, actor: Actor, values: dict[str, str]) -> None:
        """Keep values; on the store thread."""
        raise NotImplementedError

    def check(self, values: dict[str, str]) -> None:
        """Refuse what cannot be saved, before anybody is asked for leave."""

    def typed(self, name: str) -> None:
        """Somebody changed the value of this name."""

    def load(self) -> None:
        """What is kept, and what was typed before the page was made anew."""
        if not self.form.dirty:
            self.page.store(self.read, self._show)

    def _show(self, values: dict[str, str]) -> None:
        self.form.show_values(values)
        draft = self.office.kept.pop(self._draft, None)
        if draft is not None:
            self.form.put(draft)
        for name in values:
            self.typed(name)

    @property
    def _draft(self) -> str:
        return f"settings.{self.name}"

    def _changed(self, name: str) -> None:
        if self.form.dirty:
            self.office.kept[self._draft] = self.form.values()
        else:
            self.office.kept.pop(self._draft, None)
        self.typed(name)

    def save(self) -> None:
        """Check, and write with leave."""
        values = self.checked()
        if values is not None:
            self.page.act(Permission.SETTINGS, lambda actor: self.write(actor, values), lambda _none: self._written())

    def checked(self) -> dict[str, str] | None:
        """What is typed; None where it cannot be, which is said then."""
        values = self.form.values()
        try:
            self.check(values)
        except KasseError as error:
            self.page.refuse(error)
            return None
        return values

    def _written(self) -> None:
        self.saved()
        for what in self.changes:
            self.office.changed(what)

    def saved(self) -> None:
        """Nothing is left to be saved."""
        self.form.kept()
        self.office.kept.pop(self._draft, None)
        super().saved()

    def refused(self, error: KasseError) -> None:
        """Frame the field it is about."""
        name = self.wrong_fields.get(error.code)
        if name is not None:
            self.form.wrong(name)


class Beside(QWidget):
    """Two parts beside each other where there is room for that, else one below the other."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(20))
        self._row.addWidget(first, 1)
        self._row.addWidget(second, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the width has come to allow it, or to forbid it."""
        wide = event.size().width() >= theme.px(WIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)


class WholeTable(Table):
    """As high as its rows: the page around it scrolls, and follows the marked row."""

    def __init__(self, columns: Sequence[Column], name: str, empty: str = "") -> None:
        super().__init__(columns, name, empty)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.marked.connect(lambda _key: self._follow())

    def show_rows(self, entries: Sequence[Entry], mark: str | None = None) -> None:
        """Show rows, all of them; none leave room for the sentence that says so."""
        rows = max(len(entries), 2) * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * theme.px(2))
        super().show_rows(entries, mark)

    def _follow(self) -> None:
        area = area_around(self)
        inside = None if area is None else area.widget()
        if area is not None and inside is not None and self.isVisible():
            row = self.visualRect(self.currentIndex())
            place = self.viewport().mapTo(inside, row.center())
            area.ensureVisible(place.x(), place.y(), 0, row.height())


def column(*parts: QWidget) -> QWidget:
    """Parts below each other, from above."""
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return whole


def quiet(text: str) -> QLabel:
    """An explanation."""
    label = WrappedLabel(text)
    label.setObjectName("quiet")
    return label
