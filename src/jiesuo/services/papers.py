"""The papers in hand: which of them answers a question best, and what two names say to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from jiesuo.core.case import Case
from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.knowledge.pack import Pack, RecordPair
from jiesuo.readers.photo import FINDING as PHOTO_FINDING
from jiesuo.services.advise import view_of
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.record_values import NAME
from jiesuo.services.records import NOT_EXPIRED, Background, Report, examine

Paper = Literal["screenshot", "passport", "names", "records", "photo"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
SHOWN_FIELDS = ("surname", "given_names", "number", "nationality", "birth_date", "expiry_date")
"""Fields of a zone that a person is shown, in their order."""
UPLOADS = "uploads_document"
"""The tag of steps in which a picture of a paper is sent to a review."""


def paper_for(pack: Pack, finding: str) -> Paper | None:
    """The paper that answers a question better than the person's memory, if one does."""
    if finding == CLOSEST:
        return "screenshot"
    if finding == PHOTO_FINDING:
        return "photo"
    pairs = [pair for pair in pack.records.pairs if pair.finding == finding and pair.value == "yes"]
    if not pairs:
        return None
    if any(pair.how == NOT_EXPIRED for pair in pairs):
        return "passport"
    return "names" if all(pair.attribute == NAME for pair in pairs) else "records"


def paper_before(pack: Pack, step: str) -> Paper | None:
    """The paper to look at before a step is done: a picture, before it is sent."""
    known = pack.steps.get(step)
    return "photo" if known is not None and UPLOADS in known.tags else None


def name_pairs(pack: Pack, finding: str = "") -> tuple[RecordPair, ...]:
    """The pairs of names that stand for a finding, each two holders once; for one finding, its own."""
    pairs = [pair for pair in pack.records.pairs if pair.attribute == NAME and pair.finding]
    fitting = [pair for pair in pairs if pair.finding == finding] or pairs
    return tuple({(pair.a, pair.b): pair for pair in fitting}.values())


def holders_named(pack: Pack, written: str) -> tuple[str, str]:
    """The two holders of `bank,alipay`; raises InputError where their names need not agree."""
    a, _, b = (part.strip() for part in written.partition(","))
    allowed = [(pair.a, pair.b) for pair in name_pairs(pack)]
    if not {(a, b), (b, a)} & set(allowed):
        raise InputError(
            f"{written!r} are no two holders whose names must agree.",
            f"Allowed: {' '.join(','.join(pair) for pair in allowed)}.",
        )
    return a, b


def background_in(model: Model, case: Case, now: datetime) -> Background:
    """What a case knows beside the entries."""
    view = view_of(model, case, now)
    return Background(view.belief, view.standing, view.situation, now.date())


def compare_at(back: Background, names: Mapping[str, str]) -> Report:
    """What names by holder come to as records; the report's observations hold none of them."""
    return examine(back, {(holder, NAME): name for holder, name in names.items()})
