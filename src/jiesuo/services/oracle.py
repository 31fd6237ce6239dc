"""The one who knows everything: what is wrong, how the world works, and how each try will end.

Searches over what can be done about the faults that are there, and over the ways round, for the cheapest
sequence. It is a bound for the others, not a rival: nobody can know outcomes in advance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

from jiesuo.services.game import Score, cost
from jiesuo.services.policies import ORACLE
from jiesuo.world import gates
from jiesuo.world.at_wallet import wallet_side
from jiesuo.world.faults import FAULTS
from jiesuo.world.numbers import Numbers
from jiesuo.world.routes import ROUTES
from jiesuo.world.state import OTHER, State
from jiesuo.world.world import WAIT, World, act

MOST_TIMES = 3
"""Times that the same thing is done."""
DEEPEST = 12
MOST_NODES = 2_000
LOG_INS = ("password", "old_phone")


@dataclass
class Best:
    """The cheapest end found so far."""

    cost: float
    state: State
    acts: tuple[str, ...] = ()
    mended_at: datetime | None = None


@dataclass
class Search:
    """Uniform cost (Dijkstra): always goes on from where least was spent, up to the best end."""

    begun: datetime
    doings: tuple[str, ...]
    best: Best
    seen: dict[tuple[tuple[str, ...], bool, str | None], float] = field(default_factory=dict)
    open: list[tuple[float, int, State, tuple[str, ...]]] = field(default_factory=list)
    nodes: int = 0

    def run(self, state: State) -> None:
        self._push(state, ())
        while self.open and self.nodes < MOST_NODES:
            spent, _, state, acts = heappop(self.open)
            if spent < self.best.cost:
                self._visit(state, acts)

    def _push(self, state: State, acts: tuple[str, ...]) -> None:
        if self._promising(state, acts):
            self.nodes += 1
            heappush(self.open, (self._spent(state), self.nodes, state, acts))

    def _visit(self, state: State, acts: tuple[str, ...]) -> None:
        self._end_here(state, acts)
        if state.reached is None:
            self._ways_round(state, acts)
        if len(acts) < DEEPEST:
            for name in self.doings:
                if acts.count(name) < MOST_TIMES:
                    after = state.fork()
                    act(after, name)
                    self._push(after, (*acts, name))

    def _spent(self, state: State) -> float:
        """What any end from here has cost at least."""
        given_up = 0.0 if state.reached else state.numbers.rates[state.person.situation].given_up
        return cost(state, self.begun, True) - given_up

    def _promising(self, state: State, acts: tuple[str, ...]) -> bool:
        spent = self._spent(state)
        # The order of acts matters only by what still refuses after them.
        key = (tuple(sorted(acts)), state.reached is not None, gates.goal(state))
        if spent >= min(self.best.cost, self.seen.get(key, float("inf"))):
            return False
        self.seen[key] = spent
        return True

    def _end_here(self, state: State, acts: tuple[str, ...]) -> None:
        """Stop now, or reach the wish the usual way if that is open."""
        if gates.goal(state) is None and state.reached is None:
            state = state.fork()
            act(state, "try_again")
            acts = (*acts, "try_again")
        self._offer(state, acts)

    def _offer(self, state: State, acts: tuple[str, ...]) -> None:
        mended = gates.own_side(state) is None
        total = cost(state, self.begun, mended)
        if total < self.best.cost:
            self.best = Best(total, state, acts, state.now if mended else None)

    def _ways_round(self, state: State, acts: tuple[str, ...]) -> None:
        for name in ROUTES:
            if (name in LOG_INS) != (state.person.goal == "log_in") or state.person.goal in (
                "verify",
                "add_card",
            ):
                continue
            after = state.fork()
            act(after, f"route.{name}")
            if after.reached is not None:
                self._offer(after, (*acts, name))
                self._push(after, (*acts, name))


def solve(numbers: Numbers, seed: str, faults: tuple[str, ...] = (), goal: str = "") -> Score:
    """The cheapest way out for one person, by whatever means the world has."""
    world = World(numbers)
    world.reset(seed, faults, goal)
    state, begun = world.state, world.now
    search = Search(begun, _doings(state), Best(cost(state, begun, False), state))
    search.run(state.fork())
    return _score(seed, search.best, begun)


def _doings(state: State) -> tuple[str, ...]:
    """What can help against the faults that are there and towards the wish, and waiting."""
    ways = [doing for fault in state.faults for way in FAULTS[fault].ways for doing in way]
    if state.person.goal == "verify":
        ways += ["verify", "hand_in_again", "scan_face"]
    elif state.person.goal != "log_in" and OTHER in state.cards:
        ways.append("add_other")
    if wallet_side(state):
        ways.append("ask_human")
    return tuple(dict.fromkeys((*ways, WAIT)))


def _score(seed: str, best: Best, begun: datetime) -> Score:
    state, hour = best.state, timedelta(hours=1)
    return Score(
        seed,
        ORACLE,
        state.faults,
        state.person.goal,
        state.person.situation,
        best.cost,
        state.spent.minutes,
        (state.reached - begun) / hour if state.reached else None,
        (best.mended_at - begun) / hour if best.mended_at else None,
        len(best.acts),
        0,
        (),
        tuple(state.harm),
        (),
        best.acts,
    )
