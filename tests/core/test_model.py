"""The model's arrays against their definitions, and its likelihoods against plain enumeration."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from enumeration import Twin
from hypothesis import given, settings
from hypothesis import strategies as st
from random_packs import ALL_KINDS, random_pack
from stories import random_observations

from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.model import SOMETHING_ELSE, Model, build, mass_cut_off
from jiesuo.errors import InputError
from jiesuo.knowledge.checked import checked, written
from jiesuo.knowledge.pack import Pack

SEEDS = st.integers(0, 10_000)


def members(model: Model) -> list[frozenset[str]]:
    return [frozenset(model.members(place)) for place in range(model.hypotheses.count)]


@pytest.mark.parametrize("causes", [1, 2, 3, 7, 20])
def test_sets_are_all_of_at_most_three_causes_once(causes: int) -> None:
    model = build(random_pack(causes, causes, 4))
    named = members(model)
    expected = {frozenset(s) for k in range(4) for s in combinations(model.causes, k)}
    assert len(named) == len(set(named)) == sum(comb(causes + 1, k) for k in range(4))
    assert set(named) == expected
    assert named[0] == frozenset()


@pytest.mark.parametrize("causes", [1, 3, 12])
def test_place_of_a_set_is_where_it_stands(causes: int) -> None:
    hypotheses = build(random_pack(causes, causes, 4)).hypotheses
    assert hypotheses.places(hypotheses.columns).tolist() == list(range(hypotheses.count))


def test_moves_take_one_cause_out_and_put_the_next_stage_in() -> None:
    model = build(random_pack(5, 6, 4))
    named = members(model)
    for gone, left in [
        (model.causes[2], None),
        (model.causes[2], model.causes[0]),
        (model.causes[0], model.causes[4]),
    ]:
        sources, targets = model.moves(gone, left)
        assert [named[s] for s in sources] == [h for h in named if gone in h]
        assert [named[t] for t in targets] == [(named[s] - {gone}) | ({left} - {None}) for s in sources]


def test_priors_are_scaled_to_the_packs_sum() -> None:
    pack = random_pack(3, 9, 4)
    model = build(pack)
    assert model.causes == (*pack.causes, SOMETHING_ELSE)
    assert model.priors.sum() == pytest.approx(pack.header.prior_sum, rel=1e-12)
    assert model.priors[0] / model.priors[-1] == pytest.approx(
        pack.causes["cause_000"].prior / pack.header.something_else, rel=1e-12
    )


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_likelihood_of_any_observation_is_that_of_plain_enumeration(seed: int) -> None:
    pack = random_pack(seed, 1 + seed % 6, 4 + seed % 4)
    model, twin = build(pack), Twin(pack)
    named = members(model)
    for seen in random_observations(seed, pack, 6):
        expected = np.array([twin.chance(seen, h) for h in named])
        ours = np.exp(model.likelihood(seen))
        scale = expected[-1] / ours[-1] if seen.finding == "telling" else 1.0
        np.testing.assert_allclose(ours * scale, expected, rtol=1e-12, atol=1e-15)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, reliability=st.sampled_from([1.0, 0.8, 0.5]))
def test_table_is_the_exponential_of_the_rows_and_adds_up(seed: int, reliability: float) -> None:
    pack = random_pack(seed, 5, 4)
    model = build(pack)
    some = np.array([0, 3, 11, model.hypotheses.count - 1])
    for name in [*pack.findings, "route.way_0"]:
        values, rows = model.rows(name)
        table = model.table(name, some, reliability)
        seen = [model.likelihood(Observation(name, value, reliability=reliability), some) for value in values]
        np.testing.assert_allclose(table, np.exp(seen), rtol=1e-11, atol=1e-15)
        np.testing.assert_allclose(table.sum(axis=0), 1, rtol=1e-12)
        if reliability == 1:
            np.testing.assert_allclose(table, np.exp(rows[:, some]), rtol=1e-11, atol=1e-15)


def test_table_of_the_recognition_question_names_the_offered_then_none() -> None:
    model = build(random_pack(1, 4, 4))
    offered = ("cause_001", "cause_003")
    place = np.array([model.place_of_set(("cause_001",)), model.place_of_set(("cause_000", "cause_003"))])
    table = model.table("closest", place, 0.7, offered)
    np.testing.assert_allclose(table, [[0.7, 0.15], [0.15, 0.425], [0.15, 0.425]], atol=1e-12)


def test_restriction_to_some_sets_gives_the_same_numbers() -> None:
    pack = random_pack(8, 7, 8)
    model = build(pack)
    some = np.array([5, 0, 40, 41])
    for seen in random_observations(8, pack, 30):
        np.testing.assert_array_equal(model.likelihood(seen, some), model.likelihood(seen)[some])


@pytest.mark.parametrize(
    "silent",
    [
        Observation("finding_000", UNKNOWN),
        Observation("finding_000", "yes", implied=True),
        Observation("message.text_0", "absent"),
        Observation("step.any", "worked"),
        Observation("telling", "heard"),
    ],
)
def test_what_is_no_evidence_moves_nothing(silent: Observation) -> None:
    model = build(random_pack(2, 4, 4))
    assert not model.likelihood(silent).any()
    assert not model.likelihood(silent, np.array([1, 2])).any()


@pytest.mark.parametrize(
    "wrong",
    [
        Observation("no_such_finding", "yes"),
        Observation("finding_000", "perhaps"),
        Observation("message.nothing", "seen"),
        Observation("route.nowhere", "failed"),
        Observation("closest", "cause_000", offered=("cause_001",)),
    ],
)
def test_what_the_pack_lacks_is_said(wrong: Observation) -> None:
    with pytest.raises(InputError):
        build(random_pack(2, 4, 4)).likelihood(wrong)


def extreme_pack(p: float) -> Pack:
    """A pack whose every stated probability is p, that is 0 or 1."""
    raw = written(random_pack(4, 5, 8, links=20))
    for finding in raw["findings"].values():
        if finding["kind"] != "context":
            finding["leak"] = p if finding["kind"] == "yes_no" else {finding["values"][-1]: p}
    for cause in raw["causes"].values():
        cause["shows"] = {
            f: p if isinstance(s, float) else dict.fromkeys(s, p) for f, s in cause["shows"].items()
        }
        cause["when"] = {f: dict.fromkeys(s, p) for f, s in cause["when"].items()}
        cause["blocks"] = dict.fromkeys(cause["blocks"], p)
    for route in raw["routes"].values():
        route["leak"] = p
    return checked(Pack, raw)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_rows_stay_finite_at_extreme_probabilities(p: float) -> None:
    pack = extreme_pack(p)
    model = build(pack)
    for name in [*pack.findings, *(f"route.{route}" for route in pack.routes)]:
        assert np.isfinite(model.rows(name)[1]).all()


def test_something_else_is_the_average_cause() -> None:
    pack = random_pack(6, 5, 8, links=8)
    model = build(pack)
    alone = np.array([model.place_of_set((cause,)) for cause in model.causes])
    shares = model.priors[:-1] / model.priors[:-1].sum()
    for name, finding in pack.findings.items():
        # For ordered values the average is of what is reached, so of P(F ≤ v), not of each difference.
        table = (
            np.cumsum(model.table(name, alone), axis=0)
            if finding.kind == "ordered"
            else model.table(name, alone)
        )
        np.testing.assert_allclose(table[:, -1], table[:, :-1] @ shares, atol=1e-12)


def test_messages_of_either_group_are_the_same_and_an_unreliable_one_says_little_less() -> None:
    model = build(random_pack(9, 6, 4))
    text, code = (model.likelihood(Observation(f"{group}.text_1", "seen")) for group in ("message", "code"))
    np.testing.assert_array_equal(text, code)
    weak = model.likelihood(Observation("message.text_1", "seen", reliability=0.8))
    assert np.ptp(weak) > 0.8 * np.ptp(text)


def test_a_cause_that_does_not_break_the_goal_is_less_likely_under_it() -> None:
    raw = written(random_pack(1, 4, 4))
    raw["causes"]["cause_000"]["goals"] = ["check"]
    model = build(checked(Pack, raw))
    shift = model.log_prior("pay") - model.log_prior("check")
    assert shift[0] == -np.inf
    assert np.exp(shift[model.place_of_set(("cause_000",))]) == pytest.approx(0.05)
    assert shift[model.place_of_set(("cause_000", "cause_001"))] == 0
    share = model.priors[0] / model.priors[:-1].sum()
    assert np.exp(shift[model.place_of_set(("something_else",))]) == pytest.approx(1 - 0.95 * share)


@pytest.mark.parametrize("causes", [2, 5, 10])
def test_mass_cut_off_is_that_of_full_enumeration(causes: int) -> None:
    pack = random_pack(causes, causes, 4)
    everything = Twin(pack, largest=causes + 1).fold("pay", [])
    beyond = sum(weight for h, weight in everything.items() if len(h) > 3)
    assert mass_cut_off(build(pack)) == pytest.approx(beyond, rel=1e-12, abs=1e-15)


def test_kept_rows_are_bounded_and_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = random_pack(7, 5, 20)
    model = build(pack)
    monkeypatch.setattr("jiesuo.core.model.BYTES_KEPT", 10 * model.log_prior("pay").nbytes)
    for name, finding in pack.findings.items():
        row = model.likelihood(Observation(name, finding.values[0]))
    assert len(model._rows._rows) == 10
    assert model.likelihood(Observation(name, finding.values[0])) is row
    with pytest.raises(ValueError, match="read-only"):
        row += 1


def test_all_kinds_occur_in_random_packs() -> None:
    assert {finding.kind for finding in random_pack(0, 5, 8).findings.values()} == set(ALL_KINDS)
