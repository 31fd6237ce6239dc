"""Cue phrases: the table of sentences was written before the reader was run on it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiesuo.errors import InputError
from jiesuo.knowledge import catalog
from jiesuo.readers.cue_index import Index
from jiesuo.readers.cue_patterns import glance, parse, phrases
from jiesuo.readers.cue_text import plain, sentences
from jiesuo.readers.cue_weights import Weights, chances, load_weights, save_weights
from jiesuo.readers.cues import CLAIMED_FROM, Cue, CueTable, compile_cues, hear, read
from jiesuo.readers.measure_cues import CUES, WEIGHTS, load_cues, measure
from jiesuo.readers.train_words import Telling

PACK = catalog.find().folder
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "cue_sentences.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
KETTLE = {
    "<pot>": {"en": ["kettle|pot"]},
    "kettle_broken=yes": {
        "en": ["<pot> … broken", "^old kettle", "kettles"],
        "zh-Hans": ["水壶…坏", "^旧水壶"],
        "ja": ["やかん…壊れ"],
    },
    "kettle_kind=steel": {"any": ["~stahl"], "en": ["~steel|iron"]},
    "kettle_kind=glass": {"en": ["~glass"]},
    "tried=buy_kettle": {"en": ["bought … <pot>"], "zh-Hans": ["买了…水壶"], "ja": ["やかん…買い"]},
}


@pytest.fixture(scope="module")
def pack() -> CueTable:
    return compile_cues(load_cues(PACK / CUES), load_weights(PACK / WEIGHTS))


def said(text: str, table: CueTable | None = None, claimed_from: float = 0.0) -> set[str]:
    return {cue.statement for cue in read(text, table or compile_cues(KETTLE), claimed_from)}


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_sentences(row: list[str], pack: CueTable) -> None:
    _, sentence, wanted, unwanted = row
    heard = said(sentence, pack)
    assert set(wanted.split()) <= heard
    assert not set(unwanted.split()) & heard


def test_the_table_of_sentences_is_large_enough() -> None:
    assert len(ROWS) >= 120
    assert {row[0] for row in ROWS} == {"en", "zh-Hans", "ja"}


def test_the_whole_pack_can_be_parsed(pack: CueTable) -> None:
    pack.check()


def test_each_measured_phrase_is_still_written(pack: CueTable) -> None:
    """Weights of phrases that were changed since would be lost without a word."""
    written = {
        phrase
        for by_language in pack.written.values()
        for lines in by_language.values()
        for line in lines
        for phrase in phrases(line)
    }
    measured = {phrase for by_phrase in pack.weights.phrases.values() for phrase in by_phrase}
    assert measured <= written


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("My kettle is broken.", {"kettle_broken=yes"}),
        ("My kettle is not broken.", {"kettle_broken=no"}),
        ("My pot was never broken", {"kettle_broken=no"}),
        ("No kettles here", {"kettle_broken=no"}),
        ("I am not home and the kettle is broken", {"kettle_broken=yes"}),
        ("I can't use my old kettle", {"kettle_broken=yes"}),
        ("If the pot is broken, what then?", set()),
        ("Is it steel?", {"kettle_kind=steel"}),
        ("Nicht aus Stahl", {"kettle_kind=steel"}),
        ("I bought a pot", {"tried=buy_kettle"}),
        ("I have not bought a pot", set()),
        ("I want to say: I bought a pot", {"tried=buy_kettle"}),
        ("They told me I should have bought a pot", {"tried=buy_kettle"}),
        ("水壶坏了", {"kettle_broken=yes"}),
        ("水壶没坏", {"kettle_broken=no"}),
        ("如果水壶坏了", set()),
        ("没买了水壶", set()),
        ("不能用旧水壶", {"kettle_broken=yes"}),
        ("やかんが壊れました", {"kettle_broken=yes"}),
        ("やかんは壊れていません", {"kettle_broken=no"}),
        ("やかんが壊れたら使えません", {"kettle_broken=yes"}),
        ("やかんが壊れたのでお湯がない", {"kettle_broken=yes"}),
        ("もしやかんが壊れたら", set()),
        ("やかんを買いました", {"tried=buy_kettle"}),
        ("やかんを買いませんでした", set()),
    ],
)
def test_judgement(text: str, heard: set[str]) -> None:
    assert said(text) == heard


def test_the_later_of_a_yes_and_a_no_wins() -> None:
    assert said("The pot was broken. Now the pot is not broken.") == {"kettle_broken=no"}
    assert said("The pot was not broken. Now the pot is broken.") == {"kettle_broken=yes"}


def test_a_clearly_better_cue_is_not_taken_back() -> None:
    weights = Weights(
        phrases={"kettle_broken=yes": {"<pot> … broken": 0.9}, "kettle_broken=no": {"kettles": 0.3}}
    )
    assert said("My pot is broken. No kettles.", compile_cues(KETTLE, weights)) == {"kettle_broken=yes"}


def test_other_values_compete_and_cues_for_one_value_help_each_other() -> None:
    assert said("steel, iron, glass") == {"kettle_kind=steel"}
    assert said("steel and glass", claimed_from=0.6) == set()


def test_a_hit_says_where_it_was_found() -> None:
    text = "Hello,  my POT is quite BROKEN, sorry."
    (cue,) = read(text, compile_cues(KETTLE), 0)
    assert cue.quote == "my POT is quite BROKEN"
    assert text[slice(*cue.span)] == "POT is quite BROKEN"
    assert cue.cue == "<pot> … broken"


def test_unlikely_statements_are_not_claimed() -> None:
    weights = Weights(phrases={"kettle_broken=yes": {"<pot> … broken": CLAIMED_FROM - 0.1}})
    table = compile_cues(KETTLE, weights)
    assert read("pot broken", table) == []
    assert said("pot broken", table, 0.5) == {"kettle_broken=yes"}


FACTS = ["renewed my passport", "changed my passport"]


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("tail", ["", ".", " last year", " in May, sorry"])
def test_adding_not_turns_a_fact_round(fact: str, tail: str, pack: CueTable) -> None:
    assert "passport_renewed=yes" in said(f"I have {fact}{tail}", pack)
    assert "passport_renewed=no" in said(f"I have not {fact}{tail}", pack)


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_spans_lie_inside(text: str) -> None:
    for cue in hear(text, compile_cues(KETTLE)):
        start, end = cue.span
        assert 0 <= start < end <= len(text)
        assert len(plain(text)) == len(text)


@given(st.lists(st.sampled_from(["my pot is broken", "steel", "no kettles", "水壶坏了", "hm"]), max_size=6))
def test_at_most_one_value_for_each_finding(parts: list[str]) -> None:
    cues = read(". ".join(parts), compile_cues(KETTLE), 0)
    assert len({cue.name for cue in cues}) == len(cues)
    assert cues == sorted(cues, key=lambda cue: (cue.span, cue.name))


@given(
    st.sampled_from(["My pot is broken.", "steel", "水壶没坏。", "やかんは壊れていません。"]),
    st.integers(1, 3),
)
def test_reading_does_not_depend_on_what_was_read_before(text: str, times: int) -> None:
    table = compile_cues(KETTLE)
    for warm in ["I bought a pot", "glass"] * times:
        read(warm, table)
    assert read(text, table, 0) == read(text, compile_cues(KETTLE), 0)


@given(st.text(max_size=200))
def test_sentences_lose_no_letter_but_ends(text: str) -> None:
    folded = plain(text)
    for sentence in sentences(folded):
        assert len(sentence.text) <= 401
        assert folded[sentence.start : sentence.start + len(sentence.text)].replace(".", "·").replace(
            ",", "·"
        ).replace(":", "·") == sentence.text.replace(".", "·").replace(",", "·").replace(":", "·")


@pytest.mark.parametrize(
    "phrase",
    ["(a|b", "a)b", "?", "(ab|)(cd)?", "<nothing> cd", "…", "a…b"],
)
def test_bad_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(InputError, match="cue"):
        parse(phrase, "en", {})


def test_a_list_that_names_itself_is_refused() -> None:
    with pytest.raises(InputError, match="circle"):
        parse("<a> cd", "en", {"a": "<a>"})


def test_a_heading_without_value_is_refused() -> None:
    with pytest.raises(InputError, match="heading"):
        Index("en", {"kettle": {"en": ["kettle"]}})


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("ab cd", "x ab cd", True),
        ("ab cd", "xab cd", False),
        ("ab cd", "ab cdx", False),
        ("ab*", "abxyz", True),
        ("colou?r", "color", True),
        ("colou?r", "colour", True),
        ("(ab|cd) ef", "cd ef", True),
        ("(ab )?ef", "ef", True),
        ("支付!宝", "支付宝", False),
        ("支付!宝", "支付失败", True),
        ("很(大|长)*水壶", "很大大长水壶", True),
        ("# yuan", "1,900 yuan", True),
        ("ab … cd", "ab, cd", False),
        ("ab …… cd", "ab, cd", True),
        ("ab …… cd", "ab. cd", False),
        ("ab … cd", "ab " + "x" * 60 + " cd", False),
        ("ab … cd", "ab cd", True),
    ],
)
def test_pattern_language(phrase: str, text: str, found: bool) -> None:
    table = compile_cues({"kettle_broken=yes": {"any": [f"~{phrase}"]}})
    assert bool(list(hear(text, table))) is found


PIECES = st.sampled_from(["ab", "cd ", "(ef|gh)", "(ij)?", "k?", " … ", "(lm|no(pq)?)", "rs!t", "(uv)*", "#"])
WORDS = st.sampled_from(["ab", "cd ", "ef", "gh", "ij", "k", " ", "lm", "no", "nopq", "rs", "uv", "7", "x "])


@given(st.lists(PIECES, min_size=1, max_size=5), st.lists(WORDS, max_size=12))
@settings(max_examples=300)
def test_glance_and_required_words_never_lose_a_match(pieces: list[str], words: list[str]) -> None:
    phrase, text = "".join(pieces), "".join(words)
    try:
        pattern = parse(phrase, "en", {})
    except InputError:
        return
    if pattern.regex.search(text):
        assert pattern.possible(text)
        assert all(any(word in text for word in group) for group in glance(phrase, {}))


def test_chances_of_contradicting_statements_stay_below_one_together() -> None:
    found = chances({"a=1": [0.9, 0.8], "a=2": [0.7]}, Weights())
    assert 0 < sum(found.values()) < 1
    assert found["a=1"] > found["a=2"]


@given(st.floats(0.05, 0.95))
def test_one_cue_alone_keeps_its_reliability(reliability: float) -> None:
    assert chances({"a=1": [reliability]}, Weights())["a=1"] == pytest.approx(reliability)


def telling(text: str, situation: int, **findings: str) -> Telling:
    return Telling(text, "en", "slug", str(situation), findings, ())


def test_measuring_counts_situations_and_leaves_the_first_right_one_out() -> None:
    right = [telling("the pot is broken", n, kettle_broken="yes") for n in (1, 1, 2, 3, 4, 5, 6)]
    wrong = [telling("the pot is broken", 7), telling("nothing", 8)]
    weights = measure(compile_cues(KETTLE), right + wrong)
    typical = (0 + 4 * 0.5) / 4
    assert weights.typical["kettle_broken=yes"] == typical
    assert weights.phrases["kettle_broken=yes"]["<pot> … broken"] == pytest.approx(
        (5 + 3 * typical) / (6 + 3), abs=1e-3
    )
    assert weights.share("kettle_broken=yes") == pytest.approx(7.5 / 10)


def test_weights_survive_a_round_trip(tmp_path: Path) -> None:
    weights = measure(compile_cues(KETTLE), [telling("pot broken", 1, kettle_broken="yes")])
    save_weights(weights, tmp_path / "w.json", "corpus", "command")
    assert load_weights(tmp_path / "w.json") == weights


def seconds(text: str, table: CueTable) -> float:
    start = time.process_time()
    read(text, table)
    return time.process_time() - start


@pytest.mark.parametrize("piece", ["no code ", "银行卡绑不上", "カードが通りません", "a", "can't … pay ("])
def test_time_grows_linearly(piece: str, pack: CueTable) -> None:
    read(piece * 10, pack)
    short, long = piece * (20_000 // len(piece)), piece * (200_000 // len(piece))
    base = min(seconds(short, pack) for _ in range(2))
    assert seconds(long, pack) < 30 * max(base, 0.01)


def test_a_cue_names_its_statement() -> None:
    assert Cue("tried:buy_kettle", "yes", "", (0, 1), "x").statement == "tried=buy_kettle"
    assert Cue("kettle_broken", "no", "", (0, 1), "x").statement == "kettle_broken=no"
