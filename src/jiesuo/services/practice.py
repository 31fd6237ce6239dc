"""A practice game: somebody with a trouble, and what was done about it so far.

A game is its case, its seed and its moves; everything else is folded from them in the simulated world. So
nothing has to be kept, and the same text gives the same game again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jiesuo.errors import InputError, NotFound
from jiesuo.services.game import cost
from jiesuo.world.messages import text
from jiesuo.world.numbers import Numbers
from jiesuo.world.records import Due
from jiesuo.world.seen import Outcome
from jiesuo.world.state import State
from jiesuo.world.tellings import telling
from jiesuo.world.world import DOINGS, World

MOST_MOVES = 60
LONGEST_SEED = 9
LONGEST_TEXT = 1_500
"""Letters of a saved game: it stands in an address."""
DRAWS = 400
BETWEEN = "~"
DRAWN = "drawn"
"""The case of somebody drawn at random."""
USUAL_SEED = {"renewed_passport": 1, "lock_after_vpn": 10, "overseas_card_refused": 2}
"""Seeds whose person says what matters, and gets there by the advice in each language (tested)."""
FRESH = timedelta(minutes=45)
"""Age of a lock at which a log-in still makes it longer."""
SPOKEN = {"en": "en", "zh-Hans": "zh", "ja": "ja"}
"""Languages of the interface -> those of the world's people."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A case with faults that are put in; `fits`: who shows it well."""

    faults: tuple[str, ...]
    goal: str
    fits: Callable[[State], bool]


def _resident(state: State) -> bool:
    person = state.person
    here = person.place == "living_in_mainland" and person.branch_nearby and person.passport_at_hand
    return here and person.situation == "this_week" and state.payee.buys == "online_shop"


def _locked_by_vpn(state: State) -> bool:
    held, person = state.shop.lock, state.person
    fresh = held is not None and state.now - held.begun < FRESH
    opens = held is not None and held.offer == "questions_or_old_device"
    return fresh and opens and person.vpn and person.passport_at_hand and person.situation != "at_the_till"


def _visitor(state: State) -> bool:
    person = state.person
    plain = not person.vpn and not person.ad_blocker and person.place == "visiting_mainland"
    return plain and person.situation == "today" and state.payee.buys == "online_shop"


CASES: Mapping[str, Fixed] = {
    "renewed_passport": Fixed(("renewed_everywhere_stale",), "pay", _resident),
    "lock_after_vpn": Fixed(("lock_new_place",), "log_in", _locked_by_vpn),
    "overseas_card_refused": Fixed(("suspicious",), "pay", _visitor),
}


@dataclass(frozen=True, slots=True)
class Practice:
    """Everything that is kept of a game. Raises InputError for a case or a move that does not exist."""

    case: str
    seed: int
    moves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.case not in (*CASES, DRAWN):
            raise InputError(f"There is no practice case {self.case!r}.", f"Allowed: {', '.join(CASES)}.")
        for move in self.moves:
            if move not in DOINGS:
                raise InputError(f"Nobody can do {move!r} here.", "Go back and choose another.")

    def then(self, move: str) -> Practice:
        """The game after one more move."""
        return replace(self, moves=(*self.moves, move))

    @property
    def full(self) -> bool:
        """Whether no move is left."""
        return len(self.moves) >= MOST_MOVES or len(self.saved) > LONGEST_TEXT - max(map(len, DOINGS))

    @property
    def saved(self) -> str:
        """The game as one word of letters that an address takes as they are."""
        return BETWEEN.join((self.case, str(self.seed), *self.moves))


def load(saved: str) -> Practice:
    """The game of such a word; raises NotFound for anything else."""
    case, _, rest = saved.partition(BETWEEN)
    seed, _, moves = rest.partition(BETWEEN)
    done = tuple(moves.split(BETWEEN)) if moves else ()
    if (
        len(saved) > LONGEST_TEXT
        or len(done) > MOST_MOVES
        or not re.fullmatch(rf"[0-9]{{1,{LONGEST_SEED}}}", seed)
    ):
        raise NotFound("There is no such practice game.")
    try:
        return Practice(case, int(seed), done)
    except InputError as wrong:
        raise NotFound("There is no such practice game.") from wrong


@dataclass(frozen=True, slots=True)
class Screen:
    """A text on a screen in the two languages that the apps have; empty where nothing is said."""

    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One move: when, what it cost (minutes of the person, CNY), how it ended, what came by itself, and what
    got worse by it."""

    move: str
    begun: datetime
    ended: datetime
    minutes: float
    money: float
    outcome: Outcome
    screen: Screen
    news: tuple[Due, ...]
    harm: tuple[str, ...]
    reached: bool

    @property
    def hours(self) -> float:
        """Hours from its beginning to its end, waiting included."""
        return (self.ended - self.begun) / timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class Played:
    """A game folded: the world as it is now. `seed` is the one that the world was drawn with."""

    practice: Practice
    seed: str
    world: World
    begun: datetime
    told: str
    screen: Screen
    """What the screen said before anything was done."""
    entries: tuple[Entry, ...]

    @property
    def state(self) -> State:
        return self.world.state

    @property
    def over(self) -> bool:
        """Whether the wish is reached and nothing is left to put right, or no move is left."""
        return (self.world.reached and self.world.mended) or self.practice.full

    @property
    def hours(self) -> float:
        """Hours until the wish was reached, or so far."""
        return ((self.state.reached or self.state.now) - self.begun) / timedelta(hours=1)

    @property
    def cost(self) -> float:
        """CNY, by the person's own rates, as in every game of the world."""
        return cost(self.state, self.begun, self.world.mended)


def play(numbers: Numbers, practice: Practice, language: str = "en") -> Played:
    """Fold a game; the language of the telling changes nothing else."""
    *_, last = stages(numbers, practice, language)
    return last


def stages(numbers: Numbers, practice: Practice, language: str) -> Iterator[Played]:
    """The game before its first move and after each; all share one world, so use each before the next."""
    world, seed = _begin(numbers, practice)
    person = world.state.person
    person.language, person.slips, person.blanks = SPOKEN[language], 0.0, 0.0
    screen = screen_of(world.state, world.state.reason)
    world.state.seen = screen.zh if person.language == "zh" else screen.en
    told, begun = telling(world.state), world.now
    start = Practice(practice.case, practice.seed)
    yield Played(start, seed, world, begun, told, screen, ())
    entries: list[Entry] = []
    for move in practice.moves:
        start = start.then(move)
        entries.append(_moved(world, move))
        yield Played(start, seed, world, begun, told, screen, tuple(entries))


def _begin(numbers: Numbers, practice: Practice) -> tuple[World, str]:
    """The first person of the seed who shows the case well."""
    fixed = CASES.get(practice.case)
    world = World(numbers)
    for draw in range(DRAWS):
        seed = f"practice {practice.seed}/{draw}"
        world.reset(seed, fixed.faults if fixed else (), fixed.goal if fixed else "")
        if fixed is None or fixed.fits(world.state):
            return world, seed
    raise InputError(f"Nobody of seed {practice.seed} has this trouble.", "Take another seed.")


def _moved(world: World, move: str) -> Entry:
    state, begun, harmed = world.state, world.now, len(world.state.harm)
    step = world.step(move)
    return Entry(
        move,
        begun,
        step.now,
        step.minutes,
        step.money,
        step.seen.outcome,
        screen_of(state, step.seen.reason) if step.seen.text else Screen(),
        step.news,
        tuple(state.harm[harmed:]),
        world.reached,
    )


def screen_of(state: State, reason: str) -> Screen:
    """What the screen says for a reason, in both languages of the apps."""
    texts = {}
    for language in ("en", "zh"):
        seen = state.fork()
        seen.person.language = language
        texts[language] = text(seen, reason)
    return Screen(**texts)
