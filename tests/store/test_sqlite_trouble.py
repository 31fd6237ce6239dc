"""Locked, read-only, full, damaged or foreign: our own error with a next step, never a wrong answer."""

from __future__ import annotations

import errno
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jiesuo.errors import Corrupt, Full, JiesuoError, Locked, NotFound, ReadOnly, StoreError
from jiesuo.store.base import Event
from jiesuo.store.sqlite import SqliteStore
from jiesuo.store.sqlite_errors import in_our_words, translated
from jiesuo.store.sqlite_file import opened, transaction

CASE = "c" * 26
AT = "2025-03-01T09:00:00+00:00"
EVENTS: list[Event] = [{"at": AT, "n": n, "text": f"event {n} " * 40} for n in range(30)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good file, closed, with one case of 30 events and ten more cases."""
    store = SqliteStore(tmp_path / "cases.sqlite")
    store.create(CASE, EVENTS)
    for number in range(10):
        store.create(f"{number}" * 26, EVENTS[:3])
    store.close()
    return tmp_path / "cases.sqlite"


def test_a_locked_file_can_be_read_but_not_written(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqliteStore(file, patience=0.05)
    assert store.read(CASE) == (30, EVENTS)
    with pytest.raises(Locked) as caught:
        store.append(CASE, 30, [{"at": AT}])
    assert "close the other program" in caught.value.next_step
    other.execute("ROLLBACK")
    assert store.append(CASE, 30, [{"at": AT}]) == 31


def test_a_file_locked_whole_is_locked(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked):
        SqliteStore(file, patience=0.05).read(CASE)
    other.close()


# Permission bits do not bind the root user, so here SQLite itself, the system, or the mount refuses.


def with_pragma(monkeypatch: pytest.MonkeyPatch, pragma: str) -> None:
    plain = sqlite3.connect

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        db: sqlite3.Connection = plain(*args, **options)  # type: ignore[call-overload]
        db.execute(pragma)
        return db

    monkeypatch.setattr(sqlite3, "connect", connect)


def test_a_connection_that_may_not_write_is_read_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pragma(monkeypatch, "PRAGMA query_only = ON")
    store = SqliteStore(file)
    assert store.read(CASE) == (30, EVENTS)
    with pytest.raises(ReadOnly) as caught:
        store.append(CASE, 30, [{"at": AT}])
    assert "choose another place" in caught.value.next_step


def test_a_new_file_that_is_busy_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Six programs that lay out one file together meet this about twice in 900 starts.
    plain = sqlite3.connect
    refusals = [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY]

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        if refusals:
            fault = sqlite3.OperationalError("database is locked")
            fault.sqlite_errorcode = refusals.pop()
            raise fault
        return plain(*args, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    assert SqliteStore(tmp_path / "cases.sqlite").list() == ()
    assert refusals == []


def test_a_path_that_cannot_be_a_file_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("a file where a folder should be")
    for path in (tmp_path, tmp_path / "plain" / "cases.sqlite"):
        with pytest.raises(ReadOnly):
            SqliteStore(path).list()


def test_no_room_changes_nothing_and_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pragma(monkeypatch, "PRAGMA max_page_count = 1")  # as low as the file's present size allows
    store = SqliteStore(file)
    with pytest.raises(Full) as caught:
        store.append(CASE, 30, [{"at": AT, "text": "fits"}, {"at": AT, "text": "x" * 100_000}])
    assert "Free some space" in caught.value.next_step
    assert store.read(CASE) == (30, EVENTS)


def test_what_is_interrupted_leaves_nothing_behind(file: Path) -> None:
    db = opened(file, 1)
    with pytest.raises(KeyboardInterrupt):
        _delete_half(db)
    db.close()
    assert SqliteStore(file).read(CASE) == (30, EVENTS)


def _delete_half(db: sqlite3.Connection) -> None:
    with transaction(db):
        db.execute("DELETE FROM events")
        raise KeyboardInterrupt


ON_A_MOUNT = """
import subprocess, sys
from jiesuo.errors import StoreError
from jiesuo.store.sqlite import SqliteStore
folder, options, later = sys.argv[1:]
mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder])
if mounted.returncode:
    sys.exit(77)
case, kept = "c" * 26, 1
store = SqliteStore(folder + "/cases.sqlite")
store.create(case, [{"at": "2025"}])
if later:
    store.close()
    subprocess.run(["mount", "-o", "remount," + later, folder], check=True)
try:
    while True:
        kept = store.append(case, kept, [{"at": "2025", "text": "x" * 2000}])
except StoreError as error:
    print(type(error).__name__)
if not later:
    assert store.read(case)[0] == kept
"""


@pytest.mark.parametrize(
    ("options", "later", "expected"), [("size=256k", "", "Full"), ("size=1m", "ro", "ReadOnly")]
)
def test_a_real_disk_that_refuses(tmp_path: Path, options: str, later: str, expected: str) -> None:
    if not shutil.which("unshare"):
        pytest.skip("needs unshare to mount a small disk")
    command = ["unshare", "--mount", sys.executable, "-c", ON_A_MOUNT, str(tmp_path), options, later]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("may not mount a small disk here")
    assert done.stdout.split() == [expected], done.stderr


def random_bytes(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(20_000))


def truncated_header(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:50])


def truncated_tail(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 4096 * 2 + 100])


def damaged_pages(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


def damaged_word(file: Path) -> None:
    content = file.read_bytes()
    assert content.count(b"event 17 event") > 0
    file.write_bytes(content.replace(b"event 17 event", b"event 71 event", 1))


def lost_event(file: Path) -> None:
    db = sqlite3.connect(file)
    db.execute("DELETE FROM events WHERE case_id = ? AND version = 12", (CASE,))
    db.commit()
    db.close()


def lost_table(file: Path) -> None:
    db = sqlite3.connect(file)
    db.execute("DROP TABLE events")
    db.close()


def not_utf8(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"event 17 event", b"event \xff\xff event"))


DAMAGES = [
    random_bytes,
    truncated_header,
    truncated_tail,
    damaged_pages,
    damaged_word,
    lost_event,
    lost_table,
    not_utf8,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_said_to_be_so(file: Path, damage: Callable[[Path], None]) -> None:
    good = file.read_bytes()
    damage(file)
    store = SqliteStore(file)
    with pytest.raises(Corrupt) as caught:
        store.read(CASE)
    assert str(file) in caught.value.what
    assert "good copy" in caught.value.next_step
    file.write_bytes(good)
    assert store.read(CASE) == (30, EVENTS)


@pytest.mark.parametrize("seed", range(3))
def test_damage_anywhere_never_gives_a_wrong_answer(file: Path, tmp_path: Path, seed: int) -> None:
    good = file.read_bytes()
    chance = random.Random(seed)
    noticed = 0
    for turn in range(40):
        broken = bytearray(good)
        start = chance.randrange(len(good))
        size = chance.choice([1, 1, 8, 300])
        broken[start : start + size] = chance.randbytes(size)[: len(good) - start]
        noticed += _asked_after_damage(tmp_path / f"{turn}.sqlite", bytes(broken))
    assert noticed > 3


def _asked_after_damage(copy: Path, content: bytes) -> bool:
    copy.write_bytes(content)
    store = SqliteStore(copy, patience=0.02)
    try:
        assert store.read(CASE) == (30, EVENTS)
        store.append(CASE, 30, [{"at": AT}])
        store.list()
        store.forget(CASE)
    except JiesuoError:
        return True
    finally:
        store.close()
    return False


def foreign(file: Path, *statements: str) -> bytes:
    db = sqlite3.connect(file, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()
    return file.read_bytes()


@pytest.mark.parametrize("statement", ["CREATE TABLE cases (name TEXT)", "PRAGMA application_id = 7"])
def test_a_file_of_another_program_is_refused_untouched(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "theirs.sqlite"
    before = foreign(file, statement)
    with pytest.raises(Corrupt, match="not a jiesuo file"):
        SqliteStore(file).create(CASE, EVENTS)
    assert file.read_bytes() == before


def test_a_file_of_a_newer_version_is_refused_untouched(file: Path) -> None:
    before = foreign(file, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer jiesuo") as caught:
        SqliteStore(file).append(CASE, 30, EVENTS)
    assert "Install the newer jiesuo" in caught.value.next_step
    assert not isinstance(caught.value, Corrupt)
    assert file.read_bytes() == before


def test_an_empty_file_becomes_ours(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(NotFound):
        SqliteStore(tmp_path / "empty.sqlite").read(CASE)


CODES = [
    (sqlite3.SQLITE_BUSY_RECOVERY, Locked),
    (sqlite3.SQLITE_BUSY_SNAPSHOT, Locked),
    (sqlite3.SQLITE_LOCKED_SHAREDCACHE, Locked),
    (sqlite3.SQLITE_PROTOCOL, Locked),
    (sqlite3.SQLITE_READONLY, ReadOnly),
    (sqlite3.SQLITE_READONLY_DBMOVED, ReadOnly),
    (sqlite3.SQLITE_CANTOPEN, ReadOnly),
    (sqlite3.SQLITE_CANTOPEN_ISDIR, ReadOnly),
    (sqlite3.SQLITE_FULL, Full),
    (sqlite3.SQLITE_IOERR_SHMSIZE, Full),
    (sqlite3.SQLITE_IOERR_SHORT_READ, Corrupt),
    (sqlite3.SQLITE_CORRUPT_INDEX, Corrupt),
    (sqlite3.SQLITE_NOTADB, Corrupt),
    (sqlite3.SQLITE_IOERR_FSYNC, StoreError),
]


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_each_code_has_its_error_and_a_next_step(code: int, kind: type[JiesuoError]) -> None:
    fault = sqlite3.OperationalError("what SQLite says")
    fault.sqlite_errorcode = code
    error = translated(fault, Path("cases.sqlite"))
    assert type(error) is kind
    assert "cases.sqlite" in error.what
    assert "what SQLite says" in error.what
    assert error.next_step


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, Full), (errno.EROFS, ReadOnly), (errno.EACCES, ReadOnly)]
)
def test_the_system_is_translated_too(number: int, kind: type[JiesuoError]) -> None:
    with pytest.raises(kind), in_our_words(Path("cases.sqlite")):
        raise OSError(number, "what the system says")
