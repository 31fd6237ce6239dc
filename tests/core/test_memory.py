"""What is believed of a growing case is what folding it anew gives, for less work."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.core import memory
from jiesuo.core.belief import Belief, Update, resume
from jiesuo.core.case import Event, Opened, RouteTried, StepFinished, Told, Undone, Wished, fold
from jiesuo.core.evidence import Observation
from jiesuo.core.history import belief_of, updates_of
from jiesuo.core.memory import Memory
from jiesuo.core.model import Model, build
from jiesuo.knowledge import catalog

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
OPENED = Opened("pack", "1", "pay", "today", "en", at=NOON)
FINDINGS = ("vpn_on", "card_kind", "identity_status")
"""Few, so that answers are given anew."""


@cache
def model() -> Model:
    return build(catalog.open_by_id())


def told(finding: str, value: int) -> Told:
    values = model().pack.findings[finding].values
    return Told((Observation(finding, values[value % len(values)]),), at=NOON)


def step_ends() -> st.SearchStrategy[Event]:
    mending = sorted(name for name, step in model().pack.steps.items() if step.fixes)
    outcomes = st.sampled_from(["worked", "no_change", "could_not"])
    return st.builds(StepFinished, st.sampled_from(mending), outcomes, at=st.just(NOON))


GROWTH = st.lists(
    st.one_of(
        st.builds(told, st.sampled_from(FINDINGS), st.integers(0, 9)),
        st.deferred(step_ends),
        st.builds(RouteTried, st.just("cash"), st.booleans(), at=st.just(NOON)),
        st.builds(Wished, st.sampled_from(["pay", "log_in"]), at=st.just(NOON)),
        st.builds(Undone, st.integers(1, 12), at=st.just(NOON)),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(growth=GROWTH)
def test_the_resumed_belief_is_the_fold(growth: list[Event]) -> None:
    """Bit by bit, whatever was told anew, taken back or wished for meanwhile."""
    remembered, events = Memory(), [OPENED]
    for event in growth:
        if isinstance(event, Undone) and event.index >= len(events):
            continue
        events.append(event)
        case = fold(events)
        expected = belief_of(model(), case)
        np.testing.assert_array_equal(remembered.belief_of(model(), case).log_weights, expected.log_weights)


@settings(max_examples=20, deadline=None)
@given(one=GROWTH, other=GROWTH)
def test_another_case_is_not_mixed_up(one: list[Event], other: list[Event]) -> None:
    remembered = Memory()
    for growth in (one, other, one):
        case = fold([OPENED, *(event for event in growth if not isinstance(event, Undone))])
        found = remembered.belief_of(model(), case).log_weights
        np.testing.assert_array_equal(found, belief_of(model(), case).log_weights)


def test_each_update_is_folded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[Update] = []

    def counting(belief: Belief, updates: tuple[Update, ...]) -> Belief:
        folded.extend(updates)
        return resume(belief, updates)

    monkeypatch.setattr(memory, "resume", counting)
    remembered = Memory()
    events = [
        OPENED,
        *(told(finding, 0) for finding in FINDINGS),
        StepFinished("clear_cache", "worked", at=NOON),
    ]
    for length in range(1, len(events) + 1):
        remembered.belief_of(model(), fold(events[:length]))
    assert tuple(folded) == updates_of(model(), fold(events))


def test_what_changes_nothing_leaves_the_belief_as_it_is() -> None:
    remembered = Memory()
    asked = [OPENED, told("vpn_on", 0)]
    before = remembered.belief_of(model(), fold(asked))
    asked.append(Told((Observation("card_kind", "unknown"),), at=NOON))
    assert remembered.belief_of(model(), fold(asked)) is before
