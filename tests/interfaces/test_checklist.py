"""The security checklist cites tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "security-checklist.md").read_text("utf-8")
CITED = sorted(set(re.findall(r"`(test_\w+)`", PAGE)))
HERE = set(
    re.findall(
        r"^(?:async )?def (test_\w+)", "\n".join(f.read_text("utf-8") for f in TESTS.rglob("*.py")), re.M
    )
)


@pytest.mark.parametrize("name", CITED)
def test_a_cited_test_is_there(name: str) -> None:
    assert name in HERE


def test_every_row_has_a_verdict_and_what_holds_it() -> None:
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (\w+) \| (.+) \|$", PAGE, re.M)
    assert len(rows) == len(re.findall(r"^\| \d", PAGE, re.M)) > 80
    assert {verdict for *_, verdict, _ in rows} == {"held", "partly", "missed", "reviewed"}
    for number, _, _, verdict, by in rows:
        assert verdict not in ("held", "partly") or "`test_" in by, number
