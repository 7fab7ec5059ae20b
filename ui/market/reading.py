"""Opening hours and relays as people type them, read into what the market uses; for the page and the commands."""

import re
from urllib.parse import urlsplit

from kasse.errors import Refused
from kasse.texts import _, current_language

# Opening hours

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
_GERMAN = {"Tu": "Di", "We": "Mi", "Th": "Do", "Su": "So", "PH": "Feiertag", "off": "zu"}
_READ = {
    **{day.casefold(): day for day in DAYS},
    **{written.casefold(): day for day, written in _GERMAN.items() if day != "off"},
    "mon": "Mo", "tue": "Tu", "wed": "We", "thu": "Th", "fri": "Fr", "sat": "Sa", "sun": "Su",
    "montag": "Mo", "dienstag": "Tu", "mittwoch": "We", "donnerstag": "Th", "freitag": "Fr", "samstag": "Sa",
    "sonnabend": "Sa", "sonntag": "Su", "monday": "Mo", "tuesday": "Tu", "wednesday": "We", "thursday": "Th",
    "friday": "Fr", "saturday": "Sa", "sunday": "Su", "feiertage": "PH", "holidays": "PH",
}  # fmt: skip
_EVERY = ("täglich", "daily", "jeden tag")
_CLOSED = ("off", "zu", "geschlossen", "closed")
_ALWAYS = ("24/7", "rund um die", "always")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_RULE = re.compile(r"(?P<days>[^\d]*?)\s*(?P<times>\d.*|" + "|".join(_CLOSED) + ")", re.IGNORECASE)


def read_hours(text: str) -> str:
    """Opening hours as people type them, "Mo-Fr 7-22; Sa 8-20; So zu", in the way of OpenStreetMap."""
    typed = " ".join(text.replace("–", "-").replace("Uhr", "").replace("\n", ";").split())
    typed = re.sub(r"(?<=\d)\s*,\s*(?=[^\W\d])", ";", typed)  # "7-22, Sa 8-20" are two rules
    if typed.casefold() in _ALWAYS:
        return "24/7"
    return "; ".join(_rule(part.strip(" ,"), text) for part in typed.split(";") if part.strip(" ,"))


def _rule(part: str, text: str) -> str:
    found = _RULE.fullmatch(part)
    if found is None:
        raise _no_hours(text)
    days, times = _days(found["days"].strip(" :"), text), _times(found["times"], text)
    week = ",".join(day for day in days if day != "PH")  # holidays are a rule of their own, as not all can read them
    return "; ".join(f"{named} {times}" for named in (week, "PH" if "PH" in days else "") if named)


def _days(typed: str, text: str) -> list[str]:
    if not typed or typed.casefold() in _EVERY:
        return ["Mo-Su"]
    spans = []
    for span in re.split(r"\s*(?:,|und|and|\+|&)\s*", typed):
        names = [_READ.get(name.strip(" .").casefold(), "") for name in re.split(r"\s*(?:-|bis|to)\s*", span)]
        if not all(names) or len(names) > 2:
            raise _no_hours(text)
        spans.append("-".join(names))
    return spans


def _times(typed: str, text: str) -> str:
    if typed.casefold() in _CLOSED:
        return "off"
    spans = []
    for span in re.split(r"\s*(?:,|und|and|\+|&)\s*", typed):
        found = _TIMES.fullmatch(span.strip())
        if found is None:
            raise _no_hours(text)
        spans.append(f"{_hour(found[1], found[2], text)}-{_hour(found[3], found[4], text)}")
    return ",".join(spans)


def _hour(hour: str, minute: str | None, text: str) -> str:
    if int(hour) > 24 or int(minute or 0) > 59 or (int(hour) == 24 and int(minute or 0)):
        raise _no_hours(text)
    return f"{int(hour):02d}:{minute or '00'}"


def _no_hours(text: str) -> Refused:
    example = _("Mon-Fri 7-22; Sat 8-20; Sun closed")
    sentence = _("“{text}” are no opening hours. Write them as in {example}.")
    return Refused("bad_hours", sentence.format(text=" ".join(text.split())[:60], example=example))


def hours_text(hours: str) -> str:
    """Opening hours in the language of the screen, to be read and typed over."""
    if current_language() != "de":
        return hours
    return re.sub(r"\b(Tu|We|Th|Su|PH|off)\b", lambda found: _GERMAN[found[0]], hours)


# Addresses

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def read_relay(text: str) -> str:
    """A relay's address: wss://, and ws:// only on this computer itself."""
    typed = text.strip()
    typed = (typed if "://" in typed else f"wss://{typed}").rstrip("/")
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
        fine = parts.scheme in ("ws", "wss") and bool(host) and not parts.username and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine or re.search(r"\s", typed):
        raise Refused(
            "bad_relay", _("“{text}” is no address of a relay. Write it as wss://relay.example.").format(text=text[:60])
        )
    if parts.scheme == "ws" and host not in LOOPBACK:
        raise Refused(
            "not_encrypted",
            _("{address} is not encrypted. Use wss://; ws:// goes only to this computer itself.").format(address=typed),
        )
    return typed
