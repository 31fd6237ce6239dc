"""The planner's ranking -> one next step, the same for the same case.

Ties are the rule: the second-best step is nearly always within half a percent. Within that margin the
harmless one wins, then the one that undoes nothing, then the one that helps most, then the cheaper. So a
question is asked only where it is worth more than that margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiesuo.core.needs import judge
from jiesuo.core.problem import SUPPORT, Choice, Plan
from jiesuo.services.options import ASK, DO, THEN, View

MARGIN = 0.01
"""Share of the expected cost within which two steps are as good as each other: choosing at random within
it cost nothing that could be measured (research on the planner)."""
ASK_BEFORE = 4.0
"""Minutes of effort from which an unknown need is asked before the step is advised."""
SURE_ENOUGH = 0.93
"""Chance of a need from which it is not asked."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What comes next: `ask:`, `check:`, `do:` or `try:` and an id, or `wait`, `support`, `none`."""

    id: str
    order: tuple[str, ...] = ()
    """What the planner would do if nothing new were learned."""


def choose(view: View, planned: Plan, interactive: bool) -> Pick:
    """The best step, or the question that decides whether it is possible."""
    best = min(_level(planned.choices), key=lambda choice: _preference(view, choice))
    if interactive and (question := _open_need(view, best.id)):
        return Pick(f"{ASK}:{question}", planned.order)
    return Pick(best.id, planned.order)


def _level(choices: Sequence[Choice]) -> list[Choice]:
    limit = choices[0].value * (1 + MARGIN) + 1e-9
    return [choice for choice in choices if choice.value <= limit]


def _preference(view: View, choice: Choice) -> tuple[bool, int, float, float, str]:
    """Harmless first, then what undoes nothing, then what helps most (a question helps nothing by itself)."""
    kind, _, name = choice.id.partition(":")
    if kind == DO:
        step = view.pack.steps[name.partition(THEN)[0]]
        return (step.risk > 0, len(step.ends), -view.helps(step.fixes), choice.value, choice.id)
    handing_over = int(choice.id == SUPPORT)
    return (False, handing_over, 0.0, choice.value, choice.id)


def _open_need(view: View, pick: str) -> str | None:
    """The first need of a laborious step that is neither known nor nearly sure."""
    kind, _, names = pick.partition(":")
    name = names.partition(THEN)[0]
    if kind == DO:
        needs, effort = view.pack.steps[name].needs, view.pack.steps[name].effort
    elif name in view.pack.routes:
        needs, effort = view.pack.routes[name].needs, view.pack.routes[name].effort
    else:
        return None
    if effort < ASK_BEFORE:
        return None
    for item in judge(needs, view.standing).unknown:
        finding = item.partition("=")[0]
        if (
            finding not in view.answers
            and view.chance_of(item) < SURE_ENOUGH
            and view.pack.findings[finding].ask
        ):
            return finding
    return None
