"""The customers: who they are and what they owe, vouchers, and stamp programmes, each a tab."""

from kasse.texts import _
from ui.customers.people_view import PeopleView
from ui.customers.stamps_view import StampsView
from ui.customers.vouchers_view import VouchersView
from ui.pages import Office
from ui.tabbed import TabbedPage


class CustomersPage(TabbedPage):
    """Whom the shop knows by name."""

    name = "customers"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.people = PeopleView(self)
        self.vouchers = VouchersView(self)
        self.stamps = StampsView(self)
        self.put_tabs(((self.title.text(), self.people), (_("Vouchers"), self.vouchers), (_("Stamps"), self.stamps)))

    def take_scan(self, code: str) -> bool:
        """A card opens its customer, a voucher itself; a programme that is being edited takes articles."""
        if self.asks or self.view.take_scan(code):
            return True
        till = self.office
        self.store(
            lambda: (till.till.customers.by_card(code), till.till.vouchers.known(code)),
            lambda known: self._known(code, None if known[0] is None else known[0].number, known[1]),
        )
        return True

    def _known(self, code: str, number: int | None, is_voucher: bool) -> None:
        if number is not None:
            self.show_view(self.people)
            self.people.open(number)
        elif is_voucher:
            self.show_view(self.vouchers)
            self.vouchers.open(code)
        else:
            self.message.say(_("{code} is nobody's card and no voucher.").format(code=code[:40]), alarm=True)


def make(office: Office) -> CustomersPage:
    """The page."""
    return CustomersPage(office)
