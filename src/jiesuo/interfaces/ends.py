"""How a step or a way can end, as every interface asks it."""

from __future__ import annotations

from jiesuo.core.facts import NO_CHANGE, UNTRIED, WORKED, in_own_hands
from jiesuo.knowledge.pack import Step

SOLVED, HANDED_OVER = "solved", "handed_over"
"""Ends of the whole case."""
LOOKED, COULD_NOT, WAITING = "looked", "could_not", "waiting"
REFUSED, ASKED_MORE = "refused", "asked_for_something_else"
FAILED, NOT_TRIED = "failed", "not_tried"
OF_STEP = (SOLVED, WORKED, NO_CHANGE, COULD_NOT, REFUSED, ASKED_MORE, WAITING)
ALONE = (SOLVED, NO_CHANGE, COULD_NOT)
OF_WAIT = (WAITING, SOLVED, NO_CHANGE, COULD_NOT)
OF_PEOPLE = (SOLVED, WAITING, WORKED, NO_CHANGE, ASKED_MORE, COULD_NOT, HANDED_OVER)
OF_ROUTE = (WORKED, FAILED, NOT_TRIED)
SAYS_SOMETHING = (REFUSED, ASKED_MORE, FAILED)
"""Ends after which the screen or the staff said something worth reading."""


def ends_of(step: Step, resting: bool = False) -> tuple[str, ...]:
    """Ends that a step can have: nobody refuses when a cache is cleared.

    `resting`: nobody is to try again today, so a repair may be done of which one cannot see yet if it helped.
    """
    ends = _ends(step)
    return (UNTRIED, *ends) if resting and step.kind == "repair" else ends


def _ends(step: Step) -> tuple[str, ...]:
    if step.kind == "contact":
        return OF_PEOPLE
    if step.kind == "wait":
        return OF_WAIT
    if in_own_hands(step):
        return ALONE
    return tuple(end for end in OF_STEP if end != WAITING or step.wait or end in step.outcomes)


def after_look(seen: bool, to_see: bool) -> str:
    """How a look ended: in vain where there was something to see and nothing was seen."""
    return LOOKED if seen or not to_see else COULD_NOT
