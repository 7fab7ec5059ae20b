"""The fourth tab: the shop's key, its backup on paper, and how it is taken back."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from kasse.errors import KasseError
from kasse.people import Actor, Permission, Role
from kasse.texts import _
from ui import theme
from ui.market import safe
from ui.market.qr import QrCode
from ui.market.standing import BACKED_UP, Standing, standing_of
from ui.pages import LENDING, Page, card
from ui.products.side import Scrolled, SidePanel, button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.ask import Choice, Question
from ui.widgets.fields import text_field
from ui.widgets.keys import set_primary
from ui.widgets.noted import sentence, tell


class RestorePanel(SidePanel):
    """A key that was written down, typed or scanned."""

    def __init__(self) -> None:
        super().__init__(_("Take the key back"))
        self.heading.setText(_("The key from its paper"))
        self.secret = text_field()
        self.secret.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.secret.setPlaceholderText("nsec1…")
        self.add(
            _("Secret key"),
            self.secret,
            _("Scan the code on the paper, or type the letters; blanks do not matter."),
        )

    def open(self) -> None:
        """Empty."""
        self.clear_notes()
        self.busy(False)
        self.secret.clear()
        self.go_to(self.secret)


class Kept(NamedTuple):
    """What is known of the key: by its public half, and where its secret half is."""

    standing: Standing
    npub: str
    where: str
    trouble: str


class KeyView(View):
    """The public key for everybody, the secret one for nobody."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.kept: Kept | None = None
        self.heading = paragraph(name="heading")
        self.told, self.wrong, self.where = paragraph(), sentence(), paragraph()
        self.code = QrCode()
        self.npub = text_field()
        self.npub.setObjectName("fixed")
        self.npub.setReadOnly(True)
        self.npub.setProperty("keys", "none")
        self.npub.setAccessibleName(_("Public key"))
        self.npub_label = QLabel(_("Public key"))
        self.npub_label.setObjectName("quiet")
        self.npub_label.setBuddy(self.npub)
        self.make_key = button(_("Make a key"), self.make, name="primary")
        self.backup_key = button(_("Backup on paper"), self.backup, name="primary", key="Ctrl+B")
        self.restore_key = button(_("Take a key back"), self.open_restore)
        self.panel = RestorePanel()
        page.keep_in_side(self.panel)
        self.panel.wanted.connect(self.restore)
        self.panel.closed.connect(self.leave)
        self._lay_out()

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        for key in (self.make_key, self.backup_key, self.restore_key):
            keys.addWidget(key)
        keys.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(10))
        for widget in (self.heading, self.wrong, self.told, self.npub_label, self.npub, self.where):
            texts.addWidget(widget)
        texts.addLayout(keys)
        texts.addStretch()
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(theme.px(18))
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(inside))
        column.addStretch()
        layout.addWidget(Scrolled(holder))

    # Showing

    def opened(self) -> None:
        """Look again; the keyring is asked beside the till, as it may be slow."""
        self.load()

    def load(self) -> None:
        """How it stands."""
        page = self.page

        def beside(standing: Standing) -> None:
            page.office.tasks.device(lambda: kept_of(standing), self._show, page.refuse)

        page.store(lambda: standing_of(page.office.till), beside)

    def _show(self, kept: Kept) -> None:
        self.kept = kept
        there, training = bool(kept.standing.shop.key), kept.standing.training
        self.heading.setText(_("The shop’s key") if there else _("The shop has no key yet"))
        self.told.setText(
            _(
                "With it the shop signs what it says. Customers know the shop by the public key; the secret one "
                "stays here."
            )
            if there
            else _(
                "Relays take what is signed. A key is made once and kept for ever: it is the shop’s name on the "
                "market, and belongs to nobody else. No account, no registration."
            )
        )
        self.code.show_text(f"nostr:{kept.npub}" if there else "", _("Public key as a QR code"))
        self.npub.setText(kept.npub)
        self.npub.setCursorPosition(0)
        for widget in (self.npub, self.npub_label):
            widget.setVisible(there)
        self.where.setVisible(bool(kept.where))
        self.where.setText(kept.where)
        tell(self.wrong, kept.trouble)
        self._level(there, here=bool(kept.where), training=training)

    def _level(self, there: bool, *, here: bool, training: bool) -> None:
        self.make_key.setVisible(not there)
        self.backup_key.setVisible(here)
        for key in (self.make_key, self.backup_key, self.restore_key):
            key.setEnabled(not training)
        self.level_keys()
        if self.beside is None:
            (self.backup_key if here else self.restore_key if there else self.make_key).setFocus()

    def level_keys(self) -> None:
        """One main action at a time."""
        urgent = self.kept is not None and not self.kept.standing.backed_up
        set_primary(self.make_key, self.beside is None)
        set_primary(self.backup_key, urgent and self.beside is None)

    def refuse(self, error: KasseError) -> bool:
        """Why not, beside the field where it is open."""
        if self.beside is not self.panel or error.code in LENDING:
            return False
        self.panel.busy(False)
        self.panel.say(error.message, self.panel.secret if error.code == "bad_key" else None)
        return True

    # Making

    def make(self) -> None:
        """Ask once, then make it."""
        question = Question(
            _("Make the shop’s key?"),
            _("It is kept on this computer. Print its backup afterwards: nobody can give it to you a second time."),
            "",
            "",
            choices=(Choice(_("Not now"), ""), Choice(_("Make a key"), "make")),
        )

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen:
                self._keep("")

        self.page.ask(question, answer)

    def open_restore(self) -> None:
        """A key that was written down."""
        self.open_beside(self.panel)
        self.panel.open()

    def take_scan(self, code: str) -> bool:
        """The paper's code is scanned."""
        if not code.lower().startswith("nsec1"):
            return False
        if self.beside is not self.panel:
            self.open_restore()
        self.panel.secret.setText(code)
        return True

    def restore(self) -> None:
        """Take the typed key; where the shop has another one, ask first."""
        text = self.panel.secret.text()
        if not text.strip():
            self.panel.say(_("Scan or type the secret key."), self.panel.secret)
            return
        before = "" if self.kept is None else self.kept.standing.shop.key
        try:
            public = safe.public_of(text)
        except KasseError as error:
            self.refuse(error)
            return
        if not before or public == before:
            self._keep(text)
            return
        question = Question(
            _("Another key?"),
            _("The shop has a key already. With another one customers take it for another shop, and what was shown "
              "under the old one can no longer be changed: it is forgotten within a week."),
            "",
            "",
            choices=(Choice(_("Keep the old one"), ""), Choice(_("Take the other"), "take")),
        )  # fmt: skip

        def answer(_typed: str, chosen: str) -> None:
            self.page.close_asking()
            if chosen:
                self._keep(text)

        self.page.ask(question, answer)

    def _keep(self, text: str) -> None:
        """Allowed on the store thread, kept by the keyring on a device's, written into the books on the store's."""
        page = self.page

        def allowed(actor: Actor) -> Actor:
            actor.require(Permission.SETTINGS)
            return actor

        def beside(actor: Actor) -> None:
            self.panel.busy(True)
            page.office.tasks.device(lambda: safe.keep_key(text), lambda public: written(actor, public), failed)

        def written(actor: Actor, public: str) -> None:
            page.store(lambda: page.office.till.market.change_profile(actor, key=public), lambda _none: done(), failed)

        def done() -> None:
            self.panel.busy(False)
            self.panel.secret.clear()
            self.close_beside()
            self.load()
            page.message.say(_("The shop has its key. Print the backup now.") if not text else _("The key is back."))
            page.office.changed("market")

        def failed(error: KasseError) -> None:
            self.panel.busy(False)
            page.refuse(error)

        page.act(Permission.SETTINGS, allowed, beside)

    # The backup

    def backup(self) -> None:
        """Only the owner gets the secret key: ask for the PIN."""
        page = self.page

        def owners() -> tuple[Choice, ...]:
            people = page.office.till.people.everybody()
            return tuple(
                Choice(one.person.name, str(one.person.number))
                for one in people
                if one.person.active and one.person.role is Role.OWNER
            )

        def ask(choices: tuple[Choice, ...]) -> None:
            page.ask(
                Question(
                    _("Backup of the key"),
                    _(
                        "Whoever has this paper can speak as the shop. The owner’s PIN, please; empty where "
                        "there is none."
                    ),
                    _("PIN"),
                    _("Go on"),
                    secret=True,
                    choices=choices,
                    choosing_answers=False,
                ),
                check,
            )

        def check(pin: str, owner: str) -> None:
            page.store(
                lambda: page.office.till.people.lend(page.office.actor, Permission.SETTINGS, int(owner), pin),
                lambda _actor: allowed(),
            )

        def allowed() -> None:
            page.close_asking()
            self._ask_file()

        page.store(owners, ask)

    def _ask_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Backup of the key"), str(Path(folder) / _("shop-key.pdf")), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.save_backup)
        dialog.open()

    def save_backup(self, path: str) -> None:
        """Write the paper, and note that there is one."""
        page, kept = self.page, self.kept
        if kept is None:
            return
        public, shop, day = kept.standing.shop.key, kept.standing.shop, kept.standing.now.date()

        def noted() -> None:
            with page.office.till.database.write() as work:
                work.settings.put(BACKED_UP, public)

        def written(_none: None) -> None:
            page.store(noted, lambda _none: done())

        def done() -> None:
            self.load()
            page.message.say(_("{file} is written. Print it, then delete the file.").format(file=Path(path).name))

        page.office.tasks.device(lambda: safe.write_backup(Path(path), shop, day), written, page.refuse)


def kept_of(standing: Standing) -> Kept:
    """What is known of the key; on a device's thread, as the keyring may be slow."""
    public = standing.shop.key
    if not public:
        return Kept(standing, "", "", "")
    trouble = safe.key_trouble(public)
    if trouble:  # it lies nowhere here, and there is nothing to be printed
        return Kept(standing, safe.npub_of(public), "", trouble)
    if not standing.backed_up:
        trouble = _("There is no backup yet. If this computer breaks, the shop loses its name on the market.")
    return Kept(standing, safe.npub_of(public), safe.where_text(public), trouble)
