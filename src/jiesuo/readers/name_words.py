"""Take one stored name apart into words, and know what each word is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from jiesuo.readers.name_customs import BORN, DEGREES, PARTICLES, PLACEHOLDERS, SUFFIXES, TITLES
from jiesuo.readers.name_letters import Script, is_wide, narrow, plain, script_of, small

Role = Literal["name", "title", "suffix", "particle", "placeholder", "born"]

_MRZ_LINE = re.compile(r"[A-Z][A-Z<][A-Z<]{3}(?=[A-Z<]{39}$)")
_MRZ_FULL = (30, 31, 39)
"""Characters of the name field in the cards TD1, TD2 and the passport TD3 (ICAO 9303-5, -6, -4)."""
_CHINESE_TITLES = ("先生", "女士", "小姐", "太太")
_ONE_BY_ONE = ("han", "hangul")


@dataclass(frozen=True)
class Word:
    """One word of a stored name; a single character in Chinese and Korean writing."""

    raw: str
    before: str
    """What stands between the word before (or the beginning) and this one, in half width."""
    position: int
    start: int
    end: int
    role: Role = "name"

    @cached_property
    def letters(self) -> str:
        return narrow(self.raw)

    @cached_property
    def small(self) -> str:
        return small(self.letters)

    @cached_property
    def plain(self) -> str:
        return plain(self.letters)

    @cached_property
    def script(self) -> Script:
        counted = Counter(map(script_of, self.letters))
        return max(counted, key=lambda script: (counted[script], script))

    @cached_property
    def wide(self) -> tuple[bool, ...]:
        return tuple(is_wide(c) for c in self.raw)


@dataclass(frozen=True)
class Name:
    """A stored name and its words."""

    text: str
    words: tuple[Word, ...]
    tail: str
    """What stands after the last word, in half width."""
    full: bool
    """An MRZ field without a filler at its end: it may have been cut."""
    head: frozenset[int]
    """Positions of the words that a comma, a slash or << marks as the surname; empty when nothing does."""


def split_name(text: str) -> Name:
    """Take a stored name apart. Nothing is raised; a text without letters has no words."""
    skipped = _MRZ_LINE.match(text)
    begin = skipped.end() if skipped else 0
    words: list[Word] = []
    at = 0
    for start, end in _spans(text, begin):
        words.append(Word(text[start:end], narrow(text[at:start]), len(words), start, end))
        at = end
    words = _with_roles(words)
    full = "<" in text and not text.endswith("<") and len(text) - begin in _MRZ_FULL
    return Name(text, tuple(words), narrow(text[at:]), full, _marked_surname(words))


def _spans(text: str, begin: int) -> Iterator[tuple[int, int]]:
    start = begin
    for at in range(begin, len(text) + 1):
        if at < len(text) and _belongs(text[at]) and not _breaks(text, start, at):
            continue
        if at > start:
            yield start, at
        start = at if at < len(text) and _belongs(text[at]) else at + 1


def _belongs(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _breaks(text: str, start: int, at: int) -> bool:
    """Whether a new word begins at this letter though nothing stands between."""
    if at == start or unicodedata.category(text[at])[0] == "M":
        return False
    one, two = script_of(text[at - 1]), script_of(text[at])
    return one in _ONE_BY_ONE or (two in _ONE_BY_ONE and one != two)


def _with_roles(words: list[Word]) -> list[Word]:
    words = _join_chinese_title(words)
    last = len(words) - 1
    titles = next((i for i, word in enumerate(words) if word.plain not in TITLES), 0)
    named = [_with_role(word, first=i <= titles, last=i == last) for i, word in enumerate(words)]
    return named if any(w.role in ("name", "particle") for w in named) else words


def _join_chinese_title(words: list[Word]) -> list[Word]:
    *rest, one, two = words if len(words) > 2 else (None, None)
    if one is None or two is None or two.before or one.raw + two.raw not in _CHINESE_TITLES:
        return words
    title = Word(one.raw + two.raw, one.before, one.position, one.start, two.end, "title")
    return [w for w in rest if w is not None] + [title]


def _with_role(word: Word, *, first: bool, last: bool) -> Word:
    role = _role(word.plain, first=first, last=last)
    return word if role == "name" else replace(word, role=role)


def _role(plain_word: str, *, first: bool, last: bool) -> Role:
    if plain_word in BORN and not first and not last:
        return "born"
    if (first and plain_word in TITLES) or (last and plain_word in TITLES | DEGREES):
        return "suffix" if last and plain_word in SUFFIXES else "title"
    if plain_word in SUFFIXES and not first:
        return "suffix"
    if plain_word in PLACEHOLDERS:
        return "placeholder"
    return "particle" if plain_word in PARTICLES else "name"


def _marked_surname(words: list[Word]) -> frozenset[int]:
    for mark in ("<<", ",", "/"):
        marked = [w.position for w in words if w.before.strip().startswith(mark) and w.role == "name"]
        if len(marked) == 1 and marked[0] > 0:
            return frozenset(range(marked[0]))
    return frozenset()
