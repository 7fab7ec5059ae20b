"""What Kasse this is, where the shop's file lies, whether the books add up, and a copy of them."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton

from kasse import __version__
from kasse.errors import KasseError
from kasse.formats import time_text
from kasse.people import Actor, Permission
from kasse.texts import N_, _, current_language
from ui.settings.form import Setting, SettingsForm
from ui.settings.section import Section, quiet
from ui.widgets.fields import WrappedLabel

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

SETTINGS = (
    Setting("version", N_("Version"), "", "fixed"),
    Setting("since", N_("Works on these books since"), "", "fixed"),
    Setting("licence", N_("Licence"), N_("Free software: use it, share it, change it."), "fixed"),
    Setting("file", N_("The shop's file"), "", "fixed"),
)
LICENCE = "GPL-3.0-or-later"


class Place(NamedTuple):
    """Where a backup is offered to be written."""

    folder: Path
    name: str


class AboutSection(Section):
    """To look up, to check, to copy."""

    name = "about"
    text = N_("Books and backup")
    save_text = ""

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.form = SettingsForm(SETTINGS)
        self.body.addWidget(self.form)
        self.check_key = QPushButton(_("Check the books"))
        self.check_key.clicked.connect(self._check)
        self.backup_key = QPushButton(_("Save a backup…"))
        self.backup_key.clicked.connect(self._ask_where)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        keys.addWidget(self.check_key)
        keys.addWidget(self.backup_key)
        keys.addStretch(1)
        self.practice = quiet("")
        self.practice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.practice)
        self.body.addLayout(keys)
        self.findings = WrappedLabel("")
        self.findings.setObjectName("message")
        self.body.addWidget(self.findings)
        self.body.addStretch(1)
        self.dialog: QFileDialog | None = None

    def load(self) -> None:
        """Version, licence, file."""
        self.page.store(self._known, self._show)

    def _known(self) -> tuple[Path, bool, str]:
        till = self.office.till
        versions = till.versions()
        time = till.checkout.shop.time
        since = time_text(time.local(versions[0].at), current_language()) if versions else ""
        return till.path, till.training, since

    def _show(self, known: tuple[Path, bool, str]) -> None:
        path, training, since = known
        shown = {"version": f"Kasse {__version__}", "since": since, "licence": LICENCE, "file": str(path.absolute())}
        self.form.show_values(shown)
        self.practice.setText(
            _("This is a training copy: nothing here is booked in the shop.")
            if training
            else _(
                'To practise on a copy of this shop, close the till and start it with: kasse training --db "{file}"'
            ).format(file=path)
        )

    # The books

    def _check(self) -> None:
        self.check_key.setEnabled(False)
        self._say(_("The books are being checked…"))
        self.office.tasks.device(self._verify, self._checked, self._not_checked)

    def _verify(self) -> list[str]:
        def step(name: str) -> None:
            self.office.tasks.post(lambda: self._say(_("Being checked: {step}").format(step=name)))

        return self.office.till.verify_beside(step)

    def _not_checked(self, error: KasseError) -> None:
        self.check_key.setEnabled(True)
        self._say(error.message, alarm=True)

    def _checked(self, findings: list[str]) -> None:
        self.check_key.setEnabled(True)
        self._say("\n".join(findings) or _("All adds up."), alarm=bool(findings))

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.findings.setText(text)
        self.findings.setProperty("alarm", alarm)
        self.findings.style().unpolish(self.findings)
        self.findings.style().polish(self.findings)

    # The backup

    def _ask_where(self) -> None:
        """Whoever may change settings may take the books with them."""
        self.page.act(Permission.SETTINGS, self._place, self._open_dialog)

    def _place(self, actor: Actor) -> Place:
        actor.require(Permission.SETTINGS)
        till = self.office.till
        day = till.checkout.today().isoformat()
        return Place(till.path.absolute().parent, f"{till.path.stem}-{day}{till.path.suffix}")

    def _open_dialog(self, place: Place) -> None:
        dialog = self.dialog = QFileDialog(self, _("Save a backup"), str(place.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # the till refuses to write over a file
        dialog.selectFile(place.name)
        dialog.fileSelected.connect(self.backup)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def backup(self, file: str) -> None:
        """Copy the shop into a new file; selling goes on meanwhile."""
        target = Path(file)
        self.backup_key.setEnabled(False)
        self._say(_("The backup is being written…"))
        self.office.tasks.device(
            lambda: self.office.till.backup(target), lambda _none: self._written(target), self._not_written
        )

    def _written(self, target: Path) -> None:
        self.backup_key.setEnabled(True)
        self._say(_("The backup is written: {file}. Keep it in another place than the till.").format(file=target))

    def _not_written(self, error: KasseError) -> None:
        self.backup_key.setEnabled(True)
        self._say(error.message, alarm=True)
