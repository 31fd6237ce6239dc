"""The only place that chooses the pack, the store and the clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from jiesuo.core.model import Model, build
from jiesuo.errors import InputError
from jiesuo.interfaces.settings import Settings
from jiesuo.knowledge import catalog
from jiesuo.services.desk import Desk, utc_now
from jiesuo.services.intake import Readers, readers_of
from jiesuo.store.base import Store
from jiesuo.store.memory import MemoryStore
from jiesuo.store.sqlite import SqliteStore


def model_and_readers() -> tuple[Model, Readers]:
    """The default pack, ready to compute with and to read by."""
    entry = catalog.find()
    pack = catalog.open_by_id(say=progress)
    return build(pack), readers_of(pack, entry.folder)


def desk(settings: Settings, now: str | None = None) -> Desk:
    """Cases in the user's own file."""
    return _desk(SqliteStore(settings.database), now)


def passing_desk(now: str | None = None) -> Desk:
    """Cases that are gone when the program ends."""
    return _desk(MemoryStore(), now)


def _desk(store: Store, now: str | None) -> Desk:
    model, readers = model_and_readers()
    return Desk(store, model, readers, clock_of(now))


def clock_of(now: str | None) -> Callable[[], datetime]:
    """The real clock, or one that stands still at a time given as ISO 8601 (UTC if it names no zone)."""
    if now is None:
        return utc_now
    try:
        fixed = datetime.fromisoformat(now)
    except ValueError as fault:
        raise InputError(f"{now!r} is not a time.", "Give it like 2026-11-25T14:00:00Z.") from fault
    fixed = fixed if fixed.tzinfo else fixed.replace(tzinfo=UTC)
    return lambda: fixed


def progress(line: str) -> None:
    """Something that takes a moment is said where it disturbs no output."""
    print(line, file=sys.stderr, flush=True)
