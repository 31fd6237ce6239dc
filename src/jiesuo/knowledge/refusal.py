"""Whether a wish is one that a pack refuses."""

from __future__ import annotations

import re

from jiesuo.knowledge.pack import Clues, Refusal

_ASCII_TWINS = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})
"""Letters that `re` takes for an ASCII letter when it is blind to case."""


def refuses(refusal: Refusal, text: str) -> bool:
    """Whether some pattern is found in the text, whatever the case, and no exception is."""
    return _found(refusal.patterns, text) and not _found(refusal.unless, text)


def _found(patterns: list[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def blind_to_case(text: str) -> str:
    """The text in which clues are looked for."""
    return text.translate(_ASCII_TWINS).lower()


def has_all(clues: Clues, blind: str) -> bool:
    """Whether the pattern of the clues may be found: only then has it to be compiled."""
    return all(any(text in blind for text in clue) for clue in clues)
