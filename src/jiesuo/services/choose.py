"""The planner's ranking -> one next step, the same for the same case.

Ties are the rule: the second-best step is nearly always within half a percent. Within that margin the
harmless one wins, then the one that undoes nothing, then the one that helps most, then the cheaper. So a
question is asked only where it is worth more than that margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiesuo.core.history import effective_fixes
from jiesuo.core.needs import judge
from jiesuo.core.problem import SUPPORT, WAIT, Choice, Plan
from jiesuo.knowledge.pack import Pack, Route, Step
from jiesuo.services.doubts import dangerous_doubt
from jiesuo.services.later import cheapest
from jiesuo.services.options import ASK, CHECK, DO, LOSES, THEN, TRY, View, beside_the_point

MARGIN = 0.02
"""Share of the expected cost within which two steps are as good as each other: choosing at random within
it cost nothing that could be measured (research on the planner)."""
NOTHING, LATER = "none", "later"
WORTHWHILE = 0.15
"""Chance of helping from which a step is worth more than a question of the same value."""
ASK_BEFORE = 4.0
"""Minutes of effort from which a step is laborious."""
SURE_ENOUGH, LIKELY_ENOUGH = 0.93, 0.5
"""Chance of a need from which it is not asked: before a laborious step in an interview, and elsewhere."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What comes next: `ask:`, `check:`, `do:`, `try:` or `later:` and an id, `wait`, `support`, `none`."""

    id: str
    order: tuple[str, ...] = ()
    """What the planner would do if nothing new were learned."""
    not_before: datetime | None = None
    """Of `later:`, when it can be done."""


def choose(view: View, planned: Plan, interactive: bool) -> Pick:
    """The best step, or the question that decides whether it is possible."""
    best = min(_level(_open(view, planned.choices)), key=lambda choice: _preference(view, choice))
    if best.id == SUPPORT and (later := cheapest(view, best.value)):
        return Pick(f"{LATER}:{later.step}", planned.order, later.at)
    if best.id == SUPPORT and view.reached:
        return Pick(NOTHING, planned.order)
    question = _open_need(view, best.id, interactive)
    return Pick(f"{ASK}:{question}" if question else best.id, planned.order)


def _open(view: View, choices: Sequence[Choice]) -> list[Choice]:
    """The choices without waiting where nothing is on its way."""
    return [choice for choice in choices if choice.id != WAIT or view.case.pending]


def _level(choices: Sequence[Choice]) -> list[Choice]:
    """Steps as good as the best, none dearer than handing over; of questions only those that are no dearer
    than doing something at once.

    What hardly helps costs less than the margin, so without that one could ask and try for ever.
    """
    at_once = min(choice.value for choice in choices if not _is_question(choice))
    handing_over = next(choice.value for choice in choices if choice.id == SUPPORT)
    limit = min(choices[0].value * (1 + MARGIN), handing_over) + 1e-9
    return [
        choice
        for choice in choices
        if choice.value <= limit and (not _is_question(choice) or choice.value <= at_once)
    ]


def _is_question(choice: Choice) -> bool:
    return choice.id.partition(":")[0] in (ASK, CHECK)


def _preference(view: View, choice: Choice) -> tuple[bool, int, float, float, str]:
    """Harmless first, then what undoes nothing, then what helps most (a question helps nothing by itself)."""
    kind, _, name = choice.id.partition(":")
    if kind == DO:
        step = view.pack.steps[name.partition(THEN)[0]]
        undoes = len(LOSES.intersection(step.ends))
        return (step.risk > 0, undoes, _by_help(view, step), choice.value, choice.id)
    if kind == TRY:
        return (view.pack.routes[name].risk > 0, 0, 0.0, choice.value, choice.id)
    return (False, int(choice.id == SUPPORT), 0.0, choice.value, choice.id)


def _by_help(view: View, step: Step) -> float:
    """Less is better: a step that helps comes before a question, one that hardly does comes after it."""
    met = view.mean(view.ready(step.needs, judge(step.needs, view.standing).unknown))
    helps = met * view.helps(effective_fixes(step, view.standing.answers))
    return -helps if helps >= WORTHWHILE else 1 - helps


def _open_need(view: View, pick: str, interactive: bool) -> str | None:
    """The first need of a step that is not known and too doubtful to advise the step without asking."""
    kind, _, names = pick.partition(":")
    doing = _doing(view.pack, kind, names.partition(THEN)[0])
    if doing is None:
        return None
    if doubt := dangerous_doubt(view, names.partition(THEN)[0], doing):
        return doubt
    laborious = interactive and doing.effort >= ASK_BEFORE
    enough = SURE_ENOUGH if laborious else LIKELY_ENOUGH
    for item in judge(doing.needs, view.standing).unknown:
        finding = item.partition("=")[0]
        if beside_the_point(view, finding):
            continue
        met = view.mean(view.ready(doing.needs, [item]))
        known = finding in view.answers and finding not in view.half_heard
        if not known and met < enough and view.pack.findings[finding].ask:
            return finding
    return None


def _doing(pack: Pack, kind: str, name: str) -> Step | Route | None:
    if kind == DO:
        return pack.steps[name]
    return pack.routes[name] if kind == TRY else None
