"""A case's events -> what they say about the causes, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jiesuo.core.belief import Belief, Fixes, Removal, Repair, StillFails, Update, fold, once_each
from jiesuo.core.case import Case, Closed, Event, Noted, RouteTried, StepFinished, observations_of
from jiesuo.core.facts import NO_CHANGE, UNTRIED, WORKED
from jiesuo.core.model import Model
from jiesuo.core.needs import fulfilled
from jiesuo.knowledge.pack import Fix, Step

OTHER_ENDS = ("looked", "could_not", "refused", "asked_for_something_else", "waiting")
"""Ends that say nothing of a step's effect: what was seen on the way is told as observations."""
SURE = 0.97
"""Chance that a step that was seen to work has removed what it can remove."""
TOLD_IN_VAIN = 0.4
"""Chance that a step which somebody says was in vain was carried through, not turned away: a judgement."""


def belief_of(model: Model, case: Case) -> Belief:
    """What to believe after everything that happened in the case."""
    return fold(model, case.goal, updates_of(model, case))


def updates_of(model: Model, case: Case) -> tuple[Update, ...]:
    """The updates of a case's live events, in their order, each observation counted once."""
    answers: dict[str, str] = {}
    updates: list[Update] = []
    mended = ""
    for event in case.live:
        if mended and _goes_on(event):
            updates.append(StillFails(mended))
        mended = _may_have_mended(model, event)
        updates += _updates(model, event, answers)
        answers |= {seen.finding: seen.value for seen in observations_of(event)}
    return once_each(updates)


def _may_have_mended(model: Model, event: Event) -> str:
    """The step that was seen to work and removes causes, so that perhaps nothing is the matter any more."""
    if not isinstance(event, StepFinished) or event.outcome != WORKED:
        return ""
    step = model.pack.steps.get(event.step)
    return event.step if step is not None and step.fixes else ""


def _goes_on(event: Event) -> bool:
    """Somebody who tells more or does more has not reached the goal."""
    return not isinstance(event, Closed | Noted) and not (isinstance(event, RouteTried) and event.worked)


def effective_fixes(step: Step, answers: Mapping[str, str]) -> dict[str, Fix]:
    """A step's fixes without those that a known answer rules out."""
    return {cause: fix for cause, fix in step.fixes.items() if not fulfilled(fix.unless, answers)}


def _updates(model: Model, event: Event, answers: Mapping[str, str]) -> Iterator[Update]:
    if isinstance(event, StepFinished) and event.step in model.pack.steps:
        yield from _of_step(model.pack.steps[event.step], event, answers)
    yield from (seen for seen in observations_of(event) if model.counts(seen))


def _of_step(step: Step, event: StepFinished, answers: Mapping[str, str]) -> Iterator[Update]:
    fixes = effective_fixes(step, answers)
    if event.outcome == WORKED and fixes:
        yield Repair(
            {cause: Removal(max(fix.p, SURE), fix.leaves) for cause, fix in fixes.items()}, event.step
        )
    elif event.outcome in (NO_CHANGE, UNTRIED) and fixes:
        yield Repair(_as_done(fixes, event), event.step)
        if event.outcome == NO_CHANGE:
            yield StillFails(event.step)


def _as_done(fixes: dict[str, Fix], event: StepFinished) -> Fixes:
    """Fixes with their chances; smaller where the step was only told of, and may not have gone through."""
    if event.actor != "tool":
        return fixes
    return {cause: Removal(fix.p * TOLD_IN_VAIN, fix.leaves) for cause, fix in fixes.items()}
