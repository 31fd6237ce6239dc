"""Small cases for tests, built the way the desk builds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jiesuo.core.case import Case, Event, Opened, Told, fold
from jiesuo.core.model import Model
from jiesuo.services.consult import answer_to, events_of
from jiesuo.services.intake import Readers, hear

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def opened(model: Model, situation: str = "this_week", goal: str = "", language: str = "en") -> Opened:
    header = model.pack.header
    return Opened(header.id, header.version, goal, situation, language, at=NOON)


def answered(model: Model, answers: dict[str, str], at: datetime = NOON) -> list[Event]:
    return [Told((answer_to(model, finding, value),), at=at) for finding, value in answers.items()]


def case_of(model: Model, answers: dict[str, str], situation: str = "this_week", goal: str = "") -> Case:
    return fold([opened(model, situation, goal), *answered(model, answers)])


def told(model: Model, readers: Readers, text: str, situation: str = "this_week") -> Case:
    return fold([opened(model, situation), *events_of(hear(text, readers), NOON)])


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)
