"""`jiesuo practise`: play a pretend case in the terminal, and hear afterwards how it went."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import click

from jiesuo.core.model import Model
from jiesuo.interfaces import chosen, practising
from jiesuo.interfaces import settings as environment
from jiesuo.interfaces.cli import flags, terminal
from jiesuo.interfaces.practising import told
from jiesuo.services.intake import Readers
from jiesuo.services.practice import CASES, DRAWN, LONGEST_SEED, USUAL_SEED, Played, Practice, play
from jiesuo.services.practice_advice import hint
from jiesuo.services.practice_comment import Comment, Way, comment
from jiesuo.services.practice_places import PLACES, WAIT, open_moves, open_places
from jiesuo.world.numbers import GUIDE, Numbers, load

MENU, HINT, END = "m", "h", "e"


@click.command()
@click.option(
    "--seed", type=click.IntRange(0, 10**LONGEST_SEED - 1), metavar="N", help="Which person; else by lot."
)
@click.option("--case", "case", type=click.Choice(tuple(CASES)), help="Which trouble; else by lot.")
@flags.LANG
def practise(seed: int | None, case: str | None, lang: str | None) -> None:
    """Play a pretend case: press, wait, ask for advice, and hear afterwards how it went.

    Nothing is sent, paid or kept. The same seed is the same person. Moves can be piped in, a line each.
    """
    settings = environment.read()
    terminal.prepare()
    known = chosen.model_and_readers()
    drawn = secrets.randbelow(10_000) if case is None else USUAL_SEED[case]
    start = Practice(case or DRAWN, drawn if seed is None else seed)
    Table(*known, load(GUIDE), lang or settings.language, terminal.of_output(settings.colour), start).sit()


@dataclass
class Table:
    """One game in one terminal."""

    model: Model
    readers: Readers
    numbers: Numbers
    language: str
    screen: terminal.Terminal
    practice: Practice
    shown: tuple[str, ...] = ()
    """The moves that were listed last."""
    played: Played = field(init=False)

    def __post_init__(self) -> None:
        self.played = self._folded()

    def sit(self) -> None:
        """Play until the end of the game or of the input, then comment."""
        try:
            self._introduce()
            while not self.played.over and self._turn():
                pass
            self._comment()
        except KeyboardInterrupt:
            self._write("", self._say("stopped", command=self._command()))
            raise

    def _folded(self) -> Played:
        return play(self.numbers, self.practice, self.language)

    def _say(self, key: str, **slots: object) -> str:
        return told(self.language, key, **slots)

    def _write(self, *lines: str) -> None:
        self.screen.write(lines)

    def _command(self) -> str:
        case = "" if self.practice.case == DRAWN else f" --case {self.practice.case}"
        return f"jiesuo practise{case} --seed {self.practice.seed}"

    def _introduce(self) -> None:
        played = self.played
        shown = self._text(played.screen.en, played.screen.zh)
        self._write(f"** {self._say('pretend')} **", "", self._say("they_say") + ":", f"  “{played.told}”")
        self._write("", practising.wish(self.language, played), f"{self._say('before')}: {shown}")

    def _text(self, english: str, chinese: str) -> str:
        return " · ".join(text for text in (chinese, english) if text)

    # --- a turn -------------------------------------------------------------------------------------------

    def _turn(self) -> bool:
        """Show what can be done, and do what is chosen; False when the player ends it."""
        moves = tuple(self._moves())
        self._write(*self._moment())
        if moves != self.shown:
            self._write(*self._menu(moves))
        while True:
            said = self._typed()
            if said == END:
                return False
            if said in (MENU, ""):
                self._write(*self._menu(moves))
            elif said == HINT:
                self._write(*self._hint(moves))
            elif said.isdecimal() and len(said) < 4 and 1 <= int(said) <= len(moves):
                self._do(moves[int(said) - 1])
                return True
            else:
                self._write(self._say("not_a_move", most=len(moves)))

    def _typed(self) -> str:
        """What was typed; the end of the input is the wish to end."""
        try:
            return terminal.typed(f"{self._say('press')}: ").lower()
        except terminal.Ended:
            return END

    def _moves(self) -> Iterator[str]:
        for _, moves in self._by_place():
            yield from moves
        yield WAIT

    def _by_place(self) -> Iterator[tuple[str, list[str]]]:
        state = self.played.state
        for name, place in open_places(state):
            moves = [move for move in (place.look, *open_moves(state, name)) if move]
            if moves:
                yield name, moves

    def _moment(self) -> Iterator[str]:
        played = self.played
        yield from ("", f"{self._say('clock')}: {practising.clock(self.language, played)}")
        yield practising.spent(self.language, played)

    def _menu(self, moves: tuple[str, ...]) -> Iterator[str]:
        self.shown, numbers = moves, count(1)
        for name, some in self._by_place():
            yield from ("", f"{self._say(f'app_{PLACES[name].app}')} › {self._say(f'place_{name}')}")
            yield from (f"  {next(numbers):2}  {self._move(move)}" for move in some)
        yield from ("", f"  {next(numbers):2}  {self._move(WAIT)} ({self._say('wait_note')})")

    def _move(self, name: str) -> str:
        return practising.move(self.language, name, self.played.state.person.goal)

    def _do(self, name: str) -> None:
        before = self.played.world.reached
        self.practice = self.practice.then(name)
        played = self.played = self._folded()
        entry = played.entries[-1]
        self._write("", f"▶ {self._move(name)} ({practising.lasted(self.language, entry)})")
        self._write(*(f"  {line}" for line in self._happened(played, before)))

    def _happened(self, played: Played, before: bool) -> Iterator[str]:
        entry = played.entries[-1]
        yield practising.outcome(self.language, entry, before)
        if text := self._text(entry.screen.en, entry.screen.zh):
            yield f"[{text}]"
        yield from (practising.news(self.language, due) for due in entry.news)
        yield from (f"! {self._say(f'harm_{harm}')}" for harm in entry.harm)
        if entry.move.startswith("look_"):
            place = next(place for place in PLACES.values() if place.look == entry.move)
            for screen in place.shows:
                for field, value in practising.facts(self.language, played, screen):
                    yield f"{field.own}: {value.own}"
        if played.world.reached and not played.world.mended:
            yield self._say("reached_not_mended")

    def _hint(self, moves: tuple[str, ...]) -> Iterator[str]:
        found = hint(self.model, self.readers, self.numbers, self.practice, self.language)
        yield from ("", f"{self._say('jiesuo_says')}:")
        yield from (f"  ✋ {stop.text}" for stop in found.advice.stop)
        for question, given in practising.asked(self.language, self.model.pack, found):
            yield f"  ? {question} {given}"
        if found.again:
            yield f"  {self._say('again')}"
        elif found.move == WAIT:
            yield f"  {self._say('wait_now')}"
        elif found.advice.next.kind not in ("none", "ask"):
            yield f"  ▶ {found.advice.next.title}. {found.advice.next.why}"
        if found.move in moves:
            yield f"  {self._say('where_to')}: {moves.index(found.move) + 1}  {self._move(found.move)}"
        elif not found.move:
            yield f"  {self._say('no_advice')}"

    # --- afterwards -----------------------------------------------------------------------------------------

    def _comment(self) -> None:
        found = comment(self.model, self.readers, self.numbers, self.practice, self.language)
        self._write("", f"== {self._say('comment_title')} ==", *self._judged(found))
        self._write("", self._say("seed_same", command=self._command()))

    def _judged(self, found: Comment) -> Iterator[str]:
        language, goal = self.language, self.played.state.person.goal
        yield f"{self._say('was_wrong')}: {'; '.join(practising.causes(language, self.model.pack, found))}"
        yield from ("", f"{self._say('you_did')}: {practising.total(language, found.done)}")
        yield from self._way(found.done)
        if found.done.reached and not found.done.mended:
            yield f"  {self._say('left_wrong')}"
        yield from ("", f"{self._say('worse')}:" if found.worse else self._say("worse_none"))
        for place, harm in found.worse:
            at = self._say("worse_at", number=place + 1, move=self._move(found.done.entries[place].move))
            yield f"  ! {at}: {self._say(f'harm_{harm}')}"
        yield from ("", *self._best(found))
        yield from ("", practising.beginning(language, found, goal))

    def _best(self, found: Comment) -> Iterator[str]:
        yield practising.against_best(self.language, found)
        if not found.best.entries:
            yield self._say("best_nothing")
        elif found.best.cost < found.done.cost:
            yield f"{self._say('best')}: {practising.total(self.language, found.best)}"
            yield from self._way(found.best)
            yield f"  ({self._say('best_note')})"

    def _way(self, way: Way) -> Iterator[str]:
        if not way.entries:
            yield f"  {self._say('nothing_done')}"
        for number, entry in enumerate(way.entries, 1):
            yield f"  {number}. {self._move(entry.move)} ({practising.lasted(self.language, entry)})"
