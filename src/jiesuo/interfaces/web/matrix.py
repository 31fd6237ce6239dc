"""The record matrix laid out for drawing: holders across, entries down, a mark where they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Literal

from jiesuo.core.records import Cell, Compared, cells_of
from jiesuo.knowledge.pack import Records
from jiesuo.services.record_marks import Beside, beside
from jiesuo.services.records import Report

Mark = Literal["agree", "differs", "unknown", "missing", "none"]
"""`unknown`: typed, but it cannot be told; `missing`: not typed; `none`: there is no such entry."""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of the picture; `step` is the number in the plan under which it changes, 0 for none."""

    mark: Mark
    step: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    attribute: str
    boxes: tuple[Box, ...]
    """One for each holder of the matrix."""


@dataclass(frozen=True, slots=True)
class Matrix:
    holders: tuple[str, ...]
    rows: tuple[Row, ...]
    """Entries that somebody's record was typed of."""
    untold: tuple[str, ...]
    """Entries that would be compared, of which nothing was typed."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Entries that differ in the same letters: one holder's from those of others; none: from today's date."""

    attribute: str
    holder: str
    others: tuple[str, ...]
    parts: tuple[Beside, ...]
    kinds: tuple[str, ...]
    """How they differ, apart from what the parts say of themselves."""


def matrix(report: Report, records: Records, entries: Mapping[Cell, str]) -> Matrix:
    """The cells that are compared or were told; holders and entries in the order of the pack."""
    cells = set(report.cells)
    told = {attribute for _, attribute in report.known}
    holders = tuple(name for name in records.holders if any((name, attribute) in cells for attribute in told))
    named = dict.fromkeys(attribute for holder in records.holders.values() for attribute in holder.attributes)
    known = [attribute for attribute in named if any(attribute == other for _, other in cells)]
    changed, settled = _changed(report), settled_cells(entries, records)
    rows = (
        Row(attribute, tuple(_box(report, (holder, attribute), changed, settled) for holder in holders))
        for attribute in known
        if attribute in told
    )
    return Matrix(holders, tuple(rows), tuple(name for name in known if name not in told))


def _changed(report: Report) -> dict[Cell, int]:
    return {
        (errand.visit.holder, attribute): number
        for number, errand in enumerate(report.plan.errands, 1)
        for attribute in errand.attributes
    }


def _box(report: Report, cell: Cell, changed: Mapping[Cell, int], settled: Set[Cell]) -> Box:
    return Box(_mark(report, cell, settled), changed.get(cell, 0))


def _mark(report: Report, cell: Cell, settled: Set[Cell]) -> Mark:
    """The worst that comparing the cell gave; what is settled is not blamed for the odd one out."""
    states = {
        one.state
        for one in report.pairs
        if cell in cells_of(one.pair)
        and not (one.state == "differs" and cell in settled and not set(cells_of(one.pair)) <= settled)
    }
    if cell in report.known:
        return "differs" if "differs" in states else "agree" if "agree" in states else "unknown"
    return "missing" if states else "none"


def settled_cells(entries: Mapping[Cell, str], records: Records) -> set[Cell]:
    """Cells that read as the passport does, or as most of those that are known; at least two of an entry."""
    anchors = {pair.a for pair in records.pairs if pair.a == pair.b}
    found: set[Cell] = set()
    for attribute in {attribute for _, attribute in entries}:
        known = {cell: _plain(entry) for cell, entry in entries.items() if cell[1] == attribute}
        anchored = [known[cell] for cell in known if cell[0] in anchors]
        right = anchored[0] if anchored else Counter(known.values()).most_common(1)[0][0]
        alike = {cell for cell, entry in known.items() if entry == right}
        if len(alike) > 1 and (anchored or 2 * len(alike) > len(known)):
            found |= alike
    return found


def _plain(entry: str) -> str:
    return "".join(filter(str.isalnum, entry.casefold()))


def differing(report: Report, entries: Mapping[Cell, str]) -> tuple[Differing, ...]:
    """What differs, with its letters; pairs that show the same letters together."""
    together: dict[Differing, list[str]] = {}
    for one in report.pairs:
        if one.state == "differs":
            others = together.setdefault(_alone(one, entries), [])
            others += [one.pair.b] if one.pair.a != one.pair.b and one.pair.b not in others else []
    return tuple(replace(found, others=tuple(others)) for found, others in together.items())


def _alone(one: Compared, entries: Mapping[Cell, str]) -> Differing:
    pair, told = one.pair, one.verdict.differences
    if pair.a == pair.b:
        return Differing(pair.attribute, pair.a, (), (), tuple(each.kind for each in told))
    parts = beside(pair.attribute, *(entries[cell] for cell in cells_of(pair)))
    said = {kind for part in parts for kind in part.kinds}
    kinds = dict.fromkeys(each.kind for each in told if each.kind not in said)
    return Differing(pair.attribute, pair.a, (), parts, tuple(kinds))
