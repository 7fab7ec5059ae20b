"""A small shop with quick keys of every kind, for pictures and for stories."""

from pathlib import Path

from kasse.catalog import ArticleKind, Department, DepositType, Product, QuickKey, Unit
from kasse.clock import Clock
from kasse.money import Money
from kasse.shop import Shop
from kasse.till import Till, create_shop

DEPARTMENTS = (
    Department("Backwaren", "reduced", "#c98b2b"),
    Department("Getränke", "standard", "#2a78c4"),
    Department("Bier", "standard", "#d9a21b", age_limit=16),
    Department("Presse", "reduced", "#8a5cc0"),
    Department("Tabak", "standard", "#7a6a5a", age_limit=18),
    Department("Süßes", "reduced", "#c9507f"),
    Department("Obst", "reduced", "#4f9a3c"),
    Department("Pfand", "standard", "#12908a"),
    Department("Sonstiges", "standard", "#8a8780"),
    Department("Drogerie", "standard", "#8a5aa0"),
    Department("Kaffee & Tee", "reduced", "#6f4e37"),
    Department("Milch & Eier", "reduced", "#4b86b4"),
    Department("Tiefkühl", "reduced", "#5aa6b8"),
    Department("Haushalt", "standard", "#3f7d78"),
    Department("Wein & Spirituosen", "standard", "#7a2e4d", age_limit=18),
    Department("Vorrat", "reduced", "#8a7a4f"),
)
DEPOSITS = (DepositType("bier", "Pfand 0,08", Money(8)), DepositType("mehrweg", "Pfand 0,15", Money(15)),
            DepositType("einweg", "Pfand 0,25", Money(25)))  # fmt: skip


def _goods(name: str, code: str, cents: int | None, department: str, **more: object) -> Product:
    tax = next(group.tax_class for group in DEPARTMENTS if group.name == department)
    return Product(name, (code,), None if cents is None else Money(cents), tax, department, **more)  # type: ignore[arg-type]


PRODUCTS = (
    _goods("Club-Mate 0,5 l", "4029764001807", 129, "Getränke", deposit="mehrweg"),
    _goods("Haribo Goldbären 200 g", "4001686301265", 99, "Süßes"),
    _goods("Schokolade Vollmilch 100 g", "4000539770708", 149, "Süßes"),
    _goods("Sternburg Export 0,5 l", "4012852020028", 99, "Bier", deposit="bier", age_limit=16),
    _goods("Tagesspiegel", "4190458203403", 340, "Presse", price_bound=True),
    _goods("Brötchen", "101", 45, "Backwaren"),
    _goods("Mohnbrötchen", "102", 69, "Backwaren"),
    _goods("Croissant", "103", 160, "Backwaren"),
    _goods("Belegtes Brötchen", "104", 295, "Backwaren"),
    _goods("Kaffee groß", "120", 280, "Getränke"),
    _goods("Kaffee klein", "121", 210, "Getränke"),
    _goods("Wasser 1,5 l", "122", 89, "Getränke", deposit="einweg"),
    _goods("Bananen", "130", 199, "Obst", unit=Unit.KILOGRAM),
    _goods("Äpfel", "131", 249, "Obst", unit=Unit.KILOGRAM),
    _goods("Zeitung", "150", None, "Presse", price_bound=True),
    _goods("Feuerzeug", "163", 150, "Tabak"),
    _goods("Zigaretten 20", "160", 890, "Tabak", price_bound=True, age_limit=18),
    _goods("Leergut Flasche 0,08", "P08", 8, "Pfand", kind=ArticleKind.EMPTIES),
    _goods("Leergut Flasche 0,15", "P15", 15, "Pfand", kind=ArticleKind.EMPTIES),
    _goods("Leergut Dose 0,25", "P25", 25, "Pfand", kind=ArticleKind.EMPTIES),
)
KEYS = (
    *(QuickKey("Backwaren", product.name, product.codes[0]) for product in PRODUCTS[5:9]),
    *(QuickKey("Getränke", product.name, product.codes[0]) for product in PRODUCTS[9:12]),
    QuickKey("Getränke", "Club-Mate 0,5", "4029764001807"),
    QuickKey("Presse", "Zeitung", "150"),
    QuickKey("Tabak", "Feuerzeug", "163"),
    QuickKey("Tabak", "Zigaretten 20", "160"),
    QuickKey("Obst", "Bananen", "130"),
    QuickKey("Obst", "Äpfel", "131"),
    QuickKey("Pfand", "Flasche 0,08", "P08"),
    QuickKey("Pfand", "Flasche 0,15", "P15"),
    QuickKey("Pfand", "Dose 0,25", "P25"),
)


def make(path: Path, clock: Clock, language: str = "de") -> None:
    """Make the shop; its owner Aylin has no PIN, and the shift is open."""
    shop = Shop("Späti Müller", "Weserstr. 1", "12047", "Berlin", tax_number="12/345/67890", till_serial="KASSE-1",
                language=language)  # fmt: skip
    create_shop(path, shop, owner="Aylin", clock=clock)
    till = Till(path, clock=clock)
    with till.database.write() as work:
        work.catalog.put_departments(DEPARTMENTS)
        work.catalog.put_deposit_types(DEPOSITS)
        work.catalog.add_many(PRODUCTS)
        work.catalog.put_quick_keys(KEYS)
    till.shift.open(till.people.owner(), Money(15000))
    till.close()
