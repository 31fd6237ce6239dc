"""Put right what OCR usually mixes up in a machine-readable zone, where only one reading can be meant.

A character that cannot stand at its place (a letter in a date, a digit in a name) has one look-alike that
can. In document numbers both can stand: there the least number of swaps that lets all check digits hold is
looked for, and accepted only if exactly one reading has it. Doubt refuses: a wrong number is worse than
none, because a person can type it. A repair is still no proof: the composite digit weighs a TD3 number as
its own digit does, so one reading in ten fits by chance, and G and 6 look the same to both. Repairs are
named so that the person compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from jiesuo.readers.mrz_layout import Field, Layout

AS_DIGIT = dict(zip("ODQILZASGTB", "00011245678", strict=True))
"""Letters taken for a digit where only digits stand."""
AS_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""Digits taken for a letter where only letters stand."""
EITHER = AS_LETTER | {letter: digit for digit, letter in AS_LETTER.items()}
"""Pairs that are swapped where both can stand."""
MOST_SWAPS = 3
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
_DIGITS = frozenset("0123456789")
_MAY_STAND = {
    "a": _LETTERS,
    "b": _DIGITS | {"<"},
    "c": _DIGITS,
    "d": _DIGITS,
    "n": _LETTERS | _DIGITS,
    "o": _DIGITS | {"<"},
    "s": frozenset("MFX<"),
    "x": _LETTERS | _DIGITS,
}
_LOOK_ALIKES = {"a": AS_LETTER, "b": AS_DIGIT, "c": AS_DIGIT, "d": AS_DIGIT, "o": AS_DIGIT}


@dataclass(frozen=True, slots=True)
class Repair:
    """One character that was read otherwise than it was meant; `place` counts from 0 in the field."""

    field: str
    place: int
    read: str
    meant: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """A field that holds a character which cannot stand there and resembles none that can."""

    field: str


def fitted(layout: Layout, zone: str) -> str | Misfit:
    """The zone with each impossible character replaced by the one it resembles."""
    pieces: list[str] = []
    for field in layout.fields.values():
        text = "".join(_fit(char, field.kind) for char in field.of(zone))
        if len(text) < field.end - field.start:
            return Misfit(field.name)
        pieces.append(text)
    return "".join(pieces)


def _fit(char: str, kind: str) -> str:
    if char in _MAY_STAND[kind]:
        return char
    return _LOOK_ALIKES.get(kind, {}).get(char, "")


def least_swapped(layout: Layout, zone: str, is_valid: Callable[[str], bool]) -> list[str]:
    """All valid readings with the fewest swaps, at most `MOST_SWAPS`; empty when there is none."""
    places = [place for place in _free_places(layout) if zone[place] in EITHER]
    for count in range(MOST_SWAPS + 1):
        valid = [text for text in _swapped(zone, places, count) if is_valid(text)]
        if valid:
            return valid
    return []


def _free_places(layout: Layout) -> Iterator[int]:
    """The places at which letters and digits can both stand and a check digit covers them."""
    checked = {name for names in layout.checks.values() for name in names}
    for field in layout.fields.values():
        if field.kind == "n" and field.name in checked:
            yield from range(field.start, field.end)


def _swapped(zone: str, places: list[int], count: int) -> Iterator[str]:
    for chosen in combinations(places, count):
        letters = list(zone)
        for place in chosen:
            letters[place] = EITHER[letters[place]]
        yield "".join(letters)


def differences(layout: Layout, read: str, meant: str) -> tuple[Repair, ...]:
    """Character by character, what a repair changed."""
    return tuple(
        Repair(field.name, place - field.start, read[place], meant[place])
        for field in layout.fields.values()
        for place in _changed(field, read, meant)
    )


def _changed(field: Field, read: str, meant: str) -> list[int]:
    return [place for place in range(field.start, field.end) if read[place] != meant[place]]
