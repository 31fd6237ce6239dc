"""Columns of the bank against a plain recursion over what can happen, and the working set."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.core.bank import Effects, with_all_stops, with_one_stop
from jiesuo.core.planner import Problem, Rates
from jiesuo.core.timeline import NOTHING, WAITING, Pace
from jiesuo.core.working_set import SOLVED, working_set
from jiesuo.errors import InputError

CAUSES = 4
SETS = [frozenset(c for c in range(CAUSES) if mask >> c & 1) for mask in range(1, 2**CAUSES)]


def members(sets=SETS, causes=CAUSES):
    return np.array([[cause in group for cause in range(causes)] for group in sets])


def effects_of(seed: int, actions: int = 5, timed: bool = True) -> Effects:
    rng = np.random.default_rng(seed)
    cures = np.where(rng.random((actions, CAUSES)) < 0.5, rng.uniform(0.2, 1, (actions, CAUSES)), 0)
    opens = np.zeros((actions, len(SETS)))
    routes = np.array([actions - 1])
    opens[routes] = rng.random(len(SETS))
    active = rng.integers(0, 4, actions) / 2 * timed
    latency = np.where(rng.random(actions) < 0.5, rng.integers(1, 30, actions), 0) * timed
    pace = Pace(rng.uniform(1, 20, actions), active, latency.astype(float), 0.7, 90.0)
    return Effects(members().astype(np.float64), cures, opens, routes, pace)


def recursive_cost(moves, due, group: frozenset[int], effects: Effects) -> float:
    """Expected cost if `group` is present: follow every way in which the acts can come out."""
    start = group
    pace = effects.pace

    def happen(action, present, then):
        """Expected value of `then` over what is left once the action has acted."""
        shut = 1 - effects.opens[action][SETS.index(start)]
        total = 0.0
        for removed in subsets(present):
            chance = np.prod([effects.cures[action, c] for c in removed])
            chance *= np.prod([1 - effects.cures[action, c] for c in present - removed])
            if present - removed and chance > 0:
                total += chance * shut * then(present - removed)
        return total

    def go(place, now, waiting, present):
        if place == len(moves) or moves[place] == NOTHING:
            return pace.stop
        move = moves[place]
        if move == WAITING:
            return reach(place + 1, now, min((t for t, _ in waiting), default=now), waiting, present)
        ready = now + pace.active[move]
        later = sorted([*waiting, (ready + pace.latency[move], move)], key=lambda item: item[0])
        return pace.effort[move] + reach(place + 1, now, ready, later, present)

    def reach(place, now, end, waiting, present):
        arriving = [item for item in waiting if item[0] <= end + 1e-9]
        if not arriving:
            return pace.hourly * (end - now) + go(place, end, waiting, present)
        time, action = arriving[0]
        rest = [item for item in waiting if item is not arriving[0]]
        return pace.hourly * (time - now) + happen(
            action, present, lambda left: reach(place, time, end, rest, left)
        )

    return go(0, 0.0, sorted((left, action) for action, left in due), group)


def subsets(group):
    items = sorted(group)
    return [
        frozenset(items[k] for k in range(len(items)) if mask >> k & 1) for mask in range(2 ** len(items))
    ]


plans = st.permutations(range(1, 5)).flatmap(
    lambda order: st.lists(st.integers(0, 4), max_size=3).map(lambda spots: put_waits(order, spots))
)


def put_waits(order, spots):
    moves = list(order)
    for spot in spots:
        moves.insert(spot, WAITING)
    return moves + [NOTHING] * (7 - len(moves))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), moves=plans, timed=st.booleans())
def test_column_is_the_cost_of_its_timeline(seed, moves, timed):
    effects = effects_of(seed, timed=timed)
    due = ((0, 7.5),) if timed else ()
    bank = with_all_stops(np.array([moves]), due, effects)
    for column, alpha in zip(bank.moves, bank.alpha, strict=True):
        expected = [recursive_cost(column.tolist(), due, group, effects) for group in SETS]
        np.testing.assert_allclose(alpha, expected, rtol=1e-9)


def test_single_precision_is_close():
    effects = effects_of(3)
    moves = np.array([[1, 2, WAITING, 4, 3, WAITING]])
    exact = with_one_stop(moves, (), effects).alpha
    rough = Effects(
        effects.members.astype(np.float32), effects.cures, effects.opens, effects.routes, effects.pace
    )
    np.testing.assert_allclose(with_one_stop(moves, (), rough).alpha, exact, rtol=1e-5)


def test_common_beginnings_stand_once():
    bank = with_all_stops(np.array([[1, 2, 3], [1, 2, 0], [1, 2, 3]]), (), effects_of(1, timed=False))
    assert sorted(map(tuple, bank.moves.tolist())) == [
        (NOTHING, NOTHING, NOTHING),
        (1, NOTHING, NOTHING),
        (1, 2, NOTHING),
        (1, 2, 0),
        (1, 2, 3),
    ]


def problem(weights, groups, causes):
    return Problem(np.array(weights), members(groups, causes), (), (), Rates(hourly=0, support=1))


@pytest.mark.parametrize("causes", [4, 63, 64, 65, 130])
def test_working_set_keeps_the_heaviest_and_their_subsets(causes):
    last = causes - 1
    groups = [{0}, {1}, {last}, {0, 1}, {0, last}, {1, last}, {0, 1, last}, {2}, set()]
    kept = working_set(problem([0, 0, 0, 0, 0, 0, 5, 1, 9], groups, causes), 1)
    assert kept.rows.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert kept.weights.tolist() == [0, 0, 0, 0, 0, 0, 1]
    assert kept.without[6, [0, 1, last]].tolist() == [5, 4, 3]
    assert kept.without[0, 0] == SOLVED


def test_a_missing_subset_leaves_the_weight_where_it_is():
    kept = working_set(problem([1.0, 1.0], [{0}, {0, 1}], 2), 10)
    assert kept.without[1].tolist() == [1, 0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_unusable_weights_are_refused(bad):
    with pytest.raises(InputError, match="negative or not numbers"):
        working_set(problem([1.0, bad], [{0}, {1}], 2), 10)
