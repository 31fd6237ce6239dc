"""Reach, from the pack alone: everything in it can come up, be told apart, and lead somewhere.

Whether it does so under the model's numbers is another check, which needs the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiesuo.knowledge.lint.fault import Fault, Rule
from jiesuo.knowledge.lint.references import STEP, claims, doings, references
from jiesuo.knowledge.pack import Cause, Needs, Pack, Step

_NOT_IN_YOUR_HAND = ("nobody", "payee")


def causes_helped(pack: Pack) -> Iterator[Fault]:
    """A step removes each cause; what is in nobody's hand has at least a wait, a contact or a way round."""
    fixed = {cause for step in pack.steps.values() for cause in step.fixes}
    has_wait = any(step.kind in ("wait", "contact") for step in pack.steps.values())
    for name, cause in pack.causes.items():
        if name in fixed or (cause.who in _NOT_IN_YOUR_HAND and (has_wait or _has_way_round(pack, cause))):
            continue
        yield Fault(("causes", name), "no step fixes it", f"fixes: {{{name}: p}} of some step")


def _has_way_round(pack: Pack, cause: Cause) -> bool:
    return any(name not in cause.blocks and not route.main for name, route in pack.routes.items())


def causes_differ(pack: Pack) -> Iterator[Fault]:
    """No two causes look the same in everything that they show, block, favour and are meant by."""
    first: dict[str, str] = {}
    for name, cause in pack.causes.items():
        means = {m: message.means[name] for m, message in pack.messages.items() if name in message.means}
        signature = repr([_ordered(part) for part in (cause.shows, cause.blocks, cause.when, means)])
        twin = first.setdefault(signature, name)
        if twin != name:
            yield Fault(
                ("causes", name), f"cannot be told from {twin}", "something that shows one but not the other"
            )


def _ordered(value: Any) -> Any:
    return sorted((k, _ordered(v)) for k, v in value.items()) if isinstance(value, dict) else value


def steps_come_up(pack: Pack) -> Iterator[Fault]:
    """Every step fixes, reveals or gives something, or something else leads to it."""
    named = {reference.id for reference in references(pack) if reference.kind == "steps"}
    for name, step in pack.steps.items():
        if not (step.fixes or step.reveals or step.gives or step.kind == "contact" or name in named):
            yield Fault(
                ("steps", name), "nothing leads to it", "fixes, reveals, gives, or a step that names it"
            )


def gifts_needed(pack: Pack) -> Iterator[Fault]:
    """A step that only gives something gives what is needed somewhere."""
    needed = {item for _, doing in doings(pack) for item in _items(doing.needs)}
    for name, step in pack.steps.items():
        given = {f"{finding}={value}" for finding, value in step.gives.items()}
        if given and not (step.fixes or step.reveals) and not given & needed:
            yield Fault(("steps", name, "gives"), "nobody needs what it gives", "a need elsewhere", "warning")


def questions_matter(pack: Pack) -> Iterator[Fault]:
    """Every question changes a belief, a need, a hold or a condition."""
    own = ("findings",)
    used = {c.finding for c in claims(pack) if c.place[:1] != own or c.place[1] != c.finding}
    for name, finding in pack.findings.items():
        if finding.ask is not None and name not in used:
            yield Fault(
                ("findings", name, "ask"), "no answer to it would change anything", "a use, or no ask"
            )


def findings_observed(pack: Pack) -> Iterator[Fault]:
    """Every finding can be learnt: asked, revealed by a step, set by an outcome, or told by a message."""
    learnt = {finding for step in pack.steps.values() for finding in _learnt(step)}
    learnt |= {finding for message in pack.messages.values() for finding in message.answers}
    learnt |= {pair.finding for pair in pack.records.pairs if pair.finding is not None}
    for name, finding in pack.findings.items():
        if finding.ask is None and name not in learnt:
            yield Fault(
                ("findings", name), "nothing ever shows it", "ask, or a step that reveals it", "warning"
            )


def _learnt(step: Step) -> set[str]:
    return {*step.reveals, *step.gives, *(f for outcome in step.outcomes.values() for f in outcome.sets)}


def steps_in_order(pack: Pack) -> Iterator[Fault]:
    """No step comes, through others, after itself."""
    before = {
        name: {after.step for after in step.after} | _steps_needed(step.needs)
        for name, step in pack.steps.items()
    }
    for name in pack.steps:
        if name in _reachable(name, before):
            yield Fault(("steps", name), "comes after itself", "an order without a circle")


def _steps_needed(needs: Needs) -> set[str]:
    return {item.removeprefix(STEP) for item in needs.all if item.startswith(STEP)}


def _reachable(start: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(arrows.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += arrows.get(name, ())
    return found


def deadlocks(pack: Pack) -> Iterator[Fault]:
    """Somebody who lacks everything that steps can give can still get it, and reach each goal.

    What no step gives is taken as at hand: whether this person has it is for the advice to ask.
    """
    had = _obtainable(pack)
    for item in sorted(_given(pack) & _needed(pack) - had):
        givers = [name for name, step in pack.steps.items() if item in _gifts(step)]
        what = f"{item} can be got only by those who have it already or are in the same circle"
        yield Fault(("steps", givers[0]), what, "a step that gives it and needs less")
    for goal in pack.header.goals:
        if goal != "check" and not _goal_reachable(pack, goal, had):
            yield Fault(
                ("header", "goals"), f"no route or step reaches the goal {goal}", "a route with open needs"
            )


def _obtainable(pack: Pack) -> set[str]:
    """Needs that can be met, as the least set closed under doing every step whose own needs are met."""
    had = _needed(pack) - _given(pack) - {f"{STEP}{name}" for name in pack.steps}
    size = -1
    while size != len(had):
        size = len(had)
        for name, step in pack.steps.items():
            if _met(step.needs, had):
                had |= {*_gifts(step), f"{STEP}{name}"}
    return had


def _met(needs: Needs, had: set[str]) -> bool:
    return set(needs.all) <= had and (not needs.any or bool(set(needs.any) & had))


def _gifts(step: Step) -> set[str]:
    settings = [step.gives, *(outcome.sets for outcome in step.outcomes.values())]
    return {f"{finding}={value}" for setting in settings for finding, value in setting.items()}


def _given(pack: Pack) -> set[str]:
    return {item for step in pack.steps.values() for item in _gifts(step)}


def _needed(pack: Pack) -> set[str]:
    return {item for _, doing in doings(pack) for item in _items(doing.needs)}


def _items(needs: Needs) -> set[str]:
    """What is needed, whether all or any of it; what must not be is no item to get."""
    return {*needs.all, *needs.any}


def _goal_reachable(pack: Pack, goal: str, had: set[str]) -> bool:
    routes = [route for route in pack.routes.values() if goal in route.goals]
    if any(_met(route.needs, had) for route in routes):
        return True
    steps = [
        s for s in pack.steps.values() if (goal in s.goals or not s.goals) and s.kind in ("repair", "contact")
    ]
    return not routes and any(_met(step.needs, had) for step in steps)


RULES: tuple[Rule, ...] = (
    causes_helped,
    causes_differ,
    steps_come_up,
    gifts_needed,
    questions_matter,
    findings_observed,
    steps_in_order,
    deadlocks,
)
