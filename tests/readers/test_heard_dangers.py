"""What must be heard for a person's safety: hits and false alarms on sentences kept apart.

Half of the sentences lie in the pack, and cues were written beside them; the others were never read for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from jiesuo.knowledge import catalog
from jiesuo.readers.cue_weights import load_weights
from jiesuo.readers.cues import CueTable, compile_cues, read
from jiesuo.readers.measure_cues import CUES, WEIGHTS, load_cues, measure, read_sentences, statements
from jiesuo.readers.train_words import Telling

PACK = catalog.find().folder
DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "zh-Hans", "ja")
SCAM, PENDING, TAKEN_OVER, REFUND = (
    "asked_for_secret=yes",
    "money_taken=unclear",
    "strange_activity=yes",
    "fails_at=refund",
)
DANGERS = (SCAM, PENDING, TAKEN_OVER, REFUND)
FAMILIAR, OTHER = "familiar", "other tricks"
HEARD, FALSE_ALARMS, OTHER_HEARD = 0.9, 0.01, 0.3
"""Share of the sentences kept apart that must be heard, and of harmless ones that may be. Scams of kinds that
the pack has no sentence of are mostly missed (measured: .38)."""


@pytest.fixture(scope="module")
def pack() -> CueTable:
    return compile_cues(load_cues(PACK / CUES), load_weights(PACK / WEIGHTS))


def kept_apart(kind: str) -> list[tuple[str, str, str]]:
    """(language, statement or -, sentence) of one kind."""
    lines = (DATA / "safety_sentences.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(language, said, text) for row_kind, language, said, text in rows if row_kind == kind]


def says(text: str, table: CueTable) -> set[str]:
    return {cue.statement for cue in read(text, table)}


def share_saying(danger: str, texts: Iterable[str], table: CueTable) -> float:
    heard = [danger in says(text, table) for text in texts]
    return sum(heard) / len(heard)


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_dangers_kept_apart_are_heard(language: str, danger: str, pack: CueTable) -> None:
    told = [text for spoken, said, text in kept_apart(FAMILIAR) if (spoken, said) == (language, danger)]
    assert share_saying(danger, told, pack) >= (0.8 if (language, danger) == ("ja", SCAM) else HEARD)


@pytest.mark.parametrize("danger", DANGERS)
def test_false_alarms_on_sentences_kept_apart_are_rare(danger: str, pack: CueTable) -> None:
    harmless = [text for kind in (FAMILIAR, OTHER) for _, said, text in kept_apart(kind) if said != danger]
    assert len(harmless) >= 120
    assert share_saying(danger, harmless, pack) <= FALSE_ALARMS


def test_scams_of_other_kinds_are_not_heard_less_than_measured(pack: CueTable) -> None:
    told = [text for _, said, text in kept_apart(OTHER) if said == SCAM]
    assert share_saying(SCAM, told, pack) >= OTHER_HEARD


@pytest.mark.parametrize("name", ["ordinary.txt", "harmless.txt"])
@pytest.mark.parametrize("danger", DANGERS)
def test_everyday_sentences_raise_no_alarm(name: str, danger: str, pack: CueTable) -> None:
    lines = [line for line in (DATA / name).read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    assert share_saying(danger, lines, pack) <= FALSE_ALARMS


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [
        ("I do not receive the code.", SCAM),
        ("The app asks for a code.", SCAM),
        ("我收不到验证码。", SCAM),
        ("淘宝让我输入验证码。", SCAM),
        ("コードが届きません。", SCAM),
        ("アプリがコードを求めます。", SCAM),
        ("My identity check is still processing.", PENDING),
        ("身份审核处理中。", PENDING),
        ("本人確認が処理中です。", PENDING),
        ("I logged in from a new phone.", TAKEN_OVER),
        ("我换了新手机登录。", TAKEN_OVER),
        ("新しい端末でログインしました。", TAKEN_OVER),
    ],
)
def test_a_frequent_trouble_that_is_like_a_danger_is_none(text: str, unsaid: str, pack: CueTable) -> None:
    assert unsaid not in says(text, pack)


@pytest.mark.parametrize("denial", ["Nobody asked me for a code.", "没有人问我要验证码。"])
def test_a_denied_scam_is_none(denial: str, pack: CueTable) -> None:
    assert SCAM not in says(denial, pack)


def test_sentences_kept_apart_are_not_in_the_pack() -> None:
    counted = {sentence.text for sentence in read_sentences(PACK)}
    apart = {text for kind in (FAMILIAR, OTHER) for _, _, text in kept_apart(kind)}
    assert len(apart) >= 200
    assert not apart & counted


def test_labels_of_sentences_are_findings_of_the_pack() -> None:
    known = catalog.open_by_id()
    for sentence in read_sentences(PACK):
        for finding, value in sentence.findings.items():
            assert value in known.findings[finding].values


def sentence(text: str, **findings: str) -> Telling:
    return Telling(text, "en", "", text, findings, ())


def test_sentences_count_for_the_statements_that_they_are_labelled_for_only() -> None:
    table = compile_cues({"pot_broken=yes": {"en": ["~crack*"]}, "pot_kind=steel": {"en": ["~steel"]}})
    told = [Telling("a steel pot", "en", "slug", str(n), {"pot_kind": "steel"}, ()) for n in range(9)]
    beside = [sentence(f"cracked steel pot {n}", pot_broken="yes") for n in range(9)]
    harmless = [sentence(f"a crack in the wall of steel {n}") for n in range(3)]
    alone, both = measure(table, told), measure(table, told, [*beside, *harmless])
    assert both.phrases["pot_kind=steel"] == alone.phrases["pot_kind=steel"]
    assert both.shares["pot_kind=steel"] == alone.shares["pot_kind=steel"]
    typical = both.typical["pot_broken=yes"]
    assert both.phrases["pot_broken=yes"]["~crack*"] == pytest.approx((8 + 3 * typical) / (11 + 3), abs=2e-3)


def test_a_sentence_makes_at_most_the_statement_it_is_labelled_for() -> None:
    assert {said for told in read_sentences(PACK) for said in statements(told)} == set(DANGERS)
