"""One game: a person in a world, a policy that advises, and what it costs until the wish is reached.

The person does what the policy says, tells how it ended, tries again after what may have helped, and reads
out what the screen says then. The policy hears only what is told; the score looks at the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jiesuo.core.case import Case, Event, Opened, RouteTried, StepFinished, Told, fold
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.facts import NO_CHANGE, UNTRIED, WORKED
from jiesuo.core.holds import running
from jiesuo.core.model import Model
from jiesuo.core.tries import rests_until
from jiesuo.services.advise import view_of
from jiesuo.services.consult import answer_to, events_of, finished
from jiesuo.services.intake import Heard
from jiesuo.services.policies import Act, Policy, make
from jiesuo.services.recognition import CLOSEST, ranked
from jiesuo.services.world_answers import BY_HEART, answer, recognised, true_slugs, wished
from jiesuo.services.world_steps import DOINGS, OUTCOMES, way_round
from jiesuo.world import gates
from jiesuo.world.numbers import Numbers
from jiesuo.world.records import Due
from jiesuo.world.state import State
from jiesuo.world.world import Step as WorldStep
from jiesuo.world.world import World

Listen = Callable[[str], Heard]
"""A text -> what is understood of it."""
MOST_ACTS = 60
LONGEST = timedelta(days=60)
FIRST_HOUR = timedelta(hours=1)
SHOWN = 3
"""Causes whose chances are shown, and so judged."""
LEAST_SHOWN = 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """How a game went. Costs in CNY by the person's own rates; hours until goal and repair, if reached."""

    seed: str
    policy: str
    faults: tuple[str, ...]
    goal: str
    situation: str
    cost: float
    minutes: float
    hours_to_goal: float | None
    hours_to_repair: float | None
    steps: int
    questions: int
    against_rules: tuple[str, ...]
    harm: tuple[str, ...]
    stated: tuple[tuple[float, bool], ...] = ()
    """Chances that were shown at the first step, and whether that cause was there."""
    acts: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        return self.hours_to_goal is not None


def cost(state: State, begun: datetime, mended: bool) -> float:
    """CNY of what was spent, of the hours until the goal, and of what is left undone."""
    rates = state.numbers.rates[state.person.situation]
    hours = ((state.reached or state.now) - begun) / timedelta(hours=1)
    waiting = rates.hour * min(hours, rates.urgent) + rates.later_hour * max(hours - rates.urgent, 0)
    left = (0.0 if mended else rates.unrepaired) + (0.0 if state.reached else rates.given_up)
    return state.spent.minutes * rates.minute + state.spent.money + waiting + left


@dataclass
class Game:
    """A person, a policy and the case that grows between them."""

    model: Model
    listen: Listen
    world: World
    policy: Policy
    seed: str
    events: list[Event] = field(default_factory=list)
    begun: datetime = field(init=False)
    mended_at: datetime | None = None
    awaited: dict[str, str] = field(default_factory=dict)
    """What is due -> the step that began it."""
    waits: dict[str, datetime] = field(default_factory=dict)
    """Steps that are only waiting -> when the person looks again. Other things are done meanwhile."""
    untried: str = ""
    """The last step of which a ban on trying again kept the person from seeing whether it helped."""
    told: str = ""
    """The last screen text that was read out."""
    against_rules: list[str] = field(default_factory=list)
    stated: tuple[tuple[float, bool], ...] = ()
    acts: list[str] = field(default_factory=list)
    questions: int = 0
    _folded: Case = field(default_factory=lambda: Case((), ()))

    def play(self, faults: tuple[str, ...] = (), goal: str = "") -> Score:
        told = self.world.reset(self.seed, faults, goal)
        self.begun, self.told = self.world.now, self.world.state.seen
        header, state = self.model.pack.header, self.world.state
        wish = wished(self.world, header.goals)
        state.spend(self.world.numbers.minutes.answer)
        self.events = [Opened(header.id, header.version, wish, state.person.situation, "en", at=self.begun)]
        self.events += events_of(self.listen(told), self.begun)
        while not self._over():
            act = self.policy.choose(self.model, self.case, self.world.now)
            if act.kind == "stop" and (self.world.reached or not self.untried):
                self._last_try()
                break
            self._do(act)
        return self._score()

    @property
    def case(self) -> Case:
        if len(self._folded.events) != len(self.events):
            self._folded = fold(self.events)
        return self._folded

    def _over(self) -> bool:
        late = self.world.now - self.begun > LONGEST
        return (self.world.reached and self.world.mended) or len(self.acts) >= MOST_ACTS or late

    def _do(self, act: Act) -> None:
        if act.kind != "ask" and not self.stated and self.policy.name.startswith("jiesuo"):
            self.stated = self._stated()
        self.acts.append(f"{act.kind}:{act.id}" if act.id else act.kind)
        doings = {"ask": self._ask, "do": self._step, "try": self._try, "wait": self._wait}
        doings.get(act.kind, self._rest)(act)
        self._look_again()
        if self.mended_at is None and self.world.mended:
            self.mended_at = self.world.now

    def _last_try(self) -> None:
        """Who gives up tries once more: something may have passed by itself."""
        if self._tries_again():
            self._world("try_again")

    def _stated(self) -> tuple[tuple[float, bool], ...]:
        true = true_slugs(self.world.state)
        shown = ranked(view_of(self.model, self.case, self.world.now))[:SHOWN]
        return tuple((chance, slug in true) for slug, chance in shown if chance >= LEAST_SHOWN)

    # --- questions ----------------------------------------------------------------------------------------

    def _ask(self, act: Act) -> None:
        self.questions += 1
        minutes, state = self.world.numbers.minutes, self.world.state
        heart = act.id in BY_HEART or act.id.startswith("has_") or act.id == CLOSEST
        state.spend(minutes.answer if heart else minutes.look_up)
        value = (
            recognised(self.world, act.offered)
            if act.id == CLOSEST
            else answer(self.world, self.model.pack, act.id)
        )
        self._tell(answer_to(self.model, act.id, value, act.offered))

    def _tell(self, *seen: Observation) -> None:
        self.events.append(Told(seen, at=self.world.now))

    # --- steps and routes ---------------------------------------------------------------------------------

    def _step(self, act: Act) -> None:
        step = self.model.pack.steps[act.id]
        self._check_rules(act.id, step.tags, "pending_review" in step.ends)
        if step.kind == "wait" and step.wait:
            self.waits[act.id] = self.world.now + step.wait.usual
            self._report(act.id, "waiting")
            return
        before = set(self.world.state.due)
        done = self._world(DOINGS[act.id])
        new = [due for due in self.world.state.due if due not in before]
        outcome = self._as_told(act.id, OUTCOMES[done.seen.outcome])
        if outcome == "waiting" and new:
            self.awaited[new[0].name] = act.id
        if outcome == "looked":
            self._look(step.reveals)
        if outcome in (WORKED, NO_CHANGE) and done.seen.outcome != "refused" and not self.world.reached:
            self._after(act.id, outcome, done.seen.text)
        elif outcome == "looked" and step.fixes:
            self._after(act.id, NO_CHANGE, "")
        else:
            self._report(act.id, outcome)
            self._hear(done.seen.text)

    def _as_told(self, step: str, outcome: str) -> str:
        """People who cannot help have changed nothing; refusing is what screens and counters do."""
        contact = self.model.pack.steps[step].kind == "contact"
        return NO_CHANGE if contact and outcome == "refused" else outcome

    def _look(self, reveals: list[str]) -> None:
        """What is seen on a screen that was opened for it."""
        pack = self.model.pack
        seen = {finding: answer(self.world, pack, finding, looked=True) for finding in reveals}
        known = {finding: value for finding, value in seen.items() if value != UNKNOWN}
        if known:
            self._tell(*(answer_to(self.model, finding, value) for finding, value in known.items()))

    def _after(self, step: str, outcome: str, text: str) -> None:
        """After what may have helped the person tries again; if that fails and nothing shows: in vain."""
        if not self._tries_again():
            self._report(step, self._untested(step, outcome))
            return
        again = self._world("try_again")
        worked = outcome == WORKED or self.world.reached
        self._report(step, WORKED if worked else NO_CHANGE)
        if not self.world.reached:
            self._hear(again.seen.text or text)

    def _tries_again(self) -> bool:
        """Nobody tries while a lock is on the screen; the careful not while money may be on its way."""
        state = self.world.state
        locked = any(
            lock is not None and gates.shut(lock, state) for lock in (state.shop.lock, state.wallet.lock)
        )
        unclear = state.processing is not None and self.policy.heeds_holds
        return not locked and not unclear and not self.world.reached and self._rests_until() is None

    def _rests_until(self) -> datetime | None:
        """The end of a ban on trying again, which the careful heed."""
        heeds = self.policy.heeds_holds
        return rests_until(self.model.pack, self.case, self.world.now) if heeds else None

    def _untested(self, step: str, outcome: str) -> str:
        """How a step ends whose effect is not seen before the ban on trying again is over."""
        if self._rests_until() is None:
            return outcome
        self.untried = step
        return outcome if outcome == WORKED else UNTRIED

    def _report(self, step: str, outcome: str) -> None:
        self.events += finished(self.model, step, outcome, self.world.now)

    def _hear(self, text: str) -> None:
        """What the screen says now is read out; the same text again says only that it still fails."""
        if text and text != self.told:
            self.told = text
            self.events += events_of(self.listen(text), self.world.now)
        else:
            self._tell()

    def _try(self, act: Act) -> None:
        route = self.model.pack.routes[act.id]
        self._check_rules(act.id, route.tags, False)
        before = self.world.reached
        done = self._world(way_round(act.id, self.world.state.person.goal))
        if done.seen.outcome == "done" and not self.world.reached:
            done = self._world("try_again")
        if done.seen.outcome == "could_not":
            self.events.append(StepFinished(act.id, "could_not", at=self.world.now))
            return
        self.events.append(RouteTried(act.id, self.world.reached and not before, at=self.world.now))
        if not self.world.reached:
            self._hear(done.seen.text)

    def _wait(self, act: Act) -> None:
        """Until the next thing is due or has been waited for long enough."""
        coming = [due.at for due in self.world.state.due if due.name in self.awaited]
        rested = self._rests_until() if self.untried else None
        moments = [*coming, *self.waits.values(), *([rested] if rested else ())]
        if moments:
            self._take_in(self.world.rest(min(moments)))
            return
        self._world("wait")
        if self._tries_again():
            again = self._world("try_again")
            if not self.world.reached:
                self._hear(again.seen.text)

    def _rest(self, _: Act) -> None:
        """Nothing is left but to try again: on the day when one may."""
        if rested := self._rests_until():
            self._take_in(self.world.rest(rested))

    def _look_again(self) -> None:
        """What was waited for long enough: try again, and say whether waiting helped."""
        if self.untried and self._rests_until() is None and not self.world.reached:
            step, self.untried = self.untried, ""
            self._after(step, NO_CHANGE, "")
        for step in [step for step, until in self.waits.items() if until <= self.world.now]:
            self.waits.pop(step)
            if self.world.reached:
                self._report(step, "could_not")
            else:
                self._after(step, NO_CHANGE, "")

    def _world(self, action: str) -> WorldStep:
        """Do something in the world, and take in what came meanwhile."""
        return self._take_in(self.world.step(action))

    def _take_in(self, done: WorldStep) -> WorldStep:
        for due in done.news:
            self._came(due)
        return done

    def _came(self, due: Due) -> None:
        """What was awaited has ended: it is reported, and the person tries again."""
        step = self.awaited.pop(due.name, None)
        if due.name == "lost_answer_ends":
            self._tell(answer_to(self.model, "money_taken", "yes" if due.good else "no"))
        if step is None:
            return
        self._report(step, WORKED if due.good else self._as_told(step, "refused"))
        if self._tries_again():
            again = self._world("try_again")
            if not self.world.reached:
                self._hear(again.seen.text)

    # --- judging ------------------------------------------------------------------------------------------

    def _check_rules(self, name: str, tags: list[str], hands_in: bool) -> None:
        """What must not be done: what a hold forbids, papers during a review, a payment beside another."""
        state, case = self.world.state, self.case
        for hold in running(self.model.pack, case, self.world.now):
            if hold.forbids_doing(name, tags):
                self.against_rules.append(f"{hold.id}: {name}")
        if hands_in and state.wallet.review is not None:
            self.against_rules.append(f"restarts a review: {name}")
        if (
            "pays" in tags
            and not self._of_the_same(name)
            and (state.processing is not None or state.payee.paid)
        ):
            self.against_rules.append(f"pays beside another payment: {name}")

    def _of_the_same(self, name: str) -> bool:
        """Whether it only confirms the payment that is on its way: holds on paying leave it open."""
        holds = self.model.pack.holds.values()
        return any(name in hold.allows and hold.first == name for hold in holds if "pays" in hold.forbids)

    def _score(self) -> Score:
        state, hour = self.world.state, timedelta(hours=1)
        mended = self.world.mended
        return Score(
            self.seed,
            self.policy.name,
            state.faults,
            state.person.goal,
            state.person.situation,
            cost(state, self.begun, mended),
            state.spent.minutes,
            (state.reached - self.begun) / hour if state.reached else None,
            (self.mended_at - self.begun) / hour if self.mended_at and mended else None,
            len(self.acts) - self.questions,
            self.questions,
            tuple(self.against_rules),
            tuple(state.harm),
            self.stated,
            tuple(self.acts),
        )


def play(
    model: Model,
    listen: Listen,
    numbers: Numbers,
    policy: str,
    seed: str,
    faults: tuple[str, ...] = (),
    goal: str = "",
) -> Score:
    """One game of a policy other than the oracle."""
    return Game(model, listen, World(numbers), make(policy, seed), seed).play(faults, goal)
