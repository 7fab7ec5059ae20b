"""The storefront as a target of the market: an article is a page and a picture, all articles are a website.

An upsert writes the article's own files. What is made of all articles (lists, feeds, site map) is written once, after
a pass that changed something, and only where it differs; the catalogue comes last. A second till that writes to the
same place is found by the mark of our own memory file, which only we replace.

Whether a page is still what we wrote is asked of the place by one list of marks; what has another mark than we remember
is read and digested. So a page that was altered, lost or added there differs from what is expected, and is put right.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kasse.books.market import Answer, Listing, PublicShop, Who
from kasse.market.target import Ack, Capabilities, Inbox, NotTaken, Opening
from kasse.texts import _
from sync.storefront import beckn, feeds, manifest, pages, paths, site
from sync.storefront.manifest import Manifest, digest, reference
from sync.storefront.pages import Site
from sync.storefront.store import TEMPORARY, Changed, Store, no_folder
from sync.storefront.wording import Words

SITE = "site"
"""Under this key a snapshot tells that a file of the website itself is missing or altered."""
_FOLDERS = ("all/", "d/", "feeds/", "imprint/", "near/", "beckn/", ".well-known/")
"""Where the website's own files are, beside the first folder itself."""


class Storefront:
    """Implements `MarketTarget` on any `Store`."""

    def __init__(self, opening: Opening, store: Store, rate: int) -> None:
        self._setting = opening.setting
        self._options = dict(opening.setting.options)
        self._store = store
        self._rate = rate
        self._site = _site(opening.shop, self._options)
        self._writer = secrets.token_hex(8)
        self._known: Manifest | None = None
        self._mark = ""
        self._packed = b""
        self._stamps: dict[str, int] = {}
        self._lineage: beckn.Lineage | None = None

    # What it is, without any network

    def capabilities(self) -> Capabilities:
        """Files stay until they are taken away, and nobody orders from one."""
        return Capabilities(orders=False, expires=0, rate=self._rate, burst=max(1, self._rate * 2))

    def expected(self, listing: Listing) -> str:
        """The digest of the files that it makes."""
        if listing.view is None:
            return ""
        made = pages.article_files(self._site, listing.view)
        return reference({path: digest(data) for path, data in made.items()})

    def time_offset(self) -> int | None:
        """By the place's own clock."""
        return self._store.time_offset()

    def poll(self, since: int) -> Inbox:
        """Nobody writes to a file."""
        return Inbox((), since)

    def reply(self, answer: Answer) -> Ack:
        """Nobody reads it here."""
        return Ack("", answer.at)

    def close(self) -> None:
        """Let go of connections."""
        self._store.close()

    # Writing

    def announce(self, shop: PublicShop, stamp: int) -> Ack:
        """The files that all pages need, and who the shop is."""
        self._site = _site(shop, self._options)
        known = self._memory()
        made = self._constant()
        for path, data in made.items():
            self._put(known, path, data)
        return Ack(reference({path: digest(data) for path, data in made.items()}), stamp)

    def upsert(self, listing: Listing) -> Ack:
        """Write its page, and its picture where that is another one."""
        if listing.view is None:
            return self.retire(listing)
        known = self._memory()
        if listing.stamp < self._stamps.get(listing.key, 0):  # a newer one is there
            return Ack(self._reference(known, listing.key), self._stamps[listing.key])
        self._stamps[listing.key] = listing.stamp
        made = pages.article_files(self._site, listing.view)
        page = paths.page(listing.key)
        for path in sorted(made, key=lambda path: path == page):  # the page, which shows the picture, comes last
            self._put(known, path, made[path], always=path == page)
        return Ack(reference({path: digest(data) for path, data in made.items()}), listing.stamp)

    def retire(self, listing: Listing) -> Ack:
        """Take its files away: servers then answer 404, with a page that says so. The next site map is without it."""
        if listing.key != SITE:
            known = self._memory()
            self._stamps[listing.key] = listing.stamp
            for path in (paths.page(listing.key), paths.picture(listing.key)):
                self._store.remove(path)
                known.files.pop(path, None)
        return Ack("", listing.stamp)

    def finish(self, listings: Sequence[Listing]) -> None:
        """Write what is made of all articles where it differs, the catalogue last, and remember it."""
        known = self._memory()
        self._look_for_others()
        made, kept = self._everything(known, listings)
        for path, data in made.items():
            self._put(known, path, data)
        for path in [path for path in known.files if not paths.key_of(path) and path not in made and path not in kept]:
            self._store.remove(path)
            del known.files[path]
        self._remember()

    def _put(self, known: Manifest, path: str, data: bytes, *, always: bool = False) -> None:
        if always or not known.holds(path, data):
            known.files.pop(path, None)  # until it is written, nobody knows which version is there
            known.files[path] = (digest(data), self._store.write(path, data))

    def _constant(self) -> dict[str, bytes]:
        return (
            site.constant_files(self._site)
            | near_files(self._site.shop, self._site.words.language)
            | feeds.constant_feeds(self._site)
        )

    def _everything(self, known: Manifest, listings: Sequence[Listing]) -> tuple[dict[str, bytes], frozenset[str]]:
        """All files of the website in the order of writing, and those that stay as they are."""
        shown = [each for each in listings if each.view is not None]
        days = self._days(known, shown)
        made = self._constant()
        made |= site.list_files(self._site, [each.view for each in shown if each.view])
        kept: frozenset[str] = frozenset()
        if self._options.get("beckn") == "1" and self._site.shop.website:
            files, kept = self._beckn(shown)
            made |= files
        return made | feeds.list_feeds(self._site, shown, days), kept

    def _beckn(self, shown: Sequence[Listing]) -> beckn.Published:
        def there(path: str) -> bytes | None:
            stored = self._store.read(path)
            return None if stored is None else stored.data

        if self._lineage is None:
            from sync import secrets as kept

            signer = beckn.KeptSigner(self._site.shop.key, self._setting.name, kept.get, kept.put)
            self._lineage = beckn.Lineage(signer)
        return self._lineage.files(self._site.shop, shown, there)

    def _days(self, known: Manifest, shown: Iterable[Listing]) -> dict[str, date]:
        """The day on which each page became what it is; a version that only was renewed keeps its day."""
        days: dict[str, tuple[str, date]] = {}
        for each in shown:
            ref = self._reference(known, each.key)
            before = known.days.get(each.key)
            days[each.key] = before if before and before[0] == ref else (ref, feeds.day_of(each.stamp))
        known.days = days
        return {key: day for key, (_ref, day) in days.items()}

    @staticmethod
    def _reference(known: Manifest, key: str) -> str:
        return reference({path: known.files.get(path, ("", ""))[0] for path in (paths.page(key), paths.picture(key))})

    # What is there

    def snapshot(self) -> Mapping[str, Ack]:
        """The articles that are there, by what their files really hold."""
        known = self._memory()
        self._look_for_others()
        marks = self._clean({path: mark for folder in paths.OWN for path, mark in self._store.list(folder).items()})
        learned = False
        found: dict[str, dict[str, str]] = {}
        for path, mark in marks.items():
            key = paths.key_of(path)
            if key:
                learned |= self._learn(known, path, mark)
                found.setdefault(key, {})[path] = known.files[path][0]
        for path in [path for path in known.files if paths.key_of(path) and path not in marks]:
            del known.files[path]
        snapshot = {key: Ack(reference(files)) for key, files in found.items()}
        if self._site_differs(known):
            snapshot[SITE] = Ack(SITE)
        if learned and self._mark:
            self._remember()
        return snapshot

    def _learn(self, known: Manifest, path: str, mark: str) -> bool:
        """Make sure of a file: by its mark, or by reading it."""
        if mark and known.files.get(path, ("", ""))[1] == mark:
            return False
        stored = self._store.read(path)
        before = known.files.get(path)
        known.files[path] = (digest(stored.data) if stored else "", mark)
        return known.files[path] != before

    def _site_differs(self, known: Manifest) -> bool:
        """Whether a file of the website is missing or altered; what is so is known no more, and so written again."""
        ours = [path for path in known.files if not paths.key_of(path)]
        if not ours:
            return False
        marks = {path: mark for folder in self._folders(ours) for path, mark in self._store.list(folder).items()}
        differs = False
        for path in ours:
            before = known.files[path][0]
            mark = marks.get(path) if "/" in path else self._store.mark(path)
            if mark is None:
                known.files[path] = ("", "")
            else:
                self._learn(known, path, mark)
            if known.files[path][0] != before:
                differs = True
        return differs

    @staticmethod
    def _folders(ours: Iterable[str]) -> list[str]:
        there = {path.partition("/")[0] + "/" for path in ours if "/" in path}
        return [folder for folder in _FOLDERS if folder in there]

    def _clean(self, marks: dict[str, str]) -> dict[str, str]:
        """Without what was being written when somebody pulled the plug; that is removed."""
        for path in [path for path in marks if path.endswith(TEMPORARY)]:
            self._store.remove(path)
            del marks[path]
        return marks

    # Our memory, and others

    def _memory(self) -> Manifest:
        """What we remember of the place; looked at once, and again after somebody else was found there."""
        if self._known is None:
            stored = self._store.read(manifest.PATH)
            known = manifest.read(stored.data) if stored else None
            self._refuse_strangers(known)
            self._mark = stored.mark if stored else ""
            self._known = replace(known or Manifest(), writer=self._writer, shop=self._site.shop.key)
            self._packed = self._known.packed() if known else b""
        return self._known

    def _refuse_strangers(self, known: Manifest | None) -> None:
        if known is not None and known.shop and self._site.shop.key and known.shop != self._site.shop.key:
            text = _("Another shop publishes in {place}. Choose a folder of your own, or empty this one.")
            raise NotTaken("another_shop", text.format(place=self._setting.address), Who.OWNER)
        if known is None and not self._is_ours():
            text = _("There is a website in {place} that is not ours. Choose an empty folder, so that nothing is lost.")
            raise NotTaken("place_taken", text.format(place=self._setting.address), Who.OWNER)

    def _is_ours(self) -> bool:
        """Whether the front page that is there, if any, was made by a till."""
        front = self._store.read("index.html")
        return front is None or f'content="{pages.GENERATOR}"'.encode() in front.data

    def _look_for_others(self) -> None:
        mark = self._store.mark(manifest.PATH) or ""
        if mark != self._mark:
            self._meet_another()

    def _meet_another(self) -> None:
        """Our memory was written by somebody else, or by us where the answer was lost."""
        stored = self._store.read(manifest.PATH)
        other = manifest.read(stored.data) if stored else None
        if stored is None or other is None or other.writer == self._writer:
            self._mark = stored.mark if stored else ""
            return
        self._known = None  # the next time we begin with what is there then
        text = _("A second till publishes in {place}. Let only one of them do it, or give each a folder of its own.")
        raise NotTaken("second_writer", text.format(place=self._setting.address), Who.OWNER)

    def _remember(self) -> None:
        """Write down what we know, in place of what we wrote down before."""
        data = self._memory().packed()
        if data == self._packed and self._mark:
            return
        for _attempt in range(2):
            try:
                self._mark = self._store.write(manifest.PATH, data, match=self._mark)
            except Changed:
                self._meet_another()
            else:
                self._packed = data
                return


def near_files(shop: PublicShop, language: str) -> dict[str, bytes]:
    """The page that finds goods nearby, as a part of this website."""
    if not shop.relays:
        return {}
    from sync.storefront.near import NearConfig, files

    here = None if shop.latitude is None or shop.longitude is None else (shop.latitude, shop.longitude)
    return files(NearConfig(shop.relays, language, shop.name, here))


def _site(shop: PublicShop, options: Mapping[str, str]) -> Site:
    """`language` and `store_code` are the owner's options; without them it is the shop's own language."""
    words = Words(options.get("language") or shop.language)
    return Site(shop, words, options.get("store_code", ""), near=bool(shop.relays))


# How each kind of place is opened: the entry points


def open_folder(opening: Opening) -> Storefront:
    """A folder on this computer."""
    from sync.storefront.folder import FolderStore

    folder = Path(opening.setting.address.removeprefix("file://")).expanduser()
    if not folder.is_absolute():
        raise no_folder(opening.setting.address)
    return Storefront(opening, FolderStore(folder), 0)


def open_webdav(opening: Opening) -> Storefront:
    """A folder on a WebDAV server. Option `user`; the secret is the password."""
    from sync.storefront.webdav import WebdavStore

    user = dict(opening.setting.options).get("user", "")
    return Storefront(opening, WebdavStore(opening.setting.address, user, opening.secret), 20)


def open_s3(opening: Opening) -> Storefront:
    """A bucket. Options `user` (the access key), `endpoint`, `region`; the secret is the secret key."""
    from sync.storefront.s3 import S3Store

    options = dict(opening.setting.options)
    endpoint, region = options.get("endpoint", ""), options.get("region", "")
    user = options.get("user", "")
    store = S3Store(opening.setting.address, user, opening.secret, endpoint=endpoint, region=region)
    return Storefront(opening, store, 20)


def open_sftp(opening: Opening) -> Storefront:
    """A folder on an SFTP server. Options `user`, `host_key` (a fingerprint), `host_keys` (a file of them)."""
    from sync.storefront.sftp import HostKeys, SftpStore, usual_host_keys

    options = dict(opening.setting.options)
    kept = HostKeys(Path(options["host_keys"]) if "host_keys" in options else usual_host_keys())
    address, user = opening.setting.address, options.get("user", "")
    return Storefront(opening, SftpStore(address, user, opening.secret, kept, options.get("host_key", "")), 20)
