"""The records of one person side by side: what agrees, what to look up next, what to change in which order.

Entries go in and do not come out: a report has states and kinds, and the letters that differ, to be shown
in answer to this one submission.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from jiesuo.core.alignment import Errand, Plan, Rates, Task, Tie, Visit, cheapest
from jiesuo.core.belief import Belief, fold, prior, resume
from jiesuo.core.evidence import Observation
from jiesuo.core.model import Model
from jiesuo.core.needs import Standing
from jiesuo.core.records import (
    Cell,
    Compared,
    Judge,
    cells_of,
    compare,
    implied,
    next_cell,
    observations_from,
    pairs_that_count,
)
from jiesuo.knowledge.pack import Pack, RecordPair, Records, Situation
from jiesuo.services.consult import check_wishes
from jiesuo.services.record_errands import Blocked, follow_ups, lacking, mends, to_ask_first, visits
from jiesuo.services.record_values import judge_on

DOCUMENT = "document_"
"""What the attributes begin with that a new paper brings along."""
NOT_EXPIRED = "not_expired"
HEAVIEST = 2000
"""Sets of causes from which the chance of a difference is taken."""
UNNAMED = 0.05
"""Chance that a pair differs which stands for no finding, a judgement."""
AGAIN = 0.1
"""Worth of a further pair for a finding that is known already, a judgement."""
TYPING, LOOKING = 0.5, 1.0
"""Minutes to type an entry, and to look one up that no question asks for: judgements."""


@dataclass(frozen=True, eq=False)
class Background:
    """What is known beside the entries."""

    belief: Belief
    standing: Standing
    situation: Situation
    today: date

    @property
    def model(self) -> Model:
        return self.belief.model

    @property
    def pack(self) -> Pack:
        return self.model.pack


@dataclass(frozen=True)
class Report:
    """All that is said of a matrix. `pairs` hold the letters that differ: show them once, keep none."""

    known: frozenset[Cell]
    pairs: tuple[Compared, ...]
    next_cell: Cell | None
    plan: Plan
    ask_first: Mapping[str, tuple[str, ...]]
    """Step of the plan -> needs that are not known to be met."""
    left: tuple[Compared, ...]
    """Pairs that differ and that no step changes."""
    blocked: tuple[Blocked, ...]
    observations: tuple[Observation, ...] = field(repr=False)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell that is compared, or was told."""
        compared = (cell for one in self.pairs for cell in cells_of(one.pair))
        return tuple(dict.fromkeys([*compared, *sorted(self.known)]))


def background(model: Model, answers: Mapping[str, str], situation: str, today: date) -> Background:
    """What is known outside a case: some answers; raises InputError for a situation that there is not."""
    check_wishes(model, "", situation)
    seen = [Observation(finding, value) for finding, value in answers.items()]
    belief = fold(model, "", seen) if seen else prior(model, "")
    return Background(belief, Standing(answers), model.pack.situations[situation], today)


def examine(back: Background, entries: Mapping[Cell, str], passed: Set[Cell] = frozenset()) -> Report:
    """Compare all that must agree, and plan the cheapest alignment.

    `passed` are cells that the person cannot look up.
    """
    back = _with_implied(back, entries.keys())
    pairs = pairs_that_count(back.pack.records, back.standing.answers, entries.keys())
    judge = judge_on(back.today)
    compared = compare(pairs, entries, judge)
    seen = tuple(observations_from(compared, back.pack.findings))
    task, blocked = _task(back, compared, entries, judge)
    plan = cheapest(task)
    return Report(
        frozenset(entries),
        compared,
        _next_cell(back, compared, entries.keys(), passed, seen),
        plan,
        _ask_first(back, plan),
        _left(compared, plan),
        blocked,
        seen,
    )


def _ask_first(back: Background, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Needs that are not known to be met, without what an earlier step of the plan gives."""
    found: dict[str, tuple[str, ...]] = {}
    answers = dict(back.standing.answers)
    for errand in plan.errands:
        name = errand.visit.step
        found[name] = to_ask_first(back.pack, name, Standing(answers, back.standing.done))
        answers |= back.pack.steps[name].gives
    return found


def _with_implied(back: Background, known: Set[Cell]) -> Background:
    """Who told a bank's entries has a bank: such answers are taken as given where there is only one."""
    follows = implied(back.pack.records, known)
    answers = {finding: next(iter(values)) for finding, values in follows.items() if len(values) == 1}
    new = {finding: value for finding, value in answers.items() if finding not in back.standing.answers}
    belief = resume(back.belief, [Observation(finding, value) for finding, value in new.items()])
    standing = Standing({**back.standing.answers, **new}, back.standing.done)
    return Background(belief, standing, back.situation, back.today)


def _task(
    back: Background, compared: tuple[Compared, ...], entries: Mapping[Cell, str], judge: Judge
) -> tuple[Task, tuple[Blocked, ...]]:
    pairs = tuple(one.pair for one in compared)
    cells = tuple(dict.fromkeys(cell for pair in pairs for cell in cells_of(pair)))
    possible = visits(back.pack, cells, pairs, back.situation)
    missing = {cell: lacking(back.pack, v.step, back.standing) for cell, v in possible.items()}
    renewed = {
        cell for cell in _run_out(compared, back.pack.records) if cell in possible and not missing[cell]
    }
    mended = _mended(back.pack, compared, renewed)
    movable = {cell: v for cell, v in possible.items() if cell in mended and not missing[cell]}
    task = Task(
        entries,
        tuple(_tie(pair, judge) for pair in pairs),
        movable,
        Rates(back.situation.minute, back.situation.hour),
        frozenset(renewed),
        follow_ups(back.pack, cells, pairs, back.situation),
    )
    return task, _blocked(compared, possible, missing)


def _mended(pack: Pack, compared: tuple[Compared, ...], renewed: Set[Cell]) -> set[Cell]:
    """Cells that may change: their step removes what a difference shows, or a new paper is to come.

    The passport is what all others are held against: it changes when it has run out, or not at all.
    """
    anchors = {one.pair.a for one in compared if one.pair.how == NOT_EXPIRED}
    fresh = {attribute for _, attribute in renewed}
    cells = {
        cell
        for one in compared
        for cell in cells_of(one.pair)
        if cell[1] in fresh or (one.state == "differs" and mends(pack, cell, one.pair))
    }
    return set(renewed) | {cell for cell in cells if cell[0] not in anchors}


def _run_out(compared: tuple[Compared, ...], records: Records) -> set[Cell]:
    """What a new paper replaces, for each holder whose paper has expired."""
    expired = {one.pair.a for one in compared if one.pair.how == NOT_EXPIRED and one.state == "differs"}
    return {(h, a) for h in expired for a in records.holders[h].attributes if a.startswith(DOCUMENT)}


def _tie(pair: RecordPair, judge: Judge) -> Tie:
    a, *rest = cells_of(pair)
    b = rest[0] if rest else a
    # The search asks for the same two values over and over.
    return Tie(a, b, cache(lambda x, y: judge(pair, x, y).state != "differs"))


def _blocked(
    compared: tuple[Compared, ...], possible: Mapping[Cell, Visit], missing: Mapping[Cell, tuple[str, ...]]
) -> tuple[Blocked, ...]:
    """Steps that would settle a difference but cannot be done."""
    differing = [cell for one in compared if one.state == "differs" for cell in cells_of(one.pair)]
    found = (Blocked(cell[0], possible[cell].step, missing[cell]) for cell in differing if missing.get(cell))
    return tuple(dict.fromkeys(found))


def _left(compared: tuple[Compared, ...], plan: Plan) -> tuple[Compared, ...]:
    left = {(tie.a, tie.b) for tie in plan.left}
    return tuple(
        one
        for one in compared
        if ((one.pair.a, one.pair.attribute), (one.pair.b, one.pair.attribute)) in left
        and one.state == "differs"
    )


def _next_cell(
    back: Background,
    compared: tuple[Compared, ...],
    known: Set[Cell],
    passed: Set[Cell],
    seen: tuple[Observation, ...],
) -> Cell | None:
    chances = _chances(resume(back.belief, seen), compared, back.standing.answers.keys())
    return next_cell(
        compared, known, passed, lambda pair: chances[id(pair)], lambda cell: _minutes(back.pack, cell)
    )


def _chances(belief: Belief, compared: tuple[Compared, ...], answered: Set[str]) -> dict[int, float]:
    """Chance that each pair differs and is news, linear, by the pair's identity.

    What a pair shows is hardly news where it was `answered`, or shown by another pair.
    """
    places = belief.heaviest(HEAVIEST)
    weights = belief.weights[places] / belief.weights[places].sum()
    looked = {one.pair.finding for one in compared if one.state != "unknown"} | answered
    found: dict[int, float] = {}
    for one in compared:
        chance = UNNAMED
        if one.pair.finding is not None:
            values = belief.model.kind(one.pair.finding).values
            row = belief.model.table(one.pair.finding, places)[values.index(one.pair.value)]
            chance = float(row @ weights) * (AGAIN if one.pair.finding in looked else 1)
        found[id(one.pair)] = chance
    return found


def _minutes(pack: Pack, cell: Cell) -> float:
    """Minutes to look a cell up and type it: as long as the question takes that it answers."""
    pairs = [pair for pair in pack.records.pairs if (pair.a, pair.attribute) == cell and pair.finding]
    asks = [pack.findings[pair.finding].ask for pair in pairs if pair.finding]
    return TYPING + min((ask.effort for ask in asks if ask is not None), default=LOOKING)


def changes(plan: Plan) -> list[tuple[Errand, str]]:
    """Every changed entry of a plan in its order; what only follows has no attribute."""
    return [(errand, attribute) for errand in plan.errands for attribute in errand.attributes or ("",)]
