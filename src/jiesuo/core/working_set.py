"""The few sets of causes that the planner thinks about, and where a repair moves their weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.problem import Flags, Floats, Ints, Problem
from jiesuo.errors import InputError

SOLVED = -1
_SPREAD = 0x9E3779B97F4A7C15

Keys = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class WorkingSet:
    """The heaviest sets and their subsets.

    `rows` (sets,) are their places in the problem, `weights` (sets,) sum to one, `members` (sets, causes),
    `without` (sets, causes): the place of the set once the cause is gone, SOLVED if none is left, the same
    place where the problem lacks that set.
    """

    rows: Ints
    weights: Floats
    members: Flags
    without: Ints


def working_set(problem: Problem, size: int) -> WorkingSet:
    """The `size` heaviest unsolved sets with all their subsets. Raises InputError for unusable weights."""
    members = np.asarray(problem.members, dtype=bool)
    weights = np.where(members.any(axis=1), problem.weights, 0.0)
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise InputError("The planner was given weights that are negative or not numbers.")
    keys, marks = _keys(members)
    rows = _with_subsets(_heaviest(weights, size), members, keys, marks)
    total = weights[rows].sum()
    chosen = weights[rows] / total if total > 0 else weights[rows]
    return WorkingSet(rows, chosen, members[rows], _without(members[rows], keys[rows], marks))


def _heaviest(weights: Floats, size: int) -> Ints:
    present = np.flatnonzero(weights > 0)
    if len(present) <= size:
        return present
    best = np.argpartition(-weights[present], size)[:size]
    return np.sort(present[best])


def _keys(members: Flags) -> tuple[Keys, Keys]:
    """A number for each set (sets,), the sum of the marks (causes,) of its causes.

    Up to 64 causes the number is the set's bit mask; beyond, words are mixed and may in theory collide.
    """
    packed = np.packbits(members, axis=1, bitorder="little")
    words = -(-packed.shape[1] // 8)
    padded = np.zeros((len(members), words * 8), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    mix = np.array([(2 * word * _SPREAD + 1) % 2**64 for word in range(words)], dtype=np.uint64)
    causes = np.arange(members.shape[1])
    marks = np.left_shift(np.uint64(1), (causes % 64).astype(np.uint64)) * mix[causes // 64]
    return (padded.view("<u8") * mix).sum(axis=1, dtype=np.uint64), marks


def _with_subsets(rows: Ints, members: Flags, keys: Keys, marks: Keys) -> Ints:
    order = np.argsort(keys, kind="stable")
    found = np.zeros(len(members), dtype=bool)
    found[rows] = True
    frontier = rows
    while len(frontier):
        place, cause = np.nonzero(members[frontier])
        smaller = np.zeros_like(found)
        smaller[_lookup(keys[frontier[place]] - marks[cause], keys, order)] = True
        frontier = np.flatnonzero(smaller & ~found)
        frontier = frontier[members[frontier].any(axis=1)]
        found[frontier] = True
    return np.flatnonzero(found)


def _lookup(wanted: Keys, keys: Keys, order: Ints) -> Ints:
    """Places of the wanted keys; those that are missing are left out."""
    ranked = keys[order]
    spot = np.minimum(np.searchsorted(ranked, wanted), len(ranked) - 1)
    found: Ints = order[spot[ranked[spot] == wanted]]
    return found


def _without(members: Flags, keys: Keys, marks: Keys) -> Ints:
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    place, cause = np.nonzero(members)
    target = keys[place] - marks[cause]
    spot = np.minimum(np.searchsorted(ranked, target), max(len(ranked) - 1, 0))
    new = np.where(ranked[spot] == target, order[spot], place)
    table = np.full(members.shape, SOLVED, dtype=np.intp)
    table[place, cause] = np.where(target == 0, SOLVED, new)
    return table
