"""Customers: the page, and what they bring to the checkout."""

from kasse.books.customers import Customer, Programme
from kasse.money import Money
from kasse.sale import Tender, TenderType
from kasse.till import Till
from tests.shots.stage import Stage, scene
from ui.customers.page import CustomersPage

PEOPLE = (
    Customer("Anna Krause", "K1001", "Stammkunden", "0160 5551234", "", Money(5000)),
    Customer("Bernd Lehmann", "K1002", "Stammkunden", "", "", Money(2000)),
    Customer("Frau Dr. Schulze", "", "", "schulze@example.org", "Rechnung am Monatsende", Money(10000)),
    Customer("Herr Yıldız", "K1004", "Personal"),
    Customer("Kita Sonnenblume", "", "Vereine", "030 5550199", "", Money(15000)),
)
TABS = (
    (0, ("101", "120", "4001686301265")),
    (2, ("4000521006419", "4002971243703", "101", "101")),
    (1, ("103", "120")),
)

VOUCHERS = ((2000, "zero", "G83021457719"), (1000, "reduced", "G55120398443"), (5000, "zero", "G10457729035"))


def _customers(till: Till) -> list[int]:
    """Some customers, tabs, vouchers and a programme."""
    owner, checkout = till.people.owner(), till.checkout
    numbers = [till.customers.save(owner, person).number or 0 for person in PEOPLE]
    till.stamps.save(owner, Programme("Jeder 10. Kaffee", 10, products=(_product(till, "120"), _product(till, "121"))))
    till.stamps.save(owner, Programme("Jedes 6. Brötchen", 6, ("Backwaren",), active=False))
    for who, codes in TABS:
        basket = checkout.new_basket()
        for code in codes:
            basket = checkout.scan(basket, code)
        basket = checkout.name_customer(basket, numbers[who])
        checkout.pay(owner, basket, [Tender(TenderType.TAB, checkout.price(basket).total)])
    basket = checkout.pay_tab(owner, checkout.name_customer(checkout.new_basket(), numbers[0]), Money(200))
    checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(200))])
    for cents, tax_class, code in VOUCHERS:
        basket = checkout.sell_voucher(checkout.new_basket(), Money(cents), tax_class, code)
        checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(cents))])
    checkout.pay(owner, checkout.scan(checkout.scan(checkout.new_basket(), "104"), "G83021457719"), [])
    return numbers


def _product(till: Till, code: str) -> int:
    return till.products.by_code(code).number or 0


def _page(stage: Stage) -> CustomersPage:
    _customers(stage.till)
    return stage.page("customers", CustomersPage)


@scene()
def customers(stage: Stage) -> None:
    """Who owes what."""
    _page(stage)


@scene("new")
def customers_none(stage: Stage) -> None:
    """Nobody yet."""
    stage.page("customers", CustomersPage)


@scene()
def customers_account(stage: Stage) -> None:
    """One account."""
    page = _page(stage)
    stage.scan("K1001")
    assert page.people.account.number


@scene()
def customers_edit(stage: Stage) -> None:
    """One person."""
    customers_account(stage)
    _customers_page(stage).people.account.acts["change"].click()


def _customers_page(stage: Stage) -> CustomersPage:
    page = stage.window.pages["customers"]
    assert isinstance(page, CustomersPage)
    return page


@scene()
def customers_erase(stage: Stage) -> None:
    """Erasing asks."""
    customers_account(stage)
    _customers_page(stage).people.account.acts["erase"].click()


@scene()
def customers_vouchers(stage: Stage) -> None:
    """Vouchers, one of them open."""
    _page(stage)
    stage.scan("G83021457719")


@scene()
def customers_stamps(stage: Stage) -> None:
    """A stamp programme."""
    page = _page(stage)
    page.show_view(page.stamps)
    page.stamps.edit(page.stamps.table.key())


@scene()
def customer_named(stage: Stage) -> None:
    """A named customer at the checkout pays on the tab."""
    _customers(stage.till)
    stage.scan("K1001", "120", "4001686301265", "4029764001807")
    stage.do("pay")


@scene()
def customer_asked(stage: Stage) -> None:
    """What may be done for a named customer."""
    _customers(stage.till)
    stage.scan("K1001", "120")
    stage.do("customer")


@scene()
def voucher_asked(stage: Stage) -> None:
    """A voucher is sold or redeemed."""
    _customers(stage.till)
    stage.scan("104", "120", "G83021457719")
    stage.do("voucher")


@scene()
def tab_over_limit(stage: Stage) -> None:
    """The limit of a tab."""
    _customers(stage.till)
    stage.scan("K1002", *["104"] * 8)
    stage.do("tab", "tab")
