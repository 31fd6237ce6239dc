"""How steps and ways end: asked in the same way everywhere, and each end can be said and kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiesuo.core.case import StepFinished
from jiesuo.interfaces import ends, kept, settings
from jiesuo.interfaces.cli import asking, doing
from jiesuo.interfaces.cli.talk import Talk
from jiesuo.interfaces.cli.terminal import Terminal
from jiesuo.interfaces.phrasing import words
from jiesuo.services.desk import Desk

OF_THE_CASE = {ends.SOLVED, ends.HANDED_OVER}


def begun(desk: Desk) -> str:
    return desk.open("pay", "this_week", "en")


def test_every_end_of_every_step_can_be_kept(desk: Desk) -> None:
    for name, step in desk.model.pack.steps.items():
        case_id = begun(desk)
        possible = ends.ends_of(step, resting=True)
        assert len(set(possible)) == len(possible) > 1
        for end in set(possible) - OF_THE_CASE:
            desk.report(case_id, name, end)
    for end in OF_THE_CASE:
        desk.close(begun(desk), end)


@pytest.mark.parametrize("language", settings.LANGUAGES)
def test_every_end_has_words(desk: Desk, language: str) -> None:
    for step in desk.model.pack.steps.values():
        prefix = "contact_" if step.kind == "contact" else "outcome_"
        assert all(words(language)[prefix + end] for end in ends.ends_of(step, resting=True))
    assert words(language)["outcome_looked"]


@pytest.mark.parametrize(("typed", "end"), [("1", "looked"), ("d", "could_not")])
def test_a_look_is_no_attempt(desk: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, end: str) -> None:
    monkeypatch.setattr(asking, "typed", lambda _: typed)
    talk = Talk(desk, begun(desk), "en", Terminal(None, 1000, False))
    advice = kept.advice_in(desk, talk.case_id, "en")
    look = replace(advice.next, step="check_identity_status", kind="check", reveals=("identity_status",))
    doing._KINDS["check"](talk, advice, look)
    last = desk.case(talk.case_id).live[-1]
    assert isinstance(last, StepFinished)
    assert last.outcome == end
