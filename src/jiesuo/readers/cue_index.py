"""The cue phrases of one language, parsed only when a text comes that may hold them.

A pack has thousands of phrases and a text has to do with a few dozen; so phrases are first glanced at (are
their words in the text at all?), then parsed, then found by the first letters of their rarest word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiesuo.errors import InputError
from jiesuo.readers.cue_patterns import (
    KEY,
    MARKS,
    Groups,
    Pattern,
    WordLists,
    glance,
    is_plain,
    parse,
    phrases,
)
from jiesuo.readers.cue_text import plain

Written = Mapping[str, Mapping[str, Sequence[str]]]
"""`finding=value`, `tried=step` or `<word list>` -> language -> lines of cue phrases."""

TRIED = "tried"


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern and what it speaks for."""

    name: str
    value: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Draft:
    """A phrase that has not been parsed yet, and words without which it cannot be in a text."""

    name: str
    value: str
    phrase: str
    words: Groups

    def possible(self, text: str) -> bool:
        for group in self.words:
            for word in group:
                if word in text:
                    break
            else:
                return False
        return True


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A line of phrases that are nothing but words: plain word -> phrase; parsed ones are taken out."""

    name: str
    value: str
    phrases: dict[str, str]


class Index:
    """The cues of one language."""

    def __init__(self, language: str, written: Written) -> None:
        self.language = language
        self.lists = word_lists(written, language)
        self.entries: list[Entry] = []
        self._word_drafts: list[WordDraft] = []
        self._drafts: list[Draft] = []
        self._by_key: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._take_in(written)

    def prepare(self, text: str) -> None:
        """Parse what a plain text may hold; raises InputError for a phrase that cannot be read."""
        for line in self._word_drafts:
            for word in [word for word in line.phrases if word in text]:
                self._add(line.name, line.value, line.phrases.pop(word))
        possible = [draft for draft in self._drafts if draft.possible(text)]
        if possible:
            self._drafts = [draft for draft in self._drafts if not draft.possible(text)]
        for draft in possible:
            self._add(draft.name, draft.value, draft.phrase)

    def prepare_all(self) -> None:
        """Parse everything; raises InputError for the first phrase that cannot be read."""
        for line in self._word_drafts:
            for phrase in line.phrases.values():
                parse(phrase, self.language, self.lists)
        for draft in self._drafts:
            parse(draft.phrase, self.language, self.lists)

    def candidates(self, text: str) -> list[Entry]:
        """Parsed cues whose words all stand in a plain sentence."""
        hits: set[int] = set()
        for place in range(len(text)):
            for length in range(1, KEY + 1):
                key = text[place : place + length]
                if key in self._by_key:
                    hits.update(self._starting(key, text, place))
        found = (self.entries[number] for number in sorted(hits))
        return [entry for entry in found if entry.pattern.possible(text)]

    def _starting(self, key: str, text: str, place: int) -> Iterator[int]:
        for literal, numbers in self._by_key[key].items():
            if text.startswith(literal, place):
                yield from numbers

    def _add(self, name: str, value: str, phrase: str) -> None:
        entry = Entry(name, value, parse(phrase, self.language, self.lists))
        for literal in entry.pattern.anchor:
            self._by_key[literal[:KEY]][literal].append(len(self.entries))
        self.entries.append(entry)

    def _take_in(self, written: Written) -> None:
        words = {name: _plain_words(alternatives) for name, alternatives in self.lists.items()}
        for name, value, line, bare in _lines(written, self.language):
            pairs = zip(phrases(line), phrases(bare), strict=True)
            if is_plain(bare):
                self._word_drafts.append(WordDraft(name, value, {b.lstrip(MARKS): p for p, b in pairs}))
            else:
                self._drafts += [Draft(name, value, phrase, glance(b, words)) for phrase, b in pairs]


def word_lists(written: Written, language: str) -> WordLists:
    """Name of each word list -> its alternatives in a language, written as a pattern."""
    return {
        key[1:-1]: "|".join(by_language.get(language, ()))
        for key, by_language in written.items()
        if key.startswith("<")
    }


def _lines(written: Written, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, value, line as written, and line in plain letters."""
    found = [
        (*_meaning(key), line)
        for key, by_language in written.items()
        if not key.startswith("<")
        for line in by_language.get(language, ())
    ]
    bare = plain("\n".join(line for *_, line in found)).split("\n") if found else []
    return ((*statement, plain_line) for statement, plain_line in zip(found, bare, strict=True))


def _plain_words(alternatives: str) -> tuple[str, ...]:
    """The words of a list; none when some of them are patterns themselves."""
    return tuple(plain(alternatives).split("|")) if is_plain(alternatives) else ()


def _meaning(key: str) -> tuple[str, str]:
    name, _, value = key.partition("=")
    if not name or not value:
        raise InputError(f"'{key}' is no heading for cues.", "Write finding=value or tried=step.")
    return (f"{TRIED}:{value}", "yes") if name == TRIED else (name, value)
