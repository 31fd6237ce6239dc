"""No text of the pack was left in English: three English words in a row stand in no other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jiesuo
from jiesuo.knowledge.load import load
from jiesuo.knowledge.pack import Pack

FOLDER = Path(jiesuo.__file__).parent / "packs" / "taobao-alipay"
ENGLISH = re.compile(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+")
KANA = re.compile(r"[\u3041-\u30ff]")
NO_KANA = 12
"""Characters beyond which a Japanese text without kana is no Japanese."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER)


def _strings(texts: Any) -> Iterator[str]:
    if isinstance(texts, str):
        yield texts
    else:
        for text in texts.values() if isinstance(texts, dict) else texts:
            yield from _strings(text)


@pytest.mark.parametrize("language", ["zh-Hans", "ja"])
def test_nothing_was_left_in_english(pack: Pack, language: str) -> None:
    assert [text for text in _strings(pack.words[language]) if ENGLISH.search(text)] == []


def test_english_is_recognised(pack: Pack) -> None:
    english = list(_strings(pack.words["en"]))
    assert sum(bool(ENGLISH.search(text)) for text in english) > len(english) / 2


def test_japanese_has_kana(pack: Pack) -> None:
    texts = [*_strings(pack.words["ja"]), *(phrase.ja for phrase in pack.phrases.values())]
    letters = [re.sub(r"[\x00-\x7f]", "", text) for text in texts]
    assert [text for text in letters if len(text) > NO_KANA and not KANA.search(text)] == []


def test_a_sentence_to_show_means_the_same_with_the_same_gaps(pack: Pack) -> None:
    for name, phrase in pack.phrases.items():
        gaps = {tuple(sorted(re.findall(r"\{\w+\}", text))) for text in (phrase.zh, phrase.en, phrase.ja)}
        assert len(gaps) == 1, name
