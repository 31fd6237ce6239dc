"""`jiesuo diagnose --keep`: the telling becomes a case. Its own module, since advice alone needs no store."""

from __future__ import annotations

from jiesuo.interfaces import wiring
from jiesuo.interfaces.cli.diagnose import Asked, note_of
from jiesuo.interfaces.settings import Settings
from jiesuo.services.advice import Advice
from jiesuo.services.consult import answer_to


def kept(told: str, asked: Asked, settings: Settings, now: str | None) -> tuple[str, Advice]:
    """The id of a new case that holds the telling and the answers, and its advice; notes go to stderr."""
    desk = wiring.desk(settings, now)
    for finding, value in asked.answers:
        answer_to(desk.model, finding, value)
    case_id = desk.open(asked.goal, asked.situation, asked.language)
    if told:
        note_of(desk.tell(case_id, told), asked)
    for finding, value in asked.answers:
        desk.answer(case_id, finding, value)
    return case_id, desk.advice(case_id)
