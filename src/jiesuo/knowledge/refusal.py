"""Whether a wish is one that a pack refuses."""

from __future__ import annotations

import re

from jiesuo.knowledge.pack import Refusal


def refuses(refusal: Refusal, text: str) -> bool:
    """Whether some pattern is found in the text, whatever the case, and no exception is."""
    return _found(refusal.patterns, text) and not _found(refusal.unless, text)


def _found(patterns: list[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
