"""Cases in the user's own file, advised by the chosen pack at the chosen time."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from jiesuo.core.model import Model
from jiesuo.interfaces import chosen
from jiesuo.interfaces.settings import Settings
from jiesuo.interfaces.shelf import store_of
from jiesuo.services.clock import Clock, utc_now
from jiesuo.services.desk import Desk
from jiesuo.services.intake import Readers


def desk(settings: Settings, now: str | None = None, runs: bool = False) -> Desk:
    """Cases in the user's own file. With `runs`, a stated time is when the clock starts, not stands."""
    return desk_with(*chosen.model_and_readers(), settings, started(now) if runs else chosen.clock_of(now))


def desk_with(model: Model, readers: Readers, settings: Settings, clock: Clock = utc_now) -> Desk:
    """Cases in the user's own file, for who has the pack open already: opening it is most of a command."""
    return Desk(store_of(settings), model, readers, clock)


def started(now: str | None) -> Clock:
    """The real clock, or one that shows a stated time at first and goes on from there."""
    if now is None:
        return utc_now
    begun, shift = monotonic(), chosen.clock_of(now)()
    return lambda: shift + timedelta(seconds=monotonic() - begun)
