"""What jiesuo would say at a moment of a practice game: the game told as a case, and advice on it.

Questions are answered by the pretend person, truly; so the advice is what somebody would get who asks now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiesuo.core.case import Event, Opened, RouteTried, StepFinished, Told, fold
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.facts import NO_CHANGE, UNTRIED, WORKED
from jiesuo.core.model import Model
from jiesuo.core.tries import rests_until
from jiesuo.services.advice import Advice
from jiesuo.services.advise import INTERVIEW, advise, next_step, view_of
from jiesuo.services.choose import Pick
from jiesuo.services.consult import answer_to, events_of, finished
from jiesuo.services.intake import Readers, hear
from jiesuo.services.options import View
from jiesuo.services.policies import Act, act_of
from jiesuo.services.practice import SPOKEN, Entry, Played, Practice, stages
from jiesuo.services.practice_places import TRY, WAIT, move_of, place_of
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.world_answers import answer, true_slugs
from jiesuo.services.world_steps import DOINGS, OUTCOMES, ROUTES
from jiesuo.world import gates
from jiesuo.world.numbers import Numbers
from jiesuo.world.state import State

MOST_QUESTIONS = 8
"""Questions answered before what the plan has next is shown instead: a judgement."""
WAITED_IN_VAIN = "wait_out_lock"
WAITS = ("wait_for_service", "wait_for_limit_reset")
"""Steps of the pack that are nothing but waiting."""
STEP_OF = {move: step for step, move in reversed(tuple(DOINGS.items())) if move != WAIT}
"""Moves -> the first step of the pack that means them."""
ROUTE_OF = {move: route for route, move in reversed(tuple(ROUTES.items()))}


@dataclass(frozen=True, slots=True)
class Hint:
    """What jiesuo says now. `asked`: its questions with the pretend person's answers; `move` and `place`:
    what that is on the phone, empty if nothing; `again`: first try whether what was done has helped."""

    advice: Advice
    asked: tuple[tuple[str, str], ...]
    move: str = ""
    place: str = ""
    again: bool = False


def hint(model: Model, readers: Readers, numbers: Numbers, practice: Practice, language: str) -> Hint:
    """jiesuo's advice at the end of the moves."""
    teller = Teller(model, readers, language)
    for played in stages(numbers, practice, language):
        teller.hear(played)
    return _advised(teller, played)


@dataclass
class Teller:
    """Tells a game to jiesuo as it goes on: what was done, seen, and heard."""

    model: Model
    readers: Readers
    language: str
    events: list[Event] = field(default_factory=list)
    awaited: dict[str, str] = field(default_factory=dict)
    """What is due -> the step that began it."""
    untested: list[str] = field(default_factory=list)
    """Steps done of which nothing shows yet whether they helped."""
    mended: str = ""
    """The last step that may have helped since the last try."""
    told: str = ""
    known_due: frozenset[str] = frozenset()

    def hear(self, played: Played) -> None:
        """Take in the beginning, or the latest move."""
        if played.entries:
            self._move(played, played.entries[-1])
        else:
            self._begin(played)
        self.known_due = frozenset(due.name for due in played.state.due)

    def _begin(self, played: Played) -> None:
        header, at = self.model.pack.header, played.begun
        situation = played.state.person.situation
        self.events = [Opened(header.id, header.version, "", situation, self.language, at=at)]
        self.events += events_of(hear(played.told, self.readers), at)
        self.told = self._text(played.screen.en, played.screen.zh)

    def _move(self, played: Played, entry: Entry) -> None:
        at = entry.ended
        for due in entry.news:
            self._came(due.name, due.good, due.at)
        if entry.move == TRY or entry.move.startswith("route."):
            self._tried(played, entry)
        elif entry.move == WAIT:
            self._waited(played, at)
        elif step := STEP_OF.get(entry.move):
            self._stepped(played, entry, step)
        text = self._text(entry.screen.en, entry.screen.zh)
        if text and text != self.told:
            self.told = text
            self.events += events_of(hear(text, self.readers), at)

    def _text(self, english: str, chinese: str) -> str:
        return chinese if SPOKEN[self.language] == "zh" else english

    def _came(self, name: str, good: bool, at: datetime) -> None:
        if name == "lost_answer_ends":
            seen = answer_to(self.model, "money_taken", "yes" if good else "no")
            self.events.append(Told((seen,), at=at))
        if name == "review_ends":
            seen = answer_to(self.model, "upload_state", "none" if good else "refused")
            self.events.append(Told((seen,), at=at))
        if step := self.awaited.pop(name, ""):
            self.mended = step if good else self.mended
            self.events += finished(self.model, step, WORKED if good else "refused", at)

    def _tried(self, played: Played, entry: Entry) -> None:
        """A try shows whether what was done before has helped."""
        route = _route(played.state, entry.move)
        if entry.outcome == "could_not":
            self.could_not(route, entry.ended)
            return
        outcome = WORKED if entry.reached else NO_CHANGE
        for step in self.untested:
            self.events += finished(self.model, step, outcome, entry.ended)
        self.untested, self.mended = [], ""
        if route in self.model.pack.routes:
            self.events.append(RouteTried(route, entry.reached, at=entry.ended))

    def _stepped(self, played: Played, entry: Entry, step: str) -> None:
        outcome = OUTCOMES[entry.outcome]
        if entry.outcome in ("tried", "done"):
            self.mended = step
        if entry.outcome == "tried" and not _untestable(played.state):
            self.untested.append(step)
            if not _rests(self, played):
                return
            outcome = UNTRIED
        if outcome == "waiting":
            new = [due.name for due in played.state.due if due.name not in self.known_due]
            self.awaited.update((name, step) for name in new[:1])
        if outcome == "looked":
            self._looked(played, entry, step)
            return
        self.events += finished(self.model, step, outcome, entry.ended)

    def could_not(self, name: str, at: datetime) -> None:
        """A step or way that this person cannot take."""
        if name:
            self.events.append(StepFinished(name, "could_not", at=at))

    def _looked(self, played: Played, entry: Entry, step: str) -> None:
        pack = self.model.pack
        seen = {name: answer(played.world, pack, name, looked=True) for name in pack.steps[step].reveals}
        known = [answer_to(self.model, name, value) for name, value in seen.items() if value != UNKNOWN]
        self.events.append(Told(tuple(known), at=entry.ended))
        outcome = NO_CHANGE if pack.steps[step].fixes else "looked"
        self.events += finished(self.model, step, outcome, entry.ended)

    def _waited(self, played: Played, at: datetime) -> None:
        """Time that passed with nothing on its way shows at the next try whether it has helped."""
        if self.awaited:
            return
        if _untestable(played.state):
            self.events += finished(self.model, WAITED_IN_VAIN, NO_CHANGE, at)
            return
        self.untested += [step for step in WAITS if step not in self.untested]
        self.mended = WAITS[0]


def _route(state: State, move: str) -> str:
    """The pack's name of a way; the usual try is told by its text alone, but a log-in counts."""
    if move == TRY:
        return "password_log_in" if state.person.goal == "log_in" else ""
    if move == "route.main_card":
        return "mainland_card" if state.card is not None and state.card.mainland else "overseas_card"
    return ROUTE_OF.get(move, "")


def _advised(teller: Teller, played: Played) -> Hint:
    """Ask and answer until something is to be done that the phone offers."""
    asked: list[tuple[str, str]] = []
    for _ in range(MOST_QUESTIONS):
        pick = _pick(teller, played)
        act = act_of(_view(teller, played), pick.id)
        move = WAIT if act.kind == "wait" else move_of(played.state, act.kind, act.id)
        if act.kind == "ask":
            asked.append((act.id, _answered(teller, played, act)))
        elif not move or move == WAIT or place_of(played.state, move):
            break
        else:
            teller.could_not(act.id, played.state.now)
    advice = advise(teller.model, fold(teller.events), played.state.now, INTERVIEW, lambda *_: pick)
    again = not _untestable(played.state) and not _rests(teller, played) and _try_first(teller, act)
    if act.kind == "ask":
        move = WAIT if teller.awaited else _planned(advice, played.state)
    move = TRY if again else move
    return Hint(advice, tuple(asked), move, place_of(played.state, move), again)


def _planned(advice: Advice, state: State) -> str:
    """The first step of the plan that the phone offers."""
    moves = (move_of(state, "do", planned.step) for planned in advice.next.plan)
    return next((move for move in moves if move == WAIT or place_of(state, move)), "")


def _answered(teller: Teller, played: Played, act: Act) -> str:
    value = _answer(teller.model, played, act.id, act.offered)
    seen = answer_to(teller.model, act.id, value, act.offered)
    teller.events.append(Told((seen,), at=played.state.now))
    return value


def _try_first(teller: Teller, act: Act) -> bool:
    """Whether to see first if what was done has helped: not in the middle of a chain of repairs."""
    if not teller.mended or teller.awaited:
        return False
    steps = teller.model.pack.steps
    left = {fix.leaves for fix in steps[teller.mended].fixes.values()} - {None}
    return act.kind != "do" or act.id not in steps or not left & set(steps[act.id].fixes)


def _untestable(state: State) -> bool:
    """Nobody tries again while a lock is on the screen or money may be on its way."""
    locks = (state.shop.lock, state.wallet.lock)
    return state.processing is not None or any(gates.shut(lock, state) for lock in locks)


def _rests(teller: Teller, played: Played) -> bool:
    """Whether several failed tries forbid another one for now."""
    return rests_until(teller.model.pack, fold(teller.events), played.state.now) is not None


def _view(teller: Teller, played: Played) -> View:
    return view_of(teller.model, fold(teller.events), played.state.now)


def _pick(teller: Teller, played: Played) -> Pick:
    return next_step(_view(teller, played), INTERVIEW)


def _answer(model: Model, played: Played, finding: str, offered: Sequence[str]) -> str:
    if finding != CLOSEST:
        return answer(played.world, model.pack, finding)
    return next((slug for slug in offered if slug in true_slugs(played.state)), "none")
