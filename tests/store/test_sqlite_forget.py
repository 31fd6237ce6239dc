"""Forgetting takes the bytes away, also after an interruption; the file is private from the start."""

from __future__ import annotations

import random
import sqlite3
import stat
from pathlib import Path

import pytest

from jiesuo.errors import Locked, NotFound
from jiesuo.store.sqlite import SqliteStore
from jiesuo.store.sqlite_file import opened

CASE = "c" * 26
OTHER = "d" * 26
AT = "2025-03-01T09:00:00+00:00"
SECRET = "the-word-nobody-may-find"


def all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def holds(folder: Path, text: str) -> bool:
    return text.encode() in all_bytes(folder)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "cases.sqlite", patience=0.05)
    store.create(CASE, [{"at": AT, "text": SECRET * 500}, {"at": AT, "text": SECRET}])
    store.create(OTHER, [{"at": AT, "text": "stays"}])
    return store


def test_a_forgotten_case_leaves_no_byte_while_the_store_is_open(store: SqliteStore, tmp_path: Path) -> None:
    assert holds(tmp_path, SECRET)
    store.forget(CASE)
    assert not holds(tmp_path, SECRET)
    assert not holds(tmp_path, CASE)
    assert holds(tmp_path, "stays")


# With these seeds a copy is left when only secure_delete is relied on.
@pytest.mark.parametrize("seed", [7, 24, 41])
def test_no_copy_is_left_where_pages_were_split(tmp_path: Path, seed: int) -> None:
    store = SqliteStore(tmp_path / "cases.sqlite")
    versions = _mixed_cases(store, random.Random(seed))
    for case_id in list(versions)[:6]:
        store.forget(case_id)
        assert not holds(tmp_path, f"{SECRET}-{case_id}")
    for case_id in list(versions)[6:]:
        assert store.read(case_id)[0] == versions[case_id]


def _mixed_cases(store: SqliteStore, chance: random.Random) -> dict[str, int]:
    versions: dict[str, int] = {}
    for _ in range(150):
        case_id = f"case-{chance.randrange(12):02}-" + "x" * 18
        events = [{"at": AT, "text": f"{SECRET}-{case_id}" * chance.choice([1, 2, 5, 20, 200])}]
        begun = case_id in versions
        versions[case_id] = (
            store.append(case_id, versions[case_id], events) if begun else store.create(case_id, events)
        )
    return versions


@pytest.fixture
def reader(store: SqliteStore, tmp_path: Path) -> sqlite3.Connection:
    """Another program that is reading, so that the log cannot be emptied."""
    reader = sqlite3.connect(tmp_path / "cases.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    return reader


def test_forgetting_beside_a_reader_says_what_is_left_and_can_be_repeated(
    store: SqliteStore, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    with pytest.raises(Locked) as caught:
        store.forget(CASE)
    assert "may still be inside the file" in caught.value.what
    assert "forget the same case again" in caught.value.next_step
    assert [line.case_id for line in store.list()] == [OTHER]
    assert holds(tmp_path, SECRET)
    reader.close()
    with pytest.raises(NotFound):
        store.forget("e" * 26)
    store.forget(CASE)
    assert not holds(tmp_path, SECRET)
    with pytest.raises(NotFound):
        store.forget(CASE)


def test_the_next_program_finishes_what_was_interrupted(
    store: SqliteStore, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    with pytest.raises(Locked):
        store.forget(CASE)
    reader.close()
    later = SqliteStore(tmp_path / "cases.sqlite")
    assert [line.case_id for line in later.list()] == [OTHER]
    assert not holds(tmp_path, SECRET)


def test_a_sweep_that_must_wait_does_not_keep_the_next_program_out(
    store: SqliteStore, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    with pytest.raises(Locked):
        store.forget(CASE)
    later = SqliteStore(tmp_path / "cases.sqlite", patience=0.05)
    assert later.read(OTHER)[0] == 1
    assert later.append(OTHER, 1, [{"at": AT}]) == 2


def test_file_and_folder_are_private(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "new" / "cases.sqlite")
    assert not (tmp_path / "new").exists()
    store.create(CASE, [{"at": AT}])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
    assert files == dict.fromkeys(["cases.sqlite", "cases.sqlite-shm", "cases.sqlite-wal"], 0o600)


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    SqliteStore(tmp_path / "mine" / "cases.sqlite").list()
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o755


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("busy_timeout", 2500),
        ("temp_store", 2),
    ],
)
def test_every_connection_keeps_the_promises(tmp_path: Path, pragma: str, value: object) -> None:
    opened(tmp_path / "cases.sqlite", 1).close()
    db = opened(tmp_path / "cases.sqlite", 2.5)
    assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_events_cannot_be_changed_even_by_hand(store: SqliteStore, tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "cases.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        db.execute("UPDATE events SET payload = '{}'")
