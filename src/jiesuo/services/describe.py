"""The parts of an advice, put into words: what is the matter, what was understood, what to leave alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from jiesuo.core.case import observations_of
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.explain import Story
from jiesuo.core.history import updates_of
from jiesuo.knowledge.pack import Needs, Sourced, Step
from jiesuo.services.advice import (
    Citation,
    Contact,
    LikelyCause,
    Next,
    OpenRoute,
    Refusal,
    Stop,
    Sureness,
    Understood,
    Waiting,
)
from jiesuo.services.citing import citations
from jiesuo.services.describe_step import NO_WAIT, fitting, menu_path, open_route, support_step, title_of
from jiesuo.services.options import View, possible_routes
from jiesuo.services.recognition import ranked, representative
from jiesuo.services.wording import Wording

SHOWN_CAUSES = 3
SHOWN_ROUTES = 4
LEAST_SHOWN = 0.02
"""Chance below which a cause is not worth a line."""
SURE_FROM, FAIRLY_FROM = 0.75, 0.45
REFUSED = "refusal."
MESSAGES = ("message.", "code.")
PAY, CHECK = "pay", "check"
BANK = "bank"
ALMOST_OPEN = 0.8
"""Chance from which a way is named before anything is asked; a judgement."""
FEW_HAVE = 0.3
"""Chance of a need below which a way is offered after the others; a judgement."""
PART_OF_NO_FINDING = ("telling", "closest", REFUSED)


def refusal(view: View, words: Wording) -> Refusal | None:
    """What is refused, if the person asked for something that jiesuo does not help with."""
    for finding in view.case.answers:
        if finding.startswith(REFUSED):
            name = finding.removeprefix(REFUSED)
            return Refusal(name, words.text("refusals", name, "text"), words.text("refusals", name, "way"))
    return None


def stops(view: View, words: Wording) -> tuple[Stop, ...]:
    """What not to do now."""
    return tuple(
        Stop(
            hold.id,
            words.text(kind, hold.id, "text"),
            words.text(kind, hold.id, "why"),
            hold.until,
            known[hold.id].confidence,
        )
        for hold in view.holds
        for kind, known in (("holds", view.pack.holds), ("tries", view.pack.tries))
        if hold.id in known
    )


def causes(view: View, words: Wording) -> tuple[LikelyCause, ...]:
    """At most three likely causes, those of one slug together, likeliest first."""
    shown = [pair for pair in ranked(view)[:SHOWN_CAUSES] if pair[1] >= LEAST_SHOWN]
    story = Story(view.model, view.case.goal, updates_of(view.model, view.case))
    return tuple(_cause(view, words, story, slug, chance) for slug, chance in shown)


def _cause(view: View, words: Wording, story: Story, slug: str, chance: float) -> LikelyCause:
    name = representative(view, slug)
    who = view.pack.causes[name].who
    ledger = story.ledger(name)
    return LikelyCause(
        id=name,
        slug=slug,
        title=words.text("causes", name, "title") or name,
        explain=words.text("causes", name, "explain"),
        probability=round(chance, 4),
        who=who,
        who_text=words.text("who", who),
        speaks_for=_quotes(view, words, (part.update for part in ledger.speaks_for)),
        speaks_against=_quotes(view, words, (part.update for part in ledger.speaks_against)),
    )


def _quotes(view: View, words: Wording, updates: Iterable[object]) -> tuple[str, ...]:
    """What was said, in the person's own words where there are any; each once."""
    said = (_said(view, words, update) for update in updates if isinstance(update, Observation))
    return tuple(dict.fromkeys(text for text in said if text))[:3]


def _said(view: View, words: Wording, seen: Observation) -> str:
    """A whole telling by its most telling words; anything else by what it says."""
    return seen.quote if seen.finding.startswith(PART_OF_NO_FINDING) else meaning(view, words, seen)


def sureness(likely: tuple[LikelyCause, ...]) -> Sureness:
    """How far the first cause stands out."""
    if not likely or likely[0].probability < FAIRLY_FROM:
        return "no"
    return "yes" if likely[0].probability >= SURE_FROM else "fairly"


def understood(view: View, words: Wording) -> tuple[Understood, ...]:
    """Every finding that was answered or read and still holds, with its quote and the event that holds it."""
    latest: dict[str, Understood] = {}
    for place in view.case.live_indices:
        for seen in observations_of(view.case.events[place]):
            if seen.value != UNKNOWN and not seen.finding.startswith(PART_OF_NO_FINDING):
                latest[seen.finding] = Understood(
                    place,
                    seen.finding,
                    seen.value,
                    meaning(view, words, seen),
                    seen.quote,
                    seen.source,
                    round(seen.reliability, 3),
                )
    now = view.facts.values
    return tuple(item for item in latest.values() if now.get(item.finding, item.value) == item.value)


def meaning(view: View, words: Wording, seen: Observation) -> str:
    """What an observation says, in words."""
    if seen.finding.startswith(MESSAGES):
        name = seen.finding.partition(".")[2]
        message = view.pack.messages[name]
        return words.text("messages", name, "meaning") or (message.texts[0] if message.texts else name)
    if seen.finding.startswith("route."):
        return words.text("routes", seen.finding.removeprefix("route."), "title")
    label = words.text("findings", seen.finding, "label")
    value = words.text("findings", seen.finding, "values", seen.value)
    return f"{label}: {value}" if label and value else value or label


def pending(view: View, words: Wording) -> tuple[Waiting, ...]:
    """What was begun and is not finished."""
    return tuple(_waiting(words, name, begun, view.pack.steps[name]) for name, begun in _running(view))


def _running(view: View) -> list[tuple[str, datetime]]:
    return [(name, begun) for name, begun in view.case.pending.items() if name in view.pack.steps]


def _waiting(words: Wording, name: str, begun: datetime, step: Step) -> Waiting:
    wait = step.wait or NO_WAIT
    return Waiting(
        name,
        title_of(words, "steps", name),
        begun,
        begun + wait.least,
        begun + wait.usual,
        begun + wait.most,
        words.text("steps", name, "careful"),
    )


def open_routes(view: View, words: Wording) -> tuple[OpenRoute, ...]:
    """Ways round that are likely to work, the best bargain first; last those that few people have."""
    found = [
        (_rarest(view, route.needs, unknown) < FEW_HAVE, open_route(view, words, name, route, unknown))
        for name, route, unknown in possible_routes(view)
        if view.goal or PAY in route.goals
    ]
    found.sort(key=lambda pair: (pair[0], -_bargain(pair[1]), pair[1].route))
    return tuple(route for _, route in found[:SHOWN_ROUTES])


def _rarest(view: View, needs: Needs, unknown: Sequence[str]) -> float:
    """Chance of the need that is least likely met, of those that are not known."""
    return min((view.mean(view.ready(needs, [item])) for item in unknown), default=1.0)


def _bargain(route: OpenRoute) -> float:
    """Chance to get through for what it takes, where its needs are met."""
    return route.chance / (1 + route.effort_min + route.cost_cny / 5)


def contact(view: View, words: Wording, refused: Refusal | None) -> Contact:
    """The way to a human, which is always there."""
    return _contact(view, words, support_step(view), refused)


def bank_contact(view: View, words: Wording, likely: tuple[LikelyCause, ...]) -> Contact | None:
    """The bank's own people, where the likely causes are the bank's and it is known which bank that is."""
    steps = (
        steps[view.standing.answers[finding]]
        for finding, steps in view.pack.header.bank_when.items()
        if view.standing.answers.get(finding) in steps
    )
    name = next(steps, None) if _whose_side(likely) == BANK else None
    return _contact(view, words, name, None) if name else None


def _contact(view: View, words: Wording, name: str, refused: Refusal | None) -> Contact:
    step = view.pack.steps[name]
    key = step.contact or ""
    known = view.pack.contacts.get(key)
    return Contact(
        id=key,
        title=words.text("contacts", key, "title"),
        how=refused.way if refused else words.text("contacts", key, "how"),
        number=known.number if known else None,
        ready=words.lines("contacts", key, "ready"),
        path=menu_path(view, step.path),
        sentences=() if refused else fitting(view, step.phrases),
    )


def now_line(
    view: View,
    words: Wording,
    refused: Refusal | None,
    likely: tuple[LikelyCause, ...],
    following: Next,
    routes: tuple[OpenRoute, ...],
    zone: tzinfo | None,
) -> str:
    """One line: whose side it is on, and what to do. `zone`: of its time; None for that of this machine."""
    line = words.text("now", _now_key(view, refused, likely, following, routes))
    line = line.replace("{route}", _way_now(following, routes))
    ends = [begun + (view.pack.steps[name].wait or NO_WAIT).usual for name, begun in _running(view)]
    return line.replace("{when}", _moment(max(ends).astimezone(zone)) if ends else "")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or format(at, '%z')}"


def _way_now(following: Next, routes: tuple[OpenRoute, ...]) -> str:
    """The way that the line names: the one that is advised, else the best of those that are open."""
    if following.kind == "try":
        return following.title
    return routes[0].title if routes else ""


def _now_key(
    view: View,
    refused: Refusal | None,
    likely: tuple[LikelyCause, ...],
    following: Next,
    routes: tuple[OpenRoute, ...],
) -> str:
    if refused:
        return "refused"
    if view.case.closed and view.case.closed.outcome == "solved":
        return "all_well"
    for hold, key in view.pack.header.now_for_hold.items():
        if any(running.id == hold for running in view.holds):
            return key
    if view.case.pending and following.kind == "wait":
        return "waiting"
    if following.kind == "try" and view.pack.routes[following.step].goals == [PAY]:
        return "pay_another_way_now"
    who = _whose_side(likely)
    if who is None:
        return _while_unsure(view, routes)
    return "nobody_wait" if who == "nobody" else f"{who}_can_fix"


def _while_unsure(view: View, routes: tuple[OpenRoute, ...]) -> str:
    """Before it is clear whose side it is on, a way that is almost surely open is worth more than a doubt."""
    if view.goal == CHECK:
        return "nothing_broken_check"
    open_now = view.goal == PAY and bool(routes) and routes[0].chance >= ALMOST_OPEN
    return "pay_another_way_now" if open_now else "not_sure"


def bridges(view: View, words: Wording) -> tuple[OpenRoute, ...]:
    """Ways to pay meanwhile that are almost surely open, where what is wanted is something else."""
    if view.goal in (PAY, CHECK):
        return ()
    paying = open_routes(for_goal(view, PAY), words)
    return tuple(route for route in paying if route.chance >= ALMOST_OPEN)


def for_goal(view: View, goal: str) -> View:
    """The same view as if something else were wanted; with no goal, ways to all."""
    return replace(view, goal=goal)


def _whose_side(likely: tuple[LikelyCause, ...]) -> str | None:
    """Who can change it, where the likely causes together say so clearly enough."""
    sums: dict[str, float] = {}
    for cause in likely:
        sums[cause.who] = sums.get(cause.who, 0.0) + cause.probability
    who = max(sums, key=lambda name: (sums[name], name), default=None)
    return who if who is not None and sums[who] >= FAIRLY_FROM else None


def sources(view: View, likely: tuple[LikelyCause, ...], following: Next) -> tuple[Citation, ...]:
    """Where the claims behind this advice come from, each once."""
    bans = {**view.pack.holds, **view.pack.tries}
    claims: list[Sourced] = [bans[hold.id] for hold in view.holds if hold.id in bans]
    if following.step in view.pack.steps:
        claims.append(view.pack.steps[following.step])
    claims += [view.pack.causes[cause.id] for cause in likely[:1]]
    cited = (citation for claim in claims for citation in citations(view.pack, claim))
    return tuple({citation.id: citation for citation in cited}.values())
