"""The cheapest way to make records agree: which holder changes what, and in which order.

A cell may take a value that another holder has for the same attribute, or stay. First as few pairs as
possible may be left differing, then the plan must be cheapest. All attributes that one visit changes share
its set-up, a visit waits only for those that it has to come after, and waiting goes on in the background.
The search is exact; tests hold it against trying everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from jiesuo.core.records import Cell

FRESH = object()
"""The value of a paper that is not issued yet: like nothing that is written down anywhere."""
Value = object
"""A text, FRESH, or None where the entry is not known."""
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """One errand to a holder. Times in minutes of effort and hours of waiting; price in CNY."""

    holder: str
    step: str
    rank: int
    """Of two visits that change the same attribute, the one of lower rank comes first."""
    minutes: float
    extra: float
    """Minutes for each attribute after the first."""
    hours: float
    price: float
    waits_for: frozenset[Cell] = frozenset()
    """Cells that, if they change, change before this visit (where the rank allows it)."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A visit that becomes due when one of the cells changes."""

    visit: Visit
    on: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two cells of one attribute whose values must agree; a cell may be tied to itself."""

    a: Cell
    b: Cell
    agree: Callable[[str, str], bool] = field(repr=False)

    def holds(self, a: Value, b: Value) -> bool:
        """What is not known is taken to agree, except with a paper that is still to come."""
        if a is FRESH or b is FRESH:
            return a is b
        return not (isinstance(a, str) and isinstance(b, str)) or self.agree(a, b)


@dataclass(frozen=True, slots=True)
class Rates:
    """CNY a minute of effort, and CNY an hour until everything is done."""

    minute: float
    hour: float


@dataclass(frozen=True)
class Task:
    """Everything a plan is made from."""

    entries: Mapping[Cell, str] = field(repr=False)
    ties: Sequence[Tie]
    visits: Mapping[Cell, Visit]
    """The cells that can be changed at all, each with the visit that does it."""
    rates: Rates
    renewed: frozenset[Cell] = frozenset()
    """Cells that get a fresh value whatever else happens."""
    follow_ups: tuple[FollowUp, ...] = ()

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tie.a[1] for tie in self.ties))


@dataclass(frozen=True, slots=True)
class Errand:
    """A visit of the plan with what it changes, and the holders whose visits must be over before."""

    visit: Visit
    attributes: tuple[str, ...]
    after: tuple[str, ...]
    like: tuple[tuple[str, str], ...]
    """(attribute, holder): whose entry it then agrees with; none for a paper that is still to come."""

    @property
    def minutes(self) -> float:
        """Minutes of effort for all that is changed in this visit."""
        return effort(self.visit, frozenset(self.attributes))


@dataclass(frozen=True, slots=True)
class Plan:
    """Errands in their order. Cost in CNY; minutes of effort; hours from the start to the last end."""

    errands: tuple[Errand, ...]
    cost: float
    minutes: float
    hours: float
    left: tuple[Tie, ...]
    """Ties that no change settles."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Values for one attribute: the cells that change, and each tie that differs all the same."""

    values: Mapping[Cell, Value] = field(repr=False)
    changed: frozenset[Cell]
    left: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Visits in their order, with the hours until the last of them is over."""

    order: tuple[Visit, ...]
    hours: float


def cheapest(task: Task) -> Plan:
    """The plan that leaves the fewest ties differing and, of those, costs least."""
    best = _Search(task).best()
    chosen = {cell for choice in best for cell in choice.changed}
    due = visits_due(task, frozenset(chosen))
    schedule = earliest(due)
    return Plan(
        tuple(_errand(task, visit, due, best) for visit in schedule.order),
        cost_of(task.rates, due, schedule.hours),
        sum(effort(visit, cells) for visit, cells in due.items()),
        schedule.hours,
        tuple(tie for choice in best for tie in choice.left),
    )


def visits_due(task: Task, changed: frozenset[Cell]) -> dict[Visit, frozenset[str]]:
    """The visits that changes bring about, each with the attributes that it changes; follow-ups have none."""
    due: dict[Visit, frozenset[str]] = {}
    for cell in sorted(changed):
        visit = task.visits[cell]
        due[visit] = due.get(visit, frozenset()) | {cell[1]}
    for follow in task.follow_ups:
        if not follow.on.isdisjoint(changed):
            due.setdefault(follow.visit, frozenset())
    return due


def effort(visit: Visit, attributes: frozenset[str]) -> float:
    """Minutes of one visit."""
    return visit.minutes + visit.extra * max(0, len(attributes) - 1)


def cost_of(rates: Rates, due: Mapping[Visit, frozenset[str]], hours: float) -> float:
    """CNY of visits that take so many hours all in all."""
    minutes = sum(effort(visit, attributes) for visit, attributes in due.items())
    return minutes * rates.minute + hours * rates.hour + sum(visit.price for visit in due)


def comes_before(first: Visit, then: Visit, due: Mapping[Visit, frozenset[str]]) -> bool:
    """Whether one visit has to be over before another: same attribute, awaited, or followed up."""
    if first.rank >= then.rank:
        return False
    awaited = any((first.holder, attribute) in then.waits_for for attribute in due[first])
    return awaited or not due[then] or not due[first].isdisjoint(due[then])


def earliest(due: Mapping[Visit, frozenset[str]]) -> Schedule:
    """The order in which all is over soonest; one person makes one visit at a time, and waits meanwhile."""
    visits = sorted(due, key=lambda visit: (visit.rank, visit.holder, visit.step))
    before = {v: [w for w in visits if comes_before(w, v, due)] for v in visits}
    orders = (Schedule(order, _over(order, due, before)) for order in _orders((), visits, before))
    return min(orders, key=lambda schedule: round(schedule.hours, 9))


def _orders(
    begun: tuple[Visit, ...], rest: Sequence[Visit], before: Mapping[Visit, list[Visit]]
) -> Iterator[tuple[Visit, ...]]:
    """Every order that keeps what has to come before, by rank first."""
    if not rest:
        yield begun
    for visit in rest:
        if all(earlier in begun for earlier in before[visit]):
            yield from _orders((*begun, visit), [v for v in rest if v is not visit], before)


def _over(
    order: Iterable[Visit], due: Mapping[Visit, frozenset[str]], before: Mapping[Visit, list[Visit]]
) -> float:
    """Hours until the last visit and the last wait are over."""
    free, ends = 0.0, dict[Visit, float]()
    for visit in order:
        start = max([free, *(ends[earlier] for earlier in before[visit])])
        free = start + effort(visit, due[visit]) / MINUTES_AN_HOUR
        ends[visit] = free + visit.hours
    return max(ends.values(), default=0.0)


def choices(task: Task, attribute: str) -> list[Choice]:
    """The ways to settle one attribute that leave fewest ties differing and change no cell in vain."""
    found: dict[frozenset[Cell], Choice] = {}
    for values in _assignments(task, attribute):
        choice = _choice(task, attribute, values)
        known = found.setdefault(choice.changed, choice)
        if len(choice.left) < len(known.left):
            found[choice.changed] = choice
    fewest = min(len(choice.left) for choice in found.values())
    fitting = [choice for choice in found.values() if len(choice.left) == fewest]
    return [one for one in fitting if not any(other.changed < one.changed for other in fitting)]


def _assignments(task: Task, attribute: str) -> Iterator[dict[Cell, Value]]:
    """Every value for every cell of an attribute: its own first, then those of the holders by rank."""
    cells = dict.fromkeys(c for tie in task.ties if tie.a[1] == attribute for c in (tie.a, tie.b))
    tied = sorted(cells, key=lambda cell: task.visits[cell].rank if cell in task.visits else -1)
    own = {cell: FRESH if cell in task.renewed else task.entries.get(cell) for cell in tied}
    if all(tie.holds(own[tie.a], own[tie.b]) for tie in task.ties if tie.a[1] == attribute):
        yield own
        return
    others = (value for cell, value in task.entries.items() if cell[1] == attribute)
    shared = [value for value in dict.fromkeys((*own.values(), *others)) if value is not None]
    options = [[own[c], *(v for v in shared if v != own[c])] if _movable(task, c) else [own[c]] for c in tied]
    for values in product(*options):
        yield dict(zip(tied, values, strict=True))


def _movable(task: Task, cell: Cell) -> bool:
    """A cell that is not known may still have to take what is fresh."""
    fresh = any(attribute == cell[1] for _, attribute in task.renewed)
    return cell in task.visits and cell not in task.renewed and (cell in task.entries or fresh)


def _choice(task: Task, attribute: str, values: dict[Cell, Value]) -> Choice:
    changed = {cell for cell, value in values.items() if value != task.entries.get(cell)}
    ties = (tie for tie in task.ties if tie.a[1] == attribute)
    return Choice(
        values,
        frozenset(changed),
        tuple(tie for tie in ties if not tie.holds(values[tie.a], values[tie.b])),
    )


class _Search:
    """One choice for each attribute, by depth first; a part that costs more than the best is left."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.options = [choices(task, attribute) for attribute in task.attributes]
        self.costs: dict[frozenset[Cell], float] = {}
        self.found: tuple[Choice, ...] = ()
        self.least = float("inf")

    def best(self) -> tuple[Choice, ...]:
        self._go_on((), frozenset())
        return self.found

    def _go_on(self, chosen: tuple[Choice, ...], changed: frozenset[Cell]) -> None:
        cost = self._cost(changed)
        # More changes never cost less, so nothing below a part can undercut it.
        if cost >= self.least - 1e-9:
            return
        if len(chosen) == len(self.options):
            self.found, self.least = chosen, cost
            return
        for choice in self.options[len(chosen)]:
            self._go_on((*chosen, choice), changed | choice.changed)

    def _cost(self, changed: frozenset[Cell]) -> float:
        if changed not in self.costs:
            due = visits_due(self.task, changed)
            self.costs[changed] = cost_of(self.task.rates, due, earliest(due).hours)
        return self.costs[changed]


def _errand(
    task: Task, visit: Visit, due: Mapping[Visit, frozenset[str]], chosen: Sequence[Choice]
) -> Errand:
    after = dict.fromkeys(other.holder for other in due if comes_before(other, visit, due))
    attributes = tuple(a for a in task.attributes if a in due[visit])
    found = ((a, _example(task, visit.holder, a, chosen)) for a in attributes)
    like = tuple((attribute, holder) for attribute, holder in found if holder)
    return Errand(visit, attributes, tuple(after), like)


def _example(task: Task, holder: str, attribute: str, chosen: Sequence[Choice]) -> str:
    """Who already has, or gets anew, the value that a cell takes; a holder tied to it if there is one."""
    cell = (holder, attribute)
    entries = {other: value for other, value in task.entries.items() if other[1] == attribute}
    values = {**entries, **next(choice.values for choice in chosen if cell in choice.values)}
    same = [other for other in values if other != cell and _stands(task, other, values, values[cell])]
    tied = [other for other in same if any({other, cell} == {tie.a, tie.b} for tie in task.ties)]
    return next((other[0] for other in (*tied, *same)), "")


def _stands(task: Task, cell: Cell, values: Mapping[Cell, Value], wanted: Value) -> bool:
    """Whether a cell has a value without taking it from another one."""
    return values[cell] == wanted and (cell in task.renewed or task.entries.get(cell) == wanted)
