"""UUIDv7."""

import time

from kasse.ids import uuid7


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_an_id_holds_the_moment_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000


def test_ids_never_repeat() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_ids_sort_by_the_millisecond_of_their_making() -> None:
    first = uuid7()
    time.sleep(0.002)
    assert first < uuid7()
