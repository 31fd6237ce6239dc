"""What happens when along a fixed list of moves: which action acts when, and what is paid meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.problem import Floats, Ints

WAITING = -1
"""The move "wait for the next action under way"; without one it does nothing."""
NOTHING = -2
"""No move: the list ended before."""

Due = tuple[tuple[int, float], ...]
"""Actions under way, as (action, hours left)."""


def worth_of_hours(hours: Floats, hourly: float, urgent: float, later: float) -> Floats:
    """CNY of hours: `hourly` each while the hurry lasts (`urgent` hours), `later` each after that."""
    pressed = np.minimum(hours, urgent)
    return hourly * pressed + later * (hours - pressed)


@dataclass(frozen=True, eq=False)
class Pace:
    """Per action (actions,): CNY to begin it, hours in the foreground, hours after until it acts.

    `hourly` is CNY per hour until solved while the hurry lasts (`urgent` hours from now), `later` after that;
    `stop` CNY to hand over.
    """

    effort: Floats
    active: Floats
    latency: Floats
    hourly: float
    stop: float
    urgent: float = np.inf
    later: float = 0.0

    def worth(self, hours: Floats) -> Floats:
        """CNY of being unsolved for so many hours from now."""
        return worth_of_hours(hours, self.hourly, self.urgent, self.later)

    def between(self, start: float, end: float) -> float:
        """CNY of being unsolved from one hour to a later one, 0 if it is earlier."""
        paid = self.worth(np.array((start, end)))
        return max(float(paid[1] - paid[0]), 0.0)

    def after(self, hours: float) -> Pace:
        """The same pace some hours later."""
        return replace(self, urgent=max(self.urgent - hours, 0.0)) if hours else self


@dataclass(frozen=True, eq=False)
class Timelines:
    """Lists of moves played out in time, none of them solved early.

    `acts` (plans, levels): actions in the order in which they act, negative where nothing does; level j is
    the span between act j and act j+1. `paid` (plans, moves, levels + 1): CNY per unsolved
    case and level if handed over after that move.
    """

    acts: Ints
    paid: Floats


def play(moves: Ints, due: Due, pace: Pace) -> Timelines:
    """Play out moves (plans, moves) while the actions in `due` are under way."""
    clock = _Clock(len(moves), moves.shape[1], due)
    idle = (0.0, 0.0)
    effort, active, latency = (np.append(each, idle) for each in (pace.effort, pace.active, pace.latency))
    for place in range(moves.shape[1]):
        move = moves[:, place]
        clock.move(place, move, effort[move], active[move], latency[move])
    return clock.timelines(pace)


class _Clock:
    """All plans' clocks at once. One slot per action under way, then one per move."""

    def __init__(self, plans: int, length: int, due: Due) -> None:
        slots = len(due) + length
        self.first = len(due)
        self.now = np.zeros(plans)
        self.arrival = np.full((plans, slots), np.inf)
        self.arrival[:, : len(due)] = [left for _, left in due]
        self.action = np.zeros((plans, slots), dtype=np.intp)
        self.action[:, : len(due)] = [action for action, _ in due]
        self.arrived_in = np.full((plans, slots), length)
        self.begun_at = np.zeros((plans, length), dtype=np.intp)
        self.ended_at = np.zeros((plans, length), dtype=np.intp)
        self.effort = np.zeros((plans, length))
        self.end = np.zeros((plans, length))

    def move(self, place: int, move: Ints, effort: Floats, active: Floats, latency: Floats) -> None:
        """The next move of every plan (plans,): which, its CNY, and the hours it takes and acts in."""
        slot = self.first + place
        self.begun_at[:, place] = self._level()
        self.effort[:, place] = effort
        self.now = np.where(move == WAITING, self._next(), self.now + active)
        self.arrival[:, slot] = np.where(move >= 0, self.now + latency, np.inf)
        self.action[:, slot] = move
        self._arrive(place)

    def _level(self) -> Ints:
        level: Ints = (self.arrived_in < self.effort.shape[1]).sum(axis=1)
        return level

    def _next(self) -> Floats:
        waiting = np.where(self.arrived_in < self.effort.shape[1], np.inf, self.arrival).min(axis=1)
        return np.where(np.isfinite(waiting), waiting, self.now)

    def _arrive(self, place: int) -> None:
        here = self.arrival <= self.now[:, None] + 1e-9
        self.arrived_in[here & (self.arrived_in > place)] = place
        self.ended_at[:, place] = self._level()
        self.end[:, place] = self.now

    def timelines(self, pace: Pace) -> Timelines:
        order = np.lexsort((self.arrival, self.arrived_in), axis=1)
        acts = np.take_along_axis(self.action, order, axis=1)
        levels = acts.shape[1] + 1
        paid = np.cumsum(_at(self.begun_at, levels) * self.effort[:, :, None], axis=1)
        paid += pace.stop * _at(self.ended_at, levels)
        if (pace.hourly or pace.later) and self.end.any():
            paid += self._waited(np.take_along_axis(self.arrival, order, axis=1), pace)
        return Timelines(acts, paid)

    def _waited(self, arrival: Floats, pace: Pace) -> Floats:
        """(plans, moves, levels + 1) CNY of the time spent in each level up to the end of each move."""
        plans = len(arrival)
        edges = np.hstack((np.zeros((plans, 1)), arrival, np.full((plans, 1), np.inf)))
        reached = np.minimum(edges[:, None, :], self.end[:, :, None])
        waited: Floats = np.maximum(np.diff(pace.worth(reached), axis=2), 0.0)
        return waited


def _at(level: Ints, levels: int) -> NDArray[np.float64]:
    """One at the level, else zero: (plans, moves) -> (plans, moves, levels)."""
    here: NDArray[np.bool_] = level[:, :, None] == np.arange(levels)
    return here.astype(np.float64)
