"""The product with the true causes whispered to it: what not knowing costs, and what planning and luck.

A yardstick between the product and the oracle: it knows what is the matter, but not how any try will end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jiesuo.core.belief import Belief, prior, resume
from jiesuo.core.case import Case
from jiesuo.core.history import updates_of
from jiesuo.core.model import Model
from jiesuo.core.numerics import Floats
from jiesuo.services.game import Game, Listen, Score
from jiesuo.services.policies import Policy, advised
from jiesuo.services.world_answers import true_slugs
from jiesuo.world.numbers import Numbers
from jiesuo.world.world import World

KNOWER = "knower"
NOTHING_ELSE, EACH_TRUE = 15.0, 10.0
"""Nats by which sets of only true causes are favoured, and for each slug that they cover."""


@dataclass(frozen=True)
class Whisper:
    """Believes what is told and done, from a prior that favours the true causes."""

    model: Model
    slugs: frozenset[str]

    @cached_property
    def favour(self) -> Floats:
        """Nats for each set (H,)."""
        names, columns = self.model.slug_columns
        true = np.array([*(name in self.slugs for name in names), False])
        covered = true[columns].sum(axis=0)
        pure = (covered > 0) & (covered == (columns < len(names)).sum(axis=0))
        return np.where(pure, NOTHING_ELSE + EACH_TRUE * covered, 0.0)

    def belief_of(self, model: Model, case: Case) -> Belief:
        start = prior(model, case.goal)
        favoured = Belief(model, case.goal, start.log_weights + self.favour)
        return resume(favoured, updates_of(model, case))


def play(model: Model, listen: Listen, numbers: Numbers, seed: str) -> Score:
    """One game of the product that has been told the truth."""
    world = World(numbers)
    world.reset(seed)
    whisper = Whisper(model, true_slugs(world.state))
    return Game(model, listen, World(numbers), Policy(KNOWER, advised(whisper.belief_of)), seed).play()
