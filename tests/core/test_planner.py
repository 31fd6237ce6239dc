"""The planner against the known optimum of small models, and the laws it must keep."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.core.planner import (
    FAST,
    INSTANT,
    PERSON,
    SUPPORT,
    WAIT,
    Action,
    Problem,
    Question,
    Rates,
    plan,
)
from jiesuo.core.timeline import Pace

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data" / "small_models.npz"
LAW_FAMILY = 5
"""Seeds of the models for laws; the kept models are of another family."""


def load_module(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


small_models = load_module("small_models")


def first_problem(model):
    return small_models.problem_of(model, small_models.Rules(model).start())


def gaps(kinds, chosen, policy):
    """% above the optimum of each kept model."""
    kept = [pair for kind in kinds for pair in small_models.load(DATA, kind)[chosen]]
    return np.array(
        [100 * (small_models.planner_cost(model, policy) / optimum - 1) for model, optimum in kept]
    )


@pytest.mark.parametrize(
    ("kinds", "policy", "mean", "worst"),
    [
        (("base", "rich"), PERSON, 0.8, 8.0),
        (("base", "rich"), FAST, 1.2, 9.0),
        (("waiting",), PERSON, 2.5, 15.0),
        (("routes",), PERSON, 0.8, 8.0),
    ],
)
def test_close_to_the_optimum_and_never_below(kinds, policy, mean, worst):
    """30 models of each kind; benchmarks/planner.py runs all."""
    gap = gaps(kinds, slice(0, 30), policy)
    assert gap.min() > -1e-9
    assert gap.mean() <= mean
    assert gap.max() <= worst


def test_more_thought_helps_on_average():
    assert gaps(["rich"], slice(30, 36), FAST).mean() < gaps(["rich"], slice(30, 36), INSTANT).mean()


@pytest.mark.parametrize("kind", ["base", "rich", "routes", "waiting"])
def test_the_claimed_value_is_one_that_can_be_had(kind):
    for model, optimum in small_models.load(DATA, kind)[:10]:
        claimed = plan(first_problem(model)).value
        assert optimum * (1 - 1e-5) <= claimed <= model.stop * (1 + 1e-6)


def tiny(kind, number):
    """Few enough steps for a search without any cutting."""
    model = small_models.make(kind, LAW_FAMILY, number)
    few = {name: getattr(model, name)[:3] for name in ("effort", "active", "latency", "cures", "opens")}
    return replace(model, ask=model.ask[:2], yes=model.yes[:2], **few)


@pytest.mark.parametrize("kind", ["base", "rich", "routes", "waiting"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_yardstick_itself_against_a_search_without_cutting(kind, number):
    model = tiny(kind, number)
    rules = small_models.Rules(model)

    def plain(state):
        if state.mass < 1e-15:
            return 0.0
        outcomes = (rules.after(state, step) for step in rules.steps(state))
        return min(cost + sum(map(plain, states)) for cost, states in outcomes)

    assert small_models.Expectimax(model).optimum() == pytest.approx(plain(rules.start()), rel=1e-12)


def test_the_kept_optimum_is_found_again():
    model, optimum = small_models.load(DATA, "waiting")[0]
    assert small_models.Expectimax(model).optimum() == pytest.approx(optimum, rel=1e-12)


kinds = st.sampled_from(["base", "rich", "routes", "waiting"])
models = st.builds(
    lambda kind, number: small_models.make(kind, LAW_FAMILY, number), kinds, st.integers(0, 999)
)


@settings(max_examples=25, deadline=None)
@given(model=models)
def test_choices_are_complete_sorted_and_the_same_again(model):
    problem = first_problem(model)
    found = plan(problem)
    values = [choice.value for choice in found.choices]
    assert values == sorted(values)
    assert {choice.id for choice in found.choices} == {SUPPORT} | {
        each.id for each in (*problem.questions, *problem.actions)
    }
    assert plan(problem) == found
    assert found.value <= model.stop * (1 + 1e-6)


@settings(max_examples=15, deadline=None)
@given(model=models, factor=st.floats(1e-6, 1e6))
def test_the_scale_of_the_weights_does_not_matter(model, factor):
    problem = first_problem(model)
    scaled = replace(problem, weights=problem.weights * factor)
    assert plan(scaled).value == pytest.approx(plan(problem).value, rel=1e-5)


@settings(max_examples=15, deadline=None)
@given(model=models)
def test_likelihoods_may_be_made_on_demand(model):
    problem = first_problem(model)
    questions = tuple(
        replace(each, likelihood=lambda sets, table=each.likelihood: table[:, sets])
        for each in problem.questions
    )
    assert plan(replace(problem, questions=questions)) == plan(problem)


@settings(max_examples=15, deadline=None)
@given(model=models, share=st.floats(0.05, 0.95))
def test_an_answer_split_in_two_without_meaning_changes_nothing(model, share):
    problem = first_problem(model)
    first, *others = problem.questions
    no, yes = first.likelihood
    split = replace(first, likelihood=np.array([no, yes * share, yes * (1 - share)]))
    before, after = plan(problem, FAST), plan(replace(problem, questions=(split, *others)), FAST)
    assert after.value == pytest.approx(before.value, rel=1e-4)


@settings(max_examples=15, deadline=None)
@given(model=models)
def test_not_knowing_never_helps(model):
    problem = first_problem(model)
    worse = tuple(replace(each, unknown=0.5) for each in problem.questions)
    assert plan(replace(problem, questions=worse), INSTANT).value >= plan(problem, INSTANT).value * (1 - 1e-5)


@settings(max_examples=15, deadline=None)
@given(model=models)
def test_a_solved_set_has_no_weight(model):
    problem = first_problem(model)
    more = replace(
        problem,
        weights=np.append(problem.weights, 3.0),
        members=np.vstack((problem.members, np.zeros((1, problem.members.shape[1]), dtype=bool))),
        questions=(),
        actions=tuple(each for each in problem.actions if each.opens is None),
    )
    plain = replace(more, weights=problem.weights, members=problem.members)
    assert plan(more).value == pytest.approx(plan(plain).value, rel=1e-6)


def two_causes(*actions, questions=(), rates=None, pending=()):
    members = np.array([[True, False], [False, True], [True, True]])
    return Problem(
        np.array([0.6, 0.4, 0.0]),
        members,
        questions,
        actions,
        rates or Rates(hourly=0.0, support=100.0),
        pending,
    )


FIRST = Action("first", 10.0, cures=np.array([1.0, 0.0]))
SECOND = Action("second", 10.0, cures=np.array([0.0, 1.0]))


def test_the_likelier_repair_comes_first():
    found = plan(two_causes(FIRST, SECOND))
    assert found.choices[0].id == "first"
    assert found.value == pytest.approx(10 + 0.4 * 10, rel=1e-6)
    assert found.order[:2] == ("first", "second")


def test_a_cheap_sure_question_is_asked_and_a_question_never_answered_is_not():
    table = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]])
    found = plan(two_causes(FIRST, SECOND, questions=(Question("which", 1.0, table),)))
    assert (found.choices[0].id, found.value) == ("which", pytest.approx(11.0, rel=1e-5))
    never = plan(two_causes(FIRST, SECOND, questions=(Question("which", 1.0, table, unknown=1.0),)))
    assert never.choices[0].id == "first"
    assert {c.id: c.value for c in never.choices}["which"] == pytest.approx(15.0, rel=1e-5)


def test_support_when_nothing_else_pays():
    dear = replace(FIRST, cost=300.0)
    found = plan(two_causes(dear))
    assert found.choices[0].id == SUPPORT
    assert found.order == (SUPPORT,)


@pytest.mark.parametrize("policy", [INSTANT, FAST, PERSON])
def test_nothing_to_ask_or_do(policy):
    found = plan(two_causes(), policy)
    assert [(choice.id, choice.value) for choice in found.choices] == [(SUPPORT, pytest.approx(100.0))]


def test_a_slow_repair_starts_first_and_is_waited_for():
    slow = replace(FIRST, latency=24.0)
    rates = Rates(hourly=20.0, support=500.0)
    found = plan(two_causes(slow, replace(SECOND, active=1.0), rates=rates))
    assert found.choices[0].id == "first"
    assert found.value == pytest.approx(10 + 10 + 20 * (1.0 + 0.6 * 23), rel=1e-5)
    assert found.order == ("first", "second", WAIT, SUPPORT)


def test_effort_is_saved_rather_than_time_when_time_is_cheap():
    slow = replace(FIRST, latency=24.0)
    rates = Rates(hourly=1.0, support=500.0)
    found = plan(two_causes(slow, replace(SECOND, active=1.0), rates=rates))
    assert found.choices[0].id == "second"
    assert found.value == pytest.approx(10 + 1 + 0.6 * (10 + 24), rel=1e-5)


def test_an_hour_is_cheap_once_the_hurry_is_over():
    slow = replace(FIRST, latency=24.0, cures=np.array([1.0, 1.0]))
    rates = Rates(hourly=240.0, support=500.0, urgent=1.0, later=1.5)
    found = plan(two_causes(slow, rates=rates))
    assert found.choices[0].id == "first"
    assert found.value == pytest.approx(10 + 240 + 1.5 * 23, rel=1e-5)
    assert plan(two_causes(slow, rates=replace(rates, urgent=24.0))).choices[0].id == SUPPORT


@given(st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted), st.floats(0, 50), st.floats(0, 30))
def test_waiting_in_two_parts_costs_as_much_as_in_one(hours, urgent, before):
    none = np.zeros(0)
    pace = Pace(none, none, none, hourly=12.0, stop=0.0, urgent=urgent, later=1.5)
    parts = pace.between(0.0, hours[0]) + pace.between(hours[0], hours[1])
    assert parts == pytest.approx(pace.between(0.0, hours[1]))
    moved = pace.after(before).between(0.0, hours[0])
    assert moved == pytest.approx(pace.between(before, before + hours[0]))


def test_waiting_for_what_is_under_way():
    under_way = small_models.Pending(replace(FIRST, cures=np.array([1.0, 1.0])), 5.0)
    found = plan(two_causes(SECOND, rates=Rates(hourly=1.0, support=500.0), pending=(under_way,)))
    assert (found.choices[0].id, found.value) == (WAIT, pytest.approx(5.0, rel=1e-5))


def test_an_open_route_ends_the_case_for_now():
    route = Action("route", 2.0, cures=np.zeros(2), opens=np.array([0.9, 0.2, 0.1]))
    found = plan(two_causes(FIRST, SECOND, route))
    assert found.choices[0].id == "route"
    left = np.array([0.06, 0.32])
    assert found.value == pytest.approx(2 + 10 * left.sum() + 10 * left[0], rel=1e-5)


def test_something_nobody_can_repair_goes_to_support():
    found = plan(replace(two_causes(FIRST), weights=np.array([0.0, 1.0, 0.0])))
    assert found.choices[0].id == SUPPORT
