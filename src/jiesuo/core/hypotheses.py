"""All sets of at most three causes, and where a set goes when one of its causes does.

Sets stand in lexicographic order: none, one, two, three causes. So a set's place follows from its
members by arithmetic, without a search.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jiesuo.core.numerics import Floats, Ints

LARGEST = 3
"""Causes in the largest set."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """Sets of causes; `columns` is (3, H), ascending, padded with the dummy index `causes`."""

    causes: int
    columns: Ints

    @property
    def count(self) -> int:
        return int(self.columns.shape[1])

    @cached_property
    def sizes(self) -> Ints:
        """Causes in each set (H,)."""
        return sizes(self.columns, self.causes)

    def holding(self, cause: int) -> Ints:
        """Places of the sets that hold a cause, ascending."""
        return np.flatnonzero((self.columns == cause).any(axis=0))

    def places(self, columns: Ints) -> Ints:
        """Places (n,) of sets given as ascending, padded columns (3, n)."""
        first, second, third = columns
        n = self.causes
        pair = _pair_rank(first, second, n)
        triple = _triples_before(first, n) + _pair_rank(second, third, n) - _pairs_before(first + 1, n)
        pairs = n * (n - 1) // 2
        ranks = [np.zeros_like(first), 1 + first, 1 + n + pair, 1 + n + pairs + triple]
        found: Ints = np.choose(sizes(columns, n), ranks)
        return found

    def moves(self, cause: int, leaves: int | None = None) -> tuple[Ints, Ints]:
        """Places of the sets that hold `cause`, and of the same sets without it (with `leaves` instead)."""
        sources = self.holding(cause)
        columns = self.columns[:, sources]
        replacement = self.causes if leaves is None else leaves
        already = (columns == replacement).any(axis=0)
        instead = np.where(already, self.causes, replacement)
        return sources, self.places(np.sort(np.where(columns == cause, instead, columns), axis=0))


def sizes(columns: Ints, causes: int) -> Ints:
    """Number of causes (n,) in sets given as padded columns (3, n)."""
    counted: Ints = np.count_nonzero(columns < causes, axis=0)
    return counted


def total(terms: Floats, columns: Ints) -> Floats:
    """Σ of each cause's term (..., C+1), the dummy's last, over the members of sets (3, n): (..., n)."""
    out: Floats = terms.take(columns[0], axis=-1)
    out += terms.take(columns[1], axis=-1)
    out += terms.take(columns[2], axis=-1)
    return out


def all_sets(causes: int) -> Hypotheses:
    """Every set of at most three of `causes` causes."""
    single = np.arange(causes, dtype=np.intp)
    first, second = np.triu_indices(causes, 1)
    rest = causes - 1 - second
    pair = np.repeat(np.arange(len(first)), rest)
    third = second[pair] + 1 + np.arange(len(pair)) - np.repeat(np.cumsum(rest) - rest, rest)
    blocks = [(), (single,), (first, second), (first[pair], second[pair], third)]
    return Hypotheses(causes, np.ascontiguousarray(np.hstack([_padded(block, causes) for block in blocks])))


def _padded(block: tuple[Ints, ...], causes: int) -> Ints:
    """Columns (3, n) of a block of sets of one size."""
    count = len(block[0]) if block else 1
    columns = np.full((LARGEST, count), causes, dtype=np.intp)
    for row, members in enumerate(block):
        columns[row] = members
    return columns


def _pairs_before(first: Ints, causes: int) -> Ints:
    """Number of pairs whose first member is lower."""
    return first * causes - first * (first + 1) // 2


def _pair_rank(first: Ints, second: Ints, causes: int) -> Ints:
    return _pairs_before(first, causes) + second - first - 1


def _triples_before(first: Ints, causes: int) -> Ints:
    """Number of triples whose first member is lower: all triples less those of the causes from `first` on."""
    left = causes - first
    return (causes * (causes - 1) * (causes - 2) - left * (left - 1) * (left - 2)) // 6
