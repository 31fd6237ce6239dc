"""Find the wishes that a pack refuses, in the person's own words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from jiesuo.knowledge.pack import Clues, Refusal
from jiesuo.knowledge.refusal import blind_to_case, has_all
from jiesuo.readers.clean import clean

_APOSTROPHES = str.maketrans("’‘ʼ´`", "'''''")
_SENTENCE_END = re.compile("[.!?;](?=[ \n])|[。！？；\n]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A refusal that applies, and the person's own words that show it."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of a pack, in its order, and the clues of their patterns (one without is always tried)."""

    rules: Mapping[str, Refusal]
    clues: Mapping[str, Clues] = field(default_factory=dict)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, blind to case; raises re.error when it cannot be read (the lint of packs says where)."""
    return re.compile(pattern, re.IGNORECASE)


def read(text: str, refusals: Refusals) -> tuple[Hit, ...]:
    """The refusals that the text asks for: one hit each, in the pack's order, quoted as the person wrote it.

    An exception lifts a find only in the sentences that the find touches. Time grows linearly with the text
    when the gaps and repeats of the patterns are bounded.
    """
    cleaned = clean(text)
    plain = cleaned.text.translate(_APOSTROPHES)
    possible = _possible(plain, refusals.clues)
    edges = _edges(plain)
    firsts = (
        (name, next(_wishes(plain, edges, rule, possible), None)) for name, rule in refusals.rules.items()
    )
    return tuple(Hit(name, cleaned.quote(*span)) for name, span in firsts if span is not None)


def _possible(plain: str, clues: Mapping[str, Clues]) -> Callable[[str], bool]:
    """Whether a pattern may be found in the text, by its clues: compiling the others is what would cost."""
    blind = blind_to_case(plain)
    return lambda pattern: has_all(clues.get(pattern, []), blind)


def _wishes(plain: str, edges: list[int], rule: Refusal, possible: Callable[[str], bool]) -> Iterator[Span]:
    """Spans of finds that no exception lifts, pattern by pattern; each stretch is judged once."""
    lifted: dict[Span, bool] = {}
    for span in _finds(plain, filter(possible, rule.patterns)):
        stretch = _stretch(edges, span)
        if stretch not in lifted:
            lifted[stretch] = any(_compiled(exception).search(plain, *stretch) for exception in rule.unless)
        if not lifted[stretch]:
            yield span


def _finds(plain: str, patterns: Iterable[str]) -> Iterator[Span]:
    return (match.span() for pattern in patterns for match in _compiled(pattern).finditer(plain))


def _edges(plain: str) -> list[int]:
    """Where sentences begin, ascending, and the end of the text."""
    ends = [mark.end() for mark in _SENTENCE_END.finditer(plain)]
    return sorted({0, *ends, len(plain)})


def _stretch(edges: list[int], span: Span) -> Span:
    """The whole sentences that a non-empty span touches."""
    start, end = span
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]
