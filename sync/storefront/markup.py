"""HTML out of plain calls. What is no `Html` is escaped, so that a text from outside can never become markup."""

import re
from collections.abc import Iterable
from html import escape

_VOID = frozenset({"meta", "link", "img", "input", "br"})
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
"""Signs that turn the direction of what follows them: a name could make a price read backwards."""
_LAST_TWO = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
_NONE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_LAST_TWO}]")
"""Control signs, halves of pairs, and code points that are no signs: HTML may not hold them."""


class Html(str):
    """Markup that is safe as it stands."""

    __slots__ = ()


Child = str | None | Iterable["Child"]


def clean(text: str) -> str:
    """A text of somebody's in one line, without control signs."""
    return " ".join(_harmless(text).split())


def _harmless(text: str) -> str:
    return text if text.isprintable() and text.isascii() else _NONE.sub(" ", _TURNING.sub("", text))


def html_of(child: Child) -> Html:
    """What stands inside an element: markup as it is, texts escaped, lists one after the other."""
    if child is None:
        return Html("")
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return Html(escape(_harmless(child)))
    return Html("".join(html_of(each) for each in child))


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` is the attribute class; `_` in a name is a hyphen; None and False leave one out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{html_of(children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(_harmless(str(value)))}"'
