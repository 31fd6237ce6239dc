"""Ways to choose the next act, to be compared in the world. All but the oracle see what the product sees.

`jiesuo` goes through `services/advise`. The others are what somebody might do instead: follow the guide's
order, mend the likeliest cause first, ask the most telling question first, or press buttons at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Literal

import numpy as np

from jiesuo.core.belief import prior
from jiesuo.core.case import Case
from jiesuo.core.history import effective_fixes
from jiesuo.core.memory import Memory
from jiesuo.core.model import Model
from jiesuo.core.problem import SUPPORT, WAIT, Settings
from jiesuo.services.advise import Believe, Manner, next_step, view_of
from jiesuo.services.choose import LATER
from jiesuo.services.options import ASK, CHECK, DO, THEN, TRY, View, askable, possible_routes, possible_steps
from jiesuo.services.recognition import CLOSEST, offered, ranked

MASS = Settings(working_sets=80, depth=2, orders_length=4)
"""For many games: less thinking than a person at a screen gets (docs/world.md has what that loses)."""
GREEDY = replace(MASS, depth=1)
SURE_ENOUGH = 0.8
"""Chance of one cause from which the question-greedy policy stops asking."""
MOST_QUESTIONS = 12

Kind = Literal["ask", "do", "try", "wait", "stop"]


@dataclass(frozen=True, slots=True)
class Act:
    """What a policy does next: a question, a step, a route, waiting, or no more."""

    kind: Kind
    id: str = ""
    offered: tuple[str, ...] = ()


STOP, PAUSE = Act("stop"), Act("wait")


Choose = Callable[[Model, Case, datetime], Act]
Maker = Callable[[str], Choose]
"""Seed of a game -> how the next act is chosen in it."""


@dataclass
class Policy:
    """Chooses the next act. One object plays one game."""

    name: str
    choose: Choose
    heeds_holds: bool = True
    """Whether it knows that one does not try again while a payment is on its way or a lock is fresh."""


def make(name: str, seed: str) -> Policy:
    """A policy by its name, for one game."""
    return Policy(name, MAKERS[name](seed), heeds_holds=name not in ("guide", "random"))


def _seeing(decide: Callable[[View], Act]) -> Maker:
    """A policy that decides by the view that the product has of the case."""

    def begin(_: str) -> Choose:
        believe = Memory().belief_of
        return lambda model, case, now: decide(view_of(model, case, now, MASS.working_sets, believe))

    return begin


def _jiesuo(settings: Settings) -> Maker:
    return lambda _: advised(Memory().belief_of, settings)


def advised(believe: Believe, settings: Settings = MASS) -> Choose:
    """Acts by the product's advice, from what `believe` makes of the case."""
    manner = Manner(interactive=True, settings=settings)

    def choose(model: Model, case: Case, now: datetime) -> Act:
        view = view_of(model, case, now, settings.working_sets, believe)
        return act_of(view, next_step(view, manner).id)

    return choose


def act_of(view: View, pick: str) -> Act:
    """The act of a pick: a step of two begins with its first; support is the pack's own contact."""
    kind, _, name = pick.partition(":")
    if kind == ASK:
        return Act("ask", name, offered(view) if name == CLOSEST else ())
    if kind in (DO, CHECK):
        return Act("do", name.partition(THEN)[0])
    if kind == TRY:
        return Act("try", name)
    if pick == WAIT or kind == LATER:
        return PAUSE
    return support(view) if pick == SUPPORT else STOP


def support(view: View) -> Act:
    """The human support that the pack names; after it was asked in vain there is nothing more."""
    header = view.pack.header
    for finding, steps in header.support_when.items():
        step = steps.get(view.standing.answers.get(finding, ""))
        if step and step not in view.case.outcomes and step not in view.case.pending:
            return Act("do", step)
    if header.support not in view.case.outcomes and header.support not in view.case.pending:
        return Act("do", header.support)
    return PAUSE if view.case.pending else STOP


def _mend(view: View) -> Act:
    """The surest step against the likeliest cause that something can be done about."""
    possible = [
        (name, effective_fixes(step, view.standing.answers)) for name, step, _ in possible_steps(view)
    ]
    chances = dict(zip(view.model.causes, view.belief.marginals().tolist(), strict=True))
    for cause in sorted(view.model.causes[:-1], key=lambda c: (-chances[c], c)):
        helps = {name: fixes[cause].p for name, fixes in possible if cause in fixes}
        best = max(helps, key=helps.__getitem__, default=None)
        if best is not None and helps[best] > 0:
            return Act("do", best)
    return PAUSE if view.case.pending else support(view)


def _question_greedy(view: View) -> Act:
    """The most telling question for its effort until one cause is clear, then the surest step."""
    asked = sum(finding in view.pack.findings for finding in view.case.answers)
    if not view.case.finishes and asked < MOST_QUESTIONS and ranked(view)[0][1] < SURE_ENOUGH:
        best = max(_gains(view), default=None)
        if best is not None and best[0] > 0:
            return Act("ask", best[1])
    return _mend(view)


def _gains(view: View) -> Iterator[tuple[float, str]]:
    """Nats by which each question is expected to narrow the sets, per minute."""
    weights = view.weights / view.weights.sum()
    for name, finding in view.pack.findings.items():
        if askable(view, name, finding) and finding.ask is not None:
            table = view.model.table(name, view.places, finding.ask.reliability)
            marginal = table @ weights
            inner = (table * np.log(np.maximum(table, 1e-12))).sum(axis=0) @ weights
            outer = (marginal * np.log(np.maximum(marginal, 1e-12))).sum()
            yield float(inner - outer) / (1 + finding.ask.effort), name


def _random(seed: str) -> Choose:
    """Anything that one can do, in any order, until nothing is left; learns nothing from the case."""
    draw, unmoved = Random(f"random policy {seed}"), lru_cache(prior)

    def choose(model: Model, case: Case, now: datetime) -> Act:
        view = view_of(model, case, now, believe=lambda model, case: unmoved(model, case.goal))
        acts = [Act("do", name) for name, _, _ in possible_steps(view)]
        acts += [Act("try", name) for name, _, _ in possible_routes(view)]
        if case.pending:
            acts.append(PAUSE)
        return draw.choice(acts) if acts else STOP

    return choose


@dataclass
class Guide:
    """The guide's steps in its order; a lock's part first when something is locked."""

    seed: str
    done: set[str] = field(default_factory=set)

    def __call__(self, model: Model, case: Case, now: datetime) -> Act:
        if case.pending:
            return PAUSE
        known = {finding: seen.value for finding, seen in case.answers.items()}
        for act in self._order(known):
            if act.id not in self.done:
                self.done.add(act.id)
                return act
        return STOP

    def _order(self, known: Mapping[str, str]) -> Iterator[Act]:
        yield Act("ask", "locked_notice")
        lock = (Act("do", "self_unlock"), Act("do", "ask_taobao_human"))
        if known.get("locked_notice") == "yes":
            yield from lock
        yield Act("do", "check_identity_status")
        if known.get("identity_status") == "not_verified":
            yield Act("do", "finish_verification")
            yield Act("do", "redo_face_scan")
        yield Act("ask", "passport_renewed")
        if known.get("passport_renewed") == "yes":
            yield Act("do", "update_passport_in_alipay")
        yield Act("ask", "card_kind")
        yield Act("do", "switch_on_online_use")
        yield Act("do", "call_mainland_bank" if known.get("card_kind") == "mainland" else "call_issuer")
        yield Act("do", "readd_card")
        yield Act("do", "clear_cache")
        yield Act("try", "friend_pay")
        yield from lock


MAKERS: Mapping[str, Maker] = {
    "jiesuo": _jiesuo(MASS),
    "jiesuo-greedy": _jiesuo(GREEDY),
    "guide": Guide,
    "likeliest-first": _seeing(_mend),
    "question-greedy": _seeing(_question_greedy),
    "random": _random,
}
ORACLE = "oracle"
NAMES = (*MAKERS, ORACLE)
