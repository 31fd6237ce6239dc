"""What could be done next, with its cost and its chance, as a problem for the planner.

Every step and route whose needs are met or can still be asked, that no hold forbids and that was not done
in vain already; every question that has not been answered. Ids carry what they are: `ask:<finding>`,
`check:<step>`, `do:<step>` (`do:<step>><step>` where the first makes the second possible), `try:<route>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from jiesuo.core.belief import Belief
from jiesuo.core.case import Case
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.history import WORKED, effective_fixes
from jiesuo.core.holds import Running, values_of, waits_left
from jiesuo.core.model import Model
from jiesuo.core.needs import OR, Standing, fulfilled, judge
from jiesuo.core.problem import Action, Pending, Problem, Question, Rates
from jiesuo.knowledge.pack import Finding, Fix, Money, Needs, Pack, Route, Situation, Spread, Step

Floats = NDArray[np.float64]

ASK, CHECK, DO, TRY = "ask", "check", "do", "try"
THEN = ">"
"""Between a step and the one that it makes possible."""
WORKING_SETS = 300
UNKNOWN_CHANCE = 0.12
"""Chance that a person cannot answer, a judgement."""
PATIENCE = 1.0
"""Minutes that any question costs beyond its own effort: a stressed person's patience, a judgement."""
LEAST_HELP = 0.002
"""Chance of helping below which a step is not considered."""
JOINT = 2
"""Findings of one look that are weighed together."""
USUAL_AMOUNT = 300.0
"""CNY of a payment whose amount is not known; only a route's percentage depends on it."""
LONGEST_CHAIN = 4


@dataclass(frozen=True, eq=False)
class View:
    """Everything that options are judged by."""

    model: Model
    belief: Belief
    case: Case
    holds: tuple[Running, ...]
    now: datetime
    goal: str

    @property
    def pack(self) -> Pack:
        return self.model.pack

    @cached_property
    def situation(self) -> Situation:
        return self.pack.situations[self.case.situation]

    @cached_property
    def answers(self) -> dict[str, str]:
        """Finding -> value, without what has become too old to rely on."""
        return {
            finding: value
            for finding, value in values_of(self.case).items()
            if not _too_old(self.pack.findings.get(finding), self.case.answered_at[finding], self.now)
        }

    @cached_property
    def standing(self) -> Standing:
        done = frozenset(step for step, event in self.case.outcomes.items() if event.outcome == WORKED)
        gained = {finding: value for step in done for finding, value in self.pack.steps[step].gives.items()}
        known = {finding: value for finding, value in self.answers.items() if value != UNKNOWN}
        return Standing({**gained, **known}, done)

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The heaviest sets and all their subsets, ascending places on the model's axis."""
        heavy = self.belief.heaviest(WORKING_SETS)
        columns = self.model.hypotheses.columns[:, heavy]
        dummy = len(self.model.causes)
        families = [columns]
        for dropped in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2)):
            smaller = columns.copy()
            smaller[list(dropped)] = dummy
            families.append(np.sort(smaller, axis=0))
        found = self.model.hypotheses.places(np.hstack(families))
        return np.unique(np.append(found, 0)).astype(np.intp)

    @cached_property
    def weights(self) -> Floats:
        """P(set) (n,) of the sets at `places`, linear."""
        return np.asarray(self.belief.weights[self.places])

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """(n, causes)"""
        columns = self.model.hypotheses.columns[:, self.places]
        flags = np.zeros((len(self.places), len(self.model.causes) + 1), dtype=bool)
        for row in columns:
            flags[np.arange(len(row)), row] = True
        return flags[:, :-1]

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

    def chance_of(self, item: str) -> float:
        """Chance that a need `finding=value` that was not asked is fulfilled."""
        finding, _, value = item.partition("=")
        if finding not in self.pack.findings:
            return 0.0
        values = [self.model.kind(finding).values.index(one) for one in value.split(OR)]
        table = self.model.table(finding, self.places)
        return float(table[values].sum(axis=0) @ self.weights / self.weights.sum())

    def helps(self, fixes: Mapping[str, Fix]) -> float:
        """Chance that at least one present cause is removed."""
        spared = np.zeros(len(self.model.causes))
        for cause, fix in fixes.items():
            spared[self.model.place(cause)] = np.log1p(-min(fix.p, 0.9999))
        left = np.exp(self.members @ spared)
        return float((1 - left) @ self.weights / self.weights.sum())

    def opens(self, route: str) -> Floats:
        """Chance (n,) that the route works, given each set."""
        kind = self.model.kind(f"route.{route}")
        return np.asarray(self.model.table(f"route.{route}", self.places)[kind.values.index("worked")])

    def price(self, effort: float, money: Money, risk: float) -> float:
        """CNY of effort, money and risk; time is added by the planner."""
        rates = self.situation
        spent = money.fixed + (USUAL_AMOUNT * money.percent / 100 if money.above < USUAL_AMOUNT else 0)
        return effort * rates.minute + spent * rates.money + risk


def _too_old(finding: Finding | None, at: datetime, now: datetime) -> bool:
    return finding is not None and finding.expires_after is not None and at + finding.expires_after < now


def problem(view: View) -> Problem:
    """The planner's problem of a view."""
    rates = view.situation
    return Problem(
        weights=view.weights,
        members=view.members,
        questions=(*_questions(view), *_checks(view)),
        actions=(*_actions(view), *_enabled(view), *_tries(view)),
        rates=Rates(hourly=rates.hour, support=rates.support, support_hours=0.0),
        pending=tuple(_pending(view)),
    )


def askable(view: View, name: str, finding: Finding) -> bool:
    """Whether a question can be put now: not answered, its condition known to hold, fit for the goal."""
    if finding.ask is None or name in view.answers:
        return False
    if finding.ask.goals and view.goal and view.goal not in finding.ask.goals:
        return False
    return not finding.ask.only_if or fulfilled(finding.ask.only_if, view.standing.answers)


def possible_steps(view: View) -> Iterator[tuple[str, Step, tuple[str, ...]]]:
    """Steps that can be begun now, each with the needs that are not known yet."""
    for name, step in _open_steps(view):
        needs = judge(step.needs, view.standing)
        if not needs.missing:
            yield name, step, needs.unknown


def blocked_steps(view: View) -> Iterator[tuple[str, Step, tuple[str, ...]]]:
    """Steps that would help but lack something, each with what is missing."""
    for name, step in _open_steps(view):
        missing = judge(step.needs, view.standing).missing
        if missing and view.helps(effective_fixes(step, view.standing.answers)) >= LEAST_HELP:
            yield name, step, missing


def _open_steps(view: View) -> Iterator[tuple[str, Step]]:
    """Steps that nothing forbids, whatever they need."""
    for name, step in view.pack.steps.items():
        if _in_vain(view, name) or name in view.case.pending or _ends_what_runs(view, step):
            continue
        if not (_forbidden(view, name, step.tags) or _out_of_order(view, step)) and _fits(view, step.goals):
            yield name, step


def possible_routes(view: View) -> Iterator[tuple[str, Route, tuple[str, ...]]]:
    """Ways round that are open now, each with the needs that are not known yet."""
    for name, route in view.pack.routes.items():
        failed = name in view.case.tried and _nothing_changed_since(view, view.case.tried[name].at)
        if route.main or failed or (view.goal and view.goal not in route.goals):
            continue
        if _forbidden(view, name, route.tags):
            continue
        needs = judge(route.needs, view.standing)
        if not needs.missing:
            yield name, route, needs.unknown


def effort_of_asking(view: View, unknown: Sequence[str]) -> float:
    """Minutes to find out whether needs are met."""
    asks = (view.pack.findings[item.partition("=")[0]].ask for item in unknown)
    return sum(ask.effort for ask in asks if ask is not None)


def chance_of_needs(view: View, needs: Needs, unknown: Sequence[str]) -> float:
    """Chance that all needs that are not known turn out to be met."""
    chance = 1.0
    for item in unknown:
        met = view.chance_of(item)
        chance *= 1 - met if item in needs.none else met
    return chance


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
                UNKNOWN_CHANCE,
            )


def _price_of_asking(view: View, effort: float) -> float:
    """CNY, time included."""
    minutes = effort + PATIENCE
    return view.price(minutes, Money(), 0) + minutes / 60 * view.situation.hour


def _says_nothing(view: View, finding: str) -> bool:
    """A finding that no cause depends on is asked only where a step needs it."""
    return all(
        finding not in cause.shows and finding not in cause.when for cause in view.pack.causes.values()
    )


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
                view.price(step.effort, step.money, step.risk) + step.effort / 60 * view.situation.hour,
                _joint(view, new[:JOINT]),
                UNKNOWN_CHANCE,
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
        if fixes and view.helps(fixes) >= LEAST_HELP:
            yield _action(view, name, step, fixes, unknown)


def _enabled(view: View) -> Iterator[Action]:
    """Steps that lack one thing which another step gives: both together, begun with the one that gives it."""
    givers = list(possible_steps(view))
    for name, step, missing in blocked_steps(view):
        giver = next((g for g in givers if all(_gives(g[1], item) for item in missing)), None)
        if giver is not None:
            yield _together(view, giver, name, step)


def _gives(step: Step, item: str) -> bool:
    finding, _, value = item.partition("=")
    return step.gives.get(finding) in value.split(OR)


def _together(view: View, giver: tuple[str, Step, tuple[str, ...]], name: str, step: Step) -> Action:
    first_name, first, unknown = giver
    begun = _action(view, first_name, first, effective_fixes(first, view.standing.answers), unknown)
    then = _action(view, name, step, effective_fixes(step, view.standing.answers), ())
    return Action(
        f"{begun.id}{THEN}{name}",
        begun.cost + then.cost,
        cures=np.maximum(begun.cures, then.cures),
        active=begun.active + then.active,
        latency=begun.latency + then.latency,
    )


def _action(view: View, name: str, step: Step, fixes: Mapping[str, Fix], unknown: tuple[str, ...]) -> Action:
    """A step as the planner sees it: what must follow it in a chain is part of it."""
    ready = chance_of_needs(view, step.needs, unknown)
    cures = np.zeros(len(view.model.causes))
    tail = _Tail()
    for cause, fix in fixes.items():
        place = view.model.place(cause)
        rest = _chain(view, fix.leaves)
        cures[place] = fix.p * rest.p * ready
        tail = tail.plus(rest, float(view.belief.marginals()[place]) * fix.p)
    after = tail.mean()
    effort = step.effort + after.effort + effort_of_asking(view, unknown)
    wait = hours(step.wait)
    return Action(
        f"{DO}:{name}",
        view.price(effort, step.money, step.risk),
        cures=cures,
        active=effort / 60,
        latency=(wait[1] if wait else 0.0) + after.wait,
    )


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
        ready = chance_of_needs(view, route.needs, unknown)
        opens = view.opens(name) * ready
        works = float(opens @ view.weights / view.weights.sum())
        effort = route.effort + effort_of_asking(view, unknown)
        wait = hours(route.wait)
        yield Action(
            f"{TRY}:{name}",
            view.price(effort, route.money, route.risk) + works * view.situation.unrepaired,
            cures=np.zeros(len(view.model.causes)),
            active=effort / 60,
            latency=wait[1] if wait else 0.0,
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


def _in_vain(view: View, step: str) -> bool:
    """Done already, and nothing has changed since."""
    done = view.case.outcomes.get(step)
    return done is not None and _nothing_changed_since(view, done.at)


def _nothing_changed_since(view: View, at: datetime) -> bool:
    return not any(event.outcome == WORKED and event.at > at for event in view.case.finishes)


def _ends_what_runs(view: View, step: Step) -> bool:
    """A step that would restart a review that is running is not a step to take."""
    reviews = any(name in view.pack.steps and view.pack.steps[name].starts for name in view.case.pending)
    return reviews and "pending_review" in step.ends


def _out_of_order(view: View, step: Step) -> bool:
    """Something that must come first has not been done."""
    first = (
        after.step for after in step.after if not after.when or fulfilled(after.when, view.standing.answers)
    )
    return any(name not in view.case.outcomes for name in first)
