"""Stretches of a text that do not overlap, found again in logarithmic time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Stretches:
    """A growing set of half-open stretches (start, end), none of which overlap."""

    def __init__(self, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in stretches:
            self.take(start, end)

    def take(self, start: int, end: int) -> bool:
        """Take the stretch in, if none of it is taken; say whether it was."""
        at = bisect_left(self._starts, end)
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True

    def touches(self, start: int, end: int) -> bool:
        """Whether any part of the stretch is taken."""
        at = bisect_left(self._starts, end)
        return at > 0 and self._ends[at - 1] > start

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch that holds all of this one."""
        at = bisect_right(self._starts, start) - 1
        return (self._starts[at], self._ends[at]) if at >= 0 and self._ends[at] >= end else None
