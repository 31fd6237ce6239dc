"""Budgets of tries: how often something was done, or has failed in a row, and until when that is enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from jiesuo.core.case import Case, Event, RouteTried, StepFinished, Told
from jiesuo.core.facts import NO_CHANGE, WORKED
from jiesuo.knowledge.pack import Pack, Tries


def used_up(pack: Pack, case: Case, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Each budget that is used up, and the time from which there is another try."""
    made = list(attempts(pack, case))
    for name, tries in pack.tries.items():
        until = _until(pack, tries, case, made)
        if until is not None and now < until:
            yield name, until


def rests_until(pack: Pack, case: Case, now: datetime) -> datetime | None:
    """When one may try again what failed several times in a row; None where one may now."""
    ends = [until for name, until in used_up(pack, case, now) if pack.tries[name].counts == "failures"]
    return max(ends, default=None)


def attempts(pack: Pack, case: Case) -> Iterator[tuple[datetime, list[str]]]:
    """When something was really done, with its tags."""
    for event in case.live:
        if (
            isinstance(event, StepFinished)
            and event.step in pack.steps
            and event.outcome not in ("could_not", "looked")
        ):
            yield event.at, pack.steps[event.step].tags
        elif isinstance(event, RouteTried) and event.route in pack.routes:
            yield event.at, pack.routes[event.route].tags


def _until(
    pack: Pack, tries: Tries, case: Case, made: Iterable[tuple[datetime, list[str]]]
) -> datetime | None:
    """After attempts until the first of them is long enough ago; after failures until their row has ended."""
    if tries.counts == "failures":
        row = _in_a_row(_failures(pack, case, tries.tag), tries.per)
        return row[-1] + tries.per if len(row) >= tries.max else None
    times = sorted(at for at, tags in made if tries.tag in tags)
    return times[-tries.max] + tries.per if len(times) >= tries.max else None


def _in_a_row(times: Iterable[datetime], gap: timedelta) -> list[datetime]:
    """The latest times that follow each other within less than the gap."""
    row: list[datetime] = []
    for at in sorted(times):
        row = [*row, at] if row and at < row[-1] + gap else [at]
    return row


def _failures(pack: Pack, case: Case, tag: str) -> set[datetime]:
    """When something of a tag failed, or the thing itself was tried again and failed.

    Several steps that end at one moment were one try. What was only told of has no time.
    """
    told = [event for event in case.live if event.actor != "tool"]
    return {event.at for before, event in pairwise(told) if _failed(pack, event, before, tag)}


def _failed(pack: Pack, event: Event, before: Event, tag: str) -> bool:
    if isinstance(event, RouteTried):
        return not event.worked and event.route in pack.routes and tag in pack.routes[event.route].tags
    if isinstance(event, Told):
        return _what_shows_now(event) and isinstance(before, StepFinished) and _to_be_tried(pack, before)
    if not isinstance(event, StepFinished) or event.step not in pack.steps:
        return False
    step = pack.steps[event.step]
    # Staff who could not help have changed nothing, and nobody tries again for that.
    in_vain = event.outcome == NO_CHANGE and bool(step.fixes) and step.kind != "contact"
    return in_vain or (event.outcome == "refused" and tag in step.tags)


def _what_shows_now(told: Told) -> bool:
    """What the screen says now, or only that it is as before; not the answer to a question."""
    return bool(told.text) or not told.observations


def _to_be_tried(pack: Pack, finish: StepFinished) -> bool:
    """Whether one sees only by trying again if a step has helped."""
    step = pack.steps.get(finish.step)
    return step is not None and bool(step.fixes) and finish.outcome in (WORKED, NO_CHANGE)
