"""What roles may do and what the codes of the log say, in words."""

from kasse.people import Role
from kasse.texts import N_, _

ROLES = {
    Role.CASHIER: (
        N_("Cashier"),
        N_("Sells, voids lines, takes goods back against a receipt, opens and closes the shift."),
    ),
    Role.MANAGER: (
        N_("Manager"),
        N_("Also changes prices, gives discounts, voids receipts, books cash and edits products."),
    ),
    Role.OWNER: (
        N_("Owner"),
        N_("May do everything: also edit people and change settings."),
    ),
}
"""A role's name, and what it may do in one line."""

LOG = {
    "log_in": N_("logged in"),
    "log_out": N_("logged out"),
    "wrong_pin": N_("entered a wrong PIN"),
    "lent": N_("gave permission"),
    "leave": N_("sold with permission"),
    "person": N_("edited a person"),
    "pin": N_("changed their PIN"),
    "product": N_("edited a product"),
    "product_learned": N_("sold an unknown code"),
    "import": N_("imported a product list"),
    "department": N_("edited a department"),
    "departments": N_("edited the departments"),
    "deposit": N_("edited a deposit"),
    "deposits": N_("edited the deposits"),
    "quick_keys": N_("changed the quick keys"),
    "stock": N_("corrected the stock"),
    "price": N_("changed a price"),
    "discount": N_("gave a discount"),
    "void_line": N_("voided a line"),
    "void_receipt": N_("voided a receipt"),
    "reprint": N_("printed a copy"),
    "age_refused": N_("did not sell because of age"),
    "drawer": N_("opened the drawer"),
    "setting": N_("changed a setting"),
    "shop": N_("changed the shop's data"),
    "tax_rate": N_("entered a VAT rate"),
    "code_rules": N_("changed the barcode rules"),
    "init": N_("set up the shop"),
}
"""What the codes of the log say; one that is not here is shown as it is."""


def role_name(role: Role) -> str:
    """A role as it is called."""
    return _(ROLES[role][0])


def log_words(what: str) -> str:
    """What somebody did."""
    return _(LOG[what]) if what in LOG else what
