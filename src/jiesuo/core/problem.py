"""What the planner is asked, in plain numbers: sets of causes, questions, actions, what is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]
Columns = Callable[[Ints], Floats]
"""Set indices (n,) -> an array whose last axis is (n,): likelihoods of only the sets that are needed."""

SUPPORT = "support"
WAIT = "wait"


@dataclass(frozen=True, eq=False)
class Question:
    """Something to ask. Cost in CNY, time included; `likelihood` P(value | set), linear, (values, sets)."""

    id: str
    cost: float
    likelihood: Floats | Columns
    unknown: float = 0.0
    """Chance of "I don't know"."""


@dataclass(frozen=True, eq=False)
class Action:
    """A repair, a contact or the try of a route; each is done at most once. Cost in CNY, without time."""

    id: str
    cost: float
    _: KW_ONLY
    cures: Floats
    """(causes,) chance that the cause is removed, given that it is present."""
    active: float = 0.0
    """Hours in the foreground: nothing else can be begun meanwhile."""
    latency: float = 0.0
    """Hours after that until it acts, in the background."""
    opens: Floats | Columns | None = None
    """(sets,) chance that the goal is reached at once when it acts, given the set. None for repairs."""


@dataclass(frozen=True, eq=False)
class Pending:
    """An action begun earlier that acts in `left` hours. It must not be among the problem's actions too."""

    action: Action
    left: float


@dataclass(frozen=True)
class Rates:
    """What time and help cost: CNY per hour until solved, for `urgent` hours and `later`; support in CNY and
    in hours."""

    hourly: float
    support: float
    support_hours: float = 0.0
    urgent: float = np.inf
    later: float = 0.0

    @property
    def stop(self) -> float:
        """CNY for one unsolved case handed to support."""
        return self.support + self.hourly * self.support_hours


@dataclass(frozen=True, eq=False)
class Problem:
    """Weights (sets,) linear, any scale; members (sets, causes). A row without causes counts as solved.

    The subsets of heavy sets should have rows too (weight 0 will do): what a repair leaves goes there.
    """

    weights: Floats
    members: Flags
    questions: tuple[Question, ...]
    actions: tuple[Action, ...]
    rates: Rates
    pending: tuple[Pending, ...] = ()


@dataclass(frozen=True)
class Settings:
    """How hard to think. Depth 1 is one-step, 2 two-step, and so on."""

    working_sets: int = 300
    beam: int = 3
    depth: int = 3
    repairs_in_beam: int = 1
    orders_length: int = 10


PERSON = Settings()
FAST = Settings(depth=2)
INSTANT = Settings(depth=1)


@dataclass(frozen=True)
class Choice:
    """A next step with the expected cost to come, in CNY, if begun with it.

    `id` is a question's or action's, "wait" (for the next pending action) or "support".
    """

    id: str
    value: float


@dataclass(frozen=True)
class Plan:
    """All next steps, best first; the least cost to come; the best steps in order if nothing is learned."""

    choices: tuple[Choice, ...]
    order: tuple[str, ...]

    @property
    def value(self) -> float:
        """Expected cost to come in CNY, weights scaled to sum to one."""
        return self.choices[0].value
