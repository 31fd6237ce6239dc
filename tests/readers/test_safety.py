"""What is refused, and what must never be: the pack's own examples, invented wishes and invented troubles."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiesuo.knowledge.clues import clues_of
from jiesuo.knowledge.pack import Refusal
from jiesuo.knowledge.refusal import blind_to_case, has_all, refuses
from jiesuo.readers.safety import Hit, Refusals, read

DATA = Path(__file__).parent / "data"
PACK = resources.files("jiesuo") / "packs" / "taobao-alipay"
RULES = {
    name: Refusal(**rule)
    for name, rule in yaml.safe_load((PACK / "safety.yaml").read_text(encoding="utf-8")).items()
}
LANGUAGES = ("en", "zh-Hans", "ja")
LONGEST_GAP = 80
"""Characters that one gap may span."""
LONGEST_NEST = 150
"""Characters that nested repeats may span together."""
KNOWN_RECALL, UNSEEN_RECALL, FALSE_REFUSALS = 0.95, 0.25, 0.01
FOLDS = 5
"""Parts of the told wishes by situation; part 0 was kept apart when the patterns were written."""
SEEN_WISHES, APART_WISHES, NEAR_MISSES = 0.85, 0.15, 0.015
FALSE_TELLINGS = 0.002


@pytest.fixture(scope="module")
def refusals() -> Refusals:
    return Refusals(RULES)


def lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def wishes() -> dict[str, list[tuple[str, str]]]:
    """Section (known, unseen) -> (refusal, sentence)."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for line in lines("abuse.txt"):
        if line.startswith(("# known:", "# unseen:")):
            section = sections.setdefault(line[2:].partition(":")[0], [])
        elif not line.startswith("#"):
            name, _, sentence = line.partition(": ")
            section.append((name, sentence))
    return sections


def told(apart: bool, harmless: bool) -> list[str]:
    """Told wishes, or their harmless near misses, of the part kept apart or of the others."""
    rows = [json.loads(line) for line in lines("wishes.jsonl")]
    return [
        row["text"]
        for row in rows
        if (zlib.crc32(row["situation"].encode()) % FOLDS == 0) == apart and (not row["refusal"]) == harmless
    ]


def tellings() -> list[str]:
    """Ordinary troubles as told to the pack's reader; those of freezes by an authority are left out."""
    files = [file for file in (PACK / "tellings").iterdir() if file.name.endswith(".jsonl")]
    kept = [file for file in files if file.name != "frozen_by_authority.jsonl"]
    return [
        json.loads(line)["text"] for file in kept for line in file.read_text(encoding="utf-8").splitlines()
    ]


def refused_share(texts: list[str], refusals: Refusals) -> float:
    return sum(bool(read(text, refusals)) for text in texts) / len(texts)


def troubles() -> list[str]:
    return [line for line in lines("allowed.txt") if not line.startswith("#")]


def ids(text: str, refusals: Refusals) -> list[str]:
    return [hit.id for hit in read(text, refusals)]


def recall(section: str, refusals: Refusals) -> float:
    told = wishes()[section]
    return sum(name in ids(sentence, refusals) for name, sentence in told) / len(told)


@pytest.mark.parametrize(("name", "example"), [(n, e) for n, rule in RULES.items() for e in rule.examples])
def test_examples_are_refused_with_the_right_id(name: str, example: str, refusals: Refusals) -> None:
    assert name in ids(example, refusals)


@pytest.mark.parametrize("counter", [e for rule in RULES.values() for e in rule.counter_examples])
def test_no_counter_example_is_refused_by_any_rule(counter: str, refusals: Refusals) -> None:
    assert read(counter, refusals) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rules_show_enough_in_each_direction(rule: Refusal) -> None:
    assert len(rule.examples) >= 6
    assert len(rule.counter_examples) >= 6
    assert rule.sources


def test_there_are_enough_sentences_of_both_kinds() -> None:
    assert sum(map(len, wishes().values())) >= 80
    assert {name for name, _ in wishes()["known"]} == set(RULES)
    assert len(troubles()) >= 150


def test_known_wishes_are_refused(refusals: Refusals) -> None:
    assert recall("known", refusals) >= KNOWN_RECALL


def test_unseen_wishes_are_not_refused_less_than_measured(refusals: Refusals) -> None:
    assert recall("unseen", refusals) >= UNSEEN_RECALL


@pytest.mark.parametrize(("apart", "floor"), [(False, SEEN_WISHES), (True, APART_WISHES)])
def test_told_wishes_are_not_refused_less_than_measured(
    apart: bool, floor: float, refusals: Refusals
) -> None:
    assert refused_share(told(apart, harmless=False), refusals) >= floor


@pytest.mark.parametrize("apart", [False, True])
def test_harmless_near_misses_are_hardly_ever_refused(apart: bool, refusals: Refusals) -> None:
    assert refused_share(told(apart, harmless=True), refusals) <= NEAR_MISSES


def test_tellings_are_hardly_ever_refused(refusals: Refusals) -> None:
    assert refused_share(tellings(), refusals) <= FALSE_TELLINGS


def test_ordinary_troubles_are_hardly_ever_refused(refusals: Refusals) -> None:
    refused = {text: hits for text in troubles() if (hits := read(text, refusals))}
    assert len(refused) <= FALSE_REFUSALS * len(troubles()), refused


@pytest.mark.parametrize(
    "text",
    [
        "HOW DO I BYPASS THE FACE SCAN?",
        "How do I bypass the fa\u200bce scan?",
        "Ｈｏｗ ｄｏ Ｉ ｂｙｐａｓｓ ｔｈｅ ｆａｃｅ ｓｃａｎ？",
        "How do I bypass  the face scan?",
    ],
)
def test_disguised_letters_do_not_hide_a_wish(text: str, refusals: Refusals) -> None:
    assert ids(text, refusals) == ["bypass_checks"]


def test_a_curly_apostrophe_is_an_apostrophe(refusals: Refusals) -> None:
    assert ids("I’ll send you the code.", refusals) == ["answer_for_me"]


def test_a_quote_is_what_the_person_typed() -> None:
    rule = Refusals({"a": Refusal(patterns=["fake gps"])})
    assert read("Well, Fa\u200bke　GPS please", rule) == (Hit("a", "Fa\u200bke　GPS"),)


def test_an_exception_lifts_its_own_sentence_only() -> None:
    rule = Refusals({"a": Refusal(patterns=["mask"], unless=["not"])})
    assert read("It was not the mask.", rule) == ()
    assert read("I did not log in. I want a mask.", rule) == (Hit("a", "mask"),)
    assert read("一\nmask not。mask", rule) == (Hit("a", "mask"),)


def test_each_refusal_hits_once_in_the_order_of_the_pack() -> None:
    rules = Refusals({"b": Refusal(patterns=["y", "x"]), "a": Refusal(patterns=["x"])})
    assert read("x y x", rules) == (Hit("b", "y"), Hit("a", "x"))


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_quotes_stem_from_it(text: str) -> None:
    rules = Refusals({"a": Refusal(patterns=["[a-m]{1,3}"], unless=["z"])})
    assert all(hit.quote in text for hit in read(text, rules))


@given(
    st.lists(st.sampled_from([e for rule in RULES.values() for e in rule.examples]), min_size=1, max_size=3)
)
def test_a_wish_stays_refused_among_others(told: list[str]) -> None:
    compiled = Refusals(RULES)
    expected = {name for text in told for name in ids(text, compiled)}
    assert expected <= set(ids("\n".join(told), compiled))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_reader_and_lint_agree_on_one_sentence(rule: Refusal) -> None:
    compiled = Refusals({"only": rule})
    for sentence in (*rule.examples, *rule.counter_examples):
        assert bool(read(sentence, compiled)) == refuses(rule, sentence), sentence


@pytest.mark.parametrize("pattern", [p for rule in RULES.values() for p in (*rule.patterns, *rule.unless)])
def test_patterns_take_linear_time(pattern: str) -> None:
    parsed = import_module("re._parser").parse(pattern)
    assert max(spans(parsed), default=0) <= LONGEST_NEST
    assert all(most <= LONGEST_GAP for most in repeats(parsed))
    assert parsed.getwidth()[0] > 0, "matches nothing at all"


def repeats(node: Any) -> Iterator[int]:
    """The upper bound of every repeat, however deep."""
    for operation, argument in node:
        if str(operation).endswith("_REPEAT"):
            yield int(argument[1])
        for inner in parts(argument):
            yield from repeats(inner)


def spans(node: Any, around: int = 1) -> Iterator[int]:
    """For every repeat, the product of its bound with those of the repeats around it."""
    for operation, argument in node:
        most = around * int(argument[1]) if str(operation).endswith("_REPEAT") else around
        yield most
        for inner in parts(argument):
            yield from spans(inner, most)


def parts(argument: Any) -> Iterator[Any]:
    """The patterns inside an operation's argument."""
    if type(argument).__name__ == "SubPattern":
        yield argument
    elif isinstance(argument, (list, tuple)):
        for item in argument:
            yield from parts(item)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_its_words(language: str) -> None:
    file = PACK / "words" / language / "refusals.yaml"
    words = yaml.safe_load(file.read_text(encoding="utf-8"))["refusals"]
    assert set(words) == set(RULES)
    assert all(0 < len(text["text"]) <= 200 and 0 < len(text["way"]) <= 260 for text in words.values())


TEXTS = (
    *lines("abuse.txt"),
    *lines("allowed.txt"),
    *tellings(),
    *(row["text"] for row in map(json.loads, lines("wishes.jsonl"))),
    *(e for rule in RULES.values() for e in (*rule.examples, *rule.counter_examples)),
)
CLUES = clues_of(RULES)


def test_clues_never_change_what_is_refused() -> None:
    """Every text that is known, one in five and all examples: with clues and without."""
    shown = (text for rule in RULES.values() for text in (*rule.examples, *rule.counter_examples))
    for text in (*TEXTS[::5], *shown):
        assert read(text, Refusals(RULES, CLUES)) == read(text, Refusals(RULES)), text


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.data())
def test_clues_never_change_what_is_refused_in_torn_and_odd_texts(
    told: list[str], data: st.DataObject
) -> None:
    """Pieces of texts, in odd cases and with letters that only look like others to the pattern."""
    joined = data.draw(st.sampled_from(["", " ", "\n"])).join(told)
    start = data.draw(st.integers(0, len(joined) // 2))
    text = data.draw(st.sampled_from([str, str.upper, str.swapcase, odd_letters]))(joined[start:])
    assert read(text, Refusals(RULES, CLUES)) == read(text, Refusals(RULES))


def odd_letters(text: str) -> str:
    return text.translate(str.maketrans("iskI", "\u0131\u017f\u212a\u0130"))


def test_few_patterns_are_compiled_for_an_ordinary_telling() -> None:
    compiled = [
        sum(has_all(clues, blind_to_case(text)) for clues in CLUES.values()) for text in tellings()[::10]
    ]
    assert sum(compiled) / len(compiled) <= len(CLUES) / 50
