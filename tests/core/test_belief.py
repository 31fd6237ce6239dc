"""Laws of the belief, and the whole of it against plain enumeration."""

from __future__ import annotations

import random

import numpy as np
import pytest
from enumeration import Twin, marginals
from hypothesis import given, settings
from hypothesis import strategies as st
from random_packs import random_pack
from stories import random_observations, random_repair, random_story

from jiesuo.core.belief import (
    Belief,
    Removal,
    Repair,
    StillFails,
    Update,
    fold,
    observe,
    once_each,
    prior,
    repair,
    resume,
    still_fails,
)
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.model import Model, build
from jiesuo.knowledge.checked import checked, written
from jiesuo.knowledge.pack import Fix, Pack

SEEDS = st.integers(0, 10_000)


def with_goals(pack: Pack, seed: int) -> Pack:
    """The same pack in which some causes break only another goal, and some share a slug."""
    raw = written(pack)
    for number, cause in enumerate(raw["causes"].values()):
        cause["goals"] = [["pay"], ["log_in"], []][(seed + number) % 3]
        cause["slug"] = f"slug_{number // 2}"
    return checked(Pack, raw)


def same(one: Belief, other: Belief, tolerance: float = 1e-12) -> None:
    np.testing.assert_allclose(one.weights, other.weights, rtol=0, atol=tolerance)


def model_and_story(seed: int, length: int = 8) -> tuple[Model, list[Update]]:
    pack = with_goals(random_pack(seed, 2 + seed % 6, 6), seed)
    return build(pack), random_story(seed, pack, length)


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, goal=st.sampled_from(["pay", "check"]))
def test_belief_is_that_of_plain_enumeration(seed: int, goal: str) -> None:
    model, story = model_and_story(seed)
    belief = fold(model, goal, story)
    expected = Twin(model.pack).fold(goal, story)
    ours = {frozenset(model.members(place)): weight for place, weight in enumerate(belief.weights.tolist())}
    assert ours == pytest.approx(expected, abs=1e-12)
    for cause, probability in marginals(expected, model.causes).items():
        assert belief.probability(cause) == pytest.approx(probability, abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_slugs_add_up_the_sets_that_hold_one_of_their_causes(seed: int) -> None:
    model, story = model_and_story(seed)
    belief = fold(model, "pay", story)
    slugs = dict(zip(model.causes, model.slugs, strict=True))
    for slug, probability in belief.slug_marginals().items():
        holding = [slug in {slugs[c] for c in model.members(h)} for h in range(model.hypotheses.count)]
        assert probability == pytest.approx(belief.weights[holding].sum(), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_order_between_repairs_does_not_matter(seed: int) -> None:
    pack = random_pack(seed, 6, 8)
    draw, model = random.Random(seed), build(pack)
    before, after = random_observations(seed, pack, 5), random_observations(seed + 1, pack, 4)
    mend = random_repair(draw, pack)
    straight = fold(model, "pay", [*before, mend, *after])
    shuffled = fold(model, "pay", [*draw.sample(before, 5), mend, *draw.sample(after, 4)])
    same(straight, shuffled)


def test_order_across_a_repair_does_matter() -> None:
    model = build(random_pack(3, 1, 4, ("yes_no",), links=4))
    cause = "cause_000"
    seen, mend = Observation("finding_000", "yes"), Repair({cause: Removal(0.9)})
    before = fold(model, "check", [seen]).probability(cause)
    assert fold(model, "check", [seen, mend]).probability(cause) == pytest.approx(before * 0.1)
    assert fold(model, "check", [mend, seen]).probability(cause) > before * 0.15


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_weights_add_up_to_one_and_are_never_negative(seed: int) -> None:
    model, story = model_and_story(seed, 20)
    belief = fold(model, "pay", story)
    assert belief.weights.sum() == pytest.approx(1, abs=1e-12)
    assert belief.weights.min() >= 0
    assert 0 <= belief.marginals().min() <= belief.marginals().max() <= 1 + 1e-12


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_step_by_step_is_the_fold(seed: int) -> None:
    model, story = model_and_story(seed)
    belief = prior(model, "pay")
    for update in story:
        if isinstance(update, Repair):
            belief = repair(belief, update.fixes)
        elif isinstance(update, StillFails):
            belief = still_fails(belief)
        else:
            belief = observe(belief, update)
    same(belief, fold(model, "pay", story))
    same(belief, resume(fold(model, "pay", story[:3]), story[3:]))


def test_evidence_that_is_equal_under_all_sets_moves_nothing() -> None:
    pack = random_pack(4, 5, 8)
    raw = written(pack)
    for cause in raw["causes"].values():
        cause["shows"].pop("finding_000", None)
    model = build(checked(Pack, raw))
    start = prior(model, "pay")
    for seen in (Observation("finding_000", "yes"), Observation("finding_001", UNKNOWN)):
        same(observe(start, seen), start, 1e-15)


def test_no_update_changes_the_belief_it_starts_from() -> None:
    model, story = model_and_story(77, 12)
    start = prior(model, "pay")
    kept = start.log_weights.copy()
    resume(start, story)
    np.testing.assert_array_equal(start.log_weights, kept)


def test_repair_leaves_the_other_causes_of_the_set() -> None:
    model = build(random_pack(4, 5, 4))
    pair = model.place_of_set(("cause_000", "cause_001"))
    start = Belief(model, "pay", np.where(np.arange(model.hypotheses.count) == pair, 0.0, -1e4))
    after = repair(start, {"cause_000": Removal(0.8)})
    assert after.weights[model.place_of_set(("cause_001",))] == pytest.approx(0.8)
    assert after.weights[pair] == pytest.approx(0.2)
    assert after.probability("cause_001") == pytest.approx(1)


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, p=st.floats(0, 1))
def test_repair_without_next_stage_keeps_the_probability_of_other_causes(seed: int, p: float) -> None:
    model, story = model_and_story(seed)
    before = fold(model, "pay", story)
    after = repair(before, {"cause_000": Removal(p)})
    np.testing.assert_allclose(after.marginals()[1:], before.marginals()[1:], atol=1e-12)
    assert after.probability("cause_000") == pytest.approx(
        before.probability("cause_000") * (1 - p), abs=2e-4
    )


def test_fixes_of_a_pack_count_as_fixes() -> None:
    model = build(random_pack(4, 5, 4))
    same(
        repair(prior(model, "pay"), {"cause_000": Fix(p=0.6, leaves="cause_001")}),
        repair(prior(model, "pay"), {"cause_000": Removal(0.6, "cause_001")}),
    )


def test_next_stage_is_not_fixed_in_the_same_breath() -> None:
    model = build(random_pack(4, 5, 4))
    single = model.place_of_set(("cause_000",))
    start = Belief(model, "pay", np.where(np.arange(model.hypotheses.count) == single, 0.0, -1e4))
    chain = {
        "cause_000": Removal(0.7, "cause_001"),
        "cause_001": Removal(0.9, "cause_002"),
        "cause_002": Removal(0.9),
    }
    after = repair(start, chain)
    assert after.probability("cause_001") == pytest.approx(0.7)
    assert after.probability("cause_002") == pytest.approx(0)


def test_still_fails_rules_out_that_all_is_well() -> None:
    model = build(random_pack(4, 5, 4))
    done = repair(prior(model, "pay"), {cause: Removal(0.9) for cause in model.pack.causes})
    assert done.all_well_probability() > 0.5
    assert still_fails(done).all_well_probability() == 0
    assert still_fails(done).weights.sum() == pytest.approx(1)


def test_all_may_be_well_only_under_the_goal_to_check() -> None:
    model = build(random_pack(4, 5, 4))
    assert prior(model, "pay").all_well_probability() == 0
    assert prior(model, "check").all_well_probability() == pytest.approx(np.prod(1 - model.priors), rel=0.01)


def test_contradictory_answers_keep_the_belief_finite() -> None:
    pack = random_pack(11, 20, 32, ("yes_no",))
    model = build(pack)
    answers = [Observation(name, value) for name in pack.findings for value in ("yes", "no")]
    assert len(answers) == 64
    belief = fold(model, "pay", answers * 4)
    assert np.isfinite(belief.weights).all()
    assert belief.weights.sum() == pytest.approx(1)
    assert all(np.isfinite(belief.log_odds(cause)) for cause in model.causes)


def test_log_odds_stay_finite_where_the_probability_rounds_to_one() -> None:
    model = build(random_pack(11, 6, 4))
    start = prior(model, "pay")
    p = start.probability("cause_000")
    assert start.log_odds("cause_000") == pytest.approx(np.log(p / (1 - p)), abs=1e-12)
    sure = resume(start, [Observation("message.text_0", "seen")] * 200)
    cause = model.causes[int(np.argmax(sure.marginals()))]
    assert sure.probability(cause) > 1 - 1e-15
    assert 40 < sure.log_odds(cause) < 2000


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_log_odds_are_the_same_from_weights_and_from_logs(seed: int) -> None:
    model, story = model_and_story(seed)
    belief = fold(model, "pay", story)
    for cause in model.causes:
        assert belief.log_odds(cause) == pytest.approx(belief._exact_log_odds(cause), abs=1e-11)


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, count=st.integers(1, 400), levels=st.integers(1, 1000))
def test_heaviest_sets_are_the_first_of_all_in_order(seed: int, count: int, levels: int) -> None:
    """Of sets that weigh the same, those first in the order of the sets; some weigh nothing."""
    model = build(random_pack(seed, 8 + seed % 8, 4))
    logs = np.random.default_rng(seed).integers(-levels, 1, model.hypotheses.count).astype(np.float64)
    belief = Belief(model, "pay", np.where(logs < -levels / 2, -np.inf, logs))
    expected = np.argsort(-belief.weights, kind="stable")[:count]
    np.testing.assert_array_equal(belief.heaviest(count), expected)


def test_heaviest_sets_come_in_order() -> None:
    model, story = model_and_story(123)
    belief = fold(model, "pay", story)
    found = belief.heaviest(7)
    assert belief.weights[found].tolist() == sorted(belief.weights, reverse=True)[:7]
    assert len(belief.heaviest(10_000)) == model.hypotheses.count


def test_an_answer_given_twice_counts_once_until_something_was_repaired() -> None:
    yes, no = Observation("f", "yes"), Observation("f", "no")
    mend, heard = Repair({}), Observation("telling", "heard", quote="a")
    other = Observation("telling", "heard", quote="b")
    story: list[Update] = [
        yes,
        heard,
        StillFails(),
        no,
        other,
        heard,
        StillFails(),
        mend,
        yes,
        yes,
        StillFails(),
    ]
    assert once_each(story) == (no, other, heard, StillFails(), mend, yes, StillFails())
