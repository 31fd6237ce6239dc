"""What a store promises: cases rest here as lists of events, and only ever grow or are forgotten.

A case's version is the number of its events. A writer says which version it has read; if the case has
moved on meanwhile, nothing is written and Conflict is raised. The store knows nothing of what an event
means, except that `at` is the time it happened (an ISO 8601 string).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from jiesuo.errors import Conflict, InputError, NotFound

Event = dict[str, Any]
"""One event as plain JSON; it must have `at`."""

Events = list[Event]


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of cases; times are those of the first and the latest event."""

    case_id: str
    version: int
    opened_at: str
    updated_at: str


class Store(Protocol):
    """Where cases rest; safe to use from several threads.

    Every method can raise InputError (an id that is not text, an event that is not JSON) and, where a
    file is behind it, Locked, ReadOnly, Full and Corrupt.
    """

    def create(self, case_id: str, events: Sequence[Event]) -> int:
        """Begin a case with at least one event and return its version; Conflict if the id is taken."""
        ...

    def append(self, case_id: str, expected_version: int, events: Sequence[Event]) -> int:
        """Add all events or none and return the new version; raises NotFound and Conflict."""
        ...

    def read(self, case_id: str) -> tuple[int, Events]:
        """The version and all events in their order; raises NotFound."""
        ...

    def forget(self, case_id: str) -> None:
        """Erase the case for good; raises NotFound."""
        ...

    def close(self) -> None:
        """Let go of what is held open; the next call opens it again."""
        ...

    def list(self) -> tuple[Summary, ...]:
        """All cases, the one with the latest event first; equal times by id, downwards."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """Events made ready to be stored: their JSON texts, and the time of the first and the last."""

    payloads: tuple[str, ...]
    first_at: str
    last_at: str


def written(events: Sequence[Event]) -> Written:
    """The events as JSON texts; InputError if one is not plain JSON or has no time."""
    times = [_time_of(event) for event in events]
    payloads = tuple(_encoded(event) for event in events)
    return Written(payloads, times[0] if times else "", times[-1] if times else "")


def opening(events: Sequence[Event]) -> Written:
    """As `written`, for a new case; InputError if there is no event."""
    if not events:
        raise InputError("A case cannot begin without an event.", "Give at least the event that opens it.")
    return written(events)


def checked_id(case_id: str) -> str:
    """The id itself; InputError if it is not text that can be stored."""
    if not _is_text(case_id):
        raise InputError("A case id must be plain text.", "Copy the id from the list of cases.")
    return case_id


def check_version(case_id: str, expected: int, actual: int) -> None:
    """Raise Conflict unless the writer has seen the latest version."""
    if expected != actual:
        what = f"Case {case_id} has changed: it is at version {actual}, not {expected}."
        raise Conflict(what, "Read the case again, then repeat what you wanted to add.")


def taken(case_id: str) -> Conflict:
    """The error for an id that is already in use."""
    return Conflict(f"Case {case_id} exists already.", "Open a case under a new id, or add to this one.")


def missing(case_id: str) -> NotFound:
    """The error for a case that is not here."""
    return NotFound(f"There is no case {case_id} here.", "Look for its id in the list of cases.")


def _time_of(event: Event) -> str:
    at = event.get("at") if isinstance(event, dict) else None
    if not isinstance(at, str) or not _is_text(at):
        raise InputError("An event has no time.", "Give it `at`: a date and time as ISO 8601 text.")
    return at


def _encoded(event: Event) -> str:
    # Escaped to ASCII: half a surrogate pair, as a damaged command line brings it, must not be refused.
    try:
        return json.dumps(event, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"An event is not plain JSON: {error}.", "Use text, numbers, lists and maps."
        ) from error


def _is_text(value: object) -> bool:
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False
