"""Find the wishes that a pack refuses, in the person's own words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jiesuo.knowledge.pack import Refusal
from jiesuo.readers.clean import clean

_APOSTROPHES = str.maketrans("’‘ʼ´`", "'''''")
_SENTENCE_END = re.compile("[.!?;](?=[ \n])|[。！？；\n]")

_ESCAPES_AND_CLASSES = re.compile(r"\\.|\[[^\]]*\]|(?<=\()\?[:=!<]+")
_OPTIONAL = re.compile(r".[?*]|.\{0")
_PLAIN_LETTERS = re.compile("[a-z]{2,}|[\u3040-\u30ff\u3400-\u9fff]+")
_EVERYWHERE = frozenset(
    {"and", "can", "for", "get", "has", "have", "his", "her", "how", "its", "let", "not", "one", "all", "any"}
    | {"our", "out", "the", "they", "this", "was", "with", "you", "your", "that", "are", "but", "from", "did"}
    | {"my", "at", "is", "in", "it", "to", "do", "an", "me", "of", "on", "so", "up", "or", "if", "be", "by"}
    | {"as", "am", "no", "we", "he", "us", "go"}
)
"""Words that stand in nearly every text."""

Patterns = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A refusal that applies, and the person's own words that show it."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    patterns: Patterns
    unless: Patterns


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of a pack, ready to be searched for, in the pack's order."""

    rules: tuple[Rule, ...]


def compile_refusals(refusals: Mapping[str, Refusal]) -> Refusals:
    """Take in the refusals of a pack. A pattern is compiled when a text has one of its words."""
    return Refusals(
        tuple(Rule(name, tuple(found.patterns), tuple(found.unless)) for name, found in refusals.items())
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, blind to case; raises re.error when it cannot be read (the lint of packs says where)."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def _words_of(pattern: str) -> frozenset[str]:
    """Words of a pattern, one of which a find is taken to have in it; empty if it may have none."""
    plain = _OPTIONAL.sub(" ", _ESCAPES_AND_CLASSES.sub(" ", pattern.lower()))
    branches = [set(_PLAIN_LETTERS.findall(branch)) - _EVERYWHERE for branch in _branches(plain)]
    return frozenset().union(*branches) if all(branches) else frozenset()


def _branches(pattern: str) -> list[str]:
    """The alternatives of a pattern that stand in no bracket."""
    depth, found = 0, [""]
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _possible(plain: str, patterns: Patterns) -> Iterator[re.Pattern[str]]:
    """The patterns of which the text has at least one word: compiling the others is what would cost."""
    small = plain.lower()
    for pattern in patterns:
        words = _words_of(pattern)
        if not words or any(word in small for word in words):
            yield _compiled(pattern)


def read(text: str, refusals: Refusals) -> tuple[Hit, ...]:
    """The refusals that the text asks for: one hit each, in the pack's order, quoted as the person wrote it.

    An exception lifts a find only in the sentences that the find touches. Time grows linearly with the text
    when the gaps and repeats of the patterns are bounded.
    """
    cleaned = clean(text)
    plain = cleaned.text.translate(_APOSTROPHES)
    edges = _edges(plain)
    firsts = ((rule.id, next(_wishes(plain, edges, rule), None)) for rule in refusals.rules)
    return tuple(Hit(name, cleaned.quote(*span)) for name, span in firsts if span is not None)


def _wishes(plain: str, edges: list[int], rule: Rule) -> Iterator[Span]:
    """Spans of finds that no exception lifts, pattern by pattern; each stretch is judged once."""
    lifted: dict[Span, bool] = {}
    for span in _finds(plain, rule.patterns):
        stretch = _stretch(edges, span)
        if stretch not in lifted:
            lifted[stretch] = any(_compiled(exception).search(plain, *stretch) for exception in rule.unless)
        if not lifted[stretch]:
            yield span


def _finds(plain: str, patterns: Patterns) -> Iterator[Span]:
    found = (pattern.finditer(plain) for pattern in _possible(plain, patterns))
    return (match.span() for matches in found for match in matches)


def _edges(plain: str) -> list[int]:
    """Where sentences begin, ascending, and the end of the text."""
    ends = [mark.end() for mark in _SENTENCE_END.finditer(plain)]
    return sorted({0, *ends, len(plain)})


def _stretch(edges: list[int], span: Span) -> Span:
    """The whole sentences that a non-empty span touches."""
    start, end = span
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]
