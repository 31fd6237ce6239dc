"""What we think is the matter, after everything that was seen and done.

A belief is the prior folded over updates in their order: what was seen multiplies, what was repaired
moves weight from a set of causes to the set without the repaired one. So what was seen before a repair
speaks of the time before it, and taking something back is folding again without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from jiesuo.core.evidence import Observation
from jiesuo.core.model import Model, mass_cut_off
from jiesuo.core.numerics import LEAST, Floats, Ints, log_sum, normalised

_EASY = (1e-200, 0.99)
"""Probabilities whose log-odds lose nothing when taken from linear weights."""
_SAMPLED = 8
"""Every how many sets one is looked at to narrow the choice of the heaviest."""


class FixLike(Protocol):
    """How surely a cause is removed, and what stands in its place then (`Fix` of the pack is one)."""

    @property
    def p(self) -> float: ...
    @property
    def leaves(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Removal:
    """A fix outside a pack: success probability (linear), and the next stage of a chain if there is one."""

    p: float
    leaves: str | None = None


Fixes = Mapping[str, FixLike]


@dataclass(frozen=True, slots=True)
class Repair:
    """A step was done that may have removed causes; the caller leaves out fixes whose `unless` holds."""

    fixes: Fixes
    step: str = ""


@dataclass(frozen=True, slots=True)
class StillFails:
    """After what was done, the goal was tried again, and something is still the matter."""

    step: str = ""


Update = Observation | Repair | StillFails


@dataclass(frozen=True, eq=False)
class Belief:
    """Weights over the sets of causes."""

    model: Model
    goal: str
    log_weights: Floats = field(repr=False)
    """Natural log, up to a constant (H,)."""

    @cached_property
    def weights(self) -> Floats:
        """P(set), linear (H,); adds up to 1."""
        return normalised(self.log_weights)

    @cached_property
    def _marginals(self) -> Floats:
        return _by_member(self.model.hypotheses.columns, self.weights, len(self.model.causes))

    def marginals(self) -> Floats:
        """P(cause present), linear (C,)."""
        return self._marginals

    def probability(self, cause: str) -> float:
        """P(cause present), linear; raises InputError for an id that is none."""
        return float(self._marginals[self.model.place(cause)])

    def slug_marginals(self) -> dict[str, float]:
        """P(at least one cause of the slug is present), linear."""
        names, columns = self.model.slug_columns
        return dict(zip(names, _by_member(columns, self.weights, len(names)).tolist(), strict=True))

    def log_odds(self, cause: str) -> float:
        """log P(cause) / P(no such cause), natural log; finite also where the probability rounds to 1."""
        share = float(self.weights[self.model.holding(cause)].sum())
        if _EASY[0] < share < _EASY[1]:
            return float(np.log(share) - np.log1p(-share))
        return self._exact_log_odds(cause)

    def _exact_log_odds(self, cause: str) -> float:
        present = np.zeros(self.model.hypotheses.count, dtype=bool)
        present[self.model.holding(cause)] = True
        return log_sum(self.log_weights[present]) - log_sum(self.log_weights[~present])

    def all_well_probability(self) -> float:
        """P(no cause present), linear."""
        return float(self.weights[0])

    def heaviest(self, count: int) -> Ints:
        """Places (≤ count,) of the weightiest sets, weightiest first; ties in the order of the sets."""
        sample = self.weights[::_SAMPLED]
        # So many sets of the sample alone weigh as much: none of those looked for weighs less.
        least = np.partition(sample, -count)[-count] if count <= sample.size else 0.0
        found = np.flatnonzero(self.weights >= least)
        ranked: Ints = found[np.argsort(-self.weights[found], kind="stable")[:count]]
        return ranked

    @property
    def truncated_mass(self) -> float:
        """P(more than three causes | at least one) before anything was seen: what the sets leave out."""
        return mass_cut_off(self.model)


def prior(model: Model, goal: str) -> Belief:
    """The belief before anything was seen, given what the person wants."""
    return Belief(model, goal, model.log_prior(goal))


def observe(belief: Belief, observation: Observation) -> Belief:
    """The belief after something was seen; raises InputError for what the pack does not have."""
    return _after(belief, observation)


def repair(belief: Belief, fixes: Fixes) -> Belief:
    """The belief after a step that may have removed causes; others of the same set stay."""
    return _after(belief, Repair(fixes))


def still_fails(belief: Belief) -> Belief:
    """The belief after the goal failed again."""
    return _after(belief, StillFails())


def fold(model: Model, goal: str, updates: Iterable[Update]) -> Belief:
    """The belief after all updates, in their order."""
    return resume(prior(model, goal), updates)


def resume(belief: Belief, updates: Iterable[Update]) -> Belief:
    """The belief after further updates, in their order."""
    logs = belief.log_weights.copy()
    for update in updates:
        _apply(belief, logs, update)
    return Belief(belief.model, belief.goal, logs)


def once_each(updates: Iterable[Update]) -> tuple[Update, ...]:
    """The same updates, but of each finding only the last answer between two repairs.

    An answer given twice is not two observations as long as nothing changed, and a corrected one replaces
    the first. Own words count once for each text.
    """
    kept: dict[tuple[object, ...], Update] = {}
    era = 0
    for place, update in enumerate(updates):
        era += isinstance(update, Repair)
        key = (place,) if isinstance(update, Repair) else (era, *_subject(update))
        kept.pop(key, None)
        kept[key] = update
    return tuple(kept.values())


def _subject(update: Observation | StillFails) -> tuple[str, ...]:
    if isinstance(update, StillFails):
        return ("still fails",)
    return (update.finding, update.quote if update.finding == "telling" else "")


def _after(belief: Belief, update: Update) -> Belief:
    return resume(belief, (update,))


def _apply(belief: Belief, logs: Floats, update: Update) -> None:
    """Change log weights (H,) in place."""
    if isinstance(update, Repair):
        for cause in _last_stage_first(update.fixes):
            _remove(belief.model, logs, cause, update.fixes[cause])
    elif isinstance(update, StillFails):
        logs += belief.model.log_failure(belief.goal)
        logs[0] = -np.inf
    elif belief.model.counts(update):
        logs += belief.model.likelihood(update)


def _last_stage_first(fixes: Fixes) -> list[str]:
    """Causes in an order in which what a fix leaves behind is not fixed in the same breath."""
    order: list[str] = []
    for cause in fixes:
        chain: list[str] = []
        stage: str | None = cause
        while stage is not None and stage in fixes and stage not in order and stage not in chain:
            chain.append(stage)
            stage = fixes[stage].leaves
        order.extend(reversed(chain))
    return order


def _remove(model: Model, logs: Floats, cause: str, fix: FixLike) -> None:
    """Move the share `fix.p` of every set that holds the cause to the set without it, in place."""
    success = min(max(fix.p, 0.0), 1 - LEAST)
    if success == 0:
        return
    sources, targets = model.moves(cause, fix.leaves)
    moved = logs[sources] + np.log(success)
    logs[sources] += np.log1p(-success)
    np.logaddexp.at(logs, targets, moved)


def _by_member(columns: Ints, weights: Floats, count: int) -> Floats:
    """Sum of the weights (H,) of the sets that hold each member: (count,); `count` itself is the dummy."""
    sums = sum(np.bincount(row, weights=weights, minlength=count + 1) for row in columns)
    return np.asarray(sums)[:count]
