"""Facts of a case laid out for drawing; the templates draw them as SVG.

A picture is never the only way to learn something: each has the same facts as text beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jiesuo.core.case import (
    Case,
    Closed,
    Event,
    Noted,
    Opened,
    RouteTried,
    StepFinished,
    StepStarted,
    Told,
    Undone,
    Wished,
    without,
)
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.history import belief_of
from jiesuo.interfaces.kept import title_of
from jiesuo.interfaces.web.site import Look, say
from jiesuo.services.advice import LikelyCause
from jiesuo.services.recognition import CLOSEST

LEAST_MOVE = 0.02
"""Change of a chance below which a bar is not said to have moved."""

Mark = Literal["told", "done", "failed", "wait", "end", "note"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A likely cause, and the chance (linear) it had before the last thing was told; None: just the same."""

    cause: LikelyCause
    before: float | None


def bars(look: Look) -> list[Bar]:
    """The likely causes with where they stood before the last telling, answer or end of a step."""
    before = _chances_before(look)
    found = []
    for cause in look.advice.causes:
        old = before.get(cause.slug)
        moved = old is not None and abs(old - cause.probability) >= LEAST_MOVE
        found.append(Bar(cause, old if moved else None))
    return found


def _chances_before(look: Look) -> dict[str, float]:
    case = look.case
    speaking = [
        place
        for place in case.live_indices
        if isinstance(case.events[place], Told | StepFinished | RouteTried)
    ]
    if not speaking:
        return {}
    return belief_of(look.site.model, without(case, speaking[-1])).slug_marginals()


@dataclass(frozen=True, slots=True)
class Moment:
    """One event on the time line: its place in the case, what it was, and until when it runs."""

    event: int
    at: datetime
    mark: Mark
    text: str
    until: tuple[datetime, datetime] | None = None
    """Usual and latest end of a wait."""
    removable: bool = True


def time_line(look: Look) -> list[Moment]:
    """The events that count, oldest first, waits with their span."""
    case = look.case
    return [_moment(look, case, place) for place in case.live_indices]


def _moment(look: Look, case: Case, place: int) -> Moment:
    event = case.events[place]
    mark, text = _said(look, event)
    return Moment(place, event.at, mark, text, _span(look, event), removable=not isinstance(event, Opened))


def _said(look: Look, event: Event) -> tuple[Mark, str]:
    language = look.language
    if isinstance(event, Opened):
        return "note", say(language, "line_opened")
    if isinstance(event, Told):
        return "told", _told(look, event)
    if isinstance(event, StepStarted):
        return "wait", say(language, "line_begun", what=look.words.text("steps", event.step, "title"))
    if isinstance(event, StepFinished):
        return _ended(look, event)
    if isinstance(event, RouteTried):
        key = "route_worked" if event.worked else "route_failed"
        what = look.words.text("routes", event.route, "title")
        return ("done" if event.worked else "failed"), f"{what}: {say(language, key)}"
    return _of_the_case(look, event)


def _of_the_case(look: Look, event: Event) -> tuple[Mark, str]:
    language = look.language
    if isinstance(event, Closed):
        return "end", say(language, f"closed_{event.outcome}")
    if isinstance(event, Wished):
        key = event.situation or look.case.situation
        return "note", look.words.text("situations", key, "title")
    if isinstance(event, Noted):
        return "note", event.text
    assert not isinstance(event, Undone), "a taking back does not count"
    return "note", ""


def _ended(look: Look, event: StepFinished) -> tuple[Mark, str]:
    what = title_of(event.step, look.words)
    mark: Mark = "done" if event.outcome in ("worked", "looked", "untried") else "failed"
    return mark, f"{what}: {say(look.language, f'outcome_{event.outcome}')}"


def _told(look: Look, event: Told) -> str:
    if event.text:
        return f"“{event.text}”"
    said = [_answer(look, seen.finding, seen.value) for seen in event.observations]
    return " · ".join(text for text in said if text) or say(look.language, "line_told")


def _answer(look: Look, finding: str, value: str) -> str:
    if finding == CLOSEST:
        title = look.words.text("causes", value, "situation")
        return title or say(look.language, "line_none_close")
    label = look.words.text("findings", finding, "label") or finding
    if value == UNKNOWN:
        return f"{label}: {say(look.language, 'dont_know')}"
    return f"{label}: {look.words.text('findings', finding, 'values', value)}"


def _span(look: Look, event: Event) -> tuple[datetime, datetime] | None:
    if not isinstance(event, StepStarted) or look.case.pending.get(event.step) != event.at:
        return None
    wait = look.site.pack.steps[event.step].wait
    return (event.at + wait.usual, event.at + wait.most) if wait else None
