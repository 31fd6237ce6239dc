"""Events and their fold: written and read, taken back, and what follows from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.core.case import (
    Closed,
    Event,
    Noted,
    Opened,
    RouteTried,
    StepFinished,
    StepStarted,
    Told,
    Undone,
    fold,
    without,
)
from jiesuo.core.event_json import SCHEMA, from_dict, to_dict
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.errors import InputError

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
OPENED = Opened("pack", "1", "pay", "today", "en", at=NOON)


def minute(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


TEXTS = st.text(max_size=12)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ACTORS = st.sampled_from(["person", "helper", "tool"])
OBSERVATIONS = st.builds(
    Observation,
    finding=TEXTS,
    value=TEXTS,
    source=st.sampled_from(["person", "log"]),
    quote=TEXTS,
    reliability=st.floats(0, 1),
    weights=st.lists(st.tuples(TEXTS, st.floats(-50, 0)), max_size=3).map(tuple),
    offered=st.lists(TEXTS, max_size=3).map(tuple),
    implied=st.booleans(),
)
SEEN = st.lists(OBSERVATIONS, max_size=3).map(tuple)
COMMON = {"at": TIMES, "actor": ACTORS}
EVENTS = st.one_of(
    st.builds(Opened, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, **COMMON),
    st.builds(Told, SEEN, TEXTS, **COMMON),
    st.builds(StepStarted, TEXTS, **COMMON),
    st.builds(StepFinished, TEXTS, TEXTS, SEEN, **COMMON),
    st.builds(RouteTried, TEXTS, st.booleans(), **COMMON),
    st.builds(Undone, st.integers(0, 99), **COMMON),
    st.builds(Noted, TEXTS, **COMMON),
    st.builds(Closed, st.sampled_from(["solved", "handed_over", "given_up"]), **COMMON),
)


@settings(max_examples=200)
@given(event=EVENTS)
def test_what_is_written_is_read_back(event: Event) -> None:
    written = json.loads(json.dumps(to_dict(event)))
    assert written["schema"] == SCHEMA
    assert from_dict(written) == event


@pytest.mark.parametrize(
    "change",
    [
        {"schema": SCHEMA + 1},
        {"schema": None},
        {"kind": "rumoured"},
        {"kind": None},
        {"at": "yesterday"},
        {"at": "2026-01-05T12:00:00"},
        {"actor": "stranger"},
        {"observations": [{"finding": "f"}]},
        {"observations": 3},
    ],
)
def test_what_cannot_be_read_is_said(change: dict[str, object]) -> None:
    written = to_dict(Told((Observation("f", "yes"),), at=NOON)) | change
    with pytest.raises(InputError):
        from_dict(written)


def test_times_become_utc_and_need_a_zone() -> None:
    there = datetime(2026, 1, 5, 20, tzinfo=timezone(timedelta(hours=8)))
    assert Noted("x", at=there).at == NOON
    assert Noted("x", at=there).at.tzinfo is UTC
    with pytest.raises(InputError):
        Noted("x", at=datetime(2026, 1, 5))


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Noted("x", at=NOON)],
        [OPENED, OPENED],
        [Noted("x", at=NOON), OPENED],
        [OPENED, Undone(0, at=NOON)],
        [OPENED, Undone(1, at=NOON)],
        [OPENED, Undone(5, at=NOON)],
        [OPENED, Undone(-1, at=NOON)],
    ],
)
def test_impossible_events_are_refused(events: list[Event]) -> None:
    with pytest.raises(InputError):
        fold(events)


def test_the_latest_answer_counts_also_if_implied_or_unknown() -> None:
    yes, unknown = Observation("a", "yes"), Observation("a", UNKNOWN)
    implied, found = Observation("b", "no", implied=True), Observation("c", "yes")
    case = fold(
        [
            OPENED,
            Told((yes, implied), at=minute(1)),
            Told((unknown,), at=minute(2)),
            StepFinished("look", "worked", (found,), at=minute(3)),
            RouteTried("card", False, at=minute(4)),
        ]
    )
    tried = Observation("route.card", "failed")
    assert case.answers == {"a": unknown, "b": implied, "c": found, "route.card": tried}
    assert case.answered_at["a"] == minute(2)


def test_undone_is_as_if_never_said_and_undoing_can_be_undone() -> None:
    told = Told((Observation("a", "yes"),), at=minute(1))
    corrected = Told((Observation("a", "no"),), at=minute(2))
    events: list[Event] = [OPENED, told, corrected, Undone(2, at=minute(3))]
    back = fold(events)
    assert back.answers == fold([OPENED, told]).answers
    assert back.live == (OPENED, told)
    assert back.live_indices == (0, 1)
    again = fold([*events, Undone(3, at=minute(4))])
    assert again.answers == fold([OPENED, told, corrected]).answers
    assert fold([*again.events, Undone(4, at=minute(5))]).live == back.live


@given(
    st.lists(EVENTS.filter(lambda event: not isinstance(event, Opened | Undone)), min_size=1, max_size=6),
    st.data(),
)
def test_a_case_without_an_event_is_the_fold_of_the_rest(events: list[Event], data: st.DataObject) -> None:
    index = data.draw(st.integers(1, len(events)))
    rest = [event for place, event in enumerate(events, start=1) if place != index]
    assert without(fold([OPENED, *events]), index).live == (OPENED, *rest)


def test_steps_are_pending_until_finished() -> None:
    started = [OPENED, StepStarted("call", at=minute(1)), StepStarted("wait", at=minute(2))]
    case = fold(
        [*started, StepFinished("call", "no_change", at=minute(9)), StepStarted("wait", at=minute(10))]
    )
    assert fold(started).pending == {"call": minute(1), "wait": minute(2)}
    assert case.pending == {"wait": minute(10)}
    assert case.outcomes["call"].outcome == "no_change"
    assert [event.step for event in case.starts] == ["call", "wait", "wait"]


def test_latest_try_of_a_route_and_the_end() -> None:
    events = [OPENED, RouteTried("card", False, at=minute(1)), RouteTried("card", True, at=minute(2))]
    assert fold(events).tried["card"].worked
    assert fold(events).closed is None
    closed = fold([*events, Closed("solved", at=minute(3))])
    assert closed.closed is not None
    assert closed.closed.outcome == "solved"
    assert without(closed, 3).closed is None


def test_the_opening_says_what_the_case_is_about() -> None:
    case = fold([OPENED])
    assert (case.goal, case.situation, case.language) == ("pay", "today", "en")
    assert (case.pack, case.pack_version) == ("pack", "1")
