"""Find the machine-readable zone in lines that were typed or recognised: whole lines, never padded.

Its lines have exactly 44, 36 or 30 characters. That length is the only check of the line with the name, so a
line that is too short or too long is refused rather than filled up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from jiesuo.readers.mrz_layout import ALPHABET, LENGTHS, layout_of

_FILLERS = str.maketrans({**dict.fromkeys("«《≪", "<<"), **dict.fromkeys("〈‹⟨く＜", "<")})
_LOOK_ALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX")
"""Cyrillic and Greek capitals that a recogniser takes for the Latin ones of the same form."""
_HIDDEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")
_FIRST = re.compile(r"[PVIAC]")
_MOST_LINES = 400
_MOST_PIECES = 12
_MOST_ZONES = 20
_LOOKS_LIKE_ONE = 20
"""Characters from which a line with a filler counts as an attempt at a zone."""


def zones(text: str) -> list[str]:
    """Every run of whole lines that has the length and first letter of a zone, in the order of the text."""
    lines = machine_lines(text)
    found = (zone for start in range(len(lines)) for zone in _from(lines[start : start + _MOST_PIECES]))
    return list(dict.fromkeys(islice(found, _MOST_ZONES)))


def machine_lines(text: str) -> list[str]:
    """The lines that hold nothing but characters of the zone's alphabet, in capitals and without spaces."""
    lines = (settled(line) for line in text.splitlines()[:_MOST_LINES])
    return [line for line in lines if line and ALPHABET.issuperset(line)]


def attempts(text: str) -> list[str]:
    """The lines that were plainly meant as lines of a zone, and the long ones beside them."""
    lines = [line for line in machine_lines(text) if len(line) >= _LOOKS_LIKE_ONE]
    return lines if any(map(looks_meant, lines)) else []


def looks_meant(line: str) -> bool:
    return "<" in line and len(line) >= _LOOKS_LIKE_ONE


def settled(line: str) -> str:
    """One line in the forms of the zone: fillers as <, capitals, no spaces."""
    written = unicodedata.normalize("NFKC", line.translate(_FILLERS)).upper()
    return _HIDDEN.sub("", written).translate(_LOOK_ALIKES)


def _from(lines: Sequence[str]) -> Iterator[str]:
    if not _FIRST.match(lines[0]):
        return
    for joined in accumulate(lines):
        if len(joined) > max(LENGTHS):
            return
        if layout_of(joined):
            yield joined
