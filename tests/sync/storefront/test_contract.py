"""Every kind of place holds the market's contract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest

from kasse.books.market import PublicShop
from kasse.clock import Clock
from kasse.errors import Unavailable
from kasse.market.target import MarketTarget
from sync.storefront import manifest, paths
from sync.storefront.store import Store
from tests.contracts.market_target import MarketTargetContract
from tests.sync.storefront.media import Place
from tests.sync.storefront.shop import CLOCK, SHOP


@dataclass
class Traffic:
    """What went over the wire: changes of what the world sees, and how many answers are still to be lost."""

    writes: int = 0
    to_lose: int = 0


class Wire:
    """A store whose answers may be lost."""

    def __init__(self, store: Store, traffic: Traffic) -> None:
        self._inner = store
        self._traffic = traffic

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        mark = self._inner.write(path, data, match=match)
        self._traffic.writes += path != manifest.PATH
        if self._traffic.to_lose:
            self._traffic.to_lose -= 1
            raise Unavailable("lost", "The answer was lost.")
        return mark

    def remove(self, path: str) -> None:
        self._traffic.writes += 1
        self._inner.remove(path)


class PlaceContract(MarketTargetContract):
    """The hooks, by the bare files."""

    place: Place

    @pytest.fixture(autouse=True)
    def _opened(self) -> Iterator[None]:
        self.traffic = Traffic()
        self.targets: list[MarketTarget] = []
        self.files: Store | None = None
        yield
        for each in (*self.targets, self.files):
            if each is not None:
                each.close()

    @property
    def bare(self) -> Store:
        self.files = self.files or self.place.store(SHOP, CLOCK)
        return self.files

    def open_target(self, shop: PublicShop, clock: Clock) -> MarketTarget:
        target = self.place.open(shop, clock)
        target._store = cast("Store", Wire(target._store, self.traffic))
        self.targets.append(target)
        return target

    def lose_acks(self, count: int) -> None:
        self.traffic.to_lose = count

    def remote_writes(self) -> int:
        return self.traffic.writes

    def remote_count(self, key: str) -> int:
        there = [self.bare.read(path) for path in (paths.page(key), paths.picture(key))]
        return int(any(there))

    def remote_name(self, key: str) -> str:
        stored = self.bare.read(paths.page(key))
        return stored.data.decode().partition("<h1><bdi>")[2].partition("</bdi>")[0] if stored else ""

    def remote_remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.bare.remove(paths.page(key))

    def remote_alter(self, keys: Sequence[str]) -> None:
        for key in keys:
            stored = self.bare.read(paths.page(key))
            assert stored is not None
            self.bare.write(paths.page(key), stored.data.replace(b"<h1><bdi>", b"<h1><bdi>Alt "))

    def remote_foreign(self, key: str) -> None:
        self.bare.write(paths.page(key), b"<!doctype html><title>Fremd</title><h1><bdi>Fremd</bdi></h1>")


class TestFolder(PlaceContract):
    stride = 3

    @pytest.fixture(autouse=True)
    def _place(self, folder_place: Place) -> None:
        self.place = folder_place


class TestWebdav(PlaceContract):
    stride = 13

    @pytest.fixture(autouse=True)
    def _place(self, webdav_place: Place) -> None:
        self.place = webdav_place


class TestS3(PlaceContract):
    stride = 29

    @pytest.fixture(autouse=True)
    def _place(self, s3_place: Place) -> None:
        self.place = s3_place


class TestSftp(PlaceContract):
    stride = 29

    @pytest.fixture(autouse=True)
    def _place(self, sftp_place: Place) -> None:
        self.place = sftp_place
