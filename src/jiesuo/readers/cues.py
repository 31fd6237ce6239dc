"""Cue phrases: short patterns that a pack's author writes and anybody can check, -> findings, with the words.

A second reader of own words beside the n-grams of `own_words.py`. Each hit names the phrase that made it, and
its reliability was counted on told situations (`measure_cues.py`). The pattern language is described in
`cue_patterns.py`, what negations and questions do in `cue_judgement.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from jiesuo.readers.cue_index import TRIED, Entry, Index, Written
from jiesuo.readers.cue_judgement import Verdict, judge
from jiesuo.readers.cue_patterns import Firmness
from jiesuo.readers.cue_text import Sentence, clause_around, plain, sentences
from jiesuo.readers.cue_weights import UNMEASURED, Weights, chances

ANY = "any"
"""Language of cues that all languages share, such as product names."""
CLAIMED_FROM = 0.7
"""Reliability from which a statement is reported: an answer not given is better than a wrong one."""
ABOUT_EQUAL = 0.1
"""A later yes takes back an earlier no, and the other way round, unless less reliable by more than this."""
OPPOSITE = {"yes": "no", "no": "yes"}

_KANA = re.compile(r"[\u3041-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED_HAN = re.compile(r"[\u3400-\u9fff]{5}")
_LATIN = re.compile(r"[a-z]{2}[^a-z]+[a-z]")


@dataclass(frozen=True, slots=True)
class Cue:
    """One statement that was heard: what it says, and why it was taken to say so."""

    name: str
    """A finding's id, or `tried:<step>`."""
    value: str
    """The finding's value; `yes` for a step."""
    quote: str
    """The clause that says it, as it was written."""
    span: tuple[int, int]
    """Where the cue phrase itself stands in the text."""
    cue: str
    """The phrase as the pack's author wrote it."""
    reliability: float = UNMEASURED
    """Chance that the statement was made: by this phrase alone (`hear`), by all that was heard (`read`)."""

    @property
    def statement(self) -> str:
        """The heading under which a pack's author writes cues for this."""
        return (
            self.name.replace(":", "=") if self.name.startswith(f"{TRIED}:") else f"{self.name}={self.value}"
        )

    @property
    def mention(self) -> bool:
        return self.cue.startswith(Firmness.MENTION.value)


@dataclass(frozen=True)
class CueTable:
    """All cues of a pack; each language is taken in when a text needs it first."""

    written: Written
    weights: Weights = field(default_factory=Weights)

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        return {}

    def index(self, language: str) -> Index:
        """The cues of a language; raises InputError for a heading that is none."""
        if language not in self._indexes:
            self._indexes[language] = Index(language, self.written)
        return self._indexes[language]

    def check(self) -> None:
        """Parse everything; raises InputError for the first phrase that cannot be read."""
        for language in {language for by_language in self.written.values() for language in by_language}:
            Index(language, self.written).prepare_all()


def compile_cues(cues: Written, weights: Weights | None = None) -> CueTable:
    """Take in a pack's cues. Phrases are read when a text in their language comes."""
    return CueTable(cues, weights or Weights())


def read(text: str, table: CueTable, claimed_from: float = CLAIMED_FROM) -> list[Cue]:
    """What a telling (already redacted) states: at most one value for each finding, in the order of the text.

    A later yes takes back an earlier no, and the other way round; other values compete, and several cues for
    the same value support each other (`cue_weights.py`).
    """
    by_name: dict[str, list[Cue]] = defaultdict(list)
    for cue in hear(text, table):
        by_name[cue.name].append(cue)
    settled = (_settle(_without_retracted(cues), table.weights) for cues in by_name.values())
    return sorted(
        (cue for cue in settled if cue.reliability >= claimed_from), key=lambda cue: (cue.span, cue.name)
    )


def hear(text: str, table: CueTable) -> Iterator[Cue]:
    """Every cue in the text that its surroundings do not take back, contradictions included, in order."""
    seen = plain(text)
    indexes = [table.index(language) for language in languages(seen)]
    for index in indexes:
        index.prepare(seen)
    for sentence in sentences(seen):
        found = [cue for index in indexes for cue in _heard(index, sentence, text, table.weights)]
        yield from sorted(found, key=lambda cue: cue.span)


def languages(text: str) -> list[str]:
    """Languages to try on a plain text, and the one for all; Japanese texts quote Chinese messages."""
    japanese = bool(_KANA.search(text))
    chinese = (_QUOTED_HAN if japanese else _HAN).search(text)
    found = {"en": _LATIN.search(text), "ja": japanese, "zh-Hans": chinese}
    return [ANY, *(language for language, here in found.items() if here)]


def _without_retracted(cues: list[Cue]) -> list[Cue]:
    """Drop what a later statement takes back, unless what it takes back is clearly more reliable."""
    last = cues[-1]
    if last.value not in OPPOSITE or last.mention:
        return cues
    against = [cue for cue in cues if cue.value != last.value]
    believed = max(cue.reliability for cue in cues if cue.value == last.value)
    if any(cue.reliability > believed + ABOUT_EQUAL for cue in against):
        return cues
    return [cue for cue in cues if cue.value == last.value]


def _settle(cues: list[Cue], weights: Weights) -> Cue:
    """The likeliest of the values heard, with the words of its best cue."""
    heard: dict[str, dict[str, float]] = defaultdict(dict)
    for cue in cues:
        heard[cue.statement][cue.cue] = cue.reliability
    chance = chances({said: by_phrase.values() for said, by_phrase in heard.items()}, weights)
    likeliest = max(cues, key=lambda cue: (chance[cue.statement], cue.reliability, cue.span))
    return replace(likeliest, reliability=round(chance[likeliest.statement], 3))


def _heard(index: Index, sentence: Sentence, text: str, weights: Weights) -> Iterator[Cue]:
    for entry in index.candidates(sentence.text):
        for found in entry.pattern.regex.finditer(sentence.text):
            value = _judged(entry, sentence, found)
            if value is not None:
                cue = _cue(entry, value, sentence, found.span(), text)
                yield replace(cue, reliability=weights.reliability(cue.statement, cue.cue))


def _judged(entry: Entry, sentence: Sentence, found: re.Match[str]) -> str | None:
    pattern = entry.pattern
    gaps = [gap for gap in found.groups() if gap]
    verdict = judge(pattern.language, pattern.firmness, sentence.text, found.span(), gaps)
    if verdict is Verdict.STANDS:
        return entry.value
    turned = verdict is Verdict.DENIED and not entry.name.startswith(TRIED)
    return OPPOSITE.get(entry.value) if turned else None


def _cue(entry: Entry, value: str, sentence: Sentence, span: tuple[int, int], text: str) -> Cue:
    start, end = clause_around(sentence.text, *span)
    return Cue(
        name=entry.name,
        value=value,
        quote=text[sentence.start + start : sentence.start + end].strip(),
        span=(sentence.start + span[0], sentence.start + span[1]),
        cue=entry.pattern.written,
    )
