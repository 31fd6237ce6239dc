"""What a text must have for a pattern to be found in it, so that most patterns need not be compiled.

A pattern gets clues: sets of short texts, of each of which the text has at least one wherever the pattern
is found, whatever the case. The other way round is not so: a text with all clues may hold no find. After
Russ Cox, Regular Expression Matching with a Trigram Index (2012), without the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any

from jiesuo.knowledge.pack import Clues, Refusal
from jiesuo.knowledge.refusal import blind_to_case

MOST_TEXTS = 100
"""Alternatives that one clue may have."""
_EMPTY = frozenset({""})
_ZERO_WIDTH = ("AT", "ASSERT_NOT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@dataclass(frozen=True)
class Found:
    """What a part of a pattern finds: one of `texts`, if they are known, and something of every clue."""

    texts: frozenset[str] | None
    clues: tuple[frozenset[str], ...] = ()

    @property
    def all_clues(self) -> tuple[frozenset[str], ...]:
        own = (self.texts,) if self.texts and "" not in self.texts else ()
        return (*own, *self.clues)


_ANYTHING = Found(None)
_NOTHING = Found(_EMPTY)


def clues_of(refusals: Mapping[str, Refusal]) -> dict[str, Clues]:
    """The clues of every pattern; a pattern that cannot be read has none (the lint says so)."""
    texts: dict[str, str] = {}
    patterns = (pattern for refusal in refusals.values() for pattern in refusal.patterns)
    return {
        # Texts that many clues have are one object, which a compiled pack writes once.
        pattern: [[texts.setdefault(text, text) for text in sorted(clue)] for clue in clues(pattern)]
        for pattern in patterns
    }


def clues(pattern: str) -> list[frozenset[str]]:
    """The clues of one pattern, those with the fewest alternatives first."""
    parser: Any = import_module("re._parser")
    try:
        tree = parser.parse(pattern)
    except parser.error:
        return []
    telling = {_shortest(clue) for clue in _sequence(tree).all_clues}
    return sorted(
        (clue for clue in telling if min(map(_weight, clue)) > 1), key=lambda clue: (len(clue), sorted(clue))
    )


def _weight(text: str) -> int:
    """Nearly every text has a given Latin letter, digit or mark; few have a given Chinese character."""
    return len(text.strip()) + (not text.isascii())


def _shortest(clue: frozenset[str]) -> frozenset[str]:
    """The clue without texts that hold another of its texts."""
    return frozenset(text for text in clue if not any(other in text for other in clue if other != text))


def _sequence(items: Iterable[tuple[Any, Any]]) -> Found:
    """Parts one after another: known texts are joined for as long as they stay few."""
    run: frozenset[str] = _EMPTY
    clues: list[frozenset[str]] = []
    whole = True
    for found in map(_part, items):
        clues += found.clues
        if found.texts is not None and len(run) * len(found.texts) <= MOST_TEXTS:
            run = frozenset(map("".join, product(run, found.texts)))
        else:
            clues += Found(run).all_clues
            run, whole = found.texts or _EMPTY, False
    if whole:
        return Found(run, tuple(clues))
    return Found(None, (*clues, *Found(run).all_clues))


def _part(item: tuple[Any, Any]) -> Found:
    """One part of a parsed pattern (the opcodes are those of the standard library's parser)."""
    kind, value = str(item[0]), item[1]
    if kind == "LITERAL":
        return _letter(value)
    if kind == "IN":
        return _one_of(value)
    if kind == "BRANCH":
        return _branches([_sequence(branch) for branch in value[1]])
    if kind == "SUBPATTERN":
        return _sequence(value[3])
    if kind == "ATOMIC_GROUP":
        return _sequence(value)
    if kind == "ASSERT":
        return Found(_EMPTY, _sequence(value[1]).all_clues)
    if kind in _REPEATS:
        return _repeated(value[0], value[1], _sequence(value[2]))
    return _NOTHING if kind in _ZERO_WIDTH else _ANYTHING


@cache
def _letter(code: int) -> Found:
    """A letter whose other cases are all known: ASCII, or one that has no case."""
    letter = chr(code)
    plain = letter.isascii() or letter.lower() == letter.upper() == letter
    return Found(frozenset({blind_to_case(letter)})) if plain else _ANYTHING


def _one_of(members: Sequence[tuple[Any, Any]]) -> Found:
    if any(str(kind) != "LITERAL" for kind, _ in members):
        return _ANYTHING
    return _branches([_letter(code) for _, code in members])


def _branches(found: Sequence[Found]) -> Found:
    """Alternatives: all their texts, or the best clue of each together."""
    if all(one.texts is not None and not one.clues for one in found):
        texts = frozenset().union(*(one.texts or () for one in found))
        if len(texts) <= MOST_TEXTS:
            return Found(texts)
    if not all(one.all_clues for one in found):
        return _ANYTHING
    return Found(None, (frozenset().union(*(_best(one.all_clues) for one in found)),))


def _best(clues: Iterable[frozenset[str]]) -> frozenset[str]:
    return max(clues, key=lambda clue: (min(map(_weight, clue)), -len(clue)))


def _repeated(least: int, most: int, found: Found) -> Found:
    if least == most == 1:
        return found
    if least == 0:
        optional = most == 1 and found.texts is not None and not found.clues
        return Found((found.texts or _EMPTY) | _EMPTY) if optional else _ANYTHING
    return Found(None, found.all_clues)
