"""What holds now, as far as it is known: the latest answers, and what the steps that worked have changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiesuo.core.case import Case, Event, StepFinished, observations_of
from jiesuo.core.evidence import UNKNOWN
from jiesuo.knowledge.pack import Pack, Step

WORKED, NO_CHANGE = "worked", "no_change"
UNTRIED = "untried"
"""Done, and whether the thing itself works now is not known: nobody is to try again just now."""


@dataclass(slots=True)
class Facts:
    """Finding -> value, and the place among the case's events from which it holds."""

    values: dict[str, str] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    def learn(self, finding: str, value: str, place: int) -> None:
        """Take in a value; "I don't know" changes nothing that was known."""
        if value != UNKNOWN:
            self.values[finding] = value
            self.since[finding] = place


def facts_of(pack: Pack, case: Case) -> Facts:
    """Fold a case's live events into what holds after them."""
    facts = Facts()
    for place in case.live_indices:
        event = case.events[place]
        for finding, value in results(pack, event).items():
            facts.learn(finding, value, place)
        for seen in observations_of(event):
            facts.learn(seen.finding, seen.value, place)
    return facts


def results(pack: Pack, event: Event) -> dict[str, str]:
    """What is so after an event: a step worked, or a person did what needs nobody's consent."""
    if not isinstance(event, StepFinished) or event.step not in pack.steps:
        return {}
    step = pack.steps[event.step]
    if event.outcome == WORKED:
        return gained(step)
    done = event.outcome in (NO_CHANGE, UNTRIED) and event.actor != "tool" and in_own_hands(step)
    return dict(step.gives) if done else {}


def in_own_hands(step: Step) -> bool:
    """Whether nobody else has a say in a step and nothing is awaited: a VPN is off once it was turned off."""
    return not step.outcomes and step.wait is None


def gained(step: Step) -> dict[str, str]:
    """What is so once a step has worked: what it gives, and how one sees that it is done."""
    seen = {finding: values[0] for finding, values in step.done_when.items() if len(values) == 1}
    return {**seen, **step.gives}
