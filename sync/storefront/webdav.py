"""A folder on a WebDAV server: Nextcloud, a web host's, Apache's.

A file goes to a temporary name first and is moved over the old one, so that nobody ever loads half a page. What may
only replace a certain version goes straight to its name with If-Match, which the server itself compares.
"""

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from kasse import __version__
from sync.storefront.store import (
    LARGEST,
    TEMPORARY,
    TIMEOUT,
    Changed,
    Stored,
    bad_address,
    content_type,
    no_folder,
    not_reached,
    of_status,
)

if TYPE_CHECKING:
    import requests

_ASKED = (
    b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/><getcontentlength/><getlastmodified/><resourcetype/>'
    b"</prop></propfind>"
)
_DAV = "{DAV:}"


class _NoFolder(Exception):
    """The folder that a file is to go to is not there."""


class WebdavStore:
    """Implements `Store`. `address` is the folder's, http or https."""

    def __init__(self, address: str, user: str, password: str) -> None:
        import requests

        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad_address(address, "https://cloud.example/remote.php/dav/files/shop/web")
        self._base = address.rstrip("/") + "/"
        self._place = parts.hostname
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"Kasse/{__version__}"
        self._session.trust_env = False  # a netrc file is nobody's setting
        if user:
            self._session.auth = (user, password)
        self._folders: set[str] = {""}
        self._offset: int | None = None

    # One question

    def _ask(
        self, method: str, path: str, *good: int, data: bytes | None = None, **headers: str
    ) -> "requests.Response":
        """An answer with one of these statuses; anything else is an error with its sentence."""
        import requests

        try:
            with self._session.request(
                method,
                self._base + quote(path),
                data=data,
                headers={name.replace("_", "-"): value for name, value in headers.items()},
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                answer._content = _body(answer)  # read here, so that no answer is endless
        except (requests.RequestException, ValueError) as error:
            raise not_reached(self._place, _reason(error)) from error
        self._take_time(answer)
        if answer.status_code not in good:
            raise of_status(self._place, answer.status_code, answer.headers.get("Retry-After", ""), time.time())
        return answer

    def _take_time(self, answer: "requests.Response") -> None:
        said = answer.headers.get("Date", "")
        if said:
            now = time.time()
            ahead = seconds_between(said, now)
            self._offset = self._offset if ahead is None else ahead

    # The store

    def read(self, path: str) -> Stored | None:
        """A file."""
        answer = self._ask("GET", path, 200, 404, 409)
        return None if answer.status_code != 200 else Stored(answer.content, _etag(answer))

    def mark(self, path: str) -> str | None:
        """Its ETag."""
        answer = self._ask("HEAD", path, 200, 404, 409)
        return None if answer.status_code != 200 else _etag(answer)

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        """To a temporary name, and moved; a folder that somebody took away meanwhile is made anew."""
        folder = path.rpartition("/")[0]
        self._make_folder(folder)
        try:
            return self._write(path, data) if match is None else self._write_if(path, data, match)
        except _NoFolder:
            self._folders = {""}
            self._make_folder(folder)
        try:
            return self._write(path, data) if match is None else self._write_if(path, data, match)
        except _NoFolder as error:
            raise no_folder(self._place) from error

    def _write(self, path: str, data: bytes) -> str:
        folder, slash, name = path.rpartition("/")
        temporary = f"{folder}{slash}.{name}{TEMPORARY}"
        self._put(temporary, data, 200, 201, 204, Content_Type=content_type(path))
        self._ask("MOVE", temporary, 200, 201, 204, Destination=self._base + quote(path), Overwrite="T")
        return ""  # servers do not agree whether a file that was moved keeps its ETag

    def _write_if(self, path: str, data: bytes, match: str) -> str:
        if not match and self.mark(path) is not None:
            raise Changed(path)  # not every server heeds If-None-Match
        condition = {"If_Match": f'"{match}"'} if match else {"If_None_Match": "*"}
        answer = self._put(path, data, 200, 201, 204, 412, Content_Type=content_type(path), **condition)
        if answer.status_code == 412:
            raise Changed(path)
        return _etag(answer) or self.mark(path) or ""

    def _put(self, path: str, data: bytes, *good: int, **headers: str) -> "requests.Response":
        answer = self._ask("PUT", path, *good, 404, 409, data=data, **headers)
        if answer.status_code in (404, 409):
            raise _NoFolder(path)
        return answer

    def _make_folder(self, folder: str) -> None:
        """The folders on the way, once each. The first one belongs to whoever gave us the address."""
        if folder in self._folders:
            return
        self._make_folder(folder.rpartition("/")[0])
        self._ask("MKCOL", f"{folder}/", 200, 201, 405, 301)  # 405: it is there
        self._folders.add(folder)

    def remove(self, path: str) -> None:
        """A file, or the whole folder where a page is all that is in one."""
        folder, _slash, name = path.rpartition("/")
        if name == "index.html" and folder.count("/") == 1:
            listed = self._listed(f"{folder}/", "1")
            if set(listed) <= {path}:
                self._folders.discard(folder)
                self._ask("DELETE", f"{folder}/", 200, 204, 404)
                return
        self._ask("DELETE", path, 200, 204, 404, 409)

    def list(self, folder: str) -> Mapping[str, str]:
        """All files below a folder: by one question, or folder by folder where the server does not answer that."""
        found = self._propfind(folder, "infinity")
        if found is not None:
            return dict(found)
        return dict(self._walk(folder))

    def _walk(self, folder: str) -> Iterator[tuple[str, str]]:
        for path, mark in (self._propfind(folder, "1") or {}).items():
            if not path.endswith("/"):
                yield path, mark
            elif path != folder:
                yield from self._walk(path)

    def _listed(self, folder: str, depth: str) -> dict[str, str]:
        found = self._propfind(folder, depth) or {}
        return {path: mark for path, mark in found.items() if path != folder}

    def _propfind(self, folder: str, depth: str) -> dict[str, str] | None:
        """Files (for depth 1 folders too, with a slash) and their marks; None where this depth is not answered."""
        refused = () if depth == "1" else (400, 403, 501)
        answer = self._ask(
            "PROPFIND", folder, 207, 404, *refused, data=_ASKED, Depth=depth, Content_Type="application/xml"
        )
        if answer.status_code == 404:
            if folder and self._ask("PROPFIND", "", 207, 404, data=_ASKED, Depth="0").status_code == 404:
                raise no_folder(self._place)
            return {}
        if answer.status_code != 207:
            return None
        return self._read_list(answer.content, folders=depth == "1")

    def _read_list(self, body: bytes, *, folders: bool) -> dict[str, str]:
        from xml.etree import ElementTree

        if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
            raise not_reached(self._place, "XML")
        try:
            root = ElementTree.fromstring(body)  # noqa: S314 - without a document type nothing in it expands
        except ElementTree.ParseError as error:
            raise not_reached(self._place, error) from error
        base = unquote(urlsplit(self._base).path)
        found: dict[str, str] = {}
        for each in root.iter(f"{_DAV}response"):
            path = unquote(urlsplit(each.findtext(f"{_DAV}href") or "").path).removeprefix(base)
            folder = next(each.iter(f"{_DAV}collection"), None) is not None
            if not folder:
                found[path] = _mark_of(each)
                self._folders.add(path.rpartition("/")[0])
            elif folders:
                found[path.rstrip("/") + "/"] = ""
        return found

    def time_offset(self) -> int | None:
        """By the Date of its last answer."""
        return self._offset

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()


def _body(answer: "requests.Response") -> bytes:
    return b"".join(_bounded(answer.iter_content(262_144)))


def _bounded(blocks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > LARGEST:
            raise ValueError("too much")
        yield block


def _etag(answer: "requests.Response") -> str:
    return plain_etag(answer.headers.get("ETag", ""))


def plain_etag(text: str) -> str:
    """An ETag without quotes, and without what a server adds where it packs an answer."""
    return text.removeprefix("W/").strip('"').removesuffix("-gzip")


def _mark_of(response: object) -> str:
    from xml.etree.ElementTree import Element

    if not isinstance(response, Element):
        return ""
    texts = {each.tag.removeprefix(_DAV): each.text or "" for each in response.iter() if not len(each)}
    etag = plain_etag(texts.get("getetag", ""))
    return etag or f"{texts.get('getlastmodified', '')}-{texts.get('getcontentlength', '')}"


def seconds_between(date: str, now: float) -> int | None:
    """By how many seconds an HTTP date is ahead of now; None where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        return round(parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _reason(error: Exception) -> str:
    """The innermost reason, which is the one that says something: requests wraps it several times."""
    inner: BaseException = error
    while inner.__cause__ is not None or inner.__context__ is not None:
        inner = inner.__cause__ or inner.__context__ or inner
    return str(getattr(inner, "strerror", None) or inner)
