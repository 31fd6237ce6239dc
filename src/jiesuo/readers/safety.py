"""Find the wishes that a pack refuses, in the person's own words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiesuo.knowledge.pack import Refusal
from jiesuo.readers.clean import clean

_APOSTROPHES = str.maketrans("’‘ʼ´`", "'''''")
_SENTENCE_END = re.compile("[.!?;](?=[ \n])|[。！？；\n]")

Patterns = tuple[re.Pattern[str], ...]
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
    """Compile the patterns of all refusals, blind to case.

    Raises re.error on a pattern that cannot be read; the lint of packs reports it with its place.
    """
    return Refusals(
        tuple(
            Rule(name, _compiled(found.patterns), _compiled(found.unless)) for name, found in refusals.items()
        )
    )


def _compiled(patterns: list[str]) -> Patterns:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


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
            lifted[stretch] = any(exception.search(plain, *stretch) for exception in rule.unless)
        if not lifted[stretch]:
            yield span


def _finds(plain: str, patterns: Patterns) -> Iterator[Span]:
    return (match.span() for pattern in patterns for match in pattern.finditer(plain))


def _edges(plain: str) -> list[int]:
    """Where sentences begin, ascending, and the end of the text."""
    ends = [mark.end() for mark in _SENTENCE_END.finditer(plain)]
    return sorted({0, *ends, len(plain)})


def _stretch(edges: list[int], span: Span) -> Span:
    """The whole sentences that a non-empty span touches."""
    start, end = span
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]
