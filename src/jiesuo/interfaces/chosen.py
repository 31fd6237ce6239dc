"""The only place that chooses the pack and the clock. Apart from the wiring: advice alone needs no store."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from jiesuo.core.model import Model, build
from jiesuo.errors import InputError
from jiesuo.knowledge import catalog
from jiesuo.services.clock import Clock, utc_now
from jiesuo.services.intake import Readers, readers_of


def model_and_readers() -> tuple[Model, Readers]:
    """The default pack, ready to compute with and to read by."""
    entry = catalog.find()
    pack = catalog.open_by_id(say=progress)
    return build(pack), readers_of(pack, entry.folder)


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
