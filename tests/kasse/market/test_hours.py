"""Opening hours as they are kept and go out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import Refused
from kasse.market.hours import DAY, closes_at, read, rows
from kasse.market.places import check_hours

USUAL = "Mo-Fr 07:00-22:00; Sa 08:00-20:00; Su off"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (USUAL, [(0, 4, [(420, 1320)]), (5, 5, [(480, 1200)]), (6, 6, [])]),
        ("24/7", [(0, 6, [(0, DAY)])]),
        ("Mo-Su 18:00-02:00; PH off", [(0, 6, [(1080, 1560)])]),
        ("Mo,We 08:00-12:00,14:00-18:00", [(0, 0, [(480, 720), (840, 1080)]), (1, 1, []),
                                           (2, 2, [(480, 720), (840, 1080)]), (3, 6, [])]),
        ("Sa-Mo 10:00-12:00", [(0, 0, [(600, 720)]), (1, 4, []), (5, 6, [(600, 720)])]),
        ("Mo-Su 08:00-20:00; We off", [(0, 1, [(480, 1200)]), (2, 2, []), (3, 6, [(480, 1200)])]),
    ],
)  # fmt: skip
def test_the_week_as_rows(text: str, found: list[tuple[int, int, list[tuple[int, int]]]]) -> None:
    week = read(text)
    assert week is not None
    assert [(row.first, row.last, [tuple(span) for span in row.spans]) for row in rows(week)] == found


@pytest.mark.parametrize(
    "hours",
    [USUAL, "", "24/7", "Mo-Su 00:00-24:00", "Mo,We 09:00-12:30, 14:00-18:00", "08:00-20:00; PH off",
     "Mo-Sa 10:00-26:00", "PH,Su 10:00-24:00"],
)  # fmt: skip
def test_hours_as_openstreetmap_writes_them(hours: str) -> None:
    assert check_hours(f" {hours} ") == hours


@pytest.mark.parametrize(
    "typed",
    ["Montag 07:00-22:00", "Mo-Fr", "Mo-Fr 7-22", "So 07:00-22:00", "PH-Su off",
     "25:00-26:00", "Mo 07:60-08:00", "; ", "by appointment", "Jan-Mar 10-12",
     "Xx 10:00-11:00", "Mo-Fr 07:00-22:00" * 20],
)  # fmt: skip
def test_other_hours_are_refused(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_hours(typed)
    assert refusal.value.code == "bad_hours"


@given(st.text(max_size=60) | st.from_regex(r"(Mo|Sa|PH)[-,]?(Su|We)? ?\d\d:\d\d-\d\d:\d\d;?", fullmatch=True))
def test_any_text_is_a_week_or_none(text: str) -> None:
    week = read(text)
    assert week is None or (len(week) == 7 and all(0 <= opens < closes for day in week for opens, closes in day))


@pytest.mark.parametrize(
    ("hours", "at", "closing"),
    [
        (USUAL, "Mon 21:59", "Mon 22:00"),
        (USUAL, "Mon 22:00", None),
        ("Mo-Sa 18:00-02:00", "Tue 01:00", "Tue 02:00"),
        ("Mo-Fr 07:00-12:00,13:00-18:00", "Mon 12:30", None),
        ("Mo-Fr 07:00-12:00, 13:00-18:00; Mo off", "Mon 14:00", None),
        ("Fr-Mo 10:00-11:00", "Mon 10:30", "Mon 11:00"),
        ("09:00-18:00", "Mon 10:30", "Mon 18:00"),
        ("Mo-Su 08:00-14:00,13:00-18:00", "Mon 10:30", "Mon 18:00"),
        ("Mo 08:00-24:00; Tu 00:00-03:00", "Mon 10:30", "Tue 03:00"),
        ("24/7", "Mon 10:30", None),
        ("whenever; 25:99-77:88", "Mon 10:30", None),
    ],
)
def test_when_the_shop_closes(hours: str, at: str, closing: str | None) -> None:
    def moment(text: str) -> datetime:
        day, time = text.split()
        monday = datetime(2026, 11, 23, int(time[:2]), int(time[3:]), tzinfo=BERLIN)
        return monday + timedelta(days=("Mon", "Tue").index(day))

    assert closes_at(hours, moment(at)) == (None if closing is None else moment(closing))
