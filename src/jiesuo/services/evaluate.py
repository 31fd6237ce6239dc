"""How good the reading and the questions are, on told cases whose cause is known.

Mode `words`: narrative and messages only. Mode `interview`: then the tool asks, at most ten questions, each
answered from a file that was made without knowing the cause, else "I don't know". Nothing else of a case
ever reaches the tool.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jiesuo.core.case import Case, Event, Opened, StepFinished, Told, fold
from jiesuo.core.evidence import UNKNOWN
from jiesuo.core.facts import NO_CHANGE
from jiesuo.core.holds import running
from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.services.advice import Next
from jiesuo.services.advise import Manner, advise, view_of
from jiesuo.services.consult import answer_to, events_of
from jiesuo.services.intake import Readers, hear
from jiesuo.services.recognition import CLOSEST, ranked

MOST_QUESTIONS = 10
WRONG_TAP_EVERY = 4
MODES = ("words", "interview_no_recognition", "interview", "interview_wrong_taps")
OTHER_WALLET = "wechatpay"
ERA = "from 2023-07"


@dataclass(frozen=True, slots=True)
class ToldCase:
    """One case: what is told, what is right, and which groups it counts in."""

    id: str
    text: str
    right: frozenset[str]
    cause: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person could have answered, made blind."""

    answers: Mapping[str, str] = field(default_factory=dict)
    closest: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How one case went. `rank`: place of the first right slug, from 0; `stated`: chance of the first."""

    case: ToldCase
    rank: int
    rank_strict: int
    stated: float
    questions: int | None
    """Questions before the first step that is not one; None in mode `words`."""
    harmful: tuple[str, ...]


def read_cases(path: Path) -> list[ToldCase]:
    """Told cases of a JSONL file; raises InputError with the line where one cannot be read."""
    return [_case(row) for row in _rows(path)]


def read_answers(path: Path) -> dict[str, Answers]:
    """Answers of a JSONL file, by case id."""
    return {
        row["id"]: Answers(row.get("answers", {}), tuple(row.get("closest", ())), tuple(row.get("tried", ())))
        for row in _rows(path)
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read.", "Name a JSONL file in UTF-8.") from fault
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError as fault:
            raise InputError(f"{path}:{number} is not JSON.", "One JSON object a line.") from fault


def _case(row: Mapping[str, Any]) -> ToldCase:
    meta = row.get("meta", {})
    text = "\n".join([row["narrative"], *row.get("messages", ())])
    right = frozenset((row["cause"], *row.get("cause_alternatives", ())))
    return ToldCase(row["id"], text, right, row["cause"], tuple(_groups(row, meta)))


def _groups(row: Mapping[str, Any], meta: Mapping[str, Any]) -> Iterator[str]:
    core = meta.get("fit") == "core" and row["platform"] != OTHER_WALLET
    yield "all"
    if core:
        yield "core"
    if core and row.get("cause_confirmed"):
        yield "core_confirmed"
    if meta.get("rules_era") == ERA:
        yield "since_2023_07"
    yield f"lang_{row['language']}"
    yield f"platform_{row['platform']}"


def play(case: ToldCase, number: int, mode: str, answers: Answers, model: Model, readers: Readers) -> Score:
    """Let the tool diagnose one case in one mode."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    header = model.pack.header
    opened = Opened(header.id, header.version, "", "this_week", "en", at=at)
    events: list[Event] = [opened, *events_of(hear(case.text, readers), at)]
    if mode == "words":
        return _score(case, model, events, None, at)
    events += [
        StepFinished(step, NO_CHANGE, at=at, actor="tool")
        for step in answers.tried
        if step in model.pack.steps
    ]
    wrong_tap = mode == "interview_wrong_taps" and number % WRONG_TAP_EVERY == 0
    manner = Manner(interactive=True, recognition=mode != "interview_no_recognition")
    events, questions = _interview(model, events, at, manner, answers, wrong_tap)
    return _score(case, model, events, questions, at)


def _interview(
    model: Model, events: list[Event], at: datetime, manner: Manner, answers: Answers, wrong_tap: bool
) -> tuple[list[Event], int]:
    """Ask until a step comes that is no question, at most ten times."""
    for asked in range(MOST_QUESTIONS):
        following = advise(model, fold(events), at, manner).next
        if following.kind not in ("ask", "check"):
            return events, asked
        events = [*events, *_replies(model, following, answers, wrong_tap, at)]
    return events, MOST_QUESTIONS


def _replies(model: Model, step: Next, answers: Answers, wrong_tap: bool, at: datetime) -> list[Event]:
    if step.kind == "check":
        seen = [
            answer_to(model, finding, answers.answers.get(finding, UNKNOWN))
            for finding in step.reveals
            if finding in model.pack.findings
        ]
        return [Told(tuple(seen), at=at), StepFinished(step.step, "could_not", at=at)]
    if step.step == CLOSEST:
        tapped = _tap(step.offered, answers.closest, wrong_tap)
        return [Told((answer_to(model, CLOSEST, tapped, step.offered),), at=at)]
    return [Told((answer_to(model, step.step, answers.answers.get(step.step, UNKNOWN)),), at=at)]


def _tap(offered: Sequence[str], closest: Sequence[str], wrong: bool) -> str:
    fitting = [slug for slug in offered if (slug in closest) != wrong]
    return fitting[0] if fitting else "none"


def _score(case: ToldCase, model: Model, events: list[Event], questions: int | None, at: datetime) -> Score:
    played = fold(events)
    view = view_of(model, played, at)
    order = [slug for slug, _ in ranked(view)]
    following = advise(model, played, at).next
    return Score(
        case,
        min((order.index(slug) for slug in case.right if slug in order), default=len(order)),
        order.index(case.cause) if case.cause in order else len(order),
        ranked(view)[0][1],
        questions,
        tuple(_harm(model, played, following, at)),
    )


def _harm(model: Model, case: Case, following: Next, at: datetime) -> Iterator[str]:
    """What a hold forbids, what restarts a review, what was done in vain: judged apart from the planner."""
    if following.kind == "ask":
        return
    step = model.pack.steps.get(following.step)
    tags = step.tags if step else getattr(model.pack.routes.get(following.step), "tags", [])
    for hold in running(model.pack, case, at):
        if hold.forbids_doing(following.step, tags):
            yield f"{hold.id} forbids {following.step}"
    if step and "pending_review" in step.ends and case.pending:
        yield f"{following.step} restarts a review"
    if any(event.step == following.step and event.outcome == NO_CHANGE for event in case.finishes):
        yield f"{following.step} was done in vain"


def evaluate(
    cases: Sequence[ToldCase],
    answers: Mapping[str, Answers],
    model: Model,
    readers: Readers,
    step: Callable[[], None] = lambda: None,
) -> dict[str, list[Score]]:
    """Scores by mode; the interview modes only where answers are given."""
    scores: dict[str, list[Score]] = {}
    for mode in MODES if answers else MODES[:1]:
        scores[mode] = []
        for number, case in enumerate(cases, 1):
            given = answers.get(case.id, Answers())
            scores[mode].append(play(case, number, mode, given, model, readers))
            step()
    return scores


def report(scores: Mapping[str, Sequence[Score]]) -> dict[str, Any]:
    """The figures of docs/evaluation.md, by mode and group."""
    return {"modes": {mode: _by_group(found) for mode, found in scores.items()}}


def _by_group(scores: Sequence[Score]) -> dict[str, Any]:
    groups = dict.fromkeys(group for score in scores for group in score.case.groups)
    return {
        group: figures([s for s in scores if group in s.case.groups])
        for group in sorted(groups, key=_group_order)
    }


def _group_order(group: str) -> tuple[int, str]:
    first = ("all", "core", "core_confirmed", "since_2023_07")
    return (first.index(group) if group in first else len(first), group)


def figures(scores: Sequence[Score]) -> dict[str, Any]:
    """Hit rates, harm, Brier score of the first cause's stated chance, questions, of some cases."""
    n = len(scores)
    hits = [score.rank == 0 for score in scores]
    asked = [score.questions for score in scores if score.questions is not None]
    return {
        "n": n,
        "top1": _share(score.rank < 1 for score in scores),
        "top3": _share(score.rank < 3 for score in scores),
        "top1_strict": _share(score.rank_strict < 1 for score in scores),
        "top3_strict": _share(score.rank_strict < 3 for score in scores),
        "harmful": sum(bool(score.harmful) for score in scores),
        "brier": round(
            statistics.fmean((s.stated - hit) ** 2 for s, hit in zip(scores, hits, strict=True)), 4
        ),
        "brier_base": _brier_of_others(hits),
        "questions_median": statistics.median(asked) if asked else None,
    }


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return round(sum(found) / len(found), 4)


def _brier_of_others(hits: Sequence[bool]) -> float | None:
    """Brier score of always stating the hit rate of the other cases."""
    n, total = len(hits), sum(hits)
    if n < 2:
        return None
    return round(statistics.fmean(((total - hit) / (n - 1) - hit) ** 2 for hit in hits), 4)


def interval(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson interval of a share (Wilson 1927), 95 %."""
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)
