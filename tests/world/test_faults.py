"""Each fault, put in alone, makes its failure appear, and what mends it makes it vanish."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jiesuo.world import gates
from jiesuo.world import people as drawing
from jiesuo.world.faults import FAULTS
from jiesuo.world.numbers import load
from jiesuo.world.state import State
from jiesuo.world.world import WAIT, World, act

NUMBERS = load()
PEOPLE = 3
MOST_TIMES = 8
CASES = [(name, goal) for name, fault in FAULTS.items() for goal in fault.goals]
NOT_TO_BE_MENDED = {"no_accepted_document", "payee_restricted"}
"""Nothing that the person could do; they are there for the ways round."""


def people(fault: str, goal: str) -> Iterator[State]:
    for number in range(PEOPLE):
        world = World(NUMBERS)
        world.reset(f"alone/{number}", (fault,), goal)
        yield world.state


@pytest.mark.parametrize(("fault", "goal"), CASES, ids=lambda part: str(part))
def test_alone_it_makes_the_wish_fail(fault: str, goal: str) -> None:
    for state in people(fault, goal):
        assert state.faults == (fault,)
        assert gates.goal(state)


@pytest.mark.parametrize(("fault", "goal"), CASES, ids=lambda part: str(part))
def test_without_it_nothing_fails(fault: str, goal: str) -> None:
    """The same person, the fault left out: only what the wish itself means is left to do."""
    for state in people(fault, goal):
        well = mend_by_hand(state, fault, goal)
        assert gates.goal(well) in (None, "identity_missing" if goal == "verify" else None)


def mend_by_hand(state: State, fault: str, goal: str) -> State:
    """What the person would be without the fault: drawn again from the same luck, with nothing put in."""
    seed = state.luck.seed
    well = drawing.healthy(NUMBERS, type(state.luck)(seed))
    well.person.goal = state.person.goal
    drawing.suit_goal(well)
    if goal == "add_card":
        well.wallet.links.pop("main", None)
    return well


@pytest.mark.parametrize(("fault", "goal"), CASES, ids=lambda part: str(part))
def test_what_mends_it_makes_it_vanish(fault: str, goal: str) -> None:
    if fault in NOT_TO_BE_MENDED:
        assert not FAULTS[fault].ways
        return
    assert any(mended(state, fault) for state in people(fault, goal))


def mended(state: State, fault: str) -> bool:
    """Whether one of the ways, each doing repeated while it fails, opens the usual way."""
    return any(goes(state.fork(), way) for way in FAULTS[fault].ways)


def goes(state: State, way: tuple[str, ...]) -> bool:
    for _ in range(MOST_TIMES):
        for doing in (*way, WAIT):
            act(state, doing)
            act(state, "try_again")
            if state.reached and gates.own_side(state) is None:
                return True
    return False
