"""How fast an address may ask: a bucket of tokens for each (the classical token bucket)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

REMEMBERED = 10_000
"""Addresses whose haste is remembered at a time."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many may come at once, and how many a second after that."""

    burst: float
    a_second: float

    @property
    def pause(self) -> int:
        """Whole seconds after which one more fits."""
        return max(1, ceil(1 / self.a_second))


@dataclass(eq=False)
class Meter:
    """A bucket for each address; those not seen for longest are forgotten first."""

    pace: Pace
    clock: Callable[[], float] = monotonic
    left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def has_room(self, address: str) -> bool:
        return self._now(address)[0] >= 1

    def count(self, address: str) -> bool:
        """Whether one more fits; if so, it is counted."""
        tokens, now = self._now(address)
        fits = tokens >= 1
        self.left[address] = (tokens - 1 if fits else tokens, now)
        self.left.move_to_end(address)
        while len(self.left) > REMEMBERED:
            self.left.popitem(last=False)
        return fits

    def _now(self, address: str) -> tuple[float, float]:
        now = self.clock()
        tokens, since = self.left.get(address, (self.pace.burst, now))
        return min(self.pace.burst, tokens + (now - since) * self.pace.a_second), now
