"""A store in one SQLite file, for one desk: several threads and several programs may use it at once."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from jiesuo.errors import Corrupt, Full, JiesuoError, Locked, ReadOnly
from jiesuo.store.base import (
    Event,
    Events,
    Summary,
    Written,
    check_version,
    checked_id,
    missing,
    opening,
    taken,
    written,
)
from jiesuo.store.sqlite_errors import damaged, in_our_words
from jiesuo.store.sqlite_file import opened, transaction

_READ = """SELECT cases.version, events.version, payload, checksum
    FROM cases LEFT JOIN events USING (case_id) WHERE case_id = ? ORDER BY events.version"""
_LIST = """SELECT case_id, version, opened_at, updated_at FROM cases
    ORDER BY updated_at DESC, case_id DESC"""

_Row = tuple[int, int | None, str, int]


class SqliteStore:
    """Cases in one file, which is made (with its folder) at the first call and not before.

    An event whose version was returned is on the disk. `patience`: seconds to wait for other programs
    before Locked is raised.
    """

    def __init__(self, path: str | os.PathLike[str], patience: float = 5.0) -> None:
        self._path = Path(os.path.abspath(path))
        self._patience = patience
        self._lock = threading.RLock()
        # By process: after a fork the child must not touch, nor close, the parent's connection.
        self._connections: dict[int, sqlite3.Connection] = {}

    def create(self, case_id: str, events: Sequence[Event]) -> int:
        new = opening(events)
        with self._writing(checked_id(case_id)) as (db, version):
            if version is not None:
                raise taken(case_id)
            db.execute("INSERT INTO cases VALUES (?, 0, ?, '')", (case_id, new.first_at))
            return _add(db, case_id, 0, new)

    def append(self, case_id: str, expected_version: int, events: Sequence[Event]) -> int:
        new = written(events)
        with self._writing(checked_id(case_id)) as (db, version):
            if version is None:
                raise missing(case_id)
            check_version(case_id, expected_version, version)
            return _add(db, case_id, version, new) if new.payloads else version

    def read(self, case_id: str) -> tuple[int, Events]:
        with self._using() as db:
            rows: list[_Row] = db.execute(_READ, (checked_id(case_id),)).fetchall()
            if not rows:
                raise missing(case_id)
            try:
                return len(rows), _intact(case_id, rows)
            except (ValueError, TypeError) as error:
                raise damaged(self._path, f"case {case_id}: {error}") from error

    def forget(self, case_id: str) -> None:
        """Erase the case from the file and its side files; what the disk itself keeps is out of reach.

        Takes time and memory in proportion to the whole file. If it fails half-way, the case is gone from
        the list; calling again, or opening the file again, erases what is left.
        """
        with self._writing(checked_id(case_id)) as (db, version):
            _remove(db, case_id, found=version is not None)
        try:
            self._sweep()
        except JiesuoError as error:
            raise _half_forgotten(error) from error

    def close(self) -> None:
        with self._lock, in_our_words(self._path):
            db = self._connections.pop(os.getpid(), None)
            if db is not None:
                db.close()

    def list(self) -> tuple[Summary, ...]:
        with self._using() as db:
            return tuple(Summary(*row) for row in db.execute(_LIST).fetchall())

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with in_our_words(self._path):
                    yield self._connection()
            except Corrupt:
                # So that the next call sees the good copy that was put back.
                self.close()
                raise

    @contextlib.contextmanager
    def _writing(self, case_id: str) -> Iterator[tuple[sqlite3.Connection, int | None]]:
        """The connection inside a transaction, and the case's version there (None: no such case)."""
        with self._using() as db, transaction(db):
            row = db.execute("SELECT version FROM cases WHERE case_id = ?", (case_id,)).fetchone()
            yield db, (row[0] if row else None)

    def _connection(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self._connections:
            self._connections[process] = opened(self._path, self._patience)
            self._finish_sweeping(self._connections[process])
        return self._connections[process]

    def _finish_sweeping(self, db: sqlite3.Connection) -> None:
        if db.execute("SELECT 1 FROM unswept").fetchone():
            with contextlib.suppress(Locked, ReadOnly, Full):
                self._sweep()

    def _sweep(self) -> None:
        """Rewrite the file without the bytes of forgotten cases, and empty the write-ahead log.

        secure_delete alone is not enough: a page that was split keeps copies of rows that moved away.
        """
        with self._using() as db:
            gone = db.execute("SELECT case_id FROM unswept").fetchall()
            db.execute("VACUUM")
            _empty_log(db)
            with transaction(db):
                db.executemany("DELETE FROM unswept WHERE case_id = ?", gone)
            _empty_log(db)


def _add(db: sqlite3.Connection, case_id: str, version: int, new: Written) -> int:
    numbered = enumerate(new.payloads, start=version + 1)
    rows = [(case_id, number, payload, _checksum(case_id, number, payload)) for number, payload in numbered]
    db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
    change = "UPDATE cases SET version = ?, updated_at = ? WHERE case_id = ?"
    db.execute(change, (version + len(rows), new.last_at, case_id))
    return version + len(rows)


def _remove(db: sqlite3.Connection, case_id: str, found: bool) -> None:
    if not found and not db.execute("SELECT 1 FROM unswept WHERE case_id = ?", (case_id,)).fetchone():
        raise missing(case_id)
    db.execute("DELETE FROM events WHERE case_id = ?", (case_id,))
    db.execute("DELETE FROM cases WHERE case_id = ?", (case_id,))
    db.execute("INSERT OR IGNORE INTO unswept VALUES (?)", (case_id,))


def _empty_log(db: sqlite3.Connection) -> None:
    blocked, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if blocked:
        error = sqlite3.OperationalError("the log is being read")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def _half_forgotten(error: JiesuoError) -> JiesuoError:
    what = f"The case is out of the list, but its words may still be inside the file. {error.what}"
    return type(error)(what, f"{error.next_step} Then forget the same case again.")


def _intact(case_id: str, rows: Sequence[_Row]) -> Events:
    """The events of a case; ValueError if one is missing or not as it was written."""
    if [row[1] for row in rows] != list(range(1, rows[0][0] + 1)):
        raise ValueError("events are missing")
    for _, number, payload, checksum in rows:
        if checksum != _checksum(case_id, number, payload):
            raise ValueError(f"event {number} is not as it was written")
    return [json.loads(payload) for _, _, payload, _ in rows]


def _checksum(case_id: str, version: int | None, payload: str) -> int:
    return zlib.crc32(f"{case_id} {version} {payload}".encode())
