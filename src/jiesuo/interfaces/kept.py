"""Kept cases as people read them: in their language, and one step back."""

from __future__ import annotations

from dataclasses import replace

from jiesuo.core.case import Case, Event, fold
from jiesuo.errors import InputError
from jiesuo.services.advice import Advice, Next
from jiesuo.services.advise import ONE_SHOT, Manner, advise, ask
from jiesuo.services.desk import Desk


def case_in(desk: Desk, case_id: str, language: str) -> Case:
    """A case as if it had been opened in another language: what is kept stays as it is."""
    case = desk.case(case_id)
    return fold((replace(case.opened, language=language), *case.events[1:]))


def advice_in(desk: Desk, case_id: str, language: str, manner: Manner = ONE_SHOT) -> Advice:
    """What is to be said now, in a language."""
    return advise(desk.model, case_in(desk, case_id, language), desk.clock(), manner)


def question_in(desk: Desk, case_id: str, language: str, finding: str) -> Next:
    """One question, in a language."""
    return ask(desk.model, case_in(desk, case_id, language), desk.clock(), finding)


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
