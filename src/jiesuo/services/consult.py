"""One telling and some answers in, one advice out, and nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiesuo.core.case import Event, Opened, StepFinished, StepStarted, Told, fold
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.facts import NO_CHANGE
from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.services.advice import Advice
from jiesuo.services.advise import ONE_SHOT, Manner, advise
from jiesuo.services.intake import Heard, Readers, hear
from jiesuo.services.recognition import CLOSEST, RELIABILITY

SEEN_ON_THE_WAY = 0.9
"""How far the outcome of a step is trusted as an observation; a judgement."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """One telling answered, and nothing kept."""

    advice: Advice
    heard: Heard | None


def consult(
    model: Model,
    readers: Readers,
    at: datetime,
    told: str,
    answers: Sequence[tuple[str, str]] = (),
    *,
    goal: str = "",
    situation: str = "this_week",
    language: str = "en",
    manner: Manner = ONE_SHOT,
) -> Consultation:
    """The advice on a telling and some answers; raises InputError for what the pack does not have."""
    check_wishes(model, goal, situation)
    said = [Told((answer_to(model, finding, value),), at=at) for finding, value in answers]
    heard = hear(told, readers) if told.strip() else None
    header = model.pack.header
    opened = Opened(header.id, header.version, goal, situation, language, at=at)
    case = fold([opened, *(events_of(heard, at) if heard else ()), *said])
    return Consultation(advise(model, case, at, manner), heard)


def check_wishes(model: Model, goal: str, situation: str) -> None:
    """Raises InputError for a goal or situation that the pack does not have."""
    header = model.pack.header
    if goal and goal not in header.goals:
        raise InputError(f"There is no goal {goal!r}.", f"Allowed: {', '.join(header.goals)}.")
    if situation not in model.pack.situations:
        allowed = ", ".join(model.pack.situations)
        raise InputError(f"There is no situation {situation!r}.", f"Allowed: {allowed}.")


def events_of(heard: Heard, at: datetime) -> list[Event]:
    """What was heard, as events: one for the telling, one for each step said to be done in vain."""
    told = Told(heard.observations, heard.text, at=at)
    return [told, *(StepFinished(step, NO_CHANGE, at=at, actor="tool") for step in heard.tried)]


def finished(model: Model, step: str, outcome: str, at: datetime) -> list[Event]:
    """How a step ended, as events, with what that outcome lets one see; of what is awaited, its beginning."""
    sets = model.pack.steps[step].outcomes.get(outcome)
    seen = sets.sets if sets else {}
    shown = tuple(Observation(f, v, reliability=SEEN_ON_THE_WAY) for f, v in seen.items())
    if outcome == "waiting":
        told: list[Event] = [Told(shown, at=at, actor="tool")] if shown else []
        return [StepStarted(step, at=at), *told]
    return [StepFinished(step, outcome, shown, at=at)]


def answer_to(model: Model, finding: str, value: str, offered: Sequence[str] = ()) -> Observation:
    """A person's answer as an observation; raises InputError for what the pack does not have."""
    if finding == CLOSEST:
        named = (value,) if value not in ("none", UNKNOWN) else ()
        slugs = tuple(dict.fromkeys(offered)) or named
        causes = {model.pack.slug(cause) for cause in model.pack.causes}
        if strange := {*slugs, *named} - causes:
            raise InputError(
                f"The pack has no situation {min(strange)!r}.", "List them with: jiesuo pack show causes"
            )
        return Observation(CLOSEST, value, reliability=RELIABILITY, offered=slugs)
    known = model.pack.findings.get(finding)
    if known is None:
        raise InputError(f"The pack has no finding {finding!r}.", "List them with: jiesuo pack show findings")
    if value != UNKNOWN and value not in known.values:
        raise InputError(
            f"{finding} has no value {value!r}.", f"Allowed: {', '.join(known.values)}, {UNKNOWN}."
        )
    return Observation(finding, value, reliability=known.ask.reliability if known.ask else 1.0)
