"""Look-ahead: what each next step costs, with the bank as the estimate where the looking ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from jiesuo.core.bank import Bank, with_all_stops, with_one_stop
from jiesuo.core.orders import by_chance_per_cost, with_waits
from jiesuo.core.problem import Flags, Floats, Ints, Settings
from jiesuo.core.table import Table, begun, passed
from jiesuo.core.timeline import NOTHING, WAITING, Due

_ROOT_PLANS = 600
"""Most timelines in the first bank; more cost time and gained nothing measurable."""
_NODE_PLANS = 24
_NEGLIGIBLE = 1e-4
"""Share of the cases below which a branch is not looked into further."""
_WORTHWHILE = 0.15
"""Chance of helping from which a repair is preferred for a closer look; a judgement."""
_EXTRA_MOVES = 4
"""Places for waits in a timeline besides its actions."""


@dataclass(frozen=True, eq=False)
class State:
    """A point of the look-ahead: weights (sets,) unnormalised, what is left, what is under way."""

    weights: Floats
    asks: Flags
    acts: Flags
    due: Due
    waits: int = 0
    elapsed: float = 0.0
    """Hours since the root."""


@dataclass(frozen=True, eq=False)
class Values:
    """Expected cost to come in CNY by first step: ask (questions,), act (actions,); inf if impossible."""

    ask: Floats
    act: Floats
    wait: float
    stop: float
    column: int
    """The bank's best column."""

    @property
    def least(self) -> float:
        return min(
            float(self.ask.min(initial=np.inf)), float(self.act.min(initial=np.inf)), self.wait, self.stop
        )


@dataclass(eq=False)
class Lookahead:
    """Values of all next steps of a table."""

    table: Table
    settings: Settings
    small: Bank | None = None
    banks: dict[tuple[object, ...], Bank] = field(default_factory=dict)

    def run(self) -> tuple[Values, Ints]:
        """Values at the root and the best plan without questions (moves,)."""
        state = self._root()
        bank = self._first_bank(state)
        values, products = self._glance(state, bank)
        self.small = bank.chosen(_winners(products, bank, values.column))
        self.banks[self._key(state)] = self.small
        best = bank.moves[values.column]
        if self.settings.depth > 1:
            values = self._deepened(state, values, self.settings.depth)
        return values, best

    def _root(self) -> State:
        table = self.table
        acts = np.arange(len(table.effects.cures)) < table.startable
        asks = np.ones(len(table.asking.cost), dtype=bool)
        return State(table.start.weights.astype(np.float32), asks, acts, table.due)

    def _value(self, state: State, depth: int) -> float:
        if not state.weights.any():
            return 0.0
        values, _ = self._glance(state, self._bank(state))
        if depth <= 1 or state.weights.sum() < _NEGLIGIBLE:
            return values.least
        return self._deepened(state, values, depth).least

    def _glance(self, state: State, bank: Bank) -> tuple[Values, _Products]:
        """One-step values: each step, then the best plan of the bank for each of its outcomes."""
        asking, mass = self.table.asking, float(state.weights.sum())
        products = _multiply(state, bank, self.table)
        column = int(products.now.argmin())
        answered = asking.sums(products.free.min(axis=1)) + products.rest.min(axis=1)
        ask = asking.cost * mass + (1 - asking.unknown) * answered + asking.unknown * products.now[column]
        first = np.full(len(state.acts) + 2, np.inf)
        np.minimum.at(first, bank.firsts, products.now)
        values = Values(
            np.where(state.asks, ask, np.inf),
            np.where(state.acts, first[:-2], np.inf),
            float(first[WAITING]),
            self.table.pace.stop * mass,
            column,
        )
        return values, products

    def _deepened(self, state: State, values: Values, depth: int) -> Values:
        """The most promising steps valued again by looking at what follows them."""
        act, wait, ask = values.act.copy(), values.wait, values.ask.copy()
        for action in self._promising(state, act):
            act[action] = min(act[action], self._acting(state, action, depth))
        if state.due:
            wait = min(wait, self._waiting(state, depth))
        questions = _best(ask, self.settings.beam)
        answered = {question: self._answered(state, question, depth) for question in questions}
        now = replace(values, act=act, wait=wait, ask=np.array([]))
        for question in questions:
            ask[question] = min(ask[question], self._asking(state, question, answered, values, now))
        return replace(now, ask=ask)

    def _promising(self, state: State, act: Floats) -> list[int]:
        """The best actions of each kind: quick repairs, background actions, routes.

        One list for all would look at repairs only, whose estimates are the closest to begin with. Repairs
        that hardly help cost so little that they would hide those that do.
        """
        slow = self.table.pace.latency > 0
        route = np.isin(np.arange(len(act)), self.table.effects.routes)
        quick = ~slow & ~route
        worthwhile = quick & (self._helps(state)[: len(act)] >= _WORTHWHILE * state.weights.sum())
        kinds = (worthwhile if np.isfinite(act[worthwhile]).any() else quick, slow & ~route, route)
        number = self.settings.repairs_in_beam
        return [action for kind in kinds for action in _best(np.where(kind, act, np.inf), number)]

    def _helps(self, state: State) -> Floats:
        """Causes that each action removes on average, times the weight of the cases (actions,)."""
        effects = self.table.effects
        return np.asarray((state.weights @ effects.members) @ effects.cures.T)

    def _acting(self, state: State, action: int, depth: int) -> float:
        cost, weights, due = begun(state.weights, state.due, action, self.table, state.elapsed)
        acts = state.acts.copy()
        acts[action] = False
        elapsed = state.elapsed + float(self.table.pace.active[action])
        then = replace(state, weights=weights, acts=acts, due=due, elapsed=elapsed)
        return cost + self._value(then, depth - 1)

    def _waiting(self, state: State, depth: int) -> float:
        hours = min(left for _, left in state.due)
        cost, weights, due = passed(state.weights, state.due, hours, self.table, state.elapsed)
        then = replace(state, weights=weights, due=due, waits=state.waits + 1, elapsed=state.elapsed + hours)
        return cost + self._value(then, depth - 1)

    def _answered(self, state: State, question: int, depth: int) -> float:
        """Cost to come after a known answer, without the question's own."""
        asks = state.asks.copy()
        asks[question] = False
        rows = state.weights * self.table.asking.rows(question)
        return sum(self._value(replace(state, weights=row, asks=asks), depth - 1) for row in rows)

    def _asking(
        self, state: State, question: int, answered: dict[int, float], glance: Values, now: Values
    ) -> float:
        """The question's cost; after "I don't know" the best other step."""
        asking, mass = self.table.asking, float(state.weights.sum())
        open_loop = min(float(glance.act.min(initial=np.inf)), glance.wait, glance.stop)
        others = [
            asking.cost[other] * mass + (1 - asking.unknown[other]) * cost + asking.unknown[other] * open_loop
            for other, cost in answered.items()
            if other != question
        ]
        instead = min([now.least, *others])
        chance = asking.unknown[question]
        return float(asking.cost[question] * mass + (1 - chance) * answered[question] + chance * instead)

    def _first_bank(self, state: State) -> Bank:
        """Orders for the belief now, after every answer, and after every action."""
        table = self.table
        rows = np.vstack(
            (state.weights, state.weights * table.asking.free, state.weights * table.asking.rest)
        )
        firsts = np.concatenate((np.full(len(rows), NOTHING), np.arange(table.startable)))
        repeated = np.vstack((rows, np.repeat(state.weights[None], table.startable, axis=0)))
        moves = self._orders(repeated, firsts, state)
        if self._timed:
            moves = self._with_waits(moves, state, _ROOT_PLANS)
        return with_all_stops(moves, state.due, table.effects)

    @property
    def _timed(self) -> bool:
        return bool(self.table.due) or bool(self.table.pace.latency.any())

    def _orders(self, rows: Floats, firsts: Ints, state: State) -> Ints:
        effects, pace = self.table.effects, self.table.pace.after(state.elapsed)
        usable = np.flatnonzero(state.acts)
        price = np.maximum(pace.effort + pace.worth(pace.active), 1e-6)[usable]
        place = np.append(np.cumsum(state.acts) - 1, (NOTHING, NOTHING))
        local = place[firsts]
        opening = rows @ effects.opens[usable].T.astype(np.float32)
        marginals = rows @ effects.members
        length = max(min(self.settings.orders_length, len(usable)), 1)
        found = by_chance_per_cost(marginals, opening, effects.cures[usable], price, local, length)
        named: Ints = np.append(usable, (NOTHING, NOTHING))[found]
        return named

    def _with_waits(self, orders: Ints, state: State, most: int) -> Ints:
        slow = self.table.pace.latency > 0
        length = orders.shape[1] + len(state.due) + _EXTRA_MOVES
        return with_waits(orders, slow, len(state.due), length, most)

    def _key(self, state: State) -> tuple[object, ...]:
        due = tuple((action, round(left, 9)) for action, left in state.due)
        late = round(state.elapsed, 9) if np.isfinite(self.table.pace.urgent) else 0.0
        return state.acts.tobytes(), due, state.waits, late

    def _bank(self, state: State) -> Bank:
        key = self._key(state)
        if key not in self.banks:
            self.banks[key] = self._later_bank(state)
        return self.banks[key]

    def _later_bank(self, state: State) -> Bank:
        """The small bank's plans without what has been done; in time also fresh ones for this belief."""
        assert self.small is not None
        moves = _without_done(self.small.moves, state)
        if self._timed:
            orders = self._orders(state.weights[None], np.array([NOTHING]), state)
            fresh = self._with_waits(orders, state, _NODE_PLANS)
            moves = _stacked(moves, fresh)
        effects = replace(self.table.effects, pace=self.table.pace.after(state.elapsed))
        return with_one_stop(moves, state.due, effects)


@dataclass(frozen=True, eq=False)
class _Products:
    """Cost of every column: now (columns,), after each value but the last, `free` (rows, columns), and after
    the last, `rest` (questions, columns)."""

    now: Floats
    free: Floats
    rest: Floats


def _multiply(state: State, bank: Bank, table: Table) -> _Products:
    now = bank.alpha @ state.weights
    free = (table.asking.free * state.weights) @ bank.alpha.T
    return _Products(now, free, now - table.asking.sums(free))


def _winners(products: _Products, bank: Bank, column: int) -> Ints:
    """Columns that are best for the root, for a child or for some first move, and handing over."""
    by_cost = np.argsort(products.now, kind="stable")
    _, spot = np.unique(bank.firsts[by_cost], return_index=True)
    picked = (products.free.argmin(axis=1), products.rest.argmin(axis=1), by_cost[spot], [0, column])
    kept = np.zeros(len(products.now), dtype=bool)
    kept[np.concatenate(picked).astype(np.intp)] = True
    return np.flatnonzero(kept)


def _best(values: Floats, number: int) -> list[int]:
    order = np.argsort(values, kind="stable")[:number]
    return [int(place) for place in order if np.isfinite(values[place])]


def _without_done(moves: Ints, state: State) -> Ints:
    """Moves without actions already begun and without as many waits as have passed, closed up."""
    done = np.append(~state.acts, [False, False])[moves]
    over = (moves == WAITING) & (np.cumsum(moves == WAITING, axis=1) <= state.waits)
    gone = done | over
    order = np.argsort(gone, axis=1, kind="stable")
    return np.take_along_axis(np.where(gone, NOTHING, moves), order, axis=1)


def _stacked(above: Ints, below: Ints) -> Ints:
    width = max(above.shape[1], below.shape[1])
    wide = [
        np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=NOTHING) for part in (above, below)
    ]
    return np.vstack(wide)
