"""A step in the terminal: what to do, then how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jiesuo.core.facts import WORKED
from jiesuo.interfaces import kept
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.asking import choose, listen, put
from jiesuo.interfaces.cli.handing_over import summary, support_steps, take_along
from jiesuo.interfaces.cli.talk import Leave, Talk
from jiesuo.interfaces.cli.terminal import NOT_A_NUMBER, number
from jiesuo.interfaces.ends import (
    ASKED_MORE,
    FAILED,
    HANDED_OVER,
    NOT_TRIED,
    OF_PEOPLE,
    OF_ROUTE,
    REFUSED,
    SAYS_SOMETHING,
    SOLVED,
    WAITING,
    after_look,
    ends_of,
)
from jiesuo.services.advice import Advice, Next, OpenRoute
from jiesuo.services.beside import has_question
from jiesuo.services.papers import paper_before
from jiesuo.services.prevention import prevention

OVER = (SOLVED, WORKED, REFUSED, ASKED_MORE, WAITING)
"""Ends of something that was running."""
NOW_IT = ("works", "fails", "waits")


def guide(talk: Talk, advice: Advice) -> None:
    """Show a step and take in how it went."""
    step = advice.next
    if step.step in {wait.step for wait in advice.pending}:
        _wait(talk, advice)
    elif step.kind == "contact":
        _contact(talk, advice, step)
    else:
        talk.write(show.following(advice, talk.without_known_path(step)))
        talk.write(talk.offer(paper_before(talk.desk.model.pack, step.step)))
        _KINDS.get(step.kind, _did)(talk, advice, step)


def _did(talk: Talk, _: Advice, step: Next) -> None:
    ends = ends_of(talk.desk.model.pack.steps[step.step], talk.desk.resting(talk.case_id))
    went(talk, step.step, how_it_went(talk, "outcome", "outcome_", ends))


def how_it_went(talk: Talk, question: str, prefix: str, outcomes: Sequence[str]) -> str:
    texts = [talk.text(prefix + outcome) for outcome in outcomes]
    place = choose(talk, [talk.text(question)], texts, values=outcomes)
    return outcomes[place or 0]


def went(talk: Talk, step: str, outcome: str) -> None:
    """Keep an outcome and do what it asks for."""
    if outcome == SOLVED:
        talk.desk.report(talk.case_id, step, WORKED)
        close(talk, SOLVED)
    talk.desk.report(talk.case_id, step, outcome)
    if outcome == WORKED and not talk.desk.resting(talk.case_id):
        _try_again(talk)
    elif outcome == WAITING:
        talk.show(talk.advice(), show.pending)
    elif outcome in SAYS_SOMETHING:
        listen(talk, "what_they_said")


def _try_again(talk: Talk) -> None:
    """A step was accepted: whether the thing itself works now is what counts."""
    again = how_it_went(talk, "try_now", "now_it_", NOW_IT)
    if again == "works":
        close(talk, SOLVED)
    if again == "fails":
        listen(talk, "what_they_said")


def close(talk: Talk, end: str) -> None:
    """End the case with what keeps it from happening again. Raises Leave."""
    talk.desk.close(talk.case_id, end)
    if end == SOLVED:
        rules = prevention(talk.desk.model.pack, talk.language)
        talk.write(["", talk.text("solved"), *(f"  • {rule}" for rule in rules)])
    raise Leave


def _looked(talk: Talk, advice: Advice, step: Next) -> None:
    """After a look: what was seen, one question after the other."""
    pack = talk.desk.model.pack
    seen = [_seen(talk, advice, finding) for finding in step.reveals if has_question(pack, finding)]
    talk.desk.report(talk.case_id, step.step, after_look(any(seen), bool(seen)))


def _seen(talk: Talk, advice: Advice, finding: str) -> bool:
    step = kept.question_in(talk.desk, talk.case_id, talk.language, finding)
    return put(talk, replace(advice, next=step))


def _tried(talk: Talk, _: Advice, step: Next, outcomes: Sequence[str] = (WORKED, FAILED)) -> None:
    outcome = how_it_went(talk, "outcome", "route_", outcomes)
    if outcome == NOT_TRIED:
        return
    talk.desk.report(talk.case_id, step.step, outcome)
    if outcome == FAILED:
        listen(talk, "what_they_said")
    else:
        _put_right(talk)


def _put_right(talk: Talk) -> None:
    """The goal is reached another way; the cause is still there."""
    texts = [talk.text(f"put_right_{when}") for when in ("now", "later", "never")]
    place = choose(talk, [talk.text("put_right")], texts)
    if place == 2:
        close(talk, SOLVED)
    if place == 1:
        raise Leave


def ways(talk: Talk) -> None:
    """All ways round; the one that is chosen is shown and tried."""
    advice = talk.advice()
    if not advice.routes:
        talk.say("no_routes")
        return
    talk.write([*show.numbered_routes(advice), ""])
    place = number(f"{talk.text('pick_route')}: ", len(advice.routes))
    if place is not None and place != NOT_A_NUMBER:
        step = as_step(advice.routes[place])
        talk.write(["", *show.deed(advice, step)])
        _tried(talk, advice, step, OF_ROUTE)


def as_step(route: OpenRoute) -> Next:
    """A way round as the step of trying it."""
    return Next(
        step=route.route,
        kind="try",
        title=route.title,
        why="",
        chance=route.chance,
        effort_min=route.effort_min,
        wait_h=route.wait_h,
        cost_cny=route.cost_cny,
        do=route.how,
        careful=route.limits,
        path=route.path,
        sentences=route.sentences,
    )


def _contact(talk: Talk, advice: Advice, step: Next) -> None:
    """Hand over: what to take along, then what they said."""
    if step.step in support_steps(talk):
        step, along = replace(step, sentences=(), ready=(), path=None), summary(talk, advice)
    else:
        along = take_along(talk, advice)
    talk.write([*show.following(advice, step), *along])
    outcome = how_it_went(talk, "outcome", "contact_", OF_PEOPLE)
    if outcome == HANDED_OVER:
        close(talk, HANDED_OVER)
    went(talk, step.step, outcome)


def _wait(talk: Talk, advice: Advice) -> None:
    """Nothing to do but wait: say until when. Raises Leave."""
    talk.show(advice, show.pending)
    talk.write(["", *show.look_again(advice)])
    raise Leave


_KINDS: dict[str, Callable[[Talk, Advice, Next], None]] = {"check": _looked, "try": _tried}
