"""Good orders of actions to put into the bank: chance per cost, updated as it goes, with waits put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

import numpy as np

from jiesuo.core.problem import Flags, Floats, Ints
from jiesuo.core.timeline import NOTHING, WAITING

Moves = tuple[int, ...]


def by_chance_per_cost(
    marginals: Floats, opening: Floats, cures: Floats, price: Floats, firsts: Ints, length: int
) -> Ints:
    """Updating P/C orders, (rows, length) actions, NOTHING once no action helps.

    marginals (rows, causes), unnormalised; opening (rows, actions) chance to end the case at once;
    cures (actions, causes); price (actions,) CNY; firsts (rows,) an action to begin with, or NOTHING.
    Updating marginals alone is exact: a repair leaves the other causes' marginals as they are.
    """
    left = np.array(marginals, dtype=np.float32)
    open_to = np.array(opening, dtype=np.float32)
    per_cost = (cures / price[:, None]).astype(np.float32)
    kept = (1 - cures).astype(np.float32)
    rows = np.arange(len(left))
    orders = np.full((len(left), length), NOTHING, dtype=np.intp)
    for place in range(length if len(price) else 0):
        worth = left @ per_cost.T + open_to / price
        best = worth.argmax(axis=1)
        if place == 0:
            best = np.where(firsts == NOTHING, best, firsts)
        helps = (worth[rows, best] > 0) | ((place == 0) & (firsts != NOTHING))
        orders[:, place] = np.where(helps, best, NOTHING)
        left *= kept[best]
        open_to[rows, best] = -np.inf
    return orders


def distinct(moves: Ints) -> Ints:
    """The rows without repeats, in the order of their first appearance."""
    _, first = np.unique(moves, axis=0, return_index=True)
    return moves[np.sort(first)]


def with_waits(orders: Ints, slow: Flags, due: int, length: int, most: int) -> Ints:
    """Timelines (plans, length) made from orders by putting background actions early and waits in.

    `slow` (actions,) acts in the background; `due` actions are under way already. At most `most` plans,
    taken in turn from all orders, the first order's first: it is that of the present belief.
    """
    lists = [tuple(int(move) for move in order if move != NOTHING) for order in distinct(orders)]
    first = _timelines(lists[0], slow, due) if lists else iter(())
    others = zip_longest(*(islice(_timelines(order, slow, due), 8) for order in lists[1:]))
    rest = (plan for turn in others for plan in turn if plan is not None)
    chosen = list(dict.fromkeys(_first(first, most // 2)))
    chosen = list(dict.fromkeys([*chosen, *_first(rest, most - len(chosen))]))
    return _padded(chosen, length)


def _first(plans: Iterable[Moves], most: int) -> list[Moves]:
    return list(islice(plans, most))


def _padded(plans: list[Moves], length: int) -> Ints:
    table = np.full((len(plans), length), NOTHING, dtype=np.intp)
    for row, plan in enumerate(plans):
        table[row, : min(len(plan), length)] = plan[:length]
    return table


def _timelines(order: Moves, slow: Flags, due: int) -> Iterator[Moves]:
    """Ways to run the quick and the slow actions of an order side by side, the usual ones first."""
    quick = tuple(action for action in order if not slow[action])
    late = tuple(action for action in order if slow[action])
    yield order + _waits(due + len(late))
    yield late[:1] + quick + _waits(due + 1)
    yield quick + _waits(due)
    yield _waits(due) + quick
    yield late[:2] + quick + _waits(due + 2)
    yield quick + late[:1] + _waits(due + 1)
    yield late[:1] + _waits(due + 1) + quick
    yield late + quick + _waits(due + len(late))
    yield from _singles(quick, late, due)
    yield from _splits(quick, late, due)
    yield tuple(move for action in late for move in (action, WAITING)) + quick


def _singles(quick: Moves, late: Moves, due: int) -> Iterator[Moves]:
    for action in late[1:]:
        yield (action, *quick, *_waits(due + 1))
        yield (action, *_waits(due + 1), *quick)


def _splits(quick: Moves, late: Moves, due: int) -> Iterator[Moves]:
    """Quick actions up to a point, then the waits or the slow actions, then the other quick ones."""
    for begun in range(min(len(late), 3) + 1):
        for place in range(len(quick) + 1):
            before, after = quick[:place], quick[place:]
            for waits in range(1, due + begun + 1):
                yield late[:begun] + before + _waits(waits) + after + _waits(due + begun - waits)
            yield before + late[:begun] + after + _waits(due + begun)


def _waits(number: int) -> Moves:
    return (WAITING,) * number
