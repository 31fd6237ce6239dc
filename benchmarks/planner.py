"""How far the planner is from the optimum, how far below a simpler planner, and how fast.

python benchmarks/planner.py            everything (set OMP_NUM_THREADS=1)
python benchmarks/planner.py small      % above the optimum on the kept small models
python benchmarks/planner.py full       simulated cases at full size against one-step value of information
python benchmarks/planner.py speed      CPU time of a next step at real size
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from small_models import KEPT, load, planner_cost

from jiesuo.core.bank import costs
from jiesuo.core.orders import by_chance_per_cost
from jiesuo.core.planner import (
    FAST,
    INSTANT,
    PERSON,
    SUPPORT,
    Action,
    Pending,
    Problem,
    Question,
    Rates,
    Settings,
    plan,
)
from jiesuo.core.table import Table, tabulate
from jiesuo.core.timeline import NOTHING
from jiesuo.core.working_set import SOLVED, working_set

Array = NDArray[np.float64]
DATA = Path(__file__).parent.parent / "tests" / "core" / "data" / "small_models.npz"
NAMED = {"one-step": INSTANT, "two-step": FAST, "depth 3": PERSON}
CASES_PER_MODEL = 10


def small(limit: int = 1000) -> None:
    """Exact expected cost of the policy against the optimum, in % above it."""
    print(
        f"{'kind':14}{'policy':10}{'models':>7}{'mean %':>8}{'median':>8}{'p95':>7}{'worst':>7}{'CPU s':>7}"
    )
    for name, settings in NAMED.items():
        gaps = {kind: _gaps(kind, settings, limit) for kind in KEPT}
        gaps["base + rich"] = [np.hstack(pair) for pair in zip(gaps["base"], gaps["rich"], strict=True)]
        for kind, (gap, spent) in gaps.items():
            figures = (gap.mean(), np.median(gap), np.quantile(gap, 0.95), gap.max(), spent.sum())
            print(f"{kind:14}{name:10}{len(gap):7}" + "{:8.2f}{:8.2f}{:7.2f}{:7.2f}{:7.1f}".format(*figures))


def _gaps(kind: str, settings: Settings, limit: int) -> list[Array]:
    begun = time.process_time()
    gap = [100 * (planner_cost(model, settings) / optimum - 1) for model, optimum in load(DATA, kind)[:limit]]
    return [np.array(gap), np.array([time.process_time() - begun])]


@dataclass(frozen=True, eq=False)
class Large:
    """A random network: weights (sets,), members (sets, causes), no (findings, sets) P(no | set)."""

    weights: Array
    members: NDArray[np.bool_]
    no: Array
    without: NDArray[np.intp]
    questions: tuple[Question, ...]
    actions: tuple[Action, ...]
    rates: Rates

    def problem(self, weights: Array, asks: list[int], acts: list[int]) -> Problem:
        return Problem(
            weights,
            self.members,
            tuple(self.questions[place] for place in asks),
            tuple(self.actions[place] for place in acts),
            self.rates,
        )


def large(seed: int, causes: int, findings: int, questions: int, repairs: int) -> Large:
    """Sets of up to three causes, priors that sum to 0.35, support for 400 CNY."""
    rng = np.random.default_rng([20_261_125, seed])
    groups = [group for size in (1, 2, 3) for group in combinations(range(causes), size)]
    members = np.zeros((len(groups), causes), dtype=bool)
    for row, group in enumerate(groups):
        members[row, list(group)] = True
    prior = rng.dirichlet(np.ones(causes)) * 0.35
    weights = np.exp(members @ np.log(prior / (1 - prior)))
    link = np.where(
        rng.random((findings, causes)) < 4 / causes, rng.uniform(0.3, 0.95, (findings, causes)), 0
    )
    no = np.exp(np.log1p(-rng.uniform(0.01, 0.1, findings))[:, None] + np.log1p(-link) @ members.T)
    rates = Rates(hourly=0.0, support=400.0)
    asks = tuple(_question(place, float(rng.uniform(2, 20)), no[place]) for place in range(questions))
    acts = tuple(_repair(rng, place, causes) for place in range(repairs))
    blank = Problem(weights, members, (), (), rates)
    return Large(
        weights / weights.sum(), members, no, working_set(blank, len(groups)).without, asks, acts, rates
    )


def _question(place: int, cost: float, no: Array) -> Question:
    return Question(f"ask{place}", cost, lambda sets: np.array([no[sets], 1 - no[sets]]))


def _repair(rng: np.random.Generator, place: int, causes: int) -> Action:
    cures = np.zeros(causes)
    others = rng.choice(causes, rng.integers(0, 3), replace=False).tolist()
    targets = list({place % causes, (place * 2 + 1) % causes, *others})
    cures[targets] = rng.uniform(0.5, 0.98, len(targets))
    return Action(f"act{place}", float(np.exp(rng.normal(3.3, 0.6))), cures=cures)


@dataclass(eq=False)
class Luck:
    """One case's fate, the same whatever the policy: the true set and all draws."""

    model: Large
    truth: int
    answers: Array
    """(findings,) uniform draws."""
    success: Array
    """(repairs, causes) uniform draws."""

    def answer(self, finding: int) -> int:
        return int(self.answers[finding] >= self.model.no[finding, self.truth])

    def repair(self, action: int) -> bool:
        """True if no cause is left."""
        for cause in np.flatnonzero(self.success[action] < self.model.actions[action].cures):
            if self.truth != SOLVED and self.model.members[self.truth, cause]:
                self.truth = int(self.model.without[self.truth, cause])
        return self.truth == SOLVED


Policy = Callable[[Problem], str]


def play_case(model: Large, policy: Policy, luck: Luck, weights: Array) -> tuple[float, int]:
    """Cost until solved or handed over, and the number of questions."""
    asks, acts = list(range(len(model.questions))), list(range(len(model.actions)))
    cost, asked = 0.0, 0
    while True:
        choice = policy(model.problem(weights, asks, acts))
        if choice == SUPPORT:
            return cost + model.rates.stop, asked
        place = int(choice[3:])
        if choice.startswith("ask"):
            asks.remove(place)
            asked += 1
            cost += model.questions[place].cost
            chance = model.no[place]
            weights = weights * (1 - chance if luck.answer(place) else chance)
        else:
            acts.remove(place)
            cost += model.actions[place].cost
            if luck.repair(place):
                return cost, asked
            weights = _repaired(model, weights, place)
        weights = weights / weights.sum()


def _repaired(model: Large, weights: Array, action: int) -> Array:
    weights = weights.copy()
    for cause in np.flatnonzero(model.actions[action].cures):
        having = np.flatnonzero(model.members[:, cause])
        leaving = model.actions[action].cures[cause] * weights[having]
        weights[having] -= leaving
        target = model.without[having, cause]
        weights[target[target != SOLVED]] += leaving[target != SOLVED]
    return weights


def value_of_information(problem: Problem) -> str:
    """Heckerman, Breese and Rommelse 1995: ask if one answer pays for itself, else the next repair."""
    table = tabulate(problem, PERSON.working_sets)
    asking, weights = table.asking, table.start.weights
    rows = np.vstack((weights, weights * asking.free, weights * asking.rest))
    totals, firsts = _order_costs(rows, table)
    count = len(asking.cost)
    values = asking.cost * weights.sum() + totals[1 : 1 + count] + totals[1 + count :]
    if count and values.min() < totals[0]:
        return problem.questions[int(values.argmin())].id
    return SUPPORT if firsts[0] == NOTHING else problem.actions[firsts[0]].id


def _order_costs(rows: Array, table: Table) -> tuple[Array, list[int]]:
    """Each row's own updating P/C order, handed over where that is cheapest: cost and first repair."""
    stop = table.pace.stop * rows.sum(axis=1)
    if not table.startable:
        return stop, [NOTHING] * len(rows)
    nothing = np.full(len(rows), NOTHING)
    effects = table.effects
    marginals, opening = rows @ effects.members, np.zeros((len(rows), len(effects.cures)))
    length = min(10, table.startable)
    orders = by_chance_per_cost(marginals, opening, effects.cures, table.pace.effort, nothing, length)
    best = np.einsum("pkn,pn->pk", costs(orders, (), effects), rows).min(axis=1)
    helps = (best < stop) & (orders[:, 0] != NOTHING)
    return np.where(helps, best, stop), np.where(helps, orders[:, 0], NOTHING).tolist()


def cases(model: Large, seed: int, count: int, given: int) -> Iterator[tuple[Array, Callable[[], Luck]]]:
    """Beliefs after some findings that cannot be asked, and the fate that brought them about."""
    rng = np.random.default_rng([7, seed])
    for _ in range(count):
        truth = int(rng.choice(len(model.weights), p=model.weights))
        answers, success = (
            rng.random(len(model.no)),
            rng.random((len(model.actions), model.members.shape[1])),
        )
        luck = Luck(model, truth, answers, success)
        weights = model.weights
        for finding in rng.choice(np.arange(len(model.questions), len(model.no)), given, replace=False):
            chance = model.no[finding]
            weights = weights * (1 - chance if luck.answer(int(finding)) else chance)
        yield weights / weights.sum(), partial(replace, luck)


def full(count: int = 300) -> None:
    """Paired cases: 45 causes, 90 findings, 50 questions, 30 repairs, support 400."""
    policies: dict[str, Policy] = {
        "one-step VOI": value_of_information,
        "two-step": lambda problem: plan(problem, FAST).choices[0].id,
        "depth 3": lambda problem: plan(problem, PERSON).choices[0].id,
    }
    rows = []
    for seed in range(count // CASES_PER_MODEL):
        model = large(seed, 45, 90, 50, 30)
        for weights, fate in cases(model, seed, CASES_PER_MODEL, given=4):
            rows.append([play_case(model, policy, fate(), weights) for policy in policies.values()])
    results = np.array(rows)
    base = results[:, 0, 0]
    print(f"{'policy':14}{'cases':>6}{'CNY':>9}{'against VOI %':>15}{'± 1.96 s.e.':>12}{'questions':>11}")
    for place, name in enumerate(policies):
        cost, asked = results[:, place, 0], results[:, place, 1]
        change = 100 * (cost - base) / base.mean()
        error = 1.96 * change.std(ddof=1) / np.sqrt(len(change))
        print(
            f"{name:14}{len(cost):6}{cost.mean():9.2f}{change.mean():15.2f}{error:12.2f}{asked.mean():11.1f}"
        )


def speed(count: int = 60) -> None:
    """CPU time of a next step: 60 causes, 150 findings, 100 questions, 60 repairs."""
    print(f"{'case':34}{'policy':10}{'median ms':>10}{'p99 ms':>8}")
    model = large(0, 60, 150, 100, 60)
    plain = [_first_problem(model, weights) for weights, _ in cases(model, 0, count, given=4)]
    kinds = {
        "repairs only": plain,
        '"I don\'t know" 10 %': [_with_unknown(problem) for problem in plain],
        "background actions, one under way": [_with_waiting(problem) for problem in plain],
    }
    for kind, problems in kinds.items():
        for name, settings in NAMED.items():
            spent = np.array([_milliseconds(problem, settings) for problem in problems])
            print(f"{kind:34}{name:10}{np.median(spent):10.1f}{np.quantile(spent, 0.99):8.1f}")


def _first_problem(model: Large, weights: Array) -> Problem:
    return model.problem(weights, list(range(len(model.questions))), list(range(len(model.actions))))


def _with_unknown(problem: Problem) -> Problem:
    return replace(problem, questions=tuple(replace(each, unknown=0.1) for each in problem.questions))


def _with_waiting(problem: Problem) -> Problem:
    """Every third repair takes a day in the background, all take a quarter of an hour; one is under way."""
    actions = tuple(
        replace(action, active=0.25, latency=24.0 if place % 3 == 0 else 0.0)
        for place, action in enumerate(problem.actions)
    )
    rates = Rates(hourly=2.0, support=400.0, support_hours=24.0)
    return replace(problem, actions=actions[1:], rates=rates, pending=(Pending(actions[0], 20.0),))


def _milliseconds(problem: Problem, settings: Settings) -> float:
    begun = time.process_time()
    plan(problem, settings)
    return 1000 * (time.process_time() - begun)


if __name__ == "__main__":
    for part in sys.argv[1:] or ["small", "full", "speed"]:
        {"small": small, "full": full, "speed": speed}[part]()
