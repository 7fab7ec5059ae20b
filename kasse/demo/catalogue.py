"""All that the demo shop sells: real products at made-up prices, in-house articles, crates, keys, and real baskets.

The tables are in `data/`; this module joins them. Everything is a pure function of those files, so that two runs, two
machines and two releases make the same shop. A price hangs on the article's own code and on nothing else.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b

from kasse.demo.kinds import DATA, Finder, Kind, Match, kinds, others, rows
from kasse.money import Money
from kasse.tax import STANDARD

PRICES_NOTE = (
    "Alle Preise dieses Demo-Ladens sind erfunden; kein Händler hat sie je verlangt. "
    "All prices in this demo shop are made up; no shop ever charged them."
)

PER_KIND = 25
"""So many articles of a kind are offered to the baskets; a corner shop has no more of any."""

_SEED = b"Kasse demo 2026"
_PAGES = ("Backwaren", "Getränke", "Obst", "Presse", "Tabak", "Pfand", "Sonstiges")
_UNLISTED = 300
"""Cigarettes and coffee to go are in no basket of the data, yet sell about as often as this many baskets say."""

_NO_ALCOHOL = re.compile(
    r"alkoholfrei|sans alcool|without alcohol|non.?alcoholic|malzbier|oettinger malz|jever fun|\b0[.,]0\b|\b0 ?%", re.I
)
_ONE_WAY = re.compile(r"dose\b|einweg|\bdpg\b|\bpet\b", re.I)
_RETURNABLE = re.compile(r"\bglas\b|mehrweg|\bmw\b", re.I)


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    """A department: its name, its colour as "#rrggbb", and the tax class of goods sold into it by hand."""

    name: str
    colour: str
    tax_class: str


@dataclass(frozen=True, slots=True)
class DemoDeposit:
    """A deposit on one container; `tax_class` None means that it bears the VAT of the goods inside."""

    code: str
    name: str
    each: Money
    tax_class: str | None


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """An article: `price` is per `unit` ("piece" or "kg"), None asks the cashier; `rank` 1 sells best.

    `kind` is a kind of goods of the baskets, "" where there is none; `deposit` is the code of a `DemoDeposit`.
    """

    code: str
    name: str
    department: str
    tax_class: str
    price: Money | None
    unit: str
    deposit: str | None
    age_limit: int
    price_bound: bool
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class DemoPack:
    """A full crate with a code of its own: `units` of the product `product`, and its own deposit for the empty crate.

    `price` is without deposits. The bottles' own deposit comes from the product, `units` times.
    """

    code: str
    product: str
    units: int
    price: Money
    name: str
    deposit: str


@dataclass(frozen=True, slots=True)
class DemoQuickKey:
    """A key on a page of keys; `target` is the code of a `DemoProduct`, or of a `DemoEmpties` if `empties`."""

    page: str
    label: str
    target: str
    empties: bool


@dataclass(frozen=True, slots=True)
class DemoEmpties:
    """What a customer brings back, and what one of it is worth to him (positive here; the till pays it out)."""

    code: str
    name: str
    each: Money
    tax_class: str


def departments() -> tuple[DemoDepartment, ...]:
    """The departments, in the order of the keys."""
    return tuple(DemoDepartment(row["name"], row["colour"], row["tax"]) for row in rows("departments.csv"))


def deposits() -> tuple[DemoDeposit, ...]:
    """The deposits that articles and crates bear."""
    return (
        DemoDeposit("bier", "Pfand Bierflasche", Money(8), None),
        DemoDeposit("mehrweg", "Pfand Mehrwegflasche", Money(15), None),
        DemoDeposit("einweg", "Pfand Einwegflasche/Dose", Money(25), None),
        # A bottle goes with its drink; a crate is a transport aid and is taxed for itself.
        DemoDeposit("kasten", "Pfand Kasten", Money(150), STANDARD),
    )


def empties() -> tuple[DemoEmpties, ...]:
    """The articles by which deposits are paid back."""
    return (
        DemoEmpties("PFAND008", "Leergut 0,08", Money(8), STANDARD),
        DemoEmpties("PFAND015", "Leergut 0,15", Money(15), STANDARD),
        DemoEmpties("PFAND025", "Leergut 0,25", Money(25), STANDARD),
        DemoEmpties("PFAND150", "Leergut Kasten leer 1,50", Money(150), STANDARD),
        DemoEmpties("PFAND310", "Leergut Kasten voll 3,10", Money(310), STANDARD),
    )


def products() -> Iterator[DemoProduct]:
    """Every real product and every in-house article, best sellers first (rank 1, 2, 3 ...)."""
    yield from _ranked()


def packs() -> tuple[DemoPack, ...]:
    """Full crates of some bottled beers and waters, at a fifth less than their bottles."""
    by_code = {product.code: product for product in _ranked()}
    return tuple(_pack(row, by_code[row["product"]]) for row in rows("packs.csv"))


def quick_keys() -> tuple[DemoQuickKey, ...]:
    """The quick keys by page; within a page in the order in which they are laid out."""
    keys = [DemoQuickKey(row["page"], row["label"], row["code"], empties=False) for row in _inhouse() if row["page"]]
    returns = [DemoQuickKey("Pfand", item.name, item.code, empties=True) for item in empties()]
    return tuple(sorted(keys + returns, key=lambda key: _PAGES.index(key.page)))


def articles_by_kind() -> dict[str, tuple[str, ...]]:
    """For each kind of goods the codes of its articles with a price, best sellers first, at most `PER_KIND`."""
    found: dict[str, list[str]] = defaultdict(list)
    for product in _ranked():
        if product.kind and product.price is not None and len(found[product.kind]) < PER_KIND:
            found[product.kind].append(product.code)
    return {kind.kind: tuple(found[kind.kind]) for kind in kinds()}


def baskets() -> Iterator[tuple[str, ...]]:
    """The real baskets, each as the kinds of goods in it."""
    with (DATA / "baskets.csv").open(encoding="utf-8") as lines:
        for line in lines:
            yield tuple(kind.strip() for kind in line.split(","))


def forget() -> None:
    """Give back the memory of some 38,000 products, once the shop is made."""
    _ranked.cache_clear()


def _real_products() -> Iterator[tuple[str, str]]:
    """GTIN and name, with the odd white space of what volunteers typed made regular."""
    with gzip.open(DATA / "products_de.csv.gz", "rt", encoding="utf-8", newline="") as table:
        lines = csv.reader(table)
        next(lines)
        for gtin, name in lines:
            yield gtin, " ".join(name.split())


@cache
def _inhouse() -> tuple[dict[str, str], ...]:
    return tuple(rows("inhouse.csv"))


@cache
def _ranked() -> tuple[DemoProduct, ...]:
    """All articles in the order of their rank.

    Within a kind, sales fall off as by Zipf's law: the second article sells half as often as the first. So the shop's
    best sellers are the first of the frequent kinds, and no kind fills the top of a list alone.
    """
    frequency = Counter(kind for basket in baskets() for kind in basket)
    places: Counter[str] = Counter()
    weighed = []
    for product in _by_typicality():
        places[product.kind] += 1
        weighed.append((_sales(product, frequency, places[product.kind]), product))
    weighed.sort(key=lambda pair: -pair[0])
    return tuple(replace(product, rank=rank) for rank, (_sales_, product) in enumerate(weighed, start=1))


def _sales(product: DemoProduct, frequency: Counter[str], place: int) -> int:
    if product.kind:
        return frequency[product.kind] * 1_000_000 // place
    return 0 if _is_real(product) else _UNLISTED * 1_000_000


def _is_real(product: DemoProduct) -> bool:
    return len(product.code) == 13


def _by_typicality() -> list[DemoProduct]:
    """All articles; those of one kind stand in order, the most typical first, in-house articles before all."""
    finder = Finder((*kinds(), *others()))
    real = [(_typicality(gtin, name, match), _real(gtin, name, match)) for gtin, name, match in _matched(finder)]
    real.sort(key=lambda pair: pair[0])
    return [*map(_own, _inhouse()), *(product for _order, product in real)]


def _matched(finder: Finder) -> Iterator[tuple[str, str, Match]]:
    # The last row of others.csv has no clue: it takes what is left.
    rest = Match(others()[-1], 0)
    for gtin, name in _real_products():
        yield gtin, name, finder.find(name) or rest


def _typicality(gtin: str, name: str, match: Match) -> tuple[int, int, int]:
    """Sorts the plain things first: found by a typical word, named in few words; then by lot."""
    return match.place, name.count(" "), _lot(gtin, "order")


def _real(gtin: str, name: str, match: Match) -> DemoProduct:
    kind = match.kind
    return DemoProduct(
        code=gtin,
        name=name,
        department=kind.department,
        tax_class=kind.tax_class,
        price=_price(gtin, kind),
        unit="piece",  # What carries a GTIN of 13 digits from its maker is packed, even apples.
        deposit=_deposit(gtin, name, kind.deposits),
        age_limit=_age_limit(name, kind),
        price_bound=kind.price_bound,
        kind=kind.kind,
        rank=0,
    )


@cache
def _kind_by_name() -> dict[str, Kind]:
    return {kind.kind: kind for kind in kinds()}


def _own(row: dict[str, str]) -> DemoProduct:
    """An in-house article: what its row leaves empty is as its kind has it."""
    kind = _kind_by_name().get(row["kind"], others()[-1])
    return DemoProduct(
        code=row["code"],
        name=row["name"],
        department=row["department"] or kind.department,
        tax_class=row["tax"] or kind.tax_class,
        price=Money(int(row["price"])) if row["price"] else None,
        unit=row["unit"] or kind.unit,
        deposit=row["deposit"] or next(iter(kind.deposits), None),
        age_limit=int(row["age"] or kind.age_limit),
        price_bound=row["bound"] == "yes" or kind.price_bound,
        kind=kind.kind,
        rank=0,
    )


def _lot(code: str, use: str) -> int:
    """A number drawn by an article's code alone, another for each use; never `hash()`, which differs by process."""
    return int.from_bytes(blake2b(f"{code} {use}".encode(), digest_size=8, key=_SEED).digest(), "big")


def _price(code: str, kind: Kind) -> Money:
    """The lower of two draws: cheap goods are commoner than dear ones."""
    offered = _price_points(kind.low, kind.high)
    first, second = divmod(_lot(code, "price"), 1 << 32)
    return Money(offered[min(first % len(offered), second % len(offered))])


@cache
def _price_points(low: int, high: int) -> tuple[int, ...]:
    """Prices that end as shelf prices do: twice as often in 9 as in 5."""
    return tuple(cents for cents in range(low, high + 1) for _times in range({9: 2, 5: 1}.get(cents % 10, 0)))


def _deposit(gtin: str, name: str, offered: tuple[str, ...]) -> str | None:
    """The one deposit of the kind; of two, the one that the name tells of, else one by lot."""
    if len(offered) < 2:
        return next(iter(offered), None)
    if _ONE_WAY.search(name):
        return "einweg"
    return "mehrweg" if _RETURNABLE.search(name) else offered[_lot(gtin, "deposit") % len(offered)]


def _age_limit(name: str, kind: Kind) -> int:
    return 0 if kind.age_limit == 16 and _NO_ALCOHOL.search(name) else kind.age_limit


def _pack(row: dict[str, str], product: DemoProduct) -> DemoPack:
    units = int(row["units"])
    bottle = product.price or Money(0)
    # Down to the next price that ends in 9.
    price = Money(bottle.cents * units * 4 // 50 * 10 - 1)
    return DemoPack(row["code"], product.code, units, price, row["name"], "kasten")
