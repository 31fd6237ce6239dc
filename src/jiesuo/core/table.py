"""A problem cut down to its working set, as arrays ready for products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.bank import Effects
from jiesuo.core.problem import Action, Columns, Floats, Ints, Problem, Question
from jiesuo.core.timeline import Due, Pace
from jiesuo.core.working_set import SOLVED, WorkingSet, working_set

Single = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Asking:
    """All questions: cost and unknown (questions,), P(value | set) linear.

    `free` (rows, sets) has every value but the last, `starts` (questions,) says where a question's rows begin
    in it, `rest` (questions, sets) has the last value.
    """

    cost: Floats
    unknown: Floats
    free: Single
    starts: Ints
    rest: Single

    def rows(self, question: int) -> Single:
        """(values, sets) of one question."""
        bounds = [*self.starts.tolist(), len(self.free)]
        return np.vstack((self.free[bounds[question] : bounds[question + 1]], self.rest[question]))

    def sums(self, rows: Floats) -> Floats:
        """Adds what stands per value, (rows, ...), up to (questions, ...)."""
        if len(self.free) == len(self.rest):
            return rows
        total: Floats = np.add.reduceat(rows, self.starts, axis=0)
        return total


@dataclass(frozen=True, eq=False)
class Table:
    """The planner's arrays. Actions under way stand behind those that can be begun (`startable` of them)."""

    start: WorkingSet
    asking: Asking
    effects: Effects
    startable: int
    due: Due
    moved: tuple[tuple[tuple[float, Ints, Ints], ...], ...]
    """Per action: (chance, sets with the cause, sets they become) for each cause it may remove."""

    @property
    def pace(self) -> Pace:
        return self.effects.pace


def tabulate(problem: Problem, size: int) -> Table:
    """Cut down to the `size` heaviest sets and their subsets."""
    start = working_set(problem, size)
    actions = (*problem.actions, *(pending.action for pending in problem.pending))
    effects = _effects(actions, start, problem)
    due = tuple((len(problem.actions) + place, pending.left) for place, pending in enumerate(problem.pending))
    moved = tuple(_moved(cures, start) for cures in effects.cures)
    return Table(start, _asking(problem.questions, start), effects, len(problem.actions), due, moved)


def _asking(questions: tuple[Question, ...], start: WorkingSet) -> Asking:
    chances = [np.atleast_2d(_columns(question.likelihood, start.rows)) for question in questions]
    parts = [rows[: max(len(rows) - 1, 1)] for rows in chances]
    free = np.vstack([np.empty((0, len(start.rows))), *parts])
    starts = np.cumsum([0, *map(len, parts)])[:-1].astype(np.intp)
    summed = [part.sum(axis=0) for part in parts]
    rest = np.maximum(1 - np.array(summed).reshape(len(parts), len(start.rows)), 0)
    cost = np.array([question.cost for question in questions], dtype=np.float64)
    unknown = np.array([question.unknown for question in questions], dtype=np.float64)
    return Asking(cost, unknown, free.astype(np.float32), starts, rest.astype(np.float32))


def _columns(values: Floats | Columns, rows: Ints) -> Floats:
    return values(rows) if callable(values) else np.asarray(values)[..., rows]


def _effects(actions: tuple[Action, ...], start: WorkingSet, problem: Problem) -> Effects:
    causes = start.members.shape[1]
    cures = np.array([action.cures for action in actions], dtype=np.float64).reshape(len(actions), causes)
    opens = np.zeros((len(actions), len(start.rows)))
    routes = [place for place, action in enumerate(actions) if action.opens is not None]
    for place in routes:
        opens[place] = _columns(actions[place].opens, start.rows)  # type: ignore[arg-type]
    members = start.members.astype(np.float32)
    return Effects(members, cures, opens, np.array(routes, dtype=np.intp), _pace(actions, problem))


def _pace(actions: tuple[Action, ...], problem: Problem) -> Pace:
    effort, active, latency = (
        np.array([getattr(action, name) for action in actions], dtype=np.float64)
        for name in ("cost", "active", "latency")
    )
    rates = problem.rates
    return Pace(effort, active, latency, rates.hourly, rates.stop, rates.urgent, rates.later)


def _moved(cures: Floats, start: WorkingSet) -> tuple[tuple[float, Ints, Ints], ...]:
    steps = []
    for cause in np.flatnonzero(cures > 0):
        having = np.flatnonzero(start.members[:, cause])
        steps.append((float(cures[cause]), having, start.without[having, cause]))
    return tuple(steps)


def acted(weights: Floats, action: int, table: Table) -> Floats:
    """Unsolved weights (sets,) after the action has acted."""
    left = (
        weights * (1 - table.effects.opens[action]) if table.effects.opens[action].any() else weights.copy()
    )
    for chance, having, becoming in table.moved[action]:
        leaving = chance * left[having]
        left[having] -= leaving
        stays = becoming != SOLVED
        left[becoming[stays]] += leaving[stays]
    return left


def passed(
    weights: Floats, due: Due, hours: float, table: Table, elapsed: float = 0.0
) -> tuple[float, Floats, Due]:
    """Cost of the hours after `elapsed`, unsolved weights and what is still under way after them."""
    pace, cost, now = table.pace.after(elapsed), 0.0, 0.0
    later: list[tuple[int, float]] = []
    for action, left in sorted(due, key=lambda item: item[1]):
        if left > hours + 1e-9:
            later.append((action, left - hours))
            continue
        cost += pace.between(now, left) * float(weights.sum())
        now = max(left, now)
        weights = acted(weights, action, table)
    cost += pace.between(now, hours) * float(weights.sum())
    return cost, weights, tuple(later)


def begun(
    weights: Floats, due: Due, action: int, table: Table, elapsed: float = 0.0
) -> tuple[float, Floats, Due]:
    """Cost, unsolved weights and what is under way once the action's foreground part is over."""
    active = float(table.pace.active[action])
    arrives = (action, active + float(table.pace.latency[action]))
    cost, left, later = passed(weights, (*due, arrives), active, table, elapsed)
    return cost + float(table.pace.effort[action]) * float(weights.sum()), left, later
