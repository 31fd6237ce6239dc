"""Coming back to a case: what was running meanwhile, and a case that was closed."""

from __future__ import annotations

from jiesuo.interfaces import kept
from jiesuo.interfaces.cli import show
from jiesuo.interfaces.cli.asking import choose
from jiesuo.interfaces.cli.doing import OVER, how_it_went, went
from jiesuo.interfaces.cli.talk import Leave, Talk
from jiesuo.services.advice import Waiting


def resume(talk: Talk) -> None:
    """Open the case again if it was closed, ask what became of what was running, and show where it stands."""
    if talk.desk.case(talk.case_id).closed:
        _open_again(talk)
    advice = talk.advice()
    if advice.pending:
        talk.say("welcome_back")
        talk.show(advice, show.pending)
    for waiting in advice.pending:
        _what_became(talk, waiting)
    shown = talk.advice()
    talk.show(shown, show.refusal, show.stop, show.now)


def _open_again(talk: Talk) -> None:
    closed = talk.desk.case(talk.case_id).closed
    assert closed is not None
    head = [talk.text("was_closed", outcome=talk.text(f"closed_{closed.outcome}"))]
    if choose(talk, head, [talk.text("open_again"), talk.text("leave_closed")]) != 0:
        raise Leave
    kept.take_back(talk.desk, talk.case_id)


def _what_became(talk: Talk, waiting: Waiting) -> None:
    """Ask after one thing that was running; what still runs is left alone."""
    talk.write(["", f"{waiting.title}:"])
    outcome = how_it_went(talk, "is_it_over", "over_", OVER)
    if outcome != "waiting":
        went(talk, waiting.step, outcome)
    elif talk.desk.clock() > waiting.latest:
        talk.say("overdue")
