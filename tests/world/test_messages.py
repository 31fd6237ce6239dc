"""Texts are ambiguous as real ones are: one for several reasons, several for one."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import jiesuo.world
from jiesuo.world.messages import HANGS
from jiesuo.world.numbers import load
from jiesuo.world.tellings import telling
from jiesuo.world.world import World

NUMBERS = load()
SOURCE = Path(jiesuo.world.__file__).parent
VAGUE = {"clock_wrong", "other_app"}
"""Reasons for which no screen has more to say than that it failed."""


def test_one_text_for_several_reasons_and_several_for_one() -> None:
    reasons = defaultdict(set)
    for reason, by_language in NUMBERS.screens.items():
        for texts in by_language.values():
            for text in texts:
                reasons[text].add(reason)
    assert sum(len(found) > 1 for found in reasons.values()) >= 10
    assert sum(len(texts["en"]) > 1 for texts in NUMBERS.screens.values()) >= 20


def test_each_refusal_of_a_gate_has_a_text() -> None:
    returned = re.findall(r'return "([a-z_]+)"', (SOURCE / "gates.py").read_text("utf-8"))
    assert len(returned) > 20
    assert not set(returned) - set(NUMBERS.screens) - set(HANGS) - VAGUE


def test_a_telling_says_nothing_that_the_person_cannot_know() -> None:
    """Somebody who does not know why is not made to say it: no fault's name, no reason's, in any telling."""
    for number in range(200):
        world = World(NUMBERS)
        told = world.reset(f"telling/{number}")
        assert told
        assert told == telling(world.state)
        assert world.state.reason not in told or " " not in world.state.reason
        assert not any(fault in told for fault in world.state.faults if "_" in fault)
