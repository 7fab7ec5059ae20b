"""The products page: the list, the quick keys and the departments as tabs."""

from kasse.catalog import Product
from kasse.texts import _
from ui.pages import Office
from ui.products.departments import DepartmentsView
from ui.products.products_view import ProductsView
from ui.products.quick_keys import QuickKeysView
from ui.tabbed import TabbedPage


class ProductsPage(TabbedPage):
    """What the owner keeps in order."""

    name = "products"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.products = ProductsView(self, self._make_key)
        self.keys = QuickKeysView(self, self.products.list.marked)
        self.departments = DepartmentsView(self)
        self.put_tabs(
            (
                (self.title.text(), self.products),
                (_("Quick keys"), self.keys),
                (_("Departments"), self.departments),
            )
        )
        self.products.list.import_wanted.connect(lambda: office.go("exchange"))

    def _make_key(self, product: Product) -> None:
        self.products.close_beside()
        self.show_view(self.keys)
        self.keys.put_product(product)


def make(office: Office) -> ProductsPage:
    """The page."""
    return ProductsPage(office)
