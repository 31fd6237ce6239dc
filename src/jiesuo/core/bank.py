"""The bank: plans without questions, each with a cost that is linear in the belief.

Plan s has a column alpha_s(H), its expected cost if the present set is H, so that its cost under weights w
is the product w . alpha_s. With U_j(H) the chance that H is still unsolved after the first j actions have
acted, alpha_s(H) = sum of effort * U + hourly * integral of U dt + stop * U(end), and
U_j(H) = (1 - product over c in H of (1 - s_cj)) * product over tried routes of (1 - open_r(H)),
s_cj the chance that cause c survives the first j actions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiesuo.core.orders import distinct
from jiesuo.core.problem import Floats, Ints
from jiesuo.core.timeline import NOTHING, Due, Pace, play

_TINY = 1e-30
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Effects:
    """What actions do: members (sets, causes) as numbers, cures (actions, causes), opens (actions, sets).

    `routes` (routes,) are the actions with chances in `opens`. The dtype of `members` is that of the bank.
    """

    members: Floats
    cures: Floats
    opens: Floats
    routes: Ints
    pace: Pace


@dataclass(frozen=True, eq=False)
class Bank:
    """Plans as moves (columns, moves) before handing over, and their costs alpha (columns, sets) in CNY."""

    moves: Ints
    alpha: Floats

    @property
    def firsts(self) -> Ints:
        """(columns,) the first move; NOTHING for handing over at once."""
        return self.moves[:, 0]

    def chosen(self, columns: Ints) -> Bank:
        return Bank(self.moves[columns], self.alpha[columns])


def with_all_stops(moves: Ints, due: Due, effects: Effects) -> Bank:
    """One column for each plan and each place along it to hand over; common beginnings once."""
    plan, last = _beginnings(moves)
    lines = play(moves, due, effects.pace)
    costs = np.matmul(lines.paid.astype(effects.members.dtype), unsolved(lines.acts, effects))
    cut = np.where(np.arange(moves.shape[1]) <= last[:, None], moves[plan], NOTHING)
    return _with_handing_over(cut, costs[plan, last], effects)


def with_one_stop(moves: Ints, due: Due, effects: Effects) -> Bank:
    """One column for each plan, handing over at its end."""
    kept = distinct(moves[moves[:, 0] != NOTHING])
    lines = play(kept, due, effects.pace)
    paid = lines.paid[:, -1:, :].astype(effects.members.dtype)
    return _with_handing_over(kept, np.matmul(paid, unsolved(lines.acts, effects))[:, 0], effects)


def _with_handing_over(moves: Ints, alpha: Floats, effects: Effects) -> Bank:
    nothing = np.full((1, moves.shape[1]), NOTHING, dtype=np.intp)
    stop = np.full((1, len(effects.members)), effects.pace.stop, dtype=effects.members.dtype)
    return Bank(np.vstack((nothing, moves)), np.vstack((stop, alpha)))


def _beginnings(moves: Ints) -> tuple[Ints, Ints]:
    """Plan and last place of each distinct beginning of the plans."""
    marks = np.zeros(moves.shape, dtype=np.uint64)
    for place in range(moves.shape[1]):
        marks[:, place] = (moves[:, place] + 3).astype(np.uint64)
        if place:
            marks[:, place] += marks[:, place - 1] * _MIX
    places = np.flatnonzero(moves.ravel() != NOTHING)
    _, first = np.unique(marks.ravel()[places], return_index=True)
    kept = places[np.sort(first)]
    return kept // moves.shape[1], kept % moves.shape[1]


def unsolved(acts: Ints, effects: Effects) -> Floats:
    """U_j(H), (plans, levels + 1, sets), for actions in the order in which they act, (plans, levels)."""
    plans, levels = acts.shape
    sets, dtype = len(effects.members), effects.members.dtype
    idle = np.ones((2, effects.cures.shape[1]), dtype=dtype)
    survives = np.vstack((1 - effects.cures.astype(dtype), idle))[acts]
    for level in range(1, levels):
        survives[:, level] *= survives[:, level - 1]
    gone = np.log(np.maximum(1 - survives, _TINY)).reshape(plans * levels, effects.cures.shape[1])
    chance = np.ones((plans, levels + 1, sets), dtype=dtype)
    chance[:, 1:] = 1 - np.exp(gone @ effects.members.T).reshape(plans, levels, sets)
    if len(effects.routes):
        chance[:, 1:] *= _closed(acts, effects)
    return chance


def _closed(acts: Ints, effects: Effects) -> Floats:
    """Chance that no route tried so far opened, (plans, levels, sets)."""
    dtype = effects.members.dtype
    tried = np.cumsum(acts[:, :, None] == effects.routes, axis=1).astype(dtype)
    shut = np.log(np.maximum(1 - effects.opens[effects.routes], _TINY)).astype(dtype)
    closed: Floats = np.exp(tried @ shut)
    return closed
