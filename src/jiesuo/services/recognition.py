"""The recognition question: which of these situations comes closest to yours?

Recognising is easier than describing: the right cause is nearly always among the first ten that a telling
suggests (research on reading people's words), so one tap tells more than any single finding.
"""

from __future__ import annotations

from jiesuo.core.case import Told
from jiesuo.core.model import SOMETHING_ELSE
from jiesuo.services.options import View

CLOSEST = "closest"
UNDERSTOOD = ("telling", "message.", "code.")
ANSWERS_ENOUGH = 2
"""Answers that make up for a telling that could not be read, such as one in another language."""
OFFERED = 8
LEAST = 0.002
"""Chance below which a situation is not offered beyond the first five."""
FEWEST = 5
CLEAR_FROM = 0.93
"""Chance of one cause from which the question can no longer change much."""
RELIABILITY = 0.75
"""How often a tap is on the right situation; a judgement until outcomes are counted."""


def worth_asking(view: View) -> bool:
    """Whether the question comes now: something to choose the situations by, and nothing clear yet."""
    if CLOSEST in view.case.answers or not any(isinstance(e, Told) and e.text for e in view.case.live):
        return False
    return _informed(view) and ranked(view)[0][1] < CLEAR_FROM


def _informed(view: View) -> bool:
    """Whether the telling was understood, or enough was answered since to choose the situations by."""
    if any(finding.startswith(UNDERSTOOD) for finding in view.case.answers):
        return True
    known = [finding for finding in view.standing.answers if finding in view.pack.findings]
    return len(known) >= ANSWERS_ENOUGH


def ranked(view: View) -> list[tuple[str, float]]:
    """Slugs with their chance, likeliest first; without the cause that no pack knows."""
    chances = view.belief.slug_marginals()
    chances.pop(SOMETHING_ELSE, None)
    return sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))


def offered(view: View) -> tuple[str, ...]:
    """The five to eight slugs whose situations are shown."""
    return tuple(
        slug
        for place, (slug, chance) in enumerate(ranked(view)[:OFFERED])
        if place < FEWEST or chance >= LEAST
    )


def representative(view: View, slug: str) -> str:
    """The likeliest cause of a slug: its situation and title stand for all of them."""
    causes = [cause for cause in view.pack.causes if view.pack.slug(cause) == slug]
    return max(causes, key=lambda cause: (view.belief.probability(cause), cause)) if causes else slug
