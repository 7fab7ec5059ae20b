"""What a receipt says of its customer, the same whenever it is printed."""

from kasse.books.customers import voucher_amounts
from kasse.paper import Account
from kasse.ports import Work
from kasse.pricing import PositionKind
from kasse.sale import Sale, TenderType
from kasse.texts import translator


def account_of(work: Work, sale: Sale) -> Account:
    """The account as it stood after a sale; a person who was erased since is a number."""
    redeemed = {p.code for p in sale.positions if p.kind is PositionKind.REDEEMED and p.total and not p.voided}
    amounts = voucher_amounts(sale.positions)
    vouchers = tuple((code, work.customers.voucher_after(code, sale)) for code in amounts if code in redeemed)
    if sale.customer is None:
        return Account(vouchers=vouchers)
    customer = work.customers.get(sale.customer)
    unnamed = translator(work.settings.shop(sale.shop_version).language)("Customer {number}")
    name = customer.name if customer is not None and customer.name else unnamed.format(number=sale.customer)
    on_tab = any(payment.type is TenderType.TAB for payment in sale.payments) or any(
        position.kind is PositionKind.TAB_PAYMENT for position in sale.positions
    )
    after = work.customers.owed_after(sale) if on_tab else None
    before = None if after is None else after - work.customers.tab_change(sale)
    return Account(name, before, after, work.customers.stamps_after(sale), vouchers)
