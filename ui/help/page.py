"""F1: every command with its key and who may do it."""

from kasse.people import PERMISSION_NAMES, Permission
from kasse.texts import N_, _
from ui.actions import COMMANDS, Command, key_words
from ui.pages import Office, Page, card
from ui.widgets.table import Column, Entry, Table

GROUPS = {
    "sell": N_("Selling"),
    "line": N_("The marked line"),
    "pay": N_("Paying"),
    "page": N_("Pages"),
    "window": N_("Everywhere"),
}


class HelpPage(Page):
    """A list to read."""

    name = "help"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        columns = (
            Column(_("Where"), 170, quiet=True),
            Column(_("What")),
            Column(_("Key"), 150, bold=True),
            Column(_("Needs permission to"), 330, quiet=True),
        )
        self.table = Table(columns, _("All keys"))
        self.main.addWidget(card(self.table))

    def opened(self) -> None:
        """Show the list."""
        self.table.show_rows([_entry(entry) for group in GROUPS for entry in COMMANDS if entry.group == group])
        self.table.mark_row(0)
        self.table.setFocus()


def _entry(entry: Command) -> Entry:
    everybody = entry.permission in ("", Permission.SELL)
    needed = "" if everybody else _(PERMISSION_NAMES[Permission(entry.permission)])
    return Entry(entry.name, (_(GROUPS[entry.group]), _(entry.text), key_words(entry.key), needed))


def make(office: Office) -> HelpPage:
    """The page."""
    return HelpPage(office)
