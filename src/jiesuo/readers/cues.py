"""Cue phrases: short patterns that a pack's author writes and anybody can check, -> findings, with the words.

A second reader of own words beside the n-grams of `own_words.py`. Each hit names the phrase that made it, and
its reliability was counted on told situations (`measure_cues.py`). The pattern language is described in
`cue_patterns.py`, what negations and questions do in `cue_judgement.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from jiesuo.errors import InputError
from jiesuo.readers.cue_judgement import Verdict, judge
from jiesuo.readers.cue_patterns import KEY, Firmness, Pattern, WordLists, glance, parse, phrases
from jiesuo.readers.cue_text import Sentence, clause_around, plain, sentences
from jiesuo.readers.cue_weights import UNMEASURED, Weights, chances

Written = Mapping[str, Mapping[str, Sequence[str]]]
"""`finding=value`, `tried=step` or `<word list>` -> language -> cue phrases."""

TRIED = "tried"
ANY = "any"
"""Language of cues that all languages share, such as product names."""
CLAIMED_FROM = 0.7
"""Reliability from which a statement is reported: an answer not given is better than a wrong one."""
ABOUT_EQUAL = 0.1
"""A later yes takes back an earlier no (or the other way round) unless it is less reliable by more than this."""
OPPOSITE = {"yes": "no", "no": "yes"}

_KANA = re.compile(r"[\u3041-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")


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
    """Chance that the statement was made; of `hear`: of this phrase alone, of `read`: of all that was heard."""

    @property
    def statement(self) -> str:
        """The heading under which a pack's author writes cues for this."""
        return (
            self.name.replace(":", "=") if self.name.startswith(f"{TRIED}:") else f"{self.name}={self.value}"
        )

    @property
    def mention(self) -> bool:
        return self.cue.startswith(Firmness.MENTION.value)


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern and what it speaks for."""

    name: str
    value: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Draft:
    """A cue phrase that has not been parsed yet, and words without which it cannot be in a text."""

    name: str
    value: str
    phrase: str
    words: tuple[str, ...]

    def possible(self, text: str) -> bool:
        return not self.words or any(word in text for word in self.words)


class Index:
    """The cues of one language. A phrase is parsed when the first text comes that may hold it."""

    def __init__(self, language: str, drafts: Iterable[Draft], lists: WordLists) -> None:
        self.language = language
        self.drafts = list(drafts)
        self.lists = lists
        self.entries: list[Entry] = []
        self.by_key: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def prepare(self, text: str) -> None:
        """Parse what a plain text may hold; raises InputError for a phrase that cannot be read."""
        asleep = []
        for draft in self.drafts:
            if draft.possible(text):
                self._add(Entry(draft.name, draft.value, parse(draft.phrase, self.language, self.lists)))
            else:
                asleep.append(draft)
        self.drafts = asleep

    def candidates(self, text: str) -> list[int]:
        """Numbers of the entries whose words all stand in a plain sentence."""
        hits: set[int] = set()
        for place in range(len(text)):
            for length in range(1, KEY + 1):
                key = text[place : place + length]
                if key in self.by_key:
                    for literal, numbers in self.by_key[key].items():
                        if text.startswith(literal, place):
                            hits.update(numbers)
        return sorted(number for number in hits if self.entries[number].pattern.possible(text))

    def _add(self, entry: Entry) -> None:
        for literal in entry.pattern.anchor:
            self.by_key[literal[:KEY]][literal].append(len(self.entries))
        self.entries.append(entry)


@dataclass(frozen=True)
class CueTable:
    """All cues of a pack; each language is taken in when a text needs it first."""

    written: Written
    weights: Weights = field(default_factory=Weights)

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        return {}

    def index(self, language: str) -> Index:
        if language not in self._indexes:
            lists = self._word_lists(language)
            self._indexes[language] = Index(language, self._drafts(language, lists), lists)
        return self._indexes[language]

    def check(self) -> None:
        """Parse everything; raises InputError for the first phrase that cannot be read."""
        for language in {language for by_language in self.written.values() for language in by_language}:
            lists = self._word_lists(language)
            for draft in self._drafts(language, lists):
                parse(draft.phrase, language, lists)

    def _word_lists(self, language: str) -> WordLists:
        return {
            key[1:-1]: "|".join(by_language.get(language, ()))
            for key, by_language in self.written.items()
            if key.startswith("<")
        }

    def _drafts(self, language: str, lists: WordLists) -> Iterator[Draft]:
        words = {name: _plain_words(alternatives) for name, alternatives in lists.items()}
        for key, by_language in self.written.items():
            if language in by_language and not key.startswith("<"):
                name, value = _meaning(key)
                for phrase in chain.from_iterable(map(phrases, by_language[language])):
                    yield Draft(name, value, phrase, glance(plain(phrase), words))


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


def _plain_words(alternatives: str) -> tuple[str, ...]:
    """The words of a list; none when some of them are patterns themselves."""
    return () if set("()<…?*#") & set(alternatives) else tuple(plain(alternatives).split("|"))


def languages(text: str) -> list[str]:
    """Languages whose letters stand in a plain text, and the one for all.

    Texts quote Chinese messages, so Chinese cues are tried on Japanese texts too.
    """
    letters = {"en": _LATIN, "ja": _KANA, "zh-Hans": _HAN}
    return [ANY, *(language for language, kind in letters.items() if kind.search(text))]


def _without_retracted(cues: list[Cue]) -> list[Cue]:
    """Drop what a later statement takes back; among a yes and a no that differ in reliability the better one."""
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


def _meaning(key: str) -> tuple[str, str]:
    name, _, value = key.partition("=")
    if not name or not value:
        raise InputError(f"'{key}' is no heading for cues.", "Write finding=value or tried=step.")
    return (f"{TRIED}:{value}", "yes") if name == TRIED else (name, value)


def _heard(index: Index, sentence: Sentence, text: str, weights: Weights) -> Iterator[Cue]:
    for number in index.candidates(sentence.text):
        entry = index.entries[number]
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
