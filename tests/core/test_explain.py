"""Explanations add up, claim no direction that hangs on the order, and carry the person's words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_packs import random_pack
from stories import random_observations, random_story

from jiesuo.core.belief import Removal, Repair, Update, fold
from jiesuo.core.evidence import UNKNOWN, Observation
from jiesuo.core.explain import NOTICEABLE, Ledger, Part, Story
from jiesuo.core.model import Model, build
from jiesuo.errors import InputError

SEEDS = st.integers(0, 10_000)


def small(seed: int) -> Model:
    return build(random_pack(seed, 5, 6))


def adds_up(ledger: Ledger) -> None:
    total = ledger.start + sum(part.change for part in ledger.parts)
    assert total == pytest.approx(ledger.end, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_ledger_adds_up_repairs_included(seed: int) -> None:
    model = small(seed)
    story = random_story(seed, model.pack, 8)
    end = fold(model, "pay", story)
    for cause in model.causes:
        ledger = Story(model, "pay", story).ledger(cause)
        adds_up(ledger)
        assert ledger.end == pytest.approx(end.log_odds(cause), abs=1e-9)
        assert [part.update for part in ledger.parts] == story


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_undoing_is_as_if_it_had_never_been_said(seed: int) -> None:
    model = small(seed)
    story = random_story(seed, model.pack, 6)
    ledger = Story(model, "pay", story).ledger("cause_000")
    for part in ledger.parts:
        rest = [update for place, update in enumerate(story) if place != part.place]
        assert ledger.end - part.missing == pytest.approx(
            fold(model, "pay", rest).log_odds("cause_000"), abs=1e-9
        )


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_set_against_set_does_not_hang_on_the_order(seed: int) -> None:
    model = small(seed)
    answers = random_observations(seed, model.pack, 5)
    straight = Story(model, "pay", answers).why("cause_000", "cause_001")
    turned = Story(model, "pay", answers[::-1]).why("cause_000", "cause_001")
    adds_up(straight.ledger)
    assert straight.better == turned.better
    changes = [part.change for part in straight.ledger.parts]
    assert changes == pytest.approx([part.change for part in turned.ledger.parts][::-1], abs=1e-9)
    assert changes == pytest.approx([part.missing for part in straight.ledger.parts], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_compared_sets_are_the_likeliest_with_one_and_without_the_other(seed: int) -> None:
    model = small(seed)
    story = random_story(seed, model.pack, 6)
    contrast, belief = Story(model, "pay", story).why("cause_000", "cause_002"), fold(model, "pay", story)
    for members, cause, lacking in (
        (contrast.better, "cause_000", "cause_002"),
        (contrast.other, "cause_002", "cause_000"),
    ):
        named = [model.members(place) for place in range(model.hypotheses.count)]
        fitting = [w for h, w in zip(named, belief.weights, strict=True) if cause in h and lacking not in h]
        assert cause in members
        assert lacking not in members
        assert belief.weights[model.place_of_set(members)] == pytest.approx(max(fitting))
    adds_up(contrast.ledger)
    ratio = (
        belief.weights[model.place_of_set(contrast.better)]
        / belief.weights[model.place_of_set(contrast.other)]
    )
    assert contrast.ledger.end == pytest.approx(np.log(ratio), abs=1e-6)


def test_a_cause_is_not_compared_with_itself() -> None:
    with pytest.raises(InputError):
        Story(small(1), "pay", []).why("cause_000", "cause_000")


@pytest.mark.parametrize(
    ("change", "missing", "direction"),
    [
        (1.0, 0.4, "for"),
        (-1.0, -0.4, "against"),
        (1.0, -0.4, "neither"),
        (-0.2, 0.4, "neither"),
        (NOTICEABLE / 2, 1.0, "neither"),
        (1.0, 0.0, "neither"),
    ],
)
def test_direction_is_claimed_only_if_leaving_out_agrees(
    change: float, missing: float, direction: str
) -> None:
    assert Part(0, Observation("f", "yes"), change, missing).direction == direction


def test_the_weightiest_part_comes_first_and_carries_the_words() -> None:
    pack = random_pack(3, 5, 4, ("yes_no",), links=4)
    model = build(pack)
    cause, record = next((c, r) for c, r in pack.causes.items() if len(r.shows) > 1)
    said: list[Update] = [Observation(f, "yes", quote=f"I see {f}") for f in record.shows]
    said.append(Observation(next(iter(record.shows)), UNKNOWN))
    spoken = Story(model, "pay", said).ledger(cause).speaks_for
    assert spoken
    assert [abs(part.change) for part in spoken] == sorted((part.change for part in spoken), reverse=True)
    assert all(part.quote.startswith("I see ") for part in spoken)


def test_a_repair_speaks_against_what_it_removed() -> None:
    model = small(3)
    story = [Repair({"cause_000": Removal(0.9)}, step="mend")]
    (part,) = Story(model, "pay", story).ledger("cause_000").speaks_against
    assert part.quote == ""
    assert part.change < -1
