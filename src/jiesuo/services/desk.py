"""The verbs that every interface offers: open, tell, answer, report, undo, close, forget."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from jiesuo.core.case import (
    Case,
    Closed,
    End,
    Event,
    Noted,
    Opened,
    RouteTried,
    StepFinished,
    StepStarted,
    Told,
    Undone,
    Wished,
    fold,
)
from jiesuo.core.event_json import from_dict, to_dict
from jiesuo.core.evidence import Observation
from jiesuo.core.facts import NO_CHANGE, UNTRIED, WORKED
from jiesuo.core.history import OTHER_ENDS
from jiesuo.core.model import Model
from jiesuo.core.tries import rests_until
from jiesuo.errors import Conflict, InputError
from jiesuo.readers.redact import redact
from jiesuo.services.advice import Advice, Next
from jiesuo.services.advise import ONE_SHOT, Manner, advise, ask
from jiesuo.services.clock import Clock, utc_now
from jiesuo.services.consult import answer_to, check_wishes, events_of, finished
from jiesuo.services.intake import Heard, Readers, hear
from jiesuo.store.base import Store, Summary

COULD_NOT = "could_not"
STEP_ENDS = (WORKED, NO_CHANGE, UNTRIED, *OTHER_ENDS)
ROUTE_ENDS = (WORKED, NO_CHANGE, "failed", COULD_NOT)
RETRIES = 5
"""Times that an event is offered again when another program wrote to the case meanwhile."""


@dataclass(frozen=True, eq=False)
class Desk:
    """Cases in a store, advised by one pack."""

    store: Store
    model: Model
    readers: Readers
    clock: Clock = field(default=utc_now)

    def open(self, goal: str, situation: str, language: str, case_id: str = "") -> str:
        """Begin a case and return its id: 128 random bits, unless the caller has drawn one."""
        check_wishes(self.model, goal, situation)
        header = self.model.pack.header
        case_id = case_id or secrets.token_hex(16)
        opened = Opened(header.id, header.version, goal, situation, language, at=self.clock())
        self.store.create(case_id, [to_dict(opened)])
        return case_id

    def case(self, case_id: str) -> Case:
        """The case as it stands; raises NotFound."""
        _, events = self.store.read(case_id)
        return fold(from_dict(event) for event in events)

    def advice(self, case_id: str, manner: Manner = ONE_SHOT) -> Advice:
        """What is to be said now."""
        return advise(self.model, self.case(case_id), self.clock(), manner)

    def question(self, case_id: str, finding: str) -> Next:
        """One question as it would be put now."""
        return ask(self.model, self.case(case_id), self.clock(), finding)

    def tell(self, case_id: str, raw: str) -> Heard:
        """Take in somebody's own words or a pasted message."""
        heard = hear(raw, self.readers)
        self._add(case_id, events_of(heard, self.clock()))
        return heard

    def answer(self, case_id: str, finding: str, value: str, offered: Sequence[str] = ()) -> None:
        """Answer a question; "unknown" is an answer too. `offered` belongs to the recognition question."""
        seen = answer_to(self.model, finding, value, offered)
        self._add(case_id, [Told((seen,), at=self.clock())])

    def observe(self, case_id: str, observations: Sequence[Observation]) -> None:
        """Take in what a reader of papers or records found: results only, never the values themselves."""
        if observations:
            self._add(case_id, [Told(tuple(observations), at=self.clock(), actor="tool")])

    def wish(self, case_id: str, goal: str = "", situation: str = "") -> None:
        """What the person wants, or how urgent it is, where that has changed; empty: as before."""
        check_wishes(self.model, goal, situation or self.case(case_id).situation)
        self._add(case_id, [Wished(goal, situation, at=self.clock())])

    def correct(self, case_id: str, index: int, finding: str) -> None:
        """Take one reading out of an event, and leave the rest of it as it was told, when it was told.

        Raises InputError when that event does not count or has no such reading.
        """
        case = self.case(case_id)
        wrong = case.events[index] if index in case.live_indices else None
        if not isinstance(wrong, Told) or finding not in {seen.finding for seen in wrong.observations}:
            raise InputError("This was corrected already.", "Look again at what I understood.")
        rest = tuple(seen for seen in wrong.observations if seen.finding != finding)
        left = [replace(wrong, observations=rest)] if rest or wrong.text else []
        self._add(case_id, [Undone(index, at=self.clock()), *left])

    def begin(self, case_id: str, step: str) -> None:
        """A step was begun whose end is awaited."""
        self._known_step(step)
        self._add(case_id, [StepStarted(step, at=self.clock())])

    def report(self, case_id: str, step: str, outcome: str) -> None:
        """How a step or route ended: worked, no_change, looked, could_not, refused, waiting ..."""
        if step in self.model.pack.routes:
            self._add(case_id, [self._tried(step, outcome)])
        else:
            self._add(case_id, self._finished(step, outcome))

    def _tried(self, route: str, outcome: str) -> Event:
        if outcome not in ROUTE_ENDS:
            raise InputError(f"A route does not end in {outcome!r}.", f"Allowed: {', '.join(ROUTE_ENDS)}.")
        if outcome == COULD_NOT:
            return StepFinished(route, COULD_NOT, at=self.clock())
        return RouteTried(route, outcome == WORKED, at=self.clock())

    def _finished(self, step: str, outcome: str) -> list[Event]:
        self._known_step(step)
        if outcome not in STEP_ENDS:
            raise InputError(f"A step does not end in {outcome!r}.", f"Allowed: {', '.join(STEP_ENDS)}.")
        return finished(self.model, step, outcome, self.clock())

    def resting(self, case_id: str) -> bool:
        """Whether nobody is to try again for now, because several tries have failed."""
        return rests_until(self.model.pack, self.case(case_id), self.clock()) is not None

    def note(self, case_id: str, text: str) -> None:
        self._add(case_id, [Noted(redact(text).text, at=self.clock())])

    def undo(self, case_id: str, index: int | None = None) -> Event:
        """Take back an event, the latest by default, and return it."""
        case = self.case(case_id)
        if index is None:
            index = max(case.live_indices[1:], default=0)
        self._add(case_id, [Undone(index, at=self.clock())])
        return case.events[index]

    def close(self, case_id: str, outcome: str) -> None:
        """End the case: solved, handed_over or given_up."""
        if outcome not in get_args(End):
            raise InputError(f"A case does not end in {outcome!r}.", f"Allowed: {', '.join(get_args(End))}.")
        self._add(case_id, [Closed(cast(End, outcome), at=self.clock())])

    def forget(self, case_id: str) -> None:
        """Erase the case for good."""
        self.store.forget(case_id)

    def list(self) -> tuple[Summary, ...]:
        return self.store.list()

    def _add(self, case_id: str, events: Sequence[Event]) -> None:
        """Append events; another writer's events in between do no harm, since each event stands alone."""
        payloads = [to_dict(event) for event in events]
        for attempt in range(RETRIES):
            version, before = self.store.read(case_id)
            fold([*(from_dict(event) for event in before), *events])
            try:
                self.store.append(case_id, version, payloads)
                return
            except Conflict:
                if attempt == RETRIES - 1:
                    raise

    def _known_step(self, step: str) -> None:
        if step not in self.model.pack.steps:
            raise InputError(f"The pack has no step {step!r}.", "List them with: jiesuo pack show steps")
