"""The way from the start to the next step: what is wrong, first help, one question a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from jiesuo.core.case import Event, Told
from jiesuo.core.evidence import UNKNOWN
from jiesuo.errors import NotFound
from jiesuo.interfaces.kept import done_so_far
from jiesuo.interfaces.web import links
from jiesuo.interfaces.web.offers import offer
from jiesuo.interfaces.web.site import Lang, Look, OwnWords, TheCase, TheSite
from jiesuo.knowledge.pack import Pack
from jiesuo.services.beside import bridges, has_question
from jiesuo.services.consult import answer_to
from jiesuo.services.options import ASK, DO
from jiesuo.services.prevention import prevention
from jiesuo.services.recognition import CLOSEST

room = APIRouter()

CHOICES = ("pay", "unlock", "log_in", "verify", "add_card", "receive")
PAY, CHECK = "pay", "check"
NO_WALLET, SCAM = "no_wallet", "scam"
SAYS = {NO_WALLET: ("has_wallet", "no"), SCAM: ("asked_for_secret", "yes")}
"""Choices at the start that are no goal -> the answer that each gives."""
USUAL_SITUATION = "this_week"
AT_A_LOSS = 3
"""Times "I don't know" in a row after which each further question is the person's own choice."""
SITUATION = "situation"
"""The page that asks how urgent it is; asked once, after the recognition question."""


@room.get("/{language}/", response_class=HTMLResponse)
def start(request: Request, language: Lang, site: TheSite) -> HTMLResponse:
    return site.render(request, language, "start.html", choices=CHOICES)


@room.post("/{language}/start")
def begin(
    request: Request,
    language: Lang,
    site: TheSite,
    want: Annotated[str, Form()] = "",
    text: OwnWords = "",
) -> Response:
    """Open a case with what was chosen or told; with neither, ask again."""
    if not want and not text.strip():
        return site.render(request, language, "start.html", 422, choices=CHOICES, nothing=True)
    secret = links.new_secret()
    found = Look(site, request, language, secret)
    site.desk.open(_goal(want, site.pack), USUAL_SITUATION, language, found.case_id)
    for finding, value in _answers_in(want, site.pack):
        site.desk.answer(found.case_id, finding, value)
    if text.strip():
        site.desk.tell(found.case_id, text)
    return found.go()


def _goal(want: str, pack: Pack) -> str:
    if want == NO_WALLET:
        return PAY
    return want if want in pack.header.goals else ""


def _answers_in(want: str, pack: Pack) -> Iterator[tuple[str, str]]:
    """What a choice at the start answers: a goal that only one answer tells is told by that answer."""
    if want in SAYS:
        yield SAYS[want]
    for finding, goals in pack.header.goal_from.items():
        values = [value for value, goal in goals.items() if goal == want]
        if len(values) == 1:
            yield finding, values[0]


@room.get("/{language}/case/{secret}", response_class=HTMLResponse)
def first_help(look: TheCase) -> HTMLResponse:
    """Stop, whose side it is on, and a way meanwhile: before any question."""
    if look.case.closed:
        return look.show("closed.html", **closing(look))
    checks = prevention(look.site.pack, look.language, "before_purchase")
    return look.show(
        "first.html",
        advice=look.advice,
        bridges=bridges(look.site.model, look.case, look.desk.clock()),
        checks=checks if look.advice.goal == CHECK else (),
        pay_once=look.advice.goal == PAY and not {"money_taken", "has_wallet"} & set(look.case.answers),
        unread=_unread(look),
        back=f"/{look.language}/",
    )


def _unread(look: Look) -> bool:
    """Whether something was told in own words and nothing was understood of it."""
    told = any(isinstance(event, Told) and event.text for event in look.case.live)
    return told and not look.advice.understood


def closing(look: Look) -> dict[str, Any]:
    """What the last page needs."""
    return {
        "advice": look.advice,
        "rules": prevention(look.site.pack, look.language),
        "done": done_so_far(look.case, look.words),
        "helped": helped(look),
    }


def helped(look: Look) -> list[str]:
    """What worked in this case: steps and ways."""
    steps = [e.step for e in look.case.finishes if e.outcome == "worked"]
    routes = [e.route for e in look.case.tries if e.worked]
    titles = [look.words.text("steps", step, "title") for step in steps]
    return [*titles, *(look.words.text("routes", route, "title") for route in routes)]


@room.get("/{language}/case/{secret}/next")
def onward(look: TheCase) -> RedirectResponse:
    """To whatever comes next."""
    return look.go(*place_of_next(look))


def place_of_next(look: Look) -> tuple[str, ...]:
    """The page of what comes next: the first one, a question, how urgent it is, or the advice."""
    if look.case.closed or _refused(look):
        return ()
    kind, _, name = look.pick.id.partition(":")
    if kind == ASK and name == CLOSEST:
        return ("ask", CLOSEST)
    if not look.case.wishes and look.case.goal != CHECK and not _safety_first(look, look.pick.id):
        return (SITUATION,)
    return ("ask", name) if kind == ASK and not _at_a_loss(look) else ("advice",)


def _safety_first(look: Look, pick: str) -> bool:
    """Whether what comes next is what a stop calls for, before how urgent anything else is."""
    holds = look.site.pack.holds
    return pick in {f"{DO}:{holds[stop.id].first}" for stop in look.stops if stop.id in holds}


def _at_a_loss(look: Look) -> bool:
    """Whether the last answers were all "I don't know", so that what is advised so far helps more."""
    told = [event for event in look.case.live if isinstance(event, Told) and _answered(event)]
    said = [seen.value for event in told[-AT_A_LOSS:] for seen in event.observations]
    return said == [UNKNOWN] * AT_A_LOSS


def _refused(look: Look) -> bool:
    return any(finding.startswith("refusal.") for finding in look.case.answers)


@room.get("/{language}/case/{secret}/situation", response_class=HTMLResponse)
def urgency(look: TheCase) -> HTMLResponse:
    return look.show(
        "situation.html",
        situations=look.site.pack.situations,
        wishes=() if look.case.opened.goal else CHOICES,
        about=look.advice.goal,
        stops=look.stops,
        back=_before(look, SITUATION),
    )


@room.post("/{language}/case/{secret}/situation")
def set_urgency(
    look: TheCase, situation: Annotated[str, Form()], goal: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Take in how urgent it is and, from who has only told it in own words, what it is about."""
    asked = not look.case.opened.goal and goal in CHOICES
    look.desk.wish(look.case_id, goal if asked else "", situation)
    return onward(look.afresh())


@room.get("/{language}/case/{secret}/ask/{finding}", response_class=HTMLResponse)
def question(look: TheCase, finding: str) -> HTMLResponse:
    """One question; the answer given before is marked."""
    if finding != CLOSEST and not has_question(look.site.pack, finding):
        raise NotFound("There is no such question.")
    given = look.case.answers.get(finding)
    return look.show(
        "question.html",
        step=look.question(finding),
        given=given.value if given else "",
        was=place_of_answer(look, finding),
        offered=offer(look.site, finding),
        stops=look.stops,
        back=_before(look, finding),
    )


def place_of_answer(look: Look, finding: str) -> int:
    """The event that holds the person's answer to a question; 0 if there is none."""
    found = [place for place in look.case.live_indices if finding in _answered(look.case.events[place])]
    return found[-1] if found else 0


def _answered(event: Event) -> set[str]:
    """The question that an event answers: an answer has one observation and no text."""
    if not isinstance(event, Told) or event.text or event.actor != "person":
        return set()
    return {seen.finding for seen in event.observations}


def _before(look: Look, finding: str) -> str:
    """The page before a question's: the answer given before it, else the first page."""
    here = place_of_answer(look, finding) or len(look.case.events)
    asked = [
        name
        for place in look.case.live_indices
        if place < here
        for name in _answered(look.case.events[place])
    ]
    known = [name for name in asked if name == CLOSEST or has_question(look.site.pack, name)]
    return look.at("ask", known[-1]) if known else look.at()


@room.post("/{language}/case/{secret}/answer")
def answer(
    look: TheCase,
    finding: Annotated[str, Form()],
    value: Annotated[str, Form()] = UNKNOWN,
    offered: Annotated[str, Form()] = "",
    was: Annotated[int, Form()] = 0,
) -> RedirectResponse:
    """Keep an answer; one that changes an earlier answer replaces it."""
    slugs = tuple(slug for slug in offered.split(",") if slug)
    seen = answer_to(look.site.model, finding, value, slugs)
    if look.case.answers.get(finding) != seen:
        if was in look.case.live_indices and finding in _answered(look.case.events[was]):
            look.desk.undo(look.case_id, was)
        look.desk.answer(look.case_id, finding, value, slugs)
    return onward(look.afresh())
