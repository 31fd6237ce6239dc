"""A store that lasts as long as the program: for tests and single runs."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiesuo.store.base import (
    Event,
    Events,
    Summary,
    Written,
    check_version,
    checked_id,
    missing,
    opening,
    taken,
    written,
)


@dataclass(frozen=True, slots=True)
class _Resting:
    payloads: tuple[str, ...]
    opened_at: str
    updated_at: str


class MemoryStore:
    """Keeps the JSON texts, not the dicts, so that a caller cannot change what rests here."""

    def __init__(self) -> None:
        self._cases: dict[str, _Resting] = {}
        self._lock = threading.Lock()

    def create(self, case_id: str, events: Sequence[Event]) -> int:
        new = opening(events)
        with self._lock:
            if checked_id(case_id) in self._cases:
                raise taken(case_id)
            self._cases[case_id] = _Resting(new.payloads, new.first_at, new.last_at)
        return len(new.payloads)

    def append(self, case_id: str, expected_version: int, events: Sequence[Event]) -> int:
        new = written(events)
        with self._lock:
            resting = self._found(case_id)
            check_version(case_id, expected_version, len(resting.payloads))
            self._cases[case_id] = _grown(resting, new)
            return len(self._cases[case_id].payloads)

    def read(self, case_id: str) -> tuple[int, Events]:
        with self._lock:
            payloads = self._found(case_id).payloads
        return len(payloads), [json.loads(payload) for payload in payloads]

    def forget(self, case_id: str) -> None:
        with self._lock:
            self._found(case_id)
            del self._cases[case_id]

    def close(self) -> None:
        """Nothing is held open."""

    def list(self) -> tuple[Summary, ...]:
        with self._lock:
            summaries = [_summary(case_id, resting) for case_id, resting in self._cases.items()]
        summaries.sort(key=lambda summary: (summary.updated_at, summary.case_id), reverse=True)
        return tuple(summaries)

    def _found(self, case_id: str) -> _Resting:
        if checked_id(case_id) not in self._cases:
            raise missing(case_id)
        return self._cases[case_id]


def _grown(resting: _Resting, new: Written) -> _Resting:
    payloads = resting.payloads + new.payloads
    return replace(resting, payloads=payloads, updated_at=new.last_at or resting.updated_at)


def _summary(case_id: str, resting: _Resting) -> Summary:
    return Summary(case_id, len(resting.payloads), resting.opened_at, resting.updated_at)
