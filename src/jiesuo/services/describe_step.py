"""The next step and the open routes, put into words: what, why, how, what to have ready, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from jiesuo.core.needs import judge, met_conditions
from jiesuo.core.problem import SUPPORT, WAIT
from jiesuo.knowledge.pack import Money, Pack, Phrase, Route, Spread, Step
from jiesuo.services.advice import Answer, Blocked, MenuPath, Next, NextKind, OpenRoute, Planned, Sentence
from jiesuo.services.choose import LATER, Pick
from jiesuo.services.options import (
    ASK,
    CHECK,
    DO,
    THEN,
    TRY,
    USUAL_AMOUNT,
    Floats,
    View,
    blocked_steps,
    hours,
    possible_steps,
)
from jiesuo.services.recognition import CLOSEST, offered, ranked, representative
from jiesuo.services.wording import Wording

SHOWN_STEPS = 4
SHOWN_BLOCKED = 3
NO_WAIT = Spread(least=timedelta(0), usual=timedelta(0), most=timedelta(0))


class WithPack(Protocol):
    """Whatever carries a pack: a look at a case, or the pack as a book to read in."""

    @property
    def pack(self) -> Pack: ...


def next_step(view: View, words: Wording, pick: Pick) -> Next:
    """What comes next, ready to be shown."""
    kind, _, name = pick.id.partition(":")
    if kind == ASK and name == CLOSEST:
        return _recognition(view, words)
    if kind == ASK:
        return _question(view, words, name, pick)
    if kind in (CHECK, DO):
        return _step(view, words, name.partition(THEN)[0], pick)
    if kind == TRY:
        return _try(view, words, name, pick)
    if pick.id == WAIT:
        return _step(view, words, _next_due(view), pick, waiting=True)
    if kind == LATER:
        return _step(view, words, name, pick)
    if pick.id == SUPPORT:
        return _step(view, words, support_step(view), pick)
    return _nothing()


def title_of(words: Wording, kind: str, name: str) -> str:
    return words.text(kind, name, "title") or name


def menu_path(view: WithPack, name: str | None) -> MenuPath | None:
    """A menu path with both languages side by side."""
    if name is None or name not in view.pack.paths:
        return None
    path = view.pack.paths[name]
    return MenuPath(name, path.app, tuple(path.labels), path.as_of)


def sentences(view: WithPack, names: Sequence[str]) -> tuple[Sentence, ...]:
    known = ((name, view.pack.phrases[name]) for name in names if name in view.pack.phrases)
    return tuple(Sentence(name, phrase.zh, phrase.pinyin, phrase.en, phrase.ja) for name, phrase in known)


def fitting(view: View, names: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences that fit what was told: none about a lock where nobody told of one."""
    told = view.facts.values
    fit = [name for name in names if name in view.pack.phrases and _fits_told(view.pack.phrases[name], told)]
    return sentences(view, fit)


def _fits_told(phrase: Phrase, told: Mapping[str, str]) -> bool:
    return not phrase.when or any(met_conditions(phrase.when, told))


def open_route(view: View, words: Wording, name: str, route: Route, unknown: tuple[str, ...]) -> OpenRoute:
    """A way round with its chance under the present belief, needs taken as met."""
    return OpenRoute(
        route=name,
        title=title_of(words, "routes", name),
        chance=round(_works(view, name), 3),
        effort_min=route.effort,
        wait_h=hours(route.wait),
        cost_cny=_spent(route.money),
        how=words.lines("routes", name, "how"),
        limits=words.text("routes", name, "limits"),
        ask_first=_findings(unknown),
        path=menu_path(view, route.path),
        sentences=fitting(view, route.phrases),
    )


def _recognition(view: View, words: Wording) -> Next:
    slugs = offered(view)
    shown = [Answer(slug, words.text("causes", representative(view, slug), "situation")) for slug in slugs]
    return Next(
        step=CLOSEST,
        kind="ask",
        title=words.text("recognition", "question"),
        why=words.text("recognition", "why"),
        chance=None,
        effort_min=0.5,
        wait_h=None,
        cost_cny=0.0,
        answers=(*shown, Answer("none", words.text("recognition", "none"))),
        offered=slugs,
    )


def _question(view: View, words: Wording, name: str, pick: Pick) -> Next:
    finding = view.pack.findings[name]
    table = view.model.table(name, view.places)
    return Next(
        step=name,
        kind="ask",
        title=words.text("findings", name, "question") or name,
        why=words.text("findings", name, "why"),
        chance=None,
        effort_min=finding.ask.effort if finding.ask else 0.0,
        wait_h=None,
        cost_cny=0.0,
        answers=tuple(
            _answer(view, words, name, value, row) for value, row in zip(finding.values, table, strict=True)
        ),
        path=menu_path(view, finding.where),
        plan=_plan(view, words, "", (*_course(view), *pick.order)),
    )


def _answer(view: View, words: Wording, finding: str, value: str, likelihood: Floats) -> Answer:
    """An answer with what it would change: the likeliest cause after it, where that is another one."""
    text = words.text("findings", finding, "values", value) or value
    likeliest = view.likeliest_slug(view.weights * likelihood)
    if likeliest == view.likeliest_slug(view.weights):
        return Answer(value, text)
    return Answer(value, text, title_of(words, "causes", representative(view, likeliest)))


def _step(view: View, words: Wording, name: str, pick: Pick, waiting: bool = False) -> Next:
    step = view.pack.steps[name]
    return Next(
        step=name,
        kind="wait" if waiting else step.kind,
        title=title_of(words, "steps", name),
        why=words.text("steps", name, "why"),
        chance=round(view.helps(step.fixes), 3) if step.fixes and name not in view.called_for else None,
        effort_min=step.effort,
        wait_h=hours(step.wait),
        cost_cny=_spent(step.money),
        do=words.lines("steps", name, "do"),
        ready=words.lines("steps", name, "ready"),
        done=words.text("steps", name, "done"),
        careful=words.text("steps", name, "careful"),
        path=menu_path(view, step.path),
        sentences=fitting(view, step.phrases),
        ask_first=_findings(judge(step.needs, view.standing).unknown),
        not_before=pick.not_before,
        reveals=tuple(finding for finding in step.reveals if finding not in view.answers),
        plan=_plan(view, words, name, (pick.id, *pick.order)),
        blocked=_blocked(view, words) if pick.id == SUPPORT else (),
    )


def _course(view: View) -> tuple[str, ...]:
    """Where a question leads if it bears out what is likeliest: the surest step against that cause."""
    name = representative(view, ranked(view)[0][0])
    surest = [
        (step.fixes[name].p, step_id) for step_id, step in view.pack.steps.items() if name in step.fixes
    ]
    return (f"{DO}:{max(surest)[1]}",) if surest else ()


def _blocked(view: View, words: Wording) -> tuple[Blocked, ...]:
    """Steps that would help most but lack something, and what that is."""
    helping = sorted(blocked_steps(view), key=lambda found: (-view.helps(found[1].fixes), found[0]))
    return tuple(
        Blocked(name, title_of(words, "steps", name), words.text("needs", missing[0]))
        for name, _, missing in helping[:SHOWN_BLOCKED]
    )


def _try(view: View, words: Wording, name: str, pick: Pick) -> Next:
    route = view.pack.routes[name]
    return Next(
        step=name,
        kind="try",
        title=title_of(words, "routes", name),
        why=words.text("routes", name, "why"),
        chance=round(_works(view, name), 3),
        effort_min=route.effort,
        wait_h=hours(route.wait),
        cost_cny=_spent(route.money),
        do=words.lines("routes", name, "how"),
        careful=words.text("routes", name, "careful"),
        path=menu_path(view, route.path),
        sentences=fitting(view, route.phrases),
        ask_first=_findings(judge(route.needs, view.standing).unknown),
        plan=_plan(view, words, name, (pick.id, *pick.order)),
    )


def _nothing() -> Next:
    kind: NextKind = "none"
    return Next(step="", kind=kind, title="", why="", chance=None, effort_min=0.0, wait_h=None, cost_cny=0.0)


def support_step(view: View) -> str:
    """The step that leads to a human: as the pack says for this case, or another one if that was in vain."""
    header = view.pack.header
    wanted = [
        steps[view.standing.answers[finding]]
        for finding, steps in header.support_when.items()
        if view.standing.answers.get(finding) in steps
    ]
    wanted.append(header.support)
    still = [name for name, step, _ in possible_steps(view) if step.kind == "contact"]
    return next((name for name in wanted if name in still), wanted[0])


def _next_due(view: View) -> str:
    """The step under way that is usually over first."""
    usual = {
        name: begun + (view.pack.steps[name].wait or NO_WAIT).usual
        for name, begun in view.case.pending.items()
        if name in view.pack.steps
    }
    return min(usual, key=lambda name: (usual[name], name))


def _plan(view: View, words: Wording, begin: str, order: Sequence[str]) -> tuple[Planned, ...]:
    """What follows: first the later stages of a chain that begins here, then the planner's order."""
    planned = [name for item in order for name in item.partition(":")[2].split(THEN)]
    following = [*_stages(view, begin), *planned]
    steps = [name for name in dict.fromkeys(following) if name in view.pack.steps and name != begin]
    steps = [stage for name in steps for stage in (name, *_stages(view, name))]
    steps = list(dict.fromkeys(steps))
    previous = [begin, *steps]
    return tuple(
        Planned(name, title_of(words, "steps", name), previous[place])
        for place, name in enumerate(steps[:SHOWN_STEPS])
    )


def _stages(view: View, name: str) -> list[str]:
    """Steps that fix what this step leaves behind for the likeliest of its causes, in their order."""
    stages: list[str] = []
    step: Step | None = view.pack.steps.get(name)
    while step is not None and len(stages) < SHOWN_STEPS:
        left = [
            (view.belief.probability(cause), fix.leaves) for cause, fix in step.fixes.items() if fix.leaves
        ]
        if not left:
            break
        cause = max(left)[1] or ""
        surest = [(s.fixes[cause].p, n) for n, s in view.pack.steps.items() if cause in s.fixes]
        if not surest or max(surest)[1] in stages:
            break
        stages.append(max(surest)[1])
        step = view.pack.steps[stages[-1]]
    return stages


def _works(view: View, route: str) -> float:
    return float(view.opens(route) @ view.weights / view.weights.sum())


def _spent(money: Money) -> float:
    """CNY, for a usual amount where a percentage depends on it."""
    return round(money.fixed + (USUAL_AMOUNT * money.percent / 100 if money.above < USUAL_AMOUNT else 0), 2)


def _findings(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.partition("=")[0] for item in items))
