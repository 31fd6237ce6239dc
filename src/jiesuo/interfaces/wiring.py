"""The only place that chooses the pack, the store and the clock."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from time import monotonic

from jiesuo.core.model import Model, build
from jiesuo.errors import InputError
from jiesuo.interfaces.settings import Settings
from jiesuo.interfaces.shelf import store_of
from jiesuo.knowledge import catalog
from jiesuo.services.desk import Clock, Desk, utc_now
from jiesuo.services.intake import Readers, readers_of


def model_and_readers() -> tuple[Model, Readers]:
    """The default pack, ready to compute with and to read by."""
    entry = catalog.find()
    pack = catalog.open_by_id(say=progress)
    return build(pack), readers_of(pack, entry.folder)


def desk(settings: Settings, now: str | None = None, runs: bool = False) -> Desk:
    """Cases in the user's own file. With `runs`, a stated time is when the clock starts, not stands."""
    return desk_with(*model_and_readers(), settings, started(now) if runs else clock_of(now))


def desk_with(model: Model, readers: Readers, settings: Settings, clock: Clock = utc_now) -> Desk:
    """Cases in the user's own file, for who has the pack open already: opening it is most of a command."""
    return Desk(store_of(settings), model, readers, clock)


def started(now: str | None) -> Clock:
    """The real clock, or one that shows a stated time at first and goes on from there."""
    if now is None:
        return utc_now
    begun, shift = monotonic(), clock_of(now)()
    return lambda: shift + timedelta(seconds=monotonic() - begun)


def clock_of(now: str | None) -> Clock:
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
