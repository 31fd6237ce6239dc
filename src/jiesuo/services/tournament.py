"""Many people, all policies: the same person meets each policy, so that differences are paired.

People are numbered; person number n of seed s is always the same one. Work is shared out to processes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import Thread

from jiesuo.core.model import Model, build
from jiesuo.errors import InputError
from jiesuo.knowledge import catalog
from jiesuo.services import knower, oracle
from jiesuo.services.game import Listen, Score, play
from jiesuo.services.intake import Readers, hear, readers_of
from jiesuo.services.knower import KNOWER
from jiesuo.services.policies import NAMES, ORACLE
from jiesuo.world.numbers import GUIDE, Numbers, disturbed, load

TEXTS_KEPT = 1_000
"""Invented texts that a process keeps as they were understood."""
ALL = (*NAMES, KNOWER)
"""The rivals, and the yardstick that plays only when it is asked for."""
FAMILY = 20
"""Disturbed worlds of a family."""
UNKNOWN_SHARE = 0.1
"""Share of people of a family whose trouble no guide knows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who plays: how many people of which seed, with which policies, in which world or family of worlds."""

    people: int
    seed: int
    policies: tuple[str, ...] = NAMES
    world: Path = GUIDE
    family: bool = False

    def __post_init__(self) -> None:
        """Raises InputError for a policy that does not exist and for nobody to play."""
        for name in self.policies:
            if name not in ALL:
                raise InputError(f"There is no policy {name!r}.", f"Allowed: {', '.join(ALL)}.")
        if self.people < 1 or not self.policies:
            raise InputError("Nobody plays.", "Give at least one person and one policy.")


@dataclass(frozen=True, eq=False)
class Table:
    """What a process needs to play: the pack made ready, somebody who listens, and the worlds."""

    model: Model
    listen: Listen
    worlds: tuple[Numbers, ...]
    entry: Entry

    def person(self, number: int) -> list[Score]:
        """All policies with one person."""
        numbers = self.worlds[number % len(self.worlds)]
        return [self._game(numbers, policy, f"{self.entry.seed}/{number}") for policy in self.entry.policies]

    def _game(self, numbers: Numbers, policy: str, seed: str) -> Score:
        if policy == ORACLE:
            return oracle.solve(numbers, seed)
        if policy == KNOWER:
            return knower.play(self.model, self.listen, numbers, seed)
        return play(self.model, self.listen, numbers, policy, seed)


def worlds_of(entry: Entry) -> tuple[Numbers, ...]:
    """The one world, or a family of disturbed ones in which some people's trouble is unheard of."""
    numbers = load(entry.world)
    if not entry.family:
        return (numbers,)
    return tuple(disturbed(numbers, number, UNKNOWN_SHARE) for number in range(FAMILY))


def table(entry: Entry) -> Table:
    pack = catalog.open_by_id()
    return Table(build(pack), listener(readers_of(pack, catalog.find().folder)), worlds_of(entry), entry)


def listener(readers: Readers) -> Listen:
    """Reads each text once: a person tells each policy the same, and screens say little else than before."""
    return lru_cache(TEXTS_KEPT)(partial(hear, readers=readers))


def run(entry: Entry, jobs: int, step: Callable[[], None] = lambda: None) -> list[list[Score]]:
    """Scores by person and policy, in their order, whatever the number of processes."""
    scores = []
    with closing(_played(entry, jobs)) as games:
        for found in games:
            scores.append(found)
            step()
    return scores


def _played(entry: Entry, jobs: int) -> Generator[list[Score], None, None]:
    worlds_of(entry)
    catalog.open_by_id()
    if jobs == 1:
        yield from map(table(entry).person, range(entry.people))
        return
    # Each process computes with one thread: several would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_sit_down, initargs=(entry,)) as pool:
        with _deaf_to_ctrl_c():
            games = pool.map(_person, range(entry.people))
        yield from games


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started meanwhile does not hear Ctrl-C: who started it does, and calls no more people up."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_seat: list[Table] = []
"""The table of this process."""


def _sit_down(entry: Entry) -> None:
    Thread(target=_leave_with_parent, daemon=True).start()
    _seat[:] = [table(entry)]
    # What stays on the table for all games need not be searched for circles again and again.
    gc.freeze()


def _leave_with_parent() -> None:
    """End this process as soon as the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _person(number: int) -> list[Score]:
    return _seat[0].person(number)


def by_policy(scores: Sequence[Sequence[Score]]) -> dict[str, list[Score]]:
    """Scores of each policy, people in their order."""
    return {games[0].policy: list(games) for games in zip(*scores, strict=True)}
