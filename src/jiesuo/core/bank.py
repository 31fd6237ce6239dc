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
from jiesuo.core.problem import Flags, Floats, Ints
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
    alpha = costs(moves, due, effects)[plan, last]
    cut = np.where(np.arange(moves.shape[1]) <= last[:, None], moves[plan], NOTHING)
    return _with_handing_over(cut, alpha, effects)


def with_one_stop(moves: Ints, due: Due, effects: Effects) -> Bank:
    """One column for each plan, handing over at its end."""
    kept = distinct(moves[moves[:, 0] != NOTHING])
    return _with_handing_over(kept, costs(kept, due, effects, only_last=True)[:, 0], effects)


def costs(moves: Ints, due: Due, effects: Effects, only_last: bool = False) -> Floats:
    """(plans, stops, sets) expected cost if handed over after each move, or after the last only."""
    lines = play(moves, due, effects.pace)
    paid = lines.paid[:, -1:] if only_last else lines.paid
    chance = unsolved(lines.acts, effects, (paid != 0).any(axis=1))
    alpha: Floats = np.matmul(paid.astype(chance.dtype), chance)
    return alpha


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


def unsolved(acts: Ints, effects: Effects, needed: Flags) -> Floats:
    """U_j(H), (plans, levels + 1, sets), for actions in the order in which they act, (plans, levels).

    Only the levels in `needed` (plans, levels + 1) are worked out, the others are zero.
    """
    chance = np.zeros((*needed.shape, len(effects.members)), dtype=effects.members.dtype)
    chance[:, 0] = 1.0
    gone = np.log(np.maximum(1 - _surviving(acts, effects), _TINY))[needed[:, 1:]]
    found = gone @ effects.members.T
    np.subtract(1, np.exp(found, out=found), out=found)
    if len(effects.routes):
        found *= _closed(acts, effects, needed)
    chance[:, 1:][needed[:, 1:]] = found
    return chance


def _surviving(acts: Ints, effects: Effects) -> Floats:
    """s_cj, (plans, levels, causes)."""
    dtype = effects.members.dtype
    idle = np.ones((2, effects.cures.shape[1]), dtype=dtype)
    kept: Floats = np.vstack((1 - effects.cures.astype(dtype), idle))[acts]
    for level in range(1, acts.shape[1]):
        kept[:, level] *= kept[:, level - 1]
    return kept


def _closed(acts: Ints, effects: Effects, needed: Flags) -> Floats:
    """Chance that no route tried so far opened, (needed levels, sets)."""
    dtype = effects.members.dtype
    tried = np.cumsum(acts[:, :, None] == effects.routes, axis=1).astype(dtype)[needed[:, 1:]]
    shut = np.log(np.maximum(1 - effects.opens[effects.routes], _TINY)).astype(dtype)
    closed: Floats = tried @ shut
    return np.exp(closed, out=closed)
