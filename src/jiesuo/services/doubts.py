"""What must be asked before something is done, because doing it unasked could do harm.

A log-in at a locked account makes the lock longer; papers handed in while others are being checked begin the
wait again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jiesuo.knowledge.pack import Hold, Route, Step
from jiesuo.services.options import RESTARTS, View

VERIFY = "verify"
"""The goal under which each try hands papers in."""
AT_THE_BANK = "bank"
"""Tag of what is done at the bank: it hands nothing in to the wallet."""


def dangerous_doubt(view: View, name: str, doing: Step | Route) -> str | None:
    """The first finding that must be asked before a step or route, or None."""
    holds = [hold for hold in view.pack.holds.values() if _forbids(hold, name, doing)]
    return next(chain(_never_asked(view, holds), _outdated(view, holds, doing)), None)


def _forbids(hold: Hold, name: str, doing: Step | Route) -> bool:
    return name not in hold.allows and not set(hold.forbids).isdisjoint(doing.tags)


def _never_asked(view: View, holds: list[Hold]) -> Iterator[str]:
    starts = (finding for hold in holds if hold.ask_first for finding in hold.starts_on)
    return (finding for finding in starts if finding not in view.case.answers)


def _outdated(view: View, holds: list[Hold], doing: Step | Route) -> Iterator[str]:
    """What was told, if at all, before something that may have handed papers in."""
    if not isinstance(doing, Step) or RESTARTS not in doing.ends:
        return
    needed = {item.partition("=")[0] for item in doing.needs.none}
    for hold in holds:
        handed_in = [finish.at for finish in view.case.finishes if _may_hand_in(view, finish.step, hold)]
        for finding in needed.intersection(hold.starts_on):
            told = view.case.answered_at.get(finding)
            if handed_in and (told is None or told < max(handed_in)):
                yield finding


def _may_hand_in(view: View, step: str, hold: Hold) -> bool:
    tags = view.pack.steps[step].tags if step in view.pack.steps else []
    return not set(hold.forbids).isdisjoint(tags) or (view.goal == VERIFY and AT_THE_BANK not in tags)
