"""Pack and case and clock -> everything that is said to the person now. START HERE.

    case ──► belief over the causes ──► options with their costs ──► the next step
      └────► holds in force ──────────────┘

Pure: no files, no clock, no network. The command line, the page, batches, the pack's own examples and the
simulated world all ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from jiesuo.core.belief import Belief
from jiesuo.core.case import Case
from jiesuo.core.facts import facts_of
from jiesuo.core.history import belief_of
from jiesuo.core.holds import Running, running
from jiesuo.core.model import Model
from jiesuo.core.planner import plan
from jiesuo.core.problem import FAST, Plan, Settings
from jiesuo.services import describe, describe_step
from jiesuo.services.advice import Advice, Next
from jiesuo.services.choose import Pick, choose
from jiesuo.services.options import ASK, DO, WORKING_SETS, View, askable, possible_steps, problem
from jiesuo.services.recognition import worth_asking
from jiesuo.services.wording import wording

CLOSED = "none"
SUPPOSED = "supposed:"
LIKELY = 0.2
"""Chance of a cause from which its hold is supposed until it is known: a judgement, and on the safe side."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How advice is asked for.

    `interactive`: questions come one by one, so recognition and the early questions go first and what a
    step needs is asked before it. `recognition`: whether the recognition question may be put. `zone`: in
    which times are told; None for that of this machine.
    """

    interactive: bool = False
    recognition: bool = True
    settings: Settings = FAST
    zone: tzinfo | None = UTC


Following = Callable[[View, Manner], Pick]
Believe = Callable[[Model, Case], Belief]
ONE_SHOT = Manner()
INTERVIEW = Manner(interactive=True)


def advise(
    model: Model,
    case: Case,
    now: datetime,
    manner: Manner = ONE_SHOT,
    following: Following | None = None,
) -> Advice:
    """All that is to be said now. `following` says what comes next, for who has worked that out already.

    Raises InputError when the case names findings or values that the pack does not have.
    """
    view = view_of(model, case, now)
    words = wording(model.pack, case.language)
    refused = describe.refusal(view, words)
    pick = Pick(CLOSED) if refused or case.closed else (following or next_step)(view, manner)
    causes = describe.causes(view, words)
    sure = describe.sureness(causes)
    then = describe_step.next_step(view, words, pick)
    routes = () if refused else describe.open_routes(view, words)
    return Advice(
        pack=model.pack.header.id,
        pack_version=model.pack.header.version,
        language=case.language,
        goal=view.goal,
        situation=case.situation,
        refusal=refused,
        stop=describe.stops(view, words),
        now=describe.now_line(view, words, refused, causes, then, routes, manner.zone),
        routes=routes,
        next=then,
        pending=describe.pending(view, words),
        causes=() if refused else causes,
        sure=sure,
        understood=describe.understood(view, words),
        contact=describe.contact(view, words, refused),
        bank_contact=None if refused else describe.bank_contact(view, words, causes),
        sources=describe.sources(view, causes, then),
    )


def ask(model: Model, case: Case, now: datetime, finding: str) -> Next:
    """One question put into words, whatever comes next."""
    words = wording(model.pack, case.language)
    return describe_step.next_step(view_of(model, case, now), words, Pick(f"{ASK}:{finding}"))


def view_of(
    model: Model,
    case: Case,
    now: datetime,
    working_sets: int = WORKING_SETS,
    believe: Believe = belief_of,
) -> View:
    """The case as the planner and the wording see it. `believe` says what to believe after it, for who has
    folded most of it already."""
    belief, holds = believe(model, case), running(model.pack, case, now)
    held = (*holds, *_supposed(model, case, belief))
    return View(model, belief, case, held, now, _goal(model, case), working_sets)


def _supposed(model: Model, case: Case, belief: Belief) -> Iterator[Running]:
    """What a hold would forbid that nobody has told of, where its cause is likely; nothing is said of it."""
    for name, hold in model.pack.holds.items():
        likely = hold.supposed_with and belief.probability(hold.supposed_with) >= LIKELY
        if likely and facts_of(model.pack, case).values.keys().isdisjoint(hold.starts_on):
            yield Running(f"{SUPPOSED}{name}", frozenset(hold.forbids), frozenset(hold.allows), None)


def next_step(view: View, manner: Manner) -> Pick:
    """What comes next: what a hold puts first, what recognises or changes everything, the least cost."""
    if first := _first_of_holds(view):
        return Pick(f"{DO}:{first}")
    if manner.interactive and manner.recognition and worth_asking(view):
        return Pick("ask:closest")
    if manner.interactive and (early := _early_question(view)):
        return Pick(f"{ASK}:{early}")
    return choose(view, _planned(view, manner), manner.interactive)


def _first_of_holds(view: View) -> str | None:
    """The step that comes before all others while a hold runs, if it can still be taken."""
    possible = {name for name, _, _ in possible_steps(view)}
    return next((step for step in view.called_for if step in possible), None)


def _planned(view: View, manner: Manner) -> Plan:
    return plan(problem(view), manner.settings)


def _early_question(view: View) -> str | None:
    """The unanswered question that comes before all others, if there is one."""
    ranked = sorted(
        (finding.ask.early, name)
        for name, finding in view.pack.findings.items()
        if finding.ask is not None
        and finding.ask.early is not None
        and askable(view, name, finding)
        # What was asked once comes again only where it is worth asking.
        and name not in view.case.answers
        # Before the goal is known, what matters only under some goals can wait.
        and (view.goal or not finding.ask.goals)
    )
    return ranked[0][1] if ranked else None


def _goal(model: Model, case: Case) -> str:
    """What the person wants: as said, else as it follows from what they told."""
    if case.goal:
        return case.goal
    for finding, goals in model.pack.header.goal_from.items():
        seen = case.answers.get(finding)
        if seen is not None and seen.value in goals:
            return goals[seen.value]
    return ""
