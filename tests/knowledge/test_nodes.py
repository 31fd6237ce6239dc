"""Reading YAML: nothing is lost or guessed, and every place knows its line."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from jiesuo.knowledge.nodes import parse

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
_PLAIN = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _TEXT
_DATA = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4)
)


@given(st.dictionaries(_TEXT, _DATA, max_size=5))
def test_json_is_yaml_and_is_read_as_json_reads_it(data: dict[str, Any]) -> None:
    document = parse(json.dumps(data, ensure_ascii=False), "a.yaml")
    assert document.data == data
    assert document.complaints == []


@given(st.text("0123456789:._-+eExobnaYNfsO ~", min_size=1, max_size=7))
@example("0_.")
@example("1:0.5")
@example("1.e+3")
@example(".5e-1")
def test_a_number_is_one_to_the_other_reader_too_or_is_complained_of(text: str) -> None:
    """PyYAML's own guesses (YAML 1.1) are the second opinion; its yes and no are text here on purpose."""
    document = parse(f"key: {text}", "a.yaml")
    try:
        other = yaml.safe_load(f"key: {text}")
    except (yaml.YAMLError, ValueError):
        return
    if not document.complaints and type(other["key"]) in (int, float):
        assert document.data == other


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=8))
def test_each_repeated_key_brings_one_complaint_in_its_line(keys: list[str]) -> None:
    document = parse("".join(f"{key}: {i}\n" for i, key in enumerate(keys)), "a.yaml")
    repeated = [i + 1 for i, key in enumerate(keys) if key in keys[:i]]
    assert [complaint.line for complaint in document.complaints] == repeated
    assert document.data == {key: keys.index(key) for key in keys}


@given(st.lists(st.integers(0, 5), min_size=1, max_size=10))
def test_lines_count_from_one_through_blank_lines(gaps: list[int]) -> None:
    text = "".join("\n" * gap + f"key{i}:\n  inner: 1\n" for i, gap in enumerate(gaps))
    document = parse(text, "a.yaml")
    for i in range(len(gaps)):
        expected = text[: text.index(f"key{i}:")].count("\n") + 1
        assert document.line((f"key{i}",)) == expected
        assert document.line((f"key{i}", "inner")) == expected + 1
        assert document.line((f"key{i}", "absent", "deeper")) == expected


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "y", "n", "2026-01-01", "1.2.3", "95188x"])
def test_what_only_some_readers_convert_stays_text(text: str) -> None:
    document = parse(f"{text}: {text}", "a.yaml")
    assert document.data == {text: text}
    assert document.complaints == []


@pytest.mark.parametrize("text", ["a: [", "a: 1\n---\nb: 2", "a: \x07", "[" * 5000, "a: b: c", "\t- a"])
def test_unreadable_text_is_one_complaint_not_a_crash(text: str) -> None:
    document = parse(text, "a.yaml")
    assert len(document.complaints) == 1
    assert document.data is None


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    layers = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    document = parse("\n".join(layers), "a.yaml")
    assert len(document.complaints) == 78
