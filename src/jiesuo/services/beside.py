"""Smaller questions that interfaces put beside the whole advice."""

from __future__ import annotations

from datetime import datetime

from jiesuo.core.case import Case
from jiesuo.core.history import belief_of
from jiesuo.core.model import Model
from jiesuo.knowledge.pack import Pack
from jiesuo.services import describe
from jiesuo.services.advice import OpenRoute
from jiesuo.services.advise import view_of
from jiesuo.services.describe_step import open_route
from jiesuo.services.options import possible_routes
from jiesuo.services.wording import wording

LIKELY_AHEAD = 0.5
"""Chance of what a step leaves behind from which that comes before trying again: a judgement."""


def has_question(pack: Pack, finding: str) -> bool:
    """Whether there is a question for it at all; whether it can be asked now, `options.askable` says."""
    known = pack.findings.get(finding)
    return known is not None and known.ask is not None


def bridges(model: Model, case: Case, now: datetime) -> tuple[OpenRoute, ...]:
    """Ways to pay meanwhile, where the case is about something else."""
    return describe.bridges(view_of(model, case, now), wording(model.pack, case.language))


def one_way(model: Model, case: Case, now: datetime, name: str) -> OpenRoute | None:
    """A way to any goal, or None where a hold, a lack or a failed try has shut it."""
    view, words = view_of(model, case, now), wording(model.pack, case.language)
    anywhere = possible_routes(describe.for_goal(view, ""))
    found = ((route, unknown) for other, route, unknown in anywhere if other == name)
    return next((open_route(view, words, name, route, unknown) for route, unknown in found), None)


def ahead(model: Model, case: Case, step: str) -> bool:
    """Whether a step that worked probably leaves a further place to put right, as the bank's record does."""
    belief = belief_of(model, case)
    left = {fix.leaves for fix in model.pack.steps[step].fixes.values() if fix.leaves}
    return sum(belief.probability(cause) for cause in left) >= LIKELY_AHEAD
