"""What can be done next: what it costs to find out whether it is possible, and when it is offered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from cases import NOON, answered, later, opened

from jiesuo.core.case import RouteTried, fold
from jiesuo.core.history import effective_fixes
from jiesuo.core.model import Model
from jiesuo.core.needs import judge
from jiesuo.services.advise import view_of
from jiesuo.services.options import PATIENCE, View, effort_of_asking, possible_steps


def view(model: Model, answers: Mapping[str, str], *, reached_by: str = "") -> View:
    events = [opened(model, goal="pay"), *answered(model, dict(answers))]
    if reached_by:
        events.append(RouteTried(reached_by, True, at=later(1)))
    return view_of(model, fold(events), later(2) if reached_by else NOON)


def offered(seen: View) -> set[str]:
    return {name for name, _, _ in possible_steps(seen)}


def test_a_question_for_two_needs_is_paid_once(model: Model) -> None:
    """On which device the app is rules out two of its kinds: that is one question."""
    seen, step = view(model, {}), model.pack.steps["clear_cache"]
    unknown = judge(step.needs, seen.standing).unknown
    asked = model.pack.findings["app_on"].ask
    assert len(unknown) == 2
    assert asked is not None
    assert effort_of_asking(seen, unknown) == asked.effort + PATIENCE


def test_what_is_wanted_is_one_of_the_goals(model: Model) -> None:
    """Where nobody has said it, what fails tells; the chances of all goals together are one."""
    goals = model.pack.header.goal_from["fails_at"].values()
    open_wish = view_of(model, fold([opened(model)]), NOON)
    assert np.allclose(sum(open_wish.wished([goal]) for goal in set(goals)), 1)
    assert open_wish.mean(open_wish.wished(["log_in"])) < open_wish.mean(open_wish.wished(["pay"]))
    assert view(model, {}).wished(["pay"]).all()
    assert not view(model, {}).wished(["log_in"]).any()


def test_another_card_takes_the_place_only_once_the_goal_is_reached(model: Model) -> None:
    answers = {"has_other_card": "yes", "has_wallet": "yes", "bank_has_old_passport": "yes"}
    assert "keep_other_card" not in offered(view(model, answers))
    assert "keep_other_card" in offered(view(model, answers, reached_by="cash"))
    without = answers | {"has_other_card": "no"}
    assert "keep_other_card" not in offered(view(model, without, reached_by="cash"))


def test_the_network_that_works_is_offered_and_blames_nothing_else(model: Model) -> None:
    seen, step = view(model, {"other_network": "works"}), model.pack.steps["try_mobile_data"]
    assert "try_mobile_data" in offered(seen)
    assert set(effective_fixes(step, seen.standing.answers)) == {"network_or_region"}
    assert "try_mobile_data" not in offered(view(model, {"other_network": "fails"}))


def test_nobody_is_sent_to_a_counter_that_is_not_there(model: Model) -> None:
    assert "ask_payee" in offered(view(model, {"paid_for": "shop_counter"}))
    assert "ask_payee" not in offered(view(model, {"paid_for": "online_shop"}))
