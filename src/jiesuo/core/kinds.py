"""How a set of causes brings about what is seen: one class for each kind of finding.

Each gives P(value | set) for sets as padded columns (3, n), from per-cause terms whose last entry is the
dummy's: of one value as a log that stays exact near 0, or of all values at once, linear.

The formulas: noisy-OR and noisy-MAX after Pearl 1988 and Henrion 1989.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from jiesuo.core.hypotheses import sizes, total
from jiesuo.core.numerics import Floats, Ints, log_complement, safe_log


class Kind(Protocol):
    """What all kinds of findings offer."""

    @property
    def values(self) -> tuple[str, ...]: ...

    def log_row(self, value: int, columns: Ints) -> Floats:
        """log P(value | set), natural log (n,)."""
        ...

    def table(self, columns: Ints) -> Floats:
        """P(value | set), linear (V, n)."""
        ...

    def wrong(self, chances: Floats) -> Floats | float:
        """P(value | set) when the source is wrong, of what it is when right (any shape), linear."""
        ...


def evenly_wrong(count: int, chances: Floats) -> Floats | float:
    """Of two values the other one; of more, each alike."""
    return 1.0 - chances if count == 2 else 1.0 / count


@dataclass(frozen=True, eq=False)
class NoisyOr:
    """Each present cause, or the leak, brings it about on its own."""

    values: tuple[str, ...]
    positive: int
    """Place of the value that is brought about."""
    spared: Floats
    """log(1 − p) of each cause (C+1,)."""
    leak_spared: float
    """log(1 − leak)."""
    background: float | None = None
    """How often it is taken to be there when the source is wrong; None: as often as it is not there."""

    def log_row(self, value: int, columns: Ints) -> Floats:
        spared = total(self.spared, columns)
        return self._loud(spared) if value == self.positive else spared + self.leak_spared

    def _loud(self, spared: Floats) -> Floats:
        """log P(positive | set); most sets hold no cause of it, so the slow functions see only the others."""
        leak = np.array(self.leak_spared)
        row = np.full(spared.size, log_complement(leak))
        touched = np.flatnonzero(spared)
        row[touched] = log_complement(spared[touched] + leak)
        return row

    def table(self, columns: Ints) -> Floats:
        quiet = total(self.spared, columns)
        quiet += self.leak_spared
        chances = np.empty((len(self.values), quiet.size))
        chances[1 - self.positive :] = np.exp(quiet)
        chances[self.positive] = -np.expm1(quiet)
        return chances

    def wrong(self, chances: Floats) -> Floats | float:
        return 1.0 - chances if self.background is None else self.background


@dataclass(frozen=True, eq=False)
class NoisyMax:
    """The worst of what the present causes and the leak bring about."""

    values: tuple[str, ...]
    up_to: Floats
    """log P(cause alone stays at or below the value), (V, C+1)."""
    leak_up_to: Floats
    """The same of the leak (V,)."""

    def log_row(self, value: int, columns: Ints) -> Floats:
        here = self._up_to(value, columns)
        return here + log_complement(self._up_to(value - 1, columns) - here) if value else here

    def _up_to(self, value: int, columns: Ints) -> Floats:
        summed = total(self.up_to[value], columns)
        summed += self.leak_up_to[value]
        return summed

    def table(self, columns: Ints) -> Floats:
        reached = np.exp(total(self.up_to, columns) + self.leak_up_to[:, None])
        return np.diff(reached, axis=0, prepend=0.0)

    def wrong(self, chances: Floats) -> Floats | float:
        return evenly_wrong(len(self.values), chances)


@dataclass(frozen=True, eq=False)
class OneSpeaks:
    """Each present cause is equally likely to be the one described; the leak when there is none."""

    values: tuple[str, ...]
    shares: Floats
    """P(value | the cause is the one described), (V, C+1), the dummy's 0."""
    alone: Floats
    """P(value | no cause), (V,)."""
    background: float | None = None
    """P(value) when the source is wrong; None: as of `evenly_wrong`."""

    def log_row(self, value: int, columns: Ints) -> Floats:
        mean: Floats = self._means(slice(value, value + 1), columns)[0]
        return safe_log(mean)

    def table(self, columns: Ints) -> Floats:
        return self._means(slice(None), columns)

    def _means(self, values: slice, columns: Ints) -> Floats:
        """P(value | set) of some of the values, linear (values, n)."""
        counts = sizes(columns, self.shares.shape[1] - 1)
        means = total(self.shares[values], columns)
        means /= np.maximum(counts, 1)
        means[:, counts == 0] = self.alone[values, None]
        return means

    def wrong(self, chances: Floats) -> Floats | float:
        return evenly_wrong(len(self.values), chances) if self.background is None else self.background


@dataclass(frozen=True, eq=False)
class Context:
    """A circumstance that causes nothing, but under which causes are more or less common."""

    values: tuple[str, ...]
    factors: Floats
    """log of how many times more common the cause is under the value, (V, C+1)."""
    base: Floats
    """log share of each value (V,)."""

    def log_row(self, value: int, columns: Ints) -> Floats:
        chosen: Floats = self._log_table(columns)[value]
        return chosen

    def table(self, columns: Ints) -> Floats:
        return np.exp(self._log_table(columns))

    def _log_table(self, columns: Ints) -> Floats:
        scores = total(self.factors, columns) + self.base[:, None]
        scores -= scores.max(axis=0)
        scores -= np.log(np.exp(scores).sum(axis=0))
        return scores

    def wrong(self, chances: Floats) -> Floats | float:
        return evenly_wrong(len(self.values), chances)


def observed(kind: Kind, value: int, columns: Ints, reliability: float) -> Floats:
    """log P(the source says the value | set), natural log (n,): ρ·P(value) + (1 − ρ)·P(value when wrong)."""
    row = kind.log_row(value, columns)
    if reliability >= 1:
        return row
    return safe_log(mixed(kind, np.exp(row), reliability))


def mixed(kind: Kind, chances: Floats, reliability: float) -> Floats:
    """ρ·P(value) + (1 − ρ)·P(value when wrong), linear, of chances of any shape."""
    if reliability >= 1:
        return chances
    return reliability * chances + (1 - reliability) * kind.wrong(chances)
