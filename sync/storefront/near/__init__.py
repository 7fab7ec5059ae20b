"""The near-me page: one static page that asks relays from within the browser; no server, no account, no tracker.

Nothing of it is worked out here: its files are taken as they lie beside this module, and the page is told its relays,
its language and where it begins. What others made of it is listed in `vendor/README.md`.
"""

import json
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_POSTCODES = "postcodes.json"
_SERVED = {".html", ".css", ".js", ".json"}
_EMPTY_CONFIG = '<script type="application/json" id="config">{}</script>'


class NearConfig(NamedTuple):
    """What the page is told. `relays` are ws:// or wss:// addresses; it begins at `place` (millionths of a degree).

    `language` is for browsers that speak neither German nor English; `title` is the name on it, a shop's as a rule.
    Without `postcodes` the table of German postcodes (180 kB, loaded when one is typed) is left out. `patience` is for
    how many seconds a relay is waited for.
    """

    relays: tuple[str, ...]
    language: str = "de"
    title: str = ""
    place: tuple[int, int] | None = None
    postcodes: bool = True
    patience: int = 8


def files(config: NearConfig) -> dict[str, bytes]:
    """All files of the page by their paths below the storefront's root; the same config gives the same bytes."""
    found = sorted(path for path in _HERE.rglob("*") if path.suffix in _SERVED)
    made = {f"near/{path.relative_to(_HERE).as_posix()}": path.read_bytes() for path in found}
    made["near/vendor/LICENSE"] = (_HERE / "vendor" / "LICENSE").read_bytes()
    if not config.postcodes:
        del made[f"near/{_POSTCODES}"]
    made["near/index.html"] = _page(made["near/index.html"].decode(), config).encode()
    return made


def _page(page: str, config: NearConfig) -> str:
    told = {
        "relays": list(config.relays),
        "language": config.language[:2].lower(),
        "title": config.title,
        "place": _degrees(config.place),
        "postcodes": config.postcodes,
        "patience": config.patience * 1000,
    }
    # Inside a script element only "</" and "<!--" end the data; as \u003c they are the same JSON.
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    filled = page.replace(_EMPTY_CONFIG, _EMPTY_CONFIG.replace("{}", data))
    if filled == page:
        raise AssertionError("the page has no place for its settings")
    return filled


def _degrees(place: tuple[int, int] | None) -> dict[str, float] | None:
    if place is None:
        return None
    return {"lat": place[0] / 1_000_000, "lon": place[1] / 1_000_000}
