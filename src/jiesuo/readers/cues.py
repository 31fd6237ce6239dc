"""Cue phrases: short patterns that a pack's author writes and anybody can check, -> findings, with the words.

A second reader of own words beside the n-grams of `own_words.py`. Each hit names the phrase that made it, and
carries the share of such hits that were right when they were counted on told situations (`measure_cues.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from jiesuo.errors import InputError
from jiesuo.readers.cue_judgement import Verdict, judge
from jiesuo.readers.cue_patterns import KEY, Pattern, parse, phrases
from jiesuo.readers.cue_text import Sentence, clause_around, plain, sentences

Written = Mapping[str, Mapping[str, Sequence[str]]]
"""`finding=value`, `tried=step` or `<word list>` -> language -> cue phrases."""
Reliabilities = Mapping[str, Mapping[str, float]]
"""`finding=value` -> cue phrase ("" for all of them together) -> share of right hits."""

TRIED = "tried"
ANY = "any"
"""Language of cues that all languages share, such as product names."""
UNMEASURED = 0.5
CLAIMED_FROM = 0.5
"""Reliability from which a hit is reported: an answer that was not given is better than a wrong one."""
ABOUT_EQUAL = 0.1
"""Of two contradicting cues this close in reliability, the later statement wins."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern and what it speaks for."""

    name: str
    value: str
    pattern: Pattern


@dataclass(frozen=True)
class Index:
    """The cues of one language, found by the first letters of their rarest word."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_key(self) -> dict[str, dict[str, list[int]]]:
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, entry in enumerate(self.entries):
            for literal in entry.pattern.anchor:
                found[literal[:KEY]][literal].append(number)
        return {key: dict(literals) for key, literals in found.items()}

    def candidates(self, text: str) -> list[int]:
        """Numbers of the entries whose words all stand in the text."""
        hits: set[int] = set()
        for place in range(len(text)):
            for length in range(1, KEY + 1):
                for literal, numbers in self.by_key.get(text[place : place + length], {}).items():
                    if text.startswith(literal, place):
                        hits.update(numbers)
        return sorted(number for number in hits if self.entries[number].pattern.possible(text))


@dataclass(frozen=True)
class CueTable:
    """All cues of a pack; a language is read in when a text needs it first."""

    written: Written
    reliabilities: Reliabilities = field(default_factory=dict)

    @cached_property
    def _indexes(self) -> dict[str, Index]:
        return {}

    def index(self, language: str) -> Index:
        """The cues of a language; raises InputError for a phrase that cannot be read."""
        if language not in self._indexes:
            self._indexes[language] = Index(tuple(self._entries(language)))
        return self._indexes[language]

    def reliability(self, entry: Entry, value: str) -> float:
        measured = self.reliabilities.get(statement(entry.name, value), {})
        return measured.get(entry.pattern.written, measured.get("", UNMEASURED))

    def _entries(self, language: str) -> Iterator[Entry]:
        lists = {
            key[1:-1]: "|".join(by_language.get(language, ()))
            for key, by_language in self.written.items()
            if key.startswith("<")
        }
        for key, by_language in self.written.items():
            if not key.startswith("<"):
                name, value = _meaning(key)
                for phrase in chain.from_iterable(map(phrases, by_language.get(language, ()))):
                    yield Entry(name, value, parse(phrase, language, lists))


def compile_cues(cues: Written, reliabilities: Reliabilities | None = None) -> CueTable:
    """Take in a pack's cues. Phrases are read when a text in their language comes."""
    return CueTable(cues, reliabilities or {})


def statement(name: str, value: str) -> str:
    """The key under which a pack's author writes cues for this."""
    return name.replace(":", "=") if name.startswith(f"{TRIED}:") else f"{name}={value}"


def read(text: str, table: CueTable, claimed_from: float = CLAIMED_FROM) -> list[Cue]:
    """What a telling (already redacted) states: at most one value for each finding, in the order of the text.

    Where cues contradict each other the most reliable wins; among about equally reliable ones, the later.
    """
    best: dict[str, Cue] = {}
    for cue in hear(text, table):
        known = best.get(cue.name)
        if cue.reliability >= claimed_from and (known is None or _beats(cue, known)):
            best[cue.name] = cue
    return sorted(best.values(), key=lambda cue: (cue.span, cue.name))


def hear(text: str, table: CueTable) -> Iterator[Cue]:
    """Every cue in the text that its surroundings do not take back, contradictions included."""
    seen = plain(text)
    indexes = [table.index(language) for language in languages(seen)]
    for sentence in sentences(seen):
        found = [cue for index in indexes for cue in _heard(index, sentence, text, table)]
        yield from sorted(found, key=lambda cue: cue.span)


def languages(text: str) -> list[str]:
    """Languages whose letters stand in a plain text, and the one for all."""
    found = [ANY]
    if _LATIN.search(text):
        found.append("en")
    if _KANA.search(text):
        found.append("ja")
    if _HAN.search(text):
        found.append("zh-Hans")
    return found


def _beats(later: Cue, earlier: Cue) -> bool:
    if later.value == earlier.value:
        return later.reliability > earlier.reliability
    return later.reliability >= earlier.reliability - ABOUT_EQUAL


def _meaning(key: str) -> tuple[str, str]:
    name, _, value = key.partition("=")
    if not name or not value:
        raise InputError(f"'{key}' is no heading for cues.", "Write finding=value or tried=step.")
    return (f"{TRIED}:{value}", "yes") if name == TRIED else (name, value)


def _heard(index: Index, sentence: Sentence, text: str, table: CueTable) -> Iterator[Cue]:
    for number in index.candidates(sentence.text):
        entry = index.entries[number]
        for found in entry.pattern.regex.finditer(sentence.text):
            value = _judged(entry, sentence, found)
            if value is not None:
                yield _cue(entry, value, sentence, found.span(), text, table)


def _judged(entry: Entry, sentence: Sentence, found: re.Match[str]) -> str | None:
    pattern = entry.pattern
    gaps = [gap for gap in found.groups() if gap]
    verdict = judge(pattern.language, pattern.firmness, sentence.text, found.span(), gaps)
    if verdict is Verdict.STANDS:
        return entry.value
    turned = verdict is Verdict.DENIED and not entry.name.startswith(TRIED)
    return OPPOSITE.get(entry.value) if turned else None


def _cue(
    entry: Entry, value: str, sentence: Sentence, span: tuple[int, int], text: str, table: CueTable
) -> Cue:
    start, end = clause_around(sentence.text, *span)
    return Cue(
        name=entry.name,
        value=value,
        quote=text[sentence.start + start : sentence.start + end].strip(),
        span=(sentence.start + span[0], sentence.start + span[1]),
        cue=entry.pattern.written,
        reliability=table.reliability(entry, value),
    )
