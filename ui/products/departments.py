"""Departments: their VAT, their age limit, and the colour of their keys."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kasse.catalog import Department
from kasse.errors import KasseError
from kasse.people import Permission
from kasse.products import Choices
from kasse.texts import _
from ui.pages import Page, card
from ui.products.side import SidePanel, button
from ui.products.swatches import PALETTE, Swatches
from ui.products.view import View
from ui.products.words import AGES, age_text, tax_text, taxes_away, taxes_here
from ui.widgets.fields import choice_field, chosen_in, text_field
from ui.widgets.keys import KeyButton
from ui.widgets.table import Column, Entry, Table


class DepartmentPanel(SidePanel):
    """One department."""

    def __init__(self) -> None:
        super().__init__(_("Save"))
        self.before: Department | None = None
        self.name = text_field()
        self.tax = choice_field([])
        self.here = choice_field([])
        self.age = choice_field([(str(age), age_text(age)) for age in AGES])
        self.swatches = Swatches()
        self.add(_("Name"), self.name, _("It stays, since receipts and reports of the past carry it."))
        self.add(_("VAT"), self.tax, _("Proposed for new products, and used for what is sold by department."))
        self.add(
            _("VAT when eaten here"), self.here, _("Proposed for new products; for food, and drinks with much milk.")
        )
        self.add(_("Sold from age"), self.age)
        self.form.add(_("Colour"), self.swatches)
        self.level(self.swatches)
        self._began: Department | None = None

    def open(self, department: Department | None, choices: Choices) -> None:
        """Show a department, or an empty one."""
        self.before = department
        shown = department or Department("", "standard", PALETTE[len(choices.departments) % len(PALETTE)][0])
        self.clear_notes()
        self.busy(False)
        self.heading.setText(shown.name or _("New department"))
        self.name.setText(shown.name)
        self.name.setEnabled(department is None)
        self.tax.clear()
        for tax_class, text in taxes_away(choices):
            self.tax.addItem(text, tax_class)
        self.here.clear()
        for tax_class, text in taxes_here(choices):
            self.here.addItem(text, tax_class)
        self.here.setCurrentIndex(max(0, self.here.findData(shown.eat_in or "")))
        self.tax.setCurrentIndex(max(0, self.tax.findData(shown.tax_class)))
        if self.age.findData(str(shown.age_limit)) < 0:
            self.age.addItem(age_text(shown.age_limit), str(shown.age_limit))
        self.age.setCurrentIndex(self.age.findData(str(shown.age_limit)))
        self.swatches.choose(shown.colour)
        self._began = self.read()
        self.go_to(self.name if department is None else self.tax)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self.read() != self._began

    def read(self) -> Department:
        """What was typed and chosen."""
        return Department(
            " ".join(self.name.text().split()),
            chosen_in(self.tax),
            self.swatches.colour,
            int(chosen_in(self.age)),
            chosen_in(self.here) or None,
        )


class DepartmentsView(View):
    """The third tab."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._choices = Choices((), (), ())
        self.panel = DepartmentPanel()
        page.keep_in_side(self.panel)
        self.table = Table(
            (Column(_("Department")), Column(_("VAT"), 210, quiet=True), Column(_("Sold from age"), 120, quiet=True)),
            _("Departments"),
            _("No departments yet. Make the first one: drinks, sweets, newspapers."),
        )
        self.new_key = button(_("New department"), lambda: self._unless_unsaved(""), name="primary", key="Ctrl+N")
        told = QLabel(_("Touch a department to change its VAT, its age limit or its colour."))
        told.setObjectName("quiet")
        told.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(told, 1)
        top.addWidget(self.new_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(card(self.table), 1)
        self.table.chosen.connect(self._unless_unsaved)
        self.panel.wanted.connect(self.save)
        self.panel.closed.connect(page.back)

    def main_key(self) -> KeyButton:
        """Making a new one."""
        return self.new_key

    def opened(self) -> None:
        """Load the departments."""

        def load() -> Choices:
            till = self.page.office.till
            return till.products.choices(till.checkout.today())

        self.page.store(load, self._show)
        if self.beside is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, choices: Choices) -> None:
        self._choices = choices
        self.table.show_rows([self._entry(department) for department in choices.departments])
        if not self.table.key():
            self.table.mark_row(0)

    def _entry(self, department: Department) -> Entry:
        rate = dict(self._choices.tax_classes).get(department.tax_class)
        vat = department.tax_class if rate is None else tax_text(department.tax_class, rate)
        age = age_text(department.age_limit) if department.age_limit else ""
        return Entry(department.name, (department.name, vat, age), colour=department.colour)

    def _unless_unsaved(self, name: str) -> None:
        if self.unsaved:
            self._ask(lambda: self.edit(name))
        else:
            self.edit(name)

    def edit(self, name: str) -> None:
        """Open a department, or a new one."""
        found = next((entry for entry in self._choices.departments if entry.name == name), None)
        self.table.mark(name)
        self.open_beside(self.panel)
        self.panel.open(found, self._choices)

    @property
    def unsaved(self) -> bool:
        """Whether something is typed and not saved."""
        return self.beside is not None and self.panel.changed

    def save(self) -> None:
        """Keep it."""
        department, new = self.panel.read(), self.panel.before is None
        self.panel.clear_notes()
        self.panel.busy(True)
        self.page.act(
            Permission.PRODUCTS,
            lambda actor: self.page.office.till.products.save_department(actor, department, new=new),
            lambda _none: self._saved(department),
        )

    def _saved(self, department: Department) -> None:
        self._close()
        self.page.office.changed("keys")
        self.opened()
        self.table.mark(department.name)
        self.page.message.say(_("“{name}” is saved.").format(name=department.name))

    def _close(self) -> None:
        self.panel.busy(False)
        self.close_beside()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, discard: Callable[[], None]) -> None:
        name = self.panel.read().name or _("New department")
        self.ask_unsaved(_("“{name}” was changed and is not saved.").format(name=name), self.save, discard)

    def leave(self) -> bool:
        """Out of the panel."""
        if self.beside is None:
            return False
        if self.unsaved:
            self._ask(self._close)
        else:
            self._close()
        return True

    def refuse(self, error: KasseError) -> bool:
        """A refusal is said in the panel."""
        self.panel.busy(False)
        if self.beside is None:
            return False
        self.open_beside(self.panel)
        self.panel.say(error.message, self.panel.name if error.code in ("no_name", "name_taken") else None)
        return True

    def idle(self) -> None:
        """A manager is asked first."""
        self.panel.busy(False)
