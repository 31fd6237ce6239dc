"""From what SQLite and the system say to our own errors, so that no other error leaves the store."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiesuo.errors import Corrupt, Full, InputError, JiesuoError, Locked, ReadOnly, StoreError

_LOCKED = (
    Locked,
    "Another program is using {path}.",
    "Wait a moment or close the other program, then try again.",
)
_READ_ONLY = (
    ReadOnly,
    "{path} cannot be written.",
    "Check that the file and its folder are yours to write, or choose another place for the file.",
)
_FULL = (Full, "There is no room left for {path}.", "Free some space on the disk, then try again.")
_CORRUPT = (
    Corrupt,
    "{path} is damaged or is not a jiesuo file.",
    "Put back a good copy of the file, or move it away to start with an empty one.",
)
_TOO_BIG = (InputError, "The event is too big for {path}.", "Make it shorter.")
_OTHER = (StoreError, "{path} could not be used.", "Check the disk, then try again.")

_Meaning = tuple[type[JiesuoError], str, str]

_EXTENDED: dict[int, _Meaning] = {
    # On a full disk the shared-memory file is the first that cannot grow.
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_IOERR_SHORT_READ: _CORRUPT,
}

_PRIMARY: dict[int, _Meaning] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_NOTADB: _CORRUPT,
    sqlite3.SQLITE_FORMAT: _CORRUPT,
    sqlite3.SQLITE_CONSTRAINT: _CORRUPT,
    # The statements are ours and fixed: if one does not fit, the tables are not those we made.
    sqlite3.SQLITE_ERROR: _CORRUPT,
    sqlite3.SQLITE_TOOBIG: _TOO_BIG,
}

_SYSTEM: dict[int | None, _Meaning] = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL}


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turn every error of SQLite and of the file system into one of `jiesuo.errors`."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error, path) from error
    except OSError as error:
        raise _said(_SYSTEM.get(error.errno, _READ_ONLY), path, error) from error


def translated(error: sqlite3.Error, path: Path) -> JiesuoError:
    """Our error for one of SQLite's, by its extended result code, then by its primary one."""
    # Only text that is not UTF-8 is reported without a code by the statements the store runs.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    meaning = _EXTENDED.get(code) or _PRIMARY.get(code & 0xFF, _OTHER)
    return _said(meaning, path, error)


def damaged(path: Path, detail: str) -> Corrupt:
    """The error for content that the store itself finds wrong."""
    _, what, next_step = _CORRUPT
    return Corrupt(f"{what.format(path=path)} ({detail})", next_step)


def _said(meaning: _Meaning, path: Path, detail: Exception) -> JiesuoError:
    kind, what, next_step = meaning
    return kind(f"{what.format(path=path)} ({detail})", next_step)
