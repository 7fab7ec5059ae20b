"""Targets and what each has acknowledged: the other half of `books.market.MarketBook`."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from kasse.books.market import Acked, Difference, TargetMarks, TargetSetting, TargetState, Version, Who

FEATURED = 20
"""So many articles a target of the scope "featured" gets: the best sellers, by the product list's rank."""

_SETTING = "name, kind, address, enabled, scope, options"
_STATE = f"{_SETTING}, last_ok, reconciled, backoff_until, tries, error, who"
_MARKS = frozenset({"cursor", "last_ok", "reconciled", "announced", "backoff_until", "tries", "error", "who"})
_IN_SCOPE = (
    '(?2 = 0 OR a."key" IN (SELECT s."key" FROM market_article s JOIN product p ON p.number = s.product '  # noqa: S608 - constants only
    "WHERE s.\"view\" <> '' ORDER BY p.rank LIMIT " + str(FEATURED) + "))"
)
_DESIRED = (
    'SELECT a."key" AS k, a.stamp AS stamp, a.first_at AS first_at, '  # noqa: S608 - constants only
    f"CASE WHEN {_IN_SCOPE} THEN a.digest ELSE '' END AS digest, "
    f'CASE WHEN {_IN_SCOPE} THEN a."view" ELSE \'\' END AS "view" FROM market_article a'
)
_DIFFERS = (
    f'FROM ({_DESIRED}) w LEFT JOIN market_ack h ON h.target = ?1 AND h."key" = w.k '
    "WHERE ifnull(h.digest, '') <> w.digest AND NOT (ifnull(h.parked, 0) AND h.stamp >= w.stamp)"
)
_FOREIGN = (
    "FROM market_ack h WHERE h.target = ?1 AND h.digest <> '' AND NOT h.parked "
    'AND NOT EXISTS (SELECT 1 FROM market_article a WHERE a."key" = h."key")'
)
_REFUSAL = (
    "SELECT error, who FROM market_ack WHERE target = ? AND parked GROUP BY error, who ORDER BY count(*) DESC, error "
    "LIMIT 1"
)
_WORK = (
    # What is gone from the shelf first: a way for nothing is worse than a sale missed. The rest in no order at all.
    "SELECT * FROM (SELECT w.k, CASE WHEN w.\"view\" = '' AND w.stamp <= ifnull(h.stamp, 0) THEN "  # noqa: S608
    "h.stamp + 1 "
    'ELSE w.stamp END, w.first_at, w.digest, w."view", '
    "(ifnull(h.digest, '') <> '' "
    "AND ifnull(json_extract(nullif(w.\"view\", ''), '$.bucket'), 'out') = 'out') AS urgent "
    f"{_DIFFERS} UNION ALL SELECT h.\"key\", h.stamp + 1, 0, '', '', 0 {_FOREIGN}) "
    "ORDER BY urgent DESC, random() LIMIT ?3"
)


class MarketTargetTable:
    """Targets, acknowledgements and what was refused."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def settings(self) -> list[TargetSetting]:
        """All targets in their order."""
        rows = self._connection.execute(f"SELECT {_SETTING} FROM market_target ORDER BY position, name")  # noqa: S608
        return [_setting_of(*row) for row in rows]

    def relays(self, kind: str) -> list[str]:
        """The addresses of enabled targets of a kind."""
        rows = self._connection.execute(
            "SELECT address FROM market_target WHERE kind = ? AND enabled ORDER BY position, name", (kind,)
        )
        return [address for (address,) in rows]

    def targets(self) -> list[TargetState]:
        """All targets in their order, with their sums."""
        rows = self._connection.execute(f"SELECT {_STATE} FROM market_target ORDER BY position, name")  # noqa: S608
        return [self._state(*row) for row in rows.fetchall()]

    def _state(
        self, name: str, kind: str, address: str, enabled: int, scope: str, options: str, *more: object
    ) -> TargetState:
        last_ok, reconciled, backoff_until, tries, error, who = more
        setting = _setting_of(name, kind, address, enabled, scope, options)
        shown, parked = self._connection.execute(
            "SELECT ifnull(sum(digest <> ''), 0), ifnull(sum(parked), 0) FROM market_ack WHERE target = ?", (name,)
        ).fetchone()
        scoped = (name, int(scope == "featured"))
        (differing,) = self._connection.execute(f"SELECT count(*) {_DIFFERS}", scoped).fetchone()
        (foreign,) = self._connection.execute(f"SELECT count(*) {_FOREIGN}", (name,)).fetchone()
        refusal, refusal_who = self._connection.execute(_REFUSAL, (name,)).fetchone() or ("", "")
        return TargetState(
            setting,
            _whole(last_ok),
            _whole(reconciled),
            _whole(backoff_until),
            _whole(tries),
            str(error),
            Who(str(who)),
            shown,
            differing + foreign,
            parked,
            refusal,
            Who(refusal_who),
        )

    def put_target(self, setting: TargetSetting) -> None:
        """Add or change a target."""
        self._connection.execute(
            "INSERT INTO market_target (name, position, kind, address, enabled, scope, options, cursor, last_ok, "
            "reconciled, announced, backoff_until, tries, error, who) VALUES (?, "
            "(SELECT ifnull(max(position), 0) + 1 FROM market_target), ?, ?, ?, ?, ?, 0, 0, 0, '', 0, 0, '', '') "
            "ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, address = excluded.address, "
            "enabled = excluded.enabled, scope = excluded.scope, options = excluded.options",
            (
                setting.name,
                setting.kind,
                setting.address,
                int(setting.enabled),
                setting.scope,
                json.dumps(dict(setting.options), ensure_ascii=False, sort_keys=True),
            ),
        )

    def remove_target(self, name: str) -> None:
        """Forget a target."""
        self._connection.execute("DELETE FROM market_ack WHERE target = ?", (name,))
        self._connection.execute("DELETE FROM market_target WHERE name = ?", (name,))

    def begin_anew(self, name: str) -> None:
        """Nothing is known of it."""
        self._connection.execute("DELETE FROM market_ack WHERE target = ?", (name,))
        self.mark(name, cursor=0, last_ok=0, reconciled=0, announced="", backoff_until=0, tries=0, error="", who="")

    def marks(self, target: str) -> TargetMarks | None:
        """What is kept of the talk."""
        row = self._connection.execute(
            "SELECT cursor, announced, tries, backoff_until FROM market_target WHERE name = ?", (target,)
        ).fetchone()
        return None if row is None else TargetMarks(*row)

    def mark(self, target: str, **values: int | str) -> None:
        """Change columns of a target's row."""
        if not _MARKS.issuperset(values):
            raise ValueError(f"no marks of a target: {sorted(values)}")
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE market_target SET {columns} WHERE name = ?",  # noqa: S608 - names out of a fixed set
            (*values.values(), target),
        )

    def work(self, target: str, featured: bool, limit: int) -> list[Version]:
        """Where a target has another version than it should."""
        rows = self._connection.execute(_WORK, (target, int(featured), limit))
        return [Version(*row[:5]) for row in rows]

    def versions(self, target: str, featured: bool, after: str, limit: int) -> list[Version]:
        """All that a target should show."""
        rows = self._connection.execute(
            f'SELECT k, stamp, first_at, digest, "view" FROM ({_DESIRED}) WHERE "view" <> \'\' AND k > ?1 '  # noqa: S608
            "ORDER BY k LIMIT ?3",
            (after, int(featured), limit),
        )
        return [Version(*row) for row in rows]

    def ack(self, target: str, acks: Sequence[Acked]) -> None:
        """What a target has now; it counts as good news of the target too."""
        self._connection.executemany(
            'INSERT OR REPLACE INTO market_ack (target, "key", digest, ref, stamp, parked, error, who) '
            "SELECT ?1, ?2, ?3, ?4, ?5, 0, '', '' FROM market_target WHERE name = ?1",
            [(target, ack.key, ack.digest, ack.ref, ack.stamp) for ack in acks],
        )
        self._raise_stamps([(ack.key, ack.stamp) for ack in acks])
        self._connection.executemany(
            "DELETE FROM market_ack WHERE target = ? AND \"key\" = ? AND digest = '' "
            'AND NOT EXISTS (SELECT 1 FROM market_article a WHERE a."key" = market_ack."key")',
            [(target, ack.key) for ack in acks],
        )

    def differs(self, target: str, differences: Sequence[Difference]) -> None:
        """A target has something else than we thought."""
        self._connection.executemany(
            'INSERT OR REPLACE INTO market_ack (target, "key", digest, ref, stamp, parked, error, who) '
            "SELECT ?1, ?2, ?3, ?4, ?5, 0, '', '' FROM market_target WHERE name = ?1",
            [(target, one.key, one.digest, one.ref, one.stamp) for one in differences],
        )
        self._raise_stamps([(one.key, one.stamp + 1) for one in differences if one.stamp])

    def stale(self, target: str, before: int, limit: int) -> int:
        """What was told before then counts as not told."""
        return self._connection.execute(
            'UPDATE market_ack SET digest = \'stale\' WHERE target = ?1 AND "key" IN (SELECT h."key" FROM market_ack h '
            'JOIN market_article a ON a."key" = h."key" WHERE h.target = ?1 AND h.stamp < ?2 AND h.digest = a.digest '
            "AND a.\"view\" <> '' AND a.stamp > h.stamp LIMIT ?3)",
            (target, before, limit),
        ).rowcount

    def _raise_stamps(self, stamps: Sequence[tuple[str, int]]) -> None:
        self._connection.executemany(
            'UPDATE market_article SET stamp = ?1 WHERE "key" = ?2 AND stamp < ?1',
            [(stamp, key) for key, stamp in stamps],
        )

    def acks(self, target: str) -> dict[str, Acked]:
        """What a target has acknowledged."""
        rows = self._connection.execute('SELECT "key", digest, ref, stamp FROM market_ack WHERE target = ?', (target,))
        return {row[0]: Acked(*row) for row in rows}

    def park(self, target: str, key: str, error: str, who: Who, stamp: int) -> None:
        """A target refused this version."""
        self._connection.execute(
            'INSERT INTO market_ack (target, "key", digest, ref, stamp, parked, error, who) '
            "SELECT ?1, ?2, '', '', ?3, 1, ?4, ?5 FROM market_target WHERE name = ?1 "
            'ON CONFLICT (target, "key") DO UPDATE SET stamp = ?3, parked = 1, error = ?4, who = ?5',
            (target, key, stamp, error, who.value),
        )

    def unpark(self, target: str) -> None:
        """Offer it once more."""
        self._connection.execute("UPDATE market_ack SET parked = 0, error = '', who = '' WHERE target = ?", (target,))

    def parked(self, target: str) -> Mapping[str, tuple[str, Who]]:
        """What a target refused."""
        rows = self._connection.execute(
            'SELECT "key", error, who FROM market_ack WHERE target = ? AND parked', (target,)
        )
        return {key: (error, Who(who)) for key, error, who in rows}


def _setting_of(name: str, kind: str, address: str, enabled: int, scope: str, options: str) -> TargetSetting:
    return TargetSetting(name, kind, address, bool(enabled), scope, tuple(sorted(json.loads(options).items())))


def _whole(value: object) -> int:
    return int(str(value))
