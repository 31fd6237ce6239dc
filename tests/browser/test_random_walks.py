"""Walks by chance through the page, with no browser: no error, no dead end, and no page that is not sound."""

from __future__ import annotations

import random
import re

import pytest
from httpx2 import Client
from served import Served
from walker import Walker

from jiesuo.interfaces.settings import LANGUAGES

WALKS, STEPS = 24, 15


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_walk_by_chance_meets_no_fault(served: Served, seed: int) -> None:
    draw = random.Random(seed)
    with Client(base_url=served.address, follow_redirects=True, timeout=30) as client:
        walker = Walker(client, draw, LANGUAGES[seed % len(LANGUAGES)])
        walker.walk(STEPS)
    assert sorted({re.sub(r"[0-9a-f]{32}", "…", fault) for fault in walker.faults}) == []
