"""The file of a world: every number wanted, none else taken, all complaints at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from jiesuo.errors import InputError
from jiesuo.world.numbers import GUIDE, load

FACTS_ELSEWHERE = {"assumed", "case-statistics", "cause-slugs"}


def written(tmp_path: Path, change: tuple[str, str]) -> Path:
    text = GUIDE.read_text("utf-8")
    assert change[0] in text
    file = tmp_path / "other.yaml"
    file.write_text(text.replace(*change, 1), "utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("  call: {is: 15, source: assumed}\n", ""), "minutes.call: is missing"),
        (("  call: {is", "  calls: {is"), "minutes.calls: is not known"),
        (("clerk_manages: {p: 0.9,", "clerk_manages: {p: 1.9,"), "chances.clerk_manages: is no such number"),
        (("clerk_manages: {p: 0.9,", "clerk_manages: {is: 0.9,"), "chances.clerk_manages: is no such number"),
        (("clerk_manages: {p: 0.9, source: assumed}", "clerk_manages: {p: 0.9}"), "has no source"),
        (("review: {least: 12, usual: 36", "review: {least: 40, usual: 36"), "hours.review: is no such"),
        (("  unverified: 14.5", "  unverified: -1"), "faults.unverified: is no weight"),
        (("id: guide", "- id"), "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        load(written(tmp_path, change))


def test_all_complaints_come_at_once_with_their_lines(tmp_path: Path) -> None:
    file = written(tmp_path, ("  call: {is: 15, source: assumed}\n", ""))
    file.write_text(file.read_text("utf-8").replace("  chat: {is: 30", "  chat: {is: x", 1), "utf-8")
    with pytest.raises(InputError) as caught:
        load(file)
    assert "minutes.call" in caught.value.what
    assert re.search(r"other\.yaml:\d+: minutes\.chat", caught.value.what)


def test_another_file_makes_another_world(tmp_path: Path) -> None:
    other = load(written(tmp_path, ("  call: {is: 15,", "  call: {is: 99,")))
    assert other.minutes.call == 99
    assert other.minutes.chat == load().minutes.chat


def test_each_number_has_a_source() -> None:
    groups = yaml.safe_load(GUIDE.read_text("utf-8"))
    for group in ("chances", "minutes", "hours", "money", "counts"):
        assert all(number["source"] for number in groups[group].values())
