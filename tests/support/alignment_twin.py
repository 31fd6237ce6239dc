"""The cheapest plan once more, by trying all values for all cells and all orders of the visits."""

from __future__ import annotations

from itertools import permutations, product

from jiesuo.core.alignment import FRESH, Task, Tie, Visit
from jiesuo.core.records import Cell


class Everything:
    """The oracle: all values for all cells at once, and all orders, with nothing left out."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.cells = sorted({cell for tie in task.ties for cell in (tie.a, tie.b)})

    def best(self) -> tuple[int, float]:
        """(fewest ties left differing, least cost with so many)"""
        found: dict[tuple[int, frozenset[Cell]], None] = {}
        for values in product(*(self.options(cell) for cell in self.cells)):
            given = dict(zip(self.cells, values, strict=True))
            changed = frozenset(c for c in self.cells if given[c] != self.task.entries.get(c))
            found[self.left(given), changed] = None
        least = min(left for left, _ in found)
        return least, min(self.cost(changed) for left, changed in found if left == least)

    def options(self, cell: Cell) -> list[object]:
        if cell in self.task.renewed:
            return [FRESH]
        own = self.task.entries.get(cell)
        fresh = [FRESH] if any(a == cell[1] for _, a in self.task.renewed) else []
        column = {v for (_, a), v in self.task.entries.items() if a == cell[1]}
        may = cell in self.task.visits and (own is not None or fresh)
        return [own, *fresh, *(v for v in column if v != own)] if may else [own]

    def left(self, given: dict[Cell, object]) -> int:
        return sum(not self.fine(tie, given[tie.a], given[tie.b]) for tie in self.task.ties)

    def fine(self, tie: Tie, a: object, b: object) -> bool:
        if FRESH in (a, b):
            return a is b
        return a is None or b is None or tie.agree(str(a), str(b))

    def cost(self, changed: frozenset[Cell]) -> float:
        work: dict[Visit, set[str]] = {}
        for cell in changed:
            work.setdefault(self.task.visits[cell], set()).add(cell[1])
        for follow in self.task.follow_ups:
            if follow.on & changed:
                work.setdefault(follow.visit, set())
        minutes = {v: v.minutes + v.extra * max(0, len(a) - 1) for v, a in work.items()}
        hours = min(
            (self.hours(order, work, minutes) for order in permutations(work) if self.allowed(order, work)),
        )
        rates = self.task.rates
        return sum(minutes.values()) * rates.minute + hours * rates.hour + sum(v.price for v in work)

    def allowed(self, order: tuple[Visit, ...], work: dict[Visit, set[str]]) -> bool:
        return not any(
            self.first(later, earlier, work) for i, earlier in enumerate(order) for later in order[i + 1 :]
        )

    def first(self, x: Visit, y: Visit, work: dict[Visit, set[str]]) -> bool:
        """Whether x must be over before y begins."""
        shared = bool(work[x] & work[y]) or not work[y]
        return x.rank < y.rank and (shared or any((x.holder, a) in y.waits_for for a in work[x]))

    def hours(
        self, order: tuple[Visit, ...], work: dict[Visit, set[str]], minutes: dict[Visit, float]
    ) -> float:
        clock, over = 0.0, dict[Visit, float]()
        for visit in order:
            for other in over:
                if self.first(other, visit, work):
                    clock = max(clock, over[other])
            clock += minutes[visit] / 60
            over[visit] = clock + visit.hours
        return max(over.values(), default=0.0)
