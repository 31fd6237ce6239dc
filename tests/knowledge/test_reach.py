"""The graph of needs and gives: who lacks everything gets as far as a search over orders of steps says."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiesuo.knowledge.lint.reach import deadlocks
from jiesuo.knowledge.load import load
from jiesuo.knowledge.pack import Needs, Pack, Route, Step

_THINGS = ("a", "b", "c")
_STEP = st.tuples(st.sets(st.sampled_from(_THINGS)), st.sets(st.sampled_from(_THINGS), min_size=1))
_ITEM = "thing_{}=yes"


def _items(things: set[str]) -> list[str]:
    return sorted(_ITEM.format(thing) for thing in things)


def _pack(base: Pack, steps: list[tuple[set[str], set[str]]], wanted: set[str]) -> Pack:
    made = {
        f"step_{i}": Step(
            kind="repair",
            effort=1,
            needs=Needs(all=_items(needs)),
            gives={f"thing_{thing}": "yes" for thing in sorted(gives)},
        )
        for i, (needs, gives) in enumerate(steps)
    }
    route = Route(goals=["pay"], effort=1, leak=0.1, needs=Needs(all=_items(wanted)))
    return replace(base, steps=made, routes={"way": route})


def _reached_in_some_order(steps: list[tuple[set[str], set[str]]], wanted: set[str]) -> bool:
    """Independent of the closure: walk every order of the steps with what no step gives at hand."""
    given_by_steps = set().union(*(gives for _, gives in steps))
    for order in permutations(steps):
        had = set(_THINGS) - given_by_steps
        for needs, gives in order:
            if needs <= had:
                had |= gives
        if wanted <= had:
            return True
    return False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps=st.lists(_STEP, min_size=1, max_size=4), wanted=st.sets(st.sampled_from(_THINGS)))
def test_a_goal_is_reached_just_when_some_order_of_steps_reaches_it(
    pack_folder: Path, steps: list[tuple[set[str], set[str]]], wanted: set[str]
) -> None:
    pack = _pack(load(pack_folder), steps, wanted)
    closed = any("the goal pay" in fault.what for fault in deadlocks(pack))
    assert closed == (not _reached_in_some_order(steps, wanted))
