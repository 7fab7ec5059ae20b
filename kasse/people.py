"""Staff: roles and what they may do, and the audit entry that names who did it."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kasse.errors import Refused
from kasse.texts import N_, _


class Permission(StrEnum):
    """What somebody may do; checked in the core, never by hiding a button."""

    SELL = "sell"
    VOID_LINE = "void_line"
    RETURN_BY_RECEIPT = "return_by_receipt"
    RETURN_FREE = "return_free"
    PRICE_OVERRIDE = "price_override"
    DISCOUNT = "discount"
    VOID_RECEIPT = "void_receipt"
    OPEN_DRAWER = "open_drawer"
    CASH_IN_OUT = "cash_in_out"
    SHIFT = "shift"
    SEE_EXPECTED_CASH = "see_expected_cash"
    TAB = "tab"
    OWN_USE = "own_use"
    CUSTOMERS = "customers"
    COUNT_STOCK = "count_stock"
    STOCK = "stock"
    BUYING = "buying"
    FIGURES = "figures"
    PRODUCTS = "products"
    PEOPLE = "people"
    SETTINGS = "settings"


PERMISSION_NAMES = {
    Permission.SELL: N_("sell"),
    Permission.VOID_LINE: N_("void a line"),
    Permission.RETURN_BY_RECEIPT: N_("take goods back against a receipt"),
    Permission.RETURN_FREE: N_("take goods back without a receipt"),
    Permission.PRICE_OVERRIDE: N_("change a price"),
    Permission.DISCOUNT: N_("give a discount"),
    Permission.VOID_RECEIPT: N_("void a receipt"),
    Permission.OPEN_DRAWER: N_("open the drawer without a sale"),
    Permission.CASH_IN_OUT: N_("put cash in or take it out"),
    Permission.SHIFT: N_("open, count and close the shift"),
    Permission.SEE_EXPECTED_CASH: N_("see the expected cash"),
    Permission.TAB: N_("sell on a tab"),
    Permission.OWN_USE: N_("take goods without paying"),
    Permission.CUSTOMERS: N_("edit customers"),
    Permission.COUNT_STOCK: N_("count stock"),
    Permission.STOCK: N_("receive goods and write them off"),
    Permission.BUYING: N_("order goods"),
    Permission.FIGURES: N_("see the figures"),
    Permission.PRODUCTS: N_("edit products"),
    Permission.PEOPLE: N_("edit people"),
    Permission.SETTINGS: N_("change settings"),
}


class Role(StrEnum):
    """The three roles of a corner shop."""

    CASHIER = "cashier"
    MANAGER = "manager"
    OWNER = "owner"


_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.VOID_LINE,
        Permission.RETURN_BY_RECEIPT,
        Permission.OPEN_DRAWER,
        Permission.SHIFT,
        Permission.TAB,
        Permission.COUNT_STOCK,
    }
)
_MANAGER = frozenset(Permission) - {Permission.PEOPLE, Permission.SETTINGS}
MAY: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: _CASHIER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Permission),
}


class Person(NamedTuple):
    """Somebody who works here. `number` is None until saved; a person who left is inactive, never deleted."""

    name: str
    role: Role
    number: int | None = None
    active: bool = True


class Actor(NamedTuple):
    """Who acts, and for one act with whose leave: a manager's PIN on the spot lends one permission."""

    number: int
    name: str
    role: Role
    lent: tuple[tuple[Permission, str], ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether the role, or somebody's leave, allows it."""
        return permission in MAY[self.role] or self.lender(permission) is not None

    def lender(self, permission: Permission) -> str | None:
        """Who lent a permission that the role does not have."""
        return next((by for lent, by in self.lent if lent is permission), None)

    def require(self, permission: Permission) -> None:
        """`Refused` unless allowed; the sentence names what a manager's PIN would allow."""
        if not self.may(permission):
            raise Refused(
                "not_allowed",
                _("{name} may not {what}. Ask a manager for the PIN.").format(
                    name=self.name, what=_(PERMISSION_NAMES[permission])
                ),
            )

    def with_leave(self, permission: Permission, by: str) -> "Actor":
        """The same actor with one permission lent by a manager."""
        return self._replace(lent=(*self.lent, (permission, by)))


class AuditEntry(NamedTuple):
    """Who did what to what, when, and what it was before and after (both as text, empty where there is none)."""

    at: datetime
    who: str
    what: str
    subject: str
    before: str = ""
    after: str = ""
