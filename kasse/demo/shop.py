"""The demo shop: real products under made-up prices, with staff, quick keys and a first stock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kasse.catalog import ArticleKind, Department, DepositType, Pack, Product, QuickKey, Unit
from kasse.clock import Clock
from kasse.demo import catalogue, office
from kasse.errors import Refused
from kasse.people import Person, Role
from kasse.products import Progress
from kasse.quantity import Quantity
from kasse.shop import Shop
from kasse.store.schema import check_header
from kasse.texts import _
from kasse.till import Till, create_shop

SHOP = Shop(
    name="Späti Sonnenallee (Demo)",
    street="Sonnenallee 100",
    postcode="12045",
    city="Berlin",
    tax_number="16/123/45678",
    language="de",
    footer=catalogue.PRICES_NOTE,
)
MARKET = {
    "market_latitude": "52479460",
    "market_longitude": "13444630",
    "market_hours": "Mo-Sa 07:00-24:00; Su 10:00-22:00",
    "market_about": "Der Späti an der Ecke, mit allem, was abends fehlt.",
    "market_imprint": "Demo-Laden ohne Inhaber",
}
"""What the world may know of it, once the owner lets it out."""
CASHIER, CASHIER_PIN = "Aylin", "1111"
MANAGER, MANAGER_PIN = "Murat", "2222"
OWNER = "Olga"
_CHUNK = 2_000


def is_demo(path: Path) -> bool:
    """Whether this file is a demo shop, which may be made anew without asking."""
    check_header(path)
    till = Till(path, exclusive=False)
    try:
        with till.database.read() as work:
            return work.settings.get("demo") == "1"
    finally:
        till.close()


def remove_demo(path: Path) -> None:
    """Make room for a new demo shop; `Refused` where a real shop stands there."""
    if not path.exists():
        return
    if not is_demo(path):
        raise Refused("file_exists", _("{file} is a real shop. Choose another file for the demo.").format(file=path))
    Till(path).close()  # refuses while another till has it open
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def make_shop(path: Path, clock: Clock, progress: Progress = lambda done, of: None) -> None:
    """A new demo shop at `path`, which must not exist."""
    create_shop(path, SHOP, owner=OWNER, clock=clock)
    till = Till(path, clock=clock)
    try:
        with till.database.write() as work:
            work.settings.put("mode", "demo")
            work.settings.put("demo", "1")  # first of all: a shop half made can be made anew
        _load(till, progress)
        owner = till.people.owner()
        till.people.save(owner, Person(MANAGER, Role.MANAGER), MANAGER_PIN)
        till.people.save(owner, Person(CASHIER, Role.CASHIER), CASHIER_PIN)
    finally:
        till.close()
    catalogue.forget()


def _load(till: Till, progress: Progress) -> None:
    everything = [*_products(), *_empties()]
    with till.database.write() as work:
        work.catalog.put_departments(
            [Department(entry.name, entry.tax_class, entry.colour) for entry in catalogue.departments()]
        )
        work.catalog.put_deposit_types(
            [DepositType(entry.code, entry.name, entry.each, entry.tax_class) for entry in catalogue.deposits()]
        )
        done = 0
        for chunk in _batched(everything):
            done += work.catalog.add_many(chunk)
            progress(done, len(everything))
        work.catalog.put_quick_keys([QuickKey(key.page, key.label, key.target) for key in catalogue.quick_keys()])
        for name, value in MARKET.items():
            work.settings.put(name, value)
    office.fit_out(till, OWNER)


def _batched(products: list[Product]) -> Iterator[list[Product]]:
    for start in range(0, len(products), _CHUNK):
        yield products[start : start + _CHUNK]


def _products() -> Iterator[Product]:
    packs: dict[str, list[Pack]] = {}
    for pack in catalogue.packs():
        packs.setdefault(pack.product, []).append(
            Pack(pack.code, pack.name, Quantity.of(pack.units), pack.price, pack.deposit)
        )
    for entry in catalogue.products():
        product = Product(
            name=entry.name,
            codes=(entry.code,),
            price=entry.price,
            tax_class=entry.tax_class,
            department=entry.department,
            unit=Unit(entry.unit),
            deposit=entry.deposit,
            age_limit=entry.age_limit,
            price_bound=entry.price_bound,
        )
        yield replace(product, packs=tuple(packs[entry.code])) if entry.code in packs else product


def _empties() -> Iterator[Product]:
    for entry in catalogue.empties():
        yield Product(entry.name, (entry.code,), entry.each, entry.tax_class, "Pfand", kind=ArticleKind.EMPTIES)
