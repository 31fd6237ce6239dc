"""What only time keeps from being done is waited for, where that is cheaper than giving up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cases import NOON, answered, later, opened

from jiesuo.core.case import Case, Event, StepFinished, fold
from jiesuo.core.model import Model
from jiesuo.services.advise import Manner, advise, next_step, view_of
from jiesuo.services.choose import LATER
from jiesuo.services.later import cheapest
from jiesuo.services.options import possible_from, possible_steps

UNCLEAR = {"money_taken": "unclear", "fails_at": "paying", "paid_for": "shop_counter"}
NAME = {"form_refuses_name": "yes", "fails_at": "linking_card", "card_kind": "overseas"}
GIVING_UP = 400.0


def ended(step: str, outcome: str, hours: float = 0.0) -> StepFinished:
    return StepFinished(step, outcome, at=later(hours))


def case_with(model: Model, answers: dict[str, str], *events: Event, situation: str = "no_hurry") -> Case:
    return fold([opened(model, situation), *answered(model, answers), *events])


def offered(model: Model, case: Case, hours: float) -> set[str]:
    return {name for name, _, _ in possible_steps(view_of(model, case, later(hours)))}


def test_the_bill_is_looked_at_again_after_longer_and_longer_times(model: Model) -> None:
    once = case_with(model, UNCLEAR, ended("check_bill", "looked"))
    assert "check_bill" not in offered(model, once, 1.9)
    assert "check_bill" in offered(model, once, 2.0)
    twice = case_with(model, UNCLEAR, ended("check_bill", "looked"), ended("check_bill", "looked", 2))
    assert "check_bill" not in offered(model, twice, 5.9)
    assert "check_bill" in offered(model, twice, 6.0)


def test_a_payment_on_its_way_is_waited_for_before_giving_up(model: Model) -> None:
    case = case_with(model, UNCLEAR, ended("check_bill", "looked"))
    found = cheapest(view_of(model, case, NOON), GIVING_UP)
    assert found is not None
    assert (found.step, found.at) == ("check_bill", later(2))


def test_nobody_at_the_till_waits_two_hours(model: Model) -> None:
    case = case_with(model, UNCLEAR, ended("check_bill", "looked"), situation="at_the_till")
    assert cheapest(view_of(model, case, NOON), GIVING_UP) is None


@pytest.mark.parametrize("times", [1, 2])
def test_what_only_luck_was_missing_for_is_tried_again_at_once(model: Model, times: int) -> None:
    refusals = [ended("retype_name", "refused", number / 10) for number in range(times)]
    case = case_with(model, NAME, *refusals)
    view = view_of(model, case, later(1))
    step = model.pack.steps["retype_name"]
    held = any(hold.forbids_doing("retype_name", step.tags) for hold in view.holds)
    assert held or "retype_name" in offered(model, case, 1)


def test_a_third_refusal_is_the_last(model: Model) -> None:
    refusals = [ended("retype_name", "refused", 24.0 * number) for number in range(3)]
    view = view_of(model, case_with(model, NAME, *refusals), later(200))
    assert possible_from(view, "retype_name", model.pack.steps["retype_name"]) is None


def test_a_clerk_is_asked_again_on_another_day(model: Model) -> None:
    answers = {"card_kind": "mainland", "has_branch_nearby": "yes", "has_passport_at_hand": "yes"}
    case = case_with(model, answers, ended("visit_bank_branch", "refused"))
    step = model.pack.steps["visit_bank_branch"]
    view = view_of(model, case, later(1))
    assert "visit_bank_branch" not in offered(model, case, 1)
    assert possible_from(view, "visit_bank_branch", step) == NOON + timedelta(days=1)


def test_advice_says_from_when(model: Model) -> None:
    """Wherever the pick is for later, the advice shows the step with its time, which is to come."""
    case = case_with(model, UNCLEAR, ended("check_bill", "looked"), ended("ask_alipay_human", "no_change"))
    pick = next_step(view_of(model, case, NOON), Manner())
    shown = advise(model, case, NOON, following=lambda view, manner: pick).next
    assert (shown.not_before is not None) == pick.id.startswith(f"{LATER}:")
    assert shown.not_before is None or shown.not_before > NOON


def test_what_logs_one_out_is_not_tried_again_by_luck(model: Model) -> None:
    answers = {"number_reachable": "yes", "app_on": "android", "locked_notice": "no"}
    case = case_with(model, answers, ended("reinstall_app", "refused"))
    assert "reinstall_app" not in offered(model, case, 100)
