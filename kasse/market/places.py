"""What an owner types or pastes for the shop's place, hours and addresses, read and checked. Pure."""

import re

from kasse.errors import Refused
from kasse.market.hours import read
from kasse.texts import _

MILLION = 1_000_000
_NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"
_PAIR = re.compile(rf"({_NUMBER})\s*°?\s*([NS]?)\s*[,;\s/]\s*({_NUMBER})\s*°?\s*([EOW]?)", re.ASCII | re.IGNORECASE)
_WITH_COMMAS = re.compile(r"([-+]?\d{1,3},\d{2,15})\s*[;\s/,]\s+([-+]?\d{1,3},\d{2,15})", re.ASCII)
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?(?:[;?].*)?", re.ASCII | re.IGNORECASE)
_MAP = re.compile(rf"[#&?]map=\d{{1,2}}(?:\.\d+)?/({_NUMBER})/({_NUMBER})", re.ASCII)
_MARK_LATITUDE = re.compile(rf"[?&]mlat=({_NUMBER})(?:[&#]|$)", re.ASCII)
_MARK_LONGITUDE = re.compile(rf"[?&]mlon=({_NUMBER})(?:[&#]|$)", re.ASCII)
_LONGEST = 500

_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]"
_REST = r"(?::\d{1,5})?(?:/[!-~]*)?"
_HTTPS = re.compile(rf"https://(?:{_HOST}){_REST}", re.ASCII)
_LOOPBACK = re.compile(rf"http://(?:localhost|127(?:\.\d{{1,3}}){{3}}|\[::1\]){_REST}", re.ASCII)
_RELAY = re.compile(rf"wss?://(?:{_HOST}){_REST}", re.ASCII)


def read_place(text: str) -> tuple[int, int]:
    """Latitude and longitude in millionths out of typed coordinates, a geo: address or a link of openstreetmap.org."""
    found = _written(text.strip()[:_LONGEST])
    if found is None:
        raise Refused(
            "bad_place",
            _(
                "“{text}” is no place. Write latitude and longitude as 52.49953, 13.41893, "
                "or paste a link of openstreetmap.org."
            ).format(text=text.strip()[:60]),
        )
    return check_place(*found)


def check_place(latitude: int, longitude: int) -> tuple[int, int]:
    """The same, or `Refused` where it is nowhere on earth."""
    if abs(latitude) > 90 * MILLION or abs(longitude) > 180 * MILLION:
        raise Refused(
            "bad_place", _("Latitude is from -90 to 90 degrees, longitude from -180 to 180. Check the numbers.")
        )
    return latitude, longitude


def _written(text: str) -> tuple[int, int] | None:
    latitude, longitude = _MARK_LATITUDE.search(text), _MARK_LONGITUDE.search(text)
    if latitude and longitude:
        return millionths(latitude[1]), millionths(longitude[1])
    match = _MAP.search(text) or _GEO.fullmatch(text)
    if match:
        return millionths(match[1]), millionths(match[2])
    match = _WITH_COMMAS.fullmatch(text)
    if match:
        return millionths(match[1].replace(",", ".")), millionths(match[2].replace(",", "."))
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    south, west = match[2].upper() == "S", match[4].upper() == "W"
    return (-1 if south else 1) * millionths(match[1]), (-1 if west else 1) * millionths(match[3])


def millionths(number: str) -> int:
    """A typed number of degrees: 52.49953 is 52499530; what is finer is cut off."""
    sign = -1 if number.startswith("-") else 1
    whole, _point, fraction = number.lstrip("+-").partition(".")
    return sign * (int(whole) * MILLION + int(fraction[:6].ljust(6, "0")))


def degrees(value: int) -> str:
    """52499530 as "52.49953"."""
    whole, fraction = divmod(abs(value), MILLION)
    figures = f"{fraction:06d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{f'.{figures}' if figures else ''}"


def check_hours(text: str) -> str:
    """Opening hours as OpenStreetMap writes them; empty for none."""
    hours = " ".join(text.split())
    if hours and read(hours) is None:
        raise Refused(
            "bad_hours",
            _("“{text}” are no opening hours. Write them as Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off.").format(
                text=hours[:60]
            ),
        )
    return hours


def check_website(text: str) -> str:
    """A website's address without a slash at its end; empty for none."""
    website = text.strip().rstrip("/")
    if website and (len(website) > 300 or not (_HTTPS.fullmatch(website) or _LOOPBACK.fullmatch(website))):
        raise Refused(
            "bad_website",
            _("“{text}” is no address of a website. Write it with https:// in front.").format(text=website[:60]),
        )
    return website


def check_relay(text: str) -> str:
    """A relay's address."""
    relay = text.strip()
    if len(relay) > 300 or not _RELAY.fullmatch(relay):
        raise Refused(
            "bad_relay",
            _("“{text}” is no address of a relay. Write it with wss:// or ws:// in front.").format(text=relay[:60]),
        )
    return relay
