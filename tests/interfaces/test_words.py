from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.interfaces import phrasing, settings
from jiesuo.interfaces.cli.terminal import Terminal, fitted, printable, width_of

WORDS = Path(phrasing.__file__).with_name("words")
TEXTS = st.text(st.sampled_from("ab ,.1 淘宝支付，。「」アリペ é•"), max_size=120)


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", ["zh-Hans", "ja"])
def test_every_text_is_there_in_every_language_with_the_same_slots(language: str) -> None:
    english, other = (json.loads((WORDS / f"{name}.json").read_text("utf-8")) for name in ("en", language))
    assert list(english) == list(other)
    assert {key: slots(text) for key, text in english.items()} == {
        key: slots(text) for key, text in other.items()
    }


@given(TEXTS, st.integers(30, 100))
def test_a_line_fits_and_loses_nothing(text: str, width: int) -> None:
    rows = list(fitted(f"   1  {text}", width))
    longest = max((width_of(word) for word in re.findall(r"[a-z,.1é•]+", text)), default=0)
    assert all(width_of(row) <= max(width, longest + 12) for row in rows)
    assert "".join("".join(rows).split()) == "".join(f"1{text}".split())


def test_wide_letters_take_two_columns_and_marks_none() -> None:
    assert width_of("淘宝a") == 5
    assert width_of("e\u0301") == 1
    assert width_of("\x1b[1mab\x1b[0m") == 2


def test_what_follows_stands_under_the_text() -> None:
    rows = list(fitted("   1  " + "word " * 20, 40))
    assert len(rows) > 2
    assert all(row.startswith("      word") for row in rows[1:])


def test_no_chinese_line_begins_with_a_comma() -> None:
    for width in range(30, 60):
        assert not any(
            row.startswith(("，", "。")) for row in fitted("银行说卡已正常之前，不要再绑这张卡。" * 4, width)
        )


def test_lines_stay_whole_where_no_terminal_is() -> None:
    assert Terminal(None, 1000, False).fit(["word " * 100]) == ["word " * 100]


@given(st.text(max_size=50))
def test_printable_text_moves_nothing(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", printable(text))


@pytest.mark.parametrize(("hours", "text"), [(0.5, "30 min"), (36, "36 h"), (72, "3 days"), (1, "1 h")])
def test_length_of_time(hours: float, text: str) -> None:
    assert phrasing.length(hours, "en") == text


@pytest.mark.parametrize("language", settings.LANGUAGES)
def test_a_moment_has_weekday_date_and_zone(language: str) -> None:
    shown = phrasing.moment(datetime(2026, 11, 25, 12, 30, tzinfo=UTC), language)
    assert phrasing.WEEKDAYS[language][2] in shown
    assert re.search(r"2026-11-2[456] \d\d:\d\d \S+", shown)


def test_estimates_never_claim_certainty() -> None:
    assert phrasing.frequency(1.0, "en") == phrasing.say("en", "estimate_sure")
    assert phrasing.frequency(0.0, "en") == phrasing.say("en", "estimate_small")
    assert "7" in phrasing.frequency(0.7, "en")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_language_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert settings.language_of(environment) == language


def test_colour_can_be_refused() -> None:
    assert settings.read({"HOME": "h"}).colour
    assert not settings.read({"NO_COLOR": ""}).colour
    assert not settings.read({"TERM": "dumb"}).colour
