"""What an owner types or pastes for the shop's place, hours and addresses."""

import pytest

from kasse.errors import Refused
from kasse.market.places import check_relay, check_website, degrees, read_place

KOTTI = (52_499_530, 13_418_930)


@pytest.mark.parametrize(
    "text",
    [
        "52.49953, 13.41893",
        " 52.49953 13.41893 ",
        "52.49953/13.41893",
        "52,49953; 13,41893",
        "52,49953, 13,41893",
        "52.49953° N, 13.41893° E",
        "52.49953N 13.41893O",
        "geo:52.49953,13.41893",
        "geo:52.49953,13.41893;u=35",
        "geo:52.49953,13.41893?z=19",
        "https://www.openstreetmap.org/#map=19/52.49953/13.41893",
        "https://www.openstreetmap.org/node/1#map=19/52.49953/13.41893&layers=N",
        "https://www.openstreetmap.org/?mlat=52.49953&mlon=13.41893#map=15/52.4/13.3",
    ],
)
def test_a_place_is_read_however_it_is_written(text: str) -> None:
    assert read_place(text) == KOTTI


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-33.8688, 151.2093", (-33_868_800, 151_209_300)),
        ("33.8688 S, 151.2093 E", (-33_868_800, 151_209_300)),
        ("40.7128 N, 74.0060 W", (40_712_800, -74_006_000)),
        ("52.4995301234, 13", (52_499_530, 13_000_000)),
    ],
)
def test_places_all_over_the_world(text: str, place: tuple[int, int]) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize(
    "text", ["", "Berlin", "52.5", "91, 13", "52, 181", "1e5, 2", "٥٢.٥, ١٣.٤", "52.5, 13.4, 7", "x" * 10_000]
)
def test_what_is_no_place_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_place(text)
    assert refusal.value.code == "bad_place"


@pytest.mark.parametrize(
    ("value", "text"), [(52_499_530, "52.49953"), (-500_000, "-0.5"), (13_000_000, "13"), (0, "0")]
)
def test_degrees_are_written_as_they_are_read(value: int, text: str) -> None:
    assert degrees(value) == text


@pytest.mark.parametrize(
    "address", ["https://kiosk.example", "https://kiosk.example/shop", "http://127.0.0.1:8000", ""]
)
def test_addresses_of_websites(address: str) -> None:
    assert check_website(address + "/" if address else "") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://kiosk.example",
        "https://",
        "https://a b",
        "https://x@y.example",
        "ftp://kiosk.example",
        "https://-a.example",
    ],
)
def test_no_addresses_of_websites(address: str) -> None:
    with pytest.raises(Refused):
        check_website(address)


@pytest.mark.parametrize(
    "address", ["wss://relay.example", "ws://127.0.0.1:7000", "wss://relay.example/path", "ws://[::1]:7"]
)
def test_addresses_of_relays(address: str) -> None:
    assert check_relay(f" {address} ") == address


@pytest.mark.parametrize("address", ["", "https://relay.example", "wss://", "wss://a b", "wss://a/\nb", "wss://a:b@c"])
def test_no_addresses_of_relays(address: str) -> None:
    with pytest.raises(Refused):
        check_relay(address)
