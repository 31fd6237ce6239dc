"""The record matrix: which pairs of entries agree, what that shows, and which entry to look up next.

Entries are only handed to the judge that compares two of them; what comes out holds states and kinds, and
the letters that differ, which are there to be shown once and not to be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from jiesuo.core.evidence import Observation
from jiesuo.knowledge.pack import Conditions, Finding, RecordPair, Records

Cell = tuple[str, str]
"""(holder, attribute)"""
State = Literal["agree", "differs", "unknown"]

ALL_COMPARED = 0.98
PARTLY_COMPARED = 0.9
"""Reliability of "they agree" when every pair of the finding was compared, and when not: judgements."""
BOTH_MISSING = 0.25
"""What a cell is worth to a pair whose other cell must still be looked up too: a judgement."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which two entries differ; the letters are for showing, not for keeping."""

    kind: str
    a: str = field(default="", repr=False)
    b: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    differences: tuple[Difference, ...] = ()


Judge = Callable[[RecordPair, str, str], Verdict]
"""Compares the entries of a and b of a pair."""
NOT_LOOKED_UP = Verdict("unknown")


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with what comparing its entries gave."""

    pair: RecordPair
    verdict: Verdict

    @property
    def state(self) -> State:
        return self.verdict.state


def cells_of(pair: RecordPair) -> tuple[Cell, ...]:
    """The cells that a pair compares: two, or one where a cell is held against itself."""
    return tuple(dict.fromkeys(((pair.a, pair.attribute), (pair.b, pair.attribute))))


def pairs_that_count(
    records: Records, answers: Mapping[str, str], known: Set[Cell]
) -> tuple[RecordPair, ...]:
    """The pairs whose conditions all hold; who told a bank's entries has a bank, without being asked."""
    values = implied(records, known)
    return tuple(pair for pair in records.pairs if _holds(pair.when, answers, values))


def implied(records: Records, known: Set[Cell]) -> dict[str, set[str]]:
    """Finding -> the values without which the holders of known cells would not matter at all."""
    found: dict[str, set[str]] = {}
    for holder in {holder for holder, _ in known}:
        conditions = [pair.when for pair in records.pairs if holder in (pair.a, pair.b)]
        for finding in set.intersection(*map(set, conditions)) if conditions else ():
            values = {value for when in conditions for value in when[finding]}
            found.setdefault(finding, set()).update(values)
    return found


def _holds(when: Conditions, answers: Mapping[str, str], follows: Mapping[str, set[str]]) -> bool:
    said = {
        finding: {answers[finding]} if finding in answers else follows.get(finding, set()) for finding in when
    }
    return all(not said[finding].isdisjoint(values) for finding, values in when.items())


def compare(pairs: tuple[RecordPair, ...], entries: Mapping[Cell, str], judge: Judge) -> tuple[Compared, ...]:
    """Every pair with its state; unknown where an entry is missing or the judge cannot tell."""
    return tuple(Compared(pair, _verdict(pair, entries, judge)) for pair in pairs)


def _verdict(pair: RecordPair, entries: Mapping[Cell, str], judge: Judge) -> Verdict:
    if any(cell not in entries for cell in cells_of(pair)):
        return NOT_LOOKED_UP
    return judge(pair, entries[pair.a, pair.attribute], entries[pair.b, pair.attribute])


def observations_from(compared: tuple[Compared, ...], findings: Mapping[str, Finding]) -> list[Observation]:
    """What the pairs show, without any entry: a difference, or that the pairs of a finding agree."""
    return list(_observations(compared, findings))


def _observations(compared: tuple[Compared, ...], findings: Mapping[str, Finding]) -> Iterator[Observation]:
    for finding, value in dict.fromkeys((one.pair.finding, one.pair.value) for one in compared):
        states = [one.state for one in compared if (one.pair.finding, one.pair.value) == (finding, value)]
        if finding is None or not {"differs", "agree"} & set(states):
            continue
        if "differs" in states:
            yield Observation(finding, value, "records", reliability=ALL_COMPARED)
        elif len(findings[finding].values) == 2:
            other = next(v for v in findings[finding].values if v != value)
            sure = PARTLY_COMPARED if "unknown" in states else ALL_COMPARED
            yield Observation(finding, other, "records", reliability=sure)


def next_cell(
    compared: tuple[Compared, ...],
    known: Set[Cell],
    passed: Set[Cell],
    chance: Callable[[RecordPair], float],
    minutes: Callable[[Cell], float],
) -> Cell | None:
    """The cell that settles most for the time it takes: chances of a difference (linear) per minute.

    `passed` are cells that the person cannot look up. None when no cell could settle anything.
    """
    worth: dict[Cell, float] = {}
    for one in compared:
        missing = [cell for cell in cells_of(one.pair) if cell not in known]
        if not missing or not passed.isdisjoint(missing):
            continue
        share = 1.0 if len(missing) == 1 else BOTH_MISSING
        for cell in missing:
            worth[cell] = worth.get(cell, 0.0) + share * chance(one.pair)
    return max(worth, key=lambda cell: worth[cell] / minutes(cell), default=None)
