"""Experimental, off by default: the catalogue as Beckn's decentralized one (NFH-014), files that a crawler fetches.

An index names a baseline and the changes since then; both are signed (Ed25519 over canonical JSON) and never change
under their name. Versions rise strictly, also where the index was lost: they follow the stamps of the books. To be
trusted, the public key must stand in a registry, which is the owner's matter.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from kasse.books.market import Bucket, Listing, PublicShop, PublicView, canonical
from kasse.money import Money
from sync.storefront.markup import clean

INDEX = "beckn/index.json"
LONGEST = 20
"""After so many changes there is a new baseline."""
_SCHEMA = "https://schema.org"
_AVAILABILITY = {Bucket.IN: "InStock", Bucket.LOW: "LimitedAvailability", Bucket.OUT: "OutOfStock"}

Node = dict[str, Any]
Read = Callable[[str], bytes | None]


class Signer(Protocol):
    """Signs with the shop's Ed25519 key."""

    @property
    def key_id(self) -> str:
        """What a registry calls the key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        ...


class KeptSigner:
    """Signs with a key of its own, made once and kept with the other secrets under the target's name."""

    def __init__(self, shop: str, target: str, get: Callable[[str], str], put: Callable[[str, str], object]) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        name = f"{shop}/{target}.beckn"
        kept = get(name)
        if kept:
            self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
        else:
            self._key = Ed25519PrivateKey.generate()
            put(name, self._key.private_bytes_raw().hex())

    @property
    def key_id(self) -> str:
        """The public key itself, in hex."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)


class Published(NamedTuple):
    """Files to be written, in this order, and those that stay as they are."""

    files: dict[str, bytes]
    kept: frozenset[str]


@dataclass
class _State:
    version: int = 0
    entry: int = 0
    baseline: Node = field(default_factory=dict)
    changes: list[Node] = field(default_factory=list)
    resources: dict[str, Node] = field(default_factory=dict)
    offers: dict[str, Node] = field(default_factory=dict)
    shop: str = ""


class Lineage:
    """The versions of a catalogue; what is out is read back once and then remembered."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._state: _State | None = None

    def files(self, shop: PublicShop, shown: Iterable[Listing], read: Read) -> Published:
        """What has to be written so that the place tells these listings."""
        state = self._state or _read_back(read)
        listings = [each for each in shown if each.view]
        views = [each.view for each in listings if each.view]
        new = _State(
            resources={view.key: _resource(view) for view in views},
            offers={f"offer-{view.key}": _offer(view) for view in views},
            shop=_digest(canonical(_catalog(shop))),
        )
        if (new.resources, new.offers, new.shop) == (state.resources, state.offers, state.shop):
            self._state = state
            return Published({}, frozenset(_names(state)) | {INDEX})
        latest = max((each.stamp for each in listings), default=0)
        new.version, new.entry = max(state.version + 1, latest), max(state.entry + 1, latest)
        due = _due(latest)
        made = self._version(shop, state, new, due)
        made[INDEX] = self._index(shop, new, due)
        self._state = new
        return Published(made, frozenset(_names(new)) | {INDEX})

    def _version(self, shop: PublicShop, old: _State, new: _State, due: str) -> dict[str, bytes]:
        """A change to what is there, or a baseline where that is less."""
        if not old.baseline or old.shop != new.shop or len(old.changes) >= LONGEST:
            catalog = {**_catalog(shop), "resources": list(new.resources.values()), "offers": list(new.offers.values())}
            node = {"catalogId": _id(shop), "version": new.version, "next_update": due, "catalog": catalog}
            path = f"beckn/baseline-{new.version}.json"
            data = self._signed(node)
            new.baseline = {"version": new.version, **_file(shop, path, data)}
            return {path: data}
        node = {
            "catalogId": _id(shop),
            "fromVersion": old.version,
            "toVersion": new.version,
            "next_update": due,
            "resources": _difference(old.resources, new.resources),
            "offers": _difference(old.offers, new.offers),
        }
        path = f"beckn/change-{old.version}-{new.version}.json"
        data = self._signed(node)
        new.baseline = old.baseline
        new.changes = [
            *old.changes,
            {"fromVersion": old.version, "toVersion": new.version, **_file(shop, path, data)},
        ]
        return {path: data}

    def _index(self, shop: PublicShop, state: _State, due: str) -> bytes:
        entry = {
            "catalogId": _id(shop),
            "entryVersion": state.entry,
            "catalogType": "REGULAR",
            "schemaTypes": ["Product"],
            "networkIds": [],
            "isActive": True,
            "baseline": state.baseline,
            "changes": state.changes,
        }
        return canonical({"nodeId": _id(shop), "next_update": due, "catalogs": [json.loads(self._signed(entry))]})

    def _signed(self, node: Node) -> bytes:
        value = base64.b64encode(self._signer.sign(canonical(node))).decode()
        return canonical({**node, "signature": {"keyId": self._signer.key_id, "value": value}})


def _id(shop: PublicShop) -> str:
    return shop.website.partition("://")[2] or shop.key


def _due(stamp: int) -> str:
    """A week after the last version, by the day: nobody learns when it was."""
    day = datetime.fromtimestamp(stamp, UTC).replace(hour=0, minute=0, second=0) + timedelta(days=7)
    return day.strftime("%Y-%m-%dT%H:%M:%SZ")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _file(shop: PublicShop, path: str, data: bytes) -> Node:
    return {
        "url": f"{shop.website}/{path}",
        "size": len(data),
        "digest": f"sha-256:{_digest(data)}",
        "encoding": "identity",
    }


def _difference(old: Mapping[str, Node], new: Mapping[str, Node]) -> Node:
    return {
        "upserts": [node for name, node in new.items() if old.get(name) != node],
        "removals": [name for name in old if name not in new],
    }


def _catalog(shop: PublicShop) -> Node:
    place: Node = {"address": {"streetAddress": clean(shop.street), "postalCode": clean(shop.postcode)}}
    place["address"] |= {"addressLocality": clean(shop.city), "addressCountry": clean(shop.country)}
    if shop.latitude is not None and shop.longitude is not None:
        place["geo"] = {"type": "Point", "coordinates": [_degrees(shop.longitude), _degrees(shop.latitude)]}
    descriptor = {"name": clean(shop.name)}
    provider = {"id": _id(shop), "descriptor": descriptor, "availableAt": [place]}
    return {"id": _id(shop), "descriptor": descriptor, "provider": provider, "isActive": True}


def _degrees(millionths: int) -> float | int:
    """A number as canonical JSON writes it: whole ones without a point, and none so small that it gets an exponent."""
    if abs(millionths) < 100:
        return 0
    return millionths // 1_000_000 if millionths % 1_000_000 == 0 else millionths / 1_000_000


def _resource(view: PublicView) -> Node:
    attributes: Node = {"@context": _SCHEMA, "@type": "Product", "sku": view.key}
    attributes["availability"] = f"{_SCHEMA}/{_AVAILABILITY[view.bucket]}"
    if view.gtin:
        attributes["gtin"] = view.gtin
    return {"id": view.key, "descriptor": {"name": clean(view.name)}, "resourceAttributes": attributes}


def _offer(view: PublicView) -> Node:
    """The price, and the deposit as a consideration of its own."""
    considerations = [_consideration("price", "PriceSpecification", "UNIT", view.price)]
    if view.deposit.cents:
        considerations.append(_consideration("deposit", "PriceComponent", "DEPOSIT_REFUNDABLE", view.deposit))
    return {"id": f"offer-{view.key}", "resourceIds": [view.key], "considerations": considerations}


def _consideration(name: str, kind: str, sort: str, money: Money) -> Node:
    attributes = {"@context": _SCHEMA, "@type": kind, "type": sort, "currency": "EUR", "value": str(money)}
    return {"id": name, "considerationAttributes": attributes}


# What is out


def _read_back(read: Read) -> _State:
    """What the place tells now; nothing where there is nothing, or nothing that holds together."""
    try:
        entry = _json(read, INDEX)["catalogs"][0]
        state = _State(entry["baseline"]["version"], entry["entryVersion"], entry["baseline"], entry["changes"])
        catalog = _json(read, _name(state.baseline))["catalog"]
        state.resources = {node["id"]: node for node in catalog.pop("resources")}
        state.offers = {node["id"]: node for node in catalog.pop("offers")}
        state.shop = _digest(canonical(catalog))
        for change in state.changes:
            node = _json(read, _name(change))
            _apply(state.resources, node["resources"])
            _apply(state.offers, node["offers"])
            state.version = change["toVersion"]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return _State()
    return state


def _json(read: Read, path: str) -> Any:  # noqa: ANN401 - JSON
    data = read(path)
    if data is None:
        raise LookupError(path)
    return json.loads(data)


def _apply(known: dict[str, Node], change: Node) -> None:
    known.update({node["id"]: node for node in change["upserts"]})
    for name in change["removals"]:
        known.pop(name, None)


def _name(file: Node) -> str:
    return "beckn/" + str(file["url"]).rpartition("/")[2]


def _names(state: _State) -> list[str]:
    return [_name(each) for each in (state.baseline, *state.changes) if each]
