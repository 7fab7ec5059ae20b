"""Quick keys put in order: plain functions on the list of them."""

from collections.abc import Sequence

from kasse.catalog import QuickKey

Keys = tuple[QuickKey, ...]


def pages(keys: Sequence[QuickKey]) -> list[str]:
    """The pages in their order."""
    return list(dict.fromkeys(key.page for key in keys))


def by_page(keys: Sequence[QuickKey], names: Sequence[str]) -> Keys:
    """The keys with their pages in this order."""
    return tuple(key for name in names for key in keys if key.page == name)


def moved(keys: Keys, place: int, by: int) -> tuple[Keys, int]:
    """One key earlier or later on its page; gives its new place too."""
    same = [number for number, key in enumerate(keys) if key.page == keys[place].page]
    to = same.index(place) + by
    if not 0 <= to < len(same):
        return keys, place
    changed = list(keys)
    changed[place], changed[same[to]] = changed[same[to]], changed[place]
    return tuple(changed), same[to]


def added(keys: Keys, key: QuickKey) -> tuple[Keys, int]:
    """One key more, at the end of its page; gives its place."""
    last = max((number for number, other in enumerate(keys) if other.page == key.page), default=len(keys) - 1)
    return (*keys[: last + 1], key, *keys[last + 1 :]), last + 1


def page_renamed(keys: Keys, old: str, new: str) -> Keys:
    """Another name for a page."""
    return tuple(key._replace(page=new) if key.page == old else key for key in keys)


def page_moved(keys: Keys, name: str, by: int) -> Keys:
    """One page earlier or later."""
    names = pages(keys)
    at = names.index(name) if name in names else 0
    if name in names and 0 <= at + by < len(names):
        names[at], names[at + by] = names[at + by], names[at]
    return by_page(keys, names)
