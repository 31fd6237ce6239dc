"""A person's case: what happened, as events in the past tense, and everything that follows from them.

Nothing but the events is ever kept. What was said, done and tried is their fold, so taking one back is
folding again without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from jiesuo.core.evidence import Observation
from jiesuo.errors import InputError

Actor = Literal["person", "helper", "tool"]
End = Literal["solved", "handed_over", "given_up"]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events: when it happened (UTC) and who said so."""

    at: datetime = field(kw_only=True)
    actor: Actor = field(kw_only=True, default="person")

    def __post_init__(self) -> None:
        """Turn any other time zone into UTC; raises InputError when the time has none."""
        if self.at.tzinfo is None:
            raise InputError("The time of an event has no time zone.", "Give it in UTC.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Opened(Event):
    pack: str
    version: str
    goal: str
    situation: str
    language: str


@dataclass(frozen=True, slots=True)
class Wished(Event):
    """Another goal or another hurry than at the opening; empty: as before."""

    goal: str = ""
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Told(Event):
    """Something was said, shown or read."""

    observations: tuple[Observation, ...]
    text: str = ""
    """The person's words, already redacted."""


@dataclass(frozen=True, slots=True)
class StepStarted(Event):
    step: str


@dataclass(frozen=True, slots=True)
class StepFinished(Event):
    step: str
    outcome: str
    """`worked`, `no_change`, or an outcome that the step names in the pack."""
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteTried(Event):
    route: str
    worked: bool


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """An earlier event is taken back, as if it had never been said."""

    index: int
    """Place of that event in the case, from 0."""


@dataclass(frozen=True, slots=True)
class Noted(Event):
    text: str


@dataclass(frozen=True, slots=True)
class Closed(Event):
    outcome: End


@dataclass(frozen=True)
class Case:
    """The fold of a case's events; made by `fold`, which checks them."""

    events: tuple[Event, ...]
    live_indices: tuple[int, ...]
    """Places in `events` of those that count: neither taken back nor a taking back."""

    @cached_property
    def live(self) -> tuple[Event, ...]:
        return tuple(self.events[index] for index in self.live_indices)

    @cached_property
    def opened(self) -> Opened:
        first = self.events[0]
        assert isinstance(first, Opened)
        return first

    @cached_property
    def goal(self) -> str:
        return next((wish.goal for wish in reversed(self.wishes) if wish.goal), self.opened.goal)

    @cached_property
    def situation(self) -> str:
        said = (wish.situation for wish in reversed(self.wishes) if wish.situation)
        return next(said, self.opened.situation)

    @cached_property
    def pressed_since(self) -> datetime:
        """When the situation was last said."""
        said = (wish.at for wish in reversed(self.wishes) if wish.situation)
        return next(said, self.opened.at)

    @cached_property
    def wishes(self) -> tuple[Wished, ...]:
        return tuple(event for event in self.live if isinstance(event, Wished))

    @property
    def language(self) -> str:
        return self.opened.language

    @property
    def pack(self) -> str:
        return self.opened.pack

    @property
    def pack_version(self) -> str:
        return self.opened.version

    @cached_property
    def answers(self) -> dict[str, Observation]:
        """The latest observation of each finding, those implied and "I don't know" included."""
        return {seen.finding: seen for event in self.live for seen in observations_of(event)}

    @cached_property
    def answered_at(self) -> dict[str, datetime]:
        """When each finding of `answers` was last observed."""
        return {seen.finding: event.at for event in self.live for seen in observations_of(event)}

    @cached_property
    def starts(self) -> tuple[StepStarted, ...]:
        return tuple(event for event in self.live if isinstance(event, StepStarted))

    @cached_property
    def finishes(self) -> tuple[StepFinished, ...]:
        return tuple(event for event in self.live if isinstance(event, StepFinished))

    @cached_property
    def tries(self) -> tuple[RouteTried, ...]:
        return tuple(event for event in self.live if isinstance(event, RouteTried))

    @cached_property
    def pending(self) -> dict[str, datetime]:
        """Steps begun and not finished since, with the time they were last begun."""
        running: dict[str, datetime] = {}
        for event in self.live:
            if isinstance(event, StepStarted):
                running[event.step] = event.at
            elif isinstance(event, StepFinished):
                running.pop(event.step, None)
        return running

    @cached_property
    def outcomes(self) -> dict[str, StepFinished]:
        """The latest finish of each step."""
        return {event.step: event for event in self.finishes}

    @cached_property
    def tried(self) -> dict[str, RouteTried]:
        """The latest try of each route."""
        return {event.route: event for event in self.tries}

    @cached_property
    def closed(self) -> Closed | None:
        """How the case ended, or None while it is open."""
        return next((event for event in reversed(self.live) if isinstance(event, Closed)), None)


def observations_of(event: Event) -> tuple[Observation, ...]:
    """What an event lets one observe; a route that was tried is an observation too."""
    if isinstance(event, Told | StepFinished):
        return event.observations
    if isinstance(event, RouteTried):
        return (Observation(f"route.{event.route}", "worked" if event.worked else "failed"),)
    return ()


def fold(events: Iterable[Event]) -> Case:
    """Make a case of its events; raises InputError when they cannot be a case's events."""
    kept = tuple(events)
    _check_opening(kept)
    return Case(kept, tuple(_live(kept)))


def without(case: Case, index: int) -> Case:
    """The same case had the event at `index` never been said (raises InputError as taking back does)."""
    return fold((*case.events, Undone(index, at=case.events[-1].at, actor="tool")))


def _check_opening(events: Sequence[Event]) -> None:
    openings = [index for index, event in enumerate(events) if isinstance(event, Opened)]
    if openings != [0]:
        raise InputError("A case is opened once, by its first event.", "Open a new case for more.")


def _live(events: Sequence[Event]) -> Iterator[int]:
    gone = _taken_back(events)
    for index, event in enumerate(events):
        if index not in gone and not isinstance(event, Undone):
            yield index


def _taken_back(events: Sequence[Event]) -> set[int]:
    """Places of the events taken back; from the end, since a taking back can itself be taken back."""
    gone: set[int] = set()
    for place in range(len(events) - 1, -1, -1):
        event = events[place]
        if isinstance(event, Undone):
            _check_undone(event, place)
            if place not in gone:
                gone.add(event.index)
    return gone


def _check_undone(event: Undone, place: int) -> None:
    if not 0 < event.index < place:
        raise InputError(
            f"Event {event.index} cannot be taken back.",
            "Only an earlier event can be, and not the opening of the case.",
        )
