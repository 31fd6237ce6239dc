"""Two names as entries of two holders, and what a kept case learns from them.

Apart from `names`, which needs no pack.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiesuo.interfaces import settings as environment
from jiesuo.interfaces import wiring
from jiesuo.interfaces.shelf import find
from jiesuo.services.desk import Desk
from jiesuo.services.papers import background_in, compare_at, holders_named
from jiesuo.services.records import Background, Report


def tell(case_id: str, between: str, a: str, b: str) -> None:
    """Let a case know whether the names at two holders agree as they must."""
    desk = wiring.desk(environment.read())
    known = find(desk.store, case_id)
    holders = holders_named(desk.model.pack, between)
    report = compared(desk, known, dict(zip(holders, (a, b), strict=True)))
    desk.observe(known, report.observations)


def compared(desk: Desk, case_id: str, names: Mapping[str, str]) -> Report:
    """Names by holder, as records of a case."""
    return compare_at(background_of(desk, case_id), names)


def background_of(desk: Desk, case_id: str) -> Background:
    """What a case knows beside the entries."""
    return background_in(desk.model, desk.case(case_id), desk.clock())
