"""Needs judged against what is known: yes, no, or still to be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.core.needs import Judged, Standing, fulfilled, judge, met_conditions
from jiesuo.knowledge.pack import Needs

KNOWN = Standing({"card": "mainland", "place": "outside"}, frozenset({"call"}))


@pytest.mark.parametrize(
    ("needs", "judged"),
    [
        (Needs(), Judged((), ())),
        (Needs(all=["card=mainland"]), Judged((), ())),
        (Needs(all=["card=overseas"]), Judged(("card=overseas",), ())),
        (Needs(all=["card=overseas|mainland"]), Judged((), ())),
        (Needs(all=["passport=yes"]), Judged((), ("passport=yes",))),
        (Needs(all=["step:call"]), Judged((), ())),
        (Needs(all=["step:visit"]), Judged(("step:visit",), ())),
        (Needs(none=["place=outside"]), Judged(("place=outside",), ())),
        (Needs(none=["place=inside"]), Judged((), ())),
        (Needs(none=["vpn=yes"]), Judged((), ("vpn=yes",))),
        (Needs(any=["card=overseas", "card=mainland"]), Judged((), ())),
        (Needs(any=["old=yes", "card=mainland"]), Judged((), ())),
        (Needs(any=["old=yes", "card=overseas"]), Judged((), ("old=yes",))),
        (Needs(any=["lock=a", "lock=b", "old=yes"]), Judged((), ("lock=a|b",))),
        (Needs(any=["card=overseas", "place=inside"]), Judged(("card=overseas", "place=inside"), ())),
    ],
)
def test_what_is_missing_and_what_is_to_be_asked(needs: Needs, judged: Judged) -> None:
    assert judge(needs, KNOWN) == judged


def test_a_condition_holds_if_any_of_its_values_does() -> None:
    assert list(met_conditions({"a": ["x"], "b": ["y", "z"]}, {"a": "no", "b": "z"})) == ["b"]
    assert not fulfilled({}, {"a": "x"})


VALUES = st.sampled_from(["yes", "no"])
FINDINGS = st.sampled_from(["a", "b", "c"])
ITEMS = st.lists(st.builds("{}={}".format, FINDINGS, VALUES), max_size=3)


@given(ITEMS, ITEMS, ITEMS, st.dictionaries(FINDINGS, VALUES, min_size=3))
def test_with_everything_known_nothing_is_left_to_ask(
    every: list[str], some: list[str], none: list[str], answers: dict[str, str]
) -> None:
    judged = judge(Needs(all=every, any=some, none=none), Standing(answers))
    said = {f"{finding}={value}" for finding, value in answers.items()}
    met = set(every) <= said and said.isdisjoint(none) and (not some or not said.isdisjoint(some))
    assert judged.unknown == ()
    assert (judged.missing == ()) == met
