"""Implements `books.market.MarketBook`: what changed, the goods, and their versions; targets stand beside."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from kasse.books.market import Bucket, Goods, MarketArticle, SwitchKey
from kasse.catalog import ArticleKind, Unit
from kasse.money import Money
from kasse.quantity import Quantity
from kasse.store import search
from kasse.store.market_targets import MarketTargetTable
from kasse.unit_price import Content

_GOODS = (
    "SELECT p.number, p.name, p.department, p.price, p.unit, p.kind, p.incomplete, "
    'max(p.age_limit, ifnull(g.age_limit, 0)), d."each", f.content, f.content_unit, f.brand, '
    "(SELECT group_concat(raw, char(31)) FROM product_code c WHERE c.product = p.number AND c.pack IS NULL), "
    "l.quantity, EXISTS (SELECT 1 FROM stock_movement m WHERE m.product = p.number "
    "AND m.reason NOT IN ('sale', 'return')), p.rank "
    "FROM product p LEFT JOIN department g ON g.name = p.department LEFT JOIN deposit_type d ON d.code = p.deposit "
    "LEFT JOIN product_fact f ON f.product = p.number LEFT JOIN stock_level l ON l.product = p.number "
)
_ARTICLE = '"key", product, bucket, digest, "view", stamp, first_at, wanted, due_at, flips, flip_day'
_URGENT = "ifnull(json_extract(nullif(wanted, ''), '$.bucket'), 'out') = 'out'"
_PUT = f"INSERT OR REPLACE INTO market_article ({_ARTICLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants only
_RANGE = (
    "SELECT product FROM stock_level WHERE product > ?1 UNION SELECT product FROM market_article WHERE product > ?1 "
    "ORDER BY 1 LIMIT ?2"
)
_SLICE = 200
_A_MINUTE = 60
"""Seconds: what is due later than in a minute was noted by a clock that was wrong."""
_NOTES = 500
"""So many notes are read at once: on a lively day a sale has some five articles."""


class MarketTable(MarketTargetTable):
    """Implements `books.market.MarketBook`."""

    # What changed

    def take_changes(self, limit: int) -> list[int]:
        """Products that changed. What concerns all of them is done in slices, in the order of their numbers."""
        notes = self._connection.execute(
            "SELECT number, kind, ref FROM market_change WHERE kind <> 'all' ORDER BY number LIMIT ?", (_NOTES,)
        )
        found: set[int] = set()
        done: list[tuple[int]] = []
        for number, kind, ref in notes.fetchall():
            if len(found) >= limit:
                break
            products, rest = self._concerned(kind, ref, limit)
            found.update(products)
            if not rest:
                done.append((number,))
            else:  # a stocktake, an opening stock: the next look goes on from here
                self._connection.execute("UPDATE market_change SET ref = ? WHERE number = ?", (rest, number))
        self._connection.executemany("DELETE FROM market_change WHERE number = ?", done)
        if len(found) < limit:
            found.update(self._next_of_all(limit - len(found)))
        return sorted(found)

    def _concerned(self, kind: str, ref: str, limit: int) -> tuple[list[int], str]:
        """So many products of a note, and its `ref` for the rest: that says after which line to go on."""
        if kind == "product":
            return [int(ref)], ""
        document, _blank, after = ref.partition(" ")
        table, column = ("reservation_line", "reservation") if kind == "reservation" else ("stock_movement", "document")
        rows = self._connection.execute(
            f"SELECT position, product FROM {table} WHERE {column} = ? AND position > ? ORDER BY position LIMIT ?",  # noqa: S608
            (bytes.fromhex(document), int(after or -1), limit),
        ).fetchall()
        rest = f"{document} {rows[-1][0]}" if len(rows) == limit else ""
        return [product for _position, product in rows], rest

    def _next_of_all(self, limit: int) -> list[int]:
        rows = self._connection.execute("SELECT number, ref FROM market_change WHERE kind = 'all'").fetchall()
        if not rows:
            return []
        begun = 0 if len(rows) > 1 else int(rows[0][1] or 0)  # a second one begins anew
        products = [number for (number,) in self._connection.execute(_RANGE, (begun, limit))]
        keep = max(number for number, _ref in rows)
        self._connection.execute("DELETE FROM market_change WHERE kind = 'all' AND number <> ?", (keep,))
        if len(products) < limit:
            self._connection.execute("DELETE FROM market_change WHERE number = ?", (keep,))
        else:
            self._connection.execute("UPDATE market_change SET ref = ? WHERE number = ?", (str(products[-1]), keep))
        return products

    def has_changes(self) -> bool:
        """Whether any change is noted."""
        return self._connection.execute("SELECT 1 FROM market_change LIMIT 1").fetchone() is not None

    def forget_changes(self) -> None:
        """Drop all notes."""
        self._connection.execute("DELETE FROM market_change")

    def capped(self, flips: int, today: str) -> list[int]:
        """Products that wait for a new day."""
        rows = self._connection.execute(
            "SELECT product FROM market_article WHERE flips >= ? AND flip_day < ? AND \"view\" <> ''", (flips, today)
        )
        return [product for (product,) in rows]

    # Goods

    def goods(self, products: Collection[int]) -> list[Goods]:
        """These products."""
        marks = ", ".join("?" * len(products))
        rows = self._connection.execute(f"{_GOODS} WHERE p.number IN ({marks})", tuple(products))
        return [_goods_of(row) for row in rows]

    def goods_listed(self, text: str, after: int, limit: int) -> tuple[list[Goods], int | None]:
        """A slice of the list, or what was found by words."""
        if text.strip():
            found = [row.product for row in search.search(self._connection, text, limit)]
            known = {one.product: one for one in self.goods(found)}
            return [known[number] for number in found if number in known], None
        rows = self._connection.execute(
            f"{_GOODS} WHERE p.rank > ? ORDER BY p.rank LIMIT ?", (after, limit + 1)
        ).fetchall()
        return [_goods_of(row) for row in rows[:limit]], rows[limit - 1][-1] if len(rows) > limit else None

    def goods_in_stock(self) -> Iterator[list[Goods]]:
        """All products whose stock was ever moved."""
        last = 0
        while products := [
            number
            for (number,) in self._connection.execute(
                "SELECT product FROM stock_level WHERE product > ? ORDER BY product LIMIT ?", (last, _SLICE)
            )
        ]:
            last = products[-1]
            yield self.goods(products)

    def departments(self) -> list[tuple[str, int, int]]:
        """Departments, their age limits and how many goods are in each."""
        rows = self._connection.execute(
            "SELECT name, age_limit, (SELECT count(*) FROM product p WHERE p.department = d.name AND p.kind = ?) "
            "FROM department d ORDER BY position",
            (ArticleKind.GOODS.value,),
        )
        return [(name, age_limit, count) for name, age_limit, count in rows]

    # Switches

    def switches(self) -> dict[SwitchKey, bool]:
        """What was switched."""
        rows = self._connection.execute("SELECT kind, ref, shown FROM market_switch")
        return {(kind, ref): bool(shown) for kind, ref, shown in rows}

    def put_switch(self, kind: str, ref: str, shown: bool | None) -> None:
        """Switch it, or leave it to the default."""
        if shown is None:
            self._connection.execute("DELETE FROM market_switch WHERE kind = ? AND ref = ?", (kind, ref))
        else:
            self._connection.execute(
                "INSERT INTO market_switch (kind, ref, shown) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, ref) DO UPDATE SET shown = excluded.shown",
                (kind, ref, int(shown)),
            )

    # Versions

    def articles(self, products: Collection[int]) -> dict[int, list[MarketArticle]]:
        """What is out of these products."""
        marks = ", ".join("?" * len(products))
        rows = self._connection.execute(
            f"SELECT {_ARTICLE} FROM market_article WHERE product IN ({marks})",  # noqa: S608 - question marks only
            tuple(products),
        )
        found: dict[int, list[MarketArticle]] = {}
        for row in rows:
            found.setdefault(row[1], []).append(_article_of(row))
        return found

    def article(self, key: str) -> MarketArticle | None:
        """One article."""
        row = self._connection.execute(
            f"SELECT {_ARTICLE} FROM market_article WHERE key = ?",  # noqa: S608 - constants only
            (key,),
        ).fetchone()
        return None if row is None else _article_of(row)

    def put_articles(self, articles: Sequence[MarketArticle]) -> None:
        """Write articles."""
        self._connection.executemany(_PUT, [_row_of(article) for article in articles])

    def due(self, at: int, urgent: bool, limit: int) -> list[MarketArticle]:
        """What is due."""
        rows = self._connection.execute(
            f"SELECT {_ARTICLE} FROM market_article WHERE wanted IS NOT NULL "  # noqa: S608 - constants only
            f"AND (due_at <= ? OR due_at > ?) {f'AND {_URGENT} ' if urgent else ''}LIMIT ?",
            (at, at + _A_MINUTE, limit),
        )
        return [_article_of(row) for row in rows]

    def older(self, stamp: int, limit: int) -> list[MarketArticle]:
        """Shown articles with an older version."""
        rows = self._connection.execute(
            f"SELECT {_ARTICLE} FROM market_article WHERE \"view\" <> '' AND stamp < ? "  # noqa: S608 - constants only
            "ORDER BY stamp LIMIT ?",
            (stamp, limit),
        )
        return [_article_of(row) for row in rows]

    def take_all_away(self, at: int) -> None:
        """Nothing is shown any more."""
        self._connection.execute(
            "UPDATE market_article SET wanted = CASE WHEN \"view\" = '' THEN NULL ELSE '' END, "
            "due_at = CASE WHEN \"view\" = '' THEN NULL ELSE ? END",
            (at,),
        )

    def totals(self) -> tuple[int, int]:
        """How many are shown, and how many wait."""
        shown, waiting = self._connection.execute(
            "SELECT ifnull(sum(\"view\" <> ''), 0), ifnull(sum(wanted IS NOT NULL), 0) FROM market_article"
        ).fetchone()
        return int(shown), int(waiting)


def _goods_of(row: Sequence[Any]) -> Goods:
    number, name, department, price, unit, kind, incomplete, age, each, content, content_unit, brand, *more = row
    codes, level, counted, _rank = more
    return Goods(
        number,
        name,
        department,
        None if price is None else Money(price),
        Unit(unit),
        ArticleKind(kind),
        bool(incomplete),
        age,
        Money(each or 0),
        None if content is None else Content(Quantity(content), content_unit),
        brand or "",
        tuple(sorted(codes.split("\x1f"))) if codes else (),
        Quantity(level or 0),
        bool(counted),
    )


def _article_of(row: Sequence[Any]) -> MarketArticle:
    key, product, bucket, *more = row
    return MarketArticle(key, product, Bucket(bucket), *more)


def _row_of(article: MarketArticle) -> tuple[object, ...]:
    return (*article[:2], article.bucket.value, *article[3:])
