"""Which paper answers which question, from what the pack's records mean."""

from __future__ import annotations

from datetime import date

import pytest

from jiesuo.core.model import Model
from jiesuo.errors import InputError
from jiesuo.services.papers import compare_at, holders_named, name_pairs, paper_before, paper_for
from jiesuo.services.recognition import CLOSEST
from jiesuo.services.records import background


@pytest.mark.parametrize(
    ("finding", "paper"),
    [
        (CLOSEST, "screenshot"),
        ("passport_expired", "passport"),
        ("name_differs_at_bank", "names"),
        ("name_differs_on_card", "names"),
        ("taobao_bound_elsewhere", "names"),
        ("bank_has_old_passport", "records"),
        ("alipay_shows_old_passport", "records"),
        ("bank_phone_differs", "records"),
        ("photo_faulty", "photo"),
        ("number_reachable", None),
        ("vpn_on", None),
        ("card_kind", None),
    ],
)
def test_the_paper_for_a_question(model: Model, finding: str, paper: str | None) -> None:
    assert finding == CLOSEST or finding in model.pack.findings
    assert paper_for(model.pack, finding) == paper


def test_a_picture_is_checked_before_it_is_sent(model: Model) -> None:
    assert paper_before(model.pack, "retake_photo") == "photo"
    assert paper_before(model.pack, "update_passport_in_alipay") == "photo"
    assert paper_before(model.pack, "visit_bank_branch") is None
    assert paper_before(model.pack, "overseas_card") is None


def test_names_of_two_holders_are_an_observation(model: Model) -> None:
    back = background(model, {}, "this_week", date(2026, 11, 25))
    for a, b, value in (("QUILL JANE", "Jane Quill", "yes"), ("QUILL JANE", "QUILL JANE", "no")):
        (seen,) = compare_at(back, {"bank": a, "alipay": b}).observations
        assert (seen.finding, seen.value, seen.source) == ("name_differs_at_bank", value, "records")
        assert "QUILL" not in repr(seen)


def test_every_pair_of_names_can_be_told_by_its_holders(model: Model) -> None:
    pairs = name_pairs(model.pack)
    assert {("bank", "alipay"), ("bank", "passport"), ("card", "passport"), ("taobao", "alipay")} <= {
        (pair.a, pair.b) for pair in pairs
    }
    back = background(model, {}, "this_week", date(2026, 11, 25))
    for pair in pairs:
        assert holders_named(model.pack, f"{pair.a}, {pair.b}") == (pair.a, pair.b)
        assert holders_named(model.pack, f"{pair.b},{pair.a}") == (pair.b, pair.a)
        assert compare_at(back, {pair.a: "QUILL JANE", pair.b: "GROVE PETER"}).observations


@pytest.mark.parametrize("written", ["", "bank", "bank,carrier", "moon,alipay", "bank,alipay,card"])
def test_holders_that_are_none_are_refused_with_those_that_are(model: Model, written: str) -> None:
    with pytest.raises(InputError) as fault:
        holders_named(model.pack, written)
    assert "bank,alipay" in fault.value.next_step
