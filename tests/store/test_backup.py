"""A backup is whole while the till sells on, a restore puts back only what is sound, training never touches it."""

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kasse.clock import SetClock
from kasse.errors import Refused, Unavailable
from kasse.money import Money
from kasse.people import Actor
from kasse.receipt import Document, Text
from kasse.sale import Sale, Tender, TenderType
from kasse.store import backup as copies
from kasse.till import Till, restore, training_copy

CASH = [Tender(TenderType.CASH, Money(2000))]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folder(path: Path) -> dict[str, str]:
    """All files beside the shop, by their content; the lock's is empty."""
    return {file.name: sha256(file) for file in path.parent.iterdir() if not file.name.endswith(".lock")}


def sell(till: Till) -> Sale:
    checkout, owner = till.checkout, till.people.owner()
    return checkout.pay(owner, checkout.scan(checkout.new_basket(), "4029764001807"), CASH)


def receipts(path: Path) -> int:
    """How many receipts a file has; it must be sound."""
    till = Till(path, exclusive=False)
    try:
        assert till.verify() == []
        with till.database.read() as work:
            return work.sales.last_receipt_no()
    finally:
        till.close()


@pytest.fixture
def selling(open_till: Till) -> Till:
    """The till after ten sales, open."""
    for _number in range(10):
        sell(open_till)
    return open_till


@pytest.fixture
def sold_file(selling: Till) -> Path:
    """The shop's file after ten sales, closed."""
    selling.close()
    return selling.path


@pytest.fixture
def reopened(sold_file: Path, clock: SetClock) -> Iterator[Till]:
    """The closed shop, open again."""
    till = Till(sold_file, clock=clock)
    yield till
    till.close()


# Backup


def test_a_backup_has_all_that_was_sold_and_what_lies_in_the_log(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    assert selling.path.with_name(selling.path.name + "-wal").stat().st_size > 0
    selling.backup(target)
    assert sorted(file.name for file in tmp_path.iterdir() if "backup" in file.name) == ["backup.sqlite"]
    assert receipts(target) == 10
    sell(selling)
    assert receipts(target) == 10


def test_a_backup_made_while_the_till_sells_is_of_one_moment(selling: Till, tmp_path: Path) -> None:
    enough = threading.Event()

    def sell_on() -> None:
        while not enough.is_set():
            sell(selling)

    seller = threading.Thread(target=sell_on)
    seller.start()
    try:
        beside = Till(selling.path, exclusive=False)
        for number in range(5):
            beside.backup(tmp_path / f"backup-{number}.sqlite")
        beside.close()
    finally:
        enough.set()
        seller.join()
    found = [receipts(tmp_path / f"backup-{number}.sqlite") for number in range(5)]
    assert found == sorted(found)
    assert found[0] >= 10
    assert selling.verify() == []


def test_a_backup_is_one_file_that_reading_does_not_change(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "disk" / "backup.sqlite"
    target.parent.mkdir()
    selling.backup(target)
    before = sha256(target)
    assert receipts(target) == 10
    assert sha256(target) == before
    assert [file.name for file in target.parent.iterdir()] == ["backup.sqlite"]


def test_a_backup_overwrites_nothing(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("Dear Sir or Madam")
    with pytest.raises(Refused, match="exists already") as caught:
        selling.backup(target)
    assert caught.value.code == "file_exists"
    assert target.read_text() == "Dear Sir or Madam"


@pytest.mark.parametrize("target", ["nowhere/backup.sqlite", "file/backup.sqlite"])
def test_a_backup_that_cannot_be_written_says_so_and_leaves_nothing(selling: Till, tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(Unavailable, match=r"The copy .* could not be written: ") as caught:
        selling.backup(tmp_path / target)
    assert caught.value.code == "backup_failed"
    assert not list(tmp_path.glob("**/*.part"))


def test_a_backup_that_breaks_off_leaves_nothing(
    selling: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "_sync", fail)
    with pytest.raises(Unavailable, match="No space left on device"):
        selling.backup(tmp_path / "backup.sqlite")
    assert not list(tmp_path.glob("backup*"))


# Restore


def test_a_restore_puts_the_backup_in_place_and_keeps_what_it_replaces(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    sell(selling)
    selling.close()
    before = sha256(selling.path)
    kept = restore(target, selling.path)
    assert kept is not None
    assert sha256(kept) == before
    assert receipts(kept) == 11
    assert receipts(selling.path) == 10
    assert receipts(target) == 10


def test_the_till_sells_on_after_a_restore(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    selling.close()
    restore(target, selling.path)
    till = Till(selling.path, clock=selling.clock)
    assert sell(till).receipt_no == 11
    assert till.verify() == []
    till.close()


def test_a_restore_keeps_what_a_killed_till_left_in_its_log(selling: Till, tmp_path: Path, clock: SetClock) -> None:
    target, path = tmp_path / "backup.sqlite", tmp_path / "killed.sqlite"
    selling.backup(target)
    sell(selling)
    log = selling.path.name + "-wal"
    for source, copy in ((selling.path, path), (selling.path.with_name(log), path.with_name("killed.sqlite-wal"))):
        copy.write_bytes(source.read_bytes())
    kept = restore(target, path)
    assert kept is not None
    assert receipts(path) == 10
    assert receipts(kept) == 11


def test_a_restore_where_no_shop_is_yet(selling: Till, tmp_path: Path) -> None:
    target, new = tmp_path / "backup.sqlite", tmp_path / "new.sqlite"
    selling.backup(target)
    assert restore(target, new) is None
    assert receipts(new) == 10


def test_a_restore_over_a_damaged_shop_keeps_it_as_it_was(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    selling.close()
    selling.path.write_bytes(selling.path.read_bytes()[:20000])
    before = sha256(selling.path)
    kept = restore(target, selling.path)
    assert kept is not None
    assert sha256(kept) == before
    assert receipts(selling.path) == 10


def test_a_restore_under_an_open_till_is_refused(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    with pytest.raises(Unavailable) as caught:
        restore(target, selling.path)
    assert caught.value.code == "already_open"
    assert sell(selling).receipt_no == 11


def _change_an_amount(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'payment_no_update'").fetchone()
        connection.execute("DROP TRIGGER payment_no_update")
        connection.execute("UPDATE payment SET amount = amount - 100 WHERE position = 1")
        connection.execute(sql)


def test_a_backup_that_does_not_add_up_is_refused_and_nothing_changes(selling: Till, tmp_path: Path) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    selling.close()
    _change_an_amount(target)
    before = folder(selling.path)
    with pytest.raises(
        Refused, match=r"This backup does not add up: Journal entry \d+ does not match receipt 1:"
    ) as no:
        restore(target, selling.path)
    assert no.value.code == "bad_backup"
    assert folder(selling.path) == before


@pytest.mark.parametrize("damage", ["cut off", "garbage", "text", "empty", "gone"])
def test_what_is_no_backup_is_refused_and_nothing_changes(selling: Till, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "backup.sqlite"
    selling.backup(target)
    selling.close()
    data = target.read_bytes()
    contents = {"cut off": data[:50000], "garbage": data[:100] + os.urandom(len(data)), "text": b"hello", "empty": b""}
    if damage == "gone":
        target.unlink()
    else:
        target.write_bytes(contents[damage])
    before = folder(selling.path)
    with pytest.raises((Refused, Unavailable)) as caught:
        restore(target, selling.path)
    assert str(target) in caught.value.message or "does not add up" in caught.value.message
    assert folder(selling.path) == before
    assert receipts(selling.path) == 10


def test_a_restore_that_breaks_off_changes_nothing(
    sold_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup.sqlite"
    copies.copy_database(sold_file, target)
    receipts(sold_file)
    before = folder(sold_file)

    def fail(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(copies, "_sync", fail)
        with pytest.raises(Unavailable, match="No space left on device"):
            restore(target, sold_file)
    assert folder(sold_file) == before
    assert receipts(sold_file) == 10


# Training


@pytest.fixture
def training(reopened: Till, clock: SetClock) -> Iterator[Till]:
    """A till on a training copy, while the real shop is open."""
    till = Till(training_copy(reopened.path), clock=clock)
    yield till
    till.close()


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Text)]


def test_a_training_copy_is_another_file_and_knows_what_it_is(reopened: Till, training: Till) -> None:
    assert training.path != reopened.path
    assert training.path.name == "shop.training.sqlite"
    assert training.training
    assert not reopened.training


def test_training_sells_without_touching_the_shop(reopened: Till, training: Till) -> None:
    owner = training.people.owner()
    assert reopened.path.exists()
    before = sha256(reopened.path)
    for _number in range(5):
        sell(training)
    training.checkout.void_receipt(owner, 15, "practice")
    training.shift.cash_in(owner, Money(500), "practice")
    training.shift.count(owner, {5000: 2})
    figures = training.shift.close(owner)
    training.database.idle()
    assert figures.training
    assert training.verify() == []
    assert sha256(reopened.path) == before
    assert reopened.checkout.last_receipt().receipt_no == 10
    assert reopened.verify() == []


def test_every_receipt_and_report_of_training_says_so(training: Till) -> None:
    use = training.receipt_document
    assert sell(training).receipt_no == 11
    for number in (10, 11):
        assert lines(use(number)).count("TRAINING") == 2, "at its head and its end"
    training.shift.count(training.people.owner(), {5000: 2})
    training.shift.close(training.people.owner())
    assert "TRAINING" in lines(training.report_document("z"))


def test_no_real_receipt_says_training(reopened: Till, training: Till) -> None:
    assert "TRAINING" not in lines(reopened.receipt_document(10))


def test_training_prints_nothing_that_waited_in_the_real_shop(reopened: Till, training: Till) -> None:
    with reopened.database.read() as real, training.database.read() as copied:
        assert real.outbox.waiting(("receipt",)) == 10
        assert copied.outbox.waiting(("receipt", "drawer", "z_report")) == 0
    sell(training)
    with training.database.read() as copied:
        assert copied.outbox.waiting(("receipt",)) == 1


def test_training_begins_afresh_each_time(reopened: Till, training: Till, clock: SetClock) -> None:
    sell(training)
    training.close()
    sell(reopened)
    again = Till(training_copy(reopened.path), clock=clock)
    assert again.checkout.last_receipt().receipt_no == 11
    assert again.verify() == []
    again.close()


def test_training_is_not_replaced_under_somebody_who_practises(reopened: Till, training: Till) -> None:
    with pytest.raises(Unavailable) as caught:
        training_copy(reopened.path)
    assert caught.value.code == "already_open"
    assert sell(training).receipt_no == 11


def test_a_training_copy_is_no_backup(reopened: Till, training: Till) -> None:
    training.close()
    path = reopened.path
    reopened.close()
    before = folder(path)
    with pytest.raises(Refused) as caught:
        restore(training.path, path)
    assert caught.value.code == "training_file"
    assert folder(path) == before


def test_a_training_file_cannot_become_real(training: Till, owner: Actor) -> None:
    target = training.path.with_name("backup.sqlite")
    training.backup(target)
    copy = Till(target, exclusive=False)
    assert copy.training
    copy.close()
