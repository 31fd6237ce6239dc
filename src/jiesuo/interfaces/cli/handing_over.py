"""What to take along to a human: where to find one, what to have ready, what to say, what was done."""

from __future__ import annotations

from jiesuo.core.case import Case
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.talk import Talk
from jiesuo.interfaces.kept import done_so_far
from jiesuo.services.advice import Advice
from jiesuo.services.wording import wording


def summary(talk: Talk, advice: Advice) -> show.Lines:
    """The whole hand-over on one screen."""
    yield from show.contact(advice, advice.contact)
    yield from show.bank(advice)
    yield from take_along(talk, advice)


def take_along(talk: Talk, advice: Advice) -> show.Lines:
    """What the human should hear: what happened, what was done, what it probably is."""
    facts = [*_facts(talk, advice, talk.desk.case(talk.case_id))]
    if facts:
        yield ""
        yield f"  {talk.text('take_along')}"
        yield from facts


def support_steps(talk: Talk) -> set[str]:
    """Steps that lead to the platform's own staff, whose address is part of every advice."""
    header = talk.desk.model.pack.header
    return {header.support, *(step for steps in header.support_when.values() for step in steps.values())}


def _facts(talk: Talk, advice: Advice, case: Case) -> show.Lines:
    if advice.understood:
        yield f"  • {talk.text('what_happened')}: {'; '.join(show.meanings(advice))}"
    said = done_so_far(case, wording(talk.desk.model.pack, talk.language))
    done = [f"{title} ({talk.text(end)})" for end, title in said]
    if done:
        yield f"  • {talk.text('done_so_far')}: {'; '.join(done)}"
    if advice.causes and advice.sure != "no":
        yield f"  • {talk.text('probably')}: {advice.causes[0].title}"
