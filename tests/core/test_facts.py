"""What holds now: answers, and what the steps that worked have changed, in the order of events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jiesuo.core.case import Event, Opened, StepFinished, Told, Undone, fold
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.facts import facts_of
from jiesuo.knowledge import catalog

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PACK = catalog.open_by_id()


def values(*events: Event) -> dict[str, Any]:
    return facts_of(PACK, fold([Opened("p", "1", "", "today", "en", at=NOON), *events])).values


def told(finding: str, value: str) -> Told:
    return Told((Observation(finding, value),), at=NOON)


VISITED = StepFinished("visit_bank_branch", "worked", at=NOON)


def test_a_step_that_worked_changes_what_was_said() -> None:
    assert values(told("bank_has_old_passport", "yes"), VISITED)["bank_has_old_passport"] == "no"


def test_what_is_said_later_wins() -> None:
    assert values(VISITED, told("bank_has_old_passport", "yes"))["bank_has_old_passport"] == "yes"


def test_i_do_not_know_changes_nothing() -> None:
    assert values(told("vpn_on", "yes"), told("vpn_on", UNKNOWN))["vpn_on"] == "yes"


@pytest.mark.parametrize("outcome", ["no_change", "could_not", "refused"])
def test_a_step_that_did_not_work_changes_nothing(outcome: str) -> None:
    assert "card_active_at_bank" not in values(StepFinished("visit_bank_branch", outcome, at=NOON))


def test_what_needs_nobodys_consent_is_done_even_if_the_trouble_stays() -> None:
    off = StepFinished("turn_off_vpn", "no_change", at=NOON)
    assert values(told("vpn_on", "yes"), off)["vpn_on"] == "no"
    only_told_of = StepFinished("turn_off_vpn", "no_change", at=NOON, actor="tool")
    assert values(told("vpn_on", "yes"), only_told_of)["vpn_on"] == "yes"


def test_taken_back_is_never_said() -> None:
    assert values(told("vpn_on", "yes"), Undone(1, at=NOON)) == {}
