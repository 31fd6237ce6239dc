"""Names: a table of pairs judged by hand, and laws that hold for any two texts."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from jiesuo.readers.name_kinds import KINDS
from jiesuo.readers.names import Comparison, compare

PAIRS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "name_pairs.yaml").read_text("utf-8")
)
APART = [pair for pair in PAIRS if pair.get("apart")]


def rates(pairs: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Accuracy of same_person, and micro precision and recall of the kinds."""
    got = [compare(pair["a"], pair["b"]) for pair in pairs]
    right = sum(c.same_person == pair["same"] for c, pair in zip(got, pairs, strict=True))
    common = sum(len({*c.differences} & {*pair["kinds"]}) for c, pair in zip(got, pairs, strict=True))
    found = sum(len(c.differences) for c in got)
    expected = sum(len(pair["kinds"]) for pair in pairs)
    return right / len(pairs), common / found, common / expected


@pytest.mark.parametrize("pairs", [PAIRS, APART], ids=["all", "apart"])
def test_rates_over_real_naming_practice(pairs: list[dict[str, Any]]) -> None:
    accuracy, precision, recall = rates(pairs)
    assert min(accuracy, precision, recall) >= 0.95, (accuracy, precision, recall)


def test_table_is_large_and_well_formed() -> None:
    assert len(PAIRS) >= 250
    assert len(APART) * 3 >= len(PAIRS) - 3
    assert {kind for pair in PAIRS for kind in pair["kinds"]} == set(KINDS)
    assert all(pair["kinds"] == sorted(set(pair["kinds"])) for pair in PAIRS)


@pytest.mark.parametrize("pair", [p for p in PAIRS if p["same"] != "yes"], ids=lambda p: f"{p['a']}|{p['b']}")
def test_never_yes_when_the_table_doubts(pair: dict[str, Any]) -> None:
    assert compare(pair["a"], pair["b"]).same_person != "yes"


@pytest.mark.parametrize("pair", [p for p in PAIRS if p["same"] == "no"], ids=lambda p: f"{p['a']}|{p['b']}")
def test_somebody_else_is_never_likely(pair: dict[str, Any]) -> None:
    assert compare(pair["a"], pair["b"]).same_person in ("no", "unclear")


SYLLABLES = "wei wen min ming fang fan ping bing li lin na nan jun juan hao hong hui tao dao bo jie yan yang"
SURNAME = st.sampled_from(["Zhang", "Li", "Wang", "Chen", "Liu"])
TWO_GIVEN = st.lists(st.sampled_from(SYLLABLES.split()), min_size=2, max_size=2, unique=True)


@given(SURNAME, TWO_GIVEN)
def test_two_chinese_given_names_are_two_people(surname: str, given_names: list[str]) -> None:
    one, two = (f"{surname} {name.title()}" for name in given_names)
    assert compare(one, two).same_person == "no"


LATER_FOUND = [
    ("王明", "WANG MENG", "unclear", "script"),
    ("Li Wei", "Li Wei Jie", "unclear", "middle_name"),
    ("李伟", "LI WEI JIE", "unclear", "middle_name script"),
    ("大谷", "OTANI", "unclear", "script"),
    ("朴智星", "PARK JI SUNG", "unclear", "script"),
    ("GROß", "GROSS", "yes", "diacritics"),
    ("حسن علي", "Hussein Ali", "no", "other script"),
    ("Jordan Muller", "Jordan Miller", "unclear", "typo"),
    ("Chang An", "Chan Gan", "unclear", "spacing"),
]


@pytest.mark.parametrize(("a", "b", "same", "kinds"), LATER_FOUND)
def test_traps_found_later(a: str, b: str, same: str, kinds: str) -> None:
    comparison = compare(a, b)
    assert (comparison.same_person, " ".join(comparison.differences)) == (same, kinds)


# Laws

LETTERS = st.sampled_from("abcdefghijklmnoprstuvwyz")
WORD = st.builds(lambda first, rest: first.upper() + rest, LETTERS, st.text(LETTERS, min_size=2, max_size=8))
NAMES = st.lists(WORD, min_size=2, max_size=4).map(" ".join)
STORED = st.one_of(
    NAMES,
    st.text(max_size=40),
    st.text("ABCÄÖÜaéß <'-,.张伟李강Иα0１Ａ", max_size=30),
    st.sampled_from([pair[side] for pair in PAIRS for side in "ab"]),
)


def mirrored(comparison: Comparison) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(part.b, part.a, part.kinds) for part in comparison.parts}


@given(STORED, STORED)
@settings(max_examples=500, deadline=None)
def test_both_directions_say_the_same(a: str, b: str) -> None:
    there, back = compare(a, b), compare(b, a)
    assert (there.same_person, there.differences) == (back.same_person, back.differences)
    assert {(p.a, p.b, p.kinds) for p in there.parts} == mirrored(back)


@given(STORED)
@settings(deadline=None)
def test_a_name_equals_itself(name: str) -> None:
    comparison = compare(name, name)
    assert (comparison.same_person, comparison.differences) == ("yes", ())
    assert all(part.a == part.b and not part.kinds for part in comparison.parts)


@given(STORED, STORED)
@settings(max_examples=300, deadline=None)
def test_what_differs_is_said(a: str, b: str) -> None:
    comparison = compare(a, b)
    assert bool(comparison.differences) == (a != b)
    assert list(comparison.differences) == sorted(set(comparison.differences))
    assert set(comparison.differences) <= set(KINDS)
    assert {kind for part in comparison.parts for kind in part.kinds} <= set(comparison.differences)
    assert set(comparison.sentence) == {"en", "zh-Hans", "ja"}


@given(STORED, STORED)
@example("0:NEE:0", "")
@example("A NEE B", "A B")
@settings(max_examples=300, deadline=None)
def test_parts_are_cut_from_both_names_and_keep_every_letter(a: str, b: str) -> None:
    parts = compare(a, b).parts
    assert all(part.a in a and part.b in b for part in parts)
    for whole, pieces in ((a, [p.a for p in parts]), (b, [p.b for p in parts])):
        shown = sorted(c for piece in pieces for c in piece if c.isalnum())
        assume("P<" not in whole)
        assert shown == sorted(c for c in whole if c.isalnum())


def only(a: str, b: str, kind: str) -> bool:
    comparison = compare(a, b)
    return (comparison.same_person, comparison.differences) == ("yes", (kind,))


@given(NAMES, st.sampled_from([str.upper, str.lower, str.swapcase]))
@settings(deadline=None)
def test_capitals_alone_are_case(name: str, change: Any) -> None:
    assert only(name, change(name), "case")


@given(NAMES, st.data())
@settings(deadline=None)
def test_an_accent_alone_is_diacritics(name: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, c in enumerate(name) if c != " "]))
    mark = data.draw(st.sampled_from("\u0301\u0308\u0327\u030c"))
    accented = unicodedata.normalize("NFC", name[: at + 1] + mark + name[at + 1 :])
    assert only(name, accented, "diacritics")


@given(NAMES, st.sampled_from("-'’.,"), st.data())
@settings(deadline=None)
def test_a_sign_alone_is_spacing(name: str, sign: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name)))
    assert only(name, name[:at] + sign + name[at:], "spacing")


@given(NAMES)
@settings(deadline=None)
def test_surname_first_alone_is_order(name: str) -> None:
    *given_names, surname = name.split(" ")
    assume(
        len({surname, *given_names}) == len(given_names) + 1
        and "".join([surname, *given_names]).lower() != name.replace(" ", "").lower()
    )
    assert only(name, " ".join([surname, *given_names]), "order")


@given(NAMES)
@settings(deadline=None)
def test_full_width_alone_is_width(name: str) -> None:
    wide = "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) for c in name)
    assert only(name, wide, "width")


@given(NAMES)
@settings(deadline=None)
def test_the_machine_readable_form_is_spacing_and_case(name: str) -> None:
    surname, *given_names = name.split(" ")
    mrz = f"{surname}<<{'<'.join(given_names)}".upper().ljust(39, "<")
    assert compare(name, mrz).differences == ("case", "spacing")
    assert compare(name, mrz).same_person == "yes"


@given(NAMES, LETTERS, st.data())
@settings(max_examples=300, deadline=None)
def test_another_letter_is_never_yes(name: str, letter: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, c in enumerate(name) if c != " "]))
    assume(name[at].lower() != letter)
    assert compare(name, name[:at] + letter + name[at + 1 :]).same_person != "yes"


# ICAO 9303-3, section 6, table A: letter, then the spellings it allows beside the plain letter.
PASSPORT_SPELLINGS = "ÄAE ÖOE ÜUE ÜUXX ÅAA ØOE ÆAE ŒOE ÑNXX ßSS ÞTH ÐD ŁL İI ŠS ŽZ ÇC ÉE ĐD"


@pytest.mark.parametrize("spelling", PASSPORT_SPELLINGS.split())
def test_passport_spelling_is_diacritics(spelling: str) -> None:
    assert only(f"BR{spelling[0]}NT KAROL", f"BR{spelling[1:]}NT KAROL", "diacritics")


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_compared(a: str, b: str) -> None:
    assert compare(a, b).same_person in ("yes", "likely", "unclear", "no")


LONG = ["a", "ü", "张", "あ", "김", "a ", "A-", "ab cd ", "<", "\u0301", "é,", "Я", "ا", "ａ", "0", "mc mac "]


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_linearly(piece: str) -> None:
    def seconds(characters: int) -> float:
        a = (piece * characters)[:characters]
        begin = time.perf_counter()
        compare(a, a[:-1] + "q")
        return time.perf_counter() - begin

    seconds(1_000)
    assert seconds(40_000) < 8 * seconds(10_000) + 1


def test_sentence_names_both_and_stays_short() -> None:
    said = compare("Müller Anna", "MUELLER ANNA").sentence
    assert all("Müller Anna" in text and "MUELLER ANNA" in text for text in said.values())
    assert "accents" in said["en"]
    assert max(map(len, compare("a" * 5000, "b" * 5000).sentence.values())) < 400


def test_parts_stand_side_by_side() -> None:
    parts = compare("Jan van den Berg", "BERG JAN VANDEN").parts
    assert [(p.a, p.b) for p in parts] == [("Jan", "JAN"), ("van den", "VANDEN"), ("Berg", "BERG")]
    assert parts[1].kinds == ("case", "spacing")
