"""Cleaning makes text comparable and never loses the way back to what was typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.readers.clean import clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("４１１１　ＡＢＣ", "4111 ABC"),
        ("٤١١١", "4111"),
        ("४१११", "4111"),
        ("4\u200b1\u2060\ufeff1\u00ad1", "4111"),
        ("\u202dabc\u202c", "abc"),
        ("n\x00u\x07l", "nul"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("か\u3099", "が"),
        ("e\u0301", "é"),
        ("Раураl Ассоunt", "Paypal Account"),
        ("привет", "привет"),
        ("4111–1111—1111−1111", "4111-1111-1111-1111"),
        ("a\u2028b\x0bc\td\u00a0e", "a\nb\nc d e"),
        ("①②", "12"),
        ("✔\ufe0f", "✔"),
    ],
)
def test_one_form_for_each_character(typed: str, read: str) -> None:
    assert clean(typed).text == read


@given(st.text())
def test_offsets_rise_and_stay_inside(typed: str) -> None:
    cleaned = clean(typed)
    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends)
    assert all(0 <= a < b <= len(typed) for a, b in zip(cleaned.starts, cleaned.ends, strict=True))
    assert list(cleaned.starts) == sorted(cleaned.starts)
    assert list(cleaned.ends) == sorted(cleaned.ends)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]).filter(lambda c: not "\u0370" <= c < "\u0530")),
    st.data(),
)
def test_cleaning_a_quote_gives_the_stretch_back(typed: str, data: st.DataObject) -> None:
    cleaned = clean(typed)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    quoted = clean(cleaned.quote(start, end)).text
    assert cleaned.text[start:end] in quoted


@given(st.text(alphabet="abc 123\n中文あア"))
def test_plain_text_is_left_alone(typed: str) -> None:
    cleaned = clean(typed)
    assert cleaned.text == typed
    assert not typed or cleaned.quote(0, len(typed)) == typed


def test_the_quote_is_the_persons_own_characters() -> None:
    cleaned = clean("say ４１\u200b１１ now")
    at = cleaned.text.index("4111")
    assert cleaned.quote(at, at + 4) == "４１\u200b１１"


@pytest.mark.parametrize("piece", ["a", "\u0300", "a\u0301", "１", "\u200b", "中，", "а", "\x00ÿ", "ﬃ", " "])
def test_a_million_characters_are_quick(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    clean(text)
    assert time.process_time() - begun < 2
