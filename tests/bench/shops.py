"""The shops that are measured, kept in build/bench/ from one run to the next."""

import csv
import gzip
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from kasse.barcodes import lookup_key
from kasse.catalog import ArticleKind, Department, DepositType, Pack, Product, Unit
from kasse.demo import catalogue
from kasse.demo.kinds import DATA
from kasse.money import Money
from kasse.people import Actor
from kasse.ports import Tse
from kasse.quantity import Quantity
from kasse.shop import Shop
from kasse.store import schema
from kasse.till import Till, create_shop

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "bench"
WORLD_LIST = ROOT.parent / "shared" / "data" / "products_world.csv.gz"
CHUNK = 20_000
FLOAT = Money(1_000_000)


@dataclass(frozen=True)
class OpenShop:
    """A till whose shift is open, and who stands at it."""

    till: Till
    owner: Actor


def open_shop(path: Path, tse: Tse | None = None) -> OpenShop:
    """Open a shop's file and its shift."""
    till = Till(path, tse=tse)
    owner = till.people.owner()
    if till.shift.current() is None:
        till.shift.open(owner, FLOAT)
    return OpenShop(till, owner)


def german_shop() -> Path:
    """The demo shop's 38,745 articles."""
    path = FOLDER / f"german-{schema.HEAD}-{fingerprint(DATA.glob('*'))}.sqlite"
    if not path.exists():
        _build(path, _german(), 38_750)
    return path


def world_shop() -> Path | None:
    """The 807,836 articles of the whole world, 148 of them twice; None where their list is not there."""
    if not WORLD_LIST.exists():
        return None
    path = FOLDER / f"world-{schema.HEAD}-{fingerprint([WORLD_LIST])}.sqlite"
    if not path.exists():
        _build(path, _world(), 807_688)
    return path


def copy_of(shop: Path, name: str) -> Path:
    """A fresh copy of a closed shop, on the same disk."""
    target = FOLDER / name
    remove(target)
    return Path(shutil.copyfile(shop, target))


def remove(path: Path) -> None:
    """Take a shop's file away, with its log and lock."""
    for ending in ("", "-wal", "-shm", ".lock"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def fingerprint(files: Iterable[Path]) -> str:
    """Of the data and of the schema: a shop that was made of other ones is made anew."""
    known = str(sorted((file.name, file.stat().st_size) for file in files))
    for migration in sorted((Path(schema.__file__).parent / "migrations" / "versions").glob("0*.py")):
        known += migration.read_text()
    return f"{zlib.crc32(known.encode()):08x}"


def _build(path: Path, products: Iterator[Product], total: int) -> None:
    """Make the shop under another name first, so that a run that was stopped leaves no half of it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{path.name.split('-')[0]}-*"):
        old.unlink()
    unfinished = path.with_name(f"{path.name}.unfinished")
    remove(unfinished)
    create_shop(unfinished, Shop("Kasse bench", till_serial="KASSE-BENCH"), owner="Olga")
    till = Till(unfinished)
    with till.database.write() as work:
        work.catalog.put_departments(
            [Department(d.name, d.tax_class, d.colour) for d in catalogue.departments()]
            + [Department("Welt", "reduced")]
        )
        work.catalog.put_deposit_types([DepositType(d.code, d.name, d.each, d.tax_class) for d in catalogue.deposits()])
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"Making {path.name}", total=total)
        while chunk := list(islice(products, CHUNK)):
            with till.database.write() as work:
                bar.advance(task, work.catalog.add_many(chunk))
            till.database.idle()
    till.close()
    remove(unfinished.with_name(unfinished.name + ".lock"))
    unfinished.replace(path)


def _german() -> Iterator[Product]:
    packs = {pack.product: pack for pack in catalogue.packs()}
    for product in catalogue.products():
        pack = packs.get(product.code)
        yield Product(
            product.name,
            (product.code,),
            product.price,
            product.tax_class,
            product.department,
            Unit(product.unit),
            product.deposit,
            product.age_limit,
            product.price_bound,
            () if pack is None else (Pack(pack.code, pack.name, Quantity.of(pack.units), pack.price, pack.deposit),),
        )
    for item in catalogue.empties():
        yield Product(item.name, (item.code,), item.each, item.tax_class, "Pfand", kind=ArticleKind.EMPTIES)


def _world() -> Iterator[Product]:
    with gzip.open(WORLD_LIST, "rt", encoding="utf-8", newline="") as table:
        lines = csv.reader(table)
        next(lines)
        seen = set()
        for gtin, name in lines:
            if (key := lookup_key(gtin)) in seen:
                continue  # 148 rows repeat a code with other leading zeros
            seen.add(key)
            price = Money(49 + 10 * (zlib.crc32(gtin.encode()) % 100))
            yield Product(" ".join(name.split()), (gtin,), price, "reduced", "Welt")
