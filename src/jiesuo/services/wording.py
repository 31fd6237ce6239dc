"""The pack's texts in one language, with English where a pack does not have them in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiesuo.knowledge.pack import Pack

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    language: str
    own: Mapping[str, Any]
    english: Mapping[str, Any]

    def text(self, *place: str) -> str:
        """The text at kind, id, field; empty when no language has it."""
        found = _at(self.own, place)
        if found is None:
            found = _at(self.english, place)
        return found if isinstance(found, str) else ""

    def lines(self, *place: str) -> tuple[str, ...]:
        """The lines at kind, id, field; none when no language has them."""
        found = _at(self.own, place)
        if found is None:
            found = _at(self.english, place)
        if isinstance(found, str):
            return (found,)
        return tuple(found) if isinstance(found, (list, tuple)) else ()


def wording(pack: Pack, language: str) -> Wording:
    return Wording(language, pack.words.get(language, {}), pack.words.get(FALLBACK, {}))


def _at(words: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    here: Any = words
    for key in place:
        if not isinstance(here, Mapping) or key not in here:
            return None
        here = here[key]
    return here
