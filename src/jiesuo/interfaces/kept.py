"""Kept cases as people read them: in their language, what was done, and one step back."""

from __future__ import annotations

from dataclasses import replace

from jiesuo.core.case import Case, Event, fold
from jiesuo.errors import InputError
from jiesuo.services.advice import Advice, Next
from jiesuo.services.advise import ONE_SHOT, Manner, advise, ask
from jiesuo.services.desk import Desk
from jiesuo.services.wording import Wording


def case_in(desk: Desk, case_id: str, language: str) -> Case:
    """A case as if it had been opened in another language: what is kept stays as it is."""
    case = desk.case(case_id)
    return fold((replace(case.opened, language=language), *case.events[1:]))


def advice_in(desk: Desk, case_id: str, language: str, manner: Manner = ONE_SHOT) -> Advice:
    """What is to be said now, in a language and with the times of this machine's zone."""
    return advise(desk.model, case_in(desk, case_id, language), desk.clock(), replace(manner, zone=None))


def question_in(desk: Desk, case_id: str, language: str, finding: str) -> Next:
    """One question, in a language."""
    return ask(desk.model, case_in(desk, case_id, language), desk.clock(), finding)


def done_so_far(case: Case, words: Wording) -> list[tuple[str, str]]:
    """(key of the words for its end, title) of everything that was done or tried, the latest end of each."""
    ends = {name: f"outcome_{event.outcome}" for name, event in case.outcomes.items()}
    tried = {name: "route_worked" if event.worked else "route_failed" for name, event in case.tried.items()}
    return [(end, title_of(name, words)) for name, end in (*ends.items(), *tried.items())]


def title_of(name: str, words: Wording) -> str:
    """The title of a step or a way; a way that could not be tried stands among the steps."""
    return words.text("steps", name, "title") or words.text("routes", name, "title") or name


def take_back(desk: Desk, case_id: str) -> Event:
    """Take back the person's last doing, with all that was concluded from it, and return it.

    Raises InputError when nothing is left but the opening.
    """
    if len(desk.case(case_id).live) == 1:
        raise InputError("There is nothing to take back.", "Only the opening of the case is left.")
    taken = desk.undo(case_id)
    while taken.actor == "tool":
        taken = desk.undo(case_id)
    return taken
