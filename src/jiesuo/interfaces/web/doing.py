"""Steps and ways: what to do, and how it went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from jiesuo.core.case import Closed, Event, RouteTried, StepFinished, StepStarted
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.facts import WORKED
from jiesuo.errors import NotFound
from jiesuo.interfaces.ends import (
    HANDED_OVER,
    NOT_TRIED,
    OF_ROUTE,
    SAYS_SOMETHING,
    SOLVED,
    WAITING,
    after_look,
    ends_of,
)
from jiesuo.interfaces.kept import done_so_far
from jiesuo.interfaces.web.offers import sends_picture
from jiesuo.interfaces.web.pictures import bars
from jiesuo.interfaces.web.site import Look, TheCase
from jiesuo.interfaces.web.way import first_help, onward
from jiesuo.knowledge.pack import Step
from jiesuo.services.beside import ahead, bridges, has_question, one_way
from jiesuo.services.describe_step import sentences

room = APIRouter()


@room.get("/{language}/case/{secret}/advice", response_class=HTMLResponse)
def advice(look: TheCase) -> HTMLResponse:
    """All that is said now."""
    if look.case.closed or look.advice.refusal:
        return first_help(look)
    return look.show(
        "advice.html",
        advice=look.advice,
        bars=bars(look),
        sends_picture=sends_picture(look.site, look.advice.next.step),
        back=look.at(),
    )


@room.get("/{language}/case/{secret}/ways", response_class=HTMLResponse)
def ways(look: TheCase) -> HTMLResponse:
    """All ways to reach the goal meanwhile."""
    found = look.advice.routes or bridges(look.site.model, look.case, look.desk.clock())
    return look.show("ways.html", advice=look.advice, routes=found, back=look.at("advice"))


@room.get("/{language}/case/{secret}/way/{route}", response_class=HTMLResponse)
def way(look: TheCase, route: str) -> HTMLResponse:
    """One way, and how it went; one that is shut by now is still shown."""
    if route not in look.site.pack.routes:
        raise NotFound("There is no such way.")
    found = one_way(look.site.model, look.case, look.desk.clock(), route)
    if found is None:
        return look.show("way_shut.html", route=route, back=look.at("ways"))
    return look.show("way.html", advice=look.advice, route=found, ends=OF_ROUTE, back=look.at("ways"))


@room.get("/{language}/case/{secret}/went/{step}", response_class=HTMLResponse)
def went(look: TheCase, step: str) -> HTMLResponse:
    """How did it go?"""
    known = _step(look, step)
    if known.kind == "check":
        return look.show("looked.html", step=step, questions=_to_look_at(look, known), back=look.at("advice"))
    prefix = "contact_" if known.kind == "contact" else "outcome_"
    ends = ends_of(known, look.desk.resting(look.case_id))
    return look.show("went.html", step=step, prefix=prefix, ends=ends, back=look.at("advice"))


def _step(look: Look, name: str) -> Step:
    if name not in look.site.pack.steps:
        raise NotFound("There is no such step.")
    return look.site.pack.steps[name]


def _to_look_at(look: Look, step: Step) -> list[object]:
    return [look.question(finding) for finding in step.reveals if has_question(look.site.pack, finding)]


@room.post("/{language}/case/{secret}/report")
def report(
    look: TheCase,
    step: Annotated[str, Form()],
    end: Annotated[str, Form()],
    version: Annotated[int, Form()] = 0,
) -> RedirectResponse:
    """Keep how a step or way ended, and go where that leads."""
    if end == NOT_TRIED:
        return look.go("ways")
    if end == HANDED_OVER:
        return _close(look, HANDED_OVER)
    kept = WORKED if end == SOLVED else end
    if not look.said_already(version, _event(look, step, kept)):
        look.desk.report(look.case_id, step, kept)
    if end == SOLVED:
        return _close(look, SOLVED)
    if end in SAYS_SOMETHING:
        return RedirectResponse(look.at("tell") + "?why=after", 303)
    if end == WORKED:
        return _after_success(look.afresh(), step)
    return look.go("advice") if end == WAITING else onward(look.afresh())


def _after_success(look: Look, step: str) -> RedirectResponse:
    """Try again what failed, unless more comes first, one is to rest, or it was a way round."""
    if step in look.site.pack.routes:
        return look.go("meanwhile")
    more = ahead(look.site.model, look.case, step) or look.desk.resting(look.case_id)
    return onward(look) if more else look.go("again")


def _event(look: Look, step: str, end: str) -> Event:
    """The event as the desk would make it, without what it lets one see."""
    at = look.desk.clock()
    if step in look.site.pack.routes:
        return RouteTried(step, end == WORKED, at=at)
    return StepStarted(step, at=at) if end == WAITING else StepFinished(step, end, at=at)


def _close(look: Look, end: str) -> RedirectResponse:
    if not look.case.closed:
        look.desk.close(look.case_id, end)
    return look.go()


async def filled(request: Request) -> FormData:
    """The form, for a page whose fields depend on the case."""
    return await request.form()


@room.post("/{language}/case/{secret}/looked")
def looked(look: TheCase, form: Annotated[FormData, Depends(filled)]) -> RedirectResponse:
    """Keep what was seen in one look: an answer for each thing that it shows."""
    step = str(form.get("step", ""))
    wanted = [name for name in _step(look, step).reveals if has_question(look.site.pack, name)]
    seen = {name: str(form[name]) for name in wanted if form.get(name, UNKNOWN) != UNKNOWN}
    for name, value in seen.items():
        look.desk.answer(look.case_id, name, value)
    look.desk.report(look.case_id, step, after_look(bool(seen), bool(wanted)))
    return onward(look.afresh())


@room.get("/{language}/case/{secret}/again", response_class=HTMLResponse)
def again(look: TheCase) -> HTMLResponse:
    """A step was accepted: whether the thing itself works now is what counts."""
    return look.show("again.html", back=look.at("advice"))


@room.get("/{language}/case/{secret}/meanwhile", response_class=HTMLResponse)
def meanwhile(look: TheCase) -> HTMLResponse:
    """The goal is reached another way; the cause is still there."""
    return look.show("meanwhile.html", back=look.at("ways"))


@room.post("/{language}/case/{secret}/close")
def close(look: TheCase, end: Annotated[str, Form()]) -> RedirectResponse:
    """End the case."""
    return _close(look, end)


@room.post("/{language}/case/{secret}/reopen")
def reopen(look: TheCase) -> RedirectResponse:
    """Take the closing back."""
    for place in look.case.live_indices:
        if isinstance(look.case.events[place], Closed):
            look.desk.undo(look.case_id, place)
    return look.go("advice")


@room.get("/{language}/case/{secret}/human", response_class=HTMLResponse)
def human(look: TheCase) -> HTMLResponse:
    """How to reach a human, and what to take along."""
    return look.show(
        "human.html", advice=look.advice, done=done_so_far(look.case, look.words), back=look.at()
    )


@room.get("/{language}/case/{secret}/card/{phrase}", response_class=HTMLResponse)
def card(look: TheCase, phrase: str) -> HTMLResponse:
    """One sentence over the whole screen, to show to somebody."""
    if phrase not in look.site.pack.phrases:
        raise NotFound("There is no such sentence.")
    return look.show("card.html", sentence=sentences(look.view, [phrase])[0], back=look.at("advice"))
