"""What was observed, by whom, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Origin = Literal["person", "message", "words", "screenshot", "passport", "records", "log", "platform"]

UNKNOWN = "unknown"
"""The value of "I don't know": no evidence, and no reason to ask again."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One finding's value, with its source and the person's own words.

    `finding` is an id of the pack, or one of `message.<id>`, `code.<id>` (value `seen`), `route.<id>`
    (`failed`, `worked`), `telling` (`heard`), `closest` (a slug, or `none`).
    """

    finding: str
    value: str
    source: Origin = "person"
    quote: str = ""
    reliability: float = 1.0
    weights: tuple[tuple[str, float], ...] = ()
    """Telling only: slug -> log-likelihood (natural log, up to a constant)."""
    offered: tuple[str, ...] = ()
    """Closest only: the slugs whose situations were offered."""
    implied: bool = False
    """Fills an answer but is not multiplied into the belief: what it follows from already counted."""
