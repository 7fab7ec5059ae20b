"""Taking a long product list over."""

from collections.abc import Iterator

from kasse.demo import catalogue
from kasse.product_list import read_products
from kasse.shop import Shop
from kasse.till import Till, create_shop
from tests.bench import shops
from tests.bench.measure import Row, Times, timed_row

RATES = {"standard": 19, "reduced": 7, "zero": 0}


def _list() -> bytes:
    """The German list as a file that a supplier would send."""
    lines = ["Code;Name;Price;VAT;Department"]
    for product in catalogue.products():
        fields = (product.code, product.name.replace(";", ","), product.price or "", RATES[product.tax_class])
        lines.append(";".join(str(field) for field in (*fields, product.department)))
    return "\n".join(lines).encode()


def rows() -> Iterator[Row]:
    """The whole list into an empty shop, and once more."""
    path = shops.FOLDER / "import.sqlite"
    shops.remove(path)
    create_shop(path, Shop("Kasse bench", till_serial="KASSE-BENCH"), owner="Olga")
    till, data = Till(path), _list()
    owner = till.people.owner()
    for again in ("", ", once more"):
        reading, taking = Times(), Times()
        listed = reading.run(lambda: read_products(data, till.checkout.tax_class_of))
        result = taking.run(lambda listed=listed: till.products.import_list(owner, listed))  # type: ignore[misc]
        count = result.added + result.changed + result.unchanged
        note = f"{result.added:,} added, {result.unchanged:,} unchanged; read in {reading.p50:.0f} ms before"
        yield timed_row(f"import of {count:,} products{again}", taking, note=note)
    till.close()
    shops.remove(path)
