"""From what changed in the shop to the versions that targets should show: short steps, each one transaction.

The publisher calls them from outside the store thread. A kill between any two loses nothing: what changed stays noted
until its article was looked at, a version stays wanted until it has its stamp, and work is where a target differs.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from kasse.books.market import Acked, Difference, Listing, PublicShop, TargetMarks, TargetSetting, Version, Who
from kasse.market.buckets import FLIPS_A_DAY
from kasse.market.desired import Moment, looked_at, released
from kasse.market.part import Part, is_on, public_shop
from kasse.market.switches import spoken_for
from kasse.market.target import Ack
from kasse.market.view import key_of, listing_of, shop_mark
from kasse.ports import Work

AT_ONCE = 60
"""So many articles are looked at in one transaction: a few milliseconds of the store thread."""

UNKNOWN = "unknown"
"""Stands for the digest of a version of which only the target's own name is known."""


class Expected(NamedTuple):
    """What a target should show under a key: our digest and stamp, and how the target would call that version."""

    digest: str
    stamp: int
    ref: str


class Compared(NamedTuple):
    """What is news of a target's articles, and how many of them differ from what they should be."""

    news: Sequence[Acked | Difference]
    differing: int

    def portions(self) -> Iterator[Sequence[Acked | Difference]]:
        """The news in portions, each a few milliseconds of the store thread."""
        return (self.news[start : start + AT_ONCE] for start in range(0, len(self.news), AT_ONCE))


class Pipeline(Part):
    """The steps, in the order in which the publisher takes them."""

    def look(self, limit: int = AT_ONCE) -> bool:
        """Look at so many articles that changed; True where more are left."""
        with self._store.write() as work:
            if not is_on(work):
                return False
            moment = self._moment(work)
            products = work.market.take_changes(limit)
            if not products:
                products = work.market.capped(FLIPS_A_DAY, moment.today)[:limit]
            if products:
                self._look_at(work, products, moment)
            return work.market.has_changes()

    def _look_at(self, work: Work, products: Sequence[int], moment: Moment) -> None:
        goods = {one.product: one for one in work.market.goods(products)}
        for number in products:  # one by one: a code may have gone from one of them to another
            mine, one = work.market.articles([number]).get(number, []), goods.get(number)
            others = None
            if one is not None and all(row.key != key_of(one) for row in mine):
                others = work.market.article(key_of(one))
            work.market.put_articles(list(looked_at(one, mine, moment, others)))

    def release(self, urgent_only: bool = False, limit: int = AT_ONCE) -> int:
        """Up to so many versions that are due get their stamp and are what targets should show; gives how many."""
        with self._store.write() as work:
            due = work.market.due(self._now(), urgent_only, limit)
            if due:
                moment = self._moment(work)
                work.market.put_articles([released(row, moment) for row in due])
            return len(due)

    def renew(self, target: str, expires: int, limit: int = AT_ONCE) -> int:
        """What a target forgets after `expires` seconds is told it again from half of them on; gives how many."""
        before = self._now() - expires // 2
        with self._store.write() as work:
            old = work.market.older(before, limit)
            work.market.put_articles([row._replace(stamp=max(self._now(), row.stamp + 1)) for row in old])
            return work.market.stale(target, before, limit)

    def work(self, target: str, limit: int = 50) -> list[Listing]:
        """Where a target has another version than it should: what is gone first, the rest in no order at all."""
        return [listing_of(version) for version in self.raw_work(target, limit)]

    def raw_work(self, target: str, limit: int = 50) -> list[Version]:
        """As `work`, with views to be read elsewhere."""
        with self._store.read() as work:
            found = work.market.work(target, _featured(work, target), limit)
        now = self._now()
        return [one if one.first else one._replace(stamp=max(now, one.stamp)) for one in found]

    def listings(self, target: str) -> list[Listing]:
        """All that should be there."""
        found: list[Listing] = []
        while some := self.raw_listings(target, found[-1].key if found else ""):
            found += [listing_of(version) for version in some]
        return found

    def raw_listings(self, target: str, after: str = "", limit: int = 500) -> list[Version]:
        """A slice of all that should be there, with views to be read elsewhere."""
        with self._store.read() as work:
            return work.market.versions(target, _featured(work, target), after, limit)

    def acked(self, target: str, acks: Sequence[Acked]) -> None:
        """A target has these now, and is forgiven: failures count in a row."""
        with self._store.write() as work:
            work.market.ack(target, acks)
            work.market.mark(target, tries=0)

    def parked(self, target: str, key: str, error: str, who: Who, stamp: int = 0) -> None:
        """A target refused a version for good: it is offered the next one, and this one after `try_again`."""
        with self._store.write() as work:
            article = work.market.article(key)
            work.market.park(target, key, error[:300], who, stamp or (article.stamp if article else 0))

    def reconcile(self, target: str, snapshot: Mapping[str, Ack], expected: Mapping[str, Expected]) -> int:
        """Compare what is there with what should be; differences become work. Gives how many differ."""
        compared = self.compare(target, snapshot, expected)
        for portion in compared.portions():
            self.found(target, portion)
        self.reconciled(target)
        return compared.differing

    def compare(self, target: str, snapshot: Mapping[str, Ack], expected: Mapping[str, Expected]) -> "Compared":
        """What the books should say of a target from now on, by what is there. Only reads."""
        with self._store.read() as work:
            acks, refused = work.market.acks(target), work.market.parked(target)
        news: list[Acked | Difference] = []
        differing = 0
        for key in (snapshot.keys() | expected.keys() | acks.keys()) - refused.keys():
            known = acks.get(key)
            found = _compared(key, snapshot.get(key), expected.get(key), known)
            differing += isinstance(found, Difference)
            if _is_news(found, known):
                news.append(found)
        return Compared(news, differing)

    def found(self, target: str, portion: Sequence[Acked | Difference]) -> None:
        """Put down what was found at a target."""
        with self._store.write() as work:
            work.market.ack(target, [one for one in portion if isinstance(one, Acked)])
            work.market.differs(target, [one for one in portion if isinstance(one, Difference)])

    def reconciled(self, target: str) -> None:
        """All that was found there is put down."""
        with self._store.write() as work:
            work.market.mark(target, reconciled=self._now())

    def _moment(self, work: Work) -> Moment:
        shop = public_shop(work)
        today = work.settings.shop().time.business_day(self._clock.now()).isoformat()
        return Moment(self._now(), today, shop.language, shop_mark(shop), work.market.switches(), spoken_for(work))

    # How it stands with a target

    def cursor(self, target: str) -> int:
        """Where the target's messages were read up to."""
        with self._store.read() as work:
            marks = work.market.marks(target)
            return marks.cursor if marks else 0

    def heard(self, target: str, cursor: int) -> None:
        """Messages were read up to here."""
        with self._store.write() as work:
            work.market.mark(target, cursor=cursor)

    def announced_digest(self, target: str) -> str:
        """The digest of the shop as the target knows it."""
        with self._store.read() as work:
            marks = work.market.marks(target)
            return marks.announced if marks else ""

    def announced(self, target: str, digest: str) -> None:
        """The target knows the shop as it is."""
        with self._store.write() as work:
            work.market.mark(target, announced=digest)

    def failed(self, target: str, error: str, who: Who = Who.NOBODY, until: int = 0) -> None:
        """Nothing goes to the target until then."""
        with self._store.write() as work:
            marks = work.market.marks(target)
            if marks is not None:
                work.market.mark(target, error=error[:300], who=who.value, backoff_until=until, tries=marks.tries + 1)

    def patience(self, target: str) -> TargetMarks:
        """How often in a row the target failed, and until when nothing goes there."""
        with self._store.read() as work:
            return work.market.marks(target) or TargetMarks()

    def succeeded(self, target: str) -> None:
        """All is well with the target."""
        with self._store.write() as work:
            work.market.mark(target, error="", who="", backoff_until=0, tries=0, last_ok=self._now())

    def situation(self) -> "Situation":
        """Whether anything may go out, and the shop as targets are opened with it."""
        with self._store.read() as work:
            serial = work.settings.shop().till_serial
            return Situation(is_on(work), work.training, public_shop(work), serial, work.market.settings())


class Situation(NamedTuple):
    """What a publisher asks before each round. Off, it still takes away what is out; a training copy does nothing."""

    on: bool
    training: bool
    shop: PublicShop
    serial: str
    settings: list[TargetSetting]


def _featured(work: Work, target: str) -> bool:
    return any(state.name == target and state.scope == "featured" for state in work.market.settings())


def _compared(key: str, there: Ack | None, wanted: Expected | None, known: Acked | None) -> Acked | Difference | None:
    """What the books should say the target has; None where nothing is there and nothing should be."""
    if there is None or not there.ref:
        if wanted is not None:
            return Difference(key, "", "", there.stamp if there else 0)
        return Acked(key, "", "", known.stamp) if known is not None and known.digest else None
    if wanted is not None and wanted.ref == there.ref:
        return Acked(key, wanted.digest, there.ref, max(there.stamp, wanted.stamp))
    return Difference(key, UNKNOWN, there.ref, there.stamp)


def _is_news(one: Acked | Difference | None, known: Acked | None) -> TypeGuard[Acked | Difference]:
    if one is None or isinstance(one, Acked):
        return one is not None and one != known
    if known is None:
        return bool(one.digest or one.stamp)
    return (known.digest, known.ref, known.stamp) != one[1:]
