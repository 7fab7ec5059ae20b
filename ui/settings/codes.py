"""What in-store codes mean: the rules in their order, one of them to edit, and a code to try them on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from kasse.barcodes import CodeRule, read
from kasse.errors import KasseError, Refused
from kasse.people import Permission
from kasse.texts import N_, _
from ui import theme
from ui.settings.code_words import MEANINGS, code_words, meaning_name, rule_words
from ui.settings.form import Setting, SettingsForm
from ui.settings.section import Beside, Section, WholeTable, column
from ui.widgets.fields import number_field
from ui.widgets.message import focus_on
from ui.widgets.rows import Rows
from ui.widgets.table import Column, Entry

if TYPE_CHECKING:
    from ui.settings.page import SettingsPage

SETTINGS = (
    Setting("prefix", N_("Begins with"), N_("The first digits, mostly 20 to 29."), "number"),
    Setting(
        "pattern",
        N_("Pattern"),
        N_(
            "A letter for each digit: P what it begins with, I article, S serial number, V value,"
            " Z check digit of the value, K check digit at the end."
        ),
    ),
    Setting("meaning", N_("The value is"), "", "list", tuple(MEANINGS.items())),
    Setting(
        "decimals",
        N_("Decimals of the value"),
        N_("Usual: 3 for kilograms, 2 for euros, none for pieces."),
        "list",
        (("", N_("as usual")), ("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")),
    ),
    Setting("price_check", N_("Refuse codes whose Z digit is wrong"), "", "check"),
)


class Draft(NamedTuple):
    """A rule while it is typed, right or wrong; by the names of the form."""

    prefix: str = ""
    pattern: str = "PPIIIIZVVVVVK"
    meaning: str = "weight"
    decimals: str = ""
    price_check: str = "yes"

    def rule(self) -> CodeRule:
        """The rule; `Refused` says what is wrong with it."""
        decimals = int(self.decimals) if self.decimals else None
        return CodeRule(self.prefix, self.pattern, self.meaning, bool(self.price_check), decimals)  # type: ignore[arg-type]


def draft_of(rule: CodeRule) -> Draft:
    """A rule, to be edited."""
    decimals = "" if rule.decimals is None else str(rule.decimals)
    return Draft(rule.prefix, rule.pattern, rule.meaning, decimals, "yes" if rule.price_check else "")


class CodesSection(Section):
    """A table whose order counts, the marked rule below it."""

    name = "codes"
    text = N_("Barcode rules")
    intro = N_(
        "Labels from scales and slips from bottle machines carry a weight, a price or an amount. The first rule that"
        " fits a code says where in it."
    )

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__(page)
        self.drafts: list[Draft] = []
        self._kept: list[Draft] = []
        self.table = WholeTable(
            (
                Column(_("Begins with"), 130, bold=True),
                Column(_("Pattern"), 190, quiet=True),
                Column(_("The value is")),
            ),
            _("Barcode rules"),
            _("There is no rule: add one, or no label of a scale is understood."),
        )
        self.table.marked.connect(lambda _key: self._show_marked())
        self.form = SettingsForm(SETTINGS)
        self.form.changed.connect(lambda _name: self._edited())
        self.form.entered.connect(self.table.setFocus)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.trial, self.outcome = number_field(), QLabel()
        self.trial.setPlaceholderText(_("Scan or type a code to try the rules"))
        self.trial.setAccessibleName(_("Try a code"))
        self.trial.returnPressed.connect(self._try)
        self.trial.textChanged.connect(lambda _text: self.outcome.setText(""))
        self.outcome.setWordWrap(True)
        self.outcome.setMinimumHeight(theme.px(44))
        self._lay_out()

    def _lay_out(self) -> None:
        self.keys: dict[str, QPushButton] = {}
        for name, text, act in (
            ("new", _("New rule"), self._add),
            ("up", _("Up"), lambda: self._move(-1)),
            ("down", _("Down"), lambda: self._move(1)),
            ("remove", _("Remove"), self._remove),
        ):
            key = self.keys[name] = QPushButton(text)
            key.clicked.connect(act)
        keys = Rows(list(self.keys.values()))
        self.body.addWidget(Beside(column(self.table, keys, self.trial, self.outcome), column(self.words, self.form)))

    # What is shown

    def load(self) -> None:
        """The rules as they are, unless they were changed here."""
        if self.drafts == self._kept:
            self.page.store(lambda: self.office.till.code_rules(), self._show)

    def _show(self, rules: Sequence[CodeRule]) -> None:
        self.drafts = [draft_of(rule) for rule in rules]
        self._kept = list(self.drafts)
        self._show_table(0)

    def _show_table(self, marked: int) -> None:
        self.table.show_rows([_row(number, draft) for number, draft in enumerate(self.drafts)], str(marked))
        self._show_marked()

    @property
    def marked(self) -> int:
        """The number of the marked rule, -1 where there is none."""
        return int(self.table.key() or -1)

    def _show_marked(self) -> None:
        number = self.marked
        there = 0 <= number < len(self.drafts)
        self.form.setEnabled(there)
        for name in ("up", "down", "remove"):
            self.keys[name].setEnabled(there)
        if there and self.form.values() != self.drafts[number]._asdict():
            self.form.show_values(self.drafts[number]._asdict())
        self._explain()

    def _explain(self) -> None:
        number = self.marked
        try:
            self.words.setText(rule_words(self.drafts[number].rule()) if number >= 0 else "")
        except Refused:
            self.words.setText(_("This rule cannot be used yet."))

    # What is changed

    def _edited(self) -> None:
        number = self.marked
        if number < 0:
            return
        draft = Draft(**self.form.values())
        self.drafts[number] = draft._replace(pattern=draft.pattern.upper())
        self._show_row(number)
        self._explain()

    def _show_row(self, number: int) -> None:
        """Only the row: the cursor stays where one types."""
        rows = list(self.table.rows.entries)
        rows[number] = _row(number, self.drafts[number])
        self.table.rows.entries = tuple(rows)
        last = self.table.rows.columnCount() - 1
        self.table.rows.dataChanged.emit(self.table.rows.index(number, 0), self.table.rows.index(number, last))

    def _add(self) -> None:
        self.drafts.insert(0, Draft())  # in front: the shop's own rules win
        self._show_table(0)
        field = self.form.fields["prefix"]
        focus_on(field)

    def _move(self, by: int) -> None:
        here, there = self.marked, self.marked + by
        if 0 <= there < len(self.drafts):
            self.drafts[here], self.drafts[there] = self.drafts[there], self.drafts[here]
            self._show_table(there)

    def _remove(self) -> None:
        number = self.marked
        del self.drafts[number]
        self._show_table(min(number, len(self.drafts) - 1))

    def rules(self) -> tuple[CodeRule, ...]:
        """All rules; `Refused` marks the first that is none."""
        made = []
        for number, draft in enumerate(self.drafts):
            try:
                made.append(draft.rule())
            except Refused:
                self.table.mark_row(number)
                raise
        return tuple(made)

    def save(self) -> None:
        """All of them at once."""
        try:
            rules = self.rules()
        except KasseError as error:
            self.page.refuse(error)
            return

        def written(_none: None) -> None:
            self._kept = list(self.drafts)
            self.saved()
            self.office.changed("shop")

        self.page.act(Permission.SETTINGS, lambda actor: self.office.till.change_code_rules(actor, rules), written)

    def refused(self, error: KasseError) -> None:
        """Show which field is wrong."""
        if error.code == "bad_code_rule":
            draft = self.drafts[self.marked]
            plain = draft.prefix.isascii() and draft.prefix.isdigit()
            self.form.wrong("pattern" if plain else "prefix")

    # Trying a code

    def take_scan(self, code: str) -> bool:
        """Try it."""
        self.trial.setText(code)
        self._try()
        return True

    def _try(self) -> None:
        text = self.trial.text().strip()
        if not text:
            return
        try:
            rules = self.rules()
        except KasseError as error:
            self.outcome.setText(error.message)
            return
        self.page.store(lambda: self._tried(text, rules), self.outcome.setText)

    def _tried(self, text: str, rules: tuple[CodeRule, ...]) -> str:
        words = code_words(read(text, rules))
        try:
            offer = self.office.till.try_code(text, rules)
        except Refused as error:
            return words if error.message in words else f"{words}\n{error.message}"
        return "\n".join((words, _("It sells: {article}").format(article=offer.article.name)))


def _row(number: int, draft: Draft) -> Entry:
    try:
        draft.rule()
    except Refused:
        wrong = True
    else:
        wrong = False
    return Entry(str(number), (draft.prefix, draft.pattern, meaning_name(draft.meaning)), alarm=wrong)
