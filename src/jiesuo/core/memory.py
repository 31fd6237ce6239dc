"""A case that grows -> its belief, folding only what is new.

A growing case mostly begins as it did before; an answer given anew moves to the end. So the belief is
resumed from the longest beginning that is still one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from jiesuo.core.belief import Belief, Update, prior, resume
from jiesuo.core.case import Case
from jiesuo.core.history import updates_of
from jiesuo.core.model import Model

KEPT = 8
"""Beginnings kept, the latest ones: half a megabyte each at 70 causes. An older one is seldom needed."""


@dataclass(eq=False)
class Memory:
    """The beliefs of one case along its growth. Whatever case is asked for, the answer is that of `belief_of`
    in `core/history`, bit by bit."""

    _known: deque[tuple[tuple[Update, ...], Belief]] = field(default_factory=lambda: deque(maxlen=KEPT))
    """What had been told and done, shortest first, and the belief after it."""

    def belief_of(self, model: Model, case: Case) -> Belief:
        """What to believe after everything that happened in the case."""
        updates = updates_of(model, case)
        begun, belief = self._longest(prior(model, case.goal), updates)
        if len(begun) < len(updates):
            belief = resume(belief, updates[len(begun) :])
            self._known.append((updates, belief))
        return belief

    def _longest(self, start: Belief, updates: tuple[Update, ...]) -> tuple[tuple[Update, ...], Belief]:
        """The longest beginning that is known; those that are none of this case are forgotten."""
        while self._known:
            begun, belief = self._known[-1]
            if (belief.model, belief.goal) == (start.model, start.goal) and updates[: len(begun)] == begun:
                return begun, belief
            self._known.pop()
        return (), start
