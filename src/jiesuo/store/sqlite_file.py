"""The SQLite file itself: made private, recognised as ours, and laid out."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from jiesuo.errors import Locked, StoreError
from jiesuo.store.sqlite_errors import damaged, in_our_words

APPLICATION_ID = 0x4A53756F
"""Marks a file as ours: the letters `JSuo`."""

LAYOUT = 1
"""The number of the table layout, kept in the file as user_version."""

_TABLES = (
    """CREATE TABLE cases (
        case_id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        opened_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)""",
    """CREATE TABLE events (
        case_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        payload TEXT NOT NULL,
        checksum INTEGER NOT NULL,
        PRIMARY KEY (case_id, version))""",
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    # Cases that are gone, but whose bytes may not be: a sweep that was interrupted is finished later.
    "CREATE TABLE unswept (case_id TEXT PRIMARY KEY)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {LAYOUT}",
)

_MANNERS = (
    # FULL: an acknowledged event is on the disk. fullfsync is what that takes on macOS.
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA secure_delete = ON",
    # A sweep copies all cases for a moment; that copy must not touch a shared folder.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cell_size_check = ON",
)


def opened(path: Path, patience: float) -> sqlite3.Connection:
    """A connection to our file, which is made if it is not there; `patience` in seconds.

    Raises Locked, ReadOnly, Full, Corrupt (also for a file of another program), or StoreError for a file
    that a newer version wrote.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return _opened_once(path, patience)
        except Locked:
            # SQLite does not wait when two programs lay out the same new file at once.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and the only writer meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _opened_once(path: Path, patience: float) -> sqlite3.Connection:
    with in_our_words(path):
        _make_private(path)
        db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            _recognise(db, path)
        except BaseException:
            db.close()
            raise
        return db


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Never opened when it exists: closing it again would drop the locks this process holds on it.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _recognise(db: sqlite3.Connection, path: Path) -> None:
    for manner in _MANNERS:
        db.execute(manner)
    if _is_blank(db):
        _lay_out(db)
    _check_ours(db, path)


def _is_blank(db: sqlite3.Connection) -> bool:
    unmarked = _number(db, "PRAGMA application_id") == 0
    return unmarked and _number(db, "SELECT count(*) FROM sqlite_master") == 0


def _lay_out(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    with transaction(db):
        if _is_blank(db):
            for statement in _TABLES:
                db.execute(statement)


def _check_ours(db: sqlite3.Connection, path: Path) -> None:
    if _number(db, "PRAGMA application_id") != APPLICATION_ID:
        raise damaged(path, "not a jiesuo file")
    layout = _number(db, "PRAGMA user_version")
    if layout > LAYOUT:
        what = f"{path} was written by a newer jiesuo (layout {layout}; this one knows {LAYOUT})."
        raise StoreError(what, "Install the newer jiesuo, or choose another file.")
    if layout < LAYOUT:
        raise damaged(path, f"unknown layout {layout}")


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
