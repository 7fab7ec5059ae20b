"""Odd turns of tabs, vouchers and stamp cards that cost money or a secret if nobody minded them."""

from dataclasses import replace
from pathlib import Path

import pytest

from kasse.basket import Basket
from kasse.books.customers import Customer, Programme
from kasse.catalog import Product
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.product_list import read_products
from kasse.promotions.rules import Goods, Kind, Part, Promotion
from kasse.quantity import Quantity
from kasse.sale import Sale, Tender, TenderType
from kasse.till import Till, training_copy
from tests.kasse.counter import MILK, ROLL, Ring, SilentTse, cash, number_of, refused

pytestmark = pytest.mark.usefixtures("books_add_up")


def tab(amount: str) -> Tender:
    return Tender(TenderType.TAB, Money.parse(amount))


@pytest.fixture
def anna(open_till: Till, owner: Actor) -> int:
    return open_till.customers.save(owner, Customer("Anna Krause", "K77", tab_limit=Money(20000))).number or 0


def of(till: Till, basket: Basket, number: int) -> Basket:
    return till.checkout.name_customer(basket, number)


def owes(till: Till, number: int) -> Money:
    return till.checkout.standing(number).owes


def sold(till: Till, actor: Actor, amount: str, code: str = "") -> str:
    basket = till.checkout.sell_voucher(till.checkout.new_basket(), Money.parse(amount), code=code)
    till.checkout.pay(actor, basket, [cash(amount)])
    return basket.lines[0].article.code


def buy(till: Till, actor: Actor, basket: Basket) -> Sale:
    total = till.checkout.price(basket).total
    return till.checkout.pay(actor, basket, [Tender(TenderType.CASH, total)] if total.cents > 0 else [])


# Tabs


def test_two_receipts_that_come_back_at_once_take_off_what_each_put_there(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    checkout = open_till.checkout
    sales = [checkout.pay(owner, of(open_till, ring((MILK, 2)), anna), [tab("2.38")]) for _twice in range(2)]
    basket = checkout.new_basket()
    for sale in sales:
        basket = checkout.return_lines(owner, basket, number_of(sale), {1: Quantity.of(1)})
    checkout.pay(owner, basket, [])
    assert owes(open_till, anna) == Money(238)
    rest = checkout.pay(owner, checkout.return_lines(owner, checkout.new_basket(), number_of(sales[0])), [])
    assert [(paid.type.value, paid.amount.cents) for paid in rest.payments] == [("tab", -119)]
    assert owes(open_till, anna) == Money(119)


def test_an_exchange_of_what_is_owed_does_not_make_cash_of_it(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    """Four milks on the tab become one that is still owed; that one goes off the tab, too."""
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring((MILK, 4)), anna), [tab("4.76")])
    changed = checkout.pay(owner, checkout.return_lines(owner, ring(ROLL), number_of(bought)), [])
    assert (changed.total, owes(open_till, anna)) == (Money(-431), Money(45))
    last = checkout.pay(owner, checkout.return_lines(owner, checkout.new_basket(), number_of(changed)), [])
    assert [(paid.type.value, paid.amount.cents) for paid in last.payments] == [("tab", -45)]
    assert owes(open_till, anna) == ZERO


def test_a_payment_and_a_return_in_one_basket_pay_no_more_than_is_owed(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    """4.76 put on the tab, 2.38 paid: then 2.38 is paid, and all four come back. 4.76 is due to the customer."""
    checkout = open_till.checkout
    bought = checkout.pay(owner, of(open_till, ring((MILK, 4)), anna), [tab("4.76")])
    buy(open_till, owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(238)))
    basket = checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(238))
    basket = checkout.return_lines(owner, basket, number_of(bought))
    sale = checkout.pay(owner, basket, [])
    assert (sale.total, owes(open_till, anna)) == (Money(-238), ZERO)
    assert [(paid.type.value, paid.amount.cents) for paid in sale.payments] == [("cash", -238)]


def test_nothing_is_booked_on_somebody_who_was_erased(open_till: Till, owner: Actor, ring: Ring, anna: int) -> None:
    checkout = open_till.checkout
    open_till.stamps.save(owner, Programme("Every 4th roll", 4, departments=("Backwaren",)))
    bought = checkout.pay(owner, of(open_till, ring(MILK), anna), [tab("1.19")])
    paid = buy(open_till, owner, checkout.pay_tab(owner, of(open_till, checkout.new_basket(), anna), Money(119)))
    open_basket = of(open_till, ring(ROLL), anna)
    open_till.privacy.erase(owner, anna)
    for sale in (bought, paid):
        refused("customer_erased", lambda sale=sale: checkout.void_receipt(owner, number_of(sale), "x"))  # type: ignore[misc]
    refused("customer_erased", lambda: buy(open_till, owner, open_basket))
    assert buy(open_till, owner, checkout.unname_customer(open_basket)).customer is None
    returned = buy(open_till, owner, checkout.return_lines(owner, checkout.new_basket(), number_of(bought)))
    assert [(one.type.value, one.amount.cents) for one in returned.payments] == [("cash", -119)]


# Vouchers


def test_what_is_under_way_onto_a_voucher_does_not_hide_what_is_under_way_off_it(
    open_till: Till, owner: Actor, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A void that gives 1.19 back waits for its signature, and so does a sale that takes 1.19: nothing is left yet."""
    checkout, code = open_till.checkout, sold(open_till, owner, "2.38")
    first = buy(open_till, owner, checkout.scan(ring(MILK), code))
    second, third = (checkout.scan(ring(MILK), code) for _twice in range(2))
    monkeypatch.setattr(checkout, "_tse", SilentTse())
    void = checkout.begin_void(owner, number_of(first), "changed her mind")
    waiting = checkout.tender(owner, second, [])
    refused("voucher_used", lambda: checkout.tender(owner, third, []))
    assert checkout.complete(waiting).receipt_no
    assert checkout.complete(void).receipt_no
    assert str(checkout.voucher(code).left) == "1.19"


@pytest.mark.parametrize("code", ["9800000000007", "9810000000006", "9900000000004"])
def test_a_code_that_means_something_else_is_no_voucher_s_and_nobody_s_card(
    open_till: Till, owner: Actor, code: str
) -> None:
    """A coupon of a maker, a label with its price inside, a pallet: such a voucher could never be redeemed."""
    checkout = open_till.checkout

    def meaning() -> str:
        try:
            checkout.find(code)
        except Refused as refusal:
            return refusal.code
        return "sold"

    if meaning() == "unknown_code":
        sold(open_till, owner, "5.00", code)
    else:
        refused("code_taken", lambda: checkout.sell_voucher(checkout.new_basket(), Money(500), code=code))
        refused("card_taken", lambda: open_till.customers.save(owner, Customer("Bert", code)))


# Codes


def test_a_scanner_may_say_what_kind_of_bars_it_read(open_till: Till, owner: Actor, anna: int) -> None:
    code, checkout = sold(open_till, owner, "5.00"), open_till.checkout
    assert checkout.scan(checkout.new_basket(), f"]C0{code}").lines[0].article.code == code
    assert checkout.scan(checkout.new_basket(), "]A0K77").customer == anna


def test_a_product_takes_no_code_of_a_voucher_or_a_card(open_till: Till, owner: Actor, anna: int) -> None:
    code, products = sold(open_till, owner, "5.00", "4006381333931"), open_till.products
    milk = products.by_code(MILK)

    def told(change: Product) -> str:
        return refused("code_taken", lambda: products.save(owner, change))

    for taken in (code, "k77"):
        assert taken.upper() in told(replace(milk, codes=(*milk.codes, taken)))
        assert "another one" in told(replace(milk, number=None, codes=(taken,)))
        refused("code_taken", lambda taken=taken: products.check_code(taken, None))  # type: ignore[misc]
    assert products.by_code(MILK).codes == milk.codes
    assert open_till.checkout.scan(open_till.checkout.new_basket(), code).lines[0].article.kind == "redeemed"
    assert anna


def test_a_list_takes_no_code_of_a_voucher_either(open_till: Till, owner: Actor) -> None:
    code = sold(open_till, owner, "5.00", "4006381333931")
    listed = read_products(
        f"code;name;price\n{code};Pencil;1.00\n40123455;Pen;2.00\n".encode(), lambda _rate: "standard"
    )
    done = open_till.products.import_list(owner, listed)
    assert (done.added, [row.line for row in done.bad]) == (1, [2])
    assert code in done.bad[0].reason


def test_a_coupon_takes_no_code_of_a_voucher_or_a_card(open_till: Till, owner: Actor, anna: int) -> None:
    code = sold(open_till, owner, "5.00")
    for taken in (code, "K77"):
        coupon = Promotion("Ten", Kind.PERCENT, (Part(Goods(departments=("Milch",))),), percent=1000, coupon=taken)
        refused("coupon_sells", lambda coupon=coupon: open_till.promotions.save(owner, coupon))  # type: ignore[misc]
    assert anna


# Stamps


def test_a_reward_of_a_programme_that_was_changed_meanwhile_is_asked_for_again(
    open_till: Till, owner: Actor, ring: Ring, anna: int
) -> None:
    rolls = open_till.stamps.save(owner, Programme("Every 4th roll", 4, departments=("Backwaren",)))
    buy(open_till, owner, of(open_till, ring((ROLL, 3)), anna))
    basket = of(open_till, ring(ROLL, MILK), anna)
    for other in (replace(rolls, active=False), replace(rolls, every=5)):
        open_till.stamps.save(owner, other)
        refused("stamps_changed", lambda: buy(open_till, owner, basket))
        assert buy(open_till, owner, of(open_till, ring(MILK), anna)).total == Money(119)
    open_till.stamps.save(owner, rolls)
    assert buy(open_till, owner, basket).total == Money(119)
    assert open_till.checkout.standing(anna).cards[0].have == 0


# A person's data


def test_what_is_deleted_is_overwritten_in_the_file(open_till: Till) -> None:
    assert open_till.database.connection.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_the_copy_for_practice_knows_no_persons(open_till: Till, owner: Actor, ring: Ring, shop_file: Path) -> None:
    """Somebody who is erased later would stand on in it."""
    person = Customer("Zacharias Quendolin", "KARTE4711", contact="0160 5551234", note="Hund", tab_limit=Money(1000))
    number = open_till.customers.save(owner, person).number or 0
    open_till.checkout.pay(owner, of(open_till, ring(MILK), number), [tab("1.19")])
    open_till.tabs.correct(owner, number, Money(-19), "Quendolin zog nach Wuppertal")
    open_till.checkout.hold(owner, ring(MILK), "Quendolin")
    copy = training_copy(shop_file)
    for word in ("Quendolin", "KARTE4711", "5551234", "Wuppertal"):
        assert word.encode() not in copy.read_bytes(), word
    practice = Till(copy)
    assert practice.verify() == []
    assert practice.checkout.standing(number).owes == Money(100)
    practice.close()


def test_a_park_label_is_gone_with_the_basket(open_till: Till, owner: Actor, ring: Ring, shop_file: Path) -> None:
    open_till.checkout.hold(owner, ring(MILK), "Zacharias Quendolin")
    open_till.checkout.recall(open_till.checkout.held()[0].id)
    open_till.database.forget_log()
    files = [path.read_bytes() for path in shop_file.parent.glob(f"{shop_file.name}*")]
    assert not any(b"Quendolin" in data for data in files)
