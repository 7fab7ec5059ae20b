"""The second tab: what Open Food Facts knows of codes, by an extract on this computer or, if allowed, the network."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from kasse.books.exchange import KnownGoods
from kasse.errors import KasseError
from kasse.exchange.known_goods import CREDIT, Extract, take_extract
from kasse.people import Actor, Permission
from kasse.texts import _, ngettext
from sync.open_food_facts import SETTING, OpenFoodFacts, check_contact, service
from ui import theme
from ui.exchange.choosing import FIELD
from ui.pages import Page, card
from ui.products.side import button
from ui.products.view import View
from ui.setup.parts import paragraph
from ui.widgets.fields import Form, text_field
from ui.widgets.noted import Noted, sentence, tell


class State(NamedTuple):
    """What is known, how many products are to complete, and whom the network is asked as."""

    known: int
    incomplete: tuple[str, ...]
    contact: str


class KnownView(View):
    """Names for codes that nobody has entered yet."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.working = False
        self.stopped = False
        self.contact_kept = ""
        self.codes: tuple[str, ...] = ()
        self.counts, self.told, self.wrong = paragraph(name="section"), paragraph(), sentence()
        self.found = paragraph()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.choose_key = button(_("Choose an extract"), self.ask_file, name="primary", key="Ctrl+F")
        self.forget_key = button(_("Forget all of it"), self.forget)
        self.contact = text_field()
        self.noted = Noted(self.contact)
        self.contact.returnPressed.connect(self.allow)
        self.allow_key = button(_("Save"), self.allow, key="Ctrl+Return")
        self.ask_key = button(_("Complete products now"), self.complete, key="Ctrl+K")
        self._lay_out()
        self.told.setText(
            _(
                "Load the CSV or JSONL export from world.openfoodfacts.org/data and choose it here, packed or not. "
                "Of it the goods of this country are kept; scan a code to see what is known of it. Source: {credit}."
            ).format(credit=_(CREDIT))
        )
        self._stop()

    def _lay_out(self) -> None:
        form = Form()
        form.add(
            _("E-mail for the network"),
            self.noted,
            _("Empty asks nobody. Else each code that is to complete is sent to Open Food Facts, with this address, "
              "as they wish it; never while somebody waits."),
        )  # fmt: skip
        self.contact.setAccessibleName(_("E-mail for the network"))
        form.setMaximumWidth(theme.px(FIELD))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(12)
        for widget in (self.counts, self.told, self.found, self.wrong, self.bar):
            column.addWidget(widget)
        column.addLayout(_row(self.choose_key, self.forget_key))
        column.addWidget(form)
        column.addLayout(_row(self.allow_key, self.ask_key))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inside))
        layout.addStretch()

    # Coming and going

    def opened(self) -> None:
        """What there is."""
        self._load()
        self.choose_key.setFocus()

    def _load(self) -> None:
        def load() -> State:
            till = self.page.office.till
            codes = tuple(till.exchange.unknown_incomplete())
            return State(till.exchange.known_count(), codes, till.setting(SETTING))

        self.page.store(load, self._show)

    def _show(self, state: State) -> None:
        self.codes = state.incomplete
        self.counts.setText(
            ngettext("Something is known of {count} code", "Something is known of {count} codes", state.known).format(
                count=state.known
            )
        )
        self.forget_key.setVisible(bool(state.known))
        if state.contact != self.contact_kept or not self.contact.text():
            self.contact.setText(state.contact)
        self.contact_kept = state.contact
        self.ask_key.setVisible(bool(state.contact and state.incomplete))

    def leave(self) -> bool:
        """What is under way is stopped first."""
        if self.working:
            self.stopped = True
            self.page.message.say(_("It stops in a moment; what is known by now is kept."))
            return True
        return super().leave()

    def idle(self) -> None:
        """A question was answered or given up."""

    def refuse(self, error: KasseError) -> bool:
        """Why not."""
        self._stop()
        tell(self.noted.note if error.code == "bad_email" else self.wrong, error.message)
        self._load()
        return True

    def take_scan(self, code: str) -> bool:
        """What is known of a code."""
        self.page.store(
            lambda: self.page.office.till.exchange.known([code]), lambda goods: self._show_known(code, goods)
        )
        return True

    def _show_known(self, code: str, goods: KnownGoods | None) -> None:
        if goods is None:
            text = _("Nothing is known of {code}.").format(code=code[:48])
        else:
            text = _("{code}: {name} ({credit})").format(code=code, name=goods.title, credit=_(CREDIT))
        self.found.setText(text)
        self.found.show()

    # An extract

    def ask_file(self) -> None:
        """Ask the system for a file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        kinds = _("Extracts (*.csv *.tsv *.jsonl *.gz);;All files (*)")
        dialog = QFileDialog(self, _("Choose an extract"), folder or str(Path.home()), kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Take an extract in, part by part, between what the till does."""

        def allowed(actor: Actor) -> tuple[Actor, str]:
            actor.require(Permission.PRODUCTS)
            return actor, self.page.office.till.checkout.shop.country

        def begun(start: tuple[Actor, str]) -> None:
            actor, country = start
            self._work()
            self._beside(lambda: self._take(Path(path), actor, country), self._taken)

        self.page.act(Permission.PRODUCTS, allowed, begun)

    def _take(self, path: Path, actor: Actor, country: str) -> Extract:
        """On a device's thread; each part is kept by the store's."""
        tasks, till = self.page.office.tasks, self.page.office.till

        def keep(goods: object) -> None:
            tasks.call(lambda: till.exchange.put_known(goods))  # type: ignore[arg-type]
            if self.stopped:
                raise _stopped()

        found = take_extract(path, country, keep, lambda done, of: tasks.post(lambda: self._progress(done, of)))
        tasks.call(lambda: till.exchange.note_extract(actor, path.name, found.kept))
        return found

    def _taken(self, found: Extract) -> None:
        self._stop()
        self._load()
        self.page.message.say(
            _("{kept} of {read} products are known now ({credit}).").format(
                kept=found.kept, read=found.read, credit=_(CREDIT)
            )
        )

    def forget(self) -> None:
        """Drop the extract."""
        self.page.act(
            Permission.PRODUCTS,
            lambda actor: self.page.office.till.exchange.forget_known(actor),
            lambda _none: self._load(),
        )

    # The network

    def allow(self) -> None:
        """Keep the address; none asks nobody."""
        self.noted.say("")
        try:
            contact = check_contact(self.contact.text()) if self.contact.text().strip() else ""
        except KasseError as error:
            self.refuse(error)
            return
        self.page.act(
            Permission.SETTINGS,
            lambda actor: self.page.office.till.change_setting(actor, SETTING, contact),
            lambda _none: self._allowed(contact),
        )

    def _allowed(self, contact: str) -> None:
        self.contact_kept = contact
        self._load()
        said = _("Open Food Facts may be asked.") if contact else _("Open Food Facts is not asked.")
        self.page.message.say(said)

    def complete(self) -> None:
        """Ask for what is to complete, one code after the other, slowly."""
        if self.working or not self.codes:
            return
        self._work()
        asked, codes = service(self.contact_kept), self.codes
        self._beside(lambda: self._ask_all(asked, codes), self._asked)

    def _ask_all(self, asked: OpenFoodFacts, codes: tuple[str, ...]) -> int:
        """On a device's thread."""
        tasks, till, count = self.page.office.tasks, self.page.office.till, 0
        for done, code in enumerate(codes, 1):
            if self.stopped:
                break
            goods = asked.known(code)
            if goods is not None:
                found = [goods]
                tasks.call(lambda found=found: till.exchange.put_known(found))  # type: ignore[misc]
                count += 1
            tasks.post(lambda done=done: self._progress(done, len(codes)))  # type: ignore[misc]
        return count

    def _asked(self, count: int) -> None:
        self._stop()
        self._load()
        said = ngettext(
            "{count} more code is known. Open its product to take the name.",
            "{count} more codes are known. Open their products to take the names.",
            count,
        )
        self.page.message.say(said.format(count=count))

    # Working

    def stop(self) -> None:
        """The till is closed: nobody waits for the rest."""
        self.stopped = True

    def _beside(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.page.office.tasks.device(work, done, self.page.refuse)

    def _work(self) -> None:
        self.working, self.stopped = True, False
        tell(self.wrong, "")
        self.bar.setRange(0, 0)
        self.bar.show()
        for key in (self.choose_key, self.forget_key, self.ask_key):
            key.setEnabled(False)

    def _progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(done * 1000 // max(1, of))

    def _stop(self) -> None:
        self.working = False
        self.bar.hide()
        self.found.setVisible(bool(self.found.text()))
        for key in (self.choose_key, self.forget_key, self.ask_key):
            key.setEnabled(True)


def _stopped() -> KasseError:
    from kasse.errors import Refused

    return Refused("stopped", _("Stopped. What was read by then is kept."))


def _row(*keys: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    for key in keys:
        row.addWidget(key)
    row.addStretch()
    return row
