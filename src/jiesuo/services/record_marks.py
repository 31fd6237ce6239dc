"""Where two entries differ, letter by letter: to be shown in answer to one submission, and not to be kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from jiesuo.readers.names import compare as compare_names
from jiesuo.services.record_values import DATES, NAME, PHONE, as_date

MAINLAND = 11
"""Digits of a mobile number of mainland China."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Letters of an entry that stand in the other one too, or that do not."""

    text: str = field(repr=False)
    differs: bool = False


Marked = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of the first entry beside its counterpart in the second; empty where there is none."""

    a: Marked
    b: Marked
    kinds: tuple[str, ...] = ()
    """Names only: how this part differs."""


def beside(attribute: str, a: str, b: str) -> tuple[Beside, ...]:
    """Both entries with their differing letters marked: a name part by part, anything else as a whole.

    Numbers stand there without what is not compared (spaces, signs), dates as YYYY-MM-DD. Dates must be
    readable (InputError).
    """
    if attribute == NAME:
        return name_parts(a, b)
    return (_marked(_compared(attribute, a), _compared(attribute, b)),)


def name_parts(a: str, b: str) -> tuple[Beside, ...]:
    """Two names part by part; capitals are marked only where nothing else differs."""
    parts = compare_names(a, b).parts
    capitals = all(set(part.kinds) <= {"case"} for part in parts)
    return tuple(_marked(part.a, part.b, part.kinds, capitals=capitals) for part in parts)


def _compared(attribute: str, entry: str) -> str:
    if attribute in DATES:
        return as_date(entry).isoformat()
    plain = unicodedata.normalize("NFKC", entry).upper()
    if attribute == PHONE:
        return _without_code("".join(filter(str.isdecimal, plain)))
    return "".join(filter(str.isalnum, plain))


def _without_code(digits: str) -> str:
    """A mainland number, which has eleven digits, without 86 before it: that is not what differs."""
    return digits.lstrip("0").removeprefix("86") if len(digits.lstrip("0")) == MAINLAND + 2 else digits


def _marked(a: str, b: str, kinds: tuple[str, ...] = (), *, capitals: bool = True) -> Beside:
    left, right = [], []
    x, y = (a, b) if capitals else (_small(a), _small(b))
    for step, i, j, k, m in SequenceMatcher(None, x, y, autojunk=False).get_opcodes():
        left.append(Stretch(a[i:j], step != "equal"))
        right.append(Stretch(b[k:m], step != "equal"))
    return Beside(_filled(left), _filled(right), kinds)


def _small(text: str) -> str:
    """Small letters, one for each letter, so that places stay the same."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _filled(stretches: list[Stretch]) -> Marked:
    return tuple(stretch for stretch in stretches if stretch.text)
