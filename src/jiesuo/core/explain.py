"""Why we think so: what each thing that was said or done changed, in numbers that add up.

The parts of a ledger add up exactly, repairs included, but they depend on the order in which things
happened. So a part is called "for" or "against" only where leaving it out of the whole story has the
same sign. Comparing two sets of causes adds up in any order as long as nothing was repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from jiesuo.core.belief import Belief, Update, prior, resume
from jiesuo.core.evidence import Observation
from jiesuo.core.model import Model
from jiesuo.core.numerics import Ints
from jiesuo.errors import InputError

NOTICEABLE = 0.05
"""Nats: what changes the odds by less than 5 % speaks neither for nor against."""

Direction = Literal["for", "against", "neither"]
Measure = Callable[[Belief], float]


@dataclass(frozen=True, slots=True)
class Part:
    """What one update changed, in nats."""

    place: int
    """Place of the update in the story, from 0."""
    update: Update
    change: float
    """Measure after it less measure before it: these add up."""
    missing: float
    """Measure at the end less what it would be without this update: these do not add up."""

    @property
    def direction(self) -> Direction:
        """Which way it speaks, if that does not hang on the order."""
        if min(abs(self.change), abs(self.missing)) < NOTICEABLE or self.change * self.missing < 0:
            return "neither"
        return "for" if self.change > 0 else "against"

    @property
    def quote(self) -> str:
        """The person's own words, if the update is something they said."""
        return self.update.quote if isinstance(self.update, Observation) else ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A measure from start to end: `start` and the changes of all `parts` add up to `end`, in nats."""

    start: float
    parts: tuple[Part, ...]
    end: float

    @property
    def speaks_for(self) -> tuple[Part, ...]:
        """Parts that speak for it, the weightiest first."""
        return self._in_direction("for")

    @property
    def speaks_against(self) -> tuple[Part, ...]:
        """Parts that speak against it, the weightiest first."""
        return self._in_direction("against")

    def _in_direction(self, direction: Direction) -> tuple[Part, ...]:
        chosen = [part for part in self.parts if part.direction == direction]
        return tuple(sorted(chosen, key=lambda part: (-abs(part.change), part.place)))


@dataclass(frozen=True, slots=True)
class Contrast:
    """Why one set of causes and not the other: ledger of log P(set)/P(other set)."""

    better: tuple[str, ...]
    """Causes of the likeliest set with the first cause and without the second."""
    other: tuple[str, ...]
    """Causes of the likeliest set with the second cause and without the first."""
    ledger: Ledger


class Story:
    """A sequence of updates, folded once with each update and once without each."""

    def __init__(self, model: Model, goal: str, updates: Sequence[Update]) -> None:
        self._updates = tuple(updates)
        self._before = [prior(model, goal)]
        for update in self._updates:
            self._before.append(resume(self._before[-1], (update,)))
        self._without = [resume(self._before[t], self._updates[t + 1 :]) for t in range(len(self._updates))]

    @property
    def end(self) -> Belief:
        """The belief after all updates."""
        return self._before[-1]

    def ledger(self, cause: str) -> Ledger:
        """Log-odds of a cause, update by update; raises InputError for an id that is none."""
        return self._measured(lambda belief: belief.log_odds(cause))

    def why(self, cause: str, other: str) -> Contrast:
        """Why `cause` and not `other`, by the likeliest set of each without the other."""
        if cause == other:
            raise InputError(f"{cause} cannot be compared with itself.", "Name two causes.")
        here, there = self._best(cause, other), self._best(other, cause)
        ledger = self._measured(lambda belief: float(belief.log_weights[here] - belief.log_weights[there]))
        members = self.end.model.members
        return Contrast(members(here), members(there), ledger)

    def _best(self, cause: str, lacking: str) -> int:
        model = self.end.model
        places: Ints = np.setdiff1d(model.holding(cause), model.holding(lacking), assume_unique=True)
        return int(places[np.argmax(self.end.log_weights[places])])

    def _measured(self, measure: Measure) -> Ledger:
        along = [measure(belief) for belief in self._before]
        without = [measure(belief) for belief in self._without]
        parts = [
            Part(place, update, along[place + 1] - along[place], along[-1] - without[place])
            for place, update in enumerate(self._updates)
        ]
        return Ledger(along[0], tuple(parts), along[-1])
