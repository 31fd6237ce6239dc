"""Which step to take next, so that the expected cost until the goal is least.

A bank of plans without questions, each with a cost linear in the belief (bank.py), is multiplied with the
belief after every possible answer; the most promising steps are then looked at more deeply (lookahead.py).
Sources: Heckerman, Breese and Rommelse 1995 (orders, value of an answer); Jensen and others 2001
(look-ahead).
"""

from __future__ import annotations

import numpy as np

from jiesuo.core.lookahead import Lookahead, Values
from jiesuo.core.problem import (
    FAST,
    INSTANT,
    PERSON,
    SUPPORT,
    WAIT,
    Action,
    Choice,
    Pending,
    Plan,
    Problem,
    Question,
    Rates,
    Settings,
)
from jiesuo.core.problem import Ints as _Ints
from jiesuo.core.table import tabulate
from jiesuo.core.timeline import NOTHING, WAITING

__all__ = [
    "FAST",
    "INSTANT",
    "PERSON",
    "SUPPORT",
    "WAIT",
    "Action",
    "Choice",
    "Pending",
    "Plan",
    "Problem",
    "Question",
    "Rates",
    "Settings",
    "plan",
]


def plan(problem: Problem, settings: Settings = PERSON) -> Plan:
    """All next steps, best first, with the expected cost to come in CNY.

    Each question is asked and each action begun at most once; after each action it shows at once whether
    the goal is reached. The same problem gives the same plan. Raises InputError for unusable weights.
    """
    table = tabulate(problem, settings.working_sets)
    values, best = Lookahead(table, settings).run()
    return Plan(_choices(problem, values), _order(problem, best))


def _choices(problem: Problem, values: Values) -> tuple[Choice, ...]:
    ids = [question.id for question in problem.questions] + [action.id for action in problem.actions]
    costs = [*values.ask.tolist(), *values.act[: len(problem.actions)].tolist()]
    named = [*zip(ids, costs, strict=True), (WAIT, values.wait), (SUPPORT, values.stop)]
    choices = [Choice(name, float(cost)) for name, cost in named if np.isfinite(cost)]
    return tuple(sorted(choices, key=lambda choice: (choice.value, choice.id)))


def _order(problem: Problem, moves: _Ints) -> tuple[str, ...]:
    names = {WAITING: WAIT} | {place: action.id for place, action in enumerate(problem.actions)}
    return (*(names[int(move)] for move in moves if move != NOTHING), SUPPORT)
