"""Clues: wherever a pattern finds something, the text has them all."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiesuo.knowledge.clues import clues
from jiesuo.knowledge.refusal import blind_to_case, has_all

ALL = "".join(map(chr, range(sys.maxunicode + 1)))
LETTERS = st.sampled_from(list("abkisAKIS-. 码账中\u0130\u0131\u017f\u212aΣσςß"))
PIECES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=3).map(re.escape),
    st.sampled_from(["[ab]", "[^a]", ".", r"\w", r"\b", "[码账]", "(?=ab)", "(?!ab)", "(?<=a)", "(?>ab|a)"]),
)
PATTERNS = st.recursive(
    PIECES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "{0,2}", "{1,2}", "{2}", "+", "{1,3}?", "*"])).map(
            lambda part: f"(?:{part[0]}){part[1]}"
        ),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("letter", [chr(code) for code in range(128)])
def test_what_re_takes_for_an_ascii_letter_becomes_that_letter(letter: str) -> None:
    for twin in re.findall(re.escape(letter), ALL, re.IGNORECASE):
        assert blind_to_case(twin) == letter.lower()


def test_what_has_no_case_stands_for_itself_alone() -> None:
    caseless = {letter for letter in ALL if letter.lower() == letter.upper() == letter}
    cased = re.compile("[" + "".join(map(re.escape, sorted(set(ALL) - caseless))) + "]", re.IGNORECASE)
    assert not [letter for letter in caseless if cased.fullmatch(letter)]


@given(PATTERNS, st.data())
def test_a_find_has_every_clue(pattern: str, data: st.DataObject) -> None:
    """Texts are drawn from the pattern itself, so that most hold a find, and put among others."""
    piece = st.one_of(st.text(LETTERS, max_size=6), st.from_regex(re.compile(pattern, re.IGNORECASE)))
    text = "".join(data.draw(st.lists(piece, max_size=3)))
    assume(re.search(pattern, text, re.IGNORECASE))
    assert has_all([sorted(clue) for clue in clues(pattern)], blind_to_case(text))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\b(wife|husband).?s ali-?pay\b", [{"wife", "husband"}, {"s alipay", "s ali-pay"}]),
        ("登[录陆]{1,2}", [{"登"}, {"录", "陆"}]),
        (r"\w{1,9} ?x", []),
        ("ab|.*", []),
        ("(ab|cd.ef)+", [{"ab", "cd"}]),
        ("no (", []),
    ],
)
def test_what_the_clues_are(pattern: str, expected: list[set[str]]) -> None:
    found = [set(clue) for clue in clues(pattern)]
    assert sorted(found, key=sorted) == sorted(expected, key=sorted)
