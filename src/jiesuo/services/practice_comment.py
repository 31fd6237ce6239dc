"""After a practice game: what was done, what it cost, the best way, what made it worse, jiesuo's start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiesuo.core.model import Model
from jiesuo.services import oracle
from jiesuo.services.intake import Readers
from jiesuo.services.practice import CASES, Entry, Played, Practice, play
from jiesuo.services.practice_advice import Hint, hint
from jiesuo.services.practice_places import TRY
from jiesuo.services.world_answers import SLUGS
from jiesuo.world.numbers import Numbers
from jiesuo.world.routes import ROUTES
from jiesuo.world.world import DOINGS

LOOK = "look_"


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a game: its moves, minutes of the person, hours until the wish was reached, CNY
    beside the purchase, and the cost of it all in CNY by the person's own rates."""

    entries: tuple[Entry, ...]
    minutes: float
    hours: float
    money: float
    cost: float
    reached: bool
    mended: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said afterwards.

    `causes`: causes of the pack that were behind it; `worse`: places in `done.entries` with what got worse;
    `advised`: what jiesuo would have said before the first move; `first`: the first move that was more than
    looking, empty if there was none.
    """

    done: Way
    best: Way
    worse: tuple[tuple[int, str], ...]
    causes: tuple[str, ...]
    advised: Hint
    first: str

    @property
    def agreed(self) -> bool:
        """Whether the first thing that was done is what jiesuo would have said."""
        return bool(self.first) and self.first == self.advised.move

    @property
    def times(self) -> float:
        """How many times the best way's cost was spent."""
        return self.done.cost / max(self.best.cost, 1.0)


def comment(model: Model, readers: Readers, numbers: Numbers, practice: Practice, language: str) -> Comment:
    """Judge a game by the mechanism of its own world."""
    played = play(numbers, practice, language)
    start = Practice(practice.case, practice.seed)
    return Comment(
        _way(played),
        best_way(numbers, start, language),
        tuple((place, harm) for place, entry in enumerate(played.entries) for harm in entry.harm),
        tuple(_causes(model, played)),
        hint(model, readers, numbers, start, language),
        next((move for move in practice.moves if not move.startswith(LOOK)), ""),
    )


def _way(played: Played) -> Way:
    spent = played.state.spent
    return Way(
        played.entries,
        spent.minutes,
        played.hours,
        spent.money,
        played.cost,
        played.world.reached,
        played.world.mended,
    )


def best_way(numbers: Numbers, start: Practice, language: str) -> Way:
    """The oracle's way in the same world, without the moves that it could have spared."""
    fixed, begun = CASES.get(start.case), play(numbers, start, language)
    found = oracle.solve(numbers, begun.seed, fixed.faults if fixed else (), fixed.goal if fixed else "")
    moves = tuple(_usual(act, begun.state.person.goal) for act in found.acts)
    return _spared(numbers, start, moves, language)


def _usual(act: str, goal: str) -> str:
    """An act of the oracle as a move; the usual try by its own name."""
    move = act if act in DOINGS else f"route.{act}"
    return TRY if (move, goal) in (("route.main_card", "pay"), ("route.password", "log_in")) else move


def _spared(numbers: Numbers, start: Practice, moves: tuple[str, ...], language: str) -> Way:
    """Leave out, one by one, what makes it no dearer to leave out."""

    def way(some: tuple[str, ...]) -> Way:
        return _way(play(numbers, Practice(start.case, start.seed, some), language))

    best = way(moves)
    place = 0
    while place < len(moves):
        fewer = (*moves[:place], *moves[place + 1 :])
        without = way(fewer)
        if without.cost <= best.cost and without.mended >= best.mended:
            moves, best = fewer, without
        else:
            place += 1
    return best


def _causes(model: Model, played: Played) -> Iterator[str]:
    """The pack's cause for each fault: of those with its slug, the most usual one."""
    for fault in played.state.faults:
        named = [c for slug in SLUGS[fault] for c in model.pack.causes if model.pack.slug(c) == slug]
        if named:
            yield named[0]


assert set(ROUTES).isdisjoint(DOINGS)
