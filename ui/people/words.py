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
    "import": N_("took a list over"),
    "import_undo": N_("took a list back"),
    "known_goods": N_("changed the known goods"),
    "department": N_("edited a department"),
    "departments": N_("edited the departments"),
    "deposit": N_("edited a deposit"),
    "deposits": N_("edited the deposits"),
    "quick_keys": N_("changed the quick keys"),
    "stock": N_("corrected the stock"),
    "goods_in": N_("booked a delivery"),
    "goods_taken_back": N_("took a delivery back"),
    "price_changed": N_("changed a price with a delivery"),
    "markdown": N_("marked goods down"),
    "recall": N_("took recalled goods out"),
    "stocktake": N_("began a stocktake"),
    "stocktake_booked": N_("booked a stocktake"),
    "stocktake_given_up": N_("gave a stocktake up"),
    "sent_back": N_("sent goods back"),
    "press_delivery": N_("took press in"),
    "press_remission": N_("sent press back"),
    "price": N_("changed a price"),
    "price_planned": N_("planned a price"),
    "price_cancelled": N_("cancelled a planned price"),
    "product_facts": N_("changed content or cost"),
    "contents": N_("took contents over from names"),
    "supplier": N_("edited a supplier"),
    "supplier_article": N_("edited a supplier's article"),
    "order": N_("changed an order"),
    "order_sent": N_("sent an order"),
    "promotion": N_("changed a promotion"),
    "customer": N_("edited a customer"),
    "customer_group": N_("removed a group of customers"),
    "customer_export": N_("handed a person's data over"),
    "customer_erased": N_("erased a person"),
    "tab_limit": N_("changed the limit of a tab"),
    "tab_correction": N_("corrected a tab"),
    "stamps": N_("edited a stamp programme"),
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
