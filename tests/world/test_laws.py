"""What holds in every world, whatever is done in it."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.world import gates
from jiesuo.world.faults import FAULTS
from jiesuo.world.numbers import disturbed, load
from jiesuo.world.records import Lock
from jiesuo.world.state import State
from jiesuo.world.world import DOINGS, World, act

NUMBERS = load()
ACTIONS = st.lists(st.sampled_from(sorted(DOINGS)), min_size=1, max_size=25)
SEEDS = st.integers(0, 10_000).map(str)
QUICK = settings(max_examples=150, deadline=None)


def begun(seed: str) -> State:
    world = World(NUMBERS)
    world.reset(seed)
    return world.state


@QUICK
@given(SEEDS, ACTIONS)
def test_money_is_neither_made_nor_lost(seed: str, actions: list[str]) -> None:
    state = begun(seed)
    before = state.purse.total
    for action in actions:
        act(state, action)
        assert math.isclose(state.purse.total, before, abs_tol=1e-6)
    assert math.isclose(state.purse.at["payee"], state.payee.paid * state.payee.amount, abs_tol=1e-6)
    assert math.isclose(state.purse.at["fees"], state.spent.money, abs_tol=1e-6)


@QUICK
@given(SEEDS, ACTIONS)
def test_the_clock_only_goes_forward(seed: str, actions: list[str]) -> None:
    state = begun(seed)
    for action in actions:
        before, minutes = state.now, state.spent.minutes
        act(state, action)
        assert state.now >= before
        assert state.spent.minutes >= minutes


@QUICK
@given(SEEDS, ACTIONS)
def test_nothing_awaited_comes_before_its_time(seed: str, actions: list[str]) -> None:
    state = begun(seed)
    for action in actions:
        step = act(state, action)
        assert all(due.at <= state.now for due in step.news)
        assert all(due.at > state.now for due in state.due)


@QUICK
@given(SEEDS, ACTIONS)
def test_no_review_ends_before_its_time_but_by_staff_or_by_being_thrown_away(
    seed: str, actions: list[str]
) -> None:
    state = begun(seed)
    for action in actions:
        review = state.wallet.review
        step = act(state, action)
        if review is not None and state.wallet.review is None and state.now < review.until:
            by_staff = any(due.name == "wallet_staff_answer" for due in step.news)
            assert by_staff or "review_restarted" in state.harm


@QUICK
@given(SEEDS, st.integers(1, 12))
def test_a_lock_never_shortens_by_log_ins(seed: str, times: int) -> None:
    world = World(NUMBERS)
    world.reset(seed, ("cooldown",), "log_in")
    state = world.state
    for _ in range(times):
        before = state.shop.lock
        act(state, "route.password")
        if still(before, state):
            after = state.shop.lock
            assert after is not None
            assert after.flags >= before.flags  # type: ignore[union-attr]
            assert after.until >= before.until  # type: ignore[operator,union-attr]


def still(lock: Lock | None, state: State) -> bool:
    return lock is not None and gates.shut(lock, state)


def test_log_ins_in_the_first_hour_make_a_lock_longer() -> None:
    grown = 0
    for number in range(30):
        world = World(NUMBERS)
        world.reset(f"hour/{number}", ("cooldown",), "log_in")
        lock = world.state.shop.lock
        assert lock is not None
        fresh = (world.now - lock.begun).total_seconds() < 3500
        world.step("route.password")
        after = world.state.shop.lock
        assert after is not None
        assert (after.flags > lock.flags) == fresh
        grown += after.flags
    assert grown > 0


@QUICK
@given(SEEDS, ACTIONS)
def test_the_same_seed_plays_the_same(seed: str, actions: list[str]) -> None:
    first, second = World(NUMBERS), World(NUMBERS)
    assert first.reset(seed) == second.reset(seed)
    for action in actions:
        assert first.step(action) == second.step(action)


@QUICK
@given(SEEDS, ACTIONS, ACTIONS)
def test_a_fork_lives_its_own_life(seed: str, lived: list[str], after: list[str]) -> None:
    """What is done in a fork leaves the first untouched, and would have gone the same there."""
    state, twin = begun(seed), begun(seed)
    for action in lived:
        act(state.fork(), action)
    for action in after:
        assert act(state, action) == act(twin, action)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_a_disturbed_world_is_off_by_a_factor_of_e_at_most(seed: int) -> None:
    other = disturbed(NUMBERS, seed)
    for name in FAULTS:
        if NUMBERS.faults[name]:
            assert 1 / math.e <= other.faults[name] / NUMBERS.faults[name] <= math.e
    assert 1 / math.e <= other.hours.review.usual / NUMBERS.hours.review.usual <= math.e
    odds = [n.chances.clerk_manages / (1 - n.chances.clerk_manages) for n in (NUMBERS, other)]
    assert 1 / math.e - 1e-9 <= odds[1] / odds[0] <= math.e + 1e-9


@QUICK
@given(SEEDS, ACTIONS)
def test_nobody_reaches_one_wish_by_the_way_to_another(seed: str, actions: list[str]) -> None:
    """Who wants a card added or an account verified is not served by paying cash."""
    world = World(NUMBERS)
    world.reset(seed, ("unverified",), "add_card")
    for action in actions:
        if action.startswith("route."):
            world.step(action)
    assert not world.reached
    assert world.state.payee.paid == 0
