"""Budgets of tries: what is a failure, what makes a row of them, and when the rest is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.core.belief import Repair, StillFails
from jiesuo.core.case import Case, Event, Opened, RouteTried, StepFinished, StepStarted, Told, fold
from jiesuo.core.evidence import Observation
from jiesuo.core.history import updates_of
from jiesuo.core.holds import running
from jiesuo.core.model import build
from jiesuo.core.tries import rests_until
from jiesuo.knowledge import catalog

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PACK = catalog.open_by_id()
BUDGET = PACK.tries["failed_tries"]
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return NOON + hours * HOUR


def case(*events: Event) -> Case:
    return fold([Opened("p", "1", "pay", "today", "en", at=NOON), *events])


def in_vain(hours: float, step: str = "clear_cache") -> StepFinished:
    return StepFinished(step, "no_change", at=at(hours))


THREE = tuple(in_vain(hours) for hours in (0, 1, 2))


def test_after_some_failures_one_rests_for_a_day_from_the_last() -> None:
    assert rests_until(PACK, case(*THREE[:2]), at(2)) is None
    assert rests_until(PACK, case(*THREE), at(2)) == at(2) + BUDGET.per
    assert rests_until(PACK, case(*THREE), at(2) + BUDGET.per) is None


def test_a_day_without_a_failure_ends_the_row() -> None:
    assert rests_until(PACK, case(in_vain(0), in_vain(1), in_vain(26)), at(26)) is None
    assert rests_until(PACK, case(in_vain(0), in_vain(20), in_vain(40)), at(41)) == at(64)


@given(st.lists(st.integers(0, 200), max_size=12))
def test_no_row_is_ever_longer_than_the_budget_for_who_heeds_it(hours: list[int]) -> None:
    """Who never tries while the rest lasts never has more failures in a row than the budget allows."""
    tried: list[Event] = []
    for hour in sorted(set(hours)):
        if rests_until(PACK, case(*tried), at(hour)) is None:
            tried.append(in_vain(hour))
    times = [event.at for event in tried]
    assert all(b - a >= BUDGET.per for a, b in zip(times, times[BUDGET.max :], strict=False))


@pytest.mark.parametrize(
    "failure",
    [
        in_vain(2),
        in_vain(2, "wait_for_service"),
        RouteTried("other_card", False, at=at(2)),
        StepFinished("readd_card", "refused", at=at(2)),
    ],
)
def test_failures(failure: Event) -> None:
    assert rests_until(PACK, case(*THREE[:2], failure), at(2)) is not None


@pytest.mark.parametrize(
    "event",
    [
        in_vain(1),  # At one moment with another: one try.
        StepFinished("clear_cache", "no_change", at=at(2), actor="tool"),
        StepFinished("clear_cache", "untried", at=at(2)),
        StepFinished("clear_cache", "could_not", at=at(2)),
        StepFinished("call_issuer", "no_change", at=at(2)),
        StepFinished("visit_bank_branch", "refused", at=at(2)),
        StepFinished("visit_bank_branch", "worked", at=at(2)),
        StepStarted("wait_for_service", at=at(2)),
        RouteTried("cash", False, at=at(2)),
        RouteTried("other_card", True, at=at(2)),
        Told((Observation("vpn_on", "no"),), at=at(2)),
    ],
)
def test_no_failures(event: Event) -> None:
    assert rests_until(PACK, case(*THREE[:2], event), at(2)) is None


@pytest.mark.parametrize("told", [Told((), "it says the same", at=at(2)), Told((), at=at(2))])
def test_what_shows_after_a_repair_that_was_accepted_is_a_failure(told: Told) -> None:
    accepted = StepFinished("visit_bank_branch", "worked", at=at(1.5))
    assert rests_until(PACK, case(*THREE[:2], accepted, told), at(2)) is not None


def test_a_rest_leaves_repairs_looks_and_ways_that_nobody_counts() -> None:
    (ban,) = (hold for hold in running(PACK, case(*THREE), at(2)) if hold.id == "failed_tries")
    ways = {name for name, route in PACK.routes.items() if not ban.forbids_doing(name, route.tags)}
    assert ways == {"friend_pay", "other_wallet", "cash", "physical_card", "shopping_agent"}
    kept = {name for name, step in PACK.steps.items() if not ban.forbids_doing(name, step.tags)}
    assert {"visit_bank_branch", "call_issuer", "turn_off_vpn", "check_bill", "confirm_with_pin"} <= kept
    assert {"small_test_elsewhere", "readd_card", "open_in_right_app"}.isdisjoint(kept)


def test_what_was_done_and_not_tried_may_have_helped() -> None:
    model = build(PACK)
    untried = updates_of(model, case(StepFinished("clear_cache", "untried", at=at(1))))
    assert [type(update) for update in untried] == [Repair]
    vain = updates_of(model, case(in_vain(1)))
    assert [type(update) for update in vain] == [Repair, StillFails]
