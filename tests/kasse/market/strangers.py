"""People outside who reserve: their messages as a target hands them over, honest and otherwise."""

from datetime import datetime
from hashlib import sha256

from kasse.books.market import Bucket, Inbound, PublicView
from kasse.market.view import view_text
from kasse.till import Till

SHOP = "5" * 64
RELAY = "relay a"
MATE, MATE_KEY = "4029764001807", "gtin-04029764001807"
MILK, MILK_KEY = "4000521006419", "gtin-04000521006419"


def buyer(name: str) -> str:
    """A stranger's public key."""
    return sha256(f"buyer {name}".encode()).hexdigest()


def open_market(till: Till, **settings: str) -> None:
    """The market is on, with the shop's key; what is not settled otherwise is as usual."""
    with till.database.write() as work:
        for name, value in {"market": "on", "market_key": SHOP, "market_holds": "60", **settings}.items():
            work.settings.put(name, value)


def show(till: Till, code: str, key: str, bucket: Bucket = Bucket.IN) -> int:
    """The world sees an article; gives its number."""
    product = till.products.by_code(code)
    assert product.number is not None
    assert product.price is not None
    view = PublicView(key, product.name, product.department, product.price, bucket, product.unit)
    with till.database.write():
        till.database.connection.execute(
            "INSERT INTO market_article (key, product, bucket, digest, view, stamp, first_at, flips, flip_day) "
            "VALUES (?, ?, ?, '', ?, 1, 1, 0, '') ON CONFLICT (key) DO UPDATE SET view = excluded.view",
            (key, product.number, bucket.value, view_text(view)),
        )
    return product.number


def message(
    at: datetime,
    who: str = "anna",
    order: str = "order-1",
    items: tuple[tuple[str, str], ...] = ((MATE_KEY, "2"),),
    note: str = "",
    number: str = "",
    sealed: bool = True,
) -> Inbound:
    """An order; another `number` is another message of it."""
    tags = (
        ("p", SHOP),
        ("subject", "order-info"),
        ("type", "1"),
        ("order", order),
        ("amount", "0"),
        *(("item", f"30402:{SHOP}:{key}", pieces) for key, pieces in items),
        ("shipping", f"30406:{SHOP}:abholung"),
    )
    return letter(at, who, tags, note, number or f"{who} {order}", sealed=sealed)


def taken_back(at: datetime, who: str = "anna", order: str = "order-1") -> Inbound:
    """The buyer does not want it any more."""
    tags = (("p", SHOP), ("subject", "order-info"), ("type", "3"), ("order", order), ("status", "cancelled"))
    return letter(at, who, tags, "", f"{who} {order} cancelled")


def letter(
    at: datetime, who: str, tags: tuple[tuple[str, ...], ...], content: str = "", number: str = "", *,
    kind: int = 16, sealed: bool = True,
) -> Inbound:  # fmt: skip
    """Any message of somebody."""
    inner = sha256(f"rumor {number}".encode()).hexdigest()
    outer = sha256(f"wrap {number}".encode()).hexdigest() if sealed else inner
    return Inbound(outer, inner, buyer(who), int(at.timestamp()), kind, tags, content, sealed)
