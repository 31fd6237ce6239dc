"""A pack as arrays: sets of causes, their prior, and how likely each observation is under each set.

Axes: C causes (those of the pack, then something_else), H sets of at most three, V values of a finding.
All likelihoods are float64 and natural logs unless called linear.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.hypotheses import LARGEST, Hypotheses, all_sets, total
from jiesuo.core.kinds import Kind, mixed, observed
from jiesuo.core.numerics import LEAST, Floats, Ints
from jiesuo.core.parameters import Parameters
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import Pack

SOMETHING_ELSE = "something_else"
CHECK = "check"
"""The goal under which nothing need be broken."""
OTHER_REASON = 0.05
"""Chance that the goal fails although none of the present causes is known to break it."""
BYTES_KEPT = 64 * 2**20
"""Room for likelihood rows: some 130 at 70 causes, 460 at 45."""
_NO_EVIDENCE = ("step.", "refusal.")
_MESSAGES = ("message.", "code.")


class _Rows:
    """The likelihood rows used last, as many as there is room for; several threads may ask at once."""

    def __init__(self) -> None:
        self._rows: OrderedDict[object, Floats] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], Floats]) -> Floats:
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
                return self._rows[key]
        row = make()
        row.setflags(write=False)
        with self._lock:
            self._rows[key] = row
            while len(self._rows) * row.nbytes > BYTES_KEPT:
                self._rows.popitem(last=False)
        return row


@dataclass(frozen=True, eq=False)
class Model:
    """What a pack says, ready to compute with; made by `build`."""

    pack: Pack
    causes: tuple[str, ...]
    """Ids (C,), something_else last."""
    priors: Floats
    """P(cause), linear (C,)."""
    hypotheses: Hypotheses
    parameters: Parameters
    _rows: _Rows = field(default_factory=_Rows, repr=False)
    _kinds: dict[str, Kind] = field(default_factory=dict, repr=False)
    _moves: dict[tuple[str, str | None], tuple[Ints, Ints]] = field(default_factory=dict, repr=False)
    _members: dict[str, Ints] = field(default_factory=dict, repr=False)
    _goals: dict[str, tuple[Floats, Floats]] = field(default_factory=dict, repr=False)

    @cached_property
    def sets(self) -> NDArray[np.int16]:
        """Causes of each set (H, 3), padded with the dummy index C; the first set is empty."""
        return np.ascontiguousarray(self.hypotheses.columns.T.astype(np.int16))

    @cached_property
    def index(self) -> dict[str, int]:
        return {cause: place for place, cause in enumerate(self.causes)}

    @cached_property
    def log_odds(self) -> Floats:
        """log π/(1 − π) of each cause (C,)."""
        return np.log(self.priors) - np.log1p(-self.priors)

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """Slug of each cause (C,); something_else is its own."""
        return (*(self.pack.slug(cause) for cause in self.pack.causes), SOMETHING_ELSE)

    @cached_property
    def slug_columns(self) -> tuple[tuple[str, ...], Ints]:
        """The slugs in their order, and those of each set (3, H), each once, padded with their number."""
        names = tuple(sorted(set(self.slugs)))
        number = np.array([*(names.index(slug) for slug in self.slugs), len(names)], dtype=np.intp)
        columns = np.sort(number[self.hypotheses.columns], axis=0)
        columns[1:][columns[1:] == columns[:-1]] = len(names)
        return names, columns

    @cached_property
    def telling(self) -> frozenset[str]:
        """Findings that say something of a cause: it shows them, or is more or less common under them."""
        return frozenset(name for cause in self.pack.causes.values() for name in (*cause.shows, *cause.when))

    def place(self, cause: str) -> int:
        """Place of a cause on the axis C; raises InputError when there is none of that id."""
        if cause not in self.index:
            raise InputError(
                f"The pack {self.pack.header.id} has no cause {cause!r}.", "Use an id of the pack."
            )
        return self.index[cause]

    def place_of_set(self, causes: tuple[str, ...]) -> int:
        """Place on the axis H of the set of these causes (at most three, in any order)."""
        members = sorted({self.place(cause) for cause in causes})
        if len(members) > LARGEST:
            raise InputError(f"A set has at most {LARGEST} causes.", "Name fewer.")
        padded = members + [len(self.causes)] * (LARGEST - len(members))
        return int(self.hypotheses.places(np.array(padded, dtype=np.intp)[:, None])[0])

    def members(self, place: int) -> tuple[str, ...]:
        """Ids of the causes of the set at a place on the axis H."""
        return tuple(self.causes[c] for c in self.hypotheses.columns[:, place] if c < len(self.causes))

    def holding(self, cause: str) -> Ints:
        """Places on the axis H of the sets that hold a cause, ascending."""
        if cause not in self._members:
            self._members[cause] = self.hypotheses.holding(self.place(cause))
        return self._members[cause]

    def moves(self, cause: str, leaves: str | None) -> tuple[Ints, Ints]:
        """Places of the sets that hold a cause, and of the same sets with `leaves` in its place."""
        key = (cause, leaves)
        if key not in self._moves:
            then = None if leaves is None else self.place(leaves)
            self._moves[key] = self.hypotheses.moves(self.place(cause), then)
        return self._moves[key]

    def log_prior(self, goal: str) -> Floats:
        """log P(set) up to a constant (H,), given the goal; the empty set is possible only under `check`.

        Read-only, as `log_failure` is.
        """
        return self._goal_rows(goal)[0]

    def log_failure(self, goal: str) -> Floats:
        """log P(the goal fails | set) (H,): surely if a cause is known to break it, never without one.

        `something_else` breaks it as often as the average known cause.
        """
        return self._goal_rows(goal)[1]

    def _goal_rows(self, goal: str) -> tuple[Floats, Floats]:
        if goal not in self._goals:
            failure = self._failure(goal)
            prior = total(np.append(self.log_odds, 0.0), self.hypotheses.columns) + failure
            failure.setflags(write=False)
            prior.setflags(write=False)
            self._goals[goal] = (prior, failure)
        return self._goals[goal]

    def _failure(self, goal: str) -> Floats:
        row = np.zeros(self.hypotheses.count)
        if goal == CHECK:
            return row
        known = [1.0 if not c.goals or goal in c.goals else OTHER_REASON for c in self.pack.causes.values()]
        chances = np.array([*known, self.parameters.shares @ known, 0.0])
        row[1:] = np.log(chances[self.hypotheses.columns[:, 1:]].max(axis=0))
        row[0] = -np.inf
        return row

    def kind(self, finding: str) -> Kind:
        """How sets of causes bring about the values of a finding, message, code or route."""
        if finding not in self._kinds:
            self._kinds[finding] = self.parameters.kind(finding)
        return self._kinds[finding]

    def counts(self, observation: Observation) -> bool:
        """Whether it is evidence at all: not implied, not "I don't know", no message that was not seen."""
        if observation.implied or observation.value == UNKNOWN:
            return False
        if observation.finding.startswith(_MESSAGES):
            return observation.value == "seen"
        if observation.finding == "telling":
            return bool(observation.weights)
        return not observation.finding.startswith(_NO_EVIDENCE)

    def likelihood(self, observation: Observation, sets: Ints | None = None) -> Floats:
        """log P(observation | set) (H,), or (n,) for the sets at the places `sets`; read-only.

        Raises InputError for a finding or value that the pack does not have.
        """
        if not self.counts(observation):
            return np.zeros(self.hypotheses.count if sets is None else len(sets))
        if sets is not None:
            return self._row(observation, self.hypotheses.columns[:, sets])
        key = (
            observation.finding,
            observation.value,
            observation.reliability,
            observation.weights,
            observation.offered,
        )
        return self._rows.get(key, lambda: self._row(observation, self.hypotheses.columns))

    def rows(self, finding: str) -> tuple[tuple[str, ...], Floats]:
        """Values of a finding, and log P(value | set) (V, H) of a source that is always right."""
        kind = self.kind(finding)
        columns = self.hypotheses.columns
        return kind.values, np.stack([kind.log_row(value, columns) for value in range(len(kind.values))])

    def table(
        self, finding: str, sets: Ints, reliability: float = 1.0, offered: tuple[str, ...] = ()
    ) -> Floats:
        """P(answer | set), linear (V, n), for the sets at the places `sets`; `closest` needs what is offered.

        For `closest` the values are those offered, then `none`.
        """
        columns = self.hypotheses.columns.take(sets, axis=1)
        if finding == "closest":
            return self.parameters.closest(offered, reliability).table(columns)
        kind = self.kind(finding)
        return mixed(kind, kind.table(columns), reliability)

    def _row(self, observation: Observation, columns: Ints) -> Floats:
        kind, reliability = self._heard(observation)
        if observation.value not in kind.values:
            raise InputError(
                f"{observation.finding} has no value {observation.value!r}.",
                f"Allowed: {', '.join(kind.values)}.",
            )
        return observed(kind, kind.values.index(observation.value), columns, reliability)

    def _heard(self, observation: Observation) -> tuple[Kind, float]:
        if observation.finding == "telling":
            return self.parameters.telling(dict(observation.weights)), observation.reliability
        if observation.finding == "closest":
            # A tap is never certain: at 1 one tap would rule out every cause that was not tapped.
            return self.parameters.closest(observation.offered, min(observation.reliability, 1 - LEAST)), 1.0
        return self.kind(observation.finding), observation.reliability


def build(pack: Pack) -> Model:
    """Turn a pack into arrays; likelihoods are made when they are first asked for."""
    weights = np.array([cause.prior for cause in pack.causes.values()])
    everything = np.append(weights, pack.header.something_else)
    priors = np.clip(everything * (pack.header.prior_sum / everything.sum()), LEAST**2, 1 - LEAST)
    causes = (*pack.causes, SOMETHING_ELSE)
    parameters = Parameters(pack, tuple((weights / weights.sum()).tolist()))
    return Model(pack, causes, priors, all_sets(len(causes)), parameters)


def mass_cut_off(model: Model) -> float:
    """P(more than three causes | at least one) of the product prior; exact, adding one cause at a time."""
    counts = np.zeros(len(model.causes) + 1)
    counts[0] = 1.0
    for prior in model.priors:
        counts[1:] = counts[1:] * (1 - prior) + counts[:-1] * prior
        counts[0] *= 1 - prior
    return float(counts[LARGEST + 1 :].sum() / counts[1:].sum())
