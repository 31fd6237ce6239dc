"""What a rule of the lint reports, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from jiesuo.knowledge.nodes import Place
from jiesuo.knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a place of the pack; file and line are added by whoever knows the files."""

    place: Place
    what: str
    allowed: str = ""
    level: Literal["error", "warning"] = "error"


Rule: TypeAlias = Callable[[Pack], Iterable[Fault]]
"""Its function's name and module are the rule's name: `structure.references`."""


def listing(ids: Iterable[str], most: int = 12) -> str:
    """Ids for the `allowed` of a fault, cut off where a list would hide the fault itself."""
    ids = sorted(ids)
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")
