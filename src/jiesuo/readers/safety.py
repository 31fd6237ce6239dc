"""Find the wishes that a pack refuses, in the person's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiesuo.knowledge.pack import Refusal
from jiesuo.readers.clean import Cleaned, clean

_QUOTES = str.maketrans("’‘ʼ´`＇", "''''''")
_BREAK = re.compile("[.!?;](?=\\s|$)|[。！？；\n]")

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A refusal that applies, and the person's own words that show it."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of a pack, ready to be searched for: (id, patterns, exceptions) in the pack's order."""

    rules: tuple[tuple[str, Patterns, Patterns], ...]


def compile_refusals(refusals: Mapping[str, Refusal]) -> Refusals:
    """Compile the patterns of all refusals, blind to case.

    Raises re.error on a pattern that cannot be read; the lint of packs reports it with its place.
    """
    return Refusals(
        tuple((name, _compiled(rule.patterns), _compiled(rule.unless)) for name, rule in refusals.items())
    )


def _compiled(patterns: list[str]) -> Patterns:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def read(text: str, refusals: Refusals) -> tuple[Hit, ...]:
    """The refusals that the text asks for, one hit each, in the pack's order.

    An exception lifts a find only within the sentences that the find touches. Time grows linearly with the
    text as long as the gaps of the patterns are bounded.
    """
    cleaned = clean(text)
    plain = cleaned.text.translate(_QUOTES)
    hits = (_first(name, cleaned, _wishes(plain, found, lifted)) for name, found, lifted in refusals.rules)
    return tuple(hit for hit in hits if hit is not None)


def _first(name: str, cleaned: Cleaned, wishes: Iterator[tuple[int, int]]) -> Hit | None:
    span = next(wishes, None)
    return None if span is None else Hit(name, cleaned.quote(*span))


def _wishes(plain: str, patterns: Patterns, exceptions: Patterns) -> Iterator[tuple[int, int]]:
    """Spans of finds that no exception lifts, pattern by pattern."""
    for pattern in patterns:
        for match in pattern.finditer(plain):
            start, end = _sentences(plain, *match.span())
            if not any(exception.search(plain, start, end) for exception in exceptions):
                yield match.span()


def _sentences(plain: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of whole sentences around plain[start:end]."""
    before = [mark.end() for mark in _BREAK.finditer(plain, 0, start)]
    after = _BREAK.search(plain, end)
    return (before[-1] if before else 0), (after.start() if after else len(plain))
