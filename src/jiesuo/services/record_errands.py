"""The pack's steps as errands: what a visit costs, what has to come before it, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from jiesuo.core.alignment import FollowUp, Visit
from jiesuo.core.needs import Standing, judge
from jiesuo.core.records import Cell
from jiesuo.knowledge.pack import Holder, Needs, Pack, RecordPair, Situation

EXTRA = 2.0
"""Minutes for each further entry that is changed in one visit, a judgement."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A holder's step that cannot be done, and what it lacks."""

    holder: str
    step: str
    missing: tuple[str, ...]


def step_of(holder: Holder, attribute: str) -> str | None:
    """The step that changes an entry, if anything does."""
    return holder.steps.get(attribute, holder.step)


def mends(pack: Pack, cell: Cell, pair: RecordPair) -> bool:
    """Whether the step for a cell removes a cause of what the pair shows; any step, if it shows nothing."""
    step = step_of(pack.records.holders[cell[0]], cell[1])
    if step is None or pair.finding is None:
        return step is not None
    return any(pair.finding in pack.causes[cause].shows for cause in pack.steps[step].fixes)


def visits(
    pack: Pack, cells: Iterable[Cell], pairs: tuple[RecordPair, ...], situation: Situation
) -> dict[Cell, Visit]:
    """The visit that changes each cell, where a step does."""
    found = ((cell, step_of(pack.records.holders[cell[0]], cell[1])) for cell in cells)
    return {cell: visit(pack, cell[0], step, pairs, situation) for cell, step in found if step}


def visit(pack: Pack, holder: str, name: str, pairs: tuple[RecordPair, ...], situation: Situation) -> Visit:
    step = pack.steps[name]
    return Visit(
        holder,
        name,
        pack.records.holders[holder].order,
        minutes=step.effort,
        extra=EXTRA,
        hours=step.wait.usual / timedelta(hours=1) if step.wait else 0.0,
        price=step.money.fixed * situation.money + step.risk,
        waits_for=frozenset(_awaited(step.needs, pairs)),
    )


def _awaited(needs: Needs, pairs: tuple[RecordPair, ...]) -> Iterator[Cell]:
    """Cells whose difference stands in a step's way."""
    return ((p.a, p.attribute) for p in pairs if f"{p.finding}={p.value}" in needs.none)


def lacking(pack: Pack, step: str, standing: Standing) -> tuple[str, ...]:
    """What a step surely lacks; what records themselves decide is left to the plan."""
    return judge(_beside_records(pack, step), standing).missing


def to_ask_first(pack: Pack, step: str, standing: Standing) -> tuple[str, ...]:
    """Needs of a step that are not known to be met."""
    return judge(_beside_records(pack, step), standing).unknown


def _beside_records(pack: Pack, step: str) -> Needs:
    needs, decided = pack.steps[step].needs, {pair.finding for pair in pack.records.pairs}
    kept = {
        name: [item for item in getattr(needs, name) if item.partition("=")[0] not in decided]
        for name in ("all", "any", "none")
    }
    return Needs(**kept)


def follow_ups(
    pack: Pack, cells: Iterable[Cell], pairs: tuple[RecordPair, ...], situation: Situation
) -> tuple[FollowUp, ...]:
    """Visits to holders whose entries nobody can read, where a changed cell leaves their cause behind."""
    due: dict[str, set[Cell]] = {}
    for cell in cells:
        for holder in _reached(pack, cell):
            due.setdefault(holder, set()).add(cell)
    return tuple(
        FollowUp(
            visit(pack, holder, pack.records.holders[holder].step or "", pairs, situation), frozenset(on)
        )
        for holder, on in due.items()
    )


def _reached(pack: Pack, cell: Cell) -> set[str]:
    """Holders without entries that the chain of causes behind a cell ends at."""
    reached: set[str] = set()
    seen: set[str] = set()
    ahead = list(_left_by(pack, cell))
    while ahead:
        cause = ahead.pop()
        if cause in seen:
            continue
        seen.add(cause)
        for name, holder in pack.records.holders.items():
            fix = pack.steps[holder.step].fixes.get(cause) if holder.step else None
            if fix is not None and not holder.attributes:
                reached.add(name)
            elif fix is not None and fix.leaves:
                ahead.append(fix.leaves)
    return reached


def _left_by(pack: Pack, cell: Cell) -> Iterator[str]:
    """Causes that remain when the step for a cell has removed what its pairs show."""
    step = step_of(pack.records.holders[cell[0]], cell[1])
    shown = {pair.finding for pair in pack.records.pairs if (pair.a, pair.attribute) == cell}
    for cause, fix in pack.steps[step].fixes.items() if step else ():
        if fix.leaves and not shown.isdisjoint(pack.causes[cause].shows):
            yield fix.leaves
