"""Small random troubleshooting models whose least possible cost is found by plain expectimax.

python benchmarks/small_models.py tests/core/data/small_models.npz   makes the kept models again (½ h)

Making models and finding their optimum uses nothing of the planner: it is the yardstick for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.planner import (
    SUPPORT,
    WAIT,
    Action,
    Pending,
    Problem,
    Question,
    Rates,
    Settings,
    plan,
)

Array = NDArray[np.float64]
Waiting = tuple[tuple[int, float], ...]
"""Actions under way, as (action, hours left)."""

KEPT = {"base": 120, "rich": 120, "routes": 40, "waiting": 40}
KEPT_FAMILY = 20_261_125
"""Seeds of the kept models; try out ideas on another family, never on this one."""


@dataclass(frozen=True, eq=False)
class Small:
    """One model. Sets are bit masks 1..2^causes-1; money in CNY, time in hours, chances linear."""

    kind: str
    weights: Array
    """(sets,) prior, sums to one."""
    ask: Array
    """(questions,) cost."""
    yes: Array
    """(questions, sets) P(yes | set)."""
    effort: Array
    """(actions,) cost."""
    active: Array
    latency: Array
    cures: Array
    """(actions, causes)."""
    opens: Array
    """(actions, sets)."""
    hourly: float
    stop: float
    """Cost of handing over, its hours included."""

    @property
    def members(self) -> NDArray[np.bool_]:
        """(sets, causes)."""
        masks = np.arange(1, 2 ** self.cures.shape[1])
        return (masks[:, None] >> np.arange(self.cures.shape[1])) & 1 > 0


@dataclass(frozen=True, eq=False)
class State:
    """Where a case stands: unnormalised weights (sets,), what is left to ask or begin, what is under way."""

    weights: Array
    asks: frozenset[int]
    acts: frozenset[int]
    waiting: Waiting = ()

    @property
    def mass(self) -> float:
        return float(self.weights.sum())


Step = tuple[str, int]
"""("ask", question), ("act", action), ("wait", 0) or ("stop", 0)."""
Outcome = tuple[float, list[State]]
"""Cost paid on the way, and the unsolved states that can follow."""


@dataclass(eq=False)
class Rules:
    """What each step does: costs and the states after it."""

    model: Small
    moves: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        self.moves = [transition(self.model, action) for action in range(len(self.model.effort))]

    def start(self) -> State:
        model = self.model
        return State(
            model.weights, frozenset(range(len(model.ask))), frozenset(range(len(model.effort))), waiting=()
        )

    def steps(self, state: State) -> Iterator[Step]:
        yield ("stop", 0)
        yield from (("ask", question) for question in sorted(state.asks))
        yield from (("act", action) for action in sorted(state.acts))
        if state.waiting:
            yield ("wait", 0)

    def after(self, state: State, step: Step) -> Outcome:
        kind, index = step
        if kind == "stop":
            return self.model.stop * state.mass, []
        if kind == "ask":
            return self._asked(state, index)
        if kind == "act":
            return self._begun(state, index)
        return self._passed(state, min(left for _, left in state.waiting))

    def _asked(self, state: State, question: int) -> Outcome:
        yes = self.model.yes[question]
        rest = state.asks - {question}
        parts = (state.weights * yes, state.weights * (1 - yes))
        states = [State(part, rest, state.acts, state.waiting) for part in parts]
        return self.model.ask[question] * state.mass, states

    def _begun(self, state: State, action: int) -> Outcome:
        model = self.model
        begun = (action, float(model.active[action] + model.latency[action]))
        waiting = tuple(sorted((*state.waiting, begun), key=lambda item: item[1]))
        then = State(state.weights, state.asks, state.acts - {action}, waiting)
        cost, states = self._passed(then, float(model.active[action]))
        return cost + model.effort[action] * state.mass, states

    def _passed(self, state: State, hours: float) -> Outcome:
        weights, cost, now = state.weights, 0.0, 0.0
        left: list[tuple[int, float]] = []
        for action, due in sorted(state.waiting, key=lambda item: item[1]):
            if due > hours + 1e-12:
                left.append((action, due - hours))
                continue
            if due > now:
                cost += self.model.hourly * (due - now) * weights.sum()
            now = due
            weights = weights @ self.moves[action]
        if hours > now:
            cost += self.model.hourly * (hours - now) * weights.sum()
        return float(cost), [State(weights, state.asks, state.acts, tuple(left))]


def transition(model: Small, action: int) -> Array:
    """(sets, sets) chance to be in the second set, unsolved, once the action has acted on the first."""
    causes = model.cures.shape[1]
    matrix = np.eye(2**causes)
    for cause in range(causes):
        step = np.eye(2**causes)
        for mask in range(2**causes):
            if mask >> cause & 1:
                step[mask, mask] = 1 - model.cures[action, cause]
                step[mask, mask ^ (1 << cause)] = model.cures[action, cause]
        matrix = matrix @ step
    result: Array = matrix[1:, 1:] * (1 - model.opens[action])[:, None]
    return result


class Expectimax:
    """The least expected cost, by trying every step everywhere; branches that cannot win are cut.

    Cutting is safe: the lower bound is the cost of somebody who always sees the present set of causes.
    """

    def __init__(self, model: Small) -> None:
        self.rules = Rules(model)
        self.known: dict[tuple[Any, ...], tuple[float, bool]] = {}
        self.bounds: dict[frozenset[int], Array] = {}
        self.sequences: dict[frozenset[int], Array] = {}
        self.firsts: dict[frozenset[int], Array] = {}
        self.timed = bool(model.latency.any() or model.active.any())

    def optimum(self) -> float:
        return self.value(self.rules.start(), float("inf"))

    def value(self, state: State, limit: float) -> float:
        """Exact if below `limit`, else some number that is at least `limit` and at most the value."""
        mass = state.mass
        if mass < 1e-13:
            return 0.0
        key = self._key(state, mass)
        value, exact = self.known.get(key, (0.0, False))
        if exact or value * mass >= limit:
            return value * mass
        found = self._search(state, limit)
        self.known[key] = (found / mass, found < limit)
        return found

    def _key(self, state: State, mass: float) -> tuple[Any, ...]:
        waiting = tuple((action, round(left, 9)) for action, left in state.waiting)
        shape = (np.round(state.weights / mass, 12) + 0.0).tobytes()
        return shape, state.asks, state.acts, waiting

    def _search(self, state: State, limit: float) -> float:
        best = self._simple(state)
        for floor, step in self._options(state):
            if floor >= min(best, limit):
                break
            cost, states = self.rules.after(state, step)
            best = min(best, self._sum(cost, states, min(best, limit)))
        return min(best, limit)

    def _options(self, state: State) -> list[tuple[float, Step]]:
        """Every step but handing over, with a lower bound, the most hopeful first."""
        steps = [step for step in self.rules.steps(state) if step[0] != "stop"]
        floors = self._floors_in_time(state, steps) if self.timed else self._floors(state)
        return sorted(zip(floors, steps, strict=True))

    def _floors_in_time(self, state: State, steps: list[Step]) -> list[float]:
        outcomes = (self.rules.after(state, step) for step in steps)
        return [cost + sum(map(self._least, states)) for cost, states in outcomes]

    def _floors(self, state: State) -> list[float]:
        if state.acts not in self.firsts:
            self.firsts[state.acts] = np.array([self._first(state.acts, each) for each in sorted(state.acts)])
        mass, least = state.mass, self._least(state)
        asks = [float(self.rules.model.ask[question]) * mass + least for question in sorted(state.asks)]
        return asks + (self.firsts[state.acts] @ state.weights).tolist() if state.acts else asks

    def _sum(self, cost: float, states: list[State], limit: float) -> float:
        """Cost plus the values of the states; just the limit once it is reached."""
        floors = [self._least(state) for state in states]
        total, rest = cost, sum(floors)
        for state, floor in zip(states, floors, strict=True):
            rest -= floor
            most = limit - total - rest
            value = self.value(state, most)
            if value >= most:
                return limit
            total += value
        return total

    def _least(self, state: State) -> float:
        acts = state.acts | {action for action, _ in state.waiting}
        if acts not in self.bounds:
            self.bounds[acts] = self._seeing(acts)
        return float(state.weights @ self.bounds[acts])

    def _seeing(self, acts: frozenset[int]) -> Array:
        """(sets,) least effort for somebody who sees the set at every moment and never waits."""
        model = self.rules.model
        best = np.full(len(model.weights), model.stop)
        for action in sorted(acts):
            best = np.minimum(best, self._first(acts, action))
        return best

    def _first(self, acts: frozenset[int], action: int) -> Array:
        """(sets,) the same, if begun with this action. In time, what was begun may be paid already."""
        rest = acts - {action}
        if rest not in self.bounds:
            self.bounds[rest] = self._seeing(rest)
        effort = 0.0 if self.timed else float(self.rules.model.effort[action])
        return effort + self.rules.moves[action] @ self.bounds[rest]

    def _simple(self, state: State) -> float:
        """Cost of the best order without any question or waiting: a plan that exists."""
        if self.timed:
            return self.rules.model.stop * state.mass
        return float((self._orders(state.acts) @ state.weights).min())

    def _orders(self, acts: frozenset[int]) -> Array:
        """(orders, sets) cost of every order of actions before handing over, if best for some weights."""
        if acts not in self.sequences:
            model = self.rules.model
            rows = [np.full((1, len(model.weights)), model.stop)]
            for action in sorted(acts):
                later = self._orders(acts - {action})
                rows.append(model.effort[action] + later @ self.rules.moves[action].T)
            self.sequences[acts] = undominated(np.vstack(rows), model.weights > 0)
        return self.sequences[acts]


def undominated(rows: Array, counted: NDArray[np.bool_]) -> Array:
    """Rows without those that another row beats in every counted column."""
    kept: list[Array] = []
    for row in rows[np.argsort(rows[:, counted].sum(axis=1))]:
        if not kept or not (np.array(kept)[:, counted] <= row[counted]).all(axis=1).any():
            kept.append(row)
    return np.array(kept)


def policy_cost(model: Small, choose: Callable[[State], Step]) -> float:
    """Exact expected cost of a policy, all answers and outcomes followed."""
    rules = Rules(model)

    def cost(state: State) -> float:
        if state.mass < 1e-13:
            return 0.0
        paid, states = rules.after(state, choose(state))
        return paid + sum(map(cost, states))

    return cost(rules.start())


def problem_of(model: Small, state: State) -> Problem:
    """The planner's problem for a state of a small model. Ids are "ask3", "act0" and so on."""
    actions = [
        Action(
            f"act{place}",
            float(model.effort[place]),
            cures=model.cures[place],
            active=float(model.active[place]),
            latency=float(model.latency[place]),
            opens=model.opens[place] if model.opens[place].any() else None,
        )
        for place in range(len(model.effort))
    ]
    return Problem(
        weights=state.weights,
        members=model.members,
        questions=tuple(
            Question(
                f"ask{place}", float(model.ask[place]), np.array([1 - model.yes[place], model.yes[place]])
            )
            for place in sorted(state.asks)
        ),
        actions=tuple(actions[place] for place in sorted(state.acts)),
        rates=Rates(hourly=float(model.hourly), support=float(model.stop)),
        pending=tuple(Pending(actions[place], left) for place, left in state.waiting),
    )


def step_of(choice: str) -> Step:
    """The step that a choice's id means."""
    if choice in (SUPPORT, WAIT):
        return ("stop" if choice == SUPPORT else "wait", 0)
    return choice[:3], int(choice[3:])


def planner_cost(model: Small, settings: Settings) -> float:
    """Exact expected cost of following the planner."""

    def choose(state: State) -> Step:
        return step_of(plan(problem_of(model, state), settings).choices[0].id)

    return policy_cost(model, choose)


def make(kind: str, family: int, number: int) -> Small:
    """A random model; kinds: base, rich (cheap strong questions), routes, waiting."""
    rng = np.random.default_rng([family, sorted(KEPT).index(kind), number])
    causes, questions, actions = (4, 2, 5) if kind == "waiting" else (6, 5, 6)
    weights, members = _prior(rng, causes)
    yes, ask = _questions(rng, questions, members, strong=kind == "rich")
    effort: Array = np.exp(rng.normal(2.3, 0.6, actions)).round(2)
    cures = _cures(rng, actions, causes)
    opens = np.zeros((actions, len(weights)))
    if kind == "routes":
        _turn_into_routes(rng, cures, opens, members)
    active, latency = _times(rng, actions) if kind == "waiting" else (np.zeros(actions), np.zeros(actions))
    hourly = 0.5 if kind == "waiting" else 0.0
    stop = round(float(rng.uniform(40, 120)), 2)
    return Small(kind, weights, ask, yes, effort, active, latency, cures, opens, hourly, stop)


def _prior(rng: np.random.Generator, causes: int) -> tuple[Array, NDArray[np.bool_]]:
    prior = rng.dirichlet(np.full(causes, 1.5)) * rng.uniform(0.3, 1.0)
    odds = prior / (1 - prior)
    masks = np.arange(1, 2**causes)
    members = (masks[:, None] >> np.arange(causes)) & 1 > 0
    weights = np.where(members, odds, 1.0).prod(axis=1) * (members.sum(axis=1) <= 3)
    return weights / weights.sum(), members


def _questions(
    rng: np.random.Generator, number: int, members: NDArray[np.bool_], strong: bool
) -> tuple[Array, Array]:
    low, high = (0.8, 0.99) if strong else (0.3, 0.95)
    linked = rng.random((number, members.shape[1])) < 0.4
    linked[np.arange(number), rng.integers(0, members.shape[1], number)] = True
    link = np.where(linked, rng.uniform(low, high, linked.shape), 0.0)
    leak = rng.uniform(0.01, 0.05 if strong else 0.2, number)
    silent = np.where(members[None, :, :], 1 - link[:, None, :], 1.0).prod(axis=2)
    ask = rng.uniform(0.3, 2.0, number) if strong else rng.uniform(1.0, 6.0, number)
    yes: Array = np.round(1 - (1 - leak)[:, None] * silent, 4)
    return yes, np.round(ask, 2)


def _cures(rng: np.random.Generator, actions: int, causes: int) -> Array:
    cures = np.zeros((actions, causes))
    for action in range(actions):
        targets = {action % causes, *rng.choice(causes, rng.integers(1, 3), replace=False).tolist()}
        cures[action, list(targets)] = rng.uniform(0.5, 0.98, len(targets))
    return np.round(cures, 3)


def _turn_into_routes(
    rng: np.random.Generator, cures: Array, opens: Array, members: NDArray[np.bool_]
) -> None:
    for action in rng.choice(len(cures), 2, replace=False):
        blocks = rng.choice([0.0, 0.3, 0.95], cures.shape[1], p=[0.3, 0.3, 0.4])
        cures[action] = 0.0
        opens[action] = np.round(0.9 * np.where(members, 1 - blocks, 1.0).prod(axis=1), 4)


def _times(rng: np.random.Generator, actions: int) -> tuple[Array, Array]:
    active = np.round(rng.uniform(0.1, 4.0, actions), 1)
    latency = np.where(rng.random(actions) < 0.5, np.round(rng.uniform(6, 72, actions)), 0.0)
    latency[0] = max(latency[0], 12.0)
    return active, latency


FIELDS = ("weights", "ask", "yes", "effort", "active", "latency", "cures", "opens", "hourly", "stop")


def save(path: Path, models: list[Small], optima: list[float]) -> None:
    """All models of one kind share their shapes, so each field is one array (models, ...)."""
    arrays: dict[str, Array] = {}
    for kind in KEPT:
        chosen = [place for place, model in enumerate(models) if model.kind == kind]
        for name in FIELDS:
            arrays[f"{kind}.{name}"] = np.array([getattr(models[place], name) for place in chosen])
        arrays[f"{kind}.optimum"] = np.array([optima[place] for place in chosen])
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load(path: Path, kind: str) -> list[tuple[Small, float]]:
    """The kept models of a kind, each with its optimum."""
    with np.load(path) as kept:
        columns = {name: kept[f"{kind}.{name}"] for name in FIELDS}
        optima = kept[f"{kind}.optimum"]
    return [
        (Small(kind, **{name: columns[name][place] for name in FIELDS}), float(optima[place]))
        for place in range(len(optima))
    ]


def main(path: Path) -> None:
    models = [make(kind, KEPT_FAMILY, number) for kind, count in KEPT.items() for number in range(count)]
    optima = []
    for place, model in enumerate(models):
        optima.append(Expectimax(model).optimum())
        print(f"{place + 1}/{len(models)} {model.kind} {optima[-1]:.4f}", flush=True)
    save(path, models, optima)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
