"""What could be done next, with its cost and its chance, as a problem for the planner.

Every step and route whose needs are met or can still be asked, that no hold forbids and that was not done
in vain already; every question that has not been answered. Ids carry what they are: `ask:<finding>`,
`check:<step>`, `do:<step>` (`do:<step>><step>` where the first makes the second possible), `try:<route>`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.belief import Belief
from jiesuo.core.case import Case, Event, RouteTried, StepFinished
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.facts import NO_CHANGE, WORKED, Facts, facts_of, gained
from jiesuo.core.history import effective_fixes
from jiesuo.core.holds import Running, waits_left
from jiesuo.core.model import Model
from jiesuo.core.needs import OR, Judged, Standing, fulfilled, judge
from jiesuo.core.problem import Action, Pending, Problem, Question, Rates
from jiesuo.core.timeline import worth_of_hours
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import Finding, Fix, Money, Needs, Pack, Route, Situation, Spread, Step

Floats = NDArray[np.float64]

ASK, CHECK, DO, TRY = "ask", "check", "do", "try"
THEN = ">"
"""Between a step and the one that it makes possible."""
WORKING_SETS = 300
WORDS = "words"
HEARD_WELL = 0.9
"""Reliability from which what was heard in own words counts as said; a judgement."""
NOTHING_SEEN = 0.12
"""Chance that a look shows nothing, a judgement."""
PATIENCE = 1.0
"""Minutes that any question costs beyond its own effort: a stressed person's patience, a judgement."""
LEAST_HELP = 0.002
"""Chance of helping below which a step is not considered."""
LEAST_READY = 0.4
"""Chance that a step's needs are met, where it would help, below which it waits for the questions that tell;
a judgement."""
COULD_NOT, REFUSED = "could_not", "refused"
MOST_TIMES = 3
"""A camera that refused may be luckier the next time, a clerk another day, but not for ever: a judgement."""
TRY_AGAIN_AFTER = timedelta(days=1)
"""What could not be done is offered again after this; a judgement."""
RESTARTS = "pending_review"
LOSES = frozenset({"session", "trusted_device"})
"""What a step may end that one would rather keep. (A review that runs is guarded by itself; a card link is
renewed by the step that ends it.)"""
NOTHING_SPENT = Money()
PAYS = "pays"
"""Tag of what pays: never done again once it is paid."""
JOINT = 2
"""Findings of one look that are weighed together."""
USUAL_AMOUNT = 300.0
"""CNY of a payment whose amount is not known; only a route's percentage depends on it."""
LONGEST_CHAIN = 4
ELSEWHERE = frozenset({"payee", "nobody"})
"""On whose side there is nothing that the person could have put right."""


@dataclass(frozen=True, eq=False)
class View:
    """Everything that options are judged by."""

    model: Model
    belief: Belief
    case: Case
    holds: tuple[Running, ...]
    now: datetime
    goal: str
    working_sets: int = WORKING_SETS

    @property
    def pack(self) -> Pack:
        return self.model.pack

    @cached_property
    def situation(self) -> Situation:
        if self.case.situation not in self.pack.situations:
            raise InputError(
                f"The pack has no situation {self.case.situation!r}.",
                f"Allowed: {', '.join(self.pack.situations)}.",
            )
        return self.pack.situations[self.case.situation]

    @cached_property
    def urgent(self) -> float:
        """Hours that the hurry still lasts."""
        if self.situation.urgent is None:
            return math.inf
        left = self.case.pressed_since + self.situation.urgent - self.now
        return max(left / timedelta(hours=1), 0.0)

    @property
    def hourly(self) -> float:
        """CNY of the next hour without the goal."""
        return self.situation.hour if self.urgent > 0 else self.situation.later

    def waiting(self, hours: float) -> float:
        """CNY of so many hours from now without the goal."""
        if self.reached:
            return 0.0
        return float(worth_of_hours(np.array(hours), self.situation.hour, self.urgent, self.situation.later))

    @cached_property
    def facts(self) -> Facts:
        """What holds now, after the steps that worked."""
        return facts_of(self.pack, self.case)

    @cached_property
    def answers(self) -> dict[str, str]:
        """Finding -> value, "I don't know" included, without what has become too old to rely on."""
        said = {finding: seen.value for finding, seen in self.case.answers.items()}
        return {
            finding: value
            for finding, value in {**said, **self.facts.values}.items()
            if not self._too_old(finding)
        }

    def _too_old(self, finding: str) -> bool:
        known = self.pack.findings.get(finding)
        if known is None or known.expires_after is None or finding not in self.case.answered_at:
            return False
        return self.case.answered_at[finding] + known.expires_after < self.now

    @cached_property
    def standing(self) -> Standing:
        done = frozenset(step for step, event in self.case.outcomes.items() if event.outcome == WORKED)
        known = {f: v for f, v in self.answers.items() if v != UNKNOWN and f not in self.half_heard}
        return Standing(known, done)

    @cached_property
    def half_heard(self) -> frozenset[str]:
        """Findings heard in own words only, and not surely: evidence, but nothing to rest a step on."""
        return frozenset(
            finding
            for finding, seen in self.case.answers.items()
            if seen.source == WORDS
            and seen.reliability < HEARD_WELL
            and self.facts.values.get(finding) == seen.value
        )

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The heaviest sets and all their subsets, ascending places on the model's axis."""
        heavy = self.belief.heaviest(self.working_sets)
        columns = self.model.hypotheses.columns[:, heavy]
        dummy = len(self.model.causes)
        families = [columns]
        for dropped in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2)):
            smaller = columns.copy()
            smaller[list(dropped)] = dummy
            families.append(np.sort(smaller, axis=0))
        found = self.model.hypotheses.places(np.hstack(families))
        ordered = np.sort(np.append(found, 0))
        return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])], dtype=np.intp)

    @cached_property
    def weights(self) -> Floats:
        """P(set) (n,) of the sets at `places`, linear."""
        return np.asarray(self.belief.weights[self.places])

    @cached_property
    def _weight(self) -> float:
        return float(self.weights.sum())

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """(n, causes)"""
        columns = self.model.hypotheses.columns[:, self.places]
        flags = np.zeros((len(self.places), len(self.model.causes) + 1), dtype=bool)
        for row in columns:
            flags[np.arange(len(row)), row] = True
        return flags[:, :-1]

    @cached_property
    def _membership(self) -> Floats:
        """`members` as numbers, for products."""
        return self.members.astype(np.float64)

    @cached_property
    def own_side(self) -> Floats:
        """1 for each set at `places` with a cause that can be left in place, else 0 (n,).

        What is on the payee's side, or on nobody's, is not the person's to put right.
        """
        causes = self.pack.causes
        theirs = [name not in causes or causes[name].who not in ELSEWHERE for name in self.model.causes]
        return np.asarray(self.members[:, theirs].any(axis=1), dtype=np.float64)

    @cached_property
    def open_steps(self) -> tuple[tuple[str, Step, Judged], ...]:
        """Steps that nothing forbids, with their needs judged."""
        return tuple((name, step, judge(step.needs, self.standing)) for name, step in _open_steps(self))

    @cached_property
    def called_for(self) -> tuple[str, ...]:
        """Steps that the running holds put before all others, each once."""
        known = self.pack.holds
        firsts = (known[hold.id].first for hold in self.holds if hold.id in known)
        return tuple(dict.fromkeys(first for first in firsts if first))

    @cached_property
    def last_ends(self) -> dict[str, int]:
        """Place of the last event in which each step ended, or a route failed or could not be tried."""
        events = ((place, self.case.events[place]) for place in self.case.live_indices)
        return {name: place for place, event in events if (name := _ended(event))}

    @cached_property
    def last_success(self) -> int:
        """Place of the last event in which a step worked; -1 before the first."""
        events = ((place, self.case.events[place]) for place in self.case.live_indices)
        return max((p for p, e in events if isinstance(e, StepFinished) and e.outcome == WORKED), default=-1)

    @cached_property
    def _fulfilled(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def _ready(self) -> dict[tuple[tuple[str, bool], ...], Floats]:
        return {}

    @property
    def reached(self) -> bool:
        """Whether the goal has been reached by a way round, and only putting right is left."""
        return any(tried.worked for tried in self.case.tries)

    @cached_property
    def slug_members(self) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """The known slugs, and which of the sets at `places` hold a cause of each (n, slugs)."""
        slugs = np.array(self.model.slugs[:-1])
        names = tuple(dict.fromkeys(slugs.tolist()))
        held = [self.members[:, :-1][:, slugs == name].any(axis=1) for name in names]
        return names, np.stack(held, axis=1)

    def likeliest_slug(self, weights: Floats) -> str:
        """The slug with the largest chance under weights (n,) of the sets at `places`."""
        names, held = self.slug_members
        return names[int(np.argmax(weights @ held))]

    def fulfils(self, item: str) -> Floats:
        """P(`finding=value` holds | set) (n,), of a need that was not asked."""
        if item not in self._fulfilled:
            finding, _, value = item.partition("=")
            values = [self.model.kind(finding).values.index(one) for one in value.split(OR)]
            table = self.model.table(finding, self.places) * self._as_heard(finding)[:, None]
            self._fulfilled[item] = np.asarray(table[values].sum(axis=0) / table.sum(axis=0))
        return self._fulfilled[item]

    def _as_heard(self, finding: str) -> Floats:
        """Likelihood of each value (V,) by what was half heard; even where nothing was."""
        values = self.model.kind(finding).values
        if finding not in self.half_heard:
            return np.ones(len(values))
        seen = self.case.answers[finding]
        wrong = (1 - seen.reliability) / max(len(values) - 1, 1)
        return np.array([seen.reliability if value == seen.value else wrong for value in values])

    def ready(self, needs: Needs, unknown: Sequence[str]) -> Floats:
        """P(all needs that are not known turn out to be met | set) (n,)."""
        key = tuple((item, item in needs.none) for item in unknown)
        if key not in self._ready:
            chances = [1 - self.fulfils(item) if ruled_out else self.fulfils(item) for item, ruled_out in key]
            self._ready[key] = np.prod([np.ones(len(self.places)), *chances], axis=0)
        return self._ready[key]

    def wished(self, goals: Sequence[str]) -> Floats:
        """P(what the person wants is one of the goals | set) (n,), by what fails where nobody has said it."""
        if self.goal:
            return np.full(len(self.places), float(self.goal in goals))
        finding, told = next(iter(self.pack.header.goal_from.items()))
        table = self.model.table(finding, self.places)
        among = [told.get(value) in goals for value in self.model.kind(finding).values]
        return np.asarray(table[among].sum(axis=0) / table.sum(axis=0))

    def mean(self, chances: Floats) -> float:
        """Mean of chances (n,) given the sets."""
        return float(chances @ self.weights / self._weight)

    def mean_by_cause(self, chances: Floats) -> Floats:
        """Mean of chances (n,) over the sets that hold each cause: (causes,)."""
        held = self.weights @ self._membership
        return np.asarray((self.weights * chances) @ self._membership / np.maximum(held, 1e-300))

    def helps(self, fixes: Mapping[str, Fix]) -> float:
        """Chance that at least one present cause is removed."""
        spared = np.zeros(len(self.model.causes))
        for cause, fix in fixes.items():
            spared[self.model.place(cause)] = np.log1p(-min(fix.p, 0.9999))
        return self.mean(1 - np.exp(self._membership @ spared))

    def opens(self, route: str) -> Floats:
        """Chance (n,) that the route works, given each set."""
        kind = self.model.kind(f"route.{route}")
        return np.asarray(self.model.table(f"route.{route}", self.places)[kind.values.index("worked")])

    def price(self, effort: float, money: Money, risk: float) -> float:
        """CNY of effort, money and risk, without the worth of time."""
        rates = self.situation
        spent = money.fixed + (USUAL_AMOUNT * money.percent / 100 if money.above < USUAL_AMOUNT else 0)
        return effort * rates.minute + spent * rates.money + risk


def problem(view: View) -> Problem:
    """The planner's problem of a view."""
    return Problem(
        weights=view.weights,
        members=view.members,
        questions=(*_questions(view), *_checks(view)),
        actions=(*_actions(view), *_enabled(view), *_tries(view)),
        rates=_rates(view),
        pending=tuple(_pending(view)),
    )


def _rates(view: View) -> Rates:
    """What time and stopping here cost.

    Once the goal is reached there is no hurry, and stopping leaves the cause in place. To hand over leaves
    what the person could put right in place too, since staff mend only their own side. Once they were asked
    in vain, stopping is to go without.
    """
    rates = view.situation
    if view.reached:
        return Rates(0.0, rates.unrepaired)
    in_vain = view.pack.header.support in view.case.outcomes
    left = rates.unrepaired * (1.0 if in_vain else view.mean(view.own_side))
    return Rates(rates.hour, rates.support + left, urgent=view.urgent, later=rates.later)


def askable(view: View, name: str, finding: Finding) -> bool:
    """Whether a question can be put now: not answered, its condition known to hold, fit for the goal."""
    if finding.ask is None or name in view.answers:
        return False
    if finding.ask.goals and view.goal and view.goal not in finding.ask.goals:
        return False
    if fulfilled(finding.ask.unless, view.standing.answers):
        return False
    return not finding.ask.only_if or fulfilled(finding.ask.only_if, view.standing.answers)


def beside_the_point(view: View, finding: str) -> bool:
    """Whether a question does not concern the person, as far as is known."""
    ask, known = view.pack.findings[finding].ask, view.standing.answers
    if ask is None:
        return False
    told_of = bool(ask.only_if) and set(ask.only_if) <= set(known)
    return fulfilled(ask.unless, known) or (told_of and not fulfilled(ask.only_if, known))


def possible_steps(view: View) -> Iterator[tuple[str, Step, tuple[str, ...]]]:
    """Steps that can be begun now, each with the needs that are not known yet."""
    return ((name, step, needs.unknown) for name, step, needs in view.open_steps if not needs.missing)


def blocked_steps(view: View) -> Iterator[tuple[str, Step, tuple[str, ...]]]:
    """Steps that would help but lack something, each with what is missing."""
    for name, step, needs in view.open_steps:
        missing = needs.missing
        if missing and view.helps(effective_fixes(step, view.standing.answers)) >= LEAST_HELP:
            yield name, step, missing


def _open_steps(view: View) -> Iterator[tuple[str, Step]]:
    """Steps that nothing forbids, whatever they need."""
    for name, step in view.pack.steps.items():
        if _in_vain(view, name, step.needs) or _of_no_use(view, name, step):
            continue
        if not (_forbidden(view, name, step.tags) or _out_of_order(view, step)):
            yield name, step


def _of_no_use(view: View, name: str, step: Step) -> bool:
    """Under way already, in the way of what is, for another goal, paying for what is paid, or too early."""
    paid, early = view.reached and PAYS in step.tags, step.after_goal and not view.reached
    under_way = name in view.case.pending or _ends_what_runs(view, step)
    return under_way or paid or early or not _fits(view, step.goals)


def possible_routes(view: View) -> Iterator[tuple[str, Route, tuple[str, ...]]]:
    """Ways round that are open now, each with the needs that are not known yet; none once one has worked."""
    if view.reached:
        return
    for name, route in view.pack.routes.items():
        if route.main or _in_vain(view, name, route.needs) or _forbidden(view, name, route.tags):
            continue
        if view.goal and view.goal not in route.goals:
            continue
        needs = judge(route.needs, view.standing)
        if not needs.missing:
            yield name, route, needs.unknown


def effort_of_asking(view: View, unknown: Sequence[str]) -> float:
    """Minutes to find out whether needs are met: each finding is one question, with its patience."""
    findings = dict.fromkeys(item.partition("=")[0] for item in unknown)
    asks = (view.pack.findings[finding].ask for finding in findings)
    return sum(ask.effort + PATIENCE for ask in asks if ask is not None)


def hours(spread: Spread | None) -> tuple[float, float, float] | None:
    if spread is None:
        return None
    least, usual, most = (t / timedelta(hours=1) for t in (spread.least, spread.usual, spread.most))
    return least, usual, most


def _questions(view: View) -> Iterator[Question]:
    for name, finding in view.pack.findings.items():
        if askable(view, name, finding) and finding.ask is not None and not _says_nothing(view, name):
            yield Question(
                f"{ASK}:{name}",
                _price_of_asking(view, finding.ask.effort),
                view.model.table(name, view.places, finding.ask.reliability),
                finding.ask.unknown,
            )


def _price_of_asking(view: View, effort: float) -> float:
    """CNY, time included."""
    minutes = effort + PATIENCE
    return view.price(minutes, NOTHING_SPENT, 0) + minutes / 60 * view.hourly


def _says_nothing(view: View, finding: str) -> bool:
    """A finding that no cause depends on is asked only where a step needs it."""
    return finding not in view.model.telling


def _checks(view: View) -> Iterator[Question]:
    """Steps that only look: the two most telling things that they reveal, weighed together."""
    for name, step, unknown in possible_steps(view):
        new = [
            finding
            for finding in step.reveals
            if finding not in view.answers and not _says_nothing(view, finding)
        ]
        if step.kind == "check" and not step.fixes and new and not unknown:
            yield Question(
                f"{CHECK}:{name}",
                view.price(step.effort, step.money, step.risk) + step.effort / 60 * view.hourly,
                _joint(view, new[:JOINT]),
                NOTHING_SEEN,
            )


def _joint(view: View, findings: Sequence[str]) -> Floats:
    """P(values together | set) (products of values, n): independent given the set."""
    joint = np.ones((1, len(view.places)))
    for finding in findings:
        ask = view.pack.findings[finding].ask
        table = view.model.table(finding, view.places, ask.reliability if ask else 1.0)
        joint = (joint[:, None, :] * table[None, :, :]).reshape(-1, len(view.places))
    return joint


def _actions(view: View) -> Iterator[Action]:
    for name, step, unknown in possible_steps(view):
        fixes = effective_fixes(step, view.standing.answers)
        if fixes and view.helps(fixes) >= LEAST_HELP and _likely(view, step, fixes, unknown):
            yield _action(view, name, step, fixes, unknown)


def _likely(view: View, step: Step, fixes: Mapping[str, Fix], unknown: tuple[str, ...]) -> bool:
    """Whether its needs are probably met in those cases in which it would help."""
    if not unknown:
        return True
    places = [view.model.place(cause) for cause in fixes]
    concerned = view.weights * view.members[:, places].any(axis=1)
    ready = view.ready(step.needs, unknown)
    return float(ready @ concerned) >= LEAST_READY * float(concerned.sum())


def _enabled(view: View) -> Iterator[Action]:
    """Steps whose lacks another step mends: both together, begun with the one that mends them."""
    givers = list(possible_steps(view))
    for name, step, missing in blocked_steps(view):
        giver = next((g for g in givers if all(_mends(g[1], step.needs, item) for item in missing)), None)
        if giver is not None:
            yield _together(view, giver, name, step)


def _mends(giver: Step, needs: Needs, item: str) -> bool:
    """Whether what is so after a step makes another step's need as it must be."""
    finding, _, value = item.partition("=")
    after = gained(giver).get(finding)
    if after is None:
        return False
    return (after in value.split(OR)) != (item in needs.none)


def _together(view: View, giver: tuple[str, Step, tuple[str, ...]], name: str, step: Step) -> Action:
    first_name, first, unknown = giver
    begun = _action(view, first_name, first, effective_fixes(first, view.standing.answers), unknown)
    still_unknown = judge(step.needs, view.standing).unknown
    then = _action(view, name, step, effective_fixes(step, view.standing.answers), still_unknown)
    return Action(
        f"{begun.id}{THEN}{name}",
        begun.cost + then.cost,
        cures=np.maximum(begun.cures, then.cures),
        active=begun.active + then.active,
        latency=begun.latency + then.latency,
    )


def _action(view: View, name: str, step: Step, fixes: Mapping[str, Fix], unknown: tuple[str, ...]) -> Action:
    """A step as the planner sees it: what must follow it in a chain is part of it.

    Needs that are not known are asked first; where they are not met, only the asking was spent.
    """
    met = view.ready(step.needs, unknown)
    cures, after = _cures(view, fixes)
    begun, wait = view.mean(met), hours(step.wait)
    asking = effort_of_asking(view, unknown)
    return Action(
        f"{DO}:{name}",
        view.price(asking, NOTHING_SPENT, 0)
        + begun * view.price(step.effort + after.effort, step.money, step.risk),
        cures=cures * view.mean_by_cause(met),
        active=(asking + begun * (step.effort + after.effort)) / 60,
        latency=begun * ((wait[1] if wait else 0.0) + after.wait),
    )


def _cures(view: View, fixes: Mapping[str, Fix]) -> tuple[Floats, _Rest]:
    """Chance that each cause is gone after a step and all that must follow it (causes,), and what follows."""
    cures = np.zeros(len(view.model.causes))
    tail = _Tail()
    for cause, fix in fixes.items():
        place = view.model.place(cause)
        rest = _chain(view, fix.leaves)
        cures[place] = fix.p * rest.p
        tail = tail.plus(rest, float(view.belief.marginals()[place]) * fix.p)
    return cures, tail.mean()


@dataclass(frozen=True, slots=True)
class _Rest:
    """What must still follow once a chain has moved on: chance, minutes, hours."""

    p: float = 1.0
    effort: float = 0.0
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class _Tail:
    """Mean of what follows over the causes that a step fixes, weighted by how likely each is."""

    weight: float = 0.0
    effort: float = 0.0
    wait: float = 0.0

    def plus(self, rest: _Rest, weight: float) -> _Tail:
        return _Tail(self.weight + weight, self.effort + weight * rest.effort, self.wait + weight * rest.wait)

    def mean(self) -> _Rest:
        if self.weight <= 0:
            return _Rest()
        return _Rest(1.0, self.effort / self.weight, self.wait / self.weight)


def _chain(view: View, cause: str | None, length: int = LONGEST_CHAIN) -> _Rest:
    """The surest way on from a stage of a chain; a stage that fails is tried once more."""
    if cause is None or length == 0:
        return _Rest()
    fixes = [(step.fixes[cause], step) for step in view.pack.steps.values() if cause in step.fixes]
    if not fixes:
        return _Rest(p=0.0)
    fix, step = max(fixes, key=lambda pair: (pair[0].p, -pair[1].effort))
    rest = _chain(view, fix.leaves, length - 1)
    wait = hours(step.wait)
    again = 2 - fix.p
    return _Rest(
        (1 - (1 - fix.p) ** 2) * rest.p,
        step.effort * again + rest.effort,
        (wait[1] if wait else 0.0) * again + rest.wait,
    )


def _tries(view: View) -> Iterator[Action]:
    for name, route, unknown in possible_routes(view):
        met = view.ready(route.needs, unknown)
        opens, begun = view.opens(name) * met * view.wished(route.goals), view.mean(met)
        asking, wait = effort_of_asking(view, unknown), hours(route.wait)
        yield Action(
            f"{TRY}:{name}",
            view.price(asking, NOTHING_SPENT, 0)
            + begun * view.price(route.effort, route.money, route.risk)
            + view.mean(opens * view.own_side) * view.situation.unrepaired,
            cures=np.zeros(len(view.model.causes)),
            active=(asking + begun * route.effort) / 60,
            latency=begun * (wait[1] if wait else 0.0),
            opens=opens,
        )


def _pending(view: View) -> Iterator[Pending]:
    for name, begun in view.case.pending.items():
        step = view.pack.steps.get(name)
        if step is not None and step.fixes:
            action = _action(view, name, step, effective_fixes(step, view.standing.answers), ())
            usual = step.wait.usual if step.wait else timedelta(0)
            yield Pending(action, waits_left(begun, usual, view.now) / timedelta(hours=1))


def _forbidden(view: View, name: str, tags: list[str]) -> bool:
    return any(hold.forbids_doing(name, tags) for hold in view.holds)


def _fits(view: View, goals: Sequence[str]) -> bool:
    return not goals or not view.goal or view.goal in goals


def _in_vain(view: View, name: str, needs: Needs) -> bool:
    """Done, refused or impossible before, and nothing that matters to it has changed since."""
    ended = view.last_ends.get(name)
    if ended is None or ended < view.last_success:
        return False
    again = _again_from(view, name, needs)
    return again is None or view.now < again


def possible_from(view: View, name: str, step: Step) -> datetime | None:
    """When nothing but time keeps a step from being taken any more; None: something else does."""
    forbidding = [hold.until for hold in view.holds if hold.forbids_doing(name, step.tags)]
    if None in forbidding or _of_no_use(view, name, step):
        return None
    again = _again_from(view, name, step.needs) if _in_vain(view, name, step.needs) else view.now
    return None if again is None else max([again, *(until for until in forbidding if until)])


def _again_from(view: View, name: str, needs: Needs) -> datetime | None:
    """From when what has ended is offered again: at once, later, or (None) not any more.

    What could not be done, or was refused, is offered again once something that it needs was told anew, and a
    few times in all: at once where only luck of one's own was missing, else after a day. Looks are repeated
    after longer and longer times.
    """
    ended = view.last_ends[name]
    event, step = view.case.events[ended], view.pack.steps.get(name)
    outcome = getattr(event, "outcome", "")
    if outcome in (COULD_NOT, REFUSED) and _told_anew(view, needs, ended):
        return view.now
    times = sum(finish.step == name for finish in view.case.finishes)
    if times >= MOST_TIMES or (step is not None and not LOSES.isdisjoint(step.ends)):
        return None
    if step is not None and step.again is not None:
        return event.at + times * step.again
    if _at_once(step, outcome):
        return view.now
    unlucky = outcome == REFUSED or (outcome == NO_CHANGE and step is not None and step.kind == "contact")
    could_not = outcome == COULD_NOT and not judge(needs, view.standing).unknown
    return event.at + TRY_AGAIN_AFTER if unlucky or could_not else None


def _at_once(step: Step | None, outcome: str) -> bool:
    """Whether it may go better without further ado: a photograph, a scan, a spelling; or a longer wait."""
    again = {"repair": REFUSED, "wait": NO_CHANGE}
    return step is not None and again.get(step.kind) == outcome


def _told_anew(view: View, needs: Needs, ended: int) -> bool:
    """Whether something that it needs was told after it ended."""
    concerned = {item.partition("=")[0] for item in (*needs.all, *needs.any, *needs.none)}
    return any(view.facts.since.get(finding, -1) > ended for finding in concerned)


def _ended(event: Event) -> str:
    """The step that ended, or the route that failed, in an event."""
    if isinstance(event, RouteTried):
        return "" if event.worked else event.route
    return event.step if isinstance(event, StepFinished) else ""


def _ends_what_runs(view: View, step: Step) -> bool:
    """A step that would restart a review that is running is not a step to take."""
    return RESTARTS in step.ends and any(
        RESTARTS in view.pack.steps[name].ends for name in view.case.pending if name in view.pack.steps
    )


def _out_of_order(view: View, step: Step) -> bool:
    """Something that must come first has not been done."""
    first = (
        after.step for after in step.after if not after.when or fulfilled(after.when, view.standing.answers)
    )
    return any(name not in view.case.outcomes for name in first)
