"""What will be possible later: a step that only time keeps from being taken, and what waiting for it costs.

A budget of tries is used up, a clerk said no today, a payment is on its way and nothing else may be paid:
then giving up is dearer than looking again when the time has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiesuo.core.history import effective_fixes
from jiesuo.core.needs import judge
from jiesuo.knowledge.pack import Step
from jiesuo.services.options import View, possible_from

WORTHWHILE = 0.15
"""Chance of helping from which a step is worth waiting for; a judgement."""
SETTLES = 0.5
"""Chance that what was in doubt is settled when one looks again, and the way is free; a judgement."""


@dataclass(frozen=True, slots=True)
class Later:
    """A step, when it can be taken, and the expected cost of waiting for it before giving up, in CNY."""

    step: str
    at: datetime
    value: float


def cheapest(view: View, giving_up: float) -> Later | None:
    """The step that is best waited for, where that costs less than giving up now (CNY)."""
    found = [
        Later(name, at, _value(view, view.pack.steps[name], at, helps, giving_up))
        for name, at, helps in (*_kept_by_time(view), *_looks_again(view))
    ]
    best = min(found, key=lambda later: (later.value, later.step), default=None)
    return best if best is not None and best.value < giving_up else None


def _value(view: View, step: Step, at: datetime, helps: float, giving_up: float) -> float:
    waiting = view.waiting((at - view.now) / timedelta(hours=1))
    return waiting + view.price(step.effort, step.money, step.risk) + (1 - helps) * giving_up


def _kept_by_time(view: View) -> Iterator[tuple[str, datetime, float]]:
    """Steps that would help and lack nothing but time."""
    for name, step in view.pack.steps.items():
        at = possible_from(view, name, step)
        if at is None or at <= view.now or judge(step.needs, view.standing).missing:
            continue
        helps = view.helps(effective_fixes(step, view.standing.answers))
        if helps >= WORTHWHILE:
            yield name, at, helps


def _looks_again(view: View) -> Iterator[tuple[str, datetime, float]]:
    """What holds call for first, once it can be looked at again."""
    for name in view.called_for:
        at = possible_from(view, name, view.pack.steps[name])
        if at is not None and at > view.now:
            yield name, at, SETTLES
