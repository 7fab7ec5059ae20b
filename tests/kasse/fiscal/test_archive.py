"""The device's TAR of each Z: kept beside the shop's file, never in the way of a closing, looked after, then erased."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from kasse.books.tse import TseArchive, TseEventKind
from kasse.clock import SetClock
from kasse.errors import Refused, Unavailable
from kasse.fiscal.de import archive
from kasse.fiscal.de.archive import Archiving
from kasse.fiscal.de.device import Secrets
from kasse.fiscal.de.files import sum_of
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.verifying import verify_tar
from kasse.money import Money
from kasse.people import Actor, Role
from kasse.sale import Tender, TenderType
from kasse.till import Till
from printers.tse_software import SoftwareTse


class Moody(SoftwareTse):
    """The software TSE, whose export can be out of order, or broken off."""

    def __init__(self, engine: Callable[[], SoftEngine]) -> None:
        super().__init__(engine)
        self.mood = ""

    def export(
        self, write: Callable[[bytes], None], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        if self.mood == "dead":
            raise Unavailable("tse_silent", "The TSE does not answer.")
        if self.mood == "short":
            pieces: list[bytes] = []
            super().export(pieces.append, since, until)
            write(b"".join(pieces)[:-1024])
        else:
            super().export(write, since, until)


@pytest.fixture
def device(clock: SetClock, tmp_path: Path) -> Moody:
    moody = Moody(lambda: SoftEngine(tmp_path / "tse.sqlite", now=clock.now))
    moody.set_up("KASSE-TEST01", Secrets())
    return moody


@pytest.fixture
def till(shop_file: Path, clock: SetClock, device: Moody) -> Iterator[Till]:
    one = Till(shop_file, clock=clock, device=device)
    yield one
    one.close()


def day(till: Till, sales: int = 2) -> None:
    """A day with some sales, closed."""
    owner, clock = till.people.owner(), till.clock
    assert isinstance(clock, SetClock)
    till.shift.open(owner, Money(10000))
    for _sale in range(sales):
        clock.advance(minutes=5)
        basket = till.checkout.scan(till.checkout.new_basket(), "101")
        till.checkout.pay(owner, basket, [Tender(TenderType.CASH, Money(45))])
    clock.advance(hours=1)
    till.shift.close(owner, uncounted=True)
    clock.advance(hours=22)


def archives(till: Till) -> list[TseArchive]:
    with till.database.read() as work:
        return work.tse.archives()


def archiving(till: Till) -> Archiving:
    assert till.archiving is not None
    return till.archiving


def folder(till: Till) -> Path:
    return archive.default_folder(till.path)


def events(till: Till, kind: TseEventKind) -> list[str]:
    with till.database.read() as work:
        return [event.detail for event in work.tse.events() if event.kind is kind]


def test_each_closing_is_archived_beside_the_shop(till: Till) -> None:
    day(till)
    day(till)
    day(till)
    kept = archives(till)
    assert [one.z_no for one in kept] == [1, 2, 3]
    assert all(one.verified for one in kept)
    for before, after in pairwise(kept):
        assert after.since == before.until
        assert before.last_counter < after.last_counter
        assert after.first_counter <= before.last_counter + 1
    for one in kept:
        assert verify_tar(folder(till) / one.file).findings == ()
        assert sum_of(folder(till) / one.file) == one.sha256
    assert [path.suffix for path in folder(till).iterdir()] == [".tar"] * 3
    assert till.verify() == []


@pytest.mark.parametrize(("mood", "said"), [("dead", "does not answer"), ("short", "Export it again")])
def test_what_cannot_be_archived_holds_up_no_closing_and_is_done_later(
    till: Till, device: Moody, mood: str, said: str
) -> None:
    device.mood = mood
    day(till)
    assert till.shift.z_report().z_no == 1
    assert archives(till) == []
    assert said in archiving(till).problem
    assert not folder(till).exists() or not list(folder(till).iterdir())
    device.mood = ""
    day(till)
    assert [one.z_no for one in archives(till)] == [2]
    assert archives(till)[0].since is None
    assert archiving(till).problem == ""


def test_a_till_that_starts_again_archives_what_is_missing(till: Till, device: Moody, clock: SetClock) -> None:
    device.mood = "dead"
    day(till)
    till.close()
    device.mood = ""
    again = Till(till.path, clock=clock, device=device)
    assert again.signing is not None
    again.signing.sign_waiting()
    assert [one.z_no for one in archives(again)] == [1]
    again.close()


def test_a_folder_that_cannot_be_written_is_said(till: Till) -> None:
    folder(till).write_text("in the way")
    day(till)
    assert "cannot be written" in archiving(till).problem
    assert archives(till) == []
    folder(till).unlink()
    archiving(till).catch_up(again=True)
    assert len(archives(till)) == 1


def test_a_missing_and_a_changed_archive_are_found(till: Till) -> None:
    day(till)
    day(till)
    first, second = archives(till)
    (folder(till) / first.file).unlink()
    file = folder(till) / second.file
    data = bytearray(file.read_bytes())
    data[700] ^= 1
    file.write_bytes(data)
    missing, changed = till.verify()
    assert first.file in missing
    assert "missing" in missing
    assert second.file in changed
    assert "not as it was written" in changed


def test_a_second_place_gets_what_it_missed(till: Till, tmp_path: Path) -> None:
    day(till)
    stick = tmp_path / "stick"
    till.change_setting(till.people.owner(), archive.SECOND, str(stick))
    day(till)
    assert {path.name for path in stick.iterdir()} == {one.file for one in archives(till)}


def test_a_second_place_that_is_not_there_keeps_back_nothing(till: Till, tmp_path: Path) -> None:
    till.change_setting(till.people.owner(), archive.SECOND, str(tmp_path / "media" / "stick"))
    day(till)
    assert len(archives(till)) == 1
    assert "cannot be written" in archiving(till).problem
    assert not (tmp_path / "media").exists()
    (tmp_path / "media").mkdir()
    archiving(till).catch_up(again=True)
    assert len(list((tmp_path / "media" / "stick").glob("*.tar"))) == 1
    assert archiving(till).problem == ""


def test_what_a_power_cut_left_is_cleared_away(till: Till) -> None:
    folder(till).mkdir()
    (folder(till) / "TSE1_Z00001_x.tar.part").write_bytes(b"half")
    day(till)
    assert [path.name for path in folder(till).iterdir()] == [archives(till)[0].file]


def test_messages_that_fell_between_two_archives_are_fetched(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's clock was set back meanwhile: by time alone they would never be exported."""
    day(till)
    monkeypatch.setattr(archive, "_since", lambda before: None if before is None else till.clock.now())
    day(till)
    assert archives(till)[1].since is None
    assert archives(till)[1].verified


def test_the_device_is_erased_only_after_all_of_it_is_archived(till: Till, device: Moody, clock: SetClock) -> None:
    owner = till.people.owner()
    with pytest.raises(Refused) as nothing:
        archiving(till).erase(owner)
    assert nothing.value.code == "not_archived"
    day(till)
    day(till)
    until = archiving(till).erase(owner)
    assert until == archives(till)[-1].until
    assert events(till, TseEventKind.ERASED) == [until.isoformat()]
    day(till)
    assert archives(till)[-1].verified
    assert archiving(till).erase(owner) > until


def test_a_device_whose_archive_was_changed_is_not_erased(till: Till, device: Moody) -> None:
    day(till)
    day(till)
    file = folder(till) / archives(till)[0].file
    file.write_bytes(file.read_bytes() + b"x")
    before = device.engine.storage_used
    with pytest.raises(Refused) as changed:
        archiving(till).erase(till.people.owner())
    assert changed.value.code == "archive_differs"
    assert device.engine.storage_used == before
    assert events(till, TseEventKind.ERASED) == []


def test_only_the_owner_erases(till: Till) -> None:
    day(till)
    with pytest.raises(Refused) as refusal:
        archiving(till).erase(Actor(2, "Kai", Role.MANAGER))
    assert refusal.value.code == "not_allowed"


def test_a_backup_is_restored_without_its_archives(till: Till, tmp_path: Path) -> None:
    from kasse.till import restore

    day(till)
    till.backup(tmp_path / "backup.sqlite")
    (folder(till) / archives(till)[0].file).unlink()
    till.close()
    restore(tmp_path / "backup.sqlite", till.path)
    again = Till(till.path, exclusive=False)
    assert len(again.verify()) == 1
    again.close()


def test_the_owner_is_told_of_what_is_not_archived(till: Till, device: Moody) -> None:
    owner = till.people.owner()
    device.mood = "dead"
    day(till)
    assert any("not archived" in one.text and one.page == "law" for one in till.overview.to_do(owner))
    device.mood = ""
    archiving(till).catch_up(again=True)
    assert not any("not archived" in one.text for one in till.overview.to_do(owner))


def test_a_sale_does_not_wait_for_the_check_of_an_archive(till: Till) -> None:
    checks: list[Callable[[], None]] = []
    archiving(till).beside = checks.append
    day(till)
    assert archives(till) == []
    day(till)  # signed while the first day's archive is still being checked
    assert till.checkout.last_receipt().signature is not None
    assert len(checks) == 1, "one check at a time"
    checks.pop()()
    assert [one.z_no for one in archives(till)] == [1]
    assert [path.suffix for path in folder(till).iterdir()] == [".tar"]
    signing = till.signing
    assert signing is not None
    signing.sign_waiting()
    checks.pop()()
    assert [(one.z_no, one.verified) for one in archives(till)] == [(1, True), (2, True)]
    assert till.verify() == []


def test_a_check_that_finds_a_gap_fetches_everything(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[Callable[[], None]] = []
    archiving(till).beside = checks.append
    day(till)
    checks.pop()()
    monkeypatch.setattr(archive, "_since", lambda before: None if before is None else till.clock.now())
    day(till)
    checks.pop()()
    checks.pop()()
    assert [one.since for one in archives(till)] == [None, None]
    assert all(one.verified for one in archives(till))


def test_a_check_that_fails_is_said_and_leaves_nothing_behind(till: Till, device: Moody) -> None:
    checks: list[Callable[[], None]] = []
    archiving(till).beside = checks.append
    device.mood = "short"
    day(till)
    checks.pop()()
    assert "Export it again" in archiving(till).problem
    assert list(folder(till).iterdir()) == []
    device.mood = ""
    archiving(till).catch_up(again=True)
    assert archiving(till).problem == ""
    assert [one.z_no for one in archives(till)] == [1]


def test_what_a_dead_device_kept_is_said_when_another_takes_its_place(till: Till, device: Moody) -> None:
    day(till)
    device.mood = "dead"
    assert "does not answer" in archiving(till).finish_period()
    device.mood = ""
    assert archiving(till).finish_period() == ""
    assert [one.z_no for one in archives(till)] == [1, 1]
    assert till.verify() == []
