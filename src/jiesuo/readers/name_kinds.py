"""The words in which two stored names are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "case",
    "spacing",
    "order",
    "middle_name",
    "initial",
    "diacritics",
    "script",
    "transliteration",
    "truncated",
    "width",
    "lookalike",
    "typo",
    "surname_changed",
    "nickname",
    "title",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

SamePerson = Literal["yes", "likely", "unclear", "no"]
_FROM_SURE_TO_NOT: tuple[SamePerson, ...] = get_args(SamePerson)


def worst(answers: Iterable[SamePerson]) -> SamePerson:
    """The least certain of several answers, "yes" when there is none."""
    return max(answers, key=_FROM_SURE_TO_NOT.index, default="yes")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two words (or runs of words) are one name: the kinds of difference and how sure that is."""

    kinds: frozenset[Kind] = frozenset()
    same: SamePerson = "yes"
    strangeness: float = 0.0
    """Orders likenesses when a word could be matched with several: 0 equal, 10 hardly alike."""


def alike(*kinds: Kind, same: SamePerson = "yes", strangeness: float = 1.0) -> Likeness:
    """A likeness with its kinds spelled out."""
    return Likeness(frozenset(kinds), same, strangeness)
