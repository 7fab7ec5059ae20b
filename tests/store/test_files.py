"""What can befall the shop's file: each time a clear sentence, and the file is as it was."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from kasse.clock import SetClock
from kasse.errors import KasseError, Refused, Unavailable
from kasse.money import Money
from kasse.people import Actor, Person, Role
from kasse.sale import Sale, Tender, TenderType
from kasse.shop import Shop
from kasse.store import schema, upgrade
from kasse.till import Till, create_shop, restore

CASH = [Tender(TenderType.CASH, Money(2000))]
AS_ROOT = os.getuid() == 0 if hasattr(os, "getuid") else False
NOBODY = 65534
WITHOUT_NOBODY = sys.platform == "win32" or (AS_ROOT and not Path("/").stat().st_mode & 0o001)
"""Where a user without rights can be had at all: some bare machines let only root into their root folder."""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sell(till: Till) -> Sale:
    checkout, owner = till.checkout, till.people.owner()
    return checkout.pay(owner, checkout.scan(checkout.new_basket(), "4029764001807"), CASH)


def refusal(path: Path, *, exclusive: bool = True) -> KasseError:
    """How the till says no to a file; it must leave neither a change nor a lock behind."""
    before = sha256(path)
    with pytest.raises(KasseError) as caught:
        Till(path, exclusive=exclusive)
    assert sha256(path) == before
    assert str(path) in caught.value.message
    assert caught.value.message.endswith((".", "FILE"))
    return caught.value


@pytest.fixture
def sold_file(shop_file: Path, clock: SetClock) -> Path:
    """The small shop after some sales, closed."""
    till = Till(shop_file, clock=clock)
    till.shift.open(till.people.owner(), Money(10000))
    for _number in range(20):
        sell(till)
    till.close()
    return shop_file


# A second till

HOLD = """
import sys
from pathlib import Path
from kasse.till import Till
till = Till(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.readline()
till.close()
"""


@pytest.fixture
def other_till(sold_file: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the shop open."""
    command = [sys.executable, "-c", HOLD, str(sold_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_till_on_the_same_file_is_sent_to_the_first(
    other_till: "subprocess.Popen[str]", sold_file: Path
) -> None:
    error = refusal(sold_file)
    assert isinstance(error, Unavailable)
    assert error.code == "already_open"
    assert error.message == (
        f"{sold_file} is already open in another till on this computer. Use that one, or close it first."
    )


def test_reading_beside_an_open_till_works(other_till: "subprocess.Popen[str]", sold_file: Path) -> None:
    beside = Till(sold_file, exclusive=False)
    assert beside.checkout.last_receipt().receipt_no == 20
    assert beside.verify() == []
    beside.close()


def test_the_next_till_opens_once_the_first_is_closed(other_till: "subprocess.Popen[str]", sold_file: Path) -> None:
    other_till.communicate("\n")
    till = Till(sold_file)
    assert till.checkout.last_receipt().receipt_no == 20
    till.close()


def test_a_killed_till_leaves_no_lock(other_till: "subprocess.Popen[str]", sold_file: Path) -> None:
    other_till.kill()
    other_till.wait()
    till = Till(sold_file)
    assert sell(till).receipt_no == 21
    till.close()


def test_a_till_that_could_not_open_leaves_no_lock(sold_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "HEAD", "0000")
        assert refusal(sold_file).code == "newer_file"
    Till(sold_file).close()


# Permissions

OPEN = """
import locale, os, sys
from pathlib import Path
import kasse.store.upgrade, kasse.store.verify
from kasse.errors import KasseError
from kasse.money import Money
from kasse.shop import Shop
from kasse.till import Till, create_shop
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
def sell(path):
    till = Till(path)
    try:
        basket = till.checkout.scan(till.checkout.new_basket(), "101")
        till.checkout.save_draft(till.people.owner(), basket)
    finally:
        till.close()
def read(path):
    till = Till(path, exclusive=False)
    try:
        print("last receipt", till.checkout.last_receipt().receipt_no, till.verify())
    finally:
        till.close()
def make(path):
    create_shop(path.with_name("new.sqlite"), Shop("New"))
try:
    {"sell": sell, "read": read, "make": make}[sys.argv[2]](Path(sys.argv[1]))
except KasseError as error:
    print(type(error).__name__, error.code, error.message)
"""


def as_nobody(path: Path, what: str) -> str:
    """What the till says to somebody whom permissions bind; root, whom they don't, becomes nobody for it."""
    run = subprocess.run(
        [sys.executable, "-c", OPEN, str(path), what], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stderr == ""
    return run.stdout.strip()


@pytest.fixture
def open_path(sold_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that everybody may enter, with the shop in it; pytest's own is for its user only."""
    folder = Path("/tmp") / f"kasse-{os.getpid()}-{tmp_path_factory.mktemp('x').name}"  # noqa: S108
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    shutil.copy(sold_file, folder / "shop.sqlite")
    yield folder / "shop.sqlite"
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.skipif(WITHOUT_NOBODY, reason="only root may be here")
def test_a_file_that_cannot_be_written_gets_a_sentence(open_path: Path) -> None:
    open_path.chmod(0o444)
    before = sha256(open_path)
    assert as_nobody(open_path, "sell") == (
        f"Unavailable read_only {open_path} cannot be written to. Check the permissions of the file and its folder."
    )
    assert sha256(open_path) == before


@pytest.mark.skipif(WITHOUT_NOBODY, reason="only root may be here")
def test_a_folder_that_cannot_be_written_gets_a_sentence(open_path: Path) -> None:
    open_path.chmod(0o666)
    open_path.parent.chmod(0o555)
    before = sha256(open_path)
    assert as_nobody(open_path, "sell") == (
        f"Unavailable read_only The folder {open_path.parent} cannot be written to. "
        "Check its permissions, or choose another file with --db."
    )
    assert as_nobody(open_path, "make").startswith(f"Unavailable read_only {open_path.parent}")
    assert sha256(open_path) == before


@pytest.mark.skipif(WITHOUT_NOBODY, reason="only root may be here")
def test_a_file_that_cannot_be_read_gets_a_sentence(open_path: Path) -> None:
    open_path.chmod(0o000)
    assert as_nobody(open_path, "sell") == f"Unavailable cannot_read {open_path} cannot be read: Permission denied."


@pytest.mark.skipif(WITHOUT_NOBODY, reason="only root may be here")
def test_a_backup_on_a_read_only_disk_can_be_read(open_path: Path) -> None:
    backup = open_path.with_name("backup.sqlite")
    till = Till(open_path)
    till.backup(backup)
    till.close()
    backup.chmod(0o444)
    backup.parent.chmod(0o555)
    before = sha256(backup)
    assert as_nobody(backup, "read") == "last receipt 20 []"
    assert sha256(backup) == before


# A full disk


def _fill(folder: Path) -> Path:
    """Leave no room on a disk."""
    rubbish = folder / "rubbish"
    with rubbish.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"x" * size)
            except OSError:
                size //= 2
    return rubbish


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = AS_ROOT and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root can make a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def full_till(sold_file: Path, small_disk: Path, clock: SetClock) -> Iterator[Till]:
    """A till with an open shift on a small disk."""
    path = small_disk / "shop.sqlite"
    shutil.copy(sold_file, path)
    till = Till(path, clock=clock)
    yield till
    till.close()


def books(till: Till) -> list[tuple[str, int]]:
    """How many rows stand in each table."""
    file = till.database.connection
    tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(name, file.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in tables]  # noqa: S608


def refused_for_room(till: Till, act: Callable[[], object]) -> None:
    """Nothing is booked for want of room, and the sentence says so."""
    before: list[tuple[str, int]] = []

    def go_on() -> None:
        for _number in range(200):  # a page or two may still fit into what the log has already
            before[:] = books(till)
            act()

    with pytest.raises(Unavailable) as caught:
        go_on()
    assert caught.value.code in {"disk_full", "disk_error"}
    assert "nothing was booked" in caught.value.message
    assert books(till) == before


def test_a_full_disk_books_nothing_and_the_same_basket_pays_once_there_is_room(full_till: Till, owner: Actor) -> None:
    checkout = full_till.checkout
    rubbish = _fill(full_till.path.parent)
    paid = []

    def pay() -> None:
        paid.append(checkout.scan(checkout.new_basket(), "4029764001807"))
        checkout.pay(owner, paid[-1], CASH)

    refused_for_room(full_till, pay)
    assert checkout.last_receipt().receipt_no == 20 + len(paid) - 1
    rubbish.unlink()
    sale = checkout.pay(owner, paid[-1], CASH)
    assert sale.receipt_no == 20 + len(paid)
    assert full_till.verify() == []


def test_a_full_disk_takes_no_draft_no_cash_and_no_person(full_till: Till, owner: Actor) -> None:
    checkout = full_till.checkout
    basket = checkout.scan(checkout.new_basket(), "4029764001807")
    rubbish = _fill(full_till.path.parent)
    refused_for_room(full_till, lambda: full_till.shift.cash_in(owner, Money(100), "change"))
    refused_for_room(full_till, lambda: checkout.hold(owner, basket))
    refused_for_room(full_till, lambda: full_till.people.save(owner, Person("Aylin", Role.CASHIER)))
    rubbish.unlink()
    checkout.hold(owner, basket)
    full_till.people.save(owner, Person("Aylin", Role.CASHIER))
    assert full_till.verify() == []


def test_a_till_opens_on_a_full_disk_or_says_why_not(full_till: Till) -> None:
    full_till.close()
    rubbish = _fill(full_till.path.parent)
    try:
        till = Till(full_till.path)
    except Unavailable as error:
        assert error.code in {"disk_full", "disk_error", "read_only"}  # noqa: PT017 - either is right
    else:
        till.close()
    rubbish.unlink()
    full_till.__init__(full_till.path)  # type: ignore[misc]
    assert full_till.verify() == []


def test_a_shop_that_may_not_grow_books_nothing_until_it_may(open_till: Till, owner: Actor) -> None:
    """The same without root, by SQLite's own limit."""
    file, checkout = open_till.database.connection, open_till.checkout
    (pages,) = file.execute("PRAGMA page_count").fetchone()
    file.execute(f"PRAGMA max_page_count = {pages}")
    baskets = []

    def pay() -> None:
        baskets.append(checkout.scan(checkout.new_basket(), "4029764001807"))
        checkout.pay(owner, baskets[-1], CASH)

    refused_for_room(open_till, pay)
    refused_for_room(open_till, lambda: open_till.people.save(owner, Person("A" * 5000, Role.CASHIER)))
    file.execute("PRAGMA max_page_count = 1000000")
    assert checkout.pay(owner, baskets[-1], CASH).receipt_no == len(baskets)
    assert open_till.verify() == []


# A damaged file


def test_a_file_cut_off_in_its_middle_is_damaged(sold_file: Path) -> None:
    data = sold_file.read_bytes()
    sold_file.write_bytes(data[: len(data) // 2])
    error = refusal(sold_file)
    assert isinstance(error, Unavailable)
    assert error.code == "damaged"
    assert error.message == (
        f"{sold_file} is damaged. Leave it as it is and restore the last backup: kasse restore FILE"
    )
    refusal(sold_file, exclusive=False)


def test_a_file_whose_pages_are_garbage_is_damaged(sold_file: Path) -> None:
    data = sold_file.read_bytes()
    sold_file.write_bytes(data[:100] + os.urandom(len(data) - 100))
    assert refusal(sold_file).code == "damaged"


@pytest.mark.parametrize("zero", [False, True], ids=["garbage", "zeros"])
def test_a_file_with_any_one_bad_page_opens_or_is_called_damaged_and_verify_finds_it(
    sold_file: Path, zero: bool
) -> None:
    data, size = sold_file.read_bytes(), 4096
    opened = 0
    for page in range(1, len(data) // size):
        bad = bytes(size) if zero else bytes(255 - byte for byte in data[page * size : (page + 1) * size])
        sold_file.write_bytes(data[: page * size] + bad + data[(page + 1) * size :])
        try:
            till = Till(sold_file, exclusive=False)
        except Unavailable as error:
            assert error.code == "damaged"  # noqa: PT017 - either is right
            continue
        assert till.verify() != [], page
        till.close()
        opened += 1
    assert 0 < opened < len(data) // size


def test_an_empty_file_is_no_shop(sold_file: Path) -> None:
    sold_file.write_bytes(b"")
    error = refusal(sold_file)
    assert isinstance(error, Refused)
    assert error.code == "foreign_file"


def test_a_log_of_garbage_costs_nothing_that_was_in_the_file(sold_file: Path) -> None:
    log = sold_file.with_name(sold_file.name + "-wal")
    log.write_bytes(os.urandom(8000))
    till = Till(sold_file)
    assert till.checkout.last_receipt().receipt_no == 20
    assert till.verify() == []
    till.close()


def test_a_log_cut_off_by_a_power_failure_costs_only_its_unfinished_end(sold_file: Path, tmp_path: Path) -> None:
    till = Till(sold_file)
    for _number in range(5):
        sell(till)
    crashed = tmp_path / "crashed.sqlite"
    shutil.copy(sold_file, crashed)
    log = sold_file.with_name(sold_file.name + "-wal").read_bytes()
    till.close()
    crashed.with_name(crashed.name + "-wal").write_bytes(log[: len(log) - 1000] + os.urandom(1000))
    found = Till(crashed)
    assert found.checkout.last_receipt().receipt_no == 24
    assert found.verify() == []
    assert sell(found).receipt_no == 25
    found.close()


# A foreign file


def test_a_text_file_is_no_shop(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    error = refusal(path)
    assert isinstance(error, Refused)
    assert error.code == "foreign_file"
    assert error.message == f"{path} is not a shop's file of Kasse. Choose another one; this one was not touched."


def test_another_programs_database_is_no_shop(tmp_path: Path) -> None:
    path = tmp_path / "mails.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE sale (id INTEGER)")
    assert refusal(path).code == "foreign_file"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mails.sqlite"], "nothing is left beside it"


def test_a_folder_is_no_shop(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read: Is a directory"):
        Till(tmp_path)


def test_no_file_at_all_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"There is no shop at .*kasse init") as caught:
        Till(tmp_path / "nothing.sqlite")
    assert caught.value.code == "no_shop"
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_newer_kasse_is_left_alone(sold_file: Path) -> None:
    with closing(sqlite3.connect(sold_file)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    for exclusive in (True, False):
        error = refusal(sold_file, exclusive=exclusive)
        assert isinstance(error, Refused)
        assert error.code == "newer_file"
        assert error.message.endswith("was written by a newer Kasse. Update Kasse on this computer.")


def test_a_shop_whose_making_was_killed_is_not_taken_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.sqlite"

    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("kasse.store.books.SettingTable.put_shop", die)
        with pytest.raises(KeyboardInterrupt):
            create_shop(path, Shop("Half"))
    assert not path.exists()
    create_shop(path, Shop("Whole"))
    till = Till(path)
    assert till.checkout.shop.name == "Whole"
    till.close()
    assert {file.name for file in tmp_path.iterdir()} <= {path.name, f"{path.name}.lock"}


# An older file

ADD_BADGE = "op.execute('ALTER TABLE person ADD COLUMN badge TEXT')"
MIGRATION = """
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
    {what}
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes this Kasse a newer one, whose migrations do what is given."""
    here = Path(schema.__file__).parent / "migrations"
    newer = tmp_path / "newer_migrations"
    shutil.copytree(here, newer, ignore=shutil.ignore_patterns("__pycache__"))

    class ConfigOfNewer(Config):
        def set_main_option(self, name: str, value: str) -> None:
            super().set_main_option(name, str(newer) if name == "script_location" else value)

    def become(*steps: str) -> None:
        for offset, what in enumerate(steps, 1):
            number, before = f"{int(schema.HEAD) + offset:04}", f"{int(schema.HEAD) + offset - 1:04}"
            text = MIGRATION.format(number=number, before=before, what=what)
            (newer / "versions" / f"{number}_next.py").write_text(text)
        monkeypatch.setattr(upgrade, "Config", ConfigOfNewer)
        monkeypatch.setattr(schema, "HEAD", f"{int(schema.HEAD) + len(steps):04}")

    return become


def kept_beside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.before-*"))


def test_an_older_file_is_kept_and_brought_up_to_date(sold_file: Path, next_version: Callable[..., None]) -> None:
    old_head = schema.HEAD
    next_version(ADD_BADGE, 'op.execute("CREATE TABLE x (a INT)")')
    till = Till(sold_file)
    assert schema.version_of(till.database.connection) == schema.HEAD
    till.database.connection.execute("SELECT badge FROM person, x")
    assert sell(till).receipt_no == 21
    assert till.verify() == []
    till.close()
    (kept,) = kept_beside(sold_file)
    with closing(sqlite3.connect(kept)) as old:
        assert schema.version_of(old) == old_head
        assert old.execute("SELECT count(*) FROM sale").fetchone() == (20,)
    Till(sold_file).close()
    assert len(kept_beside(sold_file)) == 1, "only a change needs a copy"


@pytest.mark.parametrize(
    "broken",
    ["raise ValueError('broken')", "op.execute('INSERT INTO nowhere VALUES (1)')"],
    ids=["by Python", "by SQL"],
)
def test_a_migration_that_fails_changes_nothing(
    sold_file: Path, next_version: Callable[..., None], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_head = schema.HEAD
    next_version(ADD_BADGE, f"op.execute('DROP TABLE draft')\n    {broken}")
    with pytest.raises((ValueError, DBAPIError), match=r"broken|nowhere"):
        Till(sold_file)
    monkeypatch.undo()  # the old Kasse again
    with closing(sqlite3.connect(sold_file)) as connection:
        assert schema.version_of(connection) == old_head
        assert connection.execute("SELECT count(*) FROM draft").fetchone() == (0,)
        assert "badge" not in {row[1] for row in connection.execute("PRAGMA table_info(person)")}
    assert len(kept_beside(sold_file)) == 1
    till = Till(sold_file)
    assert till.verify() == []
    assert sell(till).receipt_no == 21
    till.close()


def test_the_backup_of_an_older_kasse_is_restored(
    sold_file: Path, next_version: Callable[..., None], tmp_path: Path
) -> None:
    old_head = schema.HEAD
    backup = Path(shutil.copy(sold_file, tmp_path / "backup.sqlite"))
    next_version(ADD_BADGE)
    till = Till(sold_file)
    sell(till)
    till.close()
    assert restore(backup, sold_file) is not None
    till = Till(sold_file)
    assert schema.version_of(till.database.connection) == schema.HEAD
    assert sell(till).receipt_no == 21
    assert till.verify() == []
    till.close()
    with closing(sqlite3.connect(backup)) as old:
        assert schema.version_of(old) == old_head
    assert list(sold_file.parent.glob("*.updating-*")) == []


def test_an_older_file_is_not_changed_by_a_look_at_it(sold_file: Path, next_version: Callable[..., None]) -> None:
    next_version("pass")
    error = refusal(sold_file, exclusive=False)
    assert isinstance(error, Unavailable)
    assert error.code == "older_file"
    assert kept_beside(sold_file) == []


def test_no_migration_without_a_copy(
    sold_file: Path, next_version: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version("op.execute('DROP TABLE draft')")

    def no_room(source: Path, target: Path) -> None:
        raise Unavailable("backup_failed", f"The copy {target} of {source} could not be written: no room.")

    monkeypatch.setattr(upgrade, "copy_database", no_room)
    assert refusal(sold_file).code == "backup_failed"
