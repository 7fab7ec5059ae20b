"""What is shown: by default, by department, by article; and what the world sees of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kasse.books.market import Goods, Hidden, PublicView, SwitchKey
from kasse.errors import Refused
from kasse.market.buckets import bucket_of
from kasse.market.part import Part
from kasse.market.view import hidden, is_restricted, view_of
from kasse.people import Actor, Permission
from kasse.ports import Work
from kasse.quantity import Quantity
from kasse.texts import _

_SLICE, _SLICES = 200, 10
"""Where the list is filtered, so many products are looked at for one page of it, so that a sale can come in between."""


class DepartmentSwitch(NamedTuple):
    """A department on the market page: how many `articles` it has and how many of them the world sees."""

    name: str
    restricted: bool
    shown: bool
    articles: int
    visible: int


class PreviewRow(NamedTuple):
    """An article as the world sees it, or why it does not; `switched` is the owner's own word, None for none."""

    product: int
    name: str
    code: str
    view: PublicView | None
    hidden: Hidden | None
    switched: bool | None
    department: str = ""


class Preview(NamedTuple):
    """Some rows; `after` is where to go on, None where the list ends."""

    rows: tuple[PreviewRow, ...]
    after: int | None


class MarketCounts(NamedTuple):
    """How many articles are shown, how many are not and why, and how many wait for the next news."""

    shown: int
    hidden: Mapping[Hidden, int]
    waiting: int


class _Looked(NamedTuple):
    """What is needed to look at many articles."""

    language: str
    switches: Mapping[SwitchKey, bool]
    spoken: Mapping[int, Quantity]


class Switches(Part):
    """What is shown and what is not."""

    def departments(self) -> list[DepartmentSwitch]:
        """All departments. Looks at all goods that were ever in stock: by a reader beside, where these are many."""
        with self._store.read() as work:
            looked = _looked(work)
            visible = Counter(
                one.department
                for some in work.market.goods_in_stock()
                for one in some
                if not hidden(one, looked.switches)
            )
            return [
                DepartmentSwitch(
                    name,
                    restricted := is_restricted(name, age_limit),
                    looked.switches.get(("department", name), not restricted),
                    articles,
                    visible[name],
                )
                for name, age_limit, articles in work.market.departments()
            ]

    def switch_department(self, actor: Actor, name: str, shown: bool) -> None:
        """Show a department's articles or do not; what is restricted is shown by this alone."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            age_limit = next((age for known, age, _count in work.market.departments() if known == name), None)
            if age_limit is None:
                raise Refused("no_department", _("There is no department {name}.").format(name=name[:60]))
            by_default = not is_restricted(name, age_limit)
            self._switch(work, actor, "department", name, None if shown == by_default else shown)

    def switch_article(self, actor: Actor, product: int, shown: bool | None) -> None:
        """Show an article or do not, whatever its department says; None: as its department says."""
        actor.require(Permission.SETTINGS)
        with self._store.write() as work:
            if work.catalog.product(product) is None:
                raise Refused("no_product", _("This article is no longer there."))
            self._switch(work, actor, "article", str(product), shown)

    def _switch(self, work: Work, actor: Actor, kind: str, ref: str, shown: bool | None) -> None:
        before = work.market.switches().get((kind, ref))
        if before == shown:
            return
        work.market.put_switch(kind, ref, shown)
        self._note(work, actor, f"{kind} {ref}", _said(before), _said(shown))

    def preview(
        self,
        text: str = "",
        hidden: Hidden | None = None,
        after: int = 0,
        limit: int = 100,
        *,
        shown: bool = False,
    ) -> Preview:
        """What the world sees, best sellers first; only what is hidden for a reason, or only what is `shown`.

        A page may hold fewer rows than it could, none even: it goes on as long as `after` is not None.
        """
        filtered = shown or hidden is not None
        rows: list[PreviewRow] = []
        with self._store.read() as work:
            looked = _looked(work)
            for _slice in range(_SLICES if filtered else 1):
                goods, more = work.market.goods_listed(text, after, _SLICE if filtered and not text else limit)
                rows += [row for row in _rows(work, goods, looked) if _asked_for(row, hidden, shown)]
                after = more or 0
                if more is None or len(rows) >= limit:
                    return Preview(tuple(rows), more)
        return Preview(tuple(rows), after)

    def views(self) -> list[PublicView]:
        """All that the world would see now, by key."""
        with self._store.read() as work:
            looked = _looked(work)
            rows = [row for some in work.market.goods_in_stock() for row in _rows(work, some, looked)]
        return sorted((row.view for row in rows if row.view), key=lambda view: view.key)

    def counts(self) -> MarketCounts:
        """How many are shown and how many are not. As `departments`, it looks at all that was ever in stock."""
        with self._store.read() as work:
            switches = work.market.switches()
            reasons: Counter[Hidden | None] = Counter(
                hidden(one, switches) for some in work.market.goods_in_stock() for one in some
            )
            known = reasons.total() - reasons[Hidden.NOT_GOODS]
            goods = sum(count for _name, _age, count in work.market.departments())
            reasons[Hidden.NO_STOCK_KEPT] += max(0, goods - known)
            _shown, waiting = work.market.totals()
        return MarketCounts(
            reasons[None], {reason: count for reason, count in reasons.items() if reason and count}, waiting
        )


def spoken_for(work: Work) -> Mapping[int, Quantity]:
    """What accepted reservations hold of each product."""
    return work.reservations.spoken_for()


def _looked(work: Work) -> _Looked:
    return _Looked(work.settings.shop().language, work.market.switches(), spoken_for(work))


def _rows(work: Work, goods: Iterable[Goods], looked: _Looked) -> list[PreviewRow]:
    goods = list(goods)
    out = work.market.articles([one.product for one in goods])
    found = []
    for one in goods:
        why = hidden(one, looked.switches)
        view = None
        if why is None:
            level = one.level - looked.spoken.get(one.product, Quantity(0))
            before = next((row.bucket for row in out.get(one.product, ()) if row.view), None)
            view = view_of(one, bucket_of(level, before), looked.language)
        switched = looked.switches.get(("article", str(one.product)))
        found.append(PreviewRow(one.product, one.name, min(one.codes, default=""), view, why, switched, one.department))
    return found


def _asked_for(row: PreviewRow, why: Hidden | None, shown: bool) -> bool:
    if shown:
        return row.view is not None
    return why is None or row.hidden is why


def _said(shown: bool | None) -> str:
    return "" if shown is None else "on" if shown else "off"
