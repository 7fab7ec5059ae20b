"""What each kind of target asks for. The names are those of `TargetSetting.options`; `secret` goes into the keyring."""

from typing import NamedTuple

from kasse.books.market import TargetSetting
from kasse.errors import Refused
from kasse.texts import N_, _
from ui.market.reading import read_relay


class Asked(NamedTuple):
    """A field: where its value goes ("address", "secret", or an option's name), and its texts, marked."""

    name: str
    label: str
    explained: str = ""
    example: str = ""
    needed: bool = False


KINDS: dict[str, tuple[Asked, ...]] = {
    "nostr": (
        Asked(
            "address",
            N_("Address"),
            N_("Relays pass on what shops say, and bring back what people want to reserve."),
            "wss://relay.example",
            needed=True,
        ),
    ),
    "folder": (
        Asked(
            "address",
            N_("Folder"),
            N_("The pages are written there; your web server, or a program that copies folders, shows them."),
            needed=True,
        ),
    ),
    "webdav": (
        Asked("address", N_("Address"), N_("Your provider names it."), "https://dav.example/shop", needed=True),
        Asked("user", N_("User name")),
        Asked("secret", N_("Password")),
    ),
    "s3": (
        Asked("address", N_("Bucket"), "", "s3://shop/pages", needed=True),
        Asked("endpoint", N_("Provider"), N_("Empty for Amazon."), "https://s3.example"),
        Asked("region", N_("Region"), "", "eu-central-1"),
        Asked("user", N_("Access key")),
        Asked("secret", N_("Secret key")),
    ),
    "sftp": (
        Asked("address", N_("Address"), "", "sftp://host/www", needed=True),
        Asked("user", N_("User name")),
        Asked("secret", N_("Password")),
        Asked(
            "host_key",
            N_("Fingerprint"),
            N_("The server’s, as in SHA256:… Without it the server that answers first is trusted from then on."),
        ),
    ),
}
"""By kind, in the order in which they are asked."""

SCHEMES = {"webdav": ("https://", "http://"), "s3": ("s3://",), "sftp": ("sftp://",)}
"""How an address of a kind begins."""

SCOPES = {"all": N_("All articles"), "featured": N_("The 20 best sellers")}


def setting_of(kind: str, name: str, values: dict[str, str], *, enabled: bool, scope: str) -> TargetSetting:
    """A target out of what was typed. Raises `Refused` where something is missing or an address is none."""
    for asked in KINDS[kind]:
        if asked.needed and not values.get(asked.name, "").strip():
            raise Refused(f"no_{asked.name}", _("Please fill in: {what}.").format(what=_(asked.label)))
    address = values["address"].strip()
    if kind == "nostr":
        address = read_relay(address)
    elif kind in SCHEMES and not address.startswith(SCHEMES[kind]):
        example = next(asked.example for asked in KINDS[kind] if asked.name == "address")
        raise Refused("bad_address", _("Write the whole address, as in {example}.").format(example=example))
    options = tuple(
        (asked.name, values[asked.name].strip())
        for asked in KINDS[kind]
        if asked.name not in ("address", "secret") and values.get(asked.name, "").strip()
    )
    return TargetSetting(name.strip() or proposed_name(kind, address), kind, address, enabled, scope, options)


def proposed_name(kind: str, address: str) -> str:
    """A name where none was given: what stands in the address before its first slash."""
    rest = address.partition("://")[2] or address
    if kind == "folder":
        return rest.replace("\\", "/").rstrip("/").rpartition("/")[2] or kind
    return rest.partition("/")[0].rpartition("@")[2] or kind
